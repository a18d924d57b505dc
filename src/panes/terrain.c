/* SPDX-License-Identifier: MIT
 *
 * A surface in two dimensions from above: a heatmap, the way the ball came, the minima. Marks are black or white,
 * whichever can be read on the colour below them, because no colour of its own is readable on all of them. */
#include "app/messages.h"
#include "frame/axes.h"
#include "frame/canvas.h"
#include "panes/parts.h"

#include <math.h>
#include <stdio.h>

enum { WAY_DOTS = 64 }; /* most marks between two points of the trail */

struct terrain {
  struct frame *frame;
  struct rect rect;
  const struct ground *ground;
  bool letters;                /* several lanes */
  int lost;                    /* balls that are nowhere, so far */
  const struct lane *lane;     /* whose trail is drawn */
  const struct dh_row *before; /* the row drawn last */
};

struct spot {
  double x, y; /* places, 0..1 inside */
};

static struct spot spot_of(const struct terrain *terrain, const double at[2]) {
  const struct camera *camera = terrain->ground->camera;
  return (struct spot){axis_place(&camera->x, at[0]), axis_place(&camera->y, at[1])};
}

static bool visible(struct spot spot) { return spot.x >= 0 && spot.x <= 1 && spot.y >= 0 && spot.y <= 1; }

static struct cell *cell_at(const struct terrain *terrain, int x, int y) {
  if (x < 0 || y < 0 || x >= terrain->frame->cols || y >= terrain->frame->rows) return NULL;
  return &terrain->frame->cells[(size_t)y * (size_t)terrain->frame->cols + (size_t)x];
}

/* Put a mark onto the colour that is there; of two in one cell the half that the mark is in. */
static void put_mark(const struct terrain *terrain, struct spot spot, uint32_t glyph, unsigned attr) {
  double y = part_y(terrain->rect, spot.y);
  int column = terrain->rect.x + part_cell(part_x(terrain->rect, spot.x), terrain->rect.w);
  int row = terrain->rect.y + part_cell(y, terrain->rect.h);
  const struct cell *cell = cell_at(terrain, column, row);
  if (!cell) return;
  bool halves = cell->glyph > 127; /* an upper half block: the upper colour is its foreground */
  int under = halves && y - floor(y) < 0.5 ? cell->fg : cell->bg;
  int fg = under == FRAME_DEFAULT ? frame_color(terrain->frame, ROLE_TEXT) : frame_contrast(under);
  frame_put(terrain->frame, column, row, glyph, fg, under, attr);
}

static void draw_way(const struct terrain *terrain, struct spot from, struct spot to) {
  double cells = fmax(fabs(to.x - from.x) * terrain->rect.w, fabs(to.y - from.y) * terrain->rect.h);
  if (!isfinite(cells)) return;
  int dots = cells > WAY_DOTS ? WAY_DOTS : (int)cells;
  for (int i = 1; i < dots; i++) {
    double s = (double)i / dots;
    struct spot spot = {from.x + s * (to.x - from.x), from.y + s * (to.y - from.y)};
    if (visible(spot)) put_mark(terrain, spot, '.', 0);
  }
}

static void visit_way(const struct dh_row *row, void *context) {
  struct terrain *terrain = context;
  if (terrain->before) draw_way(terrain, spot_of(terrain, terrain->before->at), spot_of(terrain, row->at));
  terrain->before = row;
}

static void visit_place(const struct dh_row *row, void *context) {
  const struct terrain *terrain = context;
  struct spot spot = spot_of(terrain, row->at);
  if (visible(spot)) put_mark(terrain, spot, (uint32_t)(terrain->lane->letter - 'A' + 'a'), 0);
}

/* A star on a badge of its own: in a picture of characters it would be one of them. */
static void draw_minima(const struct terrain *terrain) {
  const struct dh_surface *surface = terrain->ground->surface;
  const struct dh_surface_spec *info = dh_surface_info(surface);
  for (int i = 0; i < info->minimum_count; i++) {
    struct spot spot = spot_of(terrain, info->minima[i].at);
    uint32_t glyph = part_is_lowest(surface, i) ? frame_mark(terrain->frame, MARK_STAR) : '+';
    if (visible(spot)) put_mark(terrain, spot, glyph, ATTR_BOLD | ATTR_REVERSE);
  }
}

/* A ball that is nowhere, in words; of several lanes each in a row of its own, as long as there are rows. */
static void draw_lost(struct terrain *terrain, const struct lane *lane, const char *what) {
  struct rect rect = terrain->rect;
  char words[16];
  if (terrain->letters)
    snprintf(words, sizeof words, " %c %s ", lane->letter, what);
  else
    snprintf(words, sizeof words, " %s ", what);
  int columns = text_columns(words), y = rect.h / 2 + terrain->lost++;
  if (y >= rect.h) return;
  part_whole(terrain->frame, rect.x + (rect.w - columns) / 2, rect.y + y, rect.w, words, ROLE_BAD, ATTR_BOLD);
}

static void draw_ball(struct terrain *terrain, const struct app *app, int lane) {
  const struct lane *own = &app->lane[lane];
  double at[2], loss, arc;
  app_ball(app, lane, at, &loss, &arc);
  struct spot spot = spot_of(terrain, at);
  struct rect rect = terrain->rect;
  enum role role = part_lane_role(own);
  if (isnan(spot.x) || isnan(spot.y)) {
    draw_lost(terrain, own, isnan(at[0]) || isnan(at[1]) ? "nan" : "?");
    return;
  }
  if (!visible(spot)) {
    char words[48], number[24], letter[4] = "";
    if (terrain->letters) snprintf(letter, sizeof letter, "%c ", own->letter);
    const struct dh_surface_spec *info = dh_surface_info(terrain->ground->surface);
    int axis = spot.x < 0 || spot.x > 1 ? 0 : 1;
    axes_short(app_row(app, lane)->at[axis], 4, number, sizeof number);
    snprintf(words, sizeof words, "%s%.12s %s", letter, info->parameter[axis], number);
    part_outside(terrain->frame, rect, spot.x, spot.y, words, role);
    return;
  }
  int column = rect.x + part_cell(part_x(rect, spot.x), rect.w), row = rect.y + part_cell(part_y(rect, spot.y), rect.h);
  int badge = frame_color(terrain->frame, role);
  bool colored = badge != FRAME_DEFAULT;
  frame_put(terrain->frame, column, row, (uint32_t)own->letter, colored ? frame_contrast(badge) : FRAME_DEFAULT, badge,
            ATTR_BOLD | (colored ? 0U : (unsigned)ATTR_REVERSE));
}

/* Text on the colours that are there. */
static void put_text(const struct terrain *terrain, int x, int y, const char *string) {
  for (; *string; string++, x++) {
    const struct cell *cell = cell_at(terrain, x, y);
    if (!cell) return;
    int under = cell->bg;
    int fg = under == FRAME_DEFAULT ? frame_color(terrain->frame, ROLE_TEXT) : frame_contrast(under);
    frame_put(terrain->frame, x, y, (unsigned char)*string, fg, under, 0);
  }
}

/* The window in numbers: the first parameter's along the bottom, the second's along the left edge. */
static void draw_window(const struct terrain *terrain) {
  const struct camera *camera = terrain->ground->camera;
  struct rect rect = terrain->rect;
  char corner[40], low[16], high[16], top[16];
  if (rect.w < 16 || rect.h < 6) return;
  axes_short(camera->x.low, 3, low, sizeof low);
  axes_short(camera->y.low, 3, high, sizeof high);
  snprintf(corner, sizeof corner, "%s,%s", low, high);
  axes_short(camera->x.high, 3, high, sizeof high);
  axes_short(camera->y.high, 3, top, sizeof top);
  put_text(terrain, rect.x, rect.y, top);
  put_text(terrain, rect.x, rect.y + rect.h - 1, corner);
  put_text(terrain, rect.x + rect.w - text_columns(high), rect.y + rect.h - 1, high);
  if (!camera->x.log && !camera->y.log) return;
  put_text(terrain, rect.x + rect.w - text_columns(_("log")), rect.y, _("log"));
}

static void draw_trail(struct terrain *terrain, const struct lane *lane) {
  terrain->lane = lane;
  terrain->before = NULL;
  part_past(lane->run, visit_way, terrain);
  part_past(lane->run, visit_place, terrain);
}

void pane_terrain_lanes(struct frame *frame, struct rect rect, const struct app *app, const struct ground *ground,
                        const int *lanes, int count) {
  struct terrain terrain = {.frame = frame, .rect = rect, .ground = ground, .letters = count > 1};
  const struct samples *samples = ground->samples;
  if (rect.w < 1 || rect.h < 1) return;
  if (samples->width == rect.w && samples->height == 2 * rect.h) canvas_heat(frame, rect, samples->level);
  for (int i = 0; i < count; i++) draw_trail(&terrain, &app->lane[lanes[i]]);
  draw_window(&terrain);
  draw_minima(&terrain);
  for (int i = 0; i < count; i++) draw_ball(&terrain, app, lanes[i]);
}

void pane_terrain(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  const struct ground own = pane_ground(app, lane);
  pane_terrain_lanes(frame, rect, app, &own, &lane, 1);
}

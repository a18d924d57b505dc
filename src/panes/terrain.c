/* SPDX-License-Identifier: MIT
 *
 * What lies on a surface of two parameters, seen from above or in perspective: the way the balls came, where the next
 * step goes, the minima. Marks are black or white, whichever can be read on the colour below them, because no colour of
 * its own is readable on all of them. */
#include "panes/terrain.h"

#include "app/messages.h"
#include "frame/axes.h"
#include "frame/canvas.h"

#include <math.h>
#include <stdio.h>

enum {
  WAY_DOTS = 64,   /* most marks between two points of the trail */
  ARROW_DOTS = 96, /* points of an arrow: on a relief it is bent */
  BADGE_FROM = 56, /* columns from which a ball is three wide */
  UPPER_HALF = 0x2580,
  LOWER_HALF = 0x2584
};
/* The arrow against the gradient is as long as the step, but no less than these cells and no more than this share of
 * the picture; it is left out where it would lie on the step: the sine of the angle between them. */
static const double arrow_least = 4, arrow_most = 0.3, arrow_apart = 0.1;

static struct spot spot_of(const struct terrain *terrain, const double at[2]) {
  const struct camera *camera = terrain->ground->camera;
  return (struct spot){axis_place(&camera->x, at[0]), axis_place(&camera->y, at[1])};
}

static bool inside(struct spot spot) { return spot.x >= 0 && spot.x <= 1 && spot.y >= 0 && spot.y <= 1; }

static enum sight point_of(const struct terrain *terrain, struct spot spot, double *x, double *y) {
  if (!inside(spot)) return SIGHT_NONE;
  if (terrain->relief) return relief_point(terrain->relief, spot, x, y);
  *x = part_x(terrain->rect, spot.x);
  *y = part_y(terrain->rect, spot.y);
  return SIGHT_CLEAR;
}

static struct cell *cell_at(const struct terrain *terrain, int x, int y) {
  if (x < 0 || y < 0 || x >= terrain->frame->cols || y >= terrain->frame->rows) return NULL;
  return &terrain->frame->cells[(size_t)y * (size_t)terrain->frame->cols + (size_t)x];
}

/* The colour that a point has: of two in one cell that of the half it is in. */
static int color_under(const struct cell *cell, double y) {
  bool upper = y - floor(y) < 0.5;
  if (cell->glyph == UPPER_HALF && upper) return cell->fg;
  if (cell->glyph == LOWER_HALF && !upper) return cell->fg;
  return cell->bg;
}

/* A character on the colour of its point. */
static void put_at(const struct terrain *terrain, double x, double y, uint32_t glyph, unsigned attr) {
  int column = terrain->rect.x + part_cell(x, terrain->rect.w), row = terrain->rect.y + part_cell(y, terrain->rect.h);
  const struct cell *cell = cell_at(terrain, column, row);
  if (!cell) return;
  int under = color_under(cell, y);
  int fg = under == FRAME_DEFAULT ? frame_color(terrain->frame, ROLE_TEXT) : frame_contrast(under);
  frame_put(terrain->frame, column, row, glyph, fg, under, attr);
}

static void put_mark(const struct terrain *terrain, struct spot spot, uint32_t glyph, unsigned attr) {
  double x, y;
  if (point_of(terrain, spot, &x, &y) == SIGHT_CLEAR) put_at(terrain, x, y, glyph, attr);
}

static struct spot between(struct spot from, struct spot to, double share) {
  return (struct spot){from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
}

/* --- trails --- */

static void draw_way(const struct terrain *terrain, struct spot from, struct spot to) {
  double cells = fmax(fabs(to.x - from.x) * terrain->rect.w, fabs(to.y - from.y) * terrain->rect.h);
  if (!isfinite(cells)) return;
  int dots = cells > WAY_DOTS ? WAY_DOTS : (int)cells;
  for (int i = 1; i < dots; i++) put_mark(terrain, between(from, to, (double)i / dots), '.', 0);
}

static void visit_way(const struct dh_row *row, void *context) {
  struct terrain *terrain = context;
  if (terrain->before) draw_way(terrain, spot_of(terrain, terrain->before->at), spot_of(terrain, row->at));
  terrain->before = row;
}

static void visit_place(const struct dh_row *row, void *context) {
  const struct terrain *terrain = context;
  put_mark(terrain, spot_of(terrain, row->at), (uint32_t)(terrain->lane->letter - 'A' + 'a'), 0);
}

/* Where the run before the restart was: dots without letters. */
static void draw_ghost(struct terrain *terrain, const struct ghost *ghost) {
  terrain->before = NULL;
  for (int i = 0; i < ghost->count; i++) visit_way(&ghost->row[i], terrain);
}

static void draw_trail(struct terrain *terrain, const struct lane *lane) {
  terrain->lane = lane;
  if (!terrain->covered) draw_ghost(terrain, &lane->ghost);
  terrain->before = NULL;
  part_past(lane->run, visit_way, terrain);
  part_past(lane->run, visit_place, terrain);
}

/* --- arrows --- */

/* A line along the ground; what is outside or hidden is left out. */
static void draw_line(const struct terrain *terrain, struct canvas *canvas, struct spot from, struct spot to) {
  double x[ARROW_DOTS], y[ARROW_DOTS];
  for (int i = 0; i < ARROW_DOTS; i++)
    if (point_of(terrain, between(from, to, (double)i / (ARROW_DOTS - 1)), &x[i], &y[i]) != SIGHT_CLEAR)
      x[i] = (double)NAN;
  canvas_curve(canvas, x, y, ARROW_DOTS, FRAME_DEFAULT);
}

/* Where the gradient alone would point: a spot as far away as the step goes. */
static struct spot downhill(const struct terrain *terrain, const struct dh_row *row, struct spot from, struct spot to) {
  double w = terrain->rect.w, h = 2 * terrain->rect.h; /* as the eye sees lengths */
  double step = hypot((to.x - from.x) * w, (to.y - from.y) * h);
  double far = 1e-6 / fmax(hypot(row->gradient[0], row->gradient[1]), 1e-300);
  const struct camera *camera = terrain->ground->camera;
  double span_x = camera->x.high - camera->x.low, span_y = camera->y.high - camera->y.low;
  far *= fmin(span_x, span_y);
  const double at[2] = {row->at[0] - far * row->gradient[0], row->at[1] - far * row->gradient[1]};
  struct spot ahead = spot_of(terrain, at);
  double dx = (ahead.x - from.x) * w, dy = (ahead.y - from.y) * h, length = hypot(dx, dy);
  double want = fmin(fmax(step, arrow_least), arrow_most * fmin(w, h));
  double sx = (to.x - from.x) * w, sy = (to.y - from.y) * h;
  bool apart = !(step > 0) || fabs(dx * sy - dy * sx) > arrow_apart * length * step || dx * sx + dy * sy < 0;
  if (!apart || !(length > 0)) return (struct spot){(double)NAN, (double)NAN};
  return between(from, ahead, want / length);
}

/* The step that is taken, or is going to be, and the direction against the gradient where it is another one. */
static void draw_arrows(const struct terrain *terrain, const struct app *app, int lane) {
  const struct dh_row *now = app_row(app, lane), *before = &app->lane[lane].from;
  bool flying = app->flight < 1 && before->step != now->step;
  const struct dh_row *row = flying ? before : now;
  const double next[2] = {flying ? now->at[0] : row->at[0] - row->update[0],
                          flying ? now->at[1] : row->at[1] - row->update[1]};
  struct spot from = spot_of(terrain, row->at), to = spot_of(terrain, next), down = downhill(terrain, row, from, to);
  struct canvas canvas;
  if (!inside(from) || !canvas_begin(&canvas, terrain->frame, terrain->rect)) return;
  draw_line(terrain, &canvas, from, to);
  draw_line(terrain, &canvas, from, down);
  canvas_end_on_heat(&canvas);
  put_mark(terrain, to, 's', ATTR_BOLD);
  put_mark(terrain, down, 'g', ATTR_BOLD);
}

/* --- marks --- */

/* A star on a badge of its own: in a picture of characters it would be one of them. Behind a hill the lowest shines
 * through. */
static void draw_minimum(const struct terrain *terrain, struct spot spot, bool lowest) {
  double x, y;
  uint32_t glyph = lowest ? frame_mark(terrain->frame, MARK_STAR) : '+';
  enum sight sight = point_of(terrain, spot, &x, &y);
  if (sight == SIGHT_CLEAR) put_at(terrain, x, y, glyph, ATTR_BOLD | ATTR_REVERSE);
  if (sight == SIGHT_HIDDEN && lowest) put_at(terrain, x, y, glyph, 0);
}

static void draw_minima(const struct terrain *terrain) {
  const struct dh_surface *surface = terrain->ground->surface;
  const struct dh_surface_spec *info = dh_surface_info(surface);
  for (int i = 0; i < info->minimum_count; i++)
    draw_minimum(terrain, spot_of(terrain, info->minima[i].at), part_is_lowest(surface, i));
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

/* An arrow at the edge and the number that is too far. */
static void draw_outside(const struct terrain *terrain, const struct app *app, int lane, struct spot spot) {
  char words[48], number[24], letter[4] = "";
  const struct dh_surface_spec *info = dh_surface_info(terrain->ground->surface);
  int axis = spot.x < 0 || spot.x > 1 ? 0 : 1;
  if (terrain->letters) snprintf(letter, sizeof letter, "%c ", app->lane[lane].letter);
  axes_short(app_row(app, lane)->at[axis], 4, number, sizeof number);
  snprintf(words, sizeof words, "%s%.12s %s", letter, info->parameter[axis], terrain->covered ? "?" : number);
  part_outside(terrain->frame, terrain->rect, spot.x, spot.y, words, part_lane_role(&app->lane[lane]));
}

static bool is_ball(const struct terrain *terrain, int column, int row) {
  const struct cell *cell = cell_at(terrain, column, row);
  return cell && cell->glyph >= 'A' && cell->glyph <= 'Z';
}

/* The column for a ball: beside those of other lanes that are in its place, to the right, or else to the left. */
static int free_column(const struct terrain *terrain, int column, int row) {
  struct rect rect = terrain->rect;
  int right = column, left = column;
  while (right < rect.x + rect.w && is_ball(terrain, right, row)) right++;
  while (left >= rect.x && is_ball(terrain, left, row)) left--;
  return right < rect.x + rect.w ? right : left >= rect.x ? left : column;
}

/* A badge that stands out from the ground, and in perspective from what is beside the ground; the letter in the lane's
 * colour; a lane that is alone has three columns where there is room. */
static void draw_badge(const struct terrain *terrain, const struct lane *lane, int column, int row, int under) {
  struct rect rect = terrain->rect;
  int fg = frame_color(terrain->frame, part_lane_role(lane));
  int beside = terrain->relief ? frame_background(terrain->frame) : FRAME_DEFAULT;
  int badge = under == FRAME_DEFAULT ? FRAME_DEFAULT : frame_contrast(beside == FRAME_DEFAULT ? under : beside);
  unsigned attr = ATTR_BOLD | (under == FRAME_DEFAULT ? (unsigned)ATTR_REVERSE : 0U);
  bool wide = rect.w >= BADGE_FROM && !terrain->letters;
  if (wide && column > rect.x) frame_put(terrain->frame, column - 1, row, '(', fg, badge, attr);
  if (wide && column + 1 < rect.x + rect.w) frame_put(terrain->frame, column + 1, row, ')', fg, badge, attr);
  frame_put(terrain->frame, column, row, (uint32_t)lane->letter, fg, badge, attr);
}

/* Behind a hill the letter alone shines through. */
static void draw_seen(const struct terrain *terrain, const struct lane *lane, struct spot spot) {
  struct rect rect = terrain->rect;
  double x, y;
  enum sight sight = point_of(terrain, spot, &x, &y);
  if (sight == SIGHT_NONE) return;
  int row = rect.y + part_cell(y, rect.h), column = free_column(terrain, rect.x + part_cell(x, rect.w), row);
  const struct cell *cell = cell_at(terrain, column, row);
  if (!cell) return;
  if (sight == SIGHT_CLEAR)
    draw_badge(terrain, lane, column, row, color_under(cell, y));
  else
    put_at(terrain, column - rect.x, y, (uint32_t)lane->letter, 0);
}

static void draw_ball(struct terrain *terrain, const struct app *app, int lane) {
  const struct lane *own = &app->lane[lane];
  double at[2], loss, arc;
  app_ball(app, lane, at, &loss, &arc);
  struct spot spot = spot_of(terrain, at);
  if (isnan(spot.x) || isnan(spot.y))
    draw_lost(terrain, own, !terrain->covered && (isnan(at[0]) || isnan(at[1])) ? "nan" : "?");
  else if (!inside(spot))
    draw_outside(terrain, app, lane, spot);
  else
    draw_seen(terrain, own, spot);
}

/* --- all of it --- */

static void draw_lanes(struct terrain *terrain, const struct app *app, const int *lanes, int count) {
  for (int i = 0; i < count; i++) draw_trail(terrain, &app->lane[lanes[i]]);
  draw_minima(terrain);
  for (int i = 0; i < count && !terrain->covered; i++)
    if (!terrain->letters || lanes[i] == app->selected) draw_arrows(terrain, app, lanes[i]);
  for (int i = 0; i < count; i++) draw_ball(terrain, app, lanes[i]);
}

void pane_terrain_lanes(struct frame *frame, struct rect rect, const struct app *app, const struct ground *ground,
                        const int *lanes, int count) {
  struct terrain terrain = {.frame = frame,
                            .rect = layout_picture(rect),
                            .ground = ground,
                            .letters = count > 1,
                            .covered = app_covered(app)};
  const struct samples *samples = ground->samples;
  struct relief relief;
  if (rect.w < 1 || rect.h < 1) return;
  bool sampled = samples->width == terrain.rect.w && samples->height == 2 * terrain.rect.h;
  if (sampled && app_in_relief(app) && relief_begin(&relief, frame, terrain.rect, samples, &app->relief)) {
    terrain.relief = &relief;
    relief_draw(&terrain);
    draw_lanes(&terrain, app, lanes, count);
    relief_end(&relief);
  } else {
    if (sampled) heat_draw(&terrain);
    draw_lanes(&terrain, app, lanes, count);
    if (sampled) heat_window(&terrain);
  }
  struct rect last = {rect.x, rect.y + rect.h - 1, rect.w, 1};
  if (sampled && terrain.rect.h < rect.h) heat_legend(frame, last, samples);
}

static double width_of(const struct camera *camera) { return camera->x.high / 2 - camera->x.low / 2; }

/* Beside lanes that are seen closer, a window says so: its picture is not theirs. */
static void draw_wider(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  char words[48], number[16];
  double own = width_of(&app->lane[lane].camera), least = own;
  for (int i = 0; i < app->lane_count; i++) least = fmin(least, width_of(&app->lane[i].camera));
  if (!(own > 1.01 * least)) return;
  axes_short(own / least, 2, number, sizeof number);
  snprintf(words, sizeof words, _(" window x%s "), number);
  int columns = text_columns(words);
  int taken = app_in_relief(app) ? 0 : heat_window_taken(&app->lane[lane].camera, rect);
  part_whole(frame, rect.x + (rect.w - columns) / 2, rect.y, rect.w - 2 * taken, words, ROLE_WARN, ATTR_BOLD);
}

void pane_terrain(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  const struct ground own = pane_ground(app, lane);
  pane_terrain_lanes(frame, rect, app, &own, &lane, 1);
  if (app->view == VIEW_COMPARE) draw_wider(frame, rect, app, lane);
}

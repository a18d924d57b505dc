/* SPDX-License-Identifier: MIT
 *
 * A map: two cells to a character in colours, one character for both of them without. Lanes that differ in nothing but
 * the axes stand on it by their letters. */
#include "panes/map_parts.h"

#include "app/messages.h"
#include "panes/map_colors.h"

#include <math.h>
#include <stdio.h>

struct plot {
  struct frame *frame;
  struct rect rect;
  const struct map_view *view;
};

/* A character of the plot: its two cells, NULL where there is none or nothing is known. */
struct pair {
  const struct map_shown *upper, *lower;
};

static const struct map_shown *known(const struct plot *plot, int x, int y) {
  if (x >= plot->view->w || y < 0 || y >= plot->view->h) return NULL;
  const struct map_shown *shown = map_view_at(plot->view, x, y);
  return shown->known != MAP_UNKNOWN ? shown : NULL;
}

static struct pair pair_at(const struct plot *plot, int column, int row) {
  int y = 2 * (plot->rect.h - 1 - row);
  return (struct pair){known(plot, column, y + 1), known(plot, column, y)};
}

static int ink_of(const struct plot *plot, const struct map_shown *shown) {
  return shown ? map_ink(plot->frame, shown->rank) : FRAME_DEFAULT;
}

static void put_halves(const struct plot *plot, int x, int y, struct pair pair) {
  int above = ink_of(plot, pair.upper), below = ink_of(plot, pair.lower);
  if (above == below)
    frame_put(plot->frame, x, y, ' ', FRAME_DEFAULT, above, 0);
  else if (above == FRAME_DEFAULT)
    frame_put(plot->frame, x, y, 0x2584, below, FRAME_DEFAULT, 0);
  else
    frame_put(plot->frame, x, y, 0x2580, above, below, 0);
}

/* Both cells as one: the side that is not in doubt, and how slow in the mean. */
static double rank_of(struct pair pair) {
  if (!pair.upper || !pair.lower) return pair.upper ? pair.upper->rank : pair.lower->rank;
  double upper = pair.upper->rank, lower = pair.lower->rank;
  return (upper < 0) == (lower < 0) ? (upper + lower) / 2 : fmin(upper, lower);
}

static void put_whole(const struct plot *plot, int x, int y, struct pair pair) {
  if (!pair.upper && !pair.lower) return;
  double rank = rank_of(pair);
  int level = map_level(&plot->view->tally, rank < 0, fabs(rank)), ink = map_ink(plot->frame, rank);
  uint32_t glyph = map_glyph(plot->frame->glyphs, rank < 0, level);
  frame_put(plot->frame, x, y, glyph, ink == FRAME_DEFAULT ? FRAME_DEFAULT : frame_contrast(ink), ink, 0);
}

static void draw_cells(const struct plot *plot) {
  bool whole = plot->frame->colors == COLOR_NONE || plot->frame->glyphs == GLYPHS_ASCII;
  for (int row = 0; row < plot->rect.h; row++)
    for (int column = 0; column < plot->rect.w; column++) {
      int x = plot->rect.x + column, y = plot->rect.y + row;
      (whole ? put_whole : put_halves)(plot, x, y, pair_at(plot, column, row));
    }
}

/* A sign on the colour of its cell; without colours turned over. */
static void put_sign(const struct plot *plot, int x, int y, uint32_t glyph, int badge) {
  int column = plot->rect.x + x, row = plot->rect.y + plot->rect.h - 1 - y / 2;
  int under = badge != FRAME_DEFAULT ? badge : ink_of(plot, known(plot, x, y));
  bool plain = under == FRAME_DEFAULT;
  frame_put(plot->frame, column, row, glyph, plain ? FRAME_DEFAULT : frame_contrast(under), under,
            ATTR_BOLD | (plain ? (unsigned)ATTR_REVERSE : 0U));
}

static void draw_lanes(const struct plot *plot, const struct app *app) {
  for (int i = app->lane_count - 1; i >= 0; i--) {
    double cell[2];
    if (!map_view_place(plot->view, app_spec(app, i), cell)) continue;
    double x = floor(cell[0] + 0.5), y = floor(cell[1] + 0.5);
    if (!(x >= 0 && x < plot->rect.w && y >= 0 && y < 2 * plot->rect.h)) continue;
    put_sign(plot, (int)x, (int)y, (uint32_t)app->lane[i].letter,
             frame_color(plot->frame, part_lane_role(&app->lane[i])));
  }
}

void pane_map(struct frame *frame, const struct app *app) {
  const struct map_layout *layout = &app->layout.map;
  const struct map_view *view = app->map;
  struct plot plot = {frame, layout->plot, view};
  map_draw_panel(frame, layout->panel, app);
  if (!view->shown) return; /* before the first slice */
  map_draw_axes(frame, layout, view);
  frame_clip(frame, layout->plot);
  draw_cells(&plot);
  put_sign(&plot, view->cursor[0], view->cursor[1], '+', FRAME_DEFAULT);
  draw_lanes(&plot, app);
  frame_unclip(frame);
}

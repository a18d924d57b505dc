/* SPDX-License-Identifier: MIT
 *
 * The axes of a map. Where a window is so narrow that its numbers would differ in digits there is no room for, they are
 * differences to a number that stands beside the axis' name. */
#include "panes/map_parts.h"

#include "app/map_window.h"
#include "frame/axes.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { TICKS = 16, NUMBER = 7, DIGITS = 4, COLUMNS_EACH = 10, ROWS_EACH = 3 };

struct ruler {
  double tick[TICKS]; /* differences to `base` */
  int count;
  double base; /* 0: the numbers are the values */
  int base_digits;
};

/* Digits that are the same all over the window are not repeated at every tick. */
static void choose_base(const struct dh_map_axis *axis, int ticks, struct ruler *ruler) {
  const int most = 17;
  double size = fmax(fabs(axis->low), fabs(axis->high)), width = fabs(axis->high - axis->low);
  double digits = ceil(log10(size / width * ticks)) + 1, kept = ceil(log10(size / width)) + 1;
  char text[40];
  ruler->base = 0;
  if (axis->log || !(digits > DIGITS)) return;
  ruler->base_digits = kept < most ? (int)kept : most;
  snprintf(text, sizeof text, "%.*e", ruler->base_digits - 1, axis->low / 2 + axis->high / 2);
  ruler->base = strtod(text, NULL);
}

static struct ruler measure(const struct dh_map_axis *axis, int room) {
  struct ruler ruler = {.count = 0};
  int most = room < 2 ? 2 : room > TICKS ? TICKS : room;
  double low = fmin(axis->low, axis->high), high = fmax(axis->low, axis->high);
  choose_base(axis, most, &ruler);
  ruler.count = axis->log ? axes_log_ticks(low, high, most, ruler.tick)
                          : axes_ticks(low - ruler.base, high - ruler.base, most, ruler.tick);
  return ruler;
}

static void tick_number(const struct ruler *ruler, int i, char out[24]) { axes_short(ruler->tick[i], DIGITS, out, 24); }

/* The character that a cell's value is in, of `places` that the cells are spread over. */
static int place_of(const struct dh_map_axis *axis, double cell, int places) {
  return part_cell((cell + 0.5) / (double)axis->cells * places, places);
}

static int tick_place(const struct dh_map_axis *axis, const struct ruler *ruler, int i, int places) {
  return place_of(axis, map_axis_cell(axis, ruler->base + ruler->tick[i]), places);
}

/* "learning_rate", "learning_rate - 0.0019432" */
static void axis_words(const struct dh_map_axis *axis, const struct dh_surface_spec *surface, const struct ruler *ruler,
                       char *out, size_t size) {
  char name[MAP_NAME_MAX];
  map_axis_name(axis, surface, name);
  if (ruler->base == 0)
    snprintf(out, size, "%s", name);
  else
    snprintf(out, size, "%s %c %.*g", name, ruler->base < 0 ? '+' : '-', ruler->base_digits, fabs(ruler->base));
}

static void put_joint(struct frame *frame, int x, int y, uint32_t glyph) {
  frame_put(frame, x, y, frame->glyphs == GLYPHS_ASCII ? '+' : glyph, frame_color(frame, ROLE_DIM), FRAME_DEFAULT, 0);
}

static void put_cursor(struct frame *frame, int x, int y, enum mark mark) {
  frame_put(frame, x, y, frame_mark(frame, mark), frame_color(frame, ROLE_ACCENT), FRAME_DEFAULT, ATTR_BOLD);
}

static void draw_left(struct frame *frame, const struct map_layout *layout, const struct map_view *view) {
  const struct dh_map_axis *axis = &view->map.axis[1];
  struct rect left = layout->left;
  struct ruler ruler = measure(axis, left.h / ROWS_EACH);
  int x = left.x + left.w - 1;
  char words[96];
  frame_vline(frame, x, left.y, left.h, ROLE_DIM);
  for (int i = 0; i < ruler.count; i++) {
    char number[24];
    int y = left.y + left.h - 1 - tick_place(axis, &ruler, i, left.h);
    tick_number(&ruler, i, number);
    int width = text_columns(number);
    if (width > NUMBER) axes_number(ruler.tick[i], width = NUMBER, number);
    frame_text(frame, x - 1 - width, y, width, number, ROLE_DIM, 0);
    put_joint(frame, x, y, 0x2524);
  }
  put_cursor(frame, x, left.y + left.h - 1 - place_of(axis, view->cursor[1], left.h), MARK_RIGHT);
  axis_words(axis, dh_surface_info(view->map.spec.surface), &ruler, words, sizeof words);
  struct rect above = layout->name_up;
  part_whole(frame, above.x + 1, above.y, above.w - 1, words, ROLE_TEXT, 0);
}

/* Numbers are left out where they would touch. */
static void draw_numbers(struct frame *frame, struct rect plot, struct rect below, const struct dh_map_axis *axis,
                         const struct ruler *ruler) {
  int taken = below.x, end = below.x + below.w;
  for (int k = 0; k < ruler->count; k++) {
    char number[24];
    int i = axis->low <= axis->high ? k : ruler->count - 1 - k, x = plot.x + tick_place(axis, ruler, i, plot.w);
    tick_number(ruler, i, number);
    int width = text_columns(number), from = x - width / 2;
    put_joint(frame, x, below.y, 0x252C);
    if (from + width > end) from = end - width;
    if (from < taken) continue;
    frame_text(frame, from, below.y + 1, width, number, ROLE_DIM, 0);
    taken = from + width + 1;
  }
}

static void draw_below(struct frame *frame, const struct map_layout *layout, const struct map_view *view) {
  const struct dh_map_axis *axis = &view->map.axis[0];
  struct rect plot = layout->plot, below = layout->below;
  struct ruler ruler = measure(axis, plot.w / COLUMNS_EACH);
  char words[96];
  frame_hline(frame, plot.x - 1, below.y, plot.w + 1, ROLE_DIM);
  put_joint(frame, plot.x - 1, below.y, 0x2514);
  draw_numbers(frame, plot, below, axis, &ruler);
  put_cursor(frame, plot.x + place_of(axis, view->cursor[0], plot.w), below.y, MARK_UP);
  axis_words(axis, dh_surface_info(view->map.spec.surface), &ruler, words, sizeof words);
  int width = text_columns(words), middle = plot.x + (plot.w - width) / 2;
  if (below.h > 2) part_whole(frame, middle < below.x ? below.x : middle, below.y + 2, below.w, words, ROLE_TEXT, 0);
}

void map_draw_axes(struct frame *frame, const struct map_layout *layout, const struct map_view *view) {
  draw_left(frame, layout, view);
  draw_below(frame, layout, view);
}

/* SPDX-License-Identifier: MIT
 *
 * A map in characters: shades for what converged, letters for what did not, the heavier the slower. */
#include "app/messages.h"
#include "commands/map.h"
#include "frame/axes.h"
#include "frame/writers.h"
#include "panes/map_colors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Around the plot: numbers and the axis on the left; two lines above; axis, numbers and name below, and the legend,
 * with a line for the prompt that comes after it. */
enum { LEFT = 9, ABOVE = 2, BELOW = 3, LEGEND = 7, LEAST_COLS = 10, LEAST_ROWS = 3 };

static int at_least(int value, int least) { return value > least ? value : least; }

void map_text_plot(int cols, int rows, long plot[2]) {
  plot[0] = at_least(cols - LEFT - 1, LEAST_COLS);
  plot[1] = at_least(rows - ABOVE - BELOW - LEGEND, LEAST_ROWS);
}

/* --- cells --- */

struct plot {
  struct frame *frame;
  struct text *out; /* fails where a text on the frame did */
  const struct map_survey *survey;
  struct rect rect;
  long cells[2];
};

/* The first of the cells that a column (or row, from below) shows; that of the next one is the end. */
static long first_cell(long cells, int places, int place) { return cells * place / places; }

/* The cells behind one character: the side that most of them are on, and how slow those are in the mean. */
static uint32_t character(const struct plot *plot, int column, int row) {
  long x0 = first_cell(plot->cells[0], plot->rect.w, column), x1 = first_cell(plot->cells[0], plot->rect.w, column + 1);
  long y0 = first_cell(plot->cells[1], plot->rect.h, row), y1 = first_cell(plot->cells[1], plot->rect.h, row + 1);
  double slow[2] = {0, 0};
  long count[2] = {0, 0};
  for (long y = y0; y == y0 || y < y1; y++)
    for (long x = x0; x == x0 || x < x1; x++) {
      double rank = map_rank_at(plot->survey, x, y);
      count[rank < 0]++;
      slow[rank < 0] += fabs(rank);
    }
  bool converged = count[1] >= count[0];
  int level = map_level(&plot->survey->tally, converged, slow[converged] / (double)count[converged]);
  return map_glyph(plot->frame->glyphs, converged, level);
}

static void draw_cells(const struct plot *plot) {
  for (int row = 0; row < plot->rect.h; row++)
    for (int column = 0; column < plot->rect.w; column++)
      frame_put(plot->frame, plot->rect.x + column, plot->rect.y + plot->rect.h - 1 - row, character(plot, column, row),
                FRAME_DEFAULT, FRAME_DEFAULT, 0);
}

/* --- axes --- */

/* Where a value is, in places from the first cell's. */
static double place_of(const struct dh_map_axis *axis, double value, int places) {
  double cell = dh_map_place(axis, value) + 0.5;
  return fmin(cell / (double)axis->cells * places, places - 0.5);
}

enum { TICKS_MAX = 24 };

static int ticks_of(const struct dh_map_axis *axis, int most, double *ticks) {
  double low = fmin(axis->low, axis->high), high = fmax(axis->low, axis->high);
  if (most > TICKS_MAX) most = TICKS_MAX;
  return axis->log ? axes_log_ticks(low, high, most, ticks) : axes_ticks(low, high, most, ticks);
}

static void draw_y_axis(const struct plot *plot) {
  const struct dh_map_axis *axis = &plot->survey->about->map.axis[1];
  const struct rect *r = &plot->rect;
  double ticks[TICKS_MAX];
  frame_vline(plot->frame, r->x - 1, r->y, r->h, ROLE_DIM);
  if (plot->survey->about->line) return;
  int count = ticks_of(axis, at_least(r->h / 2, 2), ticks);
  for (int i = 0; i < count; i++) {
    char number[LEFT];
    int y = r->y + r->h - 1 - (int)place_of(axis, ticks[i], r->h);
    axes_number(ticks[i], LEFT - 2, number);
    frame_text(plot->frame, 0, y, LEFT - 2, number, ROLE_TEXT, 0);
    frame_put(plot->frame, r->x - 1, y, plot->frame->glyphs == GLYPHS_ASCII ? '+' : 0x2524, FRAME_DEFAULT,
              FRAME_DEFAULT, 0);
  }
  frame_text(plot->frame, 0, r->y - 1, r->x + r->w, plot->survey->about->name[1], ROLE_TEXT, 0);
}

/* Numbers are left out where they would touch. */
static void draw_x_axis(const struct plot *plot) {
  const struct map_about *about = plot->survey->about;
  const struct dh_map_axis *axis = &about->map.axis[0];
  const struct rect *r = &plot->rect;
  double ticks[TICKS_MAX];
  int y = r->y + r->h, free_from = 0, count = ticks_of(axis, at_least(r->w / 9, 2), ticks);
  frame_hline(plot->frame, r->x - 1, y, r->w + 1, ROLE_DIM);
  frame_put(plot->frame, r->x - 1, y, plot->frame->glyphs == GLYPHS_ASCII ? '+' : 0x2514, FRAME_DEFAULT, FRAME_DEFAULT,
            0);
  for (int k = 0; k < count; k++) {
    char number[24];
    double tick = ticks[axis->low <= axis->high ? k : count - 1 - k];
    int x = r->x + (int)place_of(axis, tick, r->w);
    axes_short(tick, 4, number, sizeof number);
    int length = (int)strlen(number), from = x - length / 2;
    frame_put(plot->frame, x, y, plot->frame->glyphs == GLYPHS_ASCII ? '+' : 0x252C, FRAME_DEFAULT, FRAME_DEFAULT, 0);
    if (from + length > plot->frame->cols) from = plot->frame->cols - length;
    if (from < free_from) continue;
    frame_text(plot->frame, from, y + 1, length, number, ROLE_TEXT, 0);
    free_from = from + length + 1;
  }
  int length = text_columns(about->name[0]), middle = r->x + (r->w - length) / 2;
  if (middle + length > plot->frame->cols) middle = plot->frame->cols - length;
  frame_text(plot->frame, at_least(middle, 0), y + 2, plot->frame->cols, about->name[0], ROLE_TEXT, 0);
}

/* --- legend --- */

/* The characters a group uses, from its fastest to its slowest. */
static int draw_ramp(const struct plot *plot, int y, enum map_group group) {
  const struct map_tally *tally = &plot->survey->tally;
  const double *rank = tally->group[group].rank;
  bool converged = map_group_converged(group);
  int x = 0, last = map_level(tally, converged, rank[1]);
  for (int level = map_level(tally, converged, rank[0]); level <= last; level++)
    frame_put(plot->frame, x++, y, map_glyph(plot->frame->glyphs, converged, level), FRAME_DEFAULT, FRAME_DEFAULT, 0);
  return x;
}

/* Whole items of a list, the rest as dots. */
static void shorten(char *list, int cols) {
  bool cut = false;
  while (text_columns(list) > cols - (cut ? 4 : 0)) {
    char *comma = strrchr(list, ',');
    if (!comma) return;
    *comma = '\0';
    cut = true;
  }
  if (cut) strcat(list, " ..."); /* shorter than what was cut off */
}

/* The numbers of cells by verdict, and the best of them, each on a line. */
static void draw_words(const struct plot *plot, int y) {
  const struct map_survey *survey = plot->survey;
  const struct map_about *about = survey->about;
  struct text line = {0};
  map_verdict_words(&survey->tally, &line);
  if (!line.failed) shorten(line.data, plot->frame->cols);
  frame_text(plot->frame, 0, y, plot->frame->cols, text_string(&line), ROLE_TEXT, 0);
  if (survey->tally.fastest >= 0) {
    long across = about->map.axis[0].cells, x = survey->tally.fastest % across, up = survey->tally.fastest / across;
    text_clear(&line);
    text_printf(&line, _("fastest: %s %.4g"), about->name[0], dh_map_value(&about->map.axis[0], x));
    if (!about->line) text_printf(&line, ", %s %.4g", about->name[1], dh_map_value(&about->map.axis[1], up));
    text_printf(&line, _(" arrived after %ld"), map_cells_at(survey->cells, x, up)->arrived);
    frame_text(plot->frame, 0, y + 1, plot->frame->cols, text_string(&line), ROLE_TEXT, 0);
  }
  plot->out->failed |= line.failed;
  text_free(&line);
}

static void draw_legend(const struct plot *plot, int y) {
  for (int i = 0; i < MAP_GROUPS; i++) {
    struct text words = {0};
    if (plot->survey->tally.group[i].cells == 0) continue;
    int x = draw_ramp(plot, y, (enum map_group)i);
    map_group_words(&plot->survey->tally, (enum map_group)i, &words);
    frame_text(plot->frame, x + 1, y++, plot->frame->cols, text_string(&words), ROLE_TEXT, 0);
    plot->out->failed |= words.failed;
    text_free(&words);
  }
  draw_words(plot, y);
}

/* --- all of it --- */

static void draw(const struct plot *plot) {
  const struct map_about *about = plot->survey->about;
  struct text title = {0};
  text_printf(&title, "%s; %s", text_string(&about->title), text_string(&about->settings));
  if (!title.failed) shorten(title.data, plot->frame->cols);
  frame_text(plot->frame, 0, 0, plot->frame->cols, text_string(&title), ROLE_TEXT, 0);
  plot->out->failed |= title.failed;
  text_free(&title);
  draw_cells(plot);
  draw_y_axis(plot);
  draw_x_axis(plot);
  draw_legend(plot, plot->rect.y + plot->rect.h + BELOW);
}

static void write_without_end(const struct frame *frame, struct text *out) {
  frame_write_text(frame, out);
  while (out->length > 1 && out->data[out->length - 1] == '\n' && out->data[out->length - 2] == '\n')
    out->data[--out->length] = '\0';
}

/* A line of cells is three rows high, so that it can be seen. */
void map_write_text(struct text *out, const struct map_survey *survey, int cols, int rows, enum look_glyphs glyphs) {
  struct frame frame;
  long room[2];
  const struct dh_map_axis *axis = survey->about->map.axis;
  map_text_plot(cols, rows, room);
  struct plot plot = {.out = out, .survey = survey, .cells = {axis[0].cells, axis[1].cells}};
  int h = (int)(survey->about->line ? LEAST_ROWS : room[1]);
  plot.rect = (struct rect){LEFT, ABOVE, (int)room[0], h};
  if (!frame_init(&frame, at_least(cols, LEFT + plot.rect.w + 1), ABOVE + h + BELOW + LEGEND)) {
    out->failed = true;
    return;
  }
  frame.glyphs = glyphs == GLYPHS_ASCII ? GLYPHS_ASCII : GLYPHS_BLOCK;
  frame.colors = COLOR_NONE;
  frame_clear(&frame);
  plot.frame = &frame;
  draw(&plot);
  write_without_end(&frame, out);
  frame_free(&frame);
}

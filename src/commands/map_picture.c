/* SPDX-License-Identifier: MIT
 *
 * A map as a picture: cells as squares of whole pixels, axes with numbers, a title and a legend in words. Lengths are
 * in units of the letters' scale: 1, from LARGE pixels on 2, and so on. */
#include "app/messages.h"
#include "commands/language.h"
#include "commands/map.h"
#include "commands/version.h"
#include "frame/axes.h"
#include "frame/png.h"
#include "panes/map_colors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDE = 1000, HIGH = 800, LEAST = 240, LINE_HIGH = 80, LARGE = 560, EACH = 700, SHADES = 110, TICKS_MAX = 32 };
/* In letters' pixels: around everything, around texts, a tick, a number's letters, a legend's bar, a row of text. */
enum { MARGIN = 10, GAP = 4, TICK = 4, NUMBER = 7, BAR = 90, BAR_H = 8, ROW = PIXELS_CHAR_H + GAP };

static const unsigned PAPER = 0xFFFFFF, INK = 0x202020, FAINT = 0x606060;

struct picture {
  const struct map_survey *survey;
  const struct map_about *about;
  struct pixels pixels;
  int scale;
  int ink, faint;
  int side[2];      /* pixels of a cell, across and up */
  struct rect plot; /* the cells, without their border */
  int shade[2][SHADES];
  bool failed; /* there was no memory for words */
};

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

/* --- layout --- */

/* Squares that fill about the same room whatever the number of cells; if one side would be a thread, rectangles. */
static void choose_sides(struct picture *picture) {
  const struct dh_map_axis *axis = picture->about->map.axis;
  int wide = (int)axis[0].cells, high = (int)axis[1].cells;
  int side = most(1, least(WIDE / wide, HIGH / high));
  picture->side[0] = most(side, (LEAST + wide - 1) / wide);
  picture->side[1] = picture->about->line ? LINE_HIGH : most(side, (LEAST + high - 1) / high);
  picture->plot = (struct rect){0, 0, wide * picture->side[0], high * picture->side[1]};
  picture->scale = picture->plot.w < LARGE ? 1 : most(2, picture->plot.w / EACH);
}

static int ticks_of(const struct dh_map_axis *axis, int count, double *ticks) {
  double low = fmin(axis->low, axis->high), high = fmax(axis->low, axis->high);
  count = least(most(count, 2), TICKS_MAX);
  return axis->log ? axes_log_ticks(low, high, count, ticks) : axes_ticks(low, high, count, ticks);
}

/* Ticks of the y axis, three rows of letters from one to the next. */
static int up_ticks(const struct picture *picture, double *ticks) {
  if (picture->about->line) return 0;
  return ticks_of(&picture->about->map.axis[1], picture->plot.h / (3 * ROW * picture->scale), ticks);
}

/* Of the widest number on the y axis. */
static int number_width(const struct picture *picture) {
  double ticks[TICKS_MAX];
  int widest = 0, count = up_ticks(picture, ticks);
  for (int i = 0; i < count; i++) {
    char number[24];
    axes_short(ticks[i], 4, number, sizeof number);
    widest = most(widest, pixels_text_width(1, number));
  }
  return widest;
}

static int legend_rows(const struct picture *picture) {
  int rows = 0;
  for (int i = 0; i < MAP_GROUPS; i++) rows += picture->survey->tally.group[i].cells > 0;
  return rows;
}

static int legend_width(const struct picture *picture) {
  int widest = 0;
  for (int i = 0; i < MAP_GROUPS; i++) {
    struct text words = {0};
    if (picture->survey->tally.group[i].cells == 0) continue;
    map_group_words(&picture->survey->tally, (enum map_group)i, &words);
    widest = most(widest, pixels_text_width(picture->scale, text_string(&words)));
    text_free(&words);
  }
  return widest + (BAR + GAP) * picture->scale;
}

static bool lay_out(struct picture *picture) {
  choose_sides(picture);
  int s = picture->scale, name = picture->about->line ? PIXELS_CHAR_W * NUMBER / 2 : PIXELS_CHAR_H + 2 * GAP;
  int left = (MARGIN + name + number_width(picture) + GAP + TICK) * s, top = (MARGIN + 2 * ROW + GAP) * s;
  picture->plot.x = left;
  picture->plot.y = top;
  int below = (TICK + 2 * ROW + 2 * GAP + legend_rows(picture) * ROW + MARGIN) * s;
  int right = most(picture->plot.w + NUMBER / 2 * PIXELS_CHAR_W * s, legend_width(picture)) + MARGIN * s;
  if (!pixels_init(&picture->pixels, left + right, top + picture->plot.h + below, PAPER)) return false;
  picture->ink = pixels_color(&picture->pixels, INK);
  picture->faint = pixels_color(&picture->pixels, FAINT);
  for (int i = 0; i < SHADES; i++) {
    double slow = (i + 0.5) / SHADES;
    picture->shade[0][i] = pixels_color(&picture->pixels, map_color(slow));
    picture->shade[1][i] = pixels_color(&picture->pixels, map_color(-slow));
  }
  return true;
}

/* --- cells --- */

static int shade_of(const struct picture *picture, double rank) {
  return picture->shade[rank < 0][least((int)(fabs(rank) * SHADES), SHADES - 1)];
}

static void draw_cells(struct picture *picture) {
  const struct dh_map_axis *axis = picture->about->map.axis;
  const int *side = picture->side;
  struct rect *r = &picture->plot;
  for (int y = 0; y < axis[1].cells; y++)
    for (int x = 0; x < axis[0].cells; x++)
      pixels_fill(&picture->pixels,
                  (struct rect){r->x + x * side[0], r->y + r->h - (y + 1) * side[1], side[0], side[1]},
                  shade_of(picture, map_rank_at(picture->survey, x, y)));
  int width = picture->scale;
  pixels_border(&picture->pixels, (struct rect){r->x - width, r->y - width, r->w + 2 * width, r->h + 2 * width}, width,
                picture->ink);
}

/* --- axes --- */

/* The middle of the cell that has this value, in pixels from the first cell's border. */
static int place_of(const struct dh_map_axis *axis, double value, int side) {
  return (int)floor((dh_map_place(axis, value) + 0.5) * side);
}

/* A tick on the axis `i`, `length` long, in a colour. */
static void draw_tick(struct picture *picture, int i, double value, int length, int color) {
  const struct rect *r = &picture->plot;
  int s = picture->scale, at = place_of(&picture->about->map.axis[i], value, picture->side[i]) - s / 2;
  struct rect tick = {r->x + at, r->y + r->h + s, s, length};
  if (i == 1) tick = (struct rect){r->x - s - length, r->y + r->h - 1 - at, length, s};
  pixels_fill(&picture->pixels, tick, color);
}

/* Short ticks at 2 3 .. 9 within decades, where they do not crowd. */
static void draw_minor_ticks(struct picture *picture, int i) {
  const struct dh_map_axis *axis = &picture->about->map.axis[i];
  double low = fmin(axis->low, axis->high), high = fmax(axis->low, axis->high);
  int room = i == 0 ? picture->plot.w : picture->plot.h;
  if (!axis->log || (log10(high) - log10(low)) * 60 * picture->scale > room) return;
  for (int k = (int)floor(log10(low)); k <= (int)log10(high); k++)
    for (int digit = 2; digit < 10; digit++) {
      double value = digit * pow(10, k);
      if (value >= low && value <= high) draw_tick(picture, i, value, TICK * picture->scale / 2, picture->faint);
    }
}

static void draw_x_axis(struct picture *picture) {
  const struct dh_map_axis *axis = &picture->about->map.axis[0];
  const struct rect *r = &picture->plot;
  int s = picture->scale, free_from = 0, y = r->y + r->h + (TICK + GAP) * s;
  double ticks[TICKS_MAX];
  int count = ticks_of(axis, r->w / (NUMBER * PIXELS_CHAR_W * s * 3 / 2), ticks);
  draw_minor_ticks(picture, 0);
  for (int k = 0; k < count; k++) {
    char number[24];
    double tick = ticks[axis->low <= axis->high ? k : count - 1 - k];
    axes_short(tick, 4, number, sizeof number);
    draw_tick(picture, 0, tick, TICK * s, picture->ink);
    int width = pixels_text_width(s, number), x = r->x + place_of(axis, tick, picture->side[0]) - width / 2;
    if (x < free_from) continue;
    pixels_text(&picture->pixels, x, y, s, number, picture->ink);
    free_from = x + width + PIXELS_CHAR_W * s;
  }
  const char *name = picture->about->name[0];
  pixels_text(&picture->pixels, r->x + (r->w - pixels_text_width(s, name)) / 2, y + ROW * s, s, name, picture->ink);
}

static void draw_y_axis(struct picture *picture) {
  const struct dh_map_axis *axis = &picture->about->map.axis[1];
  const struct rect *r = &picture->plot;
  int s = picture->scale;
  double ticks[TICKS_MAX];
  int count = up_ticks(picture, ticks);
  if (picture->about->line) return;
  draw_minor_ticks(picture, 1);
  for (int k = 0; k < count; k++) {
    char number[24];
    axes_short(ticks[k], 4, number, sizeof number);
    draw_tick(picture, 1, ticks[k], TICK * s, picture->ink);
    int x = r->x - (TICK + GAP) * s - pixels_text_width(s, number);
    int y = r->y + r->h - place_of(axis, ticks[k], picture->side[1]) - 4 * s; /* the middle of digits */
    pixels_text(&picture->pixels, x, y, s, number, picture->ink);
  }
  const char *name = picture->about->name[1];
  int top = r->y + (r->h - pixels_text_width(s, name)) / 2;
  pixels_text_upwards(&picture->pixels, MARGIN * s, most(top, 0), s, name, picture->ink);
}

/* --- words --- */

/* In smaller letters if it would be too wide, and cut if it still is. */
static void draw_line(struct picture *picture, int y, const char *text, int color) {
  struct text cut = {0};
  int x = picture->plot.x - picture->scale, room = picture->pixels.w - x - MARGIN * picture->scale;
  int scale = pixels_text_width(picture->scale, text) > room ? 1 : picture->scale, letters = room / PIXELS_CHAR_W;
  text_add(&cut, text);
  if (pixels_text_width(scale, text) > room && letters > 3) {
    text_clear(&cut);
    text_append(&cut, text, text_fit(text, letters - 3));
    text_add(&cut, "...");
  }
  pixels_text(&picture->pixels, x, y + (picture->scale - scale) * PIXELS_CHAR_H / 2, scale, text_string(&cut), color);
  picture->failed |= cut.failed;
  text_free(&cut);
}

/* The shades a group uses, from the fastest to the slowest, and what they mean. */
static void draw_group(struct picture *picture, int y, enum map_group group) {
  const double *rank = picture->survey->tally.group[group].rank;
  bool converged = map_group_converged(group);
  int s = picture->scale, x = picture->plot.x, width = BAR * s;
  for (int i = 0; i < width; i++) {
    double slow = rank[0] + (i + 0.5) / width * (rank[1] - rank[0]);
    pixels_fill(&picture->pixels, (struct rect){x + i, y, 1, BAR_H * s}, shade_of(picture, converged ? -slow : slow));
  }
  pixels_border(&picture->pixels, (struct rect){x - s, y - s, width + 2 * s, (BAR_H + 2) * s}, s, picture->ink);
  struct text words = {0};
  map_group_words(&picture->survey->tally, group, &words);
  pixels_text(&picture->pixels, x + width + 2 * GAP * s, y, s, text_string(&words), picture->ink);
  picture->failed |= words.failed;
  text_free(&words);
}

static void draw_words(struct picture *picture) {
  int s = picture->scale, y = picture->plot.y + picture->plot.h + (TICK + 2 * ROW + 3 * GAP) * s;
  draw_line(picture, MARGIN * s, text_string(&picture->about->title), picture->ink);
  draw_line(picture, (MARGIN + ROW) * s, text_string(&picture->about->settings), picture->faint);
  for (int i = 0; i < MAP_GROUPS; i++) {
    if (picture->survey->tally.group[i].cells == 0) continue;
    draw_group(picture, y, (enum map_group)i);
    y += ROW * s;
  }
}

/* --- all of it --- */

static void draw(struct picture *picture) {
  draw_cells(picture);
  draw_x_axis(picture);
  draw_y_axis(picture);
  draw_words(picture);
}

bool map_write_picture(struct text *out, const struct map_survey *survey) {
  struct picture picture = {.survey = survey, .about = survey->about};
  struct language spoken;
  language_english(&spoken); /* there are no letters for anything else */
  bool laid_out = lay_out(&picture);
  if (laid_out) draw(&picture);
  language_back(&spoken);
  if (!laid_out) return false;
  const struct png_note notes[] = {{"Title", text_string(&survey->about->title)},
                                   {"Software", "downhill " DOWNHILL_VERSION},
                                   {"Comment", text_string(&survey->about->command)}};
  bool written = !picture.failed && png_write(&picture.pixels, notes, sizeof notes / sizeof *notes, out);
  pixels_free(&picture.pixels);
  return written;
}

/* SPDX-License-Identifier: MIT
 *
 * Lines are rasterised onto dots, 2x4 a cell (2x2 for blocks), and a cell's mask then becomes a character. Braille
 * shows the mask as it is. Blocks take the covering half or the whole cell: quadrants are missing just where braille is
 * too. ASCII takes the direction of the last line through the cell and, if that is flat, the height of its dots: . - '
 * _ / \ |. */
#include "frame/canvas.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS_MAX = 1 << 24 };
enum slope { SLOPE_NONE, SLOPE_FLAT, SLOPE_GENTLE, SLOPE_RISING, SLOPE_FALLING, SLOPE_STEEP, GUIDE_ACROSS, GUIDE_DOWN };

bool canvas_begin(struct canvas *canvas, struct frame *frame, struct rect rect) {
  *canvas = (struct canvas){.frame = frame, .dots_x = 2, .dots_y = frame->glyphs == GLYPHS_BLOCK ? 2 : 4};
  if (rect.w <= 0 || rect.h <= 0) return true;
  if (rect.w > CELLS_MAX / rect.h) return false;
  size_t count = (size_t)rect.w * (size_t)rect.h;
  canvas->color = calloc(count, sizeof *canvas->color + 2);
  if (!canvas->color) return false;
  canvas->dots = (unsigned char *)(canvas->color + count);
  canvas->slope = canvas->dots + count;
  canvas->rect = rect;
  return true;
}

/* Light one dot, counted from the top left. In ASCII a cell has room for one. */
static void light(struct canvas *canvas, int x, int y, int fg, enum slope slope) {
  size_t cell = (size_t)(y / canvas->dots_y) * (size_t)canvas->rect.w + (size_t)(x / canvas->dots_x);
  unsigned bit = 1u << (y % canvas->dots_y * 2 + x % canvas->dots_x);
  canvas->dots[cell] = (unsigned char)(canvas->frame->glyphs == GLYPHS_ASCII ? bit : canvas->dots[cell] | bit);
  canvas->color[cell] = (int16_t)fg;
  canvas->slope[cell] = (unsigned char)slope;
}

/* The dot a coordinate falls on; the right and bottom edges belong to the last one. */
static int snap(double position, int cells, int per_cell) {
  int dot = (int)(position * per_cell), last = cells * per_cell - 1;
  return dot > last ? last : dot;
}

void canvas_dot(struct canvas *canvas, double x, double y, int fg) {
  const struct rect *rect = &canvas->rect;
  if (!canvas->dots || !(x >= 0 && x <= rect->w && y >= 0 && y <= rect->h)) return;
  light(canvas, snap(x, rect->w, canvas->dots_x), snap(y, rect->h, canvas->dots_y), fg, SLOPE_NONE);
}

/* One side of Liang and Barsky's clipping (1984, doi:10.1145/357332.357333): p is the speed towards the outside, q the
 * distance to the side. */
static bool clip_side(double p, double q, double *enter, double *leave) {
  if (p == 0) return q >= 0;
  double t = q / p;
  if (p < 0 && t > *enter) *enter = t;
  if (p > 0 && t < *leave) *leave = t;
  return *enter <= *leave;
}

struct segment {
  double x0, y0, x1, y1;
};

/* Infinity as a number whose differences do not overflow. */
static double tame(double v) { return fmax(fmin(v, DBL_MAX / 4), -DBL_MAX / 4); }

static double into(double v, int high) { return fmax(0, fmin(v, high)); }

/* The part of a line within the rectangle; false if there is none. */
static bool clip(struct segment *line, const struct rect *rect) {
  if (isnan(line->x0) || isnan(line->y0) || isnan(line->x1) || isnan(line->y1)) return false;
  double x0 = tame(line->x0), y0 = tame(line->y0), x1 = tame(line->x1), y1 = tame(line->y1);
  if (fmax(fabs(x0), fabs(y0)) > fmax(fabs(x1), fabs(y1))) { /* count from the nearer end: it is the more exact */
    double x = x0, y = y0;
    x0 = x1, y0 = y1, x1 = x, y1 = y;
  }
  double dx = x1 - x0, dy = y1 - y0, enter = 0, leave = 1;
  if (!clip_side(-dx, x0, &enter, &leave) || !clip_side(dx, rect->w - x0, &enter, &leave)) return false;
  if (!clip_side(-dy, y0, &enter, &leave) || !clip_side(dy, rect->h - y0, &enter, &leave)) return false;
  *line = (struct segment){into(x0 + enter * dx, rect->w), into(y0 + enter * dy, rect->h),
                           into(leave < 1 ? x0 + leave * dx : x1, rect->w),
                           into(leave < 1 ? y0 + leave * dy : y1, rect->h)};
  return true;
}

/* A character cell is drawn about twice as high as wide; '/' spans one cell, so slopes are per cell. */
static enum slope slope_of(const struct segment *line) {
  double dx = line->x1 - line->x0, dy = line->y1 - line->y0;
  if (fabs(dy) <= 0.2 * fabs(dx)) return SLOPE_FLAT;
  if (fabs(dy) <= 0.6 * fabs(dx)) return SLOPE_GENTLE;
  if (fabs(dy) > 3 * fabs(dx)) return SLOPE_STEEP;
  return (dx > 0) == (dy > 0) ? SLOPE_FALLING : SLOPE_RISING;
}

/* Samples are at most one dot apart both ways, so a line has no gap. Dashes are tied to the screen's dots, not to the
 * line's end, so that they stand still while the line's ends move. */
static void trace(struct canvas *canvas, const struct segment *line, int fg, int period) {
  const struct rect *rect = &canvas->rect;
  double dx = line->x1 - line->x0, dy = line->y1 - line->y0;
  bool across = fabs(dx) * canvas->dots_x >= fabs(dy) * canvas->dots_y;
  int steps = (int)ceil(across ? fabs(dx) * canvas->dots_x : fabs(dy) * canvas->dots_y);
  enum slope slope = period <= 1 ? slope_of(line) : across ? GUIDE_ACROSS : GUIDE_DOWN;
  for (int i = 0; i <= steps; i++) {
    double t = steps > 0 ? (double)i / steps : 0;
    int x = snap(into(line->x0 + t * dx, rect->w), rect->w, canvas->dots_x);
    int y = snap(into(line->y0 + t * dy, rect->h), rect->h, canvas->dots_y);
    if (period <= 1 || (across ? x : y) % period == 0) light(canvas, x, y, fg, slope);
  }
}

/* ASCII: where the line crosses the middle of columns, or of rows if it is steep; returns how many cells. */
static int stroke(struct canvas *canvas, const struct segment *line, int fg) {
  const struct rect *rect = &canvas->rect;
  double dx = line->x1 - line->x0, dy = line->y1 - line->y0;
  bool across = fabs(dx) >= fabs(dy);
  double from = across ? line->x0 : line->y0, length = across ? dx : dy;
  int first = (int)ceil(fmin(from, from + length) - 0.5), last = (int)floor(fmax(from, from + length) - 0.5), count = 0;
  for (int i = first; i <= last && length != 0; i++, count++) {
    double t = (i + 0.5 - from) / length;
    int x = snap(into(line->x0 + t * dx, rect->w), rect->w, canvas->dots_x);
    int y = snap(into(line->y0 + t * dy, rect->h), rect->h, canvas->dots_y);
    light(canvas, x, y, fg, slope_of(line));
  }
  return count;
}

/* Returns whether anything was drawn. */
static bool draw(struct canvas *canvas, struct segment line, int fg, int period) {
  if (!canvas->dots || !clip(&line, &canvas->rect)) return false;
  if (canvas->frame->glyphs == GLYPHS_ASCII && period <= 1) return stroke(canvas, &line, fg) > 0;
  trace(canvas, &line, fg, period);
  return true;
}

void canvas_line(struct canvas *canvas, double x0, double y0, double x1, double y1, int fg) {
  if (!draw(canvas, (struct segment){x0, y0, x1, y1}, fg, 1)) canvas_dot(canvas, x0 / 2 + x1 / 2, y0 / 2 + y1 / 2, fg);
}

void canvas_dashes(struct canvas *canvas, double x0, double y0, double x1, double y1, int fg, int period) {
  draw(canvas, (struct segment){x0, y0, x1, y1}, fg, period > 1 ? period : 1);
}

/* Pieces too short for a cell's middle are left to their neighbours, unless there are none. */
void canvas_curve(struct canvas *canvas, const double *x, const double *y, int count, int fg) {
  bool drawn = false;
  for (int i = 0; i + 1 < count; i++) drawn |= draw(canvas, (struct segment){x[i], y[i], x[i + 1], y[i + 1]}, fg, 1);
  for (int i = 0; i < count && !drawn; i++) canvas_dot(canvas, x[i], y[i], fg);
}

/* Bits of a mask run along the rows; braille numbers its dots down the columns, the fourth row last. */
static uint32_t braille(unsigned mask) {
  static const unsigned char bit[] = {0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80};
  uint32_t dots = 0;
  for (int i = 0; i < 8; i++)
    if (mask >> i & 1) dots |= bit[i];
  return 0x2800 + dots;
}

/* A single quarter takes the half that continues a flat line; a diagonal takes the whole cell, so that it stays joined.
 */
static uint32_t block(unsigned mask) {
  enum { U = 0x2580, D = 0x2584, F = 0x2588, L = 0x258C, R = 0x2590 };
  static const uint16_t cover[] = {' ', U, U, U, D, L, F, F, D, F, R, F, D, F, F, F};
  return cover[mask & 15];
}

static uint32_t ascii(unsigned mask, enum slope slope) {
  if (slope == SLOPE_RISING) return '/';
  if (slope == SLOPE_FALLING) return '\\';
  if (slope == SLOPE_STEEP) return '|';
  if (slope == GUIDE_ACROSS) return '-';
  if (slope == GUIDE_DOWN) return ':';
  if (mask & 0x03) return '\''; /* the top row of dots, then the bottom one */
  if (mask & 0xC0) return slope == SLOPE_FLAT ? '_' : '.';
  return slope == SLOPE_NONE ? '.' : '-';
}

static uint32_t glyph_of(const struct canvas *canvas, size_t cell) {
  unsigned mask = canvas->dots[cell];
  enum slope slope = (enum slope)canvas->slope[cell];
  switch (canvas->frame->glyphs) {
  case GLYPHS_BRAILLE:
    return braille(mask);
  case GLYPHS_BLOCK:
    return slope >= GUIDE_ACROSS ? ascii(mask, slope) : block(mask); /* guides thinner than curves */
  default:
    return ascii(mask, slope);
  }
}

void canvas_end(struct canvas *canvas) {
  for (int y = 0; canvas->dots && y < canvas->rect.h; y++)
    for (int x = 0; x < canvas->rect.w; x++) {
      size_t cell = (size_t)y * (size_t)canvas->rect.w + (size_t)x;
      if (canvas->dots[cell] == 0) continue;
      frame_put(canvas->frame, canvas->rect.x + x, canvas->rect.y + y, glyph_of(canvas, cell), canvas->color[cell],
                FRAME_KEEP, 0);
    }
  free(canvas->color);
  canvas->color = NULL;
  canvas->dots = canvas->slope = NULL;
}

enum { LEVELS = ROLE_HEAT_END - ROLE_HEAT + 1 };

static int level_color(const struct frame *frame, int level) {
  return level < LEVELS ? frame_color(frame, (enum role)(ROLE_HEAT + level)) : FRAME_DEFAULT;
}

/* The level of a whole cell; a half without a number leaves it to the other. */
static int whole(int upper, int lower) {
  if (upper >= LEVELS) return lower;
  return lower >= LEVELS ? upper : (upper + lower + 1) / 2;
}

static void heat_cell(struct frame *frame, int x, int y, int upper, int lower) {
  static const char ramp[] = " .:-+*#@"; /* eight of " .:-=+*#%@" */
  if (frame->colors == COLOR_NONE || frame->glyphs == GLYPHS_ASCII) upper = lower = whole(upper, lower);
  int above = level_color(frame, upper), below = level_color(frame, lower);
  if (frame->colors == COLOR_NONE)
    frame_put(frame, x, y, upper < LEVELS ? (uint32_t)ramp[upper] : ' ', FRAME_DEFAULT, FRAME_DEFAULT, 0);
  else if (above == below)
    frame_put(frame, x, y, ' ', FRAME_DEFAULT, above, 0);
  else if (above == FRAME_DEFAULT)
    frame_put(frame, x, y, 0x2584, below, FRAME_DEFAULT, 0);
  else
    frame_put(frame, x, y, 0x2580, above, below, 0);
}

void canvas_heat(struct frame *frame, struct rect rect, const unsigned char *levels) {
  for (int y = 0; y < rect.h; y++)
    for (int x = 0; x < rect.w; x++) {
      const unsigned char *upper = levels + (size_t)(2 * y) * (size_t)rect.w + (size_t)x;
      heat_cell(frame, rect.x + x, rect.y + y, upper[0], upper[rect.w]);
    }
}

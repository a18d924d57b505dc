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
  if (!canvas->color) {
    frame->failed = true;
    return false;
  }
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

struct segment {
  double x0, y0, x1, y1;
};

/* A place on a line: t from 0 to 1, and the side of the rectangle it lies on, whose coordinate is then known exactly.
 */
struct cut {
  double t, at;
  enum { ON_NONE, ON_X, ON_Y } side;
};

/* One side of Liang and Barsky's clipping (1984, doi:10.1145/357332.357333): p is the speed towards the outside, q the
 * distance to the side. */
static bool clip_side(double p, double q, struct cut cut, struct cut *enter, struct cut *leave) {
  if (p == 0) return q >= 0;
  cut.t = q / p;
  if (p < 0 && cut.t > enter->t) *enter = cut;
  if (p > 0 && cut.t < leave->t) *leave = cut;
  return enter->t <= leave->t;
}

/* Infinity as a number whose differences do not overflow. */
static double tame(double v) { return fmax(fmin(v, DBL_MAX / 4), -DBL_MAX / 4); }

static double into(double v, int high) { return fmax(0, fmin(v, high)); }

static void cut_at(const struct segment *line, const struct cut *cut, const struct rect *rect, double *x, double *y) {
  *x = into(cut->side == ON_X ? cut->at : line->x0 + cut->t * (line->x1 - line->x0), rect->w);
  *y = into(cut->side == ON_Y ? cut->at : line->y0 + cut->t * (line->y1 - line->y0), rect->h);
}

/* The part within the rectangle of a line whose first end is the nearer one, which is the more exact to count from. */
static bool clip_near(struct segment *line, const struct rect *rect) {
  const struct segment whole = *line;
  struct cut enter = {0, 0, ON_NONE}, leave = {1, 0, ON_NONE};
  double dx = whole.x1 - whole.x0, dy = whole.y1 - whole.y0, w = rect->w, h = rect->h;
  if (!clip_side(-dx, whole.x0, (struct cut){0, 0, ON_X}, &enter, &leave)) return false;
  if (!clip_side(dx, w - whole.x0, (struct cut){0, w, ON_X}, &enter, &leave)) return false;
  if (!clip_side(-dy, whole.y0, (struct cut){0, 0, ON_Y}, &enter, &leave)) return false;
  if (!clip_side(dy, h - whole.y0, (struct cut){0, h, ON_Y}, &enter, &leave)) return false;
  if (enter.t > 0) cut_at(&whole, &enter, rect, &line->x0, &line->y0);
  if (leave.t < 1) cut_at(&whole, &leave, rect, &line->x1, &line->y1);
  return true;
}

static struct segment reversed(struct segment line) { return (struct segment){line.x1, line.y1, line.x0, line.y0}; }

/* The part of a line within the rectangle, in its direction; false if there is none. */
static bool clip(struct segment *line, const struct rect *rect) {
  if (isnan(line->x0) || isnan(line->y0) || isnan(line->x1) || isnan(line->y1)) return false;
  struct segment tamed = {tame(line->x0), tame(line->y0), tame(line->x1), tame(line->y1)};
  bool backwards = fmax(fabs(tamed.x0), fabs(tamed.y0)) > fmax(fabs(tamed.x1), fabs(tamed.y1));
  if (backwards) tamed = reversed(tamed);
  if (!clip_near(&tamed, rect)) return false;
  *line = backwards ? reversed(tamed) : tamed;
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

/* Samples are less than a dot apart both ways, so a line has no gap. Dashes are tied to the screen's dots, not to the
 * line's end, so that they stand still while the line's ends move. */
static void trace(struct canvas *canvas, const struct segment *line, int fg, int period) {
  const struct rect *rect = &canvas->rect;
  double dx = line->x1 - line->x0, dy = line->y1 - line->y0;
  bool across = fabs(dx) * canvas->dots_x >= fabs(dy) * canvas->dots_y;
  int steps = 1 + (int)(across ? fabs(dx) * canvas->dots_x : fabs(dy) * canvas->dots_y);
  enum slope slope = period <= 1 ? slope_of(line) : across ? GUIDE_ACROSS : GUIDE_DOWN;
  for (int i = 0; i <= steps; i++) {
    double t = (double)i / steps;
    int x = snap(into(line->x0 + t * dx, rect->w), rect->w, canvas->dots_x);
    int y = snap(into(line->y0 + t * dy, rect->h), rect->h, canvas->dots_y);
    if (period <= 1 || (across ? x : y) % period == 0) light(canvas, x, y, fg, slope);
  }
}

/* The cell an ASCII curve has come to. */
struct pen {
  bool down;
  int x, y;
};

static void stroke(struct canvas *canvas, const struct segment *line, int fg, struct pen *pen);

/* Go to a cell. Where a steep piece turns into a flat one a cell may be left out between them: the straight way there.
 */
static void go_to(struct canvas *canvas, double x, double y, int fg, enum slope slope, struct pen *pen) {
  int dot_x = snap(into(x, canvas->rect.w), canvas->rect.w, canvas->dots_x);
  int dot_y = snap(into(y, canvas->rect.h), canvas->rect.h, canvas->dots_y);
  int column = dot_x / canvas->dots_x, row = dot_y / canvas->dots_y;
  struct pen before = *pen;
  if (before.down && (abs(column - before.x) > 1 || abs(row - before.y) > 1)) {
    pen->down = false;
    stroke(canvas, &(struct segment){before.x + 0.5, before.y + 0.5, column + 0.5, row + 0.5}, fg, pen);
  }
  *pen = (struct pen){true, column, row};
  light(canvas, dot_x, dot_y, fg, slope);
}

/* ASCII: a cell where the line crosses the middle of a column, or of a row if it is steep. */
static void stroke(struct canvas *canvas, const struct segment *line, int fg, struct pen *pen) {
  double dx = line->x1 - line->x0, dy = line->y1 - line->y0;
  bool across = fabs(dx) >= fabs(dy);
  double from = across ? line->x0 : line->y0, length = across ? dx : dy;
  int low = (int)ceil(fmin(from, from + length) - 0.5), high = (int)floor(fmax(from, from + length) - 0.5);
  for (int i = 0; i <= high - low && length != 0; i++) {
    double t = ((length > 0 ? low + i : high - i) + 0.5 - from) / length;
    go_to(canvas, line->x0 + t * dx, line->y0 + t * dy, fg, slope_of(line), pen);
  }
}

static bool is_ascii(const struct canvas *canvas) { return canvas->frame->glyphs == GLYPHS_ASCII; }

/* One piece of a curve; the pen is lifted where the curve leaves what can be seen. */
static void draw(struct canvas *canvas, struct segment line, int fg, struct pen *pen) {
  struct segment seen = line;
  if (!canvas->dots || !clip(&seen, &canvas->rect)) {
    pen->down = false;
    return;
  }
  if (!is_ascii(canvas)) {
    trace(canvas, &seen, fg, 1);
    return;
  }
  if (seen.x0 != line.x0 || seen.y0 != line.y0) pen->down = false;
  stroke(canvas, &seen, fg, pen);
  if (seen.x1 != line.x1 || seen.y1 != line.y1) pen->down = false;
}

/* A line too short for the middle of any cell is still a dot. */
void canvas_curve(struct canvas *canvas, const double *x, const double *y, int count, int fg) {
  struct pen pen = {.x = -1};
  for (int i = 0; i + 1 < count; i++) draw(canvas, (struct segment){x[i], y[i], x[i + 1], y[i + 1]}, fg, &pen);
  int a = count - 2, b = count - 1;
  if (is_ascii(canvas) && pen.x < 0 && a >= 0) canvas_dot(canvas, x[a] / 2 + x[b] / 2, y[a] / 2 + y[b] / 2, fg);
}

void canvas_line(struct canvas *canvas, double x0, double y0, double x1, double y1, int fg) {
  canvas_curve(canvas, (const double[]){x0, x1}, (const double[]){y0, y1}, 2, fg);
}

void canvas_dashes(struct canvas *canvas, double x0, double y0, double x1, double y1, int fg, int period) {
  struct segment line = {x0, y0, x1, y1};
  if (canvas->dots && clip(&line, &canvas->rect)) trace(canvas, &line, fg, period > 1 ? period : 1);
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

static void finish(struct canvas *canvas, void (*put)(struct canvas *canvas, int x, int y, size_t cell)) {
  for (int y = 0; canvas->dots && y < canvas->rect.h; y++)
    for (int x = 0; x < canvas->rect.w; x++) {
      size_t cell = (size_t)y * (size_t)canvas->rect.w + (size_t)x;
      if (canvas->dots[cell] != 0) put(canvas, canvas->rect.x + x, canvas->rect.y + y, cell);
    }
  free(canvas->color);
  canvas->color = NULL;
  canvas->dots = canvas->slope = NULL;
}

static void put_dots(struct canvas *canvas, int x, int y, size_t cell) {
  frame_put(canvas->frame, x, y, glyph_of(canvas, cell), canvas->color[cell], FRAME_KEEP, 0);
}

void canvas_end(struct canvas *canvas) { finish(canvas, put_dots); }

static void put_dots_on_heat(struct canvas *canvas, int x, int y, size_t cell) {
  const struct frame *frame = canvas->frame;
  if (x < 0 || y < 0 || x >= frame->cols || y >= frame->rows) return;
  int under = frame->cells[(size_t)y * (size_t)frame->cols + (size_t)x].bg, fg = canvas->color[cell];
  if (fg == FRAME_DEFAULT && under != FRAME_DEFAULT) fg = frame_contrast(under);
  frame_put(canvas->frame, x, y, glyph_of(canvas, cell), fg, under, 0);
}

void canvas_end_on_heat(struct canvas *canvas) { finish(canvas, put_dots_on_heat); }

enum { LEVELS = ROLE_HEAT_END - ROLE_HEAT + 1 };

static int level_color(const struct frame *frame, int level) {
  return level < LEVELS ? frame_color(frame, (enum role)(ROLE_HEAT + level)) : FRAME_DEFAULT;
}

/* The level of a whole cell; a half without a number leaves it to the other. */
static int whole(int upper, int lower) {
  if (upper >= LEVELS) return lower;
  return lower >= LEVELS ? upper : (upper + lower + 1) / 2;
}

static const char ramp[] = " .:-+*#@"; /* eight of " .:-=+*#%@" */

static void heat_cell(struct frame *frame, int x, int y, int upper, int lower) {
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

static int cell_level(struct rect rect, const unsigned char *levels, int x, int y) {
  const unsigned char *upper = levels + (size_t)(2 * y) * (size_t)rect.w + (size_t)x;
  return whole(upper[0], upper[rect.w]);
}

/* Is there a lower level beside it? */
static bool on_line(struct rect rect, const unsigned char *levels, int x, int y, int level) {
  return (x > 0 && cell_level(rect, levels, x - 1, y) < level) ||
         (x + 1 < rect.w && cell_level(rect, levels, x + 1, y) < level) ||
         (y > 0 && cell_level(rect, levels, x, y - 1) < level) ||
         (y + 1 < rect.h && cell_level(rect, levels, x, y + 1) < level);
}

void canvas_heat_digits(struct frame *frame, struct rect rect, const unsigned char *levels) {
  for (int y = 0; y < rect.h; y++)
    for (int x = 0; x < rect.w; x++) {
      int level = cell_level(rect, levels, x, y);
      if (level >= LEVELS || !on_line(rect, levels, x, y, level)) continue;
      int under = level_color(frame, level);
      frame_put(frame, rect.x + x, rect.y + y, (uint32_t)('0' + level), frame_contrast(under), under, 0);
    }
}

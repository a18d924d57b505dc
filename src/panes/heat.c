/* SPDX-License-Identifier: MIT
 *
 * The ground from above: a colour for each level of the loss and a line where one passes into the next. Without colours
 * the lines are the picture: dots with a digit here and there, or, where dots are coarse, the digits themselves. */
#include "app/messages.h"
#include "frame/axes.h"
#include "frame/canvas.h"
#include "panes/terrain.h"

#include <stdio.h>
#include <string.h>

enum {
  LEVELS = SAMPLES_BORDERS + 1,
  LINES_FROM = 40 /* columns; in narrower pictures colours alone say more, or every second line */
};

static bool has_digits(const struct frame *frame) {
  return frame->glyphs == GLYPHS_ASCII || frame->colors == COLOR_NONE;
}

/* --- lines --- */

/* A line is lighter than the dark levels on both sides of it and darker than the light ones, and less so than a mark.
 */
static int line_color(const struct frame *frame, int border) {
  int level = border + 1, middle = LEVELS / 2;
  return frame_color(frame, (enum role)(ROLE_HEAT + (level < middle ? level + 2 : level - 3)));
}

/* Do more than two levels meet in a cell or beside it? */
static bool crowded(const struct samples *samples, int column, int row) {
  int low = LEVELS, high = -1;
  for (int y = 2 * row - 1; y <= 2 * row + 2; y++)
    for (int x = column - 1; x <= column + 1; x++) {
      if (x < 0 || y < 0 || x >= samples->width || y >= samples->height) continue;
      int level = samples->level[(size_t)y * (size_t)samples->width + (size_t)x];
      if (level >= LEVELS) continue;
      if (level < low) low = level;
      if (level > high) high = level;
    }
  return high > low + 1;
}

/* Where lines would run together the colours alone say more. */
static void thin_out(struct canvas *canvas, const struct samples *samples) {
  for (int y = 0; y < canvas->rect.h; y++)
    for (int x = 0; x < canvas->rect.w; x++) {
      unsigned char *dots = &canvas->dots[(size_t)y * (size_t)canvas->rect.w + (size_t)x];
      if (*dots != 0 && crowded(samples, x, y)) *dots = 0;
    }
}

static int line_step(struct rect rect) { return rect.w < LINES_FROM ? 2 : 1; }

static void draw_lines(struct frame *frame, struct rect rect, const struct samples *samples) {
  const struct grid grid = {samples->width, samples->height, samples->value};
  struct canvas canvas;
  if (!canvas_begin(&canvas, frame, rect)) return;
  for (int k = 0; k < SAMPLES_BORDERS; k += line_step(rect))
    if (k == 0 || samples->border[k] > samples->border[k - 1])
      canvas_contour(&canvas, &grid, samples->border[k], line_color(frame, k));
  if (frame->colors != COLOR_NONE) thin_out(&canvas, samples);
  canvas_end_on_heat(&canvas);
}

/* The number of the highest line that is drawn between two levels, 0 if there is none. */
static int line_between(int a, int b, int step) {
  int low = a < b ? a : b, high = a < b ? b : a;
  if (high >= LEVELS) return 0;
  int line = high - (high - 1) % step;
  return line > low ? line : 0;
}

/* Digits on dotted lines, along two rows: a reader goes from one to the other. */
static void label_lines(struct frame *frame, struct rect rect, const struct samples *samples) {
  for (int part = 1; part <= 3; part += 2) {
    int y = rect.h * part / 4;
    const unsigned char *level = samples->level + (size_t)(2 * y) * (size_t)samples->width;
    for (int x = 1; x < rect.w; x++) {
      int line = line_between(level[x - 1], level[x], line_step(rect));
      if (line > 0) frame_put(frame, rect.x + x, rect.y + y, (uint32_t)('0' + line), FRAME_DEFAULT, FRAME_DEFAULT, 0);
    }
  }
}

/* --- numbers --- */

/* Text on the colours that are there. */
static void put_text(const struct terrain *terrain, int x, int y, const char *string) {
  struct frame *frame = terrain->frame;
  for (size_t left = strlen(string), length; left > 0; string += length, left -= length) {
    uint32_t glyph = utf8_decode(string, left, &length);
    if (x < 0 || y < 0 || x >= frame->cols || y >= frame->rows) return;
    int under = frame->cells[(size_t)y * (size_t)frame->cols + (size_t)x].bg;
    int fg = under == FRAME_DEFAULT ? frame_color(frame, ROLE_TEXT) : frame_contrast(under);
    frame_put(frame, x, y, glyph, fg, under, 0);
    x += text_codepoint_width(glyph);
  }
}

/* Balls, minima, where a step goes and what is said of a lost ball are bold. A mark right beside a number would be read
 * as a part of it. */
static bool is_free(const struct terrain *terrain, int x, int y, int columns) {
  const struct frame *frame = terrain->frame;
  int from = x > terrain->rect.x ? x - 1 : x, end = x + columns, right = terrain->rect.x + terrain->rect.w;
  if (x < terrain->rect.x || end > right || right > frame->cols || y >= frame->rows) return false;
  for (int i = from; i <= end && i < right; i++)
    if (frame->cells[(size_t)y * (size_t)frame->cols + (size_t)i].attr & ATTR_BOLD) return false;
  return true;
}

static bool put_free(const struct terrain *terrain, int x, int y, const char *string) {
  if (!is_free(terrain, x, y, text_columns(string))) return false;
  put_text(terrain, x, y, string);
  return true;
}

static bool has_window(struct rect rect) { return rect.w >= 16 && rect.h >= 6; }
static bool is_log(const struct camera *camera) { return camera->x.log || camera->y.log; }

/* The first parameter's ends along the bottom, the second's along the left edge. Where they do not all fit the lower
 * end of the second, then the lower of the first is left out. */
static void draw_bottom(const struct terrain *terrain, int y) {
  const struct camera *camera = terrain->ground->camera;
  struct rect rect = terrain->rect;
  char corner[40], low[16], high[16];
  axes_short(camera->x.low, 3, low, sizeof low);
  axes_short(camera->y.low, 3, high, sizeof high);
  snprintf(corner, sizeof corner, "%s,%s", low, high);
  axes_short(camera->x.high, 3, high, sizeof high);
  int width = text_columns(high), room = rect.w - width - 1;
  if (!put_free(terrain, rect.x + rect.w - width, y, high)) room = rect.w;
  if (text_columns(corner) <= room && put_free(terrain, rect.x, y, corner)) return;
  if (text_columns(low) <= room) put_free(terrain, rect.x, y, low);
}

void heat_window(const struct terrain *terrain) {
  const struct camera *camera = terrain->ground->camera;
  struct rect rect = terrain->rect;
  char top[16];
  if (!has_window(rect)) return;
  axes_short(camera->y.high, 3, top, sizeof top);
  put_free(terrain, rect.x, rect.y, top);
  draw_bottom(terrain, rect.y + rect.h - 1);
  if (is_log(camera)) put_free(terrain, rect.x + rect.w - text_columns(_("log")), rect.y, _("log"));
}

int heat_window_taken(const struct camera *camera, struct rect rect) {
  char top[16];
  if (!has_window(rect)) return 0;
  axes_short(camera->y.high, 3, top, sizeof top);
  int left = text_columns(top), right = is_log(camera) ? text_columns(_("log")) : 0;
  return left > right ? left : right;
}

void heat_draw(const struct terrain *terrain) {
  struct frame *frame = terrain->frame;
  const struct samples *samples = terrain->ground->samples;
  if (frame->colors != COLOR_NONE) canvas_heat(frame, terrain->rect, samples->level);
  bool dots = frame->glyphs == GLYPHS_BRAILLE, colored = frame->colors != COLOR_NONE;
  if (dots && (!colored || terrain->rect.w >= LINES_FROM)) draw_lines(frame, terrain->rect, samples);
  if (dots && !colored) label_lines(frame, terrain->rect, samples);
  if (!dots && has_digits(frame)) canvas_heat_digits(frame, terrain->rect, samples->level);
}

/* --- legend --- */

enum { LABEL = 32 };

/* The number at the lower end of a level; "" if nothing lies between it and the one before. */
static void legend_label(const struct frame *frame, const struct samples *samples, int level, char *out, size_t size) {
  char number[16];
  double border = samples->border[level - 1];
  out[0] = '\0';
  if (level > 1 && !(border > samples->border[level - 2])) return;
  axes_short(border, 3, number, sizeof number);
  if (has_digits(frame))
    snprintf(out, size, "%d:%s", level, number);
  else
    snprintf(out, size, "%s", number);
}

static bool labels_fit(const struct frame *frame, const struct samples *samples, int columns) {
  char label[LABEL];
  for (int level = 1; level < LEVELS; level++) {
    legend_label(frame, samples, level, label, sizeof label);
    if (text_columns(label) >= columns) return false;
  }
  return true;
}

void heat_legend(struct frame *frame, struct rect row, const struct samples *samples) {
  bool numbers = labels_fit(frame, samples, row.w / LEVELS);
  for (int level = 0; level < LEVELS; level++) {
    char label[LABEL] = "";
    int x = row.x + row.w * level / LEVELS, end = row.x + row.w * (level + 1) / LEVELS;
    int color = frame_color(frame, (enum role)(ROLE_HEAT + level));
    int fg = color == FRAME_DEFAULT ? FRAME_DEFAULT : frame_contrast(color);
    if (level == 0) snprintf(label, sizeof label, "%s", numbers ? _("loss") : _("low"));
    if (level > 0 && numbers) legend_label(frame, samples, level, label, sizeof label);
    if (level == LEVELS - 1 && !numbers) snprintf(label, sizeof label, "%s", _("high"));
    if (color == FRAME_DEFAULT && !numbers) continue;
    frame_fill(frame, (struct rect){x, row.y, end - x, 1}, ' ', fg, color, 0);
    frame_text_color(frame, x, row.y, end - x, label, fg, color, 0);
  }
}

/* SPDX-License-Identifier: MIT
 *
 * The grid and what is drawn onto it. Everything goes through frame_put or put_cell, so clipping and the rules for
 * double-width characters are in one place. */
#include "frame/frame.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_MAX = 10000 }; /* a terminal reports at most this; keeps rows*cols inside an int */

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

/* In 64 bits: rectangles may come from cameras and lie anywhere. */
static struct rect intersect(struct rect a, struct rect b) {
  int64_t right = (int64_t)a.x + most(a.w, 0), bottom = (int64_t)a.y + most(a.h, 0);
  int64_t right2 = (int64_t)b.x + most(b.w, 0), bottom2 = (int64_t)b.y + most(b.h, 0);
  int x = most(a.x, b.x), y = most(a.y, b.y);
  int64_t w = (right < right2 ? right : right2) - x, h = (bottom < bottom2 ? bottom : bottom2) - y;
  return (struct rect){x, y, w > 0 ? (int)w : 0, h > 0 ? (int)h : 0};
}

bool frame_resize(struct frame *frame, int cols, int rows) {
  cols = most(0, least(cols, SIDE_MAX));
  rows = most(0, least(rows, SIDE_MAX));
  size_t count = (size_t)cols * (size_t)rows;
  struct cell *cells = count > 0 ? realloc(frame->cells, count * sizeof *cells) : NULL;
  if (!cells) {
    free(frame->cells);
    frame->cells = NULL;
    frame->cols = frame->rows = 0;
    frame_unclip(frame);
    return count == 0;
  }
  frame->cells = cells;
  frame->cols = cols;
  frame->rows = rows;
  frame_clear(frame);
  return true;
}

bool frame_init(struct frame *frame, int cols, int rows) {
  *frame = (struct frame){.colors = COLOR_256};
  return frame_resize(frame, cols, rows);
}

void frame_free(struct frame *frame) {
  free(frame->cells);
  frame->cells = NULL;
  frame->cols = frame->rows = 0;
  frame_unclip(frame);
}

void frame_clear(struct frame *frame) {
  struct cell blank = {' ', (int16_t)frame_color(frame, ROLE_TEXT), (int16_t)frame_background(frame), 0};
  for (int i = 0; i < frame->cols * frame->rows; i++) frame->cells[i] = blank;
  frame->failed = false;
  frame_unclip(frame);
}

void frame_clip(struct frame *frame, struct rect rect) {
  frame->clip = intersect(rect, (struct rect){0, 0, frame->cols, frame->rows});
}

void frame_unclip(struct frame *frame) { frame->clip = (struct rect){0, 0, frame->cols, frame->rows}; }

static bool inside(const struct rect *rect, int x, int y) {
  return x >= rect->x && x - rect->x < rect->w && y >= rect->y && y - rect->y < rect->h;
}

/* A colour as it may be stored: nothing but palette entries of a fixed meaning, and none at all without colour. */
static int16_t admit(const struct frame *frame, int color, int fallback) {
  if (frame->colors == COLOR_NONE) return FRAME_DEFAULT;
  return (int16_t)(color >= 16 && color <= 255 ? color : fallback);
}

/* Write one cell that is known to be inside, healing the double-width character it may cut in half. */
static void put_cell(struct frame *frame, int x, int y, uint32_t glyph, int fg, int bg, unsigned attr) {
  struct cell *cell = &frame->cells[(size_t)y * (size_t)frame->cols + (size_t)x];
  if (cell->glyph == 0 && x > 0) cell[-1].glyph = ' ';
  if (x + 1 < frame->cols && cell[1].glyph == 0) cell[1].glyph = ' ';
  if (frame->theme == THEME_PROJECTOR && glyph != ' ') attr |= ATTR_BOLD;
  cell->glyph = glyph;
  cell->fg = admit(frame, fg, frame_color(frame, ROLE_TEXT));
  if (bg != FRAME_KEEP) cell->bg = admit(frame, bg, frame_background(frame));
  cell->attr = (uint16_t)attr;
}

/* A glyph that shows as one or two columns, or 0. */
static uint32_t presentable(uint32_t glyph, int *width) {
  bool control = glyph < ' ' || (glyph >= 0x7F && glyph < 0xA0) || glyph > 0x10FFFF;
  if (control || (text_is_harmful(glyph) && text_codepoint_width(glyph) > 0)) glyph = '?';
  *width = text_codepoint_width(glyph);
  return *width > 0 ? glyph : 0;
}

void frame_put(struct frame *frame, int x, int y, uint32_t glyph, int fg, int bg, unsigned attr) {
  int width;
  glyph = presentable(glyph, &width);
  if (glyph == 0) return;
  bool left = inside(&frame->clip, x, y), right = width == 2 && x < SIDE_MAX && inside(&frame->clip, x + 1, y);
  if (width == 2 && left != right) glyph = ' ';
  if (left) put_cell(frame, x, y, glyph, fg, bg, attr);
  if (!right) return;
  put_cell(frame, x + 1, y, ' ', fg, bg, attr);
  if (!left) return;
  struct cell *cell = &frame->cells[(size_t)y * (size_t)frame->cols + (size_t)x];
  cell[0].glyph = glyph;
  cell[1] = cell[0];
  cell[1].glyph = 0;
}

int frame_text_color(struct frame *frame, int x, int y, int columns, const char *string, int fg, int bg,
                     unsigned attr) {
  int used = 0;
  size_t left = strlen(string), length;
  if (x > SIDE_MAX) return 0;
  for (; left > 0; string += length, left -= length) {
    int width;
    uint32_t glyph = presentable(utf8_decode(string, left, &length), &width);
    if (width > columns - used) break;
    if (glyph != 0) frame_put(frame, x + used, y, glyph, fg, bg, attr);
    used += width;
  }
  return used;
}

int frame_text(struct frame *frame, int x, int y, int columns, const char *string, enum role role, unsigned attr) {
  return frame_text_color(frame, x, y, columns, string, frame_color(frame, role), FRAME_DEFAULT, attr);
}

int frame_printf(struct frame *frame, int x, int y, int columns, enum role role, unsigned attr, const char *format,
                 ...) {
  char line[1024]; /* wider than any screen this is drawn on; longer text is cut */
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (length < 0) return 0;
  return frame_text(frame, x, y, columns, line, role, attr);
}

void frame_fill(struct frame *frame, struct rect rect, uint32_t glyph, int fg, int bg, unsigned attr) {
  struct rect seen = intersect(rect, frame->clip);
  int width;
  glyph = presentable(glyph, &width);
  if (glyph == 0) return;
  for (int y = seen.y; y < seen.y + seen.h; y++)
    for (int x = seen.x; x + width <= seen.x + seen.w; x += width) frame_put(frame, x, y, glyph, fg, bg, attr);
}

uint32_t frame_mark(const struct frame *frame, enum mark mark) {
  /* Geometric shapes and arrows are of ambiguous width, so letters and punctuation it is; braille is always narrow. */
  static const uint16_t marks[GLYPHS_COUNT][MARK_COUNT] = {
      [GLYPHS_BRAILLE] = {'O', '*', '^', 'v', '<', '>', 0x2812, 0x2847, 0x2836},
      [GLYPHS_BLOCK] = {'O', '*', '^', 'v', '<', '>', '-', '|', '.'},
      [GLYPHS_ASCII] = {'o', '*', '^', 'v', '<', '>', '-', '|', '.'},
  };
  return marks[frame->glyphs < GLYPHS_COUNT ? frame->glyphs : GLYPHS_ASCII][mark];
}

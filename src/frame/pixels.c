/* SPDX-License-Identifier: MIT
 *
 * Rectangles and letters. */
#include "frame/pixels.h"

#include "base/text.h"
#include "frame/font.h"

#include <stdlib.h>
#include <string.h>

bool pixels_init(struct pixels *pixels, int w, int h, unsigned background) {
  *pixels = (struct pixels){.w = w, .h = h, .color = {background}, .colors = 1};
  bool fits = w > 0 && h > 0 && w <= PIXELS_SIDE_MAX && h <= PIXELS_SIDE_MAX;
  if (fits) pixels->at = calloc((size_t)w, (size_t)h);
  if (!pixels->at) pixels->w = pixels->h = 0;
  return pixels->at != NULL;
}

void pixels_free(struct pixels *pixels) {
  free(pixels->at);
  *pixels = (struct pixels){0};
}

static int distance(unsigned a, unsigned b) {
  int sum = 0;
  for (int shift = 0; shift < 24; shift += 8) {
    int d = (int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF);
    sum += d * d;
  }
  return sum;
}

int pixels_color(struct pixels *pixels, unsigned rgb) {
  int nearest = 0;
  for (int i = 0; i < pixels->colors; i++)
    if (distance(pixels->color[i], rgb) < distance(pixels->color[nearest], rgb)) nearest = i;
  if (pixels->color[nearest] == rgb || pixels->colors == PIXELS_COLORS) return nearest;
  pixels->color[pixels->colors] = rgb;
  return pixels->colors++;
}

void pixels_fill(struct pixels *pixels, struct rect rect, int color) {
  int left = rect.x > 0 ? rect.x : 0, top = rect.y > 0 ? rect.y : 0;
  int right = rect.x + rect.w < pixels->w ? rect.x + rect.w : pixels->w;
  int bottom = rect.y + rect.h < pixels->h ? rect.y + rect.h : pixels->h;
  for (int y = top; y < bottom && left < right; y++)
    memset(pixels->at + (size_t)y * (size_t)pixels->w + (size_t)left, color, (size_t)(right - left));
}

void pixels_border(struct pixels *pixels, struct rect rect, int width, int color) {
  pixels_fill(pixels, (struct rect){rect.x, rect.y, rect.w, width}, color);
  pixels_fill(pixels, (struct rect){rect.x, rect.y + rect.h - width, rect.w, width}, color);
  pixels_fill(pixels, (struct rect){rect.x, rect.y, width, rect.h}, color);
  pixels_fill(pixels, (struct rect){rect.x + rect.w - width, rect.y, width, rect.h}, color);
}

/* --- letters --- */

/* The next character, as one the font has. */
static int next_letter(const char **text) {
  size_t length;
  uint32_t c = utf8_decode(*text, strlen(*text), &length);
  *text += length;
  return c >= FONT_FIRST && c < FONT_FIRST + FONT_COUNT ? (int)c : '?';
}

static bool is_lit(int letter, int column, int row) {
  return (font[letter - FONT_FIRST][row] >> (FONT_W - 1 - column) & 1) != 0;
}

int pixels_text_width(int scale, const char *text) {
  int letters = 0;
  for (const char *c = text; *c; letters++) next_letter(&c);
  return letters * PIXELS_CHAR_W * scale;
}

int pixels_text(struct pixels *pixels, int x, int y, int scale, const char *text, int color) {
  int from = x;
  for (const char *c = text; *c; x += PIXELS_CHAR_W * scale) {
    int letter = next_letter(&c);
    for (int row = 0; row < FONT_H; row++)
      for (int column = 0; column < FONT_W; column++)
        if (is_lit(letter, column, row))
          pixels_fill(pixels, (struct rect){x + column * scale, y + row * scale, scale, scale}, color);
  }
  return x - from;
}

int pixels_text_upwards(struct pixels *pixels, int x, int y, int scale, const char *text, int color) {
  int width = pixels_text_width(scale, text), below = y + width;
  for (const char *c = text; *c; below -= PIXELS_CHAR_W * scale) {
    int letter = next_letter(&c);
    for (int row = 0; row < FONT_H; row++)
      for (int column = 0; column < FONT_W; column++)
        if (is_lit(letter, column, row))
          pixels_fill(pixels, (struct rect){x + row * scale, below - (column + 1) * scale, scale, scale}, color);
  }
  return width;
}

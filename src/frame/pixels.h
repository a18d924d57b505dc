/* SPDX-License-Identifier: MIT
 *
 * A picture in pixels of up to 256 colours, one byte each, for pictures that are looked at outside a terminal. Drawing
 * clips to the picture. Texts are ASCII in a small font of its own, in whole multiples of its size: a cell of 6 x 10
 * pixels for each character. */
#ifndef FRAME_PIXELS_H
#define FRAME_PIXELS_H

#include "base/look.h"

#include <stdbool.h>

enum { PIXELS_COLORS = 256, PIXELS_SIDE_MAX = 1 << 15, PIXELS_CHAR_W = 6, PIXELS_CHAR_H = 10 };

struct pixels {
  int w, h;
  unsigned char *at; /* owned; w*h indices into `color`, row by row */
  unsigned color[PIXELS_COLORS];
  int colors;
};

/* A picture all in one colour (0xRRGGBB). False if out of memory or larger than PIXELS_SIDE_MAX on a side. */
bool pixels_init(struct pixels *pixels, int w, int h, unsigned background);
void pixels_free(struct pixels *pixels);

/* The index of a colour; the nearest there is when there is room for no more. */
int pixels_color(struct pixels *pixels, unsigned rgb);
void pixels_fill(struct pixels *pixels, struct rect rect, int color);
/* The border just inside the rectangle, `width` pixels wide. */
void pixels_border(struct pixels *pixels, struct rect rect, int width, int color);

/* x, y: top left corner. Other characters than ASCII are drawn as '?'. Returns the width in pixels. */
int pixels_text(struct pixels *pixels, int x, int y, int scale, const char *text, int color);
/* The same turned to the left, read from below; x, y: the top left corner of what is drawn. */
int pixels_text_upwards(struct pixels *pixels, int x, int y, int scale, const char *text, int color);
int pixels_text_width(int scale, const char *text);

#endif

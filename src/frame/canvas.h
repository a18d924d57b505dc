/* SPDX-License-Identifier: MIT
 *
 * Sub-cell drawing onto a rectangle of a frame. Coordinates are in *cells* as doubles, (0,0) the top left corner of the
 * rectangle, (w,h) its bottom right: the canvas snaps them to what the glyph set can show (braille 2x4 dots per cell,
 * blocks 2x2 through a table, ASCII one character by slope and height). Dots of one cell share one colour; the last
 * wins. Backgrounds stay as they are. Coordinates that are NaN, infinite or far outside are clipped without loops over
 * what cannot be seen; infinity is far away, NaN is nowhere. */
#ifndef FRAME_CANVAS_H
#define FRAME_CANVAS_H

#include "frame/frame.h"

struct canvas {
  struct frame *frame;
  struct rect rect;
  int dots_x, dots_y;  /* dots per cell */
  unsigned char *dots; /* w*h masks, bit = row*2 + column; in the same block of memory as `color` */
  int16_t *color;
  unsigned char *slope; /* how the last line went through the cell, for ASCII */
};

/* Begin and end: canvas_begin allocates w*h cells once (false: out of memory, drawing then does nothing), canvas_end
 * puts the glyphs onto the frame (only cells that have dots) and frees. */
bool canvas_begin(struct canvas *canvas, struct frame *frame, struct rect rect);
void canvas_end(struct canvas *canvas);
/* The same onto a heatmap: a cell of two colours keeps the lower one, and dots of FRAME_DEFAULT are black or white,
 * whichever is readable on it. */
void canvas_end_on_heat(struct canvas *canvas);

void canvas_dot(struct canvas *canvas, double x, double y, int fg);
void canvas_line(struct canvas *canvas, double x0, double y0, double x1, double y1, int fg);
/* A polyline; a NaN breaks it. */
void canvas_curve(struct canvas *canvas, const double *x, const double *y, int count, int fg);
/* A guide line: one dot in `period`, standing still when its ends move; characters where dots are coarse. */
void canvas_dashes(struct canvas *canvas, double x0, double y0, double x1, double y1, int fg, int period);

/* A line where a grid of numbers passes `level`. The grid is spread over the canvas, a number in the middle of its
 * patch, upper row first; where one is NaN there is no line. */
struct grid {
  int width, height;
  const double *value;
};
void canvas_contour(struct canvas *canvas, const struct grid *grid, double level, int fg);

/* A heatmap: `levels` holds w * (2h) values 0..7 (or 255 for "no number": blank), two per cell, upper first. Half
 * blocks in two exact colours; equal halves are a coloured blank. ASCII has coloured blanks of the mean; without colour
 * it is the ramp " .:-+*#@" in every glyph set. */
void canvas_heat(struct frame *frame, struct rect rect, const unsigned char *levels);
/* Lines between those levels in characters, where dots are too coarse for them: the digit of a level, 1..7, on its
 * cells that have a lower one beside them. */
void canvas_heat_digits(struct frame *frame, struct rect rect, const unsigned char *levels);

#endif

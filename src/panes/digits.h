/* SPDX-License-Identifier: MIT
 *
 * Private to panes: numbers for the back row of a class, in digits five rows high and their multiples. */
#ifndef PANES_DIGITS_H
#define PANES_DIGITS_H

#include "frame/frame.h"

enum { DIGITS_ROWS = 5 };

/* Columns that a number of these characters takes when it is `scale` times as large; a pixel is two columns wide,
 * on narrow screens (scale 0) one. */
int digits_width(const char *number, int scale);
int digits_height(int scale);
/* The number with as many significant digits as fit `columns` at this scale; false if not even one does. */
bool digits_fit(double x, int columns, int scale, char *out, size_t size);
void digits_draw(struct frame *frame, int x, int y, const char *number, int scale, enum role role);

#endif

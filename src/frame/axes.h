/* SPDX-License-Identifier: MIT
 *
 * Ticks and numbers. Numbers on screen sit in fixed fields so that they do not jitter. */
#ifndef FRAME_AXES_H
#define FRAME_AXES_H

#include <stddef.h>

/* "Nice" tick positions (1 2 5 x 10^k) in [low, high], at most `most`; returns how many. */
int axes_ticks(double low, double high, int most, double *ticks);
/* The same on a logarithmic axis, both ends above 0: 1 2 5 in every decade, or decades, or every so many of them. */
int axes_log_ticks(double low, double high, int most, double *ticks);
/* x in at most `width` columns, right-aligned, padded with blanks: as many significant digits as fit, up to 4; large
 * and small numbers as 1.7e5, 3e-12; "inf", "-inf", "nan"; "-huge", "tiny" where no digit fits. width >= 5. `out` >=
 * width+1. */
void axes_number(double x, int width, char *out);
/* The same without padding: the shortest reading of x with `digits` significant digits (trailing zeros dropped). */
void axes_short(double x, int digits, char *out, size_t size);

#endif

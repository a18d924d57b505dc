/* SPDX-License-Identifier: MIT
 *
 * Moving about in a map: an axis shows a window of a parameter's values, which is moved and scaled in units of its own
 * cells. Pure arithmetic. */
#ifndef APP_MAP_WINDOW_H
#define APP_MAP_WINDOW_H

#include "downhill/downhill.h"

/* The value at a place, in cells from the middle of the first; unlike dh_map_value() between them and outside, too. */
double map_axis_at(const struct dh_map_axis *axis, double cell);
/* And back; NaN where a logarithmic axis has no such value. */
double map_axis_cell(const struct dh_map_axis *axis, double value);

/* The window whose first cell is at the place `from` of the old one and whose last is at `to`, kept inside what the
 * parameter can be: it is moved if it is beyond one end, and cut if it is beyond both. The places that it has become
 * are in `from` and `to`. A narrow logarithmic window becomes a linear one, which is the same to the eye and can be
 * divided further; `log` says that it may be logarithmic again when it is wide. */
void map_axis_window(const struct dh_map_axis *axis, bool log, double *from, double *to, struct dh_map_axis *out);

/* Does every cell have a value of its own? In doubles there is an end to that; whole numbers have theirs where the
 * window is not wider than one. */
bool map_axis_is_fine(const struct dh_map_axis *axis);
/* Significant digits that tell neighbouring cells apart, from 3 to 17. */
int map_axis_digits(const struct dh_map_axis *axis);

#endif

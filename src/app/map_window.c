/* SPDX-License-Identifier: MIT */
#include "app/map_window.h"

#include <float.h>
#include <math.h>

/* As a factor: below it a logarithmic window is straight to a thousandth of its width. */
static const double straight = 1.01;

double map_axis_at(const struct dh_map_axis *axis, double cell) {
  double share = axis->cells > 1 ? cell / (double)(axis->cells - 1) : 0;
  if (!axis->log) return axis->low + share * (axis->high - axis->low);
  return exp(log(axis->low) + share * (log(axis->high) - log(axis->low)));
}

double map_axis_cell(const struct dh_map_axis *axis, double value) {
  double from = axis->log ? log(axis->low) : axis->low, to = axis->log ? log(axis->high) : axis->high;
  if (axis->log && !(value > 0)) return (double)NAN;
  return ((axis->log ? log(value) : value) - from) / (to - from) * (double)(axis->cells - 1);
}

/* What the parameter can be, as places; an axis may run either way. */
static void ends_of(const struct dh_map_axis *axis, double ends[2]) {
  const struct dh_parameter_row *row = dh_parameter_row(axis->parameter);
  double low = map_axis_cell(axis, axis->log ? fmax(row->low, DBL_MIN) : row->low);
  double high = map_axis_cell(axis, row->high);
  ends[0] = fmin(low, high);
  ends[1] = fmax(low, high);
}

static void keep_inside(const struct dh_map_axis *axis, double *from, double *to) {
  double ends[2];
  ends_of(axis, ends);
  double shift = fmax(ends[0] - *from, 0) - fmax(*to - ends[1], 0);
  *from = fmax(*from + shift, ends[0]);
  *to = fmin(*to + shift, ends[1]);
}

/* Rounding must not carry an end out again. */
static double admitted(const struct dh_map_axis *axis, double value) {
  const struct dh_parameter_row *row = dh_parameter_row(axis->parameter);
  return fmin(fmax(value, axis->log ? fmax(row->low, DBL_MIN) : row->low), row->high);
}

void map_axis_window(const struct dh_map_axis *axis, bool log, double *from, double *to, struct dh_map_axis *out) {
  keep_inside(axis, from, to);
  struct dh_map_axis window = *axis;
  window.low = admitted(axis, map_axis_at(axis, *from));
  window.high = admitted(axis, map_axis_at(axis, *to));
  double least = fmin(window.low, window.high), most = fmax(window.low, window.high);
  window.log = log && least > 0 && most / least > straight;
  *out = window;
}

bool map_axis_is_fine(const struct dh_map_axis *axis) {
  if (dh_parameter_row(axis->parameter)->type == DH_TYPE_INTEGER) return fabs(axis->high - axis->low) >= 1;
  for (long cell = 1; cell < axis->cells; cell++)
    if (dh_map_value(axis, cell) == dh_map_value(axis, cell - 1)) return false;
  return true;
}

int map_axis_digits(const struct dh_map_axis *axis) {
  const int least = 3, most = 17;
  double size = fmax(fabs(axis->low), fabs(axis->high)), step = fabs(axis->high - axis->low);
  if (axis->cells > 1) step /= (double)(axis->cells - 1);
  if (axis->log) return least;
  double digits = ceil(log10(size / step)) + 1;
  return digits >= most ? most : digits <= least ? least : isnan(digits) ? most : (int)digits;
}

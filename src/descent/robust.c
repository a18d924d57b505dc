/* SPDX-License-Identifier: MIT */
#include "descent/robust.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Puts the value that sorting would put at `place` there, what is smaller before it (Hoare's selection; the pivot from
 * anywhere, so that no order of the values, sorted or up and down again, takes time that grows with their square). */
static double select_value(double *values, size_t count, size_t place) {
  size_t low = 0, high = count - 1;
  uint64_t bits = 1;
  while (low < high) {
    bits = bits * 6364136223846793005U + 1442695040888963407U; /* Knuth's MMIX */
    double pivot = values[low + (size_t)(bits >> 33) % (high - low + 1)];
    size_t i = low, j = high;
    for (;;) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i >= j) break;
      double swapped = values[i];
      values[i++] = values[j];
      values[j--] = swapped;
    }
    if (place <= j)
      high = j;
    else
      low = j + 1;
  }
  return values[place];
}

double robust_median(double *values, size_t count) {
  if (count == 0) return (double)NAN;
  double upper = select_value(values, count, count / 2);
  if (count % 2 == 1) return upper;
  double lower = values[0];
  for (size_t i = 1; i < count / 2; i++) lower = fmax(lower, values[i]);
  return lower + (upper - lower) / 2;
}

double robust_five(const double *values, size_t count, size_t i) {
  double window[5];
  size_t first = i > 2 ? i - 2 : 0, last = i + 2 < count ? i + 2 : count - 1;
  memcpy(window, values + first, (last - first + 1) * sizeof *window);
  return robust_median(window, last - first + 1);
}

double robust_deviation(double *values, size_t count) {
  double middle = robust_median(values, count);
  for (size_t i = 0; i < count; i++) values[i] = fabs(values[i] - middle);
  return robust_median(values, count);
}

/* Neighbours become one point: medians of what they are. Writes at most ROBUST_POINTS. */
static size_t gather(const double *x, const double *y, size_t count, double *out_x, double *out_y) {
  enum { TOGETHER = 64 };
  size_t points = count < ROBUST_POINTS ? count : ROBUST_POINTS;
  for (size_t i = 0; i < points; i++) {
    size_t first = count * i / points, last = count * (i + 1) / points, taken = last - first;
    double some[TOGETHER];
    if (taken > TOGETHER) taken = TOGETHER;
    memcpy(some, y + first, taken * sizeof *some);
    out_x[i] = (x[first] + x[first + taken - 1]) / 2;
    out_y[i] = robust_median(some, taken);
  }
  return points;
}

double robust_slope(const double *x, const double *y, size_t count) {
  double at[ROBUST_POINTS], value[ROBUST_POINTS], slope[ROBUST_POINTS * (ROBUST_POINTS - 1) / 2];
  size_t points = count > 0 ? gather(x, y, count, at, value) : 0, slopes = 0;
  for (size_t i = 0; i < points; i++)
    for (size_t j = i + 1; j < points; j++)
      if (at[j] > at[i]) slope[slopes++] = (value[j] - value[i]) / (at[j] - at[i]);
  return robust_median(slope, slopes);
}

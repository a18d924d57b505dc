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

/* Neighbours become one point: medians of what they are. Writes at most so many. */
static size_t gather(const double *x, const double *y, size_t count, size_t most, double *out_x, double *out_y) {
  enum { TOGETHER = 64 };
  size_t points = count < most ? count : most;
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
  size_t points = count > 0 ? gather(x, y, count, ROBUST_POINTS, at, value) : 0, slopes = 0;
  for (size_t i = 0; i < points; i++)
    for (size_t j = i + 1; j < points; j++)
      if (at[j] > at[i]) slope[slopes++] = (value[j] - value[i]) / (at[j] - at[i]);
  return robust_median(slope, slopes);
}

/* How many slopes there are, and how many are no larger than this one. */
static size_t slopes_below(const double *at, const double *value, size_t points, double slope, size_t *slopes) {
  size_t below = 0;
  *slopes = 0;
  for (size_t i = 0; i < points; i++)
    for (size_t j = i + 1; j < points; j++) {
      *slopes += at[j] > at[i];
      below += at[j] > at[i] && value[j] - value[i] <= slope * (at[j] - at[i]);
    }
  return below;
}

/* There is no room for all slopes: the median is closed in on from both sides. */
double robust_slope_of_all(const double *x, const double *y, size_t count) {
  double at[ROBUST_ALL], value[ROBUST_ALL], low = (double)INFINITY, high = -(double)INFINITY;
  size_t points = count > 0 ? gather(x, y, count, ROBUST_ALL, at, value) : 0, slopes = 0;
  for (size_t i = 1; i < points; i++) { /* between neighbours are the steepest */
    if (!(at[i] > at[i - 1])) continue;
    low = fmin(low, (value[i] - value[i - 1]) / (at[i] - at[i - 1]));
    high = fmax(high, (value[i] - value[i - 1]) / (at[i] - at[i - 1]));
  }
  if (!(low <= high)) return (double)NAN;
  for (int halvings = 0; halvings < 48 && low < high; halvings++) {
    double middle = low + (high - low) / 2;
    if (slopes_below(at, value, points, middle, &slopes) * 2 >= slopes)
      high = middle;
    else
      low = middle;
  }
  return low + (high - low) / 2;
}

/* SPDX-License-Identifier: MIT
 *
 * Statistics that a few wild values do not move. Nothing here allocates or keeps anything; values are finite. */
#ifndef DESCENT_ROBUST_H
#define DESCENT_ROBUST_H

#include <stddef.h>

/* The middle value, or the mean of the two; reorders the values. NaN of none. */
double robust_median(double *values, size_t count);

/* The median of the five values about index i, fewer at the ends. */
double robust_five(const double *values, size_t count, size_t i);

/* The median distance from the median; overwrites the values. NaN of none. (No factor: a normal distribution's is 0.67
 * of its standard deviation.) */
double robust_deviation(double *values, size_t count);

/* The median slope between pairs of points (H. Theil 1950, P. K. Sen 1968), of at most ROBUST_POINTS medians of
 * neighbours, x rising. NaN of fewer than two points. */
enum { ROBUST_POINTS = 120 };
double robust_slope(const double *x, const double *y, size_t count);

/* The same of more of them: of all rows up to ROBUST_ALL, which nobody's own arithmetic differs from. It takes a few
 * milliseconds. */
enum { ROBUST_ALL = 512 };
double robust_slope_of_all(const double *x, const double *y, size_t count);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The two-term recurrence d_t = a d_(t-1) + b d_(t-2) behind a series of steps. On a quadratic it is exact: plain
 * descent has one root, 1 - eta lambda; heavy ball a = 1 + beta - eta lambda, b = -beta; Nesterov
 * a = (1 + beta)(1 - eta lambda), b = -beta (1 - eta lambda) (Polyak 1964; Lessard, Recht and Packard 2016). In all
 * three 1 - a - b = eta lambda. */
#ifndef DESCENT_RECURRENCE_H
#define DESCENT_RECURRENCE_H

#include <math.h>
#include <stdbool.h>

/* NAN itself is a float. */
#define UNKNOWN ((double)NAN)
#define PI      3.14159265358979323846

struct dh_recurrence {
  int terms;       /* 2, 1, or 0: not fitted, all below is NaN */
  double a, b;     /* b = 0 with one term */
  double lead;     /* the leading root, with its sign; NaN if the roots are complex */
  double other;    /* the other real root; 0 with one term; NaN if complex */
  double modulus;  /* of the leading root */
  double phase;    /* 0, pi, or between if complex */
  double residual; /* rms of the misfit, each equation relative to the largest step in it */
};

enum { DH_RECURRENCE_STEPS = 16 };

/* Fit to the latest DH_RECURRENCE_STEPS of `steps`, oldest first, each divided by its rate. `rates` are these rates, in
 * units of the latest, for which the answer holds; NULL if they are all the same. `grain` is how much of a step may be
 * rounding; without `memory` (a rule that keeps no state) complex roots are not believed. */
void dh_recurrence_fit(const double *steps, const double *rates, int count, double grain, bool memory,
                       struct dh_recurrence *fit);

/* The recurrence that momentum has on a quadratic, x = eta lambda. */
void dh_recurrence_of(double momentum, bool nesterov, double x, struct dh_recurrence *fit);

/* Where roots are real: the distance that is left to the limit of the series after `ahead` more steps, as a share of
 * what is left now. `last` and `before` are the latest two steps. Ahead may be negative down to -1: the step before. */
double dh_recurrence_left(const struct dh_recurrence *fit, double last, double before, double ahead);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Looking for a learning rate, in two ways, and the truth beside them.
 *
 * The range test (L. N. Smith, Cyclical learning rates for training neural networks, 2017), exactly as fastai does it:
 * one ball, one update at each rate start_lr*(end_lr/start_lr)^(k/num_it), k = 0 .. num_it-1 (end_lr itself is never
 * reached). The loss is measured before the update, so it tells of the rates before; the optimizer's state goes on. It
 * is smoothed, a_k = s*a_(k-1) + (1-s)*loss_k, smoothed_k = a_k/(1 - s^(k+1)), and the test ends after the first point
 * whose smoothed loss lies too high:
 *
 *     smoothed - bottom > stop_factor * (best - bottom),  best = the lowest smoothed loss so far, with this point.
 *
 * `bottom` is 0 as long as no loss can be negative, which is fastai's own rule. Where one can, a share of it means
 * nothing: at a best of -20 a smoothed -19 would be "more than 4 times" it. There the bottom is
 *   - the lowest known minimum if that is negative, or any loss below it that was met (files round their minima);
 *   - with no known minimum, once a negative loss was met, a guess: as far below the best as the best is away from 0,
 *     or from the first loss if that is farther. The lowest loss met would not do: at the first point it is the best
 *     itself, and any rise would be infinitely many times a gap of 0.
 * A loss that is infinite or NaN ends the test at once; that too is divergence.
 *
 * The sweep starts a fresh ball at each of num_it rates from start_lr to end_lr (both included, evenly spaced on a
 * logarithmic axis) and looks at its loss after sweep_steps updates. Nothing a ball did at one rate spoils another.
 *
 * In both, the rates replace the spec's own: its learning_rate, schedule and warmup are ignored. Rates are kept as they
 * were asked for; each update rounds its rate to the spec's precision. Losses are in the surface's units, rates have
 * none. The objects own their memory, all of it made on creation; specs are copied, surfaces and rules outlive them. */
#ifndef DOWNHILL_FINDER_H
#define DOWNHILL_FINDER_H

#include "downhill/run.h"

/* --- settings --- */

enum { DH_FINDER_POINTS_MAX = 10000 };

enum dh_finder_setting {
  DH_FINDER_START_LR,
  DH_FINDER_END_LR,
  DH_FINDER_NUM_IT,
  DH_FINDER_SMOOTHING,
  DH_FINDER_STOP_FACTOR,
  DH_FINDER_SWEEP_STEPS,
  DH_FINDER_SETTINGS
};

struct dh_finder_row {
  const char *name; /* "start_lr" */
  bool whole;       /* a whole number */
  double low, high; /* least and largest value */
  double initial;   /* fastai's */
};

struct dh_finder_settings {
  double value[DH_FINDER_SETTINGS];
};

const struct dh_finder_row *dh_finder_row(enum dh_finder_setting setting);
/* By name, '-' and '_' being the same; -1 if there is none. */
int dh_finder_find(const char *name);
void dh_finder_defaults(struct dh_finder_settings *settings);
/* False with *error (RANGE) if a value is outside its row, no whole number where it should be one, or end_lr not above
 * start_lr. */
bool dh_finder_check(const struct dh_finder_settings *settings, struct dh_error *error);

/* --- the range test --- */

struct dh_finder_point {
  double rate;
  double loss;
  double smoothed;
};

/* How the test ended. */
enum dh_finder_end {
  DH_FINDER_RUNNING,
  DH_FINDER_ROSE,       /* the smoothed loss rose too high */
  DH_FINDER_NOT_FINITE, /* the loss is infinite or NaN */
  DH_FINDER_LAST_RATE,  /* all rates were tried: it never diverged */
  DH_FINDER_ENDS
};

struct dh_finder;

struct dh_finder *dh_finder_create(const struct dh_spec *spec, const struct dh_finder_settings *settings,
                                   struct dh_error *error);
void dh_finder_destroy(struct dh_finder *finder);
/* At most so many more points. True when the test is done. Never allocates. */
bool dh_finder_advance(struct dh_finder *finder, long points);

const struct dh_finder_point *dh_finder_points(const struct dh_finder *finder, int *count);
const struct dh_finder_settings *dh_finder_settings(const struct dh_finder *finder);
const struct dh_spec *dh_finder_spec(const struct dh_finder *finder);
enum dh_finder_end dh_finder_end(const struct dh_finder *finder);
bool dh_finder_diverged(const struct dh_finder *finder);

/* --- what it suggests --- */

/* fastai's four rules. They look at the smoothed losses without the first num_it/10 and the last 5 points, up to the
 * first NaN: */
enum dh_finder_rule {
  DH_FINDER_VALLEY,  /* about the middle of the longest falling subsequence: fastai's own choice */
  DH_FINDER_STEEP,   /* where it falls fastest against the logarithm of the rate (the left end of that piece) */
  DH_FINDER_MINIMUM, /* a tenth of the rate of the lowest */
  DH_FINDER_SLIDE,   /* from the right, until two points 15 apart have gradients that differ by at most 0.005 */
  DH_FINDER_RULES
};

/* Why a suggestion should not be used. */
enum dh_finder_reason {
  DH_FINDER_SUGGESTED, /* none: use it */
  DH_FINDER_NOT_DONE,  /* the test is still going on */
  DH_FINDER_CALM,      /* it never diverged: nothing tells which rates are too large */
  DH_FINDER_TOO_FEW,   /* too few points are left for this rule */
  DH_FINDER_NO_FALL,   /* the smoothed loss never fell below that of the first point that is looked at */
  DH_FINDER_REASONS
};

struct dh_suggestion {
  double rate;                  /* what the rule says, NaN if it can say nothing; to be used only if */
  enum dh_finder_reason reason; /* is DH_FINDER_SUGGESTED */
  int point; /* the point whose rate it is, or lies ten times above it (minimum); -1 if there is none */
};

/* "valley", "steep", "minimum", "slide"; NULL past the last. */
const char *dh_finder_rule_name(int rule);
void dh_finder_suggest(const struct dh_finder *finder, enum dh_finder_rule rule, struct dh_suggestion *suggestion);
/* The same for any curve of at most DH_FINDER_POINTS_MAX points with rising rates; the reason is SUGGESTED, TOO_FEW or
 * NO_FALL. Where fastai's arithmetic for the valley would run over the left edge, to Python's index -1, it is the first
 * point. */
void dh_curve_suggest(const struct dh_finder_point *points, int count, long num_it, enum dh_finder_rule rule,
                      struct dh_suggestion *suggestion);

/* --- the sweep --- */

struct dh_sweep_point {
  double rate;
  double loss;     /* after sweep_steps updates */
  double lowest;   /* the lowest finite loss on the way, start and end counted; NaN if there was none */
  long arrival;    /* the step of the lowest, -1 if there was none */
  long not_finite; /* the first step whose loss is infinite or NaN, -1 if there was none */
};

/* Places in the list of points, -1 where there is none. */
struct dh_sweep_result {
  double start; /* the loss at the start */
  int best;     /* the lowest loss at the end, below the start's; of equals the one whose ball was there first */
  int worse;    /* the first above the best (of all if there is no best) that ends above the start, or not finite */
};

struct dh_sweep;

struct dh_sweep *dh_sweep_create(const struct dh_spec *spec, const struct dh_finder_settings *settings,
                                 struct dh_error *error);
void dh_sweep_destroy(struct dh_sweep *sweep);
/* At most so many more updates of DH_SLOTS balls at a time. True when all rates were tried. Never allocates. */
bool dh_sweep_advance(struct dh_sweep *sweep, long updates);
/* Those that are finished, in the order of their rates. */
const struct dh_sweep_point *dh_sweep_points(const struct dh_sweep *sweep, int *count);
const struct dh_finder_settings *dh_sweep_settings(const struct dh_sweep *sweep);
const struct dh_spec *dh_sweep_spec(const struct dh_sweep *sweep);
/* Of the points so far. */
void dh_sweep_judge(const struct dh_sweep *sweep, struct dh_sweep_result *result);

/* --- the truth --- */

enum dh_edge_place { DH_EDGE_START, DH_EDGE_MINIMUM, DH_EDGES };

/* Where stability ends at a point, from the exact Hessian: local, and exact on quadratics only. */
struct dh_edge {
  enum dh_edge_place place;
  double at[2];
  double curvature; /* the one that counts for the rule; NaN if it is not finite, or if the point is not known */
  double limit;     /* the rule's limit for rate x curvature, NaN if it has no simple one */
  double rate;      /* limit / curvature; NaN if there is no limit or the surface does not bend upwards here */
};

/* At the start, and at the lowest known minimum (the first, if several are as low), which must be smooth. */
bool dh_edge_find(const struct dh_spec *spec, struct dh_edge edges[DH_EDGES], struct dh_error *error);
/* The one to compare rates with: at the minimum, where a run should end up, if there is a rate or at least a curvature;
 * else at the start. */
const struct dh_edge *dh_edge_choose(const struct dh_edge edges[DH_EDGES]);

#endif

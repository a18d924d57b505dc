/* SPDX-License-Identifier: MIT
 *
 * Measuring a run before it is judged. Losses are measured as gaps above the minimum the run goes to: the nearest known
 * one below the ball, or, where none is known, the bottom of the parabola that gradient and curvature suggest here
 * (Newton's decrement g^2 / 2 lambda). Steps are divided by their rate, so that warmup and decay do not look like
 * growth and shrinking. */
#include "judge.h"

#include <math.h>

/* Trends are read over this many rows. */
enum { TREND_ROWS = 64 };

/* Fitted steps were made at rates within this factor of the latest, if at least FIT_LEAST of them are ... */
static const double SAME_RATE = 2;
enum { FIT_LEAST = 4 };

/* The gap of a run that has arrived, as a share of the start's: 1e-8, that is 1e-4 of the distance on a bowl. It may
 * flicker up to 1e-6 afterwards before it counts as gone again. The next step must be as small: a ball that swings
 * through the minimum at speed has not arrived. */
static const double ARRIVED = 1e-8, STILL_ARRIVED = 1e-6, SMALL_STEP = 1e-4;

/* Arrival, in the words of the header: 1 % of the start's gap. */
static const double NEARLY = 0.01;

/* A minimum written down with six digits may lie this much (in start's gaps) above the loss that is reached. */
static const double WRITTEN = 1e-6;

/* The recurrence is trusted with the future only if it explains how the gap shrank in the latest step, to 10 %. */
static const double AGREES = 0.1;

/* A schedule is summed exactly up to this many steps, and in as many equal pieces beyond. */
enum { PIECES = 256 };

static double length(const double v[2], int dim) { return dim == 1 ? fabs(v[0]) : hypot(v[0], v[1]); }

static double distance(const double a[2], const double b[2], int dim) {
  double d[2] = {a[0] - b[0], a[1] - b[1]};
  return length(d, dim);
}

/* --- where it is going --- */

static double nearest_below(const struct dh_row *now, const struct dh_row *start, const struct dh_surface_spec *info) {
  double value = UNKNOWN, nearest = HUGE_VAL;
  for (int i = 0; i < info->minimum_count; i++) {
    const struct dh_minimum *m = &info->minima[i];
    double away = distance(now->at, m->at, info->dim);
    if (m->value > now->loss + WRITTEN * fabs(start->loss - m->value) || !(away < nearest)) continue;
    nearest = away;
    value = m->value;
  }
  return value;
}

/* What the parabola through this point, with this gradient and curvature, has below it. */
static double decrement(const struct dh_row *row, const struct dh_curvature *curvature, int dim) {
  double g = length(row->gradient, dim);
  if (g == 0 && curvature->smallest >= 0) return 0;
  return curvature->smallest > 0 ? g / curvature->smallest * g / 2 : UNKNOWN;
}

struct aim {
  int dim;
  double bottom; /* loss at the minimum it goes to, NaN unknown */
  double best;   /* lowest known minimum, NaN unknown */
};

static struct aim take_aim(const struct dh_row *now, const struct judge_context *context,
                           struct judge_evidence *evidence) {
  const struct dh_row *start = &context->history[0];
  const struct dh_surface_spec *info = dh_surface_info(context->spec->surface);
  double below = decrement(now, &context->curvature, info->dim);
  struct aim aim = {info->dim, nearest_below(now, start, info), dh_surface_best(context->spec->surface)};
  bool known = !isnan(aim.bottom);
  if (!known) aim.bottom = now->loss - below;
  evidence->gap = known ? fmax(now->loss - aim.bottom, 0) : below;
  evidence->start_gap = fmax(start->loss - aim.bottom, 0);
  return aim;
}

static bool settled(const struct dh_row *row, const struct dh_row *start, double gap, double start_gap, int dim) {
  return gap <= ARRIVED * start_gap && length(row->update, dim) <= SMALL_STEP * distance(row->at, start->at, dim);
}

static bool arrived(const struct dh_row *rows, int count, const struct dh_row *start, const struct aim *aim,
                    const struct judge_evidence *evidence) {
  double gap = evidence->gap;
  for (int i = count - 1; i >= 0; i--) {
    if (!(gap <= STILL_ARRIVED * evidence->start_gap)) return false;
    if (settled(&rows[i], start, gap, evidence->start_gap, aim->dim)) return true;
    if (i > 0) gap = fmax(rows[i - 1].loss - aim->bottom, 0);
  }
  return false;
}

/* --- how it moves --- */

struct motion {
  int first, last; /* steps first..last-1 are used: rows[i] -> rows[i+1] */
  int moves;       /* steps at a rate > 0 since the last change */
};

static struct motion find_motion(const struct dh_row *rows, int count, long since) {
  struct motion motion = {0, count - 1, 0};
  while (motion.last > 0 && !(rows[motion.last - 1].rate > 0)) motion.last--;
  double latest = motion.last > 0 ? rows[motion.last - 1].rate : 0;
  int i = motion.last;
  for (; i > 0 && rows[i - 1].step >= since && rows[i - 1].rate > 0; i--) {
    int steps = motion.last - i;
    double rate = rows[i - 1].rate;
    bool same = rate <= latest * SAME_RATE && rate >= latest / SAME_RATE;
    if (steps >= DH_RECURRENCE_STEPS || (steps >= FIT_LEAST && !same)) break;
  }
  motion.first = i;
  for (; i > 0 && rows[i - 1].step >= since && rows[i - 1].rate > 0;) i--;
  motion.moves = motion.last - i;
  return motion;
}

/* The principal axis of the steps' directions, each weighing the same. */
static void main_axis(const struct dh_row *rows, const struct motion *motion, int dim, double axis[2]) {
  axis[0] = 1;
  axis[1] = 0;
  if (dim == 1) return;
  double xx = 0, xy = 0, yy = 0;
  for (int i = motion->first; i < motion->last; i++) {
    double x = rows[i + 1].at[0] - rows[i].at[0], y = rows[i + 1].at[1] - rows[i].at[1], size = hypot(x, y);
    if (!(size > 0) || !isfinite(size)) continue;
    x /= size;
    y /= size;
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  double angle = atan2(2 * xy, xx - yy) / 2;
  axis[0] = cos(angle);
  axis[1] = sin(angle);
}

/* How much of a step may be rounding: half a unit in the last place of the position, relative to the step. */
static double grain_of(const struct dh_row *rows, int i, int dim, double step, const struct dh_spec *spec) {
  enum dh_precision precision = (enum dh_precision)(int)dh_spec_number(spec, DH_PRECISION);
  double digits = dh_precision_info(precision)->digits;
  return step == 0 ? 0 : length(rows[i].at, dim) * exp2(-digits) / fabs(step);
}

static void fit_motion(const struct dh_row *rows, const struct motion *motion, int dim, const struct dh_spec *spec,
                       struct judge_evidence *evidence) {
  const struct dh_rule_spec *rule = dh_rule_info(spec->rule);
  bool plain = dh_rule_has(spec->rule, DH_MOMENTUM, NULL) && dh_spec_number(spec, DH_MOMENTUM) == 0;
  double axis[2], steps[DH_RECURRENCE_STEPS] = {0}, grain = 0;
  int n = 0;
  main_axis(rows, motion, dim, axis);
  evidence->rate = motion->last > motion->first ? rows[motion->last - 1].rate : UNKNOWN;
  for (int i = motion->first; i < motion->last; i++) {
    double x = rows[i + 1].at[0] - rows[i].at[0], y = dim == 1 ? 0 : rows[i + 1].at[1] - rows[i].at[1];
    double step = x * axis[0] + y * axis[1];
    grain = fmax(grain, grain_of(rows, i, dim, step, spec));
    steps[n++] = step / (rows[i].rate / evidence->rate);
  }
  dh_recurrence_fit(steps, n, grain, rule->state_count > 0 && !plain, &evidence->fit);
  struct dh_recurrence *fit = &evidence->fit;
  evidence->pace = UNKNOWN;
  if (n < 2 || !(fit->modulus < 1)) return;
  evidence->pace = 2 * log(fit->modulus);
}

/* Does the recurrence explain the latest change of the gap? If not (a quartic's bottom, a plateau), the pace is read
 * from the gap itself. */
static double share_left(const struct dh_row *rows, const struct motion *motion, const struct aim *aim,
                         struct judge_evidence *evidence) {
  const struct dh_recurrence *fit = &evidence->fit;
  int t = motion->last;
  if (motion->last - motion->first < 2) return UNKNOWN;
  double gap = fmax(rows[t].loss - aim->bottom, 0), before = fmax(rows[t - 1].loss - aim->bottom, 0);
  double shrank = log(gap / before), d1 = 0, d2 = 0;
  double last[2] = {rows[t].at[0] - rows[t - 1].at[0], rows[t].at[1] - rows[t - 1].at[1]};
  double prev[2] = {rows[t - 1].at[0] - rows[t - 2].at[0], rows[t - 1].at[1] - rows[t - 2].at[1]};
  d1 = length(last, aim->dim);
  d2 = length(prev, aim->dim) * (rows[t - 1].rate / rows[t - 2].rate);
  if (fit->modulus < 1 && fit->phase == 0) {
    double back = dh_recurrence_left(fit, d1, d2, -1), left = dh_recurrence_left(fit, d1, d2, evidence->to_go);
    if (fabs(2 * log(fabs(back)) + shrank) <= AGREES * fabs(shrank)) return left * left;
  }
  int ahead = motion->last, behind = motion->first > t - 8 ? motion->first : t - 8;
  double was = fmax(rows[behind].loss - aim->bottom, 0), rates = 0;
  for (int i = behind; i < ahead; i++) rates += rows[i].rate / evidence->rate;
  evidence->pace = log(gap / was) / rates;
  if (evidence->gap == 0) return 0;
  return evidence->pace < 0 ? exp(evidence->pace * evidence->to_go) : 1;
}

/* --- time --- */

/* Rates to come from `step` on, in units of `rate`: the sum up to the horizon, or, if `until` is reached before, the
 * step where it is in *when. */
static double rates_to_come(const struct dh_spec *spec, double step, double rate, double until, double *when) {
  double horizon = dh_spec_number(spec, DH_MAX_STEPS), sum = 0;
  *when = HUGE_VAL;
  double piece = fmax(1, ceil((horizon - step) / PIECES));
  for (double s = step; s < horizon; s += piece) {
    double wide = fmin(piece, horizon - s), share = dh_spec_rate(spec, s + floor(wide / 2)) / rate * wide;
    if (sum + share >= until) {
      *when = s + (until - sum) / share * wide;
      return until;
    }
    sum += share;
  }
  double after = dh_spec_rate(spec, fmax(step, horizon)) / rate;
  if (after > 0) *when = fmax(step, horizon) + (until - sum) / after;
  return sum;
}

static double first_below(const struct dh_row *rows, int count, double loss) {
  for (int i = 0; i < count; i++) {
    if (rows[i].loss <= loss) return (double)rows[i].step;
  }
  return UNKNOWN;
}

/* The highest gap of the last swing, so that passing the minimum does not look like arriving. */
static double envelope(const struct dh_row *rows, int count, const struct aim *aim,
                       const struct judge_evidence *evidence) {
  double highest = evidence->gap;
  int swing = evidence->fit.phase > 0 ? (int)fmin(ceil(3.2 / evidence->fit.phase), DH_RECURRENCE_STEPS) : 0;
  for (int i = count - 1; i >= 0 && i >= count - 1 - swing; i--) highest = fmax(highest, rows[i].loss - aim->bottom);
  return highest;
}

static double arrival(const struct dh_row *rows, int count, const struct judge_context *context, const struct aim *aim,
                      const struct judge_evidence *evidence) {
  const struct dh_row *now = &rows[count - 1];
  double goal = NEARLY * evidence->start_gap, high = envelope(rows, count, aim, evidence), when = UNKNOWN;
  if (!(evidence->start_gap > 0) || isnan(high)) return UNKNOWN;
  if (high <= goal) {
    double a = first_below(context->history, context->history_count, aim->bottom + goal);
    return fmin(a, first_below(rows, count, aim->bottom + goal));
  }
  if (isnan(evidence->pace)) return evidence->fit.modulus >= 1 ? HUGE_VAL : UNKNOWN;
  if (!(evidence->pace < 0)) return HUGE_VAL;
  rates_to_come(context->spec, (double)now->step, evidence->rate, log(goal / high) / evidence->pace, &when);
  return when;
}

/* --- shape and trend --- */

static void measure_shape(const struct dh_row *now, const struct judge_context *context, const struct aim *aim,
                          double measure[MEASURE_COUNT]) {
  const struct dh_surface_spec *info = dh_surface_info(context->spec->surface);
  const struct dh_row *start = &context->history[0];
  double window[2] = {info->high[0] - info->low[0], aim->dim == 1 ? 0 : info->high[1] - info->low[1]};
  double width = fmax(length(window, aim->dim), distance(now->at, start->at, aim->dim));
  bool known = !isnan(aim->best);
  double unit = known ? now->loss - aim->best : start->loss - now->loss;
  double g = length(now->gradient, aim->dim), bend = context->curvature.smallest;
  measure[MEASURE_FLAT] = g == 0 ? 0 : unit > 0 ? g * width / unit : HUGE_VAL;
  measure[MEASURE_BEND] = bend == 0 ? 0 : unit > 0 ? bend * width / unit * width : copysign(HUGE_VAL, bend);
  measure[MEASURE_LOWER] = !known || unit <= 0 ? 0 : unit / fmax(start->loss - aim->best, unit);
}

static double log_mean_gap(const struct dh_row *rows, int count, double bottom, double scale) {
  double sum = 0;
  for (int i = 0; i < count; i++) sum += (rows[i].loss - bottom) / scale;
  return log(sum / count);
}

/* Log of the mean gap of the later half over that of the earlier one, above the lowest loss there is. */
static double rise(const struct dh_row *rows, int count, double bottom) {
  double high = -HUGE_VAL;
  bool known = !isnan(bottom);
  for (int i = 0; i < count; i++) {
    high = fmax(high, rows[i].loss);
    if (!known || rows[i].loss < bottom) bottom = i == 0 ? rows[i].loss : fmin(bottom, rows[i].loss);
  }
  int half = count / 2;
  double scale = high - bottom;
  if (half < 1 || !(scale > 0) || !isfinite(scale)) return scale == 0 ? 0 : UNKNOWN;
  return log_mean_gap(rows + count - half, half, bottom, scale) - log_mean_gap(rows, half, bottom, scale);
}

static bool is_lost(const struct dh_row *rows, int count, int dim, const struct dh_spec *spec) {
  enum dh_precision precision = (enum dh_precision)(int)dh_spec_number(spec, DH_PRECISION);
  if (count < 2 || !(rows[count - 2].rate > 0)) return false;
  const struct dh_row *now = &rows[count - 1], *before = &rows[count - 2];
  for (int k = 0; k < dim; k++) {
    if (now->at[k] != before->at[k]) return false;
    if (dh_precision_round(precision, now->at[k] - now->update[k]) != now->at[k]) return false;
  }
  return now->rate > 0 && length(now->gradient, dim) > 0;
}

static void measure_finite(const struct dh_row *now, int dim, double measure[MEASURE_COUNT]) {
  measure[MEASURE_NANS] = isnan(now->loss);
  measure[MEASURE_INFINITIES] = isinf(now->loss) != 0;
  for (int k = 0; k < dim; k++) {
    double sum = now->at[k] + now->gradient[k] + now->update[k];
    bool nan = isnan(now->at[k]) || isnan(now->gradient[k]) || isnan(now->update[k]);
    if (nan) measure[MEASURE_NANS] = 1;
    if (!nan && (isinf(now->at[k]) || isinf(now->gradient[k]) || isinf(now->update[k]) || isinf(sum)))
      measure[MEASURE_INFINITIES] = 1;
  }
}

void judge_measure(const struct dh_row *rows, int count, const struct judge_context *context,
                   struct judge_evidence *evidence) {
  const struct dh_row *now = &rows[count - 1], *start = &context->history[0];
  double *measure = evidence->measure, ignored;
  for (int m = 0; m < MEASURE_COUNT; m++) measure[m] = UNKNOWN;
  struct aim aim = take_aim(now, context, evidence);
  struct motion motion = find_motion(rows, count, context->since);
  fit_motion(rows, &motion, aim.dim, context->spec, evidence);
  evidence->to_go = rates_to_come(context->spec, (double)now->step, evidence->rate, HUGE_VAL, &ignored);
  double share = share_left(rows, &motion, &aim, evidence);

  measure_finite(now, aim.dim, measure);
  measure_shape(now, context, &aim, measure);
  measure[MEASURE_BASE_RATE] = dh_spec_number(context->spec, DH_LEARNING_RATE);
  measure[MEASURE_STEPS] = motion.moves;
  measure[MEASURE_ARRIVED] = arrived(rows, count, start, &aim, evidence);
  measure[MEASURE_LOST] = is_lost(rows, count, aim.dim, context->spec);
  measure[MEASURE_LEFT] = isnan(evidence->gap) ? HUGE_VAL : evidence->gap / evidence->start_gap * share;
  measure[MEASURE_MODULUS] = evidence->fit.modulus;
  measure[MEASURE_PHASE] = evidence->fit.phase;
  measure[MEASURE_RESIDUAL] = evidence->fit.residual;
  measure[MEASURE_RISE] = rise(rows + motion.first, motion.last - motion.first + 1, aim.bottom);
  int trend = motion.moves + 1 < TREND_ROWS ? motion.moves + 1 : TREND_ROWS;
  measure[MEASURE_TREND] = rise(rows + motion.last + 1 - trend, trend, aim.bottom);
  measure[MEASURE_NOISE] = context->noise;
  evidence->arrival = arrival(rows, count, context, &aim, evidence);
}

/* SPDX-License-Identifier: MIT
 *
 * The recent steps as one series: those since the last change, along their main direction, divided by their rates, so
 * that warmup and decay do not look like growing and shrinking. (With b_t the momentum buffer,
 * b_t = (1 + beta - lambda eta_(t-1)) b_(t-1) - beta b_(t-2): its recurrence keeps its form when the rate varies.) */
#include "descent/judge.h"

/* Fitted steps were made at rates within this factor of the latest, if at least FIT_LEAST of them are. */
static const double SAME_RATE = 2;
enum { FIT_LEAST = 4 };

/* A fit worse than this is not a quadratic's. Whether such a motion swings is then read from its turns: a curve that
 * bends while the ball goes straight down fits a very long swing as well, two swings at once, as in a ravine, fit
 * anything, and across a kink the ratio of steps is erratic. With memory, steps of the latest SWING_ROWS that turn at
 * all swing, unless nearly every one turns (OFTEN). Without memory there are no swings: a third of the fitted steps
 * turning is a zigzag, and less is none. */
static const double CLEAN = 1e-8, OFTEN = 0.8, ZIGZAG = 0.3;
enum { SWING_ROWS = 64 };

/* Nobody looks at more steps than these: more are as good as so many. */
enum { ROWS_LOOKED_AT = 64 };

/* With sampled gradients, steps that a recurrence misses by more are noise above all, and of so few nobody knows. What
 * they hide is what curvature lets expect. */
static const double HIDDEN = 0.02;
enum { CLEAR_STEPS = 8 };

/* Two steps have a ratio; the two roots of momentum take five, one to spare. */
enum { NEEDED = 5, NEEDED_WITHOUT = 2 };

double dh_judge_length(const double v[2], int dim) { return dim == 1 ? fabs(v[0]) : hypot(v[0], v[1]); }

double dh_judge_distance(const double a[2], const double b[2], int dim) {
  double d[2] = {a[0] - b[0], a[1] - b[1]};
  return dh_judge_length(d, dim);
}

static bool moves(const struct dh_row *row, long since) { return row->step >= since && row->rate > 0; }

static void find_steps(const struct dh_row *rows, int count, long since, struct dh_judge_motion *motion) {
  motion->last = count - 1;
  while (motion->last > 0 && !(rows[motion->last - 1].rate > 0)) motion->last--;
  double latest = motion->last > 0 ? rows[motion->last - 1].rate : 0;
  int i = motion->last;
  for (; i > 0 && moves(&rows[i - 1], since); i--) {
    int steps = motion->last - i;
    bool same = rows[i - 1].rate <= latest * SAME_RATE && rows[i - 1].rate >= latest / SAME_RATE;
    if (steps >= DH_RECURRENCE_STEPS || (steps >= FIT_LEAST && !same)) break;
  }
  motion->first = i;
  while (i > 0 && moves(&rows[i - 1], since)) i--;
  motion->moves = motion->last - i;
  motion->older = i == 0 && motion->moves < ROWS_LOOKED_AT;
  motion->rate = motion->last > motion->first ? latest : UNKNOWN;
}

static void step_of(const struct dh_row *row, int dim, double step[2]) {
  step[0] = row[1].at[0] - row[0].at[0];
  step[1] = dim == 1 ? 0 : row[1].at[1] - row[0].at[1];
}

/* The principal axis of the steps' directions, each weighing the same. */
static void main_axis(const struct dh_row *rows, const struct dh_judge_motion *motion, int dim, double axis[2]) {
  double xx = 0, xy = 0, yy = 0;
  axis[0] = 1;
  axis[1] = 0;
  if (dim == 1) return;
  for (int i = motion->first; i < motion->last; i++) {
    double step[2];
    step_of(&rows[i], dim, step);
    double size = hypot(step[0], step[1]);
    if (!(size > 0) || !isfinite(size)) continue;
    xx += step[0] / size * (step[0] / size);
    xy += step[0] / size * (step[1] / size);
    yy += step[1] / size * (step[1] / size);
  }
  double angle = atan2(2 * xy, xx - yy) / 2;
  axis[0] = cos(angle);
  axis[1] = sin(angle);
}

/* The share of the latest `count` steps that turned back along the axis. */
static double share_of_turns(const struct dh_row *rows, int last, int count, int dim, const double axis[2]) {
  int turns = 0;
  bool was = false;
  for (int i = 0; i < count; i++) {
    double step[2];
    step_of(&rows[last - count + i], dim, step);
    bool back = signbit(step[0] * axis[0] + step[1] * axis[1]);
    turns += i > 0 && back != was;
    was = back;
  }
  return count > 1 ? turns / (double)(count - 1) : 0;
}

static void make_real(struct dh_recurrence *fit, double sign) {
  fit->lead = sign * fit->modulus;
  fit->phase = sign < 0 ? PI : 0;
  if (isnan(fit->other)) fit->other = 0;
}

static void read_swing(double turns, double recent, bool memory, struct dh_recurrence *fit) {
  if (!(fit->residual > CLEAN)) return;
  if (!memory) {
    make_real(fit, recent >= ZIGZAG ? -1 : 1);
  } else if (isnan(fit->lead) && turns == 0) {
    make_real(fit, 1);
  } else if (!isnan(fit->lead) && turns > 0 && turns < OFTEN) {
    fit->lead = fit->other = UNKNOWN;
    fit->phase = turns * PI;
  }
}

/* The first steps after a change in mid-run, or noise: what the curvature here lets expect. Of the two directions the
 * one counts whose root is larger. */
static void predict(const struct dh_row *now, const struct dh_judge_context *context, struct dh_judge_motion *motion) {
  const struct dh_curvature *c = &context->curvature;
  bool known = !motion->memory || dh_rule_has(context->spec->rule, DH_MOMENTUM, NULL);
  bool early = motion->enough || now->step < NEEDED;
  motion->hidden = context->noise && motion->moves >= NEEDED_WITHOUT &&
                   (motion->moves < CLEAR_STEPS || !(motion->fit.residual <= HIDDEN));
  if (motion->hidden) make_real(&motion->fit, 1); /* swings are not believed */
  if ((early && !motion->hidden) || !known || isnan(c->limit) || !(now->rate > 0)) return;
  double momentum = motion->memory ? dh_spec_number(context->spec, DH_MOMENTUM) : 0;
  bool nesterov = dh_spec_number(context->spec, DH_NESTEROV) != 0;
  double sharp = c->eta_lambda, flat = sharp - now->rate * (c->largest - c->smallest);
  struct dh_recurrence fit[2];
  dh_recurrence_of(momentum, nesterov, sharp, &fit[0]);
  dh_recurrence_of(momentum, nesterov, flat, &fit[1]);
  if (isnan(fit[0].modulus) || isnan(fit[1].modulus)) return;
  motion->fit = fit[fit[1].modulus > fit[0].modulus];
  motion->rate = now->rate;
  motion->predicted = motion->enough = true;
}

/* Where the steps to come lead, summed to infinity. */
static void find_limit(const struct dh_row *rows, const double axis[2], const double *steps, int count,
                       struct dh_judge_motion *motion) {
  const struct dh_recurrence *fit = &motion->fit;
  motion->limit[0] = motion->limit[1] = UNKNOWN;
  if (count < 1 || !(fit->modulus < 1)) return;
  double before = count > 1 ? steps[count - 2] : 0;
  double rest = ((fit->a + fit->b) * steps[count - 1] + fit->b * before) / (1 - fit->a - fit->b);
  for (int k = 0; k < 2; k++) motion->limit[k] = rows[motion->last].at[k] + rest * axis[k];
}

/* How much of a step may be rounding, in the worst of them: half a unit in the last place of the position. Only where
 * the sum of its coordinates could make it the worst is the length of a position worth a root. */
static double grain_of(const struct dh_row *rows, const double *along, int count, int dim, double half_unit) {
  const double nearly = 1 - 1e-12;
  double grain = 0;
  for (int i = count - 1; i >= 0; i--) {
    double size = fabs(along[i]), most = (fabs(rows[i].at[0]) + fabs(rows[i].at[1])) * half_unit / size;
    if (size == 0 || most < grain * nearly) continue;
    grain = fmax(grain, dh_judge_length(rows[i].at, dim) * half_unit / size);
  }
  return grain;
}

void dh_judge_motion(const struct dh_row *rows, int count, const struct dh_judge_context *context,
                     struct dh_judge_motion *motion) {
  int dim = dh_surface_info(context->spec->surface)->dim, n = 0;
  double axis[2], steps[DH_RECURRENCE_STEPS] = {0}, rates[DH_RECURRENCE_STEPS];
  double along[DH_RECURRENCE_STEPS];
  /* Of the last place of a position: rounding. */
  double half_unit =
      ldexp(1, -dh_precision_info((enum dh_precision)(int)dh_spec_number(context->spec, DH_PRECISION))->digits);
  find_steps(rows, count, context->since, motion);
  main_axis(rows, motion, dim, axis);
  motion->latest = motion->before = UNKNOWN;
  for (int i = motion->first; i < motion->last; i++) {
    double step[2], scale = rows[i].rate / motion->rate;
    step_of(&rows[i], dim, step);
    along[n] = step[0] * axis[0] + step[1] * axis[1];
    rates[n] = scale;
    steps[n] = along[n] / scale;
    n++;
    if (i < motion->last - 2) continue;
    motion->before = motion->latest;
    motion->latest = dh_judge_length(step, dim) / scale;
  }
  motion->memory = context->memory;
  motion->enough = motion->moves >= (motion->memory ? NEEDED : NEEDED_WITHOUT);
  motion->predicted = false;
  double grain = grain_of(rows + motion->first, along, n, dim, half_unit);
  dh_recurrence_fit(steps, rates, n, grain, motion->memory, &motion->fit);
  int seen = motion->moves < SWING_ROWS ? motion->moves : SWING_ROWS;
  motion->turns = share_of_turns(rows, motion->last, seen, dim, axis);
  read_swing(motion->turns, share_of_turns(rows, motion->last, n, dim, axis), motion->memory, &motion->fit);
  predict(&rows[count - 1], context, motion);
  find_limit(rows, axis, steps, n, motion);
}

/* SPDX-License-Identifier: MIT
 *
 * Everything the table of verdicts looks at, as numbers without units. */
#include "descent/judge.h"

enum { RECORD_ROWS = 64 };

/* The mean gaps of the two halves of 64 rows differ by a factor of 4. */
static const double GROWTH = 1.022;

static void measure_finite(const struct dh_row *now, int dim, double measure[MEASURE_COUNT]) {
  bool nan = isnan(now->loss), infinite = isinf(now->loss);
  for (int k = 0; k < dim; k++) {
    const double values[] = {now->at[k], now->gradient[k], now->update[k]};
    for (int i = 0; i < 3; i++) {
      nan = nan || isnan(values[i]);
      infinite = infinite || isinf(values[i]);
    }
  }
  measure[MEASURE_NANS] = nan;
  measure[MEASURE_INFINITIES] = infinite;
}

/* Gradient and curvature over the width of the window (or of the way that was gone), in units of what there is to gain:
 * the gap to the lowest known minimum, or what has been gained so far. */
static void measure_shape(const struct dh_row *rows, int count, const struct dh_judge_context *context, double best,
                          double measure[MEASURE_COUNT]) {
  const struct dh_row *now = &rows[count - 1], *before = count > 1 ? now - 1 : now;
  const struct dh_surface_spec *info = dh_surface_info(context->spec->surface);
  const struct dh_row *start = &context->history[0];
  enum dh_precision precision = (enum dh_precision)(int)dh_spec_number(context->spec, DH_PRECISION);
  double window[2] = {info->high[0] - info->low[0], info->high[1] - info->low[1]};
  double width = fmax(dh_judge_length(window, info->dim), dh_judge_distance(now->at, start->at, info->dim));
  double unit = isnan(best) ? start->loss - now->loss : now->loss - best;
  double g = dh_judge_length(context->noise ? context->slope : now->gradient, info->dim),
         bend = context->curvature.smallest;
  double no_unit = HUGE_VAL;
  measure[MEASURE_FLAT] = g == 0 ? 0 : unit > 0 ? g * width / unit : no_unit;
  measure[MEASURE_BEND] = bend == 0 ? 0 : unit > 0 ? bend * width / unit * width : copysign(no_unit, bend);
  measure[MEASURE_STRIDE] = dh_judge_distance(now->at, before->at, info->dim) / width;
  double grain = ldexp(fabs(start->loss), -dh_precision_info(precision)->digits);
  measure[MEASURE_LOWER] = unit > grain && !isnan(best) ? (unit - grain) / fmax(start->loss - best, unit) : 0;
}

static double away_from_window(const struct dh_row *now, const struct dh_surface_spec *info) {
  double away = 0;
  for (int k = 0; k < info->dim; k++) {
    double outside = fmax(info->low[k] - now->at[k], now->at[k] - info->high[k]);
    away = fmax(away, outside / (info->high[k] - info->low[k]));
  }
  return away;
}

/* Do the last step and the next vanish in rounding along the axes that have practically all (99 %) of the gradient? */
static bool is_lost(const struct dh_row *rows, int count, int dim, const struct dh_spec *spec) {
  enum dh_precision precision = (enum dh_precision)(int)dh_spec_number(spec, DH_PRECISION);
  if (count < 2 || !(rows[count - 2].rate > 0) || !(rows[count - 1].rate > 0)) return false;
  const struct dh_row *now = &rows[count - 1], *before = &rows[count - 2];
  double most = dh_judge_length(now->gradient, dim) * 0.1; /* 0.1 squared is 1 % */
  for (int k = 0; k < dim; k++) {
    bool still =
        now->at[k] == before->at[k] && dh_precision_round(precision, now->at[k] - now->update[k]) == now->at[k];
    if (!still && fabs(now->gradient[k]) >= most) return false;
  }
  return most > 0;
}

/* Was the step before the one `back` steps ago the longest of the latest RECORD_ROWS, and the loss it led to the
 * highest?
 */
static bool sets_record(const struct dh_row *rows, const struct dh_judge_motion *motion, int dim, int back) {
  int last = motion->last - back, first = motion->last - motion->moves;
  if (first < motion->last - RECORD_ROWS) first = motion->last - RECORD_ROWS;
  if (last - first < 2) return false;
  double step = dh_judge_distance(rows[last].at, rows[last - 1].at, dim);
  for (int i = first; i < last; i++) {
    if (rows[i].loss >= rows[last].loss) return false;
    if (i > first && dh_judge_distance(rows[i].at, rows[i - 1].at, dim) >= step) return false;
  }
  return true;
}

/* --- parts --- */

enum part { FINITE, MOTION, BASE_RATE, LOST, GAP, SHAPE, AWAY, TREND, PACE, ARRIVAL, RECORDS, THROW, NOISE, PARTS };

static void need(struct dh_judge_evidence *evidence, enum part part);

static const struct dh_row *now_of(const struct dh_judge_evidence *evidence) {
  return &evidence->rows[evidence->count - 1];
}

static int dim_of(const struct dh_judge_evidence *evidence) {
  return dh_surface_info(evidence->context->spec->surface)->dim;
}

static void gather_finite(struct dh_judge_evidence *evidence) {
  measure_finite(now_of(evidence), dim_of(evidence), evidence->measure);
}

static void gather_motion(struct dh_judge_evidence *evidence) {
  const struct dh_judge_motion *motion = &evidence->motion;
  double *measure = evidence->measure;
  dh_judge_motion(evidence->rows, evidence->count, evidence->context, &evidence->motion);
  evidence->older = evidence->older || motion->older;
  measure[MEASURE_STEPS] = motion->moves;
  measure[MEASURE_ENOUGH] = motion->enough;
  measure[MEASURE_PHASE] = motion->fit.phase;
  measure[MEASURE_RESIDUAL] = motion->fit.residual;
  measure[MEASURE_TURNS] = motion->turns;
  measure[MEASURE_MODULUS] = motion->fit.modulus;
  if (!motion->hidden || motion->predicted) return;
  need(evidence, TREND);
  measure[MEASURE_MODULUS] = evidence->gap.trend;
}

/* A schedule that has run out for good is a rate of 0 as well; one that goes on without a base rate (eta_min, max_lr)
 * is none. */
static void gather_base_rate(struct dh_judge_evidence *evidence) {
  const struct dh_row *now = now_of(evidence);
  const struct dh_spec *spec = evidence->context->spec;
  bool over = now->rate == 0 && (double)now->step >= dh_spec_number(spec, DH_MAX_STEPS);
  if (over) need(evidence, MOTION);
  over = over && evidence->motion.moves == 0;
  evidence->measure[MEASURE_BASE_RATE] = over ? 0 : fmax(now->rate, dh_spec_number(spec, DH_LEARNING_RATE));
}

static void gather_lost(struct dh_judge_evidence *evidence) {
  evidence->measure[MEASURE_LOST] = is_lost(evidence->rows, evidence->count, dim_of(evidence), evidence->context->spec);
}

/* Arrived, too: lost where the format cannot tell the loss from the minimum's. */
static void gather_gap(struct dh_judge_evidence *evidence) {
  const struct dh_judge_gap *gap = &evidence->gap;
  if (dh_judge_decays(evidence->context->spec)) need(evidence, MOTION);
  dh_judge_gap(evidence);
  evidence->older = evidence->older || gap->older;
  bool arrived = gap->arrived;
  if (!arrived && gap->present <= gap->grain) {
    need(evidence, LOST);
    arrived = evidence->measure[MEASURE_LOST] != 0;
  }
  evidence->measure[MEASURE_ARRIVED] = arrived;
}

static void gather_shape(struct dh_judge_evidence *evidence) {
  need(evidence, GAP);
  measure_shape(evidence->rows, evidence->count, evidence->context, evidence->gap.best, evidence->measure);
}

static void gather_away(struct dh_judge_evidence *evidence) {
  evidence->measure[MEASURE_AWAY] =
      away_from_window(now_of(evidence), dh_surface_info(evidence->context->spec->surface));
}

static void gather_trend(struct dh_judge_evidence *evidence) {
  const struct dh_judge_motion *motion = &evidence->motion;
  const struct dh_judge_gap *gap = &evidence->gap;
  double *measure = evidence->measure;
  need(evidence, MOTION);
  need(evidence, GAP);
  dh_judge_trend(evidence);
  measure[MEASURE_TREND] = gap->trend;
  measure[MEASURE_SHIFT] = gap->shift;
  measure[MEASURE_RISE] = gap->rise;
  /* A smooth root above 1 is a ball that gets under way. */
  if (motion->predicted) measure[MEASURE_RISE] = motion->fit.phase > 0 ? 0 : -HUGE_VAL;
  /* Under noise it has to be seen: batches that pull to and fro may hold what one of them alone would throw out. */
  if (motion->hidden && !(gap->trend > GROWTH)) measure[MEASURE_RISE] = -HUGE_VAL;
}

static void gather_pace(struct dh_judge_evidence *evidence) {
  need(evidence, MOTION);
  need(evidence, GAP);
  if (evidence->motion.hidden) need(evidence, TREND);
  dh_judge_pace(evidence);
  evidence->measure[MEASURE_LEFT] = evidence->gap.left;
}

static void gather_arrival(struct dh_judge_evidence *evidence) {
  need(evidence, PACE);
  dh_judge_arrival(evidence);
}

static void gather_records(struct dh_judge_evidence *evidence) {
  int dim = dim_of(evidence);
  need(evidence, MOTION);
  evidence->measure[MEASURE_RECORDS] =
      sets_record(evidence->rows, &evidence->motion, dim, 0) && sets_record(evidence->rows, &evidence->motion, dim, 1);
}

static void gather_throw(struct dh_judge_evidence *evidence) {
  const struct dh_judge_motion *motion = &evidence->motion;
  need(evidence, MOTION);
  need(evidence, GAP);
  /* Momentum's first swing may well be higher than the start: roots that explain it know that it will shrink. */
  bool swings = motion->memory && motion->fit.residual <= 1e-3, noise = evidence->context->noise;
  evidence->measure[MEASURE_ABOVE] = evidence->measure[MEASURE_BACK] = UNKNOWN;
  if (swings || noise) return;
  dh_judge_throw(evidence);
  evidence->measure[MEASURE_ABOVE] = evidence->gap.above;
  if (!motion->memory) evidence->measure[MEASURE_BACK] = evidence->gap.back;
}

static void gather_noise(struct dh_judge_evidence *evidence) {
  const struct dh_judge_context *context = evidence->context;
  need(evidence, GAP);
  evidence->measure[MEASURE_NOISE] = context->noise;
  evidence->measure[MEASURE_LEVEL] = evidence->gap.noise.level;
  evidence->measure[MEASURE_SHARE] = context->curvature.eta_lambda / context->curvature.limit;
}

static void (*const gather[PARTS])(struct dh_judge_evidence *) = {
    [FINITE] = gather_finite, [MOTION] = gather_motion,   [BASE_RATE] = gather_base_rate, [LOST] = gather_lost,
    [GAP] = gather_gap,       [SHAPE] = gather_shape,     [AWAY] = gather_away,           [TREND] = gather_trend,
    [PACE] = gather_pace,     [ARRIVAL] = gather_arrival, [RECORDS] = gather_records,     [THROW] = gather_throw,
    [NOISE] = gather_noise,
};

/* Where each comes from. */
static const enum part part_of[MEASURE_COUNT] = {
    [MEASURE_NANS] = FINITE,     [MEASURE_INFINITIES] = FINITE, [MEASURE_BASE_RATE] = BASE_RATE,
    [MEASURE_STEPS] = MOTION,    [MEASURE_ENOUGH] = MOTION,     [MEASURE_ARRIVED] = GAP,
    [MEASURE_LOWER] = SHAPE,     [MEASURE_FLAT] = SHAPE,        [MEASURE_BEND] = SHAPE,
    [MEASURE_STRIDE] = SHAPE,    [MEASURE_AWAY] = AWAY,         [MEASURE_LOST] = LOST,
    [MEASURE_LEFT] = PACE,       [MEASURE_MODULUS] = MOTION,    [MEASURE_PHASE] = MOTION,
    [MEASURE_RESIDUAL] = MOTION, [MEASURE_RISE] = TREND,        [MEASURE_TREND] = TREND,
    [MEASURE_SHIFT] = TREND,     [MEASURE_TURNS] = MOTION,      [MEASURE_RECORDS] = RECORDS,
    [MEASURE_ABOVE] = THROW,     [MEASURE_BACK] = THROW,        [MEASURE_NOISE] = NOISE,
    [MEASURE_LEVEL] = NOISE,     [MEASURE_SHARE] = NOISE,
};

static void need(struct dh_judge_evidence *evidence, enum part part) {
  if (evidence->gathered >> part & 1) return;
  evidence->gathered |= 1u << part;
  gather[part](evidence);
}

void dh_judge_open(const struct dh_row *rows, int count, const struct dh_judge_context *context,
                   struct dh_judge_evidence *evidence) {
  evidence->rows = rows;
  evidence->count = count;
  evidence->context = context;
  evidence->gathered = 0;
  evidence->older = false;
}

double dh_judge_measure(struct dh_judge_evidence *evidence, enum dh_judge_measure measure) {
  need(evidence, part_of[measure]);
  return evidence->measure[measure];
}

void dh_judge_measure_all(struct dh_judge_evidence *evidence) {
  for (int part = 0; part < PARTS; part++) need(evidence, (enum part)part);
}

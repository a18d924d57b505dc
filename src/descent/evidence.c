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

/* A schedule that has run out for good is a rate of 0 as well; one that goes on without a base rate (eta_min, max_lr)
 * is none. */
static double base_rate(const struct dh_row *now, const struct dh_judge_motion *motion, const struct dh_spec *spec) {
  bool over = now->rate == 0 && (double)now->step >= dh_spec_number(spec, DH_MAX_STEPS) && motion->moves == 0;
  return over ? 0 : fmax(now->rate, dh_spec_number(spec, DH_LEARNING_RATE));
}

void dh_judge_measure(const struct dh_row *rows, int count, const struct dh_judge_context *context,
                      struct dh_judge_evidence *evidence) {
  const struct dh_row *now = &rows[count - 1];
  const struct dh_judge_motion *motion = &evidence->motion;
  const struct dh_judge_gap *gap = &evidence->gap;
  int dim = dh_surface_info(context->spec->surface)->dim;
  dh_judge_motion(rows, count, context, &evidence->motion);
  dh_judge_gap(rows, count, context, motion, &evidence->gap);

  double *measure = evidence->measure;
  measure_finite(now, dim, measure);
  measure_shape(rows, count, context, gap->best, measure);
  measure[MEASURE_BASE_RATE] = base_rate(now, motion, context->spec);
  measure[MEASURE_STEPS] = motion->moves;
  measure[MEASURE_ENOUGH] = motion->enough;
  measure[MEASURE_AWAY] = away_from_window(now, dh_surface_info(context->spec->surface));
  bool lost = is_lost(rows, count, dim, context->spec);
  measure[MEASURE_LOST] = lost;
  /* Lost where the format cannot tell the loss from the minimum's is there. */
  measure[MEASURE_ARRIVED] = gap->arrived || (lost && gap->present <= gap->grain);
  measure[MEASURE_LEFT] = gap->left;
  measure[MEASURE_MODULUS] = motion->hidden && !motion->predicted ? gap->trend : motion->fit.modulus;
  measure[MEASURE_PHASE] = motion->fit.phase;
  measure[MEASURE_RESIDUAL] = motion->fit.residual;
  measure[MEASURE_RISE] = gap->rise;
  /* A smooth root above 1 is a ball that gets under way. */
  if (motion->predicted) measure[MEASURE_RISE] = motion->fit.phase > 0 ? 0 : -HUGE_VAL;
  /* Under noise it has to be seen: batches that pull to and fro may hold what one of them alone would throw out. */
  if (motion->hidden && !(gap->trend > GROWTH)) measure[MEASURE_RISE] = -HUGE_VAL;
  measure[MEASURE_TREND] = gap->trend;
  measure[MEASURE_SHIFT] = gap->shift;
  measure[MEASURE_TURNS] = motion->turns;
  measure[MEASURE_RECORDS] = sets_record(rows, motion, dim, 0) && sets_record(rows, motion, dim, 1);
  /* Momentum's first swing may well be higher than the start: roots that explain it know that it will shrink. */
  bool swings = motion->memory && motion->fit.residual <= 1e-3;
  measure[MEASURE_ABOVE] = swings || context->noise ? UNKNOWN : gap->above;
  measure[MEASURE_BACK] = motion->memory || context->noise ? UNKNOWN : gap->back;
  measure[MEASURE_NOISE] = context->noise;
  measure[MEASURE_LEVEL] = gap->noise.level;
  measure[MEASURE_SHARE] = context->curvature.eta_lambda / context->curvature.limit;
}

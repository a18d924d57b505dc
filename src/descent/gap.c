/* SPDX-License-Identifier: MIT
 *
 * How far a run has to go, and how fast it goes. The gap is the loss above the minimum the run goes to: the nearest
 * known one below the ball, or, where none is known, the bottom of the parabola that gradient and curvature suggest
 * here (Newton's decrement g^2 / 2 lambda). Weight decay pulls a run away from the minimum; its gap is the squared
 * distance to where its steps lead. */
#include "descent/judge.h"

/* Trends are read over this many rows. */
enum { TREND_ROWS = 64 };

/* The gap of a run that has arrived, as a share of the start's: 1e-8, that is 1e-4 of the distance on a bowl. It may
 * flicker up to 1e-5 afterwards before it counts as gone again. The next step must be as small: a ball that swings
 * through the minimum at speed has not arrived. */
static const double ARRIVED = 1e-8, STILL_ARRIVED = 1e-5, SMALL_STEP = 1e-4;

/* The gap at arrival in the header's sense: 1 % of the start's. */
static const double NEARLY = 0.01;

/* A minimum written down with six digits may lie this much (in start's gaps) above the loss that is reached. */
static const double WRITTEN = 1e-6;

/* What rounding in a handful of operations may add up to, in halves of a unit in the last place. */
static const double GRAINS = 2;

/* The recurrence is trusted with the future only if it fits the steps to 0.1 % and explains how the gap shrank in the
 * latest one to 10 %. If not (a quartic's bottom, a plateau), the pace is read from the gaps of the latest PACE_ROWS
 * steps. */
static const double AGREES = 0.1, FITS = 1e-3;
enum { PACE_ROWS = 16 };

/* Steps that shrink less than this walk down a slope of constant steepness, or roll off a crest: the gap closes
 * linearly, or faster. Below TINY_GROWTH per step that makes no difference. */
static const double CONSTANT = 0.999, TINY_GROWTH = 1e-9;

/* A schedule is summed exactly up to this many steps, and in as many equal pieces beyond. */
enum { PIECES = 256 };

/* A loss of this size is known to a few units in the last place of the format. */
static double grain_of(const struct dh_spec *spec, double loss) {
  enum dh_precision precision = (enum dh_precision)(int)dh_spec_number(spec, DH_PRECISION);
  return ldexp(GRAINS * fabs(loss), -dh_precision_info(precision)->digits);
}

const struct dh_minimum *dh_judge_goal(const struct dh_row *now, const struct dh_row *start,
                                       const struct dh_spec *spec) {
  const struct dh_surface_spec *info = dh_surface_info(spec->surface);
  const struct dh_minimum *goal = NULL;
  double nearest = HUGE_VAL;
  for (int i = 0; i < info->minimum_count; i++) {
    const struct dh_minimum *m = &info->minima[i];
    double away = dh_judge_distance(now->at, m->at, info->dim);
    double fuzz = fmax(WRITTEN * fabs(start->loss - m->value), grain_of(spec, m->value));
    if (m->value > now->loss + fuzz || !(away < nearest)) continue;
    nearest = away;
    goal = m;
  }
  return goal;
}

/* What the parabola through this point, with this gradient and curvature, has below it. */
static double decrement(const struct dh_row *row, const struct dh_curvature *curvature, int dim) {
  double g = dh_judge_length(row->gradient, dim);
  if (g == 0 && curvature->smallest >= 0) return 0;
  return curvature->smallest > 0 ? g / curvature->smallest * g / 2 : UNKNOWN;
}

bool dh_judge_decays(const struct dh_spec *spec) {
  return dh_rule_has(spec->rule, DH_WEIGHT_DECAY, NULL) && dh_spec_number(spec, DH_WEIGHT_DECAY) > 0;
}

static double squared(double x) { return x * x; }

static double gap_of(const struct dh_judge_aim *aim, const struct dh_row *row) {
  if (row == aim->now) return aim->present;
  if (aim->limit) return squared(dh_judge_distance(row->at, aim->limit, aim->dim));
  return fmax(row->loss - aim->bottom, 0);
}

static struct dh_judge_aim take_aim(const struct dh_row *now, const struct dh_judge_context *context,
                                    const struct dh_judge_motion *motion) {
  const struct dh_surface_spec *info = dh_surface_info(context->spec->surface);
  const struct dh_minimum *goal = dh_judge_goal(now, &context->history[0], context->spec);
  struct dh_judge_aim aim = {.dim = info->dim, .now = now, .settles = context->curvature.smallest > 0};
  if (dh_judge_decays(context->spec) && !isnan(motion->limit[0])) {
    aim.limit = motion->limit;
    aim.bottom = UNKNOWN;
    aim.present = squared(dh_judge_distance(now->at, aim.limit, aim.dim));
    return aim;
  }
  double below = context->noise ? dh_judge_below(context, info->dim) : decrement(now, &context->curvature, info->dim);
  aim.bottom = goal ? goal->value : UNKNOWN;
  if (goal) aim.grain = grain_of(context->spec, goal->value);
  aim.present = isnan(aim.bottom) ? below : fmax(now->loss - aim.bottom, 0);
  if (isnan(aim.bottom)) aim.bottom = now->loss - below;
  return aim;
}

/* --- arrived? --- */

static bool is_settled(const struct dh_judge_aim *aim, const struct dh_row *row, const struct dh_row *start,
                       double start_gap) {
  double travelled = dh_judge_distance(row->at, start->at, aim->dim);
  return gap_of(aim, row) <= ARRIVED * start_gap + aim->grain &&
         dh_judge_length(row->update, aim->dim) <= SMALL_STEP * travelled;
}

/* A gradient of exactly 0 has nowhere to go, even if the loss is too coarse to be that of the minimum. */
static bool has_arrived(const struct dh_row *rows, int count, const struct dh_row *start,
                        const struct dh_judge_aim *aim, double start_gap, bool *older) {
  *older = false;
  if (dh_judge_length(aim->now->gradient, aim->dim) == 0 && dh_judge_length(aim->now->update, aim->dim) == 0 &&
      aim->settles)
    return true;
  for (int i = count - 1; i >= 0; i--) {
    if (!(gap_of(aim, &rows[i]) <= STILL_ARRIVED * start_gap + aim->grain)) return false;
    if (is_settled(aim, &rows[i], start, start_gap)) return true;
  }
  *older = true;
  return false;
}

/* --- pace --- */

/* The share of the present gap that is left after `to_go` steps, by the recurrence; NaN if that does not explain how
 * the gap shrank in the latest step. */
static double left_by_recurrence(const struct dh_row *rows, const struct dh_judge_motion *motion,
                                 const struct dh_judge_aim *aim, double to_go) {
  const struct dh_recurrence *fit = &motion->fit;
  if (!(fit->modulus < 1) || fit->phase != 0 || fit->residual > FITS) return UNKNOWN;
  double shrank = log(gap_of(aim, &rows[motion->last]) / gap_of(aim, &rows[motion->last - 1]));
  double back = dh_recurrence_left(fit, motion->latest, motion->before, -1);
  if (!(fabs(2 * log(fabs(back)) + shrank) <= AGREES * fabs(shrank))) return UNKNOWN;
  return squared(dh_recurrence_left(fit, motion->latest, motion->before, to_go));
}

static void read_pace(const struct dh_row *rows, const struct dh_judge_motion *motion, const struct dh_judge_aim *aim,
                      struct dh_judge_gap *gap) {
  int last = motion->last, first = motion->first > last - PACE_ROWS ? motion->first : last - PACE_ROWS;
  double was = gap_of(aim, &rows[first]), is = gap_of(aim, &rows[last]), rates = 0;
  for (int i = first; i < last; i++) rates += rows[i].rate / motion->rate;
  gap->pace = log(is / was) / rates;
  double closed = gap_of(aim, &rows[last - 1]) - is,
         before = gap_of(aim, &rows[last - 2]) - gap_of(aim, &rows[last - 1]);
  double modulus = motion->fit.modulus;
  if (!(modulus >= CONSTANT) || motion->fit.phase != 0 || !(closed > 0)) return;
  gap->slope = closed;
  gap->growth = fmin(before > 0 ? fmax(closed / before, 1) : 1, fmax(squared(modulus), 1));
}

/* The gap that n steps close if each closes `growth` times as much as the one before. */
static double closed_by(const struct dh_judge_gap *gap, double n) {
  double more = gap->growth - 1;
  return gap->slope * (more > TINY_GROWTH ? expm1(n * log1p(more)) / more : n);
}

static double share_left(const struct dh_judge_gap *gap) {
  if (gap->present == 0) return 0;
  if (!isnan(gap->slope)) return fmax(1 - closed_by(gap, gap->to_go) / gap->present, 0);
  return gap->pace < 0 ? exp(gap->pace * gap->to_go) : 1;
}

double dh_judge_steps_to(const struct dh_judge_gap *gap, double present, double goal) {
  double steps = (present - goal) / gap->slope, more = gap->growth - 1;
  if (!isnan(gap->slope)) return more > TINY_GROWTH ? log1p(steps * more) / log1p(more) : steps;
  return gap->pace < 0 ? log(goal / present) / gap->pace : HUGE_VAL;
}

static void find_pace(const struct dh_row *rows, const struct dh_judge_motion *motion, struct dh_judge_gap *gap) {
  const struct dh_judge_aim *aim = &gap->aim;
  gap->pace = gap->slope = gap->left = UNKNOWN;
  gap->growth = 1;
  if (motion->last - motion->first < 2 && !motion->predicted) return;
  double share = motion->predicted ? UNKNOWN : left_by_recurrence(rows, motion, aim, gap->to_go);
  if (motion->hidden && !motion->predicted)
    gap->pace = 2 * log(gap->trend);
  else if (motion->predicted || !isnan(share) || motion->fit.phase > 0)
    gap->pace = 2 * log(motion->fit.modulus);
  else
    read_pace(rows, motion, aim, gap);
  if (isnan(share)) share = share_left(gap);
  gap->left = isnan(gap->present) ? HUGE_VAL : gap->present / gap->start * share;
}

/* --- time --- */

/* The schedule as far as it can be foretold. */
struct plan {
  const struct dh_schedule_info *schedule;
  struct dh_schedule_args args;
  const struct dh_schedule_state *state;
};

static struct plan plan_of(const struct dh_judge_context *context) {
  struct plan plan = {.schedule = dh_schedule_info((int)dh_spec_number(context->spec, DH_LR_SCHEDULER_TYPE)),
                      .state = context->schedule};
  if (context->args)
    plan.args = *context->args;
  else
    dh_spec_schedule(context->spec, &plan.args);
  return plan;
}

static double planned(const struct plan *plan, double step) {
  return dh_schedule_rate(plan->schedule, &plan->args, step, plan->state);
}

/* Rates to come from `step` on, in units of `rate`: the sum up to the horizon, or, if `until` is reached before, the
 * step where it is in *when. */
static double rates_to_come(const struct plan *plan, double step, double rate, double until, double *when) {
  double horizon = plan->args.max_steps, sum = 0;
  *when = HUGE_VAL;
  bool settled = step >= dh_schedule_settles(plan->schedule, &plan->args);
  double piece = fmax(1, settled ? horizon - step : ceil((horizon - step) / PIECES));
  for (double s = step; s < horizon; s += piece) {
    double wide = fmin(piece, horizon - s), share = planned(plan, s + floor(wide / 2)) / rate * wide;
    if (sum + share >= until) {
      *when = s + (until - sum) / share * wide;
      return until;
    }
    sum += share;
  }
  double after = planned(plan, fmax(step, horizon)) / rate;
  if (after > 0) *when = fmax(step, horizon) + (until - sum) / after;
  return sum;
}

static double first_within(const struct dh_judge_aim *aim, const struct dh_row *rows, int count, double goal) {
  for (int i = 0; i < count; i++) {
    if (gap_of(aim, &rows[i]) <= goal) return (double)rows[i].step;
  }
  return UNKNOWN;
}

/* The highest gap of the last swing, so that passing the minimum does not look like arriving. */
static double envelope(const struct dh_row *rows, int count, const struct dh_judge_aim *aim, double phase) {
  double highest = aim->present;
  int swing = phase > 0 ? (int)fmin(ceil(3.2 / phase), DH_RECURRENCE_STEPS) : 0;
  for (int i = count - 1; i >= 0 && i >= count - 1 - swing; i--) highest = fmax(highest, gap_of(aim, &rows[i]));
  return highest;
}

static double find_arrival(const struct dh_judge_evidence *evidence, const struct plan *plan) {
  const struct dh_row *rows = evidence->rows;
  const struct dh_judge_motion *motion = &evidence->motion;
  const struct dh_judge_gap *gap = &evidence->gap;
  const struct dh_judge_aim *aim = &gap->aim;
  const struct dh_judge_context *context = evidence->context;
  double goal = NEARLY * gap->start, high = envelope(rows, evidence->count, aim, motion->fit.phase), when;
  if (!(gap->start > 0) || isnan(high)) return UNKNOWN;
  if (high <= goal) {
    double seen = first_within(aim, context->history, context->history_count, goal);
    return fmin(seen, first_within(aim, rows, evidence->count, goal));
  }
  if (isnan(gap->pace) && isnan(gap->slope)) return UNKNOWN;
  double steps = dh_judge_steps_to(gap, high, goal);
  if (isinf(steps)) return steps;
  rates_to_come(plan, (double)aim->now->step, motion->rate, steps, &when);
  return when;
}

/* --- trend --- */

struct halves {
  double mean[2]; /* gaps above the lowest loss there is, in units of the highest */
  double spread;  /* standard deviation within the halves */
};

static double mean_gap(const struct dh_row *rows, int count, double bottom, double scale) {
  double sum = 0;
  for (int i = 0; i < count; i++) sum += (rows[i].loss - bottom) / scale;
  return sum / count;
}

static double scatter(const struct dh_row *rows, int count, double bottom, double scale, double mean) {
  double sum = 0;
  for (int i = 0; i < count; i++) sum += squared((rows[i].loss - bottom) / scale - mean);
  return sum;
}

/* False if all losses are equal, or not finite. */
static bool halve(const struct dh_row *rows, int count, double bottom, struct halves *halves) {
  double high = -HUGE_VAL, low = isnan(bottom) ? HUGE_VAL : bottom;
  for (int i = 0; i < count; i++) {
    high = fmax(high, rows[i].loss);
    low = fmin(low, rows[i].loss);
  }
  int half = count / 2;
  double scale = high - low, sum = 0;
  if (half < 1 || !(scale > 0) || !isfinite(scale)) return false;
  for (int i = 0; i < 2; i++) {
    const struct dh_row *part = i == 0 ? rows : rows + count - half;
    halves->mean[i] = mean_gap(part, half, low, scale);
    sum += scatter(part, half, low, scale, halves->mean[i]);
  }
  halves->spread = sqrt(sum / (2 * half));
  return true;
}

void dh_judge_trend(struct dh_judge_evidence *evidence) {
  const struct dh_judge_motion *motion = &evidence->motion;
  struct dh_judge_gap *gap = &evidence->gap;
  double bottom = gap->aim.bottom;
  struct halves halves;
  gap->rise = gap->shift = 0;
  gap->trend = 1;
  if (halve(evidence->rows + motion->first, motion->last - motion->first + 1, bottom, &halves))
    gap->rise = log(halves.mean[1] / halves.mean[0]);
  int count = motion->moves + 1 < TREND_ROWS ? motion->moves + 1 : TREND_ROWS;
  if (!halve(evidence->rows + motion->last + 1 - count, count, bottom, &halves)) return;
  /* The middles of the halves lie count - count / 2 rows apart, and gaps are squares of distances. */
  gap->trend = exp(log(halves.mean[1] / halves.mean[0]) / 2 / (count - count / 2));
  gap->shift = (halves.mean[1] - halves.mean[0]) / halves.spread;
}

/* --- thrown up? --- */

/* The first row from `since` on, and the lowest loss there was. */
static const struct dh_row *look_back(const struct dh_row *rows, int count, long since, const struct dh_row *first,
                                      double *lowest) {
  for (int i = 0; i < count; i++) {
    if (rows[i].step < since) continue;
    if (!first || rows[i].step < first->step) first = &rows[i];
    if (rows[i].loss < *lowest) *lowest = rows[i].loss;
  }
  return first;
}

/* Share of a gain from `first` down to `low` that is lost again. */
static double lost_again(double loss, double first, double low) {
  double gain = first - low;
  return gain > 0 ? (loss - low) / gain : 0;
}

/* The row before counts as well: one side of a bounce is lower than the other. */
void dh_judge_throw(struct dh_judge_evidence *evidence) {
  const struct dh_judge_context *context = evidence->context;
  const struct dh_row *rows = evidence->rows, *now = &rows[evidence->count - 1];
  struct dh_judge_gap *gap = &evidence->gap;
  double low = HUGE_VAL;
  const struct dh_row *first = look_back(context->history, context->history_count, context->since, NULL, &low);
  first = look_back(rows, evidence->count - 1, context->since, first, &low);
  double before = low;
  first = look_back(now, 1, context->since, first, &low);
  gap->above = gap->back = UNKNOWN;
  if (!first || dh_judge_decays(context->spec)) return;
  double rise = now->loss - first->loss, unit = fmax(gap->start, first->loss - low);
  gap->above = rise > 0 ? (unit > 0 ? rise / unit : HUGE_VAL) : 0;
  gap->back = lost_again(now->loss, first->loss, low);
  if (evidence->count > 1 && now[-1].step > context->since)
    gap->back = fmax(gap->back, lost_again(now[-1].loss, first->loss, before));
}

/* --- all of it --- */

void dh_judge_gap(struct dh_judge_evidence *evidence) {
  const struct dh_judge_context *context = evidence->context;
  const struct dh_row *rows = evidence->rows, *now = &rows[evidence->count - 1], *start = &context->history[0];
  struct dh_judge_gap *gap = &evidence->gap;
  gap->aim = take_aim(now, context, &evidence->motion);
  gap->best = gap->aim.limit ? UNKNOWN : dh_surface_best(context->spec->surface);
  gap->present = gap->aim.present;
  gap->grain = gap->aim.grain;
  gap->start = gap_of(&gap->aim, start);
  dh_judge_noise(rows, evidence->count, context, gap->aim.bottom, &gap->noise);
  /* Where noise leads a run away again it only comes by. */
  bool stays = !context->noise || gap->noise.floor <= ARRIVED * gap->start;
  bool has = has_arrived(rows, evidence->count, start, &gap->aim, gap->start, &gap->older);
  gap->arrived = stays && has;
}

void dh_judge_pace(struct dh_judge_evidence *evidence) {
  struct plan plan = plan_of(evidence->context);
  double now = (double)evidence->rows[evidence->count - 1].step, ignored;
  evidence->gap.to_go = rates_to_come(&plan, now, evidence->motion.rate, HUGE_VAL, &ignored);
  find_pace(evidence->rows, &evidence->motion, &evidence->gap);
}

void dh_judge_arrival(struct dh_judge_evidence *evidence) {
  struct plan plan = plan_of(evidence->context);
  double ignored;
  evidence->gap.whole = rates_to_come(&plan, 0, evidence->motion.rate, HUGE_VAL, &ignored);
  evidence->gap.arrival = find_arrival(evidence, &plan);
}

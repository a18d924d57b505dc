/* SPDX-License-Identifier: MIT
 *
 * One concrete change for each verdict. Rates that cure bouncing sit in the middle of the stable range: half of the
 * optimizer's limit over the curvature, which is 1/lambda for plain descent. Such numbers are rounded down to two
 * digits, so that they read well and never overstep; what a slow run needs is rounded up to a coarse ladder, so that it
 * suffices and does not change from step to step. */
#include "descent/judge.h"

#include <math.h>
#include <string.h>

/* A slow run is to leave a tenth of what counts as nearly there: 0.1 % of the start's gap. On a bowl, where the way
 * down is known, it is to arrive for good (gap.c) in half of the time: enough for a run that is half way, too. */
static const double GOAL = 1e-3, ARRIVED = 1e-8, SHARE_OF_TIME = 0.5;

/* Down a straight slope the rate that just arrives is exact: a little to spare. */
static const double SLACK = 1.1;

/* The steps behind a pace are believed to be a bowl's if the recurrence misses them by no more. */
static const double BOWL = 1e-3;

/* A format is wide enough if it still resolves a step this much shorter than the one that was lost: at 1e-8 of the
 * gap, where a run counts as converged, steps are 1e-4 as long. */
static const double RESOLVE = 1e-4;

/* The momentum everybody starts with (Sutskever et al. 2013; PyTorch's examples). */
static const double USUAL_MOMENTUM = 0.9;

/* Without a curvature to go by, a rate is raised, or after an explosion lowered, by a power of ten; one that threw the
 * ball is halved. */
static const double RAISE = 10, HALF = 0.5;

/* Four times the batch halves the noise. */
static const double LARGER_BATCH = 4;
enum { DIVISORS = 1000 }; /* sizes that are tried for an even epoch: judging must not take long */

/* A curvature that steps show counts only if it exceeds the one that is known by more than rounding makes. */
static const double EXCEEDS = 1.05;

/* A change that differs less than this from what is set is none. */
static const double WORTH_CHANGING = 0.95;
/* A thousandth of the present rate: to go on with it would be to stand still. */
static const double HARDLY = 1e-3;

struct patient {
  const struct dh_row *now;
  int count; /* rows up to now */
  const struct dh_judge_context *context;
  const struct dh_judge_evidence *evidence;
  const struct dh_spec *spec;
  int dim;
  double base;   /* the rate that is set */
  double middle; /* the middle of the stable range, here; NaN unknown */
  bool thrown;   /* an overshoot has thrown the ball up */
};

static double round_down(double x) {
  double exponent = floor(log10(x)) - 1, scale = pow(10, fabs(exponent));
  double mantissa = floor((exponent < 0 ? x * scale : x / scale) * (1 + 1e-6));
  return exponent < 0 ? mantissa / scale : mantissa * scale;
}

/* The next number up that reads well. */
static double round_up(double x) {
  static const double rungs[] = {1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10};
  double exponent = floor(log10(x)), scale = pow(10, fabs(exponent));
  double mantissa = exponent < 0 ? x * scale : x / scale;
  size_t i = 0;
  while (rungs[i] < 10 && mantissa > rungs[i] * (1 + 1e-6)) i++;
  return exponent < 0 ? rungs[i] / scale : rungs[i] * scale;
}

bool dh_advice_restarts(enum dh_advice_kind kind) {
  return kind == DH_ADVICE_RESTART_LOWER || kind == DH_ADVICE_RESTART_WIDER;
}

static void advise(struct dh_advice *advice, enum dh_advice_kind kind, enum dh_parameter parameter, double value) {
  *advice = (struct dh_advice){kind, {.parameter = parameter, .value = value}};
}

static bool advise_rate(struct dh_advice *advice, enum dh_advice_kind kind, double rate) {
  if (!(rate > 0) || !isfinite(rate)) return false;
  rate = round_down(rate);
  if (!(rate > 0) || !isfinite(rate)) return false;
  advise(advice, kind, DH_LEARNING_RATE, rate);
  return true;
}

/* The largest curvature that is met: here, halfway across the latest step, at the minimum, and, if the surface is
 * curved at all, what the steps themselves show (a root of plain descent is 1 - eta lambda). */
static double middle_of_range(const struct dh_judge_context *context, const struct dh_judge_evidence *evidence,
                              double present) {
  const struct dh_curvature *c = &context->curvature;
  const struct dh_judge_motion *motion = &evidence->motion;
  double here = present > 0 ? c->eta_lambda / present : c->largest;
  double sharpness = fmax(fmax(here, context->between), fmax(context->goal_sharpness, 0));
  double shown = (1 - (motion->memory ? motion->fit.a + motion->fit.b : motion->fit.lead)) / motion->rate;
  if (sharpness > 0 && motion->fit.residual < 0.3 && shown > sharpness * EXCEEDS) sharpness = shown;
  return sharpness > 0 ? c->limit / 2 / sharpness : UNKNOWN;
}

static bool advise_decay(const struct patient *p, enum dh_schedule schedule, struct dh_advice *advice) {
  if (dh_spec_number(p->spec, DH_LR_SCHEDULER_TYPE) != DH_SCHEDULE_CONSTANT) return false;
  advise(advice, DH_ADVICE_DECAY, DH_LR_SCHEDULER_TYPE, schedule);
  return true;
}

static void lower_to_middle(const struct patient *p, enum dh_advice_kind kind, struct dh_advice *advice) {
  if (p->middle < p->base * WORTH_CHANGING && advise_rate(advice, kind, p->middle)) return;
  if (p->thrown && advise_rate(advice, DH_ADVICE_LOWER_RATE, p->base * HALF)) return;
  /* No limit, or it does not explain the bouncing: a rate that decays ends it. */
  advise_decay(p, DH_SCHEDULE_LINEAR, advice);
}

static void when_bouncing(const struct patient *p, struct dh_advice *advice) {
  lower_to_middle(p, DH_ADVICE_ONE_STEP, advice);
}

static void when_diverging(const struct patient *p, struct dh_advice *advice) {
  const double *measure = p->evidence->measure;
  /* Downhill without end: there is no rate that arrives. */
  if (measure[MEASURE_AWAY] > 1 && measure[MEASURE_PHASE] == 0 && !(measure[MEASURE_ABOVE] > 0)) return;
  lower_to_middle(p, DH_ADVICE_LOWER_RATE, advice);
}

/* At least four times as many rows, and, if there is such a number below eight times, so that an epoch comes out even:
 * a short last batch would weigh as much as the others. */
static double larger_batch(double one, double devices, double rows) {
  double larger = one * LARGER_BATCH;
  if (larger >= rows) return rows;
  for (double size = larger; size < 2 * larger && size < larger + DIVISORS; size++)
    if (fmod(rows, size * devices) == 0) return size;
  return larger;
}

/* It has less noise, unless the rate grows with it. */
static bool advise_batch(const struct patient *p, struct dh_advice *advice) {
  const struct dh_parameter_row *row = dh_parameter_row(DH_PER_DEVICE_TRAIN_BATCH_SIZE);
  double rows = (double)dh_surface_rows(p->spec->surface),
         one = dh_spec_number(p->spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE);
  double most = rows > 0 ? rows : row->high, devices = dh_spec_number(p->spec, DH_NUM_DEVICES);
  if (isnan(one)) one = row->low;
  if (dh_spec_number(p->spec, DH_SCALE_LR_WITH_BATCH) != 0 || one >= most) return false;
  double size = rows > 0 ? larger_batch(one, devices, rows) : fmin(one * LARGER_BATCH, most);
  advise(advice, DH_ADVICE_LARGER_BATCH, DH_PER_DEVICE_TRAIN_BATCH_SIZE, size);
  return true;
}

/* While there is time to decay. */
static void when_noisy(const struct patient *p, struct dh_advice *advice) {
  const double decayed =
      0.01; /* of the rate that is set: what is left of the noise goes with its root, and by itself */
  if (p->now->rate <= decayed * p->base) return;
  bool time = (double)p->now->step < dh_spec_number(p->spec, DH_MAX_STEPS);
  if (time && advise_decay(p, DH_SCHEDULE_COSINE, advice)) return;
  if (advise_batch(p, advice)) return;
  advise_rate(advice, DH_ADVICE_LOWER_RATE, p->base * HALF);
}

/* Format by format, in the order of their digits, each with the range of the one before: from bf16 to fp16 would be
 * digits gained and numbers lost. */
static int next_wider(int precision) {
  const struct dh_precision_info *now = dh_precision_info((enum dh_precision)precision);
  int next = -1;
  for (int f = 0; f < DH_PRECISION_COUNT; f++) {
    const struct dh_precision_info *info = dh_precision_info((enum dh_precision)f);
    if (info->digits <= now->digits || info->largest < now->largest) continue;
    if (next < 0 || info->digits < dh_precision_info((enum dh_precision)next)->digits) next = f;
  }
  return next;
}

/* Formats whose ranges differ by less than this factor overflow alike. */
static const double WIDER_RANGE = 2;

static int next_larger(int precision) {
  double largest = dh_precision_info((enum dh_precision)precision)->largest;
  int next = next_wider(precision);
  while (next >= 0 && dh_precision_info((enum dh_precision)next)->largest < largest * WIDER_RANGE)
    next = next_wider(next);
  return next;
}

static bool resolves(const struct patient *p, int precision) {
  for (int k = 0; k < p->dim; k++) {
    double step = fmax(fabs(p->now->update[k]), p->now->rate * fabs(p->now->gradient[k])) * RESOLVE;
    double at = p->now->at[k];
    if (step > 0 && dh_precision_round((enum dh_precision)precision, fabs(at) + step) != fabs(at)) return true;
  }
  return false;
}

static void when_stalled(const struct patient *p, struct dh_advice *advice) {
  int wider = next_wider((int)dh_spec_number(p->spec, DH_PRECISION));
  while (wider >= 0 && !resolves(p, wider)) wider = next_wider(wider);
  if (wider >= 0)
    advise(advice, DH_ADVICE_WIDER_FORMAT, DH_PRECISION, wider);
  else if (p->middle > p->base)
    advise_rate(advice, DH_ADVICE_RAISE_RATE, p->middle);
}

static bool advise_momentum(const struct patient *p, struct dh_advice *advice) {
  if (!dh_rule_has(p->spec->rule, DH_MOMENTUM, NULL)) return false;
  if (dh_spec_number(p->spec, DH_MOMENTUM) >= USUAL_MOMENTUM) return false;
  advise(advice, DH_ADVICE_MOMENTUM, DH_MOMENTUM, USUAL_MOMENTUM);
  return true;
}

static void when_stuck(const struct patient *p, struct dh_advice *advice) {
  /* Where it was thrown out to, every rate is too small: only from the start is there a better one. */
  if (p->thrown) {
    double rate = p->middle < p->base * WORTH_CHANGING ? p->middle : p->base * HALF;
    if (advise_rate(advice, DH_ADVICE_RESTART_LOWER, rate)) return;
  }
  if (advise_momentum(p, advice)) return;
  double most = p->middle > p->base ? p->middle : HUGE_VAL;
  advise_rate(advice, DH_ADVICE_RAISE_RATE, fmin(p->base * RAISE, most));
}

/* The pace is log(1 - eta lambda)^2 per step; the one that is needed closes the gap in the steps there are. Solved for
 * the rate: new / old = (1 - e^(needed/2)) / (1 - e^(pace/2)). */
static double rate_for(const struct patient *p, double present, double goal, double steps) {
  const struct dh_judge_gap *gap = &p->evidence->gap;
  steps = fmax(steps, 1);
  double needs = dh_judge_steps_to(gap, present, goal);
  if (isinf(needs)) return p->base * RAISE;
  if (!isnan(gap->slope)) return p->base * needs / steps * SLACK;
  return p->base * expm1(log(goal / present) / steps / 2) / expm1(gap->pace / 2);
}

/* What would do from the start, a number that stays the same while the run goes on; only if that is too late, more.
 * When time is up: as if it began anew. */
static double rate_in_time(const struct patient *p) {
  const struct dh_judge_motion *motion = &p->evidence->motion;
  const struct dh_judge_gap *gap = &p->evidence->gap;
  bool bowl = !motion->memory && motion->fit.residual <= BOWL && isnan(gap->slope);
  double goal = GOAL * gap->start, time = gap->whole * (isnan(p->middle) ? 1 : SHARE_OF_TIME);
  double whole = rate_for(p, gap->start, bowl ? ARRIVED * gap->start : goal, time);
  bool over = !((double)p->now->step < dh_spec_number(p->spec, DH_MAX_STEPS));
  return over ? whole : fmax(whole, rate_for(p, gap->present, goal, gap->to_go));
}

static void when_slow(const struct patient *p, struct dh_advice *advice) {
  double needed = rate_in_time(p);
  double rate =
      fmin(needed > 0 && isfinite(needed) ? round_up(needed) : needed, isnan(p->middle) ? HUGE_VAL : p->middle);
  if (rate * WORTH_CHANGING > p->base && advise_rate(advice, DH_ADVICE_RAISE_RATE, rate)) return;
  /* Already as fast as the steepest direction allows: a ravine. */
  advise_momentum(p, advice);
}

static double modulus_of(double momentum, bool nesterov, double x) {
  struct dh_recurrence fit;
  dh_recurrence_of(momentum, nesterov, x, &fit);
  return fit.modulus;
}

/* Critical damping: the momentum at which both roots meet in the sharpest direction, so that it swings no more. Worth
 * it only if the flattest direction does not suffer. Where the step is rescaled (no limit), the curvature does not
 * tell. */
static void when_ringing(const struct patient *p, struct dh_advice *advice) {
  const struct dh_curvature *c = &p->context->curvature;
  if (!dh_rule_has(p->spec->rule, DH_MOMENTUM, NULL) || isnan(c->limit)) return;
  double x = c->eta_lambda, root = sqrt(x), flat = c->smallest / c->largest * x;
  bool nesterov = dh_spec_number(p->spec, DH_NESTEROV) != 0;
  double critical = nesterov ? (1 - root) / (1 + root) : (1 - root) * (1 - root);
  critical = floor(critical * 100) / 100;
  double modulus = fmax(modulus_of(critical, nesterov, x), modulus_of(critical, nesterov, flat));
  if (!(critical >= 0 && critical < dh_spec_number(p->spec, DH_MOMENTUM))) return;
  if (modulus < p->evidence->motion.fit.modulus * WORTH_CHANGING)
    advise(advice, DH_ADVICE_LESS_MOMENTUM, DH_MOMENTUM, critical);
}

static void when_frozen(const struct patient *p, struct dh_advice *advice) {
  const struct dh_surface_spec *info = dh_surface_info(p->spec->surface);
  /* The list goes from too small to too large. */
  double rate = info->rate_count > 0 ? info->rates[(info->rate_count - 1) / 2] : p->middle;
  if (p->middle < rate) rate = p->middle;
  advise_rate(advice, DH_ADVICE_SET_RATE, rate);
}

/* Can a run still come back from where it is? A parameter or a gradient that is not finite stays so, and so does the
 * state of momentum; where there is none, an update may be too large just for this rate. */
static bool can_come_back(const struct patient *p) {
  for (int k = 0; k < p->dim; k++) {
    if (!isfinite(p->now->at[k]) || !isfinite(p->now->gradient[k]) || isnan(p->now->update[k])) return false;
    if (p->evidence->motion.memory && isinf(p->now->update[k])) return false;
  }
  return true;
}

/* Did the run stand at something that is not finite when its present spec came into force? */
static bool changed_too_late(const struct patient *p) {
  const struct dh_judge_context *c = p->context;
  const struct dh_row *first = NULL;
  for (const struct dh_row *row = p->now - (p->count - 1); !first && row <= p->now; row++)
    if (row->step >= c->since) first = row;
  for (int i = c->history_count - 1; i >= 0 && c->history[i].step >= c->since; i--)
    if (c->history[i].step < first->step) first = &c->history[i];
  return c->since > 0 && !isfinite(first->loss);
}

/* NaN at the start, in double: no rate has a part in it. */
static bool was_never_a_number(const struct patient *p) {
  const struct dh_row *start = &p->context->history[0];
  bool nan = isnan(start->loss) || isnan(start->gradient[0]) || isnan(start->gradient[1]);
  return nan && start->step == 0 && (int)dh_spec_number(p->spec, DH_PRECISION) == DH_FP64;
}

/* Back to the middle of the range: of the start's if only a new start can help. If the rate was within the range all
 * the same, the numbers may have been too large for the format; or the surface steepens on the way, and only a far
 * smaller rate is safe. */
static void when_exploded(const struct patient *p, struct dh_advice *advice) {
  if (was_never_a_number(p)) return;
  bool alive = can_come_back(p);
  double middle = p->context->curvature.limit / 2 / p->context->start_sharpness;
  int precision = (int)dh_spec_number(p->spec, DH_PRECISION);
  bool infinite = p->evidence->measure[MEASURE_INFINITIES] > 0;
  int wider = infinite ? next_larger(precision) : next_wider(precision);
  /* The cause is gone already: what is left comes back by itself, or needs a new start with what is set. */
  if (!(p->base > 2 * middle) && changed_too_late(p)) {
    if (!alive) advise_rate(advice, DH_ADVICE_RESTART_LOWER, p->base);
    return;
  }
  if (!(p->base > 2 * middle) && wider >= 0) {
    advise(advice, alive ? DH_ADVICE_WIDER_FORMAT : DH_ADVICE_RESTART_WIDER, DH_PRECISION, wider);
    return;
  }
  /* Far out on a steep surface the rate that holds there is next to nothing: such a run had better start again. */
  if (alive && p->middle > 0 && p->middle < p->base * HARDLY) alive = false;
  if (alive && p->middle > 0) middle = fmin(middle, p->middle);
  bool lower = middle > 0 && middle < p->base * WORTH_CHANGING;
  advise_rate(advice, alive ? DH_ADVICE_LOWER_RATE : DH_ADVICE_RESTART_LOWER, lower ? middle : p->base / RAISE);
}

static void (*const advisers[DH_VERDICT_COUNT])(const struct patient *, struct dh_advice *) = {
    [DH_VERDICT_FROZEN] = when_frozen,     [DH_VERDICT_STALLED] = when_stalled,
    [DH_VERDICT_SLOW] = when_slow,         [DH_VERDICT_ZIGZAG] = when_bouncing,
    [DH_VERDICT_RINGING] = when_ringing,   [DH_VERDICT_OSCILLATING] = when_bouncing,
    [DH_VERDICT_NOISY] = when_noisy,       [DH_VERDICT_DIVERGING] = when_diverging,
    [DH_VERDICT_OVERFLOW] = when_exploded, [DH_VERDICT_NAN] = when_exploded,
    [DH_VERDICT_SADDLE] = when_stuck,      [DH_VERDICT_PLATEAU] = when_stuck,
    [DH_VERDICT_LOCAL] = when_stuck,
};

void dh_judge_advise(const struct dh_row *rows, int count, const struct dh_judge_context *context,
                     const struct dh_judge_evidence *evidence, enum dh_verdict verdict, struct dh_advice *advice) {
  *advice = (struct dh_advice){.kind = DH_ADVICE_NONE};
  if (!advisers[verdict]) return;
  struct patient patient = {
      .now = &rows[count - 1],
      .count = count,
      .context = context,
      .evidence = evidence,
      .spec = context->spec,
      .dim = dh_surface_info(context->spec->surface)->dim,
      .base = dh_spec_number(context->spec, DH_LEARNING_RATE),
  };
  patient.middle = middle_of_range(context, evidence, patient.now->rate);
  patient.thrown = evidence->measure[MEASURE_ABOVE] > 0 || evidence->measure[MEASURE_BACK] > DH_JUDGE_THROWN_BACK;
  advisers[verdict](&patient, advice);
  /* What is set already is no advice, unless to start again with it. */
  const struct dh_setting *setting = &advice->setting;
  if (advice->kind != DH_ADVICE_NONE && setting->parameter != DH_OPTIM && !dh_advice_restarts(advice->kind) &&
      setting->value == dh_spec_number(context->spec, setting->parameter))
    *advice = (struct dh_advice){.kind = DH_ADVICE_NONE};
}

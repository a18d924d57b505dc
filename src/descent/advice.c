/* SPDX-License-Identifier: MIT
 *
 * One concrete change for each verdict. Rates that cure bouncing sit in the middle of the stable range: half of the
 * optimizer's limit over the curvature, which is 1/lambda for plain descent. Advised numbers are rounded down to two
 * digits, so that they read well and never overstep. */
#include "descent/judge.h"

#include <math.h>
#include <string.h>

/* A slow run is to leave a tenth of what counts as arrived: 0.1 % of the start's gap. */
static const double GOAL = 1e-3;

/* Down a straight slope the rate that just arrives is exact, and rounding it down to two digits takes up to 9 %. */
static const double SLACK = 1.1;

/* A format is wide enough if it still resolves a step this much shorter than the one that was lost: at 1e-8 of the
 * gap, where a run counts as converged, steps are 1e-4 as long. */
static const double RESOLVE = 1e-4;

/* The momentum everybody starts with (Sutskever et al. 2013; PyTorch's examples). */
static const double USUAL_MOMENTUM = 0.9;

/* Without a curvature to go by, a rate is raised, or after an explosion lowered, by a power of ten. */
static const double RAISE = 10;

/* A change that differs less than this from what is set is none. */
static const double WORTH_CHANGING = 0.95;

struct patient {
  const struct dh_row *now;
  const struct dh_judge_context *context;
  const struct dh_judge_evidence *evidence;
  const struct dh_spec *spec;
  int dim;
  double base;   /* the rate that is set */
  double middle; /* the middle of the stable range, here; NaN unknown */
};

static double round_down(double x) {
  double exponent = floor(log10(x)) - 1, scale = pow(10, fabs(exponent));
  double mantissa = floor((exponent < 0 ? x * scale : x / scale) * (1 + 1e-6));
  return exponent < 0 ? mantissa / scale : mantissa * scale;
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

/* The largest curvature that is met: here, halfway across the latest step, and, if the surface is curved at all, what
 * the steps themselves show (a root of plain descent is 1 - eta lambda). */
static double middle_of_range(const struct dh_judge_context *context, const struct dh_judge_evidence *evidence,
                              double present) {
  const struct dh_curvature *c = &context->curvature;
  const struct dh_judge_motion *motion = &evidence->motion;
  double here = present > 0 ? c->eta_lambda / present : c->largest;
  double sharpness = fmax(fmax(here, context->between), 0);
  double shown = (1 - (motion->memory ? motion->fit.a + motion->fit.b : motion->fit.lead)) / motion->rate;
  if (sharpness > 0 && motion->fit.residual < 0.3) sharpness = fmax(sharpness, shown);
  return sharpness > 0 ? c->limit / 2 / sharpness : UNKNOWN;
}

static void lower_to_middle(const struct patient *p, enum dh_advice_kind kind, struct dh_advice *advice) {
  if (p->middle < p->base * WORTH_CHANGING && advise_rate(advice, kind, p->middle)) return;
  /* No limit, or it does not explain the bouncing: a rate that decays ends it. */
  if (dh_spec_number(p->spec, DH_LR_SCHEDULER_TYPE) != 0) return;
  for (int i = 1; i < dh_schedule_count(); i++) {
    if (strcmp(dh_schedule_name(i), "linear") == 0) advise(advice, DH_ADVICE_DECAY, DH_LR_SCHEDULER_TYPE, i);
  }
}

static void when_bouncing(const struct patient *p, struct dh_advice *advice) {
  lower_to_middle(p, DH_ADVICE_ONE_STEP, advice);
}

static void when_diverging(const struct patient *p, struct dh_advice *advice) {
  lower_to_middle(p, DH_ADVICE_LOWER_RATE, advice);
}

static void when_noisy(const struct patient *p, struct dh_advice *advice) {
  struct patient other = *p;
  other.middle = UNKNOWN;
  lower_to_middle(&other, DH_ADVICE_DECAY, advice);
}

/* Format by format, in the order of their digits. */
static int next_wider(int precision) {
  int next = -1, digits = dh_precision_info((enum dh_precision)precision)->digits;
  for (int f = 0; f < DH_PRECISION_COUNT; f++) {
    int d = dh_precision_info((enum dh_precision)f)->digits;
    if (d > digits && (next < 0 || d < dh_precision_info((enum dh_precision)next)->digits)) next = f;
  }
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
  if (advise_momentum(p, advice)) return;
  double most = p->middle > p->base ? p->middle : HUGE_VAL;
  advise_rate(advice, DH_ADVICE_RAISE_RATE, fmin(p->base * RAISE, most));
}

/* The pace is log(1 - eta lambda)^2 per step; the one that is needed closes the gap in the steps there are. Solved for
 * the rate: new / old = (1 - e^(needed/2)) / (1 - e^(pace/2)). When time is up: as if it began anew. */
static double rate_in_time(const struct patient *p) {
  const struct dh_judge_gap *gap = &p->evidence->gap;
  double horizon = dh_spec_number(p->spec, DH_MAX_STEPS), present = gap->present, steps = gap->to_go;
  if (!((double)p->now->step < horizon)) {
    present = gap->start;
    steps = gap->whole;
  }
  steps = fmax(steps, 1);
  double needs = dh_judge_steps_to(gap, present, GOAL * gap->start);
  if (isinf(needs)) return p->base * RAISE;
  if (!isnan(gap->slope)) return p->base * needs / steps * SLACK;
  return p->base * expm1(log(GOAL * gap->start / present) / steps / 2) / expm1(gap->pace / 2);
}

static void when_slow(const struct patient *p, struct dh_advice *advice) {
  double rate = fmin(rate_in_time(p), isnan(p->middle) ? HUGE_VAL : p->middle);
  if (rate * WORTH_CHANGING > p->base && advise_rate(advice, DH_ADVICE_RAISE_RATE, rate)) return;
  /* Already as fast as the steepest direction allows: a ravine. */
  advise_momentum(p, advice);
}

/* The modulus of the leading root on a quadratic, x = eta lambda. */
static double modulus_of(double momentum, bool nesterov, double x) {
  double a = nesterov ? (1 + momentum) * (1 - x) : 1 + momentum - x, b = nesterov ? -momentum * (1 - x) : -momentum;
  double inside = a * a / 4 + b;
  return inside < 0 ? sqrt(-b) : fabs(a) / 2 + sqrt(inside);
}

/* Critical damping: the momentum at which both roots meet in the sharpest direction, so that it swings no more. Worth
 * it only if the flattest direction does not suffer. */
static void when_ringing(const struct patient *p, struct dh_advice *advice) {
  if (!dh_rule_has(p->spec->rule, DH_MOMENTUM, NULL)) return;
  const struct dh_curvature *c = &p->context->curvature;
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
  double rate = info->rate_count > 0 ? info->rates[info->rate_count / 2] : p->middle;
  advise_rate(advice, DH_ADVICE_SET_RATE, rate);
}

/* Back to the middle of the range at the start. If the rate was within the range all the same, the numbers may have
 * been too large for the format; or the surface steepens on the way, and only a far smaller rate is safe. */
static void when_exploded(const struct patient *p, struct dh_advice *advice) {
  double middle = p->context->curvature.limit / 2 / p->context->start_sharpness;
  int wider = next_wider((int)dh_spec_number(p->spec, DH_PRECISION));
  if (!(p->base > 2 * middle) && wider >= 0) {
    advise(advice, DH_ADVICE_WIDER_FORMAT, DH_PRECISION, wider);
    return;
  }
  bool lower = middle > 0 && middle < p->base * WORTH_CHANGING;
  advise_rate(advice, DH_ADVICE_LOWER_RATE, lower ? middle : p->base / RAISE);
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
      .context = context,
      .evidence = evidence,
      .spec = context->spec,
      .dim = dh_surface_info(context->spec->surface)->dim,
      .base = dh_spec_number(context->spec, DH_LEARNING_RATE),
  };
  patient.middle = middle_of_range(context, evidence, patient.now->rate);
  advisers[verdict](&patient, advice);
}

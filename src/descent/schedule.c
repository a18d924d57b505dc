/* SPDX-License-Identifier: MIT
 *
 * The schedules of Hugging Face Transformers (src/transformers/optimization.py) and those of PyTorch
 * (torch/optim/lr_scheduler.py), the latter in closed form where PyTorch multiplies from step to step. */
#include "downhill/schedule.h"

#include "base/text.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

static const double PI = 3.14159265358979323846;

/* Half a wave of the cosine, from 1 down to 0. */
static double cos01(double u) { return 0.5 * (1 + cos(PI * u)); }

#define RATE(name) static double name(const struct dh_schedule_args *args, double step)
#define END(name)  static double name(const struct dh_schedule_args *args)

/* --- Transformers --- */

/* steps / max(1, total): Transformers guards its divisions like this. */
static double share(double steps, double total) { return steps / fmax(1, total); }

static bool warming_up(const struct dh_schedule_args *args, double step) { return step < args->warmup_steps; }

RATE(linear_warmup) { return args->learning_rate * share(step, args->warmup_steps); }

/* The share of the way from the end of the warmup to the horizon. */
static double progress_of(const struct dh_schedule_args *args, double step) {
  return share(step - args->warmup_steps, args->max_steps - args->warmup_steps);
}

RATE(constant_rate) { return warming_up(args, step) ? linear_warmup(args, step) : args->learning_rate; }

END(warmup_end) { return args->warmup_steps; }

RATE(linear_rate) {
  if (warming_up(args, step)) return linear_warmup(args, step);
  return args->learning_rate * fmax(0, share(args->max_steps - step, args->max_steps - args->warmup_steps));
}

END(horizon) { return fmax(args->max_steps, args->warmup_steps); }

/* Beyond the horizon it climbs again. */
RATE(cosine_rate) {
  if (warming_up(args, step)) return linear_warmup(args, step);
  return args->learning_rate * fmax(0, cos01(args->num_cycles * 2 * progress_of(args, step)));
}

RATE(cosine_with_restarts_rate) {
  if (warming_up(args, step)) return linear_warmup(args, step);
  double progress = progress_of(args, step);
  return progress >= 1 ? 0 : args->learning_rate * fmax(0, cos01(fmod(args->num_cycles * progress, 1)));
}

/* Transformers reckons in shares of the base rate; in rates there is nothing to divide by. */
static double above_least(const struct dh_schedule_args *args, double factor) {
  return fmax(0, factor * (args->learning_rate - args->min_lr) + args->min_lr);
}

/* The warmup starts at 0, not at the least rate. */
RATE(cosine_with_min_lr_rate) {
  if (warming_up(args, step)) return linear_warmup(args, step);
  return above_least(args, cos01(args->num_cycles * 2 * progress_of(args, step)));
}

/* Transformers refuses a base rate below lr_end; here such a rate simply stays what it is. */
RATE(polynomial_rate) {
  double end = fmin(args->lr_end, args->learning_rate);
  if (warming_up(args, step)) return linear_warmup(args, step);
  if (step > args->max_steps) return end;
  return (args->learning_rate - end) * pow(1 - progress_of(args, step), args->power) + end;
}

/* At the horizon a power may still be on its way: 0^0 is 1. */
END(past_horizon) { return horizon(args) + 1; }

RATE(inverse_sqrt_rate) {
  if (warming_up(args, step)) return linear_warmup(args, step);
  double shift = args->timescale - args->warmup_steps;
  return args->learning_rate / sqrt((step + shift) / args->timescale);
}

/* The shapes of warmup_stable_decay, as fractions of the way from the least rate to the full one. */
struct ramp {
  const char *name;
  double (*rise)(double progress);
  double (*fall)(double progress, double cycles);
};

static double linear_rise(double progress) { return progress; }
static double linear_fall(double progress, double cycles) {
  (void)cycles;
  return 1 - progress;
}
static double cosine_rise(double progress) { return 0.5 * (1 - cos(PI * progress)); }
static double cosine_fall(double progress, double cycles) { return cos01(cycles * 2 * progress); }
static double root_rise(double progress) { return 1 - sqrt(1 - progress); }
static double root_fall(double progress, double cycles) {
  (void)cycles;
  return 1 - sqrt(progress);
}

static const struct ramp ramps[] = {
    [DH_RAMP_LINEAR] = {"linear", linear_rise, linear_fall},
    [DH_RAMP_COSINE] = {"cosine", cosine_rise, cosine_fall},
    [DH_RAMP_ROOT] = {"1-sqrt", root_rise, root_fall},
};
static_assert(sizeof ramps / sizeof ramps[0] == DH_RAMP_COUNT, "one row for each of enum dh_ramp");

static double stable_end_of(const struct dh_schedule_args *args) { return args->warmup_steps + args->num_stable_steps; }

END(wsd_end) { return stable_end_of(args) + args->num_decay_steps; }

RATE(wsd_rate) {
  double stable_end = stable_end_of(args);
  if (warming_up(args, step)) return above_least(args, ramps[args->warmup_type].rise(share(step, args->warmup_steps)));
  if (step < stable_end) return args->learning_rate;
  if (step >= wsd_end(args)) return args->min_lr;
  double progress = share(step - stable_end, args->num_decay_steps);
  return above_least(args, ramps[args->decay_type].fall(progress, args->num_cycles));
}

/* --- PyTorch: a warmup in front, and behind it steps that count from its end --- */

/* LinearLR, from a share of a rate to all of it. */
static double rise(const struct dh_schedule_args *args, double rate, double from, double step) {
  return rate * (from + (1 - from) * step / args->warmup_steps);
}

/* SequentialLR: up to the base rate, whatever comes then. */
RATE(front) { return rise(args, args->learning_rate, args->start_factor, step); }

static double anneal_cos(double from, double to, double u) { return to + (from - to) * cos01(u); }
static double anneal_linear(double from, double to, double u) { return from + (to - from) * u; }

static const struct {
  const char *name;
  double (*between)(double from, double to, double u);
} anneals[] = {
    [DH_ANNEAL_COS] = {"cos", anneal_cos},
    [DH_ANNEAL_LINEAR] = {"linear", anneal_linear},
};
static_assert(sizeof anneals / sizeof anneals[0] == DH_ANNEAL_COUNT, "one row for each of enum dh_anneal");

/* Past T_max it climbs back. */
RATE(cosine_annealing_rate) { return anneal_cos(args->learning_rate, args->eta_min, step / args->T_max); }

RATE(warm_restarts_rate) {
  double length = args->T_0, position = step;
  if (args->T_mult == 1) position = fmod(step, length);
  for (; position >= length; length *= args->T_mult) position -= length;
  return anneal_cos(args->learning_rate, args->eta_min, position / length);
}

/* A gamma above 1 may grow beyond all numbers; nothing grows out of 0. */
static double after_drops(const struct dh_schedule_args *args, double drops) {
  return args->learning_rate > 0 ? args->learning_rate * pow(args->gamma, drops) : 0;
}

RATE(step_rate) { return after_drops(args, floor(step / args->step_size)); }

/* One that is there twice counts twice. */
RATE(multistep_rate) {
  int passed = 0;
  for (int i = 0; i < args->milestones.count; i++) passed += args->milestones.at[i] <= step;
  return after_drops(args, passed);
}

END(last_milestone) {
  double last = 0;
  for (int i = 0; i < args->milestones.count; i++) last = fmax(last, args->milestones.at[i]);
  return args->warmup_steps + last;
}

RATE(exponential_rate) { return after_drops(args, step); }

/* Its start_factor is its own: the warmup starts at 0. */
RATE(linear_lr_front) { return rise(args, args->learning_rate, 0, step); }

RATE(linear_lr_rate) {
  double u = fmin(step, args->total_iters) / args->total_iters;
  return args->learning_rate * (args->start_factor + (args->end_factor - args->start_factor) * u);
}

END(last_iteration) { return args->warmup_steps + args->total_iters; }

RATE(polynomial_lr_rate) {
  return args->learning_rate * pow(1 - fmin(step, args->total_iters) / args->total_iters, args->power);
}

static double cycle_length(const struct dh_schedule_args *args) {
  return fmax(1, args->max_steps - args->warmup_steps);
}
END(cycle_end) { return args->warmup_steps + cycle_length(args) - 1; }

static double cycle_low(const struct dh_schedule_args *args) { return args->max_lr / args->div_factor; }

/* OneCycleLR makes its own first rate the base rate of all. */
RATE(one_cycle_front) { return rise(args, cycle_low(args), args->start_factor, step); }

/* Smith and Topin, Super-convergence, 2018. The ends of the phases are not rounded; past the last step, where PyTorch
 * refuses to go on, the last rate stays. */
RATE(one_cycle_rate) {
  double total = cycle_length(args), peak = args->pct_start * total - 1;
  double low = cycle_low(args), last = low / args->final_div_factor, now = fmin(step, total - 1);
  const double end[] = {peak, args->three_phase ? 2 * peak : total - 1, total - 1};
  const double rate[] = {low, args->max_lr, args->three_phase ? low : last, last};
  int phase = 0;
  while (phase < (args->three_phase ? 2 : 1) && now > end[phase]) phase++;
  double begin = phase > 0 ? end[phase - 1] : 0;
  if (now >= end[phase]) return rate[phase + 1];
  return anneals[args->anneal_strategy].between(rate[phase], rate[phase + 1], (now - begin) / (end[phase] - begin));
}

RATE(plateau_rate) {
  (void)step;
  return args->learning_rate;
}

/* min_lr raises nothing. */
static double after_cuts(const struct dh_schedule_args *args, double rate, double cuts) {
  return cuts > 0 ? fmin(rate, fmax(rate * pow(args->factor, cuts), args->min_lr)) : rate;
}

static double plateau_adapt(const struct dh_schedule_args *args, double rate, const struct dh_schedule_state *state) {
  return after_cuts(args, rate, state->cuts);
}

/* ReduceLROnPlateau.step with mode "min". A NaN is no better than anything. */
static void plateau_observe(const struct dh_schedule_args *args, double loss, struct dh_schedule_state *state) {
  const double least_change = 1e-8; /* PyTorch's eps: smaller cuts are not made */
  double base = args->learning_rate;
  double needed =
      args->threshold_mode == DH_THRESHOLD_REL ? state->best * (1 - args->threshold) : state->best - args->threshold;
  state->bad++;
  if (loss < needed) {
    state->best = loss;
    state->bad = 0;
  }
  if (state->cooling > 0) {
    state->cooling--;
    state->bad = 0;
  }
  if (state->bad <= args->patience) return;
  if (after_cuts(args, base, state->cuts) - after_cuts(args, base, state->cuts + 1) > least_change) state->cuts++;
  state->cooling = args->cooldown;
  state->bad = 0;
}

#undef RATE
#undef END

/* --- the table --- */

#define TABLE ((double)NAN) /* the default of the table of parameters */
/* Where the warmup in front starts, as a share of where it ends. */
#define FRONT                                                                                                          \
  { DH_START_FACTOR, 0 }
#define USES(...) .uses = {__VA_ARGS__}, .use_count = (int)(sizeof((double[][2]){__VA_ARGS__}) / sizeof(double[2]))

static const struct dh_schedule_info schedules[] = {
    [DH_SCHEDULE_CONSTANT] = {"constant", "constant_with_warmup", "const", "Constant after the warmup",
                              .rate = constant_rate, .settles = warmup_end},
    [DH_SCHEDULE_LINEAR] = {"linear", NULL, "lin", "Linear down to 0 at the horizon", .rate = linear_rate,
                            .settles = horizon},
    [DH_SCHEDULE_COSINE] = {"cosine", NULL, "cos", "Cosine down to 0 at the horizon", cosine_rate,
                            USES({DH_NUM_CYCLES, 0.5})},
    [DH_SCHEDULE_COSINE_WITH_RESTARTS] = {"cosine_with_restarts", NULL, "cos-r",
                                          "Cosines down to 0, with hard restarts", cosine_with_restarts_rate,
                                          USES({DH_NUM_CYCLES, 1})},
    [DH_SCHEDULE_COSINE_WITH_MIN_LR] = {"cosine_with_min_lr", NULL, "cos-min", "Cosine down to a least rate",
                                        cosine_with_min_lr_rate,
                                        USES({DH_NUM_CYCLES, 0.5}, {DH_MIN_LR, TABLE}, {DH_MIN_LR_RATIO, TABLE})},
    [DH_SCHEDULE_POLYNOMIAL] = {"polynomial", NULL, "poly", "A power of what is left, down to lr_end at the horizon",
                                polynomial_rate, USES({DH_POWER, TABLE}, {DH_LR_END, TABLE}), .settles = past_horizon},
    [DH_SCHEDULE_INVERSE_SQRT] = {"inverse_sqrt", NULL, "1/sqrt", "One over the root of the steps", inverse_sqrt_rate,
                                  USES({DH_TIMESCALE, TABLE})},
    [DH_SCHEDULE_WARMUP_STABLE_DECAY] = {"warmup_stable_decay", "wsd", "wsd", "Warmup, a flat stretch, decay", wsd_rate,
                                         USES({DH_NUM_STABLE_STEPS, TABLE}, {DH_NUM_DECAY_STEPS, TABLE},
                                              {DH_WARMUP_TYPE, TABLE}, {DH_DECAY_TYPE, TABLE}, {DH_MIN_LR_RATIO, TABLE},
                                              {DH_NUM_CYCLES, 0.5}),
                                         .settles = wsd_end},
    [DH_SCHEDULE_COSINE_ANNEALING] = {"cosine_annealing", "CosineAnnealingLR", "cos-a",
                                      "PyTorch's cosine: down to eta_min in T_max steps, and up again",
                                      cosine_annealing_rate, front,
                                      USES(FRONT, {DH_T_MAX, TABLE}, {DH_ETA_MIN, TABLE})},
    [DH_SCHEDULE_COSINE_ANNEALING_WARM_RESTARTS] =
        {"cosine_annealing_warm_restarts", "CosineAnnealingWarmRestarts", "cos-wr",
         "Cosines down to eta_min, each T_mult times as long as the one before", warm_restarts_rate, front,
         USES(FRONT, {DH_T_0, TABLE}, {DH_T_MULT, TABLE}, {DH_ETA_MIN, TABLE})},
    [DH_SCHEDULE_STEP] = {"step", "StepLR", "step", "A drop by gamma every step_size steps", step_rate, front,
                          USES(FRONT, {DH_STEP_SIZE, TABLE}, {DH_GAMMA, 0.1})},
    [DH_SCHEDULE_MULTISTEP] = {"multistep", "MultiStepLR", "mstep", "A drop by gamma at each milestone", multistep_rate,
                               front, USES(FRONT, {DH_MILESTONES, TABLE}, {DH_GAMMA, 0.1}), .settles = last_milestone},
    [DH_SCHEDULE_EXPONENTIAL] = {"exponential", "ExponentialLR", "exp", "Multiplied by gamma in every step",
                                 exponential_rate, front, USES(FRONT, {DH_GAMMA, TABLE})},
    [DH_SCHEDULE_LINEAR_LR] = {"linear_lr", "LinearLR", "lin-lr",
                               "PyTorch's line from start_factor to end_factor in total_iters steps", linear_lr_rate,
                               linear_lr_front,
                               USES({DH_START_FACTOR, 1.0 / 3}, {DH_END_FACTOR, TABLE}, {DH_TOTAL_ITERS, TABLE}),
                               .settles = last_iteration},
    [DH_SCHEDULE_POLYNOMIAL_LR] = {"polynomial_lr", "PolynomialLR", "poly-lr",
                                   "PyTorch's power of what is left, down to 0 in total_iters steps",
                                   polynomial_lr_rate, front, USES(FRONT, {DH_TOTAL_ITERS, TABLE}, {DH_POWER, TABLE}),
                                   .settles = last_iteration},
    [DH_SCHEDULE_ONE_CYCLE] = {"one_cycle", "OneCycleLR", "1cycle", "Up to max_lr and far down again", one_cycle_rate,
                               one_cycle_front,
                               USES(FRONT, {DH_MAX_LR, TABLE}, {DH_PCT_START, TABLE}, {DH_DIV_FACTOR, TABLE},
                                    {DH_FINAL_DIV_FACTOR, TABLE}, {DH_THREE_PHASE, TABLE}, {DH_ANNEAL_STRATEGY, TABLE}),
                               .settles = cycle_end},
    [DH_SCHEDULE_REDUCE_LR_ON_PLATEAU] = {"reduce_lr_on_plateau", "ReduceLROnPlateau", "plateau",
                                          "Multiplied by factor when the loss stops falling", plateau_rate, front,
                                          plateau_observe, plateau_adapt,
                                          USES(FRONT, {DH_FACTOR, TABLE}, {DH_PATIENCE, TABLE}, {DH_THRESHOLD, TABLE},
                                               {DH_THRESHOLD_MODE, TABLE}, {DH_COOLDOWN, TABLE}, {DH_MIN_LR, 0})},
};
static_assert(sizeof schedules / sizeof schedules[0] == DH_SCHEDULE_COUNT, "one row for each of enum dh_schedule");

int dh_schedule_count(void) { return DH_SCHEDULE_COUNT; }

const struct dh_schedule_info *dh_schedule_info(int schedule) { return &schedules[schedule]; }

int dh_schedule_find(const char *name) {
  for (int i = 0; i < DH_SCHEDULE_COUNT; i++) {
    const char *alias = schedules[i].alias;
    if (text_same_name(name, schedules[i].name) || (alias && text_same_name(name, alias))) return i;
  }
  return -1;
}

bool dh_schedule_has(const struct dh_schedule_info *schedule, enum dh_parameter parameter, double *initial) {
  for (int i = 0; i < schedule->use_count; i++) {
    if (schedule->uses[i].parameter != parameter) continue;
    double own = schedule->uses[i].initial;
    if (initial) *initial = isnan(own) ? dh_parameter_row(parameter)->initial : own;
    return true;
  }
  return false;
}

void dh_schedule_state_init(struct dh_schedule_state *state) {
  *state = (struct dh_schedule_state){.best = (double)INFINITY};
}

/* --- rates --- */

static double planned(const struct dh_schedule_info *schedule, const struct dh_schedule_args *args, double step) {
  if (!schedule->front) return schedule->rate(args, step);
  double after = step - args->warmup_steps;
  return after < 0 ? schedule->front(args, step) : schedule->rate(args, after);
}

double dh_schedule_rate(const struct dh_schedule_info *schedule, const struct dh_schedule_args *args, double step,
                        const struct dh_schedule_state *state) {
  double rate = planned(schedule, args, step), most = dh_parameter_row(DH_LEARNING_RATE)->high;
  if (rate > most) rate = most;
  return schedule->adapt && state ? schedule->adapt(args, rate, state) : rate;
}

double dh_schedule_settles(const struct dh_schedule_info *schedule, const struct dh_schedule_args *args) {
  return schedule->settles ? schedule->settles(args) : (double)INFINITY;
}

/* SequentialLR does not step what comes after the warmup before it has come. */
void dh_schedule_observe(const struct dh_schedule_info *schedule, const struct dh_schedule_args *args, double step,
                         double loss, struct dh_schedule_state *state) {
  if (schedule->observe && step >= args->warmup_steps) schedule->observe(args, loss, state);
}

/* --- names --- */

#define NAME_OF(table, index, count) ((index) >= 0 && (index) < (count) ? (table)[index].name : NULL)

const char *dh_schedule_name(int schedule) { return NAME_OF(schedules, schedule, DH_SCHEDULE_COUNT); }
const char *dh_ramp_name(int ramp) { return NAME_OF(ramps, ramp, DH_RAMP_COUNT); }
const char *dh_anneal_name(int anneal) { return NAME_OF(anneals, anneal, DH_ANNEAL_COUNT); }

const char *dh_threshold_name(int threshold) {
  static const struct { const char *name; } modes[] = {[DH_THRESHOLD_REL] = {"rel"}, [DH_THRESHOLD_ABS] = {"abs"}};
  return NAME_OF(modes, threshold, DH_THRESHOLD_COUNT);
}

double dh_warmup_steps(double warmup_ratio, double warmup_steps, double max_steps) {
  return warmup_steps > 0 ? warmup_steps : ceil(max_steps * warmup_ratio);
}

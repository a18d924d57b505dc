/* SPDX-License-Identifier: MIT
 *
 * The schedules of Hugging Face Transformers (src/transformers/optimization.py), operation for operation: a factor on
 * the base rate as a function of the number of the update, with the warmup built in. */
#include "downhill/schedule.h"

#include <assert.h>
#include <math.h>
#include <stddef.h>

static const double PI = 3.14159265358979323846;

/* steps / max(1, total): Transformers guards its divisions like this. */
static double share(double steps, double total) { return steps / fmax(1, total); }

static bool warming_up(const struct dh_schedule_args *args, double step) { return step < args->warmup_steps; }

static double linear_warmup(const struct dh_schedule_args *args, double step) {
  return args->learning_rate * share(step, args->warmup_steps);
}

static double constant_rate(const struct dh_schedule_args *args, double step) {
  return warming_up(args, step) ? linear_warmup(args, step) : args->learning_rate;
}

static double linear_rate(const struct dh_schedule_args *args, double step) {
  if (warming_up(args, step)) return linear_warmup(args, step);
  return args->learning_rate * fmax(0, share(args->max_steps - step, args->max_steps - args->warmup_steps));
}

/* Beyond the horizon it climbs again. */
static double cosine_rate(const struct dh_schedule_args *args, double step) {
  if (warming_up(args, step)) return linear_warmup(args, step);
  double progress = share(step - args->warmup_steps, args->max_steps - args->warmup_steps);
  return args->learning_rate * fmax(0, 0.5 * (1 + cos(PI * args->num_cycles * 2 * progress)));
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
static double cosine_fall(double progress, double cycles) { return 0.5 * (1 + cos(PI * cycles * 2 * progress)); }
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

static double above_least(const struct dh_schedule_args *args, double factor) {
  return args->learning_rate * fmax(0, factor * (1 - args->min_lr_ratio) + args->min_lr_ratio);
}

static double wsd_rate(const struct dh_schedule_args *args, double step) {
  double stable_end = args->warmup_steps + args->num_stable_steps;
  if (warming_up(args, step)) return above_least(args, ramps[args->warmup_type].rise(share(step, args->warmup_steps)));
  if (step < stable_end) return args->learning_rate;
  if (step >= stable_end + args->num_decay_steps) return args->learning_rate * args->min_lr_ratio;
  double progress = share(step - stable_end, args->num_decay_steps);
  return above_least(args, ramps[args->decay_type].fall(progress, args->num_cycles));
}

static const struct dh_schedule_info schedules[] = {
    [DH_SCHEDULE_CONSTANT] = {"constant", "Constant after the warmup", constant_rate, false, false},
    [DH_SCHEDULE_LINEAR] = {"linear", "Linear down to 0 at the horizon", linear_rate, false, false},
    [DH_SCHEDULE_COSINE] = {"cosine", "Cosine down to 0 at the horizon", cosine_rate, true, false},
    [DH_SCHEDULE_WARMUP_STABLE_DECAY] = {"warmup_stable_decay", "Warmup, a flat stretch, decay", wsd_rate, true, true},
};
static_assert(sizeof schedules / sizeof schedules[0] == DH_SCHEDULE_COUNT, "one row for each of enum dh_schedule");

int dh_schedule_count(void) { return DH_SCHEDULE_COUNT; }

const struct dh_schedule_info *dh_schedule_info(int schedule) { return &schedules[schedule]; }

const char *dh_schedule_name(int schedule) {
  return schedule >= 0 && schedule < DH_SCHEDULE_COUNT ? schedules[schedule].name : NULL;
}

const char *dh_ramp_name(int ramp) { return ramp >= 0 && ramp < DH_RAMP_COUNT ? ramps[ramp].name : NULL; }

double dh_warmup_steps(double warmup_ratio, double warmup_steps, double max_steps) {
  return warmup_steps > 0 ? warmup_steps : ceil(max_steps * warmup_ratio);
}

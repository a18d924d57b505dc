/* SPDX-License-Identifier: MIT
 *
 * What a run is made from: given values over the optimizer's and the table's defaults. */
#include "downhill/run.h"

#include <math.h>

void dh_spec_init(struct dh_spec *spec, const struct dh_surface *surface, const struct dh_rule *rule) {
  const struct dh_surface_spec *info = dh_surface_info(surface);
  *spec = (struct dh_spec){.surface = surface, .rule = rule};
  for (int axis = 0; axis < info->dim; axis++) spec->start[axis] = info->start[axis];
}

void dh_spec_set(struct dh_spec *spec, enum dh_parameter parameter, double value) {
  spec->value[parameter] = value;
  spec->given[parameter] = true;
}

void dh_spec_set_list(struct dh_spec *spec, enum dh_parameter parameter, const struct dh_numbers *list) {
  spec->milestones = *list;
  spec->given[parameter] = true;
}

void dh_spec_unset(struct dh_spec *spec, enum dh_parameter parameter) {
  if (dh_parameter_row(parameter)->type == DH_TYPE_LIST) spec->milestones.count = 0;
  spec->value[parameter] = 0;
  spec->given[parameter] = false;
}

bool dh_spec_given(const struct dh_spec *spec, enum dh_parameter parameter) { return spec->given[parameter]; }

static const struct dh_schedule_info *schedule_of(const struct dh_spec *spec) {
  return dh_schedule_info((int)dh_spec_number(spec, DH_LR_SCHEDULER_TYPE));
}

double dh_spec_number(const struct dh_spec *spec, enum dh_parameter parameter) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  double initial;
  if (dh_spec_given(spec, parameter)) return spec->value[parameter];
  if (row->applies == DH_APPLIES_OPTIM && dh_rule_has(spec->rule, parameter, &initial)) return initial;
  if (row->applies == DH_APPLIES_SCHEDULE && dh_schedule_has(schedule_of(spec), parameter, &initial)) return initial;
  return row->initial;
}

bool dh_spec_applies(const struct dh_spec *spec, enum dh_parameter parameter) {
  switch (dh_parameter_row(parameter)->applies) {
  case DH_APPLIES_OPTIM:
    return dh_rule_has(spec->rule, parameter, NULL);
  case DH_APPLIES_SCHEDULE:
    return dh_schedule_has(schedule_of(spec), parameter, NULL);
  case DH_APPLIES_FORMULA:
    return dh_surface_rows(spec->surface) == 0;
  case DH_APPLIES_BATCH:
    return dh_surface_rows(spec->surface) > 0 || dh_spec_number(spec, DH_GRADIENT_NOISE) > 0 ||
           dh_spec_number(spec, DH_SCALE_LR_WITH_BATCH) != 0;
  default:
    return true;
  }
}

/* --- batches --- */

double dh_spec_batch(const struct dh_spec *spec) {
  double rows = (double)dh_surface_rows(spec->surface), one = dh_spec_number(spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE);
  if (isnan(one)) one = rows > 0 ? rows : 1;
  double batch = one * dh_spec_number(spec, DH_GRADIENT_ACCUMULATION_STEPS) * dh_spec_number(spec, DH_NUM_DEVICES);
  return rows > 0 ? fmin(batch, rows) : batch;
}

double dh_spec_noise(const struct dh_spec *spec) {
  if (dh_surface_rows(spec->surface) > 0) return 0;
  return dh_spec_number(spec, DH_GRADIENT_NOISE) / sqrt(dh_spec_batch(spec));
}

bool dh_spec_is_noisy(const struct dh_spec *spec) {
  double rows = (double)dh_surface_rows(spec->surface), one = dh_spec_number(spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE);
  if (rows == 0) return dh_spec_noise(spec) > 0;
  if (isnan(one)) return false;
  /* All rows in one update, but in pieces of which the last is shorter and counts as much: which rows these are is
   * drawn. */
  double piece = fmin(rows, one * dh_spec_number(spec, DH_NUM_DEVICES));
  return dh_spec_batch(spec) < rows || fmod(rows, piece) != 0;
}

/* Goyal et al., Accurate, large minibatch SGD, 2017: the rate grows with the batch. */
static double base_rate(const struct dh_spec *spec) {
  const double base_batch = 32;
  double rate = dh_spec_number(spec, DH_LEARNING_RATE);
  if (dh_spec_number(spec, DH_SCALE_LR_WITH_BATCH) == 0) return rate;
  return fmin(rate * dh_spec_batch(spec) / base_batch, dh_parameter_row(DH_LEARNING_RATE)->high);
}

/* --- schedules --- */

static void set_default(double *value, double fallback) {
  if (isnan(*value)) *value = fallback;
}

/* Without a given stretch the decay is a tenth of the horizon; otherwise the one that is not given takes the rest. */
static void resolve_stretches(struct dh_schedule_args *args, double left) {
  if (isnan(args->num_decay_steps))
    args->num_decay_steps =
        isnan(args->num_stable_steps) ? fmin(left, ceil(args->max_steps / 10)) : fmax(0, left - args->num_stable_steps);
  set_default(&args->num_stable_steps, fmax(0, left - args->num_decay_steps));
}

/* What is left open follows from the horizon, the warmup and the rate. min_lr and min_lr_ratio are one thing in two
 * units. */
static void resolve(struct dh_schedule_args *args, double min_lr_ratio) {
  const double at_horizon = 0.01, default_timescale = 1e4; /* the latter is Transformers' */
  double left = fmax(0, args->max_steps - args->warmup_steps), some = fmax(1, left);
  resolve_stretches(args, left);
  set_default(&args->T_max, some);
  set_default(&args->T_0, ceil(some / 4));
  set_default(&args->step_size, ceil(some / 3));
  set_default(&args->gamma, pow(at_horizon, 1 / some));
  set_default(&args->max_lr, args->learning_rate);
  set_default(&args->num_cycles, 0.5);
  set_default(&args->start_factor, 0);
  if (args->milestones.count == 0)
    args->milestones = (struct dh_numbers){.count = 2, .at = {ceil(some / 2), ceil(some * 3 / 4)}};
  if (args->timescale == 0) args->timescale = args->warmup_steps > 0 ? args->warmup_steps : default_timescale;
  set_default(&args->min_lr, min_lr_ratio * args->learning_rate);
  if (args->learning_rate == 0) args->min_lr = 0; /* a base rate of 0 is evaluation */
}

void dh_spec_schedule(const struct dh_spec *spec, struct dh_schedule_args *args) {
  const struct dh_schedule_info *schedule = schedule_of(spec);
#define NUMBER(parameter)                                                                                              \
  (dh_schedule_has(schedule, parameter, NULL) ? dh_spec_number(spec, parameter) : dh_parameter_row(parameter)->initial)
  double max_steps = dh_spec_number(spec, DH_MAX_STEPS);
  *args = (struct dh_schedule_args){
      .learning_rate = base_rate(spec),
      .max_steps = max_steps,
      .warmup_steps =
          dh_warmup_steps(dh_spec_number(spec, DH_WARMUP_RATIO), dh_spec_number(spec, DH_WARMUP_STEPS), max_steps),
      .num_stable_steps = NUMBER(DH_NUM_STABLE_STEPS),
      .num_decay_steps = NUMBER(DH_NUM_DECAY_STEPS),
      .min_lr = NUMBER(DH_MIN_LR),
      .num_cycles = NUMBER(DH_NUM_CYCLES),
      .power = NUMBER(DH_POWER),
      .lr_end = NUMBER(DH_LR_END),
      .timescale = NUMBER(DH_TIMESCALE),
      .warmup_type = (int)NUMBER(DH_WARMUP_TYPE),
      .decay_type = (int)NUMBER(DH_DECAY_TYPE),
      .T_max = NUMBER(DH_T_MAX),
      .eta_min = NUMBER(DH_ETA_MIN),
      .T_0 = NUMBER(DH_T_0),
      .T_mult = NUMBER(DH_T_MULT),
      .gamma = NUMBER(DH_GAMMA),
      .step_size = NUMBER(DH_STEP_SIZE),
      .milestones = dh_schedule_has(schedule, DH_MILESTONES, NULL) ? spec->milestones : (struct dh_numbers){0},
      .start_factor = NUMBER(DH_START_FACTOR),
      .end_factor = NUMBER(DH_END_FACTOR),
      .total_iters = NUMBER(DH_TOTAL_ITERS),
      .max_lr = NUMBER(DH_MAX_LR),
      .pct_start = NUMBER(DH_PCT_START),
      .div_factor = NUMBER(DH_DIV_FACTOR),
      .final_div_factor = NUMBER(DH_FINAL_DIV_FACTOR),
      .three_phase = NUMBER(DH_THREE_PHASE) != 0,
      .anneal_strategy = (int)NUMBER(DH_ANNEAL_STRATEGY),
      .factor = NUMBER(DH_FACTOR),
      .patience = NUMBER(DH_PATIENCE),
      .threshold = NUMBER(DH_THRESHOLD),
      .threshold_mode = (int)NUMBER(DH_THRESHOLD_MODE),
      .cooldown = NUMBER(DH_COOLDOWN),
  };
  resolve(args, NUMBER(DH_MIN_LR_RATIO));
#undef NUMBER
}

double dh_spec_rate(const struct dh_spec *spec, double step) {
  struct dh_schedule_args args;
  dh_spec_schedule(spec, &args);
  return dh_schedule_rate(schedule_of(spec), &args, step, NULL);
}

static bool same_number(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

static bool same_list(const struct dh_numbers *a, const struct dh_numbers *b) {
  bool same = a->count == b->count;
  for (int i = 0; i < a->count && same; i++) same = same_number(a->at[i], b->at[i]);
  return same;
}

/* Unset is something else than the default's value: it changes with the rule. */
static bool same_value(const struct dh_spec *a, const struct dh_spec *b, enum dh_parameter parameter) {
  switch (dh_parameter_row(parameter)->type) {
  case DH_TYPE_SURFACE:
    return a->surface == b->surface;
  case DH_TYPE_OPTIM:
    return a->rule == b->rule;
  case DH_TYPE_POINT:
    return same_number(a->start[0], b->start[0]) &&
           (dh_surface_info(a->surface)->dim == 1 || same_number(a->start[1], b->start[1]));
  case DH_TYPE_LIST:
    return same_list(&a->milestones, &b->milestones);
  default:
    return a->given[parameter] == b->given[parameter] &&
           (!a->given[parameter] || same_number(a->value[parameter], b->value[parameter]));
  }
}

bool dh_spec_same(const struct dh_spec *a, const struct dh_spec *b) {
  bool same = true;
  for (int i = 0; i < DH_PARAMETER_COUNT && same; i++) same = same_value(a, b, (enum dh_parameter)i);
  return same;
}

void dh_spec_apply(struct dh_spec *spec, const struct dh_setting *setting) {
  if (setting->parameter == DH_OPTIM) {
    if (setting->rule) spec->rule = setting->rule;
  } else if (setting->unset) {
    dh_spec_unset(spec, setting->parameter);
  } else if (dh_parameter_row(setting->parameter)->type == DH_TYPE_LIST) {
    dh_spec_set_list(spec, setting->parameter, &setting->list);
  } else {
    dh_spec_set(spec, setting->parameter, setting->value);
  }
}

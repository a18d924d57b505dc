/* SPDX-License-Identifier: MIT
 *
 * What a run is made from: given values over the optimizer's and the table's defaults. */
#include "downhill/run.h"

#include <math.h>

static uint64_t bit(enum dh_parameter parameter) { return UINT64_C(1) << parameter; }

void dh_spec_init(struct dh_spec *spec, const struct dh_surface *surface, const struct dh_rule *rule) {
  const struct dh_surface_spec *info = dh_surface_info(surface);
  *spec = (struct dh_spec){.surface = surface, .rule = rule};
  for (int axis = 0; axis < info->dim; axis++) spec->start[axis] = info->start[axis];
}

void dh_spec_set(struct dh_spec *spec, enum dh_parameter parameter, double value) {
  spec->value[parameter] = value;
  spec->given |= bit(parameter);
}

void dh_spec_unset(struct dh_spec *spec, enum dh_parameter parameter) {
  spec->value[parameter] = 0;
  spec->given &= ~bit(parameter);
}

bool dh_spec_given(const struct dh_spec *spec, enum dh_parameter parameter) { return spec->given & bit(parameter); }

double dh_spec_number(const struct dh_spec *spec, enum dh_parameter parameter) {
  double initial;
  if (dh_spec_given(spec, parameter)) return spec->value[parameter];
  if (dh_rule_has(spec->rule, parameter, &initial)) return initial;
  return dh_parameter_row(parameter)->initial;
}

static const struct dh_schedule_info *schedule_of(const struct dh_spec *spec) {
  return dh_schedule_info((int)dh_spec_number(spec, DH_LR_SCHEDULER_TYPE));
}

bool dh_spec_applies(const struct dh_spec *spec, enum dh_parameter parameter) {
  switch (dh_parameter_row(parameter)->applies) {
  case DH_APPLIES_OPTIM:
    return dh_rule_has(spec->rule, parameter, NULL);
  case DH_APPLIES_WSD:
    return schedule_of(spec)->uses_wsd;
  case DH_APPLIES_CYCLES:
    return schedule_of(spec)->uses_cycles;
  case DH_APPLIES_WARMUP: /* every schedule has it built in */
  case DH_APPLIES_ALWAYS:
    break;
  }
  return true;
}

/* Without a given stretch the decay is a tenth of the horizon; otherwise the one that is not given takes the rest. */
static void resolve_stretches(struct dh_schedule_args *args) {
  double left = fmax(0, args->max_steps - args->warmup_steps);
  if (isnan(args->num_decay_steps))
    args->num_decay_steps =
        isnan(args->num_stable_steps) ? fmin(left, ceil(args->max_steps / 10)) : fmax(0, left - args->num_stable_steps);
  if (isnan(args->num_stable_steps)) args->num_stable_steps = fmax(0, left - args->num_decay_steps);
}

void dh_spec_schedule(const struct dh_spec *spec, struct dh_schedule_args *args) {
  double max_steps = dh_spec_number(spec, DH_MAX_STEPS);
  *args = (struct dh_schedule_args){
      .learning_rate = dh_spec_number(spec, DH_LEARNING_RATE),
      .max_steps = max_steps,
      .warmup_steps =
          dh_warmup_steps(dh_spec_number(spec, DH_WARMUP_RATIO), dh_spec_number(spec, DH_WARMUP_STEPS), max_steps),
      .num_stable_steps = dh_spec_number(spec, DH_NUM_STABLE_STEPS),
      .num_decay_steps = dh_spec_number(spec, DH_NUM_DECAY_STEPS),
      .min_lr_ratio = dh_spec_number(spec, DH_MIN_LR_RATIO),
      .num_cycles = dh_spec_number(spec, DH_NUM_CYCLES),
      .warmup_type = (int)dh_spec_number(spec, DH_WARMUP_TYPE),
      .decay_type = (int)dh_spec_number(spec, DH_DECAY_TYPE),
  };
  resolve_stretches(args);
}

double dh_spec_rate(const struct dh_spec *spec, double step) {
  struct dh_schedule_args args;
  dh_spec_schedule(spec, &args);
  return schedule_of(spec)->rate(&args, step);
}

void dh_spec_apply(struct dh_spec *spec, const struct dh_setting *setting) {
  if (setting->parameter == DH_OPTIM) {
    if (setting->rule) spec->rule = setting->rule;
  } else if (setting->unset) {
    dh_spec_unset(spec, setting->parameter);
  } else {
    dh_spec_set(spec, setting->parameter, setting->value);
  }
}

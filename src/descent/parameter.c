/* SPDX-License-Identifier: MIT
 *
 * The table of parameters: one row each, in the order of enum dh_parameter. Whatever shows, reads, writes, checks or
 * explains a parameter takes it from here. */
#include "downhill/parameter.h"

#include "base/text.h"
#include "downhill/precision.h"
#include "downhill/schedule.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const char *precision_name(int index) {
  return index >= 0 && index < DH_PRECISION_COUNT ? dh_precision_info((enum dh_precision)index)->name : NULL;
}

#define UNSET          ((double)NAN)
#define LARGEST_NUMBER 1e300 /* a rate so large that its square still overflows: nothing finite is useful above */
#define LARGEST_SEED   0x1p53
#define MOST_STEPS     1e9

/* What is given before the help: name, alias, type, low, high, initial, ladder, unit, scope, applies; behind it, the
 * names of a choice. */
#define ROW(id, name, alias, type, low, high, initial, ladder, unit, scope, applies, ...)                              \
  [DH_##id] = {name,                                                                                                   \
               alias,                                                                                                  \
               DH_TYPE_##type,                                                                                         \
               low,                                                                                                    \
               high,                                                                                                   \
               initial,                                                                                                \
               DH_LADDER_##ladder,                                                                                     \
               unit,                                                                                                   \
               DH_SCOPE_##scope,                                                                                       \
               DH_APPLIES_##applies,                                                                                   \
               __VA_ARGS__}

static const struct dh_parameter_row table[] = {
    ROW(SURFACE, "surface", "formula", SURFACE, 0, 0, UNSET, CHOICE, "", SCENE, ALWAYS,
        "The loss: the name of a surface, or a formula over x, or x and y", NULL),
    ROW(START, "start", "x0", POINT, -LARGEST_NUMBER, LARGEST_NUMBER, UNSET, NONE, "", SCENE, ALWAYS,
        "Where the ball starts: one number, or two with a comma; unset, the surface's own start", NULL),
    ROW(SEED, "seed", NULL, INTEGER, 0, LARGEST_SEED, 42, NONE, "", SCENE, ALWAYS,
        "What everything random is drawn from", NULL),
    ROW(MAX_STEPS, "max_steps", "num_training_steps", INTEGER, 1, MOST_STEPS, 200, COUNT, "steps", SCENE, ALWAYS,
        "The horizon: how many updates the schedule is laid out for", NULL),
    ROW(OPTIM, "optim", "optimizer", OPTIM, 0, 0, UNSET, CHOICE, "", LANE, ALWAYS,
        "The optimizer: the rule that turns a gradient into an update", NULL),
    ROW(LEARNING_RATE, "learning_rate", "lr", NUMBER, 0, LARGEST_NUMBER, 0.1, DECADES, "", LANE, ALWAYS,
        "How far each update goes; the schedule starts from it", NULL),
    ROW(MOMENTUM, "momentum", NULL, NUMBER, 0, 2, UNSET, MOMENTUM, "", LANE, OPTIM,
        "How much of the last update is kept; from 1 on it grows for ever", NULL),
    ROW(DAMPENING, "dampening", NULL, NUMBER, 0, 1, UNSET, FRACTION, "", LANE, OPTIM,
        "How much of the gradient the momentum buffer leaves out", NULL),
    ROW(NESTEROV, "nesterov", NULL, FLAG, 0, 1, UNSET, CHOICE, "", LANE, OPTIM, "Momentum that looks one step ahead",
        NULL),
    ROW(BETA1, "beta1", "adam_beta1", NUMBER, 0, 1, UNSET, MOMENTUM, "", LANE, OPTIM,
        "How slowly the running mean of the gradient forgets", NULL),
    ROW(BETA2, "beta2", "adam_beta2", NUMBER, 0, 1, UNSET, MOMENTUM, "", LANE, OPTIM,
        "How slowly the running mean of the squared gradient forgets", NULL),
    ROW(ALPHA, "alpha", NULL, NUMBER, 0, 1, UNSET, MOMENTUM, "", LANE, OPTIM,
        "How slowly RMSprop's mean of the squared gradient forgets", NULL),
    ROW(RHO, "rho", NULL, NUMBER, 0, 1, UNSET, MOMENTUM, "", LANE, OPTIM,
        "How slowly Adadelta's two running means forget", NULL),
    ROW(MOMENTUM_DECAY, "momentum_decay", NULL, NUMBER, 0, 1, UNSET, RATE, "", LANE, OPTIM,
        "How fast NAdam's momentum comes up to beta1", NULL),
    ROW(EPS, "eps", "adam_epsilon", NUMBER, 0, LARGEST_NUMBER, UNSET, DECADES, "", LANE, OPTIM,
        "Added to the denominator so that it is never 0", NULL),
    ROW(WEIGHT_DECAY, "weight_decay", "wd", NUMBER, 0, LARGEST_NUMBER, UNSET, RATE, "", LANE, OPTIM,
        "Pulls the parameters towards 0 in every update", NULL),
    ROW(AMSGRAD, "amsgrad", NULL, FLAG, 0, 1, UNSET, CHOICE, "", LANE, OPTIM,
        "Divide by the largest squared-gradient mean so far", NULL),
    ROW(CENTERED, "centered", NULL, FLAG, 0, 1, UNSET, CHOICE, "", LANE, OPTIM,
        "Divide by the gradient's standard deviation, not by its root mean square", NULL),
    ROW(LR_DECAY, "lr_decay", NULL, NUMBER, 0, LARGEST_NUMBER, UNSET, RATE, "", LANE, OPTIM,
        "Adagrad's own decay: the rate is divided by 1 + (t-1)*lr_decay", NULL),
    ROW(INITIAL_ACCUMULATOR_VALUE, "initial_accumulator_value", NULL, NUMBER, 0, LARGEST_NUMBER, UNSET, RATE, "", LANE,
        OPTIM, "What Adagrad's sum of squares starts from", NULL),
    ROW(ETA_MINUS, "eta_minus", "etaminus", NUMBER, 0, 1, UNSET, FRACTION, "", LANE, OPTIM,
        "Rprop: the step is multiplied by it when the gradient changes its sign", NULL),
    ROW(ETA_PLUS, "eta_plus", "etaplus", NUMBER, 1, 100, UNSET, RATE, "", LANE, OPTIM,
        "Rprop: the step is multiplied by it while the gradient keeps its sign", NULL),
    ROW(STEP_MIN, "step_min", NULL, NUMBER, 0, LARGEST_NUMBER, UNSET, RATE, "", LANE, OPTIM, "Rprop: the shortest step",
        NULL),
    ROW(STEP_MAX, "step_max", NULL, NUMBER, 0, LARGEST_NUMBER, UNSET, RATE, "", LANE, OPTIM, "Rprop: the longest step",
        NULL),
    ROW(LR_SCHEDULER_TYPE, "lr_scheduler_type", "schedule", CHOICE, 0, DH_SCHEDULE_COUNT - 1, DH_SCHEDULE_CONSTANT,
        CHOICE, "", LANE, ALWAYS, "How the rate changes over the steps", dh_schedule_name),
    ROW(WARMUP_RATIO, "warmup_ratio", NULL, NUMBER, 0, 1, 0, FRACTION, "", LANE, ALWAYS,
        "The share of max_steps in which the rate rises from 0", NULL),
    ROW(WARMUP_STEPS, "warmup_steps", "num_warmup_steps", INTEGER, 0, MOST_STEPS, 0, COUNT, "steps", LANE, ALWAYS,
        "The steps in which the rate rises from 0; above 0 it overrides warmup_ratio", NULL),
    ROW(WARMUP_TYPE, "warmup_type", NULL, CHOICE, 0, DH_RAMP_COUNT - 1, DH_RAMP_LINEAR, CHOICE, "", LANE, SCHEDULE,
        "The shape of the warmup", dh_ramp_name),
    ROW(NUM_STABLE_STEPS, "num_stable_steps", NULL, INTEGER, 0, MOST_STEPS, UNSET, COUNT, "steps", LANE, SCHEDULE,
        "The steps at the full rate; unset, what warmup and decay leave", NULL),
    ROW(NUM_DECAY_STEPS, "num_decay_steps", NULL, INTEGER, 0, MOST_STEPS, UNSET, COUNT, "steps", LANE, SCHEDULE,
        "The steps of the decay; unset, what is left, or a tenth of max_steps", NULL),
    ROW(DECAY_TYPE, "decay_type", NULL, CHOICE, 0, DH_RAMP_COUNT - 1, DH_RAMP_COSINE, CHOICE, "", LANE, SCHEDULE,
        "The shape of the decay", dh_ramp_name),
    ROW(MIN_LR_RATIO, "min_lr_ratio", "min_lr_rate", NUMBER, 0, 1, 0, FRACTION, "", LANE, SCHEDULE,
        "The least rate as a share of learning_rate; min_lr overrides it", NULL),
    ROW(MIN_LR, "min_lr", NULL, NUMBER, 0, LARGEST_NUMBER, UNSET, DECADES, "", LANE, SCHEDULE,
        "The least rate; unset, min_lr_ratio of learning_rate, or 0", NULL),
    ROW(NUM_CYCLES, "num_cycles", NULL, NUMBER, 0, 1000, UNSET, HALVES, "", LANE, SCHEDULE,
        "Waves of the cosine, 0.5 goes down once; of the hard restarts, how many", NULL),
    ROW(POWER, "power", NULL, NUMBER, 0, 100, 1, HALVES, "", LANE, SCHEDULE,
        "The exponent of the polynomial; 1 is a straight line", NULL),
    ROW(LR_END, "lr_end", NULL, NUMBER, 0, LARGEST_NUMBER, 1e-7, DECADES, "", LANE, SCHEDULE,
        "The rate at the end of the polynomial", NULL),
    ROW(TIMESCALE, "timescale", NULL, INTEGER, 0, MOST_STEPS, 0, COUNT, "steps", LANE, SCHEDULE,
        "Steps after which 1/sqrt has come down to 0.71; 0: the warmup, or 10000", NULL),
    ROW(T_MAX, "T_max", NULL, INTEGER, 1, MOST_STEPS, UNSET, COUNT, "steps", LANE, SCHEDULE,
        "Half the cosine's period: where it is lowest; unset, what the warmup leaves", NULL),
    ROW(ETA_MIN, "eta_min", NULL, NUMBER, 0, LARGEST_NUMBER, 0, DECADES, "", LANE, SCHEDULE,
        "The lowest rate of the cosine", NULL),
    ROW(T_0, "T_0", NULL, INTEGER, 1, MOST_STEPS, UNSET, COUNT, "steps", LANE, SCHEDULE,
        "The steps before the first restart; unset, a quarter of what the warmup leaves", NULL),
    ROW(T_MULT, "T_mult", NULL, INTEGER, 1, 1000, 1, COUNT, "", LANE, SCHEDULE,
        "Each cycle is so many times as long as the one before", NULL),
    ROW(GAMMA, "gamma", NULL, NUMBER, 0, 2, UNSET, FRACTION, "", LANE, SCHEDULE,
        "The rate is multiplied by it; unset, 0.1, or what leaves a hundredth at the horizon", NULL),
    ROW(STEP_SIZE, "step_size", NULL, INTEGER, 1, MOST_STEPS, UNSET, COUNT, "steps", LANE, SCHEDULE,
        "The steps from one drop to the next; unset, a third of what the warmup leaves", NULL),
    ROW(MILESTONES, "milestones", NULL, LIST, 0, MOST_STEPS, UNSET, NONE, "steps", LANE, SCHEDULE,
        "The steps after the warmup at which the rate drops; unset, half and three quarters of the way", NULL),
    ROW(START_FACTOR, "start_factor", NULL, NUMBER, 0, 1, UNSET, FRACTION, "", LANE, SCHEDULE,
        "Where the line starts, as a share; in front of other schedules, where the warmup starts", NULL),
    ROW(END_FACTOR, "end_factor", NULL, NUMBER, 0, 1, 1, FRACTION, "", LANE, SCHEDULE,
        "Where the line ends, as a share of learning_rate", NULL),
    ROW(TOTAL_ITERS, "total_iters", NULL, INTEGER, 1, MOST_STEPS, 5, COUNT, "steps", LANE, SCHEDULE,
        "The steps that the line or the polynomial takes", NULL),
    ROW(MAX_LR, "max_lr", NULL, NUMBER, 0, LARGEST_NUMBER, UNSET, DECADES, "", LANE, SCHEDULE,
        "The peak of the one cycle; unset, learning_rate", NULL),
    ROW(PCT_START, "pct_start", NULL, NUMBER, 0, 1, 0.3, FRACTION, "", LANE, SCHEDULE,
        "The share of the cycle in which the rate rises", NULL),
    ROW(DIV_FACTOR, "div_factor", NULL, NUMBER, 1, LARGEST_NUMBER, 25, RATE, "", LANE, SCHEDULE,
        "The cycle starts at max_lr divided by it", NULL),
    ROW(FINAL_DIV_FACTOR, "final_div_factor", NULL, NUMBER, 1, LARGEST_NUMBER, 1e4, RATE, "", LANE, SCHEDULE,
        "The cycle ends at its first rate divided by it", NULL),
    ROW(THREE_PHASE, "three_phase", NULL, FLAG, 0, 1, 0, CHOICE, "", LANE, SCHEDULE,
        "Up, down to the first rate, and then to the last in a phase of its own", NULL),
    ROW(ANNEAL_STRATEGY, "anneal_strategy", NULL, CHOICE, 0, DH_ANNEAL_COUNT - 1, DH_ANNEAL_COS, CHOICE, "", LANE,
        SCHEDULE, "The shape of the cycle's phases", dh_anneal_name),
    ROW(FACTOR, "factor", NULL, NUMBER, 0, 1, 0.1, FRACTION, "", LANE, SCHEDULE,
        "On a plateau the rate is multiplied by it", NULL),
    ROW(PATIENCE, "patience", NULL, INTEGER, 0, MOST_STEPS, 10, COUNT, "steps", LANE, SCHEDULE,
        "The steps without a better loss that are put up with", NULL),
    ROW(THRESHOLD, "threshold", NULL, NUMBER, 0, LARGEST_NUMBER, 1e-4, DECADES, "", LANE, SCHEDULE,
        "By how much a loss must be better to count", NULL),
    ROW(THRESHOLD_MODE, "threshold_mode", NULL, CHOICE, 0, DH_THRESHOLD_COUNT - 1, DH_THRESHOLD_REL, CHOICE, "", LANE,
        SCHEDULE, "Is the threshold a share of the best loss, or a difference", dh_threshold_name),
    ROW(COOLDOWN, "cooldown", NULL, INTEGER, 0, MOST_STEPS, 0, COUNT, "steps", LANE, SCHEDULE,
        "The steps after a cut in which nothing counts as bad", NULL),
    ROW(MAX_GRAD_NORM, "max_grad_norm", "clip_norm", NUMBER, 0, LARGEST_NUMBER, 0, RATE, "", LANE, ALWAYS,
        "Longer gradients are shortened to this length; 0 leaves them alone", NULL),
    ROW(GRADIENT_NOISE, "gradient_noise", "sigma", NUMBER, 0, LARGEST_NUMBER, 0, RATE, "", LANE, FORMULA,
        "Standard deviation of the gradient of one sample, on every axis", NULL),
    ROW(PER_DEVICE_TRAIN_BATCH_SIZE, "per_device_train_batch_size", "batch_size", INTEGER, 1, MOST_STEPS, UNSET, POWER,
        "", LANE, BATCH, "Samples that one device looks at; unset, 1, or all rows of the data", NULL),
    ROW(GRADIENT_ACCUMULATION_STEPS, "gradient_accumulation_steps", "grad_accum", INTEGER, 1, 1e6, 1, POWER, "", LANE,
        BATCH, "Batches whose gradients are averaged before an update", NULL),
    ROW(NUM_DEVICES, "num_devices", "num_gpus", INTEGER, 1, 1e6, 1, POWER, "", LANE, BATCH,
        "Devices that each look at a batch of their own", NULL),
    ROW(SCALE_LR_WITH_BATCH, "scale_lr_with_batch", NULL, FLAG, 0, 1, 0, CHOICE, "", LANE, ALWAYS,
        "The linear rule: learning_rate is for 32 samples and grows with the batch", NULL),
    ROW(PRECISION, "precision", "dtype", CHOICE, 0, DH_PRECISION_COUNT - 1, DH_FP64, CHOICE, "", LANE, ALWAYS,
        "The number format that every operation of a step is rounded to", precision_name),
};

#undef ROW
static_assert(sizeof table / sizeof table[0] == DH_PARAMETER_COUNT, "one row for each of enum dh_parameter");

const struct dh_parameter_row *dh_parameter_row(enum dh_parameter parameter) { return &table[parameter]; }

static bool is_called(const char *known, const char *name) {
  return known && text_name_begins(known, name) && strlen(known) == strlen(name);
}

int dh_parameter_find(const char *name) {
  for (int i = 0; i < DH_PARAMETER_COUNT; i++)
    if (is_called(table[i].name, name) || is_called(table[i].alias, name)) return i;
  return -1;
}

enum { NEAR = 2 };

/* More than a third of a word (rounded) is another word: "foo" is no slip of "rho". */
static int slips(const char *name) {
  size_t third = (strlen(name) + 1) / 3;
  return third < NEAR ? (int)third : NEAR;
}

const char *dh_parameter_nearest(const char *name) {
  const char *nearest = NULL;
  int least = slips(name) + 1;
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    const char *known[2] = {table[i].name, table[i].alias};
    for (int k = 0; k < 2 && known[k]; k++) {
      int distance = text_distance(name, known[k]);
      if (distance < least) least = distance, nearest = known[k];
    }
  }
  return nearest;
}

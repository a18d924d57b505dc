/* SPDX-License-Identifier: MIT
 *
 * Learning-rate schedules, under the names and with the formulas of Hugging Face Transformers 4.55
 * (src/transformers/optimization.py; the warmup is built in) and of PyTorch (torch/optim/lr_scheduler.py; in front of
 * these a linear warmup is put, as SequentialLR would). A schedule is a pure function of the number of the update,
 * except reduce_lr_on_plateau, which also goes by the losses seen so far: these are in a small state that whoever runs
 * it keeps, and saves. */
#ifndef DOWNHILL_SCHEDULE_H
#define DOWNHILL_SCHEDULE_H

#include "downhill/parameter.h"

#include <stdbool.h>

enum dh_schedule {
  DH_SCHEDULE_CONSTANT,
  DH_SCHEDULE_LINEAR,
  DH_SCHEDULE_COSINE,
  DH_SCHEDULE_COSINE_WITH_RESTARTS,
  DH_SCHEDULE_COSINE_WITH_MIN_LR,
  DH_SCHEDULE_POLYNOMIAL,
  DH_SCHEDULE_INVERSE_SQRT,
  DH_SCHEDULE_WARMUP_STABLE_DECAY,
  DH_SCHEDULE_COSINE_ANNEALING,
  DH_SCHEDULE_COSINE_ANNEALING_WARM_RESTARTS,
  DH_SCHEDULE_STEP,
  DH_SCHEDULE_MULTISTEP,
  DH_SCHEDULE_EXPONENTIAL,
  DH_SCHEDULE_LINEAR_LR,
  DH_SCHEDULE_POLYNOMIAL_LR,
  DH_SCHEDULE_ONE_CYCLE,
  DH_SCHEDULE_REDUCE_LR_ON_PLATEAU,
  DH_SCHEDULE_COUNT
};
enum dh_ramp { DH_RAMP_LINEAR, DH_RAMP_COSINE, DH_RAMP_ROOT, DH_RAMP_COUNT };
enum dh_anneal { DH_ANNEAL_COS, DH_ANNEAL_LINEAR, DH_ANNEAL_COUNT };
enum dh_threshold { DH_THRESHOLD_REL, DH_THRESHOLD_ABS, DH_THRESHOLD_COUNT };

/* Everything a schedule may read, under the parameters' names. Whole numbers are kept in doubles; what a user may leave
 * open is resolved (never NaN) by dh_spec_schedule(), and what the schedule at hand does not read has its default.
 * Steps of PyTorch's schedules count from the end of the warmup. */
struct dh_schedule_args {
  double learning_rate; /* base rate, after the linear rule where that is asked for */
  double max_steps;     /* horizon */
  double warmup_steps;
  double num_stable_steps, num_decay_steps, num_cycles, power, lr_end, timescale;
  double min_lr;               /* or what min_lr_ratio makes of the base rate */
  int warmup_type, decay_type; /* dh_ramp_name */
  double T_max, eta_min, T_0, T_mult, gamma, step_size, start_factor, end_factor, total_iters;
  struct dh_numbers milestones;
  double max_lr, pct_start, div_factor, final_div_factor;
  bool three_phase;
  int anneal_strategy; /* dh_anneal_name */
  double factor, patience, threshold, cooldown;
  int threshold_mode; /* dh_threshold_name */
};

/* What reduce_lr_on_plateau remembers. A factor that is changed later holds for all cuts, as gamma does for all drops.
 */
struct dh_schedule_state {
  double best; /* the lowest loss that counted */
  double bad;  /* steps without a better one */
  double cooling;
  double cuts; /* how often the rate was multiplied by `factor` */
};
void dh_schedule_state_init(struct dh_schedule_state *state);

enum { DH_SCHEDULE_USES = 8 };
struct dh_schedule_info {
  const char *name;
  const char *alias; /* what it is called as well: PyTorch's class, Transformers' other name; NULL: nothing */
  const char *brief; /* what it is called where there is no room */
  const char *title; /* one line */
  /* The rate of update `step`; behind a front counted from the end of the warmup. */
  double (*rate)(const struct dh_schedule_args *args, double step);
  /* The rate of an update of the warmup; NULL: `rate` has the warmup built in. */
  double (*front)(const struct dh_schedule_args *args, double step);
  /* For one that goes by losses, else NULL: take notice of a loss, and what those so far make of a rate. */
  void (*observe)(const struct dh_schedule_args *args, double loss, struct dh_schedule_state *state);
  double (*adapt)(const struct dh_schedule_args *args, double rate, const struct dh_schedule_state *state);
  /* The update from which on no rate differs from the one before; NULL: there may be none. */
  double (*settles)(const struct dh_schedule_args *args);
  /* The parameters it reads besides rate, horizon and warmup, with the default each has here (NaN: the table's). */
  struct {
    enum dh_parameter parameter;
    double initial;
  } uses[DH_SCHEDULE_USES];
  int use_count;
};

int dh_schedule_count(void);
const struct dh_schedule_info *dh_schedule_info(int schedule);
/* Does it read this parameter? Its default in *initial (may be NULL). */
bool dh_schedule_has(const struct dh_schedule_info *schedule, enum dh_parameter parameter, double *initial);

/* The rate of update `step` (0, 1, ...), warmup included: finite and not negative. `state` NULL: no loss has been seen.
 */
double dh_schedule_rate(const struct dh_schedule_info *schedule, const struct dh_schedule_args *args, double step,
                        const struct dh_schedule_state *state);
/* The loss measured in row `step`: the rates of later updates depend on it. Nothing for schedules without a state. */
void dh_schedule_observe(const struct dh_schedule_info *schedule, const struct dh_schedule_args *args, double step,
                         double loss, struct dh_schedule_state *state);
/* The update from which on the rate stays what it is; infinite if there is none. */
double dh_schedule_settles(const struct dh_schedule_info *schedule, const struct dh_schedule_args *args);

/* By name or alias, '-' and '_' being the same; -1 if there is none. */
int dh_schedule_find(const char *name);

/* Names of choices; NULL past the last. */
const char *dh_schedule_name(int schedule);
const char *dh_ramp_name(int ramp);           /* "linear", "cosine", "1-sqrt" */
const char *dh_anneal_name(int anneal);       /* "cos", "linear" */
const char *dh_threshold_name(int threshold); /* "rel", "abs" */

/* ceil(ratio * max_steps) in double precision, as the Trainer computes it: 100 steps at 0.07 give 8. An explicit
 * warmup_steps > 0 wins. */
double dh_warmup_steps(double warmup_ratio, double warmup_steps, double max_steps);

#endif

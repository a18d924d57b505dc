/* SPDX-License-Identifier: MIT
 *
 * Learning-rate schedules, under the names and with the formulas of Hugging Face Transformers
 * (src/transformers/optimization.py): constant (with warmup: constant_with_warmup), linear, cosine,
 * warmup_stable_decay. A schedule is a pure function of the number of the update. */
#ifndef DOWNHILL_SCHEDULE_H
#define DOWNHILL_SCHEDULE_H

#include <stdbool.h>

enum dh_schedule {
  DH_SCHEDULE_CONSTANT,
  DH_SCHEDULE_LINEAR,
  DH_SCHEDULE_COSINE,
  DH_SCHEDULE_WARMUP_STABLE_DECAY,
  DH_SCHEDULE_COUNT
};
enum dh_ramp { DH_RAMP_LINEAR, DH_RAMP_COSINE, DH_RAMP_ROOT, DH_RAMP_COUNT };

/* Everything a schedule may read. Whole numbers are kept in doubles; num_stable_steps and num_decay_steps are resolved
 * (never NaN) by dh_schedule_args(). */
struct dh_schedule_args {
  double learning_rate; /* base rate */
  double max_steps;     /* horizon */
  double warmup_steps;
  double num_stable_steps, num_decay_steps;
  double min_lr_ratio;
  double num_cycles;
  int warmup_type, decay_type; /* dh_ramp_name */
};

struct dh_schedule_info {
  const char *name;
  const char *title; /* one line */
  double (*rate)(const struct dh_schedule_args *args, double step);
  bool uses_cycles, uses_wsd;
};

int dh_schedule_count(void);
const struct dh_schedule_info *dh_schedule_info(int schedule);
const char *dh_schedule_name(int schedule); /* NULL past the last: a `choice` of the parameter table */
const char *dh_ramp_name(int ramp);         /* "linear", "cosine", "1-sqrt"; NULL past the last */

/* ceil(ratio * max_steps) in double precision, as the Trainer computes it: 100 steps at 0.07 give 8. An explicit
 * warmup_steps > 0 wins. */
double dh_warmup_steps(double warmup_ratio, double warmup_steps, double max_steps);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The one table of parameters. Options, the `:` line, nudging keys, files, validation, help, the panel and the journal
 * derive from it. Names are those of Hugging Face TrainingArguments and PyTorch. */
#ifndef DOWNHILL_PARAMETER_H
#define DOWNHILL_PARAMETER_H

#include "downhill/error.h"

#include <stdbool.h>
#include <stddef.h>

enum dh_parameter {
  DH_SURFACE,
  DH_START,
  DH_SEED,
  DH_MAX_STEPS,
  DH_OPTIM,
  DH_LEARNING_RATE,
  DH_MOMENTUM,
  DH_DAMPENING,
  DH_NESTEROV,
  DH_BETA1,
  DH_BETA2,
  DH_ALPHA,
  DH_RHO,
  DH_MOMENTUM_DECAY,
  DH_EPS,
  DH_WEIGHT_DECAY,
  DH_AMSGRAD,
  DH_CENTERED,
  DH_LR_DECAY,
  DH_INITIAL_ACCUMULATOR_VALUE,
  DH_ETA_MINUS,
  DH_ETA_PLUS,
  DH_STEP_MIN,
  DH_STEP_MAX,
  DH_LR_SCHEDULER_TYPE,
  DH_WARMUP_RATIO,
  DH_WARMUP_STEPS,
  DH_WARMUP_TYPE,
  DH_NUM_STABLE_STEPS,
  DH_NUM_DECAY_STEPS,
  DH_DECAY_TYPE,
  DH_MIN_LR_RATIO,
  DH_MIN_LR,
  DH_NUM_CYCLES,
  DH_POWER,
  DH_LR_END,
  DH_TIMESCALE,
  DH_T_MAX,
  DH_ETA_MIN,
  DH_T_0,
  DH_T_MULT,
  DH_GAMMA,
  DH_STEP_SIZE,
  DH_MILESTONES,
  DH_START_FACTOR,
  DH_END_FACTOR,
  DH_TOTAL_ITERS,
  DH_MAX_LR,
  DH_PCT_START,
  DH_DIV_FACTOR,
  DH_FINAL_DIV_FACTOR,
  DH_THREE_PHASE,
  DH_ANNEAL_STRATEGY,
  DH_FACTOR,
  DH_PATIENCE,
  DH_THRESHOLD,
  DH_THRESHOLD_MODE,
  DH_COOLDOWN,
  DH_MAX_GRAD_NORM,
  DH_GRADIENT_NOISE,
  DH_PER_DEVICE_TRAIN_BATCH_SIZE,
  DH_GRADIENT_ACCUMULATION_STEPS,
  DH_NUM_DEVICES,
  DH_SCALE_LR_WITH_BATCH,
  DH_PRECISION,
  DH_PARAMETER_COUNT
};

enum dh_type {
  DH_TYPE_NUMBER,  /* a double */
  DH_TYPE_INTEGER, /* a whole number kept in a double */
  DH_TYPE_FLAG,    /* 0 or 1; true/false, yes/no, on/off are read too */
  DH_TYPE_CHOICE,  /* an index, named by `choice` */
  DH_TYPE_LIST,    /* several numbers, a struct dh_numbers */
  DH_TYPE_SURFACE, /* a surface; not a number */
  DH_TYPE_OPTIM,   /* an optimizer; not a number */
  DH_TYPE_POINT    /* start: one or two numbers */
};

enum dh_scope { DH_SCOPE_SCENE, DH_SCOPE_LANE };

enum dh_ladder {
  DH_LADDER_NONE,
  DH_LADDER_RATE,     /* 1 1.2 1.5 2 2.5 3 4 5 6 8 10 in every decade from 1e-3 on, below it 0 */
  DH_LADDER_DECADES,  /* the same from 1e-12 on */
  DH_LADDER_FRACTION, /* 0 0.05 0.1 ... 1 */
  DH_LADDER_HALVES,   /* 0 0.5 1 1.5 ... */
  DH_LADDER_MOMENTUM, /* 0 0.5 0.8 0.9 0.95 0.99 0.999 */
  DH_LADDER_COUNT,    /* whole numbers 0 1 2 5 10 20 50 100 ... */
  DH_LADDER_POWER,    /* 1 2 4 8 16 ..., as batches are made */
  DH_LADDER_CHOICE    /* next, previous choice; a flag flips */
};

/* The value of a list. */
enum { DH_NUMBERS_MAX = 16 };
struct dh_numbers {
  int count;
  double at[DH_NUMBERS_MAX];
};

/* What a parameter applies to, so that it is only offered where it does something. */
enum dh_applies {
  DH_APPLIES_ALWAYS,
  DH_APPLIES_OPTIM,    /* optimizers that declare a parameter of this name */
  DH_APPLIES_SCHEDULE, /* schedules that read it */
  DH_APPLIES_FORMULA,  /* surfaces that are formulas */
  DH_APPLIES_BATCH,    /* where gradients are sampled, or the rate follows the batch */
  DH_APPLIES_COUNT
};

struct dh_parameter_row {
  const char *name;  /* "learning_rate" */
  const char *alias; /* "lr", or NULL */
  enum dh_type type;
  double low, high; /* least and largest value */
  double initial;   /* default; NaN = unset, taken from the optimizer or derived as the help says */
  enum dh_ladder ladder;
  const char *unit; /* "steps" or "" */
  enum dh_scope scope;
  enum dh_applies applies;
  const char *help;                 /* one line, a sentence without a full stop */
  const char *(*choice)(int index); /* CHOICE: name of a choice, NULL past the last */
};

const struct dh_parameter_row *dh_parameter_row(enum dh_parameter parameter);

/* By name or alias; '-' and '_' are the same, and so are small letters and capitals. -1 if there is none. */
int dh_parameter_find(const char *name);
/* The nearest name (edit distance <= 2), or NULL. */
const char *dh_parameter_nearest(const char *name);

/* Read a number, integer, flag or choice; the whole text must be used. False with *error (NOT_A_VALUE, RANGE, CHOICE).
 * nan is never a value; inf only where `high` allows it. */
bool dh_parameter_parse(enum dh_parameter parameter, const char *text, double *value, struct dh_error *error);

/* The same for a list: whole numbers with commas, blanks or bars between them, in any order; they are sorted. */
bool dh_parameter_parse_list(enum dh_parameter parameter, const char *text, struct dh_numbers *list,
                             struct dh_error *error);
/* "30 80"; returns the length. */
int dh_parameter_print_list(const struct dh_numbers *list, char *text, size_t size);

/* Write a value so that it reads back as exactly the same number, with the fewest digits ("0.1", "1e-05", "true",
 * "cosine"). Returns the length. */
int dh_parameter_print(enum dh_parameter parameter, double value, char *text, size_t size);

/* The next value up (direction > 0) or down on the parameter's ladder, inside its range. */
double dh_parameter_nudge(enum dh_parameter parameter, double value, int direction);

/* The shortest text that reads back as exactly x: as Python's repr ("0.1", "2.0", "1e-05", "inf", "nan"). `size` >= 32.
 */
int dh_number_print(double x, char *text, size_t size);

/* Read what is true or false: true, yes, on, 1 and their opposites, in capitals or not, as a Trainer does. False if it
 * is neither. */
bool dh_flag_parse(const char *text, bool *value);

/* Read a number in plain decimal ("-0.5", ".5", "1e-3"); the whole text must be it: no blanks, no hexadecimal, neither
 * nan nor inf. Independent of the locale. False if it is none (*value stays as it was), or too large for a double
 * (*value is the infinity on its side, so that the caller can speak of a range). */
bool dh_number_parse(const char *text, double *value);

#endif

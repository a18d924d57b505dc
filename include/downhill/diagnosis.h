/* SPDX-License-Identifier: MIT
 *
 * What can be said about a training from its log alone, and never more. Each finding has a rule in one table, the rows
 * it holds for, and the numbers that are its evidence; app words them, with the remedy. A loss is taken for what a
 * Trainer logs: a mean over some steps, rounded to four decimals, NaN turned into 0. */
#ifndef DOWNHILL_DIAGNOSIS_H
#define DOWNHILL_DIAGNOSIS_H

#include "downhill/log.h"

enum dh_finding_kind {
  DH_FINDING_NAN,          /* not a number: in some rows (all of them one finding), or from here on */
  DH_FINDING_SKIPPED_STEP, /* gradients that were not finite, their steps left out, as loss scaling does */
  DH_FINDING_DIVERGED,     /* the loss went up and stayed there */
  DH_FINDING_SPIKE,        /* it went up and came back */
  DH_FINDING_RISING,       /* it goes up to the end, by less than half of what was gained */
  DH_FINDING_FROZEN,       /* the rate is 0 in all rows, or the gradient is */
  DH_FINDING_CLIPPED,      /* the clip sets the step in most rows */
  DH_FINDING_UNFINISHED,   /* still falling at the end, at a rate that is still high; or it ends before the training */
  DH_FINDING_WARMUP_SPIKE, /* the gradient is far too large where the warmup ends, or begins without one */
  DH_FINDING_ENDLESS_WARMUP, /* the rate still rises where the training ends */
  DH_FINDING_RATE_NOISE,     /* the noise shrinks with the rate */
  DH_FINDING_DATA_NOISE,     /* the noise is the same at every rate */
  DH_FINDING_OVERFITTING,    /* eval_loss rises while the training goes on */
  DH_FINDING_EVAL_RISE,      /* so it looks, but evaluations are few */
  DH_FINDING_EPOCH_STAIRS,   /* the loss drops where an epoch begins */
  DH_FINDING_FLAT,           /* no trend from here to there */
  DH_FINDING_COUNT
};

/* A note does not make a run unhealthy. */
enum dh_finding_weight { DH_FINDING_NOTE, DH_FINDING_FAULT };

/* What a NaN is blamed on. */
enum dh_nan_cause {
  DH_NAN_UNKNOWN, /* no gradient norms before it */
  DH_NAN_RATE,    /* they had grown */
  DH_NAN_OTHER,   /* they had not: data or precision */
  DH_NAN_START    /* in the first rows, and nothing had grown: the same, with or without gradient norms */
};

/* Where eval_loss goes from the first evaluation to the last ones. */
enum dh_eval_trend {
  DH_EVAL_UNKNOWN /* fewer than two */,
  DH_EVAL_FALLS,
  DH_EVAL_STAYS,
  DH_EVAL_RISES,
  DH_EVAL_WANDERS /* up and down */
};

enum { DH_FINDING_EVIDENCE = 7 };

struct dh_finding {
  enum dh_finding_kind kind;
  enum dh_finding_weight weight;
  size_t first, last;                   /* rows of the log it holds for */
  double evidence[DH_FINDING_EVIDENCE]; /* dh_finding_evidence_name() says of what; NaN: not known */
  enum dh_nan_cause cause;              /* of DH_FINDING_NAN */
};

/* What was looked at: what a rule needs and a log lacks it cannot find. */
struct dh_log_summary {
  size_t losses; /* that are numbers */
  size_t evals;  /* the same of eval_loss */
  enum dh_eval_trend eval_trend;
  bool judged;                /* they are enough for the rules: then what is not found is not there */
  double first, best;         /* losses; NaN if there is none */
  double last;                /* what the log ends with; NaN, too, if that is no number */
  double peak_rate, end_rate; /* NaN: no rates */
  bool has[DH_LOG_COLUMNS];   /* written in two rows or more */
  double noise;               /* of a row about its neighbours, a median deviation */
};

/* Fewer losses than this tell nothing of how they go. */
enum { DH_LOG_LOSSES_LEAST = 10 };
/* And of evaluations: three rises have four ends. */
enum { DH_LOG_EVALS_LEAST = 4 };

/* Words for scripts; the screen has its own. "nan", "skipped_step" ... */
const char *dh_finding_name(enum dh_finding_kind kind);
/* "growth": what a number of its evidence is. NULL: this kind has no such number. */
const char *dh_finding_evidence_name(enum dh_finding_kind kind, int index);
/* "rate" ... */
const char *dh_nan_cause_name(enum dh_nan_cause cause);

/* Each kind is found once, but for NaN: what passes is one finding, what stays another. */
enum { DH_FINDINGS_MAX = DH_FINDING_COUNT + 1 };

/* Judge a log. Writes at most `capacity` findings, in the order of their first rows, and returns how many; -1 without
 * memory. Time is that of sorting its rows a few times. Pure, but for memory while it works. */
int dh_log_diagnose(const struct dh_log *log, struct dh_log_summary *summary, struct dh_finding *findings,
                    int capacity);

#endif

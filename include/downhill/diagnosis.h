/* SPDX-License-Identifier: MIT
 *
 * What can be said about a training from its log alone, and never more. Each finding has a rule in one table, the rows
 * it holds for, and the numbers that are its evidence; app words them, with the remedy. */
#ifndef DOWNHILL_DIAGNOSIS_H
#define DOWNHILL_DIAGNOSIS_H

#include "downhill/log.h"

enum dh_finding_kind {
  DH_FINDING_NAN,          /* not a number from here on */
  DH_FINDING_SKIPPED_STEP, /* one gradient was not finite and the step left out, as loss scaling does */
  DH_FINDING_DIVERGED,     /* the loss went up and stayed there */
  DH_FINDING_SPIKE,        /* it went up and came back */
  DH_FINDING_FROZEN,       /* the rate is 0 in all rows */
  DH_FINDING_CLIPPED,      /* the clip sets the step in most rows */
  DH_FINDING_UNFINISHED,   /* still falling at the end, at a rate that is still high */
  DH_FINDING_WARMUP_SPIKE, /* the gradient is far too large where the warmup ends */
  DH_FINDING_RATE_NOISE,   /* the noise shrinks with the rate */
  DH_FINDING_DATA_NOISE,   /* the noise is the same at every rate */
  DH_FINDING_OVERFITTING,  /* eval_loss rises while the training goes on */
  DH_FINDING_EPOCH_STAIRS, /* the loss drops where an epoch begins */
  DH_FINDING_FLAT,         /* no trend from here to there */
  DH_FINDING_COUNT
};

/* What a finding is about the run's health: a note does not make a run unhealthy. */
enum dh_finding_weight { DH_FINDING_NOTE, DH_FINDING_FAULT };

enum { DH_FINDING_EVIDENCE = 4 };

struct dh_finding {
  enum dh_finding_kind kind;
  size_t first, last;                   /* rows of the log it holds for */
  double evidence[DH_FINDING_EVIDENCE]; /* what they are: the kind's row in diagnosis.c */
  int cause;                            /* of DH_FINDING_NAN: an enum dh_nan_cause; otherwise 0 */
};

enum dh_nan_cause { DH_NAN_UNKNOWN, DH_NAN_RATE /* grad_norm had grown before */, DH_NAN_OTHER /* it had not */ };

/* "nan", "skipped_step" ...: the word for scripts; the screen translates it. */
const char *dh_finding_name(enum dh_finding_kind kind);
enum dh_finding_weight dh_finding_weight(enum dh_finding_kind kind);

/* Judge a log. Writes at most `capacity` findings in the order of their first rows and returns how many there are in
 * all (or -1 without memory). Time is O(n log n) in the rows. Pure, but for memory while it works. */
long dh_log_diagnose(const struct dh_log *log, struct dh_finding *findings, size_t capacity);

#endif

/* SPDX-License-Identifier: MIT
 *
 * What a good teacher would call the run at this moment. Behaviour is read from positions and losses: one two-term
 * recurrence d_t = a d_(t-1) + b d_(t-2) is fitted to the recent steps along their main direction, and its roots'
 * modulus and phase decide in one table. Curvature is used only for arrival and for advice. */
#ifndef DOWNHILL_VERDICT_H
#define DOWNHILL_VERDICT_H

#include "downhill/run.h"

enum dh_verdict {
  DH_VERDICT_READY, /* nothing to judge yet: fewer than the steps it takes */
  DH_VERDICT_FROZEN,
  DH_VERDICT_STALLED,
  DH_VERDICT_SLOW,
  DH_VERDICT_CONVERGING,
  DH_VERDICT_ZIGZAG,
  DH_VERDICT_RINGING,
  DH_VERDICT_OSCILLATING,
  DH_VERDICT_NOISY,
  DH_VERDICT_DIVERGING,
  DH_VERDICT_OVERFLOW,
  DH_VERDICT_NAN,
  DH_VERDICT_CONVERGED,
  DH_VERDICT_SADDLE,
  DH_VERDICT_PLATEAU,
  DH_VERDICT_LOCAL,
  DH_VERDICT_COUNT
};

/* "frozen", "slow" ...: the word for scripts (headless output); the screen translates it. */
const char *dh_verdict_name(enum dh_verdict verdict);
/* The one-line meaning in the table ("too small: will not arrive in time"). */
const char *dh_verdict_words(enum dh_verdict verdict);

/* Why an advice is given; app words it. Each comes with one concrete change. */
enum dh_advice_kind {
  DH_ADVICE_NONE,
  DH_ADVICE_RAISE_RATE,   /* slow: the rate that arrives in time */
  DH_ADVICE_LOWER_RATE,   /* above the limit: eta = 1/lambda (or the limit's share where there is momentum) */
  DH_ADVICE_SET_RATE,     /* frozen: the rate is 0 */
  DH_ADVICE_ONE_STEP,     /* zigzag, oscillating on a bowl: 1/lambda is smooth */
  DH_ADVICE_WIDER_FORMAT, /* stalled, or overflow that the wider format would survive */
  DH_ADVICE_DECAY,        /* noisy, or bouncing at any rate: let the rate decay */
  DH_ADVICE_LARGER_BATCH, /* noisy though the rate decays: less noise */
  DH_ADVICE_LESS_MOMENTUM,
  DH_ADVICE_MOMENTUM, /* local, plateau, saddle: momentum may carry it through */
  /* Two that no change in place can cure: make the change, then start again. */
  DH_ADVICE_RESTART_LOWER, /* NaN stays NaN, and what was thrown out onto a plateau stays there: a lower rate */
  DH_ADVICE_RESTART_WIDER, /* the same where the rate is right: a format that holds the numbers */
  DH_ADVICE_COUNT
};

struct dh_advice {
  enum dh_advice_kind kind;
  struct dh_setting setting; /* the change that one key applies */
};

/* Must the run start again after the change? */
bool dh_advice_restarts(enum dh_advice_kind kind);

struct dh_reading {
  enum dh_verdict verdict;
  double modulus; /* of the leading root; NaN if not fitted */
  double phase;   /* radians, 0 = smooth, pi = sign flips each step, between = ringing; NaN if not fitted */
  double arrival; /* step at which 1 % of the start's gap is reached at this pace; infinity if never, NaN unknown */
  struct dh_curvature curvature;
  struct dh_advice advice;
};

/* Judge the present moment of a run. Pure; never allocates. */
void dh_run_judge(const struct dh_run *run, struct dh_reading *reading);

#endif

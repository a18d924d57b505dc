/* SPDX-License-Identifier: MIT
 *
 * Judging rows, apart from the run they come from: first the evidence is measured (evidence.c), then one table turns
 * it into a verdict (verdict.c), then the verdict's advice is worked out (advice.c). */
#ifndef DESCENT_JUDGE_H
#define DESCENT_JUDGE_H

#include "downhill/verdict.h"
#include "recurrence.h"

/* What is known besides the rows. */
struct judge_context {
  const struct dh_spec *spec;    /* in force for the present row */
  const struct dh_row *history;  /* the whole past, thinned, oldest first; [0] is the start */
  int history_count;             /* at least 1 */
  struct dh_curvature curvature; /* at the present row */
  long since;                    /* first row whose update obeys the present spec */
  bool noise;                    /* gradients are sampled */
};

/* Numbers without units, so that the table of verdicts holds for any scale; NaN where unknown. */
enum judge_measure {
  MEASURE_NANS,       /* 1 if a quantity of the present row is NaN */
  MEASURE_INFINITIES, /* 1 if one is infinite */
  MEASURE_BASE_RATE,
  MEASURE_STEPS,   /* steps taken at a rate > 0 since the last change, at most DH_RECENT */
  MEASURE_ARRIVED, /* 1 if the gap has closed and stays closed */
  MEASURE_LOWER,   /* how far the lowest known minimum is below, in start's gaps to it */
  MEASURE_FLAT,    /* what the window's width at the present slope would gain, in gaps to the lowest known minimum */
  MEASURE_BEND,    /* least curvature x width squared, in the same unit */
  MEASURE_LOST,    /* 1 if the last step and the next vanish in rounding though there is a gradient */
  MEASURE_LEFT,    /* share of the start's gap that is left at the horizon at this pace; infinite: no bottom in sight */
  MEASURE_MODULUS, /* of the leading root */
  MEASURE_PHASE,   /* of the leading root */
  MEASURE_RESIDUAL, /* misfit of the recurrence */
  MEASURE_RISE,     /* log of the mean gap, later against earlier half of the steps that were fitted */
  MEASURE_TREND,    /* the same over the last 64 rows */
  MEASURE_NOISE,    /* 1 if gradients are sampled */
  MEASURE_COUNT
};

struct judge_evidence {
  double measure[MEASURE_COUNT];
  struct dh_recurrence fit;
  double rate;      /* the rate the fit was made at */
  double gap;       /* loss above the minimum it goes to, known or extrapolated; NaN unknown */
  double start_gap; /* the same at the start */
  double pace;      /* change of log gap per step at `rate`; NaN unknown */
  double to_go;     /* rates still to come before the horizon, in units of `rate` */
  double arrival;   /* see struct dh_reading */
};

void judge_measure(const struct dh_row *rows, int count, const struct judge_context *context,
                   struct judge_evidence *evidence);

void judge_advise(const struct dh_row *rows, int count, const struct judge_context *context,
                  const struct judge_evidence *evidence, enum dh_verdict verdict, struct dh_advice *advice);

/* `rows`: the dense recent past, oldest first, the present row last; count >= 1. */
void dh_judge_rows(const struct dh_row *rows, int count, const struct judge_context *context,
                   struct dh_reading *reading);

#endif

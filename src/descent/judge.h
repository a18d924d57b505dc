/* SPDX-License-Identifier: MIT
 *
 * Judging rows, apart from the run they come from: the motion is fitted (motion.c), the gap measured (gap.c) and with
 * the rest of the evidence turned into numbers without units (evidence.c); one table makes them a verdict (verdict.c),
 * whose advice is then worked out (advice.c). Evidence is gathered as far as somebody asks for it: most verdicts take
 * little of it, and a map asks for nothing else. */
#ifndef DESCENT_JUDGE_H
#define DESCENT_JUDGE_H

#include "descent/recurrence.h"
#include "downhill/verdict.h"

/* Hardly any verdict takes more rows. */
enum { DH_JUDGE_ROWS = 72 };

/* What is known besides the rows. */
struct dh_judge_context {
  const struct dh_spec *spec;    /* in force for the present row */
  const struct dh_row *history;  /* the whole past, thinned, oldest first; [0] is the start */
  int history_count;             /* at least 1 */
  struct dh_curvature curvature; /* at the present row */
  double start_sharpness;        /* for advice: the curvature that counts, at the start ... */
  double between;                /* ... halfway between the latest two rows: a bounce has the minimum there ... */
  double goal_sharpness;         /* ... and at the known minimum that the run goes to; NaN unknown */
  long since;                    /* first row whose update obeys the present spec */
  bool memory;                   /* the ball goes on by itself: the rule has momentum of some kind */
  bool noise;                    /* gradients are sampled; then at the present row, of the surface itself: */
  double slope[2], bend[3];      /* ... its gradient, and its second derivatives xx, xy, yy */
  const struct dh_schedule_state *schedule; /* what the rates to come hang on; NULL: nothing yet */
  const struct dh_schedule_args *args;      /* the spec's, from who has them; NULL: to be worked out */
  bool partial;                             /* there are older rows than those that are given: at least DH_JUDGE_ROWS */
};

/* Numbers without units, so that the table of verdicts holds for any scale; NaN where unknown. */
enum dh_judge_measure {
  MEASURE_NANS,       /* 1 if a quantity of the present row is NaN */
  MEASURE_INFINITIES, /* 1 if one is infinite */
  MEASURE_BASE_RATE,
  MEASURE_STEPS,   /* steps taken at a rate > 0 since the last change, at most DH_RECENT */
  MEASURE_ENOUGH,  /* 1 if they are enough for one root, or where there is memory two */
  MEASURE_ARRIVED, /* 1 if the gap has closed and stays closed */
  MEASURE_LOWER,   /* how far the lowest known minimum is below, in start's gaps to it */
  MEASURE_FLAT,    /* what the window's width at the present slope would gain, in gaps to the lowest known minimum */
  MEASURE_BEND,    /* least curvature x width squared, in the same unit */
  MEASURE_STRIDE,  /* the latest step, in widths of the window */
  MEASURE_AWAY,    /* how far outside the window, in widths of it */
  MEASURE_LOST,    /* 1 if the last step and the next vanish in rounding though there is a gradient */
  MEASURE_LEFT,    /* share of the start's gap that is left at the horizon at this pace; infinite: no bottom in sight */
  MEASURE_MODULUS, /* of the leading root */
  MEASURE_PHASE,   /* of the leading root */
  MEASURE_RESIDUAL, /* misfit of the recurrence */
  MEASURE_RISE,     /* log of the mean gap, later against earlier half of the steps that were fitted */
  MEASURE_TREND,    /* the modulus that the last 64 rows show: the later half's mean gap against the earlier half's */
  MEASURE_SHIFT,   /* difference of the halves' mean losses over the last 64 rows, in standard deviations within them */
  MEASURE_TURNS,   /* share of the last 64 steps that turned back */
  MEASURE_RECORDS, /* 1 if in the last two rows both step and loss were the largest of the last 64 rows */
  MEASURE_ABOVE,   /* how far the loss is above that at the last change, in start's gaps */
  MEASURE_BACK,    /* share of what was gained since the last change that is lost again; without memory only */
  MEASURE_NOISE,   /* 1 if gradients are sampled */
  MEASURE_LEVEL,   /* the gap of the latest rows, in gaps of the noise floor that rate and batch have here */
  MEASURE_SHARE,   /* rate x curvature, as a share of the optimizer's limit for it; NaN if it has none */
  MEASURE_COUNT
};

/* The steps that are looked at, and the recurrence behind them. */
struct dh_judge_motion {
  int first, last;       /* steps first..last-1 are fitted: rows[i] -> rows[i+1] */
  int moves;             /* steps at a rate > 0 since the last change */
  bool memory;           /* that of the context */
  bool enough;           /* are these steps enough for one root, or where there is memory two? */
  bool older;            /* steps before the first row would have to be looked at */
  bool predicted;        /* roots from the curvature: since a change in mid-run there are none yet, or ... */
  bool hidden;           /* ... noise hides them */
  double rate;           /* the rate of the latest: fitted steps are scaled to it; NaN if there is none */
  double latest, before; /* lengths of the latest two steps, scaled; NaN if there are none */
  struct dh_recurrence fit;
  double turns;    /* share of the last 64 steps that turned back along the main direction */
  double limit[2]; /* where the series of steps ends; NaN if it does not */
};

void dh_judge_motion(const struct dh_row *rows, int count, const struct dh_judge_context *context,
                     struct dh_judge_motion *motion);

/* Where noise keeps a run. */
struct dh_judge_noise {
  double floor; /* the mean gap it ends at; NaN unknown, or there is no noise */
  double level; /* the mean gap of the latest rows in floors; NaN likewise */
};

/* `bottom` is the loss at the minimum. */
void dh_judge_noise(const struct dh_row *rows, int count, const struct dh_judge_context *context, double bottom,
                    struct dh_judge_noise *noise);
/* What the parabola through the present row has below it, without the noise of the row; NaN if it has no bottom. */
double dh_judge_below(const struct dh_judge_context *context, int dim);

/* Where a run goes, and how gaps are measured. */
struct dh_judge_aim {
  int dim;
  const struct dh_row *now;
  double bottom;       /* loss at the minimum it goes to, NaN unknown */
  double grain;        /* rounding of losses there */
  double present;      /* the present gap: without the cancellation of loss - bottom */
  const double *limit; /* where weight decay leads, or NULL */
  bool settles;        /* the surface bends upwards in every direction */
};

/* How far there is to go, and how fast it goes; in the order in which it can be found out. */
struct dh_judge_gap {
  struct dh_judge_aim aim;
  double best;    /* lowest known minimum, NaN unknown or, with weight decay, no measure of success */
  double present; /* loss above the minimum it goes to, NaN unknown */
  double start;   /* the same at the start */
  double grain;   /* rounding of losses there */
  struct dh_judge_noise noise;
  bool arrived;
  bool older; /* to tell whether it has, rows before the first would have to be looked at */
  /* dh_judge_trend() */
  double rise;  /* log of the mean gap, later against earlier half of the fitted rows */
  double trend; /* the modulus per step that the mean gaps of the halves of the last 64 rows show */
  double shift; /* difference of the halves' means over the last 64 rows, in standard deviations within them */
  /* dh_judge_pace() */
  double to_go;  /* rates still to come before the horizon, in units of the motion's rate */
  double pace;   /* change of log gap per step at the motion's rate; NaN unknown */
  double slope;  /* where steps do not shrink: gap closed by the latest; else NaN */
  double growth; /* and how much more each further step closes, a factor >= 1 */
  double left;   /* gap at the horizon, in start's gaps; infinite: no bottom in sight; NaN unknown */
  /* dh_judge_arrival() */
  double whole;   /* rates from the start to the horizon, in units of the motion's rate */
  double arrival; /* as in struct dh_reading */
  /* dh_judge_throw() */
  double above; /* loss above that at the last change, in start's gaps; NaN where loss is no measure of success */
  double back;  /* share of the gain since the last change that is lost again */
};

struct dh_judge_evidence;
/* Weight decay pulls a run away from the minimum: its aim hangs on its motion. */
bool dh_judge_decays(const struct dh_spec *spec);
/* Each fills in its part of the evidence's gap. */
void dh_judge_gap(struct dh_judge_evidence *evidence);     /* the motion only where weights decay */
void dh_judge_trend(struct dh_judge_evidence *evidence);   /* after the motion and the gap */
void dh_judge_pace(struct dh_judge_evidence *evidence);    /* after the trend where noise hides the motion */
void dh_judge_arrival(struct dh_judge_evidence *evidence); /* after the pace */
void dh_judge_throw(struct dh_judge_evidence *evidence);   /* after the gap */

/* The nearest known minimum below the ball, or NULL. */
const struct dh_minimum *dh_judge_goal(const struct dh_row *now, const struct dh_row *start,
                                       const struct dh_spec *spec);

/* Steps at the motion's rate until the gap is `goal`, by the pace. */
double dh_judge_steps_to(const struct dh_judge_gap *gap, double present, double goal);

/* Where more than this share of a gain is lost again, an overshoot has thrown the ball back. */
#define DH_JUDGE_THROWN_BACK 0.1

struct dh_judge_evidence {
  const struct dh_row *rows; /* as for dh_judge_rows() */
  int count;
  const struct dh_judge_context *context;
  unsigned gathered;             /* bits: which parts there are */
  bool older;                    /* they would have taken older rows than these */
  double measure[MEASURE_COUNT]; /* those asked for, and what came with them */
  struct dh_judge_motion motion;
  struct dh_judge_gap gap;
};

/* Nothing is gathered yet. It points to all of these, and into itself. */
void dh_judge_open(const struct dh_row *rows, int count, const struct dh_judge_context *context,
                   struct dh_judge_evidence *evidence);
double dh_judge_measure(struct dh_judge_evidence *evidence, enum dh_judge_measure measure);
void dh_judge_measure_all(struct dh_judge_evidence *evidence);

void dh_judge_advise(const struct dh_row *rows, int count, const struct dh_judge_context *context,
                     const struct dh_judge_evidence *evidence, enum dh_verdict verdict, struct dh_advice *advice);

double dh_judge_length(const double v[2], int dim);
double dh_judge_distance(const double a[2], const double b[2], int dim);

/* What curvature is measured with: a sampler with Hessians, registers for the rule's formulas. */
struct dh_judge_lab {
  struct dh_sampler *sampler;
  double *registers;
};
/* Fill in what of the context follows from its spec, its history and these rows; what is for advice only the latter. */
void dh_judge_look(const struct dh_row *rows, int count, const struct dh_judge_lab *lab,
                   struct dh_judge_context *context);
void dh_judge_look_around(const struct dh_row *rows, int count, const struct dh_judge_lab *lab,
                          struct dh_judge_context *context);

/* The verdict alone. `rows`: the dense recent past, oldest first, the present row last; count >= 1. False: it takes
 * older rows than these; only where they are partial. */
bool dh_judge_verdict(const struct dh_row *rows, int count, const struct dh_judge_context *context,
                      enum dh_verdict *verdict);
/* All of it. */
void dh_judge_rows(const struct dh_row *rows, int count, const struct dh_judge_context *context,
                   struct dh_reading *reading);

#endif

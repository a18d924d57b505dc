/* SPDX-License-Identifier: MIT
 *
 * A run: spec + journal -> trajectory. It is a pure function, so going back, branching, saving and sharing are all the
 * same thing: replay the journal. Row t is measured before the update that leads to row t+1:
 * theta_t, f(theta_t), grad f(theta_t), eta_t.
 *
 * Memory is bounded however long the run is: checkpoints and the history are tables whose spacing doubles when they
 * are full. */
#ifndef DOWNHILL_RUN_H
#define DOWNHILL_RUN_H

#include "downhill/rule.h"
#include "downhill/schedule.h"
#include "downhill/surface.h"

#include <stdint.h>

/* Every parameter of a lane. `value` is meaningful only where `given` is true; the rest takes the rule's or
 * the table's default: read through dh_spec_number(). Surfaces and rules belong to the caller and outlive the spec. */
struct dh_spec {
  const struct dh_surface *surface;
  const struct dh_rule *rule;
  double start[2];
  double value[DH_PARAMETER_COUNT];
  struct dh_numbers milestones; /* the one list there is */
  bool given[DH_PARAMETER_COUNT];
};

/* The spec with nothing given: the surface's own start. */
void dh_spec_init(struct dh_spec *spec, const struct dh_surface *surface, const struct dh_rule *rule);
void dh_spec_set(struct dh_spec *spec, enum dh_parameter parameter, double value);
void dh_spec_set_list(struct dh_spec *spec, enum dh_parameter parameter, const struct dh_numbers *list);
void dh_spec_unset(struct dh_spec *spec, enum dh_parameter parameter);
bool dh_spec_given(const struct dh_spec *spec, enum dh_parameter parameter);
/* The value in force: given, else the rule's default, else the table's. */
double dh_spec_number(const struct dh_spec *spec, enum dh_parameter parameter);
/* Does the parameter do anything in this spec (see enum dh_applies)? */
bool dh_spec_applies(const struct dh_spec *spec, enum dh_parameter parameter);
/* The rate that update `step` (0, 1, ...) uses under this spec, as far as it does not hang on losses. */
double dh_spec_rate(const struct dh_spec *spec, double step);
void dh_spec_schedule(const struct dh_spec *spec, struct dh_schedule_args *args);
/* Samples behind one update: batch x accumulation x devices. On data at most as many as there are rows. */
double dh_spec_batch(const struct dh_spec *spec);
/* Do they describe the same run? */
bool dh_spec_same(const struct dh_spec *a, const struct dh_spec *b);
/* Standard deviation of the noise on each axis of one update's gradient: gradient_noise over the root of the batch; 0
 * on data, where the batches themselves are drawn. */
double dh_spec_noise(const struct dh_spec *spec);
/* Are gradients sampled? */
bool dh_spec_is_noisy(const struct dh_spec *spec);

/* One change: a numeric parameter, or the rule when parameter is DH_OPTIM. `unset` takes the value back. */
struct dh_setting {
  enum dh_parameter parameter;
  bool unset;
  double value;
  const struct dh_rule *rule;
  struct dh_numbers list; /* where the parameter is a list */
};
void dh_spec_apply(struct dh_spec *spec, const struct dh_setting *setting);

struct dh_row {
  long step;
  double at[2];
  double loss;
  double gradient[2]; /* raw, before clipping */
  double rate;        /* the rate this update is going to use */
  double update[2];   /* what the rule's last line subtracts from p: rate x direction (0 if it has another form) */
  double preconditioner[2]; /* what the rule divides the gradient by in this update; 1 if it declares nothing */
};

struct dh_journal_entry {
  long step; /* the change holds from the update of this row on */
  struct dh_setting setting;
};

/* The four quantities of the step, in the order they are computed. */
enum dh_quantity {
  DH_QUANTITY_LOSS,
  DH_QUANTITY_GRADIENT,
  DH_QUANTITY_UPDATE,
  DH_QUANTITY_PARAMETER,
  DH_QUANTITY_COUNT
};

/* The first row in which a quantity was infinite, or NaN. `step` < 0: not yet. */
struct dh_event {
  long step;
  enum dh_quantity quantity;
  bool nan;
  int axis;              /* which parameter, 0 or 1 */
  struct dh_fault fault; /* the operation; fault.operands == 0 if it only passed on what was there before */
};

struct dh_run;

/* The spec is copied. */
struct dh_run *dh_run_create(const struct dh_spec *spec, struct dh_error *error);
/* The run that has this journal, standing at row 0. Entries are in order of their steps, as dh_run_journal() has them.
 */
struct dh_run *dh_run_load(const struct dh_spec *spec, const struct dh_journal_entry *journal, int count,
                           struct dh_error *error);
/* The same run as it stands at its present step: same spec, same journal up to here, exact same future. */
struct dh_run *dh_run_branch(const struct dh_run *run, struct dh_error *error);
void dh_run_destroy(struct dh_run *run);

const struct dh_row *dh_run_row(const struct dh_run *run);   /* the present row */
const struct dh_spec *dh_run_spec(const struct dh_run *run); /* the spec in force for the present row's update */
const struct dh_spec *dh_run_initial(const struct dh_run *run);
const struct dh_journal_entry *dh_run_journal(const struct dh_run *run, int *count);

void dh_run_step(struct dh_run *run);            /* one update */
void dh_run_goto(struct dh_run *run, long step); /* forwards, or back by replay from a checkpoint; bit for bit */

/* Change something from the present row on. Entries after the present row are cut; a repeat at one step merges. A rule
 * that changes resets its state and its t. False (nothing changed) with *error if memory ran out or it cannot compile.
 */
bool dh_run_change(struct dh_run *run, const struct dh_setting *setting, struct dh_error *error);
/* Put an entry at a step not yet reached (loading a journal). Entries must come in order of their steps. */
bool dh_run_schedule_change(struct dh_run *run, long step, const struct dh_setting *setting, struct dh_error *error);

/* The dense recent past, oldest first, the present row last: at most DH_RECENT rows, all of them exact. */
enum { DH_RECENT = 128 };
int dh_run_recent(const struct dh_run *run, const struct dh_row **rows);

/* The whole past, thinned: rows 0, k, 2k ... below the present step. Oldest first. */
int dh_run_history(const struct dh_run *run, const struct dh_row **rows);

/* Both as one list, no step twice: what is kept of the past, oldest first, the present row last. Good until the run
 * moves or is changed. */
struct dh_rows {
  const struct dh_row *history, *recent;
  int before; /* of the history: what lies before the recent rows */
  int count;  /* of both */
};
struct dh_rows dh_run_rows(const struct dh_run *run);
static inline const struct dh_row *dh_rows_at(const struct dh_rows *rows, int index) {
  return index < rows->before ? &rows->history[index] : &rows->recent[index - rows->before];
}

/* Another number whenever rows that were given before, or what is told of them, may come out otherwise: with every
 * change of the journal. Going to and fro leaves it. */
long dh_run_revision(const struct dh_run *run);

/* The rates of these updates, given in ascending order: as they were, and from the present row on as the journal has
 * them planned, with the losses seen so far. What hung on losses is as exact as the history is dense. */
void dh_run_rates(const struct dh_run *run, const double *steps, double *rates, int count);
double dh_run_lowest(const struct dh_run *run); /* lowest finite loss so far (of all rows), NaN if none */

/* What first went out of range. `nan` false: infinities. */
const struct dh_event *dh_run_event(const struct dh_run *run, enum dh_quantity quantity, bool nan);
/* The earliest event of all, or NULL. */
const struct dh_event *dh_run_first_event(const struct dh_run *run);

/* The value of every assignment of the rule in the present row's update: values[line][axis]. Returns the lines. */
int dh_run_explain(const struct dh_run *run, double values[DH_LINES_MAX][2]);

/* What the rule's lines start from in the present row's update. */
struct dh_update_inputs {
  double gradient[2];             /* clipped */
  double state[DH_STATES_MAX][2]; /* as the update before left it */
  long t;                         /* 1, 2, ... since the rule began */
};
void dh_run_update_inputs(const struct dh_run *run, struct dh_update_inputs *inputs);

/* Curvature at the present row: eigenvalues of the exact Hessian (NaN where not finite). */
struct dh_curvature {
  double smallest, largest;
  double eta_lambda; /* rate x curvature that counts; the rate is the present one */
  double limit;      /* the optimizer's limit for eta_lambda; NaN if there is no simple one */
};
void dh_run_curvature(const struct dh_run *run, struct dh_curvature *curvature);

/* The same where the limit has its meaning, for rows of the run's past (or the present one) in the order of their
 * steps, each under the settings it was made with. For a rule with a preconditioner P the eigenvalues are those of
 * P^-1/2 H P^-1/2 with the P of that update, and the limit is the one that would hold if P stayed (J. M. Cohen et al.,
 * Adaptive gradient methods at the edge of stability, 2022): a rule like Adam can stand above it for a while, until P
 * has grown. */
void dh_run_stability(const struct dh_run *run, const struct dh_row *rows, int count, struct dh_curvature *curvatures);

#endif

/* SPDX-License-Identifier: MIT
 *
 * A run from inside. The block always stands one update ahead of the present row: measuring a row carries its update
 * out. `arrived` is the state in which the run came to the row, `present` the same after the changes that hold from the
 * row on (another rule starts afresh, another precision rounds). Everything that a step may need is made when the run
 * is created or changed, so that stepping never allocates. */
#ifndef DESCENT_RUN_H
#define DESCENT_RUN_H

#include "descent/block.h"
#include "descent/past.h"

struct dh_run {
  struct dh_spec initial;
  struct dh_spec spec; /* in force at the present row */
  struct dh_row row;
  double rate; /* of the present row's update, as the schedule gives it: row.rate is rounded to the format */
  struct dh_block_state arrived, present;
  struct dh_schedule_state arrived_schedule, schedule_state; /* the latter for the present row's rate */

  struct dh_journal_entry *journal; /* sorted by step, one entry for a parameter at a step */
  int journal_count, journal_capacity;
  int journal_next; /* the first entry after the present row */
  long revision;    /* of the journal */

  struct dh_block **blocks; /* one for each kind that the journal comes through */
  int block_count, block_capacity;
  struct dh_block *block; /* the present one */
  const struct dh_schedule_info *schedule;
  struct dh_schedule_args schedule_args;

  struct dh_sampler *sampler; /* second derivatives */
  double *rule_registers;     /* for the limit and the curvature that counts */
  int rule_register_count;

  double lowest_before, lowest; /* of the rows before the present one; with it */
  struct dh_event event[DH_QUANTITY_COUNT][2];
  struct dh_past *past;
};

/* run.c: stand at the present row again, with the journal as it is now, and measure it. */
void dh_run_reenter(struct dh_run *run);

/* run_journal.c: a block and registers for what `spec` needs. */
bool dh_run_provide(struct dh_run *run, const struct dh_spec *spec, struct dh_error *error);
/* The block provided for it. */
struct dh_block *dh_run_find_block(const struct dh_run *run, const struct dh_spec *spec);
/* Take over the entries that hold at the present row, and provide for all of them. */
bool dh_run_copy_journal(struct dh_run *run, const struct dh_run *from, struct dh_error *error);

/* run_event.c */
void dh_events_clear(struct dh_run *run);
/* Forget what happened after row `step`. */
void dh_events_cut(struct dh_run *run, long step);
/* Forget what was measured at row `step`; how its position came about stays. */
void dh_events_unmeasure(struct dh_run *run, long step);
/* Look at the position that the update of `row` from `before` led to, and at what was measured in the present row. */
void dh_events_watch_arrival(struct dh_run *run, const struct dh_block_state *before, double rate);
void dh_events_watch_row(struct dh_run *run);

#endif

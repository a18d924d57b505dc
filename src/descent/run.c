/* SPDX-License-Identifier: MIT */
#include "descent/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- standing at a row --- */

/* The spec that the journal makes of the initial one before row `step`; the entries of that row come next. */
static void replay_journal(struct dh_run *run, long step) {
  run->spec = run->initial;
  run->journal_next = 0;
  while (run->journal_next < run->journal_count && run->journal[run->journal_next].step < step)
    dh_spec_apply(&run->spec, &run->journal[run->journal_next++].setting);
}

static bool changes_here(const struct dh_run *run) {
  return run->journal_next < run->journal_count && run->journal[run->journal_next].step == run->row.step;
}

static const struct dh_schedule_info *schedule_of(const struct dh_spec *spec) {
  return dh_schedule_info((int)dh_spec_number(spec, DH_LR_SCHEDULER_TYPE));
}

/* Apply the entries of the present row and put the block where the run arrived. */
static void settle(struct dh_run *run) {
  const struct dh_rule *rule = run->spec.rule;
  const struct dh_schedule_info *schedule = schedule_of(&run->spec);
  while (changes_here(run)) dh_spec_apply(&run->spec, &run->journal[run->journal_next++].setting);
  run->present = run->arrived;
  if (run->spec.rule != rule) {
    memset(run->present.state, 0, sizeof run->present.state);
    run->present.t = 0;
  }
  run->block = dh_run_find_block(run, &run->spec);
  run->schedule = schedule_of(&run->spec);
  run->schedule_state = run->arrived_schedule;
  if (run->schedule != schedule) dh_schedule_state_init(&run->schedule_state);
  dh_spec_schedule(&run->spec, &run->schedule_args);
  dh_block_configure(run->block, 0, &run->spec);
  dh_block_restore(run->block, 0, &run->present);
  dh_block_save(run->block, 0, &run->present);
}

/* Measure the present row; the block goes on to the next. */
static void measure(struct dh_run *run) {
  run->rate = dh_schedule_rate(run->schedule, &run->schedule_args, (double)run->row.step, &run->schedule_state);
  dh_block_step(run->block, &run->rate, &run->row);
  run->lowest = isfinite(run->row.loss) ? fmin(run->lowest_before, run->row.loss) : run->lowest_before;
  dh_events_watch_row(run);
}

void dh_run_reenter(struct dh_run *run) {
  replay_journal(run, run->row.step);
  settle(run);
  measure(run);
}

/* --- going --- */

static void remember_arrival(struct dh_run *run) {
  struct dh_checkpoint here = {run->row.step, run->arrived, run->arrived_schedule, run->lowest_before};
  dh_past_checkpoint_push(run->past, &here);
}

void dh_run_step(struct dh_run *run) {
  struct dh_block_state before = run->present;
  double rate = run->rate;
  dh_past_history_push(run->past, &run->row);
  dh_schedule_observe(run->schedule, &run->schedule_args, (double)run->row.step, run->row.loss, &run->schedule_state);
  run->arrived_schedule = run->schedule_state;
  run->row.step++;
  run->lowest_before = run->lowest;
  dh_block_save(run->block, 0, &run->present);
  run->arrived = run->present;
  dh_events_watch_arrival(run, &before, rate);
  remember_arrival(run);
  if (changes_here(run)) settle(run);
  measure(run);
  dh_past_recent_push(run->past, &run->row);
}

static void restore(struct dh_run *run, const struct dh_checkpoint *from) {
  run->row.step = from->step;
  run->arrived = from->state;
  run->arrived_schedule = from->schedule;
  run->lowest_before = from->lowest;
  dh_past_recent_clear(run->past);
  dh_past_history_cut(run->past, from->step);
  dh_events_cut(run, from->step);
  dh_run_reenter(run);
  dh_past_recent_push(run->past, &run->row);
}

/* Far enough back that the recent rows are exact when the run comes to `step` again. A history thinned for so long a
 * run that its rows are lost is made anew. */
static void rewind_before(struct dh_run *run, long step) {
  struct dh_checkpoint from;
  if (dh_past_history_refine(run->past, step)) {
    from = *dh_past_checkpoint_before(run->past, step - DH_RECENT + 1);
  } else {
    from = run->past->checkpoint[0];
    dh_past_clear(run->past);
    dh_past_checkpoint_push(run->past, &from);
  }
  restore(run, &from);
}

void dh_run_goto(struct dh_run *run, long step) {
  if (step < 0) step = 0;
  if (step < run->row.step) rewind_before(run, step);
  while (run->row.step < step) dh_run_step(run);
}

/* --- life --- */

static struct dh_run *allocate(const struct dh_spec *spec, struct dh_error *error) {
  struct dh_run *run = calloc(1, sizeof *run);
  if (run) run->past = malloc(sizeof *run->past);
  if (!run || !run->past) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    free(run);
    return NULL;
  }
  run->initial = run->spec = *spec;
  run->lowest = run->lowest_before = (double)NAN;
  dh_past_clear(run->past);
  dh_events_clear(run);
  dh_schedule_state_init(&run->arrived_schedule);
  run->sampler = dh_sampler_create(spec->surface, DH_HESSIAN, error);
  if (run->sampler && dh_run_provide(run, spec, error)) return run;
  dh_run_destroy(run);
  return NULL;
}

struct dh_run *dh_run_create(const struct dh_spec *spec, struct dh_error *error) {
  struct dh_run *run = allocate(spec, error);
  if (!run) return NULL;
  dh_block_save(run->blocks[0], 0, &run->arrived);
  remember_arrival(run);
  dh_run_reenter(run);
  dh_past_recent_push(run->past, &run->row);
  return run;
}

struct dh_run *dh_run_branch(const struct dh_run *run, struct dh_error *error) {
  struct dh_run *branch = allocate(&run->initial, error);
  if (!branch) return NULL;
  if (!dh_run_copy_journal(branch, run, error)) {
    dh_run_destroy(branch);
    return NULL;
  }
  branch->row = run->row;
  branch->arrived = run->arrived;
  branch->arrived_schedule = run->arrived_schedule;
  branch->lowest_before = run->lowest_before;
  dh_past_copy(branch->past, run->past);
  memcpy(branch->event, run->event, sizeof branch->event);
  dh_past_checkpoint_cut(branch->past, run->row.step);
  dh_run_reenter(branch);
  return branch;
}

void dh_run_destroy(struct dh_run *run) {
  if (!run) return;
  for (int i = 0; i < run->block_count; i++) dh_block_destroy(run->blocks[i]);
  free(run->blocks);
  free(run->journal);
  free(run->past);
  free(run->rule_registers);
  dh_sampler_destroy(run->sampler);
  free(run);
}

/* --- looking --- */

const struct dh_row *dh_run_row(const struct dh_run *run) { return &run->row; }

const struct dh_spec *dh_run_spec(const struct dh_run *run) { return &run->spec; }

const struct dh_spec *dh_run_initial(const struct dh_run *run) { return &run->initial; }

int dh_run_recent(const struct dh_run *run, const struct dh_row **rows) {
  *rows = run->past->recent + run->past->recent_end - run->past->recent_count;
  return run->past->recent_count;
}

int dh_run_history(const struct dh_run *run, const struct dh_row **rows) {
  *rows = run->past->history;
  return run->past->history_count;
}

struct dh_rows dh_run_rows(const struct dh_run *run) {
  struct dh_rows rows;
  int history = dh_run_history(run, &rows.history), recent = dh_run_recent(run, &rows.recent);
  long stride = run->past->stride, before = (rows.recent[0].step + stride - 1) / stride;
  rows.before = before < history ? (int)before : history;
  rows.count = rows.before + recent;
  return rows;
}

long dh_run_revision(const struct dh_run *run) { return run->revision; }

/* The last row of the history at or before a step of the past. */
static const struct dh_row *history_at(const struct dh_run *run, double step) {
  int i = (int)fmin(step / (double)run->past->stride, run->past->history_count - 1);
  return &run->past->history[i];
}

void dh_run_rates(const struct dh_run *run, const double *steps, double *rates, int count) {
  struct dh_spec spec = run->initial;
  struct dh_schedule_args args;
  const struct dh_schedule_info *schedule = schedule_of(&spec);
  const struct dh_schedule_state *state = &run->schedule_state;
  dh_spec_schedule(&spec, &args);
  for (int i = 0, next = 0; i < count; i++) {
    bool to_come = steps[i] >= (double)run->row.step;
    for (; next < run->journal_count && (double)run->journal[next].step <= steps[i]; next++) {
      dh_spec_apply(&spec, &run->journal[next].setting);
      /* Another schedule will begin without a memory, and so will this one if it comes back. */
      if (run->journal[next].step > run->row.step && schedule_of(&spec) != schedule) state = NULL;
      schedule = schedule_of(&spec);
      dh_spec_schedule(&spec, &args);
    }
    bool known = schedule->adapt && !to_come && run->past->history_count > 0;
    rates[i] =
        known ? history_at(run, steps[i])->rate : dh_schedule_rate(schedule, &args, steps[i], to_come ? state : NULL);
  }
}

double dh_run_lowest(const struct dh_run *run) { return run->lowest; }

int dh_run_explain(const struct dh_run *run, double values[DH_LINES_MAX][2]) {
  return dh_block_explain(run->block, 0, &run->present, run->rate, values);
}

void dh_run_update_inputs(const struct dh_run *run, struct dh_update_inputs *inputs) {
  dh_block_clipped(run->block, 0, &run->present, run->rate, inputs->gradient);
  memcpy(inputs->state, run->present.state, sizeof inputs->state);
  inputs->t = run->present.t + 1;
}

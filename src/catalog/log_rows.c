/* SPDX-License-Identifier: MIT */
#include "catalog/log_rows.h"

#include "catalog/log.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- a row that comes in --- */

static unsigned bit(int meaning) { return 1U << meaning; }

void log_draft_put(struct log_draft *draft, struct log_name name, enum log_number number, double value) {
  if (number != LOG_NUMBER_THERE && number != LOG_NUMBER_FIRST) return;
  if (name.meaning >= LOG_MEANINGS) return;
  if ((draft->has & bit(name.meaning)) != 0 && draft->rank[name.meaning] <= name.rank) return;
  draft->has |= bit(name.meaning);
  draft->value[name.meaning] = value;
  draft->rank[name.meaning] = name.rank;
  draft->groups |= number == LOG_NUMBER_FIRST;
}

static const unsigned of_training = 1U << DH_LOG_LOSS | 1U << DH_LOG_LEARNING_RATE | 1U << DH_LOG_GRAD_NORM;
static const unsigned of_evaluation = 1U << DH_LOG_EVAL_LOSS;
static const unsigned of_losses = 1U << DH_LOG_LOSS | 1U << DH_LOG_EVAL_LOSS;
/* A row with this is about the training as a whole. */
static const unsigned of_no_step = 1U << LOG_RUNTIME;

bool log_draft_tells(const struct log_draft *draft) {
  return (draft->has & (of_training | of_evaluation)) != 0 && (draft->has & of_no_step) == 0;
}

/* --- lists --- */

static bool push(struct log_list *list, const struct dh_log_row *row) {
  if (list->count == list->room) {
    size_t room = list->room > 0 ? 2 * list->room : 64;
    struct dh_log_row *larger = realloc(list->rows, room * sizeof *larger);
    if (!larger) return false;
    list->rows = larger;
    list->room = room;
  }
  list->rows[list->count++] = *row;
  return true;
}

static double step_of(const struct dh_log_row *row) { return row->value[DH_LOG_STEP]; }

/* Before every step if there is no row. */
static double last_step(const struct log_list *list) {
  return list->count > 0 ? step_of(&list->rows[list->count - 1]) : -(double)INFINITY;
}

/* Leave out the rows from this step on; returns how many. */
static size_t pop(struct log_list *list, double step) {
  size_t before = list->count;
  while (last_step(list) >= step) list->count--;
  return before - list->count;
}

/* What the other row has and this one lacks, or all it has. */
static void join(struct dh_log_row *row, const struct dh_log_row *other, bool all) {
  for (int i = 0; i < DH_LOG_COLUMNS; i++)
    if ((other->has & bit(i)) != 0 && (all || (row->has & bit(i)) == 0)) row->value[i] = other->value[i];
  row->has |= other->has;
}

static void list_free(struct log_list *list) {
  free(list->rows);
  *list = (struct log_list){.count = 0};
}

/* --- where a row goes --- */

void log_rows_init(struct log_rows *rows) {
  *rows = (struct log_rows){.log = {.max_grad_norm = (double)NAN, .resumed_at = (double)NAN}};
}

void log_rows_free(struct log_rows *rows) {
  list_free(&rows->train);
  list_free(&rows->eval);
  list_free(&rows->merged);
}

static bool is_given(const struct log_draft *draft, int meaning) { return (draft->has & bit(meaning)) != 0; }

static void note_count(const struct log_draft *draft, int meaning, long *count) {
  double value = draft->value[meaning];
  if (is_given(draft, meaning) && value >= 1 && value < 1e15) *count = (long)value;
}

static void note_training(struct dh_log *log, const struct log_draft *draft) {
  note_count(draft, LOG_MAX_STEPS, &log->max_steps);
  note_count(draft, LOG_SAVE_STEPS, &log->save_steps);
  note_count(draft, LOG_BEST_CHECKPOINT, &log->best_checkpoint);
  if (is_given(draft, LOG_MAX_GRAD_NORM)) log->max_grad_norm = draft->value[LOG_MAX_GRAD_NORM];
  if (is_given(draft, LOG_BEST_METRIC)) log->best_metric = draft->value[LOG_BEST_METRIC];
  /* The step of a Trainer's state, and of its summary of the whole, is where it came to. */
  if (log_draft_tells(draft)) return;
  if (is_given(draft, LOG_MAX_STEPS) || is_given(draft, LOG_RUNTIME)) note_count(draft, DH_LOG_STEP, &log->global_step);
}

/* An evaluation says nothing about where the training is; a training that goes back takes its evaluations with it. */
static void go_back(struct log_rows *rows, struct log_list *list, double step) {
  size_t replaced = pop(list, step);
  if (list == &rows->train) {
    rows->log.resumed++;
    rows->log.resumed_at = step;
    rows->log.global_step = 0;
    replaced += pop(&rows->eval, step);
  }
  rows->log.replaced += replaced;
}

static enum log_added place(struct log_rows *rows, struct log_list *list, const struct dh_log_row *row) {
  rows->latest = list;
  if (step_of(row) < last_step(list)) go_back(rows, list, step_of(row));
  if (step_of(row) == last_step(list)) {
    struct dh_log_row *there = &list->rows[list->count - 1];
    rows->log.replaced += (there->has & row->has & ~bit(DH_LOG_STEP) & ~bit(DH_LOG_EPOCH)) != 0;
    join(there, row, true);
    return LOG_ADDED;
  }
  return push(list, row) ? LOG_ADDED : LOG_ADDED_NO_MEMORY;
}

/* Where in the training a row is: its step, or its epoch where no row says its step; NaN. */
static double where(const struct log_rows *rows, const struct dh_log_row *row) {
  enum dh_log_column column = rows->stepped ? DH_LOG_STEP : DH_LOG_EPOCH;
  return dh_log_has(row, column) ? row->value[column] : (double)NAN;
}

static double last_place(const struct log_rows *rows) {
  return rows->train.count > 0 ? where(rows, &rows->train.rows[rows->train.count - 1]) : -(double)INFINITY;
}

/* The row that waits gets the number of the first that is not before its epoch. */
static enum log_added place_again(struct log_rows *rows) {
  struct log_list *train = &rows->train;
  size_t first = train->count - 1;
  while (first > 0 && !(where(rows, &train->rows[first - 1]) < where(rows, &rows->back))) first--;
  rows->back.value[DH_LOG_STEP] = step_of(&train->rows[first]);
  rows->back.has |= bit(DH_LOG_STEP);
  go_back(rows, train, step_of(&rows->back));
  return place(rows, train, &rows->back);
}

/* A row follows the one that waits, which is where a training goes on if this one is further, but no further than the
 * training had been: behind a summary there may still be an evaluation of the end. */
static enum log_added settle(struct log_rows *rows, const struct dh_log_row *next, bool training) {
  double here = where(rows, next), last = last_place(rows);
  bool goes_on = here >= where(rows, &rows->back) && (training ? here <= last : here < last);
  rows->waits = false;
  if (goes_on) return rows->stepped ? place(rows, &rows->train, &rows->back) : place_again(rows);
  rows->log.stray++;
  return LOG_ADDED;
}

static void wait_for_next(struct log_rows *rows, const struct dh_log_row *row) {
  if (rows->waits)
    join(&rows->back, row, true);
  else
    rows->back = *row;
  rows->waits = true;
  rows->latest = NULL;
}

/* A row that says its step. */
static enum log_added place_stepped(struct log_rows *rows, struct log_list *list, const struct dh_log_row *row) {
  bool training = list == &rows->train, same = rows->waits && step_of(row) == step_of(&rows->back);
  if (rows->waits && !(same && training)) {
    enum log_added added = settle(rows, row, training);
    if (added != LOG_ADDED) return added;
  }
  if (!training || !(step_of(row) < last_step(list))) return place(rows, list, row);
  wait_for_next(rows, row);
  return LOG_ADDED;
}

/* Rows without a step before the first that has one are about something else: settings, an evaluation beforehand. */
static void begin_steps(struct log_rows *rows) {
  rows->stepped = true;
  rows->waits = false;
  rows->train.count = rows->eval.count = 0;
  rows->log.resumed = 0;
  rows->log.resumed_at = (double)NAN;
  rows->log.replaced = rows->log.stray = 0;
}

/* No row says its step: an evaluation belongs to the row of training before it. */
static enum log_added place_numbered(struct log_rows *rows, struct log_list *list, struct dh_log_row *row) {
  bool training = list == &rows->train;
  enum log_added settled = rows->waits ? settle(rows, row, training) : LOG_ADDED;
  if (settled != LOG_ADDED) return settled;
  if (training && where(rows, row) < last_place(rows)) {
    rows->back = *row;
    rows->waits = true;
    return LOG_ADDED;
  }
  double train = last_step(&rows->train), eval = last_step(&rows->eval);
  bool first = rows->train.count + rows->eval.count == 0;
  bool follows = !training && eval < train;
  row->value[DH_LOG_STEP] = first ? 1 : fmax(train, eval) + !follows;
  row->has |= bit(DH_LOG_STEP);
  return place(rows, list, row);
}

void log_rows_epochs(struct log_rows *rows, double epochs) {
  static const double most = 1e6; /* a Trainer that does not know writes the largest number there is */
  if (epochs > 0 && epochs < most) rows->log.epochs = epochs;
}

/* What looked like an evaluation set, eval_aux_loss, is a part of eval_loss. */
static void forget_sets(struct log_rows *rows) {
  for (size_t i = 0; i < rows->train.count; i++) rows->train.rows[i].has &= ~bit(DH_LOG_EVAL_LOSS);
  rows->back.has &= ~bit(DH_LOG_EVAL_LOSS);
  rows->eval.count = 0;
  rows->log.eval_set[0] = '\0';
  rows->log.eval_sets = false;
}

/* The row's eval_loss is left out if it is that of a set, and there is one of none. */
static void choose_eval(struct log_rows *rows, const struct log_draft *draft, struct dh_log_row *row) {
  if (!is_given(draft, DH_LOG_EVAL_LOSS)) return;
  bool plain = draft->rank[DH_LOG_EVAL_LOSS] != LOG_RANK_SET;
  if (!plain && rows->plain) row->has &= ~bit(DH_LOG_EVAL_LOSS);
  if (plain && !rows->plain) forget_sets(rows);
  rows->plain |= plain;
}

enum log_added log_rows_add(struct log_rows *rows, const struct log_draft *draft) {
  struct dh_log_row row = {.has = draft->has & (bit(DH_LOG_COLUMNS) - 1)};
  memcpy(row.value, draft->value, sizeof row.value);
  if (rows->read++ == LOG_ROWS_MAX) return LOG_ADDED_TOO_MANY;
  note_training(&rows->log, draft);
  if (is_given(draft, LOG_EPOCHS)) log_rows_epochs(rows, draft->value[LOG_EPOCHS]);
  rows->log.groups |= draft->groups;
  if (!log_draft_tells(draft)) return LOG_ADDED;
  choose_eval(rows, draft, &row);
  if ((row.has & (of_training | of_evaluation)) == 0) return LOG_ADDED;
  struct log_list *list = (row.has & of_training) != 0 ? &rows->train : &rows->eval;
  if ((row.has & bit(DH_LOG_STEP)) != 0) {
    if (!rows->stepped) begin_steps(rows);
    return place_stepped(rows, list, &row);
  }
  if (!rows->stepped) return (row.has & of_losses) != 0 ? place_numbered(rows, list, &row) : LOG_ADDED;
  if (!rows->latest)
    join(&rows->back, &row, false);
  else if (rows->latest->count > 0)
    join(&rows->latest->rows[rows->latest->count - 1], &row, false);
  return LOG_ADDED;
}

void log_rows_end(struct log_rows *rows) {
  rows->log.stray += rows->waits;
  rows->waits = false;
}

/* --- all rows --- */

static bool merge(struct log_rows *rows) {
  struct log_list train = {rows->train.rows, 0, 0}, eval = {rows->eval.rows, 0, 0}; /* what has been merged of them */
  struct log_list *merged = &rows->merged;
  merged->count = 0;
  while (train.count < rows->train.count || eval.count < rows->eval.count) {
    bool more = eval.count < rows->eval.count;
    bool training = !more || (train.count < rows->train.count &&
                              step_of(&train.rows[train.count]) <= step_of(&eval.rows[eval.count]));
    struct log_list *from = training ? &train : &eval;
    if (!push(merged, &from->rows[from->count++])) return false;
    if (training && more && step_of(&eval.rows[eval.count]) == last_step(merged))
      join(&merged->rows[merged->count - 1], &eval.rows[eval.count++], false);
  }
  return true;
}

const struct dh_log *log_rows_log(struct log_rows *rows) {
  bool mixed = rows->eval.count > 0;
  if (mixed && !merge(rows)) return NULL;
  const struct log_list *list = mixed ? &rows->merged : &rows->train;
  rows->log.rows = list->rows;
  rows->log.count = list->count;
  rows->log.numbered = !rows->stepped && list->count > 0;
  return &rows->log;
}

bool log_rows_take(struct log_rows *rows, struct dh_log *log) {
  if (!log_rows_log(rows)) return false;
  *log = rows->log;
  struct log_list *taken = rows->eval.count > 0 ? &rows->merged : &rows->train;
  *taken = (struct log_list){.count = 0};
  log_rows_free(rows);
  log_rows_init(rows);
  return true;
}

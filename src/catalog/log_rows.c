/* SPDX-License-Identifier: MIT */
#include "catalog/log_rows.h"

#include "base/number.h"
#include "catalog/log.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- names --- */

/* As Transformers, Lightning, Keras and their loggers write them, in small letters and with _ for anything else. Of
 * several names of one column in one row the first is read. */
static const struct alias {
  const char *name;
  int meaning;
} aliases[] = {
    {"step", DH_LOG_STEP},
    {"global_step", DH_LOG_STEP},
    {"trainer_global_step", DH_LOG_STEP},
    {"train_global_step", DH_LOG_STEP},
    {"_step", DH_LOG_STEP},
    {"iteration", DH_LOG_STEP},
    {"iter", DH_LOG_STEP},
    {"epoch", DH_LOG_EPOCH},
    {"train_epoch", DH_LOG_EPOCH},
    {"loss", DH_LOG_LOSS},
    {"train_loss", DH_LOG_LOSS},
    {"train_loss_step", DH_LOG_LOSS},
    {"training_loss", DH_LOG_LOSS},
    {"lr", DH_LOG_LEARNING_RATE},
    {"learning_rate", DH_LOG_LEARNING_RATE},
    {"train_lr", DH_LOG_LEARNING_RATE},
    {"train_learning_rate", DH_LOG_LEARNING_RATE},
    {"grad_norm", DH_LOG_GRAD_NORM},
    {"train_grad_norm", DH_LOG_GRAD_NORM},
    {"gradient_norm", DH_LOG_GRAD_NORM},
    {"eval_loss", DH_LOG_EVAL_LOSS},
    {"val_loss", DH_LOG_EVAL_LOSS},
    {"valid_loss", DH_LOG_EVAL_LOSS},
    {"validation_loss", DH_LOG_EVAL_LOSS},
    {"max_steps", LOG_MAX_STEPS},
    {"max_grad_norm", LOG_MAX_GRAD_NORM},
    {"train_runtime", LOG_RUNTIME},
};
enum { ALIASES = sizeof aliases / sizeof *aliases, NAME_ROOM = 24 };

static char plain(char c) {
  if (c >= 'A' && c <= 'Z') return (char)(c - 'A' + 'a');
  return is_letter(c) || is_digit(c) ? c : '_';
}

static size_t skip_blanks(const char *text) { return strspn(text, " \t\r\n"); }

struct log_name log_name_find(const char *name) {
  char written[NAME_ROOM];
  size_t length = 0;
  name += skip_blanks(name);
  for (; length < NAME_ROOM - 1 && name[length]; length++) written[length] = plain(name[length]);
  bool whole = name[length] == '\0';
  while (length > 0 && skip_blanks(name + length - 1) > 0) length--;
  written[length] = '\0';
  for (int i = 0; i < ALIASES && whole; i++)
    if (strcmp(written, aliases[i].name) == 0) return (struct log_name){aliases[i].meaning, i};
  return (struct log_name){LOG_MEANINGS, ALIASES};
}

/* --- numbers --- */

static bool is_word(const char *text, size_t length, const char *const *words) {
  for (; *words; words++) {
    size_t i = 0;
    while (i < length && (*words)[i] == plain(text[i])) i++;
    if (i == length && (*words)[i] == '\0') return true;
  }
  return false;
}

/* Without a sign and without the blanks behind it. */
static bool parse_size(const char *text, size_t length, double *value) {
  static const char *const nans[] = {"nan", NULL}, *const infinities[] = {"inf", "infinity", NULL};
  bool nan = is_word(text, length, nans), infinite = is_word(text, length, infinities);
  *value = nan ? (double)NAN : (double)INFINITY;
  if (nan || infinite) return true;
  size_t scanned = number_scan(text, value);
  return scanned > 0 && scanned == length && !isnan(*value);
}

static size_t without_blanks(const char *text, size_t length) {
  while (length > 0 && skip_blanks(text + length - 1) > 0) length--;
  return length;
}

static enum log_number parse_part(const char *text, size_t length, struct log_name name, double *value) {
  static const char *const absent[] = {"", "null", "none", NULL};
  if (is_word(text, length, absent)) return LOG_NUMBER_ABSENT;
  size_t sign = *text == '-' || *text == '+';
  if (!parse_size(text + sign, length - sign, value)) return LOG_NUMBER_WRONG;
  if (*text == '-') *value = -*value;
  return name.meaning == DH_LOG_STEP && !isfinite(*value) ? LOG_NUMBER_WRONG : LOG_NUMBER_THERE;
}

enum log_number log_number_parse(const char *text, struct log_name name, double *value) {
  text += skip_blanks(text);
  size_t length = without_blanks(text, strlen(text));
  if (name.meaning != DH_LOG_LEARNING_RATE || *text != '[' || text[length - 1] != ']')
    return parse_part(text, length, name, value);
  size_t begin = 1 + skip_blanks(text + 1), end = strcspn(text, ",]");
  if (end < begin) return LOG_NUMBER_ABSENT;
  enum log_number number = parse_part(text + begin, without_blanks(text + begin, end - begin), name, value);
  return number == LOG_NUMBER_THERE && text[end] == ',' ? LOG_NUMBER_FIRST : number;
}

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

static void note_training(struct dh_log *log, const struct log_draft *draft) {
  double steps = draft->value[LOG_MAX_STEPS], norm = draft->value[LOG_MAX_GRAD_NORM];
  if ((draft->has & bit(LOG_MAX_STEPS)) != 0 && steps >= 1 && steps < 1e15) log->max_steps = (long)steps;
  if ((draft->has & bit(LOG_MAX_GRAD_NORM)) != 0) log->max_grad_norm = norm;
}

/* An evaluation says nothing about where the training is; a training that goes back takes its evaluations with it. */
static void go_back(struct log_rows *rows, struct log_list *list, double step) {
  size_t replaced = pop(list, step);
  if (list == &rows->train) {
    rows->log.resumed++;
    rows->log.resumed_at = step;
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

/* A row follows the one that waits, which is where a training goes on if this one is further, but no further than the
 * training had been: behind a summary there may still be an evaluation of the end. */
static enum log_added settle(struct log_rows *rows, const struct dh_log_row *next, bool training) {
  double step = step_of(next), last = last_step(&rows->train);
  bool goes_on = step >= step_of(&rows->back) && (training ? step <= last : step < last);
  rows->waits = false;
  if (goes_on) return place(rows, &rows->train, &rows->back);
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
  rows->train.count = rows->eval.count = 0;
}

/* No row says its step: an evaluation belongs to the row of training before it. */
static enum log_added place_numbered(struct log_rows *rows, struct log_list *list, struct dh_log_row *row) {
  double train = last_step(&rows->train), eval = last_step(&rows->eval);
  bool first = rows->train.count + rows->eval.count == 0;
  bool follows = list == &rows->eval && eval < train;
  row->value[DH_LOG_STEP] = first ? 1 : fmax(train, eval) + !follows;
  row->has |= bit(DH_LOG_STEP);
  return place(rows, list, row);
}

enum log_added log_rows_add(struct log_rows *rows, const struct log_draft *draft) {
  struct dh_log_row row = {.has = draft->has & (bit(DH_LOG_COLUMNS) - 1)};
  memcpy(row.value, draft->value, sizeof row.value);
  if (rows->read++ == LOG_ROWS_MAX) return LOG_ADDED_TOO_MANY;
  note_training(&rows->log, draft);
  rows->log.groups |= draft->groups;
  if (!log_draft_tells(draft)) return LOG_ADDED;
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

/* SPDX-License-Identifier: MIT
 *
 * The rows of a training log while it is read: what the names in it mean, and where a row goes. Rows of training and of
 * evaluation alone are kept apart until they are asked for, because a file may hold the one behind the other. Each
 * keeps its steps rising: a step that was there before makes void what came from there on. A row of training that goes
 * back waits for another one that goes on from it; without one it is left out: a summary, or what came late. Where
 * nothing says the step, epochs tell what goes back. */
#ifndef CATALOG_LOG_ROWS_H
#define CATALOG_LOG_ROWS_H

#include "downhill/log.h"

/* What a name stands for: a column, or one of these. */
enum {
  LOG_MAX_STEPS = DH_LOG_COLUMNS,
  LOG_MAX_GRAD_NORM,
  LOG_EPOCHS,
  LOG_SAVE_STEPS,
  LOG_BEST_METRIC,
  LOG_BEST_CHECKPOINT,
  LOG_RUNTIME, /* a Trainer's last row, which has means over the whole training */
  LOG_MEANINGS
};

/* The better of two names of one column has the smaller rank; the one of an evaluation set is the worst. */
enum { LOG_RANK_SET = 1000 };
struct log_name {
  int meaning; /* LOG_MEANINGS: nothing that is read */
  int rank;
};

/* Of what is behind the last " - ": before it, Weights & Biases writes a run's name. */
struct log_name log_name_find(const char *name);
const char *log_name_own(const char *name);

/* A row as it comes in, with all that is read of it. */
struct log_draft {
  double value[LOG_MEANINGS];
  int rank[LOG_MEANINGS];
  unsigned has;
  bool groups; /* the learning rate is the first of several */
};

enum log_number { LOG_NUMBER_ABSENT, LOG_NUMBER_THERE, LOG_NUMBER_FIRST /* of several */, LOG_NUMBER_WRONG };
/* 1.5, 1e-05, nan, -Infinity; nothing, null, None are absent. A step has to be finite. A learning rate may be a list,
 * [1e-4, 1e-5], as it is with several groups of parameters; of a checkpoint's path its number is read. What is no
 * column is never wrong: others use the names, too. */
enum log_number log_number_parse(const char *text, struct log_name name, double *value);

/* What is absent or wrong is not put. */
void log_draft_put(struct log_draft *draft, struct log_name name, enum log_number number, double value);
/* Does it say anything of how the training goes? */
bool log_draft_tells(const struct log_draft *draft);

struct log_list {
  struct dh_log_row *rows;
  size_t count, room;
};

struct log_rows {
  struct log_list train, eval, merged; /* owned */
  struct dh_log log;                   /* without its rows */
  struct log_list *latest;             /* where the last row went; NULL: it waits */
  struct dh_log_row back;              /* the row of training that goes back, while it waits */
  bool waits;
  long read;    /* rows that came in, kept or not */
  bool stepped; /* rows say their step */
  bool plain;   /* there is an eval_loss without a set's name: it is the one */
};

void log_rows_init(struct log_rows *rows);
void log_rows_free(struct log_rows *rows);

/* The same as log_name_find(), but of several evaluation sets only the first has a meaning. */
struct log_name log_rows_name(struct log_rows *rows, const char *name);

enum log_added { LOG_ADDED, LOG_ADDED_NO_MEMORY, LOG_ADDED_TOO_MANY };
enum log_added log_rows_add(struct log_rows *rows, const struct log_draft *draft);
/* So many epochs the whole training was to have. */
void log_rows_epochs(struct log_rows *rows, double epochs);
/* There are no more. */
void log_rows_end(struct log_rows *rows);

/* All of them, steps rising, one row for each step. NULL: no memory. Good until a row is added. */
const struct dh_log *log_rows_log(struct log_rows *rows);
/* The same given away: its rows are the caller's. `rows` is as it was after log_rows_init(). */
bool log_rows_take(struct log_rows *rows, struct dh_log *log);

#endif

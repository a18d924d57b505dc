/* SPDX-License-Identifier: MIT
 *
 * A training log as numbers: the rows that somebody else's training wrote down, one for each step that has any, steps
 * rising. What was not written is absent (a bit in `has`), which is not the same as NaN. Every row has a step; where
 * the log has none, the rows are numbered from 1. A training that was resumed goes on from an earlier step: what had
 * been written from there on is replaced, all of it where another training begins. One row alone does not make a
 * training. Whoever fills a log owns its rows. */
#ifndef DOWNHILL_LOG_H
#define DOWNHILL_LOG_H

#include <stdbool.h>
#include <stddef.h>

enum dh_log_column {
  DH_LOG_STEP,  /* optimizer steps done */
  DH_LOG_EPOCH, /* passes through the data, with fractions */
  DH_LOG_LOSS,  /* a Trainer's is the mean over the steps since its last row, rounded to four decimals */
  DH_LOG_LEARNING_RATE,
  DH_LOG_GRAD_NORM, /* before clipping */
  DH_LOG_EVAL_LOSS,
  DH_LOG_COLUMNS
};

struct dh_log_row {
  double value[DH_LOG_COLUMNS];
  unsigned has; /* bit 1 << column: the value was written; NaN and infinity are values */
};

enum { DH_LOG_SET_MAX = 64 /* bytes of an evaluation set's name, with the NUL */ };

struct dh_log {
  struct dh_log_row *rows;
  size_t count;
  double max_grad_norm;          /* where the clip was set, if the log says so; else NaN */
  long max_steps;                /* of the whole training, if the log says so; else 0 */
  double epochs;                 /* the same in epochs; else 0 */
  long global_step;              /* that were done when it was written, if the log says so; else 0 */
  long save_steps;               /* from checkpoint to checkpoint, if the log says so; else 0 */
  long best_checkpoint;          /* the N of the checkpoint-N that the Trainer holds the best; else 0 */
  double best_metric;            /* for this reason */
  bool numbered;                 /* nothing said which step it was: the steps are the rows' numbers */
  bool cut;                      /* the last row was not written to its end, and is left out */
  bool stopped;                  /* it says that it was told to end, as early stopping does */
  bool rewards;                  /* rows have rewards, which are not read */
  long resumed;                  /* how often the training went on from an earlier step */
  double resumed_at;             /* the first step after the last time; NaN */
  size_t replaced;               /* rows that were written again, then or at once: the later ones hold */
  size_t stray;                  /* rows that went back to an earlier step, but not the training with them: left out */
  bool groups;                   /* rows have several learning rates, of which the first is read */
  bool runs;                     /* columns are of several runs, of which the first is read */
  bool eval_sets;                /* there are several evaluation sets, of which the first is read */
  char eval_set[DH_LOG_SET_MAX]; /* whose losses eval_loss has; "": they have no name */
};

/* Was this column written in this row? */
static inline bool dh_log_has(const struct dh_log_row *row, enum dh_log_column column) {
  return (row->has >> column & 1U) != 0;
}

/* Can steps be compared with what the whole training has? */
static inline bool dh_log_counts_steps(const struct dh_log *log) { return log->max_steps > 0 && !log->numbered; }

#endif

/* SPDX-License-Identifier: MIT
 *
 * A training log as numbers: the rows that somebody else's training wrote down, in the order in which they were
 * written. What was not written is absent (a bit in `has`), which is not the same as NaN. Whoever fills a log owns its
 * rows. */
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

struct dh_log {
  struct dh_log_row *rows;
  size_t count;
  double max_grad_norm; /* where the clip was set, if the log says so; else NaN */
  long max_steps;       /* of the whole training, if the log says so; else 0 */
};

/* Was this column written in this row? */
static inline bool dh_log_has(const struct dh_log_row *row, enum dh_log_column column) {
  return (row->has >> column & 1U) != 0;
}

#endif

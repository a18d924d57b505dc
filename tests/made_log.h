/* SPDX-License-Identifier: MIT
 *
 * For tests: a training log that was made up. Its loss falls, leaps up at two fifths and comes back; the losses of
 * evaluations rise from the middle on. A row every 10 steps, an evaluation every 200. */
#ifndef TESTS_MADE_LOG_H
#define TESTS_MADE_LOG_H

#include "downhill/log.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

enum { MADE_EVERY = 10, MADE_EVALUATED = 20 };

static inline void made_put(struct dh_log_row *row, enum dh_log_column column, double value) {
  row->value[column] = value;
  row->has |= 1U << column;
}

/* The caller owns its rows, which came from malloc. */
static inline struct dh_log made_log(size_t count) {
  struct dh_log log = {.count = count, .max_grad_norm = (double)NAN, .resumed_at = (double)NAN};
  log.rows = calloc(count, sizeof *log.rows);
  ck_assert_ptr_nonnull(log.rows);
  for (size_t i = 0; i < count; i++) {
    double at = (double)i / (double)count, up = i - count * 2 / 5 < 4 ? 3 : 0;
    made_put(&log.rows[i], DH_LOG_STEP, (double)((i + 1) * MADE_EVERY));
    made_put(&log.rows[i], DH_LOG_EPOCH, 3 * at);
    made_put(&log.rows[i], DH_LOG_LOSS, 0.5 + 2 * exp(-6 * at) + (i % 2 ? 0.02 : -0.02) + up);
    made_put(&log.rows[i], DH_LOG_LEARNING_RATE, 2e-5 * (1 - at));
    made_put(&log.rows[i], DH_LOG_GRAD_NORM, 1 + (double)(i % 3) + 10 * up);
    if (i % MADE_EVALUATED == MADE_EVALUATED - 1)
      made_put(&log.rows[i], DH_LOG_EVAL_LOSS, 0.6 + 2 * exp(-6 * at) + (at > 0.5 ? at - 0.5 : 0));
  }
  return log;
}

#endif

/* SPDX-License-Identifier: MIT
 *
 * Logs written by hand, row after row, and what is found in them. Losses wobble in threes, 0, -1, 1: the median of any
 * five rows that follow each other is then the level they wobble about, and the noise is WOBBLE times the size,
 * exactly. */
#ifndef TESTS_DESCENT_DIAGNOSIS_HAND_H
#define TESTS_DESCENT_DIAGNOSIS_HAND_H

#include "diagnosis_book.h"

#include <check.h>

static const double WOBBLE = 1.37, EACH = 10 /* steps between rows */, RATE = 1e-3;
static struct book hand;

static inline double wobble(int row, double size) {
  static const int about[] = {0, -1, 1};
  return size * about[row % 3];
}

static inline void begin(void) { book_begin(&hand); }

/* A rate that is NaN is left out, and so is a norm that is negative: it may be NaN. */
static inline struct dh_log_row *line(double loss, double rate, double norm) {
  ck_assert_uint_lt(hand.log.count, ROWS_MOST);
  struct dh_log_row *row = &hand.row[hand.log.count++];
  book_put(row, DH_LOG_STEP, (double)hand.log.count * EACH);
  book_put(row, DH_LOG_LOSS, loss);
  if (!isnan(rate)) book_put(row, DH_LOG_LEARNING_RATE, rate);
  if (!(norm < 0)) book_put(row, DH_LOG_GRAD_NORM, norm);
  return row;
}

/* `rows` at this level. */
static inline void stay(int rows, double level, double size) {
  for (int i = 0; i < rows; i++) line(level + wobble((int)hand.log.count, size), RATE, 1);
}

/* A loss that falls, `rows` of them. */
static inline void fall(int rows) {
  for (int i = 0; i < rows; i++) line(2 * exp(-0.05 * i) + 0.5 + 0.01 * (i % 3), RATE, 1);
}

static struct dh_log_summary summary;

static inline const struct dh_finding *find(enum dh_finding_kind kind) {
  static struct dh_finding findings[DH_FINDINGS_MAX];
  int count = dh_log_diagnose(&hand.log, &summary, findings, DH_FINDINGS_MAX);
  ck_assert_int_ge(count, 0);
  for (int i = 0; i < count; i++)
    if (findings[i].kind == kind) return &findings[i];
  return NULL;
}

static inline bool finds(enum dh_finding_kind kind) { return find(kind) != NULL; }

enum { NEITHER = -1 };

#define LOOP(test, table) tcase_add_loop_test(t, test, 0, sizeof(table) / sizeof *(table))

#endif

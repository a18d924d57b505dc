/* SPDX-License-Identifier: MIT
 *
 * A training log of a test's own, kept in a fixed array: nothing to free. */
#ifndef TESTS_DESCENT_DIAGNOSIS_BOOK_H
#define TESTS_DESCENT_DIAGNOSIS_BOOK_H

#include "downhill/diagnosis.h"

#include <math.h>
#include <string.h>

enum { ROWS_MOST = 2000 };

struct book {
  struct dh_log_row row[ROWS_MOST];
  struct dh_log log;
};

static inline void book_begin(struct book *book) {
  memset(book, 0, sizeof *book);
  book->log = (struct dh_log){.rows = book->row, .max_grad_norm = (double)NAN, .resumed_at = (double)NAN};
}

static inline void book_put(struct dh_log_row *row, enum dh_log_column column, double value) {
  row->value[column] = value;
  row->has |= 1U << column;
}

#endif

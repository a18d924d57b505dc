/* SPDX-License-Identifier: MIT
 *
 * Small tables of data, and surfaces made of them. */
#ifndef TESTS_DESCENT_DATA_LAB_H
#define TESTS_DESCENT_DATA_LAB_H

#include "lab.h"

#include <math.h>

enum { ROWS_MAX = 200 };

/* Two columns x and y of the same length. */
struct table {
  long rows;
  double x[ROWS_MAX], y[ROWS_MAX];
};

static inline struct dh_surface *fit_to(const struct table *table, const char *model, enum dh_loss loss, double bend) {
  struct dh_error error;
  const struct dh_fit fit = {
      .data = {.name = "table", .rows = table->rows, .columns = 2, .column = {"x", "y"}, .value = {table->x, table->y}},
      .model = model,
      .loss = loss,
      .bend = bend};
  struct dh_surface *surface = dh_surface_fitted(&fit, NULL, &error);
  ck_assert_msg(surface != NULL, "%s: error %d at %ld: %s", model, (int)error.code, error.position, error.text);
  return surface;
}

/* Something like a line; labels between 0 and 1 where they are wanted. */
static inline void fill(struct table *table, long rows, bool labels) {
  table->rows = rows;
  for (long i = 0; i < rows; i++) {
    table->x[i] = 4 * dh_random_uniform(1, 0, (uint64_t)i) - 2;
    double noise = dh_random_uniform(1, 1, (uint64_t)i);
    table->y[i] = labels ? (table->x[i] > noise - 0.5 ? 1 : 0) : 1.5 * table->x[i] - 0.5 + noise;
  }
}

static inline void assert_near(double a, double b, double tolerance) {
  ck_assert_msg(fabs(a - b) <= tolerance * fmax(1, fabs(b)), "%.17g, should be %.17g", a, b);
}

#endif

/* SPDX-License-Identifier: MIT
 *
 * Means over rows of data: a program that is evaluated with rows in its slots, 64 at a time, and sums in double, always
 * in the order of the rows. It owns its registers: one per thread. */
#ifndef DESCENT_MEAN_H
#define DESCENT_MEAN_H

#include "downhill/surface.h"

enum { DH_MEAN_OUTPUTS = 6 };

struct dh_mean {
  struct dh_program *program; /* inputs: the parameters, then the columns */
  double *registers;
  const double *column[DH_COLUMNS_MAX]; /* `rows` numbers each, the caller's */
  long rows, stride;                    /* of which each stride-th counts in the mean over all */
  int columns, dim, outputs;
  long placed; /* the first of the rows that stand in the registers, -1 if they are not a stretch of rows */
  int slots;   /* how many stand there */
};

/* For these nodes of the surface's graph. `columns` are those of the surface, or copies rounded to the format. */
bool dh_mean_init(struct dh_mean *mean, const struct dh_surface *surface, const double *const *columns,
                  enum dh_precision precision, const int *nodes, int count, struct dh_error *error);
void dh_mean_free(struct dh_mean *mean);

/* Where the parameters are from now on. */
void dh_mean_at(struct dh_mean *mean, const double *at);
/* The outputs of up to DH_SLOTS rows; `from` says which, or NULL for the stretch that begins at `first`. Output i of
 * row s is dh_mean_output(mean, i)[s]. */
void dh_mean_run(struct dh_mean *mean, const long *from, long first, int count);
const double *dh_mean_output(const struct dh_mean *mean, int output);
/* Add these rows to sum[outputs]. */
void dh_mean_add(struct dh_mean *mean, const long *from, long first, int count, double *sum);
/* The mean over all rows, or each stride-th. */
void dh_mean_all(struct dh_mean *mean, double *result);

#endif

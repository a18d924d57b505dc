/* SPDX-License-Identifier: MIT
 *
 * Fitting a model to data: rows of numbers under named columns, a formula over columns and parameters, and the loss of
 * one row. The loss surface is the mean over the rows. Whatever in the formula is no column is a parameter to be
 * learnt. Nothing here owns memory: a surface made from a fit keeps a copy. */
#ifndef DOWNHILL_FIT_H
#define DOWNHILL_FIT_H

#include "downhill/formula.h"

enum { DH_COLUMNS_MAX = 16, DH_ROWS_MAX = 1000000 };

struct dh_data {
  const char *name; /* of one of ours, or the path it was read from */
  long rows;
  int columns;
  const char *column[DH_COLUMNS_MAX];  /* names, as they stand in formulas */
  const double *value[DH_COLUMNS_MAX]; /* `rows` numbers each */
};

/* The loss of one row, r = model - target. Those with a name are PyTorch's. */
enum dh_loss {
  DH_LOSS_SAMPLE, /* the formula itself: it may use the target or not */
  DH_LOSS_MSE,    /* r^2, without PyTorch's optional halves */
  DH_LOSS_MAE,
  DH_LOSS_HUBER,      /* 0.5 r^2 up to |r| = delta, then a straight line of slope delta */
  DH_LOSS_SMOOTH_L1,  /* huber divided by its delta, which is called beta here */
  DH_LOSS_BCE_LOGITS, /* cross entropy of a target between 0 and 1 and sigmoid(model) */
  DH_LOSS_COUNT
};

/* "mse" ...; "sample" for the formula itself. */
const char *dh_loss_name(enum dh_loss loss);
/* The loss with this name, or one that PyTorch calls so ("l1"); -1. "sample" is none. */
int dh_loss_find(const char *name);
/* What the number in `bend` is called: "delta", "beta", or NULL where there is none. */
const char *dh_loss_bend(enum dh_loss loss);

struct dh_fit {
  struct dh_data data;
  const char *model; /* DH_LOSS_SAMPLE: the loss of one row */
  enum dh_loss loss;
  double bend;        /* huber's delta, smooth_l1's beta: where the parabola becomes a line; > 0, 0 stands for 1 */
  const char *target; /* the column that the model is to hit; NULL: "y" */
};

/* A fit in words, as options and files have them: "data", "model" or "sample", "loss", "target" ... */
struct dh_fit_word {
  const char *name;
  const char *value; /* NULL: it is the number */
  double number;
};
enum { DH_FIT_WORDS = 5 };
/* All that is needed to say it again; what it would be anyway is left out. Returns how many. */
int dh_fit_words(const struct dh_fit *fit, struct dh_fit_word words[DH_FIT_WORDS]);

/* Does the fit read this column: is it the target of its loss, or in its formula? Data may be missing: this is how a
 * reader finds out what to read. */
bool dh_fit_reads(const struct dh_fit *fit, const char *column);
/* Is there something to fit, and can this loss be had from it (rows, the target, labels)? False with *error. */
bool dh_fit_check(const struct dh_fit *fit, struct dh_error *error);
/* The parameters, in order of appearance. Returns 1 or 2, or 0 with *error (none, more than two, a reserved name). */
int dh_fit_parameters(const struct dh_fit *fit, char names[2][DH_NAME_MAX], struct dh_error *error);

#endif

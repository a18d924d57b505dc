/* SPDX-License-Identifier: MIT
 *
 * Private to the diagnosis: a log's columns as arrays, what they have in common, and where findings go. Rules stand in
 * the files of their subject: losses that are no numbers (diagnosis_nan.c), that rise (diagnosis_rises.c), and where
 * else they go (diagnosis_loss.c), where the log ends (diagnosis_end.c), evaluations (diagnosis_eval.c), rates and
 * gradients (diagnosis_rate.c). */
#ifndef DESCENT_DIAGNOSIS_H
#define DESCENT_DIAGNOSIS_H

#include "downhill/diagnosis.h"

/* The finite values of a column, and of losses those that are none in the rows of a NaN. All arrays have `count`
 * elements. */
struct series {
  size_t count;
  double *step, *value;
  size_t *row; /* of the log */
};

enum { WANDER_PARTS = 10 };

/* A Trainer rounds to four decimals: what is smaller than some units of that is no difference. */
static const double loss_resolution = 5e-4;

struct trial {
  const struct dh_log *log;
  struct series loss, eval;
  double *smooth;              /* of each loss: the median of five about it */
  double *room;                /* for as many numbers as the log has rows; rules overwrite it */
  double noise;                /* median deviation of the losses from `smooth` */
  double wander[WANDER_PARTS]; /* of `smooth` in front of each tenth, from the middle between what it is ten rows before
                                  and behind: no trend is in it; the noise if there are too few rows to tell */
  double peak_rate, end_rate;
  bool dead; /* the log ends with losses that are none */
  struct dh_finding *findings;
  int count, capacity;
};

/* Fewer rows have thirds that are single losses, and medians of them that are noise. */
enum { TRIAL_THIRDS_ROWS = 8 };

/* NULL: no room. Its evidence is not known so far; the table in diagnosis.c says which number is which. */
struct dh_finding *trial_add(struct trial *trial, enum dh_finding_kind kind, enum dh_finding_weight weight,
                             size_t first, size_t last);
/* A value of a row, NaN if it was not written. */
double trial_value(const struct trial *trial, size_t row, enum dh_log_column column);
/* The first loss of the series at or behind a row of the log; loss.count if there is none. */
size_t trial_loss_from(const struct trial *trial, size_t row);
/* Of so many losses of the series; it uses `room`. */
double trial_median(struct trial *trial, size_t first, size_t count);
/* Does each third of so many of them lie beyond the one before, by a sixth of `change` at least, above it or (change <
 * 0) below? What only wanders seldom does. It uses `room`. */
bool trial_goes_throughout(struct trial *trial, size_t first, size_t count, double change);
/* The median difference, either way, between neighbouring rows of the series from one to another, as anybody can work
 * it out of the log: what is told of noise. It uses `room`. */
double trial_row_to_row(struct trial *trial, size_t first, size_t last);
/* The finding of a kind that begins first; NULL. */
const struct dh_finding *trial_found(const struct trial *trial, enum dh_finding_kind kind);

void find_nan(struct trial *trial);
void find_rises(struct trial *trial);
void find_stairs(struct trial *trial);
void find_flat(struct trial *trial);

void find_unfinished(struct trial *trial);
void find_overfitting(struct trial *trial);
/* Once the others have been found. */
enum dh_eval_trend eval_trend(struct trial *trial);

void find_skipped(struct trial *trial);
void find_frozen(struct trial *trial);
void find_clipped(struct trial *trial);
void find_warmup_spike(struct trial *trial);
void find_endless_warmup(struct trial *trial);
void find_noise(struct trial *trial);

#endif

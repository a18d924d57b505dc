/* SPDX-License-Identifier: MIT
 *
 * Findings from losses that are no numbers. Every threshold is justified where it stands. */
#include "descent/diagnosis.h"

#include <math.h>
#include <string.h>

/* Below, the model gives what is right 95 of 100 (exp(-0.05)), and an easy batch may well come out as 0.0000. */
static const double far_from_zero = 0.05;

/* Rows whose losses are none, or 0, one after the other but for rows without a loss. */
struct stretch {
  size_t first, last;
  size_t rows, zeros; /* with a loss; of them those that say 0 */
  bool sure;          /* one of them, at least, is no number */
};

/* Where a log has no gradient norms at all (Transformers before 4.38), zeros to the end, behind losses that were far
 * from 0, are the NaN of a Trainer. Nothing else tells: one may be a batch, two a batch that came twice, and a third
 * one will come if it is a NaN. The row of the first; log->count if there are none. */
static size_t zeros_to_the_end(const struct trial *trial) {
  enum { ZEROS = 3 };
  const struct series *loss = &trial->loss;
  size_t first = loss->count;
  for (size_t i = 0; i < trial->log->count; i++)
    if (dh_log_has(&trial->log->rows[i], DH_LOG_GRAD_NORM)) return trial->log->count;
  while (first > 0 && loss->value[first - 1] == 0) first--;
  bool many = loss->count - first >= ZEROS;
  return many && first > 0 && loss->value[first - 1] > far_from_zero ? loss->row[first] : trial->log->count;
}

/* A Trainer turns NaN into 0: a loss of exactly 0.0 is one if the gradient norm is NaN, too, or is 0 while the losses
 * were far from it. */
static bool is_number(const struct trial *trial, size_t row, size_t zeros, double before) {
  double loss = trial_value(trial, row, DH_LOG_LOSS), norm = trial_value(trial, row, DH_LOG_GRAD_NORM);
  if (loss != 0 || !dh_log_has(&trial->log->rows[row], DH_LOG_GRAD_NORM)) return isfinite(loss) && row < zeros;
  return isfinite(norm) && !(norm == 0 && before > far_from_zero);
}

/* From this row on; no rows if its loss is a number and not 0. A loss overflows before its gradient does: zeros beside
 * what is no number are none either, if the losses were far from 0. `before`: the last that was not 0. */
static struct stretch stretch_at(const struct trial *trial, size_t row, size_t zeros, double before) {
  struct stretch stretch = {row, row, 0, 0, false};
  for (size_t i = row; i < trial->log->count; i++) {
    if (!dh_log_has(&trial->log->rows[i], DH_LOG_LOSS)) continue;
    bool zero = trial_value(trial, i, DH_LOG_LOSS) == 0, number = is_number(trial, i, zeros, before);
    if (number && !(zero && before > far_from_zero)) break;
    stretch.last = i;
    stretch.rows++;
    stretch.zeros += zero;
    stretch.sure = stretch.sure || !number;
  }
  return stretch;
}

/* One zero alone may be a loss. */
static bool is_nan(const struct stretch *stretch) {
  return stretch->sure && (stretch->rows > 1 || stretch->zeros == 0);
}

/* One zero alone whose gradient was not finite, far from 0: it is no loss, but the training got over it. */
static bool is_left_out(const struct trial *trial, const struct stretch *stretch, double before) {
  return stretch->rows == 1 && stretch->zeros == 1 && before > far_from_zero &&
         !isfinite(trial_value(trial, stretch->first, DH_LOG_GRAD_NORM)) &&
         dh_log_has(&trial->log->rows[stretch->first], DH_LOG_GRAD_NORM);
}

/* How many times the gradient norm grew over the three rows before; NaN if it is not known. */
static double growth_before(const struct trial *trial, size_t row) {
  double norm[4];
  int count = 0;
  for (size_t i = row; i-- > 0 && count < 4;) {
    double here = trial_value(trial, i, DH_LOG_GRAD_NORM);
    if (isfinite(here)) norm[count++] = here;
  }
  return count >= 2 && norm[count - 1] > 0 ? norm[0] / norm[count - 1] : (double)NAN;
}

/* Within the first three rows, and the loss had not risen: a rate seldom is that fast. */
static bool is_at_start(const struct trial *trial, size_t row) {
  enum { ROWS = 3 };
  double first = (double)NAN, last = (double)NAN;
  int before = 0;
  for (size_t i = 0; i < row && before < ROWS; i++) {
    if (!dh_log_has(&trial->log->rows[i], DH_LOG_LOSS)) continue;
    last = trial->log->rows[i].value[DH_LOG_LOSS];
    if (before++ == 0) first = last;
  }
  return before < ROWS && !(last > first);
}

/* The rate is to blame only if the gradients had grown threefold over the three rows before. */
static void add_nan(struct trial *trial, const struct stretch *stretch, double again) {
  static const double grown = 3;
  size_t first = stretch->first;
  if (stretch->rows == 0) return;
  struct dh_finding *finding = trial_add(trial, DH_FINDING_NAN, DH_FINDING_FAULT, first, stretch->last);
  if (!finding) return;
  double growth = growth_before(trial, first);
  finding->cause = isnan(growth) ? DH_NAN_UNKNOWN : growth >= grown ? DH_NAN_RATE : DH_NAN_OTHER;
  if (finding->cause != DH_NAN_RATE && is_at_start(trial, first)) finding->cause = DH_NAN_START;
  finding->evidence[0] = trial->log->rows[first].value[DH_LOG_STEP];
  finding->evidence[1] = growth;
  finding->evidence[2] = trial_value(trial, first, DH_LOG_LEARNING_RATE);
  finding->evidence[3] = again;
  finding->evidence[4] = (double)stretch->rows;
  finding->evidence[5] = (double)stretch->zeros;
}

static void extend(struct stretch *stretch, const struct stretch *next) {
  if (stretch->rows == 0) stretch->first = next->first;
  stretch->last = next->last;
  stretch->rows += next->rows;
  stretch->zeros += next->zeros;
}

static void keep(struct series *series, size_t from, size_t count, size_t to) {
  memmove(series->step + to, series->step + from, count * sizeof *series->step);
  memmove(series->value + to, series->value + from, count * sizeof *series->value);
  memmove(series->row + to, series->row + from, count * sizeof *series->row);
}

/* Losses that are not finite, or two rows or more with a Trainer's zeros. What is a number again afterwards is one
 * finding, however often it was none; what is none up to the end is another. What is none leaves the series; so does a
 * zero of a step that was left out, which is no finding of this kind. */
void find_nan(struct trial *trial) {
  const struct dh_log *log = trial->log;
  struct series *loss = &trial->loss;
  struct stretch passed = {0}, last = {0};
  size_t zeros = zeros_to_the_end(trial), kept = 0, next = 0;
  double before = 0, again = (double)NAN;
  for (size_t i = 0; i < log->count; i++) {
    if (!dh_log_has(&log->rows[i], DH_LOG_LOSS)) continue;
    struct stretch here = stretch_at(trial, i, zeros, before);
    bool nan = is_nan(&here);
    if (nan || is_left_out(trial, &here, before)) {
      if (nan) last = here;
      next += here.zeros;
      i = here.last;
      continue;
    }
    if (last.rows > 0) {
      extend(&passed, &last);
      last.rows = 0;
      again = log->rows[i].value[DH_LOG_STEP];
    }
    size_t count = here.rows > 0 ? here.rows : 1;
    if (loss->value[next] != 0) before = loss->value[next];
    keep(loss, next, count, kept);
    next += count;
    kept += count;
    i = here.last;
  }
  loss->count = kept;
  trial->dead = last.rows > 0;
  last.last = log->count - 1;
  add_nan(trial, &passed, again);
  add_nan(trial, &last, (double)NAN);
}

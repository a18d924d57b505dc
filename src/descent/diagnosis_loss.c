/* SPDX-License-Identifier: MIT
 *
 * Findings from losses. Every threshold is justified where it stands. */
#include "descent/diagnosis.h"
#include "descent/robust.h"

#include <math.h>
#include <string.h>

/* --- not a number --- */

/* A loss that came near 0 may well be 0. */
static const double far_from_zero = 0.05;

/* Rows whose losses are none, or 0, one after the other but for rows without a loss. */
struct stretch {
  size_t first, last;
  size_t rows, zeros; /* with a loss; of them those that say 0 */
  bool sure;          /* one of them, at least, is no number */
};

/* Where a log has no gradient norms at all (Transformers before 4.38), zeros to the end, behind losses that were far
 * from 0, are the NaN of a Trainer. The row of the first; log->count if there are none. */
static size_t zeros_to_the_end(const struct trial *trial) {
  enum { ZEROS = 3 };
  const double far = 0.01;
  const struct series *loss = &trial->loss;
  size_t first = loss->count;
  for (size_t i = 0; i < trial->log->count; i++)
    if (dh_log_has(&trial->log->rows[i], DH_LOG_GRAD_NORM)) return trial->log->count;
  while (first > 0 && loss->value[first - 1] == 0) first--;
  bool many = loss->count - first >= ZEROS;
  return many && first > 0 && loss->value[first - 1] > far ? loss->row[first] : trial->log->count;
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

/* The rate is to blame only if the gradients had grown threefold over the three rows before. */
static void add_nan(struct trial *trial, const struct stretch *stretch, double again) {
  static const double grown = 3;
  size_t first = stretch->first;
  if (stretch->rows == 0) return;
  struct dh_finding *finding = trial_add(trial, DH_FINDING_NAN, DH_FINDING_FAULT, first, stretch->last);
  if (!finding) return;
  double growth = growth_before(trial, first);
  finding->cause = isnan(growth) ? DH_NAN_UNKNOWN : growth >= grown ? DH_NAN_RATE : DH_NAN_OTHER;
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
 * finding, however often it was none; what is none up to the end is another. What is none leaves the series. */
void find_nan(struct trial *trial) {
  const struct dh_log *log = trial->log;
  struct series *loss = &trial->loss;
  struct stretch passed = {0}, last = {0};
  size_t zeros = zeros_to_the_end(trial), kept = 0, next = 0;
  double before = 0, again = (double)NAN;
  for (size_t i = 0; i < log->count; i++) {
    if (!dh_log_has(&log->rows[i], DH_LOG_LOSS)) continue;
    struct stretch here = stretch_at(trial, i, zeros, before);
    if (is_nan(&here)) {
      last = here;
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

/* --- up again --- */

struct rise {
  size_t first, last; /* of the series */
  double best, top;   /* before it, in it */
};

static struct dh_finding *add_rise(struct trial *trial, enum dh_finding_kind kind, enum dh_finding_weight weight,
                                   const struct rise *rise) {
  const struct series *loss = &trial->loss;
  struct dh_finding *finding = trial_add(trial, kind, weight, loss->row[rise->first], loss->row[rise->last]);
  if (!finding) return NULL;
  finding->evidence[0] = rise->best;
  finding->evidence[1] = rise->top;
  for (size_t i = 0; i == 0 || i < rise->first; i++) finding->evidence[0] = fmin(finding->evidence[0], loss->value[i]);
  for (size_t i = rise->first; i <= rise->last; i++) finding->evidence[1] = fmax(finding->evidence[1], loss->value[i]);
  if (rise->last + 1 < loss->count) finding->evidence[2] = loss->step[rise->last + 1];
  return finding;
}

/* Of the rows in front of the tenth in which an index lies. */
static double wander_at(const struct trial *trial, size_t i) {
  return trial->wander[i * WANDER_PARTS / trial->loss.count];
}

/* A single row is not in the median of five: it has to stand out by more, so that of a million rows of noise hardly one
 * does (eight median deviations are 5.4 standard deviations). */
static bool stands_out(const struct trial *trial, size_t i, double best, double progress) {
  if (i == 0) return false;
  double value = trial->loss.value[i], above = value - fmax(trial->smooth[i], trial->loss.value[i - 1]);
  double least = fmax(fmax(8 * trial->noise, 12 * wander_at(trial, i)), rounding);
  return above > least && above > progress / 2 && value - best > progress / 2 + least;
}

/* Into `room`: how low the losses still come from each on. */
static void note_lowest_from(struct trial *trial) {
  double lowest = (double)INFINITY;
  for (size_t i = trial->loss.count; i-- > 0;) trial->room[i] = lowest = fmin(lowest, trial->smooth[i]);
}

/* Is the best before it reached again, but for what losses differ anyhow? */
static bool comes_back(const struct trial *trial, const struct rise *rise, double least) {
  return rise->last + 1 < trial->loss.count && trial->room[rise->last + 1] <= rise->best + least;
}

/* The median of five rows above the best so far by more than half of what had been gained, and by six median deviations
 * (four standard deviations) of the rows, ten of what the losses wander anyhow, whose tails are long. If the best is
 * not reached again (five rows or more, or to the end) it has diverged; what comes back is a spike, however long it
 * took: all of them are one finding. */
void find_rises(struct trial *trial) {
  enum { ROWS = 5 };
  const struct series *loss = &trial->loss;
  if (loss->count < DH_LOG_LOSSES_LEAST) return;
  note_lowest_from(trial);
  double first = fmax(trial->smooth[0], loss->value[0]), best = trial->smooth[0];
  struct rise spikes = {0};
  size_t count = 0;
  for (size_t i = 0; i < loss->count; i++) {
    double progress = fmax(first - best, 0);
    double least = fmax(fmax(6 * trial->noise, 10 * wander_at(trial, i)), rounding);
    best = fmin(best, trial->smooth[i]);
    struct rise rise = {i, i, best, trial->smooth[i]};
    while (rise.last < loss->count && trial->smooth[rise.last] - best > fmax(progress / 2, least))
      rise.top = fmax(rise.top, trial->smooth[rise.last++]);
    size_t rows = rise.last - rise.first;
    if (rows > 0) rise.last--;
    if (rows > 0 && !comes_back(trial, &rise, least) && (rows >= ROWS || rise.last + 1 == loss->count)) {
      rise.last = loss->count - 1;
      while (rise.first > 0 && trial->smooth[rise.first - 1] < trial->smooth[rise.first])
        rise.first--; /* where it began */
      add_rise(trial, DH_FINDING_DIVERGED, DH_FINDING_FAULT, &rise);
      break;
    }
    if (rows == 0 && !stands_out(trial, i, best, progress)) continue;
    if (rows == 0) rise.top = loss->value[i];
    if (count++ == 0) spikes = rise;
    spikes.last = rise.last;
    spikes.top = fmax(spikes.top, rise.top);
    i = rise.last;
  }
  struct dh_finding *finding = count ? add_rise(trial, DH_FINDING_SPIKE, DH_FINDING_NOTE, &spikes) : NULL;
  if (finding) finding->evidence[3] = (double)count;
}

/* --- epochs --- */

enum { SIDE = 3 /* rows on each side of an epoch's beginning */ };

/* How far the loss drops between the rows before index i of the series and those from it on. */
static double drop_at(const struct trial *trial, size_t i) {
  double before[SIDE], after[SIDE];
  for (size_t k = 0; k < SIDE; k++) {
    before[k] = trial->loss.value[i - SIDE + k];
    after[k] = trial->loss.value[i + k];
  }
  return robust_median(before, SIDE) - robust_median(after, SIDE);
}

/* Where a whole epoch is passed, within a row (or two, as medians of three see it), the loss drops by more than three
 * median deviations; at most of the epochs' ends, two or more, and not half-way between them. Where there are no more
 * than two, chance does it more often: five deviations at both. */
void find_stairs(struct trial *trial) {
  enum { EPOCHS_MOST = 256, FEW = 2 };
  const struct series *loss = &trial->loss;
  double drops[EPOCHS_MOST], least = fmax(3 * trial->noise, rounding);
  size_t looked = 0, stairs = 0, high = 0, between = 0, before = 0, first = 0, last = 0;
  for (size_t i = SIDE; i + SIDE <= loss->count && looked < EPOCHS_MOST; i++) {
    double epoch = trial_value(trial, loss->row[i], DH_LOG_EPOCH),
           was = trial_value(trial, loss->row[i - 1], DH_LOG_EPOCH);
    if (!(floor(epoch) > floor(was)) || !(epoch > 0)) continue;
    double drop = fmax(drop_at(trial, i), i + 1 + SIDE <= loss->count ? drop_at(trial, i + 1) : 0);
    drops[looked++] = drop;
    high += drop > 5 * trial->noise;
    if (drop > least) {
      if (stairs++ == 0) first = i;
      last = i;
    }
    size_t middle = before + (i - before) / 2;
    if (middle >= SIDE && middle + SIDE <= loss->count) between += drop_at(trial, middle) > least;
    before = i;
  }
  if (stairs * 3 < looked * 2 || between * 2 > stairs || (looked <= FEW && high < FEW)) return;
  struct dh_finding *finding =
      trial_add(trial, DH_FINDING_EPOCH_STAIRS, DH_FINDING_NOTE, loss->row[first], loss->row[last]);
  if (!finding) return;
  finding->evidence[0] = (double)stairs;
  finding->evidence[1] = (double)looked;
  finding->evidence[2] = robust_median(drops, looked);
}

/* --- no trend --- */

/* The fall over a stretch of the series, along its median slope. */
static double fall_over(const struct trial *trial, size_t first, size_t last) {
  const struct series *loss = &trial->loss;
  return -robust_slope(loss->step + first, loss->value + first, last - first + 1) *
         (loss->step[last] - loss->step[first]);
}

/* The loss over a tenth of the series. */
static double tenth(struct trial *trial, size_t part) {
  size_t first = trial->loss.count * part / 10;
  return trial_median(trial, first, trial->loss.count * (part + 1) / 10 - first);
}

/* The longest stretch, in tenths of the log, over which the loss falls by less than one median deviation and by less
 * than a fiftieth of what the whole training gained, though the rate was not down: a tenth of the peak or more. Three
 * tenths if the loss falls on behind it, five if not: whoever has arrived may stand. If the last tenth is no lower than
 * the first, nothing was learnt, and that is a fault; otherwise it may be a plateau or an arrival. */
void find_flat(struct trial *trial) {
  enum { PARTS = 10, INSIDE = 3, TAIL = 5, ROWS = 30 };
  const struct series *loss = &trial->loss;
  const struct dh_finding *diverged = trial_found(trial, DH_FINDING_DIVERGED);
  if (loss->count < ROWS || !(trial->peak_rate > 0)) return;
  double gained = tenth(trial, 0) - tenth(trial, PARTS - 1), least = fmax(trial->noise, rounding);
  bool nothing = fabs(gained) <= 2 * least && trial->smooth[0] - tenth(trial, PARTS - 1) <= 4 * least;
  for (size_t parts = PARTS; parts >= INSIDE; parts--)
    for (size_t part = 0; part + parts <= PARTS; part++) {
      size_t first = loss->count * part / PARTS, last = loss->count * (part + parts) / PARTS - 1;
      bool high = trial_value(trial, loss->row[last], DH_LOG_LEARNING_RATE) >= 0.1 * trial->peak_rate;
      double fall = fall_over(trial, first, last);
      bool all = parts == PARTS, small = all ? nothing : fabs(fall) <= fabs(gained) / 50;
      if (!high || !small || !(fabs(fall) <= (all ? 1.5 : 1) * least)) continue;
      bool falls_on = part + parts < PARTS && tenth(trial, part + parts - 1) - tenth(trial, PARTS - 1) > least;
      if (!falls_on && parts < TAIL) continue;
      if (diverged && loss->row[last] >= diverged->first) continue; /* where it went is no plateau */
      struct dh_finding *finding = trial_add(trial, DH_FINDING_FLAT, all ? DH_FINDING_FAULT : DH_FINDING_NOTE,
                                             loss->row[first], loss->row[last]);
      if (!finding) return;
      finding->evidence[0] = fall;
      finding->evidence[1] = trial->noise;
      finding->evidence[2] = loss->step[first];
      finding->evidence[3] = loss->step[last];
      return;
    }
}

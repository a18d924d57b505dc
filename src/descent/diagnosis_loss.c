/* SPDX-License-Identifier: MIT
 *
 * Findings from losses. Every threshold is justified where it stands. */
#include "descent/diagnosis.h"
#include "descent/robust.h"

#include <math.h>

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
 * than two, chance does it more often: five deviations at both. An epoch has to have rows for both medians, one more
 * than a side has: where rows are about as long as an epoch, each of them begins one. */
void find_stairs(struct trial *trial) {
  enum { EPOCHS_MOST = 256, FEW = 2 };
  const struct series *loss = &trial->loss;
  double drops[EPOCHS_MOST], least = fmax(3 * trial->noise, loss_resolution);
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
  if (before < looked * (SIDE + 1) || stairs * 3 < looked * 2 || between * 2 > stairs || (looked <= FEW && high < FEW))
    return;
  struct dh_finding *finding =
      trial_add(trial, DH_FINDING_EPOCH_STAIRS, DH_FINDING_NOTE, loss->row[first], loss->row[last]);
  if (!finding) return;
  finding->evidence[0] = (double)stairs;
  finding->evidence[1] = (double)looked;
  finding->evidence[2] = robust_median(drops, looked);
}

/* --- no trend --- */

enum { PARTS = 10 /* of the series */ };

/* A stretch of it. */
struct stretch {
  size_t first, last;
  double fall; /* along its median slope */
};

static double fall_over(const struct trial *trial, const struct stretch *stretch,
                        double (*slope)(const double *x, const double *y, size_t count)) {
  const struct series *loss = &trial->loss;
  size_t first = stretch->first, last = stretch->last;
  return -slope(loss->step + first, loss->value + first, last - first + 1) * (loss->step[last] - loss->step[first]);
}

/* A quick look, and if it is small enough, the one that is told. */
static bool falls_less(const struct trial *trial, struct stretch *stretch, double least) {
  if (!(fabs(fall_over(trial, stretch, robust_slope)) <= least)) return false;
  stretch->fall = fall_over(trial, stretch, robust_slope_of_all);
  return fabs(stretch->fall) <= least;
}

/* The loss over a tenth of the series. */
static double tenth(struct trial *trial, size_t part) {
  size_t first = trial->loss.count * part / PARTS;
  return trial_median(trial, first, trial->loss.count * (part + 1) / PARTS - first);
}

/* By how much the medians of two tenths differ by chance at most: three standard deviations, each 2.6 median deviations
 * by the root of their rows. */
static double chance(const struct trial *trial) {
  return fmax(8 * trial->noise / sqrt((double)trial->loss.count / PARTS), loss_resolution);
}

static void add_flat(struct trial *trial, const struct stretch *stretch, enum dh_finding_weight weight) {
  const struct series *loss = &trial->loss;
  double first = tenth(trial, 0), last = tenth(trial, PARTS - 1);
  double row_to_row = trial_row_to_row(trial, stretch->first, stretch->last);
  struct dh_finding *finding =
      trial_add(trial, DH_FINDING_FLAT, weight, loss->row[stretch->first], loss->row[stretch->last]);
  if (!finding) return;
  finding->evidence[0] = stretch->fall;
  finding->evidence[1] = row_to_row;
  finding->evidence[2] = loss->step[stretch->first];
  finding->evidence[3] = loss->step[stretch->last];
  finding->evidence[4] = first;
  finding->evidence[5] = last;
}

/* Whether a training learns can be seen only if its beginning is there, and not of losses about 0: where rewards are
 * what is trained for they are there all along, and so are those of what is known by heart. */
static bool may_tell_learning(struct trial *trial) {
  const struct series *loss = &trial->loss;
  static const double near_zero = 0.05;
  double level = trial_median(trial, 0, loss->count), begin = loss->step[0], end = loss->step[loss->count - 1];
  return begin <= (end - begin) / PARTS && isnan(trial->log->resumed_at) && level > fmax(3 * trial->noise, near_zero);
}

/* From the first tenth to the last nothing was gained that is more than chance, nor in the first rows, and there is no
 * trend: sixteen median deviations by the root of the rows are three standard deviations of a median slope, and more
 * than two median deviations would be seen on a curve. Whatever the rate does: it comes down in most trainings. */
static bool nothing_learnt(struct trial *trial, struct stretch *all) {
  double rows = (double)trial->loss.count, first = tenth(trial, 0), last = tenth(trial, PARTS - 1);
  *all = (struct stretch){.first = 0, .last = trial->loss.count - 1};
  double least = fmax(trial->noise, loss_resolution),
         most = fmax(fmin(16 / sqrt(rows), 2) * trial->noise, loss_resolution);
  return fabs(first - last) <= fmin(chance(trial), fmax(3 * least, loss_resolution)) &&
         trial->smooth[0] - last <= 4 * least && trial->loss.value[0] - last <= 8 * least && may_tell_learning(trial) &&
         falls_less(trial, all, most);
}

/* Does it hold what is told of itself: a rise, or two rows that lie far above its level, or below it? */
static bool holds_a_jump(struct trial *trial, const struct stretch *stretch) {
  const struct series *loss = &trial->loss;
  for (int i = 0; i < trial->count; i++) {
    const struct dh_finding *finding = &trial->findings[i];
    bool rises =
        finding->kind == DH_FINDING_DIVERGED || finding->kind == DH_FINDING_SPIKE || finding->kind == DH_FINDING_RISING;
    if (rises && finding->first <= loss->row[stretch->last] && finding->last >= loss->row[stretch->first]) return true;
  }
  double level = trial_median(trial, stretch->first, stretch->last - stretch->first + 1);
  double far = fmax(6 * trial->noise, loss_resolution);
  for (size_t i = stretch->first; i < stretch->last; i++) {
    double nearer = fmin(fabs(loss->value[i] - level), fabs(loss->value[i + 1] - level));
    if (nearer > far && (loss->value[i] > level) == (loss->value[i + 1] > level)) return true;
  }
  return false;
}

/* Is what comes behind a stretch that ends with a tenth lower, by more than chance and by a tenth of the gain? */
static bool falls_behind(struct trial *trial, size_t part, double gained) {
  return part + 1 < PARTS && tenth(trial, part) - tenth(trial, PARTS - 1) > fmax(chance(trial), gained / 10);
}

/* If nothing was learnt all along that is a fault. Else the longest stretch, in tenths of the log, over which the loss
 * falls by less than one median deviation and by less than a fiftieth of what the whole training gained, though the
 * rate was not down, a tenth of the peak or more: three tenths if the loss falls on behind it (a plateau), five if not.
 * That is an arrival, and none worth a word if the rate comes down at the end. */
void find_flat(struct trial *trial) {
  enum { INSIDE = 3, TAIL = 5, ROWS = 30 };
  static const double down = 0.1;
  const struct series *loss = &trial->loss;
  struct stretch stretch;
  if (loss->count < ROWS || !(trial->peak_rate > 0) || trial_found(trial, DH_FINDING_FROZEN)) return;
  if (!trial_found(trial, DH_FINDING_DIVERGED) && !trial_found(trial, DH_FINDING_RISING) &&
      nothing_learnt(trial, &stretch)) {
    add_flat(trial, &stretch, DH_FINDING_FAULT);
    return;
  }
  double gained = tenth(trial, 0) - tenth(trial, PARTS - 1);
  double least = fmin(fmax(trial->noise, loss_resolution), fabs(gained) / 50);
  for (size_t parts = PARTS - 1; parts >= INSIDE; parts--)
    for (size_t part = 0; part + parts <= PARTS; part++) {
      stretch.first = loss->count * part / PARTS;
      stretch.last = loss->count * (part + parts) / PARTS - 1;
      if (!(trial_value(trial, loss->row[stretch.last], DH_LOG_LEARNING_RATE) >= down * trial->peak_rate)) continue;
      if (!falls_behind(trial, part + parts - 1, gained) &&
          (parts < TAIL || trial->end_rate <= down * trial->peak_rate))
        continue;
      if (!falls_less(trial, &stretch, least) || holds_a_jump(trial, &stretch)) continue;
      add_flat(trial, &stretch, DH_FINDING_NOTE);
      return;
    }
}

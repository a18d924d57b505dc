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
  if (loss->count < ROWS || !(trial->peak_rate > 0) || trial_found(trial, DH_FINDING_FROZEN)) return;
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

/* SPDX-License-Identifier: MIT
 *
 * Findings from losses that go up again. Every threshold is justified where it stands. */
#include "descent/diagnosis.h"
#include "descent/robust.h"

#include <math.h>
#include <string.h>

struct rise {
  size_t first, last; /* of the series */
  double best;        /* of the medians before it */
};

enum { RISE_ROWS = 5 /* medians that make a rise last */, REACH = 2 /* rows on each side that such a median has */ };

/* --- from where to where --- */

/* A loss this far above the best, and no farther, is where the losses were: three median deviations, two standard ones,
 * which most of the rows about a level stay in. */
static double where_it_was(const struct trial *trial, double best) {
  return best + fmax(3 * trial->noise, loss_resolution);
}

/* The first row behind all those that are where the best were. Medians see a rise before it is there; and the first has
 * nothing in front of it but what comes next, which may be up already. */
static size_t onset(const struct trial *trial, size_t seen, double best) {
  double start = best < trial->smooth[0] ? best : fmin(best, trial->loss.value[0]);
  double low = where_it_was(trial, start);
  size_t i = seen + REACH < trial->loss.count ? seen + REACH + 1 : trial->loss.count;
  while (i > 0 && trial->loss.value[i - 1] > low) i--;
  return i < trial->loss.count ? i : seen;
}

/* The median of the five rows in front of one, fewer at the beginning: where the losses were. */
static double level_before(const struct trial *trial, size_t i) {
  size_t rows = i < 2 * REACH + 1 ? i : 2 * REACH + 1;
  double some[2 * REACH + 1];
  memcpy(some, trial->loss.value + i - rows, rows * sizeof *some);
  return robust_median(some, rows);
}

/* A spike has the rows that are themselves above `low`, from the first to the last, and those in front of them that
 * are up already: by more than most rows about a level, and by a tenth of what it is going to be. */
static void trim(const struct trial *trial, struct rise *rise, double low) {
  const struct series *loss = &trial->loss;
  rise->first = rise->first > REACH ? rise->first - REACH : 0;
  rise->last = rise->last + REACH < loss->count ? rise->last + REACH : loss->count - 1;
  while (rise->first < rise->last && !(loss->value[rise->first] > low)) rise->first++;
  while (rise->last > rise->first && !(loss->value[rise->last] > low)) rise->last--;
  while (rise->last + 1 < loss->count && loss->value[rise->last + 1] > low) rise->last++;
  for (double up; rise->first > 1; rise->first--) {
    double level = level_before(trial, rise->first);
    up = loss->value[rise->first - 1];
    if (!(up > where_it_was(trial, level) && up - level > (low - level) / 5)) break;
  }
}

/* Its evidence is what stands in rows, not what their medians are. */
static struct dh_finding *add_rise(struct trial *trial, enum dh_finding_kind kind, enum dh_finding_weight weight,
                                   const struct rise *rise) {
  const struct series *loss = &trial->loss;
  struct dh_finding *finding = trial_add(trial, kind, weight, loss->row[rise->first], loss->row[rise->last]);
  if (!finding) return NULL;
  double lowest = loss->value[0], highest = loss->value[rise->first];
  for (size_t i = 1; i < rise->first; i++) lowest = fmin(lowest, loss->value[i]);
  for (size_t i = rise->first; i <= rise->last; i++) highest = fmax(highest, loss->value[i]);
  finding->evidence[0] = lowest;
  finding->evidence[1] = highest;
  return finding;
}

/* --- it does not come back --- */

/* Where a loss that went up has come to rest: the medians of its third and its last quarter differ by less than a
 * twentieth of the rise, which nobody sees on a curve. NaN if it has not, or if quarters are too short to tell. */
static double rest(struct trial *trial, const struct rise *rise) {
  enum { ROWS = 3 /* a median of fewer is no better than one loss */ };
  size_t quarter = (rise->last - rise->first + 1) / 4, end = rise->last + 1;
  if (quarter < ROWS) return (double)NAN;
  double third = trial_median(trial, end - 2 * quarter, quarter), last = trial_median(trial, end - quarter, quarter);
  return fabs(last - third) < (last - rise->best) / 20 ? last : (double)NAN;
}

/* The step at which a warmup ends (0.8 of the peak or more), if a loss that begins to rise at this row may have to do
 * with it: from half of the peak on, and until as many rows again have gone by. NaN. */
static double warmup_end(const struct trial *trial, size_t row) {
  static const double near_peak = 0.8, half = 0.5;
  size_t end = 0;
  bool low = false;
  for (; end < trial->log->count; end++) {
    double share = trial_value(trial, end, DH_LOG_LEARNING_RATE) / trial->peak_rate;
    if (share >= near_peak) break;
    low = low || share < half;
    if (end == row && low && share < half) return (double)NAN;
  }
  bool near = low && end < trial->log->count && row <= 2 * end;
  return near ? trial->log->rows[end].value[DH_LOG_STEP] : (double)NAN;
}

static void add_divergence(struct trial *trial, const struct rise *seen) {
  struct rise rise = {onset(trial, seen->first, seen->best), trial->loss.count - 1, seen->best};
  struct dh_finding *finding = add_rise(trial, DH_FINDING_DIVERGED, DH_FINDING_FAULT, &rise);
  if (!finding) return;
  finding->evidence[2] = rest(trial, &rise);
  finding->evidence[3] = warmup_end(trial, finding->first);
}

/* Less than half of what was gained is no divergence, but a training loss that goes up to the end is not what anybody
 * trains for: from the last row that is where the best were, over a tenth of the rows at least, it rises by as much as
 * a divergence has to, and throughout. A fault from a quarter of the gain on; a tenth is hardly to be seen on a curve.
 */
static void find_rising(struct trial *trial, double least, double gain) {
  const struct series *loss = &trial->loss;
  struct rise rise = {0, loss->count - 1, (double)INFINITY};
  for (size_t i = 0; i < loss->count; i++) rise.best = fmin(rise.best, trial->smooth[i]);
  for (rise.first = loss->count; rise.first > 0; rise.first--)
    if (trial->smooth[rise.first - 1] <= where_it_was(trial, rise.best)) break;
  size_t rows = loss->count - rise.first;
  if (rise.first == 0 || rows < TRIAL_THIRDS_ROWS || rows * 10 < loss->count) return;
  double height = trial_median(trial, loss->count - rows / 3, rows / 3) - rise.best;
  if (!(height > fmax(gain / 10, least)) || !trial_goes_throughout(trial, rise.first, rows, height)) return;
  struct dh_finding *finding =
      add_rise(trial, DH_FINDING_RISING, height > gain / 4 ? DH_FINDING_FAULT : DH_FINDING_NOTE, &rise);
  if (!finding) return;
  finding->evidence[1] = loss->value[loss->count - 1];
  finding->evidence[2] = height / gain;
}

/* --- it does --- */

/* Of the rows in front of the tenth in which an index lies. */
static double wander_at(const struct trial *trial, size_t i) {
  return trial->wander[i * WANDER_PARTS / trial->loss.count];
}

/* How far a row stands above those about it and the one before. */
static double above(const struct trial *trial, size_t i) {
  return i == 0 ? 0 : trial->loss.value[i] - fmax(trial->smooth[i], trial->loss.value[i - 1]);
}

/* The rows that stand out most, the highest first, of those that are near each other one. */
enum { OUTLIERS = 4, NEAR = 2 * REACH + 1 };
struct outliers {
  size_t count, row[OUTLIERS];
  double height[OUTLIERS];
};

static bool is_near(size_t row, size_t first, size_t last) { return row + NEAR >= first && row <= last + NEAR; }

static void put_outlier(struct outliers *outliers, size_t row, double height) {
  size_t to = outliers->count;
  for (size_t i = 0; i < outliers->count && to == outliers->count; i++)
    if (is_near(row, outliers->row[i], outliers->row[i])) to = i;
  if (to < outliers->count && outliers->height[to] >= height) return;
  if (to == OUTLIERS && outliers->height[--to] >= height) return;
  if (to == outliers->count) outliers->count++;
  for (; to > 0 && outliers->height[to - 1] < height; to--) {
    outliers->row[to] = outliers->row[to - 1];
    outliers->height[to] = outliers->height[to - 1];
  }
  outliers->row[to] = row;
  outliers->height[to] = height;
}

/* Single rows, or two: what more of them do is in the medians, and no accident of a batch. */
static void find_outliers(const struct trial *trial, struct outliers *outliers) {
  *outliers = (struct outliers){0};
  for (size_t i = 1; i < trial->loss.count; i++) {
    double height = trial->loss.value[i] - fmax(trial->smooth[i], level_before(trial, i));
    if (height > 0) put_outlier(outliers, i, height);
  }
}

/* Do three rows elsewhere stand out, too? Then the batches of this log are like that, and what is no higher than three
 * times the highest of them is one more: of losses whose tails are long the highest two differ by a half in every other
 * log, by three times in every tenth. (Of normal noise none stands out, in a few hundred rows.) */
static bool comes_all_along(const struct trial *trial, const struct outliers *outliers, const struct rise *rise) {
  enum { OTHERS = 3, TIMES = 3 };
  double height = 0, highest = 0, level = level_before(trial, rise->first),
         least = fmax(8 * trial->noise, loss_resolution);
  int others = 0;
  for (size_t i = rise->first; i <= rise->last; i++) height = fmax(height, trial->loss.value[i] - level);
  for (size_t i = 0; i < outliers->count; i++) {
    if (is_near(outliers->row[i], rise->first, rise->last) || !(outliers->height[i] > least)) continue;
    highest = fmax(highest, outliers->height[i]);
    others++;
  }
  return others >= OTHERS && height < TIMES * highest;
}

/* A single row is not in the median of five: it has to stand out by more, so that of a million rows of noise hardly one
 * does (eight median deviations are 5.4 standard deviations). */
static bool stands_out(const struct trial *trial, size_t i, double best, double progress) {
  double value = trial->loss.value[i], height = above(trial, i);
  double least = fmax(fmax(8 * trial->noise, 12 * wander_at(trial, i)), loss_resolution);
  return height > least && height > progress / 2 && value - best > progress / 2 + least;
}

/* Into `room`, for comes_back(): how low the losses still come from each on. */
static void note_lowest_from(struct trial *trial) {
  double lowest = (double)INFINITY;
  for (size_t i = trial->loss.count; i-- > 0;) trial->room[i] = lowest = fmin(lowest, trial->smooth[i]);
}

/* Is the best before it reached again, but for what losses differ anyhow? */
static bool comes_back(const struct trial *trial, const struct rise *rise, double least) {
  return rise->last + 1 < trial->loss.count && trial->room[rise->last + 1] <= rise->best + least;
}

struct spikes {
  struct outliers outliers;
  struct rise all; /* from the first to the last of them */
  size_t count;
};

/* What is short, of fewer than five medians, and comes all along is none. */
static void count_spike(const struct trial *trial, struct spikes *spikes, const struct rise *seen, double low) {
  struct rise rise = *seen;
  trim(trial, &rise, low);
  if (seen->last - seen->first + 1 < RISE_ROWS && comes_all_along(trial, &spikes->outliers, &rise)) return;
  if (spikes->count++ == 0) spikes->all = rise;
  spikes->all.last = rise.last;
}

/* The step of the first row behind a rise with a loss of no more than this; NaN. */
static double step_below(const struct trial *trial, const struct rise *rise, double most) {
  const struct series *loss = &trial->loss;
  for (size_t i = rise->last + 1; i < loss->count; i++)
    if (loss->value[i] <= most) return loss->step[i];
  return (double)NAN;
}

static void add_spikes(struct trial *trial, const struct spikes *spikes) {
  if (spikes->count == 0) return;
  double level = level_before(trial, spikes->all.first);
  struct dh_finding *finding = add_rise(trial, DH_FINDING_SPIKE, DH_FINDING_NOTE, &spikes->all);
  if (!finding) return;
  finding->evidence[2] = step_below(trial, &spikes->all, where_it_was(trial, level));
  finding->evidence[3] = (double)spikes->count;
  struct rise top = spikes->all;
  while (top.last > top.first && trial->loss.value[top.last] < finding->evidence[1]) top.last--;
  finding->evidence[4] = step_below(trial, &top, (level + finding->evidence[1]) / 2);
}

/* The median of five rows above the best so far by more than half of what had been gained, and by six median deviations
 * (four standard deviations) of the rows, ten of what the losses wander anyhow, whose tails are long. If the best is
 * not reached again (five rows or more, or to the end) it has diverged; what comes back is a spike, however long it
 * took: all of them are one finding. */
void find_rises(struct trial *trial) {
  const struct series *loss = &trial->loss;
  struct spikes spikes = {0};
  struct rise away = {0};
  if (loss->count < DH_LOG_LOSSES_LEAST) return;
  note_lowest_from(trial);
  find_outliers(trial, &spikes.outliers);
  double first = fmax(trial->smooth[0], loss->value[0]), best = trial->smooth[0], least = 0;
  bool diverged = false;
  for (size_t i = 0; i < loss->count && !diverged; i++) {
    double progress = fmax(first - best, 0);
    least = fmax(fmax(6 * trial->noise, 10 * wander_at(trial, i)), loss_resolution);
    best = fmin(best, trial->smooth[i]);
    struct rise rise = {i, i, best};
    double low = best + fmax(progress / 2, least);
    while (rise.last < loss->count && trial->smooth[rise.last] > low) rise.last++;
    size_t rows = rise.last - rise.first;
    if (rows > 0) rise.last--;
    diverged = rows > 0 && !comes_back(trial, &rise, least) && (rows >= RISE_ROWS || rise.last + 1 == loss->count);
    if (diverged)
      away = rise;
    else if (rows > 0)
      count_spike(trial, &spikes, &rise, low);
    else if (stands_out(trial, i, best, progress))
      count_spike(trial, &spikes, &rise, best + (loss->value[i] - best) / 2);
    i = rise.last;
  }
  if (diverged) add_divergence(trial, &away);
  add_spikes(trial, &spikes);
  if (!diverged) find_rising(trial, least, first - best);
}

/* SPDX-License-Identifier: MIT
 *
 * Findings from losses that go up again. Every threshold is justified where it stands. */
#include "descent/diagnosis.h"
#include "descent/robust.h"

#include <math.h>

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

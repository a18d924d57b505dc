/* SPDX-License-Identifier: MIT
 *
 * Findings where a log ends: does the loss still fall, and was the training to go on? Every threshold is justified
 * where it stands. */
#include "descent/diagnosis.h"
#include "descent/robust.h"

#include <math.h>

/* Over the last fifth. */
struct descent {
  size_t first, count; /* of the series */
  double fall, noise, share, slope;
};

/* The loss falls by more than three median deviations and not in one place only, and the rate is not down: a tenth of
 * the peak or more. (It says nothing of the rate being too small: more steps would do as well.) */
static bool still_falls(struct trial *trial, struct descent *descent) {
  enum { ROWS = TRIAL_THIRDS_ROWS };
  const struct series *loss = &trial->loss;
  size_t first = descent->first = loss->count * 4 / 5, count = descent->count = loss->count - first;
  descent->share = trial->end_rate / trial->peak_rate;
  if (count < ROWS || !(descent->share >= 0.1)) return false;
  double slope = descent->slope = robust_slope(loss->step + first, loss->value + first, count);
  for (size_t i = 0; i < count; i++)
    trial->room[i] = loss->value[first + i] - slope * (loss->step[first + i] - loss->step[first]);
  descent->noise = robust_deviation(trial->room, count);
  double fall = descent->fall = -slope * (loss->step[loss->count - 1] - loss->step[first]);
  return fall > 3 * descent->noise && trial_goes_throughout(trial, first, count, -fall) && fall > loss_resolution &&
         fall > 0.01 * fabs(trial->smooth[loss->count - 1]);
}

/* The last number of a column, and how far it is from the one before it in a row with a loss, *between; NaN. */
static double last_of(const struct trial *trial, enum dh_log_column column, double *between) {
  double last = (double)NAN, later = (double)NAN;
  *between = (double)NAN;
  for (size_t i = trial->log->count; i-- > 0 && isnan(*between);) {
    double here = trial_value(trial, i, column);
    if (!isfinite(here)) continue;
    if (isnan(last)) last = here;
    if (!dh_log_has(&trial->log->rows[i], DH_LOG_LOSS)) continue;
    if (!isnan(later)) *between = later - here;
    later = here;
  }
  return last;
}

/* The log says how long the training is, and does not come there: *at of *end steps, or epochs where it says no steps.
 * The last row is written up to a row's distance before the end, unless the file says itself how far it came; epochs
 * are rounded to two decimals. */
static bool ends_early(const struct trial *trial, double *at, double *end) {
  static const double rounded = 0.01;
  const struct dh_log *log = trial->log;
  bool steps = dh_log_counts_steps(log);
  double between;
  *end = steps ? (double)log->max_steps : log->epochs;
  *at = last_of(trial, steps ? DH_LOG_STEP : DH_LOG_EPOCH, &between);
  if (!(*end > 0)) return false;
  if (!steps) return *at + between + rounded < *end;
  *at = fmax(*at, (double)log->global_step);
  return *at + (log->global_step > 0 ? 0 : between) < *end;
}

/* What was stopped on its way, or is still running, or is cut off in the file, is not to be blamed for not being at its
 * end. */
void find_unfinished(struct trial *trial) {
  const struct series *loss = &trial->loss;
  double at, end;
  struct descent descent;
  bool early = ends_early(trial, &at, &end), falls = still_falls(trial, &descent);
  if (!early && !falls) return;
  size_t last = falls ? loss->row[loss->count - 1] : trial->log->count - 1;
  struct dh_finding *finding =
      trial_add(trial, DH_FINDING_UNFINISHED, early || trial->log->cut ? DH_FINDING_NOTE : DH_FINDING_FAULT,
                falls ? loss->row[descent.first] : last, last);
  if (!finding) return;
  if (falls) {
    finding->evidence[0] = descent.fall;
    finding->evidence[1] = descent.noise;
    finding->evidence[2] = descent.share;
    finding->evidence[3] = descent.slope;
  }
  if (early) {
    finding->evidence[4] = at;
    finding->evidence[5] = end;
    finding->evidence[6] = trial->log->stopped;
  }
}

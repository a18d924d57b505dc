/* SPDX-License-Identifier: MIT
 *
 * Findings from rates and gradient norms. Every threshold is justified where it stands. */
#include "descent/diagnosis.h"
#include "descent/robust.h"

#include <math.h>

/* A gradient that was not finite and a loss that goes on: the step was left out, as loss scaling does now and then.
 * Five in a row are no accident any more. */
enum { IN_A_ROW = 5 };

/* Is this the only row with a loss between two losses of the series? More of them are a NaN. */
static bool is_alone(const struct trial *trial, size_t row) {
  const struct series *loss = &trial->loss;
  size_t behind = trial_loss_from(trial, row), first = behind > 0 ? loss->row[behind - 1] + 1 : 0;
  size_t end = behind < loss->count ? loss->row[behind] : trial->log->count;
  bool alone = true;
  for (size_t i = row; alone && i-- > first;) alone = !dh_log_has(&trial->log->rows[i], DH_LOG_LOSS);
  for (size_t i = row + 1; alone && i < end; i++) alone = !dh_log_has(&trial->log->rows[i], DH_LOG_LOSS);
  return alone;
}

/* A Trainer's zero is the loss of a step left out if it left the series alone. */
static bool is_skipped(const struct trial *trial, size_t row) {
  const struct dh_log_row *values = &trial->log->rows[row];
  double loss = trial_value(trial, row, DH_LOG_LOSS);
  return dh_log_has(values, DH_LOG_GRAD_NORM) && !isfinite(values->value[DH_LOG_GRAD_NORM]) && isfinite(loss) &&
         (loss != 0 || is_alone(trial, row));
}

/* How much of the second half was skipped, by rows that have a gradient norm. Loss scaling has found its scale by then,
 * and tries a larger one every 2000 steps; what is lost more often than in a tenth of the rows is lost to the training.
 * Fewer rows than make a fault in one stretch make none here either. */
static double share_lost(const struct trial *trial) {
  size_t norms = 0, lost = 0;
  for (size_t i = trial->log->count / 2; i < trial->log->count; i++) {
    norms += dh_log_has(&trial->log->rows[i], DH_LOG_GRAD_NORM);
    lost += is_skipped(trial, i);
  }
  return lost >= IN_A_ROW ? (double)lost / (double)norms : 0;
}

void find_skipped(struct trial *trial) {
  static const double many = 0.1;
  size_t count = trial->log->count, first = 0, last = 0, skipped = 0, zeros = 0;
  bool stuck = false;
  for (size_t i = 0; i < count; i++) {
    size_t end = i;
    for (; end < count && is_skipped(trial, end); end++) zeros += trial_value(trial, end, DH_LOG_LOSS) == 0;
    if (end == i) continue;
    if (skipped == 0) first = i;
    last = end - 1;
    skipped += end - i;
    stuck = stuck || end - i >= IN_A_ROW;
    i = end;
  }
  if (skipped == 0) return;
  double lost = share_lost(trial);
  struct dh_finding *finding =
      trial_add(trial, DH_FINDING_SKIPPED_STEP, stuck || lost > many ? DH_FINDING_FAULT : DH_FINDING_NOTE, first, last);
  if (!finding) return;
  finding->evidence[0] = (double)skipped;
  finding->evidence[1] = trial->log->rows[first].value[DH_LOG_STEP];
  finding->evidence[2] = (double)zeros;
  if (lost > many) finding->evidence[3] = lost;
}

/* Is a column 0 in all rows that have it, `least` of them or more? */
static bool is_zero(const struct trial *trial, enum dh_log_column column, size_t least) {
  size_t zeros = 0;
  for (size_t i = 0; i < trial->log->count; i++) {
    if (!dh_log_has(&trial->log->rows[i], column)) continue;
    if (trial->log->rows[i].value[column] != 0) return false;
    zeros++;
  }
  return zeros >= least;
}

/* Who learns has gradients, whatever was written: from its first quarter to its last the loss falls by more
 * than four median deviations, which no median of some rows does by chance. */
static bool has_fallen(struct trial *trial) {
  size_t quarter = trial->loss.count / 4;
  if (quarter == 0) return false;
  double fall = trial_median(trial, 0, quarter) - trial_median(trial, trial->loss.count - quarter, quarter);
  return fall > 4 * trial->noise && fall > loss_resolution;
}

/* A rate of 0 in all rows that have one, or a gradient: no batch has none by chance, but a reward may be the same for
 * all answers to one prompt, and to the next few. A loss that is 0 alone proves nothing: that of GRPO is. */
void find_frozen(struct trial *trial) {
  enum { RATES = 2, NORMS = 10 };
  bool rate = is_zero(trial, DH_LOG_LEARNING_RATE, RATES);
  bool gradient = is_zero(trial, DH_LOG_GRAD_NORM, NORMS) && !has_fallen(trial);
  if (!rate && !gradient) return;
  struct dh_finding *finding = trial_add(trial, DH_FINDING_FROZEN, DH_FINDING_FAULT, 0, trial->log->count - 1);
  if (!finding) return;
  if (rate) finding->evidence[0] = 0;
  if (!gradient) return;
  finding->evidence[1] = 0;
  finding->evidence[2] = is_zero(trial, DH_LOG_LOSS, NORMS);
}

/* Where the clip was set. Who writes epochs, rates and gradient norms is a Trainer, and clips at 1 unless told. */
static double clip_of(const struct trial *trial, bool *assumed) {
  static const unsigned trainer = 1U << DH_LOG_EPOCH | 1U << DH_LOG_LEARNING_RATE | 1U << DH_LOG_GRAD_NORM;
  *assumed = false;
  for (size_t i = 0; i < trial->log->count && isnan(trial->log->max_grad_norm) && !*assumed; i++)
    *assumed = (trial->log->rows[i].has & trainer) == trainer;
  return *assumed ? 1 : trial->log->max_grad_norm;
}

/* The norm before clipping is above the cap in more than half of the rows: then a smaller or larger gradient makes no
 * difference to the length of a step. Known only if the cap is; one that is assumed has to halve those gradients, or
 * every other healthy log would hear of what may not be so. */
void find_clipped(struct trial *trial) {
  bool assumed;
  double cap = clip_of(trial, &assumed);
  size_t count = 0, above = 0, well_above = 0;
  for (size_t i = 0; i < trial->log->count; i++) {
    double norm = trial_value(trial, i, DH_LOG_GRAD_NORM);
    if (!isfinite(norm)) continue;
    trial->room[count++] = norm;
    above += norm > cap;
    well_above += norm > 2 * cap;
  }
  if (!(cap > 0) || count < 10 || (assumed ? well_above : above) * 2 <= count) return;
  struct dh_finding *finding = trial_add(trial, DH_FINDING_CLIPPED, DH_FINDING_NOTE, 0, trial->log->count - 1);
  if (!finding) return;
  finding->evidence[0] = (double)above / (double)count;
  finding->evidence[1] = cap;
  finding->evidence[2] = robust_median(trial->room, count);
  finding->evidence[3] = assumed;
}

/* --- where the warmup ends --- */

/* The median norm of some rows, of those whose rate is below `most` only; NaN if there is none. */
static double median_norm(struct trial *trial, size_t from, size_t to, double most, size_t *count) {
  *count = 0;
  for (size_t i = from; i < to; i++) {
    double norm = trial_value(trial, i, DH_LOG_GRAD_NORM), rate = trial_value(trial, i, DH_LOG_LEARNING_RATE);
    if (isfinite(norm) && (isinf(most) || rate < most)) trial->room[(*count)++] = norm;
  }
  return robust_median(trial->room, *count);
}

/* Is it more than a row that stands out: is one of its neighbours as high? */
static bool lasts(const struct trial *trial, size_t row, double least) {
  size_t first = row > 2 ? row - 2 : 0, last = row + 2 < trial->log->count ? row + 2 : trial->log->count - 1;
  for (size_t i = first; i <= last; i++)
    if (i != row && trial_value(trial, i, DH_LOG_GRAD_NORM) >= least && !is_skipped(trial, i)) return true;
  return false;
}

/* The row before `edge` with the highest norm at a rate of `least` or more; `edge` if there is none. */
static size_t highest_norm(const struct trial *trial, size_t edge, double least) {
  size_t highest = edge;
  double norm = 0;
  for (size_t i = 0; i < edge; i++) {
    double here = trial_value(trial, i, DH_LOG_GRAD_NORM);
    if (!(trial_value(trial, i, DH_LOG_LEARNING_RATE) >= least) || !(here > norm) || isinf(here)) continue;
    highest = i;
    norm = here;
  }
  return highest;
}

/* Once the norm is down, has the loss a third of its way still before it? On a bowl it comes down with the gradient. */
static bool has_way_to_go(struct trial *trial, size_t highest, size_t edge, double least) {
  static const double some = 1.0 / 3;
  const struct series *loss = &trial->loss;
  size_t row = edge, tenth = loss->count / 10 + 1;
  while (row > highest && !(trial_value(trial, row - 1, DH_LOG_GRAD_NORM) >= least)) row--;
  size_t down = trial_loss_from(trial, row);
  if (down >= loss->count) return false;
  double last = trial_median(trial, loss->count - tenth, tenth);
  return trial->smooth[down] - last > some * (loss->value[0] - last);
}

/* A training without a warmup, at a row of the highest norm, which has to be one of the first three or in the first
 * twentieth: what comes later is no beginning. Norms of healthy ones, too, begin at 3 to 5 times of what
 * they come to: either the loss has to go up with it, by five median deviations over its first, or a row beside it is
 * as high and the loss has a way to go. And they have come down to twice the later ones by the second fifth: on a bowl,
 * where that is no illness, they never stop to fall. */
static bool begins_too_fast(struct trial *trial, size_t highest, size_t edge, double later, double least) {
  enum { FIRST = 3 };
  static const double noises = 5, times_come_down = 2, beginning = 0.05;
  const struct series *loss = &trial->loss;
  size_t rows, second = edge + edge < trial->log->count ? edge + edge : trial->log->count;
  double next = median_norm(trial, edge, second, (double)INFINITY, &rows);
  bool rises = false;
  for (size_t i = 1; i < loss->count && loss->row[i] <= highest + 2; i++)
    rises = rises || loss->value[i] > loss->value[0] + fmax(noises * trial->noise, loss_resolution);
  double step = trial->log->rows[highest].value[DH_LOG_STEP],
         end = trial->log->rows[trial->log->count - 1].value[DH_LOG_STEP];
  return (highest < FIRST || step <= beginning * end) && next <= times_come_down * later &&
         (rises || (lasts(trial, highest, least) && has_way_to_go(trial, highest, edge, least)));
}

/* Is the first rate that was written near the peak? */
static bool begins_high(const struct trial *trial, double least) {
  size_t first = 0;
  while (first < trial->log->count && isnan(trial_value(trial, first, DH_LOG_LEARNING_RATE))) first++;
  return first < trial->log->count && trial_value(trial, first, DH_LOG_LEARNING_RATE) >= least;
}

/* In the first fifth, at 0.8 of the peak or more, a gradient norm that is five times its later median: the rate came up
 * faster than the ground got flatter. A norm that only falls from the start, as it does on every bowl, is none: it must
 * also be twice what it was on the way up; and a single row may be a batch. Without a way up, see above. If the loss
 * diverges there, too, that is what has happened. */
void find_warmup_spike(struct trial *trial) {
  static const double early = 0.2, near_peak = 0.8, times_later = 5, times_before = 2;
  const struct dh_log *log = trial->log;
  size_t edge = 0, rows_before, rows_later;
  const struct dh_finding *diverged = trial_found(trial, DH_FINDING_DIVERGED);
  if (log->count < 10 || !(trial->peak_rate > 0)) return;
  double steps = fmax(log->rows[log->count - 1].value[DH_LOG_STEP], (double)log->max_steps);
  while (edge < log->count && log->rows[edge].value[DH_LOG_STEP] <= early * steps) edge++;
  size_t highest = highest_norm(trial, edge, near_peak * trial->peak_rate);
  if (highest == edge || (diverged && diverged->first < edge)) return;
  double norm = trial_value(trial, highest, DH_LOG_GRAD_NORM);
  double before = median_norm(trial, 0, highest, near_peak * trial->peak_rate, &rows_before);
  double later = median_norm(trial, edge, log->count, (double)INFINITY, &rows_later);
  if (rows_later < 5 || !(norm >= times_later * later)) return;
  bool cold = begins_high(trial, near_peak * trial->peak_rate);
  if (cold ? !begins_too_fast(trial, highest, edge, later, times_later * later)
           : !lasts(trial, highest, times_later * later) || !(norm >= times_before * before))
    return; /* without rows before it, `before` is NaN */
  struct dh_finding *finding = trial_add(trial, DH_FINDING_WARMUP_SPIKE, DH_FINDING_FAULT, highest, highest);
  if (!finding) return;
  finding->evidence[0] = norm;
  finding->evidence[1] = later;
  finding->evidence[2] = log->rows[highest].value[DH_LOG_STEP];
  finding->evidence[3] = trial_value(trial, highest, DH_LOG_LEARNING_RATE);
  finding->evidence[4] = cold;
}

/* Rows of a warmup that is not over when the training is. No other schedule rises in every
 * row; ten of them are no beginning of a cycle. */
void find_endless_warmup(struct trial *trial) {
  enum { ROWS = 10 };
  const struct dh_log *log = trial->log;
  double before = -1, first = (double)NAN, last_step;
  size_t rates = 0;
  bool rises = true, planned = dh_log_counts_steps(log);
  if (!planned || log->count == 0) return;
  for (size_t i = 0; i < log->count && rises; i++) {
    double rate = trial_value(trial, i, DH_LOG_LEARNING_RATE);
    if (isnan(rate)) continue;
    if (rates++ == 0) first = rate;
    rises = rate > before;
    before = rate;
  }
  last_step = fmax(log->rows[log->count - 1].value[DH_LOG_STEP], (double)log->global_step);
  if (!rises || rates < ROWS || last_step < (double)log->max_steps) return;
  struct dh_finding *finding = trial_add(trial, DH_FINDING_ENDLESS_WARMUP, DH_FINDING_NOTE, 0, log->count - 1);
  if (!finding) return;
  finding->evidence[0] = first;
  finding->evidence[1] = before;
}

/* --- noise --- */

/* What was seen of losses at some rates. */
struct noise {
  double absolute, relative; /* median deviations of losses, and of their ratios, from the medians about them */
  double row_to_row;         /* see trial_row_to_row() */
  size_t rows;
};

static bool at_rates(const struct trial *trial, size_t i, double low, double high) {
  double share = trial_value(trial, trial->loss.row[i], DH_LOG_LEARNING_RATE) / trial->peak_rate;
  return share >= low && share <= high;
}

/* At rates between two shares of the peak, behind the first row at the peak. No relative one of losses about 0. */
static struct noise noise_between(struct trial *trial, double low, double high) {
  const struct series *loss = &trial->loss;
  struct noise noise = {0};
  size_t start = 0, count = 0;
  bool positive = true;
  while (start < loss->count && !at_rates(trial, start, 0.9, 1)) start++;
  for (size_t i = start; i < loss->count; i++) {
    if (!at_rates(trial, i, low, high)) continue;
    trial->room[noise.rows++] = loss->value[i] - trial->smooth[i];
    positive = positive && trial->smooth[i] > 0;
  }
  noise.absolute = robust_deviation(trial->room, noise.rows);
  for (size_t i = start; i < loss->count && positive; i++)
    if (at_rates(trial, i, low, high)) trial->room[count++] = loss->value[i] / trial->smooth[i];
  noise.relative = robust_deviation(trial->room, count);
  count = 0;
  for (size_t i = start + 1; i < loss->count; i++)
    if (at_rates(trial, i - 1, low, high) && at_rates(trial, i, low, high))
      trial->room[count++] = fabs(loss->value[i] - loss->value[i - 1]);
  noise.row_to_row = robust_median(trial->room, count);
  return noise;
}

/* Where the rate has come down to a tenth, has the noise come down too? To half or less: then it is the rate that lets
 * the losses jump about (0.316, the root of a tenth, is what a floor that goes with the rate leaves of a deviation; 0.5
 * allows for what the data add); but noise that is a share of the loss falls with the loss, whatever the rate does, so
 * that share has to be halved as well. Between 0.8 and 1.25: the rate has nothing to do with it. Twenty rows on each
 * side make a median deviation good to about a fifth. What is told, from row to row, has to say the same: it knows
 * nothing of a trend, and deviations alone nothing of what lies next to each other. */
void find_noise(struct trial *trial) {
  static const double half = 0.5, same[2] = {0.8, 1.25};
  enum { ROWS = 20 };
  if (!(trial->peak_rate > 0)) return;
  struct noise high = noise_between(trial, 0.9, 1), low = noise_between(trial, 0, 0.1);
  if (high.rows < ROWS || low.rows < ROWS || !(high.absolute > 0)) return;
  double ratio = low.absolute / high.absolute, told = low.row_to_row / high.row_to_row;
  bool follows = fmax(ratio, told) <= half && !(low.relative > half * high.relative),
       stays = fmin(ratio, told) >= same[0] && fmax(ratio, told) <= same[1];
  if (!follows && !stays) return;
  struct dh_finding *finding = trial_add(trial, follows ? DH_FINDING_RATE_NOISE : DH_FINDING_DATA_NOISE,
                                         DH_FINDING_NOTE, 0, trial->log->count - 1);
  if (!finding) return;
  finding->evidence[0] = high.row_to_row;
  finding->evidence[1] = low.row_to_row;
  finding->evidence[2] = (double)high.rows;
  finding->evidence[3] = (double)low.rows;
}

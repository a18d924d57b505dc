/* SPDX-License-Identifier: MIT */
#include "descent/diagnosis.h"

#include "descent/robust.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NOISES                                                                                                         \
  { "row_to_row_at_peak", "row_to_row_at_a_tenth", "rows_at_peak", "rows_at_a_tenth" }

/* What there is to find, and what the numbers of its evidence are, in their order. Each rule looks for one kind, but
 * for the loss's rises (three: those that stay, those that do not, and one that has not come far yet), the noise (two:
 * it follows the rate, or does not) and the evaluations (two: overfitting, or too few of them to call it that). */
static const struct {
  const char *name;
  void (*find)(struct trial *trial);
  const char *evidence[DH_FINDING_EVIDENCE];
} kinds[DH_FINDING_COUNT] = {
    /* Before all others: they look at what is not part of it. */
    [DH_FINDING_NAN] = {"nan", NULL, {"step", "growth", "rate", "number_again_at", "rows", "zeros"}},
    [DH_FINDING_SKIPPED_STEP] = {"skipped_step",
                                 find_skipped,
                                 {"steps", "first_step", "zeros", "share_of_second_half"}},
    [DH_FINDING_DIVERGED] = {"diverged", find_rises, {"lowest_before", "highest", "stays_at", "warmup_end"}},
    [DH_FINDING_SPIKE] = {"spike", NULL, {"lowest_before", "highest", "back_at", "times", "half_down_at"}},
    [DH_FINDING_RISING] = {"rising", NULL, {"lowest_before", "last", "share_of_gain"}},
    [DH_FINDING_FROZEN] = {"frozen", find_frozen, {"rate", "grad_norm", "losses_are_zero"}},
    [DH_FINDING_CLIPPED] = {"clipped", find_clipped, {"share_of_rows", "max_grad_norm", "median_grad_norm", "assumed"}},
    [DH_FINDING_UNFINISHED] = {"unfinished",
                               find_unfinished,
                               {"fall", "noise", "share_of_peak_rate", "slope", "ends_at", "planned_end", "stopped"}},
    [DH_FINDING_WARMUP_SPIKE] = {"warmup_spike",
                                 find_warmup_spike,
                                 {"grad_norm", "median_grad_norm_later", "step", "rate", "no_warmup"}},
    [DH_FINDING_ENDLESS_WARMUP] = {"endless_warmup", find_endless_warmup, {"first_rate", "last_rate"}},
    [DH_FINDING_RATE_NOISE] = {"rate_noise", find_noise, NOISES},
    [DH_FINDING_DATA_NOISE] = {"data_noise", NULL, NOISES},
    [DH_FINDING_OVERFITTING] = {"overfitting",
                                find_overfitting,
                                {"lowest_eval_loss", "step", "last_eval_loss", "fall_of_loss", "times_it_fell_again"}},
    [DH_FINDING_EVAL_RISE] = {"eval_rise",
                              NULL,
                              {"lowest_eval_loss", "step", "last_eval_loss", "fall_of_loss", "evaluations"}},
    [DH_FINDING_EPOCH_STAIRS] = {"epoch_stairs", find_stairs, {"drops", "epochs", "median_drop"}},
    [DH_FINDING_FLAT] = {"flat",
                         find_flat,
                         {"fall", "row_to_row", "first_step", "last_step", "first_tenth", "last_tenth"}},
};

/* Rules are asked in the order of their rows, and some want to know what was found before. */
static_assert(DH_FINDING_DIVERGED < DH_FINDING_WARMUP_SPIKE, "its warmup is the divergence's, if there is one");
static_assert(DH_FINDING_DIVERGED < DH_FINDING_FLAT, "where it went is no plateau");
static_assert(DH_FINDING_FROZEN < DH_FINDING_FLAT, "what nothing moves has not arrived");

const char *dh_finding_name(enum dh_finding_kind kind) { return kinds[kind].name; }

const char *dh_finding_evidence_name(enum dh_finding_kind kind, int index) {
  return index >= 0 && index < DH_FINDING_EVIDENCE ? kinds[kind].evidence[index] : NULL;
}

const char *dh_nan_cause_name(enum dh_nan_cause cause) {
  static const char *const names[] = {[DH_NAN_UNKNOWN] = "unknown",
                                      [DH_NAN_RATE] = "rate",
                                      [DH_NAN_OTHER] = "data_or_precision",
                                      [DH_NAN_START] = "from_the_start"};
  return names[cause];
}

struct dh_finding *trial_add(struct trial *trial, enum dh_finding_kind kind, enum dh_finding_weight weight,
                             size_t first, size_t last) {
  if (trial->count == trial->capacity) return NULL;
  struct dh_finding *finding = &trial->findings[trial->count++];
  *finding = (struct dh_finding){.kind = kind, .weight = weight, .first = first, .last = last};
  for (int i = 0; i < DH_FINDING_EVIDENCE; i++) finding->evidence[i] = (double)NAN;
  return finding;
}

double trial_value(const struct trial *trial, size_t row, enum dh_log_column column) {
  const struct dh_log_row *values = &trial->log->rows[row];
  return dh_log_has(values, column) ? values->value[column] : (double)NAN;
}

size_t trial_loss_from(const struct trial *trial, size_t row) {
  size_t low = 0, high = trial->loss.count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (trial->loss.row[middle] < row)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

double trial_median(struct trial *trial, size_t first, size_t count) {
  memcpy(trial->room, trial->loss.value + first, count * sizeof *trial->room);
  return robust_median(trial->room, count);
}

bool trial_goes_throughout(struct trial *trial, size_t first, size_t count, double change) {
  size_t third = count / 3;
  double start = trial_median(trial, first, third), middle = trial_median(trial, first + third, third),
         end = trial_median(trial, first + count - third, third);
  double least = change < 0 ? fmin(start - middle, middle - end) : fmin(middle - start, end - middle);
  return least > fabs(change) / 6;
}

double trial_row_to_row(struct trial *trial, size_t first, size_t last) {
  size_t count = 0;
  for (size_t i = first + 1; i <= last; i++)
    trial->room[count++] = fabs(trial->loss.value[i] - trial->loss.value[i - 1]);
  return robust_median(trial->room, count);
}

const struct dh_finding *trial_found(const struct trial *trial, enum dh_finding_kind kind) {
  for (int i = 0; i < trial->count; i++)
    if (trial->findings[i].kind == kind) return &trial->findings[i];
  return NULL;
}

/* --- what the log has --- */

static bool series_fill(struct series *series, const struct dh_log *log, enum dh_log_column column) {
  size_t room = log->count ? log->count : 1;
  series->step = malloc(room * sizeof *series->step);
  series->value = malloc(room * sizeof *series->value);
  series->row = malloc(room * sizeof *series->row);
  if (!series->step || !series->value || !series->row) return false;
  for (size_t i = 0; i < log->count; i++) {
    const struct dh_log_row *row = &log->rows[i];
    if (!dh_log_has(row, column) || !isfinite(row->value[column])) continue;
    series->step[series->count] = row->value[DH_LOG_STEP];
    series->value[series->count] = row->value[column];
    series->row[series->count++] = i;
  }
  return true;
}

static void series_free(struct series *series) {
  free(series->step);
  free(series->value);
  free(series->row);
}

enum { WANDER = 10 /* rows on each side */ };

/* What the losses in front of an index wander, their trend aside: from there on they may do what they never did. */
static double wander_before(struct trial *trial, size_t end) {
  enum { LEAST = 5 };
  size_t apart = 0;
  for (size_t i = WANDER; i + WANDER < end; i++)
    trial->room[apart++] = fabs(trial->smooth[i] - (trial->smooth[i - WANDER] + trial->smooth[i + WANDER]) / 2);
  return apart >= LEAST ? robust_median(trial->room, apart) : trial->noise;
}

static bool smooth(struct trial *trial) {
  size_t count = trial->loss.count, room = count ? count : 1;
  trial->smooth = malloc(room * sizeof *trial->smooth);
  trial->room = malloc((trial->log->count + 1) * sizeof *trial->room);
  if (!trial->smooth || !trial->room) return false;
  for (size_t i = 0; i < count; i++) {
    trial->smooth[i] = robust_five(trial->loss.value, count, i);
    trial->room[i] = trial->loss.value[i] - trial->smooth[i];
  }
  /* A row is one of the five itself: of normal noise 0.49 of the deviation is left, where 0.67 is its median one. */
  trial->noise = robust_deviation(trial->room, count) * 1.37;
  for (size_t part = 0; part < WANDER_PARTS; part++)
    trial->wander[part] = wander_before(trial, count * part / WANDER_PARTS);
  return true;
}

static void note_rates(struct trial *trial) {
  trial->peak_rate = trial->end_rate = (double)NAN;
  for (size_t i = 0; i < trial->log->count; i++) {
    double rate = trial_value(trial, i, DH_LOG_LEARNING_RATE);
    if (!isfinite(rate)) continue;
    trial->peak_rate = fmax(trial->peak_rate, rate); /* fmax passes NaN over */
    trial->end_rate = rate;
  }
}

static void summarise(const struct trial *trial, struct dh_log_summary *summary) {
  size_t count = trial->loss.count, written[DH_LOG_COLUMNS] = {0};
  *summary = (struct dh_log_summary){.losses = count,
                                     .evals = trial->eval.count,
                                     .first = count ? trial->loss.value[0] : (double)NAN,
                                     .best = (double)NAN,
                                     .judged = count >= DH_LOG_LOSSES_LEAST,
                                     .last = count && !trial->dead ? trial->loss.value[count - 1] : (double)NAN,
                                     .peak_rate = trial->peak_rate,
                                     .end_rate = trial->end_rate,
                                     .noise = trial->noise};
  for (size_t i = 0; i < count; i++) summary->best = fmin(summary->best, trial->loss.value[i]);
  for (size_t i = 0; i < trial->log->count; i++)
    for (int column = 0; column < DH_LOG_COLUMNS; column++)
      written[column] += dh_log_has(&trial->log->rows[i], (enum dh_log_column)column);
  for (int column = 0; column < DH_LOG_COLUMNS; column++) summary->has[column] = written[column] > 1;
}

static int by_place(const void *a, const void *b) {
  const struct dh_finding *first = a, *second = b;
  if (first->first != second->first) return first->first < second->first ? -1 : 1;
  return (int)first->kind - (int)second->kind;
}

int dh_log_diagnose(const struct dh_log *log, struct dh_log_summary *summary, struct dh_finding *findings,
                    int capacity) {
  struct trial trial = {.log = log, .findings = findings, .capacity = capacity};
  bool good = series_fill(&trial.loss, log, DH_LOG_LOSS) && series_fill(&trial.eval, log, DH_LOG_EVAL_LOSS);
  if (good) find_nan(&trial);
  good = good && smooth(&trial);
  if (good) {
    note_rates(&trial);
    summarise(&trial, summary);
    for (int kind = 0; kind < DH_FINDING_COUNT; kind++)
      if (kinds[kind].find) kinds[kind].find(&trial);
    summary->eval_trend = eval_trend(&trial);
    qsort(findings, (size_t)trial.count, sizeof *findings, by_place);
  }
  series_free(&trial.loss);
  series_free(&trial.eval);
  free(trial.smooth);
  free(trial.room);
  return good ? trial.count : -1;
}

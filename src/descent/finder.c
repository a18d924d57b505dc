/* SPDX-License-Identifier: MIT
 *
 * The range test: one ball, a larger rate at each update, until the smoothed loss rises too high. */
#include "downhill/finder.h"

#include "base/text.h"
#include "downhill/block.h"

#include <math.h>
#include <stdlib.h>

/* --- settings --- */

/* Rates have room on both sides for their powers: (end/start)^(k/num_it) neither overflows nor vanishes. The least
 * num_it is fastai's: with fewer points none is left to look at. */
static const struct dh_finder_row table[] = {
    [DH_FINDER_START_LR] = {"start_lr", false, 1e-30, 1e30, 1e-7},
    [DH_FINDER_END_LR] = {"end_lr", false, 1e-30, 1e30, 10},
    [DH_FINDER_NUM_IT] = {"num_it", true, 6, DH_FINDER_POINTS_MAX, 100},
    [DH_FINDER_SMOOTHING] = {"smoothing", false, 0, 0.9999, 0.98},
    [DH_FINDER_STOP_FACTOR] = {"stop_factor", false, 1, 1e30, 4},
    [DH_FINDER_SWEEP_STEPS] = {"sweep_steps", true, 1, 1e6, 50},
};
_Static_assert(sizeof table / sizeof *table == DH_FINDER_SETTINGS, "every setting has its row");

const struct dh_finder_row *dh_finder_row(enum dh_finder_setting setting) { return &table[setting]; }

int dh_finder_find(const char *name) {
  for (int i = 0; i < DH_FINDER_SETTINGS; i++)
    if (text_same_name(table[i].name, name)) return i;
  return -1;
}

void dh_finder_defaults(struct dh_finder_settings *settings) {
  for (int i = 0; i < DH_FINDER_SETTINGS; i++) settings->value[i] = table[i].initial;
}

static bool fail_setting(enum dh_finder_setting setting, double value, double low, struct dh_error *error) {
  char text[32];
  dh_number_print(value, text, sizeof text);
  dh_fail(error, DH_ERROR_RANGE, -1, table[setting].name, text);
  error->number = low;
  error->number2 = table[setting].high;
  return false;
}

bool dh_finder_check(const struct dh_finder_settings *settings, struct dh_error *error) {
  for (int i = 0; i < DH_FINDER_SETTINGS; i++) {
    double value = settings->value[i];
    bool good = value >= table[i].low && value <= table[i].high && (!table[i].whole || value == floor(value));
    if (!good) return fail_setting((enum dh_finder_setting)i, value, table[i].low, error);
  }
  double start = settings->value[DH_FINDER_START_LR], end = settings->value[DH_FINDER_END_LR];
  return end > start || fail_setting(DH_FINDER_END_LR, end, start, error);
}

/* --- the test --- */

struct dh_finder {
  struct dh_spec spec;
  struct dh_finder_settings settings;
  struct dh_block *block;
  struct dh_finder_point *point; /* num_it of them */
  int count;
  enum dh_finder_end end;
  double known;   /* the lowest known minimum, NaN if none is known */
  double average; /* of the losses, not yet debiased */
  double best;    /* the lowest smoothed loss */
  double lowest;  /* the lowest loss */
};

struct dh_finder *dh_finder_create(const struct dh_spec *spec, const struct dh_finder_settings *settings,
                                   struct dh_error *error) {
  if (!dh_finder_check(settings, error)) return NULL;
  struct dh_finder *finder = calloc(1, sizeof *finder);
  if (finder) finder->point = calloc((size_t)settings->value[DH_FINDER_NUM_IT], sizeof *finder->point);
  if (!finder || !finder->point) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    dh_finder_destroy(finder);
    return NULL;
  }
  finder->spec = *spec;
  finder->settings = *settings;
  finder->known = dh_surface_best(spec->surface);
  finder->best = finder->lowest = HUGE_VAL;
  finder->block = dh_block_create(&spec, 1, error);
  if (finder->block) return finder;
  dh_finder_destroy(finder);
  return NULL;
}

void dh_finder_destroy(struct dh_finder *finder) {
  if (!finder) return;
  dh_block_destroy(finder->block);
  free(finder->point);
  free(finder);
}

/* fastai's sched_exp, operation by operation. */
static double rate_of(const struct dh_finder_settings *settings, int k) {
  double start = settings->value[DH_FINDER_START_LR], end = settings->value[DH_FINDER_END_LR];
  return start * pow(end / start, k / settings->value[DH_FINDER_NUM_IT]);
}

static double smooth(struct dh_finder *finder, double loss) {
  double s = finder->settings.value[DH_FINDER_SMOOTHING];
  finder->average = s * finder->average + (1 - s) * loss;
  return finder->average / (1 - pow(s, finder->count + 1));
}

/* From where the height of a loss is measured: see the header. */
static double bottom(const struct dh_finder *finder) {
  if (!isnan(finder->known)) return fmin(fmin(finder->known, finder->lowest), 0);
  if (!(finder->lowest < 0)) return 0;
  return finder->best - fmax(fabs(finder->best), finder->point[0].loss - finder->best);
}

static enum dh_finder_end judge(const struct dh_finder *finder, const struct dh_finder_point *point) {
  double under = bottom(finder);
  if (!isfinite(point->loss)) return DH_FINDER_NOT_FINITE;
  if (point->smoothed - under > finder->settings.value[DH_FINDER_STOP_FACTOR] * (finder->best - under))
    return DH_FINDER_ROSE;
  return finder->count == (int)finder->settings.value[DH_FINDER_NUM_IT] ? DH_FINDER_LAST_RATE : DH_FINDER_RUNNING;
}

static void take_point(struct dh_finder *finder) {
  struct dh_finder_point *point = &finder->point[finder->count];
  struct dh_row row = {0};
  point->rate = rate_of(&finder->settings, finder->count);
  dh_block_step(finder->block, &point->rate, &row);
  point->loss = row.loss;
  point->smoothed = smooth(finder, row.loss);
  finder->count++;
  if (point->smoothed < finder->best) finder->best = point->smoothed;
  if (isfinite(point->loss) && point->loss < finder->lowest) finder->lowest = point->loss;
  finder->end = judge(finder, point);
}

bool dh_finder_advance(struct dh_finder *finder, long points) {
  for (; points > 0 && finder->end == DH_FINDER_RUNNING; points--) take_point(finder);
  return finder->end != DH_FINDER_RUNNING;
}

/* --- looking --- */

const struct dh_finder_point *dh_finder_points(const struct dh_finder *finder, int *count) {
  *count = finder->count;
  return finder->point;
}

const struct dh_finder_settings *dh_finder_settings(const struct dh_finder *finder) { return &finder->settings; }

const struct dh_spec *dh_finder_spec(const struct dh_finder *finder) { return &finder->spec; }

enum dh_finder_end dh_finder_end(const struct dh_finder *finder) { return finder->end; }

bool dh_finder_diverged(const struct dh_finder *finder) {
  return finder->end == DH_FINDER_ROSE || finder->end == DH_FINDER_NOT_FINITE;
}

void dh_finder_suggest(const struct dh_finder *finder, enum dh_finder_rule rule, struct dh_suggestion *suggestion) {
  long num_it = (long)finder->settings.value[DH_FINDER_NUM_IT];
  dh_curve_suggest(finder->point, finder->count, num_it, rule, suggestion);
  if (finder->end == DH_FINDER_RUNNING)
    suggestion->reason = DH_FINDER_NOT_DONE;
  else if (!dh_finder_diverged(finder))
    suggestion->reason = DH_FINDER_CALM;
}

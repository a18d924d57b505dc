/* SPDX-License-Identifier: MIT
 *
 * The sweep: a fresh ball at each rate, DH_SLOTS of them advancing together. */
#include "downhill/block.h"
#include "downhill/finder.h"

#include <math.h>
#include <stdlib.h>

struct dh_sweep {
  struct dh_spec spec;
  struct dh_finder_settings settings;
  struct dh_block *block;
  int slots;
  struct dh_sweep_point *point; /* num_it of them */
  int count;                    /* finished */
  long step;                    /* the row that the block measures next */
  double rate[DH_SLOTS];
  struct dh_row row[DH_SLOTS];
  double start;
};

static int rates(const struct dh_sweep *sweep) { return (int)sweep->settings.value[DH_FINDER_NUM_IT]; }

/* How many of the block's balls belong to rates of their own. */
static int balls(const struct dh_sweep *sweep) {
  int left = rates(sweep) - sweep->count;
  return left < sweep->slots ? left : sweep->slots;
}

static double rate_of(const struct dh_finder_settings *settings, int k) {
  double start = settings->value[DH_FINDER_START_LR], end = settings->value[DH_FINDER_END_LR];
  return start * pow(end / start, k / (settings->value[DH_FINDER_NUM_IT] - 1));
}

/* Put a ball at each of the next rates; those left over stand still. */
static void begin_batch(struct dh_sweep *sweep) {
  int used = balls(sweep);
  sweep->step = 0;
  for (int slot = 0; slot < sweep->slots; slot++) {
    dh_block_reset(sweep->block, slot, sweep->spec.start);
    sweep->rate[slot] = 0;
    if (slot >= used) continue;
    sweep->rate[slot] = rate_of(&sweep->settings, sweep->count + slot);
    sweep->point[sweep->count + slot] = (struct dh_sweep_point){sweep->rate[slot], 0, (double)NAN, -1, -1};
  }
}

static bool create_block(struct dh_sweep *sweep, struct dh_error *error) {
  const struct dh_spec *specs[DH_SLOTS];
  sweep->slots = rates(sweep) < DH_SLOTS ? rates(sweep) : DH_SLOTS;
  for (int slot = 0; slot < sweep->slots; slot++) specs[slot] = &sweep->spec;
  sweep->block = dh_block_create(specs, sweep->slots, error);
  return sweep->block != NULL;
}

struct dh_sweep *dh_sweep_create(const struct dh_spec *spec, const struct dh_finder_settings *settings,
                                 struct dh_error *error) {
  if (!dh_finder_check(settings, error)) return NULL;
  struct dh_sweep *sweep = calloc(1, sizeof *sweep);
  if (sweep) sweep->point = calloc((size_t)settings->value[DH_FINDER_NUM_IT], sizeof *sweep->point);
  if (!sweep || !sweep->point) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    dh_sweep_destroy(sweep);
    return NULL;
  }
  sweep->spec = *spec;
  sweep->settings = *settings;
  sweep->start = (double)NAN;
  if (!create_block(sweep, error)) {
    dh_sweep_destroy(sweep);
    return NULL;
  }
  begin_batch(sweep);
  return sweep;
}

void dh_sweep_destroy(struct dh_sweep *sweep) {
  if (!sweep) return;
  dh_block_destroy(sweep->block);
  free(sweep->point);
  free(sweep);
}

static void watch(struct dh_sweep_point *point, double loss, long step) {
  point->loss = loss;
  if (!isfinite(loss)) {
    if (point->not_finite < 0) point->not_finite = step;
  } else if (isnan(point->lowest) || loss < point->lowest) {
    point->lowest = loss;
    point->arrival = step;
  }
}

/* Measuring carries the next update out as well: the one after the last row is for nothing. */
static void step_batch(struct dh_sweep *sweep) {
  int used = balls(sweep);
  dh_block_step(sweep->block, sweep->rate, sweep->row);
  if (sweep->step == 0) sweep->start = sweep->row[0].loss;
  for (int slot = 0; slot < used; slot++) watch(&sweep->point[sweep->count + slot], sweep->row[slot].loss, sweep->step);
  if (sweep->step++ < (long)sweep->settings.value[DH_FINDER_SWEEP_STEPS]) return;
  sweep->count += used;
  begin_batch(sweep);
}

bool dh_sweep_advance(struct dh_sweep *sweep, long updates) {
  for (; updates > 0 && sweep->count < rates(sweep); updates--) step_batch(sweep);
  return sweep->count == rates(sweep);
}

const struct dh_sweep_point *dh_sweep_points(const struct dh_sweep *sweep, int *count) {
  *count = sweep->count;
  return sweep->point;
}

const struct dh_finder_settings *dh_sweep_settings(const struct dh_sweep *sweep) { return &sweep->settings; }

const struct dh_spec *dh_sweep_spec(const struct dh_sweep *sweep) { return &sweep->spec; }

/* Does a end lower than b, or as low and sooner? A surface that is flat at its bottom (or a format that is) has many
 * rates that end equally low: the one that was there first is the best of them. */
static bool is_better(const struct dh_sweep_point *a, const struct dh_sweep_point *b) {
  return a->loss < b->loss || (a->loss == b->loss && a->arrival < b->arrival);
}

void dh_sweep_judge(const struct dh_sweep *sweep, struct dh_sweep_result *result) {
  *result = (struct dh_sweep_result){sweep->start, -1, -1};
  for (int i = 0; i < sweep->count; i++) {
    const struct dh_sweep_point *point = &sweep->point[i];
    if (!isfinite(point->loss) || !(point->loss < sweep->start)) continue;
    if (result->best < 0 || is_better(point, &sweep->point[result->best])) result->best = i;
  }
  for (int i = result->best + 1; i < sweep->count && result->worse < 0; i++)
    if (!isfinite(sweep->point[i].loss) || sweep->point[i].loss > sweep->start) result->worse = i;
}

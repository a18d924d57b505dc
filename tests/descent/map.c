/* SPDX-License-Identifier: MIT
 *
 * A map's cells against the runs they stand for: each is run again by itself, its rows are looked at one by one. */
#include "downhill/map.h"
#include "base/dice.h"
#include "lab.h"
#include "samples.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* --- surfaces --- */

static const struct dh_surface_spec surfaces[] = {
    {.name = "rosenbrock",
     .formula = "(1-x)^2 + 100*(y-x^2)^2",
     .parameter = {"x", "y"},
     .dim = 2,
     .low = {-2, -1},
     .high = {2, 3},
     .start = {-1.2, 1},
     .minima = {{{1, 1}, 0, DH_MINIMUM_SMOOTH}},
     .minimum_count = 1},
    {.name = "parabola",
     .formula = "(w-5)^2",
     .parameter = {"w"},
     .dim = 1,
     .low = {-1},
     .high = {11},
     .start = {2},
     .minima = {{{5}, 0, DH_MINIMUM_SMOOTH}},
     .minimum_count = 1},
    {.name = "double well",
     .formula = "x^4 - 3*x^2 + x",
     .parameter = {"x"},
     .dim = 1,
     .low = {-3},
     .high = {3},
     .start = {2},
     .minima = {{{-1.30084}, -3.51391, DH_MINIMUM_SMOOTH}, {{1.1309}, -1.07023, DH_MINIMUM_SMOOTH}},
     .minimum_count = 2},
    /* No minimum is known, and losses go below 0. */
    {.name = "wavy",
     .formula = "x^2/10 + sin(3*x) + y^2",
     .parameter = {"x", "y"},
     .dim = 2,
     .low = {-5, -5},
     .high = {5, 5},
     .start = {2, 2}},
    /* Comes to rest exactly on a point whose slope is not a number. */
    {.name = "needle",
     .formula = "where(0 < x, x, sqrt(abs(x)))",
     .parameter = {"x"},
     .dim = 1,
     .low = {-5},
     .high = {300},
     .start = {255},
     .minima = {{{0}, 0, DH_MINIMUM_KINK}},
     .minimum_count = 1},
    /* A narrow well throws out what comes down to it: how low a run was decides what it is called long after. */
    {.name = "trap",
     .formula = "x^2/1000 - 0.05*exp(-100*x^2)",
     .parameter = {"x"},
     .dim = 1,
     .low = {-12},
     .high = {12},
     .start = {10},
     .minima = {{{0}, -0.05, DH_MINIMUM_SMOOTH}},
     .minimum_count = 1},
};

/* --- maps --- */

enum { SETTINGS_MAX = 6 };

struct chart {
  const char *surface, *rule;
  struct dh_map_axis axis[2];
  long steps;
  struct {
    enum dh_parameter parameter;
    double value;
  } setting[SETTINGS_MAX]; /* ends where both are 0 */
};

#define LR(low, high, cells)                                                                                           \
  { DH_LEARNING_RATE, 0, low, high, true, cells }
#define MOMENTUM(low, high, cells)                                                                                     \
  { DH_MOMENTUM, 0, low, high, false, cells }

static const struct chart charts[] = {
    /* Short, as long as what the verdict is read from, a little longer, and long; the first column of tiles mixes
     * momentum 0 with others. */
    {"rosenbrock", "sgd", {LR(1e-5, 1e-2, 21), MOMENTUM(0, 0.99, 19)}, 40, {{0, 0}}},
    {"rosenbrock", "sgd", {LR(1e-5, 1e-2, 21), MOMENTUM(0, 0.99, 19)}, DH_RECENT - 1, {{0, 0}}},
    {"rosenbrock", "sgd", {LR(1e-5, 1e-2, 21), MOMENTUM(0, 0.99, 19)}, DH_RECENT, {{0, 0}}},
    {"rosenbrock", "sgd", {MOMENTUM(0, 0.99, 19), LR(1e-5, 1e-2, 21)}, 500, {{0, 0}}},
    {"rosenbrock", "sgd", {LR(1e-4, 1e-2, 11), MOMENTUM(0, 0.99, 9)}, 3000, {{DH_NESTEROV, 1}}},
    {"parabola", "sgd", {LR(1e-3, 1.5, 30), MOMENTUM(0, 1.1, 12)}, 300, {{0, 0}}},
    {"parabola", "sgd", {LR(1e-3, 1.5, 30), {DH_WEIGHT_DECAY, 0, 0, 0.5, false, 12}}, 300, {{0, 0}}},
    {"double well",
     "sgd",
     {LR(1e-3, 1, 25), {DH_START, 0, -3, 3, false, 25}},
     350,
     {{DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_COSINE}, {DH_WARMUP_RATIO, 0.1}}},
    {"double well",
     "sgd",
     {LR(1e-3, 1, 25), {DH_WARMUP_STEPS, 0, 0, 200, false, 11}},
     400,
     {{DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_LINEAR}, {DH_MOMENTUM, 0.9}}},
    {"rosenbrock",
     "sgd",
     {LR(1e-4, 1e-1, 17), {DH_MAX_GRAD_NORM, 0, 0, 5, false, 17}},
     400,
     {{DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_REDUCE_LR_ON_PLATEAU}, {DH_PATIENCE, 3}, {DH_FACTOR, 0.5}}},
    {"parabola",
     "sgd",
     {LR(1e-2, 1.2, 20), {DH_GRADIENT_NOISE, 0, 0, 3, false, 10}},
     300,
     {{DH_PER_DEVICE_TRAIN_BATCH_SIZE, 4}}},
    {"parabola", "sgd", {LR(1e-2, 1.2, 20), {DH_SEED, 0, 1, 10, false, 10}}, 100, {{DH_GRADIENT_NOISE, 2}}},
    {"rosenbrock", "adam", {LR(1e-3, 1, 20), {DH_BETA1, 0, 0, 0.99, false, 12}}, 400, {{0, 0}}},
    {"rosenbrock", "adamw", {LR(1e-3, 1, 20), {DH_BETA2, 0, 0.9, 0.999, false, 12}}, 150, {{0, 0}}},
    {"wavy", "sgd", {{DH_START, 0, -5, 5, false, 25}, {DH_START, 1, -2, 2, false, 9}}, 200, {{DH_LEARNING_RATE, 0.2}}},
    {"wavy", "adam", {{DH_START, 0, -5, 5, false, 25}, LR(1e-3, 10, 9)}, 60, {{0, 0}}},
    {"rosenbrock",
     "sgd",
     {{DH_START, 0, 3, -3, false, 25}, {DH_START, 1, 3, -3, false, 25}},
     200,
     {{DH_LEARNING_RATE, 2e-3}}},
    {"double well", "sgd", {LR(1e-3, 1, 25), MOMENTUM(0, 1, 25)}, 300, {{DH_PRECISION, DH_FP16}}},
    {"double well", "adam", {LR(1e-3, 1, 25), {DH_BETA1, 0, 0, 0.99, false, 5}}, 300, {{DH_PRECISION, DH_BF16}}},
    {"rosenbrock", "sgd", {LR(1e-5, 1e-2, 21), MOMENTUM(0, 0.99, 9)}, 90, {{DH_PRECISION, DH_FP16}}},
    {"rosenbrock", "sgd", {LR(1e-5, 1e-2, 21), MOMENTUM(0, 0.99, 9)}, 600, {{DH_PRECISION, DH_FP32}}},
    {"trap",
     "sgd",
     {LR(5.2405735142313388, 5.25, 12), {DH_START, 0, 6.2631578947368425, 6.27, false, 5}},
     300,
     {{0, 0}}},
    {"trap", "sgd", {LR(11.3, 11.5, 12), {DH_START, 0, 9, 9.2, false, 5}}, 300, {{0, 0}}},
    /* A cut of the rate that the last row brings does not count yet. */
    {"parabola",
     "sgd",
     {LR(5e-4, 7e-4, 6), {DH_PATIENCE, 0, 195, 204, false, 10}},
     200,
     {{DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_REDUCE_LR_ON_PLATEAU},
      {DH_THRESHOLD, 1e9},
      {DH_THRESHOLD_MODE, DH_THRESHOLD_ABS},
      {DH_MAX_STEPS, 2000}}},
    /* A start whose loss only this format cannot hold. */
    {"parabola", "sgd", {LR(1e-3, 1, 30), {DH_START, 0, 5, 400, false, 30}}, 140, {{DH_PRECISION, DH_FP16}}},
    /* Whole numbers, one cell, a line. */
    {"parabola",
     "sgd",
     {{DH_MAX_STEPS, 0, 1, 200, false, 9}, LR(0.1, 1, 9)},
     150,
     {{DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_COSINE}}},
    /* Far off and back again: the rate comes down below the limit in time. */
    {"parabola", "sgd", {LR(0.1, 3, 24), MOMENTUM(0, 0.5, 5)}, 300, {{DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_LINEAR}}},
    {"parabola", "sgd", {LR(0.1, 2, 1), MOMENTUM(0.5, 0.5, 1)}, 150, {{0, 0}}},
    {"parabola", "sgd", {LR(1e-3, 2, 200), {DH_SEED, 0, 42, 42, false, 1}}, 200, {{0, 0}}},
    /* NaN without any warning, right where cells are looked at in passing; its neighbours go on. */
    {"needle", "sgd", {{DH_LEARNING_RATE, 0, 0.5, 1.5, false, 5}, {DH_START, 0, 255, 100, false, 2}}, 700, {{0, 0}}},
    /* Off the scale, and at the minimum, from the start. */
    {"parabola", "sgd", {LR(0.1, 1, 3), {DH_START, 0, 5, 1e200, false, 2}}, 200, {{0, 0}}},
    {"double well", "sgd", {LR(0.01, 0.1, 3), {DH_START, 0, -1.30084, -1.30083, false, 4}}, 200, {{0, 0}}},
};
enum { CHARTS = sizeof charts / sizeof *charts };

struct map_lab {
  struct dh_surface *surface;
  struct dh_rule *rule;
  struct dh_map_spec map;
  struct dh_map_worker *worker;
  struct dh_sampler *sampler;
};

static void open_lab(struct map_lab *lab, const struct chart *chart, enum dh_map_rule rule) {
  struct dh_error error;
  *lab = (struct map_lab){.rule = lab_rule(chart->rule)};
  for (size_t i = 0; i < sizeof surfaces / sizeof *surfaces; i++)
    if (strcmp(surfaces[i].name, chart->surface) == 0) lab->surface = dh_surface_create(&surfaces[i], &error);
  ck_assert_ptr_nonnull(lab->surface);
  lab->map = (struct dh_map_spec){.axis = {chart->axis[0], chart->axis[1]}, .steps = chart->steps, .rule = rule};
  dh_spec_init(&lab->map.spec, lab->surface, lab->rule);
  dh_spec_set(&lab->map.spec, DH_MAX_STEPS, (double)chart->steps);
  for (int i = 0; i < SETTINGS_MAX && chart->setting[i].parameter != 0; i++)
    dh_spec_set(&lab->map.spec, chart->setting[i].parameter, chart->setting[i].value);
  ck_assert_msg(dh_map_check(&lab->map, &error), "error %d: %s", (int)error.code, error.text);
  lab->worker = dh_map_worker_create(&lab->map, &error);
  lab->sampler = dh_sampler_create(lab->surface, DH_VALUE, &error);
  ck_assert_ptr_nonnull(lab->worker);
  ck_assert_ptr_nonnull(lab->sampler);
}

static void close_lab(struct map_lab *lab) {
  dh_map_worker_destroy(lab->worker);
  dh_sampler_destroy(lab->sampler);
  dh_surface_destroy(lab->surface);
  dh_rule_destroy(lab->rule);
}

static long cell_count(const struct dh_map_spec *map) { return map->axis[0].cells * map->axis[1].cells; }

static void compute(struct map_lab *lab, const long *cells, int count, long slice, struct dh_map_cell *out) {
  struct dh_error error;
  ck_assert(dh_map_begin(lab->worker, cells, count, &error));
  while (!dh_map_advance(lab->worker, slice)) continue;
  dh_map_cells(lab->worker, out);
}

/* All of it, tile by tile, in the order of the cells. The caller frees it. */
static struct dh_map_cell *compute_all(struct map_lab *lab, long slice) {
  struct dh_map_cell *all = calloc((size_t)cell_count(&lab->map), sizeof *all), some[DH_SLOTS];
  long cells[DH_SLOTS];
  ck_assert_ptr_nonnull(all);
  for (long tile = 0; tile < dh_map_tiles(&lab->map); tile++) {
    int count = dh_map_tile(&lab->map, tile, cells);
    compute(lab, cells, count, slice, some);
    for (int i = 0; i < count; i++) all[cells[i]] = some[i];
  }
  return all;
}

/* --- the same, spelled out --- */

struct watched {
  long arrived, blown;
  double ratio, start, sum, inverse, tail;
  enum dh_verdict verdict;
};

/* What gaps are measured in; a start at the minimum, or below what is written down for it, has none of its own. */
static double unit_of(double gap, double base) { return gap > 0 ? gap : base != 0 ? fabs(base) : 1; }

static void watch_run(const struct map_lab *lab, const struct dh_spec *spec, struct watched *watched) {
  struct dh_run *run = lab_run(spec);
  struct dh_sample at;
  struct dh_reading reading;
  dh_sampler_run(lab->sampler, &spec->start[0], &spec->start[1], 1, &at);
  double best = dh_surface_best(lab->surface), base = isnan(best) ? 0 : best, first = dh_run_row(run)->loss;
  double unit = isnan(best) ? unit_of(fabs(at.value[0]), 0) : unit_of(at.value[0] - base, base);
  *watched = (struct watched){.arrived = -1, .blown = -1, .start = (at.value[0] - base) / unit};
  for (long t = 0;; t++, dh_run_step(run)) {
    double loss = dh_run_row(run)->loss, v = fabs(loss / first) <= 1e6 ? loss / first : 1e6;
    bool good = isfinite(unit) && !isnan(best) && loss <= base + 0.01 * unit;
    watched->arrived = !good ? -1 : watched->arrived < 0 ? t : watched->arrived;
    bool wild = !(isfinite(unit) && loss <= base + 1e6 * unit);
    watched->blown = !wild ? -1 : watched->blown < 0 ? t : watched->blown;
    watched->ratio = (loss - base) / unit;
    if (t == lab->map.steps) break;
    watched->sum += v;
    watched->inverse += 1 / v;
    if (t >= lab->map.steps - 20) watched->tail += v;
  }
  dh_run_judge(run, &reading);
  watched->verdict = reading.verdict;
  dh_run_destroy(run);
}

static const char *describe(const struct map_lab *lab, long cell) {
  static char text[200];
  const struct dh_map_axis *x = &lab->map.axis[0], *y = &lab->map.axis[1];
  snprintf(text, sizeof text, "%s: %s %.17g, %s %.17g, %ld steps", dh_surface_info(lab->surface)->name,
           dh_parameter_row(x->parameter)->name, dh_map_value(x, cell % x->cells), dh_parameter_row(y->parameter)->name,
           dh_map_value(y, cell / x->cells), lab->map.steps);
  return text;
}

static void check_rows(const struct map_lab *lab, long cell, const struct dh_map_cell *is, const struct watched *was) {
  const char *where = describe(lab, cell);
  ck_assert_msg(is->arrived == was->arrived, "%s: arrived %ld, not %ld", where, is->arrived, was->arrived);
  ck_assert_msg(is->blown == was->blown, "%s: blown %ld, not %ld", where, is->blown, was->blown);
  bool converged = was->blown < 0 && (was->ratio < 1 || was->ratio < was->start);
  ck_assert_msg(converged == (is->shade < 0), "%s: shade %g", where, is->shade);
}

/* Sums are not added up in one order everywhere. */
static void check_published(const struct map_lab *lab, long cell, const struct dh_map_cell *is,
                            const struct watched *was) {
  const char *where = describe(lab, cell);
  double counted = fmin(20, (double)lab->map.steps);
  double shade = was->tail / counted < 1 ? -was->sum : was->inverse;
  ck_assert_msg(is->arrived == -1 && is->blown == -1, "%s", where);
  if (isfinite(shade))
    ck_assert_msg(fabs(is->shade - shade) <= 1e-9 * fabs(shade), "%s: shade %.17g, not %.17g", where, is->shade, shade);
}

static void check_cells(enum dh_map_rule rule, const struct chart *chart, uint64_t *seed) {
  struct map_lab lab;
  open_lab(&lab, chart, rule);
  struct dh_map_cell *all = compute_all(&lab, 100000);
  long count = cell_count(&lab.map), tried = samples(60);
  for (long i = 0; i < tried; i++) {
    struct dh_spec spec;
    struct watched watched;
    long cell = count <= tried ? i % count : (long)(dice(seed) % (uint64_t)count);
    dh_map_cell_spec(&lab.map, cell, &spec);
    watch_run(&lab, &spec, &watched);
    const struct dh_map_cell *is = &all[cell];
    ck_assert_msg(is->verdict == watched.verdict, "%s: %s, not %s", describe(&lab, cell), dh_verdict_name(is->verdict),
                  dh_verdict_name(watched.verdict));
    ck_assert_msg(same_bits(is->ratio, watched.ratio), "%s: ratio %.17g, not %.17g", describe(&lab, cell), is->ratio,
                  watched.ratio);
    ck_assert_msg(!isnan(is->shade) && is->shade != 0, "%s: shade %g", describe(&lab, cell), is->shade);
    if (rule == DH_MAP_ROWS)
      check_rows(&lab, cell, is, &watched);
    else
      check_published(&lab, cell, is, &watched);
  }
  free(all);
  close_lab(&lab);
}

START_TEST(a_cell_is_the_run_it_stands_for) {
  uint64_t seed = (uint64_t)_i;
  check_cells(DH_MAP_ROWS, &charts[_i], &seed);
}
END_TEST

START_TEST(the_published_rule_is_the_published_one) {
  uint64_t seed = (uint64_t)_i;
  check_cells(DH_MAP_PUBLISHED, &charts[_i], &seed);
}
END_TEST

/* --- how it is computed does not matter --- */

static bool same_cell(const struct dh_map_cell *a, const struct dh_map_cell *b) {
  return a->arrived == b->arrived && a->blown == b->blown && same_bits(a->ratio, b->ratio) &&
         same_bits(a->shade, b->shade) && a->verdict == b->verdict;
}

static void check_slices(const struct chart *chart, enum dh_map_rule rule) {
  static const long slices[] = {1, 7, 300};
  struct map_lab lab;
  open_lab(&lab, chart, rule);
  struct dh_map_cell *whole = compute_all(&lab, chart->steps + 1);
  for (size_t s = 0; s < sizeof slices / sizeof *slices; s++) {
    struct dh_map_cell *sliced = compute_all(&lab, slices[s]);
    for (long i = 0; i < cell_count(&lab.map); i++)
      ck_assert_msg(same_cell(&whole[i], &sliced[i]), "%s: slices of %ld", describe(&lab, i), slices[s]);
    free(sliced);
  }
  free(whole);
  close_lab(&lab);
}

START_TEST(slices_of_any_length_give_the_same_bits) {
  check_slices(&charts[_i], DH_MAP_ROWS);
  check_slices(&charts[_i], DH_MAP_PUBLISHED);
}
END_TEST

/* Alone, in any company and in any order. */
START_TEST(a_cell_does_not_depend_on_its_company) {
  uint64_t seed = (uint64_t)_i;
  struct map_lab lab;
  open_lab(&lab, &charts[_i], DH_MAP_ROWS);
  struct dh_map_cell *all = compute_all(&lab, 1000), some[DH_SLOTS];
  long count = cell_count(&lab.map), cells[DH_SLOTS];
  for (int round = 0; round < samples(12); round++) {
    int company = round % 3 == 0 ? 1 : dice_int(&seed, 1, DH_SLOTS);
    for (int i = 0; i < company; i++) cells[i] = (long)(dice(&seed) % (uint64_t)count);
    compute(&lab, cells, company, dice_int(&seed, 1, 500), some);
    for (int i = 0; i < company; i++)
      ck_assert_msg(same_cell(&all[cells[i]], &some[i]), "%s", describe(&lab, cells[i]));
  }
  free(all);
  close_lab(&lab);
}
END_TEST

/* What it was doing is dropped by beginning again. */
START_TEST(beginning_again_forgets) {
  struct map_lab lab;
  struct dh_error error;
  open_lab(&lab, &charts[3], DH_MAP_ROWS);
  struct dh_map_cell fresh[2], again[2];
  const long wild[] = {20, 18, 17}, cells[] = {5, 300};
  compute(&lab, cells, 2, 100, fresh);
  for (long slice = 1; slice < 600; slice += 37) {
    ck_assert(dh_map_begin(lab.worker, wild, 3, &error));
    dh_map_advance(lab.worker, slice);
    compute(&lab, cells, 2, 1000, again);
    for (int i = 0; i < 2; i++) ck_assert(same_cell(&fresh[i], &again[i]));
  }
  close_lab(&lab);
}
END_TEST

/* --- shades --- */

static int by_shade(const void *a, const void *b) {
  double p = ((const struct dh_map_cell *)a)->shade, q = ((const struct dh_map_cell *)b)->shade;
  return (p > q) - (p < q);
}

/* From the slowest that converged over 0 to what did not, the slowest last. */
START_TEST(shades_order_cells_by_how_fast_they_were) {
  struct map_lab lab;
  open_lab(&lab, &charts[_i], DH_MAP_ROWS);
  struct dh_map_cell *all = compute_all(&lab, 1000);
  long count = cell_count(&lab.map);
  qsort(all, (size_t)count, sizeof *all, by_shade);
  for (long i = 1; i < count; i++) {
    const struct dh_map_cell *a = &all[i - 1], *b = &all[i];
    if (a->shade == b->shade) continue; /* equal, or nearly */
    if (b->shade < 0 && a->arrived >= 0) ck_assert(b->arrived >= 0 && a->arrived >= b->arrived);
    if (b->shade < 0 && a->arrived < 0 && b->arrived < 0) ck_assert(a->ratio >= b->ratio);
    if (a->shade > 0 && b->blown >= 0) ck_assert(a->blown >= 0 && a->blown <= b->blown);
    if (a->shade > 0 && a->blown < 0) ck_assert(b->blown < 0 && a->ratio >= b->ratio);
  }
  free(all);
  close_lab(&lab);
}
END_TEST

/* Ranks count cells: each side uses its palette evenly, and equals share the middle of their place. */
START_TEST(ranks_are_the_share_of_cells_that_are_faster) {
  double shades[] = {3, -1, 7, -4, -1, 100, 7, -2, 7};
  struct dh_map_ranking ranking = {.shades = shades, .count = 9};
  dh_map_rank_all(&ranking);
  ck_assert_int_eq(ranking.converged, 4);
  ck_assert_double_eq(dh_map_rank(&ranking, -4), -0.875);
  ck_assert_double_eq(dh_map_rank(&ranking, -2), -0.625);
  ck_assert_double_eq(dh_map_rank(&ranking, -1), -0.25);
  ck_assert_double_eq_tol(dh_map_rank(&ranking, 3), 0.1, 1e-15);
  ck_assert_double_eq_tol(dh_map_rank(&ranking, 7), 0.5, 1e-15);
  ck_assert_double_eq_tol(dh_map_rank(&ranking, 100), 0.9, 1e-15);
}
END_TEST

/* --- axes and tiles --- */

START_TEST(axes_have_exact_ends_and_even_steps) {
  const struct dh_map_axis rates = LR(1e-5, 1e-2, 4), back = {DH_MOMENTUM, 0, 0.9, 0, false, 10},
                           one = MOMENTUM(0.3, 0.9, 1);
  ck_assert_double_eq(dh_map_value(&rates, 0), 1e-5);
  ck_assert_double_eq(dh_map_value(&rates, 3), 1e-2);
  ck_assert_double_eq_tol(dh_map_value(&rates, 1), 1e-4, 1e-18);
  ck_assert_double_eq(dh_map_value(&back, 0), 0.9);
  ck_assert_double_eq(dh_map_value(&back, 9), 0);
  ck_assert_double_eq_tol(dh_map_value(&back, 3), 0.6, 1e-15);
  ck_assert_double_eq(dh_map_value(&one, 0), 0.3);
  const struct dh_map_axis whole = {DH_WARMUP_STEPS, 0, 0, 10, false, 4};
  ck_assert_double_eq(dh_map_value(&whole, 1), 3);
  ck_assert_double_eq(dh_map_value(&whole, 2), 7);
}
END_TEST

START_TEST(places_are_where_the_values_are) {
  const struct dh_map_axis axes[] = {
      LR(1e-5, 1e-2, 4),
      LR(1e-300, 1e300, 7),
      LR(1e300, 1e-300, 7),
      LR(0x1p-1022, 1e308, 9),
      {DH_START, 0, -1e300, 1e300, false, 5},
      {DH_MOMENTUM, 0, 0.9, 0, false, 10},
  };
  for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
    for (long cell = 0; cell < axes[i].cells; cell++)
      ck_assert_double_eq_tol(dh_map_place(&axes[i], dh_map_value(&axes[i], cell)), (double)cell, 1e-9);
    double least = fmin(axes[i].low, axes[i].high), most = fmax(axes[i].low, axes[i].high);
    double last = (double)(axes[i].cells - 1);
    bool up = axes[i].low < axes[i].high;
    ck_assert_double_eq(dh_map_place(&axes[i], most * 1.5), up ? last : 0);
    ck_assert_double_eq(dh_map_place(&axes[i], least), up ? 0 : last);
  }
  /* Ends with one logarithm, ends that are the same, and one cell. */
  const struct dh_map_axis points[] = {LR(1e-5, nextafter(1e-5, 1), 3), LR(0.5, 0.5, 3), LR(0.1, 1, 1)};
  for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
    double place = dh_map_place(&points[i], points[i].high);
    ck_assert(place >= 0 && place <= (double)points[i].cells - 1);
  }
}
END_TEST

/* Room for slots is taken for whole tiles. */
START_TEST(lines_do_not_waste_tiles) {
  static const long sizes[][3] = {{1000, 1, 16}, {1, 1000, 16}, {1000, 2, 32}, {9, 7, 2},
                                  {7, 7, 1},     {64, 1, 1},    {80, 80, 100}};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    struct dh_map_spec map = {.axis = {LR(0.1, 1, sizes[s][0]), MOMENTUM(0, 0.9, sizes[s][1])}};
    ck_assert_int_eq(dh_map_tiles(&map), sizes[s][2]);
  }
}
END_TEST

START_TEST(tiles_have_every_cell_once) {
  static const long sizes[][2] = {{1, 1}, {8, 8}, {9, 8}, {3, 17}, {100, 1}, {1, 100}, {23, 41}, {200, 3}, {7, 129}};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
    struct dh_map_spec map = {.axis = {LR(0.1, 1, sizes[s][0]), MOMENTUM(0, 0.9, sizes[s][1])}};
    char *seen = calloc((size_t)cell_count(&map), 1);
    long cells[DH_SLOTS], met = 0;
    for (long tile = 0; tile < dh_map_tiles(&map); tile++) {
      int count = dh_map_tile(&map, tile, cells);
      ck_assert_int_ge(count, 1);
      for (int i = 0; i < count; i++) {
        int index;
        ck_assert(cells[i] >= 0 && cells[i] < cell_count(&map) && !seen[cells[i]]);
        ck_assert_int_eq(dh_map_tile_of(&map, cells[i] % sizes[s][0], cells[i] / sizes[s][0], &index), tile);
        ck_assert_int_eq(index, i);
        seen[cells[i]] = 1;
        met++;
      }
    }
    ck_assert_int_eq(met, cell_count(&map));
    free(seen);
  }
}
END_TEST

START_TEST(maps_that_make_no_sense_are_refused) {
  const struct dh_map_axis rate = LR(0.1, 1, 8), beta = {DH_MOMENTUM, 0, 0, 0.9, false, 8};
  const struct {
    struct dh_map_axis x, y;
    long steps;
    enum dh_error_code code;
  } wrong[] = {
      {rate, rate, 10, DH_ERROR_TWICE},
      {{DH_LEARNING_RATE, 0, 0, 1, true, 8}, beta, 10, DH_ERROR_RANGE},
      {{DH_LEARNING_RATE, 0, -1, 1, false, 8}, beta, 10, DH_ERROR_RANGE},
      {{DH_LEARNING_RATE, 0, (double)NAN, 1, false, 8}, beta, 10, DH_ERROR_RANGE},
      {{DH_MOMENTUM, 0, 0, 3, false, 8}, rate, 10, DH_ERROR_RANGE},
      {{DH_OPTIM, 0, 0, 1, false, 8}, rate, 10, DH_ERROR_DOES_NOT_APPLY},
      {{DH_NESTEROV, 0, 0, 1, false, 2}, rate, 10, DH_ERROR_DOES_NOT_APPLY},
      {{DH_START, 1, 0, 1, false, 2}, rate, 10, DH_ERROR_DOES_NOT_APPLY},
      {LR(0.1, 1, 0), beta, 10, DH_ERROR_RANGE},
      {LR(0.1, 1, 100000), MOMENTUM(0, 0.9, 100000), 10, DH_ERROR_RANGE},
      {rate, beta, 0, DH_ERROR_RANGE},
      {rate, beta, 2000000000, DH_ERROR_RANGE},
      {rate, beta, 10, DH_OK},
  };
  struct map_lab lab;
  open_lab(&lab, &charts[5], DH_MAP_ROWS);
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct dh_error error = {.code = DH_OK};
    struct dh_map_spec map = {.spec = lab.map.spec, .axis = {wrong[i].x, wrong[i].y}, .steps = wrong[i].steps};
    ck_assert_int_eq(dh_map_check(&map, &error), wrong[i].code == DH_OK);
    ck_assert_int_eq(error.code, wrong[i].code);
  }
  close_lab(&lab);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("map");
  TCase *tc = tcase_create("cells");
  tcase_add_loop_test(tc, a_cell_is_the_run_it_stands_for, 0, CHARTS);
  tcase_add_loop_test(tc, the_published_rule_is_the_published_one, 0, CHARTS);
  tcase_add_loop_test(tc, slices_of_any_length_give_the_same_bits, 0, CHARTS);
  tcase_add_loop_test(tc, a_cell_does_not_depend_on_its_company, 0, CHARTS);
  tcase_add_test(tc, beginning_again_forgets);
  tcase_add_loop_test(tc, shades_order_cells_by_how_fast_they_were, 0, CHARTS);
  tcase_add_test(tc, ranks_are_the_share_of_cells_that_are_faster);
  tcase_add_test(tc, axes_have_exact_ends_and_even_steps);
  tcase_add_test(tc, places_are_where_the_values_are);
  tcase_add_test(tc, lines_do_not_waste_tiles);
  tcase_add_test(tc, tiles_have_every_cell_once);
  tcase_add_test(tc, maps_that_make_no_sense_are_refused);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * Nothing allocates while a run goes on: every allocation of the core is counted (the linker hands its calls over). */
#include "downhill/map.h"
#include "downhill/verdict.h"
#include "lab.h"

#include <stdlib.h>

/* --- counting --- */

static long allocations;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

void *__wrap_malloc(size_t size) {
  allocations++;
  return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
  allocations++;
  return __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size) {
  allocations++;
  return __real_realloc(memory, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size) {
  allocations++;
  return __real_aligned_alloc(alignment, size);
}

/* --- what must not allocate --- */

enum { STEPS = 10000, JUDGED_EVERY = 10 };

/* Through changes of rate, rule and format, and back again. */
START_TEST(a_run_goes_on_without_allocating) {
  struct dh_surface *surface = lab_typed("(1-x)^2 + 10*(y-x^2)^2", NULL);
  struct dh_rule *rule = lab_rule(lab_rules[_i].name), *other = lab_rule(lab_rules[(_i + 1) % LAB_RULES].name);
  const struct dh_journal_entry journal[] = {
      {1000, {.parameter = DH_LEARNING_RATE, .value = 1e-4}}, {3000, {.parameter = DH_OPTIM, .rule = other}},
      {5000, {.parameter = DH_PRECISION, .value = DH_BF16}},  {7000, {.parameter = DH_MAX_GRAD_NORM, .value = 1}},
      {8000, {.parameter = DH_GRADIENT_NOISE, .value = 0.1}},
  };
  struct dh_error error;
  struct dh_spec spec;
  dh_spec_init(&spec, surface, rule);
  dh_spec_set(&spec, DH_LEARNING_RATE, 1e-3);
  allocations = 0;
  struct dh_run *run = dh_run_load(&spec, journal, sizeof journal / sizeof journal[0], &error);
  ck_assert_ptr_nonnull(run);
  ck_assert_int_gt(allocations, 0); /* they are counted */
  allocations = 0;
  for (long step = 0; step < STEPS; step++) {
    struct dh_reading reading;
    dh_run_step(run);
    if (step % JUDGED_EVERY == 0) dh_run_judge(run, &reading);
  }
  double values[DH_LINES_MAX][2];
  struct dh_curvature curvature;
  dh_run_explain(run, values);
  dh_run_curvature(run, &curvature);
  dh_run_goto(run, STEPS / 2);
  long counted = allocations; /* before Check has anything to remember */
  ck_assert_int_eq(counted, 0);
  ck_assert_int_eq(dh_run_row(run)->step, STEPS / 2);
  dh_run_destroy(run);
  dh_rule_destroy(rule);
  dh_rule_destroy(other);
  dh_surface_destroy(surface);
}
END_TEST

/* Into infinity and NaN: the operation to blame is looked for, and named, in room made before. */
START_TEST(an_explosion_does_not_allocate) {
  struct dh_surface *surface = lab_typed("x^4 - 3*x^2 + x", NULL);
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_spec spec;
  dh_spec_init(&spec, surface, rule);
  dh_spec_set(&spec, DH_LEARNING_RATE, 2);
  dh_spec_set(&spec, DH_PRECISION, _i);
  struct dh_run *run = lab_run(&spec);
  allocations = 0;
  for (int step = 0; step < 100; step++) {
    struct dh_reading reading;
    dh_run_step(run);
    dh_run_judge(run, &reading);
  }
  long counted = allocations;
  ck_assert_int_eq(counted, 0);
  ck_assert_ptr_nonnull(dh_run_first_event(run));
  dh_run_destroy(run);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

/* Batches drawn, sizes changed, then thrown into NaN and traced. */
START_TEST(a_run_on_data_does_not_allocate) {
  enum { ROWS = 100 };
  double x[ROWS], y[ROWS];
  for (int i = 0; i < ROWS; i++) {
    x[i] = i * 0.04 - 2;
    y[i] = 1.5 * x[i] + dh_random_uniform(1, 0, (uint64_t)i);
  }
  const struct dh_fit fit = {
      .data = {.name = "data", .rows = ROWS, .columns = 2, .column = {"x", "y"}, .value = {x, y}},
      .model = "w*x + b",
      .loss = DH_LOSS_HUBER};
  const struct dh_journal_entry journal[] = {
      {20, {.parameter = DH_PER_DEVICE_TRAIN_BATCH_SIZE, .value = 64}},
      {40, {.parameter = DH_GRADIENT_ACCUMULATION_STEPS, .value = 2}},
      {60, {.parameter = DH_LEARNING_RATE, .value = 1e300}},
  };
  struct dh_error error;
  struct dh_spec spec;
  struct dh_surface *surface = dh_surface_fitted(&fit, NULL, &error);
  ck_assert_ptr_nonnull(surface);
  struct dh_rule *rule = lab_rule("sgd");
  dh_spec_init(&spec, surface, rule);
  dh_spec_set(&spec, DH_PRECISION, _i);
  dh_spec_set(&spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE, 8);
  struct dh_run *run = dh_run_load(&spec, journal, sizeof journal / sizeof journal[0], &error);
  ck_assert_ptr_nonnull(run);
  allocations = 0;
  for (int step = 0; step < 200; step++) {
    struct dh_reading reading;
    dh_run_step(run);
    dh_run_judge(run, &reading);
  }
  dh_run_goto(run, 30);
  long counted = allocations;
  ck_assert_int_eq(counted, 0);
  dh_run_destroy(run);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

START_TEST(programs_and_blocks_do_not_allocate) {
  struct dh_surface *surface = lab_typed("sin(x)*exp(-y)", NULL);
  struct dh_rule *rule = lab_rule("adamw");
  struct dh_spec spec;
  dh_spec_init(&spec, surface, rule);
  dh_spec_set(&spec, DH_PRECISION, _i);
  const struct dh_spec *specs[DH_SLOTS];
  double rates[DH_SLOTS];
  for (int slot = 0; slot < DH_SLOTS; slot++) specs[slot] = &spec, rates[slot] = 1e-3 * slot;
  struct dh_error error;
  struct dh_block *block = dh_block_create(specs, DH_SLOTS, &error);
  ck_assert_ptr_nonnull(block);
  struct dh_row rows[DH_SLOTS] = {0};
  allocations = 0;
  dh_block_advance(block, rates, STEPS / DH_SLOTS);
  dh_block_step(block, rates, rows);
  long counted = allocations;
  ck_assert_int_eq(counted, 0);
  dh_block_destroy(block);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

START_TEST(looking_for_a_rate_does_not_allocate) {
  struct dh_surface *surface = lab_typed("(1-x)^2 + 100*(y-x^2)^2", NULL);
  struct dh_rule *rule = lab_rule(lab_rules[_i].name);
  struct dh_spec spec;
  struct dh_finder_settings settings;
  struct dh_error error;
  dh_spec_init(&spec, surface, rule);
  dh_finder_defaults(&settings);
  struct dh_finder *finder = dh_finder_create(&spec, &settings, &error);
  struct dh_sweep *sweep = dh_sweep_create(&spec, &settings, &error);
  ck_assert(finder && sweep);
  struct dh_suggestion suggestion[DH_FINDER_RULES];
  struct dh_sweep_result result;
  allocations = 0;
  while (!dh_finder_advance(finder, 1)) dh_finder_suggest(finder, DH_FINDER_VALLEY, suggestion);
  for (int i = 0; i < DH_FINDER_RULES; i++) dh_finder_suggest(finder, (enum dh_finder_rule)i, &suggestion[i]);
  while (!dh_sweep_advance(sweep, 10)) dh_sweep_judge(sweep, &result);
  long counted = allocations;
  ck_assert_int_eq(counted, 0);
  dh_finder_destroy(finder);
  dh_sweep_destroy(sweep);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

/* Beginning may compile; a second time over the same cells there is nothing left to compile either. */
START_TEST(a_map_goes_on_without_allocating) {
  struct dh_surface *surface = lab_typed("(1-x)^2 + 100*(y-x^2)^2", NULL);
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_map_spec map = {.axis = {{DH_LEARNING_RATE, 0, 1e-4, 1e-1, true, 8}, {DH_MOMENTUM, 0, 0, 0.99, false, 8}},
                            .steps = 2000,
                            .rule = _i % 2 == 0 ? DH_MAP_ROWS : DH_MAP_PUBLISHED};
  dh_spec_init(&map.spec, surface, rule);
  dh_spec_set(&map.spec, DH_PRECISION, _i < 2 ? DH_FP64 : DH_FP16);
  dh_spec_set(&map.spec, DH_LR_SCHEDULER_TYPE, _i < 2 ? DH_SCHEDULE_COSINE : DH_SCHEDULE_REDUCE_LR_ON_PLATEAU);
  struct dh_error error;
  struct dh_map_worker *worker = dh_map_worker_create(&map, &error);
  ck_assert_ptr_nonnull(worker);
  long cells[DH_SLOTS];
  int count = dh_map_tile(&map, 0, cells);
  for (int round = 0; round < 2; round++) {
    struct dh_map_cell done[DH_SLOTS];
    allocations = 0;
    bool begun = dh_map_begin(worker, cells, count, &error);
    long compiling = allocations;
    allocations = 0;
    while (!dh_map_advance(worker, 97)) continue;
    dh_map_cells(worker, done);
    long counted = allocations;
    ck_assert(begun && (compiling > 0) == (round == 0));
    ck_assert_int_eq(counted, 0);
  }
  dh_map_worker_destroy(worker);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("memory");
  TCase *tc = tcase_create("allocations");
  tcase_add_loop_test(tc, a_run_goes_on_without_allocating, 0, LAB_RULES);
  tcase_add_loop_test(tc, an_explosion_does_not_allocate, 0, DH_PRECISION_COUNT);
  tcase_add_loop_test(tc, a_run_on_data_does_not_allocate, 0, DH_PRECISION_COUNT);
  tcase_add_loop_test(tc, programs_and_blocks_do_not_allocate, 0, DH_PRECISION_COUNT);
  tcase_add_loop_test(tc, looking_for_a_rate_does_not_allocate, 0, LAB_RULES);
  tcase_add_loop_test(tc, a_map_goes_on_without_allocating, 0, 4);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

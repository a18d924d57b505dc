/* SPDX-License-Identifier: MIT
 *
 * A run is a pure function of spec and journal: however it came to a row, the row is the same bit for bit. */
#include "lab.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEPS = 700 };

static struct dh_surface *valley;
static struct dh_rule *rules[LAB_RULES];
static struct dh_spec start;

static void setup(void) {
  valley = lab_typed("(1-x)^2 + 10*(y-x^2)^2 + sin(3*x)", NULL);
  for (int i = 0; i < LAB_RULES; i++) rules[i] = lab_rule(lab_rules[i].name);
  dh_spec_init(&start, valley, rules[0]);
  start.start[0] = -1.2;
  dh_spec_set(&start, DH_LEARNING_RATE, 0.01);
  dh_spec_set(&start, DH_MAX_STEPS, 500);
}

static void teardown(void) {
  for (int i = 0; i < LAB_RULES; i++) dh_rule_destroy(rules[i]);
  dh_surface_destroy(valley);
}

/* What a user might do: numbers, kinds that need another program, other optimizers, several things at one row. */
struct deed {
  long step;
  enum dh_parameter parameter;
  double value;
  int rule; /* for DH_OPTIM */
  bool unset;
};
static const struct deed deeds[] = {
    {0, DH_MOMENTUM, 0.5, 0, false},       {13, DH_LEARNING_RATE, 0.02, 0, false},
    {40, DH_MOMENTUM, 0, 0, false},        {40, DH_LR_SCHEDULER_TYPE, 2, 0, false},
    {61, DH_OPTIM, 0, 1, false},           {75, DH_AMSGRAD, 1, 0, false},
    {90, DH_MAX_GRAD_NORM, 0.5, 0, false}, {91, DH_PRECISION, DH_FP32, 0, false},
    {200, DH_OPTIM, 0, 2, false},          {200, DH_WEIGHT_DECAY, 0.1, 0, false},
    {330, DH_WARMUP_STEPS, 400, 0, false}, {400, DH_OPTIM, 0, 0, false},
    {400, DH_NESTEROV, 1, 0, false},       {400, DH_MOMENTUM, 0.9, 0, false},
    {430, DH_PRECISION, 0, 0, true},       {520, DH_LEARNING_RATE, 0.001, 0, false},
};
enum { DEEDS = sizeof deeds / sizeof deeds[0] };

static struct dh_setting setting_of(const struct deed *deed) {
  return (struct dh_setting){.parameter = deed->parameter,
                             .unset = deed->unset,
                             .value = deed->value,
                             .rule = deed->parameter == DH_OPTIM ? rules[deed->rule] : NULL};
}

static void change(struct dh_run *run, const struct deed *deed) {
  struct dh_error error;
  struct dh_setting setting = setting_of(deed);
  ck_assert_msg(dh_run_change(run, &setting, &error), "error %d: %s", (int)error.code, error.text);
}

/* Walk to the end doing everything on the way; the rows as they were left go to rows[0..STEPS]. */
static struct dh_run *walk(struct dh_row *rows) {
  struct dh_run *run = lab_run(&start);
  int next = 0;
  for (long step = 0;; step++) {
    for (; next < DEEDS && deeds[next].step == step; next++) change(run, &deeds[next]);
    if (rows) rows[step] = *dh_run_row(run);
    if (step == STEPS) return run;
    dh_run_step(run);
  }
}

static void expect_row(const struct dh_row *row, const struct dh_row *expected) {
  ck_assert_msg(same_row(row, expected), "row %ld is (%.17g, %.17g), should be row %ld (%.17g, %.17g)", row->step,
                row->at[0], row->at[1], expected->step, expected->at[0], expected->at[1]);
}

/* The present row, the recent ones, the history and the lowest loss are those of the first walk. */
static void expect_past(const struct dh_run *run, const struct dh_row *rows, long step) {
  const struct dh_row *recent, *history;
  int count = dh_run_recent(run, &recent);
  ck_assert_int_eq(count, step + 1 < DH_RECENT ? step + 1 : DH_RECENT);
  for (int i = 0; i < count; i++) expect_row(&recent[i], &rows[step - count + 1 + i]);
  expect_row(dh_run_row(run), &rows[step]);
  count = dh_run_history(run, &history);
  ck_assert_int_eq(count, step);
  for (int i = 0; i < count; i++) expect_row(&history[i], &rows[i]);
  double lowest = (double)NAN;
  for (long i = 0; i <= step; i++) lowest = fmin(lowest, rows[i].loss);
  ck_assert(same_bits(dh_run_lowest(run), lowest));
}

START_TEST(going_anywhere_gives_the_same_rows) {
  struct dh_row rows[STEPS + 1];
  struct dh_run *run = walk(rows);
  for (uint64_t i = 0; i < 60; i++) {
    long step = (long)(dh_random_uniform(1, 2, i) * STEPS);
    dh_run_goto(run, step);
    expect_past(run, rows, step);
  }
  for (long step = STEPS; step >= 0; step -= 7) {
    dh_run_goto(run, step);
    expect_row(dh_run_row(run), &rows[step]);
  }
  dh_run_goto(run, -5);
  expect_row(dh_run_row(run), &rows[0]);
  dh_run_destroy(run);
}
END_TEST

START_TEST(a_loaded_journal_gives_the_same_rows) {
  struct dh_row rows[STEPS + 1];
  struct dh_run *run = walk(rows);
  struct dh_error error;
  int count;
  const struct dh_journal_entry *journal = dh_run_journal(run, &count);
  ck_assert_int_eq(count, DEEDS);
  struct dh_run *loaded = dh_run_load(&start, journal, count, &error);
  ck_assert_ptr_nonnull(loaded);
  for (long step = 0; step <= STEPS; step++) {
    expect_row(dh_run_row(loaded), &rows[step]);
    dh_run_step(loaded);
  }
  dh_run_destroy(loaded);
  dh_run_destroy(run);
}
END_TEST

START_TEST(a_journal_out_of_order_is_not_loaded) {
  const struct dh_setting rate = {.parameter = DH_LEARNING_RATE, .value = 1e-4};
  const struct dh_journal_entry journal[] = {{20, rate}, {19, rate}};
  struct dh_error error;
  ck_assert_ptr_null(dh_run_load(&start, journal, 2, &error));
  ck_assert_int_eq(error.code, DH_ERROR_RANGE);
}
END_TEST

START_TEST(a_branch_has_the_same_past_and_future) {
  const long steps[] = {0, 1, 40, 61, 199, 200, 400, 431, STEPS};
  struct dh_row rows[STEPS + 1];
  struct dh_run *run = walk(rows);
  struct dh_error error;
  dh_run_goto(run, steps[_i]);
  struct dh_run *branch = dh_run_branch(run, &error);
  ck_assert_ptr_nonnull(branch);
  expect_past(branch, rows, steps[_i]);
  dh_run_destroy(run);
  dh_run_goto(branch, steps[_i] / 2);
  expect_past(branch, rows, steps[_i] / 2);
  dh_run_goto(branch, steps[_i]);
  for (int i = 0; i < DEEDS; i++) {
    if (deeds[i].step <= steps[_i]) continue;
    dh_run_goto(branch, deeds[i].step);
    change(branch, &deeds[i]);
  }
  dh_run_goto(branch, STEPS);
  expect_past(branch, rows, STEPS);
  dh_run_destroy(branch);
}
END_TEST

START_TEST(a_change_in_the_past_cuts_the_future) {
  struct dh_row rows[STEPS + 1];
  struct dh_run *run = walk(rows);
  const struct deed other = {100, DH_LEARNING_RATE, 0.05, 0, false};
  int count, before = 0;
  for (int i = 0; i < DEEDS; i++) before += deeds[i].step <= 100;
  dh_run_goto(run, 100);
  dh_run_journal(run, &count);
  ck_assert_int_eq(count, DEEDS);
  change(run, &other);
  const struct dh_journal_entry *journal = dh_run_journal(run, &count);
  ck_assert_int_eq(count, before + 1);
  ck_assert_int_eq(journal[before].step, 100);
  dh_run_goto(run, STEPS);
  struct dh_row end = *dh_run_row(run);
  ck_assert(!same_row(&end, &rows[STEPS]));
  dh_run_goto(run, 50);
  expect_past(run, rows, 50);
  dh_run_goto(run, STEPS);
  expect_row(dh_run_row(run), &end);
  dh_run_destroy(run);
}
END_TEST

START_TEST(repeats_at_one_step_merge) {
  struct dh_row rows[STEPS + 1];
  struct dh_run *run = walk(rows);
  const struct deed there = {400, DH_OPTIM, 0, 1, false}, back = {400, DH_OPTIM, 0, 2, false};
  dh_run_goto(run, 400);
  int before, after;
  dh_run_journal(run, &before);
  change(run, &there);
  change(run, &back);
  const struct dh_journal_entry *journal = dh_run_journal(run, &after);
  ck_assert_int_le(after, before);
  for (int i = 1; i < after; i++)
    ck_assert(journal[i].step > journal[i - 1].step ||
              journal[i].setting.parameter != journal[i - 1].setting.parameter);
  /* Back at the rule that arrived: nothing was reset. The walk switches the rule at this row, so compare with a run in
   * which that never happened. */
  struct dh_run *straight = walk(NULL);
  dh_run_goto(straight, 399);
  const struct deed nothing = {399, DH_SEED, 1, 0, false};
  change(straight, &nothing);
  dh_run_goto(straight, 400);
  const struct deed same[] = {{400, DH_NESTEROV, 1, 0, false}, {400, DH_MOMENTUM, 0.9, 0, false}};
  change(straight, &same[0]);
  change(straight, &same[1]);
  for (int i = 0; i < 20; i++) {
    expect_row(dh_run_row(run), dh_run_row(straight));
    dh_run_step(run);
    dh_run_step(straight);
  }
  dh_run_destroy(straight);
  dh_run_destroy(run);
}
END_TEST

START_TEST(another_rule_starts_afresh) {
  struct dh_run *run = lab_run(&start), *fresh;
  struct dh_error error;
  dh_run_goto(run, 30);
  struct dh_spec spec = start;
  memcpy(spec.start, dh_run_row(run)->at, sizeof spec.start);
  spec.rule = rules[1];
  const struct deed adam = {30, DH_OPTIM, 0, 1, false};
  change(run, &adam);
  fresh = dh_run_create(&spec, &error);
  ck_assert_ptr_nonnull(fresh);
  for (int i = 0; i < 50; i++) {
    ck_assert(same_bits(dh_run_row(run)->at[0], dh_run_row(fresh)->at[0]));
    ck_assert(same_bits(dh_run_row(run)->at[1], dh_run_row(fresh)->at[1]));
    dh_run_step(run);
    dh_run_step(fresh);
  }
  dh_run_destroy(fresh);
  dh_run_destroy(run);
}
END_TEST

START_TEST(bad_changes_change_nothing) {
  struct dh_run *run = lab_run(&start);
  struct dh_error error;
  dh_run_goto(run, 10);
  struct dh_row before = *dh_run_row(run);
  const struct dh_setting bad[] = {{.parameter = DH_LEARNING_RATE, .value = -1},
                                   {.parameter = DH_LEARNING_RATE, .value = (double)NAN},
                                   {.parameter = DH_LR_SCHEDULER_TYPE, .value = 99},
                                   {.parameter = DH_MILESTONES},
                                   {.parameter = DH_MILESTONES, .list = {.count = 2, .at = {3, -1}}},
                                   {.parameter = DH_MILESTONES, .list = {.count = DH_NUMBERS_MAX + 1}},
                                   {.parameter = DH_SURFACE, .value = 0},
                                   {.parameter = DH_START, .value = 0},
                                   {.parameter = DH_OPTIM, .rule = NULL}};
  const enum dh_error_code codes[] = {DH_ERROR_RANGE,          DH_ERROR_RANGE,          DH_ERROR_RANGE,
                                      DH_ERROR_RANGE,          DH_ERROR_RANGE,          DH_ERROR_RANGE,
                                      DH_ERROR_DOES_NOT_APPLY, DH_ERROR_DOES_NOT_APPLY, DH_ERROR_DOES_NOT_APPLY};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    int count;
    ck_assert(!dh_run_change(run, &bad[i], &error));
    ck_assert_int_eq(error.code, codes[i]);
    expect_row(dh_run_row(run), &before);
    dh_run_journal(run, &count);
    ck_assert_int_eq(count, 0);
  }
  const struct dh_setting good = {.parameter = DH_LEARNING_RATE, .value = 1};
  ck_assert(!dh_run_schedule_change(run, 9, &good, &error));
  ck_assert(dh_run_schedule_change(run, 20, &good, &error));
  ck_assert(!dh_run_schedule_change(run, 19, &good, &error));
  ck_assert_int_eq(error.code, DH_ERROR_RANGE);
  dh_run_destroy(run);
}
END_TEST

/* --- long runs --- */

static struct dh_run *long_run(void) {
  dh_spec_set(&start, DH_MOMENTUM, 0.9);
  dh_spec_set(&start, DH_LEARNING_RATE, 1e-4);
  return lab_run(&start);
}

static void expect_history(const struct dh_run *run) {
  const struct dh_row *rows;
  long present = dh_run_row(run)->step;
  int count = dh_run_history(run, &rows);
  ck_assert_int_gt(count, 1);
  long stride = rows[1].step - rows[0].step;
  for (int i = 0; i < count; i++) ck_assert_int_eq(rows[i].step, i * stride);
  ck_assert_int_lt(rows[count - 1].step, present);
  ck_assert_int_ge(rows[count - 1].step + stride, present);
  if (stride > 1) ck_assert_int_gt(count, 2000);
}

START_TEST(history_depends_on_the_step_alone) {
  const long steps[] = {100000, 4097, 4096, 8192, 8193, 50000, 1000, 20001};
  struct dh_run *run = long_run();
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    struct dh_run *fresh = long_run();
    const struct dh_row *rows, *expected;
    dh_run_goto(run, steps[i]);
    dh_run_goto(fresh, steps[i]);
    expect_history(run);
    int count = dh_run_history(run, &rows);
    ck_assert_int_eq(count, dh_run_history(fresh, &expected));
    for (int k = 0; k < count; k++) expect_row(&rows[k], &expected[k]);
    count = dh_run_recent(run, &rows);
    ck_assert_int_eq(count, dh_run_recent(fresh, &expected));
    for (int k = 0; k < count; k++) expect_row(&rows[k], &expected[k]);
    ck_assert(same_bits(dh_run_lowest(run), dh_run_lowest(fresh)));
    dh_run_destroy(fresh);
  }
  dh_run_destroy(run);
}
END_TEST

/* The whole past as one list: no step twice, the present row last, and the recent rows whole. */
START_TEST(the_past_is_one_list) {
  const long steps[] = {0, 1, 127, 128, 129, 4096, 4097, 4300, 8192, 8200, 50000, 60, 0};
  struct dh_run *run = long_run();
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    dh_run_goto(run, steps[i]);
    const struct dh_rows rows = dh_run_rows(run);
    const struct dh_row *recent, *history;
    int dense = dh_run_recent(run, &recent), kept = dh_run_history(run, &history);
    ck_assert_int_eq(dh_rows_at(&rows, 0)->step, 0);
    for (int k = 1; k < rows.count; k++) ck_assert_int_gt(dh_rows_at(&rows, k)->step, dh_rows_at(&rows, k - 1)->step);
    for (int k = 0; k < dense; k++) expect_row(dh_rows_at(&rows, rows.count - dense + k), &recent[k]);
    for (int k = 0; k < rows.count - dense; k++) expect_row(dh_rows_at(&rows, k), &history[k]);
    int before = 0;
    while (before < kept && history[before].step < recent[0].step) before++;
    ck_assert_int_eq(rows.count, before + dense);
  }
  dh_run_destroy(run);
}
END_TEST

/* Whoever keeps something about rows sees by one number that they may be others by now. */
START_TEST(the_revision_is_of_the_journal) {
  struct dh_run *run = lab_run(&start);
  struct dh_error error;
  dh_run_goto(run, 50);
  long revision = dh_run_revision(run);
  dh_run_goto(run, 10);
  dh_run_goto(run, 40);
  ck_assert_int_eq(dh_run_revision(run), revision);
  struct dh_setting setting = setting_of(&(struct deed){40, DH_MOMENTUM, 0.5, 0, false});
  ck_assert(dh_run_schedule_change(run, 45, &setting, &error)); /* row 46 was given already */
  ck_assert_int_ne(dh_run_revision(run), revision);
  revision = dh_run_revision(run);
  ck_assert(dh_run_change(run, &setting, &error));
  ck_assert_int_ne(dh_run_revision(run), revision);
  revision = dh_run_revision(run);
  setting.value = -1;
  ck_assert(!dh_run_change(run, &setting, &error));
  ck_assert_int_eq(dh_run_revision(run), revision);
  dh_run_destroy(run);
}
END_TEST

/* It takes along what thinning took out of the history. */
START_TEST(a_branch_of_a_long_run_goes_back_like_it) {
  struct dh_run *run = long_run(), *fresh = long_run();
  struct dh_error error;
  dh_run_goto(run, 40000);
  struct dh_run *branch = dh_run_branch(run, &error);
  ck_assert_ptr_nonnull(branch);
  dh_run_destroy(run);
  for (long step = 20000; step > 300; step /= 3) {
    const struct dh_row *rows, *expected;
    dh_run_goto(branch, step);
    dh_run_goto(fresh, 0);
    dh_run_goto(fresh, step);
    int count = dh_run_history(branch, &rows);
    ck_assert_int_eq(count, dh_run_history(fresh, &expected));
    for (int k = 0; k < count; k++) expect_row(&rows[k], &expected[k]);
  }
  dh_run_destroy(branch);
  dh_run_destroy(fresh);
}
END_TEST

/* What was put aside is of the past alone: a change makes another future, and another thinned history. */
START_TEST(a_change_far_back_thins_another_history) {
  struct dh_run *run = long_run(), *fresh = long_run();
  const struct deed deed = {5000, DH_LEARNING_RATE, 2e-4, 0, false};
  const struct dh_row *rows, *expected;
  const long stations[] = {40000, 9000, 4000};
  dh_run_goto(run, 40000);
  dh_run_goto(run, deed.step);
  dh_run_goto(fresh, deed.step);
  change(run, &deed);
  change(fresh, &deed);
  for (size_t i = 0; i < sizeof stations / sizeof stations[0]; i++) {
    dh_run_goto(run, stations[i]);
    dh_run_goto(fresh, stations[i]);
    int count = dh_run_history(run, &rows);
    ck_assert_int_eq(count, dh_run_history(fresh, &expected));
    for (int k = 0; k < count; k++) expect_row(&rows[k], &expected[k]);
  }
  dh_run_destroy(run);
  dh_run_destroy(fresh);
}
END_TEST

/* Resident pages of this process. */
static long resident(void) {
  long size = 0, pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file) return -1;
  if (fscanf(file, "%ld %ld", &size, &pages) != 2) pages = -1;
  (void)fclose(file);
  return pages;
}

START_TEST(memory_is_bounded_over_a_million_steps) {
  struct dh_run *run = long_run();
  dh_run_goto(run, 10000);
  long before = resident();
  dh_run_goto(run, 1000000);
  /* Pages of code come in late, and what thinning takes out of the history has room for 600 pages; a row for each step
   * would take 25,000. */
  ck_assert_int_le(resident(), before + 700);
  expect_history(run);
  struct dh_row end = *dh_run_row(run);
  dh_run_goto(run, 999000);
  dh_run_goto(run, 1000000);
  expect_row(dh_run_row(run), &end);
  dh_run_destroy(run);
}
END_TEST

/* --- what a run tells --- */

START_TEST(the_update_is_explained) {
  struct dh_run *run = lab_run(&start);
  double values[DH_LINES_MAX][2];
  const struct deed deed = {0, DH_MOMENTUM, 0.9, 0, false};
  change(run, &deed);
  for (int step = 0; step < 5; step++) {
    struct dh_row row = *dh_run_row(run);
    int lines = dh_run_explain(run, values);
    ck_assert_int_eq(lines, lab_rules[0].update_count);
    dh_run_step(run);
    for (int axis = 0; axis < 2; axis++) {
      ck_assert(same_bits(values[0][axis], row.gradient[axis]));
      ck_assert(same_bits(row.rate * values[2][axis], row.update[axis]));
      ck_assert(same_bits(values[3][axis], dh_run_row(run)->at[axis]));
      ck_assert(same_bits(row.at[axis] - row.update[axis], dh_run_row(run)->at[axis]));
    }
  }
  dh_run_destroy(run);
}
END_TEST

/* What the lines start from: the states of the row before, and the gradient after clipping. */
START_TEST(an_update_knows_what_it_starts_from) {
  struct dh_run *run = lab_run(&start);
  struct dh_update_inputs inputs;
  double values[DH_LINES_MAX][2];
  const struct deed momentum = {0, DH_MOMENTUM, 0.9, 0, false}, clip = {0, DH_MAX_GRAD_NORM, 1e-3, 0, false};
  change(run, &momentum);
  dh_run_update_inputs(run, &inputs);
  ck_assert_int_eq(inputs.t, 1);
  ck_assert(inputs.state[0][0] == 0 && same_bits(inputs.gradient[0], dh_run_row(run)->gradient[0]));
  dh_run_explain(run, values);
  dh_run_step(run);
  change(run, &clip);
  dh_run_update_inputs(run, &inputs);
  ck_assert_int_eq(inputs.t, 2);
  for (int axis = 0; axis < 2; axis++) ck_assert(same_bits(inputs.state[0][axis], values[1][axis]));
  ck_assert_double_eq_tol(hypot(inputs.gradient[0], inputs.gradient[1]), 1e-3, 1e-6);
  dh_run_destroy(run);
}
END_TEST

/* For rows of the past, each with the settings it was made with: as it was measured then. */
START_TEST(stability_can_be_asked_later) {
  struct dh_run *run = lab_run(&start);
  struct dh_curvature then[12], later[12];
  const struct dh_row *rows;
  const struct deed two[] = {{0, DH_LEARNING_RATE, 0.01, 0, false}, {0, DH_MOMENTUM, 0.5, 0, false}};
  for (int step = 0; step < 12; step++) {
    if (step == 3 || step == 7) change(run, &two[step == 7]);
    dh_run_curvature(run, &then[step]);
    if (step < 11) dh_run_step(run);
  }
  ck_assert_int_eq(dh_run_recent(run, &rows), 12);
  dh_run_stability(run, rows, 12, later);
  for (int step = 0; step < 12; step++) {
    ck_assert(same_bits(then[step].eta_lambda, later[step].eta_lambda));
    ck_assert(same_bits(then[step].limit, later[step].limit));
  }
  ck_assert(later[6].limit == 2 && later[7].limit == 3);
  dh_run_destroy(run);
}
END_TEST

START_TEST(curvature_is_held_against_the_limit) {
  struct dh_surface *bowl = lab_typed("2*x^2 + 0.5*y^2", NULL);
  struct dh_spec spec;
  struct dh_curvature curvature;
  dh_spec_init(&spec, bowl, rules[0]);
  dh_spec_set(&spec, DH_LEARNING_RATE, 0.25);
  dh_spec_set(&spec, DH_WEIGHT_DECAY, 0.5);
  struct dh_run *run = lab_run(&spec);
  dh_run_curvature(run, &curvature);
  ck_assert(curvature.smallest == 1 && curvature.largest == 4);
  ck_assert(curvature.eta_lambda == 0.25 * 4.5 && curvature.limit == 2);
  const struct deed momentum = {0, DH_MOMENTUM, 0.5, 0, false}, nesterov = {0, DH_NESTEROV, 1, 0, false},
                    adam = {0, DH_OPTIM, 0, 1, false};
  change(run, &momentum);
  dh_run_curvature(run, &curvature);
  ck_assert(curvature.limit == 3);
  change(run, &nesterov);
  dh_run_curvature(run, &curvature);
  ck_assert(curvature.limit == 1.5);
  change(run, &adam);
  dh_run_curvature(run, &curvature);
  ck_assert(isnan(curvature.limit) && curvature.eta_lambda == 0.25 * 4);
  dh_run_destroy(run);
  dh_surface_destroy(bowl);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("run");
  TCase *tc = tcase_create("run");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_set_timeout(tc, 60);
  tcase_add_test(tc, going_anywhere_gives_the_same_rows);
  tcase_add_test(tc, a_loaded_journal_gives_the_same_rows);
  tcase_add_test(tc, a_journal_out_of_order_is_not_loaded);
  tcase_add_loop_test(tc, a_branch_has_the_same_past_and_future, 0, 9);
  tcase_add_test(tc, a_change_in_the_past_cuts_the_future);
  tcase_add_test(tc, repeats_at_one_step_merge);
  tcase_add_test(tc, another_rule_starts_afresh);
  tcase_add_test(tc, bad_changes_change_nothing);
  tcase_add_test(tc, history_depends_on_the_step_alone);
  tcase_add_test(tc, the_past_is_one_list);
  tcase_add_test(tc, the_revision_is_of_the_journal);
  tcase_add_test(tc, a_branch_of_a_long_run_goes_back_like_it);
  tcase_add_test(tc, a_change_far_back_thins_another_history);
  tcase_add_test(tc, memory_is_bounded_over_a_million_steps);
  tcase_add_test(tc, the_update_is_explained);
  tcase_add_test(tc, an_update_knows_what_it_starts_from);
  tcase_add_test(tc, stability_can_be_asked_later);
  tcase_add_test(tc, curvature_is_held_against_the_limit);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * Everything a schedule reads can be changed while the run goes on: from that row on its rates are those of the
 * schedule as it is now, and the run is still a pure function of spec and journal. */
#include "lab.h"

#include <math.h>

enum { STEPS = 90, CHANGED = 10 };

static struct dh_surface *parabola;
static struct dh_rule *sgd;
static struct dh_spec spec;

static void setup(void) {
  parabola = lab_typed("(w-5)^2", "w");
  sgd = lab_rule("sgd");
  dh_spec_init(&spec, parabola, sgd);
  spec.start[0] = 2;
  dh_spec_set(&spec, DH_LEARNING_RATE, 1); /* bounces: what goes by losses has something to go by */
  dh_spec_set(&spec, DH_MAX_STEPS, 60);
}

static void teardown(void) {
  dh_rule_destroy(sgd);
  dh_surface_destroy(parabola);
}

/* --- what is changed --- */

/* A value that is none of the usual ones; the k-th of several. */
static struct dh_setting other(enum dh_parameter parameter, int k) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  double now = dh_spec_number(&spec, parameter);
  struct dh_setting setting = {.parameter = parameter};
  if (row->type == DH_TYPE_LIST)
    setting.list = (struct dh_numbers){.count = 3, .at = {4, 12 + k, 41}};
  else if (row->type == DH_TYPE_FLAG || row->type == DH_TYPE_CHOICE)
    setting.value = fmod(now + 1 + k, row->high + 1);
  else if (row->type == DH_TYPE_INTEGER)
    setting.value = fmin(row->high, 13 + 20 * k);
  else
    setting.value = fmin(row->high, row->low + 0.06 + 0.3 * k);
  return setting;
}

/* The k-th change of a schedule: what it reads, and what every schedule reads. */
static bool change_at(const struct dh_schedule_info *info, int k, struct dh_setting *setting) {
  static const enum dh_parameter all[] = {DH_LEARNING_RATE, DH_WARMUP_STEPS, DH_WARMUP_RATIO, DH_MAX_STEPS,
                                          DH_LR_SCHEDULER_TYPE};
  const int common = sizeof all / sizeof all[0];
  if (k >= 2 * (common + info->use_count)) return false;
  *setting = other(k / 2 < common ? all[k / 2] : info->uses[k / 2 - common].parameter, k % 2);
  return true;
}

/* --- what it should come to --- */

/* The rate of every row evaluated without a run, from the losses that its rows had. */
static void evaluate(const struct dh_setting *setting, const struct dh_row *rows, double rates[STEPS]) {
  struct dh_spec now = spec;
  const struct dh_schedule_info *info = NULL;
  struct dh_schedule_state state;
  struct dh_schedule_args args;
  dh_schedule_state_init(&state);
  for (int t = 0; t < STEPS; t++) {
    if (t == CHANGED) dh_spec_apply(&now, setting);
    const struct dh_schedule_info *before = info;
    info = dh_schedule_info((int)dh_spec_number(&now, DH_LR_SCHEDULER_TYPE));
    if (info != before) dh_schedule_state_init(&state);
    dh_spec_schedule(&now, &args);
    rates[t] = dh_schedule_rate(info, &args, t, &state);
    dh_schedule_observe(info, &args, t, rows[t].loss, &state);
  }
}

static struct dh_run *walk(const struct dh_setting *setting, struct dh_row rows[STEPS]) {
  struct dh_error error;
  struct dh_run *run = lab_run(&spec);
  for (int t = 0; t < STEPS; t++) {
    if (setting && t == CHANGED) ck_assert(dh_run_change(run, setting, &error));
    rows[t] = *dh_run_row(run);
    dh_run_step(run);
  }
  return run;
}

static void expect_same_again(struct dh_run *run, const struct dh_row rows[STEPS]) {
  static const long steps[] = {CHANGED, 3, CHANGED + 1, CHANGED - 1, STEPS - 1, 0};
  for (int i = 0; i < 6; i++) {
    dh_run_goto(run, steps[i]);
    ck_assert(same_row(dh_run_row(run), &rows[steps[i]]));
  }
}

START_TEST(every_change_holds_from_its_row_on) {
  const struct dh_schedule_info *info = dh_schedule_info(_i);
  struct dh_row straight[STEPS];
  struct dh_setting setting;
  int effects = 0, changes = 0;
  dh_spec_set(&spec, DH_LR_SCHEDULER_TYPE, _i);
  dh_spec_set(&spec, DH_WARMUP_STEPS, 4);
  dh_spec_set(&spec, DH_PATIENCE, 2);
  dh_spec_set(&spec, DH_TOTAL_ITERS, 25);
  dh_run_destroy(walk(NULL, straight));
  for (; change_at(info, changes, &setting); changes++) {
    struct dh_row rows[STEPS];
    double rates[STEPS];
    struct dh_run *run = walk(&setting, rows);
    const char *name = dh_parameter_row(setting.parameter)->name;
    evaluate(&setting, rows, rates);
    for (int t = 0; t < STEPS; t++) {
      if (t < CHANGED) ck_assert(same_row(&rows[t], &straight[t]));
      ck_assert_msg(same_bits(rows[t].rate, rates[t]), "%s, %s changed: row %d has %.17g, should have %.17g",
                    info->name, name, t, rows[t].rate, rates[t]);
    }
    effects += memcmp(rows, straight, sizeof rows) != 0;
    expect_same_again(run, rows);
    dh_run_destroy(run);
  }
  ck_assert_msg(effects > changes / 2, "%s: %d of %d changes changed something", info->name, effects, changes);
}
END_TEST

/* The list is part of the journal: loaded, it does the same; taken back, the milestones are the run's own again. */
START_TEST(milestones_can_be_set_and_taken_back) {
  const struct dh_setting set = {.parameter = DH_MILESTONES, .list = {.count = 2, .at = {12, 20}}},
                          unset = {.parameter = DH_MILESTONES, .unset = true};
  struct dh_error error;
  dh_spec_set(&spec, DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_MULTISTEP);
  struct dh_run *run = lab_run(&spec);
  dh_run_goto(run, 10);
  ck_assert(dh_run_change(run, &set, &error));
  ck_assert(dh_run_row(run)->rate == 1);
  dh_run_goto(run, 12);
  ck_assert_double_eq_tol(dh_run_row(run)->rate, 0.1, 1e-15);
  dh_run_goto(run, 25);
  ck_assert_double_eq_tol(dh_run_row(run)->rate, 0.01, 1e-15);
  ck_assert(dh_run_change(run, &unset, &error));
  ck_assert(dh_run_row(run)->rate == 1); /* 30 and 45 of 60 */
  ck_assert(!dh_spec_given(dh_run_spec(run), DH_MILESTONES) && dh_run_spec(run)->milestones.count == 0);
  dh_run_goto(run, 30);
  ck_assert_double_eq_tol(dh_run_row(run)->rate, 0.1, 1e-15);
  int count;
  const struct dh_journal_entry *journal = dh_run_journal(run, &count);
  struct dh_run *loaded = dh_run_load(&spec, journal, count, &error);
  ck_assert_ptr_nonnull(loaded);
  for (long step = 40; step >= 0; step--) {
    dh_run_goto(run, step);
    dh_run_goto(loaded, step);
    ck_assert(same_row(dh_run_row(run), dh_run_row(loaded)));
  }
  dh_run_destroy(loaded);
  dh_run_destroy(run);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("schedule_live");
  TCase *tc = tcase_create("live");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_add_loop_test(tc, every_change_holds_from_its_row_on, 0, dh_schedule_count());
  tcase_add_test(tc, milestones_can_be_set_and_taken_back);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

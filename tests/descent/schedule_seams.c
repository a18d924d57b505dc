/* SPDX-License-Identifier: MIT
 *
 * Schedules where something ends or begins: at the warmup's last step, at the horizon, in runs of one step, and with
 * whatever numbers their parameters can have. */
#include "lab.h"
#include "samples.h"

#include <math.h>

static struct dh_surface *surface;
static struct dh_rule *sgd;
static struct dh_spec spec;

static void setup(void) {
  surface = lab_typed("x^2", NULL);
  sgd = lab_rule("sgd");
  dh_spec_init(&spec, surface, sgd);
  dh_spec_set(&spec, DH_LEARNING_RATE, 0.5);
}

static void teardown(void) {
  dh_rule_destroy(sgd);
  dh_surface_destroy(surface);
}

static void plan(int schedule, double warmup, double horizon) {
  dh_spec_set(&spec, DH_LR_SCHEDULER_TYPE, schedule);
  dh_spec_set(&spec, DH_WARMUP_STEPS, warmup);
  dh_spec_set(&spec, DH_MAX_STEPS, horizon);
}

static bool is_torch(int schedule) { return dh_schedule_info(schedule)->front != NULL; }

/* --- seams --- */

/* What the warmup leads up to: SequentialLR's is the base rate, which OneCycleLR replaces by its own first rate. */
static double summit(int schedule) { return schedule == DH_SCHEDULE_ONE_CYCLE ? 0.5 / 25 : 0.5; }

START_TEST(the_warmup_is_a_straight_line) {
  static const double warmups[] = {1, 2, 7, 40};
  for (int i = 0; i < 4; i++) {
    double w = warmups[i];
    plan(_i, w, 40);
    for (double t = 0; t < w; t++) ck_assert_double_eq_tol(dh_spec_rate(&spec, t), summit(_i) * t / w, 1e-15);
  }
}
END_TEST

START_TEST(a_start_factor_lifts_the_warmup) {
  if (!is_torch(_i) || _i == DH_SCHEDULE_LINEAR_LR) return;
  plan(_i, 8, 40);
  dh_spec_set(&spec, DH_START_FACTOR, 0.25);
  for (double t = 0; t < 8; t++)
    ck_assert_double_eq_tol(dh_spec_rate(&spec, t), summit(_i) * (0.25 + 0.75 * t / 8), 1e-15);
}
END_TEST

/* PyTorch's schedules know nothing of the warmup: behind it they are what they are without it. */
START_TEST(behind_the_warmup_comes_the_schedule_itself) {
  static const double warmups[] = {0, 1, 2, 7, 39};
  for (int i = 0; i < 5 && is_torch(_i); i++) {
    double w = warmups[i], rates[60];
    plan(_i, 0, 40 - w);
    for (int t = 0; t < 60; t++) rates[t] = dh_spec_rate(&spec, t);
    plan(_i, w, 40);
    for (int t = 0; t < 60; t++) ck_assert(same_bits(dh_spec_rate(&spec, w + t), rates[t]));
  }
}
END_TEST

/* Transformers' warmup ends at the full rate, and what follows is no jump. */
START_TEST(built_in_warmups_meet_the_schedule) {
  static const double warmups[] = {1, 2, 7, 30};
  for (int i = 0; i < 4 && !is_torch(_i); i++) {
    double w = warmups[i];
    plan(_i, w, 400);
    ck_assert(dh_spec_rate(&spec, w) == 0.5);
    double next = dh_spec_rate(&spec, w + 1);
    /* The root is steepest where its timescale, the warmup, is 1. */
    double least = _i == DH_SCHEDULE_INVERSE_SQRT ? 0.5 / sqrt(1 + 1 / w) - 1e-15 : 0.498;
    ck_assert_msg(next <= 0.5 && next >= least, "%s: %g", dh_schedule_name(_i), next);
  }
}
END_TEST

START_TEST(nothing_breaks_at_the_edges) {
  static const double edges[][2] = {{0, 1}, {1, 1},  {2, 1}, {0, 2},   {1, 2},
                                    {5, 5}, {10, 5}, {4, 5}, {1e9, 1}, {1e9, 1e9}};
  for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
    plan(_i, edges[i][0], edges[i][1]);
    const double around[] = {0, edges[i][0], edges[i][1]};
    for (int k = 0; k < 3; k++)
      for (double t = fmax(0, around[k] - 3); t <= around[k] + 12; t++) {
        double rate = dh_spec_rate(&spec, t);
        ck_assert_msg(rate >= 0 && rate <= 0.5, "%s %g/%g: %g at %g", dh_schedule_name(_i), edges[i][0], edges[i][1],
                      rate, t);
      }
  }
  plan(_i, 0, 1);
  if (_i == DH_SCHEDULE_WARMUP_STABLE_DECAY || _i == DH_SCHEDULE_LINEAR_LR || _i == DH_SCHEDULE_ONE_CYCLE) return;
  ck_assert_msg(dh_spec_rate(&spec, 0) == 0.5, "%s: %g in a run of one step", dh_schedule_name(_i),
                dh_spec_rate(&spec, 0));
}
END_TEST

START_TEST(a_base_rate_of_zero_stays) {
  plan(_i, 10, 100);
  dh_spec_set(&spec, DH_LEARNING_RATE, 0);
  dh_spec_set(&spec, DH_MIN_LR, 0.1);
  dh_spec_set(&spec, DH_GAMMA, 2);
  for (double t = 0; t < 5000; t++) ck_assert(dh_spec_rate(&spec, t) == 0);
}
END_TEST

/* Past the end of the cycle PyTorch refuses to go on; here the last rate stays, however the phases are cut. */
START_TEST(one_cycle_ends_where_it_ends) {
  static const double shares[] = {0, 0.1, 0.3, 0.5, 0.75, 1};
  plan(DH_SCHEDULE_ONE_CYCLE, 0, 50);
  for (int i = 0; i < 12; i++) {
    dh_spec_set(&spec, DH_PCT_START, shares[i / 2]);
    dh_spec_set(&spec, DH_THREE_PHASE, i % 2);
    double last = dh_spec_rate(&spec, 49);
    for (double t = 50; t < 200; t++) ck_assert(dh_spec_rate(&spec, t) == last);
    if (i / 2 < 4) ck_assert_double_eq_tol(last, 0.5 / 25 / 1e4, 1e-15);
  }
}
END_TEST

/* --- anything --- */

static double draw(uint64_t *counter) { return dh_random_uniform(2024, 5, (*counter)++); }

/* An end of the range, a number from all over it, or one of a usual size. */
static double any_value(enum dh_parameter parameter, uint64_t *counter) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  double kind = draw(counter), u = draw(counter), value;
  if (kind < 0.15)
    value = row->low;
  else if (kind < 0.3)
    value = row->high;
  else if (kind < 0.5)
    value = row->low + u * (row->high - row->low);
  else if (kind < 0.6)
    value = ldexp(u, -(int)(1000 * draw(counter)));
  else
    value = row->low + fmin(1, row->high - row->low) * u * exp(6 * draw(counter));
  value = fmax(row->low, fmin(row->high, value));
  return row->type == DH_TYPE_NUMBER ? value : floor(value);
}

static struct dh_setting any_setting(enum dh_parameter parameter, uint64_t *counter) {
  struct dh_setting setting = {.parameter = parameter};
  if (dh_parameter_row(parameter)->type != DH_TYPE_LIST) {
    setting.value = any_value(parameter, counter);
    return setting;
  }
  setting.list.count = 1 + (int)(draw(counter) * DH_NUMBERS_MAX);
  for (int i = 0; i < setting.list.count; i++) setting.list.at[i] = any_value(parameter, counter);
  return setting;
}

/* The rate's own parameters, and those of the schedule; some are left as they are by themselves. */
static void make_any(int schedule, uint64_t *counter) {
  static const enum dh_parameter own[] = {DH_LEARNING_RATE, DH_MAX_STEPS,   DH_WARMUP_STEPS,
                                          DH_WARMUP_RATIO,  DH_NUM_DEVICES, DH_GRADIENT_ACCUMULATION_STEPS};
  dh_spec_init(&spec, surface, sgd);
  dh_spec_set(&spec, DH_LR_SCHEDULER_TYPE, schedule);
  if (draw(counter) < 0.1) dh_spec_set(&spec, DH_SCALE_LR_WITH_BATCH, 1);
  for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
    if (draw(counter) < 0.7) dh_spec_set(&spec, own[i], any_value(own[i], counter));
  const struct dh_schedule_info *info = dh_schedule_info(schedule);
  for (int i = 0; i < info->use_count; i++) {
    if (draw(counter) < 0.4) continue;
    struct dh_setting setting = any_setting(info->uses[i].parameter, counter);
    dh_spec_apply(&spec, &setting);
  }
}

static void expect_rate(const struct dh_schedule_info *info, const struct dh_schedule_args *args, double step,
                        double cuts) {
  struct dh_schedule_state state;
  dh_schedule_state_init(&state);
  state.cuts = cuts;
  double rate = dh_schedule_rate(info, args, step, &state);
  ck_assert_msg(rate >= 0 && rate <= 1e300, "%s, learning_rate %g, warmup %g of %g: %g at %g", info->name,
                args->learning_rate, args->warmup_steps, args->max_steps, rate, step);
}

START_TEST(rates_are_finite_whatever_is_set) {
  const struct dh_schedule_info *info = dh_schedule_info(_i);
  uint64_t counter = 0;
  for (int trial = 0; trial < samples(1500); trial++) {
    struct dh_schedule_args args;
    make_any(_i, &counter);
    dh_spec_schedule(&spec, &args);
    const double marks[] = {0,        args.warmup_steps, args.max_steps,
                            args.T_0, args.total_iters,  args.warmup_steps + args.T_max};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
      for (double t = fmax(0, marks[i] - 1); t <= marks[i] + 1; t++) expect_rate(info, &args, t, trial % 7);
    for (int i = 0; i < 5; i++) expect_rate(info, &args, floor(exp(21 * draw(&counter))), i * 1e3);
  }
}
END_TEST

/* From where a schedule says it has settled on, no rate is another one; where it never does, it says so. */
START_TEST(what_has_settled_stays) {
  const struct dh_schedule_info *info = dh_schedule_info(_i);
  uint64_t counter = 0;
  for (int trial = 0; trial < samples(500); trial++) {
    struct dh_schedule_args args;
    make_any(_i, &counter);
    dh_spec_schedule(&spec, &args);
    double end = dh_schedule_settles(info, &args);
    if (isinf(end)) {
      ck_assert_ptr_null(info->settles);
      continue;
    }
    double last = dh_schedule_rate(info, &args, end, NULL);
    for (double t = end; t < end + 1e6; t = 2 * t - end + 1)
      ck_assert_msg(dh_schedule_rate(info, &args, t, NULL) == last, "%s, settled at %g: another rate at %g", info->name,
                    end, t);
  }
  if (info->observe) ck_assert_ptr_null(info->settles);
}
END_TEST

/* --- what does something --- */

enum { STEPS = 120 };

/* All rates, under losses that fall and then stop falling. */
static void all_rates(double rates[STEPS]) {
  const struct dh_schedule_info *info = dh_schedule_info((int)dh_spec_number(&spec, DH_LR_SCHEDULER_TYPE));
  struct dh_schedule_args args;
  struct dh_schedule_state state;
  dh_schedule_state_init(&state);
  dh_spec_schedule(&spec, &args);
  for (int t = 0; t < STEPS; t++) {
    rates[t] = dh_schedule_rate(info, &args, t, &state);
    dh_schedule_observe(info, &args, t, 1 + exp(-t / 4.0), &state);
  }
}

/* Does any of many values change a rate, whatever else is set? */
static bool changes_rates(int schedule, enum dh_parameter parameter, int trials) {
  uint64_t counter = (uint64_t)parameter << 32;
  for (int trial = 0; trial < trials; trial++) {
    double before[STEPS], after[STEPS];
    make_any(schedule, &counter);
    all_rates(before);
    struct dh_setting setting = any_setting(parameter, &counter);
    dh_spec_apply(&spec, &setting);
    all_rates(after);
    if (memcmp(before, after, sizeof before) != 0) return true;
  }
  return false;
}

START_TEST(what_applies_is_what_does_something) {
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    if (dh_parameter_row(parameter)->applies != DH_APPLIES_SCHEDULE) continue;
    dh_spec_set(&spec, DH_LR_SCHEDULER_TYPE, _i);
    bool has = dh_schedule_has(dh_schedule_info(_i), parameter, NULL);
    /* Where it does something, it may be seldom. */
    ck_assert_int_eq(has, changes_rates(_i, parameter, has ? 300 : samples(300)));
  }
}
END_TEST

START_TEST(every_parameter_has_its_schedule) {
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    bool used = false;
    for (int k = 0; k < dh_schedule_count(); k++) used |= dh_schedule_has(dh_schedule_info(k), parameter, NULL);
    ck_assert_msg(used == (dh_parameter_row(parameter)->applies == DH_APPLIES_SCHEDULE), "%s",
                  dh_parameter_row(parameter)->name);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("schedule_seams");
  TCase *tc = tcase_create("seams");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_add_loop_test(tc, the_warmup_is_a_straight_line, 0, dh_schedule_count());
  tcase_add_loop_test(tc, a_start_factor_lifts_the_warmup, 0, dh_schedule_count());
  tcase_add_loop_test(tc, behind_the_warmup_comes_the_schedule_itself, 0, dh_schedule_count());
  tcase_add_loop_test(tc, built_in_warmups_meet_the_schedule, 0, dh_schedule_count());
  tcase_add_loop_test(tc, nothing_breaks_at_the_edges, 0, dh_schedule_count());
  tcase_add_loop_test(tc, a_base_rate_of_zero_stays, 0, dh_schedule_count());
  tcase_add_test(tc, one_cycle_ends_where_it_ends);
  tcase_add_loop_test(tc, rates_are_finite_whatever_is_set, 0, dh_schedule_count());
  tcase_add_loop_test(tc, what_has_settled_stays, 0, dh_schedule_count());
  tcase_add_loop_test(tc, what_applies_is_what_does_something, 0, dh_schedule_count());
  tcase_add_test(tc, every_parameter_has_its_schedule);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

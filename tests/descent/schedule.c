/* SPDX-License-Identifier: MIT
 *
 * Specs and the rates they give, where the golden files are silent: defaults, what applies, stretches left open. */
#include "lab.h"

#include <math.h>

static struct dh_surface *surface;
static struct dh_rule *sgd, *adamw;
static struct dh_spec spec;

static void setup(void) {
  surface = lab_typed("x^2", NULL);
  sgd = lab_rule("sgd");
  adamw = lab_rule("adamw");
  dh_spec_init(&spec, surface, sgd);
  dh_spec_set(&spec, DH_LEARNING_RATE, 1);
  dh_spec_set(&spec, DH_MAX_STEPS, 100);
}

static void teardown(void) {
  dh_rule_destroy(sgd);
  dh_rule_destroy(adamw);
  dh_surface_destroy(surface);
}

static void choose(enum dh_parameter parameter, const char *name) {
  struct dh_error error;
  double value;
  ck_assert(dh_parameter_parse(parameter, name, &value, &error));
  dh_spec_set(&spec, parameter, value);
}

/* Where a schedule begins behind the warmup, in base rates, if nothing else is said. */
static double beginning(int schedule) {
  if (schedule == DH_SCHEDULE_LINEAR_LR) return 1.0 / 3;
  return schedule == DH_SCHEDULE_ONE_CYCLE ? 1.0 / 25 : 1;
}

START_TEST(rates_stay_between_zero_and_the_base) {
  dh_spec_set(&spec, DH_LR_SCHEDULER_TYPE, _i);
  for (double ratio = 0; ratio <= 1; ratio += 0.25) {
    dh_spec_set(&spec, DH_WARMUP_RATIO, ratio);
    if (ratio > 0) ck_assert(dh_spec_rate(&spec, 0) == 0);
    if (ratio < 1) ck_assert_double_eq_tol(dh_spec_rate(&spec, 100 * ratio), beginning(_i), 1e-15);
    for (double step = 0; step <= 250; step++) {
      double rate = dh_spec_rate(&spec, step);
      ck_assert_msg(rate >= 0 && rate <= 1, "%s: %g at %g", dh_schedule_name(_i), rate, step);
    }
  }
}
END_TEST

START_TEST(schedules_are_described) {
  const struct dh_schedule_info *info = dh_schedule_info(_i);
  ck_assert_str_eq(info->name, dh_schedule_name(_i));
  ck_assert(strlen(info->title) > 5);
  ck_assert(strlen(info->brief) > 1 && strlen(info->brief) <= 7);
  ck_assert_int_eq(dh_schedule_find(info->name), _i);
  if (info->alias) ck_assert_int_eq(dh_schedule_find(info->alias), _i);
  for (int i = 0; i < _i; i++) ck_assert_str_ne(info->brief, dh_schedule_info(i)->brief);
  ck_assert_int_eq(dh_schedule_find("stairs"), -1);
  ck_assert(!info->observe == !info->adapt);
  ck_assert_ptr_null(dh_schedule_name(dh_schedule_count()));
  ck_assert_ptr_null(dh_schedule_name(-1));
}
END_TEST

START_TEST(stretches_left_open_are_filled) {
  static const struct {
    double warmup, stable, decay; /* NaN: not given */
    double stable_is, decay_is;
  } cases[] = {{10, (double)NAN, (double)NAN, 80, 10}, {10, 60, (double)NAN, 60, 30},
               {10, (double)NAN, 25, 65, 25},          {10, 20, 30, 20, 30},
               {95, (double)NAN, (double)NAN, 0, 5},   {0, 200, (double)NAN, 200, 0},
               {120, (double)NAN, (double)NAN, 0, 0}};
  choose(DH_LR_SCHEDULER_TYPE, "warmup_stable_decay");
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct dh_schedule_args args;
    dh_spec_set(&spec, DH_WARMUP_STEPS, cases[i].warmup);
    dh_spec_unset(&spec, DH_NUM_STABLE_STEPS);
    dh_spec_unset(&spec, DH_NUM_DECAY_STEPS);
    if (!isnan(cases[i].stable)) dh_spec_set(&spec, DH_NUM_STABLE_STEPS, cases[i].stable);
    if (!isnan(cases[i].decay)) dh_spec_set(&spec, DH_NUM_DECAY_STEPS, cases[i].decay);
    dh_spec_schedule(&spec, &args);
    ck_assert(args.num_stable_steps == cases[i].stable_is && args.num_decay_steps == cases[i].decay_is);
  }
}
END_TEST

/* All shapes of warmup and decay run from the least rate to the full one and back. */
START_TEST(every_shape_meets_its_ends) {
  choose(DH_LR_SCHEDULER_TYPE, "warmup_stable_decay");
  dh_spec_set(&spec, DH_WARMUP_STEPS, 20);
  dh_spec_set(&spec, DH_NUM_DECAY_STEPS, 30);
  dh_spec_set(&spec, DH_MIN_LR_RATIO, 0.125);
  for (int warmup = 0; dh_ramp_name(warmup); warmup++)
    for (int decay = 0; dh_ramp_name(decay); decay++) {
      dh_spec_set(&spec, DH_WARMUP_TYPE, warmup);
      dh_spec_set(&spec, DH_DECAY_TYPE, decay);
      ck_assert_double_eq_tol(dh_spec_rate(&spec, 0), 0.125, 1e-15);
      ck_assert(dh_spec_rate(&spec, 20) == 1 && dh_spec_rate(&spec, 69) == 1);
      ck_assert_double_eq_tol(dh_spec_rate(&spec, 70), 1, 1e-15);
      ck_assert(dh_spec_rate(&spec, 100) == 0.125 && dh_spec_rate(&spec, 1000) == 0.125);
      for (double step = 0; step < 20; step++) ck_assert(dh_spec_rate(&spec, step) < dh_spec_rate(&spec, step + 1));
      for (double step = 70; step < 100; step++) ck_assert(dh_spec_rate(&spec, step) > dh_spec_rate(&spec, step + 1));
    }
}
END_TEST

START_TEST(given_beats_rule_beats_table) {
  dh_spec_init(&spec, surface, adamw);
  ck_assert(dh_spec_number(&spec, DH_WEIGHT_DECAY) == 0.01 && dh_spec_number(&spec, DH_MAX_STEPS) == 200);
  dh_spec_set(&spec, DH_WEIGHT_DECAY, 0);
  ck_assert(dh_spec_given(&spec, DH_WEIGHT_DECAY) && dh_spec_number(&spec, DH_WEIGHT_DECAY) == 0);
  const struct dh_setting plain = {.parameter = DH_OPTIM, .rule = sgd},
                          back = {.parameter = DH_WEIGHT_DECAY, .unset = true};
  dh_spec_apply(&spec, &plain);
  ck_assert(spec.rule == sgd && dh_spec_given(&spec, DH_WEIGHT_DECAY));
  dh_spec_apply(&spec, &back);
  ck_assert(!dh_spec_given(&spec, DH_WEIGHT_DECAY) && dh_spec_number(&spec, DH_WEIGHT_DECAY) == 0);
  ck_assert(spec.start[0] == dh_surface_info(surface)->start[0]);
}
END_TEST

START_TEST(only_what_does_something_applies) {
  ck_assert(dh_spec_applies(&spec, DH_MOMENTUM) && !dh_spec_applies(&spec, DH_BETA1));
  ck_assert(!dh_spec_applies(&spec, DH_NUM_CYCLES) && !dh_spec_applies(&spec, DH_NUM_DECAY_STEPS));
  ck_assert(dh_spec_applies(&spec, DH_WARMUP_RATIO) && dh_spec_applies(&spec, DH_SEED));
  choose(DH_LR_SCHEDULER_TYPE, "cosine");
  ck_assert(dh_spec_applies(&spec, DH_NUM_CYCLES) && !dh_spec_applies(&spec, DH_NUM_DECAY_STEPS));
  choose(DH_LR_SCHEDULER_TYPE, "warmup_stable_decay");
  ck_assert(dh_spec_applies(&spec, DH_NUM_DECAY_STEPS) && dh_spec_applies(&spec, DH_MIN_LR_RATIO));
  spec.rule = adamw;
  ck_assert(!dh_spec_applies(&spec, DH_MOMENTUM) && dh_spec_applies(&spec, DH_BETA1));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("schedule");
  TCase *tc = tcase_create("rates");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_add_loop_test(tc, rates_stay_between_zero_and_the_base, 0, dh_schedule_count());
  tcase_add_loop_test(tc, schedules_are_described, 0, dh_schedule_count());
  tcase_add_test(tc, stretches_left_open_are_filled);
  tcase_add_test(tc, every_shape_meets_its_ends);
  tcase_add_test(tc, given_beats_rule_beats_table);
  tcase_add_test(tc, only_what_does_something_applies);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

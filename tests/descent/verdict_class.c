/* SPDX-License-Identifier: MIT
 *
 * A class at work: rates are changed in mid-run, advice is taken where it is given, balls are thrown out, and what the
 * verdict says all the way must hold. */
#include "verdict_lab.h"

#include "downhill/precision.h"

enum { HORIZON = 60 };

static const struct dh_surface_spec parabola = {
    .formula = "(w-5)^2",
    .parameter = {"w"},
    .dim = 1,
    .low = {-1},
    .high = {11},
    .start = {2},
    .rates = {0.01, 0.1, 1.0, 1.1},
    .rate_count = 4,
    .minima = {{.at = {5}, .kind = DH_MINIMUM_SMOOTH}},
    .minimum_count = 1,
};

static const struct dh_surface_spec cliff = {
    .formula = "exp(10*(x-1)) - 0.5*x",
    .parameter = {"x"},
    .dim = 1,
    .low = {-6},
    .high = {2},
    .start = {-2},
    .minima = {{.at = {0.700426772644601}, .value = -0.30021338632230044, .kind = DH_MINIMUM_SMOOTH}},
    .minimum_count = 1,
};

static const struct dh_surface_spec plateau = {
    .formula = "1 - exp(-x^2/2)",
    .parameter = {"x"},
    .dim = 1,
    .low = {-7},
    .high = {7},
    .start = {3.5},
    .minima = {{.at = {0}, .kind = DH_MINIMUM_SMOOTH}},
    .minimum_count = 1,
};

static const struct dh_surface_spec wavy = {
    .formula = "0.25*x^2 + 1 - cos(3*x)",
    .parameter = {"x"},
    .dim = 1,
    .low = {-6},
    .high = {6},
    .start = {5},
    .minima = {{.at = {-3.949307188779389}, .value = 4.146429319359464, .kind = DH_MINIMUM_SMOOTH},
               {.at = {-1.9821664040417202}, .value = 1.0383912819435186, .kind = DH_MINIMUM_SMOOTH},
               {.at = {0}, .value = 0, .kind = DH_MINIMUM_SMOOTH},
               {.at = {1.9821664040417202}, .value = 1.0383912819435186, .kind = DH_MINIMUM_SMOOTH},
               {.at = {3.949307188779389}, .value = 4.146429319359464, .kind = DH_MINIMUM_SMOOTH}},
    .minimum_count = 5,
};

struct lane {
  struct dh_rule *rule;
  struct dh_surface *surface;
  struct dh_run *run;
  struct dh_reading reading;
};

static struct lane open_lane(const struct dh_surface_spec *spec, struct dh_rule *rule, double rate, long horizon,
                             enum dh_precision precision) {
  struct lane lane = {.rule = rule, .surface = lab_surface(spec)};
  struct dh_spec run;
  dh_spec_init(&run, lane.surface, rule);
  dh_spec_set(&run, DH_LEARNING_RATE, rate);
  dh_spec_set(&run, DH_MAX_STEPS, (double)horizon);
  dh_spec_set(&run, DH_PRECISION, precision);
  lane.run = lab_run(&run);
  dh_run_judge(lane.run, &lane.reading);
  return lane;
}

static void close_lane(struct lane *lane) {
  dh_run_destroy(lane->run);
  dh_surface_destroy(lane->surface);
  dh_rule_destroy(lane->rule);
}

static void go(struct lane *lane, long step) {
  dh_run_goto(lane->run, step);
  dh_run_judge(lane->run, &lane->reading);
}

static void change(struct lane *lane, const struct dh_setting *setting) {
  struct dh_error error;
  ck_assert(dh_run_change(lane->run, setting, &error));
  dh_run_judge(lane->run, &lane->reading);
}

static void change_number(struct lane *lane, enum dh_parameter parameter, double value) {
  change(lane, &(struct dh_setting){.parameter = parameter, .value = value});
}

static double loss_of(const struct lane *lane) { return dh_run_row(lane->run)->loss; }

static bool says_descent(enum dh_verdict verdict) {
  return verdict == DH_VERDICT_CONVERGING || verdict == DH_VERDICT_ZIGZAG || verdict == DH_VERDICT_SLOW;
}

/* --- formats --- */

static void check_format(const struct lane *lane, enum dh_precision present) {
  const struct dh_advice *advice = &lane->reading.advice;
  if (advice->kind != DH_ADVICE_WIDER_FORMAT || advice->setting.parameter != DH_PRECISION) return;
  const struct dh_precision_info *now = dh_precision_info(present);
  const struct dh_precision_info *advised = dh_precision_info((enum dh_precision)(int)advice->setting.value);
  ck_assert_int_gt(advised->digits, now->digits);
  ck_assert_double_ge(advised->largest, now->largest);
  if (lane->reading.verdict == DH_VERDICT_OVERFLOW) ck_assert_double_gt(advised->largest, 2 * now->largest);
  ck_assert_double_ge(advised->largest, fabs(dh_run_row(lane->run)->at[0]));
}

/* The way to NaN, left again at any moment by the rate that is advised. */
START_TEST(formats_get_wider_only) {
  for (enum dh_precision p = DH_FP64; p < DH_PRECISION_COUNT; p++) {
    for (long leave = 2; leave < 70; leave += 3) {
      struct lane lane = open_lane(&parabola, lab_sgd(), 1.5, 1024, p);
      go(&lane, leave);
      check_format(&lane, p);
      change_number(&lane, DH_LEARNING_RATE, 0.5);
      for (long t = leave; t < leave + 10; t++) {
        go(&lane, t);
        check_format(&lane, p);
        /* The rate is right by now: whatever is still wrong is not the format's fault. */
        if (lane.reading.verdict != DH_VERDICT_STALLED)
          ck_assert_int_ne(lane.reading.advice.setting.parameter, DH_PRECISION);
      }
      close_lane(&lane);
    }
  }
}
END_TEST

START_TEST(a_stalled_bf16_is_advised_fp32) {
  struct lane lane = open_lane(&parabola, lab_sgd(), 0.01, 300, DH_BF16);
  go(&lane, 200);
  ck_assert_int_eq(lane.reading.verdict, DH_VERDICT_STALLED);
  ck_assert_int_eq(lane.reading.advice.kind, DH_ADVICE_WIDER_FORMAT);
  ck_assert_double_eq(lane.reading.advice.setting.value, DH_FP32);
  close_lane(&lane);
}
END_TEST

/* --- what is not finite --- */

START_TEST(nan_needs_a_new_start) {
  static const enum dh_precision formats[] = {DH_FP16, DH_BF16, DH_FP64};
  struct lane lane = open_lane(&parabola, lab_sgd(), 1.5, 1024, formats[_i]);
  bool infinite = false;
  for (long t = 1; t <= 1100 && lane.reading.verdict != DH_VERDICT_NAN; t++) {
    go(&lane, t);
    const struct dh_advice *advice = &lane.reading.advice;
    if (lane.reading.verdict != DH_VERDICT_OVERFLOW) continue;
    infinite = true;
    /* Only the loss is infinite: the rate may be changed in place. */
    bool finite = isfinite(dh_run_row(lane.run)->at[0]) && isfinite(dh_run_row(lane.run)->gradient[0]);
    ck_assert_int_eq(advice->kind, finite ? DH_ADVICE_LOWER_RATE : DH_ADVICE_RESTART_LOWER);
    ck_assert_int_eq(dh_advice_restarts(advice->kind), !finite);
  }
  ck_assert(infinite);
  ck_assert_int_eq(lane.reading.verdict, DH_VERDICT_NAN);
  ck_assert_int_eq(lane.reading.advice.kind, DH_ADVICE_RESTART_LOWER);
  ck_assert_int_eq(lane.reading.advice.setting.parameter, DH_LEARNING_RATE);
  ck_assert_double_eq_tol(lane.reading.advice.setting.value, 0.5, 0.02);
  close_lane(&lane);
}
END_TEST

/* In place, while there is still something finite to go back from. */
START_TEST(an_infinite_loss_comes_back) {
  struct lane lane = open_lane(&parabola, lab_sgd(), 1.5, 1024, DH_FP16);
  for (long t = 1; lane.reading.verdict != DH_VERDICT_OVERFLOW && t < 100; t++) go(&lane, t);
  change(&lane, &lane.reading.advice.setting);
  go(&lane, dh_run_row(lane.run)->step + 5);
  ck_assert_int_eq(lane.reading.verdict, DH_VERDICT_CONVERGED);
  close_lane(&lane);
}
END_TEST

/* beta2 = 0.999 is not rounded to 1, as it would be if it were kept in the format: there is no 0/0. */
START_TEST(adam_in_bf16_is_finite) {
  struct lane lane = open_lane(&parabola, lab_adam(), 0.01, HORIZON, DH_BF16);
  go(&lane, 5);
  ck_assert_int_ne(lane.reading.verdict, DH_VERDICT_NAN);
  ck_assert_int_ne(lane.reading.verdict, DH_VERDICT_OVERFLOW);
  close_lane(&lane);
}
END_TEST

/* A gradient beyond the largest number, and a rate that is small enough: no rate helps, nor a format in mid-run. */
START_TEST(a_narrow_format_needs_a_new_start) {
  static const struct dh_surface_spec steep = {
      .formula = "(w-5)^4", .parameter = {"w"}, .dim = 1, .low = {-60}, .high = {60}, .start = {60}};
  struct lane lane = open_lane(&steep, lab_sgd(), 1e-5, HORIZON, DH_FP16);
  for (long t = 0; t < 5; t++) {
    go(&lane, t);
    ck_assert_int_eq(lane.reading.advice.kind, DH_ADVICE_RESTART_WIDER);
    ck_assert_int_eq(lane.reading.advice.setting.parameter, DH_PRECISION);
    ck_assert_double_eq(lane.reading.advice.setting.value, DH_FP32);
  }
  close_lane(&lane);
}
END_TEST

/* --- thrown out --- */

static const struct {
  const struct dh_surface_spec *surface;
  double rate;
} throws[] = {{&cliff, 2}, {&cliff, 1.5}, {&plateau, 15}, {&plateau, 20}, {&wavy, 4.5}};
enum { THROWS = sizeof throws / sizeof throws[0] };

START_TEST(what_is_thrown_up_does_not_descend) {
  struct lane lane = open_lane(throws[_i].surface, lab_sgd(), throws[_i].rate, HORIZON, DH_FP64);
  double start = loss_of(&lane);
  int above = 0;
  for (long t = 2; t <= HORIZON; t++) {
    go(&lane, t);
    if (!(loss_of(&lane) > start + 1e-4 * fabs(start))) continue;
    above++;
    ck_assert_msg(!says_descent(lane.reading.verdict), "%s at step %ld, x = %g", dh_verdict_name(lane.reading.verdict),
                  t, dh_run_row(lane.run)->at[0]);
    const struct dh_advice *advice = &lane.reading.advice;
    ck_assert_int_ne(advice->kind, DH_ADVICE_NONE);
    if (advice->setting.parameter == DH_LEARNING_RATE) ck_assert_double_lt(advice->setting.value, throws[_i].rate);
    if (lane.reading.verdict == DH_VERDICT_DIVERGING) ck_assert_int_eq(advice->setting.parameter, DH_LEARNING_RATE);
  }
  ck_assert_int_gt(above, 0);
  close_lane(&lane);
}
END_TEST

/* Back under the start, but nowhere near where it has been: still no descent. */
START_TEST(what_is_thrown_back_does_not_descend) {
  struct lane lane = open_lane(&cliff, lab_sgd(), 2, HORIZON, DH_FP64);
  go(&lane, 3);
  ck_assert_double_lt(loss_of(&lane), 1);
  ck_assert_int_eq(lane.reading.verdict, DH_VERDICT_OSCILLATING);
  close_lane(&lane);
}
END_TEST

/* One side of a bounce may be lower than the other: the word is the same on both. */
START_TEST(a_lopsided_bounce_keeps_its_word) {
  static const struct dh_surface_spec kink = {.formula = "abs(x)",
                                              .parameter = {"x"},
                                              .dim = 1,
                                              .low = {-3},
                                              .high = {3},
                                              .start = {2},
                                              .minima = {{.at = {0}, .kind = DH_MINIMUM_KINK}},
                                              .minimum_count = 1};
  struct lane lane = open_lane(&kink, lab_sgd(), 1.5, HORIZON, DH_FP64);
  for (long t = 2; t <= HORIZON; t++) {
    go(&lane, t);
    ck_assert_int_eq(lane.reading.verdict, DH_VERDICT_OSCILLATING);
    ck_assert_int_ne(lane.reading.advice.kind, DH_ADVICE_NONE);
  }
  close_lane(&lane);
}
END_TEST

/* A rate that was lowered after the throw is judged by what it does. */
START_TEST(a_lowered_rate_may_descend) {
  struct lane lane = open_lane(&plateau, lab_sgd(), 15, HORIZON, DH_FP64);
  go(&lane, 8);
  change_number(&lane, DH_LEARNING_RATE, 1);
  go(&lane, 20);
  ck_assert(says_descent(lane.reading.verdict));
  close_lane(&lane);
}
END_TEST

/* Off the plateau and straight to the bottom is no bouncing, however little a recurrence explains it. */
START_TEST(a_good_rate_leaves_the_plateau) {
  struct lane lane = open_lane(&plateau, lab_sgd(), 1, HORIZON, DH_FP64);
  for (long t = 2; t <= HORIZON; t++) {
    go(&lane, t);
    ck_assert_int_ne(lane.reading.verdict, DH_VERDICT_OSCILLATING);
  }
  ck_assert_int_eq(lane.reading.verdict, DH_VERDICT_CONVERGED);
  close_lane(&lane);
}
END_TEST

START_TEST(a_gentle_rate_is_not_thrown) {
  struct lane lane = open_lane(&cliff, lab_sgd(), 0.1, HORIZON, DH_FP64);
  for (long t = 2; t <= HORIZON; t++) {
    go(&lane, t);
    ck_assert_int_eq(lane.reading.verdict, DH_VERDICT_CONVERGING);
  }
  close_lane(&lane);
}
END_TEST

/* --- advice to a slow run --- */

START_TEST(advice_to_the_slow_is_steady) {
  struct lane lane = open_lane(&parabola, lab_sgd(), 0.01, HORIZON, DH_FP64);
  go(&lane, 2);
  double advised = lane.reading.advice.setting.value;
  for (long t = 2; t <= HORIZON; t++) {
    go(&lane, t);
    ck_assert_int_eq(lane.reading.verdict, DH_VERDICT_SLOW);
    ck_assert_int_eq(lane.reading.advice.kind, DH_ADVICE_RAISE_RATE);
    /* Late, it takes more; but never more than 1/curvature. */
    if (t <= 50) ck_assert_double_eq(lane.reading.advice.setting.value, advised);
    ck_assert_double_ge(lane.reading.advice.setting.value, advised);
    ck_assert_double_le(lane.reading.advice.setting.value, 0.5);
    if (t == HORIZON - 1) ck_assert_double_eq(lane.reading.advice.setting.value, 0.5);
  }
  close_lane(&lane);
}
END_TEST

START_TEST(advice_to_the_slow_arrives) {
  static const long taken[] = {2, 5, 20, 40, 50, 55};
  struct lane lane = open_lane(&parabola, lab_sgd(), 0.01, HORIZON, DH_FP64);
  go(&lane, taken[_i]);
  change(&lane, &lane.reading.advice.setting);
  go(&lane, HORIZON);
  if (taken[_i] <= 20) ck_assert_int_eq(lane.reading.verdict, DH_VERDICT_CONVERGED);
  ck_assert_double_le(loss_of(&lane), 0.01 * 9);
  close_lane(&lane);
}
END_TEST

START_TEST(advice_to_the_frozen_is_a_good_rate) {
  struct lane lane = open_lane(&parabola, lab_sgd(), 0, HORIZON, DH_FP64);
  ck_assert_int_eq(lane.reading.verdict, DH_VERDICT_FROZEN);
  ck_assert_double_eq(lane.reading.advice.setting.value, 0.1);
  close_lane(&lane);
}
END_TEST

/* --- changes in mid-run --- */

static const struct {
  double rate, momentum;
  enum dh_verdict verdict;
} changes[] = {
    {0.001, 0, DH_VERDICT_SLOW},      {0.1, 0, DH_VERDICT_CONVERGING}, {0.9, 0, DH_VERDICT_ZIGZAG},
    {1.0, 0, DH_VERDICT_OSCILLATING}, {1.2, 0, DH_VERDICT_DIVERGING},  {0.1, 0.9, DH_VERDICT_RINGING},
    {2.5, 0.9, DH_VERDICT_DIVERGING},
};
enum { CHANGES = sizeof changes / sizeof changes[0] };

/* The word of the new rate comes at once and stays. */
START_TEST(a_change_is_judged_at_once) {
  struct lane lane = open_lane(&parabola, lab_sgd(), 0.02, HORIZON, DH_FP64);
  go(&lane, 10);
  change_number(&lane, DH_MOMENTUM, changes[_i].momentum);
  change_number(&lane, DH_LEARNING_RATE, changes[_i].rate);
  for (long t = 10; t <= 18; t++) {
    go(&lane, t);
    ck_assert_msg(lane.reading.verdict == changes[_i].verdict, "%s at step %ld", dh_verdict_name(lane.reading.verdict),
                  t);
  }
  close_lane(&lane);
}
END_TEST

START_TEST(adam_keeps_its_word_through_a_change) {
  struct lane lane = open_lane(&parabola, lab_adam(), 0.1, HORIZON, DH_FP64);
  go(&lane, 10);
  enum dh_verdict before = lane.reading.verdict;
  ck_assert_int_ne(before, DH_VERDICT_READY);
  change_number(&lane, DH_LEARNING_RATE, 0.2);
  for (long t = 10; t < 15; t++) {
    go(&lane, t);
    ck_assert_int_eq(lane.reading.verdict, before);
  }
  go(&lane, 15);
  ck_assert_int_ne(lane.reading.verdict, DH_VERDICT_READY);
  close_lane(&lane);
}
END_TEST

/* --- dips --- */

START_TEST(a_dip_is_local_in_every_format) {
  struct lane lane = open_lane(&wavy, lab_sgd(), 0.05, 200, (enum dh_precision)_i);
  for (long t = 60; t <= 400; t += 20) {
    go(&lane, t);
    ck_assert_msg(lane.reading.verdict == DH_VERDICT_LOCAL, "%s at step %ld", dh_verdict_name(lane.reading.verdict), t);
  }
  close_lane(&lane);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("descent/verdict_class");
  TCase *tc = tcase_create("class");
  tcase_add_test(tc, formats_get_wider_only);
  tcase_add_test(tc, a_stalled_bf16_is_advised_fp32);
  tcase_add_loop_test(tc, nan_needs_a_new_start, 0, 3);
  tcase_add_test(tc, an_infinite_loss_comes_back);
  tcase_add_test(tc, adam_in_bf16_is_finite);
  tcase_add_test(tc, a_narrow_format_needs_a_new_start);
  tcase_add_loop_test(tc, what_is_thrown_up_does_not_descend, 0, THROWS);
  tcase_add_test(tc, what_is_thrown_back_does_not_descend);
  tcase_add_test(tc, a_lopsided_bounce_keeps_its_word);
  tcase_add_test(tc, a_lowered_rate_may_descend);
  tcase_add_test(tc, a_good_rate_leaves_the_plateau);
  tcase_add_test(tc, a_gentle_rate_is_not_thrown);
  tcase_add_test(tc, advice_to_the_slow_is_steady);
  tcase_add_loop_test(tc, advice_to_the_slow_arrives, 0, 6);
  tcase_add_test(tc, advice_to_the_frozen_is_a_good_rate);
  tcase_add_loop_test(tc, a_change_is_judged_at_once, 0, CHANGES);
  tcase_add_test(tc, adam_keeps_its_word_through_a_change);
  tcase_add_loop_test(tc, a_dip_is_local_in_every_format, 0, DH_PRECISION_COUNT);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

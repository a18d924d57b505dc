/* SPDX-License-Identifier: MIT
 *
 * Verdicts on runs whose gradients are sampled: noisy at the floor and not before, without flicker; beyond the limit
 * still what it is; and an advice that lowers the loss. */
#include "samples.h"
#include "verdict_lab.h"

enum { ROWS = 50 };

static int seeds(void) { return samples(20); }

static struct dh_surface *surfaces[4];
enum { PARABOLA, RAVINE, LINE, CLASSES };

static double normal(uint64_t *random) {
  double sum = -6;
  for (int i = 0; i < 12; i++) sum += lab_uniform(random, 0, 1);
  return sum;
}

/* A line with noise, or its sign as a class: rows that overlap. */
static struct dh_surface *data(bool classes) {
  static double x[ROWS], y[ROWS];
  uint64_t random = 1;
  struct dh_error error;
  for (int i = 0; i < ROWS; i++) {
    x[i] = lab_uniform(&random, -2, 2);
    y[i] = 1.7 * x[i] - 0.8 + (classes ? 1.5 : 0.5) * normal(&random);
    if (classes) y[i] = y[i] > 0;
  }
  const struct dh_fit fit = {
      .data = {.name = "data", .rows = ROWS, .columns = 2, .column = {"x", "y"}, .value = {x, y}},
      .model = "w*x + b",
      .loss = classes ? DH_LOSS_BCE_LOGITS : DH_LOSS_MSE};
  struct dh_surface *surface = dh_surface_fitted(&fit, NULL, &error);
  ck_assert_ptr_nonnull(surface);
  return surface;
}

static void setup(void) {
  surfaces[PARABOLA] = lab_surface(&(struct dh_surface_spec){.formula = "(w-5)^2",
                                                             .parameter = {"w"},
                                                             .dim = 1,
                                                             .low = {-1},
                                                             .high = {11},
                                                             .start = {2},
                                                             .minima = {{.at = {5}, .kind = DH_MINIMUM_SMOOTH}},
                                                             .minimum_count = 1});
  surfaces[RAVINE] = lab_surface(&(struct dh_surface_spec){.formula = "0.5*(x^2 + 25*y^2)",
                                                           .parameter = {"x", "y"},
                                                           .dim = 2,
                                                           .low = {-12, -2},
                                                           .high = {12, 2},
                                                           .start = {10, 1}});
  surfaces[LINE] = data(false);
  surfaces[CLASSES] = data(true);
}

static void teardown(void) {
  for (int i = 0; i < 4; i++) dh_surface_destroy(surfaces[i]);
}

struct setting {
  enum dh_parameter parameter;
  double value;
};

/* A kind of run, and what it is called from some step on to its horizon. */
static const struct course {
  int surface;
  const char *rule;
  double rate;
  struct setting more[3];
  long horizon, from;
  enum dh_verdict verdict;
  int changes; /* of the word before that, at most */
} courses[] = {
    {PARABOLA, "sgd", 0.1, {{DH_GRADIENT_NOISE, 6}}, 400, 40, DH_VERDICT_NOISY, 4},
    {PARABOLA, "sgd", 0.01, {{DH_GRADIENT_NOISE, 6}}, 800, 250, DH_VERDICT_NOISY, 4},
    {PARABOLA, "sgd", 0.5, {{DH_GRADIENT_NOISE, 6}}, 400, 10, DH_VERDICT_NOISY, 3},
    {PARABOLA, "sgd", 0.9, {{DH_GRADIENT_NOISE, 6}}, 400, 10, DH_VERDICT_NOISY, 4},
    {PARABOLA, "sgd", 0.1, {{DH_GRADIENT_NOISE, 0.1}}, 400, 60, DH_VERDICT_NOISY, 3},
    {PARABOLA,
     "sgd",
     0.1,
     {{DH_GRADIENT_NOISE, 34}, {DH_PER_DEVICE_TRAIN_BATCH_SIZE, 32}},
     400,
     40,
     DH_VERDICT_NOISY,
     4},
    {PARABOLA,
     "sgd",
     0.1,
     {{DH_GRADIENT_NOISE, 6}, {DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_COSINE}},
     200,
     20,
     DH_VERDICT_NOISY,
     4},
    {PARABOLA, "sgd", 0.02, {{DH_GRADIENT_NOISE, 6}, {DH_MOMENTUM, 0.9}}, 400, 60, DH_VERDICT_NOISY, 4},
    {PARABOLA, "adam", 0.1, {{DH_GRADIENT_NOISE, 6}}, 400, 100, DH_VERDICT_NOISY, 8},
    {PARABOLA, "sgd", 1.0, {{DH_GRADIENT_NOISE, 6}}, 200, 5, DH_VERDICT_OSCILLATING, 4},
    {PARABOLA, "sgd", 1.1, {{DH_GRADIENT_NOISE, 6}}, 200, 50, DH_VERDICT_DIVERGING, 8},
    {PARABOLA, "sgd", 0.001, {{DH_GRADIENT_NOISE, 6}}, 200, 5, DH_VERDICT_SLOW, 3},
    {RAVINE, "sgd", 0.01, {{DH_GRADIENT_NOISE, 1}}, 800, 500, DH_VERDICT_NOISY, 6},
    {RAVINE, "sgd", 0.09, {{DH_GRADIENT_NOISE, 1}}, 200, 50, DH_VERDICT_DIVERGING, 8},
    {LINE, "sgd", 0.1, {{DH_PER_DEVICE_TRAIN_BATCH_SIZE, 4}}, 400, 50, DH_VERDICT_NOISY, 4},
    {LINE, "sgd", 0.01, {{DH_PER_DEVICE_TRAIN_BATCH_SIZE, 4}}, 800, 250, DH_VERDICT_NOISY, 4},
    {LINE,
     "sgd",
     0.05,
     {{DH_PER_DEVICE_TRAIN_BATCH_SIZE, 4}, {DH_GRADIENT_ACCUMULATION_STEPS, 3}},
     400,
     150,
     DH_VERDICT_NOISY,
     4},
    {LINE, "adam", 0.1, {{DH_PER_DEVICE_TRAIN_BATCH_SIZE, 4}}, 400, 120, DH_VERDICT_NOISY, 8},
    {LINE, "sgd", 1, {{DH_PER_DEVICE_TRAIN_BATCH_SIZE, 10}}, 200, 60, DH_VERDICT_DIVERGING, 8},
    {CLASSES, "sgd", 0.5, {{DH_PER_DEVICE_TRAIN_BATCH_SIZE, 4}}, 800, 200, DH_VERDICT_NOISY, 6},
};
enum { COURSES = sizeof courses / sizeof courses[0] };

static void course_spec(const struct course *course, const struct dh_rule *rule, int seed, struct dh_spec *spec) {
  dh_spec_init(spec, surfaces[course->surface], rule);
  dh_spec_set(spec, DH_LEARNING_RATE, course->rate);
  dh_spec_set(spec, DH_MAX_STEPS, (double)course->horizon);
  dh_spec_set(spec, DH_SEED, seed);
  for (int i = 0; i < 3 && course->more[i].value != 0; i++)
    dh_spec_set(spec, course->more[i].parameter, course->more[i].value);
}

/* Of all moments from `from` on 98 in 100 are called so, and the word hardly changes in any run. */
START_TEST(noise_is_called_by_its_name) {
  const struct course *course = &courses[_i];
  struct dh_rule *rule = lab_rule(course->rule);
  int judged = 0, seen[DH_VERDICT_COUNT] = {0}, early = 0, late = 0;
  for (int seed = 1; seed <= seeds(); seed++) {
    struct dh_spec spec;
    course_spec(course, rule, seed, &spec);
    struct dh_run *run = lab_run(&spec);
    enum dh_verdict before = lab_judge(run);
    for (long step = 1; step <= course->horizon; step++) {
      dh_run_step(run);
      enum dh_verdict now = lab_judge(run);
      *(step <= course->from ? &early : &late) += now != before;
      before = now;
      if (step < course->from) continue;
      judged++;
      seen[now]++;
    }
    dh_run_destroy(run);
  }
  for (int v = 0; v < DH_VERDICT_COUNT; v++)
    if (seen[v] > 0)
      printf("# course %d: %s %.1f %%\n", _i, dh_verdict_name((enum dh_verdict)v), 100.0 * seen[v] / judged);
  printf("# course %d: changes %.2f, then %.2f in a run\n", _i, (double)early / seeds(), (double)late / seeds());
  fflush(stdout);
  ck_assert_int_ge(seen[course->verdict], judged * 98 / 100);
  ck_assert_int_le(early, course->changes * seeds());
  ck_assert_int_le(late, seeds());
  ck_assert_int_eq(seen[DH_VERDICT_CONVERGED], 0); /* it only comes by */
  dh_rule_destroy(rule);
}
END_TEST

/* Far above the floor a run with noise is on its way as any other. */
START_TEST(on_its_way_it_is_not_noisy) {
  static const int on_the_way[] = {1, 11, 12, 15};
  const struct course *course = &courses[on_the_way[_i]];
  struct dh_rule *rule = lab_rule(course->rule);
  for (int seed = 1; seed <= seeds(); seed++) {
    struct dh_spec spec;
    course_spec(course, rule, seed, &spec);
    struct dh_run *run = lab_run(&spec);
    for (int step = 0; step < 20; step++, dh_run_step(run)) {
      enum dh_verdict verdict = lab_judge(run);
      bool going = verdict == DH_VERDICT_READY || verdict == DH_VERDICT_CONVERGING || verdict == DH_VERDICT_SLOW;
      ck_assert_msg(going, "seed %d, step %d: %s", seed, step, dh_verdict_name(verdict));
    }
    dh_run_destroy(run);
  }
  dh_rule_destroy(rule);
}
END_TEST

/* Momentum of 1 or more has no floor to come down to. */
START_TEST(without_a_floor_nothing_is_noisy) {
  static const double momentum[] = {1.05, 1.5};
  struct dh_rule *rule = lab_rule("sgd");
  for (int i = 0; i < 2; i++)
    for (int seed = 1; seed <= seeds(); seed++) {
      struct dh_spec spec;
      dh_spec_init(&spec, surfaces[PARABOLA], rule);
      dh_spec_set(&spec, DH_LEARNING_RATE, 0.01);
      dh_spec_set(&spec, DH_MOMENTUM, momentum[i]);
      dh_spec_set(&spec, DH_GRADIENT_NOISE, 1);
      dh_spec_set(&spec, DH_SEED, seed);
      struct dh_run *run = lab_run(&spec);
      dh_run_goto(run, 400);
      enum dh_verdict verdict = lab_judge(run);
      /* Slow swings come by the minimum, and may look like anything there but a floor. */
      bool good = i == 0 ? verdict != DH_VERDICT_NOISY : verdict == DH_VERDICT_DIVERGING;
      ck_assert_msg(good, "momentum %g, seed %d: %s", momentum[i], seed, dh_verdict_name(verdict));
      dh_run_destroy(run);
    }
  dh_rule_destroy(rule);
}
END_TEST

/* --- advice --- */

static double mean_final_loss(const struct dh_spec *spec, long steps) {
  double sum = 0;
  const int count = samples(200);
  for (int seed = 1; seed <= count; seed++) {
    struct dh_spec own = *spec;
    dh_spec_set(&own, DH_SEED, seed);
    struct dh_run *run = lab_run(&own);
    dh_run_goto(run, steps);
    sum += dh_run_row(run)->loss;
    dh_run_destroy(run);
  }
  return sum / count;
}

static struct dh_advice advice_at(const struct dh_spec *spec, long step) {
  struct dh_run *run = lab_run(spec);
  struct dh_reading reading;
  dh_run_goto(run, step);
  dh_run_judge(run, &reading);
  ck_assert_msg(reading.verdict == DH_VERDICT_NOISY, "step %ld: %s", step, dh_verdict_name(reading.verdict));
  dh_run_destroy(run);
  return reading.advice;
}

/* Let it decay; then, since it decays, a larger batch, as long as there is one; then a smaller rate. Each lowers the
 * loss there is in the end. */
START_TEST(advice_lowers_the_floor) {
  static const enum dh_advice_kind kinds[] = {DH_ADVICE_DECAY, DH_ADVICE_LARGER_BATCH, DH_ADVICE_LOWER_RATE};
  const int course = _i == 0 ? 0 : 14;
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_surface *surface = surfaces[courses[course].surface];
  struct dh_spec spec;
  double bottom = dh_surface_best(surface);
  course_spec(&courses[course], rule, 1, &spec);
  double before = mean_final_loss(&spec, 400) - bottom;
  for (int i = 0; i < 3; i++) {
    if (i == 2 && _i == 0) dh_spec_set(&spec, DH_SCALE_LR_WITH_BATCH, 1); /* a larger batch would not help */
    if (i == 2 && _i == 0) dh_spec_set(&spec, DH_LEARNING_RATE, 0.8);
    if (i == 2 && _i == 1) break; /* with all rows there is no noise */
    struct dh_advice advice = advice_at(&spec, 200);
    ck_assert_int_eq(advice.kind, kinds[i]);
    if (i == 2) before = mean_final_loss(&spec, 400) - bottom;
    dh_spec_apply(&spec, &advice.setting);
    double after = mean_final_loss(&spec, 400) - bottom;
    ck_assert_msg(after < 0.8 * before, "advice %d: %g, before %g", (int)advice.kind, after, before);
    before = after;
  }
  dh_rule_destroy(rule);
}
END_TEST

/* When time is up no schedule helps. */
START_TEST(after_the_horizon_decay_is_no_advice) {
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_spec spec;
  course_spec(&courses[0], rule, 1, &spec);
  struct dh_advice advice = advice_at(&spec, 400);
  ck_assert_int_eq(advice.kind, DH_ADVICE_LARGER_BATCH);
  ck_assert_int_eq(advice.setting.parameter, DH_PER_DEVICE_TRAIN_BATCH_SIZE);
  ck_assert(advice.setting.value == 4);
  dh_rule_destroy(rule);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("descent/verdict_noise");
  TCase *tc = tcase_create("noise");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_add_loop_test(tc, noise_is_called_by_its_name, 0, COURSES);
  tcase_add_loop_test(tc, on_its_way_it_is_not_noisy, 0, 4);
  tcase_add_test(tc, without_a_floor_nothing_is_noisy);
  tcase_add_loop_test(tc, advice_lowers_the_floor, 0, 2);
  tcase_add_test(tc, after_the_horizon_decay_is_no_advice);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * A fresh ball at each rate, and where stability really ends. */
#include "lab.h"

#include <math.h>

static struct dh_surface *surface;
static struct dh_rule *rule;
static struct dh_spec spec;
static struct dh_finder_settings settings;
static struct dh_sweep *sweep;
static struct dh_sweep_result result;

static void setup(void) { dh_finder_defaults(&settings); }

static void teardown(void) {
  dh_sweep_destroy(sweep);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
  sweep = NULL;
  rule = NULL;
  surface = NULL;
}

static void prepare(const char *formula, const char *optimizer) {
  surface = lab_typed(formula, NULL);
  rule = lab_rule(optimizer);
  dh_spec_init(&spec, surface, rule);
}

static void create(void) {
  struct dh_error error;
  sweep = dh_sweep_create(&spec, &settings, &error);
  ck_assert_msg(sweep != NULL, "error %d: %s", (int)error.code, error.text);
}

static void run_sweep(void) {
  create();
  ck_assert(dh_sweep_advance(sweep, 100000000));
  dh_sweep_judge(sweep, &result);
}

static struct dh_sweep_point point(int index) {
  int count;
  const struct dh_sweep_point *all = dh_sweep_points(sweep, &count);
  ck_assert_int_ge(index, 0);
  ck_assert_int_lt(index, count);
  return all[index];
}

/* As theory says: one step to the bottom at 1, worse than the start above 2. */
START_TEST(a_bowl_s_best_is_1_and_its_edge_2) {
  static const double steps[] = {10, 20, 50};
  prepare("0.5*x^2", "sgd");
  spec.start[0] = 5;
  settings.value[DH_FINDER_START_LR] = 1e-3;
  settings.value[DH_FINDER_SWEEP_STEPS] = steps[_i];
  run_sweep();
  ck_assert(result.start == 12.5);
  ck_assert_double_eq_tol(point(result.best).rate, .977, 5e-4);
  ck_assert_double_eq_tol(point(result.worse).rate, 2.06, 5e-3);
  for (int i = 0; i < 100; i++) { /* the loss is 12.5 * (1-rate)^(2*steps) */
    double expected = 12.5 * pow(fabs(1 - point(i).rate), 2 * steps[_i]);
    ck_assert(fabs(point(i).loss - expected) <= 1e-9 * expected);
    ck_assert(point(i).lowest == fmin(point(i).loss, 12.5));
  }
}
END_TEST

/* Each point is the end of a run of its own; the last batch of 64 is not full. */
START_TEST(each_point_is_a_run) {
  prepare("(1-x)^2 + 10*(y-x^2)^2", lab_rules[_i].name);
  dh_spec_set(&spec, DH_GRADIENT_NOISE, 0.3);
  dh_spec_set(&spec, DH_PRECISION, DH_FP32);
  if (dh_rule_has(rule, DH_MOMENTUM, NULL)) dh_spec_set(&spec, DH_MOMENTUM, 0.9);
  dh_spec_set(&spec, DH_WARMUP_STEPS, 50); /* of no effect */
  dh_spec_set(&spec, DH_LEARNING_RATE, 77);
  settings.value[DH_FINDER_START_LR] = 1e-4;
  settings.value[DH_FINDER_END_LR] = 1;
  settings.value[DH_FINDER_NUM_IT] = 70;
  run_sweep();
  dh_spec_unset(&spec, DH_WARMUP_STEPS);
  int ended = 0;
  for (int i = 0; i < 70; i++) {
    struct dh_sweep_point p = point(i);
    dh_spec_set(&spec, DH_LEARNING_RATE, p.rate);
    struct dh_run *run = lab_run(&spec);
    dh_run_goto(run, 50);
    ck_assert(same_bits(p.loss, dh_run_row(run)->loss));
    ck_assert(same_bits(p.lowest, dh_run_lowest(run)));
    dh_run_goto(run, p.arrival);
    ck_assert(same_bits(p.lowest, dh_run_row(run)->loss));
    if (p.not_finite >= 0) {
      ended++;
      dh_run_goto(run, p.not_finite);
      ck_assert(!isfinite(dh_run_row(run)->loss));
      dh_run_goto(run, p.not_finite - 1);
      ck_assert(isfinite(dh_run_row(run)->loss));
    }
    dh_run_destroy(run);
  }
  ck_assert_int_eq(ended > 0, strcmp(lab_rules[_i].name, "sgd") == 0);
}
END_TEST

START_TEST(rates_reach_from_start_to_end) {
  prepare("x^2", "sgd");
  settings.value[DH_FINDER_NUM_IT] = 9;
  run_sweep();
  for (int i = 0; i < 9; i++) ck_assert_double_eq_tol(log10(point(i).rate), i - 7, 1e-12);
}
END_TEST

START_TEST(it_can_be_advanced_little_by_little) {
  int count = 0, before = 0, calls = 0;
  prepare("x^2 + y^4", "adam");
  create();
  dh_sweep_judge(sweep, &result);
  ck_assert_int_eq(result.best, -1);
  ck_assert_int_eq(result.worse, -1);
  for (bool done = false; !done; calls++) {
    done = dh_sweep_advance(sweep, 7);
    (void)dh_sweep_points(sweep, &count);
    ck_assert_int_ge(count, before);
    before = count;
  }
  ck_assert_int_eq(count, 100);
  ck_assert_int_eq(calls, (2 * 51 + 6) / 7); /* two batches of 51 rows */
  ck_assert(dh_sweep_advance(sweep, 1));
}
END_TEST

/* Many rates arrive exactly at the minimum: the middle of them is there first. */
START_TEST(of_equals_the_quickest_is_best) {
  int perfect = 0;
  prepare("(x-5)^2", "sgd");
  settings.value[DH_FINDER_START_LR] = 1e-2;
  run_sweep();
  for (int i = 0; i < 100; i++) perfect += point(i).loss == 0;
  ck_assert_int_gt(perfect, 2);
  ck_assert_double_eq_tol(log(point(result.best).rate), log(.5), .07); /* the nearest of the rates */
  ck_assert_double_eq_tol(point(result.worse).rate, 1, .08);
}
END_TEST

START_TEST(where_nothing_moves_there_is_no_best) {
  prepare("x^2", "sgd");
  spec.start[0] = 0;
  run_sweep();
  ck_assert_int_eq(result.best, -1);
  ck_assert_int_eq(result.worse, -1);
}
END_TEST

START_TEST(a_start_without_a_loss_has_no_best) {
  prepare("log(x)", "sgd");
  spec.start[0] = -1;
  settings.value[DH_FINDER_END_LR] = .01; /* a larger rate would leap to where there are losses */
  run_sweep();
  ck_assert(isnan(result.start));
  ck_assert_int_eq(result.best, -1);
  ck_assert_int_eq(result.worse, 0);
  ck_assert_int_eq(point(99).not_finite, 0);
  ck_assert(isnan(point(99).lowest));
  ck_assert_int_eq(point(99).arrival, -1);
}
END_TEST

/* Noise pushes some starts uphill: the smallest rates end above it as well, and are no edge. */
START_TEST(the_edge_is_above_the_best) {
  int pushed = 0;
  prepare("0.5*x^2", "sgd");
  spec.start[0] = 1;
  dh_spec_set(&spec, DH_GRADIENT_NOISE, 10);
  for (int seed = 0; seed < 50; seed++) {
    dh_spec_set(&spec, DH_SEED, seed);
    dh_sweep_destroy(sweep);
    run_sweep();
    if (!(point(0).loss > result.start) || result.best < 0) continue;
    pushed++;
    ck_assert_int_gt(result.worse, result.best);
  }
  ck_assert_int_gt(pushed, 0);
}
END_TEST

/* Losses below zero need no special care here. */
START_TEST(a_lowered_bowl_is_a_bowl) {
  prepare("0.5*x^2 - 20", "sgd");
  spec.start[0] = 5;
  settings.value[DH_FINDER_START_LR] = 1e-3;
  settings.value[DH_FINDER_SWEEP_STEPS] = 10;
  run_sweep();
  ck_assert_double_eq_tol(point(result.best).rate, .977, 5e-4);
  ck_assert_double_eq_tol(point(result.worse).rate, 2.06, 5e-3);
}
END_TEST

/* --- the edge --- */

START_TEST(the_edge_is_the_limit_over_the_curvature) {
  struct dh_surface_spec info = {.name = "two wells",
                                 .formula = "x^4 - 3*x^2 + x",
                                 .parameter = {"x"},
                                 .dim = 1,
                                 .start = {2},
                                 .minima = {{.at = {1.1309011226299859}, .value = -1.0702301817761541},
                                            {.at = {-1.300839565941577}, .value = -3.5139050389347886}},
                                 .minimum_count = 2};
  struct dh_edge edges[DH_EDGES];
  struct dh_error error;
  surface = dh_surface_create(&info, &error);
  rule = lab_rule("sgd");
  dh_spec_init(&spec, surface, rule);
  ck_assert(dh_edge_find(&spec, edges, &error));
  ck_assert(edges[DH_EDGE_START].at[0] == 2);
  ck_assert_double_eq_tol(edges[DH_EDGE_START].curvature, 12 * 4 - 6, 1e-12);
  ck_assert_double_eq_tol(edges[DH_EDGE_START].rate, 2. / 42, 1e-15);
  double at = -1.300839565941577;
  ck_assert(edges[DH_EDGE_MINIMUM].at[0] == at);
  ck_assert_double_eq_tol(edges[DH_EDGE_MINIMUM].rate, 2 / (12 * at * at - 6), 1e-12);
  dh_spec_set(&spec, DH_MOMENTUM, 0.9);
  dh_spec_set(&spec, DH_WEIGHT_DECAY, 8);
  ck_assert(dh_edge_find(&spec, edges, &error));
  ck_assert_double_eq_tol(edges[DH_EDGE_START].limit, 3.8, 1e-15);
  ck_assert_double_eq_tol(edges[DH_EDGE_START].rate, 3.8 / 50, 1e-15);
  spec.start[0] = 0; /* it bends downwards here */
  dh_spec_set(&spec, DH_WEIGHT_DECAY, 0);
  ck_assert(dh_edge_find(&spec, edges, &error));
  ck_assert(edges[DH_EDGE_START].curvature == -6);
  ck_assert(isnan(edges[DH_EDGE_START].rate));
}
END_TEST

START_TEST(an_edge_in_two_dimensions_is_that_of_the_steepest_direction) {
  struct dh_edge edges[DH_EDGES];
  struct dh_error error;
  prepare("0.5*(x^2 + 100*y^2)", "sgd");
  ck_assert(dh_edge_find(&spec, edges, &error));
  ck_assert_double_eq_tol(edges[DH_EDGE_START].rate, .02, 1e-15);
  ck_assert(isnan(edges[DH_EDGE_MINIMUM].rate)); /* a typed formula tells of no minimum */
  ck_assert(isnan(edges[DH_EDGE_MINIMUM].at[0]));
}
END_TEST

START_TEST(some_rules_have_no_edge) {
  struct dh_edge edges[DH_EDGES];
  struct dh_error error;
  prepare("x^2", "adam");
  ck_assert(dh_edge_find(&spec, edges, &error));
  ck_assert(edges[DH_EDGE_START].curvature == 2);
  ck_assert(isnan(edges[DH_EDGE_START].limit));
  ck_assert(isnan(edges[DH_EDGE_START].rate));
}
END_TEST

START_TEST(a_kink_has_no_edge) {
  struct dh_surface_spec info = {.name = "kink",
                                 .formula = "abs(x)",
                                 .parameter = {"x"},
                                 .dim = 1,
                                 .start = {2},
                                 .minima = {{.at = {0}, .value = 0, .kind = DH_MINIMUM_KINK}},
                                 .minimum_count = 1};
  struct dh_edge edges[DH_EDGES];
  struct dh_error error;
  surface = dh_surface_create(&info, &error);
  rule = lab_rule("sgd");
  dh_spec_init(&spec, surface, rule);
  ck_assert(dh_edge_find(&spec, edges, &error));
  ck_assert(isnan(edges[DH_EDGE_START].rate));
  ck_assert(isnan(edges[DH_EDGE_MINIMUM].curvature));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("sweep");
  TCase *tc = tcase_create("sweep");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_add_loop_test(tc, a_bowl_s_best_is_1_and_its_edge_2, 0, 3);
  tcase_add_loop_test(tc, each_point_is_a_run, 0, LAB_RULES);
  tcase_add_test(tc, rates_reach_from_start_to_end);
  tcase_add_test(tc, it_can_be_advanced_little_by_little);
  tcase_add_test(tc, of_equals_the_quickest_is_best);
  tcase_add_test(tc, where_nothing_moves_there_is_no_best);
  tcase_add_test(tc, a_start_without_a_loss_has_no_best);
  tcase_add_test(tc, the_edge_is_above_the_best);
  tcase_add_test(tc, a_lowered_bowl_is_a_bowl);
  tcase_add_test(tc, the_edge_is_the_limit_over_the_curvature);
  tcase_add_test(tc, an_edge_in_two_dimensions_is_that_of_the_steepest_direction);
  tcase_add_test(tc, some_rules_have_no_edge);
  tcase_add_test(tc, a_kink_has_no_edge);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

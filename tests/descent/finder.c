/* SPDX-License-Identifier: MIT
 *
 * The range test against fastai's own numbers (tests/golden/lrfind), and where it ends on losses that fastai's rule was
 * not made for. */
#include "lab.h"

#include "csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* --- fixtures --- */

static struct dh_surface *surface;
static struct dh_rule *rule;
static struct dh_spec spec;
static struct dh_finder_settings settings;
static struct dh_finder *finder;

static void setup(void) { dh_finder_defaults(&settings); }

static void teardown(void) {
  dh_finder_destroy(finder);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
  finder = NULL;
  rule = NULL;
  surface = NULL;
}

static void prepare(const char *formula, const char *optimizer) {
  surface = lab_typed(formula, NULL);
  rule = lab_rule(optimizer);
  dh_spec_init(&spec, surface, rule);
}

static void run_test(void) {
  struct dh_error error;
  finder = dh_finder_create(&spec, &settings, &error);
  ck_assert_msg(finder != NULL, "error %d: %s", (int)error.code, error.text);
  ck_assert(dh_finder_advance(finder, DH_FINDER_POINTS_MAX));
}

static int points(void) {
  int count;
  (void)dh_finder_points(finder, &count);
  return count;
}

static struct dh_finder_point point(int index) {
  int count;
  const struct dh_finder_point *all = dh_finder_points(finder, &count);
  ck_assert_int_lt(index, count);
  return all[index];
}

static double suggested(enum dh_finder_rule which) {
  struct dh_suggestion suggestion;
  dh_finder_suggest(finder, which, &suggestion);
  return suggestion.rate;
}

static enum dh_finder_reason reason(enum dh_finder_rule which) {
  struct dh_suggestion suggestion;
  dh_finder_suggest(finder, which, &suggestion);
  return suggestion.reason;
}

/* --- golden --- */

enum { GOLDEN_CASES = 5, FORMULA = 1 << 16 };

/* The mean loss of w*x+b over all rows, written out as one sum. */
static void write_row(char *out, size_t size, const char *loss, double x, double y) {
  char r[96];
  (void)snprintf(r, sizeof r, "(w*(%.17g)+b-(%.17g))", x, y);
  if (strcmp(loss, "loss=mse") == 0)
    (void)snprintf(out, size, "%s^2", r);
  else if (strcmp(loss, "loss=huber;delta=1.0") == 0)
    (void)snprintf(out, size, "where(abs%s<=1, 0.5*%s^2, abs%s-0.5)", r, r, r);
  else if (strcmp(loss, "loss=bce_logits") == 0)
    (void)snprintf(out, size, "(softplus(w*(%.17g)+b)-(w*(%.17g)+b)*%.17g)", x, x, y);
  else
    ck_abort_msg("no such loss: %s", loss);
}

static struct dh_surface *data_surface(const char *file, const char *loss) {
  static char formula[FORMULA];
  struct csv csv;
  size_t length = 1;
  int rows = 0;
  formula[0] = '(';
  csv_open(&csv, file);
  for (; csv_next(&csv); rows++) {
    char row[512];
    write_row(row, sizeof row, loss, csv_number(&csv, "x"), csv_number(&csv, "y"));
    length += (size_t)snprintf(formula + length, FORMULA - length, "%s%s", rows > 0 ? "+" : "", row);
  }
  csv_close(&csv);
  ck_assert_int_gt(rows, 10);
  (void)snprintf(formula + length, FORMULA - length, ")/%d", rows);
  return lab_typed(formula, "w,b");
}

static struct dh_surface *formula_surface(const char *name) {
  struct csv csv;
  struct dh_surface *found = NULL;
  csv_open(&csv, "surfaces/formulas.csv");
  while (!found && csv_next(&csv))
    if (strcmp(csv_text(&csv, "name"), name) == 0) found = lab_typed(csv_text(&csv, "formula"), NULL);
  csv_close(&csv);
  ck_assert_msg(found != NULL, "no formula for %s", name);
  return found;
}

/* "num_it=100;start_lr=1e-07;...": every setting that a finder has. */
static void take_settings(const char *text) {
  int taken = 0;
  while (*text) {
    char name[32];
    size_t length = strcspn(text, "=");
    (void)snprintf(name, sizeof name, "%.*s", (int)length, text);
    int setting = dh_finder_find(name);
    ck_assert_msg(setting >= 0, "no setting %s", name);
    settings.value[setting] = strtod(text + length + 1, NULL);
    taken++;
    text += strcspn(text, ";");
    text += *text == ';';
  }
  ck_assert_int_eq(taken, 5);
}

static void compare_points(const char *name, const char *file, long compare_steps) {
  struct csv csv;
  int rows = 0;
  csv_open(&csv, file);
  for (; csv_next(&csv); rows++) {
    if (rows > compare_steps) continue;
    static const char *const columns[] = {"lr", "loss", "smoothed"};
    struct dh_finder_point p = point(rows);
    const double ours[] = {p.rate, p.loss, p.smoothed};
    for (int i = 0; i < 3; i++) {
      double theirs = csv_number(&csv, columns[i]);
      ck_assert_msg(fabs(ours[i] - theirs) <= 1e-9 * fmax(1, fabs(theirs)), "%s row %d: %s is %.17g, should be %.17g",
                    name, rows, columns[i], ours[i], theirs);
    }
  }
  csv_close(&csv);
  ck_assert_int_eq(points(), rows);
}

static void compare_suggestions(const char *name) {
  static const char *const columns[] = {"valley", "steep", "minimum10", "slide"};
  struct csv csv;
  int found = 0;
  csv_open(&csv, "lrfind/suggestions.csv");
  while (csv_next(&csv)) {
    if (strcmp(csv_text(&csv, "case"), name) != 0) continue;
    found++;
    ck_assert(points() == csv_number(&csv, "rows"));
    for (int i = 0; i < DH_FINDER_RULES; i++) {
      double ours = suggested((enum dh_finder_rule)i), theirs = csv_number(&csv, columns[i]);
      ck_assert_msg(fabs(ours - theirs) <= 1e-12 * theirs, "%s: %s is %.17g, should be %.17g", name, columns[i], ours,
                    theirs);
    }
  }
  csv_close(&csv);
  ck_assert_int_eq(found, 1);
}

START_TEST(the_range_test_is_fastai_s) {
  struct csv csv;
  int seen = 0;
  csv_open(&csv, "cases.csv");
  while (csv_next(&csv)) {
    if (strcmp(csv_text(&csv, "kind"), "lrfind") != 0 || seen++ != _i) continue;
    const char *name = csv_text(&csv, "case"), *data = csv_text(&csv, "data");
    surface = *data ? data_surface(data, csv_text(&csv, "model_loss")) : formula_surface(csv_text(&csv, "surface"));
    rule = lab_rule(csv_text(&csv, "optimizer"));
    dh_spec_init(&spec, surface, rule);
    spec.start[0] = csv_number(&csv, "x0");
    spec.start[1] = csv_number(&csv, "y0");
    take_settings(csv_text(&csv, "schedule_params"));
    run_test();
    compare_points(name, csv_text(&csv, "file"), (long)csv_number(&csv, "compare_steps"));
    compare_suggestions(name);
    /* Adam on this data settles at every rate: the one case that comes to its last rate. */
    bool calm = strcmp(name, "logit60_bce_adam") == 0;
    ck_assert_int_eq(dh_finder_end(finder), calm ? DH_FINDER_LAST_RATE : DH_FINDER_ROSE);
    ck_assert_int_eq(reason(DH_FINDER_VALLEY), calm ? DH_FINDER_CALM : DH_FINDER_SUGGESTED);
  }
  csv_close(&csv);
  ck_assert_int_eq(seen, GOLDEN_CASES);
}
END_TEST

/* --- the ball --- */

/* The points are those of a run whose rate is set by hand, optimizers with a state included. */
START_TEST(the_state_goes_on_while_the_rate_grows) {
  prepare("(1-x)^2 + 10*(y-x^2)^2", lab_rules[_i].name);
  dh_spec_set(&spec, DH_PRECISION, DH_FP32);
  dh_spec_set(&spec, DH_MAX_GRAD_NORM, 3);
  dh_spec_set(&spec, DH_GRADIENT_NOISE, 0.1);
  if (dh_rule_has(rule, DH_MOMENTUM, NULL)) dh_spec_set(&spec, DH_MOMENTUM, 0.9);
  /* None of these matters. */
  dh_spec_set(&spec, DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_COSINE);
  dh_spec_set(&spec, DH_WARMUP_STEPS, 50);
  dh_spec_set(&spec, DH_LEARNING_RATE, 123);
  run_test();
  dh_spec_unset(&spec, DH_LR_SCHEDULER_TYPE);
  dh_spec_unset(&spec, DH_WARMUP_STEPS);
  struct dh_run *run = lab_run(&spec);
  for (int k = 0; k < points(); k++) {
    double rate = 1e-7 * pow(1e8, k / 100.0);
    struct dh_setting setting = {.parameter = DH_LEARNING_RATE, .value = rate};
    struct dh_error error;
    ck_assert(dh_run_change(run, &setting, &error));
    ck_assert(fabs(point(k).rate - rate) <= 1e-13 * rate);
    setting.value = point(k).rate;
    ck_assert(dh_run_change(run, &setting, &error));
    ck_assert(same_bits(point(k).loss, dh_run_row(run)->loss));
    dh_run_step(run);
  }
  dh_run_destroy(run);
  ck_assert_int_gt(points(), 50);
}
END_TEST

START_TEST(it_can_be_advanced_point_by_point) {
  struct dh_error error;
  prepare("(1-x)^2 + 100*(y-x^2)^2", "sgd");
  struct dh_finder *whole = dh_finder_create(&spec, &settings, &error);
  ck_assert_ptr_nonnull(whole);
  ck_assert(dh_finder_advance(whole, 1000));
  finder = dh_finder_create(&spec, &settings, &error);
  ck_assert_ptr_nonnull(finder);
  int count, all = 0;
  const struct dh_finder_point *expected = dh_finder_points(whole, &count);
  for (bool done = false; !done; all++) {
    ck_assert_int_eq(points(), all);
    ck_assert_int_eq(dh_finder_end(finder), DH_FINDER_RUNNING);
    ck_assert(!dh_finder_diverged(finder));
    ck_assert_int_eq(reason(DH_FINDER_VALLEY), DH_FINDER_NOT_DONE);
    ck_assert(!dh_finder_advance(finder, 0));
    done = dh_finder_advance(finder, 1);
    ck_assert(same_bits(point(all).smoothed, expected[all].smoothed));
  }
  ck_assert_int_eq(all, count);
  ck_assert(dh_finder_advance(finder, 1));
  ck_assert_int_eq(points(), count);
  ck_assert_int_eq(reason(DH_FINDER_VALLEY), DH_FINDER_SUGGESTED);
  dh_finder_destroy(whole);
}
END_TEST

/* --- where it ends --- */

/* The trap of the noiseless bowl: the ball is at the bottom before the rate is large, and the few steps above the edge
 * cannot lift the smoothed loss. */
START_TEST(a_bowl_without_noise_never_diverges) {
  prepare("0.5*x^2", "sgd");
  spec.start[0] = 5;
  run_test();
  ck_assert_int_eq(points(), 100);
  ck_assert_int_eq(dh_finder_end(finder), DH_FINDER_LAST_RATE);
  ck_assert(!dh_finder_diverged(finder));
  ck_assert_double_eq_tol(point(99).rate, 8.317637711026709, 1e-12);
  for (int i = 0; i < DH_FINDER_RULES; i++) ck_assert_int_eq(reason((enum dh_finder_rule)i), DH_FINDER_CALM);
  /* What the rules say all the same, to three digits. */
  ck_assert_double_eq_tol(suggested(DH_FINDER_VALLEY), .0012, 5e-5);
  ck_assert_double_eq_tol(suggested(DH_FINDER_STEEP), .251, 5e-4);
  ck_assert_double_eq_tol(suggested(DH_FINDER_MINIMUM), .331, 5e-4);
}
END_TEST

/* The steepest place may lie above the limit (0.02). */
START_TEST(a_ravine_ends_after_79_points) {
  prepare("0.5*(x^2 + 100*y^2)", "sgd");
  spec.start[0] = 5;
  spec.start[1] = .5;
  run_test();
  ck_assert_int_eq(points(), 79);
  ck_assert_int_eq(dh_finder_end(finder), DH_FINDER_ROSE);
  ck_assert_double_eq_tol(suggested(DH_FINDER_VALLEY), .000158, 5e-7);
  ck_assert_double_eq_tol(suggested(DH_FINDER_STEEP), .0575, 5e-5);
  ck_assert_double_eq_tol(suggested(DH_FINDER_MINIMUM), .0069, 5e-5);
}
END_TEST

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* With noise the bowl's test does diverge, nearly always; medians over the seeds. */
START_TEST(noise_makes_a_bowl_diverge) {
  enum { SEEDS = 200 };
  static double rate[DH_FINDER_RULES][SEEDS];
  int diverged = 0;
  prepare("0.5*x^2", "sgd");
  spec.start[0] = 5;
  dh_spec_set(&spec, DH_GRADIENT_NOISE, 1);
  for (int seed = 0; seed < SEEDS; seed++) {
    dh_spec_set(&spec, DH_SEED, seed);
    dh_finder_destroy(finder);
    run_test();
    diverged += dh_finder_diverged(finder);
    for (int i = 0; i < DH_FINDER_RULES; i++) rate[i][seed] = suggested((enum dh_finder_rule)i);
  }
  for (int i = 0; i < DH_FINDER_RULES; i++) qsort(rate[i], SEEDS, sizeof rate[i][0], ascending);
  ck_assert_int_ge(diverged, 192);
  ck_assert_int_le(diverged, SEEDS);
  ck_assert_double_eq_tol(log(rate[DH_FINDER_VALLEY][SEEDS / 2]), log(.00083), .21); /* a point on either side */
  ck_assert_double_eq_tol(log(rate[DH_FINDER_STEEP][SEEDS / 2]), log(.251), .21);
  ck_assert_double_eq_tol(log(rate[DH_FINDER_MINIMUM][SEEDS / 2]), log(.229), .21);
}
END_TEST

/* A bowl lowered below zero: s > 4*best would hold at the second point. Whether or not the file knows the minimum. */
static void lowered_bowl(bool known) {
  struct dh_surface_spec info = {.name = "lowered",
                                 .formula = "0.5*x^2 - 20",
                                 .parameter = {"x"},
                                 .dim = 1,
                                 .start = {5},
                                 .minima = {{.at = {0}, .value = -20}},
                                 .minimum_count = known};
  struct dh_error error;
  surface = dh_surface_create(&info, &error);
  ck_assert_ptr_nonnull(surface);
  rule = lab_rule("sgd");
  dh_spec_init(&spec, surface, rule);
}

START_TEST(losses_below_zero_do_not_end_it_at_once) {
  lowered_bowl(_i);
  run_test();
  ck_assert_int_eq(points(), 100); /* as the bowl itself */
  ck_assert_int_eq(dh_finder_end(finder), DH_FINDER_LAST_RATE);
  ck_assert_double_eq_tol(suggested(DH_FINDER_STEEP), .251, 5e-4);
}
END_TEST

/* Where the minimum is known, nothing but the height changes: it ends where the raised one ends. */
START_TEST(a_known_minimum_below_zero_is_the_bottom) {
  lowered_bowl(true);
  settings.value[DH_FINDER_END_LR] = 1000;
  run_test();
  int lowered = points();
  struct dh_suggestion before, after;
  dh_finder_suggest(finder, DH_FINDER_VALLEY, &before);
  teardown();
  prepare("0.5*x^2", "sgd");
  spec.start[0] = 5;
  run_test();
  ck_assert_int_eq(dh_finder_end(finder), DH_FINDER_ROSE);
  ck_assert_int_eq(points(), lowered);
  dh_finder_suggest(finder, DH_FINDER_VALLEY, &after);
  ck_assert_int_eq(after.point, before.point);
}
END_TEST

/* Nor does noise around a start near the minimum: the lowest loss met so far would be a bottom without any room. */
START_TEST(an_unknown_minimum_leaves_room_for_noise) {
  lowered_bowl(false);
  spec.start[0] = 0.01;
  dh_spec_set(&spec, DH_GRADIENT_NOISE, 1);
  settings.value[DH_FINDER_END_LR] = 1000;
  run_test();
  ck_assert_int_eq(dh_finder_end(finder), DH_FINDER_ROSE);
  ck_assert(point(points() - 1).rate > 2);
}
END_TEST

/* A minimum that the file has rounded upwards: the ball passes below it, and the test goes on. */
START_TEST(a_rounded_minimum_is_no_trap) {
  struct dh_surface_spec info = {.name = "rounded",
                                 .formula = "0.5*x^2 - 20",
                                 .parameter = {"x"},
                                 .dim = 1,
                                 .start = {0.001},
                                 .minima = {{.at = {0}, .value = -19.999}},
                                 .minimum_count = 1};
  struct dh_error error;
  surface = dh_surface_create(&info, &error);
  ck_assert_ptr_nonnull(surface);
  rule = lab_rule("sgd");
  dh_spec_init(&spec, surface, rule);
  run_test();
  ck_assert_int_ge(points(), 95);
}
END_TEST

/* Nothing negative is met: the rule is fastai's, though the surface goes below zero elsewhere. */
START_TEST(an_unknown_minimum_changes_nothing_above_zero) {
  prepare("0.5*(x^2 + 100*y^2) - 1e-9", "sgd");
  spec.start[0] = 5;
  spec.start[1] = .5;
  run_test();
  ck_assert_int_eq(points(), 79);
}
END_TEST

/* The left wall of log(x) is the end of its domain. */
START_TEST(nan_ends_it) {
  prepare("log(x)", "sgd");
  spec.start[0] = 0.1;
  run_test();
  struct dh_finder_point last = point(points() - 1);
  ck_assert_int_eq(dh_finder_end(finder), DH_FINDER_NOT_FINITE);
  ck_assert(dh_finder_diverged(finder));
  ck_assert(isnan(last.loss) && isnan(last.smoothed));
  ck_assert(isfinite(point(points() - 2).loss));
  ck_assert_int_lt(points(), 100);
  ck_assert_int_eq(reason(DH_FINDER_VALLEY), DH_FINDER_SUGGESTED);
}
END_TEST

START_TEST(a_start_without_a_loss_ends_it_at_once) {
  static const char *const formulas[] = {"log(x)", "1/(x+1)", "-1/abs(x+1)"};
  prepare(formulas[_i], "sgd");
  spec.start[0] = -1;
  run_test();
  ck_assert_int_eq(points(), 1);
  ck_assert_int_eq(dh_finder_end(finder), DH_FINDER_NOT_FINITE);
  for (int i = 0; i < DH_FINDER_RULES; i++) {
    ck_assert_int_eq(reason((enum dh_finder_rule)i), DH_FINDER_TOO_FEW);
    ck_assert(isnan(suggested((enum dh_finder_rule)i)));
  }
}
END_TEST

START_TEST(an_overflow_ends_it) {
  prepare("x^4", "sgd");
  dh_spec_set(&spec, DH_PRECISION, DH_FP16);
  spec.start[0] = 10;
  settings.value[DH_FINDER_START_LR] = 0.01;
  settings.value[DH_FINDER_STOP_FACTOR] = 1e30;
  run_test();
  ck_assert_int_eq(dh_finder_end(finder), DH_FINDER_NOT_FINITE);
  ck_assert(isinf(point(points() - 1).loss));
}
END_TEST

/* Where nothing moves nothing is suggested. */
START_TEST(a_frozen_ball_suggests_nothing) {
  prepare("0.5*x^2", "sgd");
  spec.start[0] = 0;
  run_test();
  ck_assert_int_eq(points(), 100);
  for (int i = 0; i < DH_FINDER_RULES; i++) ck_assert_int_eq(reason((enum dh_finder_rule)i), DH_FINDER_CALM);
}
END_TEST

START_TEST(smoothing_0_is_the_loss_itself) {
  prepare("0.5*(x^2 + 100*y^2)", "sgd");
  settings.value[DH_FINDER_SMOOTHING] = 0;
  run_test();
  for (int i = 0; i < points(); i++) ck_assert(point(i).loss == point(i).smoothed);
  ck_assert_int_eq(dh_finder_end(finder), DH_FINDER_ROSE);
  double best = HUGE_VAL;
  for (int i = 0; i + 1 < points(); i++) {
    best = fmin(best, point(i).loss);
    ck_assert(point(i).loss <= 4 * best);
  }
  ck_assert(point(points() - 1).loss > 4 * best);
}
END_TEST

/* --- settings --- */

START_TEST(settings_are_checked) {
  static const struct {
    enum dh_finder_setting setting;
    double value;
  } bad[] = {{DH_FINDER_START_LR, 0},     {DH_FINDER_START_LR, 10},      {DH_FINDER_END_LR, 1e-7},
             {DH_FINDER_END_LR, 1e31},    {DH_FINDER_NUM_IT, 5},         {DH_FINDER_NUM_IT, 10.5},
             {DH_FINDER_NUM_IT, 10001},   {DH_FINDER_NUM_IT, NAN},       {DH_FINDER_SMOOTHING, 1},
             {DH_FINDER_SMOOTHING, -0.1}, {DH_FINDER_STOP_FACTOR, 0.99}, {DH_FINDER_SWEEP_STEPS, 0}};
  struct dh_error error;
  prepare("x^2", "sgd");
  ck_assert(dh_finder_check(&settings, &error));
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    dh_finder_defaults(&settings);
    settings.value[bad[i].setting] = bad[i].value;
    memset(&error, 0, sizeof error);
    ck_assert_msg(!dh_finder_check(&settings, &error), "%zu", i);
    ck_assert_int_eq(error.code, DH_ERROR_RANGE);
    ck_assert_ptr_null(dh_finder_create(&spec, &settings, &error));
    ck_assert_ptr_null(dh_sweep_create(&spec, &settings, &error));
  }
}
END_TEST

START_TEST(settings_have_names) {
  ck_assert_int_eq(dh_finder_find("num-it"), DH_FINDER_NUM_IT);
  ck_assert_int_eq(dh_finder_find("start_lr"), DH_FINDER_START_LR);
  ck_assert_int_eq(dh_finder_find("nonsense"), -1);
  for (int i = 0; i < DH_FINDER_SETTINGS; i++) {
    const struct dh_finder_row *row = dh_finder_row((enum dh_finder_setting)i);
    ck_assert_int_eq(dh_finder_find(row->name), i);
    ck_assert_int_eq(dh_parameter_find(row->name), -1); /* both are options of one command */
    ck_assert(row->low <= row->initial && row->initial <= row->high);
  }
}
END_TEST

START_TEST(the_smallest_and_the_largest_test) {
  prepare("0.5*(x^2 + 100*y^2)", "sgd");
  settings.value[DH_FINDER_NUM_IT] = _i ? DH_FINDER_POINTS_MAX : 6;
  if (_i) settings.value[DH_FINDER_END_LR] = 1e-3;
  run_test();
  ck_assert_int_eq(points(), _i ? DH_FINDER_POINTS_MAX : 6);
  ck_assert_int_eq(isnan(suggested(DH_FINDER_STEEP)), !_i);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("finder");
  TCase *tc = tcase_create("golden");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_add_loop_test(tc, the_range_test_is_fastai_s, 0, GOLDEN_CASES);
  suite_add_tcase(s, tc);

  tc = tcase_create("range test");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_set_timeout(tc, 60);
  tcase_add_loop_test(tc, the_state_goes_on_while_the_rate_grows, 0, LAB_RULES);
  tcase_add_test(tc, it_can_be_advanced_point_by_point);
  tcase_add_test(tc, a_bowl_without_noise_never_diverges);
  tcase_add_test(tc, a_ravine_ends_after_79_points);
  tcase_add_test(tc, noise_makes_a_bowl_diverge);
  tcase_add_loop_test(tc, losses_below_zero_do_not_end_it_at_once, 0, 2);
  tcase_add_test(tc, a_known_minimum_below_zero_is_the_bottom);
  tcase_add_test(tc, an_unknown_minimum_leaves_room_for_noise);
  tcase_add_test(tc, a_rounded_minimum_is_no_trap);
  tcase_add_test(tc, an_unknown_minimum_changes_nothing_above_zero);
  tcase_add_test(tc, nan_ends_it);
  tcase_add_loop_test(tc, a_start_without_a_loss_ends_it_at_once, 0, 3);
  tcase_add_test(tc, an_overflow_ends_it);
  tcase_add_test(tc, a_frozen_ball_suggests_nothing);
  tcase_add_test(tc, smoothing_0_is_the_loss_itself);
  tcase_add_test(tc, settings_are_checked);
  tcase_add_test(tc, settings_have_names);
  tcase_add_loop_test(tc, the_smallest_and_the_largest_test, 0, 2);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

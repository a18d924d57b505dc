/* SPDX-License-Identifier: MIT
 *
 * The recurrence by itself, and verdicts on rows made by hand. */
#include "descent/judge.h"
#include "verdict_lab.h"

/* --- the recurrence --- */

struct known_root {
  double a, b;
  double modulus, phase;
  int terms;
};

static const struct known_root known_roots[] = {
    {0.8, 0, 0.8, 0, 1},
    {-1.2, 0, 1.2, 3.141592653589793, 1},
    {1e-6, 0, 1e-6, 0, 1},
    {-1e6, 0, 1e6, 3.141592653589793, 1},
    {1.9 - 0.5, -0.9, 0.9486832980505138, 0.7408949822071746, 2}, /* heavy ball 0.9 at eta lambda = 0.5 */
    {1.7, -0.72, 0.9, 0, 2},                                      /* 0.9 and 0.8 */
    {-1.7, -0.72, 0.9, 3.141592653589793, 2},                     /* -0.9 and -0.8 */
    {-0.1, 0.72, 0.9, 3.141592653589793, 2},                      /* -0.9 and 0.8 */
};
enum { KNOWN_ROOTS = sizeof known_roots / sizeof known_roots[0] };

static int make_steps(const struct known_root *root, double scale, double *steps, int count) {
  steps[0] = scale;
  steps[1] = root->terms == 1 ? root->a * scale : 0.3 * scale;
  for (int t = 2; t < count; t++) steps[t] = root->a * steps[t - 1] + root->b * steps[t - 2];
  return count;
}

START_TEST(finds_the_roots) {
  static const double scales[] = {1, 1e-300, 1e200, -1e-9};
  const struct known_root *root = &known_roots[_i];
  for (int i = 0; i < 4; i++) {
    double steps[12];
    struct dh_recurrence fit;
    dh_recurrence_fit(steps, NULL, make_steps(root, scales[i], steps, 12), 0, true, &fit);
    if (!isfinite(steps[11]) || fabs(steps[11]) < 1e-300) continue;
    ck_assert_int_eq(fit.terms, root->terms);
    ck_assert_double_eq_tol(fit.modulus / root->modulus, 1, 1e-9);
    ck_assert_double_eq_tol(fit.phase, root->phase, 1e-9);
    ck_assert_double_lt(fit.residual, 1e-9);
  }
}
END_TEST

START_TEST(needs_two_steps) {
  struct dh_recurrence fit;
  const double steps[] = {1, -0.5, 0, 0};
  dh_recurrence_fit(steps, NULL, 0, 0, true, &fit);
  ck_assert_int_eq(fit.terms, 0);
  dh_recurrence_fit(steps, NULL, 1, 0, true, &fit);
  ck_assert(isnan(fit.modulus));
  dh_recurrence_fit(steps, NULL, 2, 0, true, &fit);
  ck_assert_double_eq(fit.lead, -0.5);
  dh_recurrence_fit(steps + 2, NULL, 2, 0, true, &fit);
  ck_assert_int_eq(fit.terms, 0);
}
END_TEST

/* A ball without memory cannot swing: complex roots of its steps are an accident of the fit. */
START_TEST(plain_descent_never_rings) {
  double steps[12];
  struct dh_recurrence fit;
  int count = make_steps(&known_roots[4], 1, steps, 12);
  dh_recurrence_fit(steps, NULL, count, 0, false, &fit);
  ck_assert_int_eq(fit.terms, 1);
}
END_TEST

/* Heavy ball on a quadratic while the rate decays to a quarter: the roots are those of the latest rate. */
START_TEST(follows_a_schedule) {
  double e = 1, b = 0, steps[12], rates[12];
  for (int t = 0; t < 12; t++) {
    double rate = 1 - t / 16.0;
    b = 0.9 * b + e;
    rates[t] = rate;
    steps[t] = -b;
    e -= 0.5 * rate * b;
  }
  for (int t = 0; t < 12; t++) rates[t] /= 5 / 16.0;
  struct dh_recurrence fit;
  dh_recurrence_fit(steps, rates, 12, 0, true, &fit);
  ck_assert_double_eq_tol(fit.a, 1.9 - 0.5 * 5 / 16, 1e-9);
  ck_assert_double_eq_tol(fit.b, -0.9, 1e-9);
}
END_TEST

/* Distances e_t of heavy ball, momentum 0.9, eta lambda = 0.002: what is left after n steps. */
START_TEST(foresees_the_distance) {
  double e[100] = {1}, b = 0, steps[99];
  for (int t = 0; t < 99; t++) {
    b = 0.9 * b + e[t];
    e[t + 1] = e[t] - 0.002 * b;
    steps[t] = e[t + 1] - e[t];
  }
  for (int t = 5; t < 30; t++) {
    struct dh_recurrence fit;
    dh_recurrence_fit(steps, NULL, t, 0, true, &fit);
    double left = dh_recurrence_left(&fit, steps[t - 1], steps[t - 2], 40);
    ck_assert_double_eq_tol(left, e[t + 40] / e[t], 1e-6);
  }
}
END_TEST

/* --- rows made by hand --- */

enum { ROWS = 400 };

struct bench {
  struct dh_rule *rule;
  struct dh_surface *surface;
  struct dh_spec spec;
  struct dh_row rows[ROWS];
  struct dh_judge_context context;
};

static void set_up(struct bench *bench, double rate) {
  bench->rule = lab_sgd();
  bench->surface = lab_surface(&(struct dh_surface_spec){
      .formula = "(w-5)^2",
      .parameter = {"w"},
      .dim = 1,
      .low = {-1},
      .high = {11},
      .start = {2},
      .minima = {{.at = {5}, .value = 0, .kind = DH_MINIMUM_SMOOTH}},
      .minimum_count = 1,
  });
  dh_spec_init(&bench->spec, bench->surface, bench->rule);
  dh_spec_set(&bench->spec, DH_LEARNING_RATE, rate);
  bench->context = (struct dh_judge_context){.spec = &bench->spec, .history = bench->rows, .history_count = 1};
  bench->context.curvature = (struct dh_curvature){2, 2, 2 * rate, 2};
}

static void tear_down(struct bench *bench) {
  dh_surface_destroy(bench->surface);
  dh_rule_destroy(bench->rule);
}

/* Roughly normal: twelve uniform numbers (variance 1/12 each) less their mean. */
static double normal(uint64_t *random) {
  double sum = -6;
  for (int i = 0; i < 12; i++) sum += lab_uniform(random, 0, 1);
  return sum;
}

/* The parabola with gradients g + sigma N(0, 1). */
static void fill_noisy(struct bench *bench, double rate, double sigma, uint64_t random) {
  double w = 2;
  for (int t = 0; t < ROWS; t++) {
    double g = 2 * (w - 5) + sigma * normal(&random);
    bench->rows[t] = (struct dh_row){t, {w, 0}, (w - 5) * (w - 5), {g, 0}, rate, {rate * g, 0}, {1, 1}};
    w -= rate * g;
  }
}

static struct dh_reading judge_at(struct bench *bench, int step) {
  int first = step + 1 > DH_RECENT ? step + 1 - DH_RECENT : 0;
  struct dh_reading reading;
  bench->context.slope[0] = 2 * (bench->rows[step].at[0] - 5);
  bench->context.bend[0] = 2;
  dh_judge_rows(bench->rows + first, step + 1 - first, &bench->context, &reading);
  return reading;
}

/* The parabola at 0.1 with sigma 6 reaches its floor of 1.0 (0.36 / 0.36) in a dozen steps and stays there. */
START_TEST(a_noise_floor_is_noisy) {
  struct bench bench;
  int noisy = 0, judged = 0;
  set_up(&bench, 0.1);
  dh_spec_set(&bench.spec, DH_MAX_STEPS, ROWS); /* there is time to decay */
  bench.context.noise = true;
  for (uint64_t seed = 1; seed <= 10; seed++) {
    fill_noisy(&bench, 0.1, 6, seed);
    for (int t = 60; t < ROWS; t++) {
      struct dh_reading reading = judge_at(&bench, t);
      judged++;
      if (reading.verdict != DH_VERDICT_NOISY) continue;
      noisy++;
      ck_assert_int_eq(reading.advice.kind, DH_ADVICE_DECAY);
      ck_assert_int_eq(reading.advice.setting.parameter, DH_LR_SCHEDULER_TYPE);
    }
  }
  printf("# noisy %d of %d\n", noisy, judged);
  fflush(stdout);
  ck_assert_int_ge(noisy, judged * 99 / 100);
  tear_down(&bench);
}
END_TEST

/* The same motion where nothing is sampled is bouncing, not noise. */
START_TEST(without_noise_it_is_oscillating) {
  struct bench bench;
  int oscillating = 0;
  set_up(&bench, 0.1);
  fill_noisy(&bench, 0.1, 6, 1);
  for (int t = 60; t < ROWS; t++) {
    enum dh_verdict verdict = judge_at(&bench, t).verdict;
    ck_assert_int_ne(verdict, DH_VERDICT_NOISY);
    if (verdict == DH_VERDICT_OSCILLATING) oscillating++;
  }
  ck_assert_int_ge(oscillating, (ROWS - 60) * 9 / 10);
  tear_down(&bench);
}
END_TEST

/* Noise too small to matter changes no verdict. */
START_TEST(little_noise_still_converges) {
  struct bench bench;
  set_up(&bench, 0.1);
  bench.context.noise = true;
  fill_noisy(&bench, 0.1, 1e-3, 3);
  for (int t = 4; t < 20; t++) ck_assert_int_eq(judge_at(&bench, t).verdict, DH_VERDICT_CONVERGING);
  tear_down(&bench);
}
END_TEST

START_TEST(not_finite_is_said_first) {
  struct bench bench;
  set_up(&bench, 0.1);
  fill_noisy(&bench, 0.1, 0, 1);
  double *places[] = {&bench.rows[9].loss, &bench.rows[9].at[0], &bench.rows[9].gradient[0], &bench.rows[9].update[0]};
  for (int i = 0; i < 4; i++) {
    double kept = *places[i];
    *places[i] = (double)NAN;
    ck_assert_int_eq(judge_at(&bench, 9).verdict, DH_VERDICT_NAN);
    *places[i] = -HUGE_VAL;
    ck_assert_int_eq(judge_at(&bench, 9).verdict, DH_VERDICT_OVERFLOW);
    *places[i] = kept;
  }
  ck_assert_int_eq(judge_at(&bench, 9).verdict, DH_VERDICT_CONVERGING);
  tear_down(&bench);
}
END_TEST

/* --- few rows --- */

/* The verdict from all recent rows, and whether the latest few give it. */
static bool few_will_do(struct bench *bench, int step, enum dh_verdict *verdict) {
  int first = step + 1 - DH_RECENT, late = step + 1 - DH_JUDGE_ROWS;
  enum dh_verdict few = DH_VERDICT_READY;
  struct dh_row history[2] = {bench->rows[0], {.step = 1, .loss = HUGE_VAL}};
  for (int t = 0; t < step; t++) history[1].loss = fmin(history[1].loss, bench->rows[t].loss);
  bench->context.history = history;
  bench->context.history_count = 2;
  bench->context.slope[0] = 2 * (bench->rows[step].at[0] - 5);
  bench->context.bend[0] = 2;
  bench->context.partial = false;
  ck_assert(dh_judge_verdict(bench->rows + first, DH_RECENT, &bench->context, verdict));
  bench->context.partial = true;
  bool enough = dh_judge_verdict(bench->rows + late, DH_JUDGE_ROWS, &bench->context, &few);
  ck_assert_msg(!enough || few == *verdict, "row %d: %s, not %s", step, dh_verdict_name(few),
                dh_verdict_name(*verdict));
  return enough;
}

START_TEST(few_rows_mostly_do) {
  static const double rates[] = {1e-4, 0.1, 0.7, 0.999, 1.001};
  enum dh_verdict verdict;
  for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
    struct bench bench;
    set_up(&bench, rates[r]);
    for (int noise = 0; noise < 3; noise++) {
      fill_noisy(&bench, rates[r], noise * 2, 7);
      bench.context.noise = noise > 0;
      for (int t = DH_RECENT; t < ROWS; t++) ck_assert(few_will_do(&bench, t, &verdict));
    }
    tear_down(&bench);
  }
}
END_TEST

/* It came to rest a hundred rows ago and has trembled since. */
START_TEST(arriving_may_have_been_long_ago) {
  struct bench bench;
  enum dh_verdict verdict;
  set_up(&bench, 0.1);
  fill_noisy(&bench, 0.1, 0, 1);
  for (int t = 300; t < ROWS; t++) {
    double off = t == 300 ? 0 : t % 2 ? 0.005 : -0.005;
    bench.rows[t] = (struct dh_row){t, {5 + off, 0}, off * off, {2 * off, 0}, 0.1, {2 * off, 0}, {1, 0}};
  }
  ck_assert(!few_will_do(&bench, 399, &verdict));
  ck_assert_int_eq(verdict, DH_VERDICT_CONVERGED);
  tear_down(&bench);
}
END_TEST

/* The rate has been 0 for a hundred rows; what was before is judged. */
START_TEST(moving_may_have_been_long_ago) {
  struct bench bench;
  enum dh_verdict verdict;
  set_up(&bench, 1e-4);
  fill_noisy(&bench, 1e-4, 0, 1);
  dh_spec_set(&bench.spec, DH_MAX_STEPS, 300);
  for (int t = 300; t < ROWS; t++) {
    bench.rows[t] = bench.rows[300];
    bench.rows[t].step = t;
    bench.rows[t].rate = bench.rows[t].update[0] = 0;
  }
  ck_assert(!few_will_do(&bench, 399, &verdict));
  ck_assert_int_eq(verdict, DH_VERDICT_SLOW);
  tear_down(&bench);
}
END_TEST

START_TEST(every_verdict_has_a_word) {
  for (int v = 0; v < DH_VERDICT_COUNT; v++) {
    ck_assert_uint_gt(strlen(dh_verdict_name((enum dh_verdict)v)), 0);
    ck_assert_uint_gt(strlen(dh_verdict_words((enum dh_verdict)v)), 0);
    for (int w = 0; w < v; w++)
      ck_assert_str_ne(dh_verdict_name((enum dh_verdict)v), dh_verdict_name((enum dh_verdict)w));
  }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("descent/verdict_rows");
  TCase *tc = tcase_create("rows");
  tcase_add_loop_test(tc, finds_the_roots, 0, KNOWN_ROOTS);
  tcase_add_test(tc, needs_two_steps);
  tcase_add_test(tc, plain_descent_never_rings);
  tcase_add_test(tc, follows_a_schedule);
  tcase_add_test(tc, foresees_the_distance);
  tcase_add_test(tc, a_noise_floor_is_noisy);
  tcase_add_test(tc, without_noise_it_is_oscillating);
  tcase_add_test(tc, little_noise_still_converges);
  tcase_add_test(tc, not_finite_is_said_first);
  tcase_add_test(tc, few_rows_mostly_do);
  tcase_add_test(tc, arriving_may_have_been_long_ago);
  tcase_add_test(tc, moving_may_have_been_long_ago);
  tcase_add_test(tc, every_verdict_has_a_word);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

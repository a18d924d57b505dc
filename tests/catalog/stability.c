/* SPDX-License-Identifier: MIT
 *
 * Limits behind a preconditioner: what a rule's file says of itself against what its runs do. */
#include "catalog/catalog.h"
#include "descent/lab.h"
#include "downhill/run.h"

#include <math.h>

static struct catalog *catalog;

static void set_up(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_msg(catalog != NULL, "error %d in %s: %s", error.code, error.text, error.text2);
}

static void tear_down(void) { catalog_destroy(catalog); }

static const struct dh_rule *rule_named(const char *name) {
  int index = catalog_rule_find(catalog, name);
  ck_assert_msg(index >= 0, "no optimizer %s", name);
  return catalog_rule(catalog, index);
}

static struct dh_curvature stability_of(const struct dh_run *run) {
  struct dh_curvature stability;
  dh_run_stability(run, dh_run_row(run), 1, &stability);
  return stability;
}

/* The farthest of the latest rows: a swing may pass through the middle. */
static double reach_at(struct dh_run *run, long step) {
  const struct dh_row *rows;
  double reach = 0;
  dh_run_goto(run, step);
  int count = dh_run_recent(run, &rows);
  for (int i = 0; i < count; i++) reach = fmax(reach, hypot(rows[i].at[0], rows[i].at[1]));
  return reach;
}

/* So near to the minimum that eps is all that a gradient is divided by, and with a short memory of what was before: the
 * preconditioner stands still, and the rule is plain momentum, for which the limit is exact. */
static void check_edge(const struct dh_rule *rule, const struct dh_surface *bowl, double momentum) {
  static const double sharpness = 4, shares[] = {0.99, 1.01};
  const char *name = dh_rule_info(rule)->name;
  for (int i = 0; i < 2; i++) {
    struct dh_error error;
    struct dh_spec spec;
    dh_spec_init(&spec, bowl, rule);
    spec.start[0] = spec.start[1] = 1e-60;
    dh_spec_set(&spec, DH_EPS, 1);
    dh_spec_set(&spec, DH_WEIGHT_DECAY, 0);
    if (dh_rule_has(rule, DH_BETA2, NULL)) dh_spec_set(&spec, DH_BETA2, 0.9);
    if (dh_rule_has(rule, DH_BETA1, NULL)) dh_spec_set(&spec, DH_BETA1, momentum);
    if (dh_rule_has(rule, DH_MOMENTUM, NULL)) dh_spec_set(&spec, DH_MOMENTUM, momentum);
    struct dh_run *run = dh_run_create(&spec, &error);
    ck_assert_ptr_nonnull(run);
    dh_spec_set(&spec, DH_LEARNING_RATE, shares[i] * stability_of(run).limit / sharpness);
    dh_run_destroy(run);
    run = dh_run_create(&spec, &error);
    double early = reach_at(run, 2 * DH_RECENT), late = reach_at(run, 3 * DH_RECENT);
    struct dh_curvature stability = stability_of(run);
    ck_assert_msg(fabs(stability.eta_lambda / stability.limit / shares[i] - 1) < 1e-3, "%s: %g of %g", name,
                  stability.eta_lambda, stability.limit);
    ck_assert_msg((late > early) == (shares[i] > 1), "%s with momentum %g at %g of its limit: %g, then %g", name,
                  momentum, shares[i], early, late);
    dh_run_destroy(run);
  }
}

START_TEST(the_limit_is_where_a_frozen_preconditioner_lets_go) {
  struct dh_surface *bowl = lab_typed("2*x^2 + 0.5*y^2", NULL);
  const struct dh_rule *rule = catalog_rule(catalog, _i);
  for (double momentum = 0; momentum < 1; momentum += 0.3)
    if (dh_rule_info(rule)->preconditioner) check_edge(rule, bowl, momentum);
  dh_surface_destroy(bowl);
}
END_TEST

/* Not vacuously: these have one. */
START_TEST(the_usual_rules_have_a_preconditioned_limit) {
  static const char *const names[] = {"adam", "adamw", "rmsprop", "adagrad", "adamax", "radam"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    const struct dh_rule_spec *info = dh_rule_info(rule_named(names[i]));
    ck_assert_msg(info->preconditioner && info->limit && info->limit_source, "%s", names[i]);
    ck_assert_msg(strstr(info->limit_source, "2022") != NULL, "%s", info->limit_source);
  }
}
END_TEST

/* J. M. Cohen et al. 2022: 38 over the rate for beta1 = 0.9. The preconditioner is that of Adam's own update: at the
 * first step m/(1 - beta1) is the gradient and the update is its sign. */
START_TEST(adam_has_the_limit_of_the_paper) {
  struct dh_error error;
  struct dh_spec spec;
  dh_spec_init(&spec, catalog_surface(catalog, catalog_surface_find(catalog, "parabola")), rule_named("adam"));
  dh_spec_set(&spec, DH_LEARNING_RATE, 0.1);
  struct dh_run *run = dh_run_create(&spec, &error);
  ck_assert_ptr_nonnull(run);
  struct dh_curvature stability = stability_of(run), plain;
  const double divided = (1 - 0.9) * 6;
  ck_assert_double_eq_tol(stability.limit, 38, 1e-9);
  ck_assert_double_eq_tol(dh_run_row(run)->preconditioner[0], divided, 1e-7);
  ck_assert_double_eq_tol(stability.largest, 2 / divided, 1e-6);
  ck_assert_double_eq_tol(stability.eta_lambda, 0.1 * 2 / divided, 1e-7);
  dh_run_curvature(run, &plain); /* for the surface's own curvature there is no limit: advice must not use one */
  ck_assert(isnan(plain.limit) && plain.largest == 2);
  dh_run_destroy(run);
}
END_TEST

/* Its adaptive edge of stability, seen: at a rate ten times that of the parabola's own limit Adam arrives, its
 * preconditioner forgets, and whenever the limit is passed the ball is thrown out again, so that it grows. */
START_TEST(adam_lives_at_its_edge) {
  struct dh_error error;
  struct dh_spec spec;
  dh_spec_init(&spec, catalog_surface(catalog, catalog_surface_find(catalog, "parabola")), rule_named("adam"));
  dh_spec_set(&spec, DH_LEARNING_RATE, 10);
  struct dh_run *run = dh_run_create(&spec, &error);
  ck_assert_ptr_nonnull(run);
  int crossed = 0, thrown = 0;
  double before = 0, highest = 0, away = 0;
  for (long step = 0; step < 8000; step++) {
    double share = stability_of(run).eta_lambda / 38;
    crossed += share > 1 && before <= 1;
    thrown += share < 1 && before >= 1 && away > 0.1;
    away = share > 1 ? fmax(away, fabs(dh_run_row(run)->at[0] - 5)) : 0;
    highest = fmax(highest, share);
    before = share;
    dh_run_step(run);
  }
  ck_assert_int_ge(crossed, 5);
  ck_assert_int_eq(thrown, crossed);
  ck_assert(highest < 1.25); /* it takes a while until what rounding left has grown */
  dh_run_destroy(run);
}
END_TEST

static Suite *suite(void) {
  struct dh_error error;
  Suite *suite = suite_create("catalog/stability");
  TCase *tcase = tcase_create("stability");
  struct catalog *all = catalog_create(NULL, &error);
  int count = all ? catalog_rule_count(all) : 1;
  catalog_destroy(all);
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  tcase_add_loop_test(tcase, the_limit_is_where_a_frozen_preconditioner_lets_go, 0, count);
  tcase_add_test(tcase, the_usual_rules_have_a_preconditioned_limit);
  tcase_add_test(tcase, adam_has_the_limit_of_the_paper);
  tcase_add_test(tcase, adam_lives_at_its_edge);
  suite_add_tcase(suite, tcase);
  return suite;
}

#include "check_main.h"

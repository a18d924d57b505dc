/* SPDX-License-Identifier: MIT
 *
 * Every optimizer there is, on every surface there is. */
#include "catalog/catalog.h"

#include <check.h>
#include <math.h>
#include <string.h>

enum { STEPS = 300 };

static struct catalog *catalog;

static void set_up(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_msg(catalog != NULL, "error %d in %s: %s", error.code, error.text, error.text2);
}

static void tear_down(void) { catalog_destroy(catalog); }

static struct dh_run *run_of(int rule, int surface, double rate) {
  struct dh_error error;
  struct dh_spec spec;
  dh_spec_init(&spec, catalog_surface(catalog, surface), catalog_rule(catalog, rule));
  dh_spec_set(&spec, DH_LEARNING_RATE, rate);
  struct dh_run *run = dh_run_create(&spec, &error);
  ck_assert_ptr_nonnull(run);
  return run;
}

static bool row_is_finite(const struct dh_row *row) {
  return isfinite(row->loss) && isfinite(row->at[0]) && isfinite(row->at[1]) && isfinite(row->gradient[0]) &&
         isfinite(row->gradient[1]) && isfinite(row->update[0]) && isfinite(row->update[1]);
}

/* Either a row is finite or an event has said so, and a second run gives the same bits. */
static void walk(struct dh_run *run, struct dh_run *twin) {
  for (long step = 0; step < STEPS; step++) {
    const struct dh_row *row = dh_run_row(run);
    const struct dh_event *event = dh_run_first_event(run);
    ck_assert_int_eq(row->step, step);
    ck_assert_int_eq(memcmp(row, dh_run_row(twin), sizeof *row), 0);
    if (!row_is_finite(row)) ck_assert(event && event->step >= 0 && event->step <= step);
    if (event) ck_assert(event->step >= 0 && event->step <= step);
    dh_run_step(run);
    dh_run_step(twin);
  }
}

START_TEST(every_surface_is_survived) {
  for (int surface = 0; surface < catalog_surface_count(catalog); surface++) {
    const struct dh_surface_spec *info = dh_surface_info(catalog_surface(catalog, surface));
    for (int i = 0; i < info->rate_count; i++) {
      struct dh_run *run = run_of(_i, surface, info->rates[i]), *twin = run_of(_i, surface, info->rates[i]);
      walk(run, twin);
      dh_run_destroy(run);
      dh_run_destroy(twin);
    }
  }
}
END_TEST

/* At the bottom of a valley there is nothing to do. */
START_TEST(rest_at_a_minimum) {
  struct dh_error error;
  struct dh_spec spec;
  dh_spec_init(&spec, catalog_surface(catalog, catalog_surface_find(catalog, "parabola")), catalog_rule(catalog, _i));
  dh_spec_set(&spec, DH_WEIGHT_DECAY, 0);
  spec.start[0] = 5;
  struct dh_run *run = dh_run_create(&spec, &error);
  ck_assert_ptr_nonnull(run);
  dh_run_goto(run, 10);
  ck_assert_double_eq(dh_run_row(run)->at[0], 5);
  dh_run_destroy(run);
}
END_TEST

START_TEST(a_bowl_is_descended) {
  int bowl = catalog_surface_find(catalog, "bowl");
  struct dh_run *run = run_of(_i, bowl, 0.1);
  double start = dh_run_row(run)->loss;
  dh_run_goto(run, STEPS);
  ck_assert_double_lt(dh_run_row(run)->loss, 0.01 * start);
  dh_run_destroy(run);
}
END_TEST

START_TEST(descriptions_are_complete) {
  const struct dh_rule *rule = catalog_rule(catalog, _i);
  const struct dh_rule_spec *info = dh_rule_info(rule);
  ck_assert_int_gt((int)strlen(info->title), 0);
  ck_assert_int_gt((int)strlen(info->paper), 0);
  ck_assert((info->limit && *info->limit) || (info->limit_note && *info->limit_note));
  ck_assert_int_eq(catalog_rule_find(catalog, info->name), _i); /* unique */
  for (int i = 0; i < info->parameter_count; i++) {
    int parameter = dh_parameter_find(info->parameter[i].name);
    double initial;
    ck_assert_int_ge(parameter, 0);
    ck_assert(dh_rule_has(rule, (enum dh_parameter)parameter, &initial));
    ck_assert(initial >= dh_parameter_row((enum dh_parameter)parameter)->low);
    ck_assert(initial <= dh_parameter_row((enum dh_parameter)parameter)->high);
  }
}
END_TEST

/* Not in a test yet: without a catalog there is one round, whose set-up says what is wrong. */
static int count_all(void) {
  struct dh_error error;
  struct catalog *all = catalog_create(NULL, &error);
  int count = all ? catalog_rule_count(all) : 1;
  catalog_destroy(all);
  return count;
}

static Suite *suite(void) {
  Suite *suite = suite_create("catalog/rules");
  TCase *tcase = tcase_create("rules");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  int count = count_all();
  tcase_add_loop_test(tcase, every_surface_is_survived, 0, count);
  tcase_add_loop_test(tcase, rest_at_a_minimum, 0, count);
  tcase_add_loop_test(tcase, a_bowl_is_descended, 0, count);
  tcase_add_loop_test(tcase, descriptions_are_complete, 0, count);
  suite_add_tcase(suite, tcase);
  return suite;
}

#include "check_main.h"

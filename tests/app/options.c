/* SPDX-License-Identifier: MIT
 *
 * Parameters as text: what is printed reads back, what is wrong leaves the spec as it was. */
#include "app/options.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct catalog *catalog;
static struct dh_spec spec;
static struct dh_error error;

static void setup(void) {
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  dh_spec_init(&spec, catalog_surface(catalog, catalog_surface_find(catalog, "parabola")),
               catalog_rule(catalog, catalog_rule_find(catalog, "sgd")));
}

static void teardown(void) { catalog_destroy(catalog); }

static bool set(enum dh_parameter parameter, const char *text) {
  return option_set(&spec, catalog, parameter, text, NULL, &error);
}

/* The value in force reads back as itself, for every parameter and every optimizer. */
START_TEST(what_is_printed_reads_back) {
  enum dh_parameter parameter = (enum dh_parameter)_i;
  for (int rule = 0; rule < catalog_rule_count(catalog); rule++) {
    spec.rule = catalog_rule(catalog, rule);
    struct dh_spec before = spec;
    char text[128], again[128];
    option_print(&spec, parameter, text, sizeof text);
    if (text[0] == '\0') {
      ck_assert(isnan(dh_spec_number(&spec, parameter)));
      continue;
    }
    ck_assert_msg(set(parameter, text), "%s", text);
    option_print(&spec, parameter, again, sizeof again);
    ck_assert_str_eq(text, again);
    ck_assert_ptr_eq(spec.surface, before.surface);
    ck_assert_ptr_eq(spec.rule, before.rule);
    ck_assert_double_eq(spec.start[0], before.start[0]);
  }
}
END_TEST

START_TEST(every_choice_reads_back) {
  enum dh_parameter parameter = (enum dh_parameter)_i;
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  for (int i = 0; row->choice && row->choice(i); i++) {
    char text[64];
    ck_assert(set(parameter, row->choice(i)));
    ck_assert_double_eq(dh_spec_number(&spec, parameter), i);
    option_print(&spec, parameter, text, sizeof text);
    ck_assert_str_eq(text, row->choice(i));
  }
}
END_TEST

START_TEST(a_list_reads_back) {
  char text[64];
  ck_assert(set(DH_MILESTONES, "[80, 30]"));
  ck_assert_int_eq(spec.milestones.count, 2);
  option_print(&spec, DH_MILESTONES, text, sizeof text);
  ck_assert_str_eq(text, "30 80");
  ck_assert(set(DH_MILESTONES, text));
  ck_assert(spec.milestones.count == 2 && spec.milestones.at[0] == 30 && spec.milestones.at[1] == 80);
  dh_spec_unset(&spec, DH_MILESTONES);
  option_print(&spec, DH_MILESTONES, text, sizeof text);
  ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(nonsense_leaves_the_spec_alone) {
  static const char *const nonsense[] = {"", "nan", "1 2", "0.1x", ",", "1,", "1,2,3", "--", "\xff", "2x"};
  enum dh_parameter parameter = (enum dh_parameter)_i;
  for (size_t k = 0; k < sizeof nonsense / sizeof *nonsense; k++) {
    struct dh_spec before = spec;
    bool list = strcmp(nonsense[k], "1 2") == 0 || strcmp(nonsense[k], "1,") == 0 || strcmp(nonsense[k], "1,2,3") == 0;
    if (list && dh_parameter_row(parameter)->type == DH_TYPE_LIST) continue;
    ck_assert_msg(!set(parameter, nonsense[k]), "%s took '%s'", dh_parameter_row(parameter)->name, nonsense[k]);
    ck_assert_int_ne(error.code, DH_OK);
    ck_assert_mem_eq(&spec, &before, sizeof spec);
  }
}
END_TEST

START_TEST(a_surface_brings_its_own_start_unless_one_was_given) {
  ck_assert(set(DH_SURFACE, "quartic"));
  double own = dh_surface_info(spec.surface)->start[0];
  ck_assert_double_eq(spec.start[0], own);
  ck_assert(set(DH_START, "3.25"));
  ck_assert(set(DH_SURFACE, "parabola"));
  ck_assert_double_eq(spec.start[0], 3.25);
  /* One number cannot start on two parameters. */
  ck_assert(set(DH_SURFACE, "rosenbrock"));
  ck_assert_double_eq(spec.start[0], dh_surface_info(spec.surface)->start[0]);
  ck_assert(!dh_spec_given(&spec, DH_START));
}
END_TEST

START_TEST(a_start_has_as_many_numbers_as_the_surface_has_parameters) {
  char text[64];
  ck_assert(!set(DH_START, "1,2"));
  ck_assert_int_eq(error.code, DH_ERROR_DIMENSION);
  ck_assert(set(DH_SURFACE, "x^2+y^2"));
  ck_assert(set(DH_START, " -1e-3 , 2.5"));
  ck_assert_double_eq(spec.start[0], -1e-3);
  ck_assert_double_eq(spec.start[1], 2.5);
  option_print(&spec, DH_START, text, sizeof text);
  ck_assert_str_eq(text, "-0.001,2.5");
  ck_assert(!set(DH_START, "1"));
  ck_assert(!set(DH_START, "inf,1"));
  ck_assert(!set(DH_START, "0x10,1"));
  ck_assert(!set(DH_START, "1,1e308"));
  ck_assert_int_eq(error.code, DH_ERROR_RANGE);
  ck_assert(!set(DH_START, "-1e999,1"));
  ck_assert_int_eq(error.code, DH_ERROR_RANGE);
  ck_assert_double_eq(spec.start[0], -1e-3);
}
END_TEST

START_TEST(a_formula_may_name_its_parameters) {
  ck_assert(option_set(&spec, catalog, DH_SURFACE, "w^2+b^2", "w,b", &error));
  const struct dh_surface_spec *info = dh_surface_info(spec.surface);
  ck_assert_int_eq(info->dim, 2);
  ck_assert_str_eq(info->parameter[0], "w");
  ck_assert_str_eq(info->parameter[1], "b");
  ck_assert(!option_set(&spec, catalog, DH_SURFACE, "w^2+b^2", NULL, &error));
}
END_TEST

START_TEST(an_optimizer_nearly_right_is_guessed) {
  ck_assert(!set(DH_OPTIM, "adan"));
  ck_assert_int_eq(error.code, DH_ERROR_UNKNOWN_OPTIMIZER);
  ck_assert_str_eq(error.text2, "adam");
}
END_TEST

START_TEST(an_optimizer_may_be_typed) {
  char shown[96];
  ck_assert(set(DH_OPTIM, "b = 0.9*b + g; p = p - lr*b"));
  ck_assert(dh_rule_info(spec.rule)->typed);
  option_print(&spec, DH_OPTIM, shown, sizeof shown);
  ck_assert_str_eq(shown, "b = 0.9*b + g; p = p - lr*b");
  const struct dh_rule *before = spec.rule;
  ck_assert(set(DH_OPTIM, shown));
  ck_assert_ptr_eq(spec.rule, before);
  ck_assert(!set(DH_OPTIM, "p = p - lr*q"));
  ck_assert_int_eq(error.position, 11);
  ck_assert_ptr_eq(spec.rule, before);
  ck_assert(set(DH_OPTIM, "adamw_torch"));
  ck_assert_str_eq(dh_rule_info(spec.rule)->name, "adamw");
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("options");
  TCase *c = tcase_create("options");
  tcase_add_checked_fixture(c, setup, teardown);
  tcase_add_loop_test(c, what_is_printed_reads_back, 0, DH_PARAMETER_COUNT);
  tcase_add_loop_test(c, every_choice_reads_back, 0, DH_PARAMETER_COUNT);
  tcase_add_test(c, a_list_reads_back);
  tcase_add_loop_test(c, nonsense_leaves_the_spec_alone, 0, DH_PARAMETER_COUNT);
  tcase_add_test(c, a_surface_brings_its_own_start_unless_one_was_given);
  tcase_add_test(c, a_start_has_as_many_numbers_as_the_surface_has_parameters);
  tcase_add_test(c, a_formula_may_name_its_parameters);
  tcase_add_test(c, an_optimizer_nearly_right_is_guessed);
  tcase_add_test(c, an_optimizer_may_be_typed);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"

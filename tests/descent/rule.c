/* SPDX-License-Identifier: MIT
 *
 * What may stand in an update rule, and how what may not is refused. */
#include "lab.h"

#include <math.h>

START_TEST(the_known_rules_are_accepted) {
  struct dh_rule *rule = lab_rule(lab_rules[_i].name);
  const struct dh_rule_spec *info = dh_rule_info(rule), *given = &lab_rules[_i];
  ck_assert_str_eq(info->name, given->name);
  ck_assert_ptr_ne(info->update[0], given->update[0]);
  ck_assert_str_eq(info->update[info->update_count - 1], "p = p - lr*d");
  ck_assert_str_eq(info->paper, "");
  ck_assert_int_eq(info->limit == NULL, given->limit == NULL);
  for (int i = 0; i < given->parameter_count; i++) {
    double initial = (double)NAN;
    int row = dh_parameter_find(given->parameter[i].name);
    ck_assert(dh_rule_has(rule, (enum dh_parameter)row, &initial) && initial == given->parameter[i].initial);
  }
  ck_assert(!dh_rule_has(rule, DH_LEARNING_RATE, NULL));
  dh_rule_destroy(rule);
}
END_TEST

static const struct {
  const char *lines[3];
  const char *state, *parameter, *limit;
  enum dh_error_code code;
  long position;
  int line; /* counted from 1; 0: not in a line */
  const char *text;
} bad[] = {
    {{NULL}, NULL, NULL, NULL, DH_ERROR_EMPTY, 0, 0, ""},
    {{"p = p - lr*q"}, NULL, NULL, NULL, DH_ERROR_UNKNOWN_NAME, 11, 1, "q"},
    {{"d = g", "p = p - lr*(d"}, NULL, NULL, NULL, DH_ERROR_EXPECTED, 13, 2, NULL},
    {{"p = p - lr*d", "d = g"}, NULL, NULL, NULL, DH_ERROR_UNKNOWN_NAME, 11, 1, "d"},
    {{"d = g"}, NULL, NULL, NULL, DH_ERROR_ASSIGNMENT, 0, 1, "d"},
    {{"lr = 2*lr", "p = p - lr*g"}, NULL, NULL, NULL, DH_ERROR_ASSIGNMENT, 0, 1, "lr"},
    {{"d = g", "  t = 1", "p = p - d"}, NULL, NULL, NULL, DH_ERROR_ASSIGNMENT, 2, 2, "t"},
    {{"loss = 0", "p = p - lr*g"}, NULL, NULL, NULL, DH_ERROR_ASSIGNMENT, 0, 1, "loss"},
    {{"momentum = 1", "p = p - lr*g"}, NULL, "momentum", NULL, DH_ERROR_ASSIGNMENT, 0, 1, "momentum"},
    {{"sqrt = g", "p = p - lr*g"}, NULL, NULL, NULL, DH_ERROR_ASSIGNMENT, 0, 1, "sqrt"},
    {{"p - lr*g"}, NULL, NULL, NULL, DH_ERROR_EXPECTED, 2, 1, "="},
    {{"p == g"}, NULL, NULL, NULL, DH_ERROR_EXPECTED, 2, 1, "="},
    {{"= g"}, NULL, NULL, NULL, DH_ERROR_EXPECTED, 0, 1, "name"},
    {{"p = p - lr*g"}, "lr", NULL, NULL, DH_ERROR_RESERVED, 0, 0, "lr"},
    {{"p = p - lr*g"}, "2b", NULL, NULL, DH_ERROR_EXPECTED, 0, 0, "name"},
    {{"p = p - lr*g"}, NULL, "momentun", NULL, DH_ERROR_UNKNOWN_PARAMETER, -1, 0, "momentun"},
    {{"p = p - lr*g"}, NULL, "learning_rate", NULL, DH_ERROR_UNKNOWN_PARAMETER, -1, 0, "learning_rate"},
    {{"p = p - lr*g"}, NULL, NULL, "2*(1+momentum)", DH_ERROR_UNKNOWN_NAME, 5, 0, "momentum"},
};
enum { BAD = sizeof bad / sizeof bad[0] };

START_TEST(what_may_not_be_is_refused) {
  struct dh_rule_spec spec = {.name = "bad", .limit = bad[_i].limit};
  struct dh_error error = {.code = DH_OK};
  while (spec.update_count < 3 && bad[_i].lines[spec.update_count]) {
    spec.update[spec.update_count] = bad[_i].lines[spec.update_count];
    spec.update_count++;
  }
  if (bad[_i].state) spec.state[spec.state_count++] = bad[_i].state;
  if (bad[_i].parameter) spec.parameter[spec.parameter_count++].name = bad[_i].parameter;
  ck_assert_ptr_null(dh_rule_create(&spec, &error));
  ck_assert_int_eq(error.code, bad[_i].code);
  ck_assert_int_eq(error.position, bad[_i].position);
  if (bad[_i].text) ck_assert_str_eq(error.text, bad[_i].text);
  if (bad[_i].line > 0) ck_assert_int_eq((int)error.number2, bad[_i].line);
}
END_TEST

/* Names that surfaces and rules share do not get in each other's way. */
START_TEST(names_do_not_collide) {
  const struct dh_rule_spec spec = {.name = "odd",
                                    .state = {"b", "w"},
                                    .state_count = 2,
                                    .parameter = {{"momentum", 0.5}},
                                    .parameter_count = 1,
                                    .update = {"b = momentum*b + g", "w = w + 1", "g = b*w", "p = p - lr*g"},
                                    .update_count = 4};
  struct dh_error error;
  struct dh_surface *surface = lab_typed("(w-1)^2 + 3*(b-2)^2", "w,b");
  struct dh_rule *rule = dh_rule_create(&spec, &error);
  ck_assert_ptr_nonnull(rule);
  struct dh_spec start;
  dh_spec_init(&start, surface, rule);
  start.start[0] = 4;
  start.start[1] = 5;
  dh_spec_set(&start, DH_LEARNING_RATE, 0.0625);
  struct dh_run *run = lab_run(&start);
  double at[2] = {4, 5}, b[2] = {0, 0};
  for (int step = 0; step < 6; step++) {
    ck_assert(same_bits(dh_run_row(run)->at[0], at[0]) && same_bits(dh_run_row(run)->at[1], at[1]));
    const double slope[2] = {2 * (at[0] - 1), 3 * (2 * (at[1] - 2))};
    for (int axis = 0; axis < 2; axis++) {
      b[axis] = 0.5 * b[axis] + slope[axis];
      at[axis] = at[axis] - 0.0625 * (b[axis] * (step + 1));
    }
    dh_run_step(run);
  }
  dh_run_destroy(run);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("rule");
  TCase *tc = tcase_create("rules");
  tcase_add_loop_test(tc, the_known_rules_are_accepted, 0, LAB_RULES);
  tcase_add_loop_test(tc, what_may_not_be_is_refused, 0, BAD);
  tcase_add_test(tc, names_do_not_collide);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * What may stand in an update rule, and how what may not is refused. */
#include "lab.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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

/* A preconditioner may read everything the lines know, and nothing else; with it the plain limit is none. */
START_TEST(a_preconditioner_is_checked) {
  struct dh_error error = {.code = DH_OK};
  struct dh_rule_spec spec = {.name = "scaled",
                              .state = {"v"},
                              .state_count = 1,
                              .update = {"v = v + g*g", "d = g/sqrt(v)", "p = p - lr*d"},
                              .update_count = 3,
                              .limit = "2",
                              .preconditioner = "sqrt(w)"};
  ck_assert_ptr_null(dh_rule_create(&spec, &error));
  ck_assert_int_eq(error.code, DH_ERROR_UNKNOWN_NAME);
  ck_assert_int_eq(error.position, 5);
  spec.preconditioner = "sqrt(v)";
  struct dh_rule *rule = dh_rule_create(&spec, &error);
  ck_assert_ptr_nonnull(rule);
  struct dh_surface *bowl = lab_typed("2*x^2 + 0.5*y^2", NULL);
  struct dh_spec settings;
  struct dh_curvature plain, stability;
  dh_spec_init(&settings, bowl, rule);
  settings.start[0] = 1;
  settings.start[1] = -3;
  dh_spec_set(&settings, DH_LEARNING_RATE, 0.5);
  struct dh_run *run = lab_run(&settings);
  dh_run_curvature(run, &plain);
  dh_run_stability(run, dh_run_row(run), 1, &stability);
  ck_assert(isnan(plain.limit) && stability.limit == 2);
  ck_assert(dh_run_row(run)->preconditioner[0] == 4 && dh_run_row(run)->preconditioner[1] == 3);
  ck_assert_double_eq_tol(stability.largest, 1, 1e-12);        /* 4/4 */
  ck_assert_double_eq_tol(stability.smallest, 1 / 3.0, 1e-12); /* 1/3 */
  ck_assert_double_eq_tol(stability.eta_lambda, 0.5, 1e-12);
  dh_run_destroy(run);
  dh_surface_destroy(bowl);
  dh_rule_destroy(rule);
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

/* --- typed rules --- */

static const struct {
  const char *text, *name;
  const char *states, *parameters; /* with blanks between */
} typed[] = {
    {"p = p - lr*g", "p = p - lr*g", "", ""},
    {"b = 0.9*b + g; p = p - lr*b", "b = 0.9*b + g; p = p - lr*b", "b", ""},
    {" b=0.9*b+g ;;\n p=p-lr*b;\r\n", "b=0.9*b+g; p=p-lr*b", "b", ""},
    {"b = momentum*b + g; p = p - lr*b", "b = momentum*b + g; p = p - lr*b", "b", "momentum"},
    {"m = beta1*m + (1-beta1)*g; v = beta2*v + (1-beta2)*g^2; p = p - lr*m/(sqrt(v)+eps)",
     "m = beta1*m + (1-beta1)*g; v = beta2*v + (1-beta2)*g^2; p = p - lr*m/(sqrt(v)+eps)", "m v", "beta1 beta2 eps"},
    /* Assigned first, a parameter's name is a local; read first, a local is a state. */
    {"alpha = 0.5; p = p - alpha*lr*g", "alpha = 0.5; p = p - alpha*lr*g", "", ""},
    {"d = g + 0.5*old; old = g; p = p - lr*d", "d = g + 0.5*old; old = g; p = p - lr*d", "old", ""},
    {"g = min(max(g, -1), 1); p = p - lr*g/t", "g = min(max(g, -1), 1); p = p - lr*g/t", "", ""},
    {"p = p - loss/(g^2 + eps)*g", "p = p - loss/(g^2 + eps)*g", "", "eps"},
};

START_TEST(what_a_typed_name_is_follows_from_its_use) {
  struct dh_error error;
  struct dh_rule *rule = dh_rule_typed(typed[_i].text, &error);
  ck_assert_msg(rule != NULL, "%s: error %d at %ld: %s", typed[_i].text, (int)error.code, error.position, error.text);
  const struct dh_rule_spec *info = dh_rule_info(rule);
  char states[256] = "", parameters[256] = "";
  for (int i = 0; i < info->state_count; i++) strcat(strcat(states, i > 0 ? " " : ""), info->state[i]);
  for (int i = 0; i < info->parameter_count; i++) strcat(strcat(parameters, i > 0 ? " " : ""), info->parameter[i].name);
  ck_assert_str_eq(states, typed[_i].states);
  ck_assert_str_eq(parameters, typed[_i].parameters);
  ck_assert_str_eq(info->name, typed[_i].name);
  ck_assert(info->typed && !info->limit && *info->limit_note);
  /* The name makes the same rule again. */
  struct dh_rule *again = dh_rule_typed(info->name, &error);
  ck_assert_ptr_nonnull(again);
  ck_assert_str_eq(dh_rule_info(again)->name, info->name);
  ck_assert_int_eq(dh_rule_info(again)->state_count, info->state_count);
  dh_rule_destroy(again);
  dh_rule_destroy(rule);
}
END_TEST

static const struct {
  const char *text;
  enum dh_error_code code;
  long position;
  const char *what;
} mistyped[] = {
    {"", DH_ERROR_EXPECTED, 0, "p = ..."},
    {" ; \n ", DH_ERROR_EXPECTED, 0, "p = ..."},
    {"p - lr*g", DH_ERROR_EXPECTED, 2, "="},
    {"p = p - lr*q", DH_ERROR_UNKNOWN_NAME, 11, "q"},
    {"b = 0.9*b + g; p = p - lr*q", DH_ERROR_UNKNOWN_NAME, 26, "q"}, /* never assigned: no state */
    {"b = 0.9*b + g;\n  p = p - lr*2b", DH_ERROR_IMPLICIT_PRODUCT, 29, "2b"},
    {"d = g; p = p - lr*(d", DH_ERROR_EXPECTED, 20, ")"},
    {"d = ; p = p - d", DH_ERROR_EMPTY, 3, ""},
    {"p = p - lr*g; d = g", DH_ERROR_EXPECTED, 14, "p = ... as the last line"},
    {"d = g; lr = 1; p = p - d", DH_ERROR_ASSIGNMENT, 7, "lr"},
    {"  sqrt = g; p = p - g", DH_ERROR_ASSIGNMENT, 2, "sqrt"},
    {"d = momentum*g; momentum = 1; p = p - d", DH_ERROR_ASSIGNMENT, 16, "momentum"},
    {"momentum = momentum*0.9 + g; p = p - momentum", DH_ERROR_ASSIGNMENT, 0, "momentum"},
    {"p = p - lr*momentun*g", DH_ERROR_UNKNOWN_NAME, 11, "momentun"},
    {"p = p - lr*g\x01", DH_ERROR_CHARACTER, 12, NULL},
    {"p = p - warmup_steps*g", DH_ERROR_UNKNOWN_NAME, 8, "warmup_steps"},
};

START_TEST(what_is_mistyped_is_pointed_at) {
  struct dh_error error = {.code = DH_OK};
  ck_assert_ptr_null(dh_rule_typed(mistyped[_i].text, &error));
  ck_assert_int_eq(error.code, mistyped[_i].code);
  ck_assert_int_eq(error.position, mistyped[_i].position);
  if (mistyped[_i].what) ck_assert_str_eq(error.text, mistyped[_i].what);
}
END_TEST

/* `count` lines that assign to a name each, and read it before if it is to be a state; and one for p. */
static enum dh_error_code typed_lines(bool states, int count) {
  char text[4096] = "";
  struct dh_error error = {.code = DH_OK};
  for (int i = 0; i < count; i++)
    (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%c1 = g + %c%s; ", 'a' + i, states ? 'a' + i : 'g',
                   states ? "1" : "");
  strcat(text, "p = p - lr*g");
  struct dh_rule *rule = dh_rule_typed(text, &error);
  ck_assert(rule || error.code != DH_OK);
  dh_rule_destroy(rule);
  return error.code;
}

START_TEST(there_is_room_for_so_much) {
  ck_assert_int_eq(typed_lines(true, DH_STATES_MAX), DH_OK);
  ck_assert_int_eq(typed_lines(true, DH_STATES_MAX + 1), DH_ERROR_TOO_MANY);
  ck_assert_int_eq(typed_lines(false, DH_LINES_MAX - 1), DH_OK);
  ck_assert_int_eq(typed_lines(false, DH_LINES_MAX), DH_ERROR_TOO_MANY);
  char *flood = malloc(DH_TEXT_MAX + 2);
  struct dh_error error;
  ck_assert_ptr_nonnull(flood);
  memset(flood, ';', DH_TEXT_MAX + 1);
  flood[DH_TEXT_MAX + 1] = '\0';
  ck_assert_ptr_null(dh_rule_typed(flood, &error));
  ck_assert_int_eq(error.code, DH_ERROR_TOO_LONG);
  free(flood);
}
END_TEST

/* Every row of the table that is an optimizer's can be read, and its default is a value it may have. */
START_TEST(typed_parameters_have_defaults) {
  const struct dh_parameter_row *row = dh_parameter_row((enum dh_parameter)_i);
  char text[128];
  struct dh_error error;
  double initial = (double)NAN;
  if (row->applies != DH_APPLIES_OPTIM) return;
  (void)snprintf(text, sizeof text, "p = p - %s*lr*g", row->name);
  struct dh_rule *rule = dh_rule_typed(text, &error);
  ck_assert_ptr_nonnull(rule);
  ck_assert(dh_rule_has(rule, (enum dh_parameter)_i, &initial));
  ck_assert_msg(initial >= row->low && initial <= row->high, "%s: %g", row->name, initial);
  ck_assert(_i != DH_MOMENTUM || initial == 0.9);
  dh_rule_destroy(rule);
}
END_TEST

/* Momentum as somebody types it goes the way of sgd's. */
START_TEST(a_typed_rule_runs_as_one_from_a_file) {
  struct dh_error error;
  struct dh_surface *surface = lab_typed("(x-1)^2 + 3*(y-2)^2", NULL);
  struct dh_rule *rules[] = {lab_rule("sgd"), dh_rule_typed("b = momentum*b + g; p = p - lr*b", &error)};
  struct dh_run *run[2];
  for (int i = 0; i < 2; i++) {
    struct dh_spec spec;
    dh_spec_init(&spec, surface, rules[i]);
    dh_spec_set(&spec, DH_LEARNING_RATE, 0.05);
    dh_spec_set(&spec, DH_MOMENTUM, 0.75);
    run[i] = lab_run(&spec);
  }
  for (int step = 0; step < 40; step++) {
    ck_assert(same_row(dh_run_row(run[0]), dh_run_row(run[1])));
    for (int i = 0; i < 2; i++) dh_run_step(run[i]);
  }
  for (int i = 0; i < 2; i++) {
    dh_run_destroy(run[i]);
    dh_rule_destroy(rules[i]);
  }
  dh_surface_destroy(surface);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("rule");
  TCase *tc = tcase_create("rules");
  tcase_add_loop_test(tc, the_known_rules_are_accepted, 0, LAB_RULES);
  tcase_add_loop_test(tc, what_may_not_be_is_refused, 0, BAD);
  tcase_add_test(tc, a_preconditioner_is_checked);
  tcase_add_test(tc, names_do_not_collide);
  tcase_add_loop_test(tc, what_a_typed_name_is_follows_from_its_use, 0, (int)(sizeof typed / sizeof typed[0]));
  tcase_add_loop_test(tc, what_is_mistyped_is_pointed_at, 0, (int)(sizeof mistyped / sizeof mistyped[0]));
  tcase_add_test(tc, there_is_room_for_so_much);
  tcase_add_loop_test(tc, typed_parameters_have_defaults, 0, DH_PARAMETER_COUNT);
  tcase_add_test(tc, a_typed_rule_runs_as_one_from_a_file);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

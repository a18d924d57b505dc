/* SPDX-License-Identifier: MIT
 *
 * Expressions over lanes: what they say of runs, also of those that are no longer numbers; what is refused, and where.
 */
#include "app/condition.h"
#include "app/claim.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct catalog *catalog;
static struct dh_run *runs[3];
static struct lanes_now lanes;
static struct dh_error error;

/* A 0.1, B 1.1 in fp16 (NaN in the end), C adam on the same parabola. */
static void setup(void) {
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  const struct dh_surface *parabola = catalog_surface(catalog, catalog_surface_find(catalog, "parabola"));
  static const char *const rules[] = {"sgd", "sgd", "adam"};
  static const double rates[] = {0.1, 1.5, 0.1};
  for (int i = 0; i < 3; i++) {
    struct dh_spec spec;
    dh_spec_init(&spec, parabola, catalog_rule(catalog, catalog_rule_find(catalog, rules[i])));
    dh_spec_set(&spec, DH_LEARNING_RATE, rates[i]);
    dh_spec_set(&spec, DH_MAX_STEPS, 60);
    if (i == 1) dh_spec_set(&spec, DH_PRECISION, DH_FP16);
    runs[i] = dh_run_create(&spec, &error);
    ck_assert_ptr_nonnull(runs[i]);
  }
  lanes = (struct lanes_now){.run = {runs[0], runs[1], runs[2]}, .letter = {'A', 'B', 'C'}, .count = 3};
}

static void teardown(void) {
  for (int i = 0; i < 3; i++) dh_run_destroy(runs[i]);
  catalog_destroy(catalog);
}

static void go(long step) {
  for (int i = 0; i < 3; i++) dh_run_goto(runs[i], step);
  lanes.step = step;
}

static double value_of(const char *text) {
  struct condition *condition = condition_create(catalog, text, &error);
  ck_assert_msg(condition != NULL, "%s: error %d at %ld: %s", text, (int)error.code, error.position, error.text);
  double value = condition_value(condition, &lanes);
  condition_destroy(condition);
  return value;
}

static const struct {
  long step;
  const char *text;
  double value;
} said[] = {
    {0, "A.w", 2},
    {0, "A.loss", 9},
    {0, "A.gradient_w", -6},
    {0, "A.gradient_norm", 6},
    {0, "A.learning_rate", 0.1},
    {0, "A.lr * 10", 1},
    {0, "A.rate", 0.1},
    {0, "A.sharpness", 2},
    {0, "B.eta_lambda", 3},
    {0, "A.limit", 2},
    {0, "A.edge", 1},
    {24, "B.edge", 1}, /* of the lane as it is set, even in pieces */
    {0, "abs(A.finder_end - 8.32) < 0.005 and abs(A.finder_steep - 0.12) < 0.0005", 1},
    {0, "A.finder_valley > 1e-4 and A.finder_valley < A.finder_steep", 1},
    {0, "step", 0},
    {7, "step + lanes", 10},
    {1, "abs(A.w - 2.6) < 1e-12", 1},
    {0, "A.optim == sgd and C.optim == adam", 1},
    {0, "A.optim != sgd", 0},
    {0, "A.surface == parabola", 1},
    {0, "B.precision == fp16", 1},
    {0, "A.precision == fp64 and not B.precision == fp32", 1},
    {0, "A.nesterov == false", 1},
    {0, "A.nesterov", 0},
    {0, "A.lr_scheduler_type == constant", 1},
    {24, "A.verdict == converging", 1},
    {24, "A.verdict == converging and A.loss < 0.001 or A.loss > 1", 1},
    {13, "B.verdict == overflow", 1},
    {7, "B.loss_overflow", 7},
    {20, "B.loss_overflow == 7 and B.update_overflow == 13 and B.parameter_overflow == 14 and B.parameter_nan == 15",
     1},
    {6, "B.loss_overflow > 0", 0},
    /* NaN: every comparison but != is false, and what is not so can be said */
    {20, "B.w < 1 or B.w > 1 or B.w == 1 or B.w <= 1 or B.w >= 1", 0},
    {20, "B.w != B.w", 1},
    {20, "not B.w < 1", 1},
    {20, "B.verdict == nan", 1},
    {20, "B.loss == B.loss", 0},
    {20, "A.loss < 1 and not B.loss < 1", 1},
    {12, "B.loss > 1e300", 1},
    {12, "B.loss == B.loss + 1", 1},
    /* what is not there */
    {0, "F.loss < 1 or F.loss > 1", 0},
    {0, "A.x == A.x", 0},
    {0, "ever(A.loss > 8)", 1},
    {0, "ever( A.loss > 8 and ever(step < 1) ) and step < 1", 1},
};

START_TEST(what_is_said) {
  go(said[_i].step);
  double value = value_of(said[_i].text);
  ck_assert_msg(value == said[_i].value, "%s is %.17g", said[_i].text, value);
}
END_TEST

static const struct {
  const char *text;
  enum dh_error_code code;
  long position;
  const char *first;
} refused[] = {
    {"", DH_ERROR_EMPTY, 0, NULL},
    {"A.loss <", DH_ERROR_EXPECTED, 8, NULL},
    {"a.loss < 1", DH_ERROR_UNKNOWN_NAME, 0, "a"},
    {"AB.loss < 1", DH_ERROR_UNKNOWN_NAME, 0, "AB"},
    {"G.loss < 1", DH_ERROR_UNKNOWN_NAME, 0, "G"},
    {"loss < 1", DH_ERROR_UNKNOWN_NAME, 0, "loss"},
    {"A.verdict == divergin", DH_ERROR_UNKNOWN_NAME, 13, "divergin"},
    {"A.verdict == fp16", DH_ERROR_UNKNOWN_NAME, 13, "fp16"},
    {"A.verdict == 3", DH_ERROR_UNKNOWN_NAME, 13, "3"},
    {"A.verdict < diverging", DH_ERROR_EXPECTED, 10, NULL},
    {"A.verdict", DH_ERROR_EXPECTED, 9, NULL},
    {"B.loss > 1 and A.optim == adan", DH_ERROR_UNKNOWN_NAME, 26, "adan"},
    {"A.loss = 1", DH_ERROR_EXPECTED, 7, NULL},
    {"ever(A.loss", DH_ERROR_EXPECTED, 11, NULL},
    {"ever(A.loss)", DH_ERROR_EXPECTED, 5, NULL},
    {"ever(A.verdict == no)", DH_ERROR_UNKNOWN_NAME, 18, "no"},
    {"step and ever(x > 1)", DH_ERROR_UNKNOWN_NAME, 14, "x"},
    {"A.loss < 1 && B.loss < 1", DH_ERROR_CHARACTER, 11, "&"},
    {"A. loss < 1", DH_ERROR_NUMBER, 1, NULL},
    {"A.a_name_that_is_longer_than_any_name_there_can_be", DH_ERROR_UNKNOWN_NAME, 2, NULL},
};

START_TEST(what_is_refused) {
  struct condition *condition = condition_create(catalog, refused[_i].text, &error);
  ck_assert_msg(condition == NULL, "'%s' is taken", refused[_i].text);
  ck_assert_msg(error.code == refused[_i].code && error.position == refused[_i].position, "%s: %d at %ld",
                refused[_i].text, (int)error.code, error.position);
  if (refused[_i].first) ck_assert_str_eq(error.text, refused[_i].first);
}
END_TEST

/* Whatever is hostile is refused before it costs anything. */
START_TEST(too_much_is_refused) {
  struct text text = {0};
  for (int i = 0; i < 600; i++) text_add(&text, "ever(");
  ck_assert_ptr_null(condition_create(catalog, text_string(&text), &error));
  text_add(&text, "step < 1");
  for (int i = 0; i < 600; i++) text_add(&text, ")");
  struct condition *condition = condition_create(catalog, text_string(&text), &error);
  if (condition) ck_assert_double_eq(condition_value(condition, &lanes), 1);
  condition_destroy(condition);
  text_clear(&text);
  for (int i = 0; i < 5000; i++) text_add(&text, "1");
  ck_assert_ptr_null(condition_create(catalog, text_string(&text), &error));
  ck_assert_int_eq(error.code, DH_ERROR_TOO_LONG);
  text_clear(&text);
  for (int i = 0; i < 40; i++) text_printf(&text, "%sA.field%d > 1", i ? " and " : "", i);
  ck_assert_ptr_null(condition_create(catalog, text_string(&text), &error));
  ck_assert_int_eq(error.code, DH_ERROR_TOO_LARGE);
  text_free(&text);
}
END_TEST

START_TEST(what_is_a_truth) {
  static const struct {
    const char *text;
    bool truth;
  } rows[] = {{"A.loss", false},
              {"A.loss < 1", true},
              {"A.loss < 1 and B.loss < 2", true},
              {"min(A.loss, B.loss)", false},
              {"A.loss + 1", false},
              {"not A.loss < 1", true},
              {"ever(A.loss < 1)", true},
              {"ever(A.loss < 1) or A.nesterov", true},
              {"A.nesterov", true},
              {"1", false}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct condition *condition = condition_create(catalog, rows[i].text, &error);
    ck_assert_ptr_nonnull(condition);
    ck_assert_msg(condition_is_truth(condition) == rows[i].truth, "%s", rows[i].text);
    condition_destroy(condition);
  }
}
END_TEST

/* From the step on at which it held, until it is told to forget. */
START_TEST(ever_remembers) {
  struct condition *condition = condition_create(catalog, "ever(step == 3) and step > 3", &error);
  ck_assert_ptr_nonnull(condition);
  ck_assert(condition_remembers(condition));
  for (long step = 0; step < 6; step++) {
    go(step);
    ck_assert_double_eq(condition_value(condition, &lanes), step > 3);
  }
  condition_forget(condition);
  ck_assert_double_eq(condition_value(condition, &lanes), 0);
  condition_destroy(condition);
}
END_TEST

/* Every parameter of the table that is a number, and every word that one can be. */
START_TEST(every_parameter_by_name) {
  const struct dh_parameter_row *row = dh_parameter_row((enum dh_parameter)_i);
  char text[128];
  if (row->type == DH_TYPE_LIST || row->type == DH_TYPE_POINT) return;
  if (row->type == DH_TYPE_NUMBER || row->type == DH_TYPE_INTEGER) {
    double value = dh_spec_number(dh_run_spec(runs[2]), (enum dh_parameter)_i);
    snprintf(text, sizeof text, "C.%s", row->name);
    ck_assert(value_of(text) == value || isnan(value));
  }
  for (int i = 0; row->type == DH_TYPE_CHOICE && row->choice(i); i++) {
    snprintf(text, sizeof text, "C.%s == %s", row->name, row->choice(i));
    bool is = dh_spec_number(dh_run_spec(runs[2]), (enum dh_parameter)_i) == i;
    ck_assert_double_eq(value_of(text), is);
  }
}
END_TEST

START_TEST(every_verdict_by_name) {
  char text[64];
  for (int i = 0; i < DH_VERDICT_COUNT; i++) {
    snprintf(text, sizeof text, "A.verdict == %s", dh_verdict_name((enum dh_verdict)i));
    ck_assert_double_eq(value_of(text), i == DH_VERDICT_READY);
  }
}
END_TEST

START_TEST(what_is_not_there_is_told) {
  static const struct {
    const char *text, *name;
    long position;
  } rows[] = {{"A.los < 1", "los", 2}, {"step > 1 and F.loss < 1", "F", 13}, {"ever(A.x > 1)", "x", 2}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct condition *condition = condition_create(catalog, rows[i].text, &error);
    ck_assert_ptr_nonnull(condition);
    ck_assert(!condition_knows(condition, &lanes, &error));
    ck_assert_str_eq(error.text, rows[i].name);
    ck_assert_int_eq(error.position, rows[i].position);
    condition_destroy(condition);
  }
}
END_TEST

/* --- claims --- */

static const struct {
  const char *source, *shown;
  bool holds;
} claims[] = {
    {"A.w @1 = 2.6", "2.6", true},
    {"A.w @1 = 2.60", "2.60", true},
    {"A.w @1 = 3", "3", true}, /* as many digits as were said: none */
    {"A.w @1 = 2.61", "2.60", false},
    {"A.w", "2", true},
    {" A.w @ 2 = 3.08 ", "3.08", true},
    {"A.gradient_w = -6", "-6", true},
    {"A.learning_rate = 1e-1", "1e-1", true},
    {"A.learning_rate/100 = 1.0e-3", "1.0e-3", true},
    {"A.loss*1e8 = 9.0e8", "9.0e8", true},
    {"A.loss - 9 = 0.00", "0.00", true},
    {"5 - A.w - 3.001 = 0.00", "0.00", true},
    {"B.loss @8 = inf", "inf", true},
    {"-B.loss @8 = -inf", "-inf", true},
    {"B.w @20 = nan", "nan", true},
    {"B.w @20 = 5", "nan", false},
    {"24", "24", true},
    {"A.loss < 1 @24", "1", true},
    {"A.loss < 1 @1", "0", false},
    {"A.loss < 1", "0", false},
    {"ever(B.verdict == overflow) @20", "1", true},
    {"ever(B.verdict == overflow) @3", "0", false},
    {"A.loss >= 9 and A.loss <= 9", "1", true},
};

START_TEST(claims_ask_the_run) {
  struct claim claim;
  struct witnesses witnesses;
  ck_assert(witnesses_call(&witnesses, &lanes, &error));
  ck_assert_msg(claim_read(&claim, catalog, claims[_i].source, &error), "%s: %s", claims[_i].source, error.text);
  ck_assert(claim_ask(&claim, &witnesses, &error));
  ck_assert_str_eq(claim.shown, claims[_i].shown);
  ck_assert_msg(claim_holds(&claim) == claims[_i].holds, "%s", claims[_i].source);
  ck_assert_int_eq(witnesses.now.step, 0);
  ck_assert_int_eq(dh_run_row(runs[0])->step, 0); /* the lanes themselves stand */
  claim_free(&claim);
  witnesses_dismiss(&witnesses);
}
END_TEST

START_TEST(claims_that_say_nothing_are_refused) {
  static const char *const wrong[] = {"",        "A.w @", "A.w @x", "A.w @-1", "A.w @1.5", "A.w @100001",
                                      "A.w = ?", "= 3",   "@3",     "A.w = ",  "A.w @1 @2"};
  struct claim claim;
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    ck_assert_msg(!claim_read(&claim, catalog, wrong[i], &error), "'%s' is taken", wrong[i]);
}
END_TEST

START_TEST(numbers_outside_braces_are_found) {
  ck_assert_int_eq(claim_stray("no number"), -1);
  ck_assert_int_eq(claim_stray("{A.w @60 = 4.11} and fp16, w1, x_2"), -1);
  ck_assert_int_eq(claim_stray("step 24"), 5);
  ck_assert_int_eq(claim_stray("{3} 4"), 4);
  ck_assert_int_eq(claim_stray("-6"), 1);
}
END_TEST

START_TEST(texts_are_filled_in) {
  struct claim one = {.source = strdup("A.w"), .shown = "2"};
  struct text out = {0};
  claim_expand("w is {A.w}, {A.w}; {unknown} {open", &one, 1, &out);
  ck_assert_str_eq(text_string(&out), "w is 2, 2; {unknown} {open");
  text_free(&out);
  claim_free(&one);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("condition");
  TCase *t = tcase_create("condition");
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_add_loop_test(t, what_is_said, 0, sizeof said / sizeof *said);
  tcase_add_loop_test(t, what_is_refused, 0, sizeof refused / sizeof *refused);
  tcase_add_test(t, too_much_is_refused);
  tcase_add_test(t, what_is_a_truth);
  tcase_add_test(t, ever_remembers);
  tcase_add_loop_test(t, every_parameter_by_name, 0, DH_PARAMETER_COUNT);
  tcase_add_test(t, every_verdict_by_name);
  tcase_add_test(t, what_is_not_there_is_told);
  tcase_add_loop_test(t, claims_ask_the_run, 0, sizeof claims / sizeof *claims);
  tcase_add_test(t, claims_that_say_nothing_are_refused);
  tcase_add_test(t, numbers_outside_braces_are_found);
  tcase_add_test(t, texts_are_filled_in);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

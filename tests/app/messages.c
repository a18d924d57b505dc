/* SPDX-License-Identifier: MIT
 *
 * Wording: every code, verdict, advice and event says something, in one line, and nothing harmful gets through. */
#include "app/messages.h"

#include "catalog/catalog.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct catalog *catalog;
static struct dh_spec spec;

static void setup(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  dh_spec_init(&spec, catalog_surface(catalog, catalog_surface_find(catalog, "parabola")),
               catalog_rule(catalog, catalog_rule_find(catalog, "sgd")));
}

static void teardown(void) { catalog_destroy(catalog); }

START_TEST(every_code_is_one_line) {
  struct dh_error error;
  char line[512];
  for (int second = 0; second < 2; second++) {
    dh_fail(&error, (enum dh_error_code)_i, -1, "learning_rate", second ? "other" : "");
    error.number = 1;
    error.number2 = 2;
    message_error(&error, line, sizeof line);
    ck_assert_uint_gt(strlen(line), 8);
    ck_assert_ptr_null(strpbrk(line, "{}\n"));
    if (second) continue;
    ck_assert_msg(!strstr(line, "''"), "an empty argument is quoted: %s", line);
  }
}
END_TEST

START_TEST(a_small_buffer_is_enough) {
  struct dh_error error;
  dh_fail(&error, DH_ERROR_RANGE, -1, "learning_rate", "-1");
  for (size_t size = 1; size < 60; size++) {
    char line[64];
    memset(line, 'x', sizeof line);
    message_error(&error, line, size);
    ck_assert_uint_lt(strlen(line), size);
    ck_assert_int_eq(line[size], 'x');
  }
}
END_TEST

START_TEST(control_characters_do_not_get_through) {
  struct dh_error error;
  char line[512];
  dh_fail(&error, DH_ERROR_UNKNOWN_NAME, 0, "a\x1b[2Jb", "c\r\n\x07");
  message_error(&error, line, sizeof line);
  for (const char *c = line; *c; c++) ck_assert_int_ge((unsigned char)*c, ' ');
}
END_TEST

START_TEST(choices_are_listed) {
  struct dh_error error;
  char line[512];
  dh_fail(&error, DH_ERROR_CHOICE, -1, "precision", "fp8");
  message_error(&error, line, sizeof line);
  const struct dh_parameter_row *row = dh_parameter_row(DH_PRECISION);
  for (int i = 0; row->choice(i); i++) ck_assert_msg(strstr(line, row->choice(i)) != NULL, "%s", line);
}
END_TEST

START_TEST(a_fault_in_a_file_has_its_place) {
  struct dh_error error;
  char line[512];
  dh_fail(&error, DH_ERROR_CELL, -1, "points.csv", "four");
  message_error(&error, line, sizeof line);
  ck_assert_str_eq(line, "points.csv: 'four' is not a number: write it like 2, 0.5 or 1e-3");
  error.line = 3;
  message_error(&error, line, sizeof line);
  ck_assert_str_eq(line, "points.csv, line 3: 'four' is not a number: write it like 2, 0.5 or 1e-3");
  error.column = 2;
  message_error(&error, line, sizeof line);
  ck_assert_str_eq(line, "points.csv, line 3, column 2: 'four' is not a number: write it like 2, 0.5 or 1e-3");
}
END_TEST

/* Of a long list the near one is enough. */
START_TEST(a_near_choice_is_guessed_from_a_long_list) {
  struct dh_error error;
  char line[512];
  dh_fail(&error, DH_ERROR_CHOICE, -1, "lr_scheduler_type", "warmup_stable_decya");
  message_error(&error, line, sizeof line);
  ck_assert_str_eq(line, "lr_scheduler_type: there is no 'warmup_stable_decya': did you mean warmup_stable_decay?");
  dh_fail(&error, DH_ERROR_CHOICE, -1, "lr_scheduler_type", "stairs");
  message_error(&error, line, sizeof line);
  for (int i = 0; dh_schedule_name(i); i++) ck_assert_ptr_nonnull(strstr(line, dh_schedule_name(i)));
}
END_TEST

static void check_caret(const char *source, long position, char expected) {
  struct dh_error error;
  struct text out = {0};
  dh_fail(&error, DH_ERROR_UNKNOWN_NAME, position, "q", "x");
  message_error_caret(&error, source, &out);
  const char *first = strchr(text_string(&out), '\n') + 1, *second = strchr(first, '\n') + 1;
  size_t column = strcspn(second, "^");
  ck_assert_int_eq(second[column], '^');
  /* Everything before the caret's place is one column wide in these sources but the umlaut's two bytes. */
  size_t bytes = 0;
  for (size_t columns = 0; columns < column; columns++) {
    bytes++;
    while (((unsigned char)first[bytes] & 0xC0) == 0x80) bytes++;
  }
  ck_assert_int_eq(expected ? first[bytes] : '\n', expected ? expected : first[bytes]);
  text_free(&out);
}

START_TEST(the_caret_stands_below_the_place) {
  char source[2000];
  check_caret("x^2 + q", 6, 'q');
  check_caret("q", 0, 'q');
  check_caret("\xC3\xA4 + q", 5, 'q');
  check_caret("x +", 3, '\0');
  memset(source, 'x', sizeof source - 1);
  source[sizeof source - 1] = '\0';
  source[1000] = 'q';
  check_caret(source, 1000, 'q');
  source[1000] = 'x';
  source[sizeof source - 2] = 'q';
  check_caret(source, sizeof source - 2, 'q');
}
END_TEST

START_TEST(a_position_outside_the_text_is_no_harm) {
  struct dh_error error;
  struct text out = {0};
  dh_fail(&error, DH_ERROR_UNKNOWN_NAME, 50, "q", "x");
  message_error_caret(&error, "short", &out);
  message_error_caret(&error, NULL, &out);
  ck_assert_ptr_null(strchr(text_string(&out), '^'));
  text_free(&out);
}
END_TEST

START_TEST(verdicts_are_one_word) {
  const char *word = message_verdict((enum dh_verdict)_i);
  ck_assert_uint_gt(strlen(word), 2);
  ck_assert_ptr_null(strpbrk(word, " \n"));
}
END_TEST

START_TEST(advice_ends_with_what_y_does) {
  struct dh_reading reading = {.verdict = DH_VERDICT_DIVERGING,
                               .curvature = {2, 2, 2.2, 2},
                               .advice = {(enum dh_advice_kind)_i, {.parameter = DH_LEARNING_RATE, .value = 0.5}}};
  char line[160];
  message_advice(&reading, &spec, line, sizeof line);
  if (_i == DH_ADVICE_NONE) {
    ck_assert_str_eq(line, "");
    return;
  }
  ck_assert_ptr_nonnull(strstr(line, ". y -> rate 0.5 = 1/curvature"));
  ck_assert_uint_lt(strlen(line), 92);
  reading.advice.setting = (struct dh_setting){.parameter = DH_PRECISION, .value = DH_FP32};
  message_advice(&reading, &spec, line, sizeof line);
  ck_assert_ptr_nonnull(strstr(line, ". y -> precision fp32"));
}
END_TEST

START_TEST(advice_has_two_halves) {
  struct dh_reading reading = {.verdict = DH_VERDICT_DIVERGING,
                               .curvature = {2, 2, 2.2, 2},
                               .advice = {(enum dh_advice_kind)_i, {.parameter = DH_LEARNING_RATE, .value = 0.5}}};
  struct text reason = {0}, change = {0}, plain = {0}, order = {0}, both = {0};
  char line[160];
  message_advice(&reading, &spec, line, sizeof line);
  message_advice_reason(&reading, &spec, &reason);
  message_advice_change(&reading, true, &change);
  message_advice_change(&reading, false, &plain);
  message_advice_order(&reading, false, &order);
  if (_i != DH_ADVICE_NONE) text_printf(&both, "%s. y -> %s", text_string(&reason), text_string(&change));
  ck_assert_str_eq(text_string(&both), line);
  ck_assert_str_eq(text_string(&change), _i == DH_ADVICE_NONE ? "" : "rate 0.5 = 1/curvature");
  ck_assert_str_eq(text_string(&plain), _i == DH_ADVICE_NONE ? "" : "rate 0.5");
  ck_assert_str_eq(text_string(&order), _i == DH_ADVICE_NONE ? "" : "set rate to 0.5");
  text_free(&reason);
  text_free(&change);
  text_free(&plain);
  text_free(&order);
  text_free(&both);
}
END_TEST

/* A larger rate does not arrive either, where there is nothing to arrive at. */
START_TEST(a_slope_without_end_is_said_to_be_one) {
  struct dh_reading reading = {
      .verdict = DH_VERDICT_SLOW,
      .advice = {DH_ADVICE_RAISE_RATE, {.parameter = DH_LEARNING_RATE, .value = 5}},
  };
  char line[160];
  message_advice(&reading, &spec, line, sizeof line);
  ck_assert_str_eq(line, "too small: it will not arrive in time. y -> rate 5");
  spec.surface = catalog_surface(catalog, catalog_surface_find(catalog, "two_classes"));
  message_advice(&reading, &spec, line, sizeof line);
  ck_assert_str_eq(line, "there is no lowest point: it goes down for ever. y -> rate 5");
}
END_TEST

static void check_event(struct dh_event event, enum dh_precision precision, const char *expected) {
  char line[200];
  dh_spec_set(&spec, DH_PRECISION, precision);
  message_event(&event, &spec, line, sizeof line);
  ck_assert_str_eq(line, expected);
  struct text what = {0}; /* the same without the step */
  message_event_what(&event, &spec, &what);
  ck_assert_str_eq(text_string(&what), event.step < 0 ? "" : strchr(expected, ':') + 2);
  text_free(&what);
}

START_TEST(events_name_quantity_and_operation) {
  check_event((struct dh_event){7, DH_QUANTITY_LOSS, false, 0, {DH_OP_MUL, {384, 384}, 2, INFINITY, 0}}, DH_FP16,
              "step 7: loss overflows: 384 x 384 = 147456 > 65504 (fp16)");
  check_event((struct dh_event){511, DH_QUANTITY_LOSS, false, 0, {DH_OP_MUL, {2e154, -2e154}, 2, -INFINITY, 0}},
              DH_FP64, "step 511: loss overflows: 2e154 x (-2e154) > 1.8e308 (fp64)");
  check_event((struct dh_event){15, DH_QUANTITY_PARAMETER, true, 0, {DH_OP_SUB, {INFINITY, INFINITY}, 2, NAN, 0}},
              DH_FP16, "step 15: w is NaN: inf - inf, which has no value");
  check_event((struct dh_event){14, DH_QUANTITY_GRADIENT, false, 0, {0}}, DH_FP16,
              "step 14: gradient overflows: carried on from what was infinite before");
  check_event((struct dh_event){0, DH_QUANTITY_LOSS, false, 0, {DH_OP_DIV, {1, 0}, 2, INFINITY, 0}}, DH_FP64,
              "step 0: loss overflows: 1 / 0, a division by zero");
  check_event((struct dh_event){3, DH_QUANTITY_LOSS, true, 0, {DH_OP_LOG, {-2}, 1, NAN, 0}}, DH_FP64,
              "step 3: loss is NaN: log(-2), which has no value");
  check_event((struct dh_event){3, DH_QUANTITY_UPDATE, true, 0, {DH_OP_MUL, {0, -INFINITY}, 2, NAN, 0}}, DH_FP64,
              "step 3: rate x gradient is NaN: 0 x (-inf), which has no value");
  check_event((struct dh_event){3, DH_QUANTITY_UPDATE, false, 0, {DH_OP_ROUND, {1e5}, 1, INFINITY, 0}}, DH_FP16,
              "step 3: rate x gradient overflows: 100000 > 65504 (fp16)");
  check_event((struct dh_event){-1, DH_QUANTITY_LOSS, true, 0, {0}}, DH_FP64, "");
}
END_TEST

/* On a plain descent most parameters do nothing: both wordings name them, and nothing else is said. */
START_TEST(what_is_idle_is_said) {
  enum dh_parameter parameter = (enum dh_parameter)_i;
  const char *name = dh_parameter_row(parameter)->name;
  for (int keys = 0; keys < 2; keys++) {
    char line[160] = "";
    ck_assert_int_eq(message_idle(&spec, parameter, keys != 0, line, sizeof line), !dh_spec_applies(&spec, parameter));
    ck_assert_int_eq(strstr(line, name) != NULL, !dh_spec_applies(&spec, parameter));
    ck_assert_ptr_null(strpbrk(line, "{}"));
  }
}
END_TEST

START_TEST(quantities_have_names) { ck_assert_uint_gt(strlen(message_quantity((enum dh_quantity)_i)), 0); }
END_TEST

START_TEST(the_finder_s_words_are_there) {
  for (int i = 0; i < DH_FINDER_RULES; i++) ck_assert_uint_gt(strlen(message_finder_rule((enum dh_finder_rule)i)), 8);
  for (int i = 0; i < DH_FINDER_REASONS; i++)
    ck_assert_int_eq(strlen(message_finder_reason((enum dh_finder_reason)i)) > 8, i != DH_FINDER_SUGGESTED);
}
END_TEST

/* What is out of range is told in the setting's own kind of number. */
START_TEST(the_finder_s_settings_have_ranges) {
  struct dh_finder_settings settings;
  struct dh_error error;
  char line[512];
  for (int i = 0; i < DH_FINDER_SETTINGS; i++) {
    const struct dh_finder_row *row = dh_finder_row((enum dh_finder_setting)i);
    dh_finder_defaults(&settings);
    settings.value[i] = -1;
    ck_assert(!dh_finder_check(&settings, &error));
    message_error(&error, line, sizeof line);
    ck_assert_int_eq(strncmp(line, row->name, strlen(row->name)), 0);
    ck_assert_msg(strstr(line, row->whole ? "give a whole number" : "give a number") != NULL, "%s", line);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("messages");
  TCase *c = tcase_create("messages");
  tcase_add_checked_fixture(c, setup, teardown);
  tcase_add_loop_test(c, every_code_is_one_line, DH_OK, DH_ERROR_CODE_COUNT);
  tcase_add_test(c, a_small_buffer_is_enough);
  tcase_add_test(c, control_characters_do_not_get_through);
  tcase_add_test(c, choices_are_listed);
  tcase_add_test(c, a_fault_in_a_file_has_its_place);
  tcase_add_test(c, a_near_choice_is_guessed_from_a_long_list);
  tcase_add_test(c, the_caret_stands_below_the_place);
  tcase_add_test(c, a_position_outside_the_text_is_no_harm);
  tcase_add_loop_test(c, verdicts_are_one_word, 0, DH_VERDICT_COUNT);
  tcase_add_loop_test(c, advice_ends_with_what_y_does, 0, DH_ADVICE_COUNT);
  tcase_add_loop_test(c, advice_has_two_halves, 0, DH_ADVICE_COUNT);
  tcase_add_test(c, a_slope_without_end_is_said_to_be_one);
  tcase_add_test(c, events_name_quantity_and_operation);
  tcase_add_loop_test(c, what_is_idle_is_said, 0, DH_PARAMETER_COUNT);
  tcase_add_loop_test(c, quantities_have_names, 0, DH_QUANTITY_COUNT);
  tcase_add_test(c, the_finder_s_words_are_there);
  tcase_add_test(c, the_finder_s_settings_have_ranges);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"

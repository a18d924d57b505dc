/* SPDX-License-Identifier: MIT
 *
 * Schedules and their parameters by key and on the `:` line. */
#include "app/actions.h"
#include "app/messages.h"
#include "app/scene.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct catalog *catalog;
static struct app app;

static void setup(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  const struct app_options options = {.catalog = catalog, .cols = 80, .rows = 24, .glyphs = GLYPHS_ASCII};
  ck_assert(app_init(&app, &options, &error));
}

static void teardown(void) {
  app_free(&app);
  catalog_destroy(catalog);
}

static void write_line(const char *line) {
  app_key(&app, ':');
  while (*line) app_key(&app, (unsigned char)*line++);
}

static void type(const char *line) {
  write_line(line);
  app_key(&app, KEY_CODE_ENTER);
}

static double value(enum dh_parameter parameter) { return dh_spec_number(app_spec(&app, 1), parameter); }

START_TEST(the_keys_go_through_all_schedules) {
  int count = dh_schedule_count();
  char title[64];
  for (int i = 0; i < 2 * count; i++) {
    int schedule = (int)value(DH_LR_SCHEDULER_TYPE);
    ck_assert_int_eq(schedule, i % count);
    app_lane_title(&app, 1, title, sizeof title);
    if (schedule != DH_SCHEDULE_CONSTANT) {
      ck_assert_int_eq(strncmp(title, "B  0.1 ", 7), 0);
      ck_assert_str_eq(title + 7, dh_schedule_info(schedule)->brief);
    }
    app_key(&app, 'd');
    app_key(&app, 'D');
    ck_assert_int_eq((int)value(DH_LR_SCHEDULER_TYPE), schedule);
    app_key(&app, 'd');
    ck_assert_ptr_nonnull(strstr(app.message, dh_schedule_name((i + 1) % count)));
  }
}
END_TEST

START_TEST(lists_are_set_and_saved) {
  type("goto 10");
  type("schedule multistep");
  type("milestones 80, 30");
  ck_assert_str_eq(app.message, "milestones 30 80 from step 10 on");
  ck_assert_int_eq(app_spec(&app, 1)->milestones.count, 2);
  ck_assert_int_eq(app_spec(&app, 0)->milestones.count, 0);
  type("goto 30");
  ck_assert_double_eq_tol(app_row(&app, 1)->rate, 0.01, 1e-15);
  type("milestones");
  ck_assert_int_eq(strncmp(app.message, "milestones is 30 80: ", 21), 0);
  app_key(&app, KEY_CODE_ESCAPE);
  type("save scene.yaml");
  ck_assert_ptr_nonnull(strstr(text_string(&app.file.text), "{step: 10, setting: milestones=30 80}"));
  app_key(&app, 'u');
  ck_assert(!dh_spec_given(app_spec(&app, 1), DH_MILESTONES));
  type("milestones 30,x");
  ck_assert_int_eq(app.message_tone, TONE_ERROR);
  ck_assert(app.prompt.open);
}
END_TEST

START_TEST(a_value_can_be_taken_back) {
  type("schedule cosine_annealing");
  type("T_max");
  ck_assert_int_eq(strncmp(app.message, "T_max is unset: ", 16), 0);
  app_key(&app, KEY_CODE_ESCAPE);
  type("t_max 7");
  ck_assert_double_eq(value(DH_T_MAX), 7);
  type("T-Max unset");
  ck_assert_str_eq(app.message, "T_max unset from step 0 on");
  ck_assert(isnan(value(DH_T_MAX)) && !dh_spec_given(app_spec(&app, 1), DH_T_MAX));
  type("learning_rate unset");
  ck_assert_double_eq(value(DH_LEARNING_RATE), dh_parameter_row(DH_LEARNING_RATE)->initial);
  type("optim unset");
  ck_assert_int_eq(app.message_tone, TONE_ERROR);
}
END_TEST

/* Completion: small letters find capitals, and what was typed is never lost where candidates differ in case. */
START_TEST(names_complete_in_either_case) {
  static const struct {
    const char *typed, *becomes;
  } rows[] = {{"t_ma", "T_max "},
              {"t_m", "T_m"},
              {"T_m", "T_m"},
              {"t_", "T_"},
              {"MILE", "milestones "},
              {"t", "t"},
              {"schedule cosine_a", "schedule cosine_annealing"},
              {"schedule red", "schedule reduce_lr_on_plateau"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    write_line(rows[i].typed);
    app_key(&app, KEY_CODE_TAB);
    ck_assert_str_eq(app.prompt.text, rows[i].becomes);
    app_key(&app, KEY_CODE_ESCAPE);
  }
}
END_TEST

/* Seventeen names do not fit on a line: the one that was meant does, or what shows them all. */
START_TEST(a_wrong_name_is_answered_in_one_line) {
  type("schedule cosin");
  ck_assert_ptr_nonnull(strstr(app.message, "there is no 'cosin': did you mean cosine?"));
  type("schedule x");
  ck_assert_ptr_nonnull(strstr(app.message, "lr_scheduler_type: not one of those there are: Tab shows them"));
  type("threshold_mode x");
  ck_assert_ptr_nonnull(strstr(app.message, "choose rel or abs"));
  ck_assert_int_eq(app.message_tone, TONE_ERROR);
}
END_TEST

/* A warmup that is over changes nothing any more: that is said, and what would show it. */
START_TEST(a_warmup_that_is_over_says_so) {
  static const char late[] = "B: warmup_ratio 0.05 is for steps that are over: r starts again with it";
  type("goto 40");
  app_key(&app, 'W');
  ck_assert_str_eq(app.message, late);
  app_key(&app, 'w');
  type("goto 40");
  type("warmup_ratio 0.05");
  ck_assert_str_eq(app.message, late);
  type("warmup_ratio 0.9");
  ck_assert_ptr_nonnull(strstr(app.message, "from step 40 on"));
  app_key(&app, 'u');
  app_key(&app, 'd'); /* linear: its way down begins behind the warmup */
  type("warmup_ratio 0.2");
  ck_assert_ptr_nonnull(strstr(app.message, "from step 40 on"));
  app_key(&app, '0');
  app_key(&app, 'W');
  ck_assert_str_eq(app.message, "B: warmup_ratio 0.05 from step 0 on");
  type("max_steps 10000"); /* a warmup may be short beside what is left */
  type("schedule constant_with_warmup");
  for (int steps = 50; steps > 0; steps -= 49) { /* up to a single step */
    char words[32], said[64];
    snprintf(words, sizeof words, "warmup_steps %d", steps);
    snprintf(said, sizeof said, "%s from step 0 on", words);
    type(words);
    ck_assert_ptr_nonnull(strstr(app.message, said));
  }
}
END_TEST

START_TEST(a_rate_without_a_base_is_not_frozen) {
  type("lr 0");
  ck_assert_int_eq(app.lane[1].reading.verdict, DH_VERDICT_FROZEN);
  type("schedule one_cycle");
  type("max_lr 0.1");
  type("goto 5");
  ck_assert(app_row(&app, 1)->rate > 0);
  ck_assert_int_ne(app.lane[1].reading.verdict, DH_VERDICT_FROZEN);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("schedules");
  TCase *c = tcase_create("schedules");
  tcase_add_checked_fixture(c, setup, teardown);
  tcase_set_timeout(c, 60);
  tcase_add_test(c, the_keys_go_through_all_schedules);
  tcase_add_test(c, lists_are_set_and_saved);
  tcase_add_test(c, a_value_can_be_taken_back);
  tcase_add_test(c, names_complete_in_either_case);
  tcase_add_test(c, a_wrong_name_is_answered_in_one_line);
  tcase_add_test(c, a_warmup_that_is_over_says_so);
  tcase_add_test(c, a_rate_without_a_base_is_not_frozen);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"

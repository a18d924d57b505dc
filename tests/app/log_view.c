/* SPDX-License-Identifier: MIT
 *
 * An open training log: where its cursor is, what is chosen, and curves that keep what stands out however long it is.
 */
#include "app/log_view.h"

#include "../made_log.h"
#include "app/actions.h"
#include "app/view.h"
#include "room.h"

#include <string.h>

enum { ROWS = 200 };

static struct dh_error error;

static void open_log(struct dh_log log) { ck_assert(log_view_open(&app, "some/where/made.json", &log, &error)); }

static void setup(void) {
  room_open();
  open_log(made_log(ROWS));
  ck_assert_int_eq(app.view, VIEW_LOG);
}

START_TEST(opens_at_the_first_fault) {
  const struct log_view *view = app.log;
  ck_assert_str_eq(view->name, "made.json");
  ck_assert_int_ge(view->count, 2);
  ck_assert_int_ge(view->faults, 1);
  const struct dh_finding *chosen = &view->finding[view->chosen];
  ck_assert_int_eq(chosen->weight, DH_FINDING_FAULT);
  ck_assert_uint_eq(view->row, chosen->first);
  for (int i = 0; i < view->chosen; i++) ck_assert_int_ne(view->finding[i].weight, DH_FINDING_FAULT);
}
END_TEST

START_TEST(the_cursor_stays_inside) {
  app_key(&app, KEY_CODE_HOME);
  ck_assert_uint_eq(app.log->row, 0);
  app_key(&app, KEY_CODE_LEFT);
  ck_assert_uint_eq(app.log->row, 0);
  log_view_move(app.log, 7);
  ck_assert_uint_eq(app.log->row, 7);
  log_view_move(app.log, 1000000);
  ck_assert_uint_eq(app.log->row, ROWS - 1);
  log_view_move(app.log, -1000000);
  ck_assert_uint_eq(app.log->row, 0);
}
END_TEST

/* A key that is held takes longer steps. */
START_TEST(held_is_faster) {
  app_key(&app, KEY_CODE_HOME);
  for (int i = 0; i < 10; i++) app_key(&app, KEY_CODE_RIGHT);
  ck_assert_uint_gt(app.log->row, 10);
}
END_TEST

START_TEST(findings_one_after_the_other) {
  struct log_view *view = app.log;
  while (log_view_choose(view, -1)) continue;
  ck_assert_int_eq(view->chosen, 0);
  for (int i = 0; i < view->count; i++) {
    ck_assert_int_eq(view->chosen, i);
    ck_assert_uint_eq(view->row, view->finding[i].first);
    ck_assert_int_eq(log_view_choose(view, 1), i + 1 < view->count);
  }
  app_key(&app, ']');
  ck_assert_ptr_nonnull(strstr(app.message, "last"));
}
END_TEST

/* Where the cursor comes into what was found, that is chosen. */
START_TEST(a_row_chooses_what_it_is_in) {
  struct log_view *view = app.log;
  for (int i = 0; i < view->count; i++) {
    size_t row = view->finding[i].first;
    log_view_go(view, row);
    const struct dh_finding *chosen = &view->finding[view->chosen];
    ck_assert(chosen->first <= row && row <= chosen->last);
    ck_assert_int_ge(view->chosen, i);
  }
}
END_TEST

START_TEST(values_are_the_last_that_were_written) {
  struct log_view *view = app.log;
  log_view_go(view, 0);
  ck_assert(isnan(log_view_value(view, DH_LOG_EVAL_LOSS)));
  ck_assert(log_view_has(view, DH_LOG_LOSS) && !log_view_has(view, DH_LOG_EVAL_LOSS));
  log_view_go(view, MADE_EVALUATED + 3);
  ck_assert(log_view_value(view, DH_LOG_EVAL_LOSS) == view->log.rows[MADE_EVALUATED - 1].value[DH_LOG_EVAL_LOSS]);
  ck_assert(!log_view_has(view, DH_LOG_EVAL_LOSS));
}
END_TEST

static bool holds(const struct log_curve *curve, double step, double value) {
  for (int i = 0; i < curve->count; i++)
    if (curve->step[i] == step && (curve->value[i] == value || (isnan(value) && isnan(curve->value[i])))) return true;
  return false;
}

START_TEST(a_long_log_is_short_on_the_screen) {
  enum { LONG = 100003, LOW = 31234, HIGH = 52345, NO_NUMBER = 71111, ENDLESS = 84444 };
  struct dh_log log = made_log(LONG);
  log.rows[LOW].value[DH_LOG_LOSS] = -7;
  log.rows[HIGH].value[DH_LOG_LOSS] = 99;
  log.rows[NO_NUMBER].value[DH_LOG_LOSS] = (double)NAN;
  log.rows[ENDLESS].value[DH_LOG_LOSS] = HUGE_VAL;
  open_log(log);
  const struct log_curve *curve = &app.log->curve[DH_LOG_LOSS];
  ck_assert_int_lt(curve->count, 4096);
  ck_assert_int_gt(curve->count, 1024);
  for (int i = 1; i < curve->count; i++) ck_assert(curve->step[i] > curve->step[i - 1]);
  ck_assert(holds(curve, (LOW + 1) * MADE_EVERY, -7));
  ck_assert(holds(curve, (HIGH + 1) * MADE_EVERY, 99));
  ck_assert(holds(curve, (NO_NUMBER + 1) * MADE_EVERY, (double)NAN));
  ck_assert(holds(curve, (ENDLESS + 1) * MADE_EVERY, HUGE_VAL));
  ck_assert(curve->least == -7 && curve->most == 99 && curve->positive > 0);
}
END_TEST

/* A Trainer writes 0 for a loss that is NaN; its curve has none, and a loss of 0 that is one has it. */
START_TEST(zeros_that_are_nan_are_drawn_as_such) {
  enum { ZERO = 20, DEAD = 60 };
  struct dh_log log = made_log(ROWS);
  log.rows[ZERO].value[DH_LOG_LOSS] = 0;
  for (int i = DEAD; i < ROWS; i++) {
    log.rows[i].value[DH_LOG_LOSS] = 0;
    log.rows[i].value[DH_LOG_GRAD_NORM] = (double)NAN;
  }
  open_log(log);
  const struct log_curve *curve = &app.log->curve[DH_LOG_LOSS];
  ck_assert(holds(curve, (ZERO + 1) * MADE_EVERY, 0));
  ck_assert(holds(curve, (DEAD + 1) * MADE_EVERY, (double)NAN));
  ck_assert(holds(curve, ROWS * MADE_EVERY, (double)NAN));
}
END_TEST

/* The gradient tells it also of a single row, of which nothing may be found. */
START_TEST(a_zero_without_a_gradient_is_nan) {
  struct dh_log log = made_log(ROWS);
  log.rows[33].value[DH_LOG_LOSS] = log.rows[44].value[DH_LOG_LOSS] = 0;
  log.rows[33].value[DH_LOG_GRAD_NORM] = (double)NAN;
  log.rows[55].value[DH_LOG_GRAD_NORM] = (double)NAN;
  open_log(log);
  const struct log_curve *curve = &app.log->curve[DH_LOG_LOSS];
  ck_assert(holds(curve, 34 * MADE_EVERY, (double)NAN));
  ck_assert(holds(curve, 45 * MADE_EVERY, 0));
  ck_assert(holds(curve, 56 * MADE_EVERY, log.rows[55].value[DH_LOG_LOSS]));
}
END_TEST

/* What was never written has no chart, and a log of one row, which is no number, is a log too. */
START_TEST(little_is_enough) {
  struct dh_log log = made_log(1);
  log.rows[0].has = 1U << DH_LOG_STEP | 1U << DH_LOG_LOSS;
  log.rows[0].value[DH_LOG_LOSS] = (double)NAN;
  open_log(log);
  ck_assert_uint_eq(log_view_charts(&app), 1U << LOG_LOSS);
  ck_assert_int_eq(app.log->curve[DH_LOG_LOSS].count, 1);
  ck_assert(app.log->curve[DH_LOG_LOSS].least > app.log->curve[DH_LOG_LOSS].most);
  ck_assert_int_eq(app.layout.log.chart[LOG_RATE].h, 0);
  app_key(&app, KEY_CODE_RIGHT);
  ck_assert_uint_eq(app.log->row, 0);
}
END_TEST

START_TEST(the_lanes_stand) {
  long step = app.step;
  app_key(&app, KEY_CODE_ESCAPE);
  ck_assert_int_ne(app.view, VIEW_LOG);
  app_key(&app, ' ');
  view_open(&app, VIEW_LOG);
  step = app.step;
  pass(3);
  ck_assert_int_eq(app.step, step);
}
END_TEST

/* Keys of lanes would change what is not seen. */
START_TEST(a_log_is_not_changed) {
  static const char keys[] = "kj+-*/yuwWdDoOmMbBaAzZcxsSnXrR<>123";
  double rate = dh_spec_number(app_spec(&app, app.selected), DH_LEARNING_RATE);
  int lanes = app.lane_count, selected = app.selected;
  for (const char *key = keys; *key; key++) {
    app_key(&app, (unsigned char)*key);
    ck_assert_msg(strstr(app.message, "a log cannot be changed") != NULL, "%c: %s", *key, app.message);
    ck_assert_int_eq(app.view, VIEW_LOG);
  }
  for (int i = 0; i < app.lane_count; i++) {
    int changes;
    dh_run_journal(app.lane[i].run, &changes);
    ck_assert_int_eq(changes, 0);
  }
  ck_assert_int_eq(app.lane_count, lanes);
  ck_assert_int_eq(app.selected, selected);
  ck_assert_double_eq(dh_spec_number(app_spec(&app, app.selected), DH_LEARNING_RATE), rate);
  app_key(&app, '!'); /* lanes that are opened are seen */
  ck_assert_int_ne(app.view, VIEW_LOG);
  ck_assert(app.demo);
}
END_TEST

/* What would show lanes or set their picture says where they are, and is not offered. */
START_TEST(keys_of_lanes_say_so) {
  static const char keys[] = "fgpi()FTPCE";
  int detail = app.detail;
  for (const char *key = keys; *key; key++) {
    const struct action *action = action_for_key(&app, (unsigned char)*key);
    ck_assert_ptr_nonnull(action);
    ck_assert_msg(!action_applies(&app, action), "%c is offered", *key);
    app_key(&app, (unsigned char)*key);
    ck_assert_msg(strstr(app.message, "for lanes") != NULL, "%c: %s", *key, app.message);
    ck_assert_int_eq(app.view, VIEW_LOG);
  }
  ck_assert_int_eq(app.detail, detail);
  app_key(&app, KEY_CODE_ESCAPE);
  app_key(&app, 'g');
  ck_assert_int_eq(app.view, VIEW_MAP);
}
END_TEST

/* It tells nothing of what the lanes will do. */
START_TEST(the_cover_does_not_hide_it) {
  app_key(&app, 'h');
  ck_assert(app_covered(&app));
  ck_assert_int_ne(app.view, VIEW_LOG);
  type("view training");
  ck_assert_int_eq(app.view, VIEW_LOG);
  type("view finder");
  ck_assert_int_eq(app.view, VIEW_LOG);
  ck_assert_ptr_nonnull(strstr(app.message, "h takes the cover away"));
}
END_TEST

START_TEST(without_a_log_it_is_passed_over) {
  log_view_close(&app);
  view_open(&app, VIEW_COMPARE);
  for (int i = 0; i < 2 * VIEW_COUNT; i++) {
    app_key(&app, i < VIEW_COUNT ? 'v' : 'V');
    ck_assert_int_ne(app.view, VIEW_LOG);
  }
  enum view_id before = app.view;
  type("view training");
  ck_assert_int_eq(app.view, before);
  ck_assert_ptr_nonnull(strstr(app.message, ":log FILE"));
  ck_assert_uint_eq(log_view_charts(&app), 0);
  type("log");
  ck_assert_int_eq(app.message_tone, TONE_ERROR);
  ck_assert_int_eq(app.view, before);
}
END_TEST

START_TEST(the_line_asks_for_a_file) {
  app_key(&app, KEY_CODE_ESCAPE);
  type("log"); /* comes back to the one that is open */
  ck_assert_int_eq(app.view, VIEW_LOG);
  ck_assert(!app.prompt.open);
  type("log a b.json");
  ck_assert_int_eq(app.file.task, FILE_LOG);
  ck_assert_str_eq(app.file.path, "a b.json");
  /* It fails: what was open stays. */
  const struct log_view *before = app.log;
  dh_fail(&error, DH_ERROR_FILE, -1, "a b.json", "No such file or directory");
  app_file_failed(&app, &error);
  ck_assert_ptr_eq(app.log, before);
  ck_assert(app.prompt.open);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("app/log_view");
  TCase *tests = tcase_create("log_view");
  tcase_add_checked_fixture(tests, setup, room_close);
  tcase_add_test(tests, opens_at_the_first_fault);
  tcase_add_test(tests, the_cursor_stays_inside);
  tcase_add_test(tests, held_is_faster);
  tcase_add_test(tests, findings_one_after_the_other);
  tcase_add_test(tests, a_row_chooses_what_it_is_in);
  tcase_add_test(tests, values_are_the_last_that_were_written);
  tcase_add_test(tests, a_long_log_is_short_on_the_screen);
  tcase_add_test(tests, zeros_that_are_nan_are_drawn_as_such);
  tcase_add_test(tests, a_zero_without_a_gradient_is_nan);
  tcase_add_test(tests, little_is_enough);
  tcase_add_test(tests, the_lanes_stand);
  tcase_add_test(tests, a_log_is_not_changed);
  tcase_add_test(tests, keys_of_lanes_say_so);
  tcase_add_test(tests, the_cover_does_not_hide_it);
  tcase_add_test(tests, without_a_log_it_is_passed_over);
  tcase_add_test(tests, the_line_asks_for_a_file);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

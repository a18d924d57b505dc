/* SPDX-License-Identifier: MIT
 *
 * One lane alone: what its charts know of the past is what the run says of it, whatever was done in between; keys and
 * views. */
#include "app/focus.h"
#include "app/actions.h"
#include "app/scene.h"
#include "app/view.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct catalog *catalog;
static struct app app;

static void set_up(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  const struct app_options options = {.catalog = catalog, .cols = 80, .rows = 24, .paused = true};
  ck_assert(app_init(&app, &options, &error));
}

static void tear_down(void) {
  app_free(&app);
  catalog_destroy(catalog);
}

static void type(const char *line) {
  app_key(&app, ':');
  while (*line) app_key(&app, (unsigned char)*line++);
  app_key(&app, KEY_CODE_ENTER);
}

static void step(int steps) {
  for (; steps > 0; steps--) {
    app.held = 0;
    app_key(&app, KEY_CODE_RIGHT);
  }
}

static bool same(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

/* Every row of the past has its stability, and it is the run's. */
static void check_rows(const char *when) {
  const struct dh_run *run = app.lane[app.selected].run;
  const struct dh_row *recent;
  int count = dh_run_recent(run, &recent);
  ck_assert_msg(!app_is_working(&app), "%s: still computing", when);
  ck_assert_int_eq(app.focus.rows[app.focus.count - 1].step, app.step);
  for (int i = 0; i < count; i++) {
    struct dh_curvature expected[DH_RECENT];
    dh_run_stability(run, recent, count, expected);
    const struct dh_curvature *kept = focus_stability(&app.focus, recent[i].step);
    ck_assert_msg(kept && same(kept->eta_lambda, expected[i].eta_lambda) && same(kept->limit, expected[i].limit),
                  "%s: row %ld", when, recent[i].step);
  }
}

START_TEST(the_past_is_what_the_run_says) {
  type("view focus");
  check_rows("at first");
  step(5);
  check_rows("after five steps");
  type("lr 0.3");
  step(3);
  type("momentum 0.9");
  check_rows("after changes");
  app_key(&app, KEY_CODE_LEFT);
  app_key(&app, KEY_CODE_LEFT);
  check_rows("back");
  type("lr 0.7");
  step(4);
  check_rows("another way");
  app_key(&app, 'u');
  check_rows("undone");
  type("optim adam");
  step(3);
  check_rows("with a preconditioner");
  app_key(&app, KEY_CODE_TAB);
  check_rows("another lane");
  type("goto 3000");
  check_rows("far away");
  type("surface rosenbrock");
  check_rows("another surface");
  type("goto 40");
  check_rows("an explosion");
  app_key(&app, 'r');
  check_rows("restarted");
  app_key(&app, '!');
  check_rows("the demonstration");
}
END_TEST

/* The limit changes with what was set, not with the row's numbers: same row, another momentum. */
START_TEST(a_limit_of_other_settings_is_not_kept) {
  type("view focus");
  ck_assert_double_eq(focus_stability(&app.focus, 0)->limit, 2);
  type("momentum 0.5");
  ck_assert_double_eq(focus_stability(&app.focus, 0)->limit, 3);
  ck_assert_ptr_null(focus_stability(&app.focus, 1));
}
END_TEST

/* While one looks elsewhere a lane goes and another comes, at the same place of memory as like as not. */
START_TEST(another_run_at_the_same_place_is_another) {
  type("view focus");
  app_key(&app, '4');
  step(5);
  check_rows("of D");
  type("view compare");
  ck_assert_ptr_eq(app.focus.run, app.lane[3].run);
  app_key(&app, 'X');
  ck_assert_ptr_null(app.focus.run);
  app_key(&app, '1');
  app_key(&app, 'n');
  type("view focus");
  ck_assert_int_eq(app.selected, 3);
  check_rows("of a branch of A");
}
END_TEST

/* On data a second derivative is as long as its rows: what is not computed at once comes in slices. */
START_TEST(what_takes_long_comes_in_slices) {
  type("view focus");
  step(30);
  for (int i = 0; i < app.focus.count; i++) app.focus.rows[i].known = false;
  ck_assert(app_is_working(&app));
  ck_assert_ptr_null(focus_stability(&app.focus, 30));
  app_work(&app, 4);
  ck_assert_ptr_nonnull(focus_stability(&app.focus, 30)); /* the latest first */
  ck_assert_ptr_null(focus_stability(&app.focus, 29));
  for (int slices = 0; slices < 30; slices++) ck_assert(app_work(&app, 4) & EFFECT_REDRAW);
  check_rows("in slices");
}
END_TEST

/* B is a larger batch everywhere else. */
START_TEST(big_digits_are_of_this_view) {
  ck_assert_str_eq(action_for_key(&app, 'B')->name, "batch_more");
  type("view focus");
  ck_assert_str_eq(action_for_key(&app, 'B')->name, "big");
  app_key(&app, 'B');
  ck_assert(app.focus.big && app.layout.focus.big.h > 0);
  app_key(&app, 'B');
  ck_assert(!app.focus.big && app.layout.focus.big.h == 0);
  type("view overlay");
  ck_assert_str_eq(action_for_key(&app, 'B')->name, "batch_more");
}
END_TEST

static double ball_place(int lane) { return axis_place(&app.race.camera.x, app_row(&app, lane)->at[0]); }

/* One ball that is thrown out does not shrink the others to a dot; its own window does for itself. */
START_TEST(one_window_for_all) {
  type("view overlay");
  type("goto 40");
  ck_assert(app.lane[3].camera.x.log);
  ck_assert(!app.race.camera.x.log);
  for (int lane = 0; lane < 3; lane++) ck_assert(ball_place(lane) >= 0 && ball_place(lane) <= 1);
  ck_assert(ball_place(3) < 0 || ball_place(3) > 1);
  ck_assert_int_gt(app.race.samples.width, 0);
  for (int lane = 0; lane < 3; lane++) {
    app_key(&app, '1');
    app_key(&app, 'X');
  }
  ck_assert_int_eq(app.lane_count, 1);
  ck_assert(app.race.camera.x.log);
  app_key(&app, '(');
  ck_assert_int_eq(memcmp(&app.race.camera, &app.lane[0].camera, sizeof app.race.camera), 0);
}
END_TEST

/* Samples belong to the surface: a new one is not drawn with the old one's. */
START_TEST(the_window_follows_the_surface) {
  type("view overlay");
  type("surface (x-1)^2");
  ck_assert_ptr_eq(app.race.samples.surface, app_spec(&app, 0)->surface);
  type("surface himmelblau");
  ck_assert_ptr_eq(app.race.samples.surface, app_spec(&app, 0)->surface);
  ck_assert_int_gt(app.race.samples.height, 1);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("focus");
  TCase *tests = tcase_create("focus");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, the_past_is_what_the_run_says);
  tcase_add_test(tests, a_limit_of_other_settings_is_not_kept);
  tcase_add_test(tests, another_run_at_the_same_place_is_another);
  tcase_add_test(tests, what_takes_long_comes_in_slices);
  tcase_add_test(tests, big_digits_are_of_this_view);
  tcase_add_test(tests, one_window_for_all);
  tcase_add_test(tests, the_window_follows_the_surface);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

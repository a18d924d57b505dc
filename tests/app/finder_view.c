/* SPDX-License-Identifier: MIT
 *
 * The finder as a view: it is drawn as it runs, it starts anew with the lane, and what is chosen is what its rules say.
 */
#include "app/finder_view.h"

#include "app/messages.h"
#include "room.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double rate_of(int lane) { return dh_spec_number(app_spec(&app, lane), DH_LEARNING_RATE); }

static void setup(void) {
  room_open();
  app_key(&app, 'f');
  ck_assert_int_eq(app.view, VIEW_FINDER);
  app_key(&app, 'f'); /* one ball for all rates */
}

/* Where nothing is noisy fresh balls come first, elsewhere one ball for all, until somebody asks for one of them. */
START_TEST(what_comes_first_is_what_works) {
  app.finder->asked = false;
  app_key(&app, KEY_CODE_TAB); /* another lane: it begins anew */
  pass(1);
  ck_assert(app.finder->sweep);
  type("gradient_noise 6");
  pass(1);
  ck_assert(!app.finder->sweep);
  type("gradient_noise 0");
  pass(1);
  ck_assert(app.finder->sweep);
  type("find range");
  ck_assert(!app.finder->sweep);
  ck_assert_ptr_nonnull(strstr(app.message, "one ball"));
  app_key(&app, KEY_CODE_TAB);
  pass(1);
  ck_assert(!app.finder->sweep);
  type("find sweep");
  ck_assert(app.finder->sweep && !app.prompt.open);
  type("gradient_noise 6");
  pass(1);
  ck_assert(app.finder->sweep);
}
END_TEST

START_TEST(it_is_drawn_as_it_runs) {
  int before = 0;
  for (int frame = 0; frame < 20; frame++) {
    ck_assert(!finder_view_is_done(app.finder));
    pass(1);
    ck_assert_int_ge(finder_view_shown(app.finder), before);
    ck_assert_int_le(finder_view_shown(app.finder) - before, 3);
    before = finder_view_shown(app.finder);
  }
  ck_assert_int_gt(before, 20);
  ck_assert_int_eq(app_idle(&app), 0);
  pass(40);
  ck_assert(finder_view_is_done(app.finder));
  ck_assert(!app_is_working(&app));
  app.message[0] = '\0';
  ck_assert_int_lt(app_idle(&app), 0);
}
END_TEST

/* What cannot begin is said, in the one place that the view shows it from, and nothing else is claimed. */
START_TEST(what_cannot_begin_is_said) {
  app.finder->settings.value[DH_FINDER_NUM_IT] = -1; /* there is no other way to fail than memory */
  app.message[0] = '\0';
  app_key(&app, 'f');
  ck_assert_int_eq(app.message_tone, TONE_ERROR);
  ck_assert(!app.finder->sweep);
  ck_assert_int_ne(app.finder->error.code, DH_OK);
  dh_finder_defaults(&app.finder->settings);
  app_key(&app, 'f');
  ck_assert_int_ne(app.message_tone, TONE_ERROR);
  ck_assert(app.finder->sweep);
  ck_assert_int_eq(app.finder->error.code, DH_OK);
}
END_TEST

/* The lanes stand meanwhile, and go on where they were. */
START_TEST(the_lanes_wait) {
  ck_assert(app.running);
  pass(200);
  ck_assert_int_eq(app.step, 0);
  app_key(&app, KEY_CODE_ESCAPE);
  ck_assert_int_eq(app.view, VIEW_COMPARE);
  pass(100);
  ck_assert_int_gt(app.step, 0);
}
END_TEST

/* The reference is a search of its own. */
START_TEST(what_is_taken_is_what_the_rule_says) {
  struct dh_error error;
  struct dh_suggestion suggestion;
  pass(60);
  struct dh_finder *finder = dh_finder_create(app_spec(&app, 1), &app.finder->settings, &error);
  ck_assert_ptr_nonnull(finder);
  dh_finder_advance(finder, DH_FINDER_POINTS_MAX);
  dh_finder_suggest(finder, (enum dh_finder_rule)_i, &suggestion);
  dh_finder_destroy(finder);
  ck_assert_int_eq(suggestion.reason, DH_FINDER_SUGGESTED);
  press(KEY_CODE_UP, 20);
  press(KEY_CODE_DOWN, _i);
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_double_eq(rate_of(1), suggestion.rate);
  ck_assert_double_eq(rate_of(0), 0.01);
  ck_assert_int_eq(app.view, VIEW_COMPARE);
  ck_assert_int_eq(app.message_tone, TONE_DONE);
  app_key(&app, 'u');
  ck_assert_double_eq(rate_of(1), 0.1);
}
END_TEST

/* On a noiseless parabola the range test ends at its last rate, 8.3, though the edge is at 1. */
START_TEST(the_true_limit_stands_beside_it) {
  int count;
  pass(60);
  const struct dh_finder_point *points = dh_finder_points(app.finder->test, &count);
  ck_assert_int_eq(count, 100);
  ck_assert_double_gt(points[count - 1].rate, 8.3);
  press(KEY_CODE_DOWN, 20);
  ck_assert(app.finder->found[app.finder->chosen].limit);
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_double_eq(rate_of(1), 1);
}
END_TEST

/* Valley, 0.0012, would not arrive; steep and minimum/10 would, and the larger is below the limit. */
START_TEST(enter_at_once_takes_a_rate_that_arrives) {
  pass(60);
  ck_assert_str_eq(app.finder->found[app.finder->chosen].name, "minimum/10");
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_double_gt(rate_of(1), 0.3);
  ck_assert_double_lt(rate_of(1), 1);
}
END_TEST

START_TEST(a_fresh_ball_for_each_rate) {
  app_key(&app, 'f');
  ck_assert(app.finder->sweep);
  pass(60);
  ck_assert(finder_view_is_done(app.finder));
  ck_assert_int_eq(app.finder->found[0].letter, 'B');
  ck_assert_double_eq_tol(app.finder->found[0].rate, 0.5, 0.05);
  app_key(&app, 'f');
  ck_assert(!app.finder->sweep && !finder_view_is_done(app.finder));
}
END_TEST

START_TEST(it_starts_anew_with_the_lane) {
  pass(60);
  app_key(&app, KEY_CODE_TAB);
  ck_assert(app_is_working(&app));
  pass(1);
  ck_assert(!finder_view_is_done(app.finder));
  ck_assert(dh_spec_same(&app.finder->spec, app_spec(&app, 2)));
  pass(60);
  type("surface rosenbrock");
  pass(60);
  ck_assert(finder_view_is_done(app.finder));
  ck_assert_double_eq_tol(dh_edge_choose(app.finder->edges)->rate, 0.002, 1e-5);
}
END_TEST

START_TEST(it_can_be_stopped_and_gone_through) {
  pass(10);
  int shown = finder_view_shown(app.finder);
  app_key(&app, ' ');
  pass(10);
  ck_assert_int_eq(finder_view_shown(app.finder), shown);
  press(KEY_CODE_RIGHT, 2);
  ck_assert_int_eq(finder_view_shown(app.finder), shown + 2);
  press(KEY_CODE_LEFT, 200);
  ck_assert_int_eq(finder_view_shown(app.finder), 0);
  press(KEY_CODE_RIGHT, 500);
  ck_assert(finder_view_is_done(app.finder));
  app_key(&app, 'r');
  ck_assert_int_eq(finder_view_shown(app.finder), 0);
  pass(5);
  ck_assert_int_gt(finder_view_shown(app.finder), 0);
}
END_TEST

START_TEST(nothing_is_taken_before_the_end) {
  pass(10);
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_int_eq(app.view, VIEW_FINDER);
  ck_assert_int_eq(app.message_tone, TONE_HINT);
  ck_assert_double_eq(rate_of(1), 0.1);
}
END_TEST

/* Where there is no number to be had, and no limit. */
START_TEST(nan_is_a_result) {
  static const char *const surfaces[] = {"surface sqrt(-1-x^2)", "surface 0*x", "surface 1/x - 1/x", "surface -x^2"};
  type(surfaces[_i % 4]);
  if (_i >= 4) app_key(&app, 'f');
  pass(80);
  double before = rate_of(app.selected);
  ck_assert(finder_view_is_done(app.finder));
  for (int i = 0; i < app.finder->found_count; i++)
    ck_assert(app.finder->found[i].letter == ' ' || !isinf(app.finder->found[i].rate));
  app_key(&app, KEY_CODE_ENTER);
  ck_assert(app.view == VIEW_COMPARE || rate_of(app.selected) == before);
}
END_TEST

START_TEST(settings_are_typed) {
  type("find end_lr 100");
  ck_assert(!app.prompt.open);
  ck_assert_double_eq(app.finder->settings.value[DH_FINDER_END_LR], 100);
  pass(60);
  int count;
  ck_assert_double_gt(dh_finder_points(app.finder->test, &count)[count - 1].rate, 1);
  static const char *const wrong[] = {"find end_lr abc", "find end_lr",   "find foo 3",
                                      "find num_it 3.5", "find end_lr 0", "find end_lr 1e999"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    type(wrong[i]);
    ck_assert_msg(app.message_tone == TONE_ERROR && app.prompt.open, "%s: %s", wrong[i], app.message);
    ck_assert_double_eq(app.finder->settings.value[DH_FINDER_END_LR], 100);
    app_key(&app, KEY_CODE_ESCAPE);
  }
  pass(60);
  ck_assert(finder_view_is_done(app.finder));
}
END_TEST

/* Slices of any size come to the same. */
START_TEST(slices_do_not_matter) {
  int count, small;
  pass(60);
  struct dh_finder_point points[100];
  memcpy(points, dh_finder_points(app.finder->test, &count), 100 * sizeof *points);
  app_key(&app, 'f');
  app_key(&app, 'f');
  for (int i = 0; i < 300; i++) app_work(&app, 1);
  ck_assert_int_eq(memcmp(points, dh_finder_points(app.finder->test, &small), 100 * sizeof *points), 0);
  ck_assert_int_eq(count, small);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("finder_view");
  TCase *tests = tcase_create("finder_view");
  tcase_add_checked_fixture(tests, setup, room_close);
  tcase_add_test(tests, what_comes_first_is_what_works);
  tcase_add_test(tests, it_is_drawn_as_it_runs);
  tcase_add_test(tests, the_lanes_wait);
  tcase_add_test(tests, what_cannot_begin_is_said);
  tcase_add_loop_test(tests, what_is_taken_is_what_the_rule_says, 0, DH_FINDER_RULES);
  tcase_add_test(tests, the_true_limit_stands_beside_it);
  tcase_add_test(tests, a_fresh_ball_for_each_rate);
  tcase_add_test(tests, enter_at_once_takes_a_rate_that_arrives);
  tcase_add_test(tests, it_starts_anew_with_the_lane);
  tcase_add_test(tests, it_can_be_stopped_and_gone_through);
  tcase_add_test(tests, nothing_is_taken_before_the_end);
  tcase_add_loop_test(tests, nan_is_a_result, 0, 8);
  tcase_add_test(tests, settings_are_typed);
  tcase_add_test(tests, slices_do_not_matter);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * How high a linear loss axis reaches, and what stands on its floor. */
#include "stage.h"

#include "app/scene.h"
#include "panes/chart.h"

#include <math.h>

static struct chart_scale scale_at(struct stage *stage, const char *scene, long step) {
  char line[64];
  snprintf(line, sizeof line, ":scene %s |", scene);
  stage_play(stage, line);
  scene_goto(&stage->app, step);
  return loss_scale(&stage->app, 0, stage->app.lane_count);
}

/* A loss that soars and lands is seen whole once it has come down, and stays so. */
START_TEST(a_flight_is_seen_whole) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  ck_assert_double_eq_tol(scale_at(&stage, "catapult", 2).high, 0.72, 1e-12);
  static const long steps[] = {9, 20, 40};
  for (int i = 0; i < 3; i++) ck_assert_double_eq_tol(scale_at(&stage, "catapult", steps[i]).high, 11.52, 1e-12);
  stage_close(&stage);
}
END_TEST

/* One that only grows presses nobody flat, nor does one that is infinite. */
START_TEST(an_explosion_moves_no_axis) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  for (long step = 0; step <= 60; step++) ck_assert_double_eq(scale_at(&stage, "four_rates", step).high, 18);
  (void)scale_at(&stage, "catapult", 40);
  ck_assert_double_eq_tol(loss_scale(&stage.app, 1, 1).high, 0.72, 1e-12);
  stage_close(&stage);
}
END_TEST

/* The demonstration's axis ends where the next format does, and stays there until a loss has left that behind. */
START_TEST(an_axis_of_formats_ends_where_one_does) {
  static const struct {
    long step;
    double high;
  } ends[] = {{0, 5}, {6, 5}, {7, 39}, {62, 39}, {63, 308}, {511, 308}, {1024, 308}};
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    struct chart_scale scale = scale_at(&stage, "way_to_nan", ends[i].step);
    ck_assert(scale.log);
    ck_assert_double_eq(scale.low, 0);
    ck_assert_msg(scale.high == ends[i].high, "step %ld: to 1e%g", ends[i].step, scale.high);
  }
  stage_close(&stage);
}
END_TEST

/* A file tells a minimum's value in so many digits; the ball comes a little lower. */
START_TEST(a_ball_at_the_minimum_stands_on_the_floor) {
  struct stage stage;
  stage_open(&stage, 80, 24, GLYPHS_BRAILLE);
  struct chart_scale scale = scale_at(&stage, "local_minimum", 72);
  double loss = app_row(&stage.app, 2)->loss;
  ck_assert_double_lt(loss, scale.low);
  ck_assert_double_eq(chart_place(&scale, loss), 0);
  ck_assert_double_lt(chart_place(&scale, scale.low - 0.05 * (scale.high - scale.low)), 0);
  ck_assert(isnan(chart_place(&scale, (double)NAN)));
  ck_assert_double_lt(chart_place(&scale, -HUGE_VAL), 0);
  stage_close(&stage);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("loss");
  TCase *tests = tcase_create("loss");
  tcase_add_test(tests, a_flight_is_seen_whole);
  tcase_add_test(tests, an_explosion_moves_no_axis);
  tcase_add_test(tests, an_axis_of_formats_ends_where_one_does);
  tcase_add_test(tests, a_ball_at_the_minimum_stands_on_the_floor);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

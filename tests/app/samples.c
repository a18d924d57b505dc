/* SPDX-License-Identifier: MIT
 *
 * Levels of a picture: every surface uses all of them, their borders ascend and are short to read, and what is no
 * number is no level. */
#include "app/scene.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEVELS = SAMPLES_BORDERS + 1, WIDE = 64, TALL = 24 };

struct stage {
  struct catalog *catalog;
  struct app app;
  struct samples samples;
};

static void stage_open(struct stage *stage, const char *surface) {
  struct dh_error error;
  char line[128];
  memset(stage, 0, sizeof *stage);
  stage->catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(stage->catalog);
  const struct app_options options = {.catalog = stage->catalog, .cols = 80, .rows = 24, .paused = true};
  ck_assert(app_init(&stage->app, &options, &error));
  snprintf(line, sizeof line, ":surface %s", surface);
  for (const char *key = line; *key; key++) app_key(&stage->app, (unsigned char)*key);
  app_key(&stage->app, KEY_CODE_ENTER);
  const struct lane *lane = &stage->app.lane[0];
  samples_take(&stage->app, &stage->samples, dh_run_initial(lane->run)->surface, &lane->camera,
               (struct rect){0, 0, WIDE, TALL});
  ck_assert_int_eq(stage->samples.width, WIDE);
  ck_assert_int_eq(stage->samples.height, 2 * layout_picture((struct rect){0, 0, WIDE, TALL}).h);
}

static void stage_close(struct stage *stage) {
  samples_free(&stage->samples);
  app_free(&stage->app);
  catalog_destroy(stage->catalog);
}

/* The share of the picture at each level. */
static void shares(const struct samples *samples, double share[LEVELS]) {
  int count = samples->width * samples->height;
  for (int level = 0; level < LEVELS; level++) share[level] = 0;
  for (int i = 0; i < count; i++)
    if (samples->level[i] < LEVELS) share[samples->level[i]] += 1.0 / count;
}

static const char *const smooth[] = {"rosenbrock", "beale", "himmelblau", "rastrigin", "saddle", "cliff_2d", "ravine"};

START_TEST(every_level_is_used) {
  struct stage stage;
  double share[LEVELS];
  stage_open(&stage, smooth[_i]);
  shares(&stage.samples, share);
  for (int level = 0; level < LEVELS; level++) {
    double due = (2 * level + 1) / 64.0;
    ck_assert_msg(share[level] > 0.4 * due && share[level] < 1.8 * due + 0.01, "%s: %g of the picture at level %d",
                  smooth[_i], share[level], level);
  }
  stage_close(&stage);
}
END_TEST

START_TEST(borders_are_short_and_ascend) {
  struct stage stage;
  stage_open(&stage, smooth[_i]);
  for (int k = 0; k < SAMPLES_BORDERS; k++) {
    char number[32];
    snprintf(number, sizeof number, "%.3g", stage.samples.border[k]);
    ck_assert_msg(fabs(strtod(number, NULL) - stage.samples.border[k]) < 1e-9 * fabs(stage.samples.border[k]) + 1e-12,
                  "%s: %.17g", smooth[_i], stage.samples.border[k]);
    if (k > 0) ck_assert(stage.samples.border[k] > stage.samples.border[k - 1]);
  }
  stage_close(&stage);
}
END_TEST

/* The level says how many borders are lower, the rise how many of the samples are. */
START_TEST(levels_and_rises_follow_the_loss) {
  struct stage stage;
  stage_open(&stage, smooth[_i]);
  const struct samples *samples = &stage.samples;
  for (int i = 0; i < samples->width * samples->height; i++) {
    int lower = 0;
    for (int k = 0; k < SAMPLES_BORDERS; k++) lower += samples->border[k] < samples->value[i];
    ck_assert_int_eq(samples->level[i], lower);
    ck_assert(samples->rise[i] >= 0 && samples->rise[i] <= 1);
    if (lower > 0) ck_assert(samples->rise[i] >= samples->border_rise[lower - 1]);
    if (lower < SAMPLES_BORDERS) ck_assert(samples->rise[i] <= samples->border_rise[lower]);
    if (i > 0 && samples->value[i] > samples->value[i - 1]) ck_assert(samples->rise[i] >= samples->rise[i - 1]);
  }
  stage_close(&stage);
}
END_TEST

/* Two pictures of one window have the same levels, whatever their sizes. */
START_TEST(levels_do_not_hang_on_the_size) {
  struct stage stage;
  struct samples other = {0};
  stage_open(&stage, smooth[_i]);
  const struct lane *lane = &stage.app.lane[0];
  samples_take(&stage.app, &other, dh_run_initial(lane->run)->surface, &lane->camera, (struct rect){0, 0, 31, 10});
  for (int k = 0; k < SAMPLES_BORDERS; k++) ck_assert(other.border[k] == stage.samples.border[k]);
  samples_free(&other);
  stage_close(&stage);
}
END_TEST

START_TEST(a_plain_is_low) {
  struct stage stage;
  stage_open(&stage, "0*x+0*y+5");
  for (int i = 0; i < stage.samples.width * stage.samples.height; i++) {
    ck_assert_int_eq(stage.samples.level[i], 0);
    ck_assert(stage.samples.rise[i] == 0);
  }
  stage_close(&stage);
}
END_TEST

START_TEST(what_is_no_number_is_no_level) {
  struct stage stage;
  stage_open(&stage, "log(x)+y^2");
  int nowhere = 0;
  for (int i = 0; i < stage.samples.width * stage.samples.height; i++) {
    bool nan = isnan(stage.samples.value[i]);
    nowhere += nan;
    ck_assert_int_eq(stage.samples.level[i] == 255, nan);
    ck_assert_int_eq(isnan(stage.samples.rise[i]), nan);
  }
  ck_assert_int_gt(nowhere, 100);
  stage_close(&stage);
  stage_open(&stage, "sqrt(-1-x^2-y^2)"); /* nothing is a number */
  for (int i = 0; i < stage.samples.width * stage.samples.height; i++) ck_assert_int_eq(stage.samples.level[i], 255);
  stage_close(&stage);
}
END_TEST

START_TEST(infinity_is_the_highest_level) {
  struct stage stage;
  stage_open(&stage, "exp(exp(3*x))+y");
  int high = 0;
  for (int i = 0; i < stage.samples.width * stage.samples.height; i++) {
    if (!isinf(stage.samples.value[i])) continue;
    high++;
    ck_assert_int_eq(stage.samples.level[i], LEVELS - 1);
    ck_assert(stage.samples.rise[i] == 1);
  }
  ck_assert_int_gt(high, 100);
  stage_close(&stage);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("app/samples");
  TCase *tests = tcase_create("samples");
  enum { SMOOTH = sizeof smooth / sizeof *smooth };
  tcase_add_loop_test(tests, every_level_is_used, 0, SMOOTH);
  tcase_add_loop_test(tests, borders_are_short_and_ascend, 0, SMOOTH);
  tcase_add_loop_test(tests, levels_and_rises_follow_the_loss, 0, SMOOTH);
  tcase_add_loop_test(tests, levels_do_not_hang_on_the_size, 0, SMOOTH);
  tcase_add_test(tests, a_plain_is_low);
  tcase_add_test(tests, what_is_no_number_is_no_level);
  tcase_add_test(tests, infinity_is_the_highest_level);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

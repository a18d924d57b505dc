/* SPDX-License-Identifier: MIT
 *
 * Aids for teaching: the cover, ghosts, placing the start, cameras by hand, the card. */
#include "app/scene.h"

#include <check.h>
#include <math.h>
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

static void pass(double seconds) {
  for (long frames = lround(seconds * 30); frames > 0; frames--) app_tick(&app, 1000000 / 30 + 1);
}

static void press(const char *keys) {
  for (; *keys; keys++) {
    app_tick(&app, 200000); /* pressed, not held */
    app_key(&app, (unsigned char)*keys);
  }
}

static void press_key(uint32_t key, int times) {
  while (times-- > 0) {
    app_tick(&app, 200000);
    app_key(&app, key);
  }
}

static void type(const char *line) {
  app_key(&app, ':');
  while (*line) app_key(&app, (unsigned char)*line++);
  app_key(&app, KEY_CODE_ENTER);
}

/* --- cover --- */

START_TEST(test_cover_stops_and_goes_on) {
  pass(4.5);
  long step = app.step;
  ck_assert_int_ge(step, 2);
  press("h");
  ck_assert(app_covered(&app));
  pass(10);
  ck_assert_int_eq(app.step, step);
  press("h");
  ck_assert(!app_covered(&app));
  pass(3);
  ck_assert_int_gt(app.step, step);
}
END_TEST

/* Balls and curves that move would be the answer. */
START_TEST(test_cover_lets_nothing_move_on) {
  pass(4.5);
  type("goto 9");
  type("goto 2");
  press("h");
  static const char *const ways[] = {" ", "]", "."};
  for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
    press(ways[i]);
    ck_assert_str_eq(app.message, "covered: h shows it");
    pass(5);
    ck_assert_int_eq(app.step, 2);
    ck_assert(!app.running);
  }
  press_key(KEY_CODE_RIGHT, 30);
  type("goto 9");
  ck_assert_int_eq(app.step, 2);
  app_key(&app, KEY_CODE_ESCAPE);
  press_key(KEY_CODE_LEFT, 1); /* what was seen may be seen again */
  ck_assert_int_eq(app.step, 1);
  press("h ");
  pass(3);
  ck_assert_int_gt(app.step, 1);
}
END_TEST

START_TEST(test_cover_keeps_the_card) {
  pass(60);
  ck_assert_int_eq(app.step, 60);
  ck_assert_int_eq(app.overlay, OVERLAY_CARD);
  press("h");
  pass(5);
  ck_assert_int_eq(app.overlay, OVERLAY_NONE);
  ck_assert_ptr_null(strstr(app.message, "slow"));
  press("h");
  ck_assert_int_eq(app.overlay, OVERLAY_CARD);
  ck_assert_ptr_nonnull(strstr(text_string(&app.card), "slow"));
  press("h");
  ck_assert_int_eq(app.overlay, OVERLAY_NONE);
}
END_TEST

START_TEST(test_cover_keeps_what_broke) {
  press("!");
  pass(60);
  ck_assert_int_eq(app.step, 7);
  press("h");
  ck_assert_ptr_null(strstr(app.message, "384"));
  press("h");
  ck_assert_int_eq(app.step, 7);
  ck_assert(!app.running);
  ck_assert_ptr_nonnull(strstr(app.message, "384"));
}
END_TEST

/* Finder and map run ahead of the lanes. */
START_TEST(test_cover_keeps_what_lies_ahead) {
  press("gh");
  ck_assert(app_covered(&app));
  ck_assert_int_eq(app.view, VIEW_COMPARE);
  press("f");
  ck_assert_int_eq(app.view, VIEW_COMPARE);
  for (int i = 0; i < 2 * VIEW_COUNT; i++) {
    press(i < VIEW_COUNT ? "v" : "V");
    ck_assert(app.view != VIEW_FINDER && app.view != VIEW_MAP);
  }
  press("hf");
  ck_assert_int_eq(app.view, VIEW_FINDER);
}
END_TEST

START_TEST(test_cover_keeps_advice) {
  press(" 4");
  press_key(KEY_CODE_RIGHT, 5);
  press("hy");
  ck_assert_double_eq(dh_spec_number(app_spec(&app, 3), DH_LEARNING_RATE), 1.1);
  press("hy");
  ck_assert_double_eq(dh_spec_number(app_spec(&app, 3), DH_LEARNING_RATE), 0.5);
}
END_TEST

/* --- ghosts --- */

START_TEST(test_ghost_is_the_former_run) {
  press(" ");
  press_key(KEY_CODE_RIGHT, 10);
  const struct dh_row *rows;
  struct dh_row kept[11];
  ck_assert_int_eq(dh_run_recent(app.lane[3].run, &rows), 11);
  memcpy(kept, rows, sizeof kept);
  press("r");
  const struct ghost *ghost = &app.lane[3].ghost;
  ck_assert_int_eq(ghost->count, 11);
  ck_assert_int_eq(memcmp(ghost->row, kept, sizeof kept), 0);
  press("r"); /* it has gone nowhere since */
  ck_assert_int_eq(app.lane[3].ghost.count, 11);
  press_key(KEY_CODE_RIGHT, 2);
  press("R");
  ck_assert_int_eq(app.lane[3].ghost.count, 3);
  press_key(KEY_CODE_RIGHT, 3);
  type("start 1");
  ck_assert_int_eq(app.lane[0].ghost.count, 4);
  press("s");
  ck_assert_int_eq(app.lane[0].ghost.count, 0);
}
END_TEST

START_TEST(test_ghost_of_a_long_run_is_thin) {
  type("max_steps 20000");
  type("goto 20000");
  press("r");
  for (int i = 0; i < 4; i++) {
    const struct ghost *ghost = &app.lane[i].ghost;
    ck_assert_int_gt(ghost->count, 100);
    ck_assert_int_le(ghost->count, 256);
    ck_assert_int_eq(ghost->row[0].step, 0);
    ck_assert_int_eq(ghost->row[ghost->count - 1].step, 20000);
    for (int k = 1; k < ghost->count; k++) ck_assert_int_gt(ghost->row[k].step, ghost->row[k - 1].step);
  }
  press("X"); /* the lanes behind it keep their own */
  ck_assert_int_eq(app.lane[1].ghost.row[0].step, 0);
  press("e1");
  ck_assert_int_eq(app.lane[1].ghost.count, 0);
}
END_TEST

/* --- placing --- */

START_TEST(test_placing) {
  press(" ");
  press_key(KEY_CODE_RIGHT, 5);
  press("P");
  ck_assert(app.placing.on);
  ck_assert_double_eq(app.placing.at[0], 2);
  press_key(KEY_CODE_RIGHT, 2);
  ck_assert_double_eq(app.placing.at[0], 4);
  ck_assert_ptr_nonnull(strstr(app.message, "w = 4, loss 1"));
  ck_assert_int_eq(app.step, 5); /* nothing has happened yet */
  press_key(KEY_CODE_ENTER, 1);
  ck_assert(!app.placing.on);
  ck_assert_int_eq(app.step, 0);
  for (int i = 0; i < 4; i++) ck_assert_double_eq(app_row(&app, i)->at[0], 4);
  ck_assert_int_eq(app.lane[0].ghost.count, 6);
  press("u");
  ck_assert_int_eq(app.step, 5);
  ck_assert_double_eq(dh_run_initial(app.lane[0].run)->start[0], 2);
}
END_TEST

START_TEST(test_placing_is_left) {
  press(" ");
  press_key(KEY_CODE_RIGHT, 20);
  struct camera before = app.lane[3].camera;
  ck_assert(!camera_is_home(&before, &app.lane[3].home));
  press("P");
  ck_assert(camera_is_home(app_camera(&app, 3), &app.lane[3].home));
  press_key(KEY_CODE_LEFT, 7);
  press_key(KEY_CODE_ESCAPE, 1);
  ck_assert(!app.placing.on);
  ck_assert_int_eq(app.step, 20);
  ck_assert_int_eq(memcmp(&before, &app.lane[3].camera, sizeof before), 0);
  press("P5X"); /* another lane, or one less, while it is placed */
  press_key(KEY_CODE_ESCAPE, 1);
  ck_assert_int_eq(app.lane_count, 3);
}
END_TEST

/* Held, it runs; at the edge the picture moves with it; the clock stands. */
START_TEST(test_placing_pans) {
  press("P");
  for (int i = 0; i < 60; i++) app_key(&app, KEY_CODE_RIGHT);
  ck_assert_double_gt(app.placing.at[0], 100);
  double place = axis_place(&app_camera(&app, 0)->x, app.placing.at[0]);
  ck_assert(place >= 0 && place <= 1);
  pass(20);
  ck_assert_int_eq(app.step, 0);
  for (int i = 0; i < 400; i++) press("("), app_key(&app, KEY_CODE_LEFT);
  ck_assert(isfinite(app.placing.at[0]));
  press_key(KEY_CODE_ENTER, 1);
  ck_assert(!app.placing.on);
}
END_TEST

START_TEST(test_placing_on_a_plane) {
  type("surface rosenbrock");
  press("P");
  press_key(KEY_CODE_RIGHT, 1);
  press_key(KEY_CODE_UP, 2);
  double x = app.placing.at[0], y = app.placing.at[1];
  ck_assert_double_gt(x, -1.2);
  ck_assert_double_gt(y, 1);
  press_key(KEY_CODE_SPACE, 1);
  ck_assert_double_eq(app_row(&app, 1)->at[0], x);
  ck_assert_double_eq(app_row(&app, 1)->at[1], y);
}
END_TEST

/* Where there is no number, that is said, not hidden. */
START_TEST(test_placing_on_nothing) {
  type("surface log(x)+x^2");
  type("start 1");
  press("P");
  press_key(KEY_CODE_LEFT, 12);
  ck_assert_double_lt(app.placing.at[0], 0);
  ck_assert_ptr_nonnull(strstr(app.message, "nan"));
}
END_TEST

/* --- cameras --- */

START_TEST(test_zoom_keeps_the_ball_in_its_place) {
  type("surface rosenbrock");
  press(" 2");
  const struct camera *camera = &app.lane[1].camera;
  const double *at = app_row(&app, 1)->at;
  double x = axis_place(&camera->x, at[0]), y = axis_place(&camera->y, at[1]);
  for (int i = 0; i < 5; i++) {
    press(")");
    ck_assert_double_eq_tol(axis_place(&camera->x, at[0]), x, 1e-9);
    ck_assert_double_eq_tol(axis_place(&camera->y, at[1]), y, 1e-9);
  }
  ck_assert_double_eq_tol(camera->x.high - camera->x.low, (app.lane[1].home.x.high - app.lane[1].home.x.low) / 32,
                          1e-9);
  struct camera chosen = *camera;
  press("r"); /* what was chosen by hand stays */
  ck_assert_int_eq(memcmp(&chosen, &app.lane[1].camera, sizeof chosen), 0);
  ck_assert(!app.lane[0].camera_by_hand);
  press("F");
  ck_assert(camera_is_home(&app.lane[1].camera, &app.lane[1].home));
}
END_TEST

/* --- the card --- */

START_TEST(test_card_lines_up) {
  type("optim adam");
  type("warmup_ratio 0.1");
  pass(90);
  ck_assert_int_eq(app.overlay, OVERLAY_CARD);
  int column = -1;
  const char *line = text_string(&app.card);
  for (int i = 0; i < app.lane_count; i++) {
    const char *end = strchr(line, '\n'), *loss = strstr(line, "loss ");
    ck_assert_ptr_nonnull(loss);
    ck_assert_ptr_nonnull(end);
    ck_assert(loss < end);
    if (column < 0) column = (int)(loss - line);
    ck_assert_int_eq(loss - line, column);
    line = end + 1;
  }
  ck_assert_ptr_nonnull(strstr(text_string(&app.card), "w 4.107 of 5"));
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("teach");
  TCase *tests = tcase_create("teach");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, test_cover_stops_and_goes_on);
  tcase_add_test(tests, test_cover_lets_nothing_move_on);
  tcase_add_test(tests, test_cover_keeps_the_card);
  tcase_add_test(tests, test_cover_keeps_what_broke);
  tcase_add_test(tests, test_cover_keeps_what_lies_ahead);
  tcase_add_test(tests, test_cover_keeps_advice);
  tcase_add_test(tests, test_ghost_is_the_former_run);
  tcase_add_test(tests, test_ghost_of_a_long_run_is_thin);
  tcase_add_test(tests, test_placing);
  tcase_add_test(tests, test_placing_is_left);
  tcase_add_test(tests, test_placing_pans);
  tcase_add_test(tests, test_placing_on_a_plane);
  tcase_add_test(tests, test_placing_on_nothing);
  tcase_add_test(tests, test_zoom_keeps_the_ball_in_its_place);
  tcase_add_test(tests, test_card_lines_up);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

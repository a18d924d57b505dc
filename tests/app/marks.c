/* SPDX-License-Identifier: MIT
 *
 * What happened when, and going from one to the next; and the mouse, which acts on what is under it. */
#include "app/marks.h"

#include "app/actions.h"

#include <check.h>
#include <math.h>
#include <string.h>

static struct catalog *catalog;
static struct app app;

static void setup(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  const struct app_options options = {.catalog = catalog, .cols = 80, .rows = 24, .paused = true};
  ck_assert(app_init(&app, &options, &error));
  app.mouse = true;
}

static void teardown(void) {
  app_free(&app);
  catalog_destroy(catalog);
}

static void type(const char *line) {
  app_key(&app, ':');
  while (*line) app_key(&app, (unsigned char)*line++);
  app_key(&app, KEY_CODE_ENTER);
}

START_TEST(changes_are_visited) {
  type("goto 12");
  app_key(&app, KEY_CODE_UP);
  type("goto 30");
  app_key(&app, '3');
  app_key(&app, 'W');
  type("goto 35"); /* from 36 on B is called something else */
  app_key(&app, '[');
  ck_assert_int_eq(app.step, 30);
  ck_assert_str_eq(app.message, "C: warmup_ratio=0.05");
  app_key(&app, '[');
  ck_assert_int_eq(app.step, 12);
  ck_assert_str_eq(app.message, "B: learning_rate=0.12");
  app_key(&app, '[');
  ck_assert_int_eq(app.step, 0);
  app_key(&app, '[');
  ck_assert_int_eq(app.step, 0);
  app_key(&app, ']');
  app_key(&app, ']');
  ck_assert_int_eq(app.step, 30);
  app_key(&app, ']');
  ck_assert_int_eq(app.step, 30); /* nothing is known of what comes */
  type("event previous");
  ck_assert_int_eq(app.step, 12);
  app_key(&app, '2');
  app_key(&app, KEY_CODE_DOWN); /* here the future becomes another one, in this lane */
  type("event");
  ck_assert_int_eq(app.step, 30);
}
END_TEST

/* Explosions are remembered when one goes back before them; a change there forgets them. */
START_TEST(explosions_are_visited) {
  static const long fp16[] = {7, 13, 14, 15};
  app_key(&app, '!');
  app_key(&app, ' ');
  type("goto 1023");
  type("goto 0");
  for (size_t i = 0; i < 4; i++) {
    app_key(&app, ']');
    ck_assert_int_eq(app.step, fp16[i]);
    ck_assert_ptr_nonnull(strstr(app.message, "A: "));
  }
  app_key(&app, ']');
  ck_assert_int_eq(app.step, 63);
  type("goto 3");
  app_key(&app, '1');
  type("lr 0.1");
  app_key(&app, ']');
  ck_assert_int_eq(app.step, 63);
}
END_TEST

/* Another verdict is noted while it runs, once, though the run passes there again. */
START_TEST(verdicts_are_visited) {
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 60; i++) {
      app.held = 0;
      app_key(&app, KEY_CODE_RIGHT);
    }
    type("goto 0");
  }
  ck_assert_int_eq(app.lane[1].marks.count, 1);
  long step = app.lane[1].marks.at[0].step;
  app_key(&app, '2');
  app_key(&app, ']');
  ck_assert_int_eq(app.step, step);
  ck_assert_str_eq(app.message, "B: converged");
}
END_TEST

/* The cover hides what happens: only changes are visited, and nothing else is told. */
/* What has been seen of a run is known when `u` or `0` brings it back. */
START_TEST(marks_come_back_with_the_run) {
  for (int i = 0; i < 60; i++) {
    app.held = 0;
    app_key(&app, KEY_CODE_RIGHT);
  }
  const int count = app.lane[1].marks.count;
  ck_assert_int_gt(count, 0);
  const struct lane_mark last = app.lane[1].marks.at[count - 1];
  app_key(&app, '2');
  app_key(&app, 'r');
  app_key(&app, 'u');
  ck_assert_int_eq(app.lane[1].marks.count, count);
  ck_assert_int_eq(app.lane[1].marks.at[count - 1].step, last.step);
  app_key(&app, '0');
  ck_assert_int_eq(app.lane[1].marks.count, count);
  type("goto 1");
  app_key(&app, KEY_CODE_UP);
  ck_assert_int_lt(app.lane[1].marks.count, count); /* another future */
  app_key(&app, '0');
  ck_assert_int_eq(app.lane[1].marks.count, count);
}
END_TEST

START_TEST(the_cover_hides_what_happened) {
  app_key(&app, '!');
  app_key(&app, ' ');
  app_key(&app, '1');
  type("goto 13");
  app_key(&app, 'W');
  type("goto 100");
  app_key(&app, 'h');
  ck_assert(app_covered(&app));
  app_key(&app, '[');
  ck_assert_int_eq(app.step, 13);
  ck_assert_str_eq(app.message, "A: warmup_ratio=0.05");
  app_key(&app, '[');
  ck_assert_int_eq(app.step, 0);
}
END_TEST

/* A jump finds what steps find, wherever it begins, and going there again finds nothing more. */
START_TEST(a_jump_marks_what_steps_mark) {
  struct lane_marks stepped[4];
  for (int i = 0; i < 60; i++) {
    app.held = 0;
    app_key(&app, KEY_CODE_RIGHT);
  }
  for (int i = 0; i < 4; i++) stepped[i] = app.lane[i].marks;
  app_key(&app, 'r');
  ck_assert_int_eq(app.lane[1].marks.count, 0);
  type(_i == 0 ? "goto 60" : "goto 7");
  if (_i == 1) type("goto 3");
  type("goto 60");
  type("goto 20");
  type("goto 60");
  for (int i = 0; i < 4; i++) {
    ck_assert_int_eq(app.lane[i].marks.count, stepped[i].count);
    for (int k = 0; k < stepped[i].count; k++) {
      ck_assert_int_eq(app.lane[i].marks.at[k].step, stepped[i].at[k].step);
      ck_assert_int_eq(app.lane[i].marks.at[k].what, stepped[i].at[k].what);
    }
  }
  ck_assert_int_gt(stepped[1].count, 0);
}
END_TEST

/* Of a long way only some places are looked at: the mark is near enough for the time line. */
START_TEST(a_long_jump_marks_verdicts_too) {
  type("max_steps 100000");
  type("goto 100000");
  ck_assert_int_eq(app.lane[1].marks.count, 1);
  ck_assert_int_lt(app.lane[1].marks.at[0].step, 60);
  ck_assert_int_eq(app.lane[1].marks.at[0].what, DH_VERDICT_CONVERGED);
}
END_TEST

/* What was called so before the change is no longer seen; what comes of it is. */
START_TEST(a_change_is_looked_at_anew) {
  app_key(&app, '2');
  type("goto 60");
  ck_assert_int_eq(app.lane[1].marks.count, 1);
  type("goto 10");
  type("lr 1.05");
  ck_assert_int_eq(app.lane[1].marks.count, 0);
  ck_assert_int_eq(app.lane[1].marks.seen, 10);
  type("goto 60");
  ck_assert_int_gt(app.lane[1].marks.count, 0);
  ck_assert_int_eq(app.lane[1].marks.at[app.lane[1].marks.count - 1].what, DH_VERDICT_DIVERGING);
}
END_TEST

/* Events keep their places when there are too many verdicts. */
START_TEST(marks_stay_in_order_and_in_their_room) {
  struct lane *lane = &app.lane[0];
  app_key(&app, '!');
  app_key(&app, ' ');
  type("goto 16");
  int events = 0;
  for (int i = 0; i < lane->marks.count; i++) events += lane->marks.at[i].event;
  ck_assert_int_gt(events, 2);
  for (int round = 0; round < 3 * LANE_MARKS; round++) {
    lane->reading.verdict = round % 2 ? DH_VERDICT_FROZEN : DH_VERDICT_CONVERGED; /* words without lag */
    dh_run_step(lane->run);
    marks_look(lane);
    ck_assert_int_le(lane->marks.count, LANE_MARKS);
    for (int i = 1; i < lane->marks.count; i++) ck_assert_int_le(lane->marks.at[i - 1].step, lane->marks.at[i].step);
  }
  ck_assert_int_eq(lane->marks.count, LANE_MARKS);
  for (int i = 0; i < lane->marks.count; i++) events -= lane->marks.at[i].event;
  ck_assert_int_eq(events, 0);
  marks_cut(lane, 16);
  for (int i = 0; i < lane->marks.count; i++) ck_assert_int_lt(lane->marks.at[i].step, 16);
}
END_TEST

START_TEST(a_branch_knows_the_past_only) {
  app_key(&app, '!');
  app_key(&app, ' ');
  app_key(&app, '1');
  type("goto 100");
  type("goto 10");
  app_key(&app, 'n');
  ck_assert_int_gt(app.lane[0].marks.count, 1);
  ck_assert_int_eq(app.lane[4].marks.count, 2);
  for (int i = 0; i < 2; i++) ck_assert_int_eq(app.lane[4].marks.at[i].step, 7); /* infinite, and called so */
  ck_assert_int_eq(app.lane[4].marks.seen, 10);
}
END_TEST

/* --- mouse --- */

static unsigned mouse(int x, int y, enum mouse_kind kind) {
  const struct mouse report = {.x = x, .y = y, .kind = kind};
  return app_mouse(&app, &report);
}

static double rate(int lane) { return dh_spec_number(app_spec(&app, lane), DH_LEARNING_RATE); }

/* A click on any cell of a hill places the start within that cell, in all lanes. */
START_TEST(a_click_places_the_start) {
  for (int lane = 0; lane < 4; lane++) {
    struct rect hill = app.layout.lane[lane].hill;
    for (int x = hill.x; x < hill.x + hill.w; x++) {
      mouse(x, hill.y + 1, MOUSE_PRESS);
      ck_assert_int_eq(app.selected, lane);
      double start = app_row(&app, 3)->at[0], place = axis_place(&app.lane[lane].home.x, start) * hill.w;
      ck_assert_msg(place >= x - hill.x - 0.01 && place <= x - hill.x + 1.01, "column %d of lane %d: %g is at %g",
                    x - hill.x, lane, start, place);
    }
  }
  ck_assert_int_eq(app.step, 0);
}
END_TEST

START_TEST(a_click_places_a_start_of_two) {
  type("surface himmelblau");
  struct rect hill = app.layout.lane[0].hill;
  mouse(hill.x + 3, hill.y, MOUSE_PRESS);
  const struct camera *camera = &app.lane[0].home;
  ck_assert_double_eq_tol(axis_place(&camera->x, app_row(&app, 0)->at[0]), 3.5 / hill.w, 0.5 / hill.w);
  ck_assert_double_eq_tol(axis_place(&camera->y, app_row(&app, 0)->at[1]), 1 - 0.5 / hill.h, 0.5 / hill.h);
}
END_TEST

/* Where there is room a picture has its legend below it, which is no place. */
START_TEST(a_click_on_a_large_picture) {
  app_resize(&app, 200, 60);
  type("surface himmelblau");
  struct rect hill = app.layout.lane[0].hill, picture = layout_picture(hill);
  ck_assert_int_eq(picture.h, hill.h - 1);
  const double before = app_row(&app, 0)->at[1];
  mouse(hill.x + 3, hill.y + hill.h - 1, MOUSE_PRESS);
  ck_assert_double_eq(app_row(&app, 0)->at[1], before);
  mouse(hill.x + 3, picture.y + picture.h - 1, MOUSE_PRESS);
  const struct camera *camera = &app.lane[0].home;
  ck_assert_double_eq_tol(axis_place(&camera->y, app_row(&app, 0)->at[1]), 0.5 / picture.h, 0.5 / picture.h);
}
END_TEST

START_TEST(a_click_on_a_relief_is_refused) {
  type("surface himmelblau");
  app_key(&app, 'T');
  struct rect hill = app.layout.lane[0].hill;
  const double before = app_row(&app, 0)->at[0];
  mouse(hill.x + 3, hill.y, MOUSE_PRESS);
  ck_assert_double_eq(app_row(&app, 0)->at[0], before);
  ck_assert_ptr_nonnull(strstr(app.message, "T ends the relief"));
}
END_TEST

START_TEST(the_wheel_turns_the_rate_under_it) {
  struct rect word = app.layout.lane[2].word;
  mouse(word.x, word.y, MOUSE_WHEEL_UP);
  ck_assert_double_eq(rate(2), 1.2);
  ck_assert_double_eq(rate(1), 0.1);
  mouse(word.x, word.y, MOUSE_WHEEL_DOWN);
  mouse(word.x, word.y, MOUSE_WHEEL_DOWN);
  ck_assert_double_eq(rate(2), 0.8);
  ck_assert_int_eq(app.selected, 2);
}
END_TEST

START_TEST(a_click_beside_a_hill_only_chooses) {
  struct rect word = app.layout.lane[3].word;
  mouse(word.x + 2, word.y, MOUSE_PRESS);
  ck_assert_int_eq(app.selected, 3);
  ck_assert_double_eq(app_row(&app, 0)->at[0], 2);
  ck_assert_uint_eq(mouse(5, 0, MOUSE_PRESS), 0);    /* the header */
  ck_assert_uint_eq(mouse(5000, 3, MOUSE_PRESS), 0); /* nowhere */
  ck_assert_int_eq(app.selected, 3);
}
END_TEST

START_TEST(off_is_off) {
  struct rect hill = app.layout.lane[0].hill;
  app.mouse = false;
  ck_assert_uint_eq(mouse(hill.x, hill.y, MOUSE_PRESS), 0);
  ck_assert_uint_eq(mouse(hill.x, hill.y, MOUSE_WHEEL_UP), 0);
  ck_assert_double_eq(app_row(&app, 0)->at[0], 2);
  app.mouse = true;
  app_key(&app, ':');
  ck_assert_uint_eq(mouse(hill.x, hill.y, MOUSE_PRESS), 0);
  app_key(&app, KEY_CODE_ESCAPE);
  app_key(&app, '?'); /* a list scrolls */
  mouse(hill.x, hill.y, MOUSE_WHEEL_DOWN);
  ck_assert_int_eq(app.overlay_line, 1);
  ck_assert_double_eq(rate(0), 0.01);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("app/marks");
  TCase *t = tcase_create("marks");
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_add_test(t, changes_are_visited);
  tcase_add_test(t, explosions_are_visited);
  tcase_add_test(t, verdicts_are_visited);
  tcase_add_test(t, marks_come_back_with_the_run);
  tcase_add_test(t, the_cover_hides_what_happened);
  tcase_add_loop_test(t, a_jump_marks_what_steps_mark, 0, 2);
  tcase_add_test(t, a_long_jump_marks_verdicts_too);
  tcase_add_test(t, a_change_is_looked_at_anew);
  tcase_add_test(t, marks_stay_in_order_and_in_their_room);
  tcase_add_test(t, a_branch_knows_the_past_only);
  tcase_add_test(t, a_click_places_the_start);
  tcase_add_test(t, a_click_places_a_start_of_two);
  tcase_add_test(t, a_click_on_a_large_picture);
  tcase_add_test(t, a_click_on_a_relief_is_refused);
  tcase_add_test(t, the_wheel_turns_the_rate_under_it);
  tcase_add_test(t, a_click_beside_a_hill_only_chooses);
  tcase_add_test(t, off_is_off);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * The finder and the map together: their rectangles at every size, windows of axes, and any keys in any order. */
#include "app/finder_view.h"
#include "app/map_view.h"
#include "app/map_window.h"
#include "room.h"

#include <float.h>
#include <math.h>

/* --- rectangles --- */

static bool within(struct rect inner, struct rect outer) {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w &&
         inner.y + inner.h <= outer.y + outer.h;
}

static bool overlap(struct rect a, struct rect b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static void check_rects(const struct layout *layout, const struct rect *rects, int count) {
  for (int i = 0; i < count; i++) {
    if (!within(rects[i], layout->body) || rects[i].w < 0 || rects[i].h < 0)
      ck_abort_msg("%dx%d: rectangle %d is not in the body", layout->cols, layout->rows, i);
    for (int k = 0; k < i; k++)
      if (overlap(rects[i], rects[k])) ck_abort_msg("%dx%d: %d and %d overlap", layout->cols, layout->rows, i, k);
  }
}

static struct layout layout_of(enum view_id view, int cols, int rows) {
  struct layout layout;
  const struct layout_request request = {.view = view, .cols = cols, .rows = rows, .lanes = 4, .detail = 3};
  layout_compute(&request, &layout);
  return layout;
}

START_TEST(everything_has_its_place) {
  for (int cols = 40; cols <= 300; cols++)
    for (int rows = 12; rows <= 100; rows++) {
      struct layout layout = layout_of(VIEW_FINDER, cols, rows);
      const struct finder_layout *finder = &layout.finder;
      check_rects(&layout, (struct rect[]){finder->title, finder->chart, finder->found, finder->words}, 4);
      if (finder->chart.h < 6 || finder->chart.w < 30) ck_abort_msg("%dx%d: no chart", cols, rows);
      layout = layout_of(VIEW_MAP, cols, rows);
      const struct map_layout *map = &layout.map;
      check_rects(&layout, (struct rect[]){map->name_up, map->plot, map->left, map->below, map->panel}, 5);
      if (map->plot.h < 3 || map->plot.w < 20) ck_abort_msg("%dx%d: no plot", cols, rows);
    }
}
END_TEST

/* --- windows --- */

static const struct dh_map_axis rates = {DH_LEARNING_RATE, 0, 0.01, 2.5, false, 44};

START_TEST(places_and_values_are_inverse) {
  struct dh_map_axis axis = rates;
  for (int log = 0; log < 2; log++) {
    axis.log = log;
    for (double cell = -3; cell < 50; cell += 0.7) {
      if (!log && map_axis_at(&axis, cell) <= 0) continue;
      ck_assert_double_eq_tol(map_axis_cell(&axis, map_axis_at(&axis, cell)), cell, 1e-9);
    }
    for (long cell = 0; cell < axis.cells; cell++)
      ck_assert_double_eq_tol(map_axis_at(&axis, (double)cell), dh_map_value(&axis, cell), 1e-15);
  }
  ck_assert(isnan(map_axis_cell(&axis, -1)) && isnan(map_axis_cell(&axis, NAN)));
}
END_TEST

/* The window goes as far as the parameter, and is moved there before it is cut. */
START_TEST(windows_stay_inside) {
  struct dh_map_axis momentum = {DH_MOMENTUM, 0, 0, 1, false, 11}, out;
  double from = -4, to = 6;
  map_axis_window(&momentum, false, &from, &to, &out);
  ck_assert_double_eq(out.low, 0);
  ck_assert_double_eq(out.high, 1);
  ck_assert_double_eq(from, 0);
  ck_assert_double_eq(to, 10);
  from = -40;
  to = 60;
  map_axis_window(&momentum, false, &from, &to, &out);
  ck_assert_double_eq(out.low, 0);
  ck_assert_double_eq(out.high, 2);
  ck_assert_double_eq(to, 20);
  from = 15;
  to = 25;
  map_axis_window(&momentum, false, &from, &to, &out);
  ck_assert_double_eq(out.low, 1);
  ck_assert_double_eq(out.high, 2);
  ck_assert_double_eq(from, 10);
}
END_TEST

START_TEST(narrow_windows_are_straight) {
  struct dh_map_axis axis = rates, out;
  double from = 20, to = 20.05;
  axis.log = true;
  map_axis_window(&axis, true, &from, &to, &out);
  ck_assert(!out.log);
  double back_from = -2000, back_to = 2000;
  map_axis_window(&out, true, &back_from, &back_to, &axis);
  ck_assert_double_ge(axis.low, 0);
  from = 0;
  to = 43;
  axis = rates;
  axis.log = true;
  map_axis_window(&axis, true, &from, &to, &out);
  ck_assert(out.log);
}
END_TEST

START_TEST(fine_means_that_neighbours_differ) {
  struct dh_map_axis axis = {DH_LEARNING_RATE, 0, 1, 1 + 43 * DBL_EPSILON, false, 44};
  ck_assert(map_axis_is_fine(&axis));
  axis.high = 1 + 42 * DBL_EPSILON;
  ck_assert(!map_axis_is_fine(&axis));
  axis = (struct dh_map_axis){DH_WARMUP_STEPS, 0, 3, 4, false, 44};
  ck_assert(map_axis_is_fine(&axis));
  axis.high = 3.5;
  ck_assert(!map_axis_is_fine(&axis));
  ck_assert_int_eq(map_axis_digits(&rates), 3);
  axis = (struct dh_map_axis){DH_LEARNING_RATE, 0, 1, 1 + 43 * DBL_EPSILON, false, 44};
  ck_assert_int_eq(map_axis_digits(&axis), 17);
}
END_TEST

/* --- any keys --- */

/* Mostly those that do something here; long strings of them, with lines, sizes and little slices between. */
START_TEST(any_keys) {
  static const char *const lines[] = {
      "surface rosenbrock", "surface parabola", "optim adam",           "gradient_noise 2", "map plane",  "map batch",
      "find num_it 30",     "precision fp16",   "map x=lr:0:1 y=w:0:9", "surface 1/x",      "max_steps 5"};
  enum { LINES = sizeof lines / sizeof *lines };
  static const char keys[] = "ffgg+++---FLrr uvV\r\r\033 IO\t\t0!";
  uint64_t seed = 31 + (uint64_t)_i;
  for (uint64_t n = 0; n < 1200; n++) {
    uint64_t bits = dh_random_bits(seed, 1, n);
    uint32_t key = (uint32_t)(unsigned char)keys[(bits >> 8) % (sizeof keys - 1)];
    if (bits % 3 == 0) key = (uint32_t)(KEY_CODE_UP + (bits >> 8) % 4);
    if (bits % 7 == 0) key = (uint32_t)(32 + (bits >> 8) % 95);
    if (key == ':' || key == 'q') key = 'g';
    app_key(&app, key);
    if (bits % 23 == 0) {
      type(lines[(bits >> 30) % LINES]);
      app_key(&app, KEY_CODE_ESCAPE);
    }
    if (bits % 29 == 0) app_resize(&app, 1 + (int)(bits >> 40) % 130, 1 + (int)(bits >> 20) % 45);
    app_tick(&app, (int64_t)(bits % 100000));
    app_work(&app, (long)(bits >> 16) % 20000);
    if (app.finder) {
      ck_assert_int_lt(app.finder->chosen, app.finder->found_count);
      ck_assert_int_le(finder_view_shown(app.finder), finder_view_points(app.finder));
    }
    if (app.map && app.map->w > 0)
      for (int i = 0; i < 2; i++) {
        const struct dh_map_axis *axis = &app.map->map.axis[i];
        ck_assert_int_eq(axis->cells, i == 0 ? app.map->w : app.map->h);
        ck_assert(app.map->cursor[i] >= 0 && app.map->cursor[i] < axis->cells);
        ck_assert(isfinite(axis->low) && isfinite(axis->high) && axis->low != axis->high);
      }
  }
  /* Whatever it was, it comes to an end. */
  app_resize(&app, 80, 24);
  for (int i = 0; i < 3000 && app_is_working(&app); i++) app_work(&app, FRAME_WORK);
  ck_assert(!app_is_working(&app));
}
END_TEST

/* The arrows of one mode are never those of another. */
START_TEST(a_start_is_placed_among_the_lanes) {
  static const uint32_t views[] = {'f', 'g'};
  for (int i = 0; i < 2; i++) {
    app_key(&app, views[i]);
    app_key(&app, 'P');
    ck_assert(app.view == VIEW_COMPARE && app.placing.on);
    app_key(&app, views[i]);
    ck_assert(app.view != VIEW_COMPARE && !app.placing.on);
    app_key(&app, KEY_CODE_ESCAPE);
    ck_assert_int_eq(app.view, VIEW_COMPARE);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("explore");
  TCase *tests = tcase_create("explore");
  tcase_add_checked_fixture(tests, room_open, room_close);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, everything_has_its_place);
  tcase_add_test(tests, places_and_values_are_inverse);
  tcase_add_test(tests, windows_stay_inside);
  tcase_add_test(tests, narrow_windows_are_straight);
  tcase_add_test(tests, fine_means_that_neighbours_differ);
  tcase_add_test(tests, a_start_is_placed_among_the_lanes);
  tcase_add_loop_test(tests, any_keys, 0, 8);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

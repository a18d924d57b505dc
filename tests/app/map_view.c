/* SPDX-License-Identifier: MIT
 *
 * The map as a view: its cells are the runs they stand for, however it was sliced; moving and zooming keep what is
 * known and end where doubles do. */
#include "app/map_view.h"

#include "app/map_window.h"
#include "app/messages.h"
#include "room.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct map_view *view;

static void open_map(void) {
  app_key(&app, 'g');
  ck_assert_int_eq(app.view, VIEW_MAP);
  view = app.map;
}

static void setup(void) {
  room_open();
  open_map();
}

static void finish(void) {
  for (int i = 0; i < 500 && app_is_working(&app); i++) app_work(&app, FRAME_WORK);
  ck_assert(map_view_is_done(view));
}

static int count_known(int from) {
  int count = 0;
  for (int i = 0; i < view->w * view->h; i++) count += view->shown[i].known >= from;
  return count;
}

/* --- passes --- */

START_TEST(every_cell_gets_its_own) {
  pass(60);
  ck_assert(map_view_is_done(view));
  ck_assert_int_eq(view->w, app.layout.map.plot.w);
  ck_assert_int_eq(view->h, 2 * app.layout.map.plot.h);
  ck_assert_int_eq(count_known(MAP_OWN), view->w * view->h);
  ck_assert_int_eq(view->computed, view->w * view->h);
  ck_assert_int_eq(view->tally.ranking.count, view->w * view->h);
  ck_assert(!app_is_working(&app));
}
END_TEST

/* Of those that arrive at once the one that is nearest to 0.5, which arrives exactly. */
START_TEST(the_fastest_left_the_least) {
  pass(60);
  const struct map_tally *tally = &view->tally;
  ck_assert_int_ge(tally->fastest, 0);
  for (int y = 0; y < view->h; y++)
    for (int x = 0; x < view->w; x++) {
      const struct dh_map_cell *cell = &map_view_at(view, x, y)->cell;
      if (map_group_of(tally->rule, cell) != MAP_ARRIVED) continue;
      ck_assert_int_ge(cell->arrived, tally->fastest_arrived);
      if (cell->arrived == tally->fastest_arrived) ck_assert(!(cell->ratio < tally->fastest_ratio));
    }
  ck_assert_double_eq_tol(dh_map_value(&view->map.axis[0], tally->fastest % view->w), 0.5, 0.05);
}
END_TEST

/* A 64th of the cells first, then a 16th, a quarter, all; each pass shows something everywhere. */
START_TEST(it_is_refined_in_passes) {
  int before = -1, seen[MAP_PASSES] = {0};
  while (!map_view_is_done(view)) {
    app_work(&app, 1);
    if (view->pass == before || view->pass == MAP_PASSES) continue;
    if (view->pass > 0) { /* a quarter keeps what the passes before said */
      ck_assert_int_eq(count_known(MAP_COARSE), view->w * view->h);
      ck_assert_int_gt(count_known(MAP_COARSE + view->pass - 1), view->w * view->h * 7 / 10);
    }
    before = view->pass;
    seen[before] = count_known(MAP_OWN);
  }
  const double all = view->w * view->h;
  for (int pass = 1; pass < MAP_PASSES; pass++) {
    double share = seen[pass] / all, wanted = pow(4, pass) / 256;
    ck_assert_msg(share >= wanted && share < 2 * wanted, "pass %d begins with %g, not %g", pass, share, wanted);
  }
}
END_TEST

START_TEST(slices_do_not_matter) {
  finish();
  size_t size = (size_t)(view->w * view->h) * sizeof *view->shown;
  struct map_shown *whole = malloc(size);
  ck_assert_ptr_nonnull(whole);
  memcpy(whole, view->shown, size);
  app_key(&app, 'F');
  while (!map_view_is_done(view)) app_work(&app, 100);
  for (int i = 0; i < view->w * view->h; i++) {
    const struct dh_map_cell *a = &whole[i].cell, *b = &view->shown[i].cell;
    ck_assert(a->arrived == b->arrived && a->blown == b->blown && a->verdict == b->verdict);
    ck_assert(a->shade == b->shade && whole[i].rank == view->shown[i].rank);
  }
  free(whole);
}
END_TEST

/* A slice takes about as long as it is told, whatever is in it. */
START_TEST(a_slice_is_short) {
  app_work(&app, 1);
  long before = view->computed, most = 0;
  while (!map_view_is_done(view)) {
    app_work(&app, 1000);
    most = view->computed - before > most ? view->computed - before : most;
    before = view->computed;
  }
  ck_assert_int_le(most, 2 * DH_SLOTS);
}
END_TEST

/* --- cells are runs --- */

static const char *const lanes[] = {"lr 0.3",           "surface rosenbrock", "surface himmelblau", "precision fp16",
                                    "gradient_noise 3", "optim adam",         "warmup_ratio 0.2"};
enum { LANES = sizeof lanes / sizeof *lanes };

/* The same cell of a map of the core's, and the run itself. */
static void check_cell(int x, int y) {
  struct dh_error error;
  struct dh_spec spec;
  struct dh_map_cell cell;
  long number = (long)y * view->w + x;
  const struct map_shown *shown = map_view_at(view, x, y);
  struct dh_map_worker *worker = dh_map_worker_create(&view->map, &error);
  ck_assert(worker && dh_map_begin(worker, &number, 1, &error));
  while (!dh_map_advance(worker, 1000)) continue;
  dh_map_cells(worker, &cell);
  dh_map_worker_destroy(worker);
  ck_assert_int_eq(cell.arrived, shown->cell.arrived);
  ck_assert_int_eq(cell.blown, shown->cell.blown);
  ck_assert_int_eq(cell.verdict, shown->cell.verdict);
  ck_assert(cell.ratio == shown->cell.ratio || (isnan(cell.ratio) && isnan(shown->cell.ratio)));
  dh_map_cell_spec(&view->map, number, &spec);
  struct dh_run *run = dh_run_create(&spec, &error);
  ck_assert_ptr_nonnull(run);
  dh_run_goto(run, view->map.steps);
  struct dh_reading reading;
  dh_run_judge(run, &reading);
  bool dead = isnan(dh_run_row(run)->loss);
  ck_assert_int_eq(dead ? DH_VERDICT_NAN : reading.verdict, shown->cell.verdict);
  dh_run_destroy(run);
}

START_TEST(cells_are_the_runs_they_stand_for) {
  type(lanes[_i]);
  finish();
  for (int i = 0; i < 12; i++) check_cell(i * 37 % view->w, i * 23 % view->h);
}
END_TEST

/* The lane that gets a cell does what the cell said. */
START_TEST(a_cell_becomes_the_lane) {
  type(lanes[_i]);
  press('g', _i % 4);
  finish();
  press(KEY_CODE_RIGHT, 5);
  press(KEY_CODE_UP, 9);
  finish();
  struct map_shown shown = *map_view_at(view, view->cursor[0], view->cursor[1]);
  double value[2];
  const struct dh_map_axis axis[2] = {view->map.axis[0], view->map.axis[1]};
  for (int i = 0; i < 2; i++) value[i] = dh_map_value(&axis[i], view->cursor[i]);
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_int_eq(app.view, VIEW_COMPARE);
  ck_assert_int_eq(app.step, 0);
  const struct dh_spec *spec = app_spec(&app, app.selected);
  for (int i = 0; i < 2; i++) {
    bool start = axis[i].parameter == DH_START;
    ck_assert_double_eq(start ? spec->start[axis[i].coordinate] : dh_spec_number(spec, axis[i].parameter), value[i]);
    for (int lane = 0; lane < app.lane_count && start; lane++)
      ck_assert_double_eq(app_spec(&app, lane)->start[axis[i].coordinate], value[i]);
  }
  char line[64];
  snprintf(line, sizeof line, "goto %ld", app_horizon(&app));
  type(line);
  if (!isnan(app_row(&app, app.selected)->loss))
    ck_assert_int_eq(app.lane[app.selected].reading.verdict, shown.cell.verdict);
}
END_TEST

START_TEST(one_undo_brings_all_back) {
  struct dh_spec before[APP_LANES];
  finish();
  for (int i = 0; i < app.lane_count; i++) before[i] = *app_spec(&app, i);
  press('g', 2);
  finish();
  press(KEY_CODE_UP, 4);
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_double_ne(app_spec(&app, 0)->start[0], before[0].start[0]);
  app_key(&app, 'u');
  for (int i = 0; i < app.lane_count; i++) ck_assert(dh_spec_same(&before[i], app_spec(&app, i)));
}
END_TEST

/* --- moving --- */

static void check_window(void) {
  for (int i = 0; i < 2; i++) {
    const struct dh_map_axis *axis = &view->map.axis[i];
    const struct dh_parameter_row *row = dh_parameter_row(axis->parameter);
    ck_assert(axis->low >= row->low && axis->high <= row->high && axis->low < axis->high);
    ck_assert(!axis->log || axis->low > 0);
  }
  ck_assert(view->cursor[0] >= 0 && view->cursor[0] < view->w && view->cursor[1] >= 0 && view->cursor[1] < view->h);
}

/* A zoom shows at once what is known of its window, and the cursor's values stay. */
START_TEST(zooming_keeps_what_is_known) {
  finish();
  press(KEY_CODE_RIGHT, 11);
  press(KEY_CODE_UP, 7);
  for (int i = 0; i < 6; i++) {
    double value[2];
    for (int k = 0; k < 2; k++) value[k] = dh_map_value(&view->map.axis[k], view->cursor[k]);
    app_key(&app, '+');
    for (int k = 0; k < 2; k++)
      ck_assert_double_eq_tol(dh_map_value(&view->map.axis[k], view->cursor[k]), value[k], 1e-12);
    ck_assert_int_eq(count_known(MAP_COARSE), view->w * view->h);
    ck_assert_int_eq(count_known(MAP_OWN), 0);
    ck_assert(app_is_working(&app));
    check_window();
    finish();
  }
  for (int i = 0; i < 12; i++) {
    app_key(&app, '-');
    check_window();
    finish();
  }
}
END_TEST

/* Down to neighbours that are one and the same double, and not beyond; it says so, and says which. */
static void zoom_to_the_end(int most) {
  int times = 0;
  for (app.message[0] = '\0'; times < most; times++) {
    int depth = view->depth;
    app_key(&app, '+');
    if (view->depth == depth) break;
    for (int i = 0; i < 2; i++) ck_assert(map_axis_is_fine(&view->map.axis[i]));
    app_work(&app, 1);
  }
  ck_assert_int_lt(times, most);
}

START_TEST(zooming_ends_where_doubles_do) {
  finish();
  press(KEY_CODE_RIGHT, 7);
  press(KEY_CODE_UP, 7);
  zoom_to_the_end(80);
  ck_assert_int_gt(view->depth, 35);
  ck_assert_ptr_nonnull(strstr(app.message, "double precision"));
  /* All cells are there, and a step further they would not differ: an ulp or two apart. */
  finish();
  double gap = dh_map_value(&view->map.axis[0], 1) - dh_map_value(&view->map.axis[0], 0);
  double gap_up = dh_map_value(&view->map.axis[1], 1) - dh_map_value(&view->map.axis[1], 0);
  ck_assert(gap < 8 * DBL_EPSILON * view->map.axis[0].high || gap_up < 8 * DBL_EPSILON * view->map.axis[1].high);
  app_key(&app, 'F');
  ck_assert_int_eq(view->depth, 0);
  finish();
}
END_TEST

START_TEST(whole_numbers_end_sooner) {
  type("gradient_noise 2");
  finish();
  type("map batch");
  finish();
  ck_assert_int_eq(view->map.axis[1].parameter, DH_PER_DEVICE_TRAIN_BATCH_SIZE);
  zoom_to_the_end(40);
  ck_assert_ptr_nonnull(strstr(app.message, "whole numbers"));
}
END_TEST

START_TEST(the_window_moves_at_the_edge) {
  finish();
  const double low = view->map.axis[0].low;
  press(KEY_CODE_RIGHT, view->w);
  ck_assert_double_gt(view->map.axis[0].low, low);
  ck_assert_int_eq(count_known(MAP_OWN), 0); /* what is seen may differ in its last digit */
  ck_assert_int_gt(count_known(MAP_COARSE), view->w * view->h / 2);
  check_window();
  finish();
  press(KEY_CODE_LEFT, 4 * view->w);
  ck_assert_double_ge(view->map.axis[0].low, 0);
  ck_assert_int_eq(view->cursor[0], 0);
  press(KEY_CODE_DOWN, 4 * view->h);
  ck_assert_double_eq(view->map.axis[1].low, 0);
  check_window();
  press(KEY_CODE_UP, 6 * view->h);
  ck_assert_double_le(view->map.axis[1].high, 2);
  check_window();
  finish();
}
END_TEST

START_TEST(rates_by_their_factors) {
  finish();
  app_key(&app, 'L');
  ck_assert(view->map.axis[0].log);
  finish();
  press('+', 3);
  ck_assert(view->map.axis[0].log);
  check_window();
  finish();
  app_key(&app, 'L');
  ck_assert(!view->map.axis[0].log);
}
END_TEST

/* --- axes --- */

static bool shows(const char *name) {
  char axis[MAP_NAME_MAX];
  for (int i = 0; i < 2; i++) {
    map_axis_name(&view->map.axis[i], dh_surface_info(view->map.spec.surface), axis);
    if (strcmp(axis, name) == 0) return true;
  }
  return false;
}

static bool is_offered(const char *name) {
  bool found = false;
  for (int i = 0; i < 6; i++) {
    app_key(&app, 'g');
    app_work(&app, 1);
    found |= shows(name);
  }
  return found;
}

START_TEST(axes_suit_the_lane) {
  app_work(&app, 1);
  ck_assert(shows("learning_rate") && shows("momentum"));
  ck_assert(is_offered("warmup_ratio") && is_offered("start.w"));
  ck_assert(!is_offered("per_device_train_batch_size"));
  type("gradient_noise 2");
  ck_assert(is_offered("per_device_train_batch_size"));
  type("warmup_steps 5");
  ck_assert(is_offered("warmup_steps"));
  type("optim adam");
  ck_assert(is_offered("beta1") && !is_offered("momentum"));
  type("optim rprop");
  ck_assert(!is_offered("beta1") && !is_offered("momentum"));
  type("surface rosenbrock");
  ck_assert(is_offered("start.y"));
}
END_TEST

START_TEST(axes_are_typed) {
  type("map x=w:-2:12 y=lr:0.1:2:lin");
  ck_assert_msg(!app.prompt.open, "%s", app.message);
  finish();
  ck_assert(shows("start.w") && shows("learning_rate"));
  ck_assert_double_eq(view->map.axis[0].high, 12);
  press('+', 2);
  app_key(&app, KEY_CODE_TAB); /* another lane: axes and window stay */
  finish();
  ck_assert(shows("start.w") && view->depth == 2);
  static const char *const wrong[] = {"map x=foo:0:1",       "map x=lr:1", "map x=lr:0:1:log", "map nothing",
                                      "map x=w:0:1 y=w:0:1", "map plane",  "map x=optim:1:2",  "map x=momentum:0:7"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    type(wrong[i]);
    ck_assert_msg(app.message_tone == TONE_ERROR && app.prompt.open, "%s: %s", wrong[i], app.message);
    app_key(&app, KEY_CODE_ESCAPE);
    ck_assert(shows("start.w"));
  }
}
END_TEST

/* --- what changes around it --- */

START_TEST(it_starts_anew_with_the_lane) {
  finish();
  app_key(&app, '+');
  finish();
  app_key(&app, 'W');
  ck_assert(map_view_is_stale(&app) && app_is_working(&app));
  app_work(&app, 1);
  ck_assert_int_eq(view->depth, 1);
  ck_assert_int_eq(count_known(MAP_OWN), 0);
  finish();
  check_cell(3, 4);
  type("surface rosenbrock");
  finish();
  ck_assert_int_eq(view->depth, 0);
  check_cell(5, 6);
}
END_TEST

START_TEST(it_takes_any_size) {
  static const int sizes[][2] = {{120, 40}, {60, 16}, {40, 12}, {39, 11}, {200, 60}, {1, 1}, {73, 19}, {80, 24}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    app_resize(&app, sizes[i][0], sizes[i][1]);
    app_key(&app, '+');
    app_key(&app, KEY_CODE_RIGHT);
    app_work(&app, 1000);
    if (app.layout.tiny) ck_assert(!app_is_working(&app));
  }
  finish();
  ck_assert_int_eq(view->w, app.layout.map.plot.w);
}
END_TEST

START_TEST(lanes_stand_on_it) {
  double cell[2];
  finish();
  for (int i = 0; i < 4; i++) {
    ck_assert(map_view_place(view, app_spec(&app, i), cell));
    ck_assert_double_eq_tol(map_axis_at(&view->map.axis[0], cell[0]),
                            dh_spec_number(app_spec(&app, i), DH_LEARNING_RATE), 1e-12);
  }
  type("weight_decay 0.1");
  finish();
  ck_assert(map_view_place(view, app_spec(&app, 1), cell));
  ck_assert(!map_view_place(view, app_spec(&app, 0), cell));
}
END_TEST

START_TEST(nan_is_a_result) {
  static const char *const surfaces[] = {"surface sqrt(-1-x^2)", "surface 0*x", "surface 1/x - 1/x",
                                         "surface log(x)-x"};
  type(surfaces[_i]);
  finish();
  for (int i = 0; i < view->w * view->h; i++) {
    ck_assert(!isnan(view->shown[i].rank));
    ck_assert_double_lt(fabs(view->shown[i].rank), 1);
  }
  press('+', 3);
  press('g', 2);
  finish();
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_int_eq(app.view, VIEW_COMPARE);
}
END_TEST

START_TEST(it_can_be_paused) {
  app_work(&app, 1);
  app_key(&app, ' ');
  ck_assert(!app_is_working(&app));
  app_key(&app, ' ');
  finish();
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("map_view");
  TCase *tests = tcase_create("map_view");
  tcase_add_checked_fixture(tests, setup, room_close);
  tcase_add_test(tests, every_cell_gets_its_own);
  tcase_add_test(tests, the_fastest_left_the_least);
  tcase_add_test(tests, it_is_refined_in_passes);
  tcase_add_test(tests, slices_do_not_matter);
  tcase_add_test(tests, a_slice_is_short);
  tcase_add_loop_test(tests, cells_are_the_runs_they_stand_for, 0, LANES);
  tcase_add_loop_test(tests, a_cell_becomes_the_lane, 0, LANES);
  tcase_add_test(tests, one_undo_brings_all_back);
  tcase_add_test(tests, zooming_keeps_what_is_known);
  tcase_add_test(tests, zooming_ends_where_doubles_do);
  tcase_add_test(tests, whole_numbers_end_sooner);
  tcase_add_test(tests, the_window_moves_at_the_edge);
  tcase_add_test(tests, rates_by_their_factors);
  tcase_add_test(tests, axes_suit_the_lane);
  tcase_add_test(tests, axes_are_typed);
  tcase_add_test(tests, it_starts_anew_with_the_lane);
  tcase_add_test(tests, it_takes_any_size);
  tcase_add_test(tests, lanes_stand_on_it);
  tcase_add_loop_test(tests, nan_is_a_result, 0, 4);
  tcase_add_test(tests, it_can_be_paused);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

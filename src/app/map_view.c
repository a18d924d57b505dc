/* SPDX-License-Identifier: MIT */
#include "app/map_view.h"

#include "app/map_passes.h"
#include "app/map_window.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct map_shown *map_view_at(const struct map_view *view, int x, int y) {
  return &view->shown[(size_t)y * (size_t)view->w + (size_t)x];
}

bool map_view_is_done(const struct map_view *view) { return view->pass == MAP_PASSES; }

/* --- lanes on it --- */

static double value_of(const struct dh_spec *spec, const struct dh_map_axis *axis) {
  return axis->parameter == DH_START ? spec->start[axis->coordinate] : dh_spec_number(spec, axis->parameter);
}

static void copy_value(struct dh_spec *to, const struct dh_spec *from, const struct dh_map_axis *axis) {
  if (axis->parameter == DH_START) to->start[axis->coordinate] = from->start[axis->coordinate];
  to->given[axis->parameter] = from->given[axis->parameter];
  to->value[axis->parameter] = from->value[axis->parameter];
}

bool map_view_place(const struct map_view *view, const struct dh_spec *spec, double cell[2]) {
  struct dh_spec other = *spec;
  for (int i = 0; i < 2; i++) copy_value(&other, &view->map.spec, &view->map.axis[i]);
  if (!dh_spec_same(&other, &view->map.spec)) return false;
  for (int i = 0; i < 2; i++) cell[i] = map_axis_cell(&view->map.axis[i], value_of(spec, &view->map.axis[i]));
  return isfinite(cell[0]) && isfinite(cell[1]);
}

/* --- beginning --- */

static void put_cursor(struct map_view *view, const double cell[2]) {
  const int cells[2] = {view->w, view->h};
  for (int i = 0; i < 2; i++) view->cursor[i] = (int)fmax(0, fmin(floor(cell[i] + 0.5), cells[i] - 1));
}

/* To the lane, where it can be seen, else to the middle. */
static void cursor_to_lane(struct map_view *view) {
  double cell[2], middle[2] = {view->w / 2, view->h / 2};
  bool seen = map_view_place(view, &view->map.spec, cell) && cell[0] > -1 && cell[0] < view->w && cell[1] > -1 &&
              cell[1] < view->h;
  put_cursor(view, seen ? cell : middle);
}

/* With axes and spec as they are. */
static void start(struct map_view *view) {
  dh_map_worker_destroy(view->worker);
  view->worker = NULL;
  view->map.axis[0].cells = view->w;
  view->map.axis[1].cells = view->h;
  map_passes_begin(view);
  if (dh_map_check(&view->map, &view->error)) view->worker = dh_map_worker_create(&view->map, &view->error);
}

static void set_axes(struct map_view *view, const struct dh_map_axis axis[2]) {
  for (int i = 0; i < 2; i++) {
    view->map.axis[i] = axis[i];
    view->log_axis[i] = axis[i].log;
  }
  view->map.axis[0].cells = view->w;
  view->map.axis[1].cells = view->h;
  view->depth = 0;
  map_passes_age(view, true);
  map_passes_look(view);
  cursor_to_lane(view);
}

static int pair_count(void) {
  int count = 0;
  while (map_pair_name(count)) count++;
  return count;
}

/* The whole of the pair, or of the next that says something. */
static void go_home(struct map_view *view, int direction) {
  struct dh_map_axis axis[2] = {{.cells = 1}, {.cells = 1}};
  int count = pair_count();
  if (view->pair < 0) view->pair = 0;
  for (int i = 0; i < count && !map_pair_axes(view->pair, &view->map.spec, view->log, axis); i++)
    view->pair = (view->pair + direction + count) % count;
  set_axes(view, axis);
}

static bool applies(const struct dh_spec *spec, const struct dh_map_axis *axis) {
  return axis->parameter == DH_START || dh_spec_applies(spec, axis->parameter);
}

/* Do the axes still say something about this spec? */
static bool still_fits(const struct map_view *view, const struct dh_spec *spec) {
  struct dh_map_axis axis[2];
  if (spec->surface != view->map.spec.surface || spec->rule != view->map.spec.rule) return false;
  if (view->pair >= 0) return map_pair_axes(view->pair, spec, view->log, axis);
  return applies(spec, &view->map.axis[0]) && applies(spec, &view->map.axis[1]);
}

/* --- what changes around it --- */

static bool is_new(const struct map_view *view) { return !view->map.spec.surface; }

static bool has_other_size(const struct app *app) {
  struct rect plot = app->layout.map.plot;
  return plot.w != app->map->w || 2 * plot.h != app->map->h;
}

static bool has_other_spec(const struct app *app) {
  return is_new(app->map) || !dh_spec_same(&app->map->map.spec, app_spec(app, app->selected));
}

static bool can_be_seen(const struct app *app) { return app->layout.map.plot.w > 0 && app->layout.map.plot.h > 0; }

static bool resize(struct app *app) {
  struct map_view *view = app->map;
  struct rect plot = app->layout.map.plot;
  double cell[2] = {(view->cursor[0] + 0.5) * plot.w, (view->cursor[1] + 0.5) * 2 * plot.h};
  if (view->w > 0) cell[0] = cell[0] / view->w - 0.5, cell[1] = cell[1] / view->h - 0.5;
  if (!map_passes_resize(view, plot.w, 2 * plot.h)) return dh_fail(&view->error, DH_ERROR_MEMORY, -1, NULL, NULL);
  put_cursor(view, cell);
  return true;
}

static void refresh(struct app *app) {
  struct map_view *view = app->map;
  const struct dh_spec *spec = app_spec(app, app->selected);
  bool other = has_other_spec(app), fits = !is_new(view) && still_fits(view, spec);
  view->map.spec = *spec;
  view->map.steps = app_horizon(app);
  if (has_other_size(app) && !resize(app)) {
    dh_map_worker_destroy(view->worker);
    view->worker = NULL;
    map_passes_free(view);
    return;
  }
  if (!fits)
    go_home(view, 1);
  else if (other)
    map_passes_age(view, false);
  map_passes_look(view);
  start(view);
}

bool map_view_enter(struct app *app, struct dh_error *error) {
  if (!app->map) app->map = calloc(1, sizeof *app->map);
  return app->map || dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
}

void map_view_close(struct app *app) {
  if (!app->map) return;
  dh_map_worker_destroy(app->map->worker);
  map_passes_free(app->map);
  free(app->map);
  app->map = NULL;
}

bool map_view_is_stale(const struct app *app) { return has_other_spec(app) || has_other_size(app); }

bool map_view_is_working(const struct app *app) {
  const struct map_view *view = app->map;
  if (!can_be_seen(app)) return false;
  return map_view_is_stale(app) || (view->worker && !view->paused && !map_view_is_done(view));
}

unsigned map_view_work(struct app *app, long updates) {
  if (map_view_is_stale(app)) refresh(app);
  if (app->map->worker) map_passes_go(app->map, updates);
  return EFFECT_REDRAW;
}

/* --- keys --- */

/* Before the first slice there are no cells to move among. */
static bool is_ready(struct app *app) {
  if (can_be_seen(app) && map_view_is_stale(app)) refresh(app);
  return app->map->w > 0 && app->map->shown;
}

void map_view_next_pair(struct app *app, int direction) {
  struct map_view *view = app->map;
  if (!is_ready(app)) return;
  int count = pair_count();
  view->pair = view->pair < 0 ? 0 : (view->pair + direction + count) % count;
  go_home(view, direction);
  start(view);
}

bool map_view_choose(struct app *app, int pair) {
  struct dh_map_axis axis[2];
  struct map_view *view = app->map;
  if (!map_pair_axes(pair, app_spec(app, app->selected), view->log, axis)) return false;
  view->pair = pair;
  if (!is_ready(app)) return true;
  go_home(view, 1);
  start(view);
  return true;
}

bool map_view_axes(struct app *app, const struct dh_map_axis axis[2], struct dh_error *error) {
  struct map_view *view = app->map;
  struct dh_map_spec wanted = {.spec = *app_spec(app, app->selected), .steps = app_horizon(app)};
  memcpy(wanted.axis, axis, sizeof wanted.axis);
  for (int i = 0; i < 2; i++) wanted.axis[i].cells = 2;
  if (!dh_map_check(&wanted, error)) return false;
  if (!is_ready(app)) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  view->pair = -1;
  set_axes(view, axis);
  start(view);
  return true;
}

void map_view_log(struct app *app) {
  app->map->log = !app->map->log;
  map_view_home(app);
}

void map_view_home(struct app *app) {
  if (!is_ready(app)) return;
  go_home(app->map, 1);
  start(app->map);
}

static void set_window(struct map_view *view, const struct dh_map_axis window[2], const double from[2],
                       const double to[2], bool closer) {
  const int cells[2] = {view->w, view->h};
  double cell[2];
  for (int i = 0; i < 2; i++) {
    cell[i] = (view->cursor[i] - from[i]) / (to[i] - from[i]) * (cells[i] - 1);
    view->map.axis[i] = window[i];
  }
  put_cursor(view, cell);
  map_passes_carry(view, from, to, closer);
  start(view);
}

/* A quarter of the window at a time, so that it is not computed anew with every cell. */
static double shift_of(int cursor, int by, int cells) {
  enum { PARTS = 4 };
  int target = cursor + by, beyond = target < 0 ? target : target >= cells ? target - cells + 1 : 0;
  int least = cells / PARTS;
  if (beyond == 0) return 0;
  return beyond < 0 ? fmin(beyond, -least) : fmax(beyond, least);
}

void map_view_move(struct app *app, int x, int y) {
  struct map_view *view = app->map;
  if (!is_ready(app)) return;
  const int by[2] = {x, y}, cells[2] = {view->w, view->h};
  struct dh_map_axis window[2];
  double from[2], to[2], cell[2];
  bool moves = false;
  for (int i = 0; i < 2; i++) {
    double shift = shift_of(view->cursor[i], by[i], cells[i]);
    from[i] = shift;
    to[i] = cells[i] - 1 + shift;
    map_axis_window(&view->map.axis[i], view->log_axis[i], &from[i], &to[i], &window[i]);
    moves |= shift != 0 && from[i] != 0;
  }
  if (moves) set_window(view, window, from, to, false);
  for (int i = 0; i < 2; i++) cell[i] = view->cursor[i] + by[i];
  put_cursor(view, cell);
}

bool map_view_zoom(struct app *app, int direction, int *axis) {
  struct map_view *view = app->map;
  *axis = 0;
  if (!is_ready(app)) return true;
  const int cells[2] = {view->w, view->h};
  const double factor = direction > 0 ? 0.5 : 2;
  struct dh_map_axis window[2];
  double from[2], to[2];
  bool changes = false;
  for (int i = 0; i < 2; i++) {
    int cursor = view->cursor[i];
    from[i] = cursor * (1 - factor);
    to[i] = cursor + (cells[i] - 1 - cursor) * factor;
    map_axis_window(&view->map.axis[i], view->log_axis[i], &from[i], &to[i], &window[i]);
    *axis = i;
    if (direction > 0 && !map_axis_is_fine(&window[i])) return false;
    changes |= from[i] != 0 || to[i] != cells[i] - 1;
  }
  if (!changes) return false;
  view->depth += direction;
  set_window(view, window, from, to, direction > 0);
  return true;
}

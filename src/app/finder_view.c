/* SPDX-License-Identifier: MIT */
#include "app/finder_view.h"

#include <math.h>
#include <stdlib.h>

/* A search is drawn in about so many seconds, if it tries all rates. */
static const double whole = 1.8;

/* --- beginning --- */

static void drop(struct finder_view *view) {
  dh_finder_destroy(view->test);
  dh_sweep_destroy(view->fresh);
  view->test = NULL;
  view->fresh = NULL;
}

static bool exists(const struct finder_view *view) { return view->test || view->fresh; }

/* For the selected lane as it is set now, which is then what `spec` says even if it cannot be done: why not, says
 * the view's error. */
static bool begin(struct app *app) {
  struct finder_view *view = app->finder;
  drop(view);
  view->spec = *app_spec(app, app->selected);
  view->computed = view->paused = false;
  view->shown = 0;
  view->found_count = 0;
  view->chosen = -1;
  view->error = (struct dh_error){.code = DH_OK};
  if (!view->asked) view->sweep = !dh_spec_is_noisy(&view->spec);
  if (!dh_edge_find(&view->spec, view->edges, &view->error)) return false;
  if (view->sweep)
    view->fresh = dh_sweep_create(&view->spec, &view->settings, &view->error);
  else
    view->test = dh_finder_create(&view->spec, &view->settings, &view->error);
  return exists(view);
}

/* Another search; where it cannot begin the one before, from its beginning. */
static bool begin_other(struct app *app, bool sweep, const struct dh_finder_settings *settings,
                        struct dh_error *error) {
  struct finder_view *view = app->finder;
  const struct dh_finder_settings before = view->settings;
  const bool swept = view->sweep;
  view->settings = *settings;
  view->sweep = sweep;
  if (begin(app)) return true;
  *error = view->error;
  view->settings = before;
  view->sweep = swept;
  (void)begin(app); /* the view says why not */
  return false;
}

static bool is_stale(const struct app *app) { return !dh_spec_same(&app->finder->spec, app_spec(app, app->selected)); }

bool finder_view_enter(struct app *app, struct dh_error *error) {
  if (app->finder && exists(app->finder) && !is_stale(app)) return true;
  if (!app->finder) {
    app->finder = calloc(1, sizeof *app->finder);
    if (!app->finder) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    dh_finder_defaults(&app->finder->settings);
  }
  if (begin(app)) return true;
  *error = app->finder->error;
  return false;
}

void finder_view_close(struct app *app) {
  if (!app->finder) return;
  drop(app->finder);
  free(app->finder);
  app->finder = NULL;
}

/* --- going on --- */

int finder_view_points(const struct finder_view *view) {
  int count = 0;
  if (view->fresh) (void)dh_sweep_points(view->fresh, &count);
  if (view->test) (void)dh_finder_points(view->test, &count);
  return count;
}

int finder_view_shown(const struct finder_view *view) { return (int)view->shown; }

bool finder_view_is_done(const struct finder_view *view) {
  return view->computed && finder_view_shown(view) >= finder_view_points(view);
}

bool finder_view_is_working(const struct app *app) {
  const struct finder_view *view = app->finder;
  return is_stale(app) || (exists(view) && !view->computed);
}

/* Updates on data look at every row of a batch. */
static long updates_that_fit(const struct finder_view *view, long updates) {
  bool data = dh_surface_rows(view->spec.surface) > 0;
  double rows = data ? dh_spec_batch(&view->spec) : 1, balls = view->sweep ? DH_SLOTS : 1;
  double fit = (double)updates / (rows * balls);
  return fit < 1 ? 1 : (long)fit;
}

/* Enter at once is no waste of time: of a range test's suggestions the largest that the true limit allows. */
static void choose_hopeful(struct finder_view *view) {
  double limit = dh_edge_choose(view->edges)->rate;
  for (int i = view->chosen + 1; view->chosen >= 0 && i < view->found_count; i++) {
    const struct found *row = &view->found[i];
    if (!row->limit && row->rate < limit && !(row->rate <= view->found[view->chosen].rate)) view->chosen = i;
  }
}

void finder_view_speak(struct finder_view *view) {
  view->found_count = view->sweep ? found_in_sweep(view->fresh, view->edges, view->found)
                                  : found_in_test(view->test, view->edges, view->found);
}

static void look_at_results(struct finder_view *view) {
  finder_view_speak(view);
  view->chosen = -1;
  finder_view_choose(view, 1);
  if (!view->sweep) choose_hopeful(view);
}

unsigned finder_view_work(struct app *app, long updates) {
  struct finder_view *view = app->finder;
  if (is_stale(app) && !begin(app)) return EFFECT_REDRAW;
  long fit = updates_that_fit(view, updates);
  view->computed = view->sweep ? dh_sweep_advance(view->fresh, fit) : dh_finder_advance(view->test, fit);
  if (view->computed) look_at_results(view);
  return EFFECT_REDRAW;
}

bool finder_view_is_moving(const struct app *app) {
  const struct finder_view *view = app->finder;
  return exists(view) && !view->paused && finder_view_shown(view) < finder_view_points(view);
}

unsigned finder_view_tick(struct app *app, double seconds) {
  struct finder_view *view = app->finder;
  double pace = view->settings.value[DH_FINDER_NUM_IT] / whole * app->speed;
  view->shown = fmin(view->shown + seconds * pace, finder_view_points(view));
  return EFFECT_REDRAW;
}

/* --- keys --- */

bool finder_view_search(struct app *app, bool sweep, struct dh_error *error) {
  const struct dh_finder_settings settings = app->finder->settings;
  const bool asked = app->finder->asked;
  app->finder->asked = true;
  if (begin_other(app, sweep, &settings, error)) return true;
  app->finder->asked = asked;
  return false;
}

void finder_view_again(struct finder_view *view) {
  view->shown = 0;
  view->paused = false;
}

void finder_view_move(struct finder_view *view, int points) {
  double to = finder_view_shown(view) + points;
  view->paused = true;
  view->shown = fmax(0, fmin(to, finder_view_points(view)));
}

/* The next row in that direction that has a rate; where there is none it stays. */
void finder_view_choose(struct finder_view *view, int direction) {
  for (int i = view->chosen + direction; i >= 0 && i < view->found_count; i += direction) {
    if (isnan(view->found[i].rate)) continue;
    view->chosen = i;
    return;
  }
}

bool finder_view_set(struct app *app, enum dh_finder_setting setting, double value, struct dh_error *error) {
  const struct finder_view *view = app->finder;
  struct dh_finder_settings wanted = view->settings;
  wanted.value[setting] = value;
  if (!dh_finder_check(&wanted, error)) return false;
  return begin_other(app, view->sweep, &wanted, error);
}

/* SPDX-License-Identifier: MIT */
#include "app/view.h"

#include "app/change.h"
#include "app/finder_view.h"
#include "app/lesson.h"
#include "app/log_view.h"
#include "app/map_view.h"
#include "app/messages.h"
#include "app/parameters.h"
#include "app/scene.h"

#include <stddef.h>

static const struct view views[VIEW_COUNT] = {
    [VIEW_COMPARE] = {.name = N_("compare"), .help = N_("all lanes side by side"), .surfaces = true},
    [VIEW_FOCUS] = {.name = N_("focus"),
                    .help = N_("one lane alone: charts over the steps, its update line by line"),
                    .surfaces = true,
                    .refresh = focus_refresh,
                    .is_working = focus_is_working,
                    .work = focus_work,
                    .close = focus_close},
    [VIEW_OVERLAY] = {.name = N_("overlay"),
                      .help = N_("all balls on one surface: a race"),
                      .surfaces = true,
                      .refresh = race_refresh,
                      .close = race_close},
    [VIEW_FINDER] = {.name = N_("finder"),
                     .help = N_("the loss against the rate, what it suggests"),
                     .enter = finder_view_enter,
                     .stands = true,
                     .is_moving = finder_view_is_moving,
                     .tick = finder_view_tick,
                     .is_working = finder_view_is_working,
                     .work = finder_view_work,
                     .close = finder_view_close},
    [VIEW_MAP] = {.name = N_("map"),
                  .help = N_("each cell is a run, shaded by how it ends"),
                  .enter = map_view_enter,
                  .stands = true,
                  .is_working = map_view_is_working,
                  .work = map_view_work,
                  .close = map_view_close},
    [VIEW_PARAMETERS] = {.name = N_("parameters"),
                         .help = N_("everything that is set in a lane"),
                         .enter = parameters_enter},
    [VIEW_LOG] = {.name = N_("training"),
                  .help = N_("its log: what is wrong, and where"),
                  .exists = log_view_exists,
                  .stands = true,
                  .recorded = true,
                  .close = log_view_close},
    [VIEW_LESSONS] = {.name = N_("lessons"),
                      .help = N_("the course: what there is and how far you are"),
                      .enter = lessons_enter},
};

const struct view *view_row(int id) { return id >= 0 && id < VIEW_COUNT ? &views[id] : NULL; }

bool view_exists(const struct app *app, int id) { return !views[id].exists || views[id].exists(app); }

bool view_tells(const struct app *app, int id) { return views[id].stands && !views[id].recorded && app_covered(app); }

unsigned view_open(struct app *app, enum view_id id) {
  struct dh_error error;
  if (view_tells(app, (int)id)) {
    app_say(app, TONE_HINT, _("%s would tell what happens: h takes the cover away"), _(views[id].name));
    return EFFECT_REDRAW;
  }
  if (!view_exists(app, (int)id)) {
    app_say(app, TONE_HINT, "%s", _("no training log is open: :log FILE opens one"));
    return EFFECT_REDRAW;
  }
  if (views[id].enter && !views[id].enter(app, &error)) return change_complain(app, &error);
  if (views[app->view].surfaces) app->view_before = app->view;
  if (!views[id].surfaces) place_end(app); /* its arrows would be this view's */
  app->view = id;
  app->overlay = app->overlay == OVERLAY_CARD ? OVERLAY_NONE : app->overlay;
  app_layout(app);
  app_say(app, TONE_DONE, _("%s: %s"), _(views[id].name), _(views[id].help));
  return EFFECT_REDRAW;
}

void view_refresh(struct app *app) {
  if (views[app->view].refresh) views[app->view].refresh(app);
}

void view_close_all(struct app *app) {
  for (int id = 0; id < VIEW_COUNT; id++)
    if (views[id].close) views[id].close(app);
}

bool app_in_relief(const struct app *app) {
  if (app->placing.on) return false; /* on a map a place is a place */
  return app->relief.on && views[app->view].surfaces && dh_surface_info(app_spec(app, 0)->surface)->dim == 2;
}

bool view_is_recorded(const struct app *app) { return views[app->view].recorded; }

void view_show_lanes(struct app *app) {
  if (view_is_recorded(app)) view_open(app, app->view_before);
}

bool view_stands(const struct app *app) { return views[app->view].stands; }

bool view_is_moving(const struct app *app) {
  const struct view *view = &views[app->view];
  return view->is_moving && view->is_moving(app);
}

unsigned view_tick(struct app *app, double seconds) {
  return view_is_moving(app) ? views[app->view].tick(app, seconds) : 0;
}

bool app_is_working(const struct app *app) {
  const struct view *view = &views[app->view];
  return view->is_working && view->is_working(app);
}

unsigned app_work(struct app *app, long updates) {
  return app_is_working(app) ? views[app->view].work(app, updates) : 0;
}

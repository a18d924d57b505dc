/* SPDX-License-Identifier: MIT
 *
 * Keys of the map. */
#include "app/actions.h"
#include "app/change.h"
#include "app/map_view.h"
#include "app/messages.h"
#include "app/scene.h"
#include "app/view.h"

#include <string.h>

enum { TO_LEFT, TO_RIGHT, UPWARDS, DOWNWARDS };

/* Held, by more at a time. */
static unsigned act_move(struct app *app, int way) {
  enum { HELD = 8, LONG_HELD = 24, FASTER = 2, FASTEST = 4 };
  int by = app->held < HELD ? 1 : app->held < LONG_HELD ? FASTER : FASTEST;
  int x = way == TO_LEFT ? -by : way == TO_RIGHT ? by : 0, y = way == DOWNWARDS ? -by : way == UPWARDS ? by : 0;
  map_view_move(app, x, y);
  return EFFECT_REDRAW;
}

static void say_limit(struct app *app, int direction, int axis) {
  const struct dh_map_axis *limit = &app->map->map.axis[axis];
  char name[MAP_NAME_MAX];
  map_axis_name(limit, dh_surface_info(app->map->map.spec.surface), name);
  if (direction < 0)
    app_say(app, TONE_HINT, _("that is all there is: the axes end where the parameters do"));
  else if (dh_parameter_row(limit->parameter)->type == DH_TYPE_INTEGER)
    app_say(app, TONE_HINT, _("no closer: %s has whole numbers only"), name);
  else
    app_say(app, TONE_HINT, _("no closer: in double precision neighbours have the same %s"), name);
}

static unsigned act_zoom(struct app *app, int direction) {
  int axis;
  if (!map_view_zoom(app, direction, &axis)) say_limit(app, direction, axis);
  return EFFECT_REDRAW;
}

static unsigned act_home(struct app *app, int argument) {
  (void)argument;
  map_view_home(app);
  return EFFECT_REDRAW;
}

static unsigned act_axes(struct app *app, int direction) {
  char name[2][MAP_NAME_MAX];
  map_view_next_pair(app, direction);
  if (!app->map->map.spec.surface) return EFFECT_REDRAW;
  for (int i = 0; i < 2; i++)
    map_axis_name(&app->map->map.axis[i], dh_surface_info(app->map->map.spec.surface), name[i]);
  app_say(app, TONE_DONE, _("%s to the right, %s upwards"), name[0], name[1]);
  return EFFECT_REDRAW;
}

static unsigned act_log(struct app *app, int argument) {
  (void)argument;
  if (app->map->pair < 0 || app->map->map.axis[0].parameter != DH_LEARNING_RATE) {
    app_say(app, TONE_HINT, _("this map has no rates; g takes other axes"));
    return EFFECT_REDRAW;
  }
  map_view_log(app);
  app_say(app, TONE_DONE, app->map->log ? _("rates by their factors") : _("rates evenly spaced"));
  return EFFECT_REDRAW;
}

/* A cell is a run from its start: that is what the lanes show then. */
static unsigned act_take(struct app *app, int argument) {
  (void)argument;
  struct map_view *view = app->map;
  struct dh_error error;
  struct dh_spec spec;
  if (map_view_is_stale(app)) {
    app_say(app, TONE_HINT, _("the map is not there yet"));
    return EFFECT_REDRAW;
  }
  dh_map_cell_spec(&view->map, (long)view->cursor[1] * view->w + view->cursor[0], &spec);
  if (!scene_restart_as(app, app->selected, &spec, &error)) return change_complain(app, &error);
  unsigned effects = view_open(app, app->view_before);
  char title[96];
  app_lane_title(app, app->selected, title, sizeof title);
  app_say(app, TONE_DONE, _("%s: the cell of the map, from its start; u undoes it"), title);
  return effects;
}

static unsigned act_pause(struct app *app, int argument) {
  (void)argument;
  app->map->paused = !app->map->paused;
  return EFFECT_REDRAW;
}

static unsigned act_leave(struct app *app, int argument) {
  (void)argument;
  return view_open(app, app->view_before);
}

#define MOVING N_("arrows"), N_("move; at the edge the map moves")

static const struct action rows[] = {
    {"map_left", {KEY_CODE_LEFT, ','}, GROUP_MAP, MOVING, "", act_move, TO_LEFT, false, 0},
    {"map_right", {KEY_CODE_RIGHT, '.'}, GROUP_MAP, MOVING, N_("move"), act_move, TO_RIGHT, false, 0},
    {"map_up", {KEY_CODE_UP}, GROUP_MAP, MOVING, NULL, act_move, UPWARDS, false, 0},
    {"map_down", {KEY_CODE_DOWN}, GROUP_MAP, MOVING, NULL, act_move, DOWNWARDS, false, 0},
    {"map_in",
     {'+', '=', 'I', ')', 'z'},
     GROUP_MAP,
     "+ I z",
     N_("closer, about the cursor"),
     N_("closer"),
     act_zoom,
     1,
     false,
     0},
    {"map_out", {'-', 'O', '(', 'Z'}, GROUP_MAP, "- O Z", N_("farther away"), N_("farther"), act_zoom, -1, false, 0},
    {"map_take",
     {KEY_CODE_ENTER},
     GROUP_MAP,
     "Enter",
     N_("the lanes start again with this cell"),
     N_("run it"),
     act_take,
     0,
     false,
     0},
    {"map_axes", {'g'}, GROUP_MAP, "g", N_("other axes"), N_("axes"), act_axes, 1, false, 0},
    {"map_leave", {KEY_CODE_ESCAPE}, GROUP_MAP, "Esc", N_("back to the lanes"), N_("lanes"), act_leave, 0, false, 0},
    {"map_log", {'L'}, GROUP_MAP, "L", N_("rates evenly spaced, or by their factors"), N_("log"), act_log, 0, false, 0},
    {"map_home", {'F'}, GROUP_MAP, "F", N_("the whole map again"), N_("whole"), act_home, 0, false, 0},
    {"map_pause", {' '}, GROUP_MAP, "Space", N_("stop computing, go on"), NULL, act_pause, 0, false, 0},
};

static bool applies(const struct app *app) { return app->view == VIEW_MAP; }

const struct action_set actions_map = {applies, rows, sizeof rows / sizeof *rows};

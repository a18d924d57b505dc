/* SPDX-License-Identifier: MIT
 *
 * Keys of the lanes: choosing, branching, removing. */
#include "app/actions.h"
#include "app/change.h"
#include "app/messages.h"
#include "app/options.h"
#include "app/scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static unsigned act_select(struct app *app, int lane) {
  if (lane >= app->lane_count) {
    app_say(app, TONE_HINT, _("there are %d lanes; n makes one more"), app->lane_count);
    return EFFECT_REDRAW;
  }
  app->selected = lane;
  app_layout(app);
  return EFFECT_REDRAW;
}

static unsigned act_next_lane(struct app *app, int argument) {
  return act_select(app, change_around(app->selected, argument, app->lane_count));
}

static unsigned act_branch(struct app *app, int argument) {
  (void)argument;
  struct dh_error error;
  if (app->lane_count == APP_LANES) {
    app_say(app, TONE_HINT, _("%d lanes are the most; X removes one"), APP_LANES);
    return EFFECT_REDRAW;
  }
  char parent = app->lane[app->selected].letter;
  if (!scene_branch(app, &error)) return change_complain(app, &error);
  app_say(app, TONE_DONE, _("%c branches from %c at step %ld: change it and compare"), app->lane[app->selected].letter,
          parent, app->step);
  return EFFECT_REDRAW;
}

static unsigned act_remove(struct app *app, int argument) {
  (void)argument;
  if (app->lane_count < 2) {
    app_say(app, TONE_HINT, _("the last lane stays"));
    return EFFECT_REDRAW;
  }
  char letter = app->lane[app->selected].letter;
  scene_remove(app, app->selected);
  app_layout(app);
  app_say(app, TONE_DONE, _("lane %c is gone; u brings it back"), letter);
  return EFFECT_REDRAW;
}

static const struct action rows[] = {
    {"next_lane", {KEY_CODE_TAB}, GROUP_LANES, "Tab", N_("next lane"), N_("lane"), act_next_lane, 1, true, 7},
    {"previous_lane",
     {KEY_CODE_BACK_TAB},
     GROUP_LANES,
     "Shift-Tab",
     N_("previous lane"),
     NULL,
     act_next_lane,
     -1,
     true,
     0},
    {"lane_1", {'1'}, GROUP_LANES, "1 ... 6", N_("choose a lane"), NULL, act_select, 0, false, 0},
    {"lane_2", {'2'}, GROUP_LANES, "1 ... 6", N_("choose a lane"), NULL, act_select, 1, false, 0},
    {"lane_3", {'3'}, GROUP_LANES, "1 ... 6", N_("choose a lane"), NULL, act_select, 2, false, 0},
    {"lane_4", {'4'}, GROUP_LANES, "1 ... 6", N_("choose a lane"), NULL, act_select, 3, false, 0},
    {"lane_5", {'5'}, GROUP_LANES, "1 ... 6", N_("choose a lane"), NULL, act_select, 4, false, 0},
    {"lane_6", {'6'}, GROUP_LANES, "1 ... 6", N_("choose a lane"), NULL, act_select, 5, false, 0},
    {"branch", {'n'}, GROUP_LANES, "n", N_("new lane: a branch from here"), NULL, act_branch, 0, true, 0},
    {"remove", {'X'}, GROUP_LANES, "X", N_("remove the lane"), NULL, act_remove, 0, true, 0},
};

const struct action_set actions_lanes = {NULL, rows, sizeof rows / sizeof *rows};

/* SPDX-License-Identifier: MIT
 *
 * Keys of the relief while it is shown: turning and tilting. */
#include "app/actions.h"
#include "app/messages.h"

enum { STEP = 5, TILT_LEAST = 20, TILT_MOST = 85, AROUND = 360 };

static unsigned act_turn(struct app *app, int argument) {
  app->relief.turn = (app->relief.turn + argument * STEP + AROUND) % AROUND;
  return EFFECT_REDRAW;
}

static unsigned act_tilt(struct app *app, int argument) {
  int tilt = app->relief.tilt + argument * STEP;
  app->relief.tilt = tilt < TILT_LEAST ? TILT_LEAST : tilt > TILT_MOST ? TILT_MOST : tilt;
  return EFFECT_REDRAW;
}

static const struct action rows[] = {
    {"relief_left",
     {KEY_CODE_LEFT},
     GROUP_VIEW,
     "Left Right",
     N_("relief: turn it"),
     N_("turn"),
     act_turn,
     1,
     false,
     0},
    {"relief_right", {KEY_CODE_RIGHT}, GROUP_VIEW, "Left Right", N_("relief: turn it"), "", act_turn, -1, false, 0},
    {"relief_up",
     {KEY_CODE_UP},
     GROUP_VIEW,
     "Up Down",
     N_("relief: from higher, lower"),
     N_("tilt"),
     act_tilt,
     1,
     false,
     0},
    {"relief_down",
     {KEY_CODE_DOWN},
     GROUP_VIEW,
     "Up Down",
     N_("relief: from higher, lower"),
     "",
     act_tilt,
     -1,
     false,
     0},
};

const struct action_set actions_relief = {app_in_relief, rows, sizeof rows / sizeof *rows};

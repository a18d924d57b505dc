/* SPDX-License-Identifier: MIT
 *
 * Keys of time: running, stepping, starting again. */
#include "app/actions.h"
#include "app/change.h"
#include "app/marks.h"
#include "app/messages.h"
#include "app/options.h"
#include "app/scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static unsigned act_run(struct app *app, int argument) {
  (void)argument;
  if (change_is_covered(app)) return EFFECT_REDRAW;
  if (app->overlay == OVERLAY_CARD) app->overlay = OVERLAY_NONE;
  if (app->step >= app_horizon(app) && !app->running) app->past_horizon = true;
  app->running = !app->running;
  app->resumes = app->arrived = false;
  app->wait = 0;
  app->until_step = 0;
  return EFFECT_REDRAW;
}

/* A held key moves by up to 1 % of the whole time line at a time: from one end to the other in a few seconds, however
 * long it is. It gets there in three. */
static long stride(const struct app *app) {
  enum { PRESSES = 5, GAIN = 8 };
  long horizon = app_horizon(app), most = (app->step > horizon ? app->step : horizon) / 100;
  long held = app->held, want = held < PRESSES ? 1 : held * held / GAIN;
  return want < most ? want : most > 1 ? most : 1;
}

static unsigned act_forward(struct app *app, int argument) {
  (void)argument;
  if (change_is_covered(app)) return EFFECT_REDRAW;
  app->running = app->resumes = false;
  long steps = stride(app), left = app_horizon(app) - app->step;
  if (!app->past_horizon && left <= 0) {
    app_say(app, TONE_HINT, _("the %ld steps are over: Space goes on, r starts again"), app_horizon(app));
    return EFFECT_REDRAW;
  }
  if (!app->past_horizon && steps > left) steps = left;
  bool stopped = false;
  while (steps-- > 0 && !stopped) stopped = scene_step(app);
  app->flight = app->held > 2 ? 1 : 0;
  scene_refresh(app, false);
  if (stopped) app_announce(app);
  return EFFECT_REDRAW;
}

static unsigned act_back(struct app *app, int argument) {
  (void)argument;
  app->running = app->resumes = false;
  scene_goto(app, app->step - stride(app));
  return EFFECT_REDRAW;
}

static unsigned act_restart(struct app *app, int argument) {
  (void)argument;
  return change_restart(app, NULL);
}

/* A new start, drawn over the surface's window from the seed that is shown. */
static unsigned act_random_start(struct app *app, int argument) {
  (void)argument;
  struct dh_error error;
  const struct dh_surface_spec *info = dh_surface_info(app_spec(app, 0)->surface);
  uint64_t seed = (uint64_t)dh_spec_number(app_spec(app, 0), DH_SEED) + 1;
  double start[2] = {0, 0};
  for (int i = 0; i < info->dim; i++)
    start[i] = info->low[i] + dh_random_uniform(seed, DH_STREAM_START, (uint64_t)i) * (info->high[i] - info->low[i]);
  const struct dh_setting setting = {.parameter = DH_SEED, .value = (double)seed};
  if (!scene_set_start(app, start, &setting, &error)) return change_complain(app, &error);
  char y[40] = "";
  if (info->dim == 2) snprintf(y, sizeof y, _(", %s = %.4g"), info->parameter[1], start[1]);
  app_say(app, TONE_DONE, _("start %s = %.4g%s, drawn with seed %ld"), info->parameter[0], start[0], y, (long)seed);
  return EFFECT_REDRAW;
}

static unsigned act_reopen(struct app *app, int argument) {
  (void)argument;
  struct dh_error error;
  if (!scene_reopen(app, &error)) return change_complain(app, &error);
  app_say(app, TONE_DONE, _("the scene as it was opened; u brings back what you had"));
  return EFFECT_REDRAW;
}

static unsigned act_speed(struct app *app, int argument) {
  double speed = argument > 0 ? app->speed * 2 : app->speed / 2;
  app->speed = fmin(APP_SPEED_MOST, fmax(APP_SPEED_LEAST, speed));
  app->until_step = fmin(app->until_step, 1 / app_speed(app));
  app_say(app, TONE_DONE, _("%g steps a second"), app_speed(app));
  return EFFECT_REDRAW;
}

static const struct action rows[] = {
    {"run", {' '}, GROUP_TIME, "Space", N_("run, pause"), N_("run"), act_run, 0, true, 4},
    {"forward",
     {KEY_CODE_RIGHT, '.'},
     GROUP_TIME,
     "Right .",
     N_("one step forward; held, faster"),
     N_("step"),
     act_forward,
     0,
     true,
     5},
    {"back", {KEY_CODE_LEFT, ','}, GROUP_TIME, "Left ,", N_("one step back"), "", act_back, 0, true, 0},
    {"next_event", {']'}, GROUP_TIME, "]", N_("to the next change, verdict, inf or NaN"), NULL, marks_go, 1, true, 0},
    {"previous_event", {'['}, GROUP_TIME, "[", N_("to the one before"), NULL, marks_go, -1, true, 0},
    {"restart", {'r'}, GROUP_TIME, "r", N_("start again with what is set now"), NULL, act_restart, 0, true, 0},
    {"random_start", {'R'}, GROUP_TIME, "R", N_("start from a new random place"), NULL, act_random_start, 0, true, 0},
    {"reopen", {'0'}, GROUP_TIME, "0", N_("the scene as it was opened"), NULL, act_reopen, 0, true, 0},
    {"slower", {'<'}, GROUP_TIME, "<", N_("slower"), NULL, act_speed, -1, true, 0},
    {"faster", {'>'}, GROUP_TIME, ">", N_("faster"), NULL, act_speed, 1, true, 0},
};

const struct action_set actions_time = {NULL, rows, sizeof rows / sizeof *rows};

/* SPDX-License-Identifier: MIT
 *
 * Placing the start: a cursor that moves over round values by about a column at a time, five when a key is held; the
 * camera pans when it comes to an edge. All lanes share it. Enter starts there, Esc leaves everything as it was. */
#include "app/actions.h"
#include "app/change.h"
#include "app/messages.h"
#include "app/scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELD_FROM = 4, HELD_FACTOR = 5, LEAP = 10, COLUMNS = 40, NICE_DIGITS = 12 };

static const struct dh_surface_spec *surface_of(const struct app *app) {
  return dh_surface_info(app_spec(app, 0)->surface);
}

/* 1, 2 or 5 times a power of ten, not below x. */
static double nice_above(double x) {
  double power = pow(10, floor(log10(x)));
  for (int digit = 1; digit <= 5; digit += digit == 1 ? 1 : 3)
    if (digit * power >= x * (1 - 1e-9)) return digit * power;
  return 10 * power;
}

/* What one press moves the cursor by: about a cell of the selected lane's picture. */
static double step_of(const struct app *app, int axis) {
  const struct axis *window = axis == 0 ? &app->placing.camera.x : &app->placing.camera.y;
  const struct layout *layout = &app->layout;
  int place = app->selected - layout->first;
  struct rect hill = place >= 0 && place < layout->shown ? layout->lane[place].hill : (struct rect){0};
  int cells = axis == 0 ? hill.w : 2 * hill.h;
  return nice_above((window->high - window->low) / (cells > 0 ? cells : COLUMNS));
}

/* 3 * 0.1 is meant to be 0.3. */
static double rounded(double x) {
  char digits[40];
  snprintf(digits, sizeof digits, "%.*g", NICE_DIGITS, x);
  return strtod(digits, NULL);
}

static void pan_axis(struct axis *axis, double value) {
  double width = axis->high - axis->low, by = 0;
  if (value < axis->low) by = value - axis->low - width / 4;
  if (value > axis->high) by = value - axis->high + width / 4;
  axis->low += by;
  axis->high += by;
  axis->center += by;
}

static double loss_at(const struct app *app, const double at[2]) {
  struct dh_sample sample;
  dh_sampler_run(app->sampler, &at[0], &at[1], 1, &sample);
  return sample.value[0];
}

static void say_place(struct app *app) {
  const struct dh_surface_spec *info = surface_of(app);
  const double *at = app->placing.at;
  char second[64] = "", loss[48] = "";
  if (info->dim == 2) snprintf(second, sizeof second, _(", %.12s = %.6g"), info->parameter[1], at[1]);
  if (!app_covered(app)) snprintf(loss, sizeof loss, _(", loss %.4g"), loss_at(app, at));
  app_say(app, TONE_HINT, _("start at %.12s = %.6g%s%s"), info->parameter[0], at[0], second, loss);
  app->message_left = -1;
}

unsigned place_begin(struct app *app) {
  const struct lane *lane = &app->lane[app->selected];
  struct placing *placing = &app->placing;
  *placing = (struct placing){.on = true, .camera = lane->camera_by_hand ? lane->camera : lane->home};
  memcpy(placing->at, dh_run_initial(lane->run)->start, sizeof placing->at);
  pan_axis(&placing->camera.x, placing->at[0]);
  if (surface_of(app)->dim == 2) pan_axis(&placing->camera.y, placing->at[1]);
  if (app->overlay == OVERLAY_CARD) app->overlay = OVERLAY_NONE;
  app->flight = 1;
  app_layout(app);
  say_place(app);
  return EFFECT_REDRAW;
}

void place_end(struct app *app) {
  if (!app->placing.on) return;
  app->placing.on = false;
  app_layout(app);
}

/* The next round value in this direction, kept where a start may be. */
static double moved(const struct app *app, int axis, int steps) {
  const struct dh_parameter_row *row = dh_parameter_row(DH_START);
  double step = step_of(app, axis), at = app->placing.at[axis] / step;
  double next = steps > 0 ? floor(at + 1e-6) + steps : ceil(at - 1e-6) + steps;
  return fmin(fmax(rounded(next * step), row->low), row->high);
}

/* Along the one parameter there is, Up and Down leap. */
static unsigned act_move(struct app *app, int direction) {
  bool plane = surface_of(app)->dim == 2, upright = abs(direction) == 2;
  int steps = (direction > 0 ? 1 : -1) * (app->held >= HELD_FROM ? HELD_FACTOR : 1) * (upright && !plane ? LEAP : 1);
  int axis = upright && plane ? 1 : 0;
  struct placing *placing = &app->placing;
  placing->at[axis] = moved(app, axis, steps);
  pan_axis(axis == 0 ? &placing->camera.x : &placing->camera.y, placing->at[axis]);
  app_layout(app);
  say_place(app);
  return EFFECT_REDRAW;
}

unsigned place_zoom(struct app *app, int direction) {
  struct placing *placing = &app->placing;
  double factor = direction > 0 ? 2 : 0.5;
  bool plane = surface_of(app)->dim == 2;
  if (direction == 0)
    placing->camera = app->lane[app->selected].home;
  else if (plane)
    camera_zoom_about(&placing->camera, factor, placing->at);
  else
    camera_zoom(&placing->camera, factor);
  pan_axis(&placing->camera.x, placing->at[0]);
  if (plane) pan_axis(&placing->camera.y, placing->at[1]);
  app_layout(app);
  say_place(app);
  return EFFECT_REDRAW;
}

static unsigned act_accept(struct app *app, int argument) {
  (void)argument;
  struct dh_error error;
  const double at[2] = {app->placing.at[0], app->placing.at[1]};
  place_end(app);
  if (!scene_set_start(app, at, NULL, &error)) return change_complain(app, &error);
  app_say(app, TONE_DONE, _("started anew from there; u goes back"));
  return EFFECT_REDRAW;
}

static unsigned act_cancel(struct app *app, int argument) {
  (void)argument;
  place_end(app);
  app_say(app, TONE_HINT, _("the start stays where it was"));
  return EFFECT_REDRAW;
}

static bool is_placing(const struct app *app) { return app->placing.on; }

static const struct action rows[] = {
    {"place_left",
     {KEY_CODE_LEFT},
     GROUP_CLASS,
     N_("  arrows"),
     N_("move it; held, faster"),
     NULL,
     act_move,
     -1,
     false,
     0},
    {"place_right", {KEY_CODE_RIGHT}, GROUP_CLASS, N_("  arrows"), N_("move it"), N_("move"), act_move, 1, false, 0},
    {"place_up", {KEY_CODE_UP}, GROUP_CLASS, N_("  arrows"), N_("move it"), NULL, act_move, 2, false, 0},
    {"place_down", {KEY_CODE_DOWN}, GROUP_CLASS, N_("  arrows"), N_("move it"), NULL, act_move, -2, false, 0},
    {"place_accept",
     {KEY_CODE_ENTER, KEY_CODE_SPACE},
     GROUP_CLASS,
     "  Enter",
     N_("start there"),
     N_("start there"),
     act_accept,
     0,
     false,
     0},
    {"place_cancel",
     {KEY_CODE_ESCAPE, 'P'},
     GROUP_CLASS,
     "  Esc",
     N_("leave it where it was"),
     N_("leave it"),
     act_cancel,
     0,
     false,
     0},
};

const struct action_set actions_place = {is_placing, rows, sizeof rows / sizeof *rows};

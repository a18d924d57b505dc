/* SPDX-License-Identifier: MIT
 *
 * Keys in the view of parameters: choosing a row, changing it, typing a value, taking one back. */
#include "app/actions.h"
#include "app/change.h"
#include "app/messages.h"
#include "app/options.h"
#include "app/parameters.h"
#include "app/prompt.h"
#include "app/scene.h"
#include "app/view.h"

#include "catalog/setting.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool applies(const struct app *app) { return app->view == VIEW_PARAMETERS; }

/* By rows; titles are stepped over. */
static unsigned act_move(struct app *app, int by) {
  struct parameter_line lines[PARAMETER_LINES];
  int count = parameters_lines(app, lines), at = parameters_selected(app, lines, count);
  for (int next = at; by != 0;) {
    next += by > 0 ? 1 : -1;
    if (next < 0 || next >= count) break;
    if (lines[next].title[0] != '\0') continue;
    at = next;
    by += by > 0 ? -1 : 1;
  }
  app->parameters.selected = (int)lines[at].parameter;
  return EFFECT_REDRAW;
}

static enum dh_parameter selected(const struct app *app) {
  struct parameter_line lines[PARAMETER_LINES];
  int count = parameters_lines(app, lines);
  return lines[parameters_selected(app, lines, count)].parameter;
}

/* A number of steps that follows from the horizon is first moved from its middle. */
static double first_value(const struct app *app, enum dh_parameter parameter) {
  double value = dh_spec_number(app_spec(app, app->selected), parameter);
  bool steps = strcmp(dh_parameter_row(parameter)->unit, "steps") == 0;
  return isnan(value) && steps ? (double)(app_horizon(app) / 2) : value;
}

/* Rows whose steps are no ladder of the table. */
static const struct {
  enum dh_parameter parameter;
  unsigned (*act)(struct app *app, int direction);
} own_steps[] = {
    {DH_SURFACE, act_surface},
    {DH_OPTIM, act_optimizer},
    {DH_GRADIENT_NOISE, act_noise},
    {DH_PER_DEVICE_TRAIN_BATCH_SIZE, act_batch},
};

static unsigned act_change(struct app *app, int direction) {
  enum dh_parameter parameter = selected(app);
  enum dh_type type = dh_parameter_row(parameter)->type;
  for (size_t i = 0; i < sizeof own_steps / sizeof *own_steps; i++)
    if (own_steps[i].parameter == parameter) return own_steps[i].act(app, direction);
  if (type == DH_TYPE_POINT || type == DH_TYPE_LIST) {
    app_say(app, TONE_HINT, _("%s: Enter types a value"), dh_parameter_row(parameter)->name);
    return EFFECT_REDRAW;
  }
  if (change_is_idle(app, parameter)) return EFFECT_REDRAW;
  return change_number(app, parameter, dh_parameter_nudge(parameter, first_value(app, parameter), direction), 0);
}

static unsigned act_type(struct app *app, int argument) {
  (void)argument;
  char line[DH_NAME_MAX + 2];
  snprintf(line, sizeof line, "%s ", dh_parameter_row(selected(app))->name);
  prompt_open(app);
  prompt_set(&app->prompt, line);
  return EFFECT_REDRAW;
}

static unsigned act_unset(struct app *app, int argument) {
  (void)argument;
  enum dh_parameter parameter = selected(app);
  const char *name = dh_parameter_row(parameter)->name;
  if (!record_can_set(parameter) || parameter == DH_OPTIM) {
    app_say(app, TONE_HINT, _("%s has no default to go back to: Enter types a value"), name);
  } else if (!dh_spec_given(app_spec(app, app->selected), parameter)) {
    app_say(app, TONE_HINT, _("%s is at its default"), name);
  } else {
    const struct dh_setting setting = {.parameter = parameter, .unset = true};
    return change_setting(app, &setting);
  }
  return EFFECT_REDRAW;
}

static unsigned act_leave(struct app *app, int argument) {
  (void)argument;
  return view_open(app, app->view_before);
}

static const struct action rows[] = {
    {"parameter_up", {KEY_CODE_UP, 'k'}, GROUP_PARAMETERS, "Up k", N_("row above"), "", act_move, -1, true, 0},
    {"parameter_down",
     {KEY_CODE_DOWN, 'j'},
     GROUP_PARAMETERS,
     "Down j",
     N_("row below"),
     N_("row"),
     act_move,
     1,
     true,
     0},
    {"parameter_page_up",
     {KEY_CODE_PAGE_UP},
     GROUP_PARAMETERS,
     "PgUp",
     N_("ten rows up"),
     NULL,
     act_move,
     -10,
     true,
     0},
    {"parameter_page_down",
     {KEY_CODE_PAGE_DOWN},
     GROUP_PARAMETERS,
     "PgDn",
     N_("ten rows down"),
     NULL,
     act_move,
     10,
     true,
     0},
    {"parameter_less",
     {KEY_CODE_LEFT},
     GROUP_PARAMETERS,
     "Left",
     N_("smaller, or the one before"),
     "",
     act_change,
     -1,
     true,
     0},
    {"parameter_more",
     {KEY_CODE_RIGHT},
     GROUP_PARAMETERS,
     "Right",
     N_("larger, or the next"),
     N_("change"),
     act_change,
     1,
     true,
     0},
    {"parameter_type",
     {KEY_CODE_ENTER},
     GROUP_PARAMETERS,
     "Enter",
     N_("type a value"),
     N_("type"),
     act_type,
     0,
     true,
     0},
    {"parameter_unset",
     {KEY_CODE_BACKSPACE, KEY_CODE_DELETE},
     GROUP_PARAMETERS,
     "Backspace",
     N_("back to the default"),
     N_("default"),
     act_unset,
     0,
     true,
     0},
    {"parameters_leave",
     {'p', KEY_CODE_ESCAPE},
     GROUP_PARAMETERS,
     "p Esc",
     N_("back to the lanes"),
     N_("back"),
     act_leave,
     0,
     true,
     0},
};

const struct action_set actions_parameters = {applies, rows, sizeof rows / sizeof *rows};

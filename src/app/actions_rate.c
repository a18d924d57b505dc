/* SPDX-License-Identifier: MIT
 *
 * Keys of the learning rate, of advice and of undo. */
#include "app/actions.h"
#include "app/change.h"
#include "app/messages.h"
#include "app/options.h"
#include "app/scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

unsigned act_nudge_rate(struct app *app, int direction) {
  double rate = dh_spec_number(app_spec(app, app->selected), DH_LEARNING_RATE);
  return change_number(app, DH_LEARNING_RATE, dh_parameter_nudge(DH_LEARNING_RATE, rate, direction), LAYOUT_GAUGE);
}

/* argument: 2, -2, 10, -10. Rates keep no more than 12 digits, so that 0.1 * 10 / 10 is 0.1 again. */
static unsigned act_scale_rate(struct app *app, int argument) {
  const struct dh_parameter_row *row = dh_parameter_row(DH_LEARNING_RATE);
  double rate = dh_spec_number(app_spec(app, app->selected), DH_LEARNING_RATE);
  double scaled = argument > 0 ? rate * argument : rate / -argument;
  char digits[40];
  double value;
  struct dh_error error;
  snprintf(digits, sizeof digits, "%.12g", fmin(row->high, fmax(row->low, scaled)));
  if (!dh_parameter_parse(DH_LEARNING_RATE, digits, &value, &error)) return change_complain(app, &error);
  return change_number(app, DH_LEARNING_RATE, value, LAYOUT_GAUGE);
}

static unsigned act_advice(struct app *app, int argument) {
  (void)argument;
  const struct dh_advice *advice = &app->lane[app->selected].reading.advice;
  if (app_covered(app)) {
    app_say(app, TONE_HINT, _("advice is covered: h shows it"));
    return EFFECT_REDRAW;
  }
  if (advice->kind == DH_ADVICE_NONE) {
    app_say(app, TONE_HINT, _("no advice for %c now"), app->lane[app->selected].letter);
    return EFFECT_REDRAW;
  }
  app->touched |= LAYOUT_GAUGE;
  const struct dh_setting setting = advice->setting;
  if (!dh_advice_restarts(advice->kind)) return change_setting(app, &setting);
  unsigned effects = change_restart(app, &setting);
  char value[64];
  option_print(app_spec(app, app->selected), setting.parameter, value, sizeof value);
  if (app->message_tone != TONE_ERROR)
    app_say(app, TONE_DONE, _("%c: %s %s, from the start"), app->lane[app->selected].letter,
            dh_parameter_row(setting.parameter)->name, value);
  return effects;
}

static unsigned act_undo(struct app *app, int argument) {
  (void)argument;
  struct dh_error error;
  int parameter;
  if (scene_undo(app, &parameter, &error)) {
    app_say(app, TONE_DONE, _("undone: %s"),
            parameter < 0 ? _("as it was before") : dh_parameter_row((enum dh_parameter)parameter)->name);
  } else if (error.code != DH_OK) {
    return change_complain(app, &error);
  } else {
    app_say(app, TONE_HINT, _("nothing to undo"));
  }
  return EFFECT_REDRAW;
}

static const struct action rows[] = {
    {"rate_up",
     {KEY_CODE_UP, 'k'},
     GROUP_RATE,
     "Up k",
     N_("larger rate: 1 1.2 1.5 2 2.5 3 4 5 6 8"),
     N_("rate"),
     act_nudge_rate,
     1,
     true,
     6},
    {"rate_down", {KEY_CODE_DOWN, 'j'}, GROUP_RATE, "Down j", N_("smaller rate"), "", act_nudge_rate, -1, true, 0},
    {"rate_double", {'+', '='}, GROUP_RATE, "+", N_("rate x 2"), NULL, act_scale_rate, 2, true, 0},
    {"rate_halve", {'-'}, GROUP_RATE, "-", N_("rate / 2"), NULL, act_scale_rate, -2, true, 0},
    {"rate_tenfold", {'*'}, GROUP_RATE, "*", N_("rate x 10"), NULL, act_scale_rate, 10, true, 0},
    {"rate_tenth", {'/'}, GROUP_RATE, "/", N_("rate / 10"), NULL, act_scale_rate, -10, true, 0},
    {"advice", {'y'}, GROUP_RATE, "y", N_("do what the advice says"), NULL, act_advice, 0, true, 0},
    {"undo", {'u'}, GROUP_RATE, "u", N_("undo the last change"), NULL, act_undo, 0, true, 0},
};

const struct action_set actions_rate = {NULL, rows, sizeof rows / sizeof *rows};

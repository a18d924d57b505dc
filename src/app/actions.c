/* SPDX-License-Identifier: MIT
 *
 * The table of actions and what they do. Dispatch, help, key line and menu all read the table at the end of this file.
 */
#include "app/actions.h"

#include "app/change.h"
#include "app/messages.h"
#include "app/options.h"
#include "app/scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static unsigned complain(struct app *app, const struct dh_error *error) {
  char line[256];
  message_error(error, line, sizeof line);
  app_say(app, TONE_ERROR, "%s", line);
  return EFFECT_REDRAW;
}

/* --- time --- */

static unsigned act_run(struct app *app, int argument) {
  (void)argument;
  if (app->overlay == OVERLAY_CARD) app->overlay = OVERLAY_NONE;
  if (app->step >= app_horizon(app) && !app->running) app->past_horizon = true;
  app->running = !app->running;
  app->wait = 0;
  app->until_step = 0;
  return EFFECT_REDRAW;
}

/* A held key moves by up to 1 % of the history at a time. */
static long stride(const struct app *app) {
  long most = app->step / 100, want = app->held < 5 ? 1 : app->held;
  return want < most ? want : most > 1 ? most : 1;
}

static unsigned act_forward(struct app *app, int argument) {
  (void)argument;
  app->running = false;
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
  app->running = false;
  scene_goto(app, app->step - stride(app));
  return EFFECT_REDRAW;
}

static unsigned restart(struct app *app, const struct dh_setting *setting) {
  struct dh_error error;
  bool running = app->running || app->overlay == OVERLAY_CARD;
  if (!scene_restart(app, app->selected, setting, &error)) return complain(app, &error);
  app->running = running;
  tempo_reset(app, 0.7);
  return EFFECT_REDRAW;
}

static unsigned act_restart(struct app *app, int argument) {
  (void)argument;
  return restart(app, NULL);
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
  bool running = app->running || app->overlay == OVERLAY_CARD;
  const struct dh_setting setting = {.parameter = DH_SEED, .value = (double)seed};
  if (!scene_set_start(app, start, &error)) return complain(app, &error);
  for (int i = 0; i < app->lane_count; i++)
    if (!dh_run_change(app->lane[i].run, &setting, &error)) return complain(app, &error);
  app->running = running;
  tempo_reset(app, 0.7);
  char y[40] = "";
  if (info->dim == 2) snprintf(y, sizeof y, ", %s = %.4g", info->parameter[1], start[1]);
  app_say(app, TONE_DONE, _("start %s = %.4g%s, drawn with seed %ld"), info->parameter[0], start[0], y, (long)seed);
  return EFFECT_REDRAW;
}

static unsigned act_reopen(struct app *app, int argument) {
  (void)argument;
  struct dh_error error;
  bool running = app->running || app->overlay == OVERLAY_CARD;
  if (!scene_reopen(app, &error)) return complain(app, &error);
  app->running = running;
  tempo_reset(app, 0.7);
  app_say(app, TONE_DONE, _("the scene as it was opened; u brings back what you had"));
  return EFFECT_REDRAW;
}

static unsigned act_speed(struct app *app, int argument) {
  double speed = argument > 0 ? app->speed * 2 : app->speed / 2;
  app->speed = fmin(64, fmax(0.125, speed));
  app->until_step = fmin(app->until_step, 1 / app_speed(app));
  app_say(app, TONE_DONE, _("%g steps a second"), app_speed(app));
  return EFFECT_REDRAW;
}

/* --- changing what the lane computes --- */

static unsigned change(struct app *app, const struct dh_setting *setting) {
  struct dh_error error;
  if (!scene_change(app, app->selected, setting, &error)) return complain(app, &error);
  char value[64];
  option_print(app_spec(app, app->selected), setting->parameter, value, sizeof value);
  app_say(app, TONE_DONE, _("%c: %s %s from step %ld on"), app->lane[app->selected].letter,
          dh_parameter_row(setting->parameter)->name, value, app->step);
  return EFFECT_REDRAW;
}

unsigned change_number(struct app *app, enum dh_parameter parameter, double value, int show) {
  if (value == dh_spec_number(app_spec(app, app->selected), parameter)) {
    char shown[64];
    option_print(app_spec(app, app->selected), parameter, shown, sizeof shown);
    app_say(app, TONE_HINT, _("%s is %s: that is the end of its range"), dh_parameter_row(parameter)->name, shown);
    return EFFECT_REDRAW;
  }
  const struct dh_setting setting = {.parameter = parameter, .value = value};
  app->touched |= show;
  unsigned effects = change(app, &setting);
  app_layout(app);
  return effects;
}

static unsigned act_nudge_rate(struct app *app, int argument) {
  double rate = dh_spec_number(app_spec(app, app->selected), DH_LEARNING_RATE);
  return change_number(app, DH_LEARNING_RATE, dh_parameter_nudge(DH_LEARNING_RATE, rate, argument), LAYOUT_GAUGE);
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
  if (!dh_parameter_parse(DH_LEARNING_RATE, digits, &value, &error)) return complain(app, &error);
  return change_number(app, DH_LEARNING_RATE, value, LAYOUT_GAUGE);
}

static unsigned act_nudge(struct app *app, enum dh_parameter parameter, int direction, int show) {
  const struct dh_spec *spec = app_spec(app, app->selected);
  if (change_is_idle(app, parameter)) return EFFECT_REDRAW;
  return change_number(app, parameter, dh_parameter_nudge(parameter, dh_spec_number(spec, parameter), direction), show);
}

static unsigned act_warmup(struct app *app, int argument) {
  return act_nudge(app, DH_WARMUP_RATIO, argument, LAYOUT_SCHEDULE);
}

/* The first of momentum and beta1 that the optimizer has. */
static unsigned act_momentum(struct app *app, int argument) {
  const struct dh_rule *rule = app_spec(app, app->selected)->rule;
  bool beta = !dh_rule_has(rule, DH_MOMENTUM, NULL) && dh_rule_has(rule, DH_BETA1, NULL);
  return act_nudge(app, beta ? DH_BETA1 : DH_MOMENTUM, argument, LAYOUT_GAUGE);
}

/* Next or previous of `count`, round and round. */
static int around(int index, int direction, int count) { return (index + direction + count) % count; }

static unsigned act_decay(struct app *app, int argument) {
  return act_nudge(app, DH_LR_SCHEDULER_TYPE, argument, LAYOUT_SCHEDULE);
}

static unsigned act_precision(struct app *app, int argument) { return act_nudge(app, DH_PRECISION, argument, 0); }

static unsigned act_clip(struct app *app, int argument) {
  (void)argument;
  double norm = dh_spec_number(app_spec(app, app->selected), DH_MAX_GRAD_NORM);
  return change_number(app, DH_MAX_GRAD_NORM, norm > 0 ? 0 : 1, 0);
}

static unsigned act_optimizer(struct app *app, int argument) {
  /* One that was typed stands in front of the first. */
  int count = catalog_rule_count(app->catalog), now = argument > 0 ? -1 : 0;
  const struct dh_rule *rule = app_spec(app, app->selected)->rule;
  for (int i = 0; i < count; i++)
    if (catalog_rule(app->catalog, i) == rule) now = i;
  struct dh_setting setting = {.parameter = DH_OPTIM, .rule = catalog_rule(app->catalog, around(now, argument, count))};
  return change(app, &setting);
}

static unsigned act_surface(struct app *app, int argument) {
  struct dh_error error;
  int count = catalog_surface_count(app->catalog);
  int next = app->surface < 0 ? 0 : around(app->surface, argument, count);
  const struct dh_surface *surface = catalog_surface(app->catalog, next);
  if (!scene_set_surface(app, surface, &error)) return complain(app, &error);
  tempo_reset(app, 1);
  app_say(app, TONE_DONE, "%s", dh_surface_info(surface)->note);
  return EFFECT_REDRAW;
}

static unsigned act_advice(struct app *app, int argument) {
  (void)argument;
  const struct dh_advice *advice = &app->lane[app->selected].reading.advice;
  if (advice->kind == DH_ADVICE_NONE) {
    app_say(app, TONE_HINT, _("no advice for %c now"), app->lane[app->selected].letter);
    return EFFECT_REDRAW;
  }
  app->touched |= LAYOUT_GAUGE;
  const struct dh_setting setting = advice->setting;
  if (!dh_advice_restarts(advice->kind)) return change(app, &setting);
  unsigned effects = restart(app, &setting);
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
    return complain(app, &error);
  } else {
    app_say(app, TONE_HINT, _("nothing to undo"));
  }
  return EFFECT_REDRAW;
}

/* --- lanes --- */

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
  return act_select(app, around(app->selected, argument, app->lane_count));
}

static unsigned act_branch(struct app *app, int argument) {
  (void)argument;
  struct dh_error error;
  if (app->lane_count == APP_LANES) {
    app_say(app, TONE_HINT, _("%d lanes are the most; X removes one"), APP_LANES);
    return EFFECT_REDRAW;
  }
  char parent = app->lane[app->selected].letter;
  if (!scene_branch(app, &error)) return complain(app, &error);
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

/* --- looks --- */

static unsigned act_detail(struct app *app, int argument) {
  (void)argument;
  app->detail = app->detail % 5 + 1;
  app->touched = 0;
  app_layout(app);
  static const char *const levels[] = {N_("hill and word"), N_("with the update"), N_("with the loss"),
                                       N_("with the limit and advice"), N_("with the schedule")};
  app_say(app, TONE_DONE, _("detail %d of 5: %s"), app->detail, _(levels[app->detail - 1]));
  return EFFECT_REDRAW;
}

static unsigned act_log_loss(struct app *app, int argument) {
  (void)argument;
  app->log_loss = !app->log_loss;
  app_say(app, TONE_DONE,
          app->log_loss ? _("loss on a logarithmic axis: growth by a factor is a straight line")
                        : _("loss on a linear axis"));
  return EFFECT_REDRAW;
}

static unsigned act_zoom(struct app *app, int argument) {
  struct lane *lane = &app->lane[app->selected];
  lane->camera_by_hand = argument != 0;
  if (argument != 0) {
    camera_zoom(&lane->camera, argument > 0 ? 2 : 0.5);
    lane->camera_held = false;
  }
  scene_refresh(app, true);
  app_say(app, TONE_DONE,
          argument > 0   ? _("%c: camera out; F follows the ball again")
          : argument < 0 ? _("%c: camera in; F follows the ball again")
                         : _("%c: the camera follows the ball"),
          lane->letter);
  return EFFECT_REDRAW;
}

static unsigned act_theme(struct app *app, int argument) {
  (void)argument;
  app->theme = (enum look_theme)((app->theme + 1) % THEME_COUNT);
  app_say(app, TONE_DONE, _("theme %s"), look_theme_name((int)app->theme));
  return EFFECT_REDRAW | EFFECT_REPAINT;
}

static unsigned act_glyphs(struct app *app, int argument) {
  (void)argument;
  app->glyphs = (enum look_glyphs)((app->glyphs + 1) % GLYPHS_COUNT);
  if (app->glyphs < app->glyphs_best) app->glyphs = app->glyphs_best;
  app_say(app, TONE_DONE, _("drawn with %s"), look_glyphs_name((int)app->glyphs));
  return EFFECT_REDRAW;
}

/* --- program --- */

static unsigned act_demo(struct app *app, int argument) {
  (void)argument;
  struct dh_error error;
  if (app->demo && scene_leave_demonstration(app, &error)) {
    app->running = false;
    app_say(app, TONE_DONE, _("back from the demonstration"));
    return EFFECT_REDRAW;
  }
  if (!scene_demonstrate(app, &error)) return complain(app, &error);
  app->running = true;
  tempo_reset(app, 1);
  app_say(app, TONE_HINT, _("rate 1.5: each step doubles the distance, until a number format ends"));
  return EFFECT_REDRAW;
}

static unsigned act_prompt(struct app *app, int argument) {
  (void)argument;
  return prompt_open(app);
}

static unsigned act_overlay(struct app *app, int overlay) {
  app->overlay = app->overlay == (enum app_overlay)overlay ? OVERLAY_NONE : (enum app_overlay)overlay;
  app->overlay_line = 0;
  return EFFECT_REDRAW;
}

static unsigned act_close(struct app *app, int argument) {
  (void)argument;
  app->overlay = OVERLAY_NONE;
  app->message[0] = '\0';
  return EFFECT_REDRAW;
}

static unsigned act_effect(struct app *app, int effect) {
  (void)app;
  return (unsigned)effect;
}

/* A row that shares its line in the help with the row before it has the same keys_shown. */
static const struct action actions[] = {
    {"run", {' '}, GROUP_TIME, "Space", N_("run, pause"), N_("run"), act_run, 0, true},
    {"forward",
     {KEY_CODE_RIGHT, '.'},
     GROUP_TIME,
     "Right .",
     N_("one step forward; held, faster"),
     N_("step"),
     act_forward,
     0,
     true},
    {"back", {KEY_CODE_LEFT, ','}, GROUP_TIME, "Left ,", N_("one step back"), NULL, act_back, 0, true},
    {"restart", {'r'}, GROUP_TIME, "r", N_("start again with what is set now"), NULL, act_restart, 0, true},
    {"random_start", {'R'}, GROUP_TIME, "R", N_("start from a new random place"), NULL, act_random_start, 0, true},
    {"reopen", {'0'}, GROUP_TIME, "0", N_("the scene as it was opened"), NULL, act_reopen, 0, true},
    {"slower", {'<'}, GROUP_TIME, "<", N_("slower"), NULL, act_speed, -1, true},
    {"faster", {'>'}, GROUP_TIME, ">", N_("faster"), NULL, act_speed, 1, true},

    {"rate_up",
     {KEY_CODE_UP, 'k'},
     GROUP_RATE,
     "Up k",
     N_("larger rate: 1 1.2 1.5 2 2.5 3 4 5 6 8"),
     N_("rate"),
     act_nudge_rate,
     1,
     true},
    {"rate_down", {KEY_CODE_DOWN, 'j'}, GROUP_RATE, "Down j", N_("smaller rate"), NULL, act_nudge_rate, -1, true},
    {"rate_double", {'+', '='}, GROUP_RATE, "+", N_("rate x 2"), NULL, act_scale_rate, 2, true},
    {"rate_halve", {'-'}, GROUP_RATE, "-", N_("rate / 2"), NULL, act_scale_rate, -2, true},
    {"rate_tenfold", {'*'}, GROUP_RATE, "*", N_("rate x 10"), NULL, act_scale_rate, 10, true},
    {"rate_tenth", {'/'}, GROUP_RATE, "/", N_("rate / 10"), NULL, act_scale_rate, -10, true},
    {"advice", {'y'}, GROUP_RATE, "y", N_("do what the advice says"), NULL, act_advice, 0, true},
    {"undo", {'u'}, GROUP_RATE, "u", N_("undo the last change"), NULL, act_undo, 0, true},

    {"next_lane", {KEY_CODE_TAB}, GROUP_LANES, "Tab", N_("next lane"), N_("lane"), act_next_lane, 1, true},
    {"previous_lane",
     {KEY_CODE_BACK_TAB},
     GROUP_LANES,
     "Shift-Tab",
     N_("previous lane"),
     NULL,
     act_next_lane,
     -1,
     true},
    {"lane_1", {'1'}, GROUP_LANES, "1 ... 6", N_("choose a lane"), NULL, act_select, 0, false},
    {"lane_2", {'2'}, GROUP_LANES, "1 ... 6", N_("choose a lane"), NULL, act_select, 1, false},
    {"lane_3", {'3'}, GROUP_LANES, "1 ... 6", N_("choose a lane"), NULL, act_select, 2, false},
    {"lane_4", {'4'}, GROUP_LANES, "1 ... 6", N_("choose a lane"), NULL, act_select, 3, false},
    {"lane_5", {'5'}, GROUP_LANES, "1 ... 6", N_("choose a lane"), NULL, act_select, 4, false},
    {"lane_6", {'6'}, GROUP_LANES, "1 ... 6", N_("choose a lane"), NULL, act_select, 5, false},
    {"branch", {'n'}, GROUP_LANES, "n", N_("new lane: a branch from here"), NULL, act_branch, 0, true},
    {"remove", {'X'}, GROUP_LANES, "X", N_("remove the lane"), NULL, act_remove, 0, true},

    {"warmup_less", {'w'}, GROUP_TRAINING, "w", N_("less warmup"), NULL, act_warmup, -1, true},
    {"warmup_more", {'W'}, GROUP_TRAINING, "W", N_("more warmup"), N_("warmup"), act_warmup, 1, true},
    {"decay_next", {'d'}, GROUP_TRAINING, "d", N_("next schedule"), N_("decay"), act_decay, 1, true},
    {"decay_previous", {'D'}, GROUP_TRAINING, "D", N_("previous schedule"), NULL, act_decay, -1, true},
    {"optimizer_next", {'o'}, GROUP_TRAINING, "o", N_("next optimizer"), NULL, act_optimizer, 1, true},
    {"optimizer_previous", {'O'}, GROUP_TRAINING, "O", N_("previous optimizer"), NULL, act_optimizer, -1, true},
    {"momentum_less", {'m'}, GROUP_TRAINING, "m", N_("less momentum"), NULL, act_momentum, -1, true},
    {"momentum_more", {'M'}, GROUP_TRAINING, "M", N_("more momentum"), NULL, act_momentum, 1, true},
    {"batch_less", {'b'}, GROUP_TRAINING, "b", N_("smaller batch"), NULL, act_batch, -1, true},
    {"batch_more", {'B'}, GROUP_TRAINING, "B", N_("larger batch"), NULL, act_batch, 1, true},
    {"accumulation_less",
     {'a'},
     GROUP_TRAINING,
     "a",
     N_("fewer batches behind one update"),
     NULL,
     act_accumulation,
     -1,
     true},
    {"accumulation_more",
     {'A'},
     GROUP_TRAINING,
     "A",
     N_("more batches behind one update"),
     NULL,
     act_accumulation,
     1,
     true},
    {"noise_less", {'z'}, GROUP_TRAINING, "z", N_("less gradient noise"), NULL, act_noise, -1, true},
    {"noise_more", {'Z'}, GROUP_TRAINING, "Z", N_("more gradient noise"), NULL, act_noise, 1, true},
    {"clip", {'c'}, GROUP_TRAINING, "c", N_("gradient clipping on, off"), NULL, act_clip, 0, true},
    {"precision", {'x'}, GROUP_TRAINING, "x", N_("next precision"), NULL, act_precision, 1, true},
    {"surface_next", {'s'}, GROUP_TRAINING, "s", N_("next surface"), NULL, act_surface, 1, true},
    {"surface_previous", {'S'}, GROUP_TRAINING, "S", N_("previous surface"), NULL, act_surface, -1, true},

    {"detail", {'i'}, GROUP_VIEW, "i", N_("more on the screen, 1 to 5"), N_("more"), act_detail, 0, true},
    {"log_loss", {'L'}, GROUP_VIEW, "L", N_("loss axis linear, logarithmic"), NULL, act_log_loss, 0, true},
    {"camera_out", {'('}, GROUP_VIEW, "(", N_("camera out"), NULL, act_zoom, 1, true},
    {"camera_in", {')'}, GROUP_VIEW, ")", N_("camera in"), NULL, act_zoom, -1, true},
    {"camera_fit", {'F'}, GROUP_VIEW, "F", N_("camera follows the ball"), NULL, act_zoom, 0, true},
    {"theme", {'t'}, GROUP_VIEW, "t", N_("next theme: auto, dark, light, projector"), NULL, act_theme, 0, true},
    {"glyphs", {'G'}, GROUP_VIEW, "G", N_("drawn with braille, blocks, ASCII"), NULL, act_glyphs, 0, true},

    {"demo", {'!'}, GROUP_PROGRAM, "!", N_("the NaN demonstration, and back"), NULL, act_demo, 0, true},
    {"command", {':'}, GROUP_PROGRAM, ":", N_("type a command, such as :lr 0.3"), NULL, act_prompt, 0, true},
    {"menu",
     {KEY_CODE_ENTER},
     GROUP_PROGRAM,
     "Enter",
     N_("menu of everything"),
     N_("menu"),
     act_overlay,
     OVERLAY_MENU,
     false},
    {"close", {KEY_CODE_ESCAPE}, GROUP_PROGRAM, "Esc", N_("close, back"), NULL, act_close, 0, false},
    {"help", {'?', KEY_CODE_F1}, GROUP_PROGRAM, "?", N_("help"), N_("help"), act_overlay, OVERLAY_HELP, true},
    {"redraw",
     {KEY_CODE_REDRAW},
     GROUP_PROGRAM,
     "Ctrl-L",
     N_("draw the screen again"),
     NULL,
     act_effect,
     EFFECT_REDRAW | EFFECT_REPAINT,
     false},
    {"suspend",
     {KEY_CODE_SUSPEND},
     GROUP_PROGRAM,
     "Ctrl-Z",
     N_("leave for the shell, fg comes back"),
     NULL,
     act_effect,
     EFFECT_SUSPEND,
     false},
    {"quit", {'q', KEY_CODE_F10}, GROUP_PROGRAM, "q", N_("quit"), N_("quit"), act_effect, EFFECT_QUIT, true},
};

int action_count(void) { return (int)(sizeof actions / sizeof actions[0]); }

const struct action *action_row(int index) { return index >= 0 && index < action_count() ? &actions[index] : NULL; }

const struct action *action_for_key(uint32_t key) {
  for (int i = 0; i < action_count(); i++)
    for (int k = 0; k < 4 && actions[i].keys[k] != 0; k++)
      if (actions[i].keys[k] == key) return &actions[i];
  return NULL;
}

const char *action_group_title(enum action_group group) {
  static const char *const titles[GROUP_COUNT] = {
      [GROUP_TIME] = N_("Time"),         [GROUP_RATE] = N_("Learning rate"), [GROUP_LANES] = N_("Lanes"),
      [GROUP_TRAINING] = N_("Training"), [GROUP_VIEW] = N_("View"),          [GROUP_PROGRAM] = N_("Program")};
  return _(titles[group]);
}

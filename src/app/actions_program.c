/* SPDX-License-Identifier: MIT
 *
 * Keys of the program: menu, command line, help, the demonstration, quitting. */
#include "app/actions.h"
#include "app/change.h"
#include "app/messages.h"
#include "app/options.h"
#include "app/scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static unsigned act_demo(struct app *app, int argument) {
  (void)argument;
  struct dh_error error;
  if (app->demo && scene_leave_demonstration(app, &error)) {
    app->running = false;
    app_say(app, TONE_DONE, _("back from the demonstration"));
    return EFFECT_REDRAW;
  }
  if (!scene_demonstrate(app, &error)) return change_complain(app, &error);
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

static const struct action rows[] = {
    {"demo", {'!'}, GROUP_PROGRAM, "!", N_("the NaN demonstration, and back"), NULL, act_demo, 0, true, 0},
    {"command", {':'}, GROUP_PROGRAM, ":", N_("type a command, such as :lr 0.3"), NULL, act_prompt, 0, true, 0},
    {"menu",
     {KEY_CODE_ENTER},
     GROUP_PROGRAM,
     "Enter",
     N_("menu of everything"),
     N_("menu"),
     act_overlay,
     OVERLAY_MENU,
     false,
     8},
    {"close", {KEY_CODE_ESCAPE}, GROUP_PROGRAM, "Esc", N_("close, back"), NULL, act_close, 0, false, 0},
    {"help", {'?', KEY_CODE_F1}, GROUP_PROGRAM, "?", N_("help"), N_("help"), act_overlay, OVERLAY_HELP, true, 1},
    {"redraw",
     {KEY_CODE_REDRAW},
     GROUP_PROGRAM,
     "Ctrl-L",
     N_("draw the screen again"),
     NULL,
     act_effect,
     EFFECT_REDRAW | EFFECT_REPAINT,
     false,
     0},
    {"suspend",
     {KEY_CODE_SUSPEND},
     GROUP_PROGRAM,
     "Ctrl-Z",
     N_("leave for the shell, fg comes back"),
     NULL,
     act_effect,
     EFFECT_SUSPEND,
     false,
     0},
    {"quit", {'q', KEY_CODE_F10}, GROUP_PROGRAM, "q", N_("quit"), N_("quit"), act_effect, EFFECT_QUIT, true, 2},
};

const struct action_set actions_program = {NULL, rows, sizeof rows / sizeof *rows};

/* SPDX-License-Identifier: MIT
 *
 * Keys for teaching: scenes, the cover, placing the start, the command line of a lane. */
#include "app/actions.h"
#include "app/change.h"
#include "app/messages.h"
#include "app/scene.h"
#include "app/view.h"

static unsigned act_scenes(struct app *app, int argument) {
  (void)argument;
  app->overlay = OVERLAY_SCENES;
  app->overlay_line = app->origin.number > 0 ? app->origin.number - 1 : 0;
  return EFFECT_REDRAW;
}

static unsigned act_watch(struct app *app, int argument) {
  (void)argument;
  if (app_covered(app))
    app_say(app, TONE_HINT, "%s", _("it would tell what happens: first h shows it"));
  else if (!scene_tell(app))
    app_say(app, TONE_HINT, "%s", _("nothing is noted about these lanes: e lists scenes"));
  return EFFECT_REDRAW;
}

/* What was kept back while it was covered. */
static void reveal(struct app *app) {
  bool at_end = app->step >= app_horizon(app) && !app->past_horizon;
  app->running = app->running || app->resumes;
  if (app_announce(app))
    app->running = false;
  else if (at_end)
    tempo_arrive(app);
}

/* The class predicts while everything stands; what happens is seen when the cover is taken away. */
static unsigned act_cover(struct app *app, int argument) {
  (void)argument;
  if (view_stands(app)) view_open(app, app->view_before);
  app->covered = !app->covered;
  if (app->overlay == OVERLAY_CARD) app->overlay = OVERLAY_NONE;
  if (app->covered) {
    app->resumes = app->running;
    app->running = app->arrived = false;
    app->flight = 1;
  } else {
    reveal(app);
  }
  return EFFECT_REDRAW;
}

/* A start is placed where the lanes are seen. */
static unsigned act_place(struct app *app, int argument) {
  (void)argument;
  if (!view_row((int)app->view)->surfaces) view_open(app, app->view_before);
  return place_begin(app);
}

static unsigned act_command(struct app *app, int argument) {
  (void)argument;
  struct text command = {0};
  text_clear(&app->card);
  reproduce(app, app->selected, &command, &app->card);
  text_printf(&app->card, "%s\n", text_string(&command));
  text_free(&command);
  text_copy(app->card_title, sizeof app->card_title, _("this lane on the command line"));
  app->overlay = OVERLAY_COMMAND;
  app->overlay_line = 0;
  return EFFECT_REDRAW;
}

static const struct action rows[] = {
    {"scenes", {'e'}, GROUP_CLASS, "e", N_("scenes: a list, then its key"), N_("scenes"), act_scenes, 0, true, 10},
    {"watch", {'E'}, GROUP_CLASS, "E", N_("what to watch in this scene"), NULL, act_watch, 0, OFFER_LANES, 0},
    {"cover", {'h'}, GROUP_CLASS, "h", N_("cover what happens, show it"), NULL, act_cover, 0, true, 0},
    {"place", {'P'}, GROUP_CLASS, "P", N_("place the start: arrows, Enter"), NULL, act_place, 0, OFFER_LANES, 0},
    {"command_line", {'C'}, GROUP_CLASS, "C", N_("this lane as a command line"), NULL, act_command, 0, OFFER_LANES, 0},
};

const struct action_set actions_class = {NULL, rows, sizeof rows / sizeof *rows};

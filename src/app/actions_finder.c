/* SPDX-License-Identifier: MIT
 *
 * Keys of the finder. */
#include "app/actions.h"
#include "app/change.h"
#include "app/finder_view.h"
#include "app/messages.h"
#include "app/task.h"
#include "app/view.h"

static unsigned act_choose(struct app *app, int direction) {
  if (finder_view_is_done(app->finder)) finder_view_choose(app->finder, direction);
  return EFFECT_REDRAW;
}

/* Back among the lanes, so that what it does is seen. */
static unsigned act_take(struct app *app, int argument) {
  (void)argument;
  const struct finder_view *view = app->finder;
  if (!finder_view_is_done(view) || view->chosen < 0) {
    app_say(app, TONE_HINT, "%s",
            finder_view_is_done(view) ? _("nothing was found that could be put into the lane")
                                      : message_finder_reason(DH_FINDER_NOT_DONE));
    return EFFECT_REDRAW;
  }
  const struct found *row = &view->found[view->chosen];
  const struct dh_setting setting = {.parameter = DH_LEARNING_RATE, .value = row->rate};
  int side = task_side_of_lane(app, app->selected);
  unsigned effects = view_open(app, app->view_before) | change_setting(app, &setting);
  if (app->message_tone == TONE_ERROR) return effects;
  app_say(app, TONE_DONE,
          app->step > 0 ? _("%c: %s %.4g (%s) from step %ld on; r starts again with it") : _("%c: %s %.4g (%s)"),
          app->lane[app->selected].letter, dh_parameter_row(DH_LEARNING_RATE)->name, row->rate, row->name, app->step);
  task_remark(app, app->selected, side);
  return effects;
}

static unsigned act_mode(struct app *app, int argument) {
  (void)argument;
  struct dh_error error;
  if (!finder_view_search(app, !app->finder->sweep, &error)) return change_complain(app, &error);
  app_say(app, TONE_DONE, "%s", message_search(app->finder->sweep));
  return EFFECT_REDRAW;
}

static unsigned act_again(struct app *app, int argument) {
  (void)argument;
  finder_view_again(app->finder);
  return EFFECT_REDRAW;
}

static unsigned act_pause(struct app *app, int argument) {
  (void)argument;
  struct finder_view *view = app->finder;
  if (finder_view_is_done(view))
    finder_view_again(view);
  else
    view->paused = !view->paused;
  return EFFECT_REDRAW;
}

/* Held, by more at a time. */
static unsigned act_move(struct app *app, int direction) {
  enum { HELD = 5, FAST = 4 };
  finder_view_move(app->finder, app->held < HELD ? direction : FAST * direction);
  return EFFECT_REDRAW;
}

static unsigned act_leave(struct app *app, int argument) {
  (void)argument;
  return view_open(app, app->view_before);
}

static const struct action rows[] = {
    {"finder_up",
     {KEY_CODE_UP},
     GROUP_FINDER,
     "Up Down",
     N_("choose a row of the table"),
     "",
     act_choose,
     -1,
     false,
     0},
    {"finder_down",
     {KEY_CODE_DOWN},
     GROUP_FINDER,
     "Up Down",
     N_("choose a row of the table"),
     N_("choose"),
     act_choose,
     1,
     false,
     0},
    {"finder_take",
     {KEY_CODE_ENTER},
     GROUP_FINDER,
     "Enter",
     N_("put its rate into the lane"),
     N_("take it"),
     act_take,
     0,
     false,
     0},
    {"finder_mode",
     {'f'},
     GROUP_FINDER,
     "f",
     N_("one ball, or a fresh ball for each rate"),
     N_("other search"),
     act_mode,
     0,
     false,
     0},
    {"finder_leave",
     {KEY_CODE_ESCAPE},
     GROUP_FINDER,
     "Esc",
     N_("back to the lanes"),
     N_("lanes"),
     act_leave,
     0,
     false,
     0},
    {"finder_again", {'r'}, GROUP_FINDER, "r", N_("again from the beginning"), N_("again"), act_again, 0, false, 0},
    {"finder_pause", {' '}, GROUP_FINDER, "Space", N_("stop for a moment, go on"), N_("pause"), act_pause, 0, false, 0},
    {"finder_forward",
     {KEY_CODE_RIGHT, '.'},
     GROUP_FINDER,
     "Right .",
     N_("one rate further"),
     NULL,
     act_move,
     1,
     false,
     0},
    {"finder_back", {KEY_CODE_LEFT, ','}, GROUP_FINDER, "Left ,", N_("one rate back"), NULL, act_move, -1, false, 0},
};

static bool applies(const struct app *app) { return app->view == VIEW_FINDER; }

const struct action_set actions_finder = {applies, rows, sizeof rows / sizeof *rows};

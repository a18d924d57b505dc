/* SPDX-License-Identifier: MIT
 *
 * Keys of a training log. */
#include "app/actions.h"
#include "app/log_view.h"
#include "app/messages.h"
#include "app/view.h"

/* Held, by more at a time, so that the longest log is crossed in some seconds. */
static unsigned act_row(struct app *app, int direction) {
  enum { HELD = 5, FAST = 4, PRESSES = 150 };
  long whole = (long)(app->log->log.count / PRESSES), fast = whole > FAST ? whole : FAST;
  log_view_move(app->log, app->held < HELD ? direction : fast * direction);
  return EFFECT_REDRAW;
}

static unsigned act_end(struct app *app, int last) {
  log_view_go(app->log, last ? app->log->log.count - 1 : 0);
  return EFFECT_REDRAW;
}

static unsigned act_finding(struct app *app, int direction) {
  if (!log_view_choose(app->log, direction))
    app_say(app, TONE_HINT, "%s",
            app->log->count == 0 ? _("nothing was found in this log")
            : direction > 0      ? _("this is the last that was found")
                                 : _("this is the first that was found"));
  return EFFECT_REDRAW;
}

static unsigned act_leave(struct app *app, int argument) {
  (void)argument;
  return view_open(app, app->view_before);
}

static const struct action rows[] = {
    {"log_leave", {KEY_CODE_ESCAPE}, GROUP_LOG, "Esc", N_("back to the lanes"), N_("lanes"), act_leave, 0, false, 0},
    {"log_next",
     {KEY_CODE_DOWN, ']', ' '},
     GROUP_LOG,
     "Up Down",
     N_("choose what was found"),
     N_("findings"),
     act_finding,
     1,
     false,
     0},
    {"log_previous",
     {KEY_CODE_UP, '['},
     GROUP_LOG,
     "Up Down",
     N_("choose what was found"),
     "",
     act_finding,
     -1,
     false,
     0},
    {"log_forward",
     {KEY_CODE_RIGHT, '.'},
     GROUP_LOG,
     "Left Right",
     N_("a row of the log; held, faster"),
     N_("row"),
     act_row,
     1,
     false,
     0},
    {"log_back",
     {KEY_CODE_LEFT, ','},
     GROUP_LOG,
     "Left Right",
     N_("a row of the log; held, faster"),
     "",
     act_row,
     -1,
     false,
     0},
    {"log_last", {KEY_CODE_END}, GROUP_LOG, "Home End", N_("the first row, the last"), N_("ends"), act_end, 1, true, 0},
    {"log_first", {KEY_CODE_HOME}, GROUP_LOG, "Home End", N_("the first row, the last"), "", act_end, 0, true, 0},
};

static bool applies(const struct app *app) { return app->view == VIEW_LOG; }

const struct action_set actions_log = {applies, rows, sizeof rows / sizeof *rows};

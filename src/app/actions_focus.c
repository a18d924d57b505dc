/* SPDX-License-Identifier: MIT
 *
 * Keys of the view of one lane alone. */
#include "app/actions.h"
#include "app/messages.h"
#include "app/scene.h"

#include <stddef.h>

static bool in_focus(const struct app *app) { return app->view == VIEW_FOCUS; }

static unsigned act_big(struct app *app, int argument) {
  (void)argument;
  app->focus.big = !app->focus.big;
  app_layout(app);
  app_say(app, TONE_DONE, app->focus.big ? _("for the back row; B again shows the charts") : _("charts again"));
  return EFFECT_REDRAW;
}

static const struct action rows[] = {
    {"big", {'B'}, GROUP_VIEW, "B", N_("in focus: big digits for the back row"), N_("big"), act_big, 0, true, 0},
};

const struct action_set actions_focus = {in_focus, rows, sizeof rows / sizeof *rows};

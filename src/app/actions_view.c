/* SPDX-License-Identifier: MIT
 *
 * Keys of the looks: detail, axes, cameras, theme, glyphs. */
#include "app/actions.h"
#include "app/change.h"
#include "app/messages.h"
#include "app/options.h"
#include "app/scene.h"
#include "app/view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The next level that looks different; where the screen has no room for what some bring, those are passed over. */
static unsigned act_detail(struct app *app, int argument) {
  (void)argument;
  const struct layout before = app->layout;
  const int was = app->detail, touched = app->touched;
  bool same = true;
  app->touched = 0;
  for (int tried = 0; tried < 5 && same; tried++) {
    app->detail = app->detail % 5 + 1;
    app_layout(app);
    same = memcmp(before.lane, app->layout.lane, sizeof before.lane) == 0 &&
           memcmp(&before.equation, &app->layout.equation, sizeof before.equation) == 0;
  }
  if (same) {
    app->detail = was;
    app->touched = touched;
    app_layout(app);
    app_say(app, TONE_HINT, "%s", _("more or less detail looks the same here"));
    return EFFECT_REDRAW;
  }
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
  if (app->placing.on) return place_zoom(app, argument);
  struct lane *lane = &app->lane[app->selected];
  lane->camera_by_hand = argument != 0;
  if (argument != 0) {
    const struct dh_row *row = dh_run_row(lane->run);
    double factor = argument > 0 ? 2 : 0.5;
    if (dh_surface_info(dh_run_initial(lane->run)->surface)->dim == 2)
      camera_zoom_about(&lane->camera, factor, row->at);
    else
      camera_zoom(&lane->camera, factor);
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

static unsigned act_relief(struct app *app, int argument) {
  (void)argument;
  const struct dh_surface_spec *surface = dh_surface_info(app_spec(app, 0)->surface);
  app->relief.on = !app->relief.on && surface->dim == 2;
  if (surface->dim != 2)
    app_say(app, TONE_HINT, _("relief is for surfaces of two parameters: %s has one"), surface->name);
  else if (app->relief.on)
    app_say(app, TONE_DONE, _("relief: arrows turn and tilt, . , step, k j rate; T ends"));
  else
    app_say(app, TONE_DONE, _("from above"));
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

/* The next or previous view; under the cover without those that are not shown there. */
static unsigned act_view(struct app *app, int argument) {
  int next = change_around((int)app->view, argument, VIEW_COUNT);
  while (view_tells(app, next) || !view_exists(app, next)) next = change_around(next, argument, VIEW_COUNT);
  return view_open(app, (enum view_id)next);
}

static unsigned act_open(struct app *app, int view) { return view_open(app, (enum view_id)view); }

static const struct action rows[] = {
    {"view_next", {'v'}, GROUP_VIEW, "v", N_("next view"), N_("view"), act_view, 1, true, 9},
    {"view_previous", {'V'}, GROUP_VIEW, "V", N_("previous view"), NULL, act_view, -1, true, 0},
    {"finder", {'f'}, GROUP_VIEW, "f", N_("finder: look for a rate"), NULL, act_open, VIEW_FINDER, OFFER_LANES, 0},
    {"map", {'g'}, GROUP_VIEW, "g", N_("map: every cell is a run"), NULL, act_open, VIEW_MAP, OFFER_LANES, 0},
    {"parameters",
     {'p'},
     GROUP_VIEW,
     "p",
     N_("all parameters of the lane"),
     NULL,
     act_open,
     VIEW_PARAMETERS,
     OFFER_LANES,
     0},
    {"detail", {'i'}, GROUP_VIEW, "i", N_("more on the screen, 1 to 5"), N_("more"), act_detail, 0, OFFER_LANES, 14},
    {"lessons", {'l'}, GROUP_LESSON, "l", N_("lessons"), N_("lessons"), act_open, VIEW_LESSONS, true, 11},
    {"log_loss", {'L'}, GROUP_VIEW, "L", N_("loss axis linear, logarithmic"), NULL, act_log_loss, 0, true, 0},
    {"camera_out", {'('}, GROUP_VIEW, "(", N_("camera out"), NULL, act_zoom, 1, OFFER_LANES, 0},
    {"camera_in", {')'}, GROUP_VIEW, ")", N_("camera in"), NULL, act_zoom, -1, OFFER_LANES, 0},
    {"camera_fit", {'F'}, GROUP_VIEW, "F", N_("camera follows the ball"), NULL, act_zoom, 0, OFFER_LANES, 0},
    {"relief", {'T'}, GROUP_VIEW, "T", N_("surface as a relief, height by rank"), NULL, act_relief, 0, OFFER_LANES, 0},
    {"theme", {'t'}, GROUP_VIEW, "t", N_("next theme: auto, dark, light, projector"), NULL, act_theme, 0, true, 0},
    {"glyphs", {'G'}, GROUP_VIEW, "G", N_("drawn with braille, blocks, ASCII"), NULL, act_glyphs, 0, true, 0},
};

const struct action_set actions_view = {NULL, rows, sizeof rows / sizeof *rows};

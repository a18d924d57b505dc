/* SPDX-License-Identifier: MIT
 *
 * Keys of how a lane is trained: schedule, optimizer, batch, noise, precision, surface. */
#include "app/actions.h"
#include "app/change.h"
#include "app/messages.h"
#include "app/options.h"
#include "app/scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

static unsigned act_decay(struct app *app, int argument) {
  return act_nudge(app, DH_LR_SCHEDULER_TYPE, argument, LAYOUT_SCHEDULE);
}

static unsigned act_precision(struct app *app, int argument) { return act_nudge(app, DH_PRECISION, argument, 0); }

static unsigned act_clip(struct app *app, int argument) {
  (void)argument;
  double norm = dh_spec_number(app_spec(app, app->selected), DH_MAX_GRAD_NORM);
  return change_number(app, DH_MAX_GRAD_NORM, norm > 0 ? 0 : 1, 0);
}

unsigned act_optimizer(struct app *app, int argument) {
  /* One that was typed stands in front of the first. */
  int count = catalog_rule_count(app->catalog), now = argument > 0 ? -1 : 0;
  const struct dh_rule *rule = app_spec(app, app->selected)->rule;
  for (int i = 0; i < count; i++)
    if (catalog_rule(app->catalog, i) == rule) now = i;
  struct dh_setting setting = {.parameter = DH_OPTIM,
                               .rule = catalog_rule(app->catalog, change_around(now, argument, count))};
  return change_setting(app, &setting);
}

/* Anything besides its rate that is not as in a new lane. */
static bool is_set(const struct dh_spec *spec) {
  bool set = strcmp(dh_rule_info(spec->rule)->name, "sgd") != 0;
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    bool own = dh_parameter_row(parameter)->scope == DH_SCOPE_LANE && parameter != DH_LEARNING_RATE;
    set |= own && parameter != DH_OPTIM && dh_spec_given(spec, parameter);
  }
  return set;
}

/* What a surface changes in which lanes, and what it does not. */
static void say_surface(struct app *app, const struct dh_surface *surface) {
  double rates[DH_RATES_MAX];
  struct text words = {0};
  const char *name = dh_surface_info(surface)->name, *before = _("; the rest stays in ");
  bool own = app_rates(surface, rates) > 0;
  text_printf(&words, own ? _("all lanes: %s, its own rates") : _("all lanes: %s; rates stay"), name);
  for (int i = 0; i < app->lane_count; i++) {
    if (!is_set(app_spec(app, i))) continue;
    text_printf(&words, "%s%c", before, app->lane[i].letter);
    before = ", ";
  }
  app_say(app, TONE_DONE, "%s", text_string(&words));
  text_free(&words);
}

/* The surface's note stands where a scene's does: it is to be read while the lanes run. */
unsigned act_surface(struct app *app, int argument) {
  struct dh_error error;
  int count = catalog_surface_count(app->catalog);
  int next = app->surface < 0 ? 0 : change_around(app->surface, argument, count);
  const struct dh_surface *surface = catalog_surface(app->catalog, next);
  if (!scene_set_surface(app, surface, &error)) return change_complain(app, &error);
  tempo_reset(app, 1);
  const char *note = dh_surface_info(surface)->note;
  text_copy(app->origin.watch, sizeof app->origin.watch, note ? note : "");
  say_surface(app, surface);
  return EFFECT_REDRAW;
}

static const struct action rows[] = {
    {"warmup_less", {'w'}, GROUP_TRAINING, "w", N_("less warmup"), NULL, act_warmup, -1, true, 0},
    {"warmup_more", {'W'}, GROUP_TRAINING, "W", N_("more warmup"), N_("warmup"), act_warmup, 1, true, 12},
    {"decay_next", {'d'}, GROUP_TRAINING, "d", N_("next schedule"), N_("decay"), act_decay, 1, true, 13},
    {"decay_previous", {'D'}, GROUP_TRAINING, "D", N_("previous schedule"), NULL, act_decay, -1, true, 0},
    {"optimizer_next", {'o'}, GROUP_TRAINING, "o", N_("next optimizer"), NULL, act_optimizer, 1, true, 0},
    {"optimizer_previous", {'O'}, GROUP_TRAINING, "O", N_("previous optimizer"), NULL, act_optimizer, -1, true, 0},
    {"momentum_less", {'m'}, GROUP_TRAINING, "m", N_("less momentum"), NULL, act_momentum, -1, true, 0},
    {"momentum_more", {'M'}, GROUP_TRAINING, "M", N_("more momentum"), NULL, act_momentum, 1, true, 0},
    {"batch_less", {'b'}, GROUP_TRAINING, "b", N_("smaller batch"), NULL, act_batch, -1, true, 0},
    {"batch_more", {'B'}, GROUP_TRAINING, "B", N_("larger batch"), NULL, act_batch, 1, true, 0},
    {"accumulation_less",
     {'a'},
     GROUP_TRAINING,
     "a",
     N_("fewer batches behind one update"),
     NULL,
     act_accumulation,
     -1,
     true,
     0},
    {"accumulation_more",
     {'A'},
     GROUP_TRAINING,
     "A",
     N_("more batches behind one update"),
     NULL,
     act_accumulation,
     1,
     true,
     0},
    {"noise_less", {'z'}, GROUP_TRAINING, "z", N_("less gradient noise"), NULL, act_noise, -1, true, 0},
    {"noise_more", {'Z'}, GROUP_TRAINING, "Z", N_("more gradient noise"), NULL, act_noise, 1, true, 0},
    {"clip", {'c'}, GROUP_TRAINING, "c", N_("gradient clipping on, off"), NULL, act_clip, 0, true, 0},
    {"precision", {'x'}, GROUP_TRAINING, "x", N_("next precision"), NULL, act_precision, 1, true, 0},
    {"surface_next", {'s'}, GROUP_TRAINING, "s", N_("next surface"), NULL, act_surface, 1, true, 0},
    {"surface_previous", {'S'}, GROUP_TRAINING, "S", N_("previous surface"), NULL, act_surface, -1, true, 0},
};

const struct action_set actions_training = {NULL, rows, sizeof rows / sizeof *rows};

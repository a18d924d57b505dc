/* SPDX-License-Identifier: MIT
 *
 * What keys change and how it is said; why a key does nothing here; and the keys of the batch: how many samples are
 * behind one update, how noisy each is. */
#include "app/change.h"

#include "app/messages.h"
#include "app/options.h"
#include "app/scene.h"
#include "app/task.h"

#include <math.h>

unsigned change_complain(struct app *app, const struct dh_error *error) {
  char line[256];
  message_error(error, line, sizeof line);
  app_say(app, TONE_ERROR, "%s", line);
  return EFFECT_REDRAW;
}

bool change_is_covered(struct app *app) {
  if (app->covered) app_say(app, TONE_HINT, _("covered: h shows it"));
  return app->covered;
}

int change_around(int index, int direction, int count) { return (index + direction + count) % count; }

unsigned change_restart(struct app *app, const struct dh_setting *setting) {
  struct dh_error error;
  if (!scene_restart(app, app->selected, setting, &error)) return change_complain(app, &error);
  return EFFECT_REDRAW;
}

void change_foresee(const struct app *app, double rates[CHANGE_RATES]) {
  double steps[CHANGE_RATES], left = (double)(app_horizon(app) - app->step);
  for (int i = 0; i < CHANGE_RATES; i++) steps[i] = (double)app->step + floor(fmax(left, 0) * i / CHANGE_RATES);
  steps[1] = (double)app->step + 1; /* a warmup that is not over differs here or at the step before it */
  dh_run_rates(app->lane[app->selected].run, steps, rates, CHANGE_RATES);
}

void change_say_late(struct app *app, enum dh_parameter parameter, const double before[CHANGE_RATES]) {
  double after[CHANGE_RATES];
  char value[64];
  if (parameter != DH_WARMUP_RATIO && parameter != DH_WARMUP_STEPS) return;
  change_foresee(app, after);
  for (int i = 0; i < CHANGE_RATES; i++)
    if (before[i] != after[i]) return;
  option_print(app_spec(app, app->selected), parameter, value, sizeof value);
  app_say(app, TONE_HINT, _("%c: %s %s is for steps that are over: r starts again with it"),
          app->lane[app->selected].letter, dh_parameter_row(parameter)->name, value);
}

unsigned change_setting(struct app *app, const struct dh_setting *setting) {
  struct dh_error error;
  double rates[CHANGE_RATES];
  change_foresee(app, rates);
  int side = task_side_of_lane(app, app->selected);
  if (!scene_change(app, app->selected, setting, &error)) return change_complain(app, &error);
  char value[64];
  option_print(app_spec(app, app->selected), setting->parameter, value, sizeof value);
  app_say(app, TONE_DONE, _("%c: %s %s from step %ld on"), app->lane[app->selected].letter,
          dh_parameter_row(setting->parameter)->name, value, app->step);
  change_say_late(app, setting->parameter, rates);
  task_remark(app, app->selected, side);
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
  unsigned effects = change_setting(app, &setting);
  app_layout(app);
  return effects;
}

bool change_is_idle(struct app *app, enum dh_parameter parameter) {
  char hint[160];
  if (!message_idle(app_spec(app, app->selected), parameter, true, hint, sizeof hint)) return false;
  app_say(app, TONE_HINT, "%s", hint);
  return true;
}

/* Unset, it is one sample of a formula's gradient, or all rows of the data; more than those there are not. */
unsigned act_batch(struct app *app, int direction) {
  const struct dh_spec *spec = app_spec(app, app->selected);
  double rows = (double)dh_surface_rows(spec->surface), now = dh_spec_number(spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE);
  if (change_is_idle(app, DH_PER_DEVICE_TRAIN_BATCH_SIZE)) return EFFECT_REDRAW;
  if (isnan(now)) now = rows > 0 ? rows : 1;
  double next = dh_parameter_nudge(DH_PER_DEVICE_TRAIN_BATCH_SIZE, now, direction);
  if (rows > 0 && next > rows) next = fmax(now, rows);
  if (next == now) {
    app_say(app, TONE_HINT,
            rows > 0 && direction > 0 ? _("%.0f rows are all there are") : _("a batch has at least %.0f"), now);
    return EFFECT_REDRAW;
  }
  return change_number(app, DH_PER_DEVICE_TRAIN_BATCH_SIZE, next, LAYOUT_GAUGE);
}

unsigned act_accumulation(struct app *app, int direction) {
  double now = dh_spec_number(app_spec(app, app->selected), DH_GRADIENT_ACCUMULATION_STEPS);
  if (change_is_idle(app, DH_GRADIENT_ACCUMULATION_STEPS)) return EFFECT_REDRAW;
  return change_number(app, DH_GRADIENT_ACCUMULATION_STEPS,
                       dh_parameter_nudge(DH_GRADIENT_ACCUMULATION_STEPS, now, direction), LAYOUT_GAUGE);
}

/* The first noise is half of the gradient at the start: enough to be seen, not enough to hide where it goes. Far below
 * it is none. */
static double first_noise(const struct dh_spec *spec) {
  struct dh_error ignored;
  struct dh_sample sample = {.gradient = {{0}}};
  struct dh_sampler *sampler = dh_sampler_create(spec->surface, DH_GRADIENT, &ignored);
  if (sampler) dh_sampler_run(sampler, &spec->start[0], &spec->start[1], 1, &sample);
  dh_sampler_destroy(sampler);
  bool plane = dh_surface_info(spec->surface)->dim == 2;
  double half = hypot(sample.gradient[0][0], plane ? sample.gradient[1][0] : 0) / 2;
  const double slack = 1e-6; /* half itself may be a rung */
  return half > 0 && isfinite(half) ? dh_parameter_nudge(DH_GRADIENT_NOISE, half * (1 + slack), -1) : 1;
}

/* Lanes of one seed share what is drawn, so that what is seen is the difference their settings make. */
unsigned act_noise(struct app *app, int direction) {
  const struct dh_spec *spec = app_spec(app, app->selected);
  if (change_is_idle(app, DH_GRADIENT_NOISE)) return EFFECT_REDRAW;
  double now = dh_spec_number(spec, DH_GRADIENT_NOISE), first = first_noise(spec);
  double next = now == 0 && direction > 0 ? first : dh_parameter_nudge(DH_GRADIENT_NOISE, now, direction);
  if (direction < 0 && next < first / 20) next = 0;
  return change_number(app, DH_GRADIENT_NOISE, next, LAYOUT_GAUGE);
}

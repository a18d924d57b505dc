/* SPDX-License-Identifier: MIT
 *
 * The `:` line sets parameters: each by its name or alias, the surface and the start for all lanes, an update rule of
 * one's own in the place of an optimizer. */
#include "app/change.h"
#include "app/messages.h"
#include "app/options.h"
#include "app/prompt.h"
#include "app/scene.h"
#include "app/task.h"

#include "catalog/record.h"
#include "catalog/setting.h"

#include <string.h>

static unsigned set_surface(struct app *app, const struct dh_spec *wanted, const char *value) {
  struct dh_error error;
  if (!scene_set_surface(app, wanted->surface, &error)) return prompt_complain(app, &error, value);
  app->prompt.open = false;
  tempo_reset(app, 1);
  return EFFECT_REDRAW;
}

static unsigned set_start(struct app *app, const struct dh_spec *wanted, const char *value) {
  struct dh_error error;
  if (!scene_set_start(app, wanted->start, NULL, &error)) return prompt_complain(app, &error, value);
  app->prompt.open = false;
  return EFFECT_REDRAW;
}

static const char *shown_value(const struct app *app, enum dh_parameter parameter, char *out, size_t size) {
  option_print(app_spec(app, app->selected), parameter, out, size);
  return out[0] != '\0' ? out : RECORD_UNSET;
}

static unsigned change(struct app *app, const struct dh_setting *setting, const char *value) {
  struct dh_error error;
  char shown[96];
  enum dh_parameter parameter = setting->parameter;
  const char *name = dh_parameter_row(parameter)->name;
  int side = task_side_of_lane(app, app->selected);
  double rates[CHANGE_RATES];
  change_foresee(app, rates);
  if (!scene_change(app, app->selected, setting, &error)) return prompt_complain(app, &error, value);
  app->prompt.open = false;
  app_say(app, TONE_DONE, _("%s %s from step %ld on"), name, shown_value(app, parameter, shown, sizeof shown),
          app->step);
  change_say_late(app, parameter, rates);
  if (!dh_spec_applies(app_spec(app, app->selected), parameter))
    app_say(app, TONE_HINT, _("%s is kept, but nothing here uses it"), name);
  task_remark(app, app->selected, side);
  return EFFECT_REDRAW;
}

/* The value is read into a copy of the selected lane's spec; what came out different is the setting. As in a journal
 * `unset` takes a value back. */
unsigned prompt_parameter(struct app *app, enum dh_parameter parameter, const char *value) {
  struct dh_error error;
  struct dh_spec spec = *app_spec(app, app->selected);
  const char *name = dh_parameter_row(parameter)->name;
  char shown[96];
  if (*value == '\0') {
    app_say(app, TONE_HINT, _("%s is %s: %s"), name, shown_value(app, parameter, shown, sizeof shown),
            _(dh_parameter_row(parameter)->help));
    return EFFECT_REDRAW;
  }
  bool unset = record_can_set(parameter) && parameter != DH_OPTIM && strcmp(value, RECORD_UNSET) == 0;
  if (!unset && !option_set(&spec, app->catalog, parameter, value, NULL, &error))
    return prompt_complain(app, &error, value);
  if (parameter == DH_SURFACE) return set_surface(app, &spec, value);
  if (parameter == DH_START) return set_start(app, &spec, value);
  const struct dh_setting setting = {.parameter = parameter,
                                     .unset = unset,
                                     .value = spec.value[parameter],
                                     .rule = spec.rule,
                                     .list = spec.milestones};
  return change(app, &setting, value);
}

unsigned prompt_update(struct app *app, const char *value) {
  struct dh_error error;
  const struct dh_setting setting = {.parameter = DH_OPTIM, .rule = catalog_typed_rule(app->catalog, value, &error)};
  return setting.rule ? change(app, &setting, value) : prompt_complain(app, &error, value);
}

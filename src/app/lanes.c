/* SPDX-License-Identifier: MIT */
#include "app/lanes.h"

#include "app/change.h"
#include "app/messages.h"
#include "app/options.h"
#include "app/scene.h"

#include <ctype.h>
#include <string.h>

unsigned command_lane(struct app *app, const char *value) {
  for (int i = 0; i < app->lane_count; i++) {
    if (toupper((unsigned char)value[0]) != app->lane[i].letter || value[1] != '\0') continue;
    app->selected = i;
    app->prompt.open = false;
    app_layout(app);
    return EFFECT_REDRAW;
  }
  app_say(app, TONE_ERROR, _("lane takes the letter of a lane, such as :lane %c"), app->lane[0].letter);
  return EFFECT_REDRAW;
}

/* The parameter that the values are of: the first word, or the learning rate if that is a value itself. */
static const char *read_parameter(const char *value, enum dh_parameter *parameter) {
  char name[64];
  size_t length = strcspn(value, " ,");
  text_copy(name, length + 1 < sizeof name ? length + 1 : sizeof name, value);
  int found = dh_parameter_find(name);
  *parameter = found < 0 ? DH_LEARNING_RATE : (enum dh_parameter)found;
  return found < 0 ? value : value + length;
}

static int read_specs(struct app *app, const char *value, struct dh_spec *specs, struct dh_error *error) {
  enum dh_parameter parameter;
  int count = 0;
  for (value = read_parameter(value, &parameter); *(value += strspn(value, " ,"));) {
    char one[64];
    size_t length = strcspn(value, " ,");
    text_copy(one, length + 1 < sizeof one ? length + 1 : sizeof one, value);
    value += length;
    if (count == APP_LANES) continue; /* one more than there can be is found by the caller */
    specs[count] = *app_spec(app, app->selected);
    if (!option_set(&specs[count++], app->catalog, parameter, one, NULL, error)) return -1;
  }
  return count;
}

unsigned command_lanes(struct app *app, const char *value) {
  struct dh_spec specs[APP_LANES];
  struct dh_error error;
  int count = read_specs(app, value, specs, &error);
  if (count < 0) return change_complain(app, &error);
  if (count == 0) {
    app_say(app, TONE_ERROR, _("lanes takes up to %d values, such as :lanes 0.1 0.5 1 or :lanes precision fp16 fp64"),
            APP_LANES);
    return EFFECT_REDRAW;
  }
  if (!scene_remember(app, -1, -1) || !scene_open(app, specs, count, &error)) return change_complain(app, &error);
  app->prompt.open = false;
  app->selected = 0;
  scene_refresh(app, true);
  tempo_reset(app, 1);
  return EFFECT_REDRAW;
}

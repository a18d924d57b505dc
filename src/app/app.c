/* SPDX-License-Identifier: MIT
 *
 * The state as a whole: opening it, its size, what it says, and the shorthands that panes read it by. */
#include "app/app.h"

#include "app/messages.h"
#include "app/scene.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* How long a message stays; errors stay until the next key. */
static const int64_t message_time = 6000000;
/* The class reads the picture before the first step. */
static const double first_wait = 2;
/* The four lanes of the first scene are told for this many steps. */
static const double first_horizon = 60;

static void set_message(struct app *app, enum app_tone tone, const char *string) {
  text_clean(app->message, sizeof app->message, string);
  app->message_tone = tone;
  app->message_left = tone == TONE_ERROR ? -1 : message_time;
}

void app_say(struct app *app, enum app_tone tone, const char *format, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  set_message(app, tone, line);
}

void app_layout(struct app *app) {
  const struct layout_request request = {.cols = app->cols,
                                         .rows = app->rows,
                                         .lanes = app->lane_count,
                                         .selected = app->selected,
                                         .first = app->first_lane,
                                         .detail = app->detail,
                                         .extra = app->touched};
  layout_compute(&request, &app->layout);
  app->first_lane = app->layout.first;
  samples_refresh(app);
}

static bool first_specs(struct app *app, struct dh_spec *specs, int *count, struct dh_error *error) {
  int surface = catalog_surface_find(app->catalog, "parabola"), rule = catalog_rule_find(app->catalog, "sgd");
  if (surface < 0) return dh_fail(error, DH_ERROR_UNKNOWN_SURFACE, -1, "parabola", NULL);
  if (rule < 0) return dh_fail(error, DH_ERROR_UNKNOWN_OPTIMIZER, -1, "sgd", NULL);
  const struct dh_surface *parabola = catalog_surface(app->catalog, surface);
  const struct dh_surface_spec *info = dh_surface_info(parabola);
  *count = info->rate_count < APP_LANES ? info->rate_count : APP_LANES;
  for (int i = 0; i < *count; i++) {
    dh_spec_init(&specs[i], parabola, catalog_rule(app->catalog, rule));
    dh_spec_set(&specs[i], DH_LEARNING_RATE, info->rates[i]);
    dh_spec_set(&specs[i], DH_MAX_STEPS, first_horizon);
  }
  return true;
}

bool app_init(struct app *app, const struct app_options *options, struct dh_error *error) {
  memset(app, 0, sizeof *app);
  app->catalog = options->catalog;
  app->cols = options->cols;
  app->rows = options->rows;
  app->glyphs = app->glyphs_best = options->glyphs;
  app->theme = options->theme;
  app->running = !options->paused;
  app->detail = 3;
  app->speed = 1;
  app->selected = 1;
  app->prompt.error_column = -1;
  struct dh_spec specs[APP_LANES];
  int count = 0;
  if (!first_specs(app, specs, &count, error)) return false;
  if (app_open(app, specs, count, NULL, error)) return true;
  app_free(app);
  return false;
}

bool app_open(struct app *app, const struct dh_spec *specs, int count, const char *title, struct dh_error *error) {
  if (!scene_open(app, specs, count, error)) return false;
  text_copy(app->scene_title, sizeof app->scene_title, title ? title : "");
  scene_mark_opening(app);
  tempo_reset(app, first_wait);
  return true;
}

void app_free(struct app *app) {
  scene_close(app);
  text_free(&app->card);
  text_free(&app->save_text);
}

unsigned app_resize(struct app *app, int cols, int rows) {
  app->cols = cols;
  app->rows = rows;
  app_layout(app);
  return EFFECT_REDRAW;
}

const struct dh_row *app_row(const struct app *app, int lane) { return dh_run_row(app->lane[lane].run); }
const struct dh_spec *app_spec(const struct app *app, int lane) { return dh_run_spec(app->lane[lane].run); }

long app_horizon(const struct app *app) { return (long)dh_spec_number(app_spec(app, 0), DH_MAX_STEPS); }

/* Does a lane's parameter differ between the lanes on screen? */
static bool differs(const struct app *app, enum dh_parameter parameter) {
  for (int i = 1; i < app->lane_count; i++) {
    const struct dh_spec *a = app_spec(app, 0), *b = app_spec(app, i);
    if (parameter == DH_OPTIM ? a->rule != b->rule
                              : dh_spec_number(a, parameter) != dh_spec_number(b, parameter) &&
                                    (dh_spec_applies(a, parameter) || dh_spec_applies(b, parameter)))
      return true;
  }
  return false;
}

static void title_part(const struct dh_spec *spec, enum dh_parameter parameter, struct text *title) {
  char value[48];
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  if (parameter == DH_OPTIM) {
    text_printf(title, "  %s", dh_rule_info(spec->rule)->name);
    return;
  }
  dh_parameter_print(parameter, dh_spec_number(spec, parameter), value, sizeof value);
  if (row->type == DH_TYPE_CHOICE || parameter == DH_LEARNING_RATE) {
    text_printf(title, "  %s", value);
  } else {
    text_printf(title, "  %s %s", row->name, value);
  }
}

void app_lane_title(const struct app *app, int lane, char *out, size_t size) {
  struct text title = {0};
  text_char(&title, (uint32_t)app->lane[lane].letter);
  bool rate = !app->demo;
  if (rate) title_part(app_spec(app, lane), DH_LEARNING_RATE, &title);
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    if (parameter == DH_LEARNING_RATE || dh_parameter_row(parameter)->scope != DH_SCOPE_LANE) continue;
    if (differs(app, parameter)) title_part(app_spec(app, lane), parameter, &title);
  }
  text_copy(out, size, text_string(&title));
  text_free(&title);
}

/* The event of this step that says most: one whose operation is known rather than one that only carries on, NaN before
 * infinity, the quantity that is computed first. */
static const struct dh_event *telling_event(const struct app *app, const struct lane *lane) {
  const struct dh_event *found = NULL;
  for (int nan = 1; nan >= 0; nan--) {
    for (int q = 0; q < DH_QUANTITY_COUNT; q++) {
      const struct dh_event *event = dh_run_event(lane->run, (enum dh_quantity)q, nan);
      if (!event || event->step != app->step) continue;
      if (!found || (found->fault.operands == 0 && event->fault.operands > 0)) found = event;
    }
  }
  return found;
}

void app_announce(struct app *app) {
  char line[200] = "", lanes[64] = "";
  for (int i = 0; i < app->lane_count; i++) {
    const struct dh_event *event = telling_event(app, &app->lane[i]);
    size_t length = strlen(lanes);
    if (!event) continue;
    if (line[0] == '\0') message_event(event, app_spec(app, i), line, sizeof line);
    snprintf(lanes + length, sizeof lanes - length, length ? ", %c" : "%c", app->lane[i].letter);
  }
  app_say(app, TONE_HINT, _("%s, %s"), lanes, line);
  app->message_left = -1;
}

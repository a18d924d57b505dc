/* SPDX-License-Identifier: MIT
 *
 * The state as a whole: opening it, its size, what it says, and the shorthands that panes read it by. */
#include "app/app.h"

#include "app/lesson.h"
#include "app/messages.h"
#include "app/scene.h"
#include "app/view.h"

#include "catalog/scenes.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* How long a message stays; errors stay until the next key. */
static const int64_t message_time = 6000000;
/* The class reads the picture before the first step. */
static const double first_wait = 2;

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

/* Rows of the selected lane's update line by line: the last one is worked for every axis. */
static int rule_lines(struct app *app) {
  int dim = dh_surface_info(app_spec(app, app->selected)->surface)->dim;
  if (app->view != VIEW_FOCUS) return 0;
  update_lines(app_spec(app, app->selected), &app->focus.lines);
  return app->focus.lines.count - 1 + dim;
}

/* Numbers for the back row: the rate and each parameter. */
static int big_numbers(const struct app *app) {
  int dim = dh_surface_info(app_spec(app, app->selected)->surface)->dim;
  return app->view == VIEW_FOCUS && app->focus.big ? 1 + dim : 0;
}

void app_layout(struct app *app) {
  const struct layout_request request = {.view = app->view,
                                         .cols = app->cols,
                                         .rows = app->rows,
                                         .lanes = app->lane_count,
                                         .selected = app->selected,
                                         .first = app->first_lane,
                                         .detail = app->detail,
                                         .extra = app->touched,
                                         .rule_lines = rule_lines(app),
                                         .big = big_numbers(app),
                                         .panel = app->view != VIEW_LESSONS && lesson_beat(app)};
  layout_compute(&request, &app->layout);
  app->first_lane = app->layout.first;
  samples_refresh(app);
  view_refresh(app);
}

/* The first scene of all. It needs no title: its formula stands in the header. */
bool scene_first(struct app *app, struct dh_error *error) {
  struct record record;
  const struct scenes *scenes = catalog_scenes(app->catalog);
  int first = scenes_find(scenes, "four_rates", error);
  if (first < 0 || !scenes_read(scenes, first, app->catalog, &record, error)) return false;
  record.title[0] = '\0';
  bool good = app_open_record(app, &record, error);
  record_free(&record);
  return good;
}

bool app_init(struct app *app, const struct app_options *options, struct dh_error *error) {
  memset(app, 0, sizeof *app);
  app->catalog = options->catalog;
  app->cols = options->cols;
  app->rows = options->rows;
  app->glyphs = app->glyphs_best = options->glyphs;
  app->theme = options->theme;
  app->starts_paused = options->paused;
  app->running = !options->paused;
  app->detail = APP_DETAIL;
  app->list_files = options->list_files;
  app->speed = 1;
  app->relief = (struct relief_view){.turn = 330, .tilt = 50};
  app->prompt.error_column = -1;
  if (scene_first(app, error)) return true;
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
  view_close_all(app);
  lessons_close(app);
  scene_close(app);
  text_free(&app->card);
  text_free(&app->file.text);
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

/* How a lane's title calls what is not as usual in it, most telling first. "" : the value says it all. */
static const struct {
  enum dh_parameter parameter;
  const char *label;
} title_rows[] = {
    {DH_OPTIM, ""},
    {DH_MOMENTUM, "m"},
    {DH_NESTEROV, "nesterov"},
    {DH_LR_SCHEDULER_TYPE, ""},
    {DH_WARMUP_RATIO, "w"},
    {DH_WARMUP_STEPS, "w"},
    {DH_PRECISION, ""},
    {DH_MAX_GRAD_NORM, "clip"},
    {DH_WEIGHT_DECAY, "wd"},
    {DH_BETA1, "b1"},
    {DH_BETA2, "b2"},
    {DH_DAMPENING, "damp"},
    {DH_AMSGRAD, "amsgrad"},
    {DH_EPS, "eps"},
    {DH_GRADIENT_NOISE, "noise"},
    {DH_PER_DEVICE_TRAIN_BATCH_SIZE, "bs"},
    {DH_GRADIENT_ACCUMULATION_STEPS, "acc"},
    {DH_NUM_DEVICES, "gpu"},
    {DH_GAMMA, "g"},
    {DH_NUM_CYCLES, "cyc"},
    {DH_PCT_START, "pct"},
    {DH_ALPHA, "a"},
    {DH_RHO, "rho"},
};

/* Schedules have long names and a lane is narrow. */
static const char *short_choice(enum dh_parameter parameter, int choice) {
  if (parameter == DH_LR_SCHEDULER_TYPE) return dh_schedule_info(choice)->brief;
  return dh_parameter_row(parameter)->choice(choice);
}

enum { TITLE_NUMBER = 8 };

static void title_part(const struct dh_spec *spec, enum dh_parameter parameter, const char *label, struct text *title) {
  double value = dh_spec_number(spec, parameter);
  enum dh_type type = dh_parameter_row(parameter)->type;
  char number[48];
  if (parameter == DH_OPTIM) {
    text_printf(title, " %s", message_rule(spec->rule));
  } else if (type == DH_TYPE_CHOICE) {
    text_printf(title, " %s", short_choice(parameter, (int)value));
  } else if (type == DH_TYPE_FLAG) {
    text_printf(title, " %s", label);
  } else if (parameter == DH_WARMUP_RATIO) {
    text_printf(title, " %s%g%%", label, 100 * value);
  } else {
    /* A cell of a map or a suggestion has digits that nobody chose. */
    if (dh_parameter_print(parameter, value, number, sizeof number) > TITLE_NUMBER)
      snprintf(number, sizeof number, "%.4g", value);
    text_printf(title, " %s%s", label,
                parameter != DH_LEARNING_RATE && number[0] == '0' && number[1] == '.' ? number + 1 : number);
  }
}

/* Is it set to something else than it would be by itself? */
static bool unusual(const struct dh_spec *spec, enum dh_parameter parameter) {
  if (parameter == DH_OPTIM) return strcmp(dh_rule_info(spec->rule)->name, "sgd") != 0;
  if (!dh_spec_applies(spec, parameter)) return false;
  struct dh_spec usual = *spec;
  dh_spec_unset(&usual, parameter);
  double value = dh_spec_number(spec, parameter), own = dh_spec_number(&usual, parameter);
  return value != own && !(isnan(value) && isnan(own));
}

void app_lane_title(const struct app *app, int lane, char *out, size_t size) {
  const struct dh_spec *spec = app_spec(app, lane);
  struct text title = {0};
  text_char(&title, (uint32_t)app->lane[lane].letter);
  text_add(&title, " ");
  if (!app->demo) title_part(spec, DH_LEARNING_RATE, "", &title);
  for (size_t i = 0; i < sizeof title_rows / sizeof title_rows[0]; i++) {
    enum dh_parameter parameter = title_rows[i].parameter;
    if (unusual(spec, parameter) || (app->demo && parameter == DH_PRECISION))
      title_part(spec, parameter, title_rows[i].label, &title);
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

bool app_covered(const struct app *app) { return app->covered || lesson_covers(app); }

bool app_announce(struct app *app) {
  char line[200] = "", others[64] = "";
  char first = 0;
  for (int i = 0; i < app->lane_count; i++) {
    const struct dh_event *event = telling_event(app, &app->lane[i]);
    size_t length = strlen(others);
    if (!event) continue;
    if (first == 0) {
      first = app->lane[i].letter;
      message_event(event, app_spec(app, i), line, sizeof line);
    } else {
      snprintf(others + length, sizeof others - length, "%s%c", length ? ", " : _("; so does "), app->lane[i].letter);
    }
  }
  if (first == 0) return false;
  /* Which step it is stands in the header. */
  const char *what = strstr(line, ": ");
  app_say(app, TONE_HINT, "%c: %s%s", first, what ? what + 2 : line, others);
  app->message_left = -1;
  return true;
}

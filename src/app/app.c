/* SPDX-License-Identifier: MIT
 *
 * The state as a whole: opening it, its size, what it says, and the shorthands that panes read it by. */
#include "app/app.h"

#include "app/lesson.h"
#include "app/log_view.h"
#include "app/messages.h"
#include "app/scene.h"
#include "app/task.h"
#include "app/view.h"

#include "catalog/scenes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* How long a message stays; errors stay until the next key. */
static const int64_t message_time = 6000000;

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
                                         .extra = app->touched | (app_task(app) ? LAYOUT_GAUGE : 0),
                                         .rule_lines = rule_lines(app),
                                         .big = big_numbers(app),
                                         .log_charts = log_view_charts(app),
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
  record.title[0] = record.watch[0] = '\0';
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
  app->origin = (struct scene_origin){0};
  scene_mark_opening(app);
  tempo_begin(app);
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

/* The lane whose event is told, 0 if there is none; the letters of the others. */
static char find_events(const struct app *app, struct text *what, struct text *others) {
  char first = 0;
  for (int i = 0; i < app->lane_count; i++) {
    const struct dh_event *event = telling_event(app, &app->lane[i]);
    if (!event) continue;
    if (first == 0) {
      first = app->lane[i].letter;
      message_event_what(event, app_spec(app, i), what); /* which step it is stands in the header */
    } else {
      text_printf(others, others->length > 0 ? _(", %c") : "%c", app->lane[i].letter);
    }
  }
  return first;
}

/* Everything stands, so that it can be read: how it goes on is always said, though the line may be too short for the
 * rest. */
bool app_announce(struct app *app) {
  struct text what = {0}, others = {0}, told = {0}, words = {0};
  char first = find_events(app, &what, &others);
  int room = app->layout.message.w - 2;
  if (first != 0) {
    text_printf(&told, _("%c: %s"), first, text_string(&what));
    if (others.length > 0)
      text_printf(&words, _("%s; so does %s. Space goes on"), text_string(&told), text_string(&others));
    if (others.length == 0 || text_columns(text_string(&words)) > room) {
      text_clear(&words);
      text_printf(&words, _("%s. Space goes on"), text_string(&told));
    }
    if (text_columns(text_string(&words)) > room) {
      text_clear(&words);
      text_printf(&words, _("Space goes on. %s"), text_string(&told));
    }
    app_say(app, TONE_HINT, "%s", text_string(&words));
    app->message_left = -1;
  }
  text_free(&what);
  text_free(&others);
  text_free(&told);
  text_free(&words);
  return first != 0;
}

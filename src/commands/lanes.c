/* SPDX-License-Identifier: MIT
 *
 * The scene without a terminal: where each lane is at some steps, and what became of it. Plain lines that a screen
 * reader can read out. */
#include "app/log_view.h"
#include "app/messages.h"
#include "catalog/log.h"
#include "catalog/scenes.h"
#include "commands/output.h"
#include "commands/scene_options.h"
#include "commands/table.h"

#include <stdio.h>
#include <string.h>

/* What was given that makes lanes, or NULL. */
static const char *lanes_given(const struct arguments *arguments) {
  for (int i = 0; i < DH_PARAMETER_COUNT; i++)
    if (arguments->given[i]) return dh_parameter_row((enum dh_parameter)i)->name;
  return arguments->own[OWN_STEPS]  ? own_row(OWN_STEPS)->name
         : arguments->own[OWN_DATA] ? own_row(OWN_DATA)->name
                                    : NULL;
}

static bool is_scene_file(const char *path) { return path_ends_in(path, ".yaml") || path_ends_in(path, ".yml"); }

const char *scene_log_operand(const struct arguments *arguments) {
  return arguments->operand_count > 0 && !is_scene_file(arguments->operand[0]) ? arguments->operand[0] : NULL;
}

/* A scene by its file: the operand, or what --scene says. */
static const char *scene_file(const struct arguments *arguments) {
  const char *name = arguments->own[OWN_SCENE];
  if (arguments->operand_count > 0 && !scene_log_operand(arguments)) return arguments->operand[0];
  return name && is_scene_file(name) ? name : NULL;
}

/* False after a complaint about two that say what the lanes are. */
static bool is_only_one(const struct arguments *arguments) {
  const char *file = scene_file(arguments), *scene = arguments->own[OWN_SCENE], *task = arguments->own[OWN_TASK];
  const char *words[] = {file && file != scene ? file : NULL, scene ? own_row(OWN_SCENE)->name : NULL,
                         task ? own_row(OWN_TASK)->name : NULL, lanes_given(arguments)};
  const char *first = NULL;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (words[i] && first) {
      complain(arguments->command, _("%s and %s both say what the lanes are: give one of them"), first, words[i]);
      return false;
    }
    if (words[i]) first = words[i];
  }
  return true;
}

static int open_file(const struct arguments *arguments, struct app *app, const char *path) {
  struct dh_error error;
  struct record record;
  bool good = record_read(&record, arguments->catalog, path, &error) && app_open_record(app, &record, &error);
  record_free(&record);
  if (good) return STATUS_DONE;
  complain_error(arguments->command, &error, NULL, NULL);
  return file_status(&error);
}

static int open_scene(const struct arguments *arguments, struct app *app) {
  struct dh_error error;
  const char *task = arguments->own[OWN_TASK], *name = arguments->own[OWN_SCENE];
  const struct scenes *scenes = catalog_scenes(arguments->catalog);
  int scene = name ? scenes_find(scenes, name, &error) : scenes_find_task(scenes, task, &error);
  if (scene >= 0 && app_open_scene(app, scene, &error)) return STATUS_DONE;
  complain_error(arguments->command, &error, NULL, NULL);
  return STATUS_USAGE;
}

static int open_lanes(const struct arguments *arguments, struct app *app) {
  struct dh_error error;
  struct dh_spec specs[APP_LANES];
  if (!lanes_given(arguments)) return STATUS_DONE;
  int count = arguments_lanes(arguments, specs, APP_LANES);
  if (count < 0) return STATUS_USAGE;
  if (app_open(app, specs, count, NULL, &error)) return STATUS_DONE;
  complain_error(arguments->command, &error, NULL, NULL);
  return STATUS_USAGE;
}

static int open_asked(const struct arguments *arguments, struct app *app) {
  const char *file = scene_file(arguments);
  if (!is_only_one(arguments)) return STATUS_USAGE;
  if (file) return open_file(arguments, app, file);
  bool named = arguments->own[OWN_SCENE] || arguments->own[OWN_TASK];
  return named ? open_scene(arguments, app) : open_lanes(arguments, app);
}

int scene_app(const struct arguments *arguments, const struct app_options *options, struct app *app) {
  struct dh_error error;
  if (!app_init(app, options, &error)) {
    complain_error(arguments->command, &error, NULL, NULL);
    return STATUS_USAGE;
  }
  int status = open_asked(arguments, app);
  if (status != STATUS_DONE) app_free(app);
  return status;
}

int scene_log(const struct arguments *arguments, const char *path, struct app *app) {
  char located[LOG_PATH_MAX];
  struct dh_error error;
  struct dh_log log;
  bool good = log_locate(path, located, &error) && dh_log_read(located, &log, &error);
  if (good && log_view_open(app, located, &log, &error)) return STATUS_DONE;
  complain_error(arguments->command, &error, NULL, NULL);
  return STATUS_FAILED;
}

/* Steps worth a line: 0 1 2 3 4, then 6 8 12 16 24 ... up to the horizon, which is always one. */
static long next_step(long step, long horizon) {
  long next = step < 4 ? step + 1 : 6;
  for (long power = 4; step >= 4 && next <= step; power *= 2) next = step < power * 3 / 2 ? power * 3 / 2 : power * 2;
  return next < horizon ? next : horizon;
}

struct lanes {
  const struct app *app;
  struct dh_run *run[APP_LANES];
  int count;
  int dim;
};

static bool create_runs(struct lanes *lanes, const struct arguments *arguments) {
  lanes->dim = dh_surface_info(app_spec(lanes->app, 0)->surface)->dim;
  for (int i = 0; i < lanes->app->lane_count; i++) {
    struct dh_error error;
    int count;
    const struct dh_run *run = lanes->app->lane[i].run;
    const struct dh_journal_entry *journal = dh_run_journal(run, &count);
    lanes->run[i] = dh_run_load(dh_run_initial(run), journal, count, &error);
    if (!lanes->run[i]) {
      complain_error(arguments->command, &error, NULL, NULL);
      return false;
    }
    lanes->count++;
  }
  return true;
}

static void write_scene(const struct lanes *lanes, struct text *out) {
  const struct dh_spec *spec = app_spec(lanes->app, 0);
  const struct dh_surface_spec *surface = dh_surface_info(spec->surface);
  text_printf(out, "%s", surface->name);
  if (!dh_surface_is_typed(surface)) text_printf(out, "  %s", surface->formula);
  if (surface->fit) {
    char data[256];
    text_clean(data, sizeof data, surface->fit->data.name);
    text_printf(out, _(" on %s (%ld rows)"), data, surface->fit->data.rows);
  }
  for (int i = 0; i < surface->dim; i++)
    text_printf(out, "%s %s = %g", i == 0 ? _(", from") : ",", surface->parameter[i], spec->start[i]);
  text_printf(out, _(", %ld steps\n\n"), app_horizon(lanes->app));
}

/* One dimension: the parameter. Two: the loss, for two numbers in each column are hard to follow. */
static void write_steps(const struct lanes *lanes, struct text *out) {
  struct table table;
  struct text heading = {0};
  const struct dh_surface_spec *surface = dh_surface_info(app_spec(lanes->app, 0)->surface);
  text_add(&heading, _("step>"));
  for (int i = 0; i < lanes->count; i++) {
    char title[64];
    app_lane_title(lanes->app, i, title, sizeof title);
    text_printf(&heading, ",%s>", title);
  }
  text_printf(out, _("%s at each step\n"), lanes->dim == 1 ? surface->parameter[0] : _("loss"));
  table_begin(&table, text_string(&heading));
  long horizon = app_horizon(lanes->app);
  for (long step = 0;; step = next_step(step, horizon)) {
    char text[32];
    snprintf(text, sizeof text, "%ld", step);
    table_cell(&table, text);
    for (int i = 0; i < lanes->count; i++) {
      dh_run_goto(lanes->run[i], step);
      const struct dh_row *row = dh_run_row(lanes->run[i]);
      table_number(&table, lanes->dim == 1 ? row->at[0] : row->loss, 5);
    }
    if (step >= horizon) break;
  }
  table_end(&table, out);
  out->failed |= heading.failed;
  text_free(&heading);
}

/* A line for each lane: what it is called, why, and what broke, if anything did. */
static void write_verdicts(const struct lanes *lanes, struct text *out) {
  text_add(out, "\n");
  for (int i = 0; i < lanes->count; i++) {
    char title[64], line[256];
    struct dh_reading reading;
    dh_run_judge(lanes->run[i], &reading);
    app_lane_title(lanes->app, i, title, sizeof title);
    text_printf(out, _("%s: %s (%s)"), title, message_verdict(reading.verdict), _(dh_verdict_words(reading.verdict)));
    const struct dh_event *event = dh_run_first_event(lanes->run[i]);
    if (event && event->step >= 0) {
      message_event(event, dh_run_spec(lanes->run[i]), line, sizeof line);
      text_printf(out, _("; %s"), line);
    }
    text_add(out, "\n");
  }
}

static int print(struct lanes *lanes, const struct arguments *arguments) {
  struct output output;
  if (!create_runs(lanes, arguments)) return STATUS_FAILED;
  output_open(&output, NULL);
  write_scene(lanes, &output.text);
  write_steps(lanes, &output.text);
  write_verdicts(lanes, &output.text);
  return output_close(&output);
}

int lanes_print(const struct arguments *arguments) {
  struct app app;
  const struct app_options options = {
      .catalog = arguments->catalog, .cols = 80, .rows = 24, .glyphs = GLYPHS_ASCII, .paused = true};
  int status = scene_app(arguments, &options, &app);
  if (status != STATUS_DONE) return status;
  struct lanes lanes = {.app = &app};
  status = print(&lanes, arguments);
  for (int i = 0; i < lanes.count; i++) dh_run_destroy(lanes.run[i]);
  app_free(&app);
  return status;
}

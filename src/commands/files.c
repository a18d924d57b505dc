/* SPDX-License-Identifier: MIT */
#include "commands/files.h"

#include "app/log_view.h"
#include "app/messages.h"
#include "app/settings.h"
#include "app/shell.h"
#include "catalog/log.h"
#include "catalog/record.h"
#include "catalog/replace.h"
#include "catalog/settings_file.h"
#include "commands/arguments.h"
#include "commands/places.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };
static const char settings_name[] = "settings.yaml";

/* --- writing --- */

static bool write_it(struct app *app, const char *path, const struct text *text) {
  struct dh_error error;
  if (text->failed)
    dh_fail(&error, DH_ERROR_MEMORY, -1, NULL, NULL);
  else if (file_replace(path, text_string(text), text->length, &error)) {
    app_say(app, TONE_DONE, _("saved as %s"), path);
    return true;
  }
  app_file_failed(app, &error);
  return false;
}

/* How it is opened the next time, if this is a name that says what it is. */
static void say_opening(struct app *app, const char *path) {
  struct text command = {0};
  if (!path_ends_in(path, RECORD_ENDING)) return;
  shell_word(&command, path);
  app_say(app, TONE_DONE, _("saved as %s: downhill %s opens it"), path, text_string(&command));
  text_free(&command);
}

static bool may_write(struct app *app) {
  if (app->file.replaces || access(app->file.path, F_OK) != 0) return true;
  app_file_exists(app);
  return false;
}

static void save(struct app *app) {
  if (may_write(app) && write_it(app, app->file.path, &app->file.text)) say_opening(app, app->file.path);
}

static void export_it(struct app *app) {
  struct dh_error error;
  struct text text = {0};
  if (!may_write(app)) return;
  if (export_write(app, &text, &error))
    write_it(app, app->file.path, &text);
  else
    app_file_failed(app, &error);
  text_free(&text);
}

static void save_settings(struct app *app) {
  char path[PATH_SIZE];
  struct dh_error error;
  struct text text = {0};
  if (!place_path(PLACE_CONFIG, settings_name, path, sizeof path)) {
    dh_fail(&error, DH_ERROR_FILE, -1, settings_name, _("there is no home directory"));
    app_file_failed(app, &error);
    return;
  }
  place_make(path);
  settings_file_write(text_string(&app->file.text), &text);
  write_it(app, path, &text);
  text_free(&text);
}

/* --- reading --- */

/* `:save demo` has written demo.yaml: what is not there may be that. */
static void find_scene(char *path, size_t size) {
  char ended[PATH_SIZE];
  snprintf(ended, sizeof ended, "%s%s", path, RECORD_ENDING);
  if (access(path, F_OK) != 0 && access(ended, F_OK) == 0) text_copy(path, size, ended);
}

static void load(struct app *app) {
  struct dh_error error;
  struct record record;
  find_scene(app->file.path, sizeof app->file.path);
  bool good = record_read(&record, app->catalog, app->file.path, &error) && app_load(app, &record, &error);
  if (good)
    app_say(app, TONE_DONE, record.lane_count == 1 ? _("%s: %d lane, step %ld") : _("%s: %d lanes, step %ld"),
            app->file.path, record.lane_count, record.step);
  else
    app_file_failed(app, &error);
  record_free(&record);
}

static void open_log(struct app *app) {
  struct dh_error error;
  struct dh_log log;
  const char *path = strcmp(app->file.path, "-") == 0 ? "./-" : app->file.path; /* the keyboard is no log */
  char located[LOG_PATH_MAX];
  bool good = log_locate(path, located, &error) && dh_log_read(located, &log, &error);
  if (!good || !log_view_open(app, located, &log, &error)) app_file_failed(app, &error);
}

static void fit(struct app *app) {
  struct dh_error error;
  const struct fit_words words = {.data = app->file.path, .model = app->file.words[0] ? app->file.words : NULL};
  const struct dh_surface *surface = catalog_fit(app->catalog, &words, NULL, &error);
  if (surface && app_show(app, surface, &error))
    app_say(app, TONE_DONE, _("fitted to %s"), app->file.path);
  else
    app_file_failed(app, &error);
}

static bool take_setting(void *app, const char *name, const char *value) { return settings_set(app, name, value); }

void files_read_settings(struct app *app) {
  char path[PATH_SIZE], reason[256];
  struct settings_kept before;
  struct dh_error error;
  settings_take(app, &before);
  if (!place_path(PLACE_CONFIG, settings_name, path, sizeof path) || access(path, F_OK) != 0) return;
  if (settings_file_read(path, take_setting, app, &error)) return;
  settings_put(app, &before);
  text_copy(error.text, sizeof error.text, settings_name); /* the line of the screen is too short for the whole path */
  message_error(&error, reason, sizeof reason);
  app_say(app, TONE_ERROR, _("not used: %s"), reason);
}

void files_serve(struct app *app) {
  static void (*const tasks[])(struct app *
                               app) = {[FILE_SAVE] = save, [FILE_SETTINGS] = save_settings, [FILE_LOAD] = load,
                                       [FILE_DATA] = fit,  [FILE_LOG] = open_log,           [FILE_EXPORT] = export_it};
  tasks[app->file.task](app);
}

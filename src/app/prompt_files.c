/* SPDX-License-Identifier: MIT
 *
 * What the `:` line asks of files. Nothing is read or written here: a request is filled in, and the caller of the app
 * carries it out and says how it went. */
#include "app/messages.h"
#include "app/prompt.h"
#include "app/scene.h"
#include "app/settings.h"
#include "app/view.h"

#include "catalog/record.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned ask(struct app *app, enum file_task task, const char *path) {
  app->file.task = task;
  text_copy(app->file.path, sizeof app->file.path, path);
  app->prompt.open = false;
  return EFFECT_REDRAW | EFFECT_FILE;
}

static unsigned refuse(struct app *app, const char *why) {
  app_say(app, TONE_ERROR, "%s", why);
  return EFFECT_REDRAW;
}

/* --- saving --- */

static bool fill_record(const struct app *app, struct record *record) {
  memset(record, 0, sizeof *record);
  record->step = app->step;
  record->selected = app->selected;
  record->speed = app->speed;
  record->log_loss = app->log_loss;
  record->demonstration = app->demo;
  text_copy(record->title, sizeof record->title, app->scene_title);
  text_copy(record->watch, sizeof record->watch, app->origin.watch);
  record->task = app->origin.task;
  for (int i = 0; i < app->lane_count; i++) {
    struct record_lane *lane = &record->lane[i];
    const struct dh_journal_entry *journal = dh_run_journal(app->lane[i].run, &lane->journal_count);
    lane->name[0] = app->lane[i].letter;
    lane->spec = *dh_run_initial(app->lane[i].run);
    lane->journal = calloc((size_t)lane->journal_count + 1, sizeof *journal);
    record->lane_count = i + 1;
    if (!lane->journal) return false;
    for (int k = 0; k < lane->journal_count; k++) lane->journal[k] = journal[k];
  }
  return true;
}

/* Has the name an ending, or is it none that could take one: a folder, ".."? */
static bool has_ending(const char *path) {
  const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
  return *name == '\0' || strchr(name + strspn(name, "."), '.') != NULL || name[strspn(name, ".")] == '\0';
}

/* What has no ending becomes a scene by its name, too: by that a command line tells it from a training log. */
static unsigned save(struct app *app, const char *value, bool replaces) {
  struct record record;
  char path[APP_PROMPT];
  if (*value == '\0') return refuse(app, _("save takes a file, such as :save lesson.yaml"));
  text_clear(&app->file.text);
  if (fill_record(app, &record)) record_write(&record, &app->file.text);
  bool failed = app->file.text.failed || app->file.text.length == 0;
  record_free(&record);
  if (failed) return refuse(app, _("not saved: out of memory"));
  app->file.replaces = replaces;
  snprintf(path, sizeof path, "%s%s", value, has_ending(value) ? "" : RECORD_ENDING);
  return ask(app, FILE_SAVE, path);
}

unsigned prompt_save(struct app *app, const char *value) { return save(app, value, false); }
unsigned prompt_save_over(struct app *app, const char *value) { return save(app, value, true); }

unsigned prompt_save_settings(struct app *app, const char *value) {
  if (*value != '\0') return refuse(app, _("save_settings takes nothing: they have a place of their own"));
  text_clear(&app->file.text);
  settings_write(app, &app->file.text);
  if (app->file.text.failed) return refuse(app, _("not saved: out of memory"));
  return ask(app, FILE_SETTINGS, "");
}

/* --- loading --- */

unsigned prompt_load(struct app *app, const char *value) {
  if (*value == '\0') return refuse(app, _("load takes a file that :save wrote, such as :load lesson.yaml"));
  return ask(app, FILE_LOAD, value);
}

/* Without a name the log that is open. */
unsigned prompt_log(struct app *app, const char *value) {
  if (*value == '\0' && view_exists(app, VIEW_LOG)) {
    app->prompt.open = false;
    return view_open(app, VIEW_LOG);
  }
  if (*value == '\0') return refuse(app, _("log takes a training log, such as :log trainer_state.json"));
  return ask(app, FILE_LOG, value);
}

/* A path with blanks in it goes into quotes: a model follows. */
unsigned prompt_data(struct app *app, const char *value) {
  char path[APP_PROMPT];
  bool quoted = *value == '"';
  const char *from = value + quoted;
  size_t length = strcspn(from, quoted ? "\"" : " ");
  if (length == 0) return refuse(app, _("data takes a file and a model, such as :data points.csv w*x + b"));
  text_copy(path, length + 1 < sizeof path ? length + 1 : sizeof path, from);
  const char *model = from + length + (quoted && from[length] == '"');
  text_copy(app->file.words, sizeof app->file.words, model + strspn(model, " "));
  return ask(app, FILE_DATA, path);
}

bool app_load(struct app *app, const struct record *record, struct dh_error *error) {
  if (!scene_remember(app, -1, -1)) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  if (!app_open_record(app, record, error)) {
    scene_forget(app);
    return false;
  }
  view_show_lanes(app);
  app->running = app->resumes = false;
  app->past_horizon = record->step > app_horizon(app);
  return true;
}

bool app_show(struct app *app, const struct dh_surface *surface, struct dh_error *error) {
  if (!scene_set_surface(app, surface, error)) return false;
  tempo_reset(app, 1);
  return true;
}

/* --- exporting --- */

/* What can be exported as what: the first that fits is taken. */
static const struct {
  enum export_what what;
  const char *word, *ending;
  enum export_format format;
} exports[] = {
    {EXPORT_SCREEN, "screen", ".svg", FORMAT_SVG},   {EXPORT_SCREEN, "screen", ".txt", FORMAT_TEXT},
    {EXPORT_SCREEN, "screen", ".ansi", FORMAT_ANSI}, {EXPORT_ROWS, "rows", ".csv", FORMAT_CSV},
    {EXPORT_ROWS, "rows", ".jsonl", FORMAT_JSONL},   {EXPORT_CHART, "chart", ".svg", FORMAT_SVG},
    {EXPORT_LANE, "lane", ".svg", FORMAT_SVG},
};
enum { EXPORTS = sizeof exports / sizeof *exports };

const char *prompt_export_word(int index) {
  static const enum export_what order[] = {EXPORT_SCREEN, EXPORT_CHART, EXPORT_LANE, EXPORT_ROWS};
  if (index < 0 || index >= (int)(sizeof order / sizeof *order)) return NULL;
  for (int i = 0; i < EXPORTS; i++)
    if (exports[i].what == order[index]) return exports[i].word;
  return NULL;
}

static bool ends_with(const char *path, const char *ending) {
  size_t length = strlen(path), size = strlen(ending);
  if (length <= size) return false;
  for (size_t i = 0; i < size; i++)
    if (tolower((unsigned char)path[length - size + i]) != ending[i]) return false;
  return true;
}

/* "FILE" or "WHAT FILE". */
static unsigned export(struct app *app, const char *value, bool replaces) {
  char word[DH_NAME_MAX];
  const char *path = prompt_split(value, word, sizeof word);
  bool known = false;
  for (int i = 0; i < EXPORTS; i++) known |= strcmp(exports[i].word, word) == 0;
  if (!known) path = value;
  if (*path == '\0')
    return refuse(app, _("export takes a file: lane.svg, lane.csv, or chart loss.svg with the curves alone"));
  for (int i = 0; i < EXPORTS; i++) {
    if (known && strcmp(exports[i].word, word) != 0) continue;
    if (!ends_with(path, exports[i].ending)) continue;
    if (exports[i].what != EXPORT_SCREEN && app_covered(app)) /* the screen alone is written as it is seen */
      return refuse(app, _("what comes is covered: h shows it, and then it can be exported"));
    if (exports[i].what == EXPORT_CHART && app->step == 0)
      return refuse(app, _("nothing has run yet: a chart needs some steps, Space runs"));
    app->file.what = exports[i].what;
    app->file.format = exports[i].format;
    app->file.replaces = replaces;
    return ask(app, FILE_EXPORT, path);
  }
  struct text endings = {0};
  for (int i = 0; i < EXPORTS; i++)
    if (known ? strcmp(exports[i].word, word) == 0 : exports[i].what != EXPORT_CHART && exports[i].what != EXPORT_LANE)
      text_printf(&endings, " %s", exports[i].ending);
  app_say(app, TONE_ERROR, _("the name says what to write; it ends in one of:%s"), text_string(&endings));
  text_free(&endings);
  return EFFECT_REDRAW;
}

unsigned prompt_export(struct app *app, const char *value) { return export(app, value, false); }
unsigned prompt_export_over(struct app *app, const char *value) { return export(app, value, true); }

/* --- how it went --- */

/* The line as it was typed, for another try. */
static void bring_back(struct app *app) {
  char line[APP_PROMPT];
  text_copy(line, sizeof line, app->prompt.text);
  prompt_open(app);
  prompt_set(&app->prompt, line);
}

void app_file_failed(struct app *app, const struct dh_error *error) {
  char reason[256];
  bring_back(app);
  message_error(error, reason, sizeof reason);
  app_say(app, TONE_ERROR, "%s", reason);
}

void app_file_exists(struct app *app) {
  const char *command = app->file.task == FILE_EXPORT ? "export" : "save";
  bring_back(app);
  app_say(app, TONE_ERROR, _("%s is there already; :%s! replaces it"), app->file.path, command);
}

/* SPDX-License-Identifier: MIT
 *
 * Scenes: opening one that is on file, and the list to choose from. */
#include "app/change.h"
#include "app/messages.h"
#include "app/scene.h"
#include "app/settings.h"
#include "app/view.h"

#include "catalog/scenes.h"

#include <stdio.h>
#include <string.h>

/* Lanes are called by single letters here; a file may have other names. */
static void letters_of(const struct record *record, char *letters) {
  for (int i = 0; i < record->lane_count; i++) {
    const char *name = record->lane[i].name;
    letters[i] = name[0];
    if (name[0] >= 'A' && name[0] < 'A' + APP_LANES && name[1] == '\0') continue;
    memcpy(letters, "ABCDEF", APP_LANES);
    return;
  }
}

static bool install_lanes(struct app *app, const struct record *record, struct dh_error *error) {
  struct dh_run *runs[APP_LANES];
  char letters[APP_LANES];
  letters_of(record, letters);
  for (int i = 0; i < record->lane_count; i++) {
    const struct record_lane *lane = &record->lane[i];
    runs[i] = dh_run_load(&lane->spec, lane->journal, lane->journal_count, error);
    if (runs[i]) continue;
    while (i-- > 0) dh_run_destroy(runs[i]);
    return false;
  }
  return scene_install(app, runs, letters, record->lane_count, error);
}

/* Further than this nobody wants to wait for the first frame. */
static bool is_near(const struct record *record, struct dh_error *error) {
  char step[32];
  if (record->step <= SCENE_GOTO_MAX) return true;
  snprintf(step, sizeof step, "%ld", record->step);
  dh_fail(error, DH_ERROR_RANGE, -1, "step", step);
  error->number2 = SCENE_GOTO_MAX;
  return false;
}

/* `file` is the catalog's, NULL if it is not from there. Where a file has no title its name stands for one. */
static void label(struct app *app, const struct record *record, const struct scene_file *file) {
  text_copy(app->scene_title, sizeof app->scene_title, file ? file->title : record->title);
  app->origin = (struct scene_origin){.number = file ? (int)(file - catalog_scenes(app->catalog)->file) + 1 : 0,
                                      .task = record->task};
  text_copy(app->origin.watch, sizeof app->origin.watch, record->watch);
}

static bool open_record(struct app *app, const struct record *record, const struct scene_file *file,
                        struct dh_error *error) {
  if (!is_near(record, error)) return false;
  if (!memory_create(app)) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  if (!install_lanes(app, record, error)) return false;
  scene_pace(app, record->demonstration);
  app->log_loss = record->log_loss;
  app->speed = record->speed;
  settings_fill_scene(app);
  app->selected = record->selected;
  label(app, record, file);
  scene_goto(app, record->step);
  scene_mark_opening(app);
  app->running = !app->starts_paused && !app->covered;
  app->resumes = app->covered && !app->starts_paused;
  tempo_begin(app);
  return true;
}

bool app_open_record(struct app *app, const struct record *record, struct dh_error *error) {
  return open_record(app, record, NULL, error);
}

bool app_open_scene(struct app *app, int scene, struct dh_error *error) {
  struct record record;
  const struct scenes *scenes = catalog_scenes(app->catalog);
  if (!scenes_read(scenes, scene, app->catalog, &record, error)) return false;
  bool good = open_record(app, &record, &scenes->file[scene], error);
  record_free(&record);
  if (good) app->message[0] = '\0';
  if (good && !app_covered(app)) scene_tell(app); /* it would tell what happens */
  return good;
}

const char *app_watch(const struct app *app) { return app->origin.watch; }

bool scene_tell(struct app *app) {
  const char *watch = app_watch(app);
  if (watch[0] == '\0') return false;
  app_say(app, TONE_HINT, "%s", _(watch));
  app->message_left = -1;
  return true;
}

bool scene_is_told(const struct app *app) {
  const char *watch = app_watch(app);
  return watch[0] && strcmp(app->message, _(watch)) == 0;
}

/* By key: what was there before is a moment to come back to. */
bool scene_choose(struct app *app, int scene, struct dh_error *error) {
  bool remembered = app->lane_count > 0;
  if (remembered && !scene_remember(app, -1, -1)) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  if (!app_open_scene(app, scene, error)) {
    if (remembered) scene_forget(app);
    return false;
  }
  view_show_lanes(app);
  return true;
}

bool scene_demonstrate(struct app *app, struct dh_error *error) {
  int scene = scenes_find(catalog_scenes(app->catalog), "way_to_nan", error);
  return scene >= 0 && scene_choose(app, scene, error);
}

void scenes_names(const struct app *app, struct text *out) {
  const struct scenes *scenes = catalog_scenes(app->catalog);
  for (int i = 0; i < scenes->count; i++) text_printf(out, "%s\n", scenes->file[i].name);
}

void scenes_tasks(const struct app *app, struct text *out) {
  const struct scenes *scenes = catalog_scenes(app->catalog);
  for (int i = 0; i < scenes->count; i++)
    if (scenes->file[i].task.given) text_printf(out, "%s\n", scenes->file[i].name);
}

static unsigned open_found(struct app *app, int scene, struct dh_error *error) {
  if (scene < 0 || !scene_choose(app, scene, error)) return change_complain(app, error);
  app->prompt.open = false;
  return EFFECT_REDRAW;
}

unsigned scenes_command(struct app *app, const char *name) {
  struct dh_error error;
  int scene = scenes_find(catalog_scenes(app->catalog), name, &error);
  return open_found(app, scene, &error);
}

unsigned scenes_task_command(struct app *app, const char *name) {
  struct dh_error error;
  int scene = scenes_find_task(catalog_scenes(app->catalog), name, &error);
  return open_found(app, scene, &error);
}

/* --- the list --- */

static unsigned choose(struct app *app, int scene) {
  struct dh_error error;
  app->overlay = OVERLAY_NONE;
  return scene_choose(app, scene, &error) ? EFFECT_REDRAW : change_complain(app, &error);
}

/* Digits, then the letters that do nothing else here. */
static const char scene_keys[] = "1234567890abcdfghilmnoprstuvwxyz";

char scenes_key_of(int scene) { return scene >= 0 && scene < (int)sizeof scene_keys - 1 ? scene_keys[scene] : '\0'; }

static int scene_of_key(uint32_t key) {
  const char *found = key > 0 && key < 128 ? strchr(scene_keys, (int)key) : NULL;
  return found ? (int)(found - scene_keys) : -1;
}

unsigned scenes_key(struct app *app, uint32_t key) {
  int count = catalog_scenes(app->catalog)->count, scene = scene_of_key(key);
  if (scene >= 0 && scene < count) return choose(app, scene);
  switch (key) {
  case KEY_CODE_UP:
  case 'k':
    app->overlay_line = change_around(app->overlay_line, -1, count);
    break;
  case KEY_CODE_DOWN:
  case 'j':
    app->overlay_line = change_around(app->overlay_line, 1, count);
    break;
  case KEY_CODE_HOME:
    app->overlay_line = 0;
    break;
  case KEY_CODE_END:
    app->overlay_line = count - 1;
    break;
  case KEY_CODE_ENTER:
  case KEY_CODE_SPACE:
    return choose(app, app->overlay_line);
  case KEY_CODE_SUSPEND:
    return EFFECT_SUSPEND;
  case KEY_CODE_ESCAPE:
  case 'e':
  case 'q':
    app->overlay = OVERLAY_NONE;
    break;
  default:
    break;
  }
  return EFFECT_REDRAW;
}

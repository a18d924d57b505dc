/* SPDX-License-Identifier: MIT
 *
 * Moments to come back to: undo, and the scene as it was opened. A moment is every lane's spec and journal; because a
 * run is a pure function of them, that is all there is to keep. */
#include "app/scene.h"

#include <stdlib.h>
#include <string.h>

/* One lane of a moment. */
struct moment_lane {
  char letter;
  struct dh_spec spec;
  struct dh_journal_entry *journal; /* owned */
  int journal_count;
  unsigned announced;
  struct lane_marks marks; /* what had been seen of it: looking again would take as long as going there */
};

struct moment {
  struct moment_lane lane[APP_LANES];
  int lane_count, selected;
  long step;
  bool demo, log_loss;
  double speed;
  char title[96];
  struct scene_origin origin;
  const struct tempo *tempo;
  long opening;                    /* which opening `0` goes back to */
  bool untouched;                  /* nothing has been changed since */
  int merge_lane, merge_parameter; /* what the change after it was, -1 if it merges with nothing */
};

enum { OPENINGS = 16 };

struct app_memory {
  struct moment opening[OPENINGS]; /* a ring too: number n is at n % OPENINGS */
  long openings;                   /* how many there have been; the one in force is that of `present` */
  long present;
  bool untouched;               /* nothing has been changed since that opening */
  struct moment undo[APP_UNDO]; /* a ring: undo[(first + i) % APP_UNDO] */
  int first, count;
};

static void moment_free(struct moment *moment) {
  for (int i = 0; i < moment->lane_count; i++) free(moment->lane[i].journal);
  memset(moment, 0, sizeof *moment);
}

static bool moment_take(struct moment *moment, const struct app *app) {
  memset(moment, 0, sizeof *moment);
  moment->selected = app->selected;
  moment->step = app->step;
  moment->demo = app->demo;
  moment->log_loss = app->log_loss;
  moment->speed = app->speed;
  text_copy(moment->title, sizeof moment->title, app->scene_title);
  moment->origin = app->origin;
  moment->tempo = app->tempo;
  moment->opening = app->memory->present;
  moment->untouched = app->memory->untouched;
  moment->merge_lane = moment->merge_parameter = -1;
  for (int i = 0; i < app->lane_count; i++) {
    const struct lane *lane = &app->lane[i];
    struct moment_lane *kept = &moment->lane[i];
    const struct dh_journal_entry *journal = dh_run_journal(lane->run, &kept->journal_count);
    kept->letter = lane->letter;
    kept->spec = *dh_run_initial(lane->run);
    kept->announced = lane->announced;
    kept->marks = lane->marks;
    moment->lane_count = i + 1;
    if (kept->journal_count == 0) continue;
    size_t size = (size_t)kept->journal_count * sizeof *journal;
    kept->journal = malloc(size);
    if (!kept->journal) {
      moment_free(moment);
      return false;
    }
    memcpy(kept->journal, journal, size);
  }
  return true;
}

static bool moment_restore(struct app *app, const struct moment *moment, struct dh_error *error) {
  struct dh_run *runs[APP_LANES];
  char letters[APP_LANES];
  for (int i = 0; i < moment->lane_count; i++) {
    letters[i] = moment->lane[i].letter;
    runs[i] = dh_run_load(&moment->lane[i].spec, moment->lane[i].journal, moment->lane[i].journal_count, error);
    if (runs[i]) continue;
    while (i-- > 0) dh_run_destroy(runs[i]);
    return false;
  }
  if (!scene_install(app, runs, letters, moment->lane_count, error)) return false;
  for (int i = 0; i < moment->lane_count; i++) {
    app->lane[i].announced = moment->lane[i].announced;
    app->lane[i].marks = moment->lane[i].marks;
  }
  app->selected = moment->selected;
  if (strcmp(app->scene_title, moment->title) != 0) { /* another scene has another axis and another pace */
    app->log_loss = moment->log_loss;
    app->speed = moment->speed;
  }
  app->demo = moment->demo;
  app->tempo = moment->tempo;
  app->memory->present = moment->opening;
  app->memory->untouched = moment->untouched;
  text_copy(app->scene_title, sizeof app->scene_title, moment->title);
  app->origin = moment->origin;
  scene_goto(app, moment->step);
  return true;
}

/* The opening in force; the last one if that has been overwritten. */
static struct moment *present_opening(struct app_memory *memory) {
  struct moment *opening = &memory->opening[memory->present % OPENINGS];
  return opening->opening == memory->present ? opening : &memory->opening[(memory->openings - 1) % OPENINGS];
}

/* Before the first change: what has been seen of the scene as it was opened holds when `0` brings it back. */
static void touch(struct app *app) {
  struct app_memory *memory = app->memory;
  struct moment *opening = present_opening(memory);
  if (memory->untouched && opening->opening == memory->present)
    for (int i = 0; i < opening->lane_count; i++) opening->lane[i].marks = app->lane[i].marks;
  memory->untouched = false;
}

/* --- undo --- */

bool scene_remember(struct app *app, int lane, int parameter) {
  struct app_memory *memory = app->memory;
  if (memory->count > 0 && parameter >= 0 && app->held > 0) {
    const struct moment *last = &memory->undo[(memory->first + memory->count - 1) % APP_UNDO];
    if (last->merge_lane == lane && last->merge_parameter == parameter && last->step == app->step) return true;
  }
  struct moment moment;
  if (!moment_take(&moment, app)) return false;
  touch(app);
  moment.merge_lane = lane;
  moment.merge_parameter = parameter;
  if (memory->count == APP_UNDO) {
    moment_free(&memory->undo[memory->first]);
    memory->first = (memory->first + 1) % APP_UNDO;
    memory->count--;
  }
  memory->undo[(memory->first + memory->count++) % APP_UNDO] = moment;
  return true;
}

void scene_forget(struct app *app) {
  struct app_memory *memory = app->memory;
  struct moment *last = &memory->undo[(memory->first + --memory->count) % APP_UNDO];
  memory->untouched = last->untouched;
  moment_free(last);
}

void scene_forget_all(struct app *app) {
  struct app_memory *memory = app->memory;
  while (memory->count > 0) moment_free(&memory->undo[(memory->first + --memory->count) % APP_UNDO]);
}

bool scene_undo(struct app *app, int *parameter, struct dh_error *error) {
  struct app_memory *memory = app->memory;
  error->code = DH_OK;
  if (memory->count == 0) return false;
  const struct moment *moment = &memory->undo[(memory->first + memory->count - 1) % APP_UNDO];
  long step = app->step;
  *parameter = moment->merge_parameter;
  if (!moment_restore(app, moment, error)) return false;
  /* Without the change the run would be elsewhere by now: show that, not an earlier moment. */
  if (*parameter >= 0) scene_goto(app, step);
  scene_forget(app);
  return true;
}

void scene_mark_opening(struct app *app) {
  struct app_memory *memory = app->memory;
  struct moment moment;
  memory->untouched = true;
  if (!moment_take(&moment, app)) return;
  struct moment *place = &memory->opening[memory->openings % OPENINGS];
  moment_free(place);
  *place = moment;
  memory->present = place->opening = memory->openings++;
}

bool scene_reopen(struct app *app, struct dh_error *error) {
  const struct moment *opening = present_opening(app->memory);
  if (!scene_remember(app, -1, -1)) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  bool going = scene_is_going(app);
  if (moment_restore(app, opening, error)) {
    app->speed = opening->speed;
    scene_set_off(app, going);
    return true;
  }
  scene_forget(app);
  return false;
}

/* Back to the moment before the demonstration, or to nothing new if that is too long ago to be remembered. */
bool scene_leave_demonstration(struct app *app, struct dh_error *error) {
  struct app_memory *memory = app->memory;
  error->code = DH_OK;
  for (int i = memory->count - 1; i >= 0; i--) {
    const struct moment *moment = &memory->undo[(memory->first + i) % APP_UNDO];
    if (moment->demo) continue;
    if (!moment_restore(app, moment, error)) return false;
    while (memory->count > i) scene_forget(app);
    return true;
  }
  return false;
}

/* --- life --- */

bool memory_create(struct app *app) {
  if (!app->memory) app->memory = calloc(1, sizeof *app->memory);
  return app->memory != NULL;
}

void memory_free(struct app *app) {
  if (!app->memory) return;
  for (int i = 0; i < OPENINGS; i++) moment_free(&app->memory->opening[i]);
  scene_forget_all(app);
  free(app->memory);
  app->memory = NULL;
}

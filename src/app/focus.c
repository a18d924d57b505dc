/* SPDX-License-Identifier: MIT */
#include "app/focus.h"

#include "app/app.h"

#include <stdlib.h>

enum { AT_ONCE = 16384, UPDATES_EACH = 4 /* updates of a ball that take as long as one second derivative */ };

static bool reserve(struct focus *focus, int count) {
  if (count <= focus->capacity) return true;
  int capacity = focus->capacity > 0 ? focus->capacity : 256;
  while (capacity < count) capacity *= 2;
  struct focus_row *rows = realloc(focus->rows, (size_t)capacity * sizeof *rows);
  if (rows) focus->rows = rows;
  struct focus_row *spare = realloc(focus->spare, (size_t)capacity * sizeof *spare);
  if (spare) focus->spare = spare;
  if (!rows || !spare) return false;
  focus->capacity = capacity;
  return true;
}

/* The rows that the run lists now, with what is known of those it listed before. */
static void list_rows(struct focus *focus, const struct dh_run *run) {
  const struct dh_rows past = dh_run_rows(run);
  if (!reserve(focus, past.count)) {
    focus->count = 0;
    return;
  }
  for (int i = 0, old = 0; i < past.count; i++) {
    long step = dh_rows_at(&past, i)->step;
    while (old < focus->count && focus->rows[old].step < step) old++;
    bool listed = old < focus->count && focus->rows[old].step == step;
    focus->spare[i] = listed ? focus->rows[old] : (struct focus_row){.step = step};
  }
  struct focus_row *before = focus->rows;
  focus->rows = focus->spare;
  focus->spare = before;
  focus->count = past.count;
}

/* The latest first: the curve grows from where one looks. */
static void compute(struct app *app, long most) {
  struct focus *focus = &app->focus;
  const struct dh_run *run = app->lane[app->selected].run;
  const struct dh_rows past = dh_run_rows(run);
  for (int i = focus->count - 1; i >= 0 && most > 0; i--) {
    struct focus_row *at = &focus->rows[i];
    if (at->known) continue;
    dh_run_stability(run, dh_rows_at(&past, i), 1, &at->stability);
    at->known = true;
    most--;
  }
}

/* How many second derivatives may be computed in the time of so many updates. */
static long affordable(const struct app *app, long updates) {
  long rows = dh_surface_rows(app_spec(app, app->selected)->surface);
  long count = updates / UPDATES_EACH / (rows > 1 ? rows : 1);
  return count > 1 ? count : 1;
}

static void bring_up_to_date(struct app *app, long updates) {
  struct focus *focus = &app->focus;
  const struct dh_run *run = app->lane[app->selected].run;
  long revision = dh_run_revision(run);
  if (focus->run != run || focus->revision != revision) focus->count = 0;
  focus->run = run;
  focus->revision = revision;
  list_rows(focus, run);
  compute(app, affordable(app, updates));
}

void focus_refresh(struct app *app) { bring_up_to_date(app, AT_ONCE); }

void focus_close(struct app *app) {
  free(app->focus.rows);
  free(app->focus.spare);
  app->focus = (struct focus){.big = false};
}

void focus_forget(struct app *app, const struct dh_run *run) {
  if (app->focus.run == run) app->focus.run = NULL;
}

bool focus_is_working(const struct app *app) {
  for (int i = 0; i < app->focus.count; i++)
    if (!app->focus.rows[i].known) return true;
  return false;
}

unsigned focus_work(struct app *app, long updates) {
  bring_up_to_date(app, updates);
  return EFFECT_REDRAW;
}

const struct dh_curvature *focus_stability(const struct focus *focus, long step) {
  int low = 0, high = focus->count - 1;
  while (low < high) {
    int middle = low + (high - low) / 2;
    if (focus->rows[middle].step < step)
      low = middle + 1;
    else
      high = middle;
  }
  bool found = low < focus->count && focus->rows[low].step == step && focus->rows[low].known;
  return found ? &focus->rows[low].stability : NULL;
}

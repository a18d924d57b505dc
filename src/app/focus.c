/* SPDX-License-Identifier: MIT */
#include "app/focus.h"

#include "app/app.h"

#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 16384, UPDATES_EACH = 4 /* updates of a ball that take as long as one second derivative */ };

/* --- the fingerprint --- */

static uint64_t mix(uint64_t hash, const void *bytes, size_t count) {
  const unsigned char *byte = bytes;
  for (size_t i = 0; i < count; i++) hash = (hash ^ byte[i]) * UINT64_C(1099511628211); /* FNV-1a */
  return hash;
}

/* What decides a stability beside the row: the surface, the rule and the numbers that were given, and the changes of
 * the journal. */
static uint64_t fingerprint(const struct dh_run *run) {
  const struct dh_spec *spec = dh_run_initial(run);
  uint64_t hash = UINT64_C(14695981039346656037);
  int entries;
  const struct dh_journal_entry *journal = dh_run_journal(run, &entries);
  hash = mix(hash, &spec->surface, sizeof spec->surface);
  hash = mix(hash, &spec->rule, sizeof spec->rule);
  for (int i = 0; i < DH_PARAMETER_COUNT; i++)
    if (spec->given[i]) hash = mix(mix(hash, &i, sizeof i), &spec->value[i], sizeof spec->value[i]);
  for (int i = 0; i < entries; i++) {
    const struct dh_setting *setting = &journal[i].setting;
    hash = mix(hash, &journal[i].step, sizeof journal[i].step);
    hash = mix(hash, &setting->parameter, sizeof setting->parameter);
    hash = mix(hash, &setting->value, sizeof setting->value);
    hash = mix(hash, &setting->rule, sizeof setting->rule);
  }
  return hash;
}

/* --- the rows --- */

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

/* Put a row behind the others of the new list, with what the old one knows of it; *old moves on. */
static void take_row(const struct focus *focus, const struct dh_row *row, int *old, struct focus_row *to) {
  while (*old < focus->count && focus->rows[*old].row.step < row->step) (*old)++;
  bool same = *old < focus->count && memcmp(&focus->rows[*old].row, row, sizeof *row) == 0;
  *to = same ? focus->rows[*old] : (struct focus_row){.row = *row};
}

static void list_rows(struct focus *focus, const struct dh_run *run) {
  const struct dh_row *history, *recent;
  int past = dh_run_history(run, &history), dense = dh_run_recent(run, &recent), count = 0, old = 0;
  if (!reserve(focus, past + dense)) {
    focus->count = 0;
    return;
  }
  for (int i = 0; i < past && history[i].step < recent[0].step; i++)
    take_row(focus, &history[i], &old, &focus->spare[count++]);
  for (int i = 0; i < dense; i++) take_row(focus, &recent[i], &old, &focus->spare[count++]);
  struct focus_row *before = focus->rows;
  focus->rows = focus->spare;
  focus->spare = before;
  focus->count = count;
}

/* The latest first: the curve grows from where one looks. */
static void compute(struct app *app, long most) {
  struct focus *focus = &app->focus;
  const struct dh_run *run = app->lane[app->selected].run;
  for (int i = focus->count - 1; i >= 0 && most > 0; i--) {
    struct focus_row *at = &focus->rows[i];
    if (at->known) continue;
    dh_run_stability(run, &at->row, 1, &at->stability);
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

void focus_refresh(struct app *app) {
  struct focus *focus = &app->focus;
  const struct dh_run *run = app->lane[app->selected].run;
  uint64_t settings = fingerprint(run);
  if (settings != focus->settings) focus->count = 0;
  focus->settings = settings;
  list_rows(focus, run);
  compute(app, affordable(app, AT_ONCE));
}

void focus_close(struct app *app) {
  free(app->focus.rows);
  free(app->focus.spare);
  app->focus = (struct focus){.big = false};
}

bool focus_is_working(const struct app *app) {
  for (int i = 0; i < app->focus.count; i++)
    if (!app->focus.rows[i].known) return true;
  return false;
}

unsigned focus_work(struct app *app, long updates) {
  compute(app, affordable(app, updates));
  return EFFECT_REDRAW;
}

const struct dh_curvature *focus_stability(const struct focus *focus, long step) {
  int low = 0, high = focus->count - 1;
  while (low < high) {
    int middle = low + (high - low) / 2;
    if (focus->rows[middle].row.step < step)
      low = middle + 1;
    else
      high = middle;
  }
  bool found = low < focus->count && focus->rows[low].row.step == step && focus->rows[low].known;
  return found ? &focus->rows[low].stability : NULL;
}

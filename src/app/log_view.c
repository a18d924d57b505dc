/* SPDX-License-Identifier: MIT */
#include "app/log_view.h"

#include "app/view.h"
#include "catalog/log.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Of so many groups of rows a curve keeps the lowest, the highest and one that is not a number. */
enum { GROUPS = 2048, KEPT = 3 };
static const size_t none = SIZE_MAX;

/* --- curves --- */

struct group {
  size_t row[KEPT]; /* lowest, highest, NaN */
  size_t count;
};

static const struct group empty_group = {{SIZE_MAX, SIZE_MAX, SIZE_MAX}, 0};

static void group_add(struct group *group, const struct dh_log *log, enum dh_log_column column, size_t row) {
  double value = log->rows[row].value[column];
  size_t *low = &group->row[0], *high = &group->row[1];
  group->count++;
  if (isnan(value)) {
    if (group->row[2] == none) group->row[2] = row;
    return;
  }
  if (*low == none || value < log->rows[*low].value[column]) *low = row;
  if (*high == none || value > log->rows[*high].value[column]) *high = row;
}

static int by_row(const void *a, const void *b) {
  size_t left = *(const size_t *)a, right = *(const size_t *)b;
  return (left > right) - (left < right);
}

/* In the order of their rows; one that is lowest and highest once. */
static void curve_put(struct log_curve *curve, const struct dh_log *log, enum dh_log_column column,
                      struct group *group) {
  qsort(group->row, KEPT, sizeof group->row[0], by_row);
  for (int i = 0; i < KEPT && group->row[i] != none; i++) {
    if (i > 0 && group->row[i] == group->row[i - 1]) continue;
    const struct dh_log_row *row = &log->rows[group->row[i]];
    curve->step[curve->count] = row->value[DH_LOG_STEP];
    curve->value[curve->count++] = row->value[column];
  }
  *group = empty_group;
}

static int by_value(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

/* `room` is for as many numbers as the curve has points. */
static void curve_measure(struct log_curve *curve, double *room) {
  int finite = 0;
  curve->least = curve->positive = HUGE_VAL;
  curve->most = -HUGE_VAL;
  curve->first = curve->middle = (double)NAN;
  for (int i = 0; i < curve->count; i++) {
    double value = curve->value[i];
    if (!isfinite(value)) continue;
    if (finite == 0) curve->first = value;
    room[finite++] = value;
    curve->least = fmin(curve->least, value);
    curve->most = fmax(curve->most, value);
    if (value > 0) curve->positive = fmin(curve->positive, value);
  }
  if (finite == 0) return;
  qsort(room, (size_t)finite, sizeof *room, by_value);
  curve->middle = room[finite / 2];
}

static bool curve_make(struct log_curve *curve, const struct dh_log *log, enum dh_log_column column) {
  size_t written = 0;
  for (size_t i = 0; i < log->count; i++) written += dh_log_has(&log->rows[i], column);
  if (written == 0) return true;
  size_t each = written / GROUPS + 1, most = KEPT * (written / each + 1);
  double *room = calloc(most, sizeof *room);
  curve->step = calloc(most, sizeof *curve->step);
  curve->value = calloc(most, sizeof *curve->value);
  bool good = room && curve->step && curve->value;
  struct group group = empty_group;
  for (size_t i = 0; good && i < log->count; i++) {
    if (!dh_log_has(&log->rows[i], column)) continue;
    group_add(&group, log, column, i);
    if (group.count == each) curve_put(curve, log, column, &group);
  }
  if (good) {
    curve_put(curve, log, column, &group);
    curve_measure(curve, room);
  }
  free(room);
  return good;
}

/* --- opening --- */

static void destroy(struct log_view *view) {
  if (!view) return;
  for (int i = 0; i < DH_LOG_COLUMNS; i++) {
    free(view->curve[i].step);
    free(view->curve[i].value);
  }
  dh_log_free(&view->log);
  free(view);
}

static bool examine(struct log_view *view) {
  view->count = dh_log_diagnose(&view->log, &view->summary, view->finding, DH_FINDINGS_MAX);
  if (view->count < 0) return false;
  view->chosen = view->count > 0 ? 0 : -1;
  for (int i = view->count - 1; i >= 0; i--) {
    if (view->finding[i].weight != DH_FINDING_FAULT) continue;
    view->faults++;
    view->chosen = i;
  }
  if (view->chosen >= 0) view->row = view->finding[view->chosen].first;
  bool good = true;
  for (int i = 0; i < DH_LOG_COLUMNS; i++)
    good = good && curve_make(&view->curve[i], &view->log, (enum dh_log_column)i);
  return good;
}

bool log_view_open(struct app *app, const char *path, struct dh_log *log, struct dh_error *error) {
  struct log_view *view = calloc(1, sizeof *view);
  const char *slash = strrchr(path, '/');
  if (!view) {
    dh_log_free(log);
    return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  }
  view->log = *log;
  text_clean(view->name, sizeof view->name, slash ? slash + 1 : path);
  if (!examine(view)) {
    destroy(view);
    return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  }
  destroy(app->log);
  app->log = view;
  view_open(app, VIEW_LOG);
  return true;
}

bool log_view_exists(const struct app *app) { return app->log != NULL; }

void log_view_close(struct app *app) {
  destroy(app->log);
  app->log = NULL;
}

/* --- reading --- */

double log_view_step(const struct log_view *view, size_t row) { return view->log.rows[row].value[DH_LOG_STEP]; }

bool log_view_has(const struct log_view *view, enum dh_log_column column) {
  return dh_log_has(&view->log.rows[view->row], column);
}

double log_view_value(const struct log_view *view, enum dh_log_column column) {
  if (view->curve[column].count == 0) return (double)NAN;
  for (size_t row = view->row + 1; row-- > 0;)
    if (dh_log_has(&view->log.rows[row], column)) return view->log.rows[row].value[column];
  return (double)NAN;
}

char log_view_letter(int finding) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  return finding >= 0 && finding < (int)sizeof letters - 1 ? letters[finding] : '*';
}

unsigned log_view_charts(const struct app *app) {
  static const enum log_chart chart[DH_LOG_COLUMNS] = {[DH_LOG_LOSS] = LOG_LOSS,
                                                       [DH_LOG_EVAL_LOSS] = LOG_LOSS,
                                                       [DH_LOG_LEARNING_RATE] = LOG_RATE,
                                                       [DH_LOG_GRAD_NORM] = LOG_GRADIENT};
  unsigned charts = 0;
  for (int i = DH_LOG_LOSS; app->log && i < DH_LOG_COLUMNS; i++)
    if (app->log->curve[i].count > 0) charts |= 1U << chart[i];
  return charts;
}

/* --- keys --- */

/* Where the cursor is inside of what was found, that is chosen; the latest that began, if there are several. */
void log_view_go(struct log_view *view, size_t row) {
  view->row = row;
  for (int i = 0; i < view->count; i++)
    if (view->finding[i].first <= row && row <= view->finding[i].last) view->chosen = i;
}

void log_view_move(struct log_view *view, long rows) {
  size_t last = view->log.count - 1, by = (size_t)labs(rows), left = rows < 0 ? view->row : last - view->row;
  if (by > left) by = left;
  log_view_go(view, rows < 0 ? view->row - by : view->row + by);
}

bool log_view_choose(struct log_view *view, int direction) {
  int next = view->chosen + direction;
  if (next < 0 || next >= view->count) return false;
  view->chosen = next;
  view->row = view->finding[next].first;
  return true;
}

/* SPDX-License-Identifier: MIT */
#include "app/log_view.h"

#include "app/view.h"
#include "catalog/log.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- opening --- */

static void destroy(struct log_view *view) {
  if (!view) return;
  for (int i = 0; i < DH_LOG_COLUMNS; i++) log_curve_free(&view->curve[i]);
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
    good = good && log_curve_make(&view->curve[i], &view->log, view->finding, view->count, (enum dh_log_column)i);
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
    if (dh_log_has(&view->log.rows[row], column))
      return log_curve_value(&view->log, view->finding, view->count, column, row);
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

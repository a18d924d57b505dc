/* SPDX-License-Identifier: MIT
 *
 * A training log that is open: its rows with a cursor among them, what was found in it, and its columns as curves that
 * are no longer than a screen can show. The view owns all of it, and lasts until another log takes its place; panes
 * read it. */
#ifndef APP_LOG_VIEW_H
#define APP_LOG_VIEW_H

#include "app/app.h"
#include "app/log_curve.h"

struct log_view {
  struct dh_log log;      /* its rows are owned */
  char name[DH_NAME_MAX]; /* of the file, without its folder */
  struct dh_log_summary summary;
  struct dh_finding finding[DH_FINDINGS_MAX];
  int count, faults;
  struct log_curve curve[DH_LOG_COLUMNS];
  size_t row; /* the cursor's */
  int chosen; /* a finding; -1: there is none */
};

/* Show a log in the place of the one before. Its rows are taken over, also if it fails: false with *error (MEMORY), and
 * what was open stays. */
bool log_view_open(struct app *app, const char *path, struct dh_log *log, struct dh_error *error);

/* The number of a column at the cursor, or the last one written before it; NaN if none was. */
double log_view_value(const struct log_view *view, enum dh_log_column column);
bool log_view_has(const struct log_view *view, enum dh_log_column column); /* is it in the cursor's row? */
double log_view_step(const struct log_view *view, size_t row);
char log_view_letter(int finding); /* on the axis */
/* What there is to draw: layout_request.log_charts. */
unsigned log_view_charts(const struct app *app);

/* What keys do. */
void log_view_go(struct log_view *view, size_t row);
void log_view_move(struct log_view *view, long rows);
/* To the next finding in that direction; false if there is none. */
bool log_view_choose(struct log_view *view, int direction);

/* For the registry of views. */
bool log_view_exists(const struct app *app);
void log_view_close(struct app *app);

#endif

/* SPDX-License-Identifier: MIT
 *
 * What `:export` writes: the screen as it is, its curves as vectors, or a lane's rows as `run` prints them. */
#include "commands/files.h"
#include "commands/picture.h"
#include "commands/rows.h"
#include "panes/panes.h"

static bool write_screen(const struct app *app, struct text *out, struct dh_error *error) {
  static const char *const formats[] = {[FORMAT_SVG] = "svg", [FORMAT_ANSI] = "ansi", [FORMAT_TEXT] = "text"};
  return picture_write(app, formats[app->file.format], out) || dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
}

/* The selected lane from its start to the present step, run once more: a run keeps only a part of its rows. */
static bool write_rows(const struct app *app, struct text *out, struct dh_error *error) {
  const struct dh_run *lane = app->lane[app->selected].run;
  int count;
  const struct dh_journal_entry *journal = dh_run_journal(lane, &count);
  struct dh_run *run = dh_run_load(dh_run_initial(lane), journal, count, error);
  bool csv = app->file.format == FORMAT_CSV;
  if (!run) return false;
  rows_begin(out, run, csv);
  for (long step = 0;; step++) {
    rows_put(out, run, csv);
    if (step == app->step || out->failed) break;
    dh_run_step(run);
  }
  dh_run_destroy(run);
  return true;
}

bool export_write(const struct app *app, struct text *out, struct dh_error *error) {
  switch (app->file.what) {
  case EXPORT_SCREEN:
    return write_screen(app, out, error);
  case EXPORT_ROWS:
    return write_rows(app, out, error);
  case EXPORT_CHART:
    return panes_write_chart(app, 0, app->lane_count, out) || dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  case EXPORT_LANE:
    return panes_write_chart(app, app->selected, 1, out) || dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  }
  return false;
}

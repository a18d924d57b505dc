/* SPDX-License-Identifier: MIT
 *
 * What `:export` writes: the screen as it is, its curves as vectors, or a lane's rows as `run` prints them. */
#include "commands/files.h"
#include "commands/rows.h"
#include "frame/writers.h"
#include "panes/panes.h"

static bool write_screen(const struct app *app, struct text *out, struct dh_error *error) {
  struct frame frame;
  if (!frame_init(&frame, app->cols, app->rows)) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  frame.glyphs = app->glyphs;
  frame.theme = app->theme;
  /* Plain text has shades instead: a map's colours would be lost. */
  frame.colors = app->file.format == FORMAT_TEXT ? COLOR_NONE : COLOR_256;
  panes_draw(&frame, app);
  if (app->file.format == FORMAT_SVG)
    frame_write_svg(&frame, out);
  else if (app->file.format == FORMAT_ANSI)
    frame_write_ansi(&frame, out);
  else
    frame_write_text(&frame, out);
  frame_free(&frame);
  return true;
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

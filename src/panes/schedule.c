/* SPDX-License-Identifier: MIT
 *
 * The learning rate over all steps, as it was and as it is going to be: the initial settings with every change of the
 * journal at its step. A cursor stands at the present step, a mark below every step at which something was changed. */
#include "frame/axes.h"
#include "panes/chart.h"

static void draw_journal(const struct chart *chart, const struct dh_run *run) {
  int entries;
  const struct dh_journal_entry *journal = dh_run_journal(run, &entries);
  struct rect rect = chart->rect;
  for (int i = 0; i < entries; i++)
    frame_put(chart->frame, rect.x + chart_column(chart, (double)journal[i].step), rect.y + rect.h - 1,
              frame_mark(chart->frame, MARK_UP), frame_color(chart->frame, ROLE_ACCENT), FRAME_DEFAULT, ATTR_BOLD);
}

void pane_schedule(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  if (rect.w < 1 || rect.h < 1) return;
  const struct dh_run *run = app->lane[lane].run;
  const struct dh_row *row = dh_run_row(run);
  struct chart chart = {.frame = frame, .steps = chart_steps(app), .covered = app_covered(app)};
  double top = chart_highest_rate(run, chart.steps, rect.w);
  int fg = frame_color(frame, part_lane_role(&app->lane[lane]));
  chart.scale = (struct chart_scale){false, 0, 0, top};
  chart_begin(&chart, rect, 0);
  chart_upright(&chart, (double)row->step, frame_color(frame, ROLE_DIM), 2);
  chart_rates(&chart, run, fg);
  chart_end(&chart);
  draw_journal(&chart, run);
  chart_head(&chart, row, row->rate, 0);
  char number[24];
  axes_short(top, 3, number, sizeof number);
  if (!part_label(frame, rect, rect.x + rect.w - text_columns(number), rect.y, number, ROLE_DIM))
    part_label(frame, rect, rect.x, rect.y, number, ROLE_DIM);
}

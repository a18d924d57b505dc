/* SPDX-License-Identifier: MIT
 *
 * The learning rate over all steps, as it was and as it is going to be: the initial settings with every change of the
 * journal at its step. A cursor stands at the present step, a mark below every step at which something was changed. */
#include "frame/axes.h"
#include "frame/canvas.h"
#include "panes/parts.h"

#include <math.h>
#include <stdio.h>

enum { CURVE_MOST = 1024 };

/* The rate of every sampled step; returns the highest. */
static double sample_rates(const struct dh_run *run, double last, double *rates, int count) {
  double steps[CURVE_MOST], top = 0;
  for (int i = 0; i < count; i++) steps[i] = floor(last * i / (count > 1 ? count - 1 : 1));
  dh_run_rates(run, steps, rates, count);
  for (int i = 0; i < count; i++)
    if (isfinite(rates[i])) top = fmax(top, rates[i]);
  return top;
}

static double rate_y(struct rect rect, double rate, double top) { return 0.15 + (1 - rate / top) * (rect.h - 0.3); }

/* Covered, the curve ends where the run is. */
static void draw_rates(struct frame *frame, struct rect rect, const double *rates, int count, double top, double cursor,
                       bool covered, int fg) {
  struct canvas canvas;
  if (!canvas_begin(&canvas, frame, rect)) return;
  canvas_dashes(&canvas, cursor, 0, cursor, rect.h, frame_color(frame, ROLE_DIM), 2);
  for (int i = 1; i < count && (!covered || (i + 0.5) * rect.w / count <= cursor); i++)
    canvas_line(&canvas, (i - 0.5) * rect.w / count, rate_y(rect, rates[i - 1], top), (i + 0.5) * rect.w / count,
                rate_y(rect, rates[i], top), fg);
  canvas_end(&canvas);
}

static void draw_journal(struct frame *frame, struct rect rect, const struct dh_run *run, double steps) {
  int entries;
  const struct dh_journal_entry *journal = dh_run_journal(run, &entries);
  for (int i = 0; i < entries; i++) {
    int column = part_cell((double)journal[i].step / steps * rect.w, rect.w);
    frame_put(frame, rect.x + column, rect.y + rect.h - 1, frame_mark(frame, MARK_UP), frame_color(frame, ROLE_ACCENT),
              FRAME_DEFAULT, ATTR_BOLD);
  }
}

void pane_schedule(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  double rates[CURVE_MOST];
  if (rect.w < 1 || rect.h < 1) return;
  const struct dh_run *run = app->lane[lane].run;
  const struct dh_row *row = dh_run_row(run);
  long horizon = app_horizon(app);
  double steps = fmax(1, (double)(app->step > horizon ? app->step : horizon));
  int count = 2 * rect.w < CURVE_MOST ? 2 * rect.w : CURVE_MOST;
  double top = sample_rates(run, steps, rates, count);
  if (!(top > 0)) top = 1;
  int fg = frame_color(frame, part_lane_role(&app->lane[lane]));
  double cursor = (double)row->step / steps * rect.w;
  draw_rates(frame, rect, rates, count, top, cursor, app_covered(app), fg);
  draw_journal(frame, rect, run, steps);
  double y = rate_y(rect, row->rate, top);
  if (isfinite(y))
    frame_put(frame, rect.x + part_cell(cursor, rect.w), rect.y + part_cell(y, rect.h), frame_mark(frame, MARK_BALL),
              fg, FRAME_DEFAULT, ATTR_BOLD);
  char number[24];
  axes_short(top, 3, number, sizeof number);
  if (!part_label(frame, rect, rect.x + rect.w - text_columns(number), rect.y, number, ROLE_DIM))
    part_label(frame, rect, rect.x, rect.y, number, ROLE_DIM);
}

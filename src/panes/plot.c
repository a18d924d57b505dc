/* SPDX-License-Identifier: MIT
 *
 * The lanes' curves for an export: their losses above, their learning rates below, with a mark at every step at which
 * something was changed. */
#include "frame/plot.h"
#include "app/messages.h"
#include "panes/chart.h"

#include "catalog/record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MOST = 8192, MARKS_MOST = 256, LABEL = 96 };
/* One lane's rows. */
struct trace {
  double step[ROWS_MOST], loss[ROWS_MOST], rate[ROWS_MOST];
  double base; /* subtracted from the losses */
  char label[LABEL];
  int count;
};

struct sheet {
  struct chart_scale scale; /* of the losses */
  struct trace *trace;      /* owned */
  struct plot_curve loss[APP_LANES], rate[APP_LANES];
  struct plot_mark mark[MARKS_MOST];
  char words[MARKS_MOST][LABEL];
  int curves, marks;
};

static void visit_trace(const struct dh_row *row, void *context) {
  struct trace *trace = context;
  if (trace->count == ROWS_MOST) return;
  trace->step[trace->count] = (double)row->step;
  trace->loss[trace->count] = row->loss - trace->base;
  trace->rate[trace->count++] = row->rate;
}

static void add_marks(struct sheet *sheet, const struct lane *lane) {
  int entries;
  const struct dh_journal_entry *journal = dh_run_journal(lane->run, &entries);
  for (int i = 0; i < entries && sheet->marks < MARKS_MOST; i++) {
    struct text words = {0};
    text_printf(&words, "%c: ", lane->letter);
    record_write_setting(&words, &journal[i].setting);
    text_copy(sheet->words[sheet->marks], LABEL, text_string(&words));
    text_free(&words);
    sheet->mark[sheet->marks] = (struct plot_mark){
        .x = (double)journal[i].step, .role = part_lane_role(lane), .label = sheet->words[sheet->marks]};
    sheet->marks++;
  }
}

static void add_lane(struct sheet *sheet, const struct app *app, int index) {
  const struct lane *lane = &app->lane[index];
  struct trace *trace = &sheet->trace[sheet->curves];
  trace->base = sheet->scale.log ? sheet->scale.base : 0;
  part_past(lane->run, visit_trace, trace);
  app_lane_title(app, index, trace->label, sizeof trace->label);
  struct plot_curve curve = {
      .label = trace->label, .role = part_lane_role(lane), .x = trace->step, .y = trace->loss, .count = trace->count};
  sheet->loss[sheet->curves] = curve;
  curve.y = trace->rate;
  curve.stairs = true;
  sheet->rate[sheet->curves++] = curve;
  add_marks(sheet, lane);
}

/* --- axes --- */

struct range {
  double low, high, positive; /* least and largest finite value, least above 0 */
};

static struct range range_of(const struct plot_curve *curves, int count) {
  struct range range = {HUGE_VAL, -HUGE_VAL, HUGE_VAL};
  for (int i = 0; i < count; i++)
    for (int k = 0; k < curves[i].count; k++) {
      double y = curves[i].y[k];
      if (!isfinite(y)) continue;
      range.low = fmin(range.low, y);
      range.high = fmax(range.high, y);
      if (y > 0) range.positive = fmin(range.positive, y);
    }
  return range;
}

/* As in the pane. */
static struct plot_panel loss_panel(const struct sheet *sheet) {
  const struct chart_scale *scale = &sheet->scale;
  struct plot_panel panel = {.curve = sheet->loss, .curves = sheet->curves, .title = _("loss"), .log = scale->log};
  panel.low = scale->log ? pow(10, scale->low) : scale->low;
  panel.high = scale->log ? pow(10, scale->high) : scale->high;
  if (scale->log) panel.title = scale->base == 0 ? _("loss, logarithmic") : _("loss above the lowest, logarithmic");
  return panel;
}

static struct plot_panel rate_panel(const struct sheet *sheet) {
  struct range range = range_of(sheet->rate, sheet->curves);
  struct plot_panel panel = {.curve = sheet->rate,
                             .curves = sheet->curves,
                             .title = _("learning rate"),
                             .mark = sheet->mark,
                             .marks = sheet->marks};
  panel.high = range.high > 0 ? 1.05 * range.high : 1;
  /* Rates of different decades are told apart on a logarithmic axis only. */
  panel.log = range.positive < range.high / 20 && range.low > 0;
  panel.low = panel.log ? range.positive / 2 : 0;
  if (panel.log) panel.high = 2 * range.high;
  return panel;
}

bool panes_write_chart(const struct app *app, int first, int count, struct text *out) {
  struct sheet *sheet = calloc(1, sizeof *sheet);
  if (sheet) sheet->trace = calloc((size_t)count, sizeof *sheet->trace);
  bool good = sheet && sheet->trace;
  if (good) {
    sheet->scale = loss_scale(app, first, count);
    for (int i = first; i < first + count; i++) add_lane(sheet, app, i);
    const struct dh_surface_spec *info = dh_surface_info(app_spec(app, 0)->surface);
    const struct plot_panel panels[] = {loss_panel(sheet), rate_panel(sheet)};
    struct text title = {0};
    text_printf(&title, dh_surface_is_typed(info) ? "%s" : "%s   %s", info->name, info->formula);
    const struct plot plot = {
        .title = text_string(&title), .x_title = _("steps"), .x_high = chart_steps(app), .panel = panels, .panels = 2};
    plot_write_svg(&plot, out);
    text_free(&title);
  }
  if (sheet) free(sheet->trace);
  free(sheet);
  return good && !out->failed;
}

/* SPDX-License-Identifier: MIT
 *
 * Loss over the steps. All lanes share one scale, so that they can be compared at a glance; what is above it is marked
 * at the edge and said in numbers. A logarithmic axis shows the distance to the lowest known loss, twelve decades at
 * most. */
#include "frame/axes.h"
#include "frame/canvas.h"
#include "panes/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
  DECADES_MOST = 12,
  DECADES_BELOW = 8 /* the start */,
  LABELS_FROM = 14,
  GHOST_PERIOD = 2,
  LOG_WIDTH = 5 /* 1e-12 */
};
/* A linear axis reaches twice as high as the start: growth shows before it is cut off. */
static const double linear_room = 2;

struct scale {
  bool log;
  double base;      /* subtracted before the logarithm; the axis' lowest on a linear one */
  double low, high; /* of the loss, or of its logarithm */
};

struct range {
  double least, most, base;
};

static void visit_range(const struct dh_row *row, void *context) {
  struct range *range = context;
  double gap = row->loss - range->base;
  if (!isfinite(gap) || !(gap > 0)) return;
  range->least = fmin(range->least, gap);
  range->most = fmax(range->most, gap);
}

/* The lowest loss there is: known, or else met. */
static double base_loss(const struct app *app) {
  double best = dh_surface_best(dh_run_initial(app->lane[0].run)->surface);
  if (!isnan(best)) return best;
  double lowest = HUGE_VAL;
  for (int i = 0; i < app->lane_count; i++) lowest = fmin(lowest, dh_run_lowest(app->lane[i].run));
  return isfinite(lowest) ? fmin(lowest, 0) : 0;
}

static double first_loss(const struct dh_run *run) {
  const struct dh_row *history, *recent;
  if (dh_run_history(run, &history) > 0) return history[0].loss;
  return dh_run_recent(run, &recent) > 0 ? recent[0].loss : (double)NAN;
}

static double highest_start(const struct app *app, double base) {
  double start = 0;
  for (int i = 0; i < app->lane_count; i++) {
    double gap = first_loss(app->lane[i].run) - base;
    if (isfinite(gap)) start = fmax(start, gap);
  }
  return start;
}

static struct scale loss_scale(const struct app *app) {
  double base = base_loss(app), start = highest_start(app, base);
  if (!(start > 0)) start = 1;
  if (!app->log_loss) return (struct scale){false, base, base, base + linear_room * start};
  struct range range = {start, start, base};
  for (int i = 0; i < app->lane_count; i++) part_past(app->lane[i].run, visit_range, &range);
  double low = fmax(floor(log10(range.least)), floor(log10(start)) - DECADES_BELOW);
  double high = fmin(ceil(log10(range.most)), low + DECADES_MOST);
  return (struct scale){true, base, low, high > low ? high : low + 1};
}

/* 0 at the bottom, 1 at the top; -1 for what is nearer to the base than any logarithm. */
static double loss_place(const struct scale *scale, double loss) {
  if (isnan(loss)) return (double)NAN;
  double value = loss;
  if (scale->log) value = loss > scale->base ? log10(loss - scale->base) : scale->low - 1;
  return (value - scale->low) / (scale->high - scale->low);
}

struct chart {
  struct frame *frame;
  struct canvas canvas;
  struct rect rect;
  struct scale scale;
  double steps;
  int fg;
  double x, y; /* the point before, NaN at the beginning and after a gap */
  bool covered;
  int pinned;  /* the column marked last, -1 none, */
  double side; /* and the place of its row */
};

static double chart_x(const struct chart *chart, double step) {
  return step / chart->steps * (chart->rect.w - 0.5) + 0.25;
}

static double chart_y(const struct chart *chart, double loss) {
  double place = loss_place(&chart->scale, loss);
  return isfinite(place) ? 0.15 + (1 - place) * (chart->rect.h - 0.3) : place > 0 ? -1e6 : (double)NAN;
}

/* The former run's losses, dashed, so that they differ where there are no colours. */
static void draw_ghost(struct chart *chart, const struct ghost *ghost) {
  int fg = frame_color(chart->frame, ROLE_GHOST);
  for (int i = 1; i < ghost->count; i++) {
    const struct dh_row *a = &ghost->row[i - 1], *b = &ghost->row[i];
    canvas_dashes(&chart->canvas, chart_x(chart, (double)a->step), chart_y(chart, a->loss),
                  chart_x(chart, (double)b->step), chart_y(chart, b->loss), fg, GHOST_PERIOD);
  }
}

static void visit_line(const struct dh_row *row, void *context) {
  struct chart *chart = context;
  double x = chart_x(chart, (double)row->step), y = chart_y(chart, row->loss);
  canvas_line(&chart->canvas, chart->x, chart->y, x, y, chart->fg);
  chart->x = x;
  chart->y = y;
}

static void put_pinned(const struct chart *chart, int column, double place) {
  int x = chart->rect.x + column, bottom = chart->rect.y + chart->rect.h - 1;
  if (isnan(place)) {
    frame_put(chart->frame, x, bottom, 'x', frame_color(chart->frame, ROLE_BAD), FRAME_DEFAULT, ATTR_BOLD);
    return;
  }
  enum mark mark = place > 1 ? MARK_UP : MARK_DOWN;
  frame_put(chart->frame, x, place > 1 ? chart->rect.y : bottom, frame_mark(chart->frame, mark), chart->fg,
            FRAME_DEFAULT, 0);
}

static bool same_side(double a, double b) { return isnan(a) ? isnan(b) : !isnan(b) && (a > 1) == (b > 1); }

/* Marks for what the axis does not reach: one in every column, without gaps between rows on the same side. */
static void visit_pinned(const struct dh_row *row, void *context) {
  struct chart *chart = context;
  double place = loss_place(&chart->scale, row->loss);
  int column = part_cell(chart_x(chart, (double)row->step), chart->rect.w);
  if (place >= 0 && place <= 1) {
    chart->pinned = -1;
    return;
  }
  int from = chart->pinned >= 0 && same_side(chart->side, place) ? chart->pinned + 1 : column;
  for (int x = from < column ? from : column; x <= column; x++) put_pinned(chart, x, place);
  chart->pinned = column;
  chart->side = place;
}

static void print_bound(const struct scale *scale, double bound, char *out, size_t size) {
  if (scale->log) {
    snprintf(out, size, "1e%.0f", bound);
  } else {
    axes_short(bound, 3, out, size);
  }
}

/* Columns kept at the right for the scale; the same in all lanes, and however far a logarithmic axis has grown. */
static int bounds_width(const struct scale *scale, struct rect rect) {
  char top[24], bottom[24];
  if (rect.w < LABELS_FROM || rect.h < 2) return 0;
  if (scale->log) return LOG_WIDTH;
  print_bound(scale, scale->high, top, sizeof top);
  print_bound(scale, scale->low, bottom, sizeof bottom);
  int above = text_columns(top), below = text_columns(bottom);
  return above > below ? above : below;
}

/* The scale in numbers, beside the chart. */
static void draw_bounds(const struct chart *chart, struct rect rect) {
  char top[24], bottom[24];
  print_bound(&chart->scale, chart->scale.high, top, sizeof top);
  print_bound(&chart->scale, chart->scale.low, bottom, sizeof bottom);
  int right = rect.x + rect.w;
  part_label(chart->frame, rect, right - text_columns(top), rect.y, top, ROLE_DIM);
  part_label(chart->frame, rect, right - text_columns(bottom), rect.y + rect.h - 1, bottom, ROLE_DIM);
}

/* Where the run is now; what is above the axis says how high. */
static void draw_head(const struct chart *chart, const struct dh_row *row) {
  double place = loss_place(&chart->scale, row->loss);
  struct rect rect = chart->rect;
  int column = part_cell(chart_x(chart, (double)row->step), rect.w);
  if (isnan(place)) return;
  int y = place > 1 ? 0 : part_cell(0.15 + (1 - place) * (rect.h - 0.3), rect.h);
  frame_put(chart->frame, rect.x + column, rect.y + y,
            frame_mark(chart->frame, place > 1   ? MARK_UP
                                     : place < 0 ? MARK_DOWN
                                                 : MARK_BALL),
            chart->fg, FRAME_DEFAULT, ATTR_BOLD);
  if (!(place > 1) || !chart->scale.log || chart->covered) return;
  char number[24];
  axes_short(row->loss, 2, number, sizeof number);
  int width = text_columns(number);
  if (part_label(chart->frame, rect, rect.x + column + 2, rect.y, number, ROLE_TEXT)) return;
  int x = column + 1 - width < 0 ? 0 : column + 1 - width;
  if (rect.h > 1) part_label(chart->frame, rect, rect.x + x, rect.y + 1, number, ROLE_TEXT);
}

void pane_loss(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  if (rect.w < 1 || rect.h < 1) return;
  const struct dh_run *run = app->lane[lane].run;
  long horizon = app_horizon(app);
  struct chart chart = {.frame = frame,
                        .covered = app_covered(app),
                        .scale = loss_scale(app),
                        .x = (double)NAN,
                        .y = (double)NAN,
                        .pinned = -1};
  int bounds = bounds_width(&chart.scale, rect);
  chart.rect = (struct rect){rect.x, rect.y, bounds > 0 ? rect.w - bounds - 1 : rect.w, rect.h};
  chart.steps = (double)(app->step > horizon ? app->step : horizon);
  if (chart.steps < 1) chart.steps = 1;
  chart.fg = frame_color(frame, part_lane_role(&app->lane[lane]));
  if (canvas_begin(&chart.canvas, frame, chart.rect)) {
    if (!chart.covered) draw_ghost(&chart, &app->lane[lane].ghost);
    part_past(run, visit_line, &chart);
    canvas_end(&chart.canvas);
  }
  part_past(run, visit_pinned, &chart);
  draw_head(&chart, dh_run_row(run));
  if (bounds > 0) draw_bounds(&chart, rect);
}

/* SPDX-License-Identifier: MIT */
#include "panes/finder_chart.h"

#include "frame/axes.h"
#include "frame/canvas.h"
#include "panes/parts.h"

#include <math.h>
#include <string.h>

enum { NUMBERS = 8 /* columns at the left */, AXIS = 2 /* rows below */, TICKS = 5, LEAST = 4, LABEL = 6 };

/* The axis reaches higher than the start by this share of what was gained; a curve that only rises is shown whole. */
static const double headroom = 0.25;
/* A lowest loss that is this share of the highest looks like 0, and 0 is easier to read. */
static const double near_zero = 0.05;
/* fastai's plot leaves these out as well: they are where the loss explodes. */
enum { EXPLODING = 5 };

struct view {
  struct frame *frame;
  const struct finder_chart *chart;
  struct rect plot;
  double low, high; /* losses */
};

/* --- what is drawn --- */

static struct chart_point test_point(const void *from, int index) {
  int count;
  const struct dh_finder_point *point = dh_finder_points(from, &count) + index;
  return (struct chart_point){point->rate, point->smoothed, point->loss};
}

static struct chart_point sweep_point(const void *from, int index) {
  int count;
  const struct dh_sweep_point *point = dh_sweep_points(from, &count) + index;
  return (struct chart_point){point->rate, point->loss, (double)NAN};
}

/* What was found gets its letter on the curve; the limit has a line of its own. */
static void begin(struct finder_chart *chart, const struct dh_finder_settings *settings,
                  const struct dh_edge edges[DH_EDGES], const struct found *rows, int count) {
  *chart = (struct finder_chart){.low = settings->value[DH_FINDER_START_LR],
                                 .high = settings->value[DH_FINDER_END_LR],
                                 .limit = dh_edge_choose(edges)->rate};
  for (int i = 0; i < count; i++)
    if (!rows[i].limit && !isnan(rows[i].rate))
      chart->mark[chart->marks++] = (struct chart_mark){rows[i].rate, rows[i].letter};
}

void finder_chart_test(struct finder_chart *chart, const struct dh_finder *finder, const struct dh_edge edges[DH_EDGES],
                       const struct found *rows, int count) {
  begin(chart, dh_finder_settings(finder), edges, rows, count);
  chart->point = test_point;
  chart->from = finder;
  (void)dh_finder_points(finder, &chart->count);
  chart->shown = chart->count;
  chart->ended = dh_finder_diverged(finder);
}

void finder_chart_sweep(struct finder_chart *chart, const struct dh_sweep *sweep, const struct dh_edge edges[DH_EDGES],
                        const struct found *rows, int count) {
  begin(chart, dh_sweep_settings(sweep), edges, rows, count);
  chart->point = sweep_point;
  chart->from = sweep;
  (void)dh_sweep_points(sweep, &chart->count);
  chart->shown = chart->count;
}

/* --- scales --- */

static void widen(double loss, double *low, double *high) {
  if (!isfinite(loss)) return;
  *low = fmin(*low, loss);
  *high = fmax(*high, loss);
}

static void find_range(struct view *view) {
  const struct finder_chart *chart = view->chart;
  double low = HUGE_VAL, high = -HUGE_VAL, start = (double)NAN;
  for (int i = 0; i < chart->count; i++) {
    struct chart_point point = chart->point(chart->from, i);
    if (i == 0) start = point.curve;
    if (chart->ended && i > 0 && i >= chart->count - EXPLODING) continue;
    widen(point.curve, &low, &high);
    widen(point.ball, &low, &high);
  }
  if (low < start) high = fmin(high, start + headroom * (start - low));
  if (low > 0 && low < near_zero * high) low = 0;
  if (low == high) { /* flat: in the middle */
    double half = fmax(fabs(low) / 10, 1);
    low -= half;
    high += half;
  }
  view->low = low;
  view->high = high;
}

/* 0 at the left edge, 1 at the right one. */
static double rate_place(const struct finder_chart *chart, double rate) {
  return log(rate / chart->low) / log(chart->high / chart->low);
}

static double plot_x(const struct view *view, double rate) {
  return 0.25 + rate_place(view->chart, rate) * (view->plot.w - 0.5);
}

static double plot_y(const struct view *view, double loss) {
  return 0.15 + (view->high - loss) / (view->high - view->low) * (view->plot.h - 0.3);
}

static int column_of(const struct view *view, double rate) {
  return view->plot.x + part_cell(plot_x(view, rate), view->plot.w);
}

static int row_of(const struct view *view, double loss) {
  return view->plot.y + part_cell(plot_y(view, loss), view->plot.h);
}

/* --- losses --- */

static void draw_balls(const struct view *view) {
  const struct finder_chart *chart = view->chart;
  int ink = frame_color(view->frame, ROLE_DIM);
  for (int i = 0; i < chart->shown; i++) {
    struct chart_point point = chart->point(chart->from, i);
    if (!(point.ball >= view->low && point.ball <= view->high)) continue;
    frame_put(view->frame, column_of(view, point.rate), row_of(view, point.ball), 'o', ink, FRAME_DEFAULT, 0);
  }
}

static void draw_curve(const struct view *view) {
  const struct finder_chart *chart = view->chart;
  struct canvas canvas;
  double x = (double)NAN, y = (double)NAN, limit = chart->limit;
  if (!canvas_begin(&canvas, view->frame, view->plot)) return;
  if (limit >= chart->low && limit <= chart->high)
    canvas_dashes(&canvas, plot_x(view, limit), 0, plot_x(view, limit), view->plot.h,
                  frame_color(view->frame, ROLE_BAD), canvas.dots_y);
  for (int i = 0; i < chart->shown; i++) {
    struct chart_point point = chart->point(chart->from, i);
    double next_x = plot_x(view, point.rate), next_y = plot_y(view, point.curve);
    canvas_line(&canvas, x, y, next_x, next_y, frame_color(view->frame, ROLE_CURVE));
    x = next_x;
    y = next_y;
  }
  canvas_end(&canvas);
}

/* What is higher than the axis, and over it where it went wrong. True if something is seen to be higher. */
static bool draw_top(const struct view *view) {
  const struct finder_chart *chart = view->chart;
  int ink = frame_color(view->frame, ROLE_BAD), crash = -1;
  bool above = false;
  if (chart->ended && chart->shown == chart->count)
    crash = column_of(view, chart->point(chart->from, chart->count - 1).rate);
  for (int i = 0; i < chart->shown; i++) {
    struct chart_point point = chart->point(chart->from, i);
    int x = column_of(view, point.rate);
    if (x == crash || !(point.ball > view->high || point.curve > view->high)) continue;
    frame_put(view->frame, x, view->plot.y, frame_mark(view->frame, MARK_UP), ink, FRAME_DEFAULT, ATTR_BOLD);
    above = true;
  }
  if (crash >= 0) frame_put(view->frame, crash, view->plot.y, 'X', ink, FRAME_DEFAULT, ATTR_BOLD);
  return above;
}

/* --- letters --- */

/* The curve at a rate: a straight line between its points. */
static double curve_at(const struct finder_chart *chart, double rate) {
  struct chart_point before = chart->point(chart->from, 0);
  for (int i = 1; i < chart->count; i++) {
    struct chart_point point = chart->point(chart->from, i);
    if (point.rate >= rate && before.rate <= rate) {
      double share = log(rate / before.rate) / log(point.rate / before.rate);
      return before.curve + share * (point.curve - before.curve);
    }
    before = point;
  }
  return before.curve;
}

/* On the curve, or in the next free row towards the middle where another letter is there already. */
static void draw_marks(const struct view *view) {
  const struct finder_chart *chart = view->chart;
  int x[CHART_MARKS], y[CHART_MARKS], middle = view->plot.y + view->plot.h / 2;
  for (int i = 0; i < chart->marks; i++) {
    const struct chart_mark *mark = &chart->mark[i];
    x[i] = column_of(view, mark->rate);
    y[i] = row_of(view, curve_at(chart, mark->rate));
    int towards = y[i] < middle ? 1 : -1;
    for (int j = 0; j < i; j++) {
      if (x[j] != x[i] || y[j] != y[i]) continue;
      y[i] += towards;
      j = -1; /* from the beginning: the row above may be taken too */
    }
    frame_put(view->frame, x[i], y[i], (uint32_t)mark->letter, frame_color(view->frame, ROLE_STAR), FRAME_DEFAULT,
              ATTR_BOLD);
  }
}

/* --- axes --- */

static void draw_losses(const struct view *view) {
  double tick[TICKS];
  char before[NUMBERS] = "";
  int count = axes_ticks(view->low, view->high, view->plot.h < 2 * TICKS ? 2 : TICKS, tick);
  for (int i = 0; i < count; i++) {
    char number[NUMBERS];
    axes_number(tick[i], NUMBERS - 1, number);
    /* Losses that differ too far behind the point have one name only. */
    if (strcmp(number, before) == 0) continue;
    text_copy(before, sizeof before, number);
    frame_text(view->frame, view->plot.x - NUMBERS - 1, row_of(view, tick[i]), NUMBERS, number, ROLE_DIM, 0);
  }
}

/* A number below its tick, unless it would touch the one before; returns the column behind it. */
static int draw_rate(const struct view *view, double rate, int taken) {
  char number[16];
  axes_short(rate, 3, number, sizeof number);
  int width = text_columns(number), tick = column_of(view, rate), x = tick - width / 2;
  int edge = view->plot.x + view->plot.w, y = view->plot.y + view->plot.h;
  if (x + width > edge) x = edge - width;
  if (x <= taken) return taken;
  frame_put(view->frame, tick, y, view->frame->glyphs == GLYPHS_ASCII ? '+' : 0x253C,
            frame_color(view->frame, ROLE_DIM), FRAME_DEFAULT, 0);
  frame_text(view->frame, x, y + 1, width, number, ROLE_DIM, 0);
  return x + width;
}

/* Powers of ten; where there are hardly any, 2 and 5 times them as well; within one decade whatever is round. */
static void draw_rates(const struct view *view) {
  const struct finder_chart *chart = view->chart;
  const double slack = 1e-9;
  double decades = log10(chart->high / chart->low), tick[TICKS];
  int taken = view->plot.x - NUMBERS - 1, many = (int)ceil(decades * LABEL / view->plot.w);
  if (decades <= 1) {
    int count = axes_ticks(chart->low, chart->high, TICKS, tick);
    for (int i = 0; i < count; i++) taken = draw_rate(view, tick[i], taken);
    return;
  }
  for (double k = floor(log10(chart->low)); k <= log10(chart->high) + slack; k++)
    for (int factor = 1; factor <= 5; factor += factor == 1 ? 1 : 3) {
      double rate = factor * pow(10, k);
      if (factor > 1 && decades > 2) continue;
      if (many > 1 && fmod(fabs(k), many) != 0) continue;
      if (rate >= chart->low * (1 - slack) && rate <= chart->high * (1 + slack)) taken = draw_rate(view, rate, taken);
    }
}

/* "[===]" on the axis. */
static void draw_usual(const struct view *view) {
  const struct finder_chart *chart = view->chart;
  double low = fmax(chart->usual[0], chart->low), high = fmin(chart->usual[1], chart->high);
  if (!(high >= low) || high <= 0) return;
  part_band(view->frame, column_of(view, low), column_of(view, high), view->plot.y + view->plot.h);
}

static void draw_axes(const struct view *view) {
  struct rect plot = view->plot;
  frame_vline(view->frame, plot.x - 1, plot.y, plot.h + 1, ROLE_DIM);
  frame_hline(view->frame, plot.x - 1, plot.y + plot.h, plot.w + 1, ROLE_DIM);
  draw_losses(view);
  draw_rates(view);
  draw_usual(view);
  double limit = view->chart->limit;
  if (limit >= view->chart->low && limit <= view->chart->high)
    frame_put(view->frame, column_of(view, limit), plot.y + plot.h, 'L', frame_color(view->frame, ROLE_BAD),
              FRAME_DEFAULT, ATTR_BOLD);
}

bool finder_chart_draw(struct frame *frame, struct rect rect, struct finder_chart *chart) {
  struct view view = {frame, chart, {rect.x + NUMBERS + 1, rect.y, rect.w - NUMBERS - 1, rect.h - AXIS}, 0, 0};
  if (view.plot.w < LEAST || view.plot.h < LEAST || chart->count < 1) return false;
  find_range(&view);
  if (!isfinite(view.high - view.low)) return false; /* no finite loss at all */
  struct rect before = frame->clip;
  frame_clip(frame, rect);
  draw_axes(&view);
  draw_balls(&view);
  draw_curve(&view);
  chart->leaves = draw_top(&view);
  draw_marks(&view);
  frame_clip(frame, before);
  return true;
}

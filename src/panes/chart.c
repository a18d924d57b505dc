/* SPDX-License-Identifier: MIT */
#include "panes/chart.h"

#include "app/messages.h"
#include "frame/axes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
  DECADES_MOST = 12,
  DECADES_BELOW = 8 /* the start */,
  NUMBERS_FROM = 14 /* columns */,
  LOG_WIDTH = 5 /* 1e-12 */,
  RATES_MOST = 1024,
  TICKS_MOST = 16,
  TICK_ROOM = 6,
  GHOST_PERIOD = 2
};
/* Room above and below the highest and the lowest place, in rows. */
static const double margin = 0.15;
/* A linear axis reaches so many times as high as the first value, if anything is. */
static const double growth_shown = 10;

/* What is lower than a linear axis by less than this share stands on its floor: a minimum's value is told with so many
 * digits, and a ball comes a little lower. */
static const double at_floor = 0.005;

/* --- scales --- */

double chart_place(const struct chart_scale *scale, double value) {
  if (isnan(value)) return (double)NAN;
  if (scale->log) value = value > scale->base ? log10(value - scale->base) : scale->low - 1;
  double place = (value - scale->low) / (scale->high - scale->low);
  return place < 0 && place > -at_floor && !scale->log ? 0 : place;
}

struct range {
  const struct chart_quantity *quantity;
  double base, least, most, first;
};

static void visit_range(const struct dh_row *row, void *context) {
  struct range *range = context;
  double value = range->quantity->value(row, range->quantity->context), gap = value - range->base;
  if (isnan(range->first) && isfinite(value)) range->first = value;
  if (!isfinite(gap) || !(gap > 0)) return;
  range->least = fmin(range->least, gap);
  range->most = fmax(range->most, gap);
}

double chart_first(const struct chart_quantity *quantity) {
  const struct dh_rows past = dh_run_rows(quantity->run);
  return quantity->value(dh_rows_at(&past, 0), quantity->context);
}

struct chart_scale chart_scale_log(const struct chart_quantity *quantities, int count, double base, double start) {
  struct range range = {.base = base, .least = start, .most = start, .first = start};
  for (int i = 0; i < count; i++) {
    range.quantity = &quantities[i];
    part_past(quantities[i].run, visit_range, &range);
  }
  double low = fmax(floor(log10(range.least)), floor(log10(start)) - DECADES_BELOW);
  double high = fmin(ceil(log10(range.most)), low + DECADES_MOST);
  return (struct chart_scale){true, base, low, high > low ? high : low + 1};
}

/* The least 1, 2 or 5 times a power of ten that is not below. */
static double round_up(double value) {
  double power = pow(10, floor(log10(value)));
  static const double factors[] = {1, 2, 5};
  for (int i = 0; i < 3; i++)
    if (factors[i] * power >= value * (1 - 1e-9)) return factors[i] * power;
  return 10 * power;
}

struct chart_scale chart_scale_linear(const struct chart_quantity *quantity) {
  struct range range = {.quantity = quantity, .least = HUGE_VAL, .first = (double)NAN};
  part_past(quantity->run, visit_range, &range);
  double high = range.first > 0 ? fmin(range.most, growth_shown * range.first) : range.most;
  high = high > 0 ? round_up(high) : 1;
  return (struct chart_scale){false, 0, 0, isfinite(high) && high > 0 ? high : 1};
}

double chart_steps(const struct app *app) {
  long horizon = app_horizon(app), steps = app->step > horizon ? app->step : horizon;
  return steps < 1 ? 1 : (double)steps;
}

static void print_bound(const struct chart_scale *scale, double bound, char *out, size_t size) {
  if (scale->log && bound == rint(bound))
    snprintf(out, size, "1e%.0f", bound);
  else
    axes_short(scale->log ? pow(10, bound) : bound, scale->log ? 2 : 3, out, size);
}

int chart_gutter(const struct chart_scale *scale, struct rect rect) {
  char top[24], bottom[24];
  if (rect.w < NUMBERS_FROM || rect.h < 2) return 0;
  if (scale->log) return LOG_WIDTH;
  print_bound(scale, scale->high, top, sizeof top);
  print_bound(scale, scale->low, bottom, sizeof bottom);
  int above = text_columns(top), below = text_columns(bottom);
  return above > below ? above : below;
}

/* --- drawing --- */

static double chart_x(const struct chart *chart, double step) {
  return (step - chart->begin) / (chart->steps - chart->begin) * (chart->rect.w - 0.5) + 0.25;
}

static double chart_y(const struct chart *chart, double place) {
  return margin + (1 - place) * (chart->rect.h - 2 * margin);
}

int chart_column(const struct chart *chart, double step) { return part_cell(chart_x(chart, step), chart->rect.w); }

int chart_row(const struct chart *chart, double value) {
  return chart->rect.y + part_cell(chart_y(chart, chart_place(&chart->scale, value)), chart->rect.h);
}

struct rect chart_curve(struct rect rect, int gutter) {
  return (struct rect){rect.x, rect.y, gutter > 0 ? rect.w - gutter - 1 : rect.w, rect.h};
}

bool chart_begin(struct chart *chart, struct rect rect, int gutter) {
  chart->whole = rect;
  chart->rect = chart_curve(rect, gutter);
  chart->open = canvas_begin(&chart->canvas, chart->frame, chart->rect);
  return chart->open;
}

void chart_end(struct chart *chart) {
  if (chart->open) canvas_end(&chart->canvas);
  chart->open = false;
}

void chart_lift(struct chart *chart, int fg) {
  chart->fg = fg;
  chart->x = chart->y = (double)NAN;
  chart->pinned = chart->hinted = -1;
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

/* Words in the room that a row of the same marks would take, in one place as long as the curve stays above. */
static void hint(struct chart *chart) {
  static const char *const words[] = {N_("L: log axis"), N_("L: log")};
  struct rect rect = chart->rect;
  for (int i = 0; i < 2 && chart->hinted < 0; i++)
    if (part_label(chart->frame, rect, rect.x + chart->from + 2, rect.y, _(words[i]), ROLE_DIM))
      chart->hinted = chart->from + 2 + text_columns(_(words[i]));
}

static bool is_hinted(const struct chart *chart, int column) { return column > chart->from && column <= chart->hinted; }

/* The last mark of a stretch above the axis; `now`: the curve ends there. */
static void settle(struct chart *chart, bool now) {
  if (chart->open || chart->pinned < 0 || !(chart->side > 1)) return;
  if (now && chart->hints && !chart->scale.log) hint(chart);
  if (!is_hinted(chart, chart->pinned)) put_pinned(chart, chart->pinned, chart->side);
}

/* Above the axis the first mark of a stretch and the last; elsewhere one in every column, without gaps. */
static void pin(struct chart *chart, double step, double place) {
  int column = chart_column(chart, step);
  bool inside = place >= 0 && place <= 1, goes_on = !inside && chart->pinned >= 0 && same_side(chart->side, place);
  if (!goes_on) {
    settle(chart, false);
    chart->from = column;
    chart->pinned = -1;
  }
  if (inside) return;
  int from = goes_on ? chart->pinned + 1 : column;
  for (int x = from < column ? from : column; x <= column; x++)
    if (!(place > 1) || chart->dense || x == chart->from) put_pinned(chart, x, place);
  chart->pinned = column;
  chart->side = place;
}

void chart_to(struct chart *chart, double step, double value) {
  double x = chart_x(chart, step), place = chart_place(&chart->scale, value);
  if (!chart->open) {
    pin(chart, step, place);
    return;
  }
  double y = isfinite(place) ? chart_y(chart, place) : place > 0 ? -1e6 : (double)NAN;
  canvas_line(&chart->canvas, chart->x, chart->y, x, y, chart->fg);
  chart->x = x;
  chart->y = y;
}

struct follower {
  struct chart *chart;
  const struct chart_quantity *quantity;
};

static void visit_point(const struct dh_row *row, void *context) {
  const struct follower *follower = context;
  chart_to(follower->chart, (double)row->step, follower->quantity->value(row, follower->quantity->context));
}

void chart_past(struct chart *chart, const struct chart_quantity *quantity, int fg) {
  struct follower follower = {chart, quantity};
  chart_lift(chart, fg);
  part_past(quantity->run, visit_point, &follower);
  settle(chart, true);
}

void chart_points(struct chart *chart, const double *step, const double *value, int count, int fg) {
  chart_lift(chart, fg);
  for (int i = 0; i < count; i++) chart_to(chart, step[i], value[i]);
  settle(chart, true);
}

/* --- rates --- */

/* Two for a column. Returns how many. */
static int sample_rates(const struct dh_run *run, double last, int columns, double *steps, double *rates) {
  int count = 2 * columns < RATES_MOST ? 2 * columns : RATES_MOST;
  for (int i = 0; i < count; i++) steps[i] = floor(last * i / (count > 1 ? count - 1 : 1));
  dh_run_rates(run, steps, rates, count);
  return count;
}

double chart_highest_rate(const struct dh_run *run, double steps, int columns) {
  double at[RATES_MOST] = {0}, rates[RATES_MOST], top = 0;
  int count = sample_rates(run, steps, columns, at, rates);
  for (int i = 0; i < count; i++)
    if (isfinite(rates[i])) top = fmax(top, rates[i]);
  return top > 0 ? top : 1;
}

void chart_rates(struct chart *chart, const struct dh_run *run, int fg) {
  double at[RATES_MOST] = {0}, rates[RATES_MOST];
  int count = sample_rates(run, chart->steps, chart->rect.w, at, rates);
  chart_lift(chart, fg);
  double last = chart->covered ? (double)dh_run_row(run)->step : chart->steps;
  for (int i = 0; i < count && at[i] <= last; i++)
    chart_to(chart, chart->steps * i / (count > 1 ? count - 1 : 1), rates[i]);
  settle(chart, true);
}

/* --- guides, head, numbers --- */

void chart_upright(struct chart *chart, double step, int fg, int period) {
  double x = chart_x(chart, step);
  if (chart->open) canvas_dashes(&chart->canvas, x, 0, x, chart->rect.h, fg, period);
}

void chart_level(struct chart *chart, double value, double from, int fg, int period) {
  double place = chart_place(&chart->scale, value), y = chart_y(chart, place);
  if (chart->open && place >= 0 && place <= 1)
    canvas_dashes(&chart->canvas, chart_x(chart, from), y, chart->rect.w, y, fg, period);
}

static void visit_dot(const struct dh_row *row, void *context) {
  const struct follower *follower = context;
  struct chart *chart = follower->chart;
  double place = chart_place(&chart->scale, follower->quantity->value(row, follower->quantity->context));
  if (place >= 0 && place <= 1)
    canvas_dot(&chart->canvas, chart_x(chart, (double)row->step), chart_y(chart, place), chart->fg);
}

void chart_dots(struct chart *chart, const struct chart_quantity *quantity, int fg) {
  struct follower follower = {chart, quantity};
  chart_lift(chart, fg);
  if (chart->open) part_past(quantity->run, visit_dot, &follower);
}

void chart_ghost(struct chart *chart, const struct ghost *ghost) {
  int fg = frame_color(chart->frame, ROLE_GHOST);
  double x0 = (double)NAN, y0 = (double)NAN;
  for (int i = 0; i < ghost->count && chart->open && !chart->covered; i++) {
    double place = chart_place(&chart->scale, ghost->row[i].loss), x = chart_x(chart, (double)ghost->row[i].step);
    double y = isfinite(place) ? chart_y(chart, place) : place > 0 ? -1e6 : (double)NAN;
    canvas_dashes(&chart->canvas, x0, y0, x, y, fg, GHOST_PERIOD);
    x0 = x;
    y0 = y;
  }
}

void chart_bounds(const struct chart *chart, bool top) {
  char above[24], below[24];
  struct rect rect = chart->whole;
  print_bound(&chart->scale, chart->scale.high, above, sizeof above);
  print_bound(&chart->scale, chart->scale.low, below, sizeof below);
  int right = rect.x + rect.w;
  if (top) part_label(chart->frame, rect, right - text_columns(above), rect.y, above, ROLE_DIM);
  part_label(chart->frame, rect, right - text_columns(below), rect.y + rect.h - 1, below, ROLE_DIM);
}

void chart_head(const struct chart *chart, const struct dh_row *row, double value, uint32_t glyph) {
  double place = chart_place(&chart->scale, value);
  struct rect rect = chart->rect;
  int column = chart_column(chart, (double)row->step);
  if (isnan(place) || rect.w < 1 || rect.h < 1 || (place > 1 && is_hinted(chart, column))) return;
  int y = place > 1 ? 0 : part_cell(chart_y(chart, place), rect.h);
  enum mark mark = place > 1 ? MARK_UP : place < 0 ? MARK_DOWN : MARK_BALL;
  frame_put(chart->frame, rect.x + column, rect.y + y, glyph ? glyph : frame_mark(chart->frame, mark), chart->fg,
            FRAME_DEFAULT, ATTR_BOLD);
  if (!(place > 1) || !chart->scale.log || glyph || chart->covered) return;
  char number[24];
  axes_short(value, 2, number, sizeof number);
  int width = text_columns(number);
  if (part_label(chart->frame, rect, rect.x + column + 2, rect.y, number, ROLE_TEXT)) return;
  int x = column + 1 - width < 0 ? 0 : column + 1 - width;
  if (rect.h > 1) part_label(chart->frame, rect, rect.x + x, rect.y + 1, number, ROLE_TEXT);
}

void chart_steps_axis(struct frame *frame, struct rect rect, int gutter, double begin, double steps) {
  double ticks[TICKS_MOST];
  struct chart chart = {.frame = frame, .rect = chart_curve(rect, gutter), .begin = begin, .steps = steps};
  int most = chart.rect.w / TICK_ROOM;
  if (rect.w < 1 || rect.h < 1 || chart.rect.w < 1) return;
  int count = axes_ticks(begin, steps, most < 2 ? 2 : most > TICKS_MOST ? TICKS_MOST : most, ticks);
  int taken = rect.x;
  for (int i = 0; i < count; i++) {
    if (fabs(ticks[i] - rint(ticks[i])) > 1e-9) continue; /* there is no half step */
    char number[24];
    axes_short(ticks[i], 6, number, sizeof number);
    int width = text_columns(number), x = chart.rect.x + chart_column(&chart, ticks[i]) - (width - 1) / 2;
    if (x < rect.x) x = rect.x;
    if (x + width > rect.x + rect.w) x = rect.x + rect.w - width;
    if (x < taken) continue;
    frame_text(frame, x, rect.y, width, number, ROLE_DIM, 0);
    taken = x + width + 1;
  }
}

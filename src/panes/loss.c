/* SPDX-License-Identifier: MIT
 *
 * Loss over the steps. All lanes share one scale, so that they can be compared at a glance; what is above it is marked
 * at the edge and said in numbers. A logarithmic axis shows the distance to the lowest known loss. */
#include "panes/chart.h"

#include <float.h>
#include <math.h>

/* A linear axis reaches twice as high as the start: growth shows before it is cut off. It is doubled for a loss that
 * soared and came down again, so that such a flight is seen whole, but no more than so many times: one that only grows
 * would press all others flat, and so would a spike, which is a mark at the edge like before: a flight lasts some
 * steps. A loss has come down when it is below this share of its peak. */
enum { DOUBLINGS_MOST = 6, FLIGHT_STEPS = 4 };
static const double linear_room = 2, came_down = 0.5;

static double loss_of(const struct dh_row *row, const void *context) {
  (void)context;
  return row->loss;
}

struct chart_quantity loss_quantity(const struct app *app, int lane) {
  return (struct chart_quantity){app->lane[lane].run, loss_of, NULL};
}

/* The lowest loss there is: known, or else met. */
static double base_loss(const struct app *app) {
  double best = dh_surface_best(dh_run_initial(app->lane[0].run)->surface);
  if (!isnan(best)) return best;
  double lowest = HUGE_VAL;
  for (int i = 0; i < app->lane_count; i++) lowest = fmin(lowest, dh_run_lowest(app->lane[i].run));
  return isfinite(lowest) ? fmin(lowest, 0) : 0;
}

/* Loss above the base: the highest so far, and the highest that was come down from within the limit. */
struct flight {
  double base, reach, peak, landed;
  int above; /* rows beyond the reach */
};

static void visit_flight(const struct dh_row *row, void *context) {
  struct flight *flight = context;
  double gap = row->loss - flight->base;
  flight->peak = fmax(flight->peak, gap);
  flight->above += gap > flight->reach;
  if (gap < came_down * flight->peak && flight->above >= FLIGHT_STEPS &&
      flight->peak <= ldexp(flight->reach, DOUBLINGS_MOST))
    flight->landed = fmax(flight->landed, flight->peak);
}

/* Where a linear axis ends, above the base. */
static double linear_reach(const struct app *app, int first, int count, double base, double start) {
  double reach = linear_room * start, landed = 0;
  for (int i = 0; i < count; i++) {
    struct flight flight = {.base = base, .reach = reach};
    part_past(app->lane[first + i].run, visit_flight, &flight);
    landed = fmax(landed, flight.landed);
  }
  while (reach < landed) reach *= 2;
  return reach;
}

static void visit_most(const struct dh_row *row, void *context) {
  double *most = context;
  if (isfinite(row->loss)) *most = fmax(*most, row->loss);
}

/* In the demonstration an axis ends where a format does: at the largest number of the narrowest that no loss has left
 * behind. So it shows how far it is to there, and does not move with every step. Returns a power of ten. */
static double format_reach(const struct app *app, int first, int count) {
  double most = 0, reach = DBL_MAX;
  for (int i = 0; i < count; i++) part_past(app->lane[first + i].run, visit_most, &most);
  for (int i = 0; i < count; i++) {
    enum dh_precision precision = (enum dh_precision)dh_spec_number(app_spec(app, first + i), DH_PRECISION);
    double largest = dh_precision_info(precision)->largest;
    if (largest >= most) reach = fmin(reach, largest);
  }
  return fmin(ceil(log10(reach)), DBL_MAX_10_EXP);
}

struct chart_scale loss_scale(const struct app *app, int first, int count) {
  struct chart_quantity quantities[APP_LANES];
  double base = base_loss(app), start = 0;
  for (int i = 0; i < count; i++) {
    quantities[i] = loss_quantity(app, first + i);
    double gap = chart_first(&quantities[i]) - base;
    if (isfinite(gap)) start = fmax(start, gap);
  }
  if (!(start > 0)) start = 1;
  if (app->log_loss) {
    struct chart_scale scale = chart_scale_log(quantities, count, base, start);
    if (app->demo) scale.high = fmax(scale.low + 1, format_reach(app, first, count));
    return scale;
  }
  return (struct chart_scale){false, base, base, base + linear_reach(app, first, count, base, start)};
}

void pane_loss(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  if (rect.w < 1 || rect.h < 1) return;
  const struct chart_quantity loss = loss_quantity(app, lane);
  struct chart chart = {.frame = frame,
                        .scale = loss_scale(app, 0, app->lane_count),
                        .steps = chart_steps(app),
                        .covered = app_covered(app),
                        .hints = true};
  int gutter = chart_gutter(&chart.scale, rect), fg = frame_color(frame, part_lane_role(&app->lane[lane]));
  chart_begin(&chart, rect, gutter);
  chart_ghost(&chart, &app->lane[lane].ghost);
  chart_past(&chart, &loss, fg);
  chart_end(&chart);
  chart_past(&chart, &loss, fg);
  chart_head(&chart, app_row(app, lane), app_row(app, lane)->loss, 0);
  if (gutter > 0) chart_bounds(&chart, true);
}

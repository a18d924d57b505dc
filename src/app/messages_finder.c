/* SPDX-License-Identifier: MIT
 *
 * What is said about looking for a learning rate. */
#include "app/messages.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

/* A number in sentences: three digits, "1e-07" and "0.251", as in tables. */
struct digits {
  char text[32];
};

static struct digits digits(double x) {
  struct digits digits;
  snprintf(digits.text, sizeof digits.text, "%.3g", isnan(x) ? fabs(x) : x); /* never "-nan" */
  return digits;
}

const char *message_finder_rule(enum dh_finder_rule rule) {
  static const char *const words[] = {
      [DH_FINDER_VALLEY] = N_("middle of the longest fall"),
      [DH_FINDER_STEEP] = N_("where it falls fastest"),
      [DH_FINDER_MINIMUM] = N_("lowest loss, a tenth of its rate"),
      [DH_FINDER_SLIDE] = N_("from the right, where it settles"),
  };
  static_assert(sizeof words / sizeof *words == DH_FINDER_RULES, "every rule has its words");
  return _(words[rule]);
}

const char *message_finder_reason(enum dh_finder_reason reason) {
  static const char *const words[] = {
      [DH_FINDER_SUGGESTED] = "",
      [DH_FINDER_NOT_DONE] = N_("the test is still going on"),
      [DH_FINDER_CALM] = N_("it never diverged"),
      [DH_FINDER_TOO_FEW] = N_("too few points for this rule"),
      [DH_FINDER_NO_FALL] = N_("the smoothed loss never fell"),
  };
  static_assert(sizeof words / sizeof *words == DH_FINDER_REASONS, "every reason has its words");
  return _(words[reason]);
}

const struct message_ways message_ways_command = {
    .dashes = "--",
    .fresh = N_("--sweep gives each rate a fresh ball"),
    .noise = N_("--gradient_noise keeps it moving"),
};
const struct message_ways message_ways_screen = {
    .dashes = "",
    .fresh = N_("f gives each rate a fresh ball"),
    .noise = N_("Z adds noise, which keeps it moving"),
};

const char *message_edge(const struct dh_edge *edge) {
  return edge->place == DH_EDGE_MINIMUM ? _("the minimum") : _("the start");
}

void message_point(const struct dh_surface_spec *surface, const double at[2], int digits, struct text *out) {
  if (surface->dim == 1)
    text_printf(out, "%s = %.*g", surface->parameter[0], digits, at[0]);
  else
    text_printf(out, "(%.*g, %.*g)", digits, at[0], digits, at[1]);
}

void message_edge_limit(const struct dh_spec *spec, const struct dh_edge edges[DH_EDGES], struct text *out) {
  const struct dh_edge *edge = dh_edge_choose(edges);
  const struct dh_rule_spec *rule = dh_rule_info(spec->rule);
  if (isnan(edge->limit))
    text_printf(out, _("%s has no simple limit: %s."), rule->name, rule->limit_note ? _(rule->limit_note) : "");
  else if (isnan(edge->rate))
    text_add(out, _("There is no true limit to compare with: the surface does not bend upwards at the start, and no "
                    "smooth minimum is known."));
  else
    text_printf(out, _("eta*lambda: rate x curvature at %s; on a parabola stable below %.4g."), message_edge(edge),
                edge->limit);
}

/* --- the range test diverged --- */

static bool goes_below_zero(const struct dh_finder *finder) {
  int count;
  const struct dh_finder_point *points = dh_finder_points(finder, &count);
  if (dh_surface_best(dh_finder_spec(finder)->surface) < 0) return true;
  for (int i = 0; i < count; i++)
    if (points[i].loss < 0) return true;
  return false;
}

static void put_rose(const struct dh_finder *finder, const struct dh_finder_point *last, int count, struct text *out) {
  double factor = dh_finder_settings(finder)->value[DH_FINDER_STOP_FACTOR];
  text_printf(out, _("It diverged: at rate %s (point %d) the smoothed loss was more than %g times its lowest"),
              digits(last->rate).text, count, factor);
  double best = dh_surface_best(dh_finder_spec(finder)->surface);
  if (!goes_below_zero(finder))
    text_add(out, _("."));
  else if (isnan(best))
    text_add(out, _(", counted from a guess at the lowest loss (below zero a share means nothing)."));
  else
    text_printf(out, _(", counted from the lowest minimum, %s (below zero a share means nothing)."), digits(best).text);
}

static void put_not_finite(const struct dh_finder_point *last, int count, const struct message_ways *ways,
                           struct text *out) {
  if (count == 1)
    text_printf(out, _("The loss is %s where the ball starts: choose another %sstart."), digits(last->loss).text,
                ways->dashes);
  else
    text_printf(out, _("It diverged: at rate %s (point %d) the loss is %s."), digits(last->rate).text, count,
                digits(last->loss).text);
}

/* The last point whose rate is not above `limit`. */
static const struct dh_finder_point *last_below(const struct dh_finder_point *points, int count, double limit) {
  int below = 0;
  for (int i = 0; i < count && points[i].rate <= limit; i++) below = i;
  return &points[below];
}

/* The lowest that is known, or else was met. */
static double lowest_loss(const struct dh_finder *finder) {
  int count;
  const struct dh_finder_point *points = dh_finder_points(finder, &count);
  double lowest = dh_surface_best(dh_finder_spec(finder)->surface);
  for (int i = 0; i < count && isnan(dh_surface_best(dh_finder_spec(finder)->surface)); i++)
    lowest = fmin(lowest, points[i].loss);
  return lowest;
}

/* The share of the first loss, counted from the lowest, below which a ball is said to be at the bottom. */
static const double at_bottom = 0.01;

/* Was the ball at the bottom before the rates above the edge came? */
static bool was_at_bottom(const struct dh_finder *finder, const struct dh_finder_point *below) {
  int count;
  const struct dh_finder_point *points = dh_finder_points(finder, &count);
  double lowest = lowest_loss(finder);
  return below->loss - lowest < at_bottom * (points[0].loss - lowest);
}

/* The test sees a divergence late: by how much, and why. */
static void put_lag(const struct dh_finder *finder, const struct dh_edge *edge, const struct message_ways *ways,
                    struct text *out) {
  int count;
  const struct dh_finder_point *points = dh_finder_points(finder, &count), *last = &points[count - 1];
  const struct dh_finder_point *below = last_below(points, count, edge->rate);
  if (!(last->rate > edge->rate)) return;
  if (below->rate > edge->rate) {
    text_printf(out, _(" The first rate already is above the true limit, %s."), digits(edge->rate).text);
    return;
  }
  text_printf(out, _(" That is %s times the true limit, %s: "), digits(last->rate / edge->rate).text,
              digits(edge->rate).text);
  if (was_at_bottom(finder, below))
    text_printf(out,
                _("the ball was at the bottom already (loss %s at rate %s), and it took %d updates above the limit to "
                  "lift the smoothed loss. %s."),
                digits(below->loss).text, digits(below->rate).text, (int)(last - below), _(ways->fresh));
  else
    text_add(out, _("it takes some updates, and smoothing lags behind."));
}

static void put_no_suggestion(const struct dh_finder *finder, const struct message_ways *ways, struct text *out) {
  struct dh_suggestion valley;
  dh_finder_suggest(finder, DH_FINDER_VALLEY, &valley);
  if (valley.reason == DH_FINDER_TOO_FEW)
    text_printf(out,
                _(" That was too early for a suggestion, which needs some points before: begin with a smaller "
                  "%sstart_lr, or farther from the minimum."),
                ways->dashes);
  else if (valley.reason == DH_FINDER_NO_FALL)
    text_printf(out,
                _(" The smoothed loss never fell before, so no rate is suggested: begin with a smaller %sstart_lr, or "
                  "farther from the minimum."),
                ways->dashes);
}

/* --- it did not --- */

static bool never_changed(const struct dh_finder_point *points, int count) {
  for (int i = 1; i < count; i++)
    if (points[i].loss != points[0].loss) return false;
  return true;
}

static void put_calm(const struct dh_finder *finder, const struct dh_edge *edge, const struct message_ways *ways,
                     struct text *out) {
  int count;
  const struct dh_finder_point *points = dh_finder_points(finder, &count);
  const struct dh_finder_point *last = &points[count - 1], *below = last_below(points, count, edge->rate);
  bool noisy = dh_spec_is_noisy(dh_finder_spec(finder));
  if (never_changed(points, count)) {
    text_printf(out,
                _("The loss never changed: the slope is 0 where the ball starts, or all rates up to %s are too "
                  "small to move it. No rate is suggested: choose another %sstart, or raise %send_lr."),
                digits(last->rate).text, ways->dashes, ways->dashes);
    return;
  }
  text_printf(out,
              _("It never diverged, up to the last rate, %s: nothing tells which rates are too large, so none is "
                "suggested. "),
              digits(last->rate).text);
  if (isnan(edge->rate))
    text_printf(out, _("A larger %send_lr may show it; %s."), ways->dashes, _(ways->fresh));
  else if (last->rate <= edge->rate)
    text_printf(out, _("All of them are below the true limit, %s: raise %send_lr."), digits(edge->rate).text,
                ways->dashes);
  else if (!was_at_bottom(finder, below))
    text_printf(out,
                _("The curvature at %s says %s; the updates above it (%d) did not lift the smoothed loss. A larger "
                  "%send_lr leaves more of them; %s."),
                message_edge(edge), digits(edge->rate).text, (int)(last - below), ways->dashes, _(ways->fresh));
  else
    text_printf(
        out,
        _("By the curvature at %s rates above %s are too large, but the ball was at the bottom before they "
          "came (loss %s at rate %s), and the updates left (%d) could not lift the smoothed loss. %s%s%s; a larger "
          "%send_lr leaves more updates."),
        message_edge(edge), digits(edge->rate).text, digits(below->loss).text, digits(below->rate).text,
        (int)(last - below), _(ways->fresh), noisy ? "" : _("; "), noisy ? "" : _(ways->noise), ways->dashes);
}

void message_finder_end(const struct dh_finder *finder, const struct dh_edge *edge, const struct message_ways *ways,
                        struct text *out) {
  int count;
  const struct dh_finder_point *points = dh_finder_points(finder, &count), *last = &points[count - 1];
  switch (dh_finder_end(finder)) {
  case DH_FINDER_ROSE:
    put_rose(finder, last, count, out);
    put_lag(finder, edge, ways, out);
    put_no_suggestion(finder, ways, out);
    break;
  case DH_FINDER_NOT_FINITE:
    put_not_finite(last, count, ways, out);
    if (count == 1) break;
    put_lag(finder, edge, ways, out);
    put_no_suggestion(finder, ways, out);
    break;
  case DH_FINDER_LAST_RATE:
    put_calm(finder, edge, ways, out);
    break;
  case DH_FINDER_RUNNING:
  case DH_FINDER_ENDS:
    text_add(out, message_finder_reason(DH_FINDER_NOT_DONE));
    break;
  }
}

/* --- the sweep --- */

const char *message_search(bool sweep) {
  return sweep ? _("a fresh ball at each rate: nothing one did spoils another")
               : _("one ball, and a larger rate at each update");
}

void message_sweep_end(const struct dh_sweep *sweep, const struct dh_edge *edge, const struct message_ways *ways,
                       struct text *out) {
  struct dh_sweep_result result;
  int count;
  const struct dh_sweep_point *points = dh_sweep_points(sweep, &count);
  dh_sweep_judge(sweep, &result);
  if (count == 0) return;
  if (!isfinite(result.start)) {
    text_printf(out, _("The loss is %s where the balls start: choose another %sstart."), digits(result.start).text,
                ways->dashes);
    return;
  }
  if (result.best < 0 && result.worse < 0) {
    text_printf(out,
                _("Every ball ended where it started, at %s: the slope is 0 there, or all rates are too small to move "
                  "it. Choose another %sstart, or raise %send_lr."),
                digits(result.start).text, ways->dashes, ways->dashes);
    return;
  }
  if (result.best < 0)
    text_printf(out, _("No ball ended below the start, %s: lower %sstart_lr, or choose another %sstart. "),
                digits(result.start).text, ways->dashes, ways->dashes);
  if (result.worse < 0)
    text_printf(out, _("No ball ended above the start, %s: raise %send_lr to see where they do."),
                digits(result.start).text, ways->dashes);
  else if (!isnan(edge->rate))
    text_printf(out, _("Balls end above the start, %s, from rate %s on; the curvature at %s says %s."),
                digits(result.start).text, digits(points[result.worse].rate).text, message_edge(edge),
                digits(edge->rate).text);
  else
    text_printf(out, _("Balls end above the start, %s, from rate %s on."), digits(result.start).text,
                digits(points[result.worse].rate).text);
}

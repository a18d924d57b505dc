/* SPDX-License-Identifier: MIT */
#include "app/found.h"

#include "app/messages.h"

#include <math.h>
#include <stdio.h>

static const struct {
  char letter;
  const char *name;
} rules[] = {
    [DH_FINDER_VALLEY] = {'V', N_("valley")},
    [DH_FINDER_STEEP] = {'S', N_("steep")},
    [DH_FINDER_MINIMUM] = {'M', N_("minimum/10")},
    [DH_FINDER_SLIDE] = {'D', N_("slide")},
};
_Static_assert(sizeof rules / sizeof *rules == DH_FINDER_RULES, "every rule has its letter");

/* Without a limit to compare it with, rate x curvature says nothing. */
static void add(struct found *row, char letter, const char *name, double rate, const struct dh_edge *edge) {
  *row = (struct found){.letter = letter, .name = name, .rate = rate};
  row->eta_lambda = isnan(edge->rate) ? (double)NAN : rate * edge->curvature;
}

/* Where stability ends at one place. */
static int add_edge(struct found *row, const struct dh_spec *spec, const struct dh_edge *edge, bool marked) {
  struct text words = {0};
  if (isnan(edge->rate)) return 0;
  add(row, marked ? 'L' : ' ', _("true limit"), edge->rate, edge);
  row->limit = true;
  text_add(&words, edge->place == DH_EDGE_MINIMUM ? _("at minimum ") : _("at start "));
  message_point(dh_surface_info(spec->surface), edge->at, 3, &words);
  text_printf(&words, _(": curvature %.4g"), edge->curvature);
  text_copy(row->words, sizeof row->words, text_string(&words));
  row->failed = words.failed;
  text_free(&words);
  return 1;
}

/* The one that rates are compared with has its letter on the chart. On a parabola it is the same everywhere: once is
 * enough. */
static int add_edges(struct found *rows, const struct dh_spec *spec, const struct dh_edge edges[DH_EDGES]) {
  const struct dh_edge *start = &edges[DH_EDGE_START], *minimum = &edges[DH_EDGE_MINIMUM];
  bool chosen = dh_edge_choose(edges) == minimum;
  int count = chosen ? add_edge(rows, spec, minimum, true) : 0;
  if (chosen && start->rate == minimum->rate) return count;
  return count + add_edge(rows + count, spec, start, !chosen);
}

int found_in_test(const struct dh_finder *finder, const struct dh_edge edges[DH_EDGES], struct found rows[FOUND_MOST]) {
  const struct dh_edge *edge = dh_edge_choose(edges);
  int count = 0;
  for (int i = 0; i < DH_FINDER_RULES; i++) {
    struct dh_suggestion suggestion;
    dh_finder_suggest(finder, (enum dh_finder_rule)i, &suggestion);
    bool good = suggestion.reason == DH_FINDER_SUGGESTED;
    /* One that has too few points is told of beside others; if none has enough, the sentences above say so. */
    if (!good && !(suggestion.reason == DH_FINDER_TOO_FEW && count > 0)) continue;
    struct found *row = &rows[count++];
    add(row, rules[i].letter, _(rules[i].name), good ? suggestion.rate : (double)NAN, edge);
    if (good)
      snprintf(row->words, sizeof row->words, "%s%s", message_finder_rule((enum dh_finder_rule)i),
               suggestion.rate > edge->rate ? _("; too large") : "");
    else
      text_copy(row->words, sizeof row->words, message_finder_reason(suggestion.reason));
  }
  return count + add_edges(rows + count, dh_finder_spec(finder), edges);
}

int found_in_sweep(const struct dh_sweep *sweep, const struct dh_edge edges[DH_EDGES], struct found rows[FOUND_MOST]) {
  const struct dh_edge *edge = dh_edge_choose(edges);
  struct dh_sweep_result result;
  int points, count = 0;
  const struct dh_sweep_point *point = dh_sweep_points(sweep, &points);
  dh_sweep_judge(sweep, &result);
  if (result.best >= 0) {
    struct found *row = &rows[count++];
    add(row, 'B', _("best"), point[result.best].rate, edge);
    snprintf(row->words, sizeof row->words, _("the lowest loss at the end, %.3g"), point[result.best].loss);
  }
  if (result.worse >= 0 && isfinite(result.start)) {
    struct found *row = &rows[count++];
    double loss = point[result.worse].loss;
    add(row, 'W', _("worse"), point[result.worse].rate, edge);
    snprintf(row->words, sizeof row->words,
             isfinite(loss) ? _("first to end above its start: %.3g") : _("first to explode: %.3g"),
             isnan(loss) ? fabs(loss) : loss);
  }
  return count + add_edges(rows + count, dh_sweep_spec(sweep), edges);
}

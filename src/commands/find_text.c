/* SPDX-License-Identifier: MIT */
#include "commands/find.h"

#include "app/messages.h"
#include "app/options.h"
#include "commands/table.h"
#include "frame/writers.h"
#include "panes/finder_chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Sentences leave two columns free and the chart four; a screen keeps one row for the prompt. Parts are kept apart by
 * blank lines on a page of AIRY rows or more. */
enum { WORDS_MIN = 20, RIGHT = 2, CHART_RIGHT = 4, PROMPT = 1, CHART_ROWS_MIN = 7, AIRY = 30, NAME = 48 };

/* One letter for each rule, on the curve and in the table. */
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

/* --- pieces --- */

/* Sentences, broken at blanks. */
static void put_words(struct text *out, const struct find_page *page, const char *words) {
  int width = page->cols - RIGHT > WORDS_MIN ? page->cols - RIGHT : WORDS_MIN;
  while (*words) {
    size_t fit = text_fit(words, width), whole = fit;
    while (words[fit] != '\0' && whole > 0 && words[whole] != ' ') whole--;
    if (words[fit] != '\0' && whole > 0) fit = whole;
    text_append(out, words, fit);
    text_add(out, "\n");
    words += fit;
    words += strspn(words, " ");
  }
}

/* The same for a text that gathered; it is empty afterwards. */
static void move_words(struct text *out, const struct find_page *page, struct text *words) {
  put_words(out, page, text_string(words));
  out->failed |= words->failed;
  text_free(words);
}

/* "rosenbrock (1-x)^2 + 100*(y-x^2)^2"; what was typed only once, and never so much that a page is full. */
static void put_surface(struct text *out, const struct dh_surface_spec *info) {
  const char *text[] = {info->name, strcmp(info->name, info->formula) == 0 ? "" : info->formula};
  for (int i = 0; i < 2; i++) {
    size_t fit = text_fit(text[i], NAME);
    text_append(out, text[i], fit);
    text_add(out, text[i][fit] != '\0' ? "..." : "");
    if (i == 0 && *text[1]) text_add(out, " ");
  }
}

/* "w = 5", "(-1.2, 1)" */
static void put_point(struct text *out, const struct dh_surface_spec *info, const double at[2], int digits) {
  if (info->dim == 1)
    text_printf(out, "%s = %.*g", info->parameter[0], digits, at[0]);
  else
    text_printf(out, "(%.*g, %.*g)", digits, at[0], digits, at[1]);
}

/* What was given and does something, other than what the title says anyway. */
static void put_given(struct text *out, const struct dh_spec *spec) {
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter p = (enum dh_parameter)i;
    char value[64];
    if (p == DH_SURFACE || p == DH_OPTIM || p == DH_START || find_ignores(p)) continue;
    if (!dh_spec_given(spec, p) || !dh_spec_applies(spec, p)) continue;
    option_print(spec, p, value, sizeof value);
    text_printf(out, ", %s %s", dh_parameter_row(p)->name, value);
  }
}

static void put_title(struct text *out, const struct find_page *page, const char *what, const struct dh_spec *spec) {
  const struct dh_surface_spec *info = dh_surface_info(spec->surface);
  struct text title = {0};
  text_printf(&title, "%s: %s, ", what, dh_rule_info(spec->rule)->name);
  put_surface(&title, info);
  text_add(&title, _(", from "));
  put_point(&title, info, spec->start, 4);
  put_given(&title, spec);
  move_words(out, page, &title);
}

/* False if there is nothing to draw: no loss is finite, or no room. */
static bool put_chart(struct text *out, const struct finder_chart *chart, int rows, const struct find_page *page) {
  struct frame frame;
  int cols = page->cols - CHART_RIGHT;
  if (cols < 1) return false;
  if (!frame_init(&frame, cols, rows)) {
    out->failed = true;
    return false;
  }
  frame.glyphs = page->glyphs;
  frame.theme = THEME_DARK;
  frame.colors = COLOR_NONE;
  frame_clear(&frame);
  bool drawn = finder_chart_draw(&frame, (struct rect){0, 0, cols, rows}, chart);
  if (drawn) frame_write_text(&frame, out);
  frame_free(&frame);
  return drawn;
}

/* --- the page --- */

/* What stands above the chart, below it at once, and after that. */
struct parts {
  struct text head, legend, tail;
};

static void put_gap(struct text *out, const struct find_page *page) {
  if (page->rows >= AIRY) text_add(out, "\n");
}

static int lines_of(const struct text *text) {
  int lines = 0;
  for (const char *c = text_string(text); *c; c++) lines += *c == '\n';
  return lines;
}

/* Gives the parts back. */
static void put_page(struct text *out, struct parts *parts, const struct finder_chart *chart,
                     const struct find_page *page) {
  put_gap(&parts->head, page);
  put_gap(&parts->legend, page);
  int rows = page->rows - PROMPT - lines_of(&parts->head) - lines_of(&parts->legend) - lines_of(&parts->tail);
  text_add(out, text_string(&parts->head));
  if (put_chart(out, chart, rows > CHART_ROWS_MIN ? rows : CHART_ROWS_MIN, page))
    text_add(out, text_string(&parts->legend));
  text_add(out, text_string(&parts->tail));
  out->failed |= parts->head.failed | parts->legend.failed | parts->tail.failed;
  text_free(&parts->head);
  text_free(&parts->legend);
  text_free(&parts->tail);
}

static struct finder_chart begin_chart(const struct dh_finder_settings *settings, const struct dh_edge *edge) {
  return (struct finder_chart){
      .low = settings->value[DH_FINDER_START_LR], .high = settings->value[DH_FINDER_END_LR], .limit = edge->rate};
}

/* --- the table --- */

static void begin_table(struct table *table) {
  char heading[128];
  snprintf(heading, sizeof heading, "%s,%s>,%s>,%s", "", _("rate"), _("eta*lambda"), _("what it is"));
  table_begin(table, heading);
}

/* Without a limit to compare it with, rate x curvature says nothing. */
static void add_row(struct table *table, char letter, const char *name, double rate, const struct dh_edge *edge,
                    const char *words) {
  char text[64];
  snprintf(text, sizeof text, "%c %s", letter, name);
  table_cell(table, text);
  if (isnan(rate))
    table_cell(table, "-");
  else
    table_number(table, rate, 3);
  if (isnan(rate) || isnan(edge->rate))
    table_cell(table, "-");
  else
    table_number(table, rate * edge->curvature, 3);
  table_cell(table, words);
}

/* Where stability ends at one place. */
static void add_edge(struct table *table, const struct dh_spec *spec, const struct dh_edge *edge, bool marked) {
  struct text words = {0};
  if (isnan(edge->rate)) return;
  text_add(&words, edge->place == DH_EDGE_MINIMUM ? _("at minimum ") : _("at start "));
  put_point(&words, dh_surface_info(spec->surface), edge->at, 3);
  text_printf(&words, _(": curvature %.4g"), edge->curvature);
  add_row(table, marked ? 'L' : ' ', _("true limit"), edge->rate, edge, text_string(&words));
  text_free(&words);
}

static void end_table(struct text *out, const struct find_page *page, struct table *table, const struct dh_spec *spec,
                      const struct dh_edge *edges) {
  const struct dh_edge *edge = dh_edge_choose(edges);
  const struct dh_rule_spec *rule = dh_rule_info(spec->rule);
  bool minimum = edge == &edges[DH_EDGE_MINIMUM];
  if (minimum) add_edge(table, spec, edge, true);
  if (!minimum || edges[DH_EDGE_START].rate != edge->rate) add_edge(table, spec, &edges[DH_EDGE_START], !minimum);
  put_gap(out, page);
  if (table->count > table->columns) {
    table_end(table, out);
    put_gap(out, page);
  } else {
    text_free(&table->cells);
  }
  struct text words = {0};
  if (isnan(edge->limit))
    text_printf(&words, _("%s has no simple limit: %s."), rule->name, rule->limit_note);
  else if (isnan(edge->rate))
    text_add(&words, _("There is no true limit to compare with: the surface does not bend upwards at the start, and no "
                       "smooth minimum is known."));
  else
    text_printf(&words, _("eta*lambda: rate x curvature at %s; on a parabola stable up to %.4g."), message_edge(edge),
                edge->limit);
  move_words(out, page, &words);
}

/* --- the range test --- */

static struct chart_point range_point(const void *from, int index) {
  int count;
  const struct dh_finder_point *point = dh_finder_points(from, &count) + index;
  return (struct chart_point){point->rate, point->smoothed, point->loss};
}

static void range_chart(const struct dh_finder *finder, const struct dh_edge *edge, struct finder_chart *chart,
                        struct text *legend) {
  *chart = begin_chart(dh_finder_settings(finder), edge);
  chart->point = range_point;
  chart->from = finder;
  (void)dh_finder_points(finder, &chart->count);
  chart->ended = dh_finder_diverged(finder);
  for (int i = 0; i < DH_FINDER_RULES; i++) {
    struct dh_suggestion suggestion;
    dh_finder_suggest(finder, (enum dh_finder_rule)i, &suggestion);
    if (suggestion.reason == DH_FINDER_SUGGESTED)
      chart->mark[chart->marks++] = (struct chart_mark){suggestion.rate, rules[i].letter};
  }
  text_add(legend, _("o loss, line: smoothed"));
  if (chart->marks > 0) text_add(legend, _(", letters: suggestions"));
  if (edge->rate >= chart->low && edge->rate <= chart->high) text_add(legend, _(", L: the true limit"));
  if (chart->ended) text_add(legend, _(", X: diverged"));
}

static void add_suggestions(struct table *table, const struct dh_finder *finder, const struct dh_edge *edge) {
  for (int i = 0; i < DH_FINDER_RULES; i++) {
    struct dh_suggestion suggestion;
    dh_finder_suggest(finder, (enum dh_finder_rule)i, &suggestion);
    char words[128];
    snprintf(words, sizeof words, "%s%s", message_finder_rule((enum dh_finder_rule)i),
             suggestion.rate > edge->rate ? _("; too large") : "");
    if (suggestion.reason == DH_FINDER_SUGGESTED)
      add_row(table, rules[i].letter, _(rules[i].name), suggestion.rate, edge, words);
    else if (suggestion.reason == DH_FINDER_TOO_FEW && table->count > table->columns)
      add_row(table, rules[i].letter, _(rules[i].name), (double)NAN, edge, message_finder_reason(suggestion.reason));
  }
}

void find_text_range(struct text *out, const struct dh_finder *finder, const struct dh_edge *edges,
                     const struct find_page *page) {
  const struct dh_spec *spec = dh_finder_spec(finder);
  const struct dh_finder_settings *settings = dh_finder_settings(finder);
  const struct dh_edge *edge = dh_edge_choose(edges);
  struct parts parts = {.head = {0}};
  struct finder_chart chart;
  struct text words = {0};
  struct table table;
  put_title(&parts.head, page, _("Range test"), spec);
  text_printf(&words, _("One ball, one update at each of %g rates from %.3g up to %.3g."),
              settings->value[DH_FINDER_NUM_IT], settings->value[DH_FINDER_START_LR],
              settings->value[DH_FINDER_END_LR]);
  move_words(&parts.head, page, &words);
  range_chart(finder, edge, &chart, &words);
  move_words(&parts.legend, page, &words);
  message_finder_end(finder, edge, &words);
  move_words(&parts.tail, page, &words);
  begin_table(&table);
  add_suggestions(&table, finder, edge);
  end_table(&parts.tail, page, &table, spec, edges);
  put_page(out, &parts, &chart, page);
}

/* --- the sweep --- */

static struct chart_point sweep_point(const void *from, int index) {
  int count;
  const struct dh_sweep_point *point = dh_sweep_points(from, &count) + index;
  return (struct chart_point){point->rate, point->loss, (double)NAN};
}

static void sweep_chart(const struct dh_sweep *sweep, const struct dh_edge *edge, const struct dh_sweep_result *result,
                        struct finder_chart *chart, struct text *legend) {
  *chart = begin_chart(dh_sweep_settings(sweep), edge);
  const struct dh_sweep_point *points = dh_sweep_points(sweep, &chart->count);
  chart->point = sweep_point;
  chart->from = sweep;
  if (result->best >= 0) chart->mark[chart->marks++] = (struct chart_mark){points[result->best].rate, 'B'};
  if (result->worse >= 0) chart->mark[chart->marks++] = (struct chart_mark){points[result->worse].rate, 'W'};
  text_printf(legend, _("line: the loss after %g updates"), dh_sweep_settings(sweep)->value[DH_FINDER_SWEEP_STEPS]);
  if (edge->rate >= chart->low && edge->rate <= chart->high) text_add(legend, _(", L: the true limit"));
}

static void add_results(struct table *table, const struct dh_sweep *sweep, const struct dh_sweep_result *result,
                        const struct dh_edge *edge) {
  int count;
  char words[128];
  const struct dh_sweep_point *points = dh_sweep_points(sweep, &count);
  if (result->best >= 0) {
    snprintf(words, sizeof words, _("the lowest loss at the end, %.3g"), points[result->best].loss);
    add_row(table, 'B', _("best"), points[result->best].rate, edge, words);
  }
  if (result->worse >= 0 && isfinite(result->start)) {
    double loss = points[result->worse].loss;
    snprintf(words, sizeof words,
             isfinite(loss) ? _("first to end above its start: %.3g") : _("first to explode: %.3g"),
             isnan(loss) ? fabs(loss) : loss);
    add_row(table, 'W', _("worse"), points[result->worse].rate, edge, words);
  }
}

void find_text_sweep(struct text *out, const struct dh_sweep *sweep, const struct dh_edge *edges,
                     const struct find_page *page) {
  const struct dh_spec *spec = dh_sweep_spec(sweep);
  const struct dh_finder_settings *settings = dh_sweep_settings(sweep);
  const struct dh_edge *edge = dh_edge_choose(edges);
  struct parts parts = {.head = {0}};
  struct dh_sweep_result result;
  struct finder_chart chart;
  struct text words = {0};
  struct table table;
  dh_sweep_judge(sweep, &result);
  put_title(&parts.head, page, _("Sweep"), spec);
  text_printf(&words, _("A fresh ball at each of %g rates from %.3g to %.3g, %g updates each."),
              settings->value[DH_FINDER_NUM_IT], settings->value[DH_FINDER_START_LR], settings->value[DH_FINDER_END_LR],
              settings->value[DH_FINDER_SWEEP_STEPS]);
  move_words(&parts.head, page, &words);
  sweep_chart(sweep, edge, &result, &chart, &words);
  move_words(&parts.legend, page, &words);
  message_sweep_end(sweep, edge, &words);
  move_words(&parts.tail, page, &words);
  begin_table(&table);
  add_results(&table, sweep, &result, edge);
  end_table(&parts.tail, page, &table, spec, edges);
  put_page(out, &parts, &chart, page);
}

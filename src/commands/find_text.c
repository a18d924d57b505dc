/* SPDX-License-Identifier: MIT */
#include "commands/find.h"

#include "app/found.h"
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

/* --- pieces --- */

/* Sentences, in lines. */
static void put_words(struct text *out, const struct find_page *page, const char *words) {
  int width = page->cols - RIGHT > WORDS_MIN ? page->cols - RIGHT : WORDS_MIN;
  while (*words) {
    size_t whole = text_wrap(words, width), fit = whole > 0 ? whole : text_fit(words, width);
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
  const char *text[] = {info->name, dh_surface_is_typed(info) ? "" : info->formula};
  for (int i = 0; i < 2; i++) {
    size_t fit = text_fit(text[i], NAME);
    text_append(out, text[i], fit);
    text_add(out, text[i][fit] != '\0' ? "..." : "");
    if (i == 0 && *text[1]) text_add(out, " ");
  }
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
  text_printf(&title, _("%s: %s, "), what, dh_rule_info(spec->rule)->name);
  put_surface(&title, info);
  text_add(&title, _(", from "));
  message_point(info, spec->start, 4, &title);
  put_given(&title, spec);
  move_words(out, page, &title);
}

/* False if there is nothing to draw: no loss is finite, or no room. */
static bool put_chart(struct text *out, struct finder_chart *chart, int rows, const struct find_page *page) {
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
static void put_page(struct text *out, struct parts *parts, struct finder_chart *chart, const struct find_page *page) {
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

/* --- the table --- */

static void add_rows(struct table *table, const struct found *rows, int count) {
  for (int i = 0; i < count; i++) {
    char name[64];
    snprintf(name, sizeof name, "%c %s", rows[i].letter, rows[i].name);
    table_cell(table, name);
    const double numbers[] = {rows[i].rate, rows[i].eta_lambda};
    for (int k = 0; k < 2; k++) {
      if (isnan(numbers[k]))
        table_cell(table, "-");
      else
        table_number(table, numbers[k], 3);
    }
    table_cell(table, rows[i].words);
    table->cells.failed |= rows[i].failed;
  }
}

/* What was found, and what that is measured by. */
static void put_found(struct text *out, const struct find_page *page, const struct found *rows, int count,
                      const struct dh_spec *spec, const struct dh_edge *edges) {
  put_gap(out, page);
  if (count > 0) {
    struct table table;
    char heading[128];
    snprintf(heading, sizeof heading, "%s,%s>,%s>,%s", "", _("rate"), _("eta*lambda"), _("what it is"));
    table_begin(&table, heading);
    add_rows(&table, rows, count);
    table_end(&table, out);
    put_gap(out, page);
  }
  struct text words = {0};
  message_edge_limit(spec, edges, &words);
  move_words(out, page, &words);
}

static bool in_view(const struct finder_chart *chart, double rate) { return rate >= chart->low && rate <= chart->high; }

/* --- the range test --- */

static void range_legend(const struct finder_chart *chart, struct text *legend) {
  text_add(legend, _("o loss, line: smoothed"));
  if (chart->marks > 0) text_add(legend, _(", letters: suggestions"));
  if (in_view(chart, chart->limit)) text_add(legend, _(", L: the true limit"));
  if (chart->ended) text_add(legend, _(", X: diverged"));
}

void find_text_range(struct text *out, const struct dh_finder *finder, const struct dh_edge *edges,
                     const struct find_page *page) {
  const struct dh_spec *spec = dh_finder_spec(finder);
  const struct dh_finder_settings *settings = dh_finder_settings(finder);
  struct parts parts = {.head = {0}};
  struct finder_chart chart;
  struct text words = {0};
  struct found rows[FOUND_MOST];
  int count = found_in_test(finder, edges, rows);
  put_title(&parts.head, page, _("Range test"), spec);
  text_printf(&words, _("One ball, one update at each of %g rates from %.3g up to %.3g."),
              settings->value[DH_FINDER_NUM_IT], settings->value[DH_FINDER_START_LR],
              settings->value[DH_FINDER_END_LR]);
  move_words(&parts.head, page, &words);
  finder_chart_test(&chart, finder, edges, rows, count);
  range_legend(&chart, &words);
  move_words(&parts.legend, page, &words);
  message_finder_end(finder, dh_edge_choose(edges), &message_ways_command, &words);
  move_words(&parts.tail, page, &words);
  put_found(&parts.tail, page, rows, count, spec, edges);
  put_page(out, &parts, &chart, page);
}

/* --- the sweep --- */

static void sweep_legend(const struct finder_chart *chart, const struct dh_sweep *sweep, struct text *legend) {
  text_printf(legend, _("line: the loss after %g updates"), dh_sweep_settings(sweep)->value[DH_FINDER_SWEEP_STEPS]);
  if (in_view(chart, chart->limit)) text_add(legend, _(", L: the true limit"));
}

void find_text_sweep(struct text *out, const struct dh_sweep *sweep, const struct dh_edge *edges,
                     const struct find_page *page) {
  const struct dh_spec *spec = dh_sweep_spec(sweep);
  const struct dh_finder_settings *settings = dh_sweep_settings(sweep);
  struct parts parts = {.head = {0}};
  struct finder_chart chart;
  struct text words = {0};
  struct found rows[FOUND_MOST];
  int count = found_in_sweep(sweep, edges, rows);
  put_title(&parts.head, page, _("Sweep"), spec);
  text_printf(&words, _("A fresh ball at each of %g rates from %.3g to %.3g, %g updates each."),
              settings->value[DH_FINDER_NUM_IT], settings->value[DH_FINDER_START_LR], settings->value[DH_FINDER_END_LR],
              settings->value[DH_FINDER_SWEEP_STEPS]);
  move_words(&parts.head, page, &words);
  finder_chart_sweep(&chart, sweep, edges, rows, count);
  sweep_legend(&chart, sweep, &words);
  move_words(&parts.legend, page, &words);
  message_sweep_end(sweep, dh_edge_choose(edges), &message_ways_command, &words);
  move_words(&parts.tail, page, &words);
  put_found(&parts.tail, page, rows, count, spec, edges);
  put_page(out, &parts, &chart, page);
}

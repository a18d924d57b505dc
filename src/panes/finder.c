/* SPDX-License-Identifier: MIT
 *
 * The search for a rate: the chart as far as it is revealed, beside it what was found, below it what that means. */
#include "app/finder_view.h"

#include "app/messages.h"
#include "app/task.h"
#include "frame/axes.h"
#include "panes/finder_chart.h"
#include "panes/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { NAME = 10, RATE = 9, PRODUCT = 11 };

/* --- the line above --- */

static void title_words(const struct finder_view *view, bool brief, char *out, size_t size) {
  double steps = view->settings.value[DH_FINDER_SWEEP_STEPS];
  if (view->sweep)
    snprintf(out, size, brief ? _("sweep, %g updates each") : _("sweep: a fresh ball at each rate, %g updates each"),
             steps);
  else
    snprintf(out, size, "%s", brief ? _("range test") : _("range test: one ball, a larger rate at each update"));
}

/* "45 of 100", in a field as wide as it will ever be. */
static int draw_progress(struct frame *frame, struct rect rect, const struct finder_view *view) {
  char words[64], most[24];
  int digits = snprintf(most, sizeof most, "%.0f", view->settings.value[DH_FINDER_NUM_IT]);
  bool done = finder_view_is_done(view);
  snprintf(words, sizeof words, _("%s  rate %*d of %s"),
           done           ? _("  done")
           : view->paused ? _("paused")
                          : "      ",
           digits, finder_view_shown(view), most);
  int width = text_columns(words);
  if (part_whole(frame, rect.x + rect.w - width, rect.y, width <= rect.w ? width : 0, words, ROLE_TEXT, 0))
    return width;
  return 0;
}

static void draw_title(struct frame *frame, struct rect rect, const struct app *app) {
  char lane[96], words[96];
  app_lane_title(app, app->selected, lane, sizeof lane);
  lane[text_fit(lane, 1)] = '\0'; /* the letter: its rate is what is looked for */
  int used = frame_text(frame, rect.x, rect.y, rect.w, lane, part_lane_role(&app->lane[app->selected]), ATTR_BOLD) + 2;
  int room = rect.w - used - draw_progress(frame, rect, app->finder) - 1;
  for (int brief = 0; brief < 2; brief++) {
    title_words(app->finder, brief, words, sizeof words);
    if (part_whole(frame, rect.x + used, rect.y, room, words, ROLE_TEXT, ATTR_BOLD)) return;
  }
}

/* --- the chart --- */

static struct finder_chart chart_of(const struct app *app) {
  const struct finder_view *view = app->finder;
  struct finder_chart chart;
  int found = finder_view_is_done(view) ? view->found_count : 0;
  if (view->sweep)
    finder_chart_sweep(&chart, view->fresh, view->edges, view->found, found);
  else
    finder_chart_test(&chart, view->test, view->edges, view->found, found);
  chart.shown = finder_view_shown(view);
  const struct record_task *task = task_of_lane(app, app->selected);
  if (task) chart.usual[0] = task->low, chart.usual[1] = task->high;
  return chart;
}

static void draw_chart(struct frame *frame, struct rect rect, struct finder_chart *chart) {
  if (chart->count < 1 || finder_chart_draw(frame, rect, chart)) return;
  struct rect middle = {rect.x + 2, rect.y + rect.h / 2, rect.w - 4, 1};
  part_words(frame, middle, _("no loss to draw: none is finite"), ROLE_DIM, 0);
}

/* --- the table --- */

/* A number to the right of its field, a dash if there is none. */
static void draw_number(struct frame *frame, int x, int y, int width, double number, unsigned attr) {
  char words[32] = "-";
  if (!isnan(number)) axes_short(number, 3, words, sizeof words);
  int columns = text_columns(words);
  frame_text(frame, x + width - columns, y, columns, words, isnan(number) ? ROLE_DIM : ROLE_TEXT, attr);
}

static void draw_row(struct frame *frame, struct rect rect, const struct found *row, bool chosen, bool too_large) {
  int x = rect.x + 2, ink = frame_color(frame, row->limit ? ROLE_BAD : ROLE_STAR);
  unsigned bold = chosen ? ATTR_BOLD : 0;
  if (chosen)
    frame_put(frame, rect.x, rect.y, frame_mark(frame, MARK_RIGHT), frame_color(frame, ROLE_ACCENT), FRAME_DEFAULT,
              ATTR_BOLD);
  frame_put(frame, x, rect.y, (uint32_t)row->letter, ink, FRAME_DEFAULT, ATTR_BOLD);
  /* Another limit than the one on the chart is where the ball starts. */
  const char *name = row->limit && row->letter == ' ' ? _("at start") : row->name;
  frame_text(frame, x + 2, rect.y, NAME, name, too_large ? ROLE_WARN : ROLE_TEXT, bold);
  draw_number(frame, x + 2 + NAME, rect.y, RATE, row->rate, bold);
  if (rect.w >= 4 + NAME + RATE + PRODUCT)
    draw_number(frame, x + 2 + NAME + RATE, rect.y, PRODUCT, row->eta_lambda, bold);
}

static void draw_heading(struct frame *frame, struct rect rect) {
  const char *rate = _("rate"), *product = _("eta*lambda");
  int end = rect.x + 4 + NAME + RATE, room = rect.x + rect.w - end;
  part_whole(frame, end - text_columns(rate), rect.y, room >= 0 ? RATE : 0, rate, ROLE_DIM, 0);
  part_whole(frame, end + PRODUCT - text_columns(product), rect.y, room >= PRODUCT ? PRODUCT : 0, product, ROLE_DIM, 0);
}

/* The signs that are on the chart, one below the other, from the lowest row up to `top`. */
static void draw_signs(struct frame *frame, struct rect rect, int top, bool sweep, const struct finder_chart *chart) {
  const char *const signs[] = {_(":find end_lr 100  other rates"),
                               sweep ? _("L  the true limit") : _("L  the true limit   X diverged"),
                               sweep ? _("line: the loss it ends at") : _("o loss   line: smoothed"),
                               chart->leaves ? _("^  higher than the axis reaches") : NULL,
                               chart->usual[1] > 0 ? _("[==]  the task's usual rates") : NULL};
  int y = rect.y + rect.h - 1;
  for (size_t i = 0; i < sizeof signs / sizeof *signs && y >= top; i++)
    if (signs[i] && part_whole(frame, rect.x + 2, y, rect.w - 2, signs[i], ROLE_DIM, 0)) y--;
}

/* What is being tried now. */
static void draw_present(struct frame *frame, struct rect rect, const struct finder_view *view) {
  struct found now = {.letter = ' ', .eta_lambda = (double)NAN};
  int count, at = finder_view_shown(view) - 1;
  double loss;
  if (at < 0 || rect.h < 4) return;
  if (view->sweep) {
    const struct dh_sweep_point *point = dh_sweep_points(view->fresh, &count) + at;
    now.rate = point->rate;
    loss = point->loss;
  } else {
    const struct dh_finder_point *point = dh_finder_points(view->test, &count) + at;
    now.rate = point->rate;
    loss = point->loss;
  }
  const struct dh_edge *edge = dh_edge_choose(view->edges);
  if (!isnan(edge->rate)) now.eta_lambda = now.rate * edge->curvature;
  now.name = _("now");
  draw_row(frame, rect, &now, false, false);
  rect.y++;
  now = (struct found){.letter = ' ', .name = _("loss"), .rate = loss, .eta_lambda = (double)NAN};
  rect.w = 4 + NAME + RATE;
  draw_row(frame, rect, &now, false, false);
}

/* What a suggestion rests on, and how far it is from the rates of the task, which a search does not know. */
static void put_words(const struct found *row, const double usual[2], struct text *out) {
  text_add(out, row->words);
  if (!(usual[1] > 0) || isnan(row->rate)) return;
  if (row->rate > usual[1]) text_printf(out, _("; %.3g times the task's highest usual rate"), row->rate / usual[1]);
  if (row->rate < usual[0]) text_add(out, _("; below the task's usual rates"));
}

static void draw_found(struct frame *frame, struct rect rect, const struct finder_view *view,
                       const struct finder_chart *chart) {
  double limit = dh_edge_choose(view->edges)->rate, usual = chart->usual[1] > 0 ? chart->usual[1] : (double)NAN;
  enum { PRESENT = 4 }; /* rows of what is being tried */
  bool heading = rect.h > (finder_view_is_done(view) ? view->found_count : PRESENT);
  if (heading) draw_heading(frame, rect);
  struct rect row = {rect.x, rect.y + heading, rect.w, 1};
  int bottom = rect.y + rect.h;
  if (!finder_view_is_done(view)) {
    draw_present(frame, (struct rect){row.x, row.y, row.w, bottom - row.y}, view);
    row.y += 3;
  }
  for (int i = 0; finder_view_is_done(view) && i < view->found_count && row.y < bottom; i++, row.y++) {
    double rate = view->found[i].rate;
    draw_row(frame, row, &view->found[i], i == view->chosen, rate > limit || rate > usual);
  }
  enum { SIGNS = 3, WORDS = 2, FROM = 13 }; /* rows; below that there is no room for what is only a legend */
  bool explained = finder_view_is_done(view) && view->chosen >= 0 && row.y + 1 < bottom;
  if (explained) {
    struct rect words = {rect.x + 2, row.y + 1, rect.w - 2, bottom - row.y - 1};
    struct text text = {0};
    put_words(&view->found[view->chosen], chart->usual, &text);
    part_words(frame, words, text_string(&text), ROLE_TEXT, 0);
    text_free(&text);
  }
  int top = row.y + (explained ? 1 + WORDS : 0) + 1;
  if (top > bottom - SIGNS) top = bottom - SIGNS;
  if (rect.h >= FROM) draw_signs(frame, rect, top, view->sweep, chart);
}

/* --- the words --- */

static void running_words(const struct finder_view *view, struct text *out) {
  const double *value = view->settings.value;
  text_printf(out,
              view->sweep ? _("A fresh ball at each of %g rates from %.3g to %.3g. ")
                          : _("One ball, one update at each of %g rates from %.3g up to %.3g. "),
              value[DH_FINDER_NUM_IT], value[DH_FINDER_START_LR], value[DH_FINDER_END_LR]);
  text_add(out, view->sweep ? _("Where the line falls the rate is large enough to arrive; at the edge it leaps up.")
                            : _("Small rates hardly move it, then the loss falls, and beyond the edge it explodes."));
}

/* Why there are fresh balls at first. */
static void without_noise(const struct finder_view *view, struct text *out) {
  if (view->sweep && !dh_spec_is_noisy(&view->spec))
    text_add(out, _(" f tries one ball for all rates: without noise it is at rest before they are too large."));
}

/* Scripts whose stop is as wide as a character have no blank behind it. */
static bool ends_full_width(const struct text *words) {
  return words->length > 0 && (text_string(words)[words->length - 1] & 0x80);
}

static void draw_words(struct frame *frame, struct rect rect, const struct finder_view *view) {
  struct text words = {0};
  if (!finder_view_is_done(view))
    running_words(view, &words);
  else if (view->sweep)
    message_sweep_end(view->fresh, dh_edge_choose(view->edges), &message_ways_screen, &words);
  else
    message_finder_end(view->test, dh_edge_choose(view->edges), &message_ways_screen, &words);
  if (finder_view_is_done(view)) {
    if (!ends_full_width(&words)) text_add(&words, " ");
    message_edge_limit(&view->spec, view->edges, &words);
  }
  without_noise(view, &words);
  part_sentences(frame, rect, text_string(&words), ROLE_TEXT);
  text_free(&words);
}

void pane_finder(struct frame *frame, const struct app *app) {
  const struct finder_layout *layout = &app->layout.finder;
  const struct finder_view *view = app->finder;
  draw_title(frame, layout->title, app);
  if (!view->test && !view->fresh) {
    char reason[256];
    message_error(&view->error, reason, sizeof reason);
    part_words(frame, layout->words, reason, ROLE_BAD, 0);
    return;
  }
  struct finder_chart chart = chart_of(app);
  draw_chart(frame, layout->chart, &chart);
  frame_clip(frame, layout->found);
  draw_found(frame, layout->found, view, &chart);
  frame_unclip(frame);
  draw_words(frame, layout->words, view);
}

/* SPDX-License-Identifier: MIT
 *
 * What a run is called, how its rate stands against the limit, and what would help. */
#include "app/messages.h"
#include "app/task.h"
#include "frame/axes.h"
#include "panes/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
  WORD_FIELD = 12,
  NUMBER_LEAST = 5,
  NUMBER_FIELD = 7,
  WIDE = 30,
  WORDS_WIDE = 26,
  GAUGE_WIDE = 56,
  BAR_LEAST = 6,
  BAR_MOST = 40
};

static bool layout_has_loss(const struct app *app) { return app->layout.lane[0].loss.h > 0; }

/* The word at the left, at the right edge the parameter, or in two dimensions the loss; with room its name. */
void pane_word(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  if (rect.w < 1 || rect.h < 1) return;
  const struct lane *shown = &app->lane[lane];
  const struct dh_row *row = app_row(app, lane);
  const struct dh_surface_spec *info = dh_surface_info(dh_run_initial(shown->run)->surface);
  const char *word = part_word(app, lane);
  int indent = rect.w > WORD_FIELD + NUMBER_LEAST ? 1 : 0;
  int used =
      indent + frame_text(frame, rect.x + indent, rect.y, rect.w - indent, word, part_word_role(app, lane), ATTR_BOLD);
  int room = rect.w - used - 1;
  if (room < NUMBER_LEAST || app_covered(app)) return;
  char number[NUMBER_FIELD + 1], label[64];
  axes_number(info->dim == 1 ? row->at[0] : row->loss, room < NUMBER_FIELD ? room : NUMBER_FIELD, number);
  const char *name = info->dim == 1 ? info->parameter[0] : _("loss");
  snprintf(label, sizeof label, "%.12s %s", name, number);
  bool named = rect.w >= WIDE && text_columns(label) <= room;
  if (!named && info->dim == 2) { /* a bare number would be taken for a place */
    if (layout_has_loss(app)) return;
    snprintf(label, sizeof label, "%s %s", name, number + strspn(number, " "));
    named = text_columns(label) <= room;
    if (!named) return;
  }
  const char *words = named ? label : number;
  int width = text_columns(words);
  frame_text(frame, rect.x + rect.w - width, rect.y, width, words, ROLE_TEXT, ATTR_BOLD);
}

/* --- the limit --- */

/* Place of a share of the limit on the bar, 0..1: logarithmic from 1 % to 100 %, then what is above it. */
static double share_place(double share) {
  static const double full = 0.86, above = 1.1;
  if (!(share > 0.01)) return 0;
  if (share <= 1) return full * (log10(share) + 2) / 2;
  double place = full + (1 - full) * (share - 1) / (above - 1);
  return place < 1 ? place : 1;
}

static enum role share_role(double share) { return share > 1 ? ROLE_BAD : share > 0.5 ? ROLE_WARN : ROLE_GOOD; }

/* A bar: |----|----|-| with marks at 1, 10, 100 and 110 % of the limit, the rate's mark on it, > when beyond. */
static void draw_bar(struct frame *frame, int x, int y, int width, double share) {
  static const double marks[] = {0.01, 0.1, 1, 1.1};
  frame_hline(frame, x, y, width, ROLE_DIM);
  for (int i = 0; i < 4; i++) {
    int column = part_cell(share_place(marks[i]) * (width - 1) + 0.5, width);
    frame_put(frame, x + column, y, '|', frame_color(frame, i == 2 ? ROLE_TEXT : ROLE_DIM), FRAME_DEFAULT,
              i == 2 ? ATTR_BOLD : 0);
  }
  if (isnan(share)) return;
  int column = part_cell(share_place(share) * (width - 1) + 0.5, width);
  uint32_t glyph = share > 1.1 ? frame_mark(frame, MARK_RIGHT) : frame_mark(frame, MARK_BALL);
  frame_put(frame, x + column, y, glyph, frame_color(frame, share_role(share)), FRAME_DEFAULT, ATTR_BOLD);
}

static bool has_limit(const struct dh_curvature *curvature) {
  return !isnan(curvature->limit) && !isnan(curvature->eta_lambda) && !(curvature->eta_lambda < 0);
}

static bool is_preconditioned(const struct app *app, int lane) {
  return dh_rule_info(app_spec(app, lane)->rule)->preconditioner;
}

/* What the gauge says in words; the wider it is, the more of them. Brief: "0.2/3.8". */
static void gauge_words(const struct app *app, int lane, int columns, bool brief, char *out, size_t size) {
  const struct dh_curvature *curvature = &app->lane[lane].stability;
  char product[16], limit[16];
  bool wide = columns >= GAUGE_WIDE, divided = is_preconditioned(app, lane);
  axes_number(curvature->eta_lambda, NUMBER_LEAST, product);
  axes_short(curvature->limit, 3, limit, sizeof limit);
  const char *name = !wide ? "" : divided ? _("rate x preconditioned curvature ") : _("rate x curvature ");
  if (isnan(curvature->eta_lambda)) {
    snprintf(out, size, "%s", wide ? _("no curvature here") : _("no curvature"));
  } else if (isnan(curvature->limit)) {
    snprintf(out, size, _("%s%s, %s"), name, product, columns >= WORDS_WIDE ? _("no simple limit") : _("no limit"));
  } else if (curvature->eta_lambda < 0) {
    snprintf(out, size, "%s", wide ? _("curved downwards: no limit here") : _("curved down"));
  } else if (columns >= WORDS_WIDE) {
    snprintf(out, size, _("%s%s of limit %s"), name, product, limit);
  } else {
    snprintf(out, size, brief ? _("%s/%s") : _("%s of %s"), product, limit);
  }
}

struct gauge {
  int columns; /* of the narrowest that is shown */
  int indent, bar;
  bool brief;
};

/* The bar's columns beside the longest words of all lanes. */
static int bar_room(const struct app *app, const struct gauge *gauge) {
  int longest = 0;
  for (int place = 0; place < app->layout.shown; place++) {
    int lane = app->layout.first + place;
    char words[96];
    if (!has_limit(&app->lane[lane].stability)) continue;
    gauge_words(app, lane, gauge->columns, gauge->brief, words, sizeof words);
    if (text_columns(words) > longest) longest = text_columns(words);
  }
  int room = gauge->columns - gauge->indent - longest - 1;
  return room < BAR_MOST ? room : BAR_MOST;
}

/* One measure for all lanes that are shown, though some may be a column narrower. */
static struct gauge measure_gauge(const struct app *app) {
  struct gauge gauge = {.columns = app->layout.cols};
  for (int place = 0; place < app->layout.shown; place++)
    if (app->layout.lane[place].gauge.w < gauge.columns) gauge.columns = app->layout.lane[place].gauge.w;
  gauge.indent = gauge.columns > WORDS_WIDE ? 1 : 0;
  gauge.bar = bar_room(app, &gauge);
  if (gauge.bar >= BAR_LEAST) return gauge;
  gauge.brief = true;
  gauge.bar = bar_room(app, &gauge);
  if (gauge.bar < BAR_LEAST) gauge.bar = 0;
  return gauge;
}

/* "1%   10%  100% of the limit", each below its mark; on a short bar the last moves on by what it takes to be read, and
 * has fewer words. */
static void draw_marks(struct frame *frame, struct rect rect, int bar) {
  static const double shares[] = {0.01, 0.1, 1};
  static const char *const words[][3] = {{N_("1%")},
                                         {N_("10%")},
                                         {/* xgettext:no-c-format */ N_("100% of the limit"),
                                          /* xgettext:no-c-format */ N_("100% limit"), N_("100%")}};
  int from = rect.x;
  for (int i = 0; i < 3; i++) {
    int column = rect.x + part_cell(share_place(shares[i]) * (bar - 1) + 0.5, bar);
    if (column < from) column = from;
    for (int form = 0; form < 3 && words[i][form]; form++)
      if (part_label(frame, rect, column, rect.y, _(words[i][form]), ROLE_DIM)) break;
    from = column + text_columns(_(words[i][0])) + 1;
  }
}

/* Where the limit comes from, or why there is none: in the third line. */
static void draw_reason(struct frame *frame, struct rect row, const struct app *app, int lane) {
  const struct dh_rule_spec *rule = dh_rule_info(app_spec(app, lane)->rule);
  bool limited = has_limit(&app->lane[lane].stability);
  char words[320];
  if (!limited && !isnan(app->lane[lane].stability.limit)) return; /* curved downwards: said already */
  if (limited && !rule->limit_source) return;
  snprintf(words, sizeof words, limited ? _("limit: %s") : _("no simple limit: %s"),
           limited ? rule->limit_source : _(rule->limit_note));
  part_words(frame, row, words, ROLE_DIM, 0);
}

void pane_gauge(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  if (rect.w < 1 || rect.h < 1 || app_covered(app)) return;
  if (task_of_lane(app, lane)) {
    pane_rates(frame, rect, app, lane);
    return;
  }
  const struct dh_curvature *curvature = &app->lane[lane].stability;
  struct gauge gauge = measure_gauge(app);
  char words[96];
  gauge_words(app, lane, gauge.columns, gauge.brief, words, sizeof words);
  bool limited = has_limit(curvature);
  struct rect below = {rect.x + gauge.indent, rect.y + 1, rect.w - gauge.indent, 1};
  if (limited && gauge.bar > 0) {
    draw_bar(frame, rect.x + gauge.indent, rect.y, gauge.bar, curvature->eta_lambda / curvature->limit);
    if (rect.h > 1) draw_marks(frame, below, gauge.bar);
  }
  int width = text_columns(words);
  part_whole(frame, rect.x + rect.w - width, rect.y, width <= rect.w ? width : 0, words,
             limited ? share_role(curvature->eta_lambda / curvature->limit) : ROLE_DIM, 0);
  if (rect.h > 2) draw_reason(frame, (struct rect){below.x, rect.y + 2, below.w, 1}, app, lane);
}

/* --- advice --- */

/* The whole sentence, or the change alone: the longest that fits. An arrow stands before the change, so that nobody
 * takes it for the lane's own rate, and in the selected lane the key, for there it acts. */
void pane_advice(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  static const struct { bool reason, origin; } forms[] = {{true, true}, {true, false}, {false, true}, {false, false}};
  const struct rect inside = {rect.x + 1, rect.y, rect.w - 1, rect.h};
  const struct dh_reading *reading = &app->lane[lane].reading;
  struct text reason = {0}, words = {0};
  if (rect.w < 1 || rect.h < 1 || app_covered(app)) return;
  message_advice_reason(reading, app_spec(app, lane), &reason);
  bool drawn = reason.length == 0;
  for (size_t i = 0; i < sizeof forms / sizeof *forms && !drawn; i++) {
    text_clear(&words);
    if (forms[i].reason) text_printf(&words, lane == app->selected ? _("%s. ") : "%s ", text_string(&reason));
    text_add(&words, lane == app->selected ? "y -> " : "-> ");
    message_advice_change(reading, forms[i].origin, &words);
    drawn = part_words(frame, inside, text_string(&words), ROLE_TEXT, 0);
  }
  text_free(&words);
  text_free(&reason);
}

/* SPDX-License-Identifier: MIT
 *
 * What a run is called, how its rate stands against the limit, and what would help. */
#include "app/messages.h"
#include "frame/axes.h"
#include "panes/parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WORD_FIELD = 12, NUMBER_FIELD = 6, WIDE = 30, WORDS_WIDE = 26, GAUGE_WIDE = 56, BAR_LEAST = 7, BAR_MOST = 40 };

/* The word in its field, then the parameter in a field of its own, so that neither moves; with room its name and the
 * loss. */
void pane_word(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  if (rect.w < 1 || rect.h < 1) return;
  const struct lane *shown = &app->lane[lane];
  const struct dh_row *row = app_row(app, lane);
  const struct dh_surface_spec *info = dh_surface_info(dh_run_initial(shown->run)->surface);
  const char *word = message_verdict(shown->word);
  int indent = rect.w > WORD_FIELD + NUMBER_FIELD - 1 ? 1 : 0;
  int used = indent + frame_text(frame, rect.x + indent, rect.y, rect.w - indent, word, part_verdict_role(shown->word),
                                 ATTR_BOLD);
  if (used < WORD_FIELD) used = WORD_FIELD;
  char number[32], label[80];
  axes_number(info->dim == 1 ? row->at[0] : row->loss, NUMBER_FIELD - 1, number);
  snprintf(label, sizeof label, "%s", number);
  if (rect.w >= WIDE) {
    char loss[16];
    axes_number(row->loss, NUMBER_FIELD + 1, loss);
    axes_number(row->at[0], NUMBER_FIELD + 1, number);
    snprintf(label, sizeof label, info->dim == 1 ? "%.12s%s" : "%.0s%.0sloss%s", info->parameter[0], number, loss);
    if (info->dim == 2) snprintf(label, sizeof label, "loss%s", loss);
  }
  int width = text_columns(label);
  if (rect.x + used + width > rect.x + rect.w) return;
  frame_text(frame, rect.x + rect.w - width, rect.y, width, label, ROLE_TEXT, ATTR_BOLD);
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

/* What the gauge says in words; the wider it is, the more of them. */
static void gauge_words(const struct dh_curvature *curvature, int columns, char *out, size_t size) {
  char product[16], limit[16];
  bool wide = columns >= GAUGE_WIDE;
  axes_number(curvature->eta_lambda, NUMBER_FIELD - 1, product);
  axes_short(curvature->limit, 3, limit, sizeof limit);
  const char *name = wide ? _("rate x curvature ") : "";
  if (isnan(curvature->eta_lambda)) {
    snprintf(out, size, "%s", wide ? _("no curvature here") : _("no curvature"));
  } else if (isnan(curvature->limit)) {
    snprintf(out, size, "%s%s, %s", name, product, columns >= WORDS_WIDE ? _("no simple limit") : _("no limit"));
  } else if (curvature->eta_lambda < 0) {
    snprintf(out, size, "%s", wide ? _("curved downwards: no limit here") : _("curved down"));
  } else if (columns >= WORDS_WIDE) {
    snprintf(out, size, _("%s%s of limit %s"), name, product, limit);
  } else {
    snprintf(out, size, _("%s of %s"), product, limit);
  }
}

void pane_gauge(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  if (rect.w < 1 || rect.h < 1) return;
  const struct dh_curvature *curvature = &app->lane[lane].reading.curvature;
  char words[96];
  gauge_words(curvature, rect.w, words, sizeof words);
  int width = text_columns(words);
  int indent = rect.w > WORD_FIELD + NUMBER_FIELD + 1 ? 1 : 0;
  int bar = rect.w - width - 1 - indent;
  double share = curvature->eta_lambda / curvature->limit;
  bool limited = !isnan(curvature->limit) && !isnan(curvature->eta_lambda) && !(curvature->eta_lambda < 0);
  if (!limited || bar < BAR_LEAST) bar = 0;
  if (bar > BAR_MOST) bar = BAR_MOST;
  if (bar > 0) draw_bar(frame, rect.x + indent, rect.y, bar, share);
  part_whole(frame, rect.x + rect.w - width, rect.y, width, words, limited ? share_role(share) : ROLE_DIM, 0);
}

/* --- advice --- */

/* The whole sentence, or what `y` does, or the change alone: the longest that fits. `y` acts on the selected lane, so
 * it is promised there only. */
void pane_advice(struct frame *frame, struct rect rect, const struct app *app, int lane) {
  char whole[256], change[128];
  if (rect.w < 1 || rect.h < 1) return;
  message_advice(&app->lane[lane].reading, app_spec(app, lane), whole, sizeof whole);
  char *key = strstr(whole, "y: ");
  if (!key) return;
  text_copy(change, sizeof change, lane == app->selected ? key : key + 3);
  if (lane != app->selected) memmove(key, key + 3, strlen(key + 3) + 1);
  struct rect inside = {rect.x + 1, rect.y, rect.w - 1, rect.h};
  if (part_words(frame, inside, whole, ROLE_TEXT, 0) || part_words(frame, inside, change, ROLE_TEXT, 0)) return;
  char *reason = strstr(change, " = ");
  if (reason) *reason = '\0';
  part_words(frame, inside, change, ROLE_TEXT, 0);
}

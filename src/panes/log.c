/* SPDX-License-Identifier: MIT
 *
 * A training log: its columns over the steps with a cursor, letters at the steps where something was found, and what
 * that says. */
#include "app/log_view.h"

#include "app/diagnosis.h"
#include "app/messages.h"
#include "frame/axes.h"
#include "panes/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { GUTTER = 6, GUTTER_FROM = 14, CURSOR_PERIOD = 2, FAULT_PERIOD = 3, DECADES_MOST = 12 };
/* A linear axis reaches so many times as high as the middle of all values, but no less high than the first: one row
 * that exploded does not flatten the others. */
static const double growth_shown = 10;
/* It begins at 0, unless the lowest value is higher than this share of the highest. */
static const double far_from_zero = 0.3;

static int gutter_of(struct rect rect) { return rect.w >= GUTTER_FROM && rect.h >= 2 ? GUTTER : 0; }

/* --- scales --- */

/* To two digits, upwards (1) or downwards (-1). */
static double round_to(double value, int direction) {
  if (value == 0 || !isfinite(value)) return value;
  double unit = pow(10, floor(log10(fabs(value))) - 1);
  double count = value / unit;
  if (direction > 0) return fmax(ceil(count - 1e-9) * unit, value);
  return fmin(floor(count + 1e-9) * unit, value);
}

/* Curves that share a chart share its axis. */
struct range {
  double least, most, positive, enough, middle;
};

static void widen(struct range *range, const struct log_curve *curve) {
  if (curve->count == 0 || curve->least > curve->most) return;
  double enough = fmin(curve->most, fmax(curve->first, growth_shown * curve->middle));
  range->least = fmin(range->least, curve->least);
  range->most = fmax(range->most, curve->most);
  range->positive = fmin(range->positive, curve->positive);
  range->enough = fmax(range->enough, enough);
  range->middle = fmax(range->middle, curve->middle);
}

static struct chart_scale scale_of(const struct range *range, bool logarithmic) {
  if (logarithmic && range->most > 0) {
    double high = log10(round_to(range->most, 1)),
           low = fmax(log10(round_to(range->positive, -1)), high - DECADES_MOST);
    return (struct chart_scale){true, 0, low, high > low ? high : low + 1};
  }
  double high = round_to(range->enough, 1);
  double low = range->least >= 0 && range->least < far_from_zero * high ? 0 : round_to(range->least, -1);
  if (!(range->least <= range->most)) low = 0, high = 1;
  if (!(high > low) && low > 0) low = 0; /* all the same */
  if (!(high > low)) high = low + (low < 0 ? -low : 1);
  return (struct chart_scale){false, low, low, high};
}

/* A rate never, a loss by its key; gradient norms that have blown up also without it: nobody looks at the others. */
static bool is_logarithmic(const struct app *app, enum log_chart which, const struct range *range) {
  if (which == LOG_RATE) return false;
  return app->log_loss || (which == LOG_GRADIENT && range->most > growth_shown * range->middle);
}

/* --- charts --- */

static const struct part {
  const char *name, *brief;
  enum dh_log_column column, second; /* the same twice: there is no second one */
} parts[LOG_CHARTS] = {
    [LOG_LOSS] = {N_("loss"), "loss", DH_LOG_LOSS, DH_LOG_EVAL_LOSS},
    [LOG_RATE] = {N_("learning rate"), "lr", DH_LOG_LEARNING_RATE, DH_LOG_LEARNING_RATE},
    [LOG_GRADIENT] = {N_("gradient norm"), "grad_norm", DH_LOG_GRAD_NORM, DH_LOG_GRAD_NORM},
};

static int ink_of(const struct frame *frame, bool second) {
  return frame_color(frame, second ? ROLE_LANE + 1 : ROLE_LANE);
}

/* A number in its field; dim where it was written in an earlier row. Returns the columns used. */
static int draw_value(struct frame *frame, int x, int y, int room, const struct log_view *view, const char *name,
                      enum dh_log_column column, bool second) {
  char field[PART_NUMBER + 1], words[96];
  double value = log_view_value(view, column);
  bool written = log_view_has(view, column);
  snprintf(words, sizeof words, " %s ", name);
  int width = text_columns(words);
  if (width + PART_NUMBER + 1 > room) return 0;
  frame_text_color(frame, x, y, width, words, ink_of(frame, second), FRAME_DEFAULT, ATTR_BOLD);
  bool before = isnan(value) && !written;
  snprintf(words, sizeof words, "%*s ", PART_NUMBER, before ? "-" : part_number(value, field));
  frame_text(frame, x + width, y, PART_NUMBER + 1, words, written ? ROLE_TEXT : ROLE_DIM, written ? ATTR_BOLD : 0);
  return width + PART_NUMBER + 1;
}

static void draw_title(struct frame *frame, struct rect rect, const struct log_view *view, const struct part *part,
                       const char *scale) {
  int x = rect.x, y = rect.y - 1, right = rect.x + rect.w;
  frame_hline(frame, x, y, rect.w, ROLE_DIM);
  if (view->curve[part->column].count > 0)
    x += draw_value(frame, x, y, right - x, view, _(part->name), part->column, false);
  if (part->second != part->column && view->curve[part->second].count > 0)
    x += draw_value(frame, x, y, right - x, view, "o eval_loss", part->second, true);
  if (text_columns(scale) + 2 <= right - x - 1) {
    frame_text(frame, right - text_columns(scale) - 1, y, 1, " ", ROLE_DIM, 0);
    frame_text(frame, right - text_columns(scale), y, right - x, scale, ROLE_DIM, 0);
  }
}

/* Few points are shown as such: evaluations are far apart. */
static void draw_points(const struct chart *chart, const struct log_curve *curve, int ink) {
  if (curve->count > chart->rect.w / 2) return;
  for (int i = 0; i < curve->count; i++) {
    double place = chart_place(&chart->scale, curve->value[i]);
    if (place >= 0 && place <= 1)
      frame_put(chart->frame, chart->rect.x + chart_column(chart, curve->step[i]), chart_row(chart, curve->value[i]),
                'o', ink, FRAME_DEFAULT, 0);
  }
}

static void draw_guides(struct chart *chart, const struct log_view *view) {
  for (int i = 0; i < view->count; i++)
    if (view->finding[i].weight == DH_FINDING_FAULT)
      chart_upright(chart, log_view_step(view, view->finding[i].first), frame_color(chart->frame, ROLE_BAD),
                    FAULT_PERIOD);
  chart_upright(chart, log_view_step(view, view->row), frame_color(chart->frame, ROLE_ACCENT), CURSOR_PERIOD);
}

static void draw_head(struct chart *chart, const struct log_view *view, enum dh_log_column column, int ink) {
  const struct dh_row row = {.step = (long)log_view_step(view, view->row)};
  chart->fg = ink;
  if (log_view_has(view, column)) chart_head(chart, &row, log_view_value(view, column), 0);
}

static void draw_chart(struct frame *frame, struct rect rect, const struct app *app, enum log_chart which) {
  const struct log_view *view = app->log;
  const struct part *part = &parts[which];
  const struct log_curve *curve = &view->curve[part->column], *second = &view->curve[part->second];
  struct range range = {HUGE_VAL, -HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
  widen(&range, curve);
  widen(&range, second);
  struct chart chart = {.frame = frame, .scale = scale_of(&range, is_logarithmic(app, which, &range))};
  int ink = ink_of(frame, false), other = ink_of(frame, true), gutter = gutter_of(rect);
  log_curve_axis(&view->log, &chart.begin, &chart.steps);
  draw_title(frame, rect, view, part, chart.scale.log ? _("log") : "");
  chart_begin(&chart, rect, gutter);
  draw_guides(&chart, view);
  if (second != curve) chart_points(&chart, second->step, second->value, second->count, other);
  chart_points(&chart, curve->step, curve->value, curve->count, ink);
  chart_end(&chart);
  if (second != curve) {
    chart_points(&chart, second->step, second->value, second->count, other);
    draw_points(&chart, second, other);
  }
  chart_points(&chart, curve->step, curve->value, curve->count, ink);
  draw_head(&chart, view, part->column, ink);
  if (gutter > 0) chart_bounds(&chart, true);
}

/* --- the axis --- */

static enum role weight_role(const struct dh_finding *finding) {
  return finding->weight == DH_FINDING_FAULT ? ROLE_BAD : ROLE_ACCENT;
}

/* A letter where it begins, and a line as far as it reaches; the chosen one lies above the others. */
static void draw_mark(const struct chart *chart, const struct log_view *view, int index, int y, bool line) {
  const struct dh_finding *finding = &view->finding[index];
  struct frame *frame = chart->frame;
  int ink = frame_color(frame, weight_role(finding)), from = chart_column(chart, log_view_step(view, finding->first));
  int to = chart_column(chart, log_view_step(view, finding->last));
  bool chosen = index == view->chosen;
  for (int x = from; line && x <= to; x++)
    frame_put(frame, chart->rect.x + x, y, chosen ? '=' : '-', ink, FRAME_DEFAULT, chosen ? ATTR_BOLD : 0);
  if (!line)
    frame_put(frame, chart->rect.x + from, y, (uint32_t)log_view_letter(index), ink, FRAME_DEFAULT,
              chosen ? ATTR_BOLD | ATTR_REVERSE : ATTR_BOLD);
}

static void draw_axis(struct frame *frame, const struct app *app) {
  const struct log_layout *layout = &app->layout.log;
  const struct log_view *view = app->log;
  int gutter = gutter_of((struct rect){0, 0, layout->marks.w, 2});
  struct chart chart = {.frame = frame, .rect = chart_curve(layout->marks, gutter)};
  log_curve_axis(&view->log, &chart.begin, &chart.steps);
  if (layout->marks.h < 1) return;
  for (int line = 1; line >= 0; line--) {
    for (int i = 0; i < view->count; i++)
      if (i != view->chosen) draw_mark(&chart, view, i, layout->marks.y, line);
    if (view->chosen >= 0) draw_mark(&chart, view, view->chosen, layout->marks.y, line);
  }
  chart_steps_axis(frame, layout->steps, gutter, chart.begin, chart.steps);
}

/* --- what was found --- */

static void take_lines(struct rect *rest, int lines) {
  lines = lines < rest->h ? lines : rest->h;
  rest->y += lines;
  rest->h -= lines;
}

/* The numbers at the cursor of charts that have no room, by the names that logs have for them. Columns used. */
static int draw_values(struct frame *frame, struct rect rect, const struct app *app) {
  enum { APART = 2 };
  int used = 0;
  for (int i = 0; i < LOG_CHARTS; i++) {
    if (app->layout.log.chart[i].h > 0 || app->log->curve[parts[i].column].count == 0) continue;
    used += draw_value(frame, rect.x + used + APART - 1, rect.y, rect.w - used - APART + 1, app->log, parts[i].brief,
                       parts[i].column, false);
  }
  return used;
}

/* "row  45 of 240   epoch  1.25" */
static void draw_row(struct frame *frame, struct rect *rest, const struct app *app) {
  const struct log_view *view = app->log;
  char words[96], last[24], number[PART_NUMBER + 1];
  int digits = snprintf(last, sizeof last, "%zu", view->log.count);
  snprintf(words, sizeof words, _("row %*zu of %s"), digits, view->row + 1, last);
  if (rest->h < 1) return;
  part_whole(frame, rest->x, rest->y, rest->w, words, ROLE_TEXT, ATTR_BOLD);
  int used = text_columns(words);
  used += draw_values(frame, (struct rect){rest->x + used, rest->y, rest->w - used, 1}, app);
  if (view->curve[DH_LOG_EPOCH].count > 0) {
    double epoch = log_view_value(view, DH_LOG_EPOCH);
    axes_number(epoch, PART_NUMBER, number);
    snprintf(words, sizeof words, _("   epoch %s"), isnan(epoch) ? "     -" : number);
    part_whole(frame, rest->x + used, rest->y, rest->w - used, words, ROLE_TEXT, ATTR_BOLD);
  }
  take_lines(rest, 1);
}

/* A title on one line, shorter where there is no room for it: without its steps, or as many words as fit. */
static int draw_short(struct frame *frame, struct rect rect, const char *title, const char *word) {
  char words[96];
  size_t fit = text_wrap(word, rect.w);
  text_copy(words, fit + 1 < sizeof words ? fit + 1 : sizeof words, word);
  if (!part_whole(frame, rect.x, rect.y, rect.w, title, ROLE_TEXT, 0))
    frame_text(frame, rect.x, rect.y, rect.w, words, ROLE_TEXT, 0);
  return 1;
}

/* All of a title on as many lines as that takes; how many. */
static int draw_whole(struct frame *frame, struct rect rect, const char *title) {
  int lines = 0;
  for (const char *rest = title; *rest && lines < rect.h; lines++) {
    char words[96];
    size_t fit = text_wrap(rest, rect.w);
    if (fit == 0) fit = text_fit(rest, rect.w);
    if (fit == 0) break;
    text_copy(words, fit + 1 < sizeof words ? fit + 1 : sizeof words, rest);
    frame_text(frame, rect.x, rect.y + lines, rect.w, words, ROLE_TEXT, ATTR_BOLD);
    rest += fit;
    rest += strspn(rest, " ");
  }
  return lines > 0 ? lines : 1;
}

/* "> a ! spike, step 450"; of the chosen one all of it. Returns the lines used, at most the rectangle's. */
static int draw_finding(struct frame *frame, struct rect rect, const struct log_view *view, int index) {
  enum { WORDS = 6 };
  const struct dh_finding *finding = &view->finding[index];
  bool chosen = index == view->chosen;
  struct rect inside = {rect.x + WORDS, rect.y, rect.w - WORDS, rect.h};
  struct text title = {0};
  message_finding_title(&view->log, finding, &title);
  if (chosen)
    frame_put(frame, rect.x, rect.y, frame_mark(frame, MARK_RIGHT), frame_color(frame, ROLE_ACCENT), FRAME_DEFAULT,
              ATTR_BOLD);
  frame_printf(frame, rect.x + 2, rect.y, 3, weight_role(finding), ATTR_BOLD, "%c %c", log_view_letter(index),
               finding->weight == DH_FINDING_FAULT ? '!' : '-');
  int lines = chosen ? draw_whole(frame, inside, text_string(&title))
                     : draw_short(frame, inside, text_string(&title), message_finding_word(finding));
  text_free(&title);
  return lines;
}

/* Of a long list the part around the chosen one. */
static void draw_list(struct frame *frame, struct rect *rest, const struct log_view *view) {
  int rows = rest->h / 3 > 1 ? rest->h / 3 : 1, first = view->chosen - rows / 2;
  if (rows > view->count) rows = view->count;
  if (rows > rest->h) rows = rest->h;
  if (first > view->count - rows) first = view->count - rows;
  if (first < 0) first = 0;
  for (int i = 0; i < rows && rest->h > 0; i++) take_lines(rest, draw_finding(frame, *rest, view, first + i));
}

/* Behind a sign; as many sentences as have room. Empties the words. */
static void draw_words(struct frame *frame, struct rect *rest, const char *sign, struct text *words, enum role role) {
  int indent = text_columns(sign);
  struct rect inside = {rest->x + indent, rest->y, rest->w - indent, rest->h};
  int lines = part_sentences(frame, inside, text_string(words), role);
  if (lines > 0) frame_text(frame, rest->x, rest->y, indent, sign, ROLE_ACCENT, ATTR_BOLD);
  take_lines(rest, lines);
  text_free(words);
}

static void draw_panel(struct frame *frame, struct rect rest, const struct app *app) {
  const struct log_view *view = app->log;
  enum { ROOMY = 14 }; /* rows: from here there are blank ones between the parts */
  int gap = rest.h >= ROOMY ? 1 : 0;
  struct text words = {0};
  draw_row(frame, &rest, app);
  take_lines(&rest, gap);
  draw_list(frame, &rest, view);
  if (view->count > 0) take_lines(&rest, gap);
  if (view->chosen >= 0) {
    const struct dh_finding *finding = &view->finding[view->chosen];
    message_finding_evidence(&view->log, finding, &words);
    draw_words(frame, &rest, "", &words, ROLE_TEXT);
    message_finding_remedy(&view->log, &view->summary, finding, &words);
    draw_words(frame, &rest, "-> ", &words, ROLE_TEXT);
    take_lines(&rest, gap);
  }
  if (view->faults == 0) {
    message_log_verdict(&view->summary, view->count, view->faults, &words);
    draw_words(frame, &rest, "", &words, view->summary.judged ? ROLE_GOOD : ROLE_WARN);
    take_lines(&rest, gap);
  }
  message_log(&view->log, &view->summary, &words);
  draw_words(frame, &rest, "", &words, ROLE_DIM);
  take_lines(&rest, gap);
  message_log_limits(&view->log, &view->summary, &words);
  draw_words(frame, &rest, "", &words, ROLE_DIM);
}

void pane_log(struct frame *frame, const struct app *app) {
  const struct log_layout *layout = &app->layout.log;
  for (int i = 0; i < LOG_CHARTS; i++)
    if (layout->chart[i].h > 0 && layout->chart[i].w > 0) draw_chart(frame, layout->chart[i], app, (enum log_chart)i);
  draw_axis(frame, app);
  if (layout->panel.x > layout->chart[LOG_LOSS].x + 1)
    frame_vline(frame, layout->panel.x - 2, layout->panel.y, layout->panel.h, ROLE_DIM);
  frame_clip(frame, layout->panel);
  draw_panel(frame, layout->panel, app);
  frame_unclip(frame);
}

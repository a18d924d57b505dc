/* SPDX-License-Identifier: MIT
 *
 * One lane alone: its picture, charts of what it did over one axis of steps, and its update line by line. */
#include "app/messages.h"
#include "frame/axes.h"
#include "panes/chart.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { GUTTER = 6, GUTTER_FROM = 14, CURSOR_PERIOD = 2, CHANGE_PERIOD = 3, LIMIT_PERIOD = 4 };
/* A linear axis reaches over the limit by this much. */
static const double limit_room = 1.5;

/* --- quantities --- */

static double gradient_of(const struct dh_row *row, const void *context) {
  (void)context;
  return hypot(row->gradient[0], row->gradient[1]);
}

static double step_of(const struct dh_row *row, const void *context) {
  (void)context;
  return hypot(row->update[0], row->update[1]);
}

static double stability_of(const struct dh_row *row, const void *context) {
  const struct dh_curvature *stability = focus_stability(context, row->step);
  return stability ? stability->eta_lambda : (double)NAN;
}

static double limit_of(const struct dh_row *row, const void *context) {
  const struct dh_curvature *stability = focus_stability(context, row->step);
  return stability ? stability->limit : (double)NAN;
}

static double rate_of(const struct dh_row *row, const void *context) {
  (void)context;
  return row->rate;
}

static struct chart_quantity quantity_of(const struct app *app, enum focus_chart chart) {
  static double (*const values[FOCUS_CHARTS])(const struct dh_row *row, const void *context) = {
      [FOCUS_RATE] = rate_of,
      [FOCUS_GRADIENT] = gradient_of,
      [FOCUS_STABILITY] = stability_of,
      [FOCUS_STEP] = step_of,
  };
  if (chart == FOCUS_LOSS) return loss_quantity(app, app->selected);
  return (struct chart_quantity){app->lane[app->selected].run, values[chart], &app->focus};
}

static struct chart_scale scale_of(const struct app *app, enum focus_chart chart, int columns) {
  const struct chart_quantity quantity = quantity_of(app, chart);
  double limit = app->lane[app->selected].stability.limit, first = chart_first(&quantity);
  if (chart == FOCUS_LOSS) return loss_scale(app, app->selected, 1);
  if (chart == FOCUS_RATE)
    return (struct chart_scale){false, 0, 0, chart_highest_rate(quantity.run, chart_steps(app), columns)};
  bool limited = chart == FOCUS_STABILITY && limit > 0 && isfinite(limit);
  if (!app->log_loss && limited) return (struct chart_scale){false, 0, 0, limit_room * limit};
  struct chart_scale linear = chart_scale_linear(&quantity);
  if (!app->log_loss) return linear;
  double start = limited ? limit : first > 0 && isfinite(first) ? first : linear.high;
  return chart_scale_log(&quantity, 1, 0, start);
}

/* --- titles --- */

/* What a chart shows and its number now, the longest wording that fits; false past the last. Numbers are as wide in all
 * of them as their field, so that the wording does not change with every step. */
static bool stability_words(const struct app *app, int level, const char *number, char *out, size_t size) {
  enum { REASON, NAME, BRIEF, BRIEFEST, LEVELS };
  const struct dh_curvature *now = &app->lane[app->selected].stability;
  const struct dh_rule_spec *rule = dh_rule_info(app_spec(app, app->selected)->rule);
  bool limited = !isnan(now->limit), divided = rule->preconditioner;
  const char *reason = limited ? rule->limit_source : _(rule->limit_note);
  char limit[16];
  struct text words = {0};
  if (level >= LEVELS) return false;
  axes_short(now->limit, 4, limit, sizeof limit);
  text_add(&words, !divided        ? _(" rate x curvature ")
                   : level < BRIEF ? _(" rate x preconditioned curvature ")
                                   : _(" preconditioned "));
  text_add(&words, number);
  if (limited)
    text_printf(&words, level < BRIEFEST ? _(" of limit %s") : _(" of %s"), limit);
  else if (level < BRIEFEST)
    text_add(&words, _(", no simple limit"));
  if (level == REASON && reason && *reason) text_printf(&words, _(": %s"), reason);
  text_copy(out, size, text_string(&words));
  text_free(&words);
  return true;
}

static bool chart_words(const struct app *app, enum focus_chart chart, int level, const char *number, char *out,
                        size_t size) {
  static const char *const names[FOCUS_CHARTS] = {[FOCUS_LOSS] = N_("loss"),
                                                  [FOCUS_RATE] = N_("learning rate"),
                                                  [FOCUS_GRADIENT] = N_("gradient norm"),
                                                  [FOCUS_STEP] = N_("step length")};
  const struct dh_spec *spec = app_spec(app, app->selected);
  if (chart == FOCUS_STABILITY) return stability_words(app, level, number, out, size);
  if (level > 1) return false;
  const char *schedule = dh_schedule_info((int)dh_spec_number(spec, DH_LR_SCHEDULER_TYPE))->name;
  const char *more = chart == FOCUS_RATE ? schedule : app->log_loss ? _("log") : "";
  bool both = level == 0 && more[0];
  snprintf(out, size, " %s %s%s%s ", _(names[chart]), number, both ? "  " : "", both ? more : "");
  return true;
}

static double value_now(const struct app *app, enum focus_chart chart) {
  const struct chart_quantity quantity = quantity_of(app, chart);
  if (chart == FOCUS_STABILITY) return app->lane[app->selected].stability.eta_lambda;
  return quantity.value(app_row(app, app->selected), quantity.context);
}

static void draw_chart_title(struct frame *frame, struct rect rect, const struct app *app, enum focus_chart chart) {
  char field[PART_NUMBER + 1], padded[PART_NUMBER + 1], title[512];
  bool hidden = app_covered(app) && chart != FOCUS_RATE;
  const char *number = hidden ? "?" : part_number(value_now(app, chart), field);
  snprintf(padded, sizeof padded, "%*s", PART_NUMBER, number);
  int level = 0;
  while (chart_words(app, chart, level, padded, title, sizeof title) && text_columns(title) > rect.w) level++;
  if (!chart_words(app, chart, level, number, title, sizeof title)) return;
  int used = frame_text(frame, rect.x, rect.y - 1, rect.w, title, ROLE_TEXT, 0);
  if (title[strlen(title) - 1] != ' ') frame_text(frame, rect.x + used, rect.y - 1, rect.w - used, " ", ROLE_TEXT, 0);
}

/* --- changes --- */

/* Words may cover a guide line, not a curve: what the canvas makes of dots that stand one above the other. */
static bool is_guide(uint32_t glyph) {
  enum { BRAILLE = 0x2800, LEFT = 0x47, RIGHT = 0xB8, LEFT_HALF = 0x258C, RIGHT_HALF = 0x2590 };
  if (glyph > BRAILLE && glyph <= BRAILLE + 0xFF) return !(glyph & LEFT) || !(glyph & RIGHT);
  return glyph == ' ' || glyph == ':' || glyph == LEFT_HALF || glyph == RIGHT_HALF;
}

static bool is_free(const struct chart *chart, int x, int y, int width) {
  const struct frame *frame = chart->frame;
  int left = chart->rect.x, right = left + chart->rect.w;
  if (x < left || x + width > right || y >= frame->rows || right > frame->cols) return false;
  for (int i = x > left ? x - 1 : x; i <= x + width && i < right; i++)
    if (!is_guide(frame->cells[(size_t)y * (size_t)frame->cols + (size_t)i].glyph)) return false;
  return true;
}

/* Beside its mark, in the first row that is free. */
static void draw_change_words(const struct chart *chart, const struct dh_journal_entry *entry) {
  char words[64];
  message_setting(&entry->setting, words, sizeof words);
  int width = text_columns(words), at = chart->rect.x + chart_column(chart, (double)entry->step);
  const int beside[] = {at + 1, at - width};
  for (int y = chart->rect.y; y < chart->rect.y + chart->rect.h; y++)
    for (int side = 0; side < 2; side++) {
      if (!is_free(chart, beside[side], y, width)) continue;
      frame_text(chart->frame, beside[side], y, width, words, ROLE_ACCENT, 0);
      return;
    }
}

/* The changes of the journal, the latest first; what was set before the first step is no change. */
static const struct dh_journal_entry *next_change(const struct dh_run *run, int *index) {
  int entries;
  const struct dh_journal_entry *journal = dh_run_journal(run, &entries);
  int at = entries - ++*index;
  return at >= 0 && journal[at].step > 0 ? &journal[at] : NULL;
}

static void draw_changes(struct chart *chart, const struct dh_run *run) {
  int fg = frame_color(chart->frame, ROLE_ACCENT), index = 0;
  for (const struct dh_journal_entry *entry; (entry = next_change(run, &index));)
    chart_upright(chart, (double)entry->step, fg, CHANGE_PERIOD);
}

/* --- charts --- */

static int gutter_of(struct rect rect) { return rect.w >= GUTTER_FROM && rect.h >= 2 ? GUTTER : 0; }

/* The limit as it was in each row, and as it is from here on; its number beside it. */
static void draw_limit(struct chart *chart, const struct app *app) {
  const struct chart_quantity limit = {app->lane[app->selected].run, limit_of, &app->focus};
  int fg = frame_color(chart->frame, ROLE_BAD);
  chart_dots(chart, &limit, fg);
  chart_level(chart, app->lane[app->selected].stability.limit, (double)app->step, fg, LIMIT_PERIOD);
}

static void draw_limit_number(const struct chart *chart, double limit) {
  char number[16];
  double place = chart_place(&chart->scale, limit);
  axes_short(limit, 3, number, sizeof number);
  if (!(place > 0 && place < 1) || chart->rect.w == chart->whole.w) return;
  int x = chart->whole.x + chart->whole.w - text_columns(number);
  part_label(chart->frame, chart->whole, x, chart_row(chart, limit), number, ROLE_BAD);
}

static void draw_curve(struct chart *chart, const struct app *app, enum focus_chart which, int fg) {
  const struct chart_quantity quantity = quantity_of(app, which);
  if (which == FOCUS_RATE)
    chart_rates(chart, quantity.run, fg);
  else
    chart_past(chart, &quantity, fg);
}

/* What the gauge would say is covered with it. */
static bool is_hidden(const struct app *app, enum focus_chart which) {
  return app_covered(app) && which == FOCUS_STABILITY;
}

static void draw_chart(struct frame *frame, struct rect rect, const struct app *app, enum focus_chart which,
                       bool first) {
  const struct lane *lane = &app->lane[app->selected];
  struct chart chart = {.frame = frame,
                        .scale = scale_of(app, which, rect.w),
                        .steps = chart_steps(app),
                        .covered = app_covered(app),
                        .hints = which == FOCUS_LOSS};
  int fg = frame_color(frame, part_lane_role(lane)), gutter = gutter_of(rect);
  chart_begin(&chart, rect, gutter);
  draw_changes(&chart, lane->run);
  chart_upright(&chart, (double)app->step, frame_color(frame, ROLE_DIM), CURSOR_PERIOD);
  if (which == FOCUS_LOSS) chart_ghost(&chart, &lane->ghost);
  if (which == FOCUS_STABILITY) draw_limit(&chart, app);
  draw_curve(&chart, app, which, fg);
  chart_end(&chart);
  draw_curve(&chart, app, which, fg);
  chart_head(&chart, app_row(app, app->selected), value_now(app, which), 0);
  bool limited = which == FOCUS_STABILITY && !chart.scale.log && !isnan(lane->stability.limit);
  if (gutter > 0) chart_bounds(&chart, !limited);
  if (which == FOCUS_STABILITY) draw_limit_number(&chart, lane->stability.limit);
  int index = 0;
  for (const struct dh_journal_entry *entry; first && (entry = next_change(lane->run, &index));)
    draw_change_words(&chart, entry);
}

static void draw_charts(struct frame *frame, const struct app *app) {
  const struct focus_layout *focus = &app->layout.focus;
  bool first = true;
  for (int i = 0; i < FOCUS_CHARTS; i++) {
    struct rect rect = focus->chart[i];
    if (rect.h < 1 || rect.w < 1) continue;
    if (is_hidden(app, (enum focus_chart)i)) {
      part_whole(frame, rect.x, rect.y - 1, rect.w, _(" rate x curvature ? "), ROLE_TEXT, 0);
      continue;
    }
    draw_chart_title(frame, rect, app, (enum focus_chart)i);
    draw_chart(frame, rect, app, (enum focus_chart)i, first);
    first = false;
  }
  chart_steps_axis(frame, focus->steps, gutter_of((struct rect){0, 0, focus->steps.w, 2}), 0, chart_steps(app));
}

/* --- all of it --- */

/* A line ends at another only if that is there already: the shorter of the two comes last. */
static void draw_borders(struct frame *frame, const struct focus_layout *focus) {
  struct rect right = focus->right, rule = focus->rule;
  bool across = rule.w > focus->left.w;
  frame_box(frame, focus->box, ROLE_DIM, NULL);
  if (rule.h > 0 && across) frame_hline(frame, rule.x - 1, rule.y - 1, rule.w + 2, ROLE_DIM);
  if (right.w > 0) frame_vline(frame, right.x - 1, right.y - 1, right.h + 2, ROLE_DIM);
  if (rule.h > 0 && !across) frame_hline(frame, rule.x - 1, rule.y - 1, rule.w + 2, ROLE_DIM);
  for (int i = 0; i < FOCUS_CHARTS; i++)
    if (focus->chart[i].h > 0) frame_hline(frame, right.x - 1, focus->chart[i].y - 1, right.w + 2, ROLE_DIM);
}

/* The letters of all lanes at the right end of the upper edge: Tab goes round among them. */
static void draw_letters(struct frame *frame, const struct app *app, struct rect left, int used) {
  int width = 2 * app->lane_count + 1, x = left.x + left.w - width;
  if (app->lane_count < 2 || used + width + 2 > left.w) return;
  frame_text(frame, x, left.y - 1, 1, " ", ROLE_DIM, 0);
  for (int i = 0; i < app->lane_count; i++) {
    const char letter[] = {app->lane[i].letter, ' ', '\0'};
    frame_text(frame, x + 1 + 2 * i, left.y - 1, 2, letter,
               i == app->selected ? part_lane_role(&app->lane[i]) : ROLE_DIM, i == app->selected ? ATTR_BOLD : 0);
  }
}

void pane_focus(struct frame *frame, const struct app *app) {
  const struct focus_layout *focus = &app->layout.focus;
  const struct lane_layout *place = &app->layout.lane[0];
  int lane = app->selected;
  bool flat = dh_surface_info(app_spec(app, lane)->surface)->dim == 1;
  draw_borders(frame, focus);
  struct rect edge = {focus->left.x - 1, focus->left.y - 1, focus->left.w + 1, 1};
  draw_letters(frame, app, focus->left, part_title(frame, app, lane, edge));
  frame_clip(frame, focus->left);
  (flat ? pane_hill : pane_terrain)(frame, place->hill, app, lane);
  pane_cursor(frame, place->hill, app, pane_ground(app, lane).camera);
  pane_word(frame, place->word, app, lane);
  pane_gauge(frame, place->gauge, app, lane);
  pane_advice(frame, place->advice, app, lane);
  frame_unclip(frame);
  draw_charts(frame, app);
  pane_big(frame, focus->big, app);
  if (focus->rule.h > 0) pane_rule_title(frame, focus->rule, app);
  pane_rule(frame, focus->rule, app);
}

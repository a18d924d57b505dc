/* SPDX-License-Identifier: MIT
 *
 * The worked update: the rule's own last line with numbers in place of names, `B   w <- 2 - 0.1 x (-6) = 2.6`. Nothing
 * here knows a rule: the text comes from its file, the numbers from the run. */
#include "app/messages.h"
#include "app/update.h"
#include "frame/axes.h"
#include "panes/worked.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  DIGITS = WORKED_DIGITS,
  DIGITS_LEAST = WORKED_DIGITS_LEAST,
  DIGITS_MOST = 9,
  AXES = 2,
  BOTH_FROM = 100 /* columns */
};

static double as_shown(double x, int digits) {
  char number[32];
  axes_short(x, digits, number, sizeof number);
  return strtod(number, NULL);
}

/* The rule's last line as it is under the settings in force: "p - lr*g" for plain descent. */
static void last_line(const struct worked *worked, char out[UPDATE_TEXT]) {
  struct update_lines lines;
  update_lines(dh_run_spec(worked->run), &lines);
  text_copy(out, UPDATE_TEXT, lines.line[lines.count - 1].text);
}

/* `p - lr*d`, not rounded to the run's format; false if the last line is of another kind. */
static bool by_hand(const struct worked *worked, int axis, double *out) {
  static const char plain[] = "p - lr*";
  char right[UPDATE_TEXT];
  double number[3];
  int last = worked->lines - 1;
  last_line(worked, right);
  if (strncmp(right, plain, sizeof plain - 1) != 0) return false;
  const char *names[3] = {"p", "lr", right + sizeof plain - 1};
  for (int i = 0; i < 3; i++)
    if (!worked_value(worked, last, names[i], strlen(names[i]), axis, &number[i])) return false;
  *out = number[0] - number[1] * number[2];
  return isfinite(*out) && isfinite(worked->value[last][axis]);
}

/* A format with few digits rounds what a class computes: both are said then, "= 2.006, in bf16 2". */
static bool is_rounded(const struct worked *worked, int axis, double *exact) {
  enum dh_precision format = (enum dh_precision)dh_spec_number(dh_run_spec(worked->run), DH_PRECISION);
  if (format == DH_FP64 || !by_hand(worked, axis, exact)) return false;
  return as_shown(*exact, worked->digits) != as_shown(worked->value[worked->lines - 1][axis], worked->digits);
}

static void put_result(struct text *out, const struct worked *worked, int axis) {
  char number[32];
  double exact;
  if (worked->covered) {
    text_add(out, " = ?");
    return;
  }
  if (is_rounded(worked, axis, &exact)) {
    axes_short(exact, worked->digits, number, sizeof number);
    text_printf(out, _(" = %s, in %s"), number,
                dh_parameter_row(DH_PRECISION)->choice((int)dh_spec_number(dh_run_spec(worked->run), DH_PRECISION)));
  } else {
    text_add(out, " =");
  }
  axes_short(worked->value[worked->lines - 1][axis], worked->digits, number, sizeof number);
  text_printf(out, " %s", number);
}

static void put_update(struct text *out, const struct worked *worked, int axis) {
  char right[UPDATE_TEXT];
  last_line(worked, right);
  text_printf(out, "%s <- ", worked->surface->parameter[axis]);
  worked_text(worked, worked->lines - 1, right, axis, out);
  put_result(out, worked, axis);
}

/* Clipping comes before the rule, which knows nothing of it. */
static bool is_clipped(const struct worked *worked) {
  const struct dh_spec *spec = dh_run_spec(worked->run);
  const double *whole = dh_run_row(worked->run)->gradient;
  return dh_spec_number(spec, DH_MAX_GRAD_NORM) > 0 && !dh_spec_is_noisy(spec) &&
         fabs(worked->inputs.gradient[0]) < fabs(whole[0]);
}

/* What a rule takes in place of the gradient is called d in all of ours; in one that was typed it may be anything. */
static bool is_direction(const struct worked *worked, const char *name) {
  return strcmp(name, "d") == 0 && !worked->rule->typed;
}

/* "m = -0.6   v = 0.036   direction d = -1": what the last line is made of, step by step. */
static void put_parts(struct text *out, const struct worked *worked, int axis) {
  struct update_lines lines;
  char number[32], clipped[32];
  update_lines(dh_run_spec(worked->run), &lines);
  if (is_clipped(worked)) {
    axes_short(dh_run_row(worked->run)->gradient[axis], worked->digits, number, sizeof number);
    axes_short(worked->inputs.gradient[axis], worked->digits, clipped, sizeof clipped);
    text_printf(out, _("gradient %s, clipped to %s"), number, clipped);
  }
  for (int i = 0; i + 1 < lines.count; i++) {
    axes_short(worked->value[lines.line[i].line][axis], worked->digits, number, sizeof number);
    if (out->length > 0) text_add(out, "   ");
    text_printf(out, is_direction(worked, lines.line[i].target) ? _("direction %s = %s") : "%s = %s",
                lines.line[i].target, number);
  }
}

/* The same without numbers, for the right half of the line: `p = p - lr*g`; what d is, if there is room for it. */
static void draw_rule(struct frame *frame, struct rect rect, int used, const struct worked *worked) {
  char words[UPDATE_TEXT + 64], named[UPDATE_TEXT + 128], right[UPDATE_TEXT];
  last_line(worked, right);
  snprintf(words, sizeof words, "%s: p = %s", message_rule(dh_run_spec(worked->run)->rule), right);
  const char *last = strrchr(right, '*');
  bool direction = last && is_direction(worked, last + 1);
  snprintf(named, sizeof named, _("%s   d: the direction made of g"), words);
  for (int i = direction ? 0 : 1; i < 2; i++) {
    const char *form = i == 0 ? named : words;
    int width = text_columns(form);
    if (used + width + 4 > rect.w) continue;
    frame_text(frame, rect.x + rect.w - width - 1, rect.y, width, form, ROLE_DIM, 0);
    return;
  }
}

/* One line of the pane; false if it was too long and nothing was drawn. */
static bool draw_line(struct frame *frame, struct rect rect, int line, const struct text *text, enum role role) {
  return line < rect.h &&
         part_whole(frame, rect.x, rect.y + line, rect.w, text_string(text), role, role == ROLE_TEXT ? ATTR_BOLD : 0);
}

/* Do the numbers before and after read differently, as long as they are different? */
static bool step_shows(const struct worked *worked, int axis, int digits) {
  char before[32], after[32];
  double from = dh_run_row(worked->run)->at[axis], to = worked->value[worked->lines - 1][axis];
  if (from == to || isnan(from) || isnan(to)) return true;
  axes_short(from, digits, before, sizeof before);
  axes_short(to, digits, after, sizeof after);
  return strcmp(before, after) != 0;
}

/* How far the step goes, before a format rounds it away; the longer of both places beside it. */
static double step_length(const struct worked *worked, int axis, double *size) {
  double from = dh_run_row(worked->run)->at[axis], to = worked->value[worked->lines - 1][axis], exact;
  *size = fmax(fabs(from), fabs(to));
  return fabs((by_hand(worked, axis, &exact) ? exact : to) - from);
}

/* As many digits as it takes to see the step as two units of the last one. They grow by more than one, so that numbers
 * keep their length for many steps; computed by a class with what is shown, the last digit may differ by one. */
static int digits_wanted(const struct worked *worked, int axis) {
  static const int levels[] = {DIGITS, 6, DIGITS_MOST};
  double size, step = step_length(worked, axis, &size), needed = floor(log10(size)) + 1 - log10(step / 2);
  if (!(step > 0) || !isfinite(needed)) return DIGITS;
  int level = 0;
  while (level < 2 && levels[level] < needed) level++;
  return levels[level];
}

/* The update of one axis with as many digits as fit; at last only what comes out. Returns the columns used. */
int equation_update(struct frame *frame, struct rect rect, int line, struct worked *worked, int axis) {
  struct text text = {0};
  bool drawn = false;
  int wanted = digits_wanted(worked, axis);
  for (worked->digits = wanted; worked->digits >= DIGITS_LEAST && !drawn; worked->digits--) {
    if (worked->digits < wanted && !step_shows(worked, axis, worked->digits)) break;
    text_clear(&text);
    put_update(&text, worked, axis);
    drawn = draw_line(frame, rect, line, &text, ROLE_TEXT);
  }
  worked->digits = DIGITS;
  if (!drawn) {
    char number[32];
    axes_short(worked->value[worked->lines - 1][axis], wanted, number, sizeof number);
    text_clear(&text);
    text_printf(&text, "%s <- %s", worked->surface->parameter[axis], worked->covered ? "?" : number);
    draw_line(frame, rect, line, &text, ROLE_TEXT);
  }
  int used = text_columns(text_string(&text));
  text_free(&text);
  return used;
}

/* Both axes in one line, if they fit with fewer digits at least. */
bool equation_both(struct frame *frame, struct rect rect, struct worked *worked) {
  struct text text = {0};
  bool drawn = false;
  int first = digits_wanted(worked, 0), second = digits_wanted(worked, 1);
  for (worked->digits = first > second ? first : second; worked->digits >= DIGITS_LEAST && !drawn; worked->digits--) {
    if (!step_shows(worked, 0, worked->digits) || !step_shows(worked, 1, worked->digits)) break;
    text_clear(&text);
    put_update(&text, worked, 0);
    text_add(&text, "    ");
    put_update(&text, worked, 1);
    drawn = draw_line(frame, rect, 0, &text, ROLE_TEXT);
  }
  worked->digits = DIGITS;
  text_free(&text);
  return drawn;
}

static void draw_parts(struct frame *frame, struct rect rect, int line, struct worked *worked) {
  struct text text = {0};
  bool drawn = false;
  for (worked->digits = DIGITS; worked->digits >= DIGITS_LEAST && !drawn; worked->digits--) {
    text_clear(&text);
    put_parts(&text, worked, 0);
    drawn = draw_line(frame, rect, line, &text, ROLE_DIM);
  }
  worked->digits = DIGITS;
  text_free(&text);
}

/* Is anything made of the gradient before the step? In plain descent nothing is. */
static bool has_parts(const struct worked *worked) {
  struct update_lines lines;
  update_lines(dh_run_spec(worked->run), &lines);
  return lines.count > 1 || is_clipped(worked);
}

/* Two dimensions on a narrow screen: the second axis stands on the message's line while there is no message. */
static bool apart(const struct app *app, struct rect rect) {
  return rect.w < BOTH_FROM && !app->prompt.open && !app->message[0] && !part_advised(app);
}

/* Behind the lane's letter. */
static struct rect text_part(struct rect rect) { return (struct rect){rect.x + 5, rect.y, rect.w - 6, rect.h}; }

void pane_equation_more(struct frame *frame, struct rect rect, const struct app *app) {
  struct worked worked;
  if (rect.w < 6 || rect.h < 1 || app->layout.equation.h != 1 || !worked_begin(&worked, app, app->selected)) return;
  if (worked.surface->dim == AXES) {
    if (apart(app, rect)) equation_update(frame, text_part(rect), 0, &worked, 1);
  } else if (has_parts(&worked)) {
    draw_parts(frame, text_part(rect), 0, &worked);
  }
}

void pane_equation(struct frame *frame, struct rect rect, const struct app *app) {
  if (rect.w < 6 || rect.h < 1) return;
  const struct lane *lane = &app->lane[app->selected];
  struct rect inside = text_part(rect);
  struct worked worked;
  if (!worked_begin(&worked, app, app->selected)) return;
  bool plane = worked.surface->dim == AXES;
  frame_printf(frame, rect.x + 1, rect.y, 3, part_lane_role(lane), ATTR_BOLD, "%c", lane->letter);
  if (plane && rect.h == 1 && !apart(app, rect) && equation_both(frame, inside, &worked)) return;
  draw_rule(frame, rect, 5 + equation_update(frame, inside, 0, &worked, 0), &worked);
  if (rect.h < 2) return;
  if (plane)
    equation_update(frame, inside, 1, &worked, 1);
  else if (has_parts(&worked))
    draw_parts(frame, inside, 1, &worked);
}

/* SPDX-License-Identifier: MIT
 *
 * The worked update: the rule's own last line with numbers in place of names, `B   w <- 2 - 0.1 x (-6) = 2.6`. Nothing
 * here knows a rule: the text comes from its file, the numbers from the run. */
#include "app/messages.h"
#include "frame/axes.h"
#include "panes/worked.h"

#include <ctype.h>
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

/* "d = where(...)": the name on the left of line `line`. */
static size_t left_side(const struct dh_rule_spec *rule, int line, const char **name) {
  const char *text = rule->update[line];
  while (*text == ' ') text++;
  size_t length = 0;
  while (isalnum((unsigned char)text[length]) || text[length] == '_') length++;
  *name = text;
  return length;
}

static void put_update(struct text *out, const struct worked *worked, int axis) {
  char number[32];
  const char *last = worked->rule->update[worked->lines - 1], *right = strchr(last, '=');
  text_printf(out, "%s <- ", worked->surface->parameter[axis]);
  if (right) worked_text(worked, worked->lines - 1, right + 1 + strspn(right + 1, " "), axis, out);
  axes_short(worked->value[worked->lines - 1][axis], worked->digits, number, sizeof number);
  text_printf(out, " = %s", worked->covered ? "?" : number);
}

/* "g = -6   b = -6   d = -6": what the last line is made of, step by step. */
static void put_parts(struct text *out, const struct worked *worked, int axis) {
  for (int line = 0; line + 1 < worked->lines; line++) {
    const char *name;
    char number[32];
    size_t length = left_side(worked->rule, line, &name);
    axes_short(worked->value[line][axis], worked->digits, number, sizeof number);
    if (line > 0) text_add(out, "   ");
    text_append(out, name, length);
    text_printf(out, " = %s", number);
  }
}

/* The same without numbers, for the right half of the line: `p = p - lr*d`. */
static void draw_rule(struct frame *frame, struct rect rect, int used, const struct worked *worked) {
  char words[160];
  snprintf(words, sizeof words, "%s: %s", message_rule(dh_run_spec(worked->run)->rule),
           worked->rule->update[worked->lines - 1]);
  int width = text_columns(words);
  if (used + width + 4 <= rect.w) frame_text(frame, rect.x + rect.w - width - 1, rect.y, width, words, ROLE_DIM, 0);
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

static double as_shown(double x, int digits) {
  char number[32];
  axes_short(x, digits, number, sizeof number);
  return strtod(number, NULL);
}

/* Does `p - lr*d`, computed with the numbers that are shown, read as the result that is shown? */
static bool adds_up(const struct worked *worked, int axis, int digits) {
  static const char plain[] = "p - lr*";
  const char *right = strchr(worked->rule->update[worked->lines - 1], '=');
  if (right) right += 1 + strspn(right + 1, " ");
  if (!right || strncmp(right, plain, sizeof plain - 1) != 0) return true;
  const char *name = right + sizeof plain - 1;
  double from, rate, direction, to = worked->value[worked->lines - 1][axis];
  int last = worked->lines - 1;
  bool known = worked_value(worked, last, "p", 1, axis, &from) && worked_value(worked, last, "lr", 2, axis, &rate) &&
               worked_value(worked, last, name, strlen(name), axis, &direction);
  if (!known || !isfinite(to)) return true;
  double computed = as_shown(from, digits) - as_shown(rate, digits) * as_shown(direction, digits);
  return as_shown(computed, digits) == as_shown(to, digits);
}

/* As many digits as it takes to see the step, and one more; and as many as the sum takes to come out as a class would
 * compute it. */
static int digits_wanted(const struct worked *worked, int axis) {
  int digits = DIGITS;
  while (digits < DIGITS_MOST && !step_shows(worked, axis, digits)) digits++;
  if (digits > DIGITS && digits < DIGITS_MOST) digits++;
  while (digits < DIGITS_MOST && !adds_up(worked, axis, digits)) digits++;
  return digits;
}

/* The update of one axis with as many digits as fit; at last only what comes out. Returns the columns used. */
int equation_update(struct frame *frame, struct rect rect, int line, struct worked *worked, int axis) {
  struct text text = {0};
  bool drawn = false;
  for (worked->digits = digits_wanted(worked, axis); worked->digits >= DIGITS_LEAST && !drawn; worked->digits--) {
    if (worked->digits < DIGITS && !step_shows(worked, axis, worked->digits)) break;
    text_clear(&text);
    put_update(&text, worked, axis);
    drawn = draw_line(frame, rect, line, &text, ROLE_TEXT);
  }
  worked->digits = DIGITS;
  if (!drawn) {
    char number[32];
    axes_short(worked->value[worked->lines - 1][axis], digits_wanted(worked, axis), number, sizeof number);
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

/* Does the rule make anything of the gradient before it steps? Plain descent does not. */
static bool has_parts(const struct worked *worked) {
  double gradient = dh_run_row(worked->run)->gradient[0];
  for (int line = 0; line + 1 < worked->lines; line++) {
    double value = worked->value[line][0];
    if (value != gradient && !(isnan(value) && isnan(gradient))) return true;
  }
  return false;
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
  else
    draw_parts(frame, inside, 1, &worked);
}

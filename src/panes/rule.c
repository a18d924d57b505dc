/* SPDX-License-Identifier: MIT
 *
 * The update line by line, from the optimizer's own assignments: what comes out in a fixed field, what it is made of
 * behind it, with numbers for one parameter, in letters for two, whose numbers stand side by side. The last line is
 * worked out for every parameter. */
#include "app/messages.h"
#include "frame/axes.h"
#include "panes/worked.h"

#include <stdio.h>
#include <string.h>

enum { FIELD = 9, GAP = 2, LETTERS_GAP = 4 };

struct rule {
  struct frame *frame;
  struct rect rect;
  struct worked worked;
  const struct update_lines *lines;
  int names; /* columns of the longest name */
};

static bool rule_begin(struct rule *rule, struct frame *frame, struct rect rect, const struct app *app) {
  *rule = (struct rule){.frame = frame, .rect = rect, .lines = &app->focus.lines};
  if (rect.w < 2 || rect.h < 1 || !worked_begin(&rule->worked, app, app->selected)) return false;
  for (int i = 0; i < rule->lines->count; i++) {
    int width = text_columns(rule->lines->line[i].target);
    if (width > rule->names) rule->names = width;
  }
  return true;
}

/* With as many digits as fit; false if not even the fewest do. */
static bool put_worked(struct rule *rule, const struct update_line *line, int x, int y, int columns, int *used) {
  struct text text = {0};
  bool drawn = false;
  for (int digits = WORKED_DIGITS; digits >= WORKED_DIGITS_LEAST && !drawn && line->text[0]; digits--) {
    rule->worked.digits = digits;
    text_clear(&text);
    text_add(&text, "= ");
    worked_text(&rule->worked, line->line, line->text, 0, &text);
    drawn = part_whole(rule->frame, x, y, columns, text_string(&text), ROLE_TEXT, 0);
  }
  *used = drawn ? text_columns(text_string(&text)) : 0;
  text_free(&text);
  return drawn;
}

/* The line in letters at the right edge, where that leaves a gap. */
static void put_letters(const struct rule *rule, const struct update_line *line, int x, int y) {
  char words[UPDATE_TEXT + DH_NAME_MAX + 4];
  if (!line->text[0]) return;
  snprintf(words, sizeof words, "%s = %s", line->target, line->text);
  int width = text_columns(words), start = rule->rect.x + rule->rect.w - width;
  if (start >= x + LETTERS_GAP) frame_text(rule->frame, start, y, width, words, ROLE_DIM, 0);
}

static void draw_part(struct rule *rule, const struct update_line *line, int y) {
  struct rect rect = rule->rect;
  int dim = rule->worked.surface->dim, x = rect.x + rule->names, end = rect.x + rect.w;
  if (rule->names + dim * (FIELD + 1) > rect.w) return;
  frame_text(rule->frame, rect.x, y, rule->names, line->target, ROLE_ACCENT, ATTR_BOLD);
  for (int axis = 0; axis < dim; axis++) {
    char field[FIELD + 1];
    axes_number(rule->worked.value[line->line][axis], FIELD, field);
    frame_text(rule->frame, x + 1, y, FIELD, field, ROLE_TEXT, ATTR_BOLD);
    x += FIELD + 1;
  }
  x += GAP;
  if (dim == 1) {
    int used;
    put_worked(rule, line, x, y, end - x, &used);
    put_letters(rule, line, x + used, y);
    return;
  }
  char words[UPDATE_TEXT + 4];
  snprintf(words, sizeof words, "= %s", line->text);
  if (line->text[0]) part_whole(rule->frame, x, y, end - x, words, ROLE_TEXT, 0);
}

static void draw_last(struct rule *rule, int rows, int y) {
  struct rect rest = {rule->rect.x, y, rule->rect.w, rows};
  const struct update_line *last = &rule->lines->line[rule->lines->count - 1];
  int dim = rule->worked.surface->dim;
  rule->worked.digits = WORKED_DIGITS;
  if (rows < dim && equation_both(rule->frame, rest, &rule->worked)) return;
  int used = equation_update(rule->frame, rest, 0, &rule->worked, 0);
  put_letters(rule, last, rest.x + used, y);
  if (rows >= dim && dim == 2) equation_update(rule->frame, rest, 1, &rule->worked, 1);
}

/* Where there are fewer rows than lines, the last of them: they are nearest to what comes out. */
void pane_rule(struct frame *frame, struct rect rect, const struct app *app) {
  struct rule rule;
  rect.x++, rect.w -= 2;
  if (!rule_begin(&rule, frame, rect, app)) return;
  int dim = rule.worked.surface->dim, parts = rule.lines->count - 1;
  int last = rect.h < dim ? rect.h : dim, shown = rect.h - last < parts ? rect.h - last : parts;
  for (int i = 0; i < shown; i++) draw_part(&rule, &rule.lines->line[parts - shown + i], rect.y + i);
  draw_last(&rule, last, rect.y + shown);
}

/* " update t = 5 of adam: x, y ", and where the rule comes from. */
void pane_rule_title(struct frame *frame, struct rect rect, const struct app *app) {
  struct rule rule;
  char title[96], paper[320];
  struct rect inside = {rect.x + 1, rect.y, rect.w - 2, rect.h};
  if (!rule_begin(&rule, frame, inside, app)) return;
  int y = rect.y - 1, x = rect.x;
  const char *const *names = rule.worked.surface->parameter, *name = message_rule(dh_run_spec(rule.worked.run)->rule);
  if (rule.worked.surface->dim == 1)
    snprintf(title, sizeof title, _(" update t = %ld of %s "), rule.worked.inputs.t, name);
  else
    snprintf(title, sizeof title, _(" update t = %ld of %s: %.12s, %.12s "), rule.worked.inputs.t, name, names[0],
             names[1]);
  if (part_whole(frame, x, y, rect.w, title, ROLE_TEXT, 0)) x += text_columns(title);
  snprintf(paper, sizeof paper, " %s ", rule.worked.rule->paper);
  int width = text_columns(paper), start = rect.x + rect.w - width;
  if (width > 2 && start >= x + LETTERS_GAP) frame_text(frame, start, y, width, paper, ROLE_DIM, 0);
}

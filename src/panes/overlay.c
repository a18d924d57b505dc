/* SPDX-License-Identifier: MIT
 *
 * Boxes above the screen: help, made from the table of actions, and the card at the end. */
#include "app/actions.h"
#include "app/messages.h"
#include "panes/parts.h"

#include <stdio.h>
#include <string.h>

enum { HELP_LINES = 256, COLUMN_GAP = 3 };

/* One line of the help: a group's title, an action, a sign and what it means, or a blank. */
struct help_line {
  const char *title;
  const struct action *action;
  const char *sign, *words;
};

/* What is drawn, in the order in which it is met. */
static const char *const signs[][2] = {
    {"O o A", N_("the ball, where the run is now")},
    {"*", N_("the lowest point; + another minimum")},
    {"^ v < >", N_("out of the picture, on this side")},
    {"a b c d", N_("where a lane has been, on a terrain")},
    {"s", N_("where the step goes; g straight downhill")},
    {"1 2 .. 7", N_("a line of equal loss, see its legend")},
    {"x", N_("in the loss: not a number")},
    {"0.1 x 2", N_("times; beside a parameter x, and typed: *")},
    {"gap", N_("how far the loss is above the lowest")},
    {"log", N_("an axis by powers of ten")},
    {"|--|--|-|", N_("the rate: 1% 10% 100% 110% of the limit")},
};

/* Rows that share their keys' text share a line. */
static bool repeats(int row) {
  const struct action *action = action_row(row), *before = action_row(row - 1);
  return before && before->group == action->group && action->keys_shown && before->keys_shown &&
         strcmp(action->keys_shown, before->keys_shown) == 0;
}

static int add_line(struct help_line *lines, int count, struct help_line line) {
  if (count < HELP_LINES) lines[count++] = line;
  return count;
}

static int help_lines(struct help_line *lines) {
  int count = 0;
  for (int group = 0; group < GROUP_COUNT; group++) {
    if (count > 0 && count < HELP_LINES) lines[count++] = (struct help_line){0};
    if (count < HELP_LINES) lines[count++].title = action_group_title((enum action_group)group);
    for (int i = 0; i < action_count() && count < HELP_LINES; i++)
      if ((int)action_row(i)->group == group && !repeats(i)) lines[count++].action = action_row(i);
  }
  count = add_line(lines, count, (struct help_line){0});
  count = add_line(lines, count, (struct help_line){.title = _("Signs")});
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    count = add_line(lines, count, (struct help_line){.sign = signs[i][0], .words = _(signs[i][1])});
  count = add_line(lines, count, (struct help_line){0});
  count = add_line(lines, count, (struct help_line){.title = _("Words")});
  for (int i = 0; i < DH_VERDICT_COUNT; i++) {
    enum dh_verdict verdict = (enum dh_verdict)i;
    count = add_line(lines, count,
                     (struct help_line){.sign = message_verdict(verdict), .words = _(dh_verdict_words(verdict))});
  }
  return count;
}

static int help_width(const struct help_line *lines, int count) {
  int width = 0;
  for (int i = 0; i < count; i++) {
    const char *words = lines[i].action ? _(lines[i].action->help) : lines[i].words;
    int columns = words ? PART_KEYS + text_columns(words) : 0;
    if (columns > width) width = columns;
  }
  return width;
}

static void draw_help_line(struct frame *frame, struct rect rect, const struct help_line *line) {
  if (line->title) part_whole(frame, rect.x, rect.y, rect.w, line->title, ROLE_TEXT, ATTR_BOLD | ATTR_UNDERLINE);
  if (line->action) part_action(frame, rect, line->action);
  if (line->words) part_explain(frame, rect, line->sign, line->words);
}

/* Where the second column begins: at the group that halves the list best. */
static int help_split(const struct help_line *lines, int count) {
  int split = count;
  for (int i = 1; i < count; i++)
    if (lines[i].title && (i >= count / 2 - 1) && split == count) split = i;
  return split;
}

/* The keys count as many lines as there are actions: where there are more, some keys move by two. */
static int help_top(const struct app *app, int last) {
  int counted = action_count() - 1;
  if (last <= counted) return app->overlay_line < last ? app->overlay_line : last;
  return app->overlay_line < counted ? app->overlay_line * last / counted : last;
}

void pane_help(struct frame *frame, const struct app *app) {
  struct help_line lines[HELP_LINES] = {{0}};
  int count = help_lines(lines), width = help_width(lines, count);
  bool two = 2 * width + COLUMN_GAP + 4 <= frame->cols;
  int split = two ? help_split(lines, count) : count;
  int tall = split > count - split ? split : count - split;
  struct rect inside = part_window(frame, two ? 2 * width + COLUMN_GAP : width, tall, _("help"));
  int last = tall > inside.h ? tall - inside.h : 0, top = help_top(app, last);
  for (int i = 0; i < inside.h; i++) {
    struct rect row = {inside.x, inside.y + i, two ? width : inside.w, 1};
    if (top + i < split) draw_help_line(frame, row, &lines[top + i]);
    row.x += width + COLUMN_GAP;
    if (two && split + top + i < count) draw_help_line(frame, row, &lines[split + top + i]);
  }
  const char *footer = last == 0 ? _(" any key closes ") : top < last ? _(" Down shows more ") : _(" Up goes back ");
  part_whole(frame, inside.x, inside.y + inside.h, inside.w, footer, ROLE_DIM, 0);
}

/* --- card --- */

/* The next line of a text; false at its end. */
static bool next_line(const char **text, char *line, size_t size) {
  if (**text == '\0') return false;
  size_t length = strcspn(*text, "\n");
  text_copy(line, length + 1 < size ? length + 1 : size, *text);
  *text += length + ((*text)[length] == '\n');
  return true;
}

/* Lines too long for the screen go on in the next one. */
static void break_lines(const struct text *lines, int columns, struct text *out) {
  char line[256];
  const char *text = text_string(lines);
  while (next_line(&text, line, sizeof line)) {
    char *rest = line;
    while (text_columns(rest) > columns) {
      size_t fit = text_wrap(rest, columns);
      if (fit == 0) break; /* one word, wider than the screen */
      text_append(out, rest, fit);
      text_add(out, "\n");
      rest += fit + strspn(rest + fit, " ");
    }
    text_printf(out, "%s\n", rest);
  }
}

/* Blanks that only align columns, taken out where the lines do not fit. */
static void squeeze(struct text *text) {
  size_t to = 0;
  for (size_t from = 0; from < text->length; from++)
    if (text->data[from] != ' ' || from < 2 || text->data[from - 1] != ' ' || text->data[from - 2] != ' ')
      text->data[to++] = text->data[from];
  if (text->data) text->data[to] = '\0';
  text->length = to;
}

static int card_width(const struct text *lines, int *count) {
  char line[256];
  const char *text = text_string(lines);
  int width = 0;
  for (*count = 0; next_line(&text, line, sizeof line); (*count)++)
    if (text_columns(line) > width) width = text_columns(line);
  return width;
}

static struct rect hills_of(const struct app *app) {
  enum { LOW = 20 /* rows */ };
  if (app->view == VIEW_OVERLAY) return app->layout.race.picture;
  return (struct rect){0, app->rows < LOW ? 1 : 2, app->cols, app->rows};
}

/* Lines that only part others, taken out where the card would lie on the lanes' words. */
static void close_up(const struct app *app, struct text *lines, int *count) {
  struct rect word = app->layout.lane[0].word;
  if (app->view != VIEW_COMPARE || word.h < 1 || hills_of(app).y + *count + 2 <= word.y) return;
  size_t to = 0;
  for (size_t from = 0; from < lines->length; from++)
    if (lines->data[from] != '\n' || (from > 0 && lines->data[from - 1] != '\n'))
      lines->data[to++] = lines->data[from];
    else
      --*count;
  if (lines->data) lines->data[to] = '\0';
  lines->length = to;
}

/* Over the upper part of the hills, so that words, losses and a race's ranking stay in view. Lines above the last give
 * way when there are too many: the last says how to go on. */
void pane_card(struct frame *frame, const struct app *app) {
  char line[256];
  int count, title = text_columns(app->card_title) + 2, room = frame->cols - 4;
  struct text lines = {0};
  text_add(&lines, text_string(&app->card));
  if (card_width(&lines, &count) > room) {
    squeeze(&lines);
    struct text broken = {0};
    break_lines(&lines, room, &broken);
    text_free(&lines);
    lines = broken;
  }
  int width = card_width(&lines, &count);
  close_up(app, &lines, &count);
  struct rect inside = part_window_over(frame, hills_of(app), width > title ? width : title, count, app->card_title);
  const char *text = text_string(&lines);
  for (int i = 0, y = 0; next_line(&text, line, sizeof line); i++) {
    if (y == inside.h - 1 && i < count - 1) continue;
    if (y < inside.h) part_whole(frame, inside.x, inside.y + y++, inside.w, line, ROLE_TEXT, 0);
  }
  text_free(&lines);
}

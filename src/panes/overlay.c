/* SPDX-License-Identifier: MIT
 *
 * A box above the screen: help, made from the table of actions. */
#include "app/actions.h"
#include "app/messages.h"
#include "app/view.h"
#include "panes/parts.h"

#include <string.h>

enum { HELP_LINES = 256, COLUMN_GAP = 3 };

/* One line of the help: a group's title, an action, a sign and what it means, or a blank. */
struct help_line {
  const char *title;
  const struct action *action;
  const char *sign, *words;
};

/* What is drawn, in the order in which it is met. */
enum { OF_LANES = 1, OF_LOGS = 2, EVERYWHERE = 3 };
static const struct {
  const char *sign, *words;
  unsigned where;
} signs[] = {
    {"O o A", N_("the ball, where the run is now"), OF_LANES},
    {"! -", N_("in a log: a fault; only a note"), OF_LOGS},
    {"a b c", N_("in a log: where what was found begins"), OF_LOGS},
    {"*", N_("the lowest point; + another minimum"), OF_LANES},
    {"^ v < >", N_("out of the picture, on this side"), EVERYWHERE},
    {"a b c d", N_("where a lane has been, on a terrain"), OF_LANES},
    {"s", N_("where the step goes; g straight downhill"), OF_LANES},
    {"1 2 .. 7", N_("a line of equal loss, see its legend"), OF_LANES},
    {"x", N_("in the loss: not a number"), EVERYWHERE},
    {"0.1 x 2", N_("times; beside a parameter x, and typed: *"), OF_LANES},
    {"gap", N_("how far the loss is above the lowest"), OF_LANES},
    {"log", N_("an axis by powers of ten"), EVERYWHERE},
    {"p g lr t", N_("in a rule: parameter, gradient, rate, step"), OF_LANES},
    {"m v b d", N_("its means, momentum, direction of the step"), OF_LANES},
    {"[==]", N_("a task's usual rates"), OF_LANES},
    {"|--|--|-|", N_("the rate: 1% 10% 100% 110% of the limit"), OF_LANES},
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

/* Where lanes are not seen, no key that is for them. */
static bool is_told(const struct app *app, int row) {
  return !view_is_recorded(app) || action_applies(app, action_row(row));
}

/* Has the present view or mode keys of its own in this group? */
static bool is_present(const struct app *app, int group) {
  for (int i = 0; i < action_count(); i++) {
    const struct action_set *set = action_set(i);
    if ((int)action_row(i)->group == group && set->applies && set->applies(app)) return true;
  }
  return false;
}

static int group_lines(const struct app *app, enum action_group group, struct help_line *lines, int count) {
  bool begun = false;
  for (int i = 0; i < action_count(); i++) {
    if (action_row(i)->group != group || repeats(i) || !is_told(app, i)) continue;
    if (!begun && count > 0) count = add_line(lines, count, (struct help_line){0});
    if (!begun) count = add_line(lines, count, (struct help_line){.title = action_group_title(group)});
    count = add_line(lines, count, (struct help_line){.action = action_row(i)});
    begun = true;
  }
  return count;
}

/* The groups of the present view and mode first. */
static int help_lines(const struct app *app, struct help_line *lines) {
  bool recorded = view_is_recorded(app);
  int count = 0;
  for (int present = 1; present >= 0; present--)
    for (int group = 0; group < GROUP_COUNT; group++)
      if (is_present(app, group) == present) count = group_lines(app, (enum action_group)group, lines, count);
  count = add_line(lines, count, (struct help_line){0});
  count = add_line(lines, count, (struct help_line){.title = _("Signs")});
  for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
    if (signs[i].where & (recorded ? OF_LOGS : OF_LANES))
      count = add_line(lines, count, (struct help_line){.sign = signs[i].sign, .words = _(signs[i].words)});
  if (recorded) return count;
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
  int count = help_lines(app, lines), width = help_width(lines, count);
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

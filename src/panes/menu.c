/* SPDX-License-Identifier: MIT
 *
 * The menu above the screen: groups at the left, the rows of the chosen one beside them; on a narrow screen the group
 * is in the title. */
#include "app/menu.h"

#include "app/messages.h"
#include "panes/parts.h"

#include <stdio.h>

enum { CURSOR = 2, GAP = 2 };

static int widest_row(const struct menu *menu) {
  int width = 0;
  for (int i = 0; i < menu->count; i++) {
    int columns = CURSOR + PART_KEYS + text_columns(_(menu->row[i]->help));
    if (columns > width) width = columns;
  }
  return width;
}

/* Columns of the titles; how many there are. */
static int widest_group(const struct menu *menu, int *count, int *tallest) {
  int width = 0;
  *count = *tallest = 0;
  for (int group = 0; group < GROUP_COUNT; group++) {
    int columns = text_columns(action_group_title((enum action_group)group));
    if (menu->lines[group] == 0) continue;
    if (columns > width) width = columns;
    if (menu->lines[group] > *tallest) *tallest = menu->lines[group];
    ++*count;
  }
  return width;
}

static void reverse(struct frame *frame, struct rect row) {
  for (int x = row.x; x < row.x + row.w && x < frame->cols; x++)
    frame->cells[(size_t)row.y * (size_t)frame->cols + (size_t)x].attr |= ATTR_REVERSE;
}

static void draw_groups(struct frame *frame, struct rect rect, const struct menu *menu, int chosen) {
  for (int group = 0, y = 0; group < GROUP_COUNT && y < rect.h; group++) {
    if (menu->lines[group] == 0) continue;
    if (group == chosen) part_whole(frame, rect.x, rect.y + y, 1, ">", ROLE_ACCENT, ATTR_BOLD);
    part_whole(frame, rect.x + CURSOR, rect.y + y, rect.w - CURSOR, action_group_title((enum action_group)group),
               ROLE_TEXT, group == chosen ? ATTR_BOLD : 0);
    y++;
  }
}

/* As many of a group's rows as fit, the chosen one among them. */
static void draw_rows(struct frame *frame, struct rect rect, const struct menu *menu, int group) {
  int first = menu->first[group], count = menu->lines[group], cursor = menu->chosen - first;
  int top = cursor - rect.h / 2, last = count - rect.h;
  if (top > last) top = last;
  if (top < 0) top = 0;
  for (int i = 0; i < rect.h && top + i < count; i++) {
    struct rect row = {rect.x, rect.y + i, rect.w, 1};
    part_action(frame, (struct rect){row.x + CURSOR, row.y, row.w - CURSOR, 1}, menu->row[first + top + i]);
    if (top + i != cursor) continue;
    frame_put(frame, row.x, row.y, frame_mark(frame, MARK_RIGHT), frame_color(frame, ROLE_ACCENT), FRAME_DEFAULT,
              ATTR_BOLD);
    reverse(frame, row);
  }
}

/* No larger or smaller from group to group. */
void pane_menu(struct frame *frame, const struct app *app) {
  struct menu menu;
  int groups, tallest;
  menu_list(app, &menu);
  if (menu.count == 0) return;
  int group = (int)menu.row[menu.chosen]->group, width = widest_row(&menu);
  int column = CURSOR + widest_group(&menu, &groups, &tallest) + GAP;
  bool wide = column + width + 4 <= frame->cols;
  char title[96];
  snprintf(title, sizeof title, wide ? "%s" : _("%s: %s"), _("menu"), action_group_title((enum action_group)group));
  struct rect inside =
      part_window(frame, wide ? column + width : width, wide && groups > tallest ? groups : tallest, title);
  struct rect right = inside;
  if (wide) {
    draw_groups(frame, (struct rect){inside.x, inside.y, column, inside.h}, &menu, group);
    right.x += column;
    right.w -= column;
  }
  draw_rows(frame, right, &menu, group);
  static const char *const footers[] = {N_(" Left Right group, Up Down row, Enter does it, Esc closes "),
                                        N_(" Left Right group, Up Down row, Enter, Esc "),
                                        N_(" Left Right, Up Down, Enter, Esc ")};
  for (int i = 0; i < 3; i++)
    if (part_whole(frame, inside.x, inside.y + inside.h, inside.w, _(footers[i]), ROLE_DIM, 0)) break;
}

/* SPDX-License-Identifier: MIT
 *
 * The rows of the Enter menu: actions that say so and apply now, group by group as in the help. app->overlay_line is
 * the chosen one. Rows belong to the table of actions. */
#ifndef APP_MENU_H
#define APP_MENU_H

#include "app/actions.h"

enum { MENU_MOST = 256 };

struct menu {
  const struct action *row[MENU_MOST];
  int count, chosen;
  int first[GROUP_COUNT], lines[GROUP_COUNT]; /* of each group; none if nothing of it applies */
};

void menu_list(const struct app *app, struct menu *menu);
/* The row where the next group (1) or the one before (-1) begins, around the ends. */
int menu_beside(const struct menu *menu, int direction);

#endif

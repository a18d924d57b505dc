/* SPDX-License-Identifier: MIT */
#include "app/menu.h"

#include "app/change.h"

void menu_list(const struct app *app, struct menu *menu) {
  *menu = (struct menu){0};
  for (int group = 0; group < GROUP_COUNT; group++) {
    menu->first[group] = menu->count;
    for (int i = 0; i < action_count() && menu->count < MENU_MOST; i++)
      if ((int)action_row(i)->group == group && action_row(i)->menu && action_applies(app, action_row(i)))
        menu->row[menu->count++] = action_row(i);
    menu->lines[group] = menu->count - menu->first[group];
  }
  menu->chosen = app->overlay_line < menu->count ? app->overlay_line : menu->count - 1;
}

int menu_beside(const struct menu *menu, int direction) {
  if (menu->count == 0) return 0;
  int group = (int)menu->row[menu->chosen]->group;
  do group = change_around(group, direction, GROUP_COUNT);
  while (menu->lines[group] == 0);
  return menu->first[group];
}

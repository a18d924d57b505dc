/* SPDX-License-Identifier: MIT
 *
 * The menu: every row can be reached, by rows and by groups, and is seen with its group when it is chosen. */
#include "app/menu.h"

#include "app/messages.h"
#include "stage.h"

static struct stage stage;

static void setup(void) { stage_open(&stage, 80, 24, GLYPHS_ASCII); }

static void teardown(void) { stage_close(&stage); }

static void row_text(int y, char *out, size_t size) {
  size_t length = 0;
  for (int x = 0; x < stage.frame.cols && length + 5 < size; x++) {
    uint32_t glyph = stage.frame.cells[(size_t)y * (size_t)stage.frame.cols + (size_t)x].glyph;
    if (glyph) length += (size_t)utf8_encode(glyph, out + length);
  }
  out[length] = '\0';
}

static bool seen(const char *words) {
  char line[1024];
  for (int y = 0; y < stage.frame.rows; y++) {
    row_text(y, line, sizeof line);
    if (strstr(line, words)) return true;
  }
  return false;
}

/* Where the menu's first and last line are. */
static void edges(int *top, int *bottom) {
  char line[1024];
  *top = *bottom = -1;
  for (int y = 0; y < stage.frame.rows; y++) {
    row_text(y, line, sizeof line);
    if (strstr(line, "- menu")) *top = y;
    if (strstr(line, "Enter, Esc -") || strstr(line, "Enter does it")) *bottom = y;
  }
}

START_TEST(the_chosen_row_is_seen_with_its_group) {
  static const int sizes[][2] = {{40, 12}, {60, 14}, {60, 16}, {80, 24}, {120, 40}};
  stage_resize(&stage, sizes[_i][0], sizes[_i][1]);
  app_key(&stage.app, KEY_CODE_ENTER);
  struct menu menu;
  menu_list(&stage.app, &menu);
  ck_assert_int_gt(menu.count, 50);
  int top = -1, bottom = -1;
  for (int line = 0; line < menu.count; line++) {
    char words[128], help[160];
    text_copy(help, sizeof help, menu.row[line]->help);
    help[text_wrap(help, sizes[_i][0] - 18)] = '\0'; /* what there is room for */
    stage_draw(&stage);
    ck_assert_int_eq(stage.app.overlay_line, line);
    snprintf(words, sizeof words, "> %s", menu.row[line]->keys_shown);
    ck_assert_msg(seen(words) && seen(help), "'%s' is chosen but not seen", help);
    snprintf(words, sizeof words, sizes[_i][0] < 80 ? "menu: %s" : "> %s", action_group_title(menu.row[line]->group));
    ck_assert_msg(seen(words), "no '%s' above '%s'", words, help);
    int first, last;
    edges(&first, &last);
    ck_assert_int_ge(first, 0);
    ck_assert_int_gt(last, first);
    ck_assert_msg(line == 0 || (first == top && last == bottom), "the window jumps at '%s'", help);
    top = first;
    bottom = last;
    app_key(&stage.app, KEY_CODE_DOWN);
  }
}
END_TEST

/* Every action that says so and applies, once. */
START_TEST(nothing_is_missing) {
  struct menu menu;
  menu_list(&stage.app, &menu);
  int expected = 0;
  for (int i = 0; i < action_count(); i++) {
    int found = 0;
    for (int line = 0; line < menu.count; line++) found += menu.row[line] == action_row(i);
    bool offered = action_row(i)->menu && action_applies(&stage.app, action_row(i));
    ck_assert_msg(found == offered, "%s is there %d times", action_row(i)->name, found);
    expected += offered;
  }
  ck_assert_int_eq(menu.count, expected);
}
END_TEST

START_TEST(left_and_right_go_from_group_to_group) {
  struct menu menu;
  bool met[GROUP_COUNT] = {false};
  int groups = 0;
  app_key(&stage.app, KEY_CODE_ENTER);
  menu_list(&stage.app, &menu);
  for (int group = 0; group < GROUP_COUNT; group++) groups += menu.lines[group] > 0;
  for (int press = 0; press < groups; press++) {
    const struct action *row = menu.row[stage.app.overlay_line];
    ck_assert(!met[row->group]);
    met[row->group] = true;
    ck_assert_int_eq(stage.app.overlay_line, menu.first[row->group]);
    app_key(&stage.app, KEY_CODE_RIGHT);
  }
  ck_assert_int_eq(stage.app.overlay_line, 0);
  ck_assert_int_eq(stage.app.step, 0); /* in the menu it is no step */
  app_key(&stage.app, KEY_CODE_DOWN);
  app_key(&stage.app, KEY_CODE_LEFT);
  ck_assert_int_eq(stage.app.overlay_line, menu.first[GROUP_PROGRAM]);
  app_key(&stage.app, KEY_CODE_LEFT);
  app_key(&stage.app, KEY_CODE_RIGHT);
  app_key(&stage.app, KEY_CODE_ENTER); /* the NaN demonstration is the first there */
  ck_assert(stage.app.demo);
  ck_assert_int_eq(stage.app.overlay, OVERLAY_NONE);
}
END_TEST

static Suite *suite(void) {
  Suite *all = suite_create("menu");
  TCase *tests = tcase_create("menu");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, the_chosen_row_is_seen_with_its_group, 0, 5);
  tcase_add_test(tests, nothing_is_missing);
  tcase_add_test(tests, left_and_right_go_from_group_to_group);
  suite_add_tcase(all, tests);
  return all;
}

#include "check_main.h"

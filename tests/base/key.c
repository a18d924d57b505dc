/* SPDX-License-Identifier: MIT
 *
 * Key names read back, and what an input method sends is folded. */
#include "base/key.h"
#include "base/look.h"

#include <check.h>
#include <stdbool.h>
#include <string.h>

START_TEST(every_name_reads_back) {
  char name[16];
  for (uint32_t key = 1; key < KEY_CODE_END_OF_LIST; key++) {
    if (key >= 0x80 && key < 0x4E00) continue;
    if (key >= 0x9FA6 && key < KEY_CODE_SPECIAL) continue;
    key_label(key, name);
    ck_assert_msg(name[0] != '\0' && strlen(name) < sizeof name, "key %#x has no name", key);
    uint32_t read = key_parse(name);
    bool twice = key == 12 || key == 26; /* Ctrl-L and Ctrl-Z are keys of their own */
    ck_assert_msg(read == key || twice, "%s is %#x, not %#x", name, read, key);
  }
}
END_TEST

START_TEST(names_are_read_kindly) {
  static const struct {
    const char *name;
    uint32_t key;
  } cases[] = {{"a", 'a'},
               {"A", 'A'},
               {" ", ' '},
               {"space", KEY_CODE_SPACE},
               {"PGDN", KEY_CODE_PAGE_DOWN},
               {"PageDown", KEY_CODE_PAGE_DOWN},
               {"Escape", KEY_CODE_ESCAPE},
               {"return", KEY_CODE_ENTER},
               {"ctrl-c", 3},
               {"Ctrl-L", KEY_CODE_REDRAW},
               {"\xE4\xB8\xAD", 0x4E2D},
               {"", 0},
               {"Leftt", 0},
               {"aa", 0},
               {"\033", 0},
               {"\xFF", 0},
               {"Ctrl-1", 0},
               {"Tick:3", 0}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    ck_assert_msg(key_parse(cases[i].name) == cases[i].key, "'%s' is %#x", cases[i].name, key_parse(cases[i].name));
}
END_TEST

START_TEST(full_width_is_folded) {
  for (uint32_t c = '!'; c <= '~'; c++) ck_assert_uint_eq(key_fold(c + 0xFEE0), c);
  ck_assert_uint_eq(key_fold(0x3000), ' ');
  ck_assert_uint_eq(key_fold(0x3002), '.');
  ck_assert_uint_eq(key_fold(0x300A), '<');
  ck_assert_uint_eq(key_fold(0x4E2D), 0x4E2D);
  for (uint32_t c = 0; c < 0x80; c++) ck_assert_uint_eq(key_fold(c), c);
  for (uint32_t key = KEY_CODE_SPECIAL; key < KEY_CODE_END_OF_LIST; key++) ck_assert_uint_eq(key_fold(key), key);
}
END_TEST

START_TEST(looks_have_different_names) {
  for (int i = 0; i < GLYPHS_COUNT; i++)
    for (int j = 0; j < i; j++) ck_assert_str_ne(look_glyphs_name(i), look_glyphs_name(j));
  for (int i = 0; i < THEME_COUNT; i++)
    for (int j = 0; j < i; j++) ck_assert_str_ne(look_theme_name(i), look_theme_name(j));
  ck_assert_ptr_null(look_glyphs_name(GLYPHS_COUNT));
  ck_assert_ptr_null(look_theme_name(THEME_COUNT));
  ck_assert_ptr_null(look_theme_name(-1));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("base/key");
  TCase *tc = tcase_create("key");
  tcase_add_test(tc, every_name_reads_back);
  tcase_add_test(tc, names_are_read_kindly);
  tcase_add_test(tc, full_width_is_folded);
  tcase_add_test(tc, looks_have_different_names);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

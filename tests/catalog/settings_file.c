/* SPDX-License-Identifier: MIT
 *
 * The user's settings of the screen: what is written is read back, and what is wrong has its line. */
#include "catalog/settings_file.h"

#include "catalog/folder.h"
#include "catalog/replace.h"

#include <check.h>

/* Entries as they are taken; "stop" is not known. */
static bool take(void *context, const char *name, const char *value) {
  text_printf(context, "%s is %s;", name, value);
  return strcmp(name, "stop") != 0;
}

static bool read_back(const char *content, struct text *taken, struct dh_error *error) {
  folder_write("settings.yaml", content, strlen(content));
  return settings_file_read(folder_path("settings.yaml"), take, taken, error);
}

START_TEST(what_is_written_is_read) {
  static const char *const lines[] = {"", "theme=light\n", "theme=light\nspeed=1/8\nlog_loss=on\n"};
  static const char *const expected[] = {"", "theme is light;", "theme is light;speed is 1/8;log_loss is on;"};
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    struct text file = {0}, taken = {0};
    struct dh_error error;
    settings_file_write(lines[i], &file);
    ck_assert(file_replace(folder_path("settings.yaml"), text_string(&file), file.length, &error));
    ck_assert(settings_file_read(folder_path("settings.yaml"), take, &taken, &error));
    ck_assert_str_eq(text_string(&taken), expected[i]);
    text_free(&file);
    text_free(&taken);
  }
}
END_TEST

static const struct {
  const char *content;
  enum dh_error_code code;
  long line;
} wrong[] = {
    {"", DH_ERROR_YAML, 0},
    {"downhill: 1\nsettings: [\n", DH_ERROR_YAML, 2},
    {"downhill: 1\ncolour: red\n", DH_ERROR_YAML, 2},
    {"settings: []\n", DH_ERROR_YAML, 0},
    {"downhill: one\n", DH_ERROR_FIELD, 1},
    {"downhill: 2\nsettings: []\n", DH_ERROR_NEWER, 1},
    {"downhill: 1\nsettings:\n  - theme=light\n  - stop=now\n", DH_ERROR_FIELD, 4},
    {"downhill: 1\nsettings:\n  - theme\n", DH_ERROR_FIELD, 3},
};

START_TEST(what_is_wrong_has_its_line) {
  struct text taken = {0};
  struct dh_error error = {.code = DH_OK};
  ck_assert(!read_back(wrong[_i].content, &taken, &error));
  ck_assert_int_eq(error.code, wrong[_i].code);
  if (wrong[_i].line > 0) ck_assert_int_eq(error.line, wrong[_i].line);
  text_free(&taken);
}
END_TEST

START_TEST(no_file_is_an_error) {
  struct dh_error error;
  ck_assert(!settings_file_read(folder_path("nowhere.yaml"), take, NULL, &error));
  ck_assert_int_eq(error.code, DH_ERROR_FILE);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("catalog/settings_file");
  TCase *t = tcase_create("settings_file");
  tcase_add_checked_fixture(t, folder_set_up, folder_tear_down);
  tcase_add_test(t, what_is_written_is_read);
  tcase_add_loop_test(t, what_is_wrong_has_its_line, 0, sizeof wrong / sizeof *wrong);
  tcase_add_test(t, no_file_is_an_error);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * The program in Chinese: chosen by option, environment or while it runs, found beside the program and where it was
 * installed; and columns hold though characters are two of them wide. */
#include "program.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const sizes[] = {"80x24", "120x40", "200x60", "60x16", "40x12"};
static const char *const views[] = {
    "Tick:60", "i i i Tick:300", "Tick:2400", "h",           "v Tick:60", "v B",       "v v",    "f Tick:90",
    "f f",     "g Tick:60",      "p Down",    "l",           "e",         "?",         "? PgDn", "Enter",
    "C",       "! Tick:900",     "y",         ": l r Enter", "T",         "o o p PgDn"};
enum { SIZES = sizeof sizes / sizeof *sizes, VIEWS = sizeof views / sizeof *views };

static struct result show(const char *options, const char *size, const char *keys) {
  char words[512];
  snprintf(words, sizeof words, "show %s --size %s --keys '%s'", options, size, keys);
  return program_run(words, NULL);
}

static bool says(const struct result *result, const char *words) { return strstr(text_string(&result->out), words); }

/* Of a border that begins at the left edge the other end is at the right edge. */
static bool begins_border(const char *line) {
  static const char *const borders[] = {"│", "├", "└", "┌"};
  for (size_t i = 0; i < sizeof borders / sizeof *borders; i++)
    if (strncmp(line, borders[i], strlen(borders[i])) == 0) return true;
  return false;
}

static void check_columns(const struct result *result, const char *size, const char *keys) {
  int cols = 0, rows = 0;
  ck_assert_int_eq(sscanf(size, "%dx%d", &cols, &rows), 2);
  ck_assert_int_eq(result->status, 0);
  ck_assert_int_le(text_lines(&result->out), rows);
  for (int i = 0; i < text_lines(&result->out); i++) {
    const char *line = text_line(&result->out, i);
    int columns = text_columns(line);
    ck_assert_msg(columns <= cols, "%s, %s: %d columns: %s", size, keys, columns, line);
    ck_assert_msg(!begins_border(line) || columns == cols, "%s, %s: %d columns: %s", size, keys, columns, line);
  }
}

START_TEST(columns_hold_in_chinese) {
  struct result result = show("--lang zh_CN", sizes[_i / VIEWS], views[_i % VIEWS]);
  check_columns(&result, sizes[_i / VIEWS], views[_i % VIEWS]);
  result_free(&result);
}
END_TEST

/* A word of another width takes no number's place: a logarithmic axis has both ends. */
START_TEST(an_axis_has_both_ends) {
  static const char *const widths[] = {"74x24", "76x24", "80x24"};
  struct result result = show("--lang zh_CN", widths[_i], "Tick:1 :goto 60 Enter");
  ck_assert(says(&result, "-6e5") && says(&result, " 对数 "));
  ck_assert(says(&result, " 6e5│"));
  result_free(&result);
}
END_TEST

START_TEST(the_option_chooses) {
  struct result chinese = show("--lang zh_CN", "80x24", "Tick:1"), english = show("--lang en", "80x24", "Tick:1");
  ck_assert(says(&chinese, "空格 运行") && !says(&chinese, "Space"));
  ck_assert(says(&english, "Space run") && !says(&english, "空格"));
  struct result before = program_run("--lang zh_CN show --size 80x24 --keys Tick:1", NULL);
  ck_assert_str_eq(text_string(&before.out), text_string(&chinese.out));
  result_free(&before);
  result_free(&chinese);
  result_free(&english);
}
END_TEST

START_TEST(it_changes_while_it_runs) {
  struct result there = show("", "80x24", ": lang zh Enter");
  struct result back = show("", "80x24", ": lang zh Enter : lang en Enter");
  ck_assert(says(&there, "空格 运行") && says(&there, "就绪") && says(&there, "中文"));
  ck_assert(says(&back, "Space run") && says(&back, "ready") && !says(&back, "就绪"));
  result_free(&there);
  result_free(&back);
  struct result found = show("", "80x24", "f Tick:300 : lang zh Enter");
  ck_assert(says(&found, "真实上限") && !says(&found, "true limit"));
  result_free(&found);
}
END_TEST

START_TEST(the_environment_chooses) {
  setenv("LANGUAGE", "zh_CN", 1);
  struct result result = program_run("list verdicts", NULL);
  ck_assert(says(&result, "永远来回跳"));
  result_free(&result);
  unsetenv("LANGUAGE");
}
END_TEST

START_TEST(errors_are_translated) {
  struct result result = program_run("run --lang zh_CN --learning_rate much", NULL);
  ck_assert_int_eq(result.status, 2);
  ck_assert_ptr_nonnull(strstr(text_string(&result.err), "不是合适的值"));
  result_free(&result);
}
END_TEST

/* What programs read is the same in all languages. */
START_TEST(data_are_not_translated) {
  static const char *const commands[] = {"run --steps 3 --summary",
                                         "run --steps 3",
                                         "find --format csv",
                                         "map --steps 20 --size 20x10 --format csv",
#ifdef DOWNHILL_PNG
                                         "map --steps 20 --size 20x10 --format png",
#endif
                                         "schedule --steps 3"};
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
    char words[128];
    struct result english = program_run(commands[i], NULL);
    snprintf(words, sizeof words, "%s --lang zh_CN", commands[i]);
    struct result chinese = program_run(words, NULL);
    ck_assert_uint_gt(english.out.length, 0);
    ck_assert_uint_eq(english.out.length, chinese.out.length);
    ck_assert_mem_eq(english.out.data, chinese.out.data, english.out.length);
    result_free(&english);
    result_free(&chinese);
  }
}
END_TEST

/* The program, and with `words` its translation, below a prefix. */
static void install(const char *prefix, bool words) {
  static const char *const directory = "share/locale/zh_CN/LC_MESSAGES";
  char command[4096];
  const char *binary = getenv("DOWNHILL_BINARY");
  snprintf(command, sizeof command, "mkdir -p '%s/bin' '%s/%s' && cp '%s' '%s/bin/downhill'", prefix, prefix, directory,
           binary, prefix);
  ck_assert_int_eq(system(command), 0);
  if (!words) return;
  snprintf(command, sizeof command, "cp \"$(dirname '%s')\"/assets/locale/zh_CN/LC_MESSAGES/downhill.mo '%s/%s'",
           binary, prefix, directory);
  ck_assert_int_eq(system(command), 0);
}

START_TEST(it_is_found_below_the_prefix_and_missed_in_silence) {
  char prefix[1024], binary[2048];
  snprintf(prefix, sizeof prefix, "%s", scratch_path(_i ? "installed" : "alone"));
  install(prefix, _i);
  snprintf(binary, sizeof binary, "%s/bin/downhill", prefix);
  setenv("DOWNHILL_BINARY", binary, 1);
  struct result result = program_run("list verdicts --lang zh_CN", NULL);
  ck_assert_int_eq(result.status, 0);
  ck_assert_str_eq(text_string(&result.err), "");
  ck_assert(says(&result, _i ? "永远来回跳" : "bounces for ever"));
  result_free(&result);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("languages");
  TCase *tests = tcase_create("languages");
  tcase_add_loop_test(tests, columns_hold_in_chinese, 0, SIZES * VIEWS);
  tcase_add_loop_test(tests, an_axis_has_both_ends, 0, 3);
  tcase_add_test(tests, the_option_chooses);
  tcase_add_test(tests, it_changes_while_it_runs);
  tcase_add_test(tests, the_environment_chooses);
  tcase_add_test(tests, errors_are_translated);
  tcase_add_test(tests, data_are_not_translated);
  tcase_add_loop_test(tests, it_is_found_below_the_prefix_and_missed_in_silence, 0, 2);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

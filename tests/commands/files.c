/* SPDX-License-Identifier: MIT
 *
 * What the screen reads and writes, by the keys of `show`: saved scenes, data, exports. */
#include "commands/files.h"
#include "program.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct result result;

/* `keys` with every % replaced by the folder of this test. */
static void show(const char *options, const char *keys) {
  struct text words = {0};
  char folder[128];
  text_copy(folder, sizeof folder, scratch_path(""));
  text_printf(&words, "show %s --keys '", options);
  for (; *keys; keys++) {
    if (*keys == '%')
      text_add(&words, folder);
    else
      text_append(&words, keys, 1);
  }
  text_add(&words, "'");
  result = program_run(text_string(&words), NULL);
  ck_assert_msg(result.status == 0, "%s: %s", text_string(&words), text_string(&result.err));
  text_free(&words);
}

static void look(const char *name, struct text *out) {
  char block[4096];
  FILE *file = fopen(scratch_path(name), "rb");
  text_clear(out);
  if (!file) return;
  for (size_t got; (got = fread(block, 1, sizeof block, file)) > 0;) text_append(out, block, got);
  fclose(file);
}

static void put(const char *name, const char *content) {
  FILE *file = fopen(scratch_path(name), "wb");
  ck_assert_ptr_nonnull(file);
  fputs(content, file);
  ck_assert_int_eq(fclose(file), 0);
}

static bool said(const char *words) { return strstr(text_string(&result.out), words) != NULL; }

/* Pictures are too long for Check's messages. */
static bool same(const struct text *a, const struct text *b) {
  bool equal = strcmp(text_string(a), text_string(b)) == 0;
  if (!equal) fprintf(stderr, "%s\nis not\n%s\n", text_string(a), text_string(b));
  return equal;
}

/* The body of a picture: everything above the message line. */
static void body(struct text *out) {
  text_clear(out);
  for (int i = 0; i < 22; i++) text_printf(out, "%s\n", text_line(&result.out, i));
}

/* Lanes, journals, rates, the step: a scene that was loaded looks as it did when it was saved. */
START_TEST(a_loaded_scene_is_the_saved_one) {
  struct text before = {0}, after = {0};
  show("",
       ":goto 12 Enter : lr 0.3 Enter n : optim adam Enter :goto 30 Enter X : gradient_noise 1 Enter 2 :goto 41 Enter "
       ": save %scene.yaml Enter");
  ck_assert(said("saved as"));
  body(&before);
  result_free(&result);
  show("", "Tick:30 Space ! : load %scene.yaml Enter");
  ck_assert(said("4 lanes, step 41"));
  body(&after);
  ck_assert(same(&before, &after));
  result_free(&result);
  text_free(&before);
  text_free(&after);
}
END_TEST

/* A file that cannot be used says why, with its line, and nothing on the screen changes. */
static const struct {
  const char *content, *why;
} broken[] = {
    {"downhill: 2\n", "line 1: it comes from a newer downhill"},
    {"downhill: 1\nsurface: parabola\nstart: [2]\nlanes:\n  - name: A\n    settings: [learning_rate=fast]\n",
     "line 6: the field 'learning_rate=fast'"},
    {"downhill: 1\nsurface: parabola\nstart: [2]\nlanes: [\n", "line 4, column 8: "},
    {"downhill: 1\nsurface: parabola\nstart: [2]\nstep: 999999999\nlanes:\n  - name: A\n",
     "step: 999999999 is out of range"},
};

START_TEST(a_broken_scene_changes_nothing) {
  struct text before = {0}, after = {0};
  put("broken.yaml", broken[_i].content);
  show("--size 160x24", ":goto 5 Enter");
  body(&before);
  result_free(&result);
  show("--size 160x24", ":goto 5 Enter : load %broken.yaml Enter");
  body(&after);
  if (!said(broken[_i].why)) fprintf(stderr, "%s", text_string(&result.out));
  ck_assert(said(broken[_i].why));
  ck_assert(said(":load"));
  ck_assert(same(&before, &after));
  result_free(&result);
  text_free(&before);
  text_free(&after);
}
END_TEST

START_TEST(a_missing_scene_is_said) {
  show("", ": load %nowhere.yaml Enter");
  ck_assert(said("No such file"));
  result_free(&result);
}
END_TEST

START_TEST(data_are_fitted) {
  put("points.csv", "x,y\n1,3\n2,5\n3,7\n");
  show("--size 120x40", ": data %points.csv w*x + b Enter");
  ck_assert(said("fitted to"));
  ck_assert(said("points.csv"));
  result_free(&result);
  show("--size 120x40", ": data line50 w*x Enter"); /* one of ours */
  ck_assert(said("fitted to line50"));
  result_free(&result);
  show("--size 120x40", ": data %nowhere.csv Enter");
  ck_assert(said("No such file"));
  ck_assert(said("parabola"));
  result_free(&result);
}
END_TEST

/* The rows of a lane are those that `replay` prints. */
START_TEST(rows_are_those_of_replay) {
  struct text rows = {0};
  char words[256];
  static const char *const formats[] = {"csv", "jsonl"};
  for (int i = 0; i < 2; i++) {
    snprintf(words, sizeof words,
             ":goto 9 Enter : lr 0.3 Enter :goto 20 Enter : save! %%s.yaml Enter : export! %%rows.%s Enter",
             formats[i]);
    show("", words);
    result_free(&result);
    snprintf(words, sizeof words, "replay %s --lane B --format %s", scratch_path("s.yaml"), formats[i]);
    result = program_run(words, NULL);
    look(i == 0 ? "rows.csv" : "rows.jsonl", &rows);
    ck_assert_int_eq(text_lines(&rows), i == 0 ? 22 : 21);
    ck_assert(same(&rows, &result.out));
    result_free(&result);
  }
  text_free(&rows);
}
END_TEST

/* The screen is exported as `show` prints it. */
START_TEST(the_screen_is_exported) {
  struct text file = {0};
  static const char *const formats[][2] = {{"text", "screen.txt"}, {"ansi", "screen.ansi"}, {"svg", "screen.svg"}};
  for (int i = 0; i < 3; i++) {
    char options[64], keys[96];
    snprintf(options, sizeof options, "--format %s", formats[i][0]);
    snprintf(keys, sizeof keys, "Right Right Tick:30 : export %%%s Enter", formats[i][1]);
    show(options, keys);
    result_free(&result);
    show(options, "Right Right Tick:30 Esc");
    look(formats[i][1], &file);
    ck_assert(same(&file, &result.out));
    result_free(&result);
  }
  text_free(&file);
}
END_TEST

static int count(const struct text *text, const char *what) {
  int found = 0;
  for (const char *at = strstr(text_string(text), what); at; at = strstr(at + 1, what)) found++;
  return found;
}

/* Every lane twice, its loss and its rate; or the one lane. */
START_TEST(charts_are_exported) {
  struct text file = {0};
  show("",
       ":goto 40 Enter : lr 0.3 Enter :goto 50 Enter : export chart %chart.svg Enter : export lane %lane.svg Enter L "
       ": export chart %log.svg Enter ! :goto 200 Enter : export chart %nan.svg Enter");
  result_free(&result);
  look("chart.svg", &file);
  ck_assert_int_eq(count(&file, "stroke-width=\"2\""), 8);
  ck_assert_int_eq(count(&file, "B: learning_rate=0.3"), 1);
  ck_assert_int_eq(count(&file, "clip-path"), 2);
  look("lane.svg", &file);
  ck_assert_int_eq(count(&file, "stroke-width=\"2\""), 2);
  look("log.svg", &file);
  ck_assert_int_eq(count(&file, "logarithmic"), 1);
  look("nan.svg", &file); /* what is not finite is a gap */
  ck_assert_int_eq(count(&file, "stroke-width=\"2\""), 8);
  ck_assert_int_eq(count(&file, "nan") + count(&file, "inf"), 0);
  text_free(&file);
}
END_TEST

/* A file that is there stays, unless it is told to go. */
START_TEST(nothing_is_overwritten_by_mistake) {
  struct text file = {0};
  static const char *const lines[] = {"save %keep.yaml", "export %keep.svg"};
  static const char *const names[] = {"keep.yaml", "keep.svg"};
  for (int i = 0; i < 2; i++) {
    char keys[64];
    put(names[i], "mine");
    snprintf(keys, sizeof keys, ": %s Enter", lines[i]);
    show("--size 120x40", keys);
    ck_assert(said("is there already"));
    result_free(&result);
    look(names[i], &file);
    ck_assert_str_eq(text_string(&file), "mine");
    snprintf(keys, sizeof keys, ": %.*s! %s Enter", (int)strcspn(lines[i], " "), lines[i], strchr(lines[i], '%'));
    show("--size 120x40", keys);
    ck_assert(said("saved as"));
    result_free(&result);
    look(names[i], &file);
    ck_assert_str_ne(text_string(&file), "mine");
  }
  show("--size 120x40", ": export %no/such/folder.svg Enter");
  ck_assert(said("No such file"));
  result_free(&result);
  text_free(&file);
}
END_TEST

/* What is saved without an ending opens by the name that is said, and by the one that was typed. */
START_TEST(a_scene_without_an_ending_gets_one) {
  struct text file = {0};
  char words[256];
  show("--size 160x24", ": save %demo Enter");
  snprintf(words, sizeof words, "saved as %s: downhill %s opens it", scratch_path("demo.yaml"),
           scratch_path("demo.yaml"));
  ck_assert(said(words));
  result_free(&result);
  look("demo.yaml", &file);
  ck_assert_int_eq(strncmp(text_string(&file), "downhill: 1", 11), 0);
  ck_assert_int_ne(access(scratch_path("demo"), F_OK), 0);
  result = program_run(scratch_path("demo.yaml"), NULL);
  ck_assert_int_eq(result.status, 0);
  result_free(&result);
  show("--size 160x24", ": load %demo Enter");
  ck_assert(said("demo.yaml: 4 lanes, step 0"));
  result_free(&result);
  show("--size 160x24", ": save! %demo.v2 Enter"); /* an ending of one's own stays */
  ck_assert(said("saved as") && !said("opens it"));
  ck_assert_int_eq(access(scratch_path("demo.v2"), F_OK), 0);
  result_free(&result);
  text_free(&file);
}
END_TEST

/* Tab looks at every file of a folder, in the order of their names: the last to be found would be overlooked. */
START_TEST(all_files_of_a_folder_are_looked_at) {
  char name[32];
  for (int i = 0; i < 300; i++) {
    snprintf(name, sizeof name, "many-%03d.yaml", i);
    put(name, "");
  }
  put("manx.yaml", "");
  struct text list = {0};
  int count = 0;
  files_list(scratch_path("man"), &list);
  const char *line = text_string(&list), *before = NULL;
  const char *last = scratch_path("manx.yaml\n"); /* was made last, but comes first */
  ck_assert_int_eq(strncmp(line, last, strlen(last)), 0);
  for (; *line; line = strchr(line, '\n') + 1, count++) {
    if (before) ck_assert_int_lt(strncmp(before, line, strcspn(line, "\n")), 0);
    before = line;
  }
  ck_assert_int_eq(count, 301);
  text_free(&list);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("commands/files");
  TCase *t = tcase_create("files");
  tcase_set_timeout(t, 120);
  tcase_add_test(t, a_loaded_scene_is_the_saved_one);
  tcase_add_loop_test(t, a_broken_scene_changes_nothing, 0, sizeof broken / sizeof *broken);
  tcase_add_test(t, a_missing_scene_is_said);
  tcase_add_test(t, data_are_fitted);
  tcase_add_test(t, rows_are_those_of_replay);
  tcase_add_test(t, the_screen_is_exported);
  tcase_add_test(t, charts_are_exported);
  tcase_add_test(t, nothing_is_overwritten_by_mistake);
  tcase_add_test(t, a_scene_without_an_ending_gets_one);
  tcase_add_test(t, all_files_of_a_folder_are_looked_at);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

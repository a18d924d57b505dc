/* SPDX-License-Identifier: MIT
 *
 * Files of lessons: those of ours, a user's own beside them, and files that are wrong, with the line. */
#include "catalog/catalog.h"
#include "catalog/document.h"
#include "catalog/lesson.h"
#include "folder.h"

static struct dh_error error;

#define HEAD "lesson: 1\nname: mine\ntitle: Mine\nsummary: Of my own\nminutes: 5\n"

static struct lesson *read_text(const char *text) {
  const struct document document = {"mine.yaml", text, strlen(text)};
  return lesson_from_yaml(&document, &error);
}

START_TEST(ours_are_complete) {
  struct catalog *catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  ck_assert_int_ge(catalog_lesson_count(catalog), 4);
  for (int i = 0; i < catalog_lesson_count(catalog); i++) {
    const struct lesson *lesson = catalog_lesson(catalog, i);
    int questions = 0;
    ck_assert_int_eq(catalog_lesson_find(catalog, lesson->file->name), i);
    ck_assert_int_ge(lesson->file->beats_count, 3);
    for (unsigned k = 0; k < lesson->file->beats_count; k++) {
      const struct lesson_beat *beat = &lesson->file->beats[k];
      ck_assert_msg(beat->say_count > 0, "%s, beat %u: the teacher says nothing", lesson->path, k + 1);
      ck_assert_msg(!beat->predict || beat->reveal, "%s, beat %u: nothing is revealed", lesson->path, k + 1);
      questions += beat->predict != NULL;
    }
    ck_assert_msg(questions >= 2, "%s asks nothing", lesson->path);
  }
  catalog_destroy(catalog);
}
END_TEST

START_TEST(a_users_own_join_and_replace) {
  const char *mine = HEAD "beats:\n  - text: [hello]\n";
  ck_assert_int_eq(mkdir(folder_path("lessons"), 0700), 0);
  folder_write("lessons/a.yaml", mine, strlen(mine));
  const char *step = "lesson: 1\nname: the_step\ntitle: Another\nsummary: s\nminutes: 1\nbeats:\n  - text: [x]\n";
  folder_write("lessons/b.yaml", step, strlen(step));
  folder_write("lessons/c.yaml", "lesson: 1\n", 10);
  struct catalog *plain = catalog_create(NULL, &error), *catalog = catalog_create(folder, &error);
  ck_assert_int_eq(catalog_lesson_count(catalog), catalog_lesson_count(plain) + 1);
  ck_assert_int_eq(catalog_lesson_find(catalog, "mine"), catalog_lesson_count(plain));
  ck_assert_str_eq(catalog_lesson(catalog, catalog_lesson_find(catalog, "the-step"))->file->title, "Another");
  ck_assert_int_eq(catalog_problem_count(catalog), 1);
  catalog_destroy(plain);
  catalog_destroy(catalog);
}
END_TEST

START_TEST(everything_is_read) {
  struct lesson *lesson = read_text(
      HEAD
      "beats:\n  - text:\n      - first\n      - second paragraph\n        that goes on\n    say: [\"said: this\"]\n"
      "    do: [fresh, lanes 0.1 0.2]\n    predict:\n      question: What?\n      at: 24\n      choices:\n"
      "        - {text: one, when: A.w < 1}\n        - {text: two, when: A.w > 1}\n    hint: h\n    reveal: r\n"
      "    check: [A.w @1 = 2.6]\n"
      "  - text: [another beat]\n    goal: A.w < 1\n    solution: [run 1]\n    done: d\n");
  ck_assert_msg(lesson != NULL, "%s %s", error.text, error.text2);
  const struct lesson_beat *beat = lesson->file->beats;
  ck_assert_int_eq(lesson->minutes, 5);
  ck_assert_uint_eq(lesson->file->beats_count, 2);
  ck_assert_uint_eq(beat->text_count, 2);
  ck_assert_str_eq(beat->text[1], "second paragraph that goes on");
  ck_assert_str_eq(beat->say[0], "said: this");
  ck_assert_str_eq(beat->set_up[1], "lanes 0.1 0.2");
  ck_assert_uint_eq(beat->predict->choices_count, 2);
  ck_assert_str_eq(beat->predict->choices[1].when, "A.w > 1");
  ck_assert_str_eq(beat->predict->at, "24");
  ck_assert_str_eq(beat->check[0], "A.w @1 = 2.6");
  ck_assert_str_eq(beat[1].solution[0], "run 1");
  ck_assert_ptr_null(beat[1].predict);
  ck_assert_int_eq(lesson_line(lesson, 0, "A.w > 1"), 18);
  ck_assert_int_eq(lesson_line(lesson, 0, "second paragraph that goes on"), 9);
  ck_assert_int_eq(lesson_line(lesson, 1, "A.w < 1"), 23);
  lesson_destroy(lesson);
}
END_TEST

static const struct {
  const char *text;
  enum dh_error_code code;
  const char *about;
  int line;
} wrong[] = {
    {"", DH_ERROR_YAML, "", 0},
    {"lesson: 2\nname: mine\nbeats: [later]\n", DH_ERROR_NEWER, "", 1},
    {"lesson: 0\nname: mine\ntitle: t\nsummary: s\nminutes: 5\nbeats:\n  - text: [x]\n", DH_ERROR_FIELD, "lesson", 1},
    {"lesson: 1\nname: Mine\ntitle: t\nsummary: s\nminutes: 5\nbeats:\n  - text: [x]\n", DH_ERROR_FIELD, "name", 2},
    {"lesson: 1\nname: mine\ntitle: t\nsummary: s\nminutes: soon\nbeats:\n  - text: [x]\n", DH_ERROR_FIELD, "minutes",
     5},
    {"lesson: 1\nname: mine\ntitle: t\nsummary: s\nminutes: 0\nbeats:\n  - text: [x]\n", DH_ERROR_FIELD, "minutes", 5},
    {HEAD "route: 0\nbeats:\n  - text: [x]\n", DH_ERROR_FIELD, "route", 6},
    {HEAD "beats: []\n", DH_ERROR_YAML, "", 6},
    {HEAD "beats:\n  - text: []\n", DH_ERROR_YAML, "", 7},
    {HEAD "beats:\n  - say: [x]\n", DH_ERROR_YAML, "", 0},
    {HEAD "beats:\n  - text: [x]\n    gaol: A.w < 1\n", DH_ERROR_YAML, "gaol", 8},
    {HEAD "beats:\n  - text: [x]\n    goal: A.w < 1\n", DH_ERROR_FIELD, "solution", 7},
    {HEAD "beats:\n  - text: [x]\n    solution: [run 1]\n", DH_ERROR_FIELD, "goal", 7},
    {HEAD "beats:\n  - text: [x]\n  - text: [y]\n    done: too early\n", DH_ERROR_FIELD, "done", 9},
    {HEAD "beats:\n  - text: [x]\n    reveal: why\n", DH_ERROR_FIELD, "reveal", 8},
    {HEAD "beats:\n  - text: [x]\n    predict: {question: q, choices: [{text: a, when: b}]}\n", DH_ERROR_YAML, "", 8},
    {HEAD "beats:\n  - text: [x]\n    predict:\n      question: q\n      at: soon\n      choices:\n"
          "        - {text: a, when: b}\n        - {text: c, when: d}\n",
     DH_ERROR_FIELD, "at", 10},
};

START_TEST(what_is_wrong_is_said_with_its_line) {
  struct lesson *lesson = read_text(wrong[_i].text);
  ck_assert_ptr_null(lesson);
  ck_assert_msg(error.code == wrong[_i].code && (wrong[_i].line == 0 || error.line == wrong[_i].line),
                "case %d: %d, line %ld, %s", _i, (int)error.code, error.line, error.text2);
  ck_assert_str_eq(error.text, "mine.yaml");
  ck_assert_msg(strstr(error.text2, wrong[_i].about) != NULL, "%s", error.text2);
}
END_TEST

/* What a screen shows cannot harm it. */
START_TEST(texts_are_cleaned) {
  struct lesson *lesson = read_text(HEAD "beats:\n  - text: [\"a\\eb\\u202e\"]\n    say: [\"\\x07\"]\n");
  ck_assert_ptr_nonnull(lesson);
  ck_assert_str_eq(lesson->file->beats[0].text[0], "a?b?");
  ck_assert_str_eq(lesson->file->beats[0].say[0], "?");
  lesson_destroy(lesson);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("catalog/lessons");
  TCase *t = tcase_create("lessons");
  tcase_add_checked_fixture(t, folder_set_up, folder_tear_down);
  tcase_add_test(t, ours_are_complete);
  tcase_add_test(t, a_users_own_join_and_replace);
  tcase_add_test(t, everything_is_read);
  tcase_add_loop_test(t, what_is_wrong_is_said_with_its_line, 0, sizeof wrong / sizeof *wrong);
  tcase_add_test(t, texts_are_cleaned);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

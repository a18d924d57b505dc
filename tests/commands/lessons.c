/* SPDX-License-Identifier: MIT
 *
 * downhill lessons, as scripts and teachers see it, and what the program keeps of them. */
#include "catalog/catalog.h"
#include "catalog/lesson.h"
#include "program.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct result result;

static void teardown(void) { result_free(&result); }

static void run(const char *words) {
  result_free(&result);
  result = program_run(words, NULL);
}

static void write_lesson(const char *path, const char *beats) {
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  fprintf(file, "lesson: 1\nname: mine\ntitle: Mine\nsummary: Of my own\nminutes: 5\nbeats:\n%s", beats);
  ck_assert_int_eq(fclose(file), 0);
}

static bool said(const char *words) { return strstr(text_string(&result.out), words) != NULL; }

START_TEST(the_list_is_the_catalogs) {
  struct dh_error error;
  struct catalog *catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  run("lessons");
  ck_assert_int_eq(result.status, 0);
  ck_assert_int_eq(text_lines(&result.out), catalog_lesson_count(catalog) + 1);
  for (int i = 0; i < catalog_lesson_count(catalog); i++)
    ck_assert_ptr_nonnull(strstr(text_line(&result.out, i + 1), catalog_lesson(catalog, i)->file->title));
  catalog_destroy(catalog);
}
END_TEST

/* What is left out is not in the list of beats, and the minutes add up. */
START_TEST(the_route_is_what_the_files_say) {
  struct dh_error error;
  struct catalog *catalog = catalog_create(NULL, &error);
  char sum[64];
  int minutes = 0, stops = 0;
  run("lessons route");
  for (int i = 0; i < catalog_lesson_count(catalog); i++) {
    const struct lesson *lesson = catalog_lesson(catalog, i);
    ck_assert_int_eq(said(lesson->file->name), lesson->route > 0);
    ck_assert_int_lt(lesson->route, lesson->minutes);
    minutes += lesson->route;
    stops += lesson->route > 0;
  }
  ck_assert_int_eq(stops, 8);
  ck_assert_int_eq(minutes, 45); /* one lesson at school */
  ck_assert(said("  1-5 7  "));
  snprintf(sum, sizeof sum, "\n%d minutes in all\n", minutes);
  ck_assert_msg(said(sum), "%s", text_string(&result.out));
  catalog_destroy(catalog);
  run("lessons notes the_step");
  ck_assert(said("-- 6 of 7 --\n(not on the short route)\n") && !said("-- 5 of 7 --\n(not"));
}
END_TEST

START_TEST(all_of_ours_are_right) {
  run("lessons check");
  ck_assert_msg(result.status == 0, "%s", text_string(&result.err));
  ck_assert_uint_eq(result.err.length, 0);
}
END_TEST

/* A lesson that claims 4.12 fails when the engine says otherwise, and the line is told. */
START_TEST(a_wrong_number_is_found) {
  char words[512], expected[600];
  const char *path = scratch_path("wrong.yaml");
  write_lesson(path, "  - text:\n      - \"time is up at {A.w @60 = 4.12} of {5}\"\n    do: [fresh, lanes 0.01]\n");
  snprintf(words, sizeof words, "lessons check %s", path);
  run(words);
  ck_assert_int_eq(result.status, 1);
  snprintf(expected, sizeof expected,
           "downhill lessons: %s:8: beat 1: 'A.w @60 = 4.12': it says 4.12, the run says 4.11\n", path);
  ck_assert_str_eq(text_string(&result.err), expected);
}
END_TEST

static const struct {
  const char *beats, *said;
} wrong[] = {
    {"  - text: [x]\n    goal: A.w < 0\n    solution: [run 1]\n", ":8: beat 1: 'A.w < 0': the solution does not reach"},
    {"  - text: [x]\n    goal: A.w < 9\n    solution: [run 1]\n", ":8: beat 1: 'A.w < 9': the goal holds from the beg"},
    {"  - text: [x]\n    predict:\n      question: Why?\n      at: 1\n      choices:\n        - {text: a, when: A.w < "
     "0}\n"
     "        - {text: b, when: A.w < -1}\n",
     ":9: beat 1: 'Why?': no choice comes true"},
    {"  - text: [x]\n    predict:\n      question: Why?\n      at: 1\n      choices:\n        - {text: a, when: A.w > "
     "0}\n"
     "        - {text: b, when: A.w > 1}\n",
     ":13: beat 1: 'A.w > 1': more than one choice comes true"},
    {"  - text: [x]\n    do: [lr much]\n", ":8: beat 1: 'lr much': "},
    {"  - text: [x]\n    gaol: A.w < 0\n", "line 8: not the YAML that is expected here: Unexpected key: gaol"},
};

START_TEST(what_is_wrong_is_told) {
  char words[512];
  const char *path = scratch_path("wrong.yaml");
  write_lesson(path, wrong[_i].beats);
  snprintf(words, sizeof words, "lessons check %s", path);
  run(words);
  ck_assert_int_eq(result.status, 1);
  ck_assert_msg(strstr(text_string(&result.err), wrong[_i].said) != NULL, "%s", text_string(&result.err));
  ck_assert_int_eq(text_lines(&result.err), 1);
}
END_TEST

START_TEST(playing_answers) {
  run("lessons play the_step --answers 1,1,2,3");
  ck_assert_int_eq(result.status, 0);
  ck_assert(said("Step 1: it is 1, as guessed.") && said("Step 1: it is 2, not as guessed."));
  ck_assert(said("2 - 0.1 x (-6) = 2.6") && said("> run 14\nClose enough!"));
  run("lessons play 1"); /* by its number, nobody guessing */
  ck_assert_int_eq(result.status, 0);
  ck_assert(said("Step 1: it is 2.\n") && !said("guessed"));
}
END_TEST

START_TEST(every_lesson_plays_and_has_notes) {
  struct dh_error error;
  char words[128];
  struct catalog *catalog = catalog_create(NULL, &error);
  for (int i = 0; i < catalog_lesson_count(catalog); i++) {
    static const char *const deeds[] = {"play", "notes"};
    for (int k = 0; k < 2; k++) {
      snprintf(words, sizeof words, "lessons %s %s", deeds[k], catalog_lesson(catalog, i)->file->name);
      run(words);
      ck_assert_msg(result.status == 0, "%s: %s", words, text_string(&result.err));
      ck_assert_msg(!said("{") && !said("}"), "%s: a number was not filled in", words);
      for (int line = 0; line < text_lines(&result.out); line++)
        ck_assert_int_le(text_columns(text_line(&result.out, line)), 120);
    }
  }
  catalog_destroy(catalog);
}
END_TEST

START_TEST(notes_have_what_the_teacher_says) {
  run("lessons notes the_step");
  ck_assert(said("Say:     ") && said("thick fog") && said("Answer:  2, at step 1") && said("One way: run 14"));
}
END_TEST

static const struct {
  const char *words, *said;
  int status;
} usage[] = {
    {"lessons paly the_step", "there is no 'paly': choose list, route, check, play or notes", 2},
    {"lessons play", "write it as: downhill lessons play FILE --answers 1,2", 2},
    {"lessons notes a b", "write it as: downhill lessons notes FILE", 2},
    {"lessons play nowhere.yaml", "nowhere.yaml: No such file", 2},
    {"lessons check nowhere.yaml", "nowhere.yaml: No such file", 1},
    {"lessons play 99", "99: No such file", 2},
};

START_TEST(bad_usage) {
  run(usage[_i].words);
  ck_assert_int_eq(result.status, usage[_i].status);
  ck_assert_msg(strstr(text_string(&result.err), usage[_i].said) != NULL, "%s", text_string(&result.err));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("commands/lessons");
  TCase *t = tcase_create("lessons");
  tcase_add_checked_fixture(t, NULL, teardown);
  tcase_add_test(t, the_list_is_the_catalogs);
  tcase_add_test(t, the_route_is_what_the_files_say);
  tcase_add_test(t, all_of_ours_are_right);
  tcase_add_test(t, a_wrong_number_is_found);
  tcase_add_loop_test(t, what_is_wrong_is_told, 0, sizeof wrong / sizeof *wrong);
  tcase_add_test(t, playing_answers);
  tcase_add_test(t, every_lesson_plays_and_has_notes);
  tcase_add_test(t, notes_have_what_the_teacher_says);
  tcase_add_loop_test(t, bad_usage, 0, sizeof usage / sizeof *usage);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * Lessons as they are played: every one there is, by its keys, with right and with wrong answers; what a question
 * forbids; going back; what is kept. */
#include "app/lesson.h"
#include "app/scene.h"
#include "app/view.h"

#include "catalog/document.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct catalog *catalog;
static struct app app;
static struct lesson_trouble trouble;

static void setup(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  const struct app_options options = {.catalog = catalog, .cols = 80, .rows = 24, .glyphs = GLYPHS_ASCII};
  ck_assert(app_init(&app, &options, &error));
}

static void teardown(void) {
  app_free(&app);
  catalog_destroy(catalog);
}

static void pass(double seconds) {
  for (long frames = lround(seconds * 30); frames > 0; frames--) app_tick(&app, 1000000 / 30 + 1);
}

static void open_beat(const struct lesson *lesson, unsigned beat) {
  ck_assert_msg(lesson_open(&app, lesson, beat, &trouble), "%s, beat %u: %s: %s", lesson->path, trouble.beat + 1,
                trouble.entry, trouble.words);
}

/* A lesson of one's own; its beats are handed in. */
static struct lesson *make(const char *beats) {
  struct dh_error error;
  struct text yaml = {0};
  text_printf(&yaml, "lesson: 1\nname: mine\ntitle: Mine\nsummary: Of my own\nminutes: 5\nbeats:\n%s", beats);
  const struct document document = {"mine.yaml", text_string(&yaml), yaml.length};
  struct lesson *lesson = lesson_from_yaml(&document, &error);
  ck_assert_msg(lesson != NULL, "%s, line %ld: %s", error.text, error.line, error.text2);
  text_free(&yaml);
  return lesson;
}

/* --- all there are --- */

static int choices_of(const struct lesson_beat *beat) { return (int)beat->predict->choices_count; }

/* What the run says to the question of the beat that is open now. */
static int find_answer(const struct lesson *lesson, unsigned beat) {
  open_beat(lesson, beat);
  ck_assert_msg(lesson_check_choices(&app, &trouble), "%s, beat %u: %s: %s", lesson->path, beat + 1, trouble.entry,
                trouble.words);
  return app.lessons->answer;
}

/* Clicks through pages until something else than a page comes. */
static void click(void) {
  int pages = lesson_pages(&app);
  while (app.lessons->page + 1 < pages) app_key(&app, KEY_CODE_PAGE_DOWN);
  app_key(&app, KEY_CODE_PAGE_DOWN);
}

/* One beat by its keys, the answer being right or wrong. */
static void play_beat(const struct lesson_beat *beat, int answer, bool right) {
  if (beat->predict) {
    int guess = right ? answer : (answer + 1) % choices_of(beat);
    ck_assert(lesson_is_at(&app, LESSON_ASKING));
    app_key(&app, (uint32_t)('1' + guess));
    while (app.lessons->page + 1 < lesson_pages(&app)) app_key(&app, KEY_CODE_PAGE_DOWN);
    app_key(&app, KEY_CODE_ENTER);
    for (int i = 0; lesson_is_at(&app, LESSON_RUNNING) && i < 120; i++) pass(1);
    ck_assert_msg(lesson_is_at(&app, LESSON_ANSWERED), "no answer: %s", beat->predict->question);
    ck_assert_int_eq(app.lessons->answer, answer);
    ck_assert_int_eq(app.lessons->hands[answer], right);
  }
  if (beat->goal) {
    ck_assert(lesson_is_at(&app, LESSON_TRYING));
    ck_assert_msg(lesson_play(&app, beat->solution, beat->solution_count, &trouble), "%s", trouble.words);
    ck_assert_msg(lesson_is_at(&app, LESSON_REACHED), "not reached: %s", beat->goal);
  }
}

static void play_through(const struct lesson *lesson, bool right) {
  int answers[LESSON_BEATS_MAX];
  unsigned beats = lesson->file->beats_count;
  for (unsigned i = 0; i < beats; i++) answers[i] = lesson->file->beats[i].predict ? find_answer(lesson, i) : -1;
  lessons_close(&app);
  open_beat(lesson, 0);
  for (unsigned i = 0; i < beats; i++) {
    ck_assert_ptr_eq(lesson_beat(&app), &lesson->file->beats[i]);
    play_beat(&lesson->file->beats[i], answers[i], right);
    click();
  }
  ck_assert_int_eq(lesson_done(&app, lesson), beats);
  ck_assert_ptr_nonnull(strstr(app.message, "the end of this lesson"));
}

START_TEST(every_lesson_with_right_answers) {
  for (int i = 0; i < catalog_lesson_count(catalog); i++) play_through(catalog_lesson(catalog, i), true);
}
END_TEST

START_TEST(every_lesson_with_wrong_answers) {
  for (int i = 0; i < catalog_lesson_count(catalog); i++) play_through(catalog_lesson(catalog, i), false);
}
END_TEST

START_TEST(every_number_is_the_runs) {
  for (int i = 0; i < catalog_lesson_count(catalog); i++)
    for (unsigned k = 0; k < catalog_lesson(catalog, i)->file->beats_count; k++) {
      open_beat(catalog_lesson(catalog, i), k);
      ck_assert_msg(lesson_check(&app, &trouble), "%s, beat %u: '%s': %s", catalog_lesson(catalog, i)->path, k + 1,
                    trouble.entry, trouble.words);
    }
}
END_TEST

/* --- coming back --- */

struct picture {
  int lanes, selected, detail;
  long step;
  struct dh_row row[APP_LANES];
  struct dh_spec spec[APP_LANES];
};

static void take(struct picture *picture) {
  memset(picture, 0, sizeof *picture);
  picture->lanes = app.lane_count;
  picture->selected = app.selected;
  picture->detail = app.detail;
  picture->step = app.step;
  for (int i = 0; i < app.lane_count; i++) {
    memcpy(&picture->row[i], app_row(&app, i), sizeof picture->row[i]);
    memcpy(&picture->spec[i], app_spec(&app, i), sizeof picture->spec[i]);
  }
}

static void meddle(void) {
  static const char keys[] = "nXwdoM1+x";
  for (const char *key = keys; *key; key++) app_key(&app, (unsigned char)*key);
  for (int i = 0; i < 5; i++) app_key(&app, KEY_CODE_RIGHT);
}

/* A beat with set-up lines looks the same from whichever side it is come to, whatever was done meanwhile. */
START_TEST(beats_look_the_same_on_coming_back) {
  for (int i = 0; i < catalog_lesson_count(catalog); i++) {
    const struct lesson *lesson = catalog_lesson(catalog, i);
    for (unsigned k = 0; k < lesson->file->beats_count; k++) {
      struct picture first, again;
      open_beat(lesson, k);
      take(&first);
      ck_assert_int_eq(app.memory == NULL, 0);
      lesson_skip(&app);
      meddle();
      if (k + 1 < lesson->file->beats_count) ck_assert(lesson_go(&app, k + 1, &trouble));
      meddle();
      ck_assert(lesson_go(&app, k, &trouble));
      take(&again);
      ck_assert_msg(memcmp(&first, &again, sizeof first) == 0, "%s, beat %u", lesson->path, k + 1);
      app_key(&app, '0');
      if (!lesson_covers(&app)) take(&again);
      ck_assert_msg(memcmp(first.row, again.row, sizeof first.row) == 0, "%s, beat %u, after 0", lesson->path, k + 1);
    }
  }
}
END_TEST

START_TEST(forward_without_set_up_keeps_the_lanes) {
  struct lesson *lesson = make("  - {text: [one], do: [fresh, lanes 0.1]}\n  - {text: ['w is {A.w}']}\n");
  open_beat(lesson, 0);
  for (int i = 0; i < 3; i++) app_key(&app, KEY_CODE_RIGHT);
  app_key(&app, KEY_CODE_PAGE_DOWN);
  ck_assert_int_eq(app.step, 3);
  struct text words = {0};
  lesson_words(&app, lesson_beat(&app)->text[0], &words);
  ck_assert_str_eq(text_string(&words), "w is 3.464");
  text_free(&words);
  app_key(&app, KEY_CODE_PAGE_UP);
  app_key(&app, KEY_CODE_PAGE_DOWN);
  ck_assert_int_eq(app.step, 0);
  /* Where the text cannot be read against what is there, the scene is set up again. */
  app_key(&app, KEY_CODE_PAGE_UP);
  unsigned effects;
  ck_assert(prompt_execute(&app, "surface rosenbrock", &effects));
  app_key(&app, KEY_CODE_PAGE_DOWN);
  ck_assert_uint_eq(app.lessons->beat, 1);
  ck_assert_int_eq(dh_surface_info(app_spec(&app, 0)->surface)->dim, 1);
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

/* --- questions --- */

static const char asking[] = "  - text: [a question]\n"
                             "    do: [fresh, lanes 0.1 1.1, detail 4]\n"
                             "    predict:\n"
                             "      question: Where to?\n"
                             "      at: 4\n"
                             "      choices:\n"
                             "        - {text: down, when: B.w < 0}\n"
                             "        - {text: up, when: B.w > 11}\n"
                             "        - {text: nowhere, when: B.w == 2}\n"
                             "  - text: [the end]\n";

START_TEST(a_question_holds_everything) {
  struct lesson *lesson = make(asking);
  struct picture before, after;
  static const uint32_t keys[] = {' ', KEY_CODE_RIGHT, KEY_CODE_UP, '+', 'r', 'R', '0', 'n', 'X', 'w', 'o', 'x',
                                  'y', KEY_CODE_TAB};
  open_beat(lesson, 0);
  take(&before);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    app_key(&app, keys[i]);
    pass(1);
    take(&after);
    ck_assert_msg(memcmp(&before, &after, sizeof before) == 0, "key %x did something", (unsigned)keys[i]);
    ck_assert_ptr_nonnull(strstr(app.message, "first a guess"));
  }
  ck_assert(lesson_covers(&app));
  app_key(&app, KEY_CODE_ENTER); /* nobody has guessed */
  ck_assert(lesson_covers(&app));
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

START_TEST(hands_are_counted) {
  struct lesson *lesson = make(asking);
  open_beat(lesson, 0);
  for (const char *key = "2212233"; *key; key++) app_key(&app, (unsigned char)*key);
  app_key(&app, KEY_CODE_LEFT);
  app_key(&app, '6'); /* there is no such choice */
  ck_assert_int_eq(app.lessons->hands[0], 1);
  ck_assert_int_eq(app.lessons->hands[1], 4);
  ck_assert_int_eq(app.lessons->hands[2], 1);
  app_key(&app, KEY_CODE_ENTER);
  ck_assert(lesson_is_at(&app, LESSON_RUNNING) && app.running);
  double rate = dh_spec_number(app_spec(&app, 1), DH_LEARNING_RATE);
  app_key(&app, KEY_CODE_UP); /* it would be another run */
  ck_assert_double_eq(dh_spec_number(app_spec(&app, app.selected), DH_LEARNING_RATE), app.selected == 1 ? rate : 0.1);
  pass(6);
  ck_assert(lesson_is_at(&app, LESSON_ANSWERED) && !app.running);
  ck_assert_int_eq(app.step, 4);
  ck_assert_int_eq(app.lessons->answer, app_row(&app, 1)->at[0] > 11 ? 1 : 0);
  struct lesson_line lines[LESSON_LINES_MAX];
  int count = lesson_lines(&app, lines), found = 0;
  for (int i = 0; i < count; i++) found += lines[i].kind == LINE_DONE && strstr(lines[i].words, "of 6 saw it coming");
  ck_assert_int_eq(found, 1);
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

/* Wherever the lanes have got to, the answer is that of the step that was said. */
START_TEST(a_jump_past_the_step_changes_no_answer) {
  struct lesson *lesson = make("  - text: [x]\n    do: [fresh, lanes 1]\n    predict:\n      question: x\n      at: 4\n"
                               "      choices:\n        - {text: a, when: A.w < 5 and step == 4}\n"
                               "        - {text: b, when: A.w > 5}\n");
  unsigned effects;
  open_beat(lesson, 0);
  app_key(&app, '1');
  app_key(&app, KEY_CODE_ENTER);
  ck_assert(prompt_execute(&app, "goto 41", &effects));
  ck_assert(lesson_is_at(&app, LESSON_ANSWERED));
  ck_assert_int_eq(app.lessons->answer, 0);
  ck_assert_int_eq(app.step, 41);
  ck_assert_double_eq(app_row(&app, 0)->at[0], 8);
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

/* What was there once on the way counts, though the question is asked at its end and the lanes jump there. */
START_TEST(a_question_remembers_the_way) {
  struct lesson *lesson =
      make("  - text: [x]\n    do: [fresh, lanes 0.9]\n    predict:\n      question: x\n      at: 60\n"
           "      choices:\n        - {text: a, when: not ever(A.w > 7)}\n"
           "        - {text: b, when: ever(A.w > 7) and A.w < 5.1}\n");
  open_beat(lesson, 0);
  lesson_reveal(&app);
  lesson_skip(&app);
  ck_assert_int_eq(app.lessons->answer, 1);
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

START_TEST(the_first_beat_begins_anew_without_being_told) {
  struct lesson *lesson = make("  - {text: [x], do: [max_steps 70]}\n");
  unsigned effects;
  ck_assert(prompt_execute(&app, "surface rosenbrock", &effects));
  open_beat(lesson, 0);
  ck_assert_str_eq(dh_surface_info(app_spec(&app, 0)->surface)->name, "parabola");
  ck_assert_int_eq(app_horizon(&app), 70);
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

START_TEST(undo_does_not_go_behind_the_set_up) {
  struct picture before, after;
  app_key(&app, '+');
  open_beat(catalog_lesson(catalog, 2), 6);
  take(&before);
  app_key(&app, 'u');
  take(&after);
  ck_assert_mem_eq(&before, &after, sizeof before);
}
END_TEST

/* A presenter's clicker has two keys. */
START_TEST(page_down_alone_goes_through) {
  struct lesson *lesson = make(asking);
  open_beat(lesson, 0);
  app_key(&app, KEY_CODE_PAGE_DOWN);
  ck_assert(lesson_is_at(&app, LESSON_RUNNING));
  app_key(&app, KEY_CODE_PAGE_DOWN);
  ck_assert(lesson_is_at(&app, LESSON_ANSWERED));
  ck_assert_int_eq(app.step, 4);
  ck_assert_str_eq(app.message, "skipped to step 4: Left goes back in time, Space runs on");
  click();
  ck_assert_uint_eq(app.lessons->beat, 1);
  app_key(&app, KEY_CODE_PAGE_UP);
  ck_assert(lesson_is_at(&app, LESSON_ASKING));
  ck_assert_int_eq(app.step, 0);
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

/* Without a step to be asked at, the first condition that holds decides; if none does, the horizon. */
START_TEST(a_run_may_decide_when) {
  struct lesson *lesson = make("  - text: [x]\n    do: [fresh, lanes 1.1]\n    predict:\n      question: When?\n"
                               "      choices:\n        - {text: early, when: abs(A.w) > 20 and step < 20}\n"
                               "        - {text: late, when: abs(A.w) > 20 and step >= 20}\n"
                               "  - text: [x]\n    do: [fresh, lanes 0.1]\n    predict:\n      question: When?\n"
                               "      choices:\n        - {text: early, when: A.w < 0}\n"
                               "        - {text: late, when: A.w > 10}\n");
  open_beat(lesson, 0);
  app_key(&app, '1');
  app_key(&app, KEY_CODE_ENTER);
  for (int i = 0; i < 30; i++) pass(1);
  ck_assert_int_eq(app.lessons->answer, 0);
  ck_assert(fabs(app_row(&app, 0)->at[0]) > 20);
  click();
  app_key(&app, '1');
  app_key(&app, KEY_CODE_ENTER);
  for (int i = 0; i < 30; i++) pass(1);
  ck_assert(lesson_is_at(&app, LESSON_ANSWERED));
  ck_assert_int_eq(app.lessons->answer, -1);
  ck_assert_int_eq(app.step, app_horizon(&app));
  ck_assert_int_eq(app.overlay, OVERLAY_NONE); /* no card in front of the lesson */
  ck_assert(!lesson_check_choices(&app, &trouble));
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

/* What stops the clock otherwise does not while an answer is awaited. */
START_TEST(the_first_infinity_does_not_stop_an_answer) {
  struct lesson *lesson = make("  - text: [x]\n    do: [fresh, lr 1.5, lanes precision fp16, max_steps 100]\n"
                               "    predict:\n      question: x\n      at: 20\n      choices:\n"
                               "        - {text: a, when: A.w < 0}\n        - {text: b, when: not A.w < 0}\n");
  open_beat(lesson, 0);
  app_key(&app, '1');
  app_key(&app, KEY_CODE_ENTER);
  pass(25);
  ck_assert(lesson_is_at(&app, LESSON_ANSWERED));
  ck_assert_int_eq(app.lessons->answer, 1);
  ck_assert(isnan(app_row(&app, 0)->at[0]));
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

/* --- goals --- */

START_TEST(a_goal_is_seen_at_once) {
  struct lesson *lesson =
      make("  - text: [x]\n    do: [fresh, lanes 0.1 0.2]\n    goal: B.learning_rate >= 0.5\n"
           "    solution: [lane B, lr 0.5]\n    hint: \"press +\"\n    done: there\n"
           "  - text: [x]\n    do: [fresh, lanes 1.1]\n    goal: ever(A.w > 15) and abs(A.w - 3) < 1.5\n"
           "    solution: [run 8, lr 0.01, key r, run 3]\n");
  open_beat(lesson, 0);
  ck_assert(lesson_is_at(&app, LESSON_TRYING));
  pass(61);
  ck_assert_ptr_nonnull(strstr(app.message, "H shows a hint"));
  app_key(&app, 'H');
  ck_assert(app.lessons->hint);
  app_key(&app, KEY_CODE_TAB);
  app_key(&app, '+');
  ck_assert(lesson_is_at(&app, LESSON_TRYING));
  ck_assert_int_eq(lesson_done(&app, lesson), 0);
  app_key(&app, '+');
  ck_assert(lesson_is_at(&app, LESSON_REACHED));
  ck_assert_int_eq(lesson_done(&app, lesson), 1);
  app_key(&app, 'u'); /* it was reached: that stays */
  ck_assert(lesson_is_at(&app, LESSON_REACHED));
  click();
  for (int i = 0; i < 8; i++) app_key(&app, KEY_CODE_RIGHT);
  ck_assert(lesson_is_at(&app, LESSON_TRYING));
  app_key(&app, 'r');
  ck_assert(lesson_is_at(&app, LESSON_REACHED)); /* at 2, and it was beyond 15 before */
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

/* --- what is wrong with a lesson --- */

static const struct {
  const char *beats, *entry, *words;
  long line;
} wrong[] = {
    {"  - text: [x]\n    do: [fresh, lanes 0.1]\n    check: [A.w @60 = 4.11]\n", "A.w @60 = 4.11",
     "it says 4.11, the run says 5.00", 9},
    {"  - text: ['it is {A.w @0 = 2.1}']\n    do: [fresh]\n", "A.w @0 = 2.1", "it says 2.1, the run says 2.0", 7},
    {"  - text: [x]\n  - text: [y]\n    check: [A.loss < 1 @0]\n", "A.loss < 1 @0", "that does not hold", 9},
    {"  - text: [step 24]\n", "24", "no run answers for", 7},
    {"  - text: [x]\n    say: ['see {A.w @0 = 3}']\n", "A.w @0 = 3", "it says 3, the run says 2", 8},
    {"  - text: [x]\n    do: [fresh, lanes 0.1]\n    check: [B.w = 2]\n", "B.w = 2", "there is no 'B'", 9},
};

START_TEST(claims_that_are_wrong_are_found) {
  struct lesson *lesson = make(wrong[_i].beats);
  bool good = true;
  for (unsigned i = 0; good && i < lesson->file->beats_count; i++)
    good = lesson_open(&app, lesson, i, &trouble) && lesson_check(&app, &trouble);
  ck_assert_msg(!good, "%s", wrong[_i].beats);
  ck_assert_str_eq(trouble.entry, wrong[_i].entry);
  ck_assert_msg(strstr(trouble.words, wrong[_i].words) != NULL, "%s", trouble.words);
  ck_assert_int_eq(lesson_line(lesson, trouble.beat, trouble.entry), wrong[_i].line);
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

static const struct {
  const char *beats, *entry, *words;
} unopened[] = {
    {"  - text: [x]\n    do: [fresh, lr fast]\n", "lr fast", "'fast' is not a value"},
    {"  - text: [x]\n    do: [frsh]\n", "frsh", "unknown parameter 'frsh'"},
    {"  - text: [x]\n    do: [key nokey]\n", "key nokey", "there is no key 'nokey'"},
    {"  - text: [x]\n    do: [run x]\n", "run x", "run takes a number"},
    {"  - text: [x]\n    do: [lanes]\n", "lanes", "lanes takes up to 6 values"},
    {"  - text: [x]\n    do: [lane Z]\n", "lane Z", "lane takes the letter"},
    {"  - text: [x]\n    do: [quit]\n", "quit", "a lesson may not do that"},
    {"  - text: [x]\n    do: [key q]\n", "key q", "a lesson may not do that"},
    {"  - text: [x]\n    do: [save /tmp/never]\n", "save /tmp/never", "a lesson may not do that"},
    {"  - text: [x]\n    do: [load /etc/passwd]\n", "load /etc/passwd", "a lesson may not do that"},
    {"  - text: ['{A.loss <}']\n", "A.loss <", "column 9"},
    {"  - text: [x]\n    goal: A.loss\n    solution: [run 1]\n", "A.loss", "a condition is wanted"},
    {"  - text: [x]\n    goal: A.verdict == bad\n    solution: [run 1]\n", "A.verdict == bad", "there is no 'bad'"},
    {"  - text: [x]\n    goal: A.losss < 1\n    solution: [run 1]\n", "A.losss < 1", "try loss"},
};

START_TEST(what_cannot_be_opened_says_why) {
  struct lesson *lesson = make(unopened[_i].beats);
  ck_assert(!lesson_open(&app, lesson, 0, &trouble));
  ck_assert_str_eq(trouble.entry, unopened[_i].entry);
  ck_assert_msg(strstr(trouble.words, unopened[_i].words) != NULL, "%s", trouble.words);
  ck_assert_ptr_null(lesson_beat(&app));
  ck_assert_int_ge(app.lane_count, 1);
  app_key(&app, KEY_CODE_RIGHT);
  ck_assert_int_eq(app.layout.panel.w, 0);
  lesson_destroy(lesson);
}
END_TEST

START_TEST(set_up_lines_leave_the_screen_alone) {
  struct lesson *lesson = make("  - text: [x]\n    do: [fresh, key Esc, key l, key ?]\n");
  open_beat(lesson, 0);
  ck_assert_int_eq(app.overlay, OVERLAY_NONE);
  ck_assert(!app.prompt.open);
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

/* A lesson that opens another one would go round in circles. */
START_TEST(a_lesson_opens_by_name_and_by_number_but_not_from_a_lesson) {
  unsigned effects;
  ck_assert(prompt_execute(&app, "lesson the-edge", &effects));
  ck_assert_ptr_eq(app.lessons->lesson, catalog_lesson(catalog, 2));
  ck_assert(prompt_execute(&app, "lesson 1", &effects));
  ck_assert_ptr_eq(app.lessons->lesson, catalog_lesson(catalog, 0));
  ck_assert(!prompt_execute(&app, "lesson 99", &effects));
  ck_assert(!prompt_execute(&app, "lesson nan", &effects));
  struct lesson *lesson = make("  - text: [x]\n    do: [fresh, lesson the_edge]\n");
  ck_assert(!lesson_open(&app, lesson, 0, &trouble));
  lesson_destroy(lesson);
}
END_TEST

/* By its name it begins at the first beat, wherever it was left; that is said, and how to go there. */
START_TEST(a_lesson_begins_at_its_beginning) {
  unsigned effects, last = catalog_lesson(catalog, 0)->file->beats_count - 1;
  ck_assert(prompt_execute(&app, "lesson 1 3", &effects));
  ck_assert_uint_eq(app.lessons->beat, 2);
  ck_assert(prompt_execute(&app, "lesson 1", &effects));
  ck_assert_uint_eq(app.lessons->beat, 0);
  ck_assert_str_eq(app.message, "from the beginning; :lesson 1 3 goes on where it was left");
  static const char *const bad[] = {"lesson 1 0", "lesson 1 99", "lesson 1 2.5", "lesson 1 nan", "lesson 1 x"};
  for (int i = 0; i < 5; i++) ck_assert_msg(!prompt_execute(&app, bad[i], &effects), "%s", bad[i]);
  ck_assert(lesson_go(&app, last, &trouble)); /* at the end, though not everything was done */
  app_key(&app, 'l');
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_uint_eq(app.lessons->beat, 0);
}
END_TEST

/* What is passed over is said to be. */
START_TEST(what_is_skipped_is_said) {
  struct lesson *lesson =
      make("  - text: [x]\n    do: [fresh]\n    goal: step > 2\n    solution: [run 3]\n  - text: [y]\n");
  open_beat(lesson, 0);
  ck_assert(lesson_is_at(&app, LESSON_TRYING));
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_uint_eq(app.lessons->beat, 1);
  ck_assert_str_eq(app.message, "skipped what was to be done: PgUp comes back to it");
  app_key(&app, KEY_CODE_PAGE_UP);
  ck_assert_uint_eq(app.lessons->beat, 0);
  ck_assert_str_eq(app.message, "");
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

static const char paragraphs[] = "aabbbccccc"; /* a letter a line, a new one begins a paragraph; 'c' is longer than 4 */

/* Pages end where paragraphs do; what is longer than a page, behind a sentence. Nothing is left out. */
START_TEST(pages_end_where_paragraphs_do) {
  static const struct { int first, count; } pages[] = {{0, 2}, {2, 3}, {5, 3}, {8, 2}};
  struct lesson_line lines[10] = {{0}};
  for (int i = 0; i < 10; i++) {
    lines[i].begins = i == 0 || paragraphs[i] != paragraphs[i - 1];
    text_copy(lines[i].words, sizeof lines[i].words, i == 7 ? "so it ends.\")" : "and so on");
  }
  for (int page = 0, first; page < 4; page++) {
    ck_assert_int_eq(lesson_page(lines, 10, 4, page, &first), pages[page].count);
    ck_assert_int_eq(first, pages[page].first);
  }
  int first, count = lesson_page(lines, 5, 4, 1, &first); /* the last: whole paragraphs, as many as there is room for */
  ck_assert_int_eq(first, 2);
  ck_assert_int_eq(count, 3);
  ck_assert_int_eq(lesson_page(lines, 0, 4, 0, &first), 0);
}
END_TEST

/* --- leaving, the list, progress --- */

START_TEST(escape_leaves_and_the_scene_stays) {
  open_beat(catalog_lesson(catalog, 2), 3);
  int panel = app.layout.panel.w;
  ck_assert_int_gt(panel, 0);
  app_key(&app, KEY_CODE_ESCAPE);
  ck_assert_ptr_null(lesson_beat(&app));
  ck_assert_int_eq(app.layout.panel.w, 0);
  ck_assert_double_eq(dh_spec_number(app_spec(&app, 0), DH_LEARNING_RATE), 1);
  app_key(&app, KEY_CODE_RIGHT);
  ck_assert_int_eq(app.step, 1);
}
END_TEST

/* Enter, arrows and Esc are for the cursor then. */
START_TEST(a_start_can_be_placed_in_a_lesson) {
  open_beat(catalog_lesson(catalog, 2), 6);
  app_key(&app, 'P');
  ck_assert(app.placing.on);
  for (int i = 0; i < 3; i++) app_key(&app, KEY_CODE_RIGHT);
  app_key(&app, KEY_CODE_ENTER);
  ck_assert(!app.placing.on);
  ck_assert_uint_eq(app.lessons->beat, 6);
  ck_assert(lesson_is_at(&app, LESSON_TRYING));
  app_key(&app, 'P');
  app_key(&app, KEY_CODE_ESCAPE);
  ck_assert(!app.placing.on && lesson_beat(&app));
}
END_TEST

START_TEST(a_scene_may_begin_a_beat) {
  struct lesson *lesson = make("  - {text: [x], do: [scene way_to_nan, run 7]}\n  - {text: [x], do: [run 3]}\n"
                               "  - {text: [x], do: [scene four_rates]}\n");
  open_beat(lesson, 1);
  ck_assert_int_eq(app.step, 10);
  ck_assert_int_eq(app.lane_count, 4);
  app_key(&app, 'h'); /* a cover of one's own does not outlast the beat */
  ck_assert(lesson_go(&app, 2, &trouble));
  ck_assert(!app_covered(&app) && !app.running);
  ck_assert_int_eq(app.step, 0);
  lesson_leave(&app);
  lesson_destroy(lesson);
}
END_TEST

START_TEST(the_list_opens_where_it_was_left) {
  app_key(&app, 'l');
  ck_assert_int_eq(app.view, VIEW_LESSONS);
  for (int i = 0; i < 20; i++) app_key(&app, KEY_CODE_DOWN);
  ck_assert_int_eq(app.lessons->cursor, catalog_lesson_count(catalog) - 1);
  for (int i = 0; i < 20; i++) app_key(&app, KEY_CODE_UP);
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_int_eq(app.view, VIEW_COMPARE);
  ck_assert_ptr_eq(app.lessons->lesson, catalog_lesson(catalog, 0));
  ck_assert_uint_eq(app_key(&app, KEY_CODE_PAGE_DOWN) & EFFECT_PROGRESS, EFFECT_PROGRESS);
  ck_assert_uint_eq(app_key(&app, 'i') & EFFECT_PROGRESS, 0);
  ck_assert_uint_eq(app.lessons->beat, 1);
  app_key(&app, 'l');
  ck_assert_int_eq(app.layout.panel.w, 0);
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_uint_eq(app.lessons->beat, 1);
  app_key(&app, 'l');
  app_key(&app, 'r');
  ck_assert_uint_eq(app.lessons->beat, 0);
  app_key(&app, 'l');
  app_key(&app, KEY_CODE_ESCAPE);
  ck_assert_int_eq(app.view, VIEW_COMPARE);
}
END_TEST

/* The list tells nothing of what happens. */
START_TEST(the_list_opens_under_the_cover) {
  open_beat(catalog_lesson(catalog, 0), 1);
  ck_assert(app_covered(&app));
  app_key(&app, 'l');
  ck_assert_int_eq(app.view, VIEW_LESSONS);
  app_key(&app, 'l');
  ck_assert_int_eq(app.view, VIEW_COMPARE);
  ck_assert(lesson_covers(&app));
}
END_TEST

START_TEST(progress_reads_back) {
  struct text first = {0}, second = {0};
  ck_assert(lesson_progress_read(&app, "the_step 3 1101\nof_mine 31 00000000000000000000000000000001\n"));
  ck_assert_int_eq(lesson_done(&app, catalog_lesson(catalog, 0)), 3);
  ck_assert_uint_eq(lesson_progress(&app, "the_step")->at, 3);
  lesson_progress_write(&app, &first);
  ck_assert_str_eq(text_string(&first), "the_step 3 1101\nof_mine 31 00000000000000000000000000000001\n");
  lesson_progress_read(&app, text_string(&first));
  lesson_progress_write(&app, &second);
  ck_assert_str_eq(text_string(&first), text_string(&second));
  text_free(&first);
  text_free(&second);
}
END_TEST

START_TEST(damaged_progress_is_passed_over) {
  static const char *const damaged[] = {"the_step",
                                        "the_step x 11",
                                        "the_step 99 1",
                                        "The-Step 1 1",
                                        "the_step 1 2",
                                        "a_name_that_is_longer_than_any_name_may_be 1 1",
                                        "the_step 99999999999999 1"};
  for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) ck_assert(!lesson_progress_read(&app, damaged[i]));
  ck_assert(lesson_progress_read(&app, "\n\n"));
  ck_assert_int_eq(app.lessons->progress_count, 0);
  struct text many = {0};
  for (int i = 0; i < 1000; i++) text_printf(&many, "lesson%d 1 1\n", i);
  lesson_progress_read(&app, text_string(&many));
  ck_assert_int_eq(app.lessons->progress_count, LESSON_PROGRESS_MAX);
  text_free(&many);
  /* A beat that the lesson has no longer. */
  lesson_progress_read(&app, "lesson0 31 1");
  open_beat(catalog_lesson(catalog, 0), 31);
  ck_assert_uint_eq(app.lessons->beat, 0);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("lesson");
  TCase *t = tcase_create("lesson");
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_add_test(t, every_lesson_with_right_answers);
  tcase_add_test(t, every_lesson_with_wrong_answers);
  tcase_add_test(t, every_number_is_the_runs);
  tcase_add_test(t, beats_look_the_same_on_coming_back);
  tcase_add_test(t, forward_without_set_up_keeps_the_lanes);
  tcase_add_test(t, a_question_holds_everything);
  tcase_add_test(t, hands_are_counted);
  tcase_add_test(t, a_jump_past_the_step_changes_no_answer);
  tcase_add_test(t, a_question_remembers_the_way);
  tcase_add_test(t, the_first_beat_begins_anew_without_being_told);
  tcase_add_test(t, undo_does_not_go_behind_the_set_up);
  tcase_add_test(t, page_down_alone_goes_through);
  tcase_add_test(t, a_run_may_decide_when);
  tcase_add_test(t, the_first_infinity_does_not_stop_an_answer);
  tcase_add_test(t, a_goal_is_seen_at_once);
  tcase_add_loop_test(t, claims_that_are_wrong_are_found, 0, sizeof wrong / sizeof *wrong);
  tcase_add_loop_test(t, what_cannot_be_opened_says_why, 0, sizeof unopened / sizeof *unopened);
  tcase_add_test(t, set_up_lines_leave_the_screen_alone);
  tcase_add_test(t, a_lesson_opens_by_name_and_by_number_but_not_from_a_lesson);
  tcase_add_test(t, a_lesson_begins_at_its_beginning);
  tcase_add_test(t, what_is_skipped_is_said);
  tcase_add_test(t, pages_end_where_paragraphs_do);
  tcase_add_test(t, escape_leaves_and_the_scene_stays);
  tcase_add_test(t, a_start_can_be_placed_in_a_lesson);
  tcase_add_test(t, a_scene_may_begin_a_beat);
  tcase_add_test(t, the_list_opens_where_it_was_left);
  tcase_add_test(t, the_list_opens_under_the_cover);
  tcase_add_test(t, progress_reads_back);
  tcase_add_test(t, damaged_progress_is_passed_over);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * The `:` line: editing, history, completion, settings, and what it asks of files. */
#include "app/prompt.h"
#include "app/actions.h"
#include "app/scene.h"
#include "app/settings.h"
#include "catalog/record.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct catalog *catalog;
static struct app app;

/* Files that are there for completion. */
static void list_files(const char *beginning, struct text *out) {
  static const char *const names[] = {"data/one.yaml", "data/two.yaml", "lane.csv", "lesson.yaml",
                                      "lessons.yaml",  "u/据.yaml",     "u/排.yaml"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strncmp(names[i], beginning, strlen(beginning)) == 0) text_printf(out, "%s\n", names[i]);
}

static void setup(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  const struct app_options options = {
      .catalog = catalog, .cols = 80, .rows = 24, .glyphs = GLYPHS_BRAILLE, .paused = true, .list_files = list_files};
  ck_assert(app_init(&app, &options, &error));
}

static void teardown(void) {
  app_free(&app);
  catalog_destroy(catalog);
}

static void keys(const char *text) {
  while (*text) app_key(&app, (unsigned char)*text++);
}

static unsigned type(const char *line) {
  app_key(&app, ':');
  keys(line);
  return app_key(&app, KEY_CODE_ENTER);
}

static void leave(void) {
  app_key(&app, KEY_CODE_ESCAPE);
  ck_assert(!app.prompt.open);
}

enum { A = 1, E = 5, K = 11, U = 21, W = 23 };

START_TEST(keys_of_a_shell_edit) {
  app_key(&app, ':');
  keys("surface x^2 + 1");
  app_key(&app, W);
  ck_assert_str_eq(app.prompt.text, "surface x^2 + ");
  app_key(&app, W);
  ck_assert_str_eq(app.prompt.text, "surface x^2 ");
  app_key(&app, A);
  keys("a ");
  ck_assert_str_eq(app.prompt.text, "a surface x^2 ");
  app_key(&app, U);
  ck_assert_str_eq(app.prompt.text, "surface x^2 ");
  app_key(&app, E);
  app_key(&app, KEY_CODE_LEFT);
  app_key(&app, KEY_CODE_LEFT);
  app_key(&app, K);
  ck_assert_str_eq(app.prompt.text, "surface x^");
  app_key(&app, U);
  ck_assert(app.prompt.open); /* an empty line stays */
  app_key(&app, W);
  app_key(&app, K);
  ck_assert_str_eq(app.prompt.text, "");
}
END_TEST

/* Up finds lines that begin like what is there; Down leads back to it. */
START_TEST(history_goes_by_the_beginning) {
  type("lr 0.2");
  type("  goto 3");
  type("lr 0.3");
  app_key(&app, ':');
  keys("lr");
  app_key(&app, KEY_CODE_UP);
  ck_assert_str_eq(app.prompt.text, "lr 0.3");
  app_key(&app, KEY_CODE_UP);
  ck_assert_str_eq(app.prompt.text, "lr 0.2");
  app_key(&app, KEY_CODE_UP);
  ck_assert_str_eq(app.prompt.text, "lr 0.2");
  app_key(&app, KEY_CODE_DOWN);
  app_key(&app, KEY_CODE_DOWN);
  ck_assert_str_eq(app.prompt.text, "lr");
  app_key(&app, KEY_CODE_UP);
  app_key(&app, KEY_CODE_BACKSPACE); /* a line of its own now */
  ck_assert_str_eq(app.prompt.text, "lr 0.");
  app_key(&app, KEY_CODE_UP);
  ck_assert_str_eq(app.prompt.text, "lr 0.3");
  leave();
}
END_TEST

START_TEST(history_is_bounded_and_clean) {
  for (int i = 0; i < 3 * APP_HISTORY; i++) {
    char line[32];
    snprintf(line, sizeof line, "lr %d", i);
    app_remember_line(&app, line);
  }
  app_remember_line(&app, "lr \033[31m7\a");
  ck_assert_int_eq(app.prompt.history_count, APP_HISTORY);
  ck_assert_int_eq(app.prompt.history_old, APP_HISTORY);
  app_key(&app, ':');
  app_key(&app, KEY_CODE_UP);
  for (const char *c = app.prompt.text; *c; c++) ck_assert_int_ge(*c, ' ');
  app_key(&app, KEY_CODE_UP);
  ck_assert_str_eq(app.prompt.text, "lr 299");
  leave();
  type("lr 0.5"); /* the oldest goes, one more is new */
  ck_assert_int_eq(app.prompt.history_count - app.prompt.history_old, 1);
}
END_TEST

static const struct {
  const char *typed, *completed;
} completions[] = {
    {"sav", "save"},
    {"exp", "export"},
    {"goto", "goto "},
    {"learning-r", "learning_rate "},
    {"view par", "view parameters"},
    {"theme pro", "theme projector"},
    {"set gl", "set glyphs "},
    {"set glyphs br", "set glyphs braille"},
    {"set warmup_ra", "set warmup_ratio "},
    {"surface himmel", "surface himmelblau"},
    {"optim adamw", "optim adamw"},
    {"scene cat", "scene catapult"},
    {"scene c", "scene c"},
    {"load l", "load l"},
    {"load les", "load lesson"},
    {"load lane", "load lane.csv"},
    {"data d", "data data/"},
    {"export ch", "export chart"},
    {"export chart la", "export chart lane.csv"},
    {"nesterov t", "nesterov true"},
    {"start 2", "start 2"},
    {"load u", "load u/"},    /* 据 and 排 begin with the same byte */
    {"set goto", "set goto"}, /* commands do not follow set */
};

START_TEST(tab_completes) {
  app_key(&app, ':');
  keys(completions[_i].typed);
  app_key(&app, KEY_CODE_TAB);
  ck_assert_str_eq(app.prompt.text, completions[_i].completed);
}
END_TEST

START_TEST(the_line_is_utf8) {
  app_key(&app, ':');
  keys("load");
  prompt_set(&app.prompt, "load u/\xE6\x8D");
  ck_assert_str_eq(app.prompt.text, "load");
  prompt_set(&app.prompt, "load u/据");
  ck_assert_str_eq(app.prompt.text, "load u/据");
  app_key(&app, KEY_CODE_LEFT);
  app_key(&app, KEY_CODE_LEFT);
  app_key(&app, KEY_CODE_RIGHT);
  app_key(&app, KEY_CODE_DELETE);
  ck_assert_str_eq(app.prompt.text, "load u/");
}
END_TEST

START_TEST(what_turns_the_reading_order_cannot_be_typed) {
  static const uint32_t harmful[] = {0x80, 0x9B, 0xAD, 0x200B, 0x200E, 0x202E, 0x2066, 0xFEFF, 0xFFFD, 0xE0041};
  app_key(&app, ':');
  keys("lr");
  for (size_t i = 0; i < sizeof harmful / sizeof *harmful; i++) {
    app_key(&app, harmful[i]);
    app_key(&app, harmful[i] | KEY_CODE_PASTED);
  }
  ck_assert_str_eq(app.prompt.text, "lr");
  app_key(&app, 0x4E2D);
  ck_assert_str_eq(app.prompt.text, "lr中");
}
END_TEST

/* Tab again shows what had no room; all of them are seen once, then it begins again. */
START_TEST(tab_lists_all_candidates) {
  bool seen[300] = {false};
  int rounds = 0;
  char first[256] = "";
  app_key(&app, ':');
  keys("surface ");
  for (; rounds < 100; rounds++) {
    app_key(&app, KEY_CODE_TAB);
    ck_assert_int_lt(text_columns(app.message), app.cols - 2);
    if (strcmp(app.message, first) == 0) break;
    if (rounds == 0) text_copy(first, sizeof first, app.message);
    for (int i = 0; i < catalog_surface_count(catalog); i++) {
      const char *name = dh_surface_info(catalog_surface(catalog, i))->name, *at = strstr(app.message, name);
      if (at && (at[strlen(name)] == ' ' || at[strlen(name)] == '\0')) seen[i] = true;
    }
  }
  ck_assert_int_gt(rounds, 3);
  for (int i = 0; i < catalog_surface_count(catalog); i++) ck_assert_msg(seen[i], "surface %d is never listed", i);
}
END_TEST

/* The folder is in the line already. */
START_TEST(files_are_listed_without_their_folder) {
  app_key(&app, ':');
  keys("load data/");
  app_key(&app, KEY_CODE_TAB);
  ck_assert_str_eq(app.message, "one.yaml two.yaml");
  ck_assert_str_eq(app.prompt.text, "load data/");
}
END_TEST

START_TEST(completion_never_writes_past_the_line) {
  app_key(&app, ':');
  keys("update ");
  for (int i = 0; i < 2 * APP_PROMPT; i++) app_key(&app, 'a');
  app_key(&app, KEY_CODE_TAB);
  ck_assert_int_lt(app.prompt.length, APP_PROMPT);
  ck_assert_uint_eq(strlen(app.prompt.text), (size_t)app.prompt.length);
}
END_TEST

/* --- settings --- */

START_TEST(every_setting_is_set_by_its_words) {
  const struct settings_row *row = settings_row(_i);
  for (int choice = 0; row->choice(choice); choice++) {
    char line[64];
    snprintf(line, sizeof line, choice % 2 ? "set %s %s" : "%s %s", row->name, row->choice(choice));
    type(line);
    ck_assert_msg(!app.prompt.open, "%s: %s", line, app.message);
    ck_assert_int_eq(row->get(&app), choice);
  }
  char line[64];
  snprintf(line, sizeof line, "set %s nonsense", row->name);
  type(line);
  ck_assert(app.prompt.open);
  ck_assert_int_eq(app.message_tone, TONE_ERROR);
  ck_assert_int_eq(dh_parameter_find(row->name), -1); /* no parameter is hidden by it */
}
END_TEST

START_TEST(set_reaches_parameters_and_lists_settings) {
  type("set lr 0.7");
  ck_assert_double_eq(dh_spec_number(app_spec(&app, 1), DH_LEARNING_RATE), 0.7);
  type("set");
  for (int i = 0; settings_row(i); i++) ck_assert_ptr_nonnull(strstr(app.message, settings_row(i)->name));
  app_key(&app, KEY_CODE_ESCAPE);
  type("set nonsense 1");
  ck_assert_int_eq(app.message_tone, TONE_ERROR);
}
END_TEST

/* A word of help is a setting, a command or a parameter; what is none is not passed over. */
START_TEST(help_knows_every_word) {
  static const struct {
    const char *word, *said;
  } words[] = {{"speed", "speed is "},
               {"export!", ":export! screen|"},
               {"lr", "learning_rate is "},
               {"goto", ":goto is a comm"},
               {"speeed", "speed?"},
               {"exprot", "export?"},
               {"momentm", "momentum?"},
               {"zzzzzz", "unknown parameter"},
               {"foo", "'foo': 'downhill list"},
               {"rhoo", "mean rho?"}};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    char line[32];
    snprintf(line, sizeof line, "help %s", words[i].word);
    type(line);
    ck_assert_msg(strstr(app.message, words[i].said) != NULL, "%s: %s", line, app.message);
    ck_assert_int_eq(app.overlay, OVERLAY_NONE);
    leave();
  }
  type("help");
  ck_assert_int_eq(app.overlay, OVERLAY_HELP);
}
END_TEST

/* What is as usual is not kept: another terminal may do better. */
START_TEST(settings_are_written_where_unusual) {
  struct text out = {0};
  struct settings_kept before;
  settings_take(&app, &before);
  settings_write(&app, &out);
  ck_assert_str_eq(text_string(&out), "");
  type("speed 1/2");
  type("theme light");
  type("mouse on");
  ck_assert_double_eq(app.speed, 0.5);
  settings_write(&app, &out);
  ck_assert_str_eq(text_string(&out), "theme=light\nspeed=1/2\nmouse=on\n");
  unsigned effects = type("save-settings");
  ck_assert(effects & EFFECT_FILE);
  ck_assert_int_eq(app.file.task, FILE_SETTINGS);
  ck_assert_str_eq(text_string(&app.file.text), text_string(&out));
  settings_put(&app, &before);
  ck_assert_double_eq(app.speed, 1);
  ck_assert(!app.mouse);
  ck_assert(settings_set(&app, "log-loss", "on"));
  ck_assert(app.log_loss);
  ck_assert(!settings_set(&app, "log_loss", "perhaps"));
  ck_assert(!settings_set(&app, "lr", "1"));
  text_free(&out);
}
END_TEST

static void written_is(const char *expected) {
  struct text out = {0};
  settings_write(&app, &out);
  ck_assert_str_eq(text_string(&out), expected);
  text_free(&out);
}

/* A scene's speed and axis are not the user's, and the user's do not replace them. */
START_TEST(a_scene_s_own_is_not_kept) {
  type("scene typical_rates_explode");
  ck_assert(app.log_loss);
  written_is("");
  type("speed 1/2");
  written_is("speed=1/2\n");
  type("scene saddle");
  ck_assert_double_eq(app.speed, 4);
  ck_assert(settings_set(&app, "speed", "2")); /* as the file would say */
  ck_assert_double_eq(app.speed, 4);
  written_is("speed=2\n");
  type("scene edge");
  ck_assert_double_eq(app.speed, 2);
  app_key(&app, '>');
  written_is("speed=2\n");
  type("speed 1");
  written_is("");
}
END_TEST

/* The keys that double and halve the speed stay within the words there are for it. */
START_TEST(speeds_have_words) {
  for (int i = 0; i < 20; i++) app_key(&app, '>');
  ck_assert_str_eq(settings_value(&app, settings_find("speed")), "64");
  for (int i = 0; i < 20; i++) {
    app_key(&app, '<');
    ck_assert_ptr_nonnull(settings_value(&app, settings_find("speed")));
  }
  ck_assert_str_eq(settings_value(&app, settings_find("speed")), "1/8");
  app.speed = 1e9; /* as a scene may have it */
  ck_assert_str_eq(settings_value(&app, settings_find("speed")), "64");
  app.speed = 1e-9;
  ck_assert_str_eq(settings_value(&app, settings_find("speed")), "1/8");
}
END_TEST

/* --- files --- */

static const struct {
  const char *line;
  enum file_task task;
  const char *path, *words;
  enum export_what what;
  enum export_format format;
  bool replaces;
} requests[] = {
    {"load a b.yaml", FILE_LOAD, "a b.yaml", NULL, 0, 0, false},
    {"save x.yaml", FILE_SAVE, "x.yaml", NULL, 0, 0, false},
    {"save! x.yaml", FILE_SAVE, "x.yaml", NULL, 0, 0, true},
    {"data points.csv", FILE_DATA, "points.csv", "", 0, 0, false},
    {"data points.csv w*x + b", FILE_DATA, "points.csv", "w*x + b", 0, 0, false},
    {"data \"my points.csv\" w*x", FILE_DATA, "my points.csv", "w*x", 0, 0, false},
    {"export a.svg", FILE_EXPORT, "a.svg", NULL, EXPORT_SCREEN, FORMAT_SVG, false},
    {"export! A.SVG", FILE_EXPORT, "A.SVG", NULL, EXPORT_SCREEN, FORMAT_SVG, true},
    {"export a.txt", FILE_EXPORT, "a.txt", NULL, EXPORT_SCREEN, FORMAT_TEXT, false},
    {"export screen a.ansi", FILE_EXPORT, "a.ansi", NULL, EXPORT_SCREEN, FORMAT_ANSI, false},
    {"export a.csv", FILE_EXPORT, "a.csv", NULL, EXPORT_ROWS, FORMAT_CSV, false},
    {"export rows a.jsonl", FILE_EXPORT, "a.jsonl", NULL, EXPORT_ROWS, FORMAT_JSONL, false},
    {"export chart my loss.svg", FILE_EXPORT, "my loss.svg", NULL, EXPORT_CHART, FORMAT_SVG, false},
    {"export lane b.svg", FILE_EXPORT, "b.svg", NULL, EXPORT_LANE, FORMAT_SVG, false},
};

START_TEST(files_are_asked_for) {
  if (requests[_i].what == EXPORT_CHART) { /* of nothing there is no chart */
    ck_assert(!(type(requests[_i].line) & EFFECT_FILE));
    ck_assert_ptr_nonnull(strstr(app.message, "nothing has run yet"));
    app_key(&app, KEY_CODE_ESCAPE);
    app_key(&app, KEY_CODE_ESCAPE);
    type("goto 3");
  }
  unsigned effects = type(requests[_i].line);
  ck_assert_msg(effects & EFFECT_FILE, "%s: %s", requests[_i].line, app.message);
  ck_assert(!app.prompt.open);
  ck_assert_int_eq(app.file.task, requests[_i].task);
  ck_assert_str_eq(app.file.path, requests[_i].path);
  if (requests[_i].words) ck_assert_str_eq(app.file.words, requests[_i].words);
  if (app.file.task == FILE_SAVE) ck_assert_int_eq(app.file.replaces, requests[_i].replaces);
  if (app.file.task != FILE_EXPORT) return;
  ck_assert_int_eq(app.file.replaces, requests[_i].replaces);
  ck_assert_int_eq(app.file.what, requests[_i].what);
  ck_assert_int_eq(app.file.format, requests[_i].format);
}
END_TEST

static const char *const refused[] = {"load",
                                      "save",
                                      "data",
                                      "data \"\"",
                                      "export",
                                      "export a.pdf",
                                      "export chart",
                                      "export chart a.csv",
                                      "export rows a.svg",
                                      "export .svg",
                                      "save_settings x.yaml"};

/* Under a cover only what is seen is written. */
START_TEST(the_cover_keeps_what_it_hides) {
  static const char *const lines[] = {"export! chart c.svg", "export lane l.svg", "export rows.csv",
                                      "export rows r.jsonl"};
  type("goto 3");
  app_key(&app, 'h');
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
    ck_assert_msg(!(type(lines[i]) & EFFECT_FILE), "%s", lines[i]);
    ck_assert_ptr_nonnull(strstr(app.message, "covered"));
    leave();
  }
  ck_assert(type("export screen.svg") & EFFECT_FILE);
  app_key(&app, 'h');
  ck_assert(type(lines[0]) & EFFECT_FILE);
}
END_TEST

START_TEST(nonsense_is_not_asked_for) {
  unsigned effects = type(refused[_i]);
  ck_assert_msg(!(effects & EFFECT_FILE), "%s", refused[_i]);
  ck_assert(app.prompt.open);
  ck_assert_int_eq(app.message_tone, TONE_ERROR);
  ck_assert_str_ne(app.message, "");
}
END_TEST

/* What failed can be tried again: the line is there as it was. */
START_TEST(a_failure_brings_the_line_back) {
  struct dh_error error;
  type("load nowhere.yaml");
  dh_fail(&error, DH_ERROR_FILE, -1, "nowhere.yaml", "No such file or directory");
  app_file_failed(&app, &error);
  ck_assert(app.prompt.open);
  ck_assert_str_eq(app.prompt.text, "load nowhere.yaml");
  ck_assert_ptr_nonnull(strstr(app.message, "No such file"));
  leave();
  type("export a.svg");
  app_file_exists(&app);
  ck_assert_ptr_nonnull(strstr(app.message, ":export!"));
}
END_TEST

/* A record as a file would have it, of the lanes that are on the screen. */
static struct record record_of_two(long step) {
  static struct dh_journal_entry entry;
  struct record record = {.step = step, .lane_count = 2, .speed = 1};
  entry = (struct dh_journal_entry){5, {.parameter = DH_LEARNING_RATE, .value = 0.3}};
  for (int i = 0; i < 2; i++) record.lane[i].spec = *dh_run_initial(app.lane[i].run);
  strcpy(record.lane[0].name, "fast");
  strcpy(record.lane[1].name, "A");
  record.lane[1].journal = &entry;
  record.lane[1].journal_count = 1;
  return record;
}

START_TEST(a_record_is_shown_and_can_be_undone) {
  struct dh_error error;
  struct record record = record_of_two(8);
  ck_assert(app_load(&app, &record, &error));
  ck_assert_int_eq(app.lane_count, 2);
  ck_assert_int_eq(app.step, 8);
  ck_assert_int_eq(app.lane[0].letter, 'A');
  ck_assert_int_eq(app.lane[1].letter, 'B'); /* one has a name here, so all are lettered anew */
  ck_assert(!app.running);
  ck_assert_double_eq(dh_spec_number(app_spec(&app, 1), DH_LEARNING_RATE), 0.3);
  app_key(&app, 'X');
  app_key(&app, '0');
  ck_assert_int_eq(app.lane_count, 2);
  ck_assert_int_eq(app.step, 8);
  app_key(&app, 'u');
  app_key(&app, 'u');
  app_key(&app, 'u');
  ck_assert_int_eq(app.lane_count, 4);
}
END_TEST

START_TEST(a_record_that_stands_too_far_changes_nothing) {
  struct dh_error error;
  struct record record = record_of_two(SCENE_GOTO_MAX + 1L);
  ck_assert(!app_load(&app, &record, &error));
  ck_assert(!app_open_record(&app, &record, &error)); /* without a `:` line, too */
  ck_assert_int_eq(error.code, DH_ERROR_RANGE);
  ck_assert_int_eq(app.lane_count, 4);
  app_key(&app, 'u');
  ck_assert_int_eq(app.message_tone, TONE_HINT); /* nothing to undo */
}
END_TEST

/* --- pastes --- */

START_TEST(a_paste_is_text_for_an_open_line) {
  static const char pasted[] = "lr 0.5\nquit\r\033q";
  for (const char *c = pasted; *c; c++) ck_assert_uint_eq(app_key(&app, KEY_CODE_PASTED + (unsigned char)*c), 0);
  ck_assert_double_eq(dh_spec_number(app_spec(&app, 1), DH_LEARNING_RATE), 0.1);
  app_key(&app, ':');
  for (const char *c = pasted; *c; c++)
    ck_assert_uint_eq(app_key(&app, KEY_CODE_PASTED + (unsigned char)*c) & (EFFECT_QUIT | EFFECT_FILE), 0);
  ck_assert_str_eq(app.prompt.text, "lr 0.5 quit  q");
  ck_assert_double_eq(dh_spec_number(app_spec(&app, 1), DH_LEARNING_RATE), 0.1);
}
END_TEST

#define COUNT(array) ((int)(sizeof array / sizeof *array))

static Suite *suite(void) {
  Suite *s = suite_create("app/prompt");
  TCase *t = tcase_create("prompt");
  int settings = 0;
  while (settings_row(settings)) settings++;
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_add_test(t, keys_of_a_shell_edit);
  tcase_add_test(t, history_goes_by_the_beginning);
  tcase_add_test(t, history_is_bounded_and_clean);
  tcase_add_loop_test(t, tab_completes, 0, COUNT(completions));
  tcase_add_test(t, the_line_is_utf8);
  tcase_add_test(t, what_turns_the_reading_order_cannot_be_typed);
  tcase_add_test(t, tab_lists_all_candidates);
  tcase_add_test(t, files_are_listed_without_their_folder);
  tcase_add_test(t, completion_never_writes_past_the_line);
  tcase_add_loop_test(t, every_setting_is_set_by_its_words, 0, settings);
  tcase_add_test(t, set_reaches_parameters_and_lists_settings);
  tcase_add_test(t, settings_are_written_where_unusual);
  tcase_add_test(t, a_scene_s_own_is_not_kept);
  tcase_add_test(t, help_knows_every_word);
  tcase_add_test(t, speeds_have_words);
  tcase_add_loop_test(t, files_are_asked_for, 0, COUNT(requests));
  tcase_add_loop_test(t, nonsense_is_not_asked_for, 0, COUNT(refused));
  tcase_add_test(t, the_cover_keeps_what_it_hides);
  tcase_add_test(t, a_failure_brings_the_line_back);
  tcase_add_test(t, a_record_is_shown_and_can_be_undone);
  tcase_add_test(t, a_record_that_stands_too_far_changes_nothing);
  tcase_add_test(t, a_paste_is_text_for_an_open_line);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

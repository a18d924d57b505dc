/* SPDX-License-Identifier: MIT
 *
 * Scenes that are on file: each is opened, run, and held to what its file says it shows. */
#include "catalog/scenes.h"
#include "app/scene.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct catalog *catalog;
static struct app app;

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

static const char *surface_name(void) { return dh_surface_info(app_spec(&app, 0)->surface)->name; }

/* --- what they show --- */

/* Does the number read as the text, to as many digits as that has? */
static bool reads(double value, const char *text) {
  double said = strtod(text, NULL);
  if (!isfinite(said)) return isnan(said) ? isnan(value) : value == said;
  const char *exponent = strpbrk(text, "eE"), *point = strchr(text, '.');
  size_t length = exponent ? (size_t)(exponent - text) : strlen(text);
  int digits = point ? (int)(text + length - point) - 1 : 0;
  double unit = pow(10, (exponent ? atoi(exponent + 1) : 0) - digits);
  return fabs(value - said) <= 0.5 * unit * (1 + 1e-9);
}

START_TEST(test_reading) {
  ck_assert(reads(2.6000000000000001, "2.6"));
  ck_assert(reads(3.1521, "3.15"));
  ck_assert(!reads(3.1552, "3.15"));
  ck_assert(reads(-169038, "-1.69e5"));
  ck_assert(!reads(-168000, "-1.69e5"));
  ck_assert(reads((double)NAN, "nan"));
  ck_assert(!reads(1, "nan"));
  ck_assert(!reads((double)NAN, "1"));
  ck_assert(reads(HUGE_VAL, "inf"));
  ck_assert(!reads(HUGE_VAL, "-inf"));
}
END_TEST

static void assert_reads(const char *scene, const struct record_claim *claim, const char *what, double value,
                         const char *text) {
  ck_assert_msg(text[0] == '\0' || reads(value, text), "%s, lane %d, step %ld: %s is %.9g, its file says %s", scene,
                claim->lane, claim->step, what, value, text);
}

/* The loss at a step, averaged over seeds: what noise leaves on the whole. */
static double mean_loss(const struct record_lane *lane, long step) {
  enum { SEEDS = 4000 };
  struct dh_error error;
  double sum = 0;
  for (int seed = 0; seed < SEEDS; seed++) {
    struct dh_spec spec = lane->spec;
    dh_spec_set(&spec, DH_SEED, seed);
    struct dh_run *run = dh_run_create(&spec, &error);
    ck_assert_ptr_nonnull(run);
    for (long i = 0; i < step; i++) dh_run_step(run);
    sum += dh_run_row(run)->loss;
    dh_run_destroy(run);
  }
  return sum / SEEDS;
}

static void check_claim(const char *scene, const struct record *record, const struct record_claim *claim) {
  const struct record_lane *lane = &record->lane[claim->lane];
  struct dh_error error;
  struct dh_reading reading;
  struct dh_run *run = dh_run_load(&lane->spec, lane->journal, lane->journal_count, &error);
  ck_assert_ptr_nonnull(run);
  dh_run_goto(run, claim->step);
  const struct dh_row *row = dh_run_row(run);
  assert_reads(scene, claim, "the loss", row->loss, claim->loss);
  for (int axis = 0; axis < 2; axis++) assert_reads(scene, claim, "the place", row->at[axis], claim->at[axis]);
  if (claim->mean_loss[0]) assert_reads(scene, claim, "the mean loss", mean_loss(lane, claim->step), claim->mean_loss);
  dh_run_judge(run, &reading);
  if (claim->verdict >= 0)
    ck_assert_msg((int)reading.verdict == claim->verdict, "%s, lane %d, step %ld is %s, its file says %s", scene,
                  claim->lane, claim->step, dh_verdict_name(reading.verdict),
                  dh_verdict_name((enum dh_verdict)claim->verdict));
  dh_run_destroy(run);
}

enum { SCENES = 20 };

START_TEST(test_scenes_show_what_they_say) {
  struct dh_error error;
  struct record record;
  const struct scenes *scenes = catalog_scenes(catalog);
  ck_assert_int_eq(scenes->count, SCENES);
  const struct scene_file *file = &scenes->file[_i];
  ck_assert(scenes_read(scenes, _i, catalog, &record, &error));
  ck_assert_int_gt(record.claim_count, 1);
  for (int i = 0; i < record.claim_count; i++) check_claim(file->name, &record, &record.claim[i]);
  /* A lane of which nothing is expected has no business in it, except to be compared with. */
  ck_assert_int_ge(record.lane_count, 2);
  ck_assert_int_gt(text_columns(file->watch), 20);
  ck_assert_msg(text_columns(file->watch) <= 77, "%s: %d columns", file->watch, text_columns(file->watch));
  ck_assert_msg(text_columns(file->title) <= 50, "%s", file->title);
  record_free(&record);
}
END_TEST

/* --- opening --- */

START_TEST(test_by_digit) {
  app_key(&app, 'e');
  ck_assert_int_eq(app.overlay, OVERLAY_SCENES);
  pass(5);
  ck_assert_int_eq(app.step, 0); /* the clock stands while the class reads the list */
  app_key(&app, '2');
  ck_assert_int_eq(app.overlay, OVERLAY_NONE);
  ck_assert_str_eq(surface_name(), "fine_tuning");
  ck_assert_int_eq(app.lane_count, 3);
  ck_assert_int_eq(app.selected, 1);
  ck_assert_str_eq(app.message, catalog_scenes(catalog)->file[1].watch);
  ck_assert(app.running);
  pass(1.5);
  ck_assert_int_eq(app.step, 0);
  pass(2);
  ck_assert_int_gt(app.step, 4); /* it is told four times as fast */
  app_key(&app, 'u');
  ck_assert_str_eq(surface_name(), "parabola");
  ck_assert_double_eq(app.speed, 1);
  app_key(&app, '0');
  ck_assert_str_eq(surface_name(), "parabola");
}
END_TEST

/* The tenth is not the last that has a key. */
START_TEST(test_by_letter) {
  for (int scene = 0; scene < SCENES; scene++) {
    ck_assert_int_ne(scenes_key_of(scene), 0);
    app_key(&app, 'e');
    app_key(&app, (unsigned char)scenes_key_of(scene));
    ck_assert_str_eq(app.scene_title, catalog_scenes(catalog)->file[scene].title);
  }
  app_key(&app, 'e');
  app_key(&app, 'j'); /* moves, as elsewhere */
  ck_assert_int_eq(app.overlay, OVERLAY_SCENES);
}
END_TEST

/* As it was opened: that is its pace, too. */
START_TEST(test_reopening_resets_the_speed) {
  app_key(&app, '>');
  app_key(&app, '>');
  app_key(&app, '0');
  ck_assert_double_eq(app.speed, 1);
  app_key(&app, 'e');
  app_key(&app, '2');
  double pace = app.speed;
  ck_assert_double_gt(pace, 1);
  app_key(&app, '<');
  app_key(&app, '0');
  ck_assert_double_eq(app.speed, pace);
  app_key(&app, 'u');
  ck_assert_double_eq(app.speed, pace);
}
END_TEST

START_TEST(test_by_arrows) {
  app_key(&app, 'e');
  app_key(&app, KEY_CODE_UP); /* round to the last */
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_str_eq(app.scene_title, catalog_scenes(catalog)->file[SCENES - 1].title);
  app_key(&app, 'e');
  ck_assert_int_eq(app.overlay_line, SCENES - 1); /* the list opens where one is */
  app_key(&app, KEY_CODE_DOWN);
  app_key(&app, KEY_CODE_DOWN);
  app_key(&app, KEY_CODE_ESCAPE);
  ck_assert_int_eq(app.overlay, OVERLAY_NONE);
  ck_assert_str_eq(app.scene_title, catalog_scenes(catalog)->file[SCENES - 1].title);
}
END_TEST

static void type(const char *line) {
  app_key(&app, ':');
  while (*line) app_key(&app, (unsigned char)*line++);
  app_key(&app, KEY_CODE_ENTER);
}

START_TEST(test_by_name) {
  type("scene rounding-stall");
  ck_assert(!app.prompt.open);
  ck_assert_int_eq(app.lane_count, 4);
  ck_assert_double_eq(dh_spec_number(app_spec(&app, 0), DH_PRECISION), DH_BF16);
  type("scene nothing");
  ck_assert(app.prompt.open);
  ck_assert_int_eq(app.message_tone, TONE_ERROR);
  ck_assert_int_eq(app.lane_count, 4);
}
END_TEST

/* Whatever was done since, the other surfaces too: back to what was opened. */
START_TEST(test_reopened) {
  app_key(&app, 'e');
  app_key(&app, '6');
  pass(6);
  app_key(&app, KEY_CODE_UP);
  app_key(&app, 'X');
  app_key(&app, 's');
  app_key(&app, 's');
  ck_assert_str_ne(surface_name(), "ravine");
  app_key(&app, '0');
  ck_assert_str_eq(surface_name(), "ravine");
  ck_assert_int_eq(app.lane_count, 4);
  ck_assert_int_eq(app.step, 0);
  ck_assert_double_eq(dh_spec_number(app_spec(&app, 1), DH_LEARNING_RATE), 0.01);
  ck_assert_double_eq(dh_spec_number(app_spec(&app, 1), DH_MOMENTUM), 0.9);
  ck_assert_str_eq(app.scene_title, "Ravine: what momentum is for");
}
END_TEST

START_TEST(test_paused) {
  struct dh_error error;
  struct app waiting;
  const struct app_options options = {.catalog = catalog, .cols = 80, .rows = 24, .paused = true};
  ck_assert(app_init(&waiting, &options, &error));
  ck_assert(!waiting.running);
  app_key(&waiting, 'e');
  app_key(&waiting, '9');
  ck_assert(!waiting.running);
  for (int i = 0; i < 300; i++) app_tick(&waiting, 33333);
  ck_assert_int_eq(waiting.step, 0);
  app_key(&waiting, ' ');
  for (int i = 0; i < 30; i++) app_tick(&waiting, 33333);
  ck_assert_int_ge(waiting.step, 1);
  app_free(&waiting);
}
END_TEST

/* Every one can be opened, run to its end, and taken back. */
START_TEST(test_all_of_them) {
  struct dh_error error;
  ck_assert(scene_choose(&app, _i, &error));
  ck_assert_int_eq(app.step, 0);
  for (int guard = 0; guard < 40 && app.overlay != OVERLAY_CARD; guard++) {
    app.running = true;
    pass(30);
  }
  ck_assert_int_eq(app.overlay, OVERLAY_CARD);
  app_key(&app, 'u');
  ck_assert_str_eq(app.scene_title, "");
  ck_assert_int_eq(app.lane_count, 4);
}
END_TEST

static const char *card_at_the_end(const char *scene) {
  struct dh_error error;
  int index = scenes_find(catalog_scenes(catalog), scene, &error);
  ck_assert(scene_choose(&app, index, &error));
  scene_goto(&app, app_horizon(&app));
  card_horizon(&app);
  return text_string(&app.card);
}

/* Who is as low as can be is not told of one minimum as if it were the only one. */
START_TEST(test_another_minimum) {
  const char *card = card_at_the_end("catapult");
  ck_assert_msg(strstr(card, "A, C: another minimum, just as low") != NULL, "%s", card);
  ck_assert_msg(!strstr(card, "-nan"), "%s", card);
  card = card_at_the_end("saddle"); /* the one that is told, and one that is not low */
  ck_assert_msg(strstr(card, "the minimum") != NULL && !strstr(card, "another"), "%s", card);
}
END_TEST

/* Of two balls on one surface both are seen through the same window, unless one leaves it. */
START_TEST(test_the_saddle_is_seen_alike) {
  card_at_the_end("saddle");
  ck_assert_mem_eq(&app.lane[0].camera, &app.lane[1].camera, sizeof app.lane[0].camera);
}
END_TEST

/* --- the user's --- */

static char folder[256];

static void write_scene(const char *name, const char *text) {
  char path[512];
  snprintf(path, sizeof path, "%s/scenes/%s", folder, name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
}

static const char own[] = "downhill: 1\ntitle: Mine\nsurface: x^4\nparameters: x\nstart: [1]\nlanes:\n"
                          "  - {name: first, settings: [learning_rate=0.1]}\n"
                          "  - {name: B, settings: [learning_rate=0.2]}\n";
static const char untitled[] = "downhill: 1\nwatch: Look\nsurface: x^4\nparameters: x\nstart: [1]\nlanes:\n"
                               "  - {name: A}\n";

START_TEST(test_of_the_user) {
  struct dh_error error;
  char scenes[300];
  const char *temporary = getenv("TMPDIR");
  snprintf(folder, sizeof folder, "%s/downhill-scenes-XXXXXX", temporary ? temporary : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(scenes, sizeof scenes, "%s/scenes", folder);
  ck_assert_int_eq(mkdir(scenes, 0700), 0);
  write_scene("mine.yaml", own);
  write_scene("edge.yaml", own);
  write_scene("untitled.yaml", untitled);
  write_scene("broken.yaml", "downhill: 1\nsurface: parabola\nstart: [1, 2]\nlanes:\n  - {name: A}\n");
  struct catalog *users = catalog_create(folder, &error);
  ck_assert_ptr_nonnull(users);
  ck_assert_int_eq(catalog_problem_count(users), 1);
  ck_assert_int_eq(catalog_scenes(users)->count, SCENES + 2);
  ck_assert_str_eq(catalog_scenes(users)->file[3].title, "Mine"); /* in the place of ours */
  int index = scenes_find(catalog_scenes(users), "mine", &error);
  ck_assert_int_eq(index, SCENES);
  const struct app_options options = {.catalog = users, .cols = 80, .rows = 24};
  struct app shown;
  ck_assert(app_init(&shown, &options, &error));
  ck_assert(app_open_scene(&shown, index, &error));
  ck_assert_int_eq(shown.lane[0].letter, 'A');
  ck_assert_int_eq(shown.lane[1].letter, 'B');
  index = scenes_find(catalog_scenes(users), "untitled", &error);
  ck_assert(app_open_scene(&shown, index, &error));
  ck_assert_str_eq(shown.scene_title, "untitled");
  ck_assert_str_eq(app_watch(&shown), "Look");
  app_key(&shown, 'e');
  ck_assert_int_eq(shown.overlay_line, index);
  app_free(&shown);
  ck_assert_int_eq(scenes_find(catalog_scenes(users), "mina", &error), -1);
  ck_assert_int_eq(error.code, DH_ERROR_UNKNOWN_SCENE);
  ck_assert_str_eq(error.text2, "mine");
  catalog_destroy(users);
  static const char *const names[] = {"mine.yaml", "edge.yaml", "broken.yaml", "untitled.yaml"};
  for (int i = 0; i < 4; i++) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", scenes, names[i]);
    unlink(path);
  }
  rmdir(scenes);
  rmdir(folder);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("scenes");
  TCase *tests = tcase_create("scenes");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, test_reading);
  tcase_add_loop_test(tests, test_scenes_show_what_they_say, 0, SCENES);
  tcase_add_test(tests, test_by_digit);
  tcase_add_test(tests, test_by_letter);
  tcase_add_test(tests, test_reopening_resets_the_speed);
  tcase_add_test(tests, test_by_arrows);
  tcase_add_test(tests, test_by_name);
  tcase_add_test(tests, test_reopened);
  tcase_add_test(tests, test_paused);
  tcase_add_loop_test(tests, test_all_of_them, 0, SCENES);
  tcase_add_test(tests, test_another_minimum);
  tcase_add_test(tests, test_the_saddle_is_seen_alike);
  tcase_add_test(tests, test_of_the_user);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

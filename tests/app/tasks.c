/* SPDX-License-Identifier: MIT
 *
 * The usual rates of training tasks: true on their scenes, remarked on when a lane leaves them, and only where they
 * mean something. */
#include "app/finder_view.h"
#include "app/scene.h"
#include "app/task.h"

#include "catalog/document.h"
#include "catalog/scenes.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

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

static void type(const char *line) {
  unsigned effects;
  ck_assert_msg(prompt_execute(&app, line, &effects), "%s: %s", line, app.message);
}

/* --- are they true? --- */

/* The share of the start's loss that is left over the last fifth of the run, averaged over seeds. */
static double left_over(const struct dh_spec *lane, double rate) {
  enum { SEEDS = 12 };
  struct dh_error error;
  double sum = 0, first = 0;
  long steps = (long)dh_spec_number(lane, DH_MAX_STEPS), rows = 0;
  for (int seed = 0; seed < SEEDS; seed++) {
    struct dh_spec spec = *lane;
    dh_spec_set(&spec, DH_SEED, seed);
    dh_spec_set(&spec, DH_LEARNING_RATE, rate);
    struct dh_run *run = dh_run_create(&spec, &error);
    ck_assert_ptr_nonnull(run);
    first = dh_run_row(run)->loss;
    for (long step = 0; step < steps; step++) {
      dh_run_step(run);
      if (step < steps * 4 / 5) continue;
      sum += dh_run_row(run)->loss;
      rows++;
    }
    dh_run_destroy(run);
  }
  return sum / (double)rows / first;
}

/* Within the rates the ball arrives; at a tenth of them it is late, at ten times them it does not come to rest. */
START_TEST(the_usual_rates_are_the_good_ones) {
  const struct scenes *scenes = catalog_scenes(catalog);
  int tasks = 0;
  for (int i = 0; i < scenes->count; i++) {
    const struct record_task *task = &scenes->file[i].task;
    struct dh_error error;
    struct record record;
    if (!task->given) continue;
    tasks++;
    ck_assert(scenes_read(scenes, i, catalog, &record, &error));
    const struct dh_spec *lane = &record.lane[record.selected].spec;
    ck_assert(strcmp(dh_rule_info(lane->rule)->name, "adamw") == 0);
    double rates[] = {task->low / 10, task->low, sqrt(task->low * task->high), task->high, task->high * 10};
    for (int k = 0; k < 5; k++) {
      double left = left_over(lane, rates[k]);
      const char *name = scenes->file[i].name;
      if (task->high == 0)
        ck_assert_msg(fabs(left - 1) < 1e-12, "%s: %g is left", name, left);
      else if (k == 0 || k == 4)
        ck_assert_msg(left > 0.35, "%s at %g: %g is left", name, rates[k], left);
      else
        ck_assert_msg(left < 0.1, "%s at %g: %g is left", name, rates[k], left);
    }
    record_free(&record);
  }
  ck_assert_int_eq(tasks, 4);
}
END_TEST

/* --- what is said --- */

START_TEST(leaving_them_is_remarked_on) {
  type("task full-finetuning");
  const struct record_task *task = app_task(&app);
  ck_assert_ptr_nonnull(task);
  ck_assert_int_eq(task_side_of_lane(&app, 0), -1);
  ck_assert_int_eq(task_side_of_lane(&app, 1), 0);
  ck_assert_int_eq(task_side_of_lane(&app, 2), 0);
  ck_assert_int_eq(task_side_of_lane(&app, 3), 1);
  ck_assert_int_eq(app.selected, 1);
  type("lr 6e-5");
  ck_assert_str_eq(app.message, "B 6e-05: above full fine-tuning's 5e-5: what is known is at risk");
  app_key(&app, '*');
  ck_assert_str_eq(app.message, "B: learning_rate 0.0006 from step 0 on"); /* said once */
  type("lr 2e-5");
  ck_assert_str_eq(app.message, "learning_rate 2e-05 from step 0 on; back among the usual rates");
  app_key(&app, '/');
  ck_assert_str_eq(app.message, "B 2e-06: below full fine-tuning's 1e-5: it will not get there in time");
}
END_TEST

/* What was changed, and what there is to say about it, as far as there is room. */
START_TEST(a_remark_takes_the_room_there_is) {
  type("task pretraining");
  const struct record_task *task = app_task(&app);
  type("lr 1e-3"); /* with a rate it is too long for 80 columns */
  ck_assert_str_eq(app.message, task->above);
  app_resize(&app, 200, 60);
  type("lr 1e-4");
  app_key(&app, '*');
  char both[300];
  snprintf(both, sizeof both, "B: learning_rate 0.001 from step 0 on; %s", task->above);
  ck_assert_str_eq(app.message, both);
}
END_TEST

START_TEST(other_optimizers_have_other_rates) {
  type("task lora");
  ck_assert_ptr_nonnull(task_of_lane(&app, 1));
  static const char *const others[] = {"sgd", "adam", "rmsprop", "adagrad"};
  for (int i = 0; i < 4; i++) {
    char line[32];
    snprintf(line, sizeof line, "optim %s", others[i]);
    type("optim adamw");
    ck_assert_ptr_nonnull(task_of_lane(&app, 1));
    type(line);
    ck_assert_msg(!task_of_lane(&app, 1), "%s", others[i]);
    ck_assert_msg(strstr(app.message, "the usual rates are AdamW's") != NULL, "%s", app.message);
    type("lr 1000");
    ck_assert_ptr_null(strstr(app.message, "LoRA"));
    type("lr 1e-4");
  }
}
END_TEST

/* A scene that is no task is none, either. */
START_TEST(there_is_no_such_task) {
  static const char *const lines[] = {"task nonsense", "task edge"};
  unsigned effects;
  ck_assert(!prompt_execute(&app, lines[_i], &effects));
  char said[160];
  snprintf(said, sizeof said, "there is no task '%s': there are pretraining, full_finetuning, lora, evaluation",
           lines[_i] + 5);
  ck_assert_str_eq(app.message, said);
}
END_TEST

/* A suggestion of the finder does not know the task: who takes one is told. */
START_TEST(a_suggestion_is_remarked_on) {
  type("task pretraining");
  app_key(&app, 'f');
  for (int guard = 0; guard < 1000 && !finder_view_is_done(app.finder); guard++) {
    app_work(&app, 16384);
    app_tick(&app, 250000);
  }
  app_key(&app, KEY_CODE_DOWN);
  ck_assert_double_gt(app.finder->found[app.finder->chosen].rate, 0.01);
  app_key(&app, KEY_CODE_ENTER);
  ck_assert_msg(strstr(app.message, app_task(&app)->above) != NULL, "%s", app.message);
}
END_TEST

START_TEST(the_task_goes_with_its_scene) {
  type("task pretraining");
  ck_assert_ptr_nonnull(app_task(&app));
  type("scene edge");
  ck_assert_ptr_null(app_task(&app));
  app_key(&app, 'u');
  ck_assert_ptr_nonnull(app_task(&app));
  ck_assert_str_ne(app_watch(&app), "");
  type("surface x^2");
  ck_assert_ptr_null(app_task(&app));
  ck_assert_str_eq(app_watch(&app), "");
}
END_TEST

static const char untitled[] = "downhill: 1\ntask: {called: mine, rates: [1e-3, 1e-3], below: b, above: a}\n"
                               "surface: parabola\nstart: [2]\nlanes:\n"
                               "  - {name: A, settings: [optim=adamw, learning_rate=1e-3]}\n";

/* What the captions promise is what the lanes are called at the end: late below the usual rates, low among them, kept
 * up above. */
START_TEST(words_tell_the_rates_apart) {
  static const char *const names[] = {"pretraining", "full_finetuning", "lora"};
  static const char *const words[] = {"slow", "noisy, low", "noisy, low", "noisy, high"};
  char line[32];
  snprintf(line, sizeof line, "task %s", names[_i]);
  type(line);
  while (app.step < app_horizon(&app)) app_step(&app);
  ck_assert_int_eq(app.lane_count, 4);
  for (int lane = 0; lane < 4; lane++) {
    ck_assert_str_eq(task_word(&app, lane), words[lane]);
    ck_assert_msg(lane == 0 || strstr(app_watch(&app), words[lane]) != NULL, "%s", app_watch(&app));
  }
  card_horizon(&app);
  ck_assert_ptr_nonnull(strstr(text_string(&app.card), "noisy, high"));
  type("optim sgd"); /* the usual rates are not its own */
  app.lane[app.selected].word = DH_VERDICT_NOISY;
  ck_assert_str_eq(task_word(&app, app.selected), "noisy");
}
END_TEST

/* Whatever it is called, or whether at all: what is open is not found by its title. */
START_TEST(a_task_without_a_title_is_one) {
  struct dh_error error;
  struct record record;
  const struct document document = {"tasks/mine.yaml", untitled, strlen(untitled)};
  ck_assert(record_parse(&record, catalog, &document, &error));
  ck_assert(app_open_record(&app, &record, &error));
  record_free(&record);
  ck_assert_ptr_nonnull(app_task(&app));
  ck_assert_str_eq(app_task(&app)->called, "mine");
  text_copy(app.scene_title, sizeof app.scene_title, "LoRA fine-tuning, 1e-4 to 5e-4");
  ck_assert_str_eq(app_task(&app)->called, "mine");
}
END_TEST

/* Saved and loaded again it is still one. */
START_TEST(a_task_is_saved) {
  struct dh_error error;
  struct record record;
  type("task lora");
  type("save somewhere.yaml");
  const struct document document = {"somewhere.yaml", text_string(&app.file.text), app.file.text.length};
  ck_assert_msg(record_parse(&record, catalog, &document, &error), "%s", text_string(&app.file.text));
  const struct record_task *task = app_task(&app);
  ck_assert(record.task.given);
  ck_assert_double_eq(record.task.low, task->low);
  ck_assert_double_eq(record.task.high, task->high);
  ck_assert_str_eq(record.task.called, task->called);
  ck_assert_str_eq(record.task.below, task->below);
  ck_assert_str_eq(record.task.above, task->above);
  ck_assert_str_eq(record.watch, app_watch(&app));
  record_free(&record);
}
END_TEST

START_TEST(sides) {
  const struct record_task task = {.given = true, .low = 1e-5, .high = 5e-5}, none = {.given = true};
  ck_assert_int_eq(task_side(&task, 1e-5), 0);
  ck_assert_int_eq(task_side(&task, 5e-5), 0);
  ck_assert_int_eq(task_side(&task, 0), -1);
  ck_assert_int_eq(task_side(&task, HUGE_VAL), 1);
  ck_assert_int_eq(task_side(&task, (double)NAN), 1);
  ck_assert_int_eq(task_side(&none, 0), 0);
  ck_assert_int_eq(task_side(&none, 1e-300), 1);
}
END_TEST

/* --- files --- */

static const struct {
  const char *task;
  bool good;
} files[] = {
    {"task: {called: t, rates: [1e-5, 5e-5], below: b, above: a}", true},
    {"task: {called: t, rates: [1e-5, 1e-5], below: b, above: a}", true},
    {"task: {called: t, rates: [0, 0], below: b, above: a}", true},
    {"task: {called: t, rates: [5e-5, 1e-5], below: b, above: a}", false},
    {"task: {called: t, rates: [0, 1e-5], below: b, above: a}", false},
    {"task: {called: t, rates: [-1e-5, 1e-5], below: b, above: a}", false},
    {"task: {called: t, rates: [1e-5, inf], below: b, above: a}", false},
    {"task: {called: t, rates: [nan, nan], below: b, above: a}", false},
    {"task: {called: t, rates: [1e-5], below: b, above: a}", false},
    {"task: {called: t, rates: [1e-5, 5e-5], above: a}", false},
    {"", false},
};

START_TEST(files_say_what_is_wrong_and_where) {
  struct scenes scenes = {0};
  struct dh_error error = {0};
  char yaml[400];
  snprintf(yaml, sizeof yaml, "downhill: 1\n%s\nsurface: parabola\nstart: [2]\nlanes:\n  - {name: A}\n",
           files[_i].task);
  const struct document document = {"mine.yaml", yaml, strlen(yaml)};
  ck_assert_msg(scenes_keep_task(&scenes, catalog, &document, &error) == files[_i].good, "%s", files[_i].task);
  if (!files[_i].good && files[_i].task[0] != '\0') ck_assert_int_eq(error.line, 2);
  ck_assert_int_eq(scenes.count, files[_i].good);
  scenes_free(&scenes);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("tasks");
  TCase *t = tcase_create("tasks");
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_add_test(t, the_usual_rates_are_the_good_ones);
  tcase_add_loop_test(t, words_tell_the_rates_apart, 0, 3);
  tcase_add_test(t, leaving_them_is_remarked_on);
  tcase_add_test(t, a_remark_takes_the_room_there_is);
  tcase_add_test(t, a_task_without_a_title_is_one);
  tcase_add_test(t, a_task_is_saved);
  tcase_add_test(t, other_optimizers_have_other_rates);
  tcase_add_loop_test(t, there_is_no_such_task, 0, 2);
  tcase_add_test(t, a_suggestion_is_remarked_on);
  tcase_add_test(t, the_task_goes_with_its_scene);
  tcase_add_test(t, sides);
  tcase_add_loop_test(t, files_say_what_is_wrong_and_where, 0, sizeof files / sizeof *files);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * What the screen says a lane is on the command line is run, and is that lane; scenes by name; talk. */
#include "app/scene.h"
#include "catalog/scenes.h"
#include "program.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct catalog *catalog;
static struct app app;
static struct result result;

static void setup(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  const struct app_options options = {.catalog = catalog, .cols = 80, .rows = 24, .paused = true};
  ck_assert(app_init(&app, &options, &error));
  memset(&result, 0, sizeof result);
}

static void teardown(void) {
  app_free(&app);
  catalog_destroy(catalog);
  result_free(&result);
}

/* As the panes' tests write keys: characters, `@N` for N steps, `:` up to `|`. */
static void play(const char *script) {
  for (const char *at = script; *at; at++) {
    app_tick(&app, 200000);
    if (*at == '@') {
      char *end;
      for (long n = strtol(at + 1, &end, 10); n > 0; n--) {
        app_key(&app, KEY_CODE_RIGHT);
        app_tick(&app, 200000);
      }
      at = end - 1;
    } else if (*at == ':') {
      for (; *at != '|'; at++) app_key(&app, (unsigned char)*at);
      app_key(&app, KEY_CODE_ENTER);
      ck_assert_msg(!app.prompt.open, "%s", app.message);
    } else if (*at != ' ') {
      app_key(&app, (unsigned char)*at);
    }
  }
}

static bool same(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

/* Row for row, number for number. */
static void check_rows(const char *command, int lane) {
  ck_assert_msg(strncmp(command, "downhill ", 9) == 0, "%s", command);
  result = program_run(command + 9, NULL);
  ck_assert_msg(result.status == 0, "%s: %s", command, text_string(&result.err));
  ck_assert_str_eq(text_string(&result.err), "");
  struct dh_run *run = app.lane[lane].run;
  int dim = dh_surface_info(dh_run_initial(run)->surface)->dim;
  long last = app.step > 0 ? app.step : app_horizon(&app);
  ck_assert_int_eq(text_lines(&result.out), last + 2);
  for (long step = 0; step <= last; step++) {
    const char *line = text_line(&result.out, (int)step + 1);
    dh_run_goto(run, step);
    const struct dh_row *row = dh_run_row(run);
    for (int axis = 0; axis < dim; axis++) ck_assert_msg(same(csv_number(line, 1 + axis), row->at[axis]), "%s", line);
    ck_assert_msg(same(csv_number(line, 1 + dim), row->loss), "%s: %s", command, line);
    ck_assert_msg(same(csv_number(line, 2 + 2 * dim), row->rate), "%s: %s", command, line);
  }
  result_free(&result);
}

static void check_lane(int lane) {
  struct text command = {0}, before = {0};
  reproduce(&app, lane, &command, &before);
  ck_assert_str_eq(text_string(&before), "");
  check_rows(text_string(&command), lane);
  text_free(&command);
  text_free(&before);
}

static const char *const scripts[] = {
    "@12",
    "",
    "R@8",
    "ooo@9",
    "MM WWdd cx@20",
    "zZ R@7",
    ":surface rosenbrock| :lr 1e-3| @6",
    ":surface x^4-3*x^2+x| @4",
    ":surface (x-1)^2+abs(y)*2| :start -1.5,2| @5",
    ":update b = 0.9*b + g; p = p - lr*b| @9",
    ":lr_scheduler_type multistep| :milestones 3,6| @9",
    ":max_grad_norm 1| :nesterov true| :momentum 0.9| @11",
    "!@15",
    "s@3",
    "ssssssssssss@3",
    ":start 1e-3| @3",
    "@9 ,,,,,,,,,",
};
enum { SCRIPTS = sizeof scripts / sizeof *scripts };

START_TEST(a_command_line_is_the_lane) {
  play(scripts[_i]);
  for (int i = 0; i < app.lane_count; i++) check_lane(i);
}
END_TEST

/* Every scene, where noise, batches, formats, clipping and schedules are. */
START_TEST(a_command_line_is_the_scene_s_lane) {
  struct dh_error error;
  ck_assert(app_open_scene(&app, _i, &error));
  play("@17");
  for (int i = 0; i < app.lane_count; i++) check_lane(i);
}
END_TEST

/* A change on the way is in the journal: what was saved is replayed. */
START_TEST(a_changed_lane_is_replayed) {
  play("@5 :lr 0.3| @4 o @6");
  struct text command = {0}, before = {0};
  reproduce(&app, app.selected, &command, &before);
  ck_assert_ptr_nonnull(strstr(text_string(&before), ":save scene.yaml"));
  const char *name = strstr(text_string(&command), "scene.yaml"), *path = scratch_path("scene.yaml");
  ck_assert_ptr_nonnull(name);
  play(":save scene.yaml|");
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(text_string(&app.file.text), file);
  fclose(file);
  char line[1024];
  snprintf(line, sizeof line, "%.*s%s%s", (int)(name - text_string(&command)), text_string(&command), path,
           name + strlen("scene.yaml"));
  check_rows(line, app.selected);
  text_free(&command);
  text_free(&before);
  reproduce(&app, 0, &command, &before); /* the others were not changed */
  ck_assert_str_eq(text_string(&before), "");
  check_rows(text_string(&command), 0);
  text_free(&command);
}
END_TEST

/* A quote in a text, and data with a model. */
START_TEST(a_command_line_is_quoted) {
  struct dh_error error;
  const struct fit_words words = {.data = "line50", .model = "w*x + b", .loss = "huber", .delta = "0.5"};
  const struct dh_surface *fit = catalog_fit(catalog, &words, NULL, &error);
  ck_assert_ptr_nonnull(fit);
  struct dh_spec spec = *app_spec(&app, 0);
  spec.surface = fit;
  memcpy(spec.start, dh_surface_info(fit)->start, sizeof spec.start);
  dh_spec_set(&spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE, 8);
  ck_assert(app_open(&app, &spec, 1, NULL, &error));
  play("@12");
  check_lane(0);
}
END_TEST

/* --- scenes by name --- */

START_TEST(a_scene_is_shown_by_name) {
  result = program_run("show --scene catapult --paused --size 120x30 --keys Tick:200", NULL);
  ck_assert_int_eq(result.status, 0);
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "step  0 of 40"));
  result_free(&result);
  result = program_run("--scene what-is-this", NULL);
  ck_assert_int_eq(result.status, 2);
  result_free(&result);
  result = program_run("show --scene edge --lr 3", NULL);
  ck_assert_int_eq(result.status, 2);
  ck_assert_ptr_nonnull(strstr(text_string(&result.err), "scene and learning_rate"));
  result_free(&result);
  result = program_run("--scene Rounding-stall", NULL);
  ck_assert_int_eq(result.status, 2);
  result_free(&result);
  result = program_run("--scene rounding-stall", NULL);
  ck_assert_int_eq(result.status, 0);
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "stalled"));
}
END_TEST

static const char *write_file(const char *name, const char *content) {
  const char *path = scratch_path(name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(content, file);
  fclose(file);
  return path;
}

static void expect(const char *before, const char *path, const char *after, int status, const char *says) {
  char words[512];
  snprintf(words, sizeof words, "%s%s%s", before, path, after);
  result_free(&result);
  result = program_run(words, NULL);
  const char *said = text_string(status == 0 ? &result.out : &result.err);
  ck_assert_msg(result.status == status, "%s: status %d\n%s", words, result.status, said);
  ck_assert_msg(strstr(said, says) != NULL, "%s:\n%s", words, said);
  if (status != 0) ck_assert_int_eq(text_lines(&result.err), 1);
}

/* What was saved is opened by its path; of what is something else, or missing, one line says so. */
START_TEST(a_scene_is_opened_by_its_file) {
  const char *scene = write_file("mine.yaml", "downhill: 1\ntitle: Mine\nsurface: parabola\nstart: [2]\nlanes:\n"
                                              "  - {name: A, settings: [learning_rate=0.125]}\n");
  expect("", scene, "", 0, "A  0.125: ");
  expect("--scene ", scene, "", 0, "A  0.125: ");
  expect("show --scene ", scene, " --glyphs ascii", 0, " downhill   Mine ");
  expect("talk --scene ", scene, "", 0, "learning_rate 0.125; starts at 2");
  expect("", scene, " --lr 1", 2, "mine.yaml and learning_rate both say what the lanes are");
  expect("", scene, " --scene edge", 2, "mine.yaml and scene both say what the lanes are");
  expect("--scene ", scene, " --task lora", 2, "scene and task both say what the lanes are");
  expect("", write_file("surface.yml", "name: mine\nformula: x^2\nparameters: [x]\n"), "", 2, "surface.yml: no scene");
  expect("", write_file("bad.yaml", "downhill: 1\nsurface: parabola\nstart: [2, 3]\nlanes:\n  - {name: A}\n"), "", 2,
         "bad.yaml, line 3: the field 'start'");
  expect("", scratch_path("missing.yaml"), "", 1, "missing.yaml: No such file");
  expect("--scene ", scratch_path("missing.yaml"), "", 1, "missing.yaml: No such file");
  expect("", "missing.json", "", 1, "missing.json: No such file or directory");
  expect("", "./missing", "", 1, "./missing: No such file or directory");
  expect("", write_file("log.csv", "step,loss\n1,2\n2,1\n3,1\n4,1\n5,1\n6,1\n7,1\n8,1\n9,1\n10,1\n11,1\n"), "", 0, "");
}
END_TEST

START_TEST(a_scene_s_lane_is_replayed) {
  result = program_run("replay --scene warmup --lane B --steps 4", NULL);
  ck_assert_int_eq(result.status, 0);
  ck_assert_int_eq(text_lines(&result.out), 6);
  ck_assert_double_eq(csv_number(text_line(&result.out, 3), 1), 1.2000000000000002);
  result_free(&result);
  result = program_run("replay --scene warmup file.yaml", NULL);
  ck_assert_int_eq(result.status, 2);
}
END_TEST

/* --- talk --- */

static int count_of(const char *text, const char *words) {
  int count = 0;
  for (const char *at = strstr(text, words); at; at = strstr(at + 1, words)) count++;
  return count;
}

START_TEST(talk_says_what_is_new) {
  result = program_run("talk", NULL);
  const char *out = text_string(&result.out);
  ck_assert_int_eq(result.status, 0);
  ck_assert_ptr_nonnull(strstr(out, "B: optim sgd, learning_rate 0.1; starts at 2, loss 9.\n"));
  ck_assert_ptr_nonnull(strstr(out, "step 1: B at 2.6, loss 5.76.\n"));
  ck_assert_ptr_nonnull(strstr(out, "step 2: B at 3.08, loss 3.69, now converging: smooth descent.\n"));
  ck_assert_ptr_nonnull(strstr(out, "now diverging: too large: each step is worse; set rate to 0.5 = 1/curvature.\n"));
  ck_assert_ptr_nonnull(strstr(out, "end, step 60: A at 4.11, loss 0.797, slow: "));
  /* Once it has arrived there is nothing new of B. */
  ck_assert_int_lt(count_of(out, ": B at "), 45);
  ck_assert_int_eq(count_of(out, ": C at "), 61);
  for (const char *at = out; *at; at++)
    ck_assert_msg(*at == '\n' || (*at >= ' ' && *at < 127), "byte %d", (unsigned char)*at);
}
END_TEST

START_TEST(talk_names_what_broke) {
  result = program_run("talk --scene way_to_nan --every 5000", NULL);
  const char *out = text_string(&result.out);
  ck_assert_ptr_nonnull(strstr(out, "step 7: A: loss overflows: 384 x 384 = 147456 > 65504 (fp16).\n"));
  ck_assert_ptr_nonnull(strstr(out, "step 15: A: w is NaN: -inf - (-inf), which has no value.\n"));
  ck_assert_ptr_nonnull(strstr(out, "step 1023: D: w is NaN"));
  ck_assert_int_eq(count_of(out, "is NaN"), 4);
}
END_TEST

START_TEST(talk_of_one_lane_on_a_plane) {
  result = program_run("talk --surface ravine --lr 0.04 --momentum 0.9 --steps 30 --every 10", NULL);
  const char *out = text_string(&result.out);
  ck_assert_int_eq(result.status, 0);
  ck_assert_ptr_nonnull(strstr(out, "; steps: 30; lanes: 1.\n"));
  ck_assert_ptr_nonnull(strstr(out, "momentum 0.9; starts at x 10, y 1, loss 62.5.\n"));
  ck_assert_ptr_nonnull(strstr(out, "step 20: A at x "));
  ck_assert_ptr_null(strstr(out, "step 21: A at x "));
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("teach");
  TCase *tests = tcase_create("teach");
  tcase_set_timeout(tests, 120);
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, a_command_line_is_the_lane, 0, SCRIPTS);
  tcase_add_loop_test(tests, a_command_line_is_the_scene_s_lane, 0, 16);
  tcase_add_test(tests, a_changed_lane_is_replayed);
  tcase_add_test(tests, a_command_line_is_quoted);
  tcase_add_test(tests, a_scene_is_shown_by_name);
  tcase_add_test(tests, a_scene_is_opened_by_its_file);
  tcase_add_test(tests, a_scene_s_lane_is_replayed);
  tcase_add_test(tests, talk_says_what_is_new);
  tcase_add_test(tests, talk_names_what_broke);
  tcase_add_test(tests, talk_of_one_lane_on_a_plane);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

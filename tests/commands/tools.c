/* SPDX-License-Identifier: MIT
 *
 * schedule, eval, compare, list, replay, show, and the lanes as text where there is no terminal. */
#include "app/actions.h"
#include "catalog/record.h"
#include "catalog/replace.h"
#include "downhill/downhill.h"
#include "program.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct result result;
static struct catalog *catalog;

static void setup(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
}

static void teardown(void) {
  result_free(&result);
  catalog_destroy(catalog);
}

static void run_well(const char *words, const char *input) {
  result_free(&result);
  result = program_run(words, input);
  ck_assert_msg(result.status == 0, "%s: status %d, %s", words, result.status, text_string(&result.err));
}

static const struct dh_surface *surface_named(const char *name) {
  int index = catalog_surface_find(catalog, name);
  ck_assert_int_ge(index, 0);
  return catalog_surface(catalog, index);
}

/* --- schedule --- */

START_TEST(a_schedule_is_a_line_for_each_update) {
  run_well("schedule --learning_rate 1e-4 --lr_scheduler_type cosine --max_steps 100 --steps 100", NULL);
  ck_assert_int_eq(text_lines(&result.out), 100);
  ck_assert_str_eq(text_line(&result.out, 0), "Step 0: lr = 0.000100");
  ck_assert_str_eq(text_line(&result.out, 7), "Step 7: lr = 0.000099");
  ck_assert_str_eq(text_line(&result.out, 8), "Step 8: lr = 0.000098");
  ck_assert_str_eq(text_line(&result.out, 99), "Step 99: lr = 0.000000");
}
END_TEST

START_TEST(a_schedule_as_csv_is_exact) {
  char words[256];
  struct dh_spec spec;
  dh_spec_init(&spec, surface_named("parabola"), catalog_rule(catalog, 0));
  dh_spec_set(&spec, DH_LEARNING_RATE, 0.3);
  dh_spec_set(&spec, DH_WARMUP_RATIO, 0.07);
  dh_spec_set(&spec, DH_MAX_STEPS, 100);
  dh_spec_set(&spec, DH_LR_SCHEDULER_TYPE, _i);
  snprintf(words, sizeof words, "schedule --lr 0.3 --warmup-ratio 0.07 --steps 100 --schedule %s%s --format csv",
           dh_schedule_name(_i), _i == DH_SCHEDULE_COSINE_WITH_MIN_LR ? " --min_lr 0" : "");
  run_well(words, NULL);
  ck_assert_int_eq(text_lines(&result.out), 101);
  ck_assert_str_eq(text_line(&result.out, 0), "step,lr");
  for (int k = 0; k < 100; k++) {
    const char *line = text_line(&result.out, k + 1);
    ck_assert_double_eq(csv_number(line, 0), k);
    ck_assert_double_eq(csv_number(line, 1), dh_spec_rate(&spec, k));
  }
}
END_TEST

/* --- eval --- */

START_TEST(points_come_from_input_files_and_arguments) {
  char words[256];
  struct text first = {0};
  run_well("eval --surface rosenbrock -", "# a comment\n\n1,2\n -1.5 , 0.25 \r\n");
  ck_assert_str_eq(text_line(&result.out, 0), "x,y,f,df_dx,df_dy,d2f_dx2,d2f_dxdy,d2f_dy2,eig_min,eig_max");
  ck_assert_int_eq(text_lines(&result.out), 3);
  text_add(&first, text_string(&result.out));
  run_well("eval --surface rosenbrock", "1,2\n-1.5,0.25");
  ck_assert_str_eq(text_string(&result.out), text_string(&first));
  run_well("eval 1,2 -1.5,0.25 --surface rosenbrock", NULL);
  ck_assert_str_eq(text_string(&result.out), text_string(&first));
  FILE *file = fopen(scratch_path("points.csv"), "w");
  ck_assert_ptr_nonnull(file);
  fputs("1,2\n-1.5,0.25\n", file);
  fclose(file);
  snprintf(words, sizeof words, "eval --surface rosenbrock %s", scratch_path("points.csv"));
  run_well(words, NULL);
  ck_assert_str_eq(text_string(&result.out), text_string(&first));
  text_free(&first);
}
END_TEST

/* More than one block of points, each equal to what the core says. */
START_TEST(values_are_the_core_s) {
  struct dh_error error;
  struct text input = {0};
  const struct dh_surface *surface = surface_named("rosenbrock");
  struct dh_sampler *sampler = dh_sampler_create(surface, DH_HESSIAN, &error);
  ck_assert_ptr_nonnull(sampler);
  for (int i = 0; i < 200; i++) text_printf(&input, "%d.5,%g\n", i - 100, i * 0.25);
  run_well("eval --surface rosenbrock -", text_string(&input));
  ck_assert_int_eq(text_lines(&result.out), 201);
  for (int i = 0; i < 200; i++) {
    const char *line = text_line(&result.out, i + 1);
    double x = csv_number(line, 0), y = csv_number(line, 1), eig[2];
    struct dh_sample sample;
    dh_sampler_run(sampler, &x, &y, 1, &sample);
    dh_eigenvalues(sample.hessian[0][0], sample.hessian[1][0], sample.hessian[2][0], eig);
    ck_assert_double_eq(csv_number(line, 2), sample.value[0]);
    ck_assert_double_eq(csv_number(line, 3), sample.gradient[0][0]);
    ck_assert_double_eq(csv_number(line, 4), sample.gradient[1][0]);
    ck_assert_double_eq(csv_number(line, 5), sample.hessian[0][0]);
    ck_assert_double_eq(csv_number(line, 6), sample.hessian[1][0]);
    ck_assert_double_eq(csv_number(line, 7), sample.hessian[2][0]);
    ck_assert_double_eq(csv_number(line, 8), eig[0]);
    ck_assert_double_eq(csv_number(line, 9), eig[1]);
  }
  dh_sampler_destroy(sampler);
  text_free(&input);
}
END_TEST

START_TEST(one_dimension_has_four_columns) {
  run_well("eval --surface x^2 3", NULL);
  ck_assert_str_eq(text_string(&result.out), "x,f,df_dx,d2f_dx2\n3.0,9.0,6.0,2.0\n");
  run_well("eval 3", NULL);
  ck_assert_str_eq(text_line(&result.out, 0), "w,f,df_dw,d2f_dw2");
  run_well("eval --data line50 --model k*x+c 1,2", NULL);
  ck_assert_str_eq(text_line(&result.out, 0), "k,c,f,df_dk,df_dc,d2f_dk2,d2f_dkdc,d2f_dc2,eig_min,eig_max");
}
END_TEST

START_TEST(a_bad_line_is_named) {
  result = program_run("eval --surface rosenbrock -", "1,2\n\n3\n4,5\n");
  ck_assert_int_eq(result.status, 2);
  ck_assert_str_eq(text_string(&result.err),
                   "downhill eval: standard input, line 3: '3' has 1 number(s), this surface needs 2: write x,y\n");
  ck_assert_int_eq(text_lines(&result.out), 2);
  result_free(&result);
  result = program_run("eval -", "1\ntwo\n");
  ck_assert_str_eq(text_string(&result.err), "downhill eval: standard input, line 2: 'two' is not a point: write w\n");
}
END_TEST

/* What cannot be finished leaves the old file, and nothing beside it. */
START_TEST(a_canceled_file_stays_as_it_was) {
  struct dh_error error;
  char path[128], words[256], bytes[16] = "";
  text_copy(path, sizeof path, scratch_path("folder"));
  ck_assert_int_eq(mkdir(path, 0700), 0);
  strcat(path, "/kept.csv");
  ck_assert(file_replace(path, "old", 3, &error));
  snprintf(words, sizeof words, "eval - -o %s", path);
  struct text input = {0};
  for (int i = 0; i < 20000; i++) text_add(&input, "1.25\n");
  text_add(&input, "two\n");
  result = program_run(words, text_string(&input));
  text_free(&input);
  ck_assert_int_eq(result.status, 2);
  FILE *file = fopen(path, "r");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fread(bytes, 1, sizeof bytes - 1, file), 3);
  fclose(file);
  ck_assert_str_eq(bytes, "old");
  ck_assert_int_eq(unlink(path), 0);
  ck_assert_msg(rmdir(scratch_path("folder")) == 0, "something was left in the folder");
}
END_TEST

/* --- compare and list --- */

START_TEST(compare_is_one_table) {
  run_well("compare --learning_rate 0.01,0.1,1.0,1.1 --steps 60", NULL);
  static const char *const lines[] = {
      "learning_rate  eta*lambda  verdict      steps        w         loss",
      "         0.01        0.02  slow            60  4.10734     0.796841",
      "          0.1         0.2  converged       60        5  2.11369e-11",
      "          1.0           2  oscillating     60        2            9",
      "          1.1         2.2  diverging       60  -169038  2.85754e+10",
  };
  ck_assert_int_eq(text_lines(&result.out), 5);
  for (int i = 0; i < 5; i++) ck_assert_str_eq(text_line(&result.out, i), lines[i]);
  struct text first = {0};
  text_add(&first, text_string(&result.out));
  run_well("compare --steps 60", NULL); /* the surface's own rates */
  ck_assert_str_eq(text_string(&result.out), text_string(&first));
  text_free(&first);
}
END_TEST

START_TEST(other_parameters_can_be_compared) {
  run_well("compare --optim sgd,adam --steps 5", NULL);
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 1), "sgd"));
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 2), "adam"));
  /* The comma between brackets belongs to the rule. */
  run_well("compare --optim 'sgd,p = p - lr*min(max(g, -1), 1),adam' --steps 5", NULL);
  ck_assert_int_eq(text_lines(&result.out), 4);
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 2), "p = p - lr*min(max(g, -1), 1)  "));
  run_well("compare --update 'p = p - lr*max(g, -1)' --lr 0.1,0.2 --steps 5", NULL);
  ck_assert_int_eq(text_lines(&result.out), 3);
  run_well("compare --nesterov true,false --momentum 0.9 --lr 0.05", NULL);
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 1), "true"));
  ck_assert_int_eq(text_lines(&result.out), 3);
  run_well("compare --seed 1,2,3 --gradient_noise 1 --steps 50", NULL);
  ck_assert_int_eq(text_lines(&result.out), 4);
  run_well("compare --max_steps 10,20", NULL); /* each goes as far as it is laid out for */
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 1), " 10  4.67788 "));
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 2), " 20  4.96541 "));
  run_well("compare --lr 1.5 --precision fp16,bf16 --steps 200", NULL);
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 1), "nan"));
  ck_assert_int_eq(text_lines(&result.out), 3);
}
END_TEST

static bool lists(const char *name) {
  char start[80];
  snprintf(start, sizeof start, "\n%s ", name);
  return strstr(text_string(&result.out), start) != NULL;
}

START_TEST(lists_have_everything) {
  run_well("list surfaces", NULL);
  for (int i = 0; i < catalog_surface_count(catalog); i++)
    ck_assert(lists(dh_surface_info(catalog_surface(catalog, i))->name));
  run_well("list optimizers", NULL);
  for (int i = 0; i < catalog_rule_count(catalog); i++) ck_assert(lists(dh_rule_info(catalog_rule(catalog, i))->name));
  run_well("list schedules", NULL);
  for (int i = 0; i < dh_schedule_count(); i++) ck_assert(lists(dh_schedule_name(i)));
  run_well("list precisions", NULL);
  for (int i = 0; i < DH_PRECISION_COUNT; i++) ck_assert(lists(dh_precision_info((enum dh_precision)i)->name));
  run_well("list parameters", NULL);
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) ck_assert(lists(dh_parameter_row((enum dh_parameter)i)->name));
  run_well("list verdicts", NULL);
  for (int i = 0; i < DH_VERDICT_COUNT; i++) ck_assert(lists(dh_verdict_name((enum dh_verdict)i)));
  run_well("list views", NULL);
  ck_assert_ptr_nonnull(
      strstr(text_string(&result.out), "\noverlay     overlay        all balls on one surface: a race\n"));
  run_well("list keys", NULL);
  for (int i = 0; i < action_count(); i++) ck_assert_ptr_nonnull(strstr(text_string(&result.out), action_row(i)->help));
  run_well("list", NULL);
  static const char *const topics[] = {"surfaces",   "optimizers", "schedules", "precisions",
                                       "parameters", "verdicts",   "keys"};
  for (int i = 0; i < 7; i++) ck_assert(lists(topics[i]));
}
END_TEST

/* --- replay --- */

/* Two lanes, the second with a rate that changes on the way. */
static void write_record(const char *path, long step) {
  struct dh_error error;
  struct record record = {.step = step, .lane_count = 2};
  struct text text = {0};
  for (int i = 0; i < 2; i++) {
    struct dh_spec *spec = &record.lane[i].spec;
    strcpy(record.lane[i].name, i == 0 ? "A" : "B");
    dh_spec_init(spec, surface_named("parabola"), catalog_rule(catalog, catalog_rule_find(catalog, "sgd")));
    dh_spec_set(spec, DH_LEARNING_RATE, i == 0 ? 0.3 : 0.01);
    dh_spec_set(spec, DH_MAX_STEPS, 60);
  }
  struct dh_journal_entry entry = {.step = 12, .setting = {.parameter = DH_LEARNING_RATE, .value = 0.3}};
  record.lane[1].journal = &entry;
  record.lane[1].journal_count = 1;
  record_write(&record, &text);
  ck_assert_msg(file_replace(path, text_string(&text), text.length, &error), "%s", error.text2);
  text_free(&text);
}

START_TEST(a_replay_prints_what_the_run_was) {
  char words[256], path[128];
  struct text expected = {0};
  text_copy(path, sizeof path, scratch_path("scene.yaml"));
  write_record(path, 24);
  run_well("run --lr 0.3 --max_steps 60 --steps 24", NULL);
  text_add(&expected, text_string(&result.out));
  snprintf(words, sizeof words, "replay %s", path);
  run_well(words, NULL);
  ck_assert_str_eq(text_string(&result.out), text_string(&expected));
  snprintf(words, sizeof words, "replay %s --lane B --steps 13", path);
  run_well(words, NULL);
  ck_assert_int_eq(text_lines(&result.out), 15);
  ck_assert_double_eq(csv_number(text_line(&result.out, 12), 4), 0.01);
  ck_assert_double_eq(csv_number(text_line(&result.out, 13), 4), 0.3);
  snprintf(words, sizeof words, "replay %s --lane Z", path);
  result_free(&result);
  result = program_run(words, NULL);
  ck_assert_int_eq(result.status, 2);
  ck_assert_ptr_nonnull(strstr(text_string(&result.err), "choose A, B"));
  text_free(&expected);
}
END_TEST

/* Write a record whose lanes are given and run a command on it; `words` has %s for its path. */
static void run_on_record(const char *lanes, const char *words) {
  char path[128], line[256];
  struct text text = {0};
  struct dh_error error;
  text_copy(path, sizeof path, scratch_path("written.yaml"));
  text_printf(&text, "downhill: 1\nsurface: parabola\nstart: [2]\nstep: 5\nlanes:\n%s", lanes);
  ck_assert(file_replace(path, text_string(&text), text.length, &error));
  text_free(&text);
  const char *gap = strstr(words, "%s");
  snprintf(line, sizeof line, "%.*s%s%s", (int)(gap - words), words, path, gap + 2);
  result_free(&result);
  result = program_run(line, NULL);
}

/* The verdict is about the spec in force, so that is the one that is printed. */
START_TEST(a_summary_shows_the_spec_in_force) {
  static const char lanes[] = "  - name: A\n    journal:\n      - {step: 2, setting: max_steps=5}\n"
                              "      - {step: 3, setting: optim=adam}\n";
  run_on_record(lanes, "replay %s --summary");
  ck_assert_int_eq(result.status, 0);
  const char *out = text_string(&result.out);
  ck_assert_ptr_null(json_check(out));
  ck_assert_str_eq(json_member(json_member(out, "spec"), "max_steps"), "5");
  ck_assert_str_eq(json_member(json_member(out, "spec"), "optim"), "\"adam\"");
  ck_assert_str_eq(json_member(out, "journal"),
                   "[{\"step\":2,\"set\":\"max_steps=5\"},{\"step\":3,\"set\":\"optim=adam\"}]");
  run_on_record(lanes, "replay %s --steps 1 --summary");
  out = text_string(&result.out);
  ck_assert_str_eq(json_member(json_member(out, "spec"), "max_steps"), "200");
  ck_assert_str_eq(json_member(out, "journal"), "");
}
END_TEST

START_TEST(lanes_are_asked_for_by_name) {
  static const char lanes[] = "  - {name: slow, settings: [lr=0.01]}\n  - {name: Fast, settings: [lr=0.3]}\n";
  run_on_record(lanes, "replay %s --lane FAST --steps 0");
  ck_assert_str_eq(text_line(&result.out, 1), "0,2.0,9.0,-6.0,0.3");
  run_on_record("  - name: A\n  - name: a\n", "replay %s");
  ck_assert_int_eq(result.status, 2);
  ck_assert_ptr_nonnull(strstr(text_string(&result.err), "line 7: "));
  ck_assert_ptr_nonnull(strstr(text_string(&result.err), "there are two 'name: a'"));
}
END_TEST

START_TEST(a_field_that_is_wrong_has_its_line) {
  run_on_record("  - name: A\n    settings: [learning_rate=fast]\n", "replay %s");
  ck_assert_int_eq(result.status, 2);
  ck_assert_ptr_nonnull(strstr(text_string(&result.err), "line 7: "));
  ck_assert_ptr_nonnull(strstr(text_string(&result.err), "learning_rate=fast"));
}
END_TEST

START_TEST(what_the_screen_saves_is_what_it_ran) {
  char words[256], path[128];
  struct text expected = {0};
  text_copy(path, sizeof path, scratch_path("saved.yaml"));
  snprintf(words, sizeof words,
           "show --surface quartic --lr 0.01 --keys ':goto 30 Enter : lr 0.02 Enter :goto 50 Enter "
           ": save %s Enter'",
           path);
  run_well(words, NULL);
  snprintf(words, sizeof words, "replay %s", path);
  run_well(words, NULL);
  ck_assert_int_eq(text_lines(&result.out), 52);
  text_add(&expected, text_string(&result.out));
  run_well("run --surface quartic --lr 0.01 --steps 30 --max_steps 200", NULL);
  for (int k = 0; k < 30; k++) {
    char line[256];
    text_copy(line, sizeof line, text_line(&result.out, k));
    ck_assert_str_eq(line, text_line(&expected, k));
  }
  ck_assert_double_eq(csv_number(text_line(&expected, 31), 4), 0.02);
  text_free(&expected);
}
END_TEST

/* A rule that was typed on the command line and another on the screen are in the file. */
START_TEST(typed_rules_are_saved) {
  char words[320], path[128];
  struct text first = {0};
  text_copy(path, sizeof path, scratch_path("typed.yaml"));
  snprintf(words, sizeof words,
           "show --update 'b = 0.9*b + g; p = p - lr*b' --lr 0.01 --keys ':goto 30 Enter "
           ": update p = p - lr*min(max(g, -1), 1) Enter :goto 50 Enter : save %s Enter'",
           path);
  run_well(words, NULL);
  snprintf(words, sizeof words, "replay %s", path);
  run_well(words, NULL);
  ck_assert_int_eq(text_lines(&result.out), 52);
  text_add(&first, text_string(&result.out));
  run_well("run --momentum 0.9 --lr 0.01 --steps 30", NULL);
  for (int k = 0; k < 31; k++) {
    char line[256];
    text_copy(line, sizeof line, text_line(&result.out, k));
    ck_assert_str_eq(line, text_line(&first, k));
  }
  double before = csv_number(text_line(&first, 31), 1), after = csv_number(text_line(&first, 32), 1);
  ck_assert_double_eq_tol(fabs(after - before), 0.01, 1e-12); /* the gradient is clipped to 1 */
  text_free(&first);
}
END_TEST

START_TEST(a_record_that_is_none_is_said) {
  result = program_run("replay /nonexistent.yaml", NULL);
  ck_assert_int_eq(result.status, 1);
  ck_assert_int_eq(text_lines(&result.err), 1);
}
END_TEST

/* --- show and the lanes as text --- */

START_TEST(a_frame_has_the_size_asked_for) {
  static const struct { int cols, rows; } sizes[] = {{80, 24}, {120, 40}, {40, 12}, {200, 60}, {20, 5}, {1, 1}};
  char words[64];
  snprintf(words, sizeof words, "show --size %dx%d", sizes[_i].cols, sizes[_i].rows);
  run_well(words, NULL);
  ck_assert_int_eq(text_lines(&result.out), sizes[_i].rows);
  for (int i = 0; i < sizes[_i].rows; i++) {
    const char *line = text_line(&result.out, i);
    ck_assert_int_le(text_columns(line ? line : ""), sizes[_i].cols);
  }
}
END_TEST

START_TEST(keys_are_pressed_first) {
  run_well("show --keys 'Right Right'", NULL);
  ck_assert_msg(strstr(text_string(&result.out), "3.08") != NULL, "%s", text_string(&result.out));
  run_well("show --keys ': lr 0.3 Enter Right'", NULL);
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "B  0.3"));
  run_well("show --keys ': lr 0.3'", NULL); /* not entered: still on the line */
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "lr 0.3"));
  ck_assert_ptr_null(strstr(text_string(&result.out), "B  0.3"));
  run_well("show --keys Tick:150", NULL); /* two seconds still, then a step a second */
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "step  3 of 60"));
}
END_TEST

START_TEST(a_frame_can_be_ascii_ansi_or_svg) {
  run_well("show --glyphs ascii", NULL);
  for (const char *c = text_string(&result.out); *c; c++) ck_assert_int_lt((unsigned char)*c, 127);
  run_well("show --format ansi", NULL);
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "\x1b["));
  run_well("show --format svg", NULL);
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "<svg"));
}
END_TEST

START_TEST(without_a_terminal_the_lanes_are_text) {
  run_well("", NULL);
  static const char *const words[] = {"slow", "converged", "oscillating", "diverging"};
  for (int i = 0; i < 4; i++) ck_assert_ptr_nonnull(strstr(text_string(&result.out), words[i]));
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "  60   4.1073"));
  for (const char *c = text_string(&result.out); *c; c++) ck_assert(*c == '\n' || (*c >= ' ' && *c < 127));
  run_well("--surface rosenbrock --lr 1e-3,2e-3 --steps 20", NULL);
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "A  0.001"));
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "B  0.002"));
  run_well("--lr 1.5 --precision fp16,bf16,fp32,fp64 --steps 1024", NULL);
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "step 7: loss overflows: 384 x 384 = 147456"));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("tools");
  TCase *c = tcase_create("tools");
  tcase_add_checked_fixture(c, setup, teardown);
  tcase_set_timeout(c, 60);
  tcase_add_test(c, a_schedule_is_a_line_for_each_update);
  tcase_add_loop_test(c, a_schedule_as_csv_is_exact, 0, dh_schedule_count());
  tcase_add_test(c, points_come_from_input_files_and_arguments);
  tcase_add_test(c, values_are_the_core_s);
  tcase_add_test(c, one_dimension_has_four_columns);
  tcase_add_test(c, a_bad_line_is_named);
  tcase_add_test(c, a_canceled_file_stays_as_it_was);
  tcase_add_test(c, compare_is_one_table);
  tcase_add_test(c, other_parameters_can_be_compared);
  tcase_add_test(c, lists_have_everything);
  tcase_add_test(c, a_replay_prints_what_the_run_was);
  tcase_add_test(c, a_summary_shows_the_spec_in_force);
  tcase_add_test(c, lanes_are_asked_for_by_name);
  tcase_add_test(c, a_field_that_is_wrong_has_its_line);
  tcase_add_test(c, what_the_screen_saves_is_what_it_ran);
  tcase_add_test(c, typed_rules_are_saved);
  tcase_add_test(c, a_record_that_is_none_is_said);
  tcase_add_loop_test(c, a_frame_has_the_size_asked_for, 0, 6);
  tcase_add_test(c, keys_are_pressed_first);
  tcase_add_test(c, a_frame_can_be_ascii_ansi_or_svg);
  tcase_add_test(c, without_a_terminal_the_lanes_are_text);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"

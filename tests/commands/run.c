/* SPDX-License-Identifier: MIT
 *
 * downhill run: rows, numbers that read back, formats, the summary, and where the output goes. */
#include "catalog/catalog.h"
#include "downhill/downhill.h"
#include "program.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct result result;

static void teardown(void) { result_free(&result); }

static void run(const char *words) {
  result_free(&result);
  result = program_run(words, NULL);
}

static void run_well(const char *words) {
  run(words);
  ck_assert_msg(result.status == 0, "%s: status %d, %s", words, result.status, text_string(&result.err));
}

static void check_header(const char *words, const char *header) {
  run_well(words);
  ck_assert_str_eq(text_line(&result.out, 0), header);
}

START_TEST(the_header_has_the_surface_s_own_names) {
  check_header("run --surface parabola --steps 1", "step,w,loss,grad_w,lr");
  check_header("run --surface rosenbrock --steps 1", "step,x,y,loss,grad_x,grad_y,lr");
  check_header("run --surface x^2 --steps 1", "step,x,loss,grad_x,lr");
  check_header("run --surface (w-1)^2+b^2 --params w,b --start 1,2 --steps 1", "step,w,b,loss,grad_w,grad_b,lr");
}
END_TEST

static bool same(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

/* Every printed number is the very number that the core computed. */
static void check_rows(const struct dh_spec *spec, long steps) {
  struct dh_error error;
  struct dh_run *truth = dh_run_create(spec, &error);
  ck_assert_ptr_nonnull(truth);
  int dim = dh_surface_info(spec->surface)->dim;
  ck_assert_int_eq(text_lines(&result.out), steps + 2);
  for (long k = 0; k <= steps; k++) {
    const struct dh_row *row = dh_run_row(truth);
    const char *line = text_line(&result.out, (int)k + 1);
    ck_assert_double_eq(csv_number(line, 0), (double)k);
    for (int i = 0; i < dim; i++) {
      ck_assert_msg(same(csv_number(line, 1 + i), row->at[i]), "%s", line);
      ck_assert_msg(same(csv_number(line, 2 + dim + i), row->gradient[i]), "%s", line);
    }
    ck_assert_msg(same(csv_number(line, 1 + dim), row->loss), "%s", line);
    ck_assert_msg(same(csv_number(line, 2 + 2 * dim), row->rate), "%s", line);
    dh_run_step(truth);
  }
  dh_run_destroy(truth);
}

START_TEST(numbers_read_back_exactly) {
  struct dh_error error;
  struct catalog *catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  const struct dh_surface *surface = catalog_surface(catalog, _i % catalog_surface_count(catalog));
  for (int r = 0; r < catalog_rule_count(catalog); r++) {
    enum dh_precision precision = (enum dh_precision)((_i + r) % DH_PRECISION_COUNT);
    struct dh_spec spec;
    char words[512];
    dh_spec_init(&spec, surface, catalog_rule(catalog, r));
    dh_spec_set(&spec, DH_LEARNING_RATE, 0.3);
    dh_spec_set(&spec, DH_WARMUP_RATIO, 0.07);
    dh_spec_set(&spec, DH_LR_SCHEDULER_TYPE, _i % dh_schedule_count());
    dh_spec_set(&spec, DH_MAX_STEPS, 60);
    dh_spec_set(&spec, DH_PRECISION, precision);
    snprintf(
        words, sizeof words,
        "run --surface %s --optim %s --lr 0.3 --warmup_ratio 0.07 --lr_scheduler_type %s --steps 60 --precision %s",
        dh_surface_info(surface)->name, dh_rule_info(spec.rule)->name, dh_schedule_name(_i % dh_schedule_count()),
        dh_precision_info(precision)->name);
    run_well(words);
    check_rows(&spec, 60);
  }
  catalog_destroy(catalog);
}
END_TEST

static void check_steps(const char *words, const char *steps) {
  char got[256] = "";
  run_well(words);
  for (int i = 1; i < text_lines(&result.out); i++) {
    size_t length = strlen(got);
    snprintf(got + length, sizeof got - length, "%s%s", i > 1 ? " " : "", csv_field(text_line(&result.out, i), 0));
  }
  ck_assert_str_eq(got, steps);
}

START_TEST(the_last_row_is_always_there) {
  check_steps("run --steps 10 --every 4", "0 4 8 10");
  check_steps("run --steps 10 --every 5", "0 5 10");
  check_steps("run --steps 10 --every 1000", "0 10");
  check_steps("run --steps 0", "0");
  check_steps("run --max_steps 3", "0 1 2 3");
  check_steps("run --max_steps 100 --steps 2", "0 1 2");
  check_steps("run --max_steps 2 --steps 4", "0 1 2 3 4");
}
END_TEST

START_TEST(steps_and_max_steps_default_to_each_other) {
  run_well("run");
  ck_assert_int_eq(text_lines(&result.out), 202);
  run_well("run --steps 5 --summary");
  ck_assert_str_eq(json_member(json_member(text_string(&result.out), "spec"), "max_steps"), "5");
  run_well("run --summary");
  ck_assert_str_eq(json_member(json_member(text_string(&result.out), "spec"), "max_steps"), "200");
  ck_assert_str_eq(json_member(text_string(&result.out), "steps_done"), "200");
}
END_TEST

START_TEST(spellings_and_order_do_not_matter) {
  static const char *const spellings[] = {
      "run --learning_rate 0.25 --max_steps 4 --lr_scheduler_type linear --start -1.5",
      "run --start -1.5 --lr-scheduler-type linear --max-steps 4 --learning-rate 0.25",
      "run --lr=0.25 --max_steps=4 --schedule=linear --start=-1.5",
      "run --steps 4 --lr 2.5e-1 --lr-scheduler-type=linear --surface (w-5)^2 --params w --start ' -1.5'",
  };
  struct text first = {0};
  for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
    run_well(spellings[i]);
    if (i == 0) text_add(&first, text_string(&result.out));
    ck_assert_str_eq(text_string(&result.out), text_string(&first));
  }
  text_free(&first);
}
END_TEST

/* Somebody's own momentum is that of sgd, and --momentum is read by it. */
START_TEST(a_rule_may_be_typed) {
  static const char *const pairs[][2] = {
      {"run --momentum 0.75 --steps 20 --lr 0.05", "run --update 'b = 0.75*b + g; p = p - lr*b' --steps 20 --lr 0.05"},
      {"run --momentum 0.75 --steps 20 --lr 0.05",
       "run --update 'b = momentum*b + g; p = p - lr*b' --momentum 0.75 --steps 20 --lr 0.05"},
      {"run --momentum 0.9 --steps 20 --lr 0.05",
       "run --optim 'b = momentum*b + g; p = p - lr*b' --steps 20 --lr 0.05"},
      {"run --optim signsgd --steps 20", "run --update 'p = p - lr*max(-1, min(1, sign(g)))' --steps 20"},
      {"run --optim adamw --steps 9", "run --optim adamw_torch --steps 9"},
  };
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
    struct text first = {0};
    run_well(pairs[i][0]);
    text_add(&first, text_string(&result.out));
    run_well(pairs[i][1]);
    ck_assert_str_eq(text_string(&result.out), text_string(&first));
    ck_assert_str_eq(text_string(&result.err), "");
    text_free(&first);
  }
  run_well("run --update 'b = 0.75*b + g;p = p - lr*b' --steps 1 --summary");
  ck_assert_ptr_null(json_check(text_string(&result.out)));
  ck_assert_str_eq(json_member(json_member(text_string(&result.out), "spec"), "optim"),
                   "\"b = 0.75*b + g; p = p - lr*b\"");
}
END_TEST

START_TEST(a_flag_may_have_a_value) {
  struct text with = {0}, without = {0};
  run_well("run --momentum 0.9 --nesterov --steps 3");
  text_add(&with, text_string(&result.out));
  run_well("run --momentum 0.9 --steps 3");
  text_add(&without, text_string(&result.out));
  ck_assert_str_ne(text_string(&with), text_string(&without));
  run_well("run --nesterov true --momentum 0.9 --steps 3");
  ck_assert_str_eq(text_string(&result.out), text_string(&with));
  run_well("run --nesterov=no --momentum 0.9 --steps 3");
  ck_assert_str_eq(text_string(&result.out), text_string(&without));
  run_well("run --nesterov false --momentum 0.9 --steps 3");
  ck_assert_str_eq(text_string(&result.out), text_string(&without));
  text_free(&with);
  text_free(&without);
}
END_TEST

START_TEST(a_name_is_tried_before_a_formula) {
  struct text named = {0};
  run_well("run --surface kink --steps 3");
  text_add(&named, text_string(&result.out));
  run_well("run --surface abs(x) --start 2 --steps 3");
  ck_assert_str_eq(text_string(&result.out), text_string(&named));
  text_free(&named);
}
END_TEST

START_TEST(an_explosion_is_a_result) {
  run_well("run --lr 1.5 --precision fp16 --steps 15");
  ck_assert_str_eq(text_line(&result.out, 1 + 7), "7,389.0,inf,768.0,1.5");
  ck_assert_str_eq(csv_field(text_line(&result.out, 1 + 14), 1), "-inf");
  ck_assert_str_eq(csv_field(text_line(&result.out, 1 + 15), 1), "nan");
  run_well("run --lr 1.5 --precision fp16 --steps 15 --format jsonl");
  ck_assert_str_eq(json_member(text_line(&result.out, 7), "loss"), "\"inf\"");
  ck_assert_str_eq(json_member(text_line(&result.out, 15), "w"), "\"nan\"");
}
END_TEST

START_TEST(json_lines_say_what_csv_says) {
  struct text csv = {0};
  run_well("run --surface rosenbrock --lr 0.01 --steps 12");
  text_add(&csv, text_string(&result.out));
  run_well("run --surface rosenbrock --lr 0.01 --steps 12 --format jsonl");
  ck_assert_int_eq(text_lines(&result.out), 13);
  for (int k = 0; k <= 12; k++) {
    static const char *const names[] = {"step", "x", "y", "loss", "grad_x", "grad_y", "lr"};
    char line[512];
    text_copy(line, sizeof line, text_line(&result.out, k));
    ck_assert_ptr_null(json_check(line));
    for (int i = 0; i < 7; i++) {
      char member[64], field[64];
      text_copy(member, sizeof member, json_member(line, names[i]));
      text_copy(field, sizeof field, csv_field(text_line(&csv, k + 1), i));
      if (member[0] == '"')
        ck_assert_int_eq(strncmp(member + 1, field, strlen(field)), 0);
      else
        ck_assert_str_eq(member, field);
    }
  }
  text_free(&csv);
}
END_TEST

static void check_member(const char *name, const char *expected) {
  ck_assert_str_eq(json_member(text_string(&result.out), name), expected);
}

START_TEST(the_summary_tells_it_all) {
  run_well("run --lr 1.5 --precision fp16 --steps 16 --summary");
  ck_assert_ptr_null(json_check(text_string(&result.out)));
  ck_assert_int_eq(text_lines(&result.out), 1);
  check_member("verdict", "\"nan\"");
  check_member("steps_done", "16");
  check_member("final", "{\"w\":\"nan\"}");
  check_member("loss", "\"nan\"");
  check_member("first_nonfinite_step", "7");
  check_member("first_nonfinite_quantity", "\"loss\"");
  check_member("first_nonfinite_operation", "\"*\"");
  check_member("first_nonfinite_operands", "[384.0,384.0]");
  check_member("eta_lambda", "3.0");
  check_member("eta_lambda_limit", "2.0");
  run_well("run --lr 0.1 --steps 60 --summary");
  check_member("verdict", "\"converged\"");
  check_member("first_nonfinite_step", "null");
  check_member("eta_lambda", "0.2");
  run_well("run --optim adam --steps 10 --summary");
  check_member("eta_lambda_limit", "null");
}
END_TEST

START_TEST(the_summary_has_every_parameter_in_force) {
  static const char *const optimizers[] = {"sgd", "adam", "adamw"};
  struct dh_error error;
  struct catalog *catalog = catalog_create(NULL, &error);
  struct dh_spec spec;
  char words[128], in_spec[2048];
  ck_assert_ptr_nonnull(catalog);
  dh_spec_init(&spec, catalog_surface(catalog, 0), catalog_rule(catalog, catalog_rule_find(catalog, optimizers[_i])));
  snprintf(words, sizeof words, "run --steps 1 --summary --optim %s", optimizers[_i]);
  run_well(words);
  text_copy(in_spec, sizeof in_spec, json_member(text_string(&result.out), "spec"));
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    const char *member = json_member(in_spec, dh_parameter_row((enum dh_parameter)i)->name);
    ck_assert_int_eq(member[0] != '\0', dh_spec_applies(&spec, (enum dh_parameter)i));
  }
  catalog_destroy(catalog);
}
END_TEST

START_TEST(names_in_json_are_escaped) {
  run_well("run --surface '(x - 1)^2 + 0*(x<2)' --steps 1 --summary");
  ck_assert_ptr_null(json_check(text_string(&result.out)));
  ck_assert_str_eq(json_member(json_member(text_string(&result.out), "spec"), "formula"), "\"(x - 1)^2 + 0*(x<2)\"");
}
END_TEST

START_TEST(a_file_appears_whole) {
  char words[256], path[128];
  struct text expected = {0}, content = {0};
  text_copy(path, sizeof path, scratch_path("run.csv"));
  run_well("run --steps 20");
  text_add(&expected, text_string(&result.out));
  snprintf(words, sizeof words, "run --steps 20 -o %s", path);
  run_well(words);
  ck_assert_str_eq(text_string(&result.out), "");
  FILE *file = fopen(path, "r");
  ck_assert_ptr_nonnull(file);
  char bytes[4096];
  for (size_t count; (count = fread(bytes, 1, sizeof bytes, file)) > 0;) text_append(&content, bytes, count);
  fclose(file);
  ck_assert_str_eq(text_string(&content), text_string(&expected));
  text_free(&content);
  text_free(&expected);
}
END_TEST

START_TEST(output_that_cannot_be_written_is_said) {
  static const char *const words[] = {
      "run --steps 3", "run --steps 100000", "list surfaces", "--help", "schedule", "eval 1", "compare", "show"};
  result = program_run_to(words[_i], NULL, "/dev/full");
  ck_assert_int_eq(result.status, 1);
  ck_assert_int_eq(text_lines(&result.err), 1);
  ck_assert_ptr_nonnull(strstr(text_string(&result.err), "No space left"));
  result_free(&result);
  result = program_run_to(words[_i], NULL, "closed");
  ck_assert_int_eq(result.status, 0);
  ck_assert_str_eq(text_string(&result.err), "");
}
END_TEST

START_TEST(files_that_cannot_be_written_are_said) {
  struct stat status;
  run("run --steps 3 -o /nonexistent/run.csv");
  ck_assert_int_eq(result.status, 1);
  ck_assert_int_eq(text_lines(&result.err), 1);
  run("run --steps 3 -o /dev/full");
  ck_assert_int_eq(result.status, 1);
  ck_assert_int_eq(stat("/dev/full", &status), 0);
  ck_assert_msg(S_ISCHR(status.st_mode), "the device is still one");
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("run");
  TCase *c = tcase_create("run");
  tcase_add_checked_fixture(c, NULL, teardown);
  tcase_set_timeout(c, 60);
  tcase_add_test(c, the_header_has_the_surface_s_own_names);
  tcase_add_loop_test(c, numbers_read_back_exactly, 0, 17);
  tcase_add_test(c, the_last_row_is_always_there);
  tcase_add_test(c, steps_and_max_steps_default_to_each_other);
  tcase_add_test(c, spellings_and_order_do_not_matter);
  tcase_add_test(c, a_rule_may_be_typed);
  tcase_add_test(c, a_flag_may_have_a_value);
  tcase_add_test(c, a_name_is_tried_before_a_formula);
  tcase_add_test(c, an_explosion_is_a_result);
  tcase_add_test(c, json_lines_say_what_csv_says);
  tcase_add_test(c, the_summary_tells_it_all);
  tcase_add_loop_test(c, the_summary_has_every_parameter_in_force, 0, 3);
  tcase_add_test(c, names_in_json_are_escaped);
  tcase_add_test(c, a_file_appears_whole);
  tcase_add_loop_test(c, output_that_cannot_be_written_is_said, 0, 8);
  tcase_add_test(c, files_that_cannot_be_written_are_said);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"

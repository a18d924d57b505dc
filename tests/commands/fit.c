/* SPDX-License-Identifier: MIT
 *
 * Fitting by the real program: what its rows are, what it says of files and words it cannot use, and a scene of data
 * saved and replayed. */
#include "program.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Valid until the next call. */
static const char *golden(const char *name) {
  static char path[1024];
  snprintf(path, sizeof path, "%s/tests/golden/fit/%s", getenv("DOWNHILL_SOURCE"), name);
  return path;
}

/* --- agreement with PyTorch --- */

static const struct agreement {
  const char *file, *data, *options;
} agreements[] = {
    {"line50_mse_sgd.csv", "data/line50.csv", "--model w*x+b --loss mse --start 0,0 --learning_rate 0.1"},
    {"line50_mse_momentum.csv", "data/line50.csv", "--loss mse --start -1,2 --lr 0.02 --momentum 0.9"},
    {"line50_mse_sgd_warmup_cosine.csv", "data/line50.csv", "--lr 0.1 --schedule cosine --warmup_steps 30"},
    {"logit60_bce_adamw.csv", "data/logit60.csv", "--loss bce_logits --lr 0.1 --optim adamw --weight_decay 0.1"},
    {"outliers_huber_sgd.csv", "data/line50_outliers.csv", "--loss huber --delta 1 --lr 0.2"},
    {"outliers_smooth_l1_adam.csv", "data/line50_outliers.csv", "--loss smooth_l1 --beta 0.5 --optim adam --lr 0.05"},
    {"anscombe1_mse_sgd.csv", "data/anscombe1.csv", "--sample (w*x+b-y)^2 --lr 0.005"},
};
enum { AGREEMENTS = sizeof agreements / sizeof *agreements };

START_TEST(rows_agree_with_the_golden_ones) {
  const struct agreement *a = &agreements[_i];
  char words[2048], line[1024];
  int compared = 0;
  snprintf(words, sizeof words, "run --data %s %s --steps 300", golden(a->data), a->options);
  run_well(words);
  ck_assert_str_eq(text_line(&result.out, 0), "step,w,b,loss,grad_w,grad_b,lr");
  FILE *file = fopen(golden(a->file), "r");
  ck_assert_ptr_nonnull(file);
  while (fgets(line, sizeof line, file)) {
    if (line[0] < '0' || line[0] > '9') continue;
    char theirs_line[1024], *rest;
    snprintf(theirs_line, sizeof theirs_line, "%s", line);
    int step = (int)strtol(line, &rest, 10);
    char *ours_line = strdup(text_line(&result.out, step + 1));
    for (int column = 0; column < 7; column++) {
      double theirs = csv_number(theirs_line, column), ours = csv_number(ours_line, column);
      ck_assert_msg(fabs(ours - theirs) <= 1e-9 * fmax(1, fabs(theirs)), "%s: column %d of\n%s\nshould be\n%s", a->file,
                    column, ours_line, theirs_line);
    }
    free(ours_line);
    compared++;
  }
  fclose(file);
  ck_assert_int_gt(compared, 40);
}
END_TEST

/* --- what is said --- */

static const struct wrong {
  const char *words, *said;
  int status;
} wrong[] = {
    {"run --data no_such.csv", "no_such.csv", 1},
    {"run --data /", "not a regular file", 1},
    {"run --data line50 --model w*x*c+b", "w, c, b: these are 3 parameters", 2},
    {"run --data line50 --model w*x+", "model: column 5", 2},
    {"run --data line50 --sample (w*x-y", "sample: column", 2},
    {"run --data line50 --target z", "there is no column 'z': choose one of x, y", 2},
    {"run --data line50 --loss mes", "choose mse, mae, huber, smooth_l1 or bce_logits", 2},
    {"run --data line50 --delta 2", "delta does nothing with mse", 2},
    {"run --data line50 --loss smooth_l1 --beta 0", "'0' is not a number above 0", 2},
    {"run --data line50 --loss bce_logits", "labels from 0 to 1", 2},
    {"run --data line50 --surface parabola", "two surfaces", 2},
    {"run --model w*x", "--data FILE", 2},
    {"show --delta 2", "--data FILE", 2},
    {"compare --data line50 --params w", "there is no 'b'", 2},
};

START_TEST(what_does_not_fit_is_said) {
  run(wrong[_i].words);
  const char *said = text_string(&result.err);
  ck_assert_msg(result.status == wrong[_i].status, "%s: status %d, %s", wrong[_i].words, result.status, said);
  ck_assert_str_eq(text_string(&result.out), "");
  ck_assert_msg(strstr(said, wrong[_i].said) != NULL, "%s said: %s", wrong[_i].words, said);
}
END_TEST

static const char *write_file(const char *name, const char *text) {
  const char *path = scratch_path(name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
  return path;
}

/* The place of a fault in a file, and nothing of the file that could harm a terminal. */
START_TEST(a_fault_in_a_file_has_its_place) {
  char words[1024];
  snprintf(words, sizeof words, "run --data %s", write_file("bad.csv", "x,y\n1,2\n3,\x1b[31mred\n"));
  run(words);
  ck_assert_int_eq(result.status, 2);
  ck_assert_ptr_nonnull(strstr(text_string(&result.err), "bad.csv, line 3, column 2: '?[31mred'"));
  ck_assert_ptr_null(strchr(text_string(&result.err), '\x1b'));
  ck_assert_int_eq(text_lines(&result.err), 1);
}
END_TEST

/* --- a scene of data --- */

START_TEST(a_scene_of_data_is_saved_and_replayed) {
  char words[2048], *path = strdup(write_file("points.csv", "x,y\n0,1\n1,3\n2,4.5\n3,8\n"));
  char *scene = strdup(scratch_path("scene.yaml")), *saved;
  remove(scene);
  snprintf(words, sizeof words, "run --data %s --loss huber --delta 0.5 --lr 0.05 --batch_size 2 --steps 20", path);
  run_well(words);
  saved = strdup(text_string(&result.out));
  snprintf(words, sizeof words,
           "show --data %s --loss huber --delta 0.5 --lr 0.05 --batch_size 2 --keys ': goto 20 Enter : save %s Enter'",
           path, scene);
  run_well(words);
  snprintf(words, sizeof words, "replay %s", scene);
  run_well(words);
  ck_assert_str_eq(text_string(&result.out), saved);
  free(saved);
  free(scene);
  free(path);
}
END_TEST

/* In JSON every character is kept, those that a terminal must not see as escapes. */
START_TEST(a_hostile_name_is_escaped) {
  char words[512];
  const char *path = scratch_path("\xE2\x80\xAE\xC2\x9B\xF3\xA0\x81\x81.csv");
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs("x,y\n1,2\n2,4\n3,7\n", file);
  fclose(file);
  snprintf(words, sizeof words, "run --data %s --steps 1 --summary", path);
  run_well(words);
  ck_assert_ptr_null(json_check(text_string(&result.out)));
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "\\u202e\\u009b\\udb40\\udc41.csv"));
}
END_TEST

START_TEST(the_summary_and_the_lanes_name_the_data) {
  run_well("run --data line50 --batch_size 8 --steps 5 --summary");
  ck_assert_ptr_null(json_check(text_string(&result.out)));
  const char *spec = json_member(text_string(&result.out), "spec");
  ck_assert_ptr_nonnull(strstr(spec, "\"rows\":50,\"data\":\"line50\",\"model\":\"w*x + b\",\"loss\":\"mse\""));
  run_well("run --data line50 --target x --model w*y+b --loss huber --delta 0.5 --steps 5 --summary");
  spec = json_member(text_string(&result.out), "spec");
  ck_assert_ptr_nonnull(strstr(spec, "\"model\":\"w*y+b\",\"loss\":\"huber\",\"target\":\"x\",\"delta\":0.5,"));
  run_well("run --data line50 --sample (w*x+b-y)^2 --steps 5 --summary");
  spec = json_member(text_string(&result.out), "spec");
  ck_assert_ptr_nonnull(strstr(spec, "\"data\":\"line50\",\"sample\":\"(w*x+b-y)^2\","));
  run_well("--data line50 --steps 5 --lr 0.1,0.2");
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "mse(w*x + b, y) on line50 (50 rows)"));
  run_well("list data");
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "anscombe1"));
  run_well("eval --surface line_fit 1.70003519773441,-0.7878366587753602");
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 1), ",0.25284647849319"));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("fit");
  TCase *c = tcase_create("fit");
  tcase_add_checked_fixture(c, NULL, teardown);
  tcase_add_loop_test(c, rows_agree_with_the_golden_ones, 0, AGREEMENTS);
  tcase_add_loop_test(c, what_does_not_fit_is_said, 0, (int)(sizeof wrong / sizeof *wrong));
  tcase_add_test(c, a_fault_in_a_file_has_its_place);
  tcase_add_test(c, a_scene_of_data_is_saved_and_replayed);
  tcase_add_test(c, a_hostile_name_is_escaped);
  tcase_add_test(c, the_summary_and_the_lanes_name_the_data);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"

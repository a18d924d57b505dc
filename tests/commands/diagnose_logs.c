/* SPDX-License-Identifier: MIT
 *
 * downhill diagnose on logs as they are found: with NaN in them, written twice, too short, very long, several of which
 * one cannot be read; and what a program gets of it. */
#include "program.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static bool says(const struct text *text, const char *words) { return strstr(text_string(text), words); }

static struct result diagnose(const char *options, const char *log) {
  char words[256];
  snprintf(words, sizeof words, "diagnose %s -", options);
  return program_run(words, log);
}

static void check_says(const struct result *result, const char *words) {
  ck_assert_msg(strstr(text_flowing(&result->out), words) != NULL, "no '%s' in:\n%s", words, text_string(&result->out));
}

/* --- logs --- */

static void add_row(struct text *out, int step, const char *loss, const char *norm) {
  text_printf(out, "{\"step\": %d, \"loss\": %s, \"grad_norm\": %s, \"learning_rate\": 0.0002}\n", step, loss, norm);
}

/* Rows of a loss that falls. */
static void add_fall(struct text *out, int first, int last) {
  char loss[32];
  for (int i = first; i < last; i++) {
    snprintf(loss, sizeof loss, "%.4f", 2 * exp(-i / 20.0) + 0.5 + 0.01 * (i * 7 % 5));
    add_row(out, 10 * i, loss, "1.0");
  }
}

static void add_rows(struct text *out, int first, int last, const char *loss, const char *norm) {
  for (int i = first; i < last; i++) add_row(out, 10 * i, loss, norm);
}

/* --- NaN --- */

static const struct {
  const char *loss, *norm, *seen;
  int rows;
} none[] = {
    {"NaN", "NaN", "! NaN, step 200 The loss of one row is NaN or infinite; from step 210 on it is a number again.", 1},
    {"NaN", "1.0", "! NaN, steps 200 to 210 In 2 rows the loss is NaN or infinite; from step 220 on", 2},
    {"0.0", "NaN", "In 3 rows the loss is exactly 0.0, as a Trainer writes NaN; from step 230 on it is a number", 3},
};

START_TEST(a_nan_that_ends_is_worded_as_such) {
  struct text log = {0};
  add_fall(&log, 0, 20);
  add_rows(&log, 20, 20 + none[_i].rows, none[_i].loss, none[_i].norm);
  add_fall(&log, 20 + none[_i].rows, 60);
  add_rows(&log, 60, 80, "6.5", "9.0");
  struct result result = diagnose("", text_string(&log));
  ck_assert_int_eq(result.status, 3);
  check_says(&result, none[_i].seen);
  check_says(&result, "The training went on, so its weights are numbers");
  check_says(&result, "6.5 at the end");
  check_says(&result, "! diverged, from step ");
  ck_assert(!says(&result.out, "NaN stays NaN"));
  result_free(&result);
  text_free(&log);
}
END_TEST

START_TEST(a_nan_that_stays_is_the_end) {
  struct text log = {0};
  add_fall(&log, 0, 20);
  add_rows(&log, 20, 40, none[_i].loss, none[_i].norm);
  struct result result = diagnose("", text_string(&log));
  ck_assert_int_eq(result.status, 3);
  check_says(&result, "! NaN, from step 200 on");
  check_says(&result, "NaN at the end");
  check_says(&result, "NaN stays NaN");
  ck_assert(!says(&result.out, "a number again"));
  result_free(&result);
  text_free(&log);
}
END_TEST

/* --- what is said of rows --- */

static const char *falling_csv(struct text *out, const char *tail) {
  text_clear(out);
  text_add(out, "step,loss,lr\n");
  for (int i = 1; i <= 60; i++) text_printf(out, "%d,%.4f,%g\n", 10 * i, 2 * exp(-i / 10.0) + 0.5, 1e-4 * (61 - i));
  text_add(out, tail);
  return text_string(out);
}

static const struct {
  const char *tail, *says;
  int status;
} tails[] = {
    {"1,0.9,0\n", "60 rows, steps 10 to 600", 0},
    {"1,0.9,0\n", "Rows that go back to an earlier step and stand alone (1) are left out.", 0},
    {"590,0.5,1e-4\n600,0.5,1e-4\n610,0.5,1e-4\n",
     "61 rows, steps 10 to 610; loss 2.31 at first, 0.5 at its lowest, 0.5 at the end; rate up to 0.006. Resumed at "
     "step "
     "590: rows from there on were written twice (2), the later ones hold.",
     0},
    {"600,0.51,1e-4\n", "Some rows were written twice (1): the later ones hold.", 0},
    {"10,3,1e-4\n20,2,1e-4\n", "2 rows, steps 10 to 20", 1},
    {"10,3,1e-4\n20,2,1e-4\n", "Another training begins at step 10: the rows before it (60) are left out.", 1},
    {"10,3,1e-4\n20,2,1e-4\n", "Too few rows to judge: at least 10 with a loss are needed, and this log has 2.", 1},
    {"610,0.5,\"[1e-4, 1e-5]\"\n", "Of several learning rates in a row the first is read.", 0},
};

START_TEST(what_is_left_out_is_said) {
  struct text log = {0};
  struct result result = diagnose("", falling_csv(&log, tails[_i].tail));
  check_says(&result, tails[_i].says);
  ck_assert_int_eq(result.status, tails[_i].status);
  result_free(&result);
  text_free(&log);
}
END_TEST

/* A quote that does not end takes all rows behind it; only where it is in the last line may the log be cut off. */
START_TEST(a_quote_that_does_not_end_is_no_end) {
  struct text log = {0};
  struct result result = diagnose("", falling_csv(&log, "610,\"0.5,1e-4\n620,0.5,1e-4\n630,0.5,1e-4\n"));
  ck_assert_int_eq(result.status, 1);
  ck_assert_uint_eq(result.out.length, 0);
  ck_assert_msg(says(&result.err, "line 62,") && says(&result.err, "quote"), "%s", text_string(&result.err));
  result_free(&result);
  result = diagnose("", falling_csv(&log, "610,\"0.5,1e-4\n"));
  ck_assert_int_eq(result.status, 0);
  check_says(&result, "The last row is cut off and left out.");
  result_free(&result);
  text_free(&log);
}
END_TEST

START_TEST(one_row_is_one_row) {
  struct result result = diagnose("", "step,loss\n7,2\n");
  ck_assert_int_eq(result.status, 1);
  check_says(&result, " 1 row, step 7;");
  result_free(&result);
}
END_TEST

/* Where no row says its step, no step is spoken of. */
START_TEST(rows_without_steps_are_rows) {
  struct text log = {0};
  for (int i = 0; i < 60; i++) {
    text_printf(&log, "{'loss': %.4f, 'eval_loss': %.4f, 'learning_rate': 1e-05, ", 2 * exp(-i / 20.0) + 0.1,
                1 + pow(i - 20, 2) / 1000);
    text_printf(&log, "'grad_norm': %s, 'epoch': 0.5}\n", i == 40 ? "nan" : "1.0");
  }
  struct result result = diagnose("", text_string(&log));
  check_says(&result, "60 rows without steps");
  check_says(&result,
             "- skipped steps, row 41 A gradient norm is not finite, but the loss is: this step was left out.");
  check_says(&result, "eval_loss was lowest at row 21, 1,");
  check_says(&result, "Take the weights of row 21");
  ck_assert(!says(&result.out, "step 4") && !says(&result.out, "at step"));
  result_free(&result);
  text_free(&log);
}
END_TEST

/* A number is never "-0", and what rises does not fall by less than nothing. */
START_TEST(a_flat_loss_is_no_fall_of_minus_zero) {
  static const double slopes[] = {0, 1e-5, -1e-5};
  static const char *const words[] = {"Along its median slope the loss stays the same there",
                                      "Along its median slope the loss rises by 0.00",
                                      "Along its median slope the loss falls by 0.00"};
  struct text log = {0};
  text_add(&log, "step,loss,lr\n");
  for (int i = 0; i < 400; i++) /* behind a fall */
    text_printf(&log, "%d,%.6f,1e-3\n", i,
                2 + fmax(0, 100 - i) / 40 + slopes[_i] * fmax(i, 100) + 0.02 * (i * 7 % 5 - 2));
  struct result result = diagnose("", text_string(&log));
  check_says(&result, words[_i]);
  ck_assert_msg(!says(&result.out, "by -") && !says(&result.out, "-0 "), "%s", text_string(&result.out));
  result_free(&result);
  text_free(&log);
}
END_TEST

/* It does not come back to where it was, or nothing was learnt: what is said stands in the rows. */
START_TEST(spikes_and_nothing_learnt_are_worded_by_rows) {
  static const double spike[] = {4, 2.6, 1.6};
  struct text log = {0}, still = {0};
  text_add(&log, "step,loss,lr\n");
  text_add(&still, "step,loss,lr\n");
  for (int i = 0; i < 100; i++) {
    double wobble = 0.02 * (i * 7 % 5 - 2), behind = i > 52 ? 1.3 : 1;
    text_printf(&log, "%d,%.4f,1e-3\n", i, i == 0 ? 2 : i >= 50 && i < 53 ? spike[i - 50] : behind + wobble);
    text_printf(&still, "%d,%.4f,%g\n", i, 2 + wobble, 1e-3 * (100 - i) / 100);
  }
  struct result result = diagnose("", text_string(&log));
  check_says(&result, "had come down by half at step 52, and is not quite back.");
  result_free(&result);
  result = diagnose("", text_string(&still));
  check_says(&result, "! flat, all steps The median loss is 2 over the first tenth and 2 over the last");
  ck_assert(!says(&result.out, "No fault"));
  result_free(&result);
  text_free(&log);
  text_free(&still);
}
END_TEST

/* One row that a Trainer's filter made 0.0 is a step left out, and no loss: nothing was ever so low. */
START_TEST(a_zero_of_one_row_is_a_step_left_out) {
  struct text log = {0};
  add_fall(&log, 0, 40);
  add_row(&log, 400, "0.0", "NaN");
  add_fall(&log, 41, 80);
  struct result result = diagnose("", text_string(&log));
  check_says(&result,
             "- skipped steps, step 400 In one row the gradient norm is not finite and the loss exactly 0.0, as "
             "a Trainer writes NaN: this step was left out.");
  check_says(&result, "look at the data (a batch without labels is such a NaN)");
  ck_assert(!says(&result.out, " 0 at its lowest"));
  result_free(&result);
  text_free(&log);
}
END_TEST

/* It climbs to a level and stays there, where its warmup ends; or it climbs on, at a rate that nobody wrote down. */
START_TEST(a_divergence_is_worded_by_where_it_goes) {
  struct text warm = {0}, bare = {0};
  text_add(&warm, "step,loss,lr,grad_norm\n");
  text_add(&bare, "step,loss\n");
  for (int i = 0; i < 60; i++) {
    text_printf(&warm, "%d,%.2f,%.5f,%d\n", i, i < 10 ? 2.5 - 0.05 * i : 7.5, fmin(i, 10) * 1e-4, i < 10 ? 1 : 20);
    text_printf(&bare, "%d,%.2f\n", i, i < 30 ? 2.5 - 0.05 * i : 1 + 0.2 * (i - 30));
  }
  struct result result = diagnose("", text_string(&warm));
  check_says(&result, "! diverged, from step 10 on The loss went from 2.05 up to 7.5 and stays at about 7.5.");
  check_says(&result,
             "-> A lower rate: 0.0001 instead of 0.001; or a longer warmup_ratio, for it happens about where the "
             "warmup ends (step 8).");
  ck_assert(!says(&result.out, "spike"));
  result_free(&result);
  result = diagnose("", text_string(&bare));
  check_says(&result, " and did not come back.");
  check_says(&result, "-> A lower rate; where it happens right behind the warmup, a longer warmup_ratio may do.");
  result_free(&result);
  text_free(&warm);
  text_free(&bare);
}
END_TEST

START_TEST(a_loss_that_rises_to_the_end_is_worded) {
  struct text log = {0};
  text_add(&log, "step,loss,lr\n");
  for (int i = 0; i < 100; i++)
    text_printf(&log, "%d,%.3f,2e-5\n", i, 1 + exp(-i / 10.0) + 0.01 * (i * 7 % 5) + (i < 70 ? 0 : 0.015 * (i - 69)));
  struct result result = diagnose("", text_string(&log));
  ck_assert_int_eq(result.status, 3);
  check_says(&result, "! rising, from step 7");
  check_says(&result, "The loss rises up to the end: it was 1 at its lowest and ends at 1.48.");
  check_says(&result, "a lower rate: 1e-5 instead of 2e-5.");
  result_free(&result);
  text_free(&log);
}
END_TEST

/* A Trainer clips at 1 unless told; what an optimizer makes of a clip depends on which it is. */
START_TEST(a_clip_that_is_assumed_is_called_so) {
  struct text log = {0};
  for (int i = 0; i < 40; i++)
    text_printf(&log, "{'loss': %.4f, 'grad_norm': 7.5, 'learning_rate': 1e-05, 'epoch': %.2f}\n", 2 * exp(-i / 9.0),
                i / 10.0);
  struct result result = diagnose("", text_string(&log));
  check_says(&result,
             "above max_grad_norm 1 (its median is 7.5). The log does not name max_grad_norm: 1 is a Trainer's "
             "default.");
  check_says(&result, "with SGD the clip sets the step");
  check_says(&result, "with Adam, which scales steps itself, it matters little");
  result_free(&result);
  result = diagnose("--max_grad_norm 1", text_string(&log));
  check_says(&result, "above max_grad_norm 1 (its median is 7.5). ->");
  result_free(&result);
  result = diagnose("--max_grad_norm 9", text_string(&log));
  ck_assert(!says(&result.out, "clipped"));
  result_free(&result);
  text_free(&log);
}
END_TEST

START_TEST(a_spike_at_the_end_was_not_back) {
  struct text log = {0};
  text_add(&log, "step,loss\n");
  for (int i = 0; i < 60; i++) text_printf(&log, "%d,%s\n", i, i < 3 ? "2" : i < 59 ? "0.5" : "5");
  struct result result = diagnose("", text_string(&log));
  check_says(&result, "- spike, step 59 The loss went from 0.5 up to 5, and there the log ends.");
  check_says(&result, "-> Whether it comes back this log does not tell.");
  ck_assert(!says(&result.out, "nan"));
  result_free(&result);
  text_free(&log);
}
END_TEST

/* --- several --- */

static const char *written(const char *name, const char *text) {
  const char *path = scratch_path(name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_ge(fputs(text, file), 0);
  ck_assert_int_eq(fclose(file), 0);
  return path;
}

START_TEST(one_that_cannot_be_read_hides_no_other) {
  struct text log = {0};
  char words[1024], good[256], bad[256];
  snprintf(good, sizeof good, "%s", written("good.csv", falling_csv(&log, "")));
  snprintf(bad, sizeof bad, "%s", written("bad.csv", "step,loss\n1,two\n"));
  snprintf(words, sizeof words, "diagnose '%s' /nowhere/x.csv '%s' '%s'", bad, good, good);
  struct result result = program_run(words, NULL);
  ck_assert_int_eq(result.status, 1);
  ck_assert(says(&result.err, "/nowhere/x.csv") && says(&result.err, "'two' is not a number"));
  ck_assert_int_eq(text_lines(&result.err), 2);
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 2), "good.csv")); /* the comparison is of those that were read */
  ck_assert_str_eq(text_line(&result.out, 3), "");
  result_free(&result);
  snprintf(words, sizeof words, "diagnose --format jsonl '%s' '%s'", bad, good);
  result = program_run(words, NULL);
  ck_assert_int_eq(result.status, 1);
  ck_assert(says(&result.out, "good.csv") && says(&result.err, "bad.csv"));
  result_free(&result);
  snprintf(words, sizeof words, "diagnose '%s' /nowhere/x.csv", bad);
  result = program_run(words, NULL);
  ck_assert_int_eq(result.status, 1);
  ck_assert_uint_eq(result.out.length, 0);
  result_free(&result);
  text_free(&log);
}
END_TEST

START_TEST(too_few_among_several_are_no_health) {
  struct text log = {0};
  char words[1024], good[256], few[256];
  snprintf(good, sizeof good, "%s", written("good.csv", falling_csv(&log, "")));
  snprintf(few, sizeof few, "%s", written("few.csv", "step,loss\n1,3\n2,2\n"));
  snprintf(words, sizeof words, "diagnose '%s' '%s'", good, few);
  struct result result = program_run(words, NULL);
  ck_assert_int_eq(result.status, 1);
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 1), "nothing"));
  ck_assert_ptr_nonnull(strstr(text_line(&result.out, 2), "too few rows"));
  result_free(&result);
  result = program_run("diagnose --watch -", "step,loss\n1,3\n2,2\n");
  ck_assert_int_eq(result.status, 1);
  ck_assert(says(&result.out, "Too few rows to judge"));
  result_free(&result);
  text_free(&log);
}
END_TEST

/* --- for programs --- */

static void check_member(const char *object, const char *name, const char *value) {
  const char *raw = json_member(object, name);
  ck_assert_msg(strcmp(raw, value) == 0, "%s is %s, not %s, in %s", name, raw, value, object);
}

START_TEST(lines_name_their_numbers) {
  struct text log = {0};
  char line[2048], part[1024];
  add_fall(&log, 0, 20);
  add_rows(&log, 20, 21, "0.6", "8.0");
  add_rows(&log, 21, 40, "0.0", "NaN");
  struct result result = diagnose("--format jsonl", text_string(&log));
  ck_assert_int_eq(text_lines(&result.out), 2);
  for (int i = 0; i < 2; i++) ck_assert_ptr_null(json_check(text_line(&result.out, i)));
  snprintf(line, sizeof line, "%s", text_line(&result.out, 0));
  snprintf(part, sizeof part, "%s", json_member(line, "summary"));
  check_member(part, "rows", "40.0");
  check_member(part, "losses", "21.0");
  check_member(part, "last_loss", "null");
  check_member(part, "peak_rate", "0.0002");
  check_member(part, "resumed_at", "null");
  check_member(part, "faults", "1.0");
  check_member(part, "judged", "true");
  snprintf(line, sizeof line, "%s", text_line(&result.out, 1));
  check_member(line, "finding", "\"nan\"");
  check_member(line, "cause", "\"rate\"");
  snprintf(part, sizeof part, "%s", json_member(line, "evidence"));
  check_member(part, "step", "210.0");
  check_member(part, "growth", "8.0");
  check_member(part, "number_again_at", "null");
  check_member(part, "rows", "19.0");
  result_free(&result);
  result = diagnose("--format jsonl", "step,loss\n1,2\n");
  ck_assert_int_eq(result.status, 1);
  ck_assert_int_eq(text_lines(&result.out), 1);
  check_member(json_member(text_line(&result.out, 0), "summary"), "judged", "false");
  result_free(&result);
  text_free(&log);
}
END_TEST

/* --- long ones --- */

enum { BASE = 60000, TIMES = 4 };

static void zeros_and_ones(struct text *out, int rows) {
  text_add(out, "step,loss\n");
  for (int i = 0; i < rows; i++) text_printf(out, "%d,%d\n", i, i % 2);
}

static void zeros_with_a_norm_of_zero(struct text *out, int rows) {
  text_add(out, "step,loss,grad_norm\n0,1,1\n1,0.04,1\n");
  for (int i = 2; i < rows; i++) text_printf(out, "%d,0,0\n", i);
}

static void rises_that_come_back_at_the_end(struct text *out, int rows) {
  text_add(out, "step,loss\n");
  for (int i = 0; i < rows; i++)
    text_printf(out, "%d,%d\n", i, i < 6 ? 100 : i < 12 || i > rows - 8 ? 1 : i % 20 < 3 ? 80 : 30);
}

static void norms_up_and_down(struct text *out, int rows) {
  text_add(out, "step,loss,grad_norm\n");
  for (int i = 0; i < rows; i++) text_printf(out, "%d,%.6f,%d\n", i, 2 - i / 1e6, i < rows / 2 ? i : rows - i);
}

static void nan_every_other_row(struct text *out, int rows) {
  text_add(out, "step,loss,grad_norm\n");
  for (int i = 0; i < rows; i++) text_printf(out, "%d,%s,1\n", i, i % 2 ? "nan" : "1");
}

static void (*const shapes[])(struct text *out, int rows) = {
    zeros_and_ones, zeros_with_a_norm_of_zero, rises_that_come_back_at_the_end, norms_up_and_down, nan_every_other_row};

/* Processor time, which does not depend on what else the machine does; the best of some. */
static double time_of(const char *log) {
  double best = HUGE_VAL;
  for (int i = 0; i < 3; i++) {
    struct rusage before, after;
    getrusage(RUSAGE_CHILDREN, &before);
    struct result result = diagnose("--max_grad_norm 1", log);
    getrusage(RUSAGE_CHILDREN, &after);
    ck_assert(result.status == 0 || result.status == 3);
    result_free(&result);
    best = fmin(best, (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) +
                          1e-6 * (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec));
  }
  return best;
}

/* Four times the rows take four times the time, or sixteen times if it grows with their square: eight is between. */
START_TEST(time_grows_as_rows_do) {
  struct text log = {0};
  shapes[_i](&log, BASE);
  double few = fmax(time_of(text_string(&log)), 0.01);
  text_clear(&log);
  shapes[_i](&log, TIMES * BASE);
  double many = time_of(text_string(&log));
  ck_assert_msg(many < 2 * TIMES * few, "%d rows take %.3f s, %d take %.3f s", BASE, few, TIMES * BASE, many);
  text_free(&log);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("diagnose_logs");
  TCase *t = tcase_create("logs"), *slow = tcase_create("long");
  tcase_set_timeout(slow, 120);
  tcase_add_loop_test(t, a_nan_that_ends_is_worded_as_such, 0, sizeof none / sizeof *none);
  tcase_add_loop_test(t, a_nan_that_stays_is_the_end, 0, sizeof none / sizeof *none);
  tcase_add_loop_test(t, what_is_left_out_is_said, 0, sizeof tails / sizeof *tails);
  tcase_add_test(t, a_quote_that_does_not_end_is_no_end);
  tcase_add_test(t, one_row_is_one_row);
  tcase_add_test(t, rows_without_steps_are_rows);
  tcase_add_loop_test(t, a_flat_loss_is_no_fall_of_minus_zero, 0, 3);
  tcase_add_test(t, a_zero_of_one_row_is_a_step_left_out);
  tcase_add_test(t, a_divergence_is_worded_by_where_it_goes);
  tcase_add_test(t, a_loss_that_rises_to_the_end_is_worded);
  tcase_add_test(t, a_clip_that_is_assumed_is_called_so);
  tcase_add_test(t, spikes_and_nothing_learnt_are_worded_by_rows);
  tcase_add_test(t, a_spike_at_the_end_was_not_back);
  tcase_add_test(t, one_that_cannot_be_read_hides_no_other);
  tcase_add_test(t, too_few_among_several_are_no_health);
  tcase_add_test(t, lines_name_their_numbers);
  tcase_add_loop_test(slow, time_grows_as_rows_do, 0, sizeof shapes / sizeof *shapes);
  suite_add_tcase(s, t);
  suite_add_tcase(s, slow);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * downhill diagnose: formats it recognises, what it prints, and its exit status. */
#include "program.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *write_file(const char *name, const char *text) {
  const char *path = scratch_path(name);
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_ge(fputs(text, file), 0);
  ck_assert_int_eq(fclose(file), 0);
  return path;
}

static struct result diagnose(const char *options, const char *path) {
  char words[1280];
  snprintf(words, sizeof words, "diagnose %s '%s'", options, path);
  return program_run(words, NULL);
}

static bool says(const struct result *result, const char *words) { return strstr(text_string(&result->out), words); }

/* A run that dies at row 20 of 30, its norms growing before, as a Trainer writes it: "0.0" and NaN. */
static void dead_row(int i, double *loss, const char **norm) {
  static const char *const growing[] = {"3.5", "9.0", "40.0"};
  *loss = i < 20 ? 2.0 - 0.05 * i : 0;
  *norm = i >= 20 ? "NaN" : i >= 17 ? growing[i - 17] : "1.0";
}

static void add_rows(struct text *out, bool json, const char *between) {
  for (int i = 0; i < 30; i++) {
    double loss;
    const char *norm;
    dead_row(i, &loss, &norm);
    if (i > 0) text_add(out, between);
    if (json)
      text_printf(out, "{\"step\": %d, \"loss\": %.4f, \"grad_norm\": %s, \"learning_rate\": 0.001}", (i + 1) * 10,
                  loss, norm);
    else
      text_printf(out, "%d,%.4f,%s,0.001", (i + 1) * 10, loss, norm);
  }
}

static const struct {
  const char *name, *before;
  bool json;
  const char *between, *after;
} forms[] = {
    {"trainer_state.json", "{\"best_metric\": null, \"log_history\": [", true, ",", "], \"max_steps\": 300}"},
    {"log.jsonl", "", true, "\n", "\n"},
    {"log.csv", "step,loss,grad_norm,lr\n", false, "\n", "\n"},
};

START_TEST(each_form_says_the_same) {
  struct text log = {0};
  text_add(&log, forms[_i].before);
  add_rows(&log, forms[_i].json, forms[_i].between);
  text_add(&log, forms[_i].after);
  struct result result = diagnose("", write_file(forms[_i].name, text_string(&log)));
  ck_assert_int_eq(result.status, 3);
  ck_assert_msg(says(&result, "! NaN, from step 210 on") && says(&result, "0.0001 instead"), "%s",
                text_string(&result.out));
  for (int i = 0; i < text_lines(&result.out); i++) ck_assert_int_le(text_columns(text_line(&result.out, i)), 80);
  struct result lines = diagnose("--format jsonl", scratch_path(forms[_i].name));
  ck_assert_int_eq(lines.status, 3);
  ck_assert_ptr_null(json_check(text_line(&lines.out, 1)));
  ck_assert_str_eq(json_member(text_line(&lines.out, 1), "finding"), "\"nan\"");
  ck_assert_str_eq(json_member(text_line(&lines.out, 1), "fault"), "true");
  ck_assert_str_eq(json_member(text_line(&lines.out, 1), "first_step"), "210.0");
  result_free(&result);
  result_free(&lines);
  text_free(&log);
}
END_TEST

static const char *healthy(void) {
  struct text log = {0};
  text_add(&log, "step,loss,learning_rate\n");
  for (int i = 0; i < 200; i++)
    text_printf(&log, "%d,%.4f,%.6g\n", i, 2.0 * (200 - i) * (200 - i) / 40000 + 0.5 + 0.01 * ((i * 7) % 5),
                1e-4 * (200 - i) / 200);
  const char *path = write_file("healthy.csv", text_string(&log));
  text_free(&log);
  return path;
}

START_TEST(health_is_status_0_and_several_are_compared) {
  char words[1024];
  struct result one = diagnose("", healthy());
  ck_assert_int_eq(one.status, 0);
  ck_assert(says(&one, "No fault was found") && says(&one, "Without grad_norm"));
  struct text bad = {0};
  text_add(&bad, forms[2].before);
  add_rows(&bad, forms[2].json, forms[2].between);
  int length = snprintf(words, sizeof words, "%s' '", healthy()); /* paths are good until the next one */
  snprintf(words + length, sizeof words - (size_t)length, "%s", write_file("bad.csv", text_string(&bad)));
  struct result two = diagnose("", words);
  ck_assert_int_eq(two.status, 3);
  ck_assert_ptr_nonnull(strstr(text_line(&two.out, 1), "healthy.csv"));
  ck_assert_ptr_nonnull(strstr(text_line(&two.out, 2), "NaN"));
  result_free(&one);
  result_free(&two);
  text_free(&bad);
}
END_TEST

/* What a terminal would obey stays in the file. */
START_TEST(names_do_no_harm) {
  const char *path = write_file("\033[31mred\xe2\x80\xae.csv", "step,loss\n1,2\n2,1\n3,1\n");
  struct result result = diagnose("", path);
  ck_assert_int_eq(result.status, 1); /* too few rows */
  ck_assert_ptr_null(strchr(text_string(&result.out), '\033'));
  ck_assert_ptr_null(strstr(text_string(&result.out), "\xe2\x80\xae"));
  result_free(&result);
}
END_TEST

static const struct {
  const char *words, *input, *says;
  int status;
} wrong[] = {
    /* clang-format off */
    {"diagnose", NULL, "diagnose: a log is needed: downhill diagnose FILE", 2},
    {"diagnose /nowhere/log.csv", NULL, "/nowhere/log.csv: No such file or directory", 1},
    {"diagnose --max_grad_norm 0 -", "step,loss\n1,2\n", "max_grad_norm: a number above 0 is needed, not '0'", 2},
    {"diagnose --max_grad_norm nan -", "step,loss\n1,2\n", "max_grad_norm: a number above 0 is needed, not 'nan'", 2},
    {"show --log /nowhere/log.csv", NULL, "/nowhere/log.csv: No such file or directory", 1},
    {"show --log -", "step,loss\n1,two\n", "-, line 2, column 2: 'two' is not a number", 1},
    {"diagnose -", "", "-: no rows of a training log: give trainer_state.json", 1},
    {"diagnose -", "step,loss\n1,two\n", "-, line 2, column 2: 'two' is not a number", 1},
    {"diagnose -", "{\"log_history\": [{\"step\": 1, \"loss\": \"two\"}]}",
     "-, line 1, column 30: 'two' is not a number", 1},
    {"diagnose --format xml -", "step,loss\n1,2\n", "format: there is no 'xml': choose text, jsonl or svg", 2},
    /* clang-format on */
};

START_TEST(what_cannot_be_read_is_said_in_a_line) {
  struct result result = program_run(wrong[_i].words, wrong[_i].input);
  ck_assert_msg(result.status == wrong[_i].status, "%s: %d: %s", wrong[_i].words, result.status,
                text_string(&result.err));
  ck_assert_msg(strstr(text_string(&result.err), wrong[_i].says) != NULL, "%s", text_string(&result.err));
  ck_assert_uint_eq(result.out.length, 0);
  result_free(&result);
}
END_TEST

START_TEST(a_cap_that_the_log_does_not_say_can_be_given) {
  struct text log = {0};
  text_add(&log, "step,loss,grad_norm\n");
  for (int i = 0; i < 40; i++) text_printf(&log, "%d,%.3f,%d.5\n", i, 1 + 1.0 / (i + 1), i % 4);
  const char *path = write_file("cap.csv", text_string(&log));
  struct result given = diagnose("--max_grad_norm 1", path), not_given = diagnose("", path);
  ck_assert(says(&given, "- clipped") && says(&given, "75 %"));
  ck_assert(!says(&not_given, "clipped"));
  result_free(&given);
  result_free(&not_given);
  text_free(&log);
}
END_TEST

/* The screen opens a log too, and without a terminal says what is wrong in words. */
START_TEST(the_screen_takes_a_log) {
  struct text log = {0};
  char words[1280];
  text_add(&log, forms[2].before);
  add_rows(&log, false, "\n");
  const char *path = write_file("screen.csv", text_string(&log));
  struct result told = diagnose("", path);
  snprintf(words, sizeof words, "'%s'", path);
  struct result plain = program_run(words, NULL);
  ck_assert_str_eq(text_string(&plain.out), text_string(&told.out));
  ck_assert_int_eq(plain.status, 3);
  snprintf(words, sizeof words, "show --log '%s'", path);
  struct result shown = program_run(words, NULL);
  ck_assert_int_eq(shown.status, 0);
  ck_assert(says(&shown, "screen.csv") && says(&shown, "NaN") && says(&shown, "gradient norm"));
  ck_assert(says(&shown, "0.001\u2502")); /* a rate that never changes is the top of its axis */
  result_free(&told);
  result_free(&plain);
  result_free(&shown);
  text_free(&log);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("diagnose");
  TCase *t = tcase_create("diagnose");
  tcase_add_loop_test(t, each_form_says_the_same, 0, sizeof forms / sizeof *forms);
  tcase_add_test(t, health_is_status_0_and_several_are_compared);
  tcase_add_test(t, names_do_no_harm);
  tcase_add_loop_test(t, what_cannot_be_read_is_said_in_a_line, 0, sizeof wrong / sizeof *wrong);
  tcase_add_test(t, the_screen_takes_a_log);
  tcase_add_test(t, a_cap_that_the_log_does_not_say_can_be_given);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

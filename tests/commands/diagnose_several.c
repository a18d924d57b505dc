/* SPDX-License-Identifier: MIT
 *
 * downhill diagnose on several logs: the table that compares them, and the picture that has them all. */
#include "program.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { ROWS = 60, DEAD = 40 };

/* Losses that fall from `first`; from row DEAD on none, if it dies. */
static const char *made(const char *name, const char *columns, double first, double rate, bool dies) {
  static char path[4][256];
  static int next;
  char *kept = path[next++ % 4];
  snprintf(kept, sizeof path[0], "%s", scratch_path(name));
  FILE *file = fopen(kept, "w");
  ck_assert_ptr_nonnull(file);
  fprintf(file, "step,%s\n", columns);
  for (int i = 0; i < ROWS; i++) {
    double loss = first * exp(-i / 20.0) + 0.3;
    fprintf(file, "%d,%f,%g", i * 10, dies && i >= DEAD ? (double)NAN : loss, rate * (1 - i / (double)ROWS));
    if (strstr(columns, "eval_loss")) fprintf(file, i % 20 == 19 ? ",%g" : ",", 1 + fabs(i - 39.0) / 20);
    fprintf(file, "\n");
  }
  ck_assert_int_eq(fclose(file), 0);
  return kept;
}

static struct result diagnose(const char *options, const char *a, const char *b) {
  char words[1024];
  snprintf(words, sizeof words, "diagnose %s '%s' '%s'", options, a, b);
  return program_run(words, NULL);
}

static int count_in(const struct text *text, const char *words) {
  int count = 0;
  for (const char *at = text_string(text); (at = strstr(at, words)) != NULL; at++) count++;
  return count;
}

static void expect(const struct text *text, const char *words) {
  ck_assert_msg(strstr(text_string(text), words), "no '%s' in %.3000s", words, text_string(text));
}

/* The words of a line, a blank between two. */
static const char *squeezed(const struct text *text, int number) {
  static char line[256];
  size_t length = 0;
  for (const char *at = text_line(text, number); *at && length + 1 < sizeof line; at++)
    if (*at != ' ' || (length > 0 && line[length - 1] != ' ')) line[length++] = *at;
  line[length] = '\0';
  return line;
}

START_TEST(evaluations_are_compared_where_there_are_any) {
  const char *plain = made("plain.csv", "loss,lr", 2, 1e-3, false), *dead = made("dead.csv", "loss,lr", 2, 1e-3, true);
  const char *evaluated = made("evaluated.csv", "loss,lr,eval_loss", 2, 1e-3, false);
  struct result with = diagnose("", plain, evaluated), without = diagnose("", plain, dead);
  ck_assert_str_eq(squeezed(&with.out, 0), "log rows first lowest last lowest eval last eval peak rate what is wrong");
  ck_assert_ptr_nonnull(strstr(squeezed(&with.out, 1), " - - 0.001"));
  ck_assert_ptr_nonnull(strstr(squeezed(&with.out, 2), " 1 2 0.001")); /* lowest at row 39, last at 59 */
  ck_assert_str_eq(squeezed(&without.out, 0), "log rows first lowest last peak rate what is wrong");
  ck_assert_ptr_nonnull(strstr(squeezed(&without.out, 2), " NaN 0.001 NaN"));
  ck_assert_int_eq(count_in(&without.out, "nan"), 0);
  result_free(&with);
  result_free(&without);
}
END_TEST

/* What is not written is no NaN. */
START_TEST(no_column_is_no_number) {
  const char *plain = made("plain.csv", "loss,lr", 2, 1e-3, false), *path = scratch_path("rates.csv");
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs("step,eval_loss\n1,0.5\n2,nan\n", file);
  fclose(file);
  struct result result = diagnose("", path, plain);
  ck_assert_str_eq(squeezed(&result.out, 1), "A rates.csv 2 - - - 0.5 NaN - too few rows");
  result_free(&result);
}
END_TEST

START_TEST(one_picture_has_them_all) {
  const char *plain = made("plain.csv", "loss,lr", 2, 1e-3, false), *dead = made("dead.csv", "loss,lr", 4, 1e-3, true);
  struct result svg = diagnose("--format svg", plain, dead);
  ck_assert_int_eq(svg.status, 3);
  ck_assert_int_eq(count_in(&svg.out, "<svg"), 1);
  expect(&svg.out, ">plain.csv: ");
  expect(&svg.out, ">dead.csv: NaN<");
  expect(&svg.out, ">not a number<");
  /* Two curves in each panel, with their letters, which stand in the legend as well. */
  ck_assert_int_eq(count_in(&svg.out, "stroke-linejoin"), 4);
  ck_assert_int_eq(count_in(&svg.out, ">A</text>"), 3);
  ck_assert_int_eq(count_in(&svg.out, ">B</text>"), 3);
  struct result lines = diagnose("--format jsonl", plain, dead);
  ck_assert_int_eq(count_in(&lines.out, "\"summary\""), 2);
  result_free(&svg);
  result_free(&lines);
}
END_TEST

static const char *const sizes[] = {"30x10", "60x16", "80x24", "120x40", "200x60"};

/* Below the pages, no wider than the terminal and no higher unless it is very low. */
START_TEST(the_plot_of_all_ends_the_pages) {
  char options[64];
  const char *a = made("a.csv", "loss,lr,eval_loss", 2, 1e-3, false), *b = made("b.csv", "loss,lr", 4, 1e-5, true);
  snprintf(options, sizeof options, "--plot --glyphs ascii --size %s", sizes[_i]);
  struct result page = diagnose("", a, b), plot = diagnose(options, a, b);
  ck_assert_int_eq(memcmp(page.out.data, plot.out.data, page.out.length), 0);
  int width = atoi(sizes[_i]), height = atoi(strchr(sizes[_i], 'x') + 1), first = text_lines(&page.out);
  ck_assert_int_le(text_lines(&plot.out) - first, height > 14 ? height - 1 : 14);
  for (int i = first; i < text_lines(&plot.out); i++) ck_assert_int_le(text_columns(text_line(&plot.out, i)), width);
  struct text below = {0};
  text_add(&below, text_string(&plot.out) + page.out.length);
  expect(&below, "A a.csv: ");
  expect(&below, "B b.csv: NaN");
  expect(&below, "learning rate");
  ck_assert_int_eq(count_in(&below, "  loss\n"), 1);
  text_free(&below);
  result_free(&page);
  result_free(&plot);
}
END_TEST

/* Rates a hundred times apart are both seen: by decades. Alike they are seen from 0. */
START_TEST(rates_far_apart_are_seen_by_decades) {
  const char *a = made("a.csv", "loss,lr", 2, 1e-3, false), *b = made("b.csv", "loss,lr", 4, 1e-5, false);
  const char *c = made("c.csv", "loss,lr", 4, 2e-3, false);
  struct result apart = diagnose("--format svg", a, b), alike = diagnose("--format svg", a, c);
  expect(&apart.out, ">1e-6<");
  ck_assert_int_eq(count_in(&alike.out, ">1e-6<"), 0);
  result_free(&apart);
  result_free(&alike);
}
END_TEST

/* Trainings write files of the same name. */
START_TEST(names_tell_them_apart) {
  char folder[256];
  snprintf(folder, sizeof folder, "%s", scratch_path("one"));
  mkdir(folder, 0777);
  snprintf(folder, sizeof folder, "%s", scratch_path("two"));
  mkdir(folder, 0777);
  const char *one = made("one/state.csv", "loss,lr", 2, 1e-3, false),
             *two = made("two/state.csv", "loss,lr", 3, 1e-3, false);
  struct result same = diagnose("", one, two), svg = diagnose("--format svg", one, two);
  ck_assert_int_eq(strncmp(text_line(&same.out, 1), "A one/state.csv ", 16), 0);
  ck_assert_int_eq(strncmp(text_line(&same.out, 2), "B two/state.csv ", 16), 0);
  expect(&svg.out, ">one/state.csv: ");
  struct result twice = diagnose("", one, one);
  ck_assert_int_eq(strncmp(text_line(&twice.out, 2), "B state.csv ", 12), 0);
  result_free(&same);
  result_free(&svg);
  result_free(&twice);
}
END_TEST

/* More than its letters can tell apart, and more than there are colours. */
START_TEST(many_have_a_picture_too) {
  enum { MANY = 40 };
  struct text words = {0};
  const char *path = made("a.csv", "loss,lr", 2, 1e-3, false);
  text_add(&words, "diagnose --format svg");
  for (int i = 0; i < MANY; i++) text_printf(&words, " '%s'", path);
  struct result result = program_run(text_string(&words), NULL);
  ck_assert_int_eq(count_in(&result.out, ">a.csv: "), MANY);
  ck_assert_int_eq(count_in(&result.out, "stroke-linejoin"), 2 * MANY);
  result_free(&result);
  text_free(&words);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("diagnose_several");
  TCase *t = tcase_create("several");
  tcase_add_test(t, evaluations_are_compared_where_there_are_any);
  tcase_add_test(t, no_column_is_no_number);
  tcase_add_test(t, one_picture_has_them_all);
  tcase_add_loop_test(t, the_plot_of_all_ends_the_pages, 0, sizeof sizes / sizeof *sizes);
  tcase_add_test(t, rates_far_apart_are_seen_by_decades);
  tcase_add_test(t, names_tell_them_apart);
  tcase_add_test(t, many_have_a_picture_too);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

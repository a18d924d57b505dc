/* SPDX-License-Identifier: MIT
 *
 * Maps as scripts see them: CSV, PNG, text, a summary, and what is said about options that are wrong. */
#include "downhill/downhill.h"
#include "map_lab.h"

#include <fcntl.h>
#include <math.h>

/* --- CSV --- */

/* On a parabola with curvature 2 the rate 0.5 arrives at once, 1 bounces for ever and 1.5 explodes: the distance, 3 at
 * first, doubles at each step, and the gap is more than a million times as large after ten of them. */
START_TEST(a_line_of_cells_as_csv) {
  run_well("map --x lr:0:1.5:lin:4 --steps 30 --format csv");
  ck_assert_str_eq(text_line(&result.out, 0), "learning_rate,arrived,blown,ratio,shade,verdict");
  ck_assert_str_eq(text_line(&result.out, 1), "0.0,-1,-1,1.0,64.0,frozen");
  ck_assert_str_eq(text_line(&result.out, 2), "0.5,1,-1,0.0,-2.0,converged");
  ck_assert_str_eq(text_line(&result.out, 3), "1.0,-1,-1,1.0,64.0,oscillating");
  ck_assert_str_eq(text_line(&result.out, 4), "1.5,-1,10,1.152921504606847e+18,11.0,diverging");
  ck_assert_int_eq(text_lines(&result.out), 5);
}
END_TEST

/* Cells in order, the first axis fastest; exact numbers; each is what `run` says of it. */
/* Rates are spaced by factors where nothing else is said, and what else is said is heard. */
START_TEST(axes_over_rates_are_logarithmic) {
  run_well("map --x lr:1e-5:1e-1:5 --steps 2 --format csv");
  ck_assert_double_eq_tol(strtod(text_line(&result.out, 3), NULL), 1e-3, 1e-15);
  run_well("map --x lr:1e-5:1e-1:lin:5 --steps 2 --format csv");
  ck_assert_double_eq_tol(strtod(text_line(&result.out, 3), NULL), 0.050005, 1e-15);
}
END_TEST

START_TEST(cells_are_runs_as_run_prints_them) {
  char run[256], x[32], y[32];
  result =
      program_run("map --surface rosenbrock --x lr:1e-4:4e-3:log:7 --y start.y:-1:3:5 --steps 90 --format csv", NULL);
  ck_assert_int_eq(text_lines(&result.out), 36);
  ck_assert_str_eq(text_line(&result.out, 0), "learning_rate,start.y,arrived,blown,ratio,shade,verdict");
  struct result map = result;
  for (int cell = 0; cell < 35; cell += 4) {
    const char *line = text_line(&map.out, cell + 1);
    snprintf(x, sizeof x, "%s", csv_field(line, 0));
    snprintf(y, sizeof y, "%s", csv_field(line, 1));
    double rate = csv_number(line, 0), ratio = csv_number(line, 4);
    long arrived = (long)csv_number(line, 2), blown = (long)csv_number(line, 3);
    char verdict[32];
    snprintf(verdict, sizeof verdict, "\"%s\"", csv_field(line, 6));
    ck_assert_double_eq_tol(rate, 1e-4 * pow(40, cell % 7 / 6.0), 1e-12);
    ck_assert_double_eq(csv_number(line, 1), cell / 7 - 1.0);
    words_of(run, sizeof run, "run --surface rosenbrock --lr %s --start -1.2,%s --steps 90", x, y);
    result = program_run(run, NULL);
    double first = csv_number(text_line(&result.out, 1), 3);
    long low = -1, high = -1;
    for (long t = 0; t <= 90; t++) {
      double loss = csv_number(text_line(&result.out, (int)t + 1), 3);
      low = !(loss <= 0.01 * first) ? -1 : low < 0 ? t : low;
      high = loss <= 1e6 * first ? -1 : high < 0 ? t : high;
      if (t == 90) ck_assert(loss / first == ratio || isnan(ratio));
    }
    ck_assert_int_eq(arrived, low);
    ck_assert_int_eq(blown, high);
    result_free(&result);
    words_of(run, sizeof run, "run --surface rosenbrock --lr %s --start -1.2,%s --steps 90 --summary", x, y);
    result = program_run(run, NULL);
    ck_assert_str_eq(json_member(text_string(&result.out), "verdict"), verdict);
    result_free(&result);
  }
  result = map;
}
END_TEST

#ifdef DOWNHILL_PNG
/* --- PNG --- */

static unsigned big_endian(const char *bytes) {
  unsigned value = 0;
  for (int i = 0; i < 4; i++) value = value << 8 | (unsigned char)bytes[i];
  return value;
}

/* Its command line makes it again. */
static const char *const reproduced[] = {
    "map --surface '(x-1)^2 + 3*(y-x)^2' --params x,y --optim adam --x lr:1e-3:1:60 --y x:-2:2:40 --steps 60 "
    "--schedule cosine --warmup-steps 10 --precision fp32",
    "map --data line50 --model 'a*x + b' --loss huber --delta 0.5 --x lr:1e-3:1:60 --y a:-2:2:40 --steps 60",
    "map --data line50 --loss smooth_l1 --beta 0.25 --target x --model 'y*k+b' --params b,k --x lr:1e-3:1:60 --y "
    "b:-2:2:40 --steps 60",
    "map --data line50 --sample '(w*x + b - y)^4' --x lr:1e-5:1:60 --y w:-2:2:40 --steps 60",
};

START_TEST(a_png_and_the_command_it_comes_with) {
  char *first = path_of("first.png"), *second = path_of("second.png"), words[1024];
  write_map(reproduced[_i], first);
  struct text png = read_file(first);
  ck_assert_uint_gt(png.length, 1000);
  ck_assert_int_eq(memcmp(png.data, "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", 16), 0);
  unsigned w = big_endian(png.data + 16), h = big_endian(png.data + 20);
  ck_assert_msg(w > 600 && w < 1300 && h > 600 && h < 1100, "%u x %u", w, h);
  const char *comment = NULL;
  for (size_t i = 0; i + 20 < png.length && !comment; i++)
    if (memcmp(png.data + i, "tEXtComment", 12) == 0) comment = png.data + i;
  ck_assert_ptr_nonnull(comment);
  unsigned length = big_endian(comment - 4) - 8;
  ck_assert_int_eq(strncmp(comment + 12, "downhill ", 9), 0);
  words_of(words, sizeof words, "%.*s", (int)length - 9, comment + 21);
  write_map(words, second);
  check_same_files(first, second);
  text_free(&png);
  free(first);
  free(second);
}
END_TEST

/* Factors between the ends that no double can hold. */
START_TEST(a_png_of_the_widest_axes) {
  run_well("map --x lr:1e-300:1e300:log:20 --y start.w:-1e300:1e300:20 --steps 20 --format png");
  run_well("map --x lr:1e-300:1e300:log:20 --y weight_decay:1e300:1e-300:log:20 --steps 20 --format png");
}
END_TEST
#endif

/* --- text --- */

static const struct {
  const char *words;
  int cols, rows;
} plots[] = {
    {"map", 80, 23},
    {"map " SMALL, 80, 23},
    {"map --size 120x40 " SMALL, 120, 39},
    {"map --size 40x20 " SMALL, 40, 19},
    {"map --size 1x1 --steps 20", 80, 30},
    {"map --x lr:0.01:2:30 --steps 50", 80, 23},
    {"map --x lr:2:0.01:1 --steps 50", 80, 23},
    {"map --x lr:0.1:0.9:lin:1 --y momentum:0:0.5:1 --steps 50", 80, 23},
    {"map --rule published --x lr:10:1e-3 --y start.w:-5:5 --steps 50", 80, 23},
    {"map --x lr:1e-300:1e300:log --y start.w:-5:5 --steps 20", 80, 23},
};

static bool is_ascii(const char *text) {
  for (; *text; text++)
    if ((unsigned char)*text >= 0x80) return false;
  return true;
}

START_TEST(texts_fit_and_say_what_they_show) {
  char words[256];
  for (int ascii = 0; ascii < 2; ascii++) {
    words_of(words, sizeof words, "%s%s", plots[_i].words, ascii ? " --glyphs ascii" : "");
    run_well(words);
    ck_assert_int_le(text_lines(&result.out), plots[_i].rows);
    for (int i = 0; i < text_lines(&result.out); i++)
      ck_assert_int_le(text_columns(text_line(&result.out, i)), plots[_i].cols);
    const char *out = text_string(&result.out);
    ck_assert_int_eq(is_ascii(out), ascii);
    ck_assert_ptr_nonnull(strstr(out, "learning_rate"));
    ck_assert_ptr_nonnull(strstr(out, " cell"));
    if (plots[_i].cols >= 80 && text_columns(text_line(&result.out, 0)) > 30)
      ck_assert_ptr_nonnull(strstr(out, "sgd, "));
  }
}
END_TEST

/* Where a parabola with momentum is stable is known: rate x curvature below 2 (1 + momentum). */
START_TEST(the_border_is_where_theory_has_it) {
  run_well("map --x lr:0.05:2.95:lin:30 --y momentum:0.025:0.725:lin:15 --steps 200 --format csv");
  for (int cell = 0; cell < 450; cell++) {
    const char *line = text_line(&result.out, cell + 1);
    double rate = csv_number(line, 0), momentum = csv_number(line, 1), limit = 1 + momentum;
    if (fabs(rate - limit) < 0.06) continue;
    ck_assert_msg((csv_number(line, 5) < 0) == (rate < limit), "%s", line);
  }
}
END_TEST

START_TEST(the_summary_is_json_that_adds_up) {
  run_well("map --summary " SMALL);
  const char *out = text_string(&result.out);
  ck_assert_ptr_null(json_check(out));
  static const char *const groups[] = {"arrived", "on_the_way", "blown", "higher"};
  long sum = 0;
  for (int i = 0; i < 4; i++) sum += strtol(json_member(out, groups[i]), NULL, 10);
  ck_assert_int_eq(sum, 83L * 61);
  ck_assert_str_eq(json_member(out, "cells"), "5063");
  ck_assert_str_eq(json_member(out, "steps"), "150");
  ck_assert_str_eq(json_member(out, "x"),
                   "{\"name\":\"learning_rate\",\"low\":1e-05,\"high\":0.01,\"scale\":\"log\",\"cells\":83}");
  ck_assert_ptr_nonnull(strstr(json_member(out, "fastest"), "\"arrived\":"));
  run_well("map --summary --rule published --x lr:0.1:3:5 --steps 9");
  ck_assert_ptr_null(json_check(text_string(&result.out)));
  ck_assert_ptr_nonnull(strstr(text_string(&result.out), "\"not_converged\":"));
}
END_TEST

/* --- threads --- */

START_TEST(threads_do_not_matter) {
  for (int f = 0; map_lab_formats[f]; f++) {
    struct text first = {0};
    for (int threads = 1; threads <= 3; threads++) {
      char words[256];
      words_of(words, sizeof words, "map " SMALL " --threads %d --format %s", threads, map_lab_formats[f]);
      result_free(&result);
      result = program_run(words, NULL);
      ck_assert_int_eq(result.status, 0); /* there is a note where more than one cannot be had */
      ck_assert(result.err.length == 0 || strstr(text_string(&result.err), "note: "));
      if (threads == 1)
        text_append(&first, result.out.data, result.out.length);
      else
        ck_assert(same_text(&first, &result.out));
    }
    text_free(&first);
  }
}
END_TEST

/* --- a terminal --- */

/* One line, painted over again and again; what is said at last stands alone. */
START_TEST(a_terminal_sees_progress) {
  char seen[1 << 18] = "";
  size_t length = 0;
  int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  ck_assert_int_ge(terminal, 0);
  ck_assert_int_eq(grantpt(terminal) | unlockpt(terminal), 0);
  pid_t child =
      start("map --surface rosenbrock --x lr:1e-5:5e-3:160 --y momentum:0:0.9:160 --steps 1e6", ptsname(terminal));
  for (bool stopped = false;;) {
    ssize_t got = read(terminal, seen + length, sizeof seen - 1 - length);
    if (got <= 0) break;
    length += (size_t)got;
    seen[length] = '\0';
    if (stopped || !strstr(seen, " left")) continue;
    kill(child, SIGINT);
    stopped = true;
  }
  ck_assert_int_eq(end_of(child), 128 + SIGINT);
  close(terminal);
  ck_assert_ptr_nonnull(strstr(seen, "% ["));
  ck_assert_ptr_nonnull(strstr(seen, "cells/s, "));
  const char *said = strstr(seen, "downhill map: stopped at "), *end = strchr(seen, '\n');
  ck_assert_ptr_nonnull(said);
  ck_assert_ptr_eq(strchr(said, '\n'), end);
  ck_assert_int_eq(strncmp(said - 3, "  \r", 3), 0);
}
END_TEST

/* --- usage --- */

#define FIFTY "00000000000000000000000000000000000000000000000000"

static const struct {
  int status;
  const char *words, *said;
} wrong[] = {
    {2, "map --x lr", "x: 'lr' is no axis: write NAME:LOW:HIGH"},
    {2, "map --y lr:1", "y: 'lr:1' is no axis"},
    {2, "map --x lr:1:2:3:4:5", "is no axis"},
    {2, "map --x lr:1:2:log:0000000000000000000000000000040000", "nor a number of cells"},
    {2, "map --x lr:1:2:log:" FIFTY FIFTY FIFTY FIFTY FIFTY "40", "is no axis"},
    {2, "map --x lerning_rate:1:2", "x: there is no 'lerning_rate': did you mean learning_rate?"},
    {2, "map --x foo:1:2", "x: there is no 'foo': take start.w, or a number of 'downhill list parameters'"},
    {2, "map --x start.y:0:1", "x: there is no 'start.y': take start.w"},
    {2, "map --y precision:1:2", "y: precision is no number"},
    {2, "map --x nesterov:0:1", "x: nesterov is no number"},
    {2, "map --x lr:-1:2", "learning_rate: -1 is out of range: give a number, at least 0"},
    {2, "map --x lr:a:2", "learning_rate: 'a' is not a value"},
    {2, "map --x w:a:1", "x: 'a' is no place to start: give a number from"},
    {2, "map --x w:0:1e301", "x: '1e301' is no place to start"},
    {2, "map --x warmup_steps:0:1.5", "warmup_steps: '1.5' is not a value: give a whole number"},
    {2, "map --x lr:0:2:log", "x: a logarithmic axis cannot reach 0"},
    {2, "map --x lr:1:2:lag", "x: 'lag' is neither log, nor lin, nor a number of cells"},
    {2, "map --x lr:1:2:0", "cells: 0 is out of range"},
    {2, "map --x lr:1:2:1.5", "cells: '1.5' is not a value"},
    {2, "map --x lr:1:2:5:5", "x: '5' is one too many"},
    {2, "map --x lr:1:2:1e5 --y momentum:0:1:1e5",
     "cells: 1e+10 is out of range: give a whole number from 1 to 100000000"},
    {2, "map --x lr:1:2 --y learning_rate:0:1", "x and y are both learning_rate"},
    {2, "map --optim adam --x momentum:0:1", "x: momentum changes nothing here"},
    {2, "map --x seed:1:9", "x: seed changes nothing here"},
    {2, "map --steps 0", "steps: 0 is out of range: give a whole number from 1"},
    {2, "map --rule best", "rule: there is no 'best': choose rows or published"},
    {2, "map --threads 0", "threads: 0 is out of range"},
    {2, "map --shard 5/4 -o x", "shard: '5/4' is none: write K/N"},
    {2, "map --shard 2", "shard: '2' is none"},
    {2, "map --shard 2/4", "a shard goes to a file: add -o part2"},
    {2, "map --shard 2/4 -o x.png", "a shard is no picture yet and no table: write it to -o part2"},
    {2, "map -o map.xyz", "'map.xyz' ends in neither .png nor .csv nor .txt: add --format"},
    {2, "map --format bmp", "format: there is no 'bmp': choose text, csv or png"},
#ifdef DOWNHILL_PNG
    {2, "map --x lr:0.1:1:40000 -o map.png", "a picture has at most 31768 cells on a side"},
#else
    {2, "map -o map.png", "this downhill was built without libpng: write .csv or .txt instead of PNG"},
    {2, "map --format png", "this downhill was built without libpng"},
#endif
    {2, "map --size big", "size: 'big' is none"},
    {2, "map --glyphs pink --steps 1", "glyphs: there is no 'pink'"},
    {1, "map -o /nonexistent/map.csv", "cannot write /nonexistent/map.csv.part: No such file"},
    {1, "map --format csv -o /dev/full", "cannot write /dev/full"},
};

START_TEST(bad_usage_is_said) { run_badly(wrong[_i].status, wrong[_i].words, wrong[_i].said); }
END_TEST

START_TEST(an_option_that_an_axis_overrides_is_mentioned) {
  result = program_run("map --x lr:0.1:1:3 --lr 5 --steps 5 --format csv", NULL);
  ck_assert_int_eq(result.status, 0);
  ck_assert_str_eq(text_string(&result.err),
                   "downhill map: note: learning_rate is what the x axis says, not --learning_rate 5\n");
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("map");
  TCase *c = tcase_create("map");
  tcase_add_checked_fixture(c, NULL, teardown);
  tcase_set_timeout(c, 110);
  tcase_add_test(c, a_line_of_cells_as_csv);
  tcase_add_test(c, axes_over_rates_are_logarithmic);
  tcase_add_test(c, cells_are_runs_as_run_prints_them);
#ifdef DOWNHILL_PNG
  tcase_add_loop_test(c, a_png_and_the_command_it_comes_with, 0, (int)(sizeof reproduced / sizeof *reproduced));
  tcase_add_test(c, a_png_of_the_widest_axes);
#endif
  tcase_add_loop_test(c, texts_fit_and_say_what_they_show, 0, (int)(sizeof plots / sizeof *plots));
  tcase_add_test(c, the_border_is_where_theory_has_it);
  tcase_add_test(c, the_summary_is_json_that_adds_up);
  tcase_add_test(c, threads_do_not_matter);
  tcase_add_test(c, a_terminal_sees_progress);
  tcase_add_loop_test(c, bad_usage_is_said, 0, (int)(sizeof wrong / sizeof *wrong));
  tcase_add_test(c, an_option_that_an_axis_overrides_is_mentioned);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * Maps as scripts see them: their formats, shards and their joining, stopping and going on. */
#include "downhill/downhill.h"
#include "program.h"

#include <check.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static struct result result;

static void teardown(void) { result_free(&result); }

/* --- helpers --- */

/* A few hundred tiles, in which everything happens. */
#define SMALL "--surface rosenbrock --x lr:1e-5:1e-2:log:83 --y momentum:0:0.99:61 --steps 150"

static void run_well(const char *words) {
  result_free(&result);
  result = program_run(words, NULL);
  ck_assert_msg(result.status == 0, "%s: status %d, %s", words, result.status, text_string(&result.err));
  ck_assert_str_eq(text_string(&result.err), "");
}

static void run_badly(int status, const char *words, const char *said) {
  result_free(&result);
  result = program_run(words, NULL);
  ck_assert_msg(result.status == status, "%s: status %d, %s", words, result.status, text_string(&result.err));
  ck_assert_msg(strstr(text_string(&result.err), said) != NULL, "%s said: %s", words, text_string(&result.err));
  ck_assert_int_eq(text_lines(&result.err), 1);
  ck_assert_int_eq(result.out.length, 0);
}

/* A path that stays; free it. */
static char *path_of(const char *name) { return strdup(scratch_path(name)); }

static bool exists(const char *path) { return access(path, F_OK) == 0; }

static long size_of(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 ? (long)status.st_size : -1;
}

static struct text read_file(const char *path) {
  struct text text = {0};
  char bytes[65536];
  size_t got;
  FILE *file = fopen(path, "rb");
  ck_assert_msg(file != NULL, "%s cannot be read", path);
  while ((got = fread(bytes, 1, sizeof bytes, file)) > 0) text_append(&text, bytes, got);
  fclose(file);
  return text;
}

static void write_file(const char *path, const char *bytes, size_t length) {
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
  fclose(file);
}

static bool same_text(const struct text *a, const struct text *b) {
  return a->length == b->length && memcmp(text_string(a), text_string(b), a->length) == 0;
}

static void check_same_files(const char *a, const char *b) {
  struct text first = read_file(a), second = read_file(b);
  ck_assert_msg(same_text(&first, &second), "%s and %s differ", a, b);
  text_free(&first);
  text_free(&second);
}

static void words_of(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void words_of(char *out, size_t size, const char *format, ...) {
  va_list list;
  va_start(list, format);
  ck_assert_int_lt(vsnprintf(out, size, format, list), (int)size);
  va_end(list);
}

/* `downhill` and these words, to a file. */
static void write_map(const char *words, const char *path) {
  char line[1024];
  words_of(line, sizeof line, "%s -o %s", words, path);
  run_well(line);
  ck_assert_int_eq(result.out.length, 0);
}

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
    for (long t = 90; t >= 0; t--) {
      double loss = csv_number(text_line(&result.out, (int)t + 1), 3);
      if (loss <= 0.01 * first) low = t;
      if (!(loss <= 1e6 * first)) high = t;
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

/* --- PNG --- */

static unsigned big_endian(const char *bytes) {
  unsigned value = 0;
  for (int i = 0; i < 4; i++) value = value << 8 | (unsigned char)bytes[i];
  return value;
}

/* Its command line makes it again. */
START_TEST(a_png_and_the_command_it_comes_with) {
  char *first = path_of("first.png"), *second = path_of("second.png"), words[1024];
  write_map("map --surface '(x-1)^2 + 3*(y-x)^2' --params x,y --optim adam --x lr:1e-3:1:60 --y x:-2:2:40 --steps 60 "
            "--schedule cosine --warmup-steps 10 --precision fp32",
            first);
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

/* --- threads and shards --- */

START_TEST(threads_do_not_matter) {
  static const char *const formats[] = {"csv", "png", "text"};
  for (int f = 0; f < 3; f++) {
    struct text first = {0};
    for (int threads = 1; threads <= 3; threads++) {
      char words[256];
      words_of(words, sizeof words, "map " SMALL " --threads %d --format %s", threads, formats[f]);
      run_well(words);
      if (threads == 1)
        text_append(&first, result.out.data, result.out.length);
      else
        ck_assert(same_text(&first, &result.out));
    }
    text_free(&first);
  }
}
END_TEST

static void write_shards(const char *words, int shards, const char *stem) {
  for (int k = 1; k <= shards; k++) {
    char line[512], name[32];
    snprintf(name, sizeof name, "%s%d", stem, k);
    words_of(line, sizeof line, "%s --shard %d/%d -o %s", words, k, shards, scratch_path(name));
    run_well(line);
  }
}

/* More shards than tiles leave some without any. */
START_TEST(shards_joined_are_the_whole) {
  static const struct {
    const char *words;
    int shards;
  } cases[] = {{"map " SMALL, 3},
               {"map --x lr:0.01:2:30 --steps 40", 7},
               {"map --rule published --x lr:0.01:2:20 --y start.w:-5:5:9 --optim adam", 2},
               {"map --x lr:0.01:2:20 --y warmup_steps:0:50:9 --steps 60 --schedule linear", 1}};
  static const char *const formats[] = {"csv", "png", "text", "csv --summary"};
  char words[1024], parts[512] = "";
  write_shards(cases[_i].words, cases[_i].shards, "p");
  for (int k = cases[_i].shards; k >= 1; k--) {
    char name[32];
    snprintf(name, sizeof name, "p%d", k);
    size_t length = strlen(parts);
    snprintf(parts + length, sizeof parts - length, " %s", scratch_path(name));
  }
  for (int f = 0; f < 4; f++) {
    words_of(words, sizeof words, "%s --format %s", cases[_i].words, formats[f]);
    run_well(words);
    struct result whole = result;
    result = (struct result){0};
    words_of(words, sizeof words, "map-merge%s --format %s", parts, formats[f]);
    run_well(words);
    ck_assert_msg(same_text(&whole.out, &result.out), "%s: %s", cases[_i].words, formats[f]);
    result_free(&whole);
  }
}
END_TEST

/* By a shell, with "$downhill" and "$dir". */
static int shell(const char *script) {
  char command[2048];
  char *dir = path_of("");
  words_of(command, sizeof command, "downhill='%s'; dir='%s'; %s", getenv("DOWNHILL_BINARY"), dir, script);
  free(dir);
  int status = system(command);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

START_TEST(shards_at_the_same_time) {
  ck_assert_int_eq(shell("cd \"$dir\" && for k in 1 2 3; do \"$downhill\" map " SMALL
                         " --shard $k/3 -o at$k & done; wait; "
                         "\"$downhill\" map-merge at1 at2 at3 -o joined.csv && \"$downhill\" map " SMALL
                         " -o whole.csv && cmp joined.csv whole.csv"),
                   0);
}
END_TEST

START_TEST(shards_by_gnu_parallel) {
  if (shell("parallel --version 2>/dev/null | grep -q '^GNU parallel'") != 0) return;
  ck_assert_int_eq(
      shell("cd \"$dir\" && parallel --will-cite \"$downhill\" map " SMALL
            " --shard {}/4 -o gnu{} ::: 1 2 3 4 && \"$downhill\" map-merge gnu? -o gnu.png && \"$downhill\" "
            "map " SMALL " -o alone.png && cmp gnu.png alone.png"),
      0);
}
END_TEST

START_TEST(parts_that_do_not_belong_together) {
  write_shards("map " SMALL, 3, "a");
  write_shards("map " SMALL " --nesterov", 3, "b");
  write_shards("map " SMALL, 2, "c");
  char *dir = path_of(""), words[1024];
  static const struct {
    const char *parts, *said;
  } cases[] = {
      {"%sa1 %sa3", "shards are missing: 2/3"},
      {"%sa1", "shards are missing: 2/3, 3/3"},
      {"%sa1 %sa2 %sa3 %sa2", "a2: shard 2/3 is there twice"},
      {"%sa1 %sb2 %sa3", "b2 is of another map than "},
      {"%sa1 %sb2 %sa3", "nesterov"},
      {"%sa1 %sc2", "one of 3: they overlap"},
      {"%sa1 %storn %sa3", "torn has 21 of its 29 tiles"},
      {"%sa1 %swrong %sa3", "wrong has 3 of its "},
      {"%sa1 %snone", "none: No such file"},
      {"%sa1 %stext", "text: it is no part of a map"},
      {"%sold", "old: this downhill cannot read it"},
  };
  struct text part = read_file(scratch_path("a2"));
  size_t header = (size_t)(strstr(part.data, "\n\n") - part.data) + 2, record = 8 * (2 + 5 * 64);
  write_file(scratch_path("torn"), part.data, header + record * 20 + 1000);
  part.data[header + record * 3 + 100] ^= 1;
  write_file(scratch_path("wrong"), part.data, part.length);
  write_file(scratch_path("text"), "x,y\n1,2\n", 8);
  static const char old[] = "downhill map part 0\nsteps: 3\nshard: 1/1\n\n";
  write_file(scratch_path("old"), old, strlen(old));
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct text line = {0};
    text_add(&line, "map-merge --summary ");
    for (const char *c = cases[i].parts; *c; c++) {
      if (c[0] == '%' && c[1] == 's')
        text_add(&line, dir), c++;
      else
        text_append(&line, c, 1);
    }
    words_of(words, sizeof words, "%s", text_string(&line));
    text_free(&line);
    run_badly(2, words, cases[i].said);
  }
  run_badly(2, "map-merge", "parts are needed");
  text_free(&part);
  free(dir);
}
END_TEST

/* --- stopping and going on --- */

/* The program in the background, its error output in a file. */
static pid_t start(const char *words, const char *errors) {
  char command[1024];
  words_of(command, sizeof command, "exec '%s' %s 2>'%s' >/dev/null", getenv("DOWNHILL_BINARY"), words, errors);
  pid_t child = fork();
  ck_assert_int_ge(child, 0);
  if (child > 0) return child;
  execl("/bin/sh", "sh", "-c", command, (char *)NULL);
  _exit(127);
}

static void pause_a_little(void) {
  const struct timespec time = {0, 2000000};
  nanosleep(&time, NULL);
}

/* Until there is more than a header in the part. */
static void wait_for_tiles(pid_t child, const char *part) {
  while (size_of(part) < 20000) {
    ck_assert_int_eq(waitpid(child, NULL, WNOHANG), 0);
    pause_a_little();
  }
}

static int end_of(pid_t child) {
  int status;
  ck_assert_int_eq(waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Long enough to be stopped on the way. */
#define LARGE "map --surface rosenbrock --x lr:1e-5:5e-3:log:160 --y momentum:0:0.9:160 --steps 10000"

static void stop_and_go_on(int signal, int status) {
  char *map = path_of("stopped.csv"), *part = path_of("stopped.csv.part"), *whole = path_of("never.csv"),
       *errors = path_of("errors"), words[512];
  words_of(words, sizeof words, LARGE " -o %s", map);
  unlink(map);
  pid_t child = start(words, errors);
  wait_for_tiles(child, part);
  kill(child, signal);
  ck_assert_int_eq(end_of(child), status);
  ck_assert(!exists(map));
  ck_assert(exists(part));
  struct text said = read_file(errors);
  if (signal != SIGKILL) ck_assert_ptr_nonnull(strstr(text_string(&said), "%: the same command goes on from "));
  text_free(&said);
  write_map(LARGE, map);
  ck_assert(!exists(part));
  write_map(LARGE, whole);
  check_same_files(map, whole);
  free(map);
  free(part);
  free(whole);
  free(errors);
}

START_TEST(a_map_stopped_by_a_signal_goes_on) {
  stop_and_go_on(SIGINT, 128 + SIGINT);
  stop_and_go_on(SIGTERM, 128 + SIGTERM);
}
END_TEST

START_TEST(a_map_that_was_killed_goes_on) { stop_and_go_on(SIGKILL, 128 + SIGKILL); }
END_TEST

/* One tile of many steps: it is not waited for. */
START_TEST(stopping_is_soon_and_says_what_is_lost) {
  char *errors = path_of("soon");
  pid_t child = start("map --surface rosenbrock --x lr:1e-5:1e-4:8 --y momentum:0:0.5:8 --steps 1e9", errors);
  for (int i = 0; i < 100; i++) pause_a_little();
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  kill(child, SIGINT);
  ck_assert_int_eq(end_of(child), 128 + SIGINT);
  clock_gettime(CLOCK_MONOTONIC, &end);
  ck_assert_int_lt(end.tv_sec - begin.tv_sec, 5); /* a tenth of a second, on a machine that has nothing else to do */
  struct text said = read_file(errors);
  ck_assert_str_eq(text_string(&said), "downhill map: stopped at 0%: nothing is kept without -o FILE\n");
  text_free(&said);
  free(errors);
}
END_TEST

/* FNV-1a, as the format has it. */
static uint64_t hash_on(uint64_t hash, const char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001B3u;
  return hash;
}

/* A finished part, as another run would have left it, and where its records begin. */
static struct text part_of(const char *words, size_t *header) {
  char line[512];
  words_of(line, sizeof line, "%s --shard 1/1 -o %s", words, scratch_path("finished"));
  run_well(line);
  struct text part = read_file(scratch_path("finished"));
  *header = (size_t)(strstr(part.data, "\n\n") - part.data) + 2;
  return part;
}

/* What is in the part is not computed again: a cell that was changed there, with its checksum, comes out changed. */
START_TEST(tiles_that_are_done_are_taken_as_they_are) {
  char *map = path_of("forged.csv"), *part = path_of("forged.csv.part");
  size_t header, record = 8 * (2 + 5 * 64), tile = 5;
  struct text bytes = part_of("map " SMALL, &header);
  char *at = bytes.data + header + tile * record;
  const char *shard = strstr(bytes.data, "shard: ");
  at[8] = 77; /* `arrived` of its first cell, whose number is 40: the sixth tile's */
  memset(at + 9, 0, 7);
  uint64_t hash = hash_on(0xCBF29CE484222325u, bytes.data, (size_t)(shard - bytes.data));
  hash = hash_on(hash, at, record - 8);
  for (int i = 0; i < 8; i++) at[record - 8 + (size_t)i] = (char)(hash >> 8 * i & 0xFF);
  write_file(part, bytes.data, header + 8 * record);
  write_map("map " SMALL, map);
  struct text csv = read_file(map);
  ck_assert_double_eq(csv_number(text_line(&csv, 1 + 40), 2), 77);
  ck_assert(!exists(part));
  text_free(&csv);
  text_free(&bytes);
  free(map);
  free(part);
}
END_TEST

/* Cut off anywhere, in its header as in a record, and with rubbish at its end. */
START_TEST(a_torn_part_loses_only_what_is_torn) {
  char *map = path_of("torn.csv"), *part = path_of("torn.csv.part"), *whole = path_of("untorn.csv");
  size_t header;
  struct text bytes = part_of("map " SMALL, &header);
  write_map("map " SMALL, whole);
  const size_t cuts[] = {0,           1,          100,           header - 2,    header - 1,     header,
                         header + 1,  header + 8, header + 2000, header + 2576, header + 30000, bytes.length - 1,
                         bytes.length};
  for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
    write_file(part, bytes.data, cuts[i]);
    write_map("map " SMALL, map);
    check_same_files(map, whole);
    ck_assert(!exists(part));
  }
  memset(bytes.data + header + 5000, 'x', 300);
  write_file(part, bytes.data, bytes.length);
  write_map("map " SMALL, map);
  check_same_files(map, whole);
  text_free(&bytes);
  free(map);
  free(part);
  free(whole);
}
END_TEST

START_TEST(a_part_of_another_map_is_left_alone) {
  char *map = path_of("other.csv"), *part = path_of("other.csv.part"), words[512];
  size_t header;
  struct text bytes = part_of("map " SMALL, &header);
  write_file(part, bytes.data, bytes.length);
  words_of(words, sizeof words, "map " SMALL " --steps 151 -o %s", map);
  run_badly(2, words, "other.csv.part is of another map (steps: 150 there, 151 here): finish that one, or remove");
  words_of(words, sizeof words, "map " SMALL " --shard 2/2 -o %s", scratch_path("other"));
  rename(part, scratch_path("other.part"));
  run_badly(2, words, "(shard 1/1 there, 2/2 here)");
  struct text after = read_file(scratch_path("other.part"));
  ck_assert(same_text(&bytes, &after));
  write_file(part, "my notes\n", 9);
  words_of(words, sizeof words, "map " SMALL " -o %s", map);
  run_badly(2, words, "is of another map (it is no part of a map)");
  ck_assert(!exists(map));
  text_free(&after);
  text_free(&bytes);
  free(map);
  free(part);
}
END_TEST

START_TEST(two_at_once_do_not_mix) {
  char *map = path_of("twice.csv"), *part = path_of("twice.csv.part"), *errors = path_of("twice"), words[512];
  words_of(words, sizeof words, LARGE " -o %s", map);
  pid_t child = start(words, errors);
  wait_for_tiles(child, part);
  run_badly(1, words, "twice.csv.part is being written by another downhill");
  kill(child, SIGKILL);
  end_of(child);
  free(map);
  free(part);
  free(errors);
}
END_TEST

/* --- a terminal --- */

START_TEST(progress_is_for_terminals_only) {
  char seen[65536];
  size_t length = 0;
  int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  ck_assert_int_ge(terminal, 0);
  ck_assert_int_eq(grantpt(terminal) | unlockpt(terminal), 0);
  pid_t child =
      start("map --surface rosenbrock --x lr:1e-5:5e-3:160 --y momentum:0:0.9:160 --steps 3000", ptsname(terminal));
  while (length < sizeof seen - 1) {
    ssize_t got = read(terminal, seen + length, sizeof seen - 1 - length);
    if (got <= 0) break;
    length += (size_t)got;
  }
  seen[length] = '\0';
  ck_assert_int_eq(end_of(child), 0);
  close(terminal);
  ck_assert_ptr_nonnull(strstr(seen, "% ["));
  ck_assert_ptr_nonnull(strstr(seen, "cells/s, "));
  ck_assert_ptr_nonnull(strstr(seen, " s left"));
  ck_assert_ptr_null(strchr(seen, '\n')); /* one line, and nothing of it stays */
  size_t blank = strspn(strrchr(seen, ' ') ? seen + length - 2 : "", " ");
  ck_assert_int_ge(blank, 1);
}
END_TEST

/* --- usage --- */

static const struct {
  int status;
  const char *words, *said;
} wrong[] = {
    {2, "map --x lr", "x: 'lr' is no axis: write NAME:LOW:HIGH"},
    {2, "map --y lr:1", "y: 'lr:1' is no axis"},
    {2, "map --x lr:1:2:3:4:5", "is no axis"},
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
    {2, "map --x lr:0.1:1:40000 -o map.png", "a picture has at most 31768 cells on a side"},
    {2, "map --size big", "size: 'big' is none"},
    {2, "map --glyphs pink --steps 1", "glyphs: there is no 'pink'"},
    {1, "map -o /nonexistent/map.png", "cannot write /nonexistent/map.png.part: No such file"},
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
  tcase_add_test(c, cells_are_runs_as_run_prints_them);
  tcase_add_test(c, a_png_and_the_command_it_comes_with);
  tcase_add_loop_test(c, texts_fit_and_say_what_they_show, 0, (int)(sizeof plots / sizeof *plots));
  tcase_add_test(c, the_border_is_where_theory_has_it);
  tcase_add_test(c, the_summary_is_json_that_adds_up);
  tcase_add_test(c, threads_do_not_matter);
  tcase_add_loop_test(c, shards_joined_are_the_whole, 0, 4);
  tcase_add_test(c, shards_at_the_same_time);
  tcase_add_test(c, shards_by_gnu_parallel);
  tcase_add_test(c, parts_that_do_not_belong_together);
  tcase_add_test(c, a_map_stopped_by_a_signal_goes_on);
  tcase_add_test(c, a_map_that_was_killed_goes_on);
  tcase_add_test(c, stopping_is_soon_and_says_what_is_lost);
  tcase_add_test(c, tiles_that_are_done_are_taken_as_they_are);
  tcase_add_test(c, a_torn_part_loses_only_what_is_torn);
  tcase_add_test(c, a_part_of_another_map_is_left_alone);
  tcase_add_test(c, two_at_once_do_not_mix);
  tcase_add_test(c, progress_is_for_terminals_only);
  tcase_add_loop_test(c, bad_usage_is_said, 0, (int)(sizeof wrong / sizeof *wrong));
  tcase_add_test(c, an_option_that_an_axis_overrides_is_mentioned);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"

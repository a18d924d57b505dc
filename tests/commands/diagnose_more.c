/* SPDX-License-Identifier: MIT
 *
 * downhill diagnose --plot and --watch: pictures of logs, and logs that grow while they are watched. */
#include "program.h"

#include <check.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SECONDS = 20 /* until a line has to be there */ };

static void write_as(const char *path, const char *mode, const char *text) {
  FILE *file = fopen(path, mode);
  ck_assert_ptr_nonnull(file);
  ck_assert_int_ge(fputs(text, file), 0);
  ck_assert_int_eq(fclose(file), 0);
}

/* It falls, but for two spikes. */
static double loss_of(int i) {
  bool spike = (i >= 10 && i < 13) || (i >= 45 && i < 48);
  return 2.0 * exp(-i / 20.0) + 0.3 + (spike ? 3 : 0);
}

/* Rows of a training; from `dead` on it is NaN, as a Trainer writes it. */
static void add_rows(struct text *out, int first, int last, int dead) {
  for (int i = first; i < last; i++)
    text_printf(out, "{\"step\": %d, \"loss\": %.4f, \"grad_norm\": %s, \"learning_rate\": 0.001}\n", i * 10,
                i < dead ? loss_of(i) : 0, i < dead ? "1.0" : "NaN");
}

static const char *rows(int first, int last, int dead) {
  static struct text text;
  text_clear(&text);
  add_rows(&text, first, last, dead);
  return text_string(&text);
}

static const char *document(int last, int dead) {
  static struct text text;
  text_clear(&text);
  text_add(&text, "{\"log_history\": [");
  for (int i = 0; i < last; i++) {
    struct text row = {0};
    add_rows(&row, i, i + 1, dead);
    text_printf(&text, "%s%s", i > 0 ? "," : "", text_string(&row));
    text_free(&row);
  }
  text_add(&text, "], \"max_steps\": 100000}");
  return text_string(&text);
}

/* --- the plot --- */

static struct result diagnose(const char *options, const char *path) {
  char words[1024];
  snprintf(words, sizeof words, "diagnose %s '%s'", options, path);
  return program_run(words, NULL);
}

static const char *dead_log(void) {
  const char *path = scratch_path("dead.jsonl");
  write_as(path, "w", rows(0, 60, 40));
  return path;
}

static bool says(const struct text *text, const char *words) { return strstr(text_string(text), words); }

static const char *const sizes[] = {"30x10", "60x16", "80x24", "120x40", "200x60"};

START_TEST(a_plot_stands_below_the_page) {
  char options[64];
  for (int ascii = 0; ascii < 2; ascii++) {
    snprintf(options, sizeof options, "--plot --glyphs %s --size %s", ascii ? "ascii" : "braille", sizes[_i]);
    struct result page = diagnose("", dead_log()), plot = diagnose(options, dead_log());
    ck_assert_int_eq(plot.status, 3);
    ck_assert_uint_gt(plot.out.length, page.out.length);
    ck_assert_int_eq(memcmp(page.out.data, plot.out.data, page.out.length), 0);
    const char *below = text_string(&plot.out) + page.out.length;
    ck_assert_msg(strstr(below, "learning rate") && strstr(below, "NaN\n") && strstr(below, "xx"), "%.1000s", below);
    for (const char *c = below; ascii && *c; c++) ck_assert_int_lt((unsigned char)*c, 0x80);
    int width = atoi(sizes[_i]), height = atoi(strchr(sizes[_i], 'x') + 1), lines = 0;
    for (const char *at = below; *at; at = strchr(at, '\n') + 1) lines++;
    ck_assert_int_le(lines, height > 12 ? height - 1 : 13);
    for (int i = text_lines(&page.out); i < text_lines(&plot.out); i++)
      ck_assert_int_le(text_columns(text_line(&plot.out, i)), width);
    result_free(&page);
    result_free(&plot);
  }
}
END_TEST

START_TEST(an_ending_asks_for_vectors) {
  char options[256];
  snprintf(options, sizeof options, "-o '%s'", scratch_path("plot.svg"));
  struct result file = diagnose(options, dead_log()), stream = diagnose("--format svg", dead_log());
  ck_assert_int_eq(file.status, 3);
  ck_assert_uint_eq(file.out.length, 0);
  ck_assert_ptr_eq(strstr(text_string(&stream.out), "<svg"), text_string(&stream.out));
  ck_assert(says(&stream.out, ">- spike, ") && says(&stream.out, ">! NaN, from step 400 on<") &&
            says(&stream.out, ">dead.jsonl<") && !says(&stream.out, "nan "));
  FILE *written = fopen(scratch_path("plot.svg"), "r");
  ck_assert_ptr_nonnull(written);
  char start[5] = "";
  ck_assert_uint_eq(fread(start, 1, 4, written), 4);
  ck_assert_str_eq(start, "<svg");
  fclose(written);
  result_free(&file);
  result_free(&stream);
}
END_TEST

/* "a ! NaN, from step 400 on": what begins with its letter on the page; `title` from the sign on. */
static bool is_head(const char *line, char *letter, char *title, size_t size) {
  if (!line[0] || line[1] != ' ' || (line[2] != '!' && line[2] != '-') || line[3] != ' ') return false;
  *letter = line[0];
  snprintf(title, size, "%s", line + 2);
  return true;
}

static int count_in(const struct text *text, const char *words) {
  int count = 0;
  for (const char *at = text_string(text); (at = strstr(at, words)) != NULL; at++) count++;
  return count;
}

/* What the page calls b is b in both pictures; faults have a line through the panels, notes have none. */
START_TEST(pictures_have_the_letters_of_the_page) {
  struct result page = diagnose("", dead_log()), svg = diagnose("--format svg", dead_log());
  struct result plot = diagnose("--plot --glyphs ascii --size 100x40", dead_log());
  char title[128], wanted[160], letter;
  int heads = 0, faults = 0;
  for (int i = 0; i < text_lines(&page.out); i++) {
    if (!is_head(text_line(&page.out, i), &letter, title, sizeof title)) continue;
    ck_assert_int_eq(letter, 'a' + heads++);
    faults += title[0] == '!';
    snprintf(wanted, sizeof wanted, ">%s<", title);
    const char *note = strstr(text_string(&svg.out), wanted);
    ck_assert_msg(note, "no %s", wanted);
    while (strncmp(note, "<text", 5) != 0) note--;
    snprintf(wanted, sizeof wanted, ">%c</text>\n", letter);
    ck_assert_msg(strncmp(note - strlen(wanted), wanted, strlen(wanted)) == 0, "%.80s", note - 40);
    snprintf(wanted, sizeof wanted, "%c %.*s", letter, (int)strcspn(title, ","), title);
    ck_assert_msg(strstr(text_string(&plot.out) + page.out.length, wanted), "no '%s'", wanted);
  }
  ck_assert(heads >= 2 && faults >= 1 && faults < heads);
  enum { PANELS = 3 };
  ck_assert_int_eq(count_in(&svg.out, "stroke-dasharray"), PANELS * faults);
  ck_assert_int_eq(count_in(&svg.out, "9h-10z\" fill=\"#ffffff\""), PANELS * (heads - faults));
  result_free(&page);
  result_free(&svg);
  result_free(&plot);
}
END_TEST

/* Of 60 rows the last 20 have no loss: crosses from the first of them on, above the words that explain them. */
START_TEST(rows_that_are_nan_are_marked) {
  struct result svg = diagnose("--format svg", dead_log());
  ck_assert(says(&svg.out, ">not a number<"));
  ck_assert_int_eq(count_in(&svg.out, "l6 6m-6 0l6 -6"), 2 * 20); /* losses and norms */
  double x = 0;
  const char *cross = strstr(text_string(&svg.out), "l6 6m-6 0l6 -6");
  while (*cross != 'M') cross--;
  ck_assert_int_eq(sscanf(cross, "M%lf", &x), 1);
  ck_assert_double_eq_tol(x + 3, 80 + 690 * 400 / 590.0, 0.1);
  struct result none = program_run("diagnose --format svg -", rows(0, 40, 60));
  ck_assert(!says(&none.out, "not a number") && !says(&none.out, "l6 6m-6"));
  result_free(&svg);
  result_free(&none);
}
END_TEST

/* Norms of about 1 that end at 1e6 are seen by decades, without them from 0. */
START_TEST(norms_that_blow_up_are_seen_by_decades) {
  for (int blown = 0; blown < 2; blown++) {
    struct text log = {0};
    text_add(&log, "step,loss,grad_norm\n");
    for (int i = 0; i < 60; i++) text_printf(&log, "%d,%.3f,%g\n", i, 2 - i * 0.02, blown && i == 58 ? 1e6 : 1 + i % 3);
    struct result svg = program_run("diagnose --format svg -", text_string(&log));
    const char *strip = strstr(text_string(&svg.out), "id=\"panel0\"");
    ck_assert_ptr_nonnull(strip);
    ck_assert_ptr_nonnull(strstr(strip, ">gradient norm<"));
    ck_assert_int_eq(strstr(strip, ">10000<") != NULL, blown);
    ck_assert_int_eq(strstr(strip, "end\" fill=\"#202020\">0<") == NULL, blown);
    struct result plot = program_run("diagnose --plot --size 80x40 -", text_string(&log));
    ck_assert(says(&plot.out, "gradient norm"));
    result_free(&svg);
    result_free(&plot);
    text_free(&log);
  }
}
END_TEST

/* A log that begins late has an axis that does, too; one that begins a little late has it from 0. */
START_TEST(the_axis_begins_where_the_steps_do) {
  for (int late = 0; late < 2; late++) {
    struct text log = {0};
    text_add(&log, "step,loss\n");
    for (int i = 0; i < 60; i++) text_printf(&log, "%d,%.3f\n", (late ? 100000 : 10) + 10 * i, 2 - i * 0.02);
    struct result svg = program_run("diagnose --format svg -", text_string(&log));
    double x = 0;
    const char *curve = strstr(strstr(text_string(&svg.out), "<g clip-path"), "<path d=\"M");
    ck_assert(curve && sscanf(curve, "<path d=\"M%lf", &x) == 1);
    ck_assert_double_eq_tol(x, late ? 80 : 80 + 690 * 10 / 600.0, 0.01);
    ck_assert(says(&svg.out, late ? ">100200<" : ">200<"));
    struct result plot = program_run("diagnose --plot --size 80x24 -", text_string(&log));
    ck_assert(says(&plot.out, late ? " 100200 " : " 200 "));
    result_free(&svg);
    result_free(&plot);
    text_free(&log);
  }
}
END_TEST

/* An outlier of one row among a million is a dot on the plot still. */
START_TEST(a_long_log_keeps_its_extremes) {
  struct text log = {0};
  text_add(&log, "step,loss\n");
  for (int i = 0; i < 200000; i++) text_printf(&log, "%d,%s\n", i, i == 123456 ? "99" : i == 55555 ? "1e-3" : "1");
  struct result result = program_run("diagnose --format svg -", text_string(&log));
  ck_assert_uint_lt(result.out.length, 200000);
  ck_assert(says(&result.out, ">10<") && says(&result.out, ">0.01<"));
  const char *path = strstr(text_string(&result.out), "<g clip-path");
  ck_assert_ptr_nonnull(path);
  path = strchr(strstr(path, "<path d=\"M"), 'M');
  double top = HUGE_VAL, bottom = -HUGE_VAL, x, y;
  int length, points = 0;
  for (; sscanf(path, "%*[ML]%lf %lf%n", &x, &y, &length) == 2; path += length, points++) {
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  ck_assert_int_lt(points, 3 * 1024 + 1);
  ck_assert_double_gt(bottom - top, 200); /* pixels: nearly the whole panel */
  result_free(&result);
  text_free(&log);
}
END_TEST

static const char *const strange[] = {
    "step,loss\n0,nan\n",
    "step,loss,lr\n0,1.7e308,0\n1,-1.7e308,nan\n2,inf,inf\n3,-inf,-1\n",
    "step,loss\n0,1.7e308\n1,-1.7e308\n",
    "step,eval_loss\n0,1\n5,5e-324\n",
    "step,loss,lr\n0,0,0\n1,0,0\n",
    "step,lr\n0,1e-5\n7,2e-5\n",
    "step,loss\n1000000000000,3\n",
};

START_TEST(any_number_has_a_plot) {
  static const char *const forms[] = {"--plot", "--format svg"};
  for (int i = 0; i < 2; i++) {
    char words[64];
    snprintf(words, sizeof words, "diagnose %s -", forms[i]);
    struct result result = program_run(words, strange[_i]);
    ck_assert_msg(result.status == 1 || result.status == 3, "%d %s", result.status, text_string(&result.err));
    ck_assert_uint_eq(result.err.length, 0);
    ck_assert(says(&result.out, "steps"));
    ck_assert_msg(i == 0 || says(&result.out, "<text x=\"72.0\""), "no number stands at the axis");
    ck_assert(i == 0 || (!says(&result.out, "\"nan") && !says(&result.out, "inf\"") && !says(&result.out, "Lnan")));
    result_free(&result);
  }
}
END_TEST

static const struct {
  const char *words, *says;
} wrong[] = {
    {"diagnose --plot --format jsonl -", "plot"}, {"diagnose --watch a b", "one log"},
    {"diagnose --watch --plot -", "watch"},       {"diagnose --watch -o x -", "watch"},
    {"diagnose --plot --size 0x3 -", "size"},     {"diagnose --plot --glyphs runes -", "runes"},
};

START_TEST(what_does_not_go_together_is_said) {
  struct result result = program_run(wrong[_i].words, "");
  ck_assert_msg(result.status == 2 && says(&result.err, wrong[_i].says), "%d %s", result.status,
                text_string(&result.err));
  result_free(&result);
}
END_TEST

/* --- the watch --- */

struct watch {
  pid_t child;
  int from;
  struct text out;
  size_t seen; /* of it */
};

static struct watch watch_begin(const char *option, const char *path) {
  struct watch watch = {0};
  int ends[2];
  ck_assert_int_eq(pipe(ends), 0);
  watch.child = fork();
  ck_assert_int_ge(watch.child, 0);
  if (watch.child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl(getenv("DOWNHILL_BINARY"), "downhill", "diagnose", "--watch", path, option, (char *)NULL);
    _exit(127);
  }
  close(ends[1]);
  watch.from = ends[0];
  return watch;
}

/* Wait for it behind what was waited for before. */
static void watch_for(struct watch *watch, const char *words) {
  char bytes[4096];
  for (;;) {
    const char *found = strstr(text_string(&watch->out) + watch->seen, words);
    if (found && strchr(found, '\n')) {
      watch->seen = (size_t)(found - text_string(&watch->out)) + strlen(words);
      return;
    }
    struct pollfd input = {.fd = watch->from, .events = POLLIN};
    ck_assert_msg(poll(&input, 1, SECONDS * 1000) > 0, "no '%s' behind: %s", words, text_string(&watch->out));
    ssize_t got = read(watch->from, bytes, sizeof bytes);
    ck_assert_msg(got > 0, "it ended without '%s': %s", words, text_string(&watch->out));
    text_append(&watch->out, bytes, (size_t)got);
  }
}

/* The exit status, with all that it printed in `out`. */
static int watch_end(struct watch *watch, int signal) {
  char bytes[4096];
  int status;
  ssize_t got;
  ck_assert_int_eq(kill(watch->child, signal), 0);
  while ((got = read(watch->from, bytes, sizeof bytes)) > 0) text_append(&watch->out, bytes, (size_t)got);
  close(watch->from);
  ck_assert_int_eq(waitpid(watch->child, &status, 0), watch->child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int count_of(const struct watch *watch, const char *words) {
  int count = 0;
  for (const char *at = text_string(&watch->out); (at = strstr(at, words)) != NULL; at++) count++;
  return count;
}

/* A row is written in two halves, and nothing is said twice, nor of the end that a growing log does not have. */
START_TEST(a_growing_log_is_followed) {
  char path[128], half[512];
  strcpy(path, scratch_path("growing.jsonl"));
  write_as(path, "w", rows(0, 30, 70));
  struct watch watch = watch_begin(NULL, path);
  watch_for(&watch, "30 rows, steps 0 to 290");
  watch_for(&watch, "- spike, ");
  snprintf(half, 41, "%s", rows(30, 31, 70));
  write_as(path, "a", half);
  write_as(path, "a", rows(30, 31, 70) + 40);
  write_as(path, "a", rows(31, 60, 70));
  watch_for(&watch, "2 times the loss went up");
  write_as(path, "a", rows(60, 80, 70));
  watch_for(&watch, "! NaN, from step 700 on: ");
  write_as(path, "w", rows(0, 20, 15)); /* another training, by the same name */
  watch_for(&watch, "growing.jsonl begins anew.");
  watch_for(&watch, "! NaN, from step 150 on: ");
  ck_assert_int_eq(watch_end(&watch, SIGINT), 3);
  ck_assert_msg(count_of(&watch, "NaN, from step") == 2 && count_of(&watch, "unfinished") == 0, "%s",
                text_string(&watch.out));
  ck_assert_int_le(count_of(&watch, "spike"), 3);
  text_free(&watch.out);
}
END_TEST

static const char spike[] = "\"finding\":\"spike\"";

/* A Trainer writes all of it each time, and may be caught in the middle of it. */
START_TEST(a_document_is_read_anew) {
  char path[128], half[1000], next[128];
  strcpy(path, scratch_path("trainer_state.json"));
  strcpy(next, scratch_path("next.json"));
  write_as(path, "w", document(30, 100));
  struct watch watch = watch_begin("--format=jsonl", path);
  watch_for(&watch, spike);
  snprintf(half, sizeof half, "%s", document(40, 40));
  write_as(path, "w", half);
  write_as(path, "w", document(44, 40));
  watch_for(&watch, "\"finding\":\"nan\"");
  ck_assert_int_eq(count_of(&watch, spike), 1);
  write_as(next, "w", document(30, 100)); /* another training */
  ck_assert_int_eq(rename(next, path), 0);
  watch_for(&watch, spike);
  ck_assert_int_eq(watch_end(&watch, SIGTERM), 3);
  for (int i = 0; i < text_lines(&watch.out); i++) ck_assert_ptr_null(json_check(text_line(&watch.out, i)));
  text_free(&watch.out);
}
END_TEST

/* Each checkpoint has a folder of its own. */
START_TEST(checkpoints_are_followed) {
  char folder[128];
  strcpy(folder, scratch_path("run"));
  ck_assert_int_eq(mkdir(folder, 0700), 0);
  ck_assert_int_eq(mkdir(scratch_path("run/checkpoint-300"), 0700), 0);
  write_as(scratch_path("run/checkpoint-300/trainer_state.json"), "w", document(30, 100));
  struct watch watch = watch_begin(NULL, folder);
  watch_for(&watch, "run/checkpoint-300/trainer_state.json: 30 rows");
  ck_assert_int_eq(mkdir(scratch_path("run/checkpoint-440"), 0700), 0);
  write_as(scratch_path("run/checkpoint-440/trainer_state.json"), "w", document(44, 40));
  watch_for(&watch, "! NaN, from step 400 on: ");
  ck_assert_int_eq(watch_end(&watch, SIGINT), 3);
  ck_assert_int_eq(count_of(&watch, "begins anew"), 0);
  ck_assert_int_eq(count_of(&watch, "unfinished"), 0); /* it is of 100000 steps */
  text_free(&watch.out);
}
END_TEST

START_TEST(nothing_wrong_is_status_0) {
  char path[128];
  strcpy(path, scratch_path("healthy.jsonl"));
  write_as(path, "w", "");
  struct watch watch = watch_begin(NULL, path);
  write_as(path, "a", rows(0, 30, 100));
  watch_for(&watch, " rows, steps 0 to ");
  ck_assert_int_eq(watch_end(&watch, SIGINT), 0);
  text_free(&watch.out);
}
END_TEST

START_TEST(standard_input_ends_by_itself) {
  struct result bad = program_run("diagnose --watch -", rows(0, 60, 40));
  ck_assert_int_eq(bad.status, 3);
  ck_assert(says(&bad.out, "! NaN, from step 400 on: "));
  struct result none = program_run("diagnose --watch -", "nothing of the kind\n");
  ck_assert_int_eq(none.status, 1);
  ck_assert_uint_gt(none.err.length, 0);
  struct result gone = program_run("diagnose --watch /nowhere/log.csv", NULL);
  ck_assert_int_eq(gone.status, 1);
  result_free(&bad);
  result_free(&none);
  result_free(&gone);
}
END_TEST

/* Every rise is a divergence until it comes back. */
START_TEST(a_short_rise_at_the_end_waits) {
  struct text log = {0};
  text_add(&log, "step,loss\n");
  for (int i = 0; i < 60; i++) text_printf(&log, "%d,%.3f\n", i, i >= 57 ? 3.0 : 2.0 - i * 0.02);
  struct result now = program_run("diagnose -", text_string(&log));
  struct result later = program_run("diagnose --watch -", text_string(&log));
  ck_assert(says(&now.out, "! diverged"));
  ck_assert_msg(!says(&later.out, "diverged"), "%s", text_string(&later.out));
  result_free(&now);
  result_free(&later);
  text_free(&log);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("diagnose_more");
  TCase *plot = tcase_create("plot"), *watch = tcase_create("watch");
  tcase_set_timeout(watch, 4.0 * SECONDS);
  tcase_add_loop_test(plot, a_plot_stands_below_the_page, 0, sizeof sizes / sizeof *sizes);
  tcase_add_test(plot, an_ending_asks_for_vectors);
  tcase_add_test(plot, pictures_have_the_letters_of_the_page);
  tcase_add_test(plot, rows_that_are_nan_are_marked);
  tcase_add_test(plot, norms_that_blow_up_are_seen_by_decades);
  tcase_add_test(plot, the_axis_begins_where_the_steps_do);
  tcase_add_test(plot, a_long_log_keeps_its_extremes);
  tcase_add_loop_test(plot, any_number_has_a_plot, 0, sizeof strange / sizeof *strange);
  tcase_add_loop_test(plot, what_does_not_go_together_is_said, 0, sizeof wrong / sizeof *wrong);
  tcase_add_test(watch, a_growing_log_is_followed);
  tcase_add_test(watch, a_document_is_read_anew);
  tcase_add_test(watch, checkpoints_are_followed);
  tcase_add_test(watch, nothing_wrong_is_status_0);
  tcase_add_test(watch, standard_input_ends_by_itself);
  tcase_add_test(watch, a_short_rise_at_the_end_waits);
  suite_add_tcase(s, plot);
  suite_add_tcase(s, watch);
  return s;
}

#include "check_main.h"

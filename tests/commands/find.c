/* SPDX-License-Identifier: MIT
 *
 * find: the range test and the sweep as text, CSV and JSON. */
#include "catalog/catalog.h"
#include "downhill/downhill.h"
#include "program.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void run_well(const char *words) {
  result_free(&result);
  result = program_run(words, NULL);
  ck_assert_msg(result.status == 0, "%s: status %d, %s", words, result.status, text_string(&result.err));
}

/* The same, and nothing on the error output. */
static void run_quietly(const char *words) {
  run_well(words);
  ck_assert_str_eq(text_string(&result.err), "");
}

static bool says(const char *what) {
  /* Sentences are broken somewhere: blanks and line breaks are the same here. */
  struct text flat = {0};
  for (const char *c = text_string(&result.out); *c; c++) text_char(&flat, *c == '\n' ? ' ' : (unsigned char)*c);
  bool found = strstr(text_string(&flat), what) != NULL;
  text_free(&flat);
  return found;
}

#define SAYS(what)   ck_assert_msg(says(what), "does not say \"%s\":\n%s", what, text_string(&result.out))
#define SILENT(what) ck_assert_msg(!says(what), "says \"%s\":\n%s", what, text_string(&result.out))

/* The line of the table that begins with this letter: its rate, or NaN if there is none. */
static double rate_of(const char *name) {
  for (int i = 0; i < text_lines(&result.out); i++) {
    const char *line = text_line(&result.out, i);
    if (strncmp(line, name, strlen(name)) == 0) return strtod(line + strlen(name), NULL);
  }
  return NAN;
}

/* --- CSV --- */

static double golden_number(const char *line, int field) {
  for (; field > 0; field--) line = strchr(line, ',') + 1;
  return strtod(line, NULL);
}

START_TEST(csv_is_the_golden_range_test) {
  char name[1024], line[1024];
  int rows = 0;
  run_quietly("find --surface rosenbrock --format csv");
  ck_assert_str_eq(text_line(&result.out, 0), "step,lr,loss,smoothed");
  (void)snprintf(name, sizeof name, "%s/tests/golden/lrfind/rosenbrock_sgd.csv", getenv("DOWNHILL_SOURCE"));
  FILE *file = fopen(name, "r");
  ck_assert_ptr_nonnull(file);
  while (fgets(line, sizeof line, file)) {
    if (line[0] == '#' || line[0] == 's') continue;
    const char *ours = text_line(&result.out, ++rows);
    ck_assert_ptr_nonnull(ours);
    for (int i = 0; i < 4 && rows <= 63; i++) {
      double theirs = golden_number(line, i);
      ck_assert_msg(fabs(csv_number(ours, i) - theirs) <= 1e-9 * fmax(1, fabs(theirs)), "row %d: %s", rows, ours);
    }
  }
  (void)fclose(file);
  ck_assert_int_eq(text_lines(&result.out), rows + 1);
}
END_TEST

START_TEST(csv_numbers_are_exact) {
  struct dh_error error;
  struct dh_spec spec;
  struct dh_finder_settings settings;
  int count;
  dh_spec_init(&spec, catalog_surface(catalog, catalog_surface_find(catalog, "ravine")),
               catalog_rule(catalog, catalog_rule_find(catalog, "adam")));
  spec.start[0] = -3;
  spec.start[1] = 0.25;
  dh_spec_set(&spec, DH_GRADIENT_NOISE, 2);
  dh_spec_set(&spec, DH_PRECISION, DH_BF16);
  dh_finder_defaults(&settings);
  settings.value[DH_FINDER_START_LR] = 1e-3;
  settings.value[DH_FINDER_END_LR] = 50;
  settings.value[DH_FINDER_NUM_IT] = 40;
  settings.value[DH_FINDER_SMOOTHING] = 0.5;
  settings.value[DH_FINDER_STOP_FACTOR] = 1e6;
  struct dh_finder *finder = dh_finder_create(&spec, &settings, &error);
  ck_assert_ptr_nonnull(finder);
  dh_finder_advance(finder, 1000);
  const struct dh_finder_point *points = dh_finder_points(finder, &count);
  run_quietly("find --surface ravine --optim adam --start -3,0.25 --gradient_noise 2 --precision bf16 --start_lr 1e-3 "
              "--end-lr 50 --num_it 40 --smoothing 0.5 --stop-factor 1e6 --format csv");
  ck_assert_int_eq(text_lines(&result.out), count + 1);
  for (int i = 0; i < count; i++) {
    const char *line = text_line(&result.out, i + 1);
    ck_assert_double_eq(csv_number(line, 0), i);
    ck_assert_double_eq(csv_number(line, 1), points[i].rate);
    ck_assert_double_eq(csv_number(line, 2), points[i].loss);
    ck_assert_double_eq(csv_number(line, 3), points[i].smoothed);
  }
  dh_finder_destroy(finder);
}
END_TEST

START_TEST(a_sweep_as_csv_has_a_row_for_each_rate) {
  run_quietly("find --sweep --surface x^4 --num_it 8 --sweep_steps 20 --format csv");
  ck_assert_int_eq(text_lines(&result.out), 9);
  ck_assert_str_eq(text_line(&result.out, 0), "run,lr,loss,lowest,lowest_step,first_nonfinite_step");
  for (int i = 0; i < 8; i++) {
    char words[64];
    const char *line = text_line(&result.out, i + 1);
    double rate = csv_number(line, 1), loss = csv_number(line, 2);
    int event = (int)csv_number(line, 5);
    ck_assert_double_eq_tol(log10(rate), -7 + i * 8 / 7., 1e-12);
    struct result sweep = result;
    result = (struct result){0};
    (void)snprintf(words, sizeof words, "run --surface x^4 --steps 20 --lr %.17g", rate);
    run_quietly(words);
    double last = csv_number(text_line(&result.out, 21), 2);
    ck_assert(loss == last || (isnan(loss) && isnan(last)));
    if (event >= 0) ck_assert(!isfinite(csv_number(text_line(&result.out, event + 1), 2)));
    ck_assert_int_eq(event >= 0, isnan(loss));
    result_free(&result);
    result = sweep;
  }
}
END_TEST

/* --- text --- */

START_TEST(suggestions_stand_beside_the_true_limit) {
  run_quietly("find --surface rosenbrock");
  ck_assert_double_eq(rate_of("V valley"), 5.25e-5);
  ck_assert_double_eq(rate_of("S steep"), 1.91e-4);
  ck_assert_double_eq(rate_of("M minimum/10"), 7.59e-4);
  ck_assert_double_eq(rate_of("D slide"), 6.31e-7);
  ck_assert_double_eq(rate_of("L true limit"), 0.002);
  SAYS("It diverged: at rate 0.0191 (point 67) the smoothed loss was more than 4 times its lowest.");
  SAYS("at minimum (1, 1): curvature 1002");
  SAYS("at start (-1.2, 1): curvature 1506");
  SILENT("too large");
}
END_TEST

START_TEST(what_is_above_the_limit_is_said) {
  run_quietly("find --surface ravine");
  ck_assert_double_eq(rate_of("L true limit"), 0.08);
  ck_assert_double_eq(rate_of("S steep"), 0.251);
  SAYS("where it falls fastest; too large");
}
END_TEST

/* The noiseless parabola: the edge is 1, the test ends at 8.3, and the text says why. */
START_TEST(the_trap_of_the_parabola_is_explained) {
  run_quietly("find");
  SAYS("at rate 8.32 (point 100)");
  SAYS("the ball was at the bottom already (loss 6.45e-11 at rate 0.912), and it took 12 updates above the limit");
  ck_assert_double_eq(rate_of("L true limit"), 1);
}
END_TEST

START_TEST(a_test_that_never_diverges_suggests_nothing) {
  run_quietly("find --surface '0.5*x^2' --start 5");
  SAYS("It never diverged, up to the last rate, 8.32");
  SAYS("the ball was at the bottom before they came");
  SAYS("--sweep gives each rate a fresh ball; --gradient_noise keeps it moving");
  ck_assert(isnan(rate_of("V valley")));
  SILENT("letters");
  SILENT("X: diverged");
  run_quietly("find --surface '0.5*x^2' --start 5 --end_lr 1");
  SAYS("All of them are below the true limit, 2: raise --end_lr.");
  run_quietly("find --surface '0.5*x^2' --start 5 --gradient_noise 1");
  ck_assert(rate_of("V valley") > 0);
}
END_TEST

START_TEST(losses_below_zero_are_counted_from_the_bottom) {
  run_quietly("find --surface double_well");
  SAYS("(point 92)");
  SAYS("counted from the lowest minimum, -3.51");
  ck_assert(rate_of("V valley") > 1e-4);
  run_quietly("find --surface '0.5*x^2 - 20' --end_lr 1000");
  SAYS("counted from a guess at the lowest loss");
  ck_assert(rate_of("V valley") > 1e-4);
}
END_TEST

START_TEST(nan_is_said) {
  run_quietly("find --surface 'log(x)' --start 0.1");
  SAYS("the loss is nan.");
  SAYS("There is no true limit to compare with");
  run_quietly("find --surface 'log(x)' --start -1");
  SAYS("The loss is nan where the ball starts: choose another --start.");
  run_quietly("find --surface 'log(x)' --start -1 --sweep");
  SAYS("The loss is nan where the balls start: choose another --start.");
  run_quietly("find --surface '1/x' --start 0");
  SAYS("The loss is inf where the ball starts");
}
END_TEST

START_TEST(a_frozen_ball_is_said) {
  run_quietly("find --start 5");
  SAYS("The loss never changed");
  run_quietly("find --start 5 --sweep");
  SAYS("Every ball ended where it started");
  run_quietly("find --precision fp16 --start_lr 1e-12 --end_lr 1e-9");
  SAYS("The loss never changed");
}
END_TEST

START_TEST(too_early_is_said) {
  run_quietly("find --start_lr 2 --end_lr 100");
  SAYS("The first rate already is above the true limit, 1.");
  SAYS("too early for a suggestion");
  ck_assert(isnan(rate_of("V valley")));
}
END_TEST

START_TEST(adam_has_no_limit) {
  run_quietly("find --surface rosenbrock --optim adam");
  SAYS("adam has no simple limit");
  SILENT("L: the true limit");
}
END_TEST

START_TEST(a_sweep_finds_the_edge) {
  run_quietly("find --sweep --surface '0.5*x^2' --start 5 --start_lr 1e-3 --sweep_steps 10");
  ck_assert_double_eq(rate_of("B best"), 0.977);
  ck_assert_double_eq(rate_of("W worse"), 2.06);
  ck_assert_double_eq(rate_of("L true limit"), 2);
  SAYS("Balls end above the start, 12.5, from rate 2.06 on; the curvature at the start says 2.");
  run_quietly("find --sweep");
  ck_assert_double_eq_tol(rate_of("B best"), 0.5, 0.02);
  run_quietly("find --sweep --end_lr 0.1");
  SAYS("No ball ended above the start, 9: raise --end_lr");
  run_quietly("find --sweep --start_lr 2");
  SAYS("No ball ended below the start, 9: lower --start_lr");
}
END_TEST

/* Every surface with every rule, and in turn both ways and both kinds of glyphs: on a page of 80 columns, in ASCII
 * where that was asked for. */
START_TEST(it_fits_on_a_page) {
  const char *surface = dh_surface_info(catalog_surface(catalog, _i))->name;
  const char *noise = dh_surface_rows(catalog_surface(catalog, _i)) > 0 ? "" : "--gradient_noise 0.5";
  for (int rule = 0; rule < catalog_rule_count(catalog); rule++) {
    char words[128];
    int way = (_i + rule) % 4;
    (void)snprintf(words, sizeof words, "find --surface %s --optim %s %s %s %s", surface,
                   dh_rule_info(catalog_rule(catalog, rule))->name, noise, way & 1 ? "--sweep" : "",
                   way & 2 ? "--glyphs ascii" : "");
    run_quietly(words);
    ck_assert_int_gt(text_lines(&result.out), 20);
    ck_assert_int_lt(text_lines(&result.out), 24); /* the last row is the prompt's */
    for (int i = 0; i < text_lines(&result.out); i++) {
      const char *line = text_line(&result.out, i);
      size_t length = strlen(line);
      ck_assert_msg(text_columns(line) <= 80, "%s: %s", words, line);
      ck_assert_msg(length == 0 || line[length - 1] != ' ', "%s: %s", words, line);
      for (size_t c = 0; c < length && way & 2; c++) ck_assert_msg((line[c] & 0x80) == 0, "%s: %s", words, line);
    }
    SILENT("-nan");
  }
}
END_TEST

START_TEST(what_makes_the_rate_is_without_effect) {
  run_well("find --surface rosenbrock --format csv");
  struct text plain = result.out;
  result.out = (struct text){0};
  run_well("find --surface rosenbrock --format csv --lr 7 --schedule cosine --warmup_steps 50 --max_steps 10");
  ck_assert_str_eq(text_string(&result.out), text_string(&plain));
  ck_assert_str_eq(text_string(&result.err),
                   "downhill find: note: the rates are start_lr to end_lr: without effect are "
                   "max_steps, learning_rate, lr_scheduler_type, warmup_steps\n");
  text_free(&plain);
}
END_TEST

START_TEST(what_was_given_is_told) {
  run_quietly("find --surface ravine --momentum 0.9 --max_grad_norm 4");
  SAYS("Range test: sgd, ravine 0.5*(x^2 + 25*y^2), from (10, 1), momentum 0.9, max_grad_norm 4.0");
  ck_assert_double_eq(rate_of("L true limit"), 0.152); /* 3.8 / 25 */
}
END_TEST

/* --- JSON --- */

START_TEST(the_summary_is_json) {
  run_quietly("find --surface rosenbrock --summary");
  const char *text = text_string(&result.out);
  ck_assert_ptr_null(json_check(text));
  ck_assert_str_eq(json_member(text, "method"), "\"range_test\"");
  ck_assert_str_eq(json_member(text, "points"), "67");
  ck_assert_str_eq(json_member(text, "end"), "\"rose\"");
  ck_assert_str_eq(json_member(text, "diverged"), "true");
  ck_assert_ptr_nonnull(strstr(text, "\"valley\":5.248074602497"));
  ck_assert_str_eq(json_member(text, "eta_lambda_limit"), "2.0");
  run_quietly("find --optim adam --summary");
  text = text_string(&result.out);
  ck_assert_ptr_null(json_check(text));
  ck_assert_str_eq(json_member(text, "end"), "\"last_rate\"");
  ck_assert_str_eq(json_member(text, "suggestions"),
                   "{\"valley\":null,\"steep\":null,\"minimum\":null,\"slide\":null}");
  ck_assert_str_eq(json_member(text, "limit_at_start"), "null");
  run_quietly("find --sweep --summary --num_it 20");
  text = text_string(&result.out);
  ck_assert_ptr_null(json_check(text));
  ck_assert_str_eq(json_member(text, "method"), "\"sweep\"");
  ck_assert_str_eq(json_member(text, "num_it"), "20");
  ck_assert_double_eq_tol(strtod(json_member(text, "best_lr"), NULL), .6, .3);
  run_quietly("find --sweep --surface 'log(x)' --start -1 --summary");
  text = text_string(&result.out);
  ck_assert_ptr_null(json_check(text));
  ck_assert_str_eq(json_member(text, "start_loss"), "\"nan\"");
  ck_assert_str_eq(json_member(text, "best_lr"), "null");
}
END_TEST

START_TEST(it_can_be_written_to_a_file) {
  char words[2048], bytes[64];
  const char *path = scratch_path("find.csv");
  (void)snprintf(words, sizeof words, "find --format csv -o %s", path);
  run_quietly(words);
  ck_assert_str_eq(text_string(&result.out), "");
  FILE *file = fopen(path, "r");
  ck_assert_ptr_nonnull(file);
  ck_assert_ptr_nonnull(fgets(bytes, sizeof bytes, file));
  ck_assert_str_eq(bytes, "step,lr,loss,smoothed\n");
  (void)fclose(file);
  (void)remove(path);
}
END_TEST

/* The chart takes what the words leave, and keeps a few rows where they leave nothing. */
START_TEST(the_page_may_have_another_size) {
  static const struct {
    const char *words;
    int cols, least, most;
  } pages[] = {{"find --size 120x40", 120, 39, 39},
               {"find --sweep --size 200x60", 200, 59, 59},
               {"find --size 60x16", 68 /* the table */, 20, 26},
               {"find --size 1x1", 80, 1, 400}};
  for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
    int widest = 0;
    run_quietly(pages[i].words);
    ck_assert_int_ge(text_lines(&result.out), pages[i].least);
    ck_assert_int_le(text_lines(&result.out), pages[i].most);
    for (int line = 0; line < text_lines(&result.out); line++)
      if (text_columns(text_line(&result.out, line)) > widest) widest = text_columns(text_line(&result.out, line));
    ck_assert_msg(widest <= pages[i].cols, "%s: %d columns", pages[i].words, widest);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("find");
  TCase *c = tcase_create("find");
  struct dh_error error;
  struct catalog *counted = catalog_create(NULL, &error);
  tcase_add_checked_fixture(c, setup, teardown);
  tcase_set_timeout(c, 60);
  tcase_add_test(c, csv_is_the_golden_range_test);
  tcase_add_test(c, csv_numbers_are_exact);
  tcase_add_test(c, a_sweep_as_csv_has_a_row_for_each_rate);
  tcase_add_test(c, suggestions_stand_beside_the_true_limit);
  tcase_add_test(c, what_is_above_the_limit_is_said);
  tcase_add_test(c, the_trap_of_the_parabola_is_explained);
  tcase_add_test(c, a_test_that_never_diverges_suggests_nothing);
  tcase_add_test(c, losses_below_zero_are_counted_from_the_bottom);
  tcase_add_test(c, nan_is_said);
  tcase_add_test(c, a_frozen_ball_is_said);
  tcase_add_test(c, too_early_is_said);
  tcase_add_test(c, adam_has_no_limit);
  tcase_add_test(c, a_sweep_finds_the_edge);
  tcase_add_test(c, the_page_may_have_another_size);
  tcase_add_loop_test(c, it_fits_on_a_page, 0, catalog_surface_count(counted));
  tcase_add_test(c, what_makes_the_rate_is_without_effect);
  tcase_add_test(c, what_was_given_is_told);
  tcase_add_test(c, the_summary_is_json);
  tcase_add_test(c, it_can_be_written_to_a_file);
  suite_add_tcase(s, c);
  catalog_destroy(counted);
  return s;
}

#include "check_main.h"

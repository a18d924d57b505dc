/* SPDX-License-Identifier: MIT
 *
 * Whatever reads text, given valid text that was damaged: it may refuse, in words, and nothing else may happen. The
 * damage comes from a seed, so that a failure can be repeated; the sanitizers see what a result does not show. */
#include "../base/dice.h"
#include "../catalog/folder.h"
#include "app/app.h"
#include "app/claim.h"
#include "app/lesson.h"
#include "app/messages.h"
#include "app/options.h"
#include "catalog/columns.h"
#include "catalog/kinds.h"
#include "catalog/record.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SIZE = 2048, DAMAGES_MAX = 4, KEYS_MOST = 200 };

static struct catalog *catalog;
static struct dh_error error;

static void setup(void) {
  folder_set_up();
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
}

static void teardown(void) {
  catalog_destroy(catalog);
  folder_tear_down();
}

/* --- damage --- */

/* Put `piece` in the place of `removed` bytes at `at`, as far as there is room. */
static void replace(char *text, size_t at, size_t removed, const char *piece, size_t length) {
  size_t total = strlen(text);
  if (total - removed + length >= TEXT_SIZE) return;
  memmove(text + at + length, text + at + removed, total - at - removed + 1);
  memcpy(text + at, piece, length);
}

static void damage(char *text, uint64_t *seed) {
  static const char *const words[] = {"(",    ")",    "where(", "^",    "-",  "1e999", "nan", "inf",  "0x10", "9e99",
                                      ",",    "=",    "[",      "{",    ":",  "&a",    "*a",  "\n",   "  ",   "\"",
                                      "\xff", "\xc2", "\x1b[m", "p",    "lr", "x",     "y",   "1e-3", "- ",   "#",
                                      "e",    ".",    "..",     "Tick", "**", "==",    "!",   "unset"};
  size_t length = strlen(text), at = length ? dice(seed) % length : 0, left = length - at;
  size_t some = left ? 1 + dice(seed) % (left < 24 ? left : 24) : 0;
  char piece[32] = "";
  switch (dice(seed) % 4) {
  case 0: /* one byte */
    if (length) text[at] = (char)dice_int(seed, 1, 255);
    break;
  case 1: /* something is missing */
    replace(text, at, some, "", 0);
    break;
  case 2: /* something is there twice */
    memcpy(piece, text + at, some);
    replace(text, dice(seed) % (length + 1), 0, piece, some);
    break;
  default:
    text_copy(piece, sizeof piece, words[dice(seed) % (sizeof words / sizeof *words)]);
    replace(text, at, dice(seed) % 2 ? some : 0, piece, strlen(piece));
  }
}

/* --- what reads --- */

/* The error can be told, in one line. */
static void check_words(void) {
  char line[1024];
  ck_assert_int_ne(error.code, DH_OK);
  message_error(&error, line, sizeof line);
  ck_assert_uint_gt(strlen(line), 0);
  ck_assert_ptr_null(strpbrk(line, "\n\x1b"));
}

static void read_formula(const char *text) {
  const struct dh_surface_spec spec = {
      .name = text, .title = text, .formula = text, .parameter = {"x", "y"}, .dim = 2, .low = {-1, -1}, .high = {1, 1}};
  struct dh_surface *surface = dh_surface_create(&spec, &error);
  if (!surface) check_words();
  dh_surface_destroy(surface);
}

/* Lines up to the first that is empty. */
static void read_rule(const char *text) {
  char lines[TEXT_SIZE];
  struct dh_rule_spec spec = {.name = "fuzz",
                              .title = "fuzz",
                              .state = {"m", "v"},
                              .state_count = 2,
                              .parameter = {{"beta1", 0.9}, {"beta2", 0.999}, {"eps", 1e-8}},
                              .parameter_count = 3};
  text_copy(lines, sizeof lines, text);
  for (char *line = strtok(lines, "\n"); line && spec.update_count < DH_LINES_MAX; line = strtok(NULL, "\n"))
    spec.update[spec.update_count++] = line;
  struct dh_rule *rule = dh_rule_create(&spec, &error);
  if (!rule) check_words();
  dh_rule_destroy(rule);
}

/* What its name reads as is the same rule. */
static void read_typed_rule(const char *text) {
  struct dh_rule *rule = dh_rule_typed(text, &error);
  if (!rule) {
    check_words();
    ck_assert_int_le(error.position, (long)strlen(text));
    return;
  }
  struct dh_error trouble;
  struct dh_rule *again = dh_rule_typed(dh_rule_info(rule)->name, &trouble);
  ck_assert_ptr_nonnull(again);
  ck_assert_str_eq(dh_rule_info(again)->name, dh_rule_info(rule)->name);
  dh_rule_destroy(again);
  dh_rule_destroy(rule);
}

static void read_surface_file(const char *text) {
  const struct document document = {"fuzz.yaml", text, strlen(text)};
  struct dh_surface *surface = surface_from_yaml(&document, NULL, &error);
  if (!surface) check_words();
  dh_surface_destroy(surface);
}

static void read_data(const char *text) {
  const struct dh_fit fit = {.model = "w*x + b", .loss = DH_LOSS_MSE};
  struct columns columns;
  if (!columns_read_bytes(&columns, "fuzz.csv", text, strlen(text), &fit, false, &error)) {
    check_words();
    return;
  }
  struct dh_fit read = fit;
  read.data = columns.data;
  struct dh_surface *surface = dh_surface_fitted(&read, NULL, &error);
  if (!surface) check_words();
  dh_surface_destroy(surface);
  columns_free(&columns);
}

static void read_rule_file(const char *text) {
  const struct document document = {"fuzz.yaml", text, strlen(text)};
  struct dh_rule *rule = rule_from_yaml(&document, &error);
  if (!rule) check_words();
  dh_rule_destroy(rule);
}

static void read_record(const char *text) {
  struct record record;
  folder_write("fuzz.yaml", text, strlen(text));
  if (!record_read(&record, catalog, folder_path("fuzz.yaml"), &error)) {
    check_words();
    return;
  }
  for (int i = 0; i < record.lane_count; i++) {
    struct record_lane *lane = &record.lane[i];
    struct dh_run *run = dh_run_load(&lane->spec, lane->journal, lane->journal_count, &error);
    if (!run) check_words();
    if (run) dh_run_goto(run, 3);
    dh_run_destroy(run);
  }
  record_free(&record);
}

static void read_number(const char *text) {
  double value = (double)NAN;
  if (dh_number_parse(text, &value)) ck_assert(isfinite(value));
}

static void read_start(const char *text) {
  struct dh_spec spec;
  dh_spec_init(&spec, catalog_surface(catalog, catalog_surface_find(catalog, "rosenbrock")), catalog_rule(catalog, 0));
  struct dh_spec before = spec;
  if (option_set(&spec, catalog, DH_START, text, NULL, &error)) {
    ck_assert(isfinite(spec.start[0]) && isfinite(spec.start[1]));
    return;
  }
  check_words();
  ck_assert_mem_eq(&spec, &before, sizeof spec);
}

/* Characters are typed; what the app wants done to files is not done. */
static void press_keys(const char *text) {
  struct app app;
  const struct app_options options = {.catalog = catalog, .cols = 80, .rows = 24};
  size_t left = strlen(text), length;
  ck_assert(app_init(&app, &options, &error));
  for (int i = 0; left > 0 && i < KEYS_MOST; i++, text += length, left -= length) {
    uint32_t key = utf8_decode(text, left, &length);
    app_key(&app, key == '\n' ? KEY_CODE_ENTER : key);
    if (i % 16 == 0) app_tick(&app, 33333);
  }
  app_free(&app);
}

static void read_claim(const char *text) {
  const struct dh_rule *rule = catalog_rule(catalog, 0);
  struct dh_spec spec;
  struct claim claim;
  struct witnesses witnesses;
  dh_spec_init(&spec, catalog_surface(catalog, 0), rule);
  struct dh_run *run = dh_run_create(&spec, &error);
  const struct lanes_now lanes = {.run = {run}, .letter = {'A'}, .count = 1};
  ck_assert(witnesses_call(&witnesses, &lanes, &error));
  if (!claim_read(&claim, catalog, text, &error)) {
    check_words();
    ck_assert_int_le(error.position, (long)strlen(text));
  } else {
    if (claim.step > 1000) claim.step = 1000;
    if (!claim_ask(&claim, &witnesses, &error)) check_words();
    claim_free(&claim);
  }
  witnesses_dismiss(&witnesses);
  dh_run_destroy(run);
}

/* What can be read is opened, beat by beat, and answered. */
static void read_lesson(const char *text) {
  struct app app;
  struct lesson_trouble trouble;
  const struct app_options options = {.catalog = catalog, .cols = 80, .rows = 24};
  const struct document document = {"fuzz.yaml", text, strlen(text)};
  struct lesson *lesson = lesson_from_yaml(&document, &error);
  if (!lesson) {
    check_words();
    return;
  }
  ck_assert(app_init(&app, &options, &error));
  for (unsigned i = 0; i < lesson->file->beats_count; i++) {
    if (!lesson_open(&app, lesson, i, &trouble) || !lesson_check(&app, &trouble)) {
      ck_assert_uint_gt(strlen(trouble.words), 0);
      ck_assert_int_ge(lesson_line(lesson, trouble.beat, trouble.entry), 0);
      continue;
    }
    lesson_reveal(&app);
    lesson_skip(&app);
  }
  app_free(&app);
  lesson_destroy(lesson);
}

static void read_progress(const char *text) {
  struct app app;
  struct text first = {0}, second = {0};
  const struct app_options options = {.catalog = catalog, .cols = 80, .rows = 24};
  ck_assert(app_init(&app, &options, &error));
  lesson_progress_read(&app, text);
  lesson_progress_write(&app, &first);
  lesson_progress_read(&app, text_string(&first));
  lesson_progress_write(&app, &second);
  ck_assert_str_eq(text_string(&first), text_string(&second));
  text_free(&first);
  text_free(&second);
  app_free(&app);
}

static const struct reader {
  const char *name, *sample;
  void (*read)(const char *text);
  int times;
} readers[] = {
    {"formula", "100*(y - x^2)^2 + (1 - x)^2 + where(x < 0.5, exp(-y), log(1 + abs(x)))", read_formula, 1200},
    {"rule", "m = beta1*m + (1 - beta1)*g\nv = beta2*v + (1 - beta2)*g*g\nd = m/(sqrt(v) + eps)\np = p - lr*d\n",
     read_rule, 800},
    {"typed rule",
     "m = beta1*m + (1 - beta1)*g; v = max(0.9*v, abs(g) + eps)\n d = where(t > 1, m/v, g); p = p*(1 - lr*0.01) - lr*d",
     read_typed_rule, 1200},
    {"surface file",
     "name: mine\ntitle: Mine\nformula: x^2 + 3*y^2\nparameters: [x, y]\ndomain: [[-1, 1], [-2, 2]]\nstart: [0.5, -1]\n"
     "rates: [0.1, 0.3]\nminima:\n  - {at: [0, 0], value: 0, kind: smooth}\nnote: \"words\"\n",
     read_surface_file, 1000},
    {"surface file of data",
     "name: mine\ntitle: Mine\ndata: line50\nmodel: w*x + b\nloss: huber\ndelta: 0.5\ntarget: y\nparameters: [w, b]\n"
     "domain: [[-1, 1], [-2, 2]]\nstart: [0.5, -1]\n",
     read_surface_file, 400},
    {"record of data",
     "downhill: 1\ndata: line50\nmodel: w*x + b\nloss: smooth_l1\nbeta: 2\nparameters: \"w,b\"\nstart: [1, 2]\nlanes:\n"
     "  - name: A\n    settings: [per_device_train_batch_size=8]\n",
     read_record, 400},
    {"data", "# comment\nx,y,\"a name\"\n1,2,3\n-0.5,\"4.25\",\"two\nlines\"\n\n2e-3,.5,\"q\"\"q\"\n", read_data, 2000},
    {"optimizer file",
     "name: mine\ntitle: Mine\nstate: [m]\nparameters:\n  - {name: momentum, default: 0.9}\nupdate:\n"
     "  - m = momentum*m + g\n  - p = p - lr*m\nlimit: 2*(1 + momentum)\n",
     read_rule_file, 1000},
    {"record",
     "downhill: 1\nsurface: ravine\nstart: [1, 2]\nstep: 24\nsettings: [max_steps=60]\nlanes:\n"
     "  - name: A\n    settings: [optim=sgd, learning_rate=0.01]\n    journal:\n"
     "      - {step: 2, setting: momentum=0.9}\n      - {step: 12, setting: momentum=unset}\n  - name: B\n",
     read_record, 600},
    {"claim", "ever(A.loss < 4 and A.verdict == converging) or abs(A.w - 5) < 0.1 and not A.optim == adam @24",
     read_claim, 1500},
    {"claim with a number", "A.w + 0*A.learning_rate @60 = 4.11", read_claim, 800},
    {"lesson",
     "lesson: 1\nname: mine\ntitle: Mine\nsummary: Of my own\nminutes: 5\nbeats:\n"
     "  - text: ['it starts at {A.w @0 = 2}', two]\n    say: [words]\n    do: [fresh, lanes 0.1 1.1, run 2, key r]\n"
     "    predict:\n      question: Where?\n      at: 4\n      choices:\n        - {text: here, when: A.w < 3}\n"
     "        - {text: there, when: not A.w < 3}\n    hint: h\n    reveal: r\n    check: [A.w @1 = 2.6]\n"
     "  - text: [x]\n    goal: ever(A.w > 4) and step > 5\n    solution: [run 9]\n    done: d\n",
     read_lesson, 300},
    {"progress", "the_step 3 1101\nthe_edge 0 0\nmine 12 1111\n", read_progress, 500},
    {"number", "-12.75e-3", read_number, 3000},
    {"start", " -1.5e3 , 0.25", read_start, 3000},
    {"keys", ": lr 0.3\n:surface x^2+y^4\n  w+-hl?:goto 40\n:optim adam\n!0:momentum 0.9\n:start 1,2\nu y", press_keys,
     60},
};
enum { READERS = sizeof readers / sizeof *readers };

START_TEST(damaged_text_does_no_harm) {
  const struct reader *reader = &readers[_i];
  uint64_t seed = (uint64_t)_i;
  reader->read(reader->sample);
  for (int i = 0; i < reader->times; i++) {
    char text[TEXT_SIZE];
    text_copy(text, sizeof text, reader->sample);
    for (int damages = dice_int(&seed, 1, DAMAGES_MAX); damages > 0; damages--) damage(text, &seed);
    reader->read(text);
  }
}
END_TEST

/* Otherwise the damage would be done to something that was never read. */
START_TEST(the_samples_are_good) {
  error.code = DH_OK;
  for (int i = 0; i < READERS; i++) {
    readers[i].read(readers[i].sample);
    ck_assert_msg(error.code == DH_OK, "%s: %s %s", readers[i].name, error.text, error.text2);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("fuzz");
  TCase *c = tcase_create("parsers");
  tcase_add_checked_fixture(c, setup, teardown);
  tcase_add_test(c, the_samples_are_good);
  tcase_add_loop_test(c, damaged_text_does_no_harm, 0, READERS);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * The user's files: good ones join or replace, bad ones are left out with a reason, and nothing in them can do harm. */
#include "base/text.h"
#include "catalog/catalog.h"

#include "folder.h"

#include <math.h>

static struct catalog *open_folder(void) {
  struct dh_error error;
  struct catalog *catalog = catalog_create(folder, &error);
  ck_assert_ptr_nonnull(catalog);
  return catalog;
}

static void set_up(void) {
  folder_set_up();
  ck_assert_int_eq(mkdir(folder_path("surfaces"), 0700), 0);
  ck_assert_int_eq(mkdir(folder_path("optimizers"), 0700), 0);
}

static void write_string(const char *name, const char *text) { folder_write(name, text, strlen(text)); }

#define PARTS(name, title, formula, parameters, domain, start)                                                         \
  "name: " name "\ntitle: " title "\nformula: " formula "\nparameters: " parameters "\ndomain: " domain                \
  "\nstart: " start "\n"
#define GOOD PARTS("mine", "Mine", "x^2", "[x]", "[[-1, 1]]", "[0.5]")

START_TEST(files_join_and_replace) {
  struct dh_error error;
  struct catalog *plain = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(plain);
  int surfaces = catalog_surface_count(plain), rules = catalog_rule_count(plain);
  catalog_destroy(plain);
  write_string("surfaces/b.yaml", PARTS("second", "B", "x^2", "[x]", "[[-1, 1]]", "[0.5]"));
  write_string("surfaces/a.yaml", PARTS("first", "A", "u^2 + v^2", "[u, v]", "[[-1, 1], [-2, 2]]", "[0.5, 1]"));
  write_string("surfaces/c.yaml", PARTS("ravine", "Another", "x^4", "[x]", "[[-1, 1]]", "[0.5]"));
  write_string("surfaces/.hidden.yaml", GOOD);
  write_string("surfaces/d.yaml~", GOOD);
  write_string("optimizers/plain.yaml", "name: plain\ntitle: Plain\nupdate: ['p = p - lr*g']\n");
  struct catalog *catalog = open_folder();
  ck_assert_int_eq(catalog_problem_count(catalog), 0);
  ck_assert_int_eq(catalog_surface_count(catalog), surfaces + 2);
  ck_assert_int_eq(catalog_surface_find(catalog, "first"), surfaces);
  ck_assert_int_eq(catalog_surface_find(catalog, "second"), surfaces + 1);
  const struct dh_surface_spec *first = dh_surface_info(catalog_surface(catalog, surfaces));
  ck_assert_str_eq(first->parameter[1], "v");
  ck_assert(first->low[0] == -1 && first->high[0] == 1 && first->low[1] == -2 && first->high[1] == 2);
  ck_assert(first->start[0] == 0.5 && first->start[1] == 1);
  const struct dh_surface *ravine = catalog_surface(catalog, catalog_surface_find(catalog, "ravine"));
  ck_assert_str_eq(dh_surface_info(ravine)->title, "Another");
  ck_assert_int_eq(catalog_rule_count(catalog), rules + 1);
  ck_assert_int_eq(catalog_rule_find(catalog, "plain"), rules);
  catalog_destroy(catalog);
}
END_TEST

START_TEST(no_folder_is_no_problem) {
  folder_tear_down();
  struct catalog *catalog = open_folder();
  ck_assert_int_eq(catalog_problem_count(catalog), 0);
  catalog_destroy(catalog);
}
END_TEST

/* Texts that would move a cursor, colour a screen or turn the reading order. */
START_TEST(titles_are_cleaned) {
  write_string("surfaces/a.yaml", PARTS("mine", "\"red \\e[31m and\\ttab \\u202E\\x07\"", "x^2", "[x]", "[[-1, 1]]",
                                        "[0.5]") "note: \"a\\nb\"\n");
  struct catalog *catalog = open_folder();
  ck_assert_int_eq(catalog_problem_count(catalog), 0);
  int index = catalog_surface_find(catalog, "mine");
  ck_assert_int_ge(index, 0);
  const struct dh_surface_spec *info = dh_surface_info(catalog_surface(catalog, index));
  ck_assert_str_eq(info->title, "red ?[31m and tab ??");
  ck_assert_str_eq(info->note, "a b");
  catalog_destroy(catalog);
}
END_TEST

static const struct broken {
  const char *file, *text;
  enum dh_error_code code;
  int line;         /* 0 where it cannot be known */
  const char *says; /* found in text2 */
} broken[] = {
    {"surfaces/x.yaml", "", DH_ERROR_YAML, 0, ""},
    {"surfaces/x.yaml", "just words\n", DH_ERROR_YAML, 0, ""},
    {"surfaces/x.yaml", "- a\n- b\n", DH_ERROR_YAML, 0, ""},
    {"surfaces/x.yaml", "name: mine\ntitle: Mine\n", DH_ERROR_YAML, 0, "parameters"},
    {"surfaces/x.yaml", GOOD "colour: red\n", DH_ERROR_YAML, 7, "colour"},
    {"surfaces/x.yaml", GOOD "rates: fast\n", DH_ERROR_YAML, 7, "SEQUENCE"},
    {"surfaces/x.yaml", GOOD "rates: [0.1, fast]\n", DH_ERROR_FIELD, 7, "rates"},
    {"surfaces/x.yaml", GOOD "rates: [1,2,3,4,5,6,7,8,9]\n", DH_ERROR_YAML, 7, "8"},
    {"surfaces/x.yaml", GOOD "minima: [{at: [0], value: 0, kind: soft}]\n", DH_ERROR_YAML, 7, "soft"},
    {"surfaces/x.yaml", GOOD "minima: [{at: [0], value: 0}]\n", DH_ERROR_YAML, 7, "kind"},
    {"surfaces/x.yaml", GOOD "no_minimum: perhaps\n", DH_ERROR_YAML, 7, "perhaps"},
    {"surfaces/x.yaml", GOOD "no_minimum: true\nminima: [{at: [0], value: 0, kind: kink}]\n", DH_ERROR_FIELD, 7,
     "no_minimum"},
    {"surfaces/x.yaml", GOOD "minima_partial: perhaps\n", DH_ERROR_YAML, 7, "perhaps"},
    {"surfaces/x.yaml", GOOD "name: twice\n", DH_ERROR_YAML, 7, "name"},
    {"surfaces/x.yaml", GOOD "note: &a\n  - *a\n", DH_ERROR_YAML, 7, ""},
    {"surfaces/x.yaml", GOOD "note: *nothing\n", DH_ERROR_YAML, 7, ""},
    {"surfaces/x.yaml", GOOD "note: \"not closed\n", DH_ERROR_YAML, 0, ""},
    {"surfaces/x.yaml", GOOD "note: \x01\n", DH_ERROR_YAML, 0, ""},
    {"surfaces/x.yaml", GOOD "note: \xff\xfe\n", DH_ERROR_YAML, 0, ""},
    {"surfaces/x.yaml", GOOD "rates: [1e999]\n", DH_ERROR_FIELD, 7, "rates"},
    {"surfaces/x.yaml", GOOD "rates: [nan]\n", DH_ERROR_FIELD, 7, "rates"},
    {"surfaces/x.yaml", GOOD "rates: [0.1x]\n", DH_ERROR_FIELD, 7, "rates"},
    {"surfaces/x.yaml", GOOD "rates: [0x10]\n", DH_ERROR_FIELD, 7, "rates"},
    {"surfaces/x.yaml", GOOD "rates: [-1]\n", DH_ERROR_FIELD, 7, "rates"},
    {"surfaces/x.yaml", GOOD "minima:\n  - {at: [0, 0], value: 0, kind: kink}\n", DH_ERROR_FIELD, 7, "minima"},
    {"surfaces/x.yaml", GOOD "minima:\n  - {at: [0], value: inf, kind: kink}\n", DH_ERROR_FIELD, 7, "minima"},
    {"surfaces/x.yaml", PARTS("Mine", "T", "x^2", "[x]", "[[-1, 1]]", "[0]"), DH_ERROR_FIELD, 1, "name"},
    {"surfaces/x.yaml", PARTS("\"a\\e[31m\"", "T", "x^2", "[x]", "[[-1, 1]]", "[0]"), DH_ERROR_FIELD, 1, "name"},
    {"surfaces/x.yaml", PARTS("mine", "T", "x^2", "[x]", "[[1, -1]]", "[0]"), DH_ERROR_FIELD, 5, "domain"},
    {"surfaces/x.yaml", PARTS("mine", "T", "x^2", "[x]", "[[nan, 1]]", "[0]"), DH_ERROR_FIELD, 5, "domain"},
    {"surfaces/x.yaml", PARTS("mine", "T", "x^2", "[x]", "[[-1, 1], [0, 1]]", "[0]"), DH_ERROR_FIELD, 5, "domain"},
    {"surfaces/x.yaml", PARTS("mine", "T", "x^2", "[x]", "[[-1, 1]]", "[2]"), DH_ERROR_FIELD, 6, "start"},
    {"surfaces/x.yaml", PARTS("mine", "T", "x^2", "[x]", "[[-1, 1]]", "[nan]"), DH_ERROR_FIELD, 6, "start"},
    {"surfaces/x.yaml", PARTS("mine", "T", "x^2", "[x]", "[[-1, 1]]", "[0, 0]"), DH_ERROR_FIELD, 6, "start"},
    {"surfaces/x.yaml", PARTS("mine", "T", "x^2 + z", "[x]", "[[-1, 1]]", "[0]"), DH_ERROR_FIELD, 3, "column 7: z"},
    {"surfaces/x.yaml", PARTS("mine", "T", "2x", "[x]", "[[-1, 1]]", "[0]"), DH_ERROR_FIELD, 3, "formula"},
    {"surfaces/x.yaml", PARTS("mine", "T", "x^2", "[lr]", "[[-1, 1]]", "[0]"), DH_ERROR_FIELD, 4, "parameters"},
    {"surfaces/x.yaml", PARTS("mine", "T", "x^2", "[x, y, z]", "[[-1, 1]]", "[0]"), DH_ERROR_YAML, 4, "2"},
    {"optimizers/x.yaml", "name: mine\ntitle: Mine\n", DH_ERROR_YAML, 0, "update"},
    {"optimizers/x.yaml", "name: mine\ntitle: Mine\nupdate:\n  - p = p - lr*h\n", DH_ERROR_FIELD, 3, "update"},
    {"optimizers/x.yaml", "name: mine\ntitle: Mine\nupdate:\n  - lr = 3\n", DH_ERROR_FIELD, 3, "update"},
    {"optimizers/x.yaml", "name: My\ntitle: Mine\nupdate: [p = p - g]\n", DH_ERROR_FIELD, 1, "name"},
    {"optimizers/x.yaml",
     "name: mine\ntitle: Mine\nparameters: [{name: gravity, default: 1}]\nupdate: [p = p - gravity*g]\n",
     DH_ERROR_FIELD, 3, "parameters"},
    {"optimizers/x.yaml", "name: mine\naliases: [Mine]\ntitle: Mine\nupdate: [p = p - g]\n", DH_ERROR_FIELD, 2,
     "aliases"},
    {"optimizers/x.yaml", "name: mine\naliases: [a, b, c, d, e]\ntitle: Mine\nupdate: [p = p - g]\n", DH_ERROR_YAML, 2,
     "4"},
    {"optimizers/x.yaml", "name: mine\ntitle: Mine\nparameters: [{name: eps}]\nupdate: [p = p - g]\n", DH_ERROR_YAML, 3,
     "default"},
};
enum { BROKEN = sizeof broken / sizeof *broken };

/* A good file after it is still read. */
START_TEST(broken_files_are_left_out) {
  const struct broken *b = &broken[_i];
  write_string(b->file, b->text);
  write_string("surfaces/y.yaml", PARTS("last", "T", "x^2", "[x]", "[[-1, 1]]", "[0.5]"));
  struct catalog *catalog = open_folder();
  ck_assert_int_ge(catalog_surface_find(catalog, "last"), 0);
  ck_assert_int_lt(catalog_surface_find(catalog, "mine"), 0);
  ck_assert_int_lt(catalog_rule_find(catalog, "mine"), 0);
  ck_assert_int_eq(catalog_problem_count(catalog), 1);
  const struct dh_error *problem = catalog_problem(catalog, 0);
  ck_assert_int_eq(problem->code, b->code);
  ck_assert_msg(strstr(problem->text, b->file) != NULL, "path: %s", problem->text);
  ck_assert_msg(strstr(problem->text2, b->says) != NULL, "'%s' in '%s'", b->says, problem->text2);
  for (const char *c = problem->text2; *c; c++) ck_assert_int_ge((unsigned char)*c, 0x20);
  if (b->line > 0) ck_assert_int_eq(problem->line, b->line);
  catalog_destroy(catalog);
}
END_TEST

/* What a fuzzer would think of first; `unit` is repeated until the file has this many bytes. */
static const struct flood {
  const char *head, *unit;
  size_t length;
  enum dh_error_code code;
} floods[] = {
    {GOOD "note: ", "[", 1000000, DH_ERROR_YAML},
    {GOOD "note: ", "{a: ", 1000000, DH_ERROR_YAML},
    {"", "[", 1000000, DH_ERROR_YAML},
    {"", "- ", 1000000, DH_ERROR_YAML},
    {"", "? ", 1000000, DH_ERROR_YAML},
    {"name: x\nformula: ", "(", 60000, DH_ERROR_YAML},
    {GOOD "note: ", "words ", 1000000, DH_ERROR_YAML},
    {"", "# all comment\n", 1000000, DH_ERROR_YAML},
    {GOOD "note: ", "words ", 3 << 20, DH_ERROR_FILE_SIZE},
};
enum { FLOODS = sizeof floods / sizeof *floods };

START_TEST(floods_are_errors) {
  const struct flood *flood = &floods[_i];
  struct text text = {0};
  text_add(&text, flood->head);
  while (text.length < flood->length) text_add(&text, flood->unit);
  folder_write("surfaces/x.yaml", text.data, text.length);
  text_free(&text);
  struct catalog *catalog = open_folder();
  ck_assert_int_eq(catalog_problem_count(catalog), 1);
  ck_assert_int_eq(catalog_problem(catalog, 0)->code, flood->code);
  catalog_destroy(catalog);
}
END_TEST

START_TEST(deep_formulas_are_errors) {
  struct text text = {0};
  text_add(&text, "name: x\ntitle: T\nparameters: [x]\ndomain: [[-1, 1]]\nstart: [0]\nformula: ");
  for (int i = 0; i < 30000; i++) text_add(&text, "(");
  text_add(&text, "x");
  for (int i = 0; i < 30000; i++) text_add(&text, ")");
  folder_write("surfaces/x.yaml", text.data, text.length);
  text_free(&text);
  struct catalog *catalog = open_folder();
  ck_assert_int_eq(catalog_problem_count(catalog), 1);
  ck_assert_int_eq(catalog_problem(catalog, 0)->code, DH_ERROR_FIELD);
  ck_assert_int_eq(catalog_problem(catalog, 0)->line, 6);
  catalog_destroy(catalog);
}
END_TEST

/* A file with a byte changed anywhere is either read or refused. */
START_TEST(damaged_files_do_no_harm) {
  static const char good[] = GOOD "rates: [0.1]\nminima: [{at: [0], value: 0, kind: smooth}]\nnote: \"n\"\n";
  static const char bytes[] = {'\0', '\n', ' ', '[', '{', '"', ':', '\t', '\x1b', '\xff'};
  for (size_t i = 0; i < sizeof good - 1; i++) {
    char text[sizeof good];
    memcpy(text, good, sizeof good);
    text[i] = bytes[_i];
    folder_write("surfaces/x.yaml", text, sizeof good - 1);
    struct catalog *catalog = open_folder();
    const struct dh_surface *last = catalog_surface(catalog, catalog_surface_count(catalog) - 1);
    ck_assert_int_le(catalog_problem_count(catalog), 1);
    if (catalog_problem_count(catalog) == 0) ck_assert(isfinite(dh_surface_info(last)->start[0]));
    catalog_destroy(catalog);
  }
}
END_TEST

START_TEST(only_regular_files_are_read) {
  ck_assert_int_eq(mkdir(folder_path("surfaces/a.yaml"), 0700), 0);
  ck_assert_int_eq(mkfifo(folder_path("surfaces/b.yaml"), 0600), 0);
  ck_assert_int_eq(symlink("nowhere", folder_path("surfaces/c.yaml")), 0);
  ck_assert_int_eq(symlink("/dev/zero", folder_path("surfaces/d.yaml")), 0);
  struct catalog *catalog = open_folder();
  ck_assert_int_eq(catalog_problem_count(catalog), 4);
  for (int i = 0; i < 4; i++)
    ck_assert_int_eq(catalog_problem(catalog, i)->code, i == 2 ? DH_ERROR_FILE : DH_ERROR_FILE_KIND);
  catalog_destroy(catalog);
}
END_TEST

START_TEST(a_file_in_the_place_of_the_folder) {
  write_string("file", "");
  struct dh_error error;
  struct catalog *catalog = catalog_create(folder_path("file"), &error);
  ck_assert_ptr_nonnull(catalog);
  ck_assert_int_eq(catalog_problem_count(catalog), 1); /* not one for each of the folders in it */
  catalog_destroy(catalog);
  catalog = catalog_create(folder_path("file/below"), &error); /* where there can be nothing */
  ck_assert_ptr_nonnull(catalog);
  ck_assert_int_eq(catalog_problem_count(catalog), 0);
  catalog_destroy(catalog);
}
END_TEST

/* --- finding and typing --- */

START_TEST(names_are_found) {
  struct catalog *catalog = open_folder();
  int index = catalog_surface_find(catalog, "double_well");
  ck_assert_int_ge(index, 0);
  ck_assert_int_eq(catalog_surface_find(catalog, "double-well"), index);
  ck_assert_int_eq(catalog_surface_find(catalog, "double well"), -1);
  ck_assert_int_eq(catalog_surface_find(catalog, ""), -1);
  ck_assert_int_eq(catalog_rule_find(catalog, "sgd"), 0);
  ck_assert_int_eq(catalog_rule_find(catalog, "SGD"), -1);
  struct dh_error error;
  ck_assert_ptr_eq(catalog_open(catalog, "double-well", NULL, &error), catalog_surface(catalog, index));
  catalog_destroy(catalog);
}
END_TEST

START_TEST(the_same_formula_is_the_same_surface) {
  struct dh_error error;
  struct catalog *catalog = open_folder();
  int count = catalog_surface_count(catalog);
  const struct dh_surface *first = catalog_typed(catalog, "x^2+1", NULL, &error);
  ck_assert_ptr_nonnull(first);
  for (int i = 0; i < 20; i++) {
    char formula[32];
    snprintf(formula, sizeof formula, "x^2+%d", i);
    ck_assert_ptr_nonnull(catalog_open(catalog, formula, NULL, &error));
  }
  ck_assert_ptr_eq(catalog_open(catalog, "x^2+1", NULL, &error), first);
  ck_assert_ptr_ne(catalog_typed(catalog, "x^2+1", "x,y", &error), first);
  ck_assert_int_eq(dh_surface_info(catalog_typed(catalog, "w*b", "w,b", &error))->dim, 2);
  ck_assert_int_eq(catalog_surface_count(catalog), count);
  catalog_destroy(catalog);
}
END_TEST

static const struct opened {
  const char *text;
  enum dh_error_code code; /* DH_OK: it opens */
  const char *nearest;     /* UNKNOWN_SURFACE */
} opened[] = {
    {"parabola", DH_OK, NULL},
    {"x", DH_OK, NULL},
    {"x-1", DH_OK, NULL},
    {"pi", DH_OK, NULL},
    {"parabula", DH_ERROR_UNKNOWN_SURFACE, "parabola"},
    {"double-wel", DH_ERROR_UNKNOWN_SURFACE, "double_well"},
    {"ravin", DH_ERROR_UNKNOWN_SURFACE, "ravine"},
    {"nothing_like_it", DH_ERROR_UNKNOWN_SURFACE, ""},
    {"q", DH_ERROR_UNKNOWN_SURFACE, ""},
    {"a-b", DH_ERROR_UNKNOWN_NAME, NULL},
    {"2x", DH_ERROR_IMPLICIT_PRODUCT, NULL},
    {"x^2+q", DH_ERROR_UNKNOWN_NAME, NULL},
    {"", DH_ERROR_EMPTY, NULL},
};
enum { OPENED = sizeof opened / sizeof *opened };

START_TEST(a_name_is_tried_before_a_formula) {
  struct dh_error error = {.code = DH_OK};
  struct catalog *catalog = open_folder();
  const struct dh_surface *surface = catalog_open(catalog, opened[_i].text, NULL, &error);
  ck_assert_int_eq(surface ? DH_OK : error.code, opened[_i].code);
  if (opened[_i].nearest) ck_assert_str_eq(error.text2, opened[_i].nearest);
  catalog_destroy(catalog);
}
END_TEST

/* A file may take the name that is another's alias: then it is the one that is found, and the other stays. */
START_TEST(a_name_goes_before_an_alias) {
  write_string("optimizers/mine.yaml",
               "name: mine\naliases: [other_mine, sgd]\ntitle: Mine\nupdate: ['p = p - lr*g']\n");
  write_string("optimizers/torch.yaml", "name: adamw_torch\ntitle: Torch\nupdate: ['p = p - lr*g']\n");
  struct catalog *catalog = open_folder();
  ck_assert_int_eq(catalog_problem_count(catalog), 0);
  int adamw = catalog_rule_find(catalog, "adamw"), mine = catalog_rule_find(catalog, "mine");
  ck_assert(adamw >= 0 && mine >= 0);
  ck_assert_int_eq(catalog_rule_find(catalog, "other-mine"), mine);
  ck_assert_int_eq(catalog_rule_find(catalog, "sgd"), 0);
  ck_assert_int_eq(catalog_rule_find(catalog, "adamw_hf"), adamw);
  ck_assert_str_eq(dh_rule_info(catalog_rule(catalog, catalog_rule_find(catalog, "adamw_torch")))->title, "Torch");
  catalog_destroy(catalog);
}
END_TEST

START_TEST(the_same_lines_are_the_same_rule) {
  struct dh_error error;
  struct catalog *catalog = open_folder();
  int count = catalog_rule_count(catalog);
  const struct dh_rule *first = catalog_typed_rule(catalog, "b = 0.9*b + g; p = p - lr*b", &error);
  ck_assert_ptr_nonnull(first);
  for (int i = 0; i < 20; i++) {
    char update[32];
    snprintf(update, sizeof update, "p = p - %d*lr*g", i);
    ck_assert_ptr_nonnull(catalog_open_rule(catalog, update, &error));
  }
  ck_assert_ptr_eq(catalog_open_rule(catalog, "b = 0.9*b + g;\n p = p - lr*b;", &error), first);
  ck_assert_ptr_ne(catalog_open_rule(catalog, "b = 0.8*b + g; p = p - lr*b", &error), first);
  ck_assert_ptr_eq(catalog_open_rule(catalog, "adamw-torch", &error),
                   catalog_rule(catalog, catalog_rule_find(catalog, "adamw")));
  ck_assert_int_eq(catalog_rule_count(catalog), count);
  ck_assert_ptr_null(catalog_open_rule(catalog, "p = p - lr*q", &error));
  ck_assert_int_eq(error.code, DH_ERROR_UNKNOWN_NAME);
  ck_assert_ptr_null(catalog_open_rule(catalog, "adamw_torhc", &error));
  ck_assert_int_eq(error.code, DH_ERROR_UNKNOWN_OPTIMIZER);
  ck_assert_str_eq(error.text2, "adamw_torch");
  catalog_destroy(catalog);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("catalog/files");
  TCase *tcase = tcase_create("files");
  tcase_add_checked_fixture(tcase, set_up, folder_tear_down);
  tcase_set_timeout(tcase, 30);
  tcase_add_test(tcase, files_join_and_replace);
  tcase_add_test(tcase, no_folder_is_no_problem);
  tcase_add_test(tcase, titles_are_cleaned);
  tcase_add_loop_test(tcase, broken_files_are_left_out, 0, BROKEN);
  tcase_add_loop_test(tcase, floods_are_errors, 0, FLOODS);
  tcase_add_test(tcase, deep_formulas_are_errors);
  tcase_add_loop_test(tcase, damaged_files_do_no_harm, 0, 10);
  tcase_add_test(tcase, only_regular_files_are_read);
  tcase_add_test(tcase, a_file_in_the_place_of_the_folder);
  tcase_add_test(tcase, names_are_found);
  tcase_add_test(tcase, the_same_formula_is_the_same_surface);
  tcase_add_loop_test(tcase, a_name_is_tried_before_a_formula, 0, OPENED);
  tcase_add_test(tcase, a_name_goes_before_an_alias);
  tcase_add_test(tcase, the_same_lines_are_the_same_rule);
  suite_add_tcase(suite, tcase);
  return suite;
}

#include "check_main.h"

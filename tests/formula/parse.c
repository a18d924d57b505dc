/* SPDX-License-Identifier: MIT
 *
 * Reading formulas: what binds tighter, what is refused and where, and that hostile text is refused politely. */
#include "support.h"

#include <locale.h>
#include <stdio.h>

static const struct {
  const char *text;
  double value; /* at x = 3, y = 2 */
} formulas[] = {
    {"1+2*3", 7},
    {"(1+2)*3", 9},
    {"8-3-2", 3},
    {"8/4/2", 1},
    {"-x^2", -9},
    {"(-x)^2", 9},
    {"2^-1", 0.5},
    {"2^3^2", 512},
    {"-2^2", -4},
    {"2*-x", -6},
    {"- - x", 3},
    {"+x", 3},
    {"x^-2", 1.0 / 9},
    {"x^y", 9},
    {"pow(x, 2)", 9},
    {"x<y", 0},
    {"x>y", 1},
    {"x>=3", 1},
    {"x<=2", 0},
    {"x==3", 1},
    {"x!=3", 0},
    {"(x<y)<1", 1},
    {"x+1<y*3", 1},
    {"x > 2 and y < 3", 1},
    {"x > 2 and y < 2", 0},
    {"x < 2 or y < 3", 1},
    {"x < 2 or y < 2 and x > 2", 0},
    {"x > 2 or y < 2 and x < 2", 1},
    {"(x > 2 or y < 2) and x < 2", 0},
    {"not x < 2", 1},
    {"not not x < 2", 0},
    {"not x < 2 and y == 2", 1},
    {"x and y", 1},
    {"x - 3 or 0", 0},
    {"(x and y) + (x or y)", 2},
    {"0/0 < 1 or 0/0 > 1", 0},
    {"not 0/0 < 1", 1},
    {"where(x > 2 and y > 2, 10, 20)", 20},
    {"where(x>y, 10, 20)", 10},
    {"where(0, 1/0, 20)", 20},
    {"min(x,y)", 2},
    {"max(x, y)", 3},
    {"1e-3", 0.001},
    {"1E2", 100},
    {".5", 0.5},
    {"2.", 2},
    {"2.5e+1", 25},
    {"007", 7},
    {"0.1", 0.1},
    {"1e-320", 1e-320},
    {"123456789012345678901234567890", 123456789012345678901234567890.0},
    {"pi", 3.14159265358979323846},
    {"e", 2.71828182845904523536},
    {"e^0", 1},
    {"\t x \n", 3},
    {"abs(-x)", 3},
    {"sign(-x)", -1},
    {"sqrt(x*x)", 3},
    {"log10(100)", 2},
    {"log(e)", 1},
    {"x^0", 1},
    {"x^1", 3},
    {"x^7", 2187},
    {"1.7976931348623157e308", 1.7976931348623157e308},
};

START_TEST(values) {
  ck_assert_msg(value_of(formulas[_i].text, 3, 2) == formulas[_i].value, "%s is %.17g", formulas[_i].text,
                value_of(formulas[_i].text, 3, 2));
}
END_TEST

static const struct {
  const char *text;
  enum dh_error_code code;
  long position;
  const char *first, *second; /* NULL: anything */
} refused[] = {
    {"", DH_ERROR_EMPTY, 0, NULL, NULL},
    {"   ", DH_ERROR_EMPTY, 3, NULL, NULL},
    {"2x", DH_ERROR_IMPLICIT_PRODUCT, 1, "2x", "2*x"},
    {"x + 2(y)", DH_ERROR_IMPLICIT_PRODUCT, 5, "2(", "2*("},
    {"x and", DH_ERROR_EXPECTED, 5, "a value", "the end"},
    {"and x", DH_ERROR_UNKNOWN_NAME, 0, "and", NULL},
    {"x not y", DH_ERROR_IMPLICIT_PRODUCT, 2, NULL, NULL},
    {"2 * not x", DH_ERROR_UNKNOWN_NAME, 4, "not", NULL},
    {"x > 1 andy", DH_ERROR_IMPLICIT_PRODUCT, 6, NULL, NULL},
    {"(x)(y)", DH_ERROR_IMPLICIT_PRODUCT, 3, ")(", ")*("},
    {"x y", DH_ERROR_IMPLICIT_PRODUCT, 2, "x y", "x*y"},
    {"x(2)", DH_ERROR_IMPLICIT_PRODUCT, 1, "x(", "x*("},
    {"2 sin(x)", DH_ERROR_IMPLICIT_PRODUCT, 2, "2 sin", "2*sin"},
    {"xy", DH_ERROR_IMPLICIT_PRODUCT, 1, "xy", "x*y"},
    {"2pi", DH_ERROR_IMPLICIT_PRODUCT, 1, "2pi", "2*pi"},
    {"2e*x", DH_ERROR_IMPLICIT_PRODUCT, 1, "2e", "2*e"},
    {"(x)2", DH_ERROR_IMPLICIT_PRODUCT, 3, ")2", ")*2"},
    {"1 + q", DH_ERROR_UNKNOWN_NAME, 4, "q", "x, y, z"},
    {"X + y + Q", DH_ERROR_UNKNOWN_NAME, 0, "X", NULL},
    {"ln(x)", DH_ERROR_UNKNOWN_FUNCTION, 0, "ln", "log"},
    {"sqr(x)", DH_ERROR_UNKNOWN_FUNCTION, 0, "sqr", "sqrt"},
    {"x + Sin(x)", DH_ERROR_UNKNOWN_FUNCTION, 4, "Sin", "sin"},
    {"frobnicate(x)", DH_ERROR_UNKNOWN_FUNCTION, 0, "frobnicate", ""},
    {"sin x", DH_ERROR_EXPECTED, 4, "(", "x"},
    {"sin", DH_ERROR_EXPECTED, 3, "(", "the end"},
    {"sin()", DH_ERROR_ARGUMENTS, 0, "sin", NULL},
    {"min(x)", DH_ERROR_ARGUMENTS, 0, "min", NULL},
    {"x + sin(x, y)", DH_ERROR_ARGUMENTS, 4, "sin", NULL},
    {"where(x, y)", DH_ERROR_ARGUMENTS, 0, "where", NULL},
    {"(x", DH_ERROR_EXPECTED, 2, ")", "the end"},
    {"x)", DH_ERROR_EXPECTED, 1, NULL, ")"},
    {"x +", DH_ERROR_EXPECTED, 3, "a value", "the end"},
    {"* x", DH_ERROR_EXPECTED, 0, "a value", "*"},
    {"x ** 2", DH_ERROR_EXPECTED, 2, "^", "**"},
    {"x = 2", DH_ERROR_EXPECTED, 2, "==", "="},
    {"x < y < z", DH_ERROR_EXPECTED, 6, NULL, "<"},
    {"x, y", DH_ERROR_EXPECTED, 1, NULL, ","},
    {"1.2.3", DH_ERROR_NUMBER, 0, "1.2.3", NULL},
    {"x + .", DH_ERROR_NUMBER, 4, ".", NULL},
    {"1e400", DH_ERROR_NUMBER, 0, "1e400", NULL},
    {"x @ y", DH_ERROR_CHARACTER, 2, "@", ""},
    {"x \xE2\x88\x92 1", DH_ERROR_CHARACTER, 2, "\xE2\x88\x92", "-"},
    {"\xEF\xBC\x92*x", DH_ERROR_CHARACTER, 0, "\xEF\xBC\x92", "2"},
    {"x\xEF\xBC\x88", DH_ERROR_CHARACTER, 1, "\xEF\xBC\x88", "("},
    {"x + \xFF", DH_ERROR_CHARACTER, 4, "\xFF", ""},
    {"1,5*x", DH_ERROR_EXPECTED, 1, NULL, ","},
    {"!x", DH_ERROR_CHARACTER, 0, "!", NULL},
    {"_x", DH_ERROR_CHARACTER, 0, "_", NULL},
};

START_TEST(errors) {
  struct dh_graph *graph = dh_graph_create();
  struct dh_error error = {0};
  const char *text = refused[_i].text;
  ck_assert_msg(dh_graph_parse(graph, text, xyz, 3, &error) < 0, "%s is accepted", text);
  ck_assert_msg(error.code == refused[_i].code, "%s: code %d (%s)", text, (int)error.code, error.text);
  ck_assert_msg(error.position == refused[_i].position, "%s: at %ld", text, error.position);
  if (refused[_i].first) ck_assert_str_eq(error.text, refused[_i].first);
  if (refused[_i].second) ck_assert_str_eq(error.text2, refused[_i].second);
  dh_graph_destroy(graph);
}
END_TEST

static char *repeated(const char *before, const char *middle, const char *after, int count) {
  size_t size = (size_t)count * (strlen(before) + strlen(after)) + strlen(middle) + 1;
  char *text = malloc(size), *end = text;
  for (int i = 0; i < count; i++) end = stpcpy(end, before);
  end = stpcpy(end, middle);
  for (int i = 0; i < count; i++) end = stpcpy(end, after);
  return text;
}

static enum dh_error_code code_of(char *text) {
  struct dh_graph *graph = dh_graph_create();
  struct dh_error error = {0};
  bool fine = dh_graph_parse(graph, text, xyz, 3, &error) >= 0;
  dh_graph_destroy(graph);
  free(text);
  return fine ? DH_OK : error.code;
}

static const struct {
  const char *before, *middle, *after;
} nested[] = {{"(", "x", ")"}, {"-", "x", ""}, {"x^", "x", ""}, {"sin(", "x", ")"}, {"where(1,x,", "x", ")"}};

START_TEST(depth) {
  const char *before = nested[_i].before, *middle = nested[_i].middle, *after = nested[_i].after;
  ck_assert_int_eq(code_of(repeated(before, middle, after, DH_DEPTH_MAX)), DH_OK);
  ck_assert_int_eq(code_of(repeated(before, middle, after, DH_DEPTH_MAX + 1)), DH_ERROR_TOO_DEEP);
}
END_TEST

START_TEST(length) {
  ck_assert_int_eq(code_of(repeated(" ", "x", "", DH_TEXT_MAX - 1)), DH_OK);
  ck_assert_int_eq(code_of(repeated(" ", "x", "", DH_TEXT_MAX)), DH_ERROR_TOO_LONG);
}
END_TEST

/* A sum as long as a text can be is deep as a graph, and everything done with it must do without a deep stack. */
START_TEST(long_sum) {
  char *text = repeated("x+", "x", "", DH_TEXT_MAX / 2 - 1);
  ck_assert(value_of(text, 1, 0) == DH_TEXT_MAX / 2);
  struct dh_graph *graph = dh_graph_create();
  ck_assert(value_at(graph, derived(graph, parsed(graph, text), "x"), 1, 0) == DH_TEXT_MAX / 2);
  dh_graph_destroy(graph);
  free(text);
}
END_TEST

START_TEST(too_many_nodes) {
  struct dh_graph *graph = dh_graph_create();
  struct dh_error error = {0};
  int node = 0, made = 0;
  for (; node >= 0 && made <= DH_NODES_MAX; made++) node = dh_graph_constant(graph, made, &error);
  ck_assert_int_eq(node, -1);
  ck_assert_int_eq(made, DH_NODES_MAX + 1);
  ck_assert_int_eq(error.code, DH_ERROR_TOO_LARGE);
  ck_assert_int_eq(dh_graph_constant(graph, 7, &error), 7); /* what is there is still found */
  dh_graph_destroy(graph);
}
END_TEST

/* Pieces of formulas in random order: an answer or an error inside the text, never a crash. */
START_TEST(hostile) {
  static const char *const pieces[] = {"x",  "y", "(",        ")",    "+", "-",   "*",      "/", "^",
                                       "**", "<", "==",       "=",    ",", "sin", "where(", "1", "2.5e",
                                       "e3", ".", "\xE2\x88", "\xFF", " ", "q",   "min(",   "!", "0"};
  uint64_t state = 1;
  int accepted = 0;
  for (int round = 0; round < 20000; round++) {
    char text[256] = "";
    for (uint64_t i = 0, n = next_bits(&state) % 12; i < n; i++)
      strcat(text, pieces[next_bits(&state) % (sizeof pieces / sizeof *pieces)]);
    struct dh_graph *graph = dh_graph_create();
    struct dh_error error = {0};
    int node = dh_graph_parse(graph, text, xyz, 3, &error);
    accepted += node >= 0;
    if (node < 0) ck_assert_msg(error.position >= 0 && error.position <= (long)strlen(text), "'%s'", text);
    if (node < 0) ck_assert_int_ne(error.code, DH_OK);
    dh_graph_destroy(graph);
  }
  ck_assert_int_gt(accepted, 100);
}
END_TEST

/* A locale whose decimal point is a comma changes nothing. Where none is installed the C locale is tested again. */
START_TEST(locales) {
  static const char *const commas[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "C"};
  for (size_t i = 0; i < sizeof commas / sizeof *commas; i++) {
    setlocale(LC_ALL, commas[i]);
    ck_assert(value_of("0.1 + 2.5e-1*x", 4, 0) == 0.1 + 1);
  }
}
END_TEST

START_TEST(positions) {
  struct dh_graph *graph = dh_graph_create();
  struct dh_node product = dh_graph_node(graph, parsed(graph, "x * sin(y)"));
  ck_assert_int_eq(product.position, 2);
  ck_assert_int_eq(dh_graph_node(graph, product.b).position, 4);
  ck_assert_int_eq(dh_graph_node(graph, derived(graph, parsed(graph, "x^3"), "x")).position, -1);
  dh_graph_destroy(graph);
}
END_TEST

START_TEST(reserved) {
  static const char *const words[] = {"e", "pi", "t", "lr", "p", "g", "loss", "step"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) ck_assert(dh_name_is_reserved(words[i]));
  ck_assert(!dh_name_is_reserved("x"));
  ck_assert(!dh_name_is_reserved("steps"));
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("parse");
  TCase *reading = tcase_create("reading");
  tcase_add_loop_test(reading, values, 0, sizeof formulas / sizeof *formulas);
  tcase_add_loop_test(reading, errors, 0, sizeof refused / sizeof *refused);
  tcase_add_test(reading, locales);
  tcase_add_test(reading, positions);
  tcase_add_test(reading, reserved);
  suite_add_tcase(suite, reading);
  TCase *limits = tcase_create("limits");
  tcase_set_timeout(limits, 30);
  tcase_add_loop_test(limits, depth, 0, sizeof nested / sizeof *nested);
  tcase_add_test(limits, length);
  tcase_add_test(limits, long_sum);
  tcase_add_test(limits, too_many_nodes);
  tcase_add_test(limits, hostile);
  suite_add_tcase(suite, limits);
  return suite;
}

#include "check_main.h"

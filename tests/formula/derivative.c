/* SPDX-License-Identifier: MIT
 *
 * Derivatives against central differences at random points for everything the language has, the exact rules at kinks
 * and guards, and what simplification must leave alone. */
#include "support.h"

#include <stdio.h>

/* Formulas over x and y with the square of points they are smooth in. */
static const struct {
  const char *text;
  double low, high;
} smooth[] = {
    {"x+y*x-2", -2, 2},
    {"x*y*x", -2, 2},
    {"x/y", 0.5, 2},
    {"1/(x*x+y)", 0.5, 2},
    {"-x*y", -2, 2},
    {"x^2", -2, 2},
    {"x^3*y^4", -2, 2},
    {"x^-2", 0.5, 2},
    {"(x*y)^-3", 0.5, 2},
    {"x^7", -1, 1},
    {"x^0.5", 0.5, 2},
    {"x^-1.5", 0.5, 2},
    {"x^y", 0.5, 2},
    {"2^x", -2, 2},
    {"e^(x*y)", -1, 1},
    {"(x+3)^(y*x)", 0.5, 2},
    {"pow(x, 2.5)", 0.5, 2},
    {"sin(x*y)", -2, 2},
    {"cos(x*y)", -2, 2},
    {"tan(x)", -1, 1},
    {"asin(x*y)", -0.8, 0.8},
    {"acos(x*y)", -0.8, 0.8},
    {"atan(x*y)", -2, 2},
    {"atan2(x, y)", 0.5, 2},
    {"atan2(y*x, x-3)", 0.5, 2},
    {"sinh(x)", -2, 2},
    {"cosh(x*y)", -1, 1},
    {"tanh(x*y)", -2, 2},
    {"exp(x*y)", -1, 1},
    {"log(x*y)", 0.5, 2},
    {"log10(x*y)", 0.5, 2},
    {"sqrt(x*y)", 0.5, 2},
    {"abs(x*y)", 0.5, 2},
    {"abs(x-5)", -2, 2},
    {"sign(x)*y*x", 0.5, 2},
    {"min(x, y+4)", -1, 1},
    {"max(x*x, y-4)", -1, 1},
    {"min(x*y, -9)", -1, 1},
    {"erf(x*y)", -2, 2},
    {"sigmoid(x*y)", -2, 2},
    {"softplus(x*y)", -2, 2},
    {"softplus(x*30)", 0.7, 2},
    {"where(x<y+9, x*y, y)", -1, 1},
    {"where(x>y+9, x, y*x*x)", -1, 1},
    {"(x<y+9)*x*x", -1, 1},
    {"(1-x)^2 + 100*(y-x^2)^2", -2, 2},
    {"0.5 + (sin(x^2-y^2)^2-0.5)/(1+0.001*(x^2+y^2))^2", -2, 2},
};

static double difference(const struct dh_graph *graph, int node, double x, double y, bool of_x) {
  const double h = 6e-6; /* near the cube root of the unit roundoff, where both errors are equal */
  double dx = of_x ? h : 0, dy = of_x ? 0 : h;
  return (value_at(graph, node, x + dx, y + dy) - value_at(graph, node, x - dx, y - dy)) / (2 * h);
}

static void agree(const struct dh_graph *graph, const char *text, int node, int derivative, const double at[2],
                  bool of_x) {
  double want = difference(graph, node, at[0], at[1], of_x);
  double got = value_at(graph, derivative, at[0], at[1]);
  ck_assert_msg(fabs(got - want) <= 2e-7 * fmax(1, fabs(want)) + 1e-9 * fabs(value_at(graph, node, at[0], at[1])),
                "%s by %s at %g, %g: %.12g, not %.12g", text, of_x ? "x" : "y", at[0], at[1], got, want);
}

START_TEST(differences) {
  const char *text = smooth[_i].text;
  struct dh_graph *graph = dh_graph_create();
  int node = parsed(graph, text);
  int first[2] = {derived(graph, node, "x"), derived(graph, node, "y")};
  int second[2] = {derived(graph, first[0], "x"), derived(graph, first[0], "y")};
  uint64_t state = (uint64_t)_i + 1;
  for (int i = 0; i < 100; i++) {
    const double at[2] = {uniform(&state, smooth[_i].low, smooth[_i].high),
                          uniform(&state, smooth[_i].low, smooth[_i].high)};
    for (int k = 0; k < 2; k++) agree(graph, text, node, first[k], at, k == 0);
    for (int k = 0; k < 2; k++) agree(graph, text, first[0], second[k], at, k == 0);
  }
  dh_graph_destroy(graph);
}
END_TEST

/* Every function of the language occurs above; a new one must be added there. */
START_TEST(nothing_is_missing) {
  for (int op = 0; op < DH_OP_COUNT; op++) {
    const char *name = dh_op_name((enum dh_op)op);
    if (name[0] < 'a' || name[0] > 'z' || op == DH_OP_CONSTANT || op == DH_OP_SYMBOL || op == DH_OP_ROUND) continue;
    bool found = false;
    for (size_t i = 0; i < sizeof smooth / sizeof *smooth; i++) found = found || strstr(smooth[i].text, name);
    ck_assert_msg(found, "%s", name);
  }
}
END_TEST

/* What PyTorch's autograd gives at these points. */
static const struct {
  const char *text;
  double x, y, d; /* d text / dx at x, y */
} exact[] = {
    {"abs(x)", 0, 0, 0},
    {"abs(x)", -0.0, 0, 0},
    {"abs(x)", -3, 0, -1},
    {"sign(x)", 0, 0, 0},
    {"sign(x)", 3, 0, 0},
    {"max(x, y)", 1, 1, 0.5},
    {"min(x, y)", 1, 1, 0.5},
    {"max(x, y)", 2, 1, 1},
    {"max(x, y)", 1, 2, 0},
    {"min(x, y)", 2, 1, 0},
    {"min(x, y)", 1, 2, 1},
    {"max(x, 0)", 0, 0, 0.5},
    {"max(x, -x)", 0, 0, 0},
    {"x^2", 0, 0, 0},
    {"x^1", 7, 0, 1},
    {"x^0", 7, 0, 0},
    {"x^y", 0, 0, 0},
    {"x^y", 0, 1, 1},
    {"y^x", 2, 0, 0},
    {"y^x", 0, 0, 0},
    {"0^x", 2, 0, 0},
    {"softplus(x)", 20, 0, 1 / (1 + 2.0611536224385578e-09)},
    {"softplus(x)", 21, 0, 1},
    {"x < y", 1, 1, 0},
    {"where(x<y, x*x, 3*x)", 1, 1, 3},
    {"where(x, x*x, 3*x)", 0, 1, 3},
    {"sqrt(x)", 4, 0, 0.25},
    {"log10(x)", 1, 0, 1 / 2.302585092994046},
};

START_TEST(kinks) {
  struct dh_graph *graph = dh_graph_create();
  double d = value_at(graph, derived(graph, parsed(graph, exact[_i].text), "x"), exact[_i].x, exact[_i].y);
  ck_assert_msg(d == exact[_i].d, "%s: %.17g", exact[_i].text, d);
  dh_graph_destroy(graph);
}
END_TEST

START_TEST(infinite_slopes) {
  struct dh_graph *graph = dh_graph_create();
  ck_assert(isinf(value_at(graph, derived(graph, parsed(graph, "sqrt(x)"), "x"), 0, 0)));
  ck_assert(isinf(value_at(graph, derived(graph, parsed(graph, "x^0.5"), "x"), 0, 0)));
  ck_assert(value_at(graph, derived(graph, parsed(graph, "y^x"), "x"), -1, 0) == -INFINITE_VALUE); /* 0^-1*log(0) */
  ck_assert(isnan(value_at(graph, derived(graph, parsed(graph, "abs(x)"), "x"), NAN_VALUE, 0)));
  dh_graph_destroy(graph);
}
END_TEST

/* Written as trees, so that what must vanish has vanished and what must stay is still there. */
static void write(const struct dh_graph *graph, int node, char *out) {
  struct dh_node at = dh_graph_node(graph, node);
  const int operand[3] = {at.a, at.b, at.c};
  if (at.op == DH_OP_SYMBOL) strcat(out, at.name);
  if (at.op == DH_OP_CONSTANT) sprintf(out + strlen(out), "%.17g", at.value);
  if (dh_op_arguments(at.op) == 0) return;
  sprintf(out + strlen(out), "(%s", dh_op_name(at.op));
  for (int i = 0; i < dh_op_arguments(at.op); i++) {
    strcat(out, " ");
    write(graph, operand[i], out);
  }
  if (at.op == DH_OP_POWI) sprintf(out + strlen(out), " %d", at.b);
  strcat(out, ")");
}

static const struct {
  const char *text, *graph, *derivative; /* by x */
} trees[] = {
    {"x^2", "(^ x 2)", "(* 2 x)"},
    {"x^3", "(^ x 3)", "(* 3 (^ x 2))"},
    {"x^-1", "(^ x -1)", "(* -1 (^ x -2))"},
    {"5*x", "(* 5 x)", "5"},
    {"x*y", "(* x y)", "y"},
    {"y", "y", "0"},
    {"x + y", "(+ x y)", "1"},
    {"y - x", "(- y x)", "-1"},
    {"sin(y)", "(sin y)", "0"},
    {"x/y", "(/ x y)", "(/ 1 y)"},
    {"exp(x)", "(exp x)", "(exp x)"},
    {"exp(2*x)", "(exp (* 2 x))", "(* (exp (* 2 x)) 2)"},
    {"0*x", "(* 0 x)", "0"},
    {"0*x^2", "(* 0 (^ x 2))", "(* 0 (* 2 x))"},
    {"x-x", "(- x x)", "0"},
    {"x*1", "(* x 1)", "1"},
    {"x+0", "(+ x 0)", "1"},
    {"2*3+1", "7", "0"},
    {"2*(3*x)", "(* 2 (* 3 x))", "6"},
    {"1/0 + x", "(+ (/ 1 0) x)", "1"},
    {"x > y", "(< y x)", "0"},
    {"x^0.5", "(pow x 0.5)", "(* 0.5 (pow x -0.5))"},
    {"where(y, x, 2)", "(where y x 2)", "(where y 1 0)"},
    {"where(x < 1, y, 2)", "(where (< x 1) y 2)", "0"},
};

START_TEST(simplification) {
  struct dh_graph *graph = dh_graph_create();
  char text[256] = "", derivative[256] = "";
  int node = parsed(graph, trees[_i].text);
  write(graph, node, text);
  write(graph, derived(graph, node, "x"), derivative);
  ck_assert_str_eq(text, trees[_i].graph);
  ck_assert_msg(strcmp(derivative, trees[_i].derivative) == 0, "%s: %s", trees[_i].text, derivative);
  dh_graph_destroy(graph);
}
END_TEST

START_TEST(nan_is_not_hidden) {
  ck_assert(isnan(value_of("0*x", INFINITE_VALUE, 0)));
  ck_assert(isnan(value_of("x-x", INFINITE_VALUE, 0)));
  ck_assert(isnan(value_of("x/x", 0, 0)));
  ck_assert(isnan(value_of("0*(1/0)", 0, 0)));
  ck_assert(isnan(value_of("min(x, 1)", NAN_VALUE, 0)));
  ck_assert(isnan(value_of("max(1, x)", NAN_VALUE, 0)));
  ck_assert(value_of("where(x, 1, 2)", NAN_VALUE, 0) == 1);
  struct dh_graph *graph = dh_graph_create();
  ck_assert(isnan(value_at(graph, derived(graph, parsed(graph, "0*x^2"), "x"), INFINITE_VALUE, 0)));
  dh_graph_destroy(graph);
}
END_TEST

START_TEST(shared_nodes) {
  struct dh_graph *graph = dh_graph_create();
  ck_assert_int_eq(parsed(graph, "sin(x)*y"), parsed(graph, " sin( x ) * y"));
  ck_assert_int_ne(parsed(graph, "0"), parsed(graph, "-0"));
  ck_assert(dh_graph_uses(graph, parsed(graph, "sin(x)^2"), "x"));
  ck_assert(!dh_graph_uses(graph, parsed(graph, "sin(x)^2"), "y"));
  dh_graph_destroy(graph);
}
END_TEST

/* Squaring forty times makes a tree of 2^40 leaves out of forty nodes; derivatives must stay of that size. */
START_TEST(no_explosion) {
  struct dh_graph *graph = dh_graph_create();
  struct dh_error error;
  int node = parsed(graph, "x");
  for (int i = 0; i < 40; i++) node = dh_graph_apply(graph, DH_OP_MUL, node, node, -1, &error);
  int second = derived(graph, derived(graph, node, "x"), "x");
  ck_assert_int_lt(second, 1000);
  ck_assert(value_at(graph, second, 1, 0) == 0x1p40 * (0x1p40 - 1));
  dh_graph_destroy(graph);
}
END_TEST

START_TEST(substitution) {
  struct dh_graph *graph = dh_graph_create();
  struct dh_error error;
  const char *const from[] = {"x", "y"};
  const int to[] = {parsed(graph, "y+1"), parsed(graph, "3")}; /* at once: the new y is not replaced again */
  int node = dh_graph_substitute(graph, parsed(graph, "x^2*y + z"), from, to, 2, &error);
  ck_assert_int_eq(node, parsed(graph, "(y+1)^2*3 + z"));
  dh_graph_destroy(graph);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("derivative");
  TCase *rules = tcase_create("rules");
  tcase_set_timeout(rules, 30);
  tcase_add_loop_test(rules, differences, 0, sizeof smooth / sizeof *smooth);
  tcase_add_test(rules, nothing_is_missing);
  tcase_add_loop_test(rules, kinks, 0, sizeof exact / sizeof *exact);
  tcase_add_test(rules, infinite_slopes);
  suite_add_tcase(suite, rules);
  TCase *graph = tcase_create("graph");
  tcase_add_loop_test(graph, simplification, 0, sizeof trees / sizeof *trees);
  tcase_add_test(graph, nan_is_not_hidden);
  tcase_add_test(graph, shared_nodes);
  tcase_add_test(graph, no_explosion);
  tcase_add_test(graph, substitution);
  suite_add_tcase(suite, graph);
  return suite;
}

#include "check_main.h"

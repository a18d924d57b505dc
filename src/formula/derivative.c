/* SPDX-License-Identifier: MIT
 *
 * Symbolic derivatives, forward: the derivative of every node the result is made of, operands first, each computed
 * once, so that shared nodes give shared derivatives and a deep formula needs no deep stack. The rules, also at kinks
 * and guards, are those of PyTorch's autograd (tools/autograd/derivatives.yaml).
 *
 * A derivative that is structurally zero makes its term vanish and a factor 1 is not written. Nothing else is
 * simplified: the user's own 0 stays a factor, because 0*inf is NaN. */
#include "formula/graph.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A failed construction makes every later one fail, with the first error kept, so that rules read as formulas. */
struct work {
  struct dh_graph *graph;
  struct dh_error *error;
  bool failed;
};

static int checked(struct work *work, int node) {
  if (node < 0) work->failed = true;
  return node;
}

static int number(struct work *work, double value) {
  return work->failed ? -1 : checked(work, dh_graph_constant(work->graph, value, work->error));
}

static int apply(struct work *work, enum dh_op op, int a, int b, int c) {
  return work->failed ? -1 : checked(work, dh_graph_apply(work->graph, op, a, b, c, work->error));
}

static bool is(struct work *work, int node, double value) {
  if (work->failed) return false;
  const struct dh_node *at = dh_graph_at(work->graph, node);
  return at->op == DH_OP_CONSTANT && at->value == value;
}

static bool is_op(struct work *work, int node, enum dh_op op) {
  return !work->failed && dh_graph_at(work->graph, node)->op == op;
}

/* Signs go into constants and differences: that is one operation less and not a bit different. */
static int neg(struct work *work, int a) {
  if (is(work, a, 0)) return a;
  if (is_op(work, a, DH_OP_NEG)) return dh_graph_at(work->graph, a)->a;
  if (is_op(work, a, DH_OP_MUL)) {
    struct dh_node at = *dh_graph_at(work->graph, a);
    if (is_op(work, at.a, DH_OP_CONSTANT))
      return apply(work, DH_OP_MUL, number(work, -dh_graph_at(work->graph, at.a)->value), at.b, -1);
  }
  return apply(work, DH_OP_NEG, a, -1, -1);
}

static int sum(struct work *work, int a, int b) {
  if (is(work, a, 0)) return b;
  if (is(work, b, 0)) return a;
  if (is_op(work, b, DH_OP_NEG)) return apply(work, DH_OP_SUB, a, dh_graph_at(work->graph, b)->a, -1);
  if (is_op(work, a, DH_OP_NEG)) return apply(work, DH_OP_SUB, b, dh_graph_at(work->graph, a)->a, -1);
  return apply(work, DH_OP_ADD, a, b, -1);
}

static int difference(struct work *work, int a, int b) {
  if (is(work, b, 0)) return a;
  if (is(work, a, 0)) return neg(work, b);
  if (is_op(work, b, DH_OP_NEG)) return apply(work, DH_OP_ADD, a, dh_graph_at(work->graph, b)->a, -1);
  return apply(work, DH_OP_SUB, a, b, -1);
}

/* factor * d, where d is a derivative: it alone may vanish. */
static int scale(struct work *work, int factor, int d) {
  if (is(work, d, 0) || is(work, factor, 1)) return d;
  if (is(work, d, 1)) return factor;
  if (is(work, d, -1)) return neg(work, factor);
  return apply(work, DH_OP_MUL, factor, d, -1);
}

static int quotient(struct work *work, int d, int divisor) {
  return is(work, d, 0) ? d : apply(work, DH_OP_DIV, d, divisor, -1);
}

static int square(struct work *work, int a) { return apply(work, DH_OP_POWI, a, 2, -1); }

static int where(struct work *work, int condition, int a, int b) {
  return a == b && is(work, a, 0) ? a : apply(work, DH_OP_WHERE, condition, a, b);
}

/* d(a/b) = da/b - (a/b)/b * db */
static int of_quotient(struct work *work, const struct dh_node *n, int self, int da, int db) {
  int second = is(work, db, 0) ? db : scale(work, apply(work, DH_OP_DIV, self, n->b, -1), db);
  return difference(work, quotient(work, da, n->b), second);
}

static int of_integer_power(struct work *work, const struct dh_node *n, int da) {
  if (is(work, da, 0)) return da;
  int power = apply(work, DH_OP_POWI, n->a, n->b - 1, -1);
  int factor = is(work, power, 1) ? number(work, n->b) : apply(work, DH_OP_MUL, number(work, n->b), power, -1);
  return scale(work, factor, da);
}

/* The base's part of d(a^b): b * a^(b-1) * da, which is 0 where b is. */
static int of_base(struct work *work, const struct dh_node *n, int da) {
  if (is(work, da, 0)) return da;
  int less = apply(work, DH_OP_SUB, n->b, number(work, 1), -1);
  int factor = apply(work, DH_OP_MUL, n->b, apply(work, DH_OP_POW, n->a, less, -1), -1);
  int term = scale(work, factor, da);
  if (work->failed || dh_graph_at(work->graph, n->b)->op == DH_OP_CONSTANT) return term;
  int zero = number(work, 0);
  return apply(work, DH_OP_WHERE, apply(work, DH_OP_EQ, n->b, zero, -1), zero, term);
}

/* The exponent's part: a^b * log(a) * db, which is 0 where a is 0 and b is not negative. */
static int of_exponent(struct work *work, const struct dh_node *n, int self, int db) {
  if (is(work, db, 0)) return db;
  int logarithm = apply(work, DH_OP_LOG, n->a, -1, -1);
  int term = scale(work, is(work, logarithm, 1) ? self : apply(work, DH_OP_MUL, self, logarithm, -1), db);
  if (work->failed || (dh_graph_at(work->graph, n->a)->op == DH_OP_CONSTANT && !is(work, n->a, 0))) return term;
  int zero = number(work, 0);
  int guarded = apply(work, DH_OP_WHERE, apply(work, DH_OP_LE, zero, n->b, -1), zero, term);
  return apply(work, DH_OP_WHERE, apply(work, DH_OP_EQ, n->a, zero, -1), guarded, term);
}

/* Ties are split in halves. `first` and `second` are the operands in the order in which the left one loses. */
static int of_choice(struct work *work, const struct dh_node *n, int da, int db) {
  if (is(work, da, 0) && is(work, db, 0)) return da;
  bool least = n->op == DH_OP_MIN;
  int tie = scale(work, number(work, 0.5), sum(work, da, db));
  int less = apply(work, DH_OP_LT, n->a, n->b, -1);
  int strict = where(work, less, least ? da : db, least ? db : da);
  return where(work, apply(work, DH_OP_EQ, n->a, n->b, -1), tie, strict);
}

/* d atan2(y, x) = x/(y^2 + x^2) dy - y/(y^2 + x^2) dx */
static int of_atan2(struct work *work, const struct dh_node *n, int da, int db) {
  if (is(work, da, 0) && is(work, db, 0)) return da;
  int radius = apply(work, DH_OP_ADD, square(work, n->a), square(work, n->b), -1);
  int left = is(work, da, 0) ? da : scale(work, apply(work, DH_OP_DIV, n->b, radius, -1), da);
  int right = is(work, db, 0) ? db : scale(work, apply(work, DH_OP_DIV, n->a, radius, -1), db);
  return difference(work, left, right);
}

/* 1 - a^2 and its like: constant + sign * a^2. */
static int one_minus_square(struct work *work, int a) {
  return apply(work, DH_OP_SUB, number(work, 1), square(work, a), -1);
}

static int one_plus_square(struct work *work, int a) {
  return apply(work, DH_OP_ADD, number(work, 1), square(work, a), -1);
}

static int of_softplus(struct work *work, int a) {
  int linear = apply(work, DH_OP_LT, number(work, 20), a, -1);
  return apply(work, DH_OP_WHERE, linear, number(work, 1), apply(work, DH_OP_SIGMOID, a, -1, -1));
}

static int of_sigmoid(struct work *work, int self) {
  return apply(work, DH_OP_MUL, apply(work, DH_OP_SUB, number(work, 1), self, -1), self, -1);
}

static int of_erf(struct work *work, int a) {
  const double two_over_root_pi = 1.12837916709551257390;
  int bell = apply(work, DH_OP_EXP, neg(work, square(work, a)), -1, -1);
  return apply(work, DH_OP_MUL, number(work, two_over_root_pi), bell, -1);
}

static int root_of(struct work *work, int a) { return apply(work, DH_OP_SQRT, a, -1, -1); }

/* Functions whose derivative is d divided by something: that something, or -1. */
static int divisor(struct work *work, enum dh_op op, int a, int self) {
  const double log_10 = 2.30258509299404568402;
  switch (op) {
  case DH_OP_ASIN:
  case DH_OP_ACOS:
    return root_of(work, one_minus_square(work, a));
  case DH_OP_ATAN:
    return one_plus_square(work, a);
  case DH_OP_LOG:
    return a;
  case DH_OP_LOG10:
    return apply(work, DH_OP_MUL, a, number(work, log_10), -1);
  case DH_OP_SQRT:
    return apply(work, DH_OP_MUL, number(work, 2), self, -1);
  default:
    return -1;
  }
}

/* Functions whose derivative is d times something: that something. */
static int factor(struct work *work, enum dh_op op, int a, int self) {
  switch (op) {
  case DH_OP_SIN:
    return apply(work, DH_OP_COS, a, -1, -1);
  case DH_OP_COS:
    return neg(work, apply(work, DH_OP_SIN, a, -1, -1));
  case DH_OP_TAN:
    return one_plus_square(work, self);
  case DH_OP_SINH:
    return apply(work, DH_OP_COSH, a, -1, -1);
  case DH_OP_COSH:
    return apply(work, DH_OP_SINH, a, -1, -1);
  case DH_OP_TANH:
    return one_minus_square(work, self);
  case DH_OP_EXP:
    return self;
  case DH_OP_ABS:
    return apply(work, DH_OP_SIGN, a, -1, -1);
  case DH_OP_ERF:
    return of_erf(work, a);
  case DH_OP_SIGMOID:
    return of_sigmoid(work, self);
  case DH_OP_SOFTPLUS:
    return of_softplus(work, a);
  default:
    return number(work, 0);
  }
}

static int of_function(struct work *work, enum dh_op op, int a, int self, int da) {
  if (is(work, da, 0)) return da;
  int below = divisor(work, op, a, self);
  if (below < 0) return scale(work, factor(work, op, a, self), da);
  int result = quotient(work, da, below);
  return op == DH_OP_ACOS ? neg(work, result) : result;
}

/* The derivative of node `self` from those of its operands. */
static int rule(struct work *work, int self, int da, int db, int dc) {
  const struct dh_node node = *dh_graph_at(work->graph, self);
  switch (node.op) {
  case DH_OP_ADD:
    return sum(work, da, db);
  case DH_OP_SUB:
    return difference(work, da, db);
  case DH_OP_MUL:
    return sum(work, scale(work, node.b, da), scale(work, node.a, db));
  case DH_OP_DIV:
    return of_quotient(work, &node, self, da, db);
  case DH_OP_NEG:
    return neg(work, da);
  case DH_OP_POWI:
    return of_integer_power(work, &node, da);
  case DH_OP_POW:
    return sum(work, of_base(work, &node, da), of_exponent(work, &node, self, db));
  case DH_OP_WHERE:
    return where(work, node.a, db, dc);
  case DH_OP_MIN:
  case DH_OP_MAX:
    return of_choice(work, &node, da, db);
  case DH_OP_ATAN2:
    return of_atan2(work, &node, da, db);
  case DH_OP_LT:
  case DH_OP_LE:
  case DH_OP_EQ:
  case DH_OP_NE:
  case DH_OP_SIGN:
    return number(work, 0);
  default:
    return of_function(work, node.op, node.a, self, da);
  }
}

static int of_leaf(struct work *work, int self, const char *symbol) {
  const struct dh_node *node = dh_graph_at(work->graph, self);
  return number(work, node->op == DH_OP_SYMBOL && strcmp(node->name, symbol) == 0 ? 1 : 0);
}

int dh_graph_derivative(struct dh_graph *graph, int node, const char *symbol, struct dh_error *error) {
  struct work work = {graph, error, false};
  unsigned char *reached = dh_graph_reach(graph, node);
  int *d = calloc((size_t)node + 1, sizeof *d);
  if (!reached || !d) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    work.failed = true;
  }
  for (int i = 0; i <= node && !work.failed; i++) {
    if (!reached[i]) continue;
    struct dh_node at = *dh_graph_at(graph, i);
    int operands = dh_node_operands(&at);
    if (operands == 0)
      d[i] = of_leaf(&work, i, symbol);
    else
      d[i] = rule(&work, i, d[at.a], operands > 1 ? d[at.b] : -1, operands > 2 ? d[at.c] : -1);
  }
  int result = work.failed ? -1 : d[node];
  free(reached);
  free(d);
  return result;
}

/* SPDX-License-Identifier: MIT
 *
 * The table of operations: how each is written and how many operands it takes. */
#include "formula/arithmetic.h"
#include "formula/graph.h"
#include "formula/program.h"

#include <string.h>

static const struct {
  const char *name;
  int arguments;
  bool function; /* written as name(...) in a formula */
} ops[] = {
    [DH_OP_CONSTANT] = {"constant", 0, false},
    [DH_OP_SYMBOL] = {"symbol", 0, false},
    [DH_OP_ADD] = {"+", 2, false},
    [DH_OP_SUB] = {"-", 2, false},
    [DH_OP_MUL] = {"*", 2, false},
    [DH_OP_DIV] = {"/", 2, false},
    [DH_OP_NEG] = {"-", 1, false},
    [DH_OP_POWI] = {"^", 1, false},
    [DH_OP_POW] = {"pow", 2, true},
    [DH_OP_LT] = {"<", 2, false},
    [DH_OP_LE] = {"<=", 2, false},
    [DH_OP_EQ] = {"==", 2, false},
    [DH_OP_NE] = {"!=", 2, false},
    [DH_OP_WHERE] = {"where", 3, true},
    [DH_OP_MIN] = {"min", 2, true},
    [DH_OP_MAX] = {"max", 2, true},
    [DH_OP_ATAN2] = {"atan2", 2, true},
    [DH_OP_SIN] = {"sin", 1, true},
    [DH_OP_COS] = {"cos", 1, true},
    [DH_OP_TAN] = {"tan", 1, true},
    [DH_OP_ASIN] = {"asin", 1, true},
    [DH_OP_ACOS] = {"acos", 1, true},
    [DH_OP_ATAN] = {"atan", 1, true},
    [DH_OP_SINH] = {"sinh", 1, true},
    [DH_OP_COSH] = {"cosh", 1, true},
    [DH_OP_TANH] = {"tanh", 1, true},
    [DH_OP_EXP] = {"exp", 1, true},
    [DH_OP_LOG] = {"log", 1, true},
    [DH_OP_LOG10] = {"log10", 1, true},
    [DH_OP_SQRT] = {"sqrt", 1, true},
    [DH_OP_ABS] = {"abs", 1, true},
    [DH_OP_SIGN] = {"sign", 1, true},
    [DH_OP_ERF] = {"erf", 1, true},
    [DH_OP_SIGMOID] = {"sigmoid", 1, true},
    [DH_OP_SOFTPLUS] = {"softplus", 1, true},
    [DH_OP_ROUND] = {"round", 1, false},
    [DH_OP_MOVE] = {"=", 1, false},
};
_Static_assert(sizeof ops / sizeof *ops == DH_OP_COUNT, "one row per operation");

const char *dh_op_name(enum dh_op op) { return ops[op].name; }

int dh_op_arguments(enum dh_op op) { return ops[op].arguments; }

double dh_op_evaluate(enum dh_op op, const double operand[3]) {
  return dh_evaluate(op, operand[0], operand[1], operand[2]);
}

bool dh_op_is_function(enum dh_op op) { return ops[op].function; }

bool dh_op_is_called(enum dh_op op) {
  bool function = op == DH_OP_POW || (op >= DH_OP_ATAN2 && op <= DH_OP_SOFTPLUS);
  return function && op != DH_OP_SQRT && op != DH_OP_ABS && op != DH_OP_SIGN;
}

int dh_op_named(const char *name) {
  for (int op = 0; op < DH_OP_COUNT; op++)
    if (ops[op].function && strcmp(ops[op].name, name) == 0) return op;
  return -1;
}

bool dh_name_is_reserved(const char *name) {
  static const char *const reserved[] = {"e", "pi", "t", "lr", "p", "g", "loss", "step", "and", "or", "not"};
  for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
    if (strcmp(name, reserved[i]) == 0) return true;
  return false;
}

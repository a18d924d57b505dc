/* SPDX-License-Identifier: MIT */
#include "words.h"
#include "formula/vector.h"

#define SAY(name, expression)                                                                                          \
  case name:                                                                                                           \
    result = expression;                                                                                               \
    break;

static bool say(enum dh_op op, const double *first, const double *second, const double *third, double *out) {
  vector a = load(first), b = load(second), c = load(third), result;
  switch (op) {
    SAY(DH_OP_ADD, SUM(a, b))
    SAY(DH_OP_SUB, DIFFERENCE(a, b))
    SAY(DH_OP_MUL, PRODUCT(a, b))
    SAY(DH_OP_DIV, QUOTIENT(a, b))
    SAY(DH_OP_NEG, NEGATIVE(a))
    SAY(DH_OP_LT, TRUTH(LESS(a, b)))
    SAY(DH_OP_LE, TRUTH(LESS_EQUAL(a, b)))
    SAY(DH_OP_EQ, TRUTH(EQUAL(a, b)))
    SAY(DH_OP_NE, TRUTH(UNEQUAL(a, b)))
    SAY(DH_OP_WHERE, SELECT(NONZERO(a), b, c))
    SAY(DH_OP_MIN, MINIMUM(a, b))
    SAY(DH_OP_MAX, MAXIMUM(a, b))
    SAY(DH_OP_SQRT, ROOT(a))
    SAY(DH_OP_ABS, ABSOLUTE(a))
    SAY(DH_OP_SIGN, SIGN(a))
    SAY(DH_OP_MOVE, SUM(SPREAD(-0.0), a))
  default:
    return false;
  }
  store(out, result);
  return true;
}

bool WORDS(enum dh_op op, const double *a, const double *b, const double *c, double *out) {
  bool known = true;
  for (int i = 0; i < WORDS_LANES; i += WIDTH) known = say(op, a + i, b + i, c + i, out + i) && known;
  return known;
}

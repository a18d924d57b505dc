/* SPDX-License-Identifier: MIT
 *
 * What every operation does to one number, by definition. Constant folding and tracing use these functions, kernels the
 * words of vector.h, which are tested against them bit by bit. */
#ifndef FORMULA_ARITHMETIC_H
#define FORMULA_ARITHMETIC_H

#include "downhill/formula.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__GNUC__)
#define DH_INLINE static inline __attribute__((always_inline))
#else
#define DH_INLINE static inline
#endif

/* Rounding twice, and every golden number, rests on it: where doubles are computed with more digits (the x87), nothing
 * here would be right. */
_Static_assert(FLT_EVAL_METHOD == 0 || FLT_EVAL_METHOD == 1, "operations on double are done in double");

/* A format as the rounding needs it. */
struct dh_rounding {
  double smallest; /* 2^exponent_min, the smallest normal number */
  double power;    /* the power of two of the largest number: above, everything overflows anyway */
  double magic;    /* 1.5 * 2^(53 - digits) */
  double largest;
};

DH_INLINE struct dh_rounding dh_rounding_of(enum dh_precision precision) {
  switch (precision) {
  case DH_FP32:
    return (struct dh_rounding){0x1p-126, 0x1p127, 1.5 * 0x1p29, 0x1.fffffep127};
  case DH_FP16:
    return (struct dh_rounding){0x1p-14, 0x1p15, 1.5 * 0x1p42, 65504};
  case DH_BF16:
    return (struct dh_rounding){0x1p-126, 0x1p127, 1.5 * 0x1p45, 0x1.fep127};
  default:
    return (struct dh_rounding){0, 0, 0, (double)INFINITY};
  }
}

/* Adding and taking away 1.5*2^52 units in the last place of the format leaves the number rounded to that place, ties
 * to even, because a double has no room for more. The unit follows from the number's own power of two, which below
 * the smallest normal number stops falling: gradual underflow. */
DH_INLINE double dh_round(enum dh_precision precision, double x) {
  if (precision == DH_FP64) return x;
  struct dh_rounding format = dh_rounding_of(precision);
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits &= UINT64_C(0x7FF0000000000000);
  double power;
  memcpy(&power, &bits, sizeof power);
  power = power < format.smallest ? format.smallest : power;
  power = power > format.power ? format.power : power;
  double offset = power * format.magic;
  double rounded = (fabs(x) + offset) - offset;
  rounded = rounded > format.largest ? (double)INFINITY : rounded;
  return copysign(rounded, x);
}

/* NaN in either argument is the result, as in PyTorch. */
DH_INLINE double dh_min(double a, double b) { return a < b || a != a ? a : b; }
DH_INLINE double dh_max(double a, double b) { return a > b || a != a ? a : b; }
/* NaN stays NaN: a gradient of abs() must not look as if it had vanished. */
DH_INLINE double dh_sign(double a) { return a > 0 ? 1 : a < 0 ? -1 : a != a ? a : 0; }
DH_INLINE double dh_sigmoid(double a) { return 1 / (1 + exp(-a)); }
/* Linear above 20, where exp(-a) is below half a unit in the last place of a, as in PyTorch. */
DH_INLINE double dh_softplus(double a) { return a > 20 ? a : log1p(exp(a)); }

/* One operation, unrounded. POWI is no operation here: it is lowered to products. */
DH_INLINE double dh_evaluate(enum dh_op op, double a, double b, double c) {
  switch (op) {
  case DH_OP_ADD:
    return a + b;
  case DH_OP_SUB:
    return a - b;
  case DH_OP_MUL:
    return a * b;
  case DH_OP_DIV:
    return a / b;
  case DH_OP_NEG:
    return -a;
  case DH_OP_POW:
    return pow(a, b);
  case DH_OP_LT:
    return a < b ? 1 : 0;
  case DH_OP_LE:
    return a <= b ? 1 : 0;
  case DH_OP_EQ:
    return a == b ? 1 : 0;
  case DH_OP_NE:
    return a != b ? 1 : 0;
  case DH_OP_WHERE:
    return a != 0 ? b : c;
  case DH_OP_MIN:
    return dh_min(a, b);
  case DH_OP_MAX:
    return dh_max(a, b);
  case DH_OP_ATAN2:
    return atan2(a, b);
  case DH_OP_SIN:
    return sin(a);
  case DH_OP_COS:
    return cos(a);
  case DH_OP_TAN:
    return tan(a);
  case DH_OP_ASIN:
    return asin(a);
  case DH_OP_ACOS:
    return acos(a);
  case DH_OP_ATAN:
    return atan(a);
  case DH_OP_SINH:
    return sinh(a);
  case DH_OP_COSH:
    return cosh(a);
  case DH_OP_TANH:
    return tanh(a);
  case DH_OP_EXP:
    return exp(a);
  case DH_OP_LOG:
    return log(a);
  case DH_OP_LOG10:
    return log10(a);
  case DH_OP_SQRT:
    return sqrt(a);
  case DH_OP_ABS:
    return fabs(a);
  case DH_OP_SIGN:
    return dh_sign(a);
  case DH_OP_ERF:
    return erf(a);
  case DH_OP_SIGMOID:
    return dh_sigmoid(a);
  case DH_OP_SOFTPLUS:
    return dh_softplus(a);
  default:
    return a;
  }
}

/* The result is one of the operands up to its sign, or 0, 1 or -1: there is nothing to round. */
DH_INLINE bool dh_is_exact(enum dh_op op) {
  switch (op) {
  case DH_OP_NEG:
  case DH_OP_LT:
  case DH_OP_LE:
  case DH_OP_EQ:
  case DH_OP_NE:
  case DH_OP_WHERE:
  case DH_OP_MIN:
  case DH_OP_MAX:
  case DH_OP_ABS:
  case DH_OP_SIGN:
  case DH_OP_MOVE:
    return true;
  default:
    return false;
  }
}

/* One operation as a program in this format does it. */
DH_INLINE double dh_operate(enum dh_precision precision, enum dh_op op, double a, double b, double c) {
  double result = dh_evaluate(op, a, b, c);
  return dh_is_exact(op) ? result : dh_round(precision, result);
}

/* 0 and -0 are equal, but may have different results. */
DH_INLINE bool dh_are_uniform(const double *a, const double *b, int count) {
  bool same = count > 1 && a[0] != 0 && b[0] != 0;
  for (int i = 1; i < count && same; i++) same = a[i] == a[0] && b[i] == b[0];
  return same;
}

/* out[i] = op(a[i], b[i]); `out` may be a or b. Of operands that are all the same one result is enough: numbers of the
 * rule mostly are, as in Adam's beta^t. */
DH_INLINE void dh_evaluate_each(enum dh_op op, double *out, const double *a, const double *b, int count) {
  if (dh_are_uniform(a, b, count)) {
    double once = dh_evaluate(op, a[0], b[0], 0);
    for (int i = 0; i < count; i++) out[i] = once;
  } else {
    for (int i = 0; i < count; i++) out[i] = dh_evaluate(op, a[i], b[i], 0);
  }
}

#endif

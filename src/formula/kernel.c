/* SPDX-License-Identifier: MIT
 *
 * The kernel: carries out a program's code for a block of slots. Compiled once per instruction set, under the name
 * DH_KERNEL; the loops are plain C and the compiler makes vectors of them. Every operation is rounded in the loop that
 * does it, so the results are the same bits whatever the instruction set and the number of slots. */
#include "formula/arithmetic.h"
#include "formula/program.h"

dh_kernel_run DH_KERNEL;

/* Registers are the same or apart, never shifted against each other: no slot depends on another. */
#if defined(__clang__)
/* Loops that call the mathematical library stay loops. */
#pragma clang diagnostic ignored "-Wpass-failed"
#define EACH_SLOT _Pragma("clang loop vectorize(assume_safety)") for (int s = 0; s < slots; s++)
#elif defined(__GNUC__)
#define EACH_SLOT _Pragma("GCC ivdep") for (int s = 0; s < slots; s++)
#else
#define EACH_SLOT for (int s = 0; s < slots; s++)
#endif

#define CARRY_OUT(name)                                                                                                \
  case name:                                                                                                           \
    EACH_SLOT out[s] = dh_operate(precision, name, a[s], b[s], c[s]);                                                  \
    break;

/* Are the operands the same in every slot? Numbers of the rule mostly are: of Adam's beta^t one is enough. */
DH_INLINE bool is_uniform(const double *a, const double *b, int slots) {
  bool same = true;
  for (int s = 1; s < slots && same; s++) same = a[s] == a[0] && b[s] == b[0];
  return same && slots > 1;
}

/* What no vector can do and takes long. 0 and -0 are equal, but may have different results. */
#define CARRY_OUT_SLOWLY(name)                                                                                         \
  case name:                                                                                                           \
    if (a[0] != 0 && b[0] != 0 && is_uniform(a, b, slots)) {                                                           \
      double once = dh_operate(precision, name, a[0], b[0], 0);                                                        \
      EACH_SLOT out[s] = once;                                                                                         \
      break;                                                                                                           \
    }                                                                                                                  \
    EACH_SLOT out[s] = dh_operate(precision, name, a[s], b[s], 0);                                                     \
    break;

/* One operation inside a joined instruction. */
#define ADD(a, b) dh_round(precision, (a) + (b))
#define SUB(a, b) dh_round(precision, (a) - (b))
#define MUL(a, b) dh_round(precision, (a) * (b))
/* Both are read, whichever it is: reading by condition takes longer. */
DH_INLINE double either(bool first, double a, double b) { return first ? a : b; }
#define JOINED(name, expression)                                                                                       \
  case name:                                                                                                           \
    EACH_SLOT out[s] = expression;                                                                                     \
    break;

/* Inlined with constant `slots` and `precision`, so that the loops have neither tests nor remainders. */
DH_INLINE void carry_out(const struct dh_instruction *code, int length, double *registers, int slots,
                         enum dh_precision precision) {
  for (const struct dh_instruction *at = code; at < code + length; at++) {
    double *out = registers + (ptrdiff_t)at->out * DH_SLOTS;
    const double *a = registers + (ptrdiff_t)at->a * DH_SLOTS;
    const double *b = registers + (ptrdiff_t)at->b * DH_SLOTS;
    const double *c = registers + (ptrdiff_t)at->c * DH_SLOTS;
    const double *d = registers + (ptrdiff_t)at->d * DH_SLOTS;
    switch (at->op) {
      CARRY_OUT(DH_OP_ADD)
      CARRY_OUT(DH_OP_SUB)
      CARRY_OUT(DH_OP_MUL)
      CARRY_OUT(DH_OP_DIV)
      CARRY_OUT(DH_OP_NEG)
      CARRY_OUT_SLOWLY(DH_OP_POW)
      CARRY_OUT(DH_OP_LT)
      CARRY_OUT(DH_OP_LE)
      CARRY_OUT(DH_OP_EQ)
      CARRY_OUT(DH_OP_NE)
      CARRY_OUT(DH_OP_WHERE)
      CARRY_OUT(DH_OP_MIN)
      CARRY_OUT(DH_OP_MAX)
      CARRY_OUT_SLOWLY(DH_OP_ATAN2)
      CARRY_OUT_SLOWLY(DH_OP_SIN)
      CARRY_OUT_SLOWLY(DH_OP_COS)
      CARRY_OUT_SLOWLY(DH_OP_TAN)
      CARRY_OUT_SLOWLY(DH_OP_ASIN)
      CARRY_OUT_SLOWLY(DH_OP_ACOS)
      CARRY_OUT_SLOWLY(DH_OP_ATAN)
      CARRY_OUT_SLOWLY(DH_OP_SINH)
      CARRY_OUT_SLOWLY(DH_OP_COSH)
      CARRY_OUT_SLOWLY(DH_OP_TANH)
      CARRY_OUT_SLOWLY(DH_OP_EXP)
      CARRY_OUT_SLOWLY(DH_OP_LOG)
      CARRY_OUT_SLOWLY(DH_OP_LOG10)
      CARRY_OUT(DH_OP_SQRT)
      CARRY_OUT(DH_OP_ABS)
      CARRY_OUT(DH_OP_SIGN)
      CARRY_OUT_SLOWLY(DH_OP_ERF)
      CARRY_OUT_SLOWLY(DH_OP_SIGMOID)
      CARRY_OUT_SLOWLY(DH_OP_SOFTPLUS)
      CARRY_OUT(DH_OP_ROUND)
      CARRY_OUT(DH_OP_MOVE)
      JOINED(DH_ADD_ADD, ADD(ADD(a[s], b[s]), c[s]))
      JOINED(DH_SUB_ADD, ADD(SUB(a[s], b[s]), c[s]))
      JOINED(DH_ADD_SUB, SUB(ADD(a[s], b[s]), c[s]))
      JOINED(DH_SUB_SUB, SUB(SUB(a[s], b[s]), c[s]))
      JOINED(DH_ADD_SUB_FROM, SUB(c[s], ADD(a[s], b[s])))
      JOINED(DH_SUB_SUB_FROM, SUB(c[s], SUB(a[s], b[s])))
      JOINED(DH_ADD_MUL, MUL(ADD(a[s], b[s]), c[s]))
      JOINED(DH_SUB_MUL, MUL(SUB(a[s], b[s]), c[s]))
      JOINED(DH_MUL_MUL, MUL(MUL(a[s], b[s]), c[s]))
      JOINED(DH_MUL_ADD, ADD(MUL(a[s], b[s]), c[s]))
      JOINED(DH_MUL_SUB, SUB(MUL(a[s], b[s]), c[s]))
      JOINED(DH_MUL_SUB_FROM, SUB(c[s], MUL(a[s], b[s])))
      JOINED(DH_SUM_OF_PRODUCTS, ADD(MUL(a[s], b[s]), MUL(c[s], d[s])))
      JOINED(DH_DIFFERENCE_OF_PRODUCTS, SUB(MUL(a[s], b[s]), MUL(c[s], d[s])))
      JOINED(DH_WHERE_LT, either(a[s] < b[s], c[s], d[s]))
      JOINED(DH_WHERE_LE, either(a[s] <= b[s], c[s], d[s]))
      JOINED(DH_WHERE_EQ, either(a[s] == b[s], c[s], d[s]))
      JOINED(DH_WHERE_NE, either(a[s] != b[s], c[s], d[s]))
    default:
      break; /* constants, symbols and integer powers are never compiled */
    }
  }
}

#define CASE(precision)                                                                                                \
  case precision:                                                                                                      \
    if (slots == DH_SLOTS)                                                                                             \
      carry_out(code, length, registers, DH_SLOTS, precision);                                                         \
    else                                                                                                               \
      carry_out(code, length, registers, slots, precision);                                                            \
    break;

void DH_KERNEL(const struct dh_instruction *code, int length, double *registers, int slots,
               enum dh_precision precision) {
  switch (precision) {
    CASE(DH_FP64)
    CASE(DH_FP32)
    CASE(DH_FP16)
    CASE(DH_BF16)
  case DH_PRECISION_COUNT:
    break;
  }
}

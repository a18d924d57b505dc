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
#define EACH_SLOT _Pragma("clang loop vectorize(assume_safety)") for (int s = 0; s < slots; s++)
#elif defined(__GNUC__)
#define EACH_SLOT _Pragma("GCC ivdep") for (int s = 0; s < slots; s++)
#else
#define EACH_SLOT for (int s = 0; s < slots; s++)
#endif

/* Operations that give one of their operands, or 0 or 1, have nothing to round. */
#define EXACT(name)                                                                                                    \
  case name:                                                                                                           \
    EACH_SLOT out[s] = dh_evaluate(name, a[s], b[s], c[s]);                                                            \
    break;
#define ROUNDED(name)                                                                                                  \
  case name:                                                                                                           \
    EACH_SLOT out[s] = dh_round(precision, dh_evaluate(name, a[s], b[s], c[s]));                                       \
    break;

/* Inlined with constant `slots` and `precision`, so that the loops have neither tests nor remainders. */
DH_INLINE void carry_out(const struct dh_instruction *code, int length, double *registers, int slots,
                         enum dh_precision precision) {
  for (const struct dh_instruction *at = code; at < code + length; at++) {
    double *out = registers + (ptrdiff_t)at->out * DH_SLOTS;
    const double *a = registers + (ptrdiff_t)at->a * DH_SLOTS;
    const double *b = registers + (ptrdiff_t)at->b * DH_SLOTS;
    const double *c = registers + (ptrdiff_t)at->c * DH_SLOTS;
    switch (at->op) {
      ROUNDED(DH_OP_ADD)
      ROUNDED(DH_OP_SUB)
      ROUNDED(DH_OP_MUL)
      ROUNDED(DH_OP_DIV)
      EXACT(DH_OP_NEG)
      ROUNDED(DH_OP_POW)
      EXACT(DH_OP_LT)
      EXACT(DH_OP_LE)
      EXACT(DH_OP_EQ)
      EXACT(DH_OP_NE)
      EXACT(DH_OP_WHERE)
      EXACT(DH_OP_MIN)
      EXACT(DH_OP_MAX)
      ROUNDED(DH_OP_ATAN2)
      ROUNDED(DH_OP_SIN)
      ROUNDED(DH_OP_COS)
      ROUNDED(DH_OP_TAN)
      ROUNDED(DH_OP_ASIN)
      ROUNDED(DH_OP_ACOS)
      ROUNDED(DH_OP_ATAN)
      ROUNDED(DH_OP_SINH)
      ROUNDED(DH_OP_COSH)
      ROUNDED(DH_OP_TANH)
      ROUNDED(DH_OP_EXP)
      ROUNDED(DH_OP_LOG)
      ROUNDED(DH_OP_LOG10)
      ROUNDED(DH_OP_SQRT)
      EXACT(DH_OP_ABS)
      EXACT(DH_OP_SIGN)
      ROUNDED(DH_OP_ERF)
      ROUNDED(DH_OP_SIGMOID)
      ROUNDED(DH_OP_SOFTPLUS)
      ROUNDED(DH_OP_MUL_ADD)
      ROUNDED(DH_OP_MUL_SUB)
      ROUNDED(DH_OP_NEG_MUL_ADD)
      EXACT(DH_OP_MOVE)
    case DH_OP_CONSTANT:
    case DH_OP_SYMBOL:
    case DH_OP_POWI:
    case DH_OP_COUNT:
      break; /* never compiled */
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

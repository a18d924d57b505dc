/* SPDX-License-Identifier: MIT
 *
 * The kernel: carries out a program's code for groups of slots. Compiled once per instruction set, under the name
 * DH_KERNEL.
 *
 * Every instruction has a handler for each way to get its operands and to leave its result, which ends in a call of the
 * next one's. A group is as many vectors as a function is given in the processor's registers: there a result is handed
 * on, and only what is wanted again later goes through memory. Compilers make jumps of such calls; where one does not,
 * pauses in the code keep them from nesting without end. */
#include "formula/program.h"
#include "formula/vector.h"

dh_kernel_run DH_KERNEL;

/* Vectors of a group. h0..h7: what the instruction before left at hand. A narrow group uses h0 and hands the rest on.
 */
enum { wide = 8, narrow = 1 };
#define PARAMETERS                                                                                                     \
  const struct dh_instruction *at, double *registers, int slots, vector h0, vector h1, vector h2, vector h3,           \
      vector h4, vector h5, vector h6, vector h7
typedef const struct dh_instruction *handler(PARAMETERS);
static handler *const wide_handlers[DH_CODES], *const narrow_handlers[DH_CODES];

#define GO(group, to) group##_handlers[(to)->code](to, registers, slots, h0, h1, h2, h3, h4, h5, h6, h7)

/* --- what there is: the number of operands, the name, the result for a vector of each --- */

/* In those of several operations each is rounded as it would be alone: never an FMA. */
#define INSTRUCTIONS(DO, group)                                                                                        \
  DO(group, 2, DH_OP_ADD, SUM(a, b))                                                                                   \
  DO(group, 2, DH_OP_SUB, DIFFERENCE(a, b))                                                                            \
  DO(group, 2, DH_OP_MUL, PRODUCT(a, b))                                                                               \
  DO(group, 2, DH_OP_DIV, QUOTIENT(a, b))                                                                              \
  DO(group, 1, DH_OP_NEG, NEGATIVE(a))                                                                                 \
  DO(group, 2, DH_OP_LT, TRUTH(LESS(a, b)))                                                                            \
  DO(group, 2, DH_OP_LE, TRUTH(LESS_EQUAL(a, b)))                                                                      \
  DO(group, 2, DH_OP_EQ, TRUTH(EQUAL(a, b)))                                                                           \
  DO(group, 2, DH_OP_NE, TRUTH(UNEQUAL(a, b)))                                                                         \
  DO(group, 3, DH_OP_WHERE, SELECT(NONZERO(a), b, c))                                                                  \
  DO(group, 2, DH_OP_MIN, MINIMUM(a, b))                                                                               \
  DO(group, 2, DH_OP_MAX, MAXIMUM(a, b))                                                                               \
  DO(group, 1, DH_OP_SQRT, ROOT(a))                                                                                    \
  DO(group, 1, DH_OP_ABS, ABSOLUTE(a))                                                                                 \
  DO(group, 1, DH_OP_SIGN, SIGN(a))                                                                                    \
  DO(group, 1, DH_OP_MOVE, a)                                                                                          \
  DO(group, 3, DH_ADD_ADD, SUM(SUM(a, b), c))                                                                          \
  DO(group, 3, DH_SUB_ADD, SUM(DIFFERENCE(a, b), c))                                                                   \
  DO(group, 3, DH_ADD_SUB, DIFFERENCE(SUM(a, b), c))                                                                   \
  DO(group, 3, DH_SUB_SUB, DIFFERENCE(DIFFERENCE(a, b), c))                                                            \
  DO(group, 3, DH_ADD_SUB_FROM, DIFFERENCE(c, SUM(a, b)))                                                              \
  DO(group, 3, DH_SUB_SUB_FROM, DIFFERENCE(c, DIFFERENCE(a, b)))                                                       \
  DO(group, 3, DH_ADD_MUL, PRODUCT(SUM(a, b), c))                                                                      \
  DO(group, 3, DH_SUB_MUL, PRODUCT(DIFFERENCE(a, b), c))                                                               \
  DO(group, 3, DH_MUL_MUL, PRODUCT(PRODUCT(a, b), c))                                                                  \
  DO(group, 3, DH_MUL_ADD, SUM(PRODUCT(a, b), c))                                                                      \
  DO(group, 3, DH_MUL_SUB, DIFFERENCE(PRODUCT(a, b), c))                                                               \
  DO(group, 3, DH_MUL_SUB_FROM, DIFFERENCE(c, PRODUCT(a, b)))                                                          \
  DO(group, 4, DH_SUM_OF_PRODUCTS, SUM(PRODUCT(a, b), PRODUCT(c, d)))                                                  \
  DO(group, 4, DH_DIFFERENCE_OF_PRODUCTS, DIFFERENCE(PRODUCT(a, b), PRODUCT(c, d)))                                    \
  DO(group, 4, DH_WHERE_LT, SELECT(LESS(a, b), c, d))                                                                  \
  DO(group, 4, DH_WHERE_LE, SELECT(LESS_EQUAL(a, b), c, d))                                                            \
  DO(group, 4, DH_WHERE_EQ, SELECT(EQUAL(a, b), c, d))                                                                 \
  DO(group, 4, DH_WHERE_NE, SELECT(UNEQUAL(a, b), c, d))                                                               \
  DO(group, 1, DH_ROUND_FP32, rounded(DH_FP32, a))                                                                     \
  DO(group, 1, DH_ROUND_FP16, rounded(DH_FP16, a))                                                                     \
  DO(group, 1, DH_ROUND_BF16, rounded(DH_BF16, a))

/* What no instruction of a processor does. */
#define CALLS(DO, group)                                                                                               \
  DO(group, DH_OP_POW)                                                                                                 \
  DO(group, DH_OP_ATAN2)                                                                                               \
  DO(group, DH_OP_SIN)                                                                                                 \
  DO(group, DH_OP_COS)                                                                                                 \
  DO(group, DH_OP_TAN)                                                                                                 \
  DO(group, DH_OP_ASIN)                                                                                                \
  DO(group, DH_OP_ACOS)                                                                                                \
  DO(group, DH_OP_ATAN)                                                                                                \
  DO(group, DH_OP_SINH)                                                                                                \
  DO(group, DH_OP_COSH)                                                                                                \
  DO(group, DH_OP_TANH)                                                                                                \
  DO(group, DH_OP_EXP)                                                                                                 \
  DO(group, DH_OP_LOG)                                                                                                 \
  DO(group, DH_OP_LOG10)                                                                                               \
  DO(group, DH_OP_ERF)                                                                                                 \
  DO(group, DH_OP_SIGMOID)                                                                                             \
  DO(group, DH_OP_SOFTPLUS)

/* --- one vector --- */

#define RESULT(group, operands, op, expression)                                                                        \
  DH_INLINE vector op##_of(vector a, vector b, vector c, vector d) {                                                   \
    (void)b, (void)c, (void)d;                                                                                         \
    return expression;                                                                                                 \
  }
INSTRUCTIONS(RESULT, both)

DH_INLINE double *register_at(double *registers, int reg) { return registers + (ptrdiff_t)reg * DH_SLOTS; }

/* --- handlers --- */

#define EACH_VECTOR(group, DO, op, from)                                                                               \
  DO(0, op, from)                                                                                                      \
  if ((group) > narrow) {                                                                                              \
    DO(1, op, from)                                                                                                    \
    DO(2, op, from)                                                                                                    \
    DO(3, op, from)                                                                                                    \
    DO(4, op, from)                                                                                                    \
    DO(5, op, from)                                                                                                    \
    DO(6, op, from)                                                                                                    \
    DO(7, op, from)                                                                                                    \
  }

/* Operand `from` is the one at hand, 0: none. */
#define OPERAND(number, reg, from, i) ((from) == (number) ? h##i : load((reg) + (ptrdiff_t)(i)*WIDTH))
#define COMPUTE(i, op, from)                                                                                           \
  h##i = op##_of(OPERAND(1, a, from, i), OPERAND(2, b, from, i), OPERAND(3, c, from, i), OPERAND(4, d, from, i));
#define STORE(i, op, from) store(out + (ptrdiff_t)(i)*WIDTH, h##i);
#define LOAD(i, op, from)  h##i = load(out + (ptrdiff_t)(i)*WIDTH);

#define HANDLER(group, op, from, kept)                                                                                 \
  static const struct dh_instruction *op##_##from##_##kept##_##group(PARAMETERS) {                                     \
    const double *a = register_at(registers, at->a), *b = register_at(registers, at->b);                               \
    const double *c = register_at(registers, at->c), *d = register_at(registers, at->d);                               \
    double *out = register_at(registers, at->out);                                                                     \
    EACH_VECTOR(group, COMPUTE, op, from)                                                                              \
    if (kept) { EACH_VECTOR(group, STORE, op, from) }                                                                  \
    return GO(group, at + 1);                                                                                          \
  }

/* For the slots in use only. Nothing else stays at hand: what is called needs the registers. A single slot, as most
 * runs on the screen are, does without reading a vector of what was just written number by number: that takes long. */
#define CALL(group, op)                                                                                                \
  static const struct dh_instruction *op##_##group(PARAMETERS) {                                                       \
    double *out = register_at(registers, at->out);                                                                     \
    const double *a = register_at(registers, at->a), *b = register_at(registers, at->b);                               \
    if (slots == 1) {                                                                                                  \
      h0 = h1 = h2 = h3 = h4 = h5 = h6 = h7 = SPREAD(dh_evaluate(op, a[0], b[0], 0));                                  \
      store(out, h0);                                                                                                  \
    } else {                                                                                                           \
      dh_evaluate_each(op, out, a, b, slots);                                                                          \
      h1 = h2 = h3 = h4 = h5 = h6 = h7 = load(out);                                                                    \
      EACH_VECTOR(group, LOAD, op, 0)                                                                                  \
    }                                                                                                                  \
    return GO(group, at + 1);                                                                                          \
  }

static const struct dh_instruction *pause_here(PARAMETERS) {
  (void)registers, (void)slots, (void)h0, (void)h1, (void)h2, (void)h3, (void)h4, (void)h5, (void)h6, (void)h7;
  return at + 1;
}

#define WAYS_1(DO, group, op)                                                                                          \
  DO(group, op, 0, 0)                                                                                                  \
  DO(group, op, 0, 1)                                                                                                  \
  DO(group, op, 1, 0)                                                                                                  \
  DO(group, op, 1, 1)
#define WAYS_2(DO, group, op)                                                                                          \
  WAYS_1(DO, group, op)                                                                                                \
  DO(group, op, 2, 0)                                                                                                  \
  DO(group, op, 2, 1)
#define WAYS_3(DO, group, op)                                                                                          \
  WAYS_2(DO, group, op)                                                                                                \
  DO(group, op, 3, 0)                                                                                                  \
  DO(group, op, 3, 1)
#define WAYS_4(DO, group, op)                                                                                          \
  WAYS_3(DO, group, op)                                                                                                \
  DO(group, op, 4, 0)                                                                                                  \
  DO(group, op, 4, 1)

#define HANDLERS(group, operands, op, expression) WAYS_##operands(HANDLER, group, op)
#define ROW(group, op, from, kept)                [DH_CODE(op, from, kept)] = op##_##from##_##kept##_##group,
#define ROWS(group, operands, op, expression)     WAYS_##operands(ROW, group, op)
#define CALL_ROW(group, op)                       [DH_CODE(op, 0, 1)] = op##_##group,

INSTRUCTIONS(HANDLERS, wide)
INSTRUCTIONS(HANDLERS, narrow)
CALLS(CALL, wide)
CALLS(CALL, narrow)

static handler *const wide_handlers[DH_CODES] = {INSTRUCTIONS(ROWS, wide)
                                                     CALLS(CALL_ROW, wide)[DH_CODE(DH_PAUSE, 0, 0)] = pause_here};
static handler *const narrow_handlers[DH_CODES] = {INSTRUCTIONS(ROWS, narrow)
                                                       CALLS(CALL_ROW, narrow)[DH_CODE(DH_PAUSE, 0, 0)] = pause_here};

/* --- a program --- */

DH_INLINE void run_group(const struct dh_instruction *code, int length, double *registers, int slots, bool is_wide) {
  vector h0 = SPREAD(0.0), h1 = h0, h2 = h0, h3 = h0, h4 = h0, h5 = h0, h6 = h0, h7 = h0;
  for (const struct dh_instruction *at = code; at < code + length;) at = is_wide ? GO(wide, at) : GO(narrow, at);
}

/* Up to two vectors take less time one by one. */
void DH_KERNEL(const struct dh_instruction *code, int length, double *registers, int slots, long times) {
  for (int first = 0, size; first < slots; first += size) {
    int left = slots - first, vectors = left > 2 * WIDTH ? wide : narrow, used;
    size = vectors * WIDTH;
    used = left < size ? left : size;
    for (long i = 0; i < times; i++) run_group(code, length, registers + first, used, vectors == wide);
  }
}

/* SPDX-License-Identifier: MIT
 *
 * Every operation in every format gives the same bits on every kernel this machine can run, with 1, 3 and 64 slots,
 * and in a kernel compiled without any optimisation; and these are the bits that the scalar definition gives. */
#include "formula/arithmetic.h"
#include "formula/program.h"
#include "support.h"

/* kernel.c once more, with -O0 */
dh_kernel_run dh_kernel_unoptimised;

enum { REGISTERS = 5, ROUNDS = 12 };

/* Joined instructions, written out. */
static const struct {
  const char *name;
  enum dh_op first, second;
  bool right; /* the first operation's result is the right operand of the second */
} joined[] = {
    [DH_ADD_ADD - DH_OP_COUNT] = {"(a+b)+c", DH_OP_ADD, DH_OP_ADD, false},
    [DH_SUB_ADD - DH_OP_COUNT] = {"(a-b)+c", DH_OP_SUB, DH_OP_ADD, false},
    [DH_ADD_SUB - DH_OP_COUNT] = {"(a+b)-c", DH_OP_ADD, DH_OP_SUB, false},
    [DH_SUB_SUB - DH_OP_COUNT] = {"(a-b)-c", DH_OP_SUB, DH_OP_SUB, false},
    [DH_ADD_SUB_FROM - DH_OP_COUNT] = {"c-(a+b)", DH_OP_ADD, DH_OP_SUB, true},
    [DH_SUB_SUB_FROM - DH_OP_COUNT] = {"c-(a-b)", DH_OP_SUB, DH_OP_SUB, true},
    [DH_ADD_MUL - DH_OP_COUNT] = {"(a+b)*c", DH_OP_ADD, DH_OP_MUL, false},
    [DH_SUB_MUL - DH_OP_COUNT] = {"(a-b)*c", DH_OP_SUB, DH_OP_MUL, false},
    [DH_MUL_MUL - DH_OP_COUNT] = {"(a*b)*c", DH_OP_MUL, DH_OP_MUL, false},
    [DH_MUL_ADD - DH_OP_COUNT] = {"a*b+c", DH_OP_MUL, DH_OP_ADD, false},
    [DH_MUL_SUB - DH_OP_COUNT] = {"a*b-c", DH_OP_MUL, DH_OP_SUB, false},
    [DH_MUL_SUB_FROM - DH_OP_COUNT] = {"c-a*b", DH_OP_MUL, DH_OP_SUB, true},
    [DH_SUM_OF_PRODUCTS - DH_OP_COUNT] = {"a*b+c*d", DH_OP_MUL, DH_OP_ADD, false},
    [DH_DIFFERENCE_OF_PRODUCTS - DH_OP_COUNT] = {"a*b-c*d", DH_OP_MUL, DH_OP_SUB, false},
    [DH_WHERE_LT - DH_OP_COUNT] = {"where(a<b,c,d)", DH_OP_LT, DH_OP_WHERE, false},
    [DH_WHERE_LE - DH_OP_COUNT] = {"where(a<=b,c,d)", DH_OP_LE, DH_OP_WHERE, false},
    [DH_WHERE_EQ - DH_OP_COUNT] = {"where(a==b,c,d)", DH_OP_EQ, DH_OP_WHERE, false},
    [DH_WHERE_NE - DH_OP_COUNT] = {"where(a!=b,c,d)", DH_OP_NE, DH_OP_WHERE, false},
};
_Static_assert(sizeof joined / sizeof *joined == DH_JOINED_END - DH_OP_COUNT, "one row per joined instruction");

static const char *name_of(int op) {
  return op < DH_OP_COUNT ? dh_op_name((enum dh_op)op) : joined[op - DH_OP_COUNT].name;
}

static bool runs(int op) { return op != DH_OP_CONSTANT && op != DH_OP_SYMBOL && op != DH_OP_POWI; }

struct block {
  _Alignas(64) double at[REGISTERS][DH_SLOTS];
};

/* Kernels, then the unoptimised one. */
static void run(int kernel, const struct dh_instruction *code, struct block *block, int slots, int precision) {
  dh_kernel_run *chosen = kernel < dh_kernel_count() ? dh_kernel(kernel) : dh_kernel_unoptimised;
  chosen(code, 1, block->at[0], slots, (enum dh_precision)precision);
}

static double defined(int op, const struct block *block, int slot, int which) {
  enum dh_precision precision = (enum dh_precision)which;
  double a = block->at[0][slot], b = block->at[1][slot], c = block->at[2][slot], d = block->at[3][slot];
  if (op < DH_OP_COUNT) return dh_operate(precision, (enum dh_op)op, a, b, c);
  double first = dh_operate(precision, joined[op - DH_OP_COUNT].first, a, b, 0);
  if (joined[op - DH_OP_COUNT].second == DH_OP_WHERE) return dh_operate(precision, DH_OP_WHERE, first, c, d);
  bool products = op == DH_SUM_OF_PRODUCTS || op == DH_DIFFERENCE_OF_PRODUCTS;
  double other = products ? dh_operate(precision, DH_OP_MUL, c, d, 0) : c;
  bool right = joined[op - DH_OP_COUNT].right;
  return dh_operate(precision, joined[op - DH_OP_COUNT].second, right ? other : first, right ? first : other, 0);
}

static void check_block(int op, const struct block *before, int kernel, int slots, int precision) {
  struct block block = *before;
  const struct dh_instruction code = {op, 4, 0, 1, 2, 3};
  run(kernel, &code, &block, slots, precision);
  for (int s = 0; s < DH_SLOTS; s++) {
    double want = s < slots ? defined(op, before, s, precision) : before->at[4][s];
    ck_assert_msg(bits_of(block.at[4][s]) == bits_of(want),
                  "%s(%a, %a, %a) in %s, kernel %d, slot %d of %d: %a, not %a", name_of(op), before->at[0][s],
                  before->at[1][s], before->at[2][s], dh_precision_info((enum dh_precision)precision)->name, kernel, s,
                  slots, block.at[4][s], want);
  }
}

START_TEST(same_bits) {
  static const int widths[] = {1, 3, DH_SLOTS};
  if (!runs(_i)) return;
  uint64_t state = (uint64_t)_i + 99;
  for (int round = 0; round < ROUNDS; round++) {
    struct block block;
    for (int r = 0; r < REGISTERS; r++)
      for (int s = 0; s < DH_SLOTS; s++) block.at[r][s] = interesting(&state);
    for (int precision = 0; precision < DH_PRECISION_COUNT; precision++)
      for (int kernel = 0; kernel <= dh_kernel_count(); kernel++)
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
          check_block(_i, &block, kernel, widths[w], precision);
  }
}
END_TEST

/* A result may take the register of one of its operands. */
START_TEST(in_place) {
  uint64_t state = 5;
  struct block before;
  for (int r = 0; r < REGISTERS; r++)
    for (int s = 0; s < DH_SLOTS; s++) before.at[r][s] = interesting(&state);
  for (int op = 0; op < DH_JOINED_END; op++) {
    for (int kernel = 0; kernel <= dh_kernel_count() && runs(op); kernel++) {
      struct block block = before;
      const struct dh_instruction code = {op, _i, 0, 1, 2, 3};
      run(kernel, &code, &block, DH_SLOTS, DH_FP64);
      for (int s = 0; s < DH_SLOTS; s++)
        ck_assert(bits_of(block.at[_i][s]) == bits_of(defined(op, &before, s, DH_FP64)));
    }
  }
}
END_TEST

/* Two roundings, never one: with a fused multiply-add this would not be 0. */
START_TEST(not_fused) {
  double x = 1 + 0x1p-30;
  struct dh_graph *graph = dh_graph_create();
  int node = parsed(graph, "x*x - y");
  ck_assert(value_at(graph, node, x, x * x) == 0);
  ck_assert(fma(x, x, -(x * x)) != 0);
  dh_graph_destroy(graph);
}
END_TEST

START_TEST(names) {
  ck_assert_int_ge(dh_kernel_count(), 1);
  ck_assert_str_eq(dh_kernel_name(0), "baseline");
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("kernels");
  TCase *kernels = tcase_create("kernels");
  tcase_set_timeout(kernels, 60);
  tcase_add_loop_test(kernels, same_bits, 0, DH_JOINED_END);
  tcase_add_loop_test(kernels, in_place, 0, 4);
  tcase_add_test(kernels, not_fused);
  tcase_add_test(kernels, names);
  suite_add_tcase(suite, kernels);
  return suite;
}

#include "check_main.h"

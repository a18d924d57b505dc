/* SPDX-License-Identifier: MIT
 *
 * Every instruction, in every way to get its operands and to leave its result, gives the same bits on every kernel this
 * machine can run, in groups of any width, and in a kernel compiled without any optimisation; and these are the bits
 * that the scalar definition gives. */
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

static enum dh_precision precision_of(int op) { return (enum dh_precision)(DH_FP32 + op - DH_ROUND_FP32); }

static const char *name_of(int op) {
  if (op >= DH_ROUND_FP32) return dh_precision_info(precision_of(op))->name;
  return op < DH_OP_COUNT ? dh_op_name((enum dh_op)op) : joined[op - DH_OP_COUNT].name;
}

/* Constants, symbols and integer powers are never compiled, and of rounding there is one instruction a format. */
static bool runs(int op) {
  return op != DH_OP_CONSTANT && op != DH_OP_SYMBOL && op != DH_OP_POWI && op != DH_OP_ROUND && op < DH_PAUSE;
}

static bool calls(int op) { return op < DH_OP_COUNT && dh_op_is_called((enum dh_op)op); }

static int operands_of(int op) {
  if (op >= DH_ROUND_FP32) return 1;
  if (op < DH_OP_COUNT) return dh_op_arguments((enum dh_op)op);
  return op < DH_SUM_OF_PRODUCTS ? 3 : 4;
}

struct block {
  _Alignas(64) double at[REGISTERS][DH_SLOTS];
};

/* Kernels, then the unoptimised one. */
static dh_kernel_run *kernel_at(int kernel) {
  return kernel < dh_kernel_count() ? dh_kernel(kernel) : dh_kernel_unoptimised;
}

/* How many slots a vector of it has: a kernel that goes by several names, those of its first. */
static int width_of(int kernel) {
  if (kernel == dh_kernel_count()) return 2;
  int first = 0;
  while (dh_kernel(first) != dh_kernel(kernel)) first++;
  return 2 << first;
}

static double defined(int op, const struct block *block, int slot) {
  double a = block->at[0][slot], b = block->at[1][slot], c = block->at[2][slot], d = block->at[3][slot];
  if (op >= DH_ROUND_FP32) return dh_precision_round(precision_of(op), a);
  if (op < DH_OP_COUNT) return dh_evaluate((enum dh_op)op, a, b, c);
  double first = dh_evaluate(joined[op - DH_OP_COUNT].first, a, b, 0);
  if (joined[op - DH_OP_COUNT].second == DH_OP_WHERE) return dh_evaluate(DH_OP_WHERE, first, c, d);
  bool products = op == DH_SUM_OF_PRODUCTS || op == DH_DIFFERENCE_OF_PRODUCTS;
  double other = products ? dh_evaluate(DH_OP_MUL, c, d, 0) : c;
  bool right = joined[op - DH_OP_COUNT].right;
  return dh_evaluate(joined[op - DH_OP_COUNT].second, right ? other : first, right ? first : other, 0);
}

static const int pause_code = DH_CODE(DH_PAUSE, 0, 0);

/* The operand `from` is brought to hand first; a result that is not kept is moved into its register afterwards. */
static int write_code(struct dh_instruction *code, int op, int from, bool kept, int out) {
  int length = 0;
  if (from > 0) code[length++] = (struct dh_instruction){DH_CODE(DH_OP_MOVE, 0, 0), 0, from - 1, 0, 0, 0};
  code[length++] = (struct dh_instruction){DH_CODE(op, from, kept), out, 0, 1, 2, 3};
  if (!kept) code[length++] = (struct dh_instruction){DH_CODE(DH_OP_MOVE, 1, 1), out, 0, 0, 0, 0};
  code[length++] = (struct dh_instruction){pause_code, 0, 0, 0, 0, 0};
  return length;
}

/* Slots of whole groups: of eight vectors, and of one for the last two. */
static int touched(int slots, int width) {
  int whole = slots / (8 * width) * 8 * width, left = slots - whole;
  return whole + (left > 2 * width ? 8 * width : (left + width - 1) / width * width);
}

/* Results in the slots in use; what is behind their group is left alone, and so are the operands. */
static void check_block(int op, int from, bool kept, const struct block *before, int kernel, int slots) {
  struct block block = *before;
  struct dh_instruction code[4];
  int length = write_code(code, op, from, kept, 4), changed = touched(slots, width_of(kernel));
  kernel_at(kernel)(code, length, block.at[0], slots, 1);
  for (int s = 0; s < DH_SLOTS; s++) {
    double want = s < slots ? defined(op, before, s) : before->at[4][s], got = block.at[4][s];
    if ((s < slots || s >= changed) && bits_of(got) != bits_of(want))
      ck_abort_msg("%s(%a, %a, %a, %a), operand %d at hand, kernel %d, slot %d of %d: %a, not %a", name_of(op),
                   before->at[0][s], before->at[1][s], before->at[2][s], before->at[3][s], from, kernel, s, slots, got,
                   want);
  }
  ck_assert(memcmp(block.at, before->at, 4 * sizeof *block.at) == 0);
}

static void check_ways(int op, const struct block *before, int kernel, int slots) {
  for (int from = 0; from <= (calls(op) ? 0 : operands_of(op)); from++)
    for (int kept = calls(op); kept < 2; kept++) check_block(op, from, kept, before, kernel, slots);
}

static void fill(struct block *block, uint64_t *state) {
  for (int r = 0; r < REGISTERS; r++)
    for (int s = 0; s < DH_SLOTS; s++) block->at[r][s] = interesting(state);
}

START_TEST(same_bits) {
  static const int slots[] = {1, 3, 8, 17, DH_SLOTS};
  if (!runs(_i)) return;
  uint64_t state = (uint64_t)_i + 99;
  for (int round = 0; round < ROUNDS; round++) {
    struct block block;
    fill(&block, &state);
    for (int kernel = 0; kernel <= dh_kernel_count(); kernel++)
      for (size_t n = 0; n < sizeof slots / sizeof *slots; n++) check_ways(_i, &block, kernel, slots[n]);
  }
}
END_TEST

/* A result may take the register of one of its operands. */
START_TEST(in_place) {
  uint64_t state = 5;
  struct block before;
  fill(&before, &state);
  for (int op = 0; op < DH_INSTRUCTIONS; op++) {
    for (int kernel = 0; kernel <= dh_kernel_count() && runs(op); kernel++) {
      struct block block = before;
      struct dh_instruction code[4];
      kernel_at(kernel)(code, write_code(code, op, 0, true, _i), block.at[0], DH_SLOTS, 1);
      for (int s = 0; s < DH_SLOTS; s++) ck_assert(bits_of(block.at[_i][s]) == bits_of(defined(op, &before, s)));
    }
  }
}
END_TEST

/* All the code as often as asked, and what is behind a pause too. */
START_TEST(again_and_again) {
  const struct dh_instruction code[] = {{DH_CODE(DH_OP_ADD, 0, 1), 0, 0, 1, 0, 0},
                                        {pause_code, 0, 0, 0, 0, 0},
                                        {DH_CODE(DH_OP_ADD, 0, 0), 0, 0, 1, 0, 0},
                                        {DH_CODE(DH_OP_MOVE, 1, 1), 0, 0, 0, 0, 0},
                                        {pause_code, 0, 0, 0, 0, 0}};
  for (int kernel = 0; kernel <= dh_kernel_count(); kernel++)
    for (int times = 0; times < 4; times++) {
      struct block block = {.at = {{0}}};
      for (int s = 0; s < DH_SLOTS; s++) block.at[1][s] = s;
      kernel_at(kernel)(code, 5, block.at[0], DH_SLOTS, times);
      for (int s = 0; s < DH_SLOTS; s++) ck_assert(block.at[0][s] == 2.0 * times * s);
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
  tcase_add_loop_test(kernels, same_bits, 0, DH_INSTRUCTIONS);
  tcase_add_loop_test(kernels, in_place, 0, 4);
  tcase_add_test(kernels, again_and_again);
  tcase_add_test(kernels, not_fused);
  tcase_add_test(kernels, names);
  suite_add_tcase(suite, kernels);
  return suite;
}

#include "check_main.h"

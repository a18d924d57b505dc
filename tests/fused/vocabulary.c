/* SPDX-License-Identifier: MIT
 *
 * Every word that generated kernels are made of gives, in every instruction set, the bits that the scalar definition
 * gives, whatever it is given. */
#include "../formula/support.h"
#include "formula/arithmetic.h"
#include "words.h"

static words_run *const words[] = {
    words_baseline,
#ifdef DH_KERNELS_X86
    words_avx2,
    words_avx512,
#endif
};

static const double special[] = {NAN_VALUE, -NAN_VALUE, INFINITE_VALUE, -INFINITE_VALUE, 0,
                                 -0.0,      5e-324,     -5e-324,        1e-310,          1,
                                 -1,        2.5,        -2.5,           DBL_MAX,         -DBL_MAX};
enum { SPECIAL = sizeof special / sizeof *special, OPERATIONS = 16 };

struct operands {
  double a[WORDS_LANES], b[WORDS_LANES], c[WORDS_LANES];
};

static bool check(int kernel, enum dh_op op, const struct operands *in) {
  double out[WORDS_LANES];
  if (!words[kernel](op, in->a, in->b, in->c, out)) return false;
  for (int i = 0; i < WORDS_LANES; i++) {
    double want = dh_evaluate(op, in->a[i], in->b[i], in->c[i]);
    if (bits_of(out[i]) != bits_of(want))
      ck_abort_msg("%s(%a, %a, %a), %s: %a, not %a", dh_op_name(op), in->a[i], in->b[i], in->c[i],
                   dh_kernel_name(kernel), out[i], want);
  }
  return true;
}

/* All triples of special values; lanes next to each other hold different ones. */
START_TEST(special_values) {
  struct operands in;
  int known = 0;
  for (int op = 0; op < DH_OP_COUNT; op++) {
    bool spoken = true;
    for (int n = 0; n < SPECIAL * SPECIAL * SPECIAL && spoken; n += WORDS_LANES) {
      for (int i = 0; i < WORDS_LANES; i++) {
        in.a[i] = special[(n + i) % SPECIAL];
        in.b[i] = special[(n + i) / SPECIAL % SPECIAL];
        in.c[i] = special[(n + i) / (SPECIAL * SPECIAL) % SPECIAL];
      }
      spoken = check(_i, (enum dh_op)op, &in);
    }
    known += spoken;
  }
  ck_assert_int_eq(known, OPERATIONS);
}
END_TEST

START_TEST(any_values) {
  uint64_t state = 17;
  for (int round = 0; round < 2000; round++) {
    struct operands in;
    for (int i = 0; i < WORDS_LANES; i++) {
      in.a[i] = interesting(&state);
      in.b[i] = next_bits(&state) % 4 ? interesting(&state) : in.a[i];
      in.c[i] = interesting(&state);
    }
    for (int op = 0; op < DH_OP_COUNT; op++) check(_i, (enum dh_op)op, &in);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("vocabulary");
  TCase *tests = tcase_create("vocabulary");
  tcase_add_loop_test(tests, special_values, 0, dh_kernel_count());
  tcase_add_loop_test(tests, any_values, 0, dh_kernel_count());
  suite_add_tcase(suite, tests);
  return suite;
}

#include "../check_main.h"

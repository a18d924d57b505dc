/* SPDX-License-Identifier: MIT */
#include "jit/lanes.h"
#include "formula/arithmetic.h"

/* 0 and -0 are equal, but may have different results. */
static bool is_uniform(const double *a, const double *b, int count) {
  bool same = a[0] != 0 && b[0] != 0;
  for (int i = 1; i < count && same; i++) same = a[i] == a[0] && b[i] == b[0];
  return same;
}

/* Of operands that are all the same (Adam's beta^t) one result is enough. */
void lanes_evaluate(int op, double *a, const double *b, int count) {
  bool uniform = is_uniform(a, b, count);
  for (int i = 0; i < (uniform ? 1 : count); i++) a[i] = dh_evaluate((enum dh_op)op, a[i], b[i], 0);
  for (int i = 1; i < count && uniform; i++) a[i] = a[0];
}

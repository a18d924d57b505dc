/* SPDX-License-Identifier: MIT
 *
 * What no instruction of a processor does, for kernels and for compiled code to call. */
#include "formula/arithmetic.h"
#include "formula/program.h"

/* 0 and -0 are equal, but may have different results. */
static bool is_uniform(const double *a, const double *b, int count) {
  bool same = count > 1 && a[0] != 0 && b[0] != 0;
  for (int i = 1; i < count && same; i++) same = a[i] == a[0] && b[i] == b[0];
  return same;
}

/* Of operands that are all the same one result is enough: numbers of the rule mostly are, as in Adam's beta^t. */
void dh_evaluate_each(int op, double *out, const double *a, const double *b, int count) {
  bool uniform = is_uniform(a, b, count);
  for (int i = 0; i < (uniform ? 1 : count); i++) out[i] = dh_evaluate((enum dh_op)op, a[i], b[i], 0);
  for (int i = 1; i < count && uniform; i++) out[i] = out[0];
}

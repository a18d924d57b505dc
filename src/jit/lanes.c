/* SPDX-License-Identifier: MIT */
#include "jit/lanes.h"
#include "formula/arithmetic.h"

void lanes_evaluate(int op, double *a, const double *b, int count) { dh_evaluate_each((enum dh_op)op, a, a, b, count); }

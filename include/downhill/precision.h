/* SPDX-License-Identifier: MIT
 *
 * Number formats. A step "in fp16" means: every operation on positions, gradients, losses and states is computed in
 * double and rounded once to the format, to nearest even, with gradual underflow and overflow to infinity. For + - * /
 * and sqrt this is exactly what hardware of that format gives (double has more than twice the digits plus two). It is
 * *pure* low precision: real trainers keep fp32 master weights.
 *
 * Not rounded, as in PyTorch, where they are Python's numbers, is what depends on numbers of the rule alone: the rate,
 * momentum, betas, t, max_grad_norm, constants, and what is computed from these (1 - beta2^t). It stays in double and
 * is rounded once, where it meets one of the above: of `lr*g` first the rate, then the product.
 *
 * Of data, every row's own loss and gradient are computed in the format, operation by operation. Their mean is one more
 * operation: summed and divided in double, rounded once. So is the mean over the micro-batches of one update. */
#ifndef DOWNHILL_PRECISION_H
#define DOWNHILL_PRECISION_H

enum dh_precision { DH_FP64, DH_FP32, DH_FP16, DH_BF16, DH_PRECISION_COUNT };

struct dh_precision_info {
  const char *name;  /* "fp64" */
  int digits;        /* significant bits: 53, 24, 11, 8 */
  int exponent_min;  /* exponent of the smallest normal number: -1022, -126, -14, -126 */
  double largest;    /* largest finite number: 65504 for fp16 */
  const char *title; /* one line for lists */
};

const struct dh_precision_info *dh_precision_info(enum dh_precision precision);

/* The format with this name ("fp16"; also "float16", "half", "bfloat16", "float32", "double" ...), or -1. */
int dh_precision_find(const char *name);

/* x rounded once to the format. NaN stays NaN, infinities stay. */
double dh_precision_round(enum dh_precision precision, double x);

#endif

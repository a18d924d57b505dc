/* SPDX-License-Identifier: MIT
 *
 * The vocabulary of generated kernels, to be called one operation at a time. */
#ifndef TESTS_FUSED_WORDS_H
#define TESTS_FUSED_WORDS_H

#include "downhill/formula.h"

enum { WORDS_LANES = 8 }; /* of the widest vector */

/* out[i] = op(a[i], b[i], c[i]); false if the vocabulary has no word for it. */
typedef bool words_run(enum dh_op op, const double *a, const double *b, const double *c, double *out);
words_run words_baseline, words_avx2, words_avx512;

#endif

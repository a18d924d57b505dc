/* SPDX-License-Identifier: MIT
 *
 * The vocabulary that kernels are written in, those that run any program and those that are generated: a vector of
 * WIDTH doubles and what every operation does to it, bit for bit as dh_evaluate() does it to one number. One of the two
 * files that know instruction sets. */
#ifndef FORMULA_VECTOR_H
#define FORMULA_VECTOR_H

#include "formula/arithmetic.h"

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <immintrin.h>
enum { WIDTH = 8 };
typedef __m512d vector;
typedef __mmask8 mask;
#define COMPARE(a, b, how) _mm512_cmp_pd_mask(a, b, how)
#define SELECT(c, a, b)    _mm512_mask_blend_pd(c, b, a)
#define EITHER(c, d)       ((mask)((c) | (d)))
#define SPREAD(x)          _mm512_set1_pd(x)
#define SMALLER_OR_SECOND  _mm512_min_pd
#define LARGER_OR_SECOND   _mm512_max_pd
#define ROOT               _mm512_sqrt_pd
#define ABSOLUTE           _mm512_abs_pd
#elif defined(__AVX2__)
#include <immintrin.h>
enum { WIDTH = 4 };
typedef __m256d vector;
typedef __m256d mask;
#define COMPARE(a, b, how) _mm256_cmp_pd(a, b, how)
#define SELECT(c, a, b)    _mm256_blendv_pd(b, a, c)
#define EITHER(c, d)       _mm256_or_pd(c, d)
#define SPREAD(x)          _mm256_set1_pd(x)
#define SMALLER_OR_SECOND  _mm256_min_pd
#define LARGER_OR_SECOND   _mm256_max_pd
#define ROOT               _mm256_sqrt_pd
#define ABSOLUTE(a)        _mm256_andnot_pd(_mm256_set1_pd(-0.0), a)
#endif

#ifdef COMPARE /* comparisons are false for NaN, != is true */
#define LESS(a, b)       COMPARE(a, b, _CMP_LT_OQ)
#define LESS_EQUAL(a, b) COMPARE(a, b, _CMP_LE_OQ)
#define EQUAL(a, b)      COMPARE(a, b, _CMP_EQ_OQ)
#define UNEQUAL(a, b)    COMPARE(a, b, _CMP_NEQ_UQ)
#define MINIMUM(a, b)    SELECT(UNEQUAL(a, a), a, SMALLER_OR_SECOND(a, b))
#define MAXIMUM(a, b)    SELECT(UNEQUAL(a, a), a, LARGER_OR_SECOND(a, b))
#else
enum { WIDTH = 2 };
typedef double vector __attribute__((vector_size(WIDTH * sizeof(double))));
typedef int64_t mask __attribute__((vector_size(WIDTH * sizeof(double))));
#define SELECT(c, a, b)  ((vector)(((mask)(a) & (c)) | ((mask)(b) & ~(c))))
#define EITHER(c, d)     ((c) | (d))
#define SPREAD(x)        ((x) - (vector){0})
#define LESS(a, b)       ((a) < (b))
#define LESS_EQUAL(a, b) ((a) <= (b))
#define EQUAL(a, b)      ((a) == (b))
#define UNEQUAL(a, b)    ((a) != (b))
#define MINIMUM(a, b)    SELECT(EITHER(LESS(a, b), UNEQUAL(a, a)), a, b)
#define MAXIMUM(a, b)    SELECT(EITHER(LESS(b, a), UNEQUAL(a, a)), a, b)
#define ABSOLUTE(a)      ((vector)((mask)(a)&INT64_MAX))
#define ROOT(a)          each(DH_OP_SQRT, a, a, a)
#endif

DH_INLINE vector load(const double *from) {
  vector v;
  memcpy(&v, from, sizeof v);
  return v;
}

DH_INLINE void store(double *to, vector v) { memcpy(to, &v, sizeof v); }

/* What vectors have no instruction for, one number after the other. */
DH_INLINE vector each(enum dh_op op, vector a, vector b, vector c) {
  double p[WIDTH], q[WIDTH], r[WIDTH];
  store(p, a);
  store(q, b);
  store(r, c);
  for (int i = 0; i < WIDTH; i++) p[i] = dh_evaluate(op, p[i], q[i], r[i]);
  return load(p);
}

/* As dh_round() has it; the compiler makes a vector of it again. */
DH_INLINE vector rounded(enum dh_precision precision, vector a) {
  double p[WIDTH];
  store(p, a);
  for (int i = 0; i < WIDTH; i++) p[i] = dh_round(precision, p[i]);
  return load(p);
}

#define SUM(a, b)        ((a) + (b))
#define DIFFERENCE(a, b) ((a) - (b))
#define PRODUCT(a, b)    ((a) * (b))
#define QUOTIENT(a, b)   ((a) / (b))
#define NEGATIVE(a)      (-(a))
#define NONZERO(a)       UNEQUAL(a, SPREAD(0.0))
/* 1 where it holds, else 0. */
#define TRUTH(c) SELECT(c, SPREAD(1.0), SPREAD(0.0))
#define SIGN(a)                                                                                                        \
  SELECT(LESS(SPREAD(0.0), a), SPREAD(1.0),                                                                            \
         SELECT(LESS(a, SPREAD(0.0)), SPREAD(-1.0), SELECT(UNEQUAL(a, a), a, SPREAD(0.0))))

#endif

/* SPDX-License-Identifier: MIT
 *
 * A hand-written descent to measure programs against. */
#ifndef BENCH_HAND_H
#define BENCH_HAND_H

#include <stdalign.h>

enum { HAND_LANES = 32 };

struct hand_lanes {
  alignas(64) double x[HAND_LANES];
  double y[HAND_LANES], bx[HAND_LANES], by[HAND_LANES];
};

typedef void hand_run(struct hand_lanes *lanes, double rate, double momentum, long steps);
/* One per instruction set that kernels exist for. */
hand_run hand_baseline, hand_avx2, hand_avx512;

#endif

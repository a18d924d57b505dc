/* SPDX-License-Identifier: MIT
 *
 * What benchmarks have in common: a clock, and the hand-written loop's best speed on this machine. */
#ifndef BENCH_CLOCK_H
#define BENCH_CLOCK_H

#include "bench/hand.h"
#include "downhill/downhill.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 15 };

static inline double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static inline double larger(double a, double b) { return a > b ? a : b; }

static inline void checked(const void *made, const struct dh_error *error) {
  if (made) return;
  fprintf(stderr, "cannot build it: error %d, %s\n", (int)error->code, error->text);
  exit(EXIT_FAILURE);
}

static inline hand_run *best_hand(void) {
#ifdef BENCH_X86
  static hand_run *const hands[] = {hand_baseline, hand_avx2, hand_avx512};
  return hands[dh_kernel_count() - 1];
#else
  return hand_baseline;
#endif
}

/* Lane-steps per second from (-1.2, 1), rate 1e-4, momentum 0.9. */
static inline double time_hand_once(hand_run *run, struct hand_lanes *lanes, long steps) {
  for (int s = 0; s < HAND_LANES; s++) {
    lanes->x[s] = -1.2;
    lanes->y[s] = 1;
    lanes->bx[s] = lanes->by[s] = 0;
  }
  double begin = now();
  run(lanes, 1e-4, 0.9, steps);
  return HAND_LANES * (double)steps / (now() - begin);
}

static inline double time_best_hand(long steps) {
  struct hand_lanes lanes;
  double best = 0;
  for (int round = 0; round < ROUNDS; round++) best = larger(best, time_hand_once(best_hand(), &lanes, steps));
  return best;
}

#endif

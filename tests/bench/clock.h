/* SPDX-License-Identifier: MIT
 *
 * What benchmarks have in common: clocks, a rule and surfaces, and the hand-written loop's best speed on this machine.
 */
#ifndef BENCH_CLOCK_H
#define BENCH_CLOCK_H

#include "bench/hand.h"
#include "downhill/downhill.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 15 };

static inline double seconds_of(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static inline double now(void) { return seconds_of(CLOCK_MONOTONIC); }
/* The processor's time of this process, for what is done by one thread: others may want the processor too. */
static inline double spent(void) { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }

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
  double begin = spent();
  run(lanes, 1e-4, 0.9, steps);
  return HAND_LANES * (double)steps / (spent() - begin);
}

static inline double time_best_hand(long steps) {
  struct hand_lanes lanes;
  double best = 0;
  for (int round = 0; round < ROUNDS; round++) best = larger(best, time_hand_once(best_hand(), &lanes, steps));
  return best;
}

/* How a step may be carried out. Rosenbrock's function finds the kernel that was generated for it; with another number
 * in it the same formula is not built in, and is interpreted or compiled at run time. */
static const struct bench_way {
  const char *name, *formula;
  bool jit;
} bench_ways[] = {
    {"built in", "(1-x)^2 + 100*(y-x^2)^2", false},
    {"typed in", "(1-x)^2 + 99*(y-x^2)^2", false},
    {"compiled", "(1-x)^2 + 99*(y-x^2)^2", true},
};
enum { BENCH_WAYS = sizeof bench_ways / sizeof *bench_ways };

static inline struct dh_surface *bench_surface(const struct bench_way *way) {
  struct dh_error error;
  struct dh_surface *surface = dh_surface_typed(way->formula, NULL, &error);
  checked(surface, &error);
  return surface;
}

#endif

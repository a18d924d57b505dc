/* SPDX-License-Identifier: MIT
 *
 * How fast a block of runs is as everybody uses it: dh_block_advance on Rosenbrock with momentum, 64 slots, as a ratio
 * to the loop in hand.c. It is the whole step of a run, compiled from a surface and an update rule. */
#include "bench/hand.h"
#include "descent/rules.h"
#include "downhill/downhill.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 15 };
static const double least_ratio = 0.12, rate = 1e-4, momentum = 0.9;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static const void *checked(const void *made, const struct dh_error *error) {
  if (made) return made;
  fprintf(stderr, "cannot build the block: error %d, %s\n", (int)error->code, error->text);
  exit(EXIT_FAILURE);
}

static double larger(double a, double b) { return a > b ? a : b; }

static hand_run *best_hand(void) {
#ifdef BENCH_X86
  static hand_run *const hands[] = {hand_baseline, hand_avx2, hand_avx512};
  return hands[dh_kernel_count() - 1];
#else
  return hand_baseline;
#endif
}

static double time_hand(struct hand_lanes *lanes, long steps) {
  for (int s = 0; s < HAND_LANES; s++) {
    lanes->x[s] = -1.2;
    lanes->y[s] = 1;
    lanes->bx[s] = lanes->by[s] = 0;
  }
  double begin = now();
  best_hand()(lanes, rate, momentum, steps);
  return HAND_LANES * (double)steps / (now() - begin);
}

static double time_block(struct dh_block *block, const double *rates, long steps) {
  static const double start[2] = {-1.2, 1};
  for (int s = 0; s < DH_SLOTS; s++) dh_block_reset(block, s, start);
  double begin = now();
  dh_block_advance(block, rates, steps);
  return DH_SLOTS * (double)steps / (now() - begin);
}

int main(void) {
  struct dh_error error;
  struct dh_surface *surface = dh_surface_typed("(1-x)^2 + 100*(y-x^2)^2", NULL, &error);
  checked(surface, &error);
  struct dh_rule *rule = dh_rule_create(&lab_rules[0], &error); /* sgd */
  checked(rule, &error);
  struct dh_spec spec;
  dh_spec_init(&spec, surface, rule);
  dh_spec_set(&spec, DH_MOMENTUM, momentum);
  const struct dh_spec *specs[DH_SLOTS];
  double rates[DH_SLOTS];
  for (int s = 0; s < DH_SLOTS; s++) {
    specs[s] = &spec;
    rates[s] = rate;
  }
  struct dh_block *block = dh_block_create(specs, DH_SLOTS, &error);
  checked(block, &error);
  struct hand_lanes lanes;
  double ours = 0, theirs = 0, at[2];
  for (int round = 0; round < ROUNDS; round++) {
    theirs = larger(theirs, time_hand(&lanes, 20000));
    ours = larger(ours, time_block(block, rates, 20000));
  }
  dh_block_at(block, DH_SLOTS - 1, at);
  bool same = at[0] - lanes.x[0] < 1e-9 && lanes.x[0] - at[0] < 1e-9;
  if (!same) fprintf(stderr, "the two descents differ: %g and %g\n", at[0], lanes.x[0]);
  printf("block %.1f, by hand %.1f million lane-steps per second, ratio %.3f\n", ours / 1e6, theirs / 1e6,
         ours / theirs);
  dh_block_destroy(block);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
  return same && ours / theirs >= least_ratio ? EXIT_SUCCESS : EXIT_FAILURE;
}

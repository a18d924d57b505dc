/* SPDX-License-Identifier: MIT
 *
 * How fast a block of runs is as everybody uses it: dh_block_advance on Rosenbrock with momentum, 64 slots, as a ratio
 * to the loop in hand.c. It is the whole step of a run, compiled from a surface and an update rule. Fails below the
 * ratios that the project asks for. */
#include "descent/block.h"
#include "bench/clock.h"
#include "descent/rules.h"
#include "formula/program.h"
#include "jit/jit.h"

#include <string.h>

static const double least_ratio[BENCH_WAYS] = {0.5, 0.12, 0.5};

static double time_block(struct dh_block *block, long steps) {
  static const double start[2] = {-1.2, 1};
  double rates[DH_SLOTS];
  for (int s = 0; s < DH_SLOTS; s++) {
    dh_block_reset(block, s, start);
    rates[s] = 1e-4;
  }
  double begin = spent();
  dh_block_advance(block, rates, steps);
  return DH_SLOTS * (double)steps / (spent() - begin);
}

/* Both went the same way: a yardstick that computes something else measures nothing. */
static bool is_same_descent(const struct dh_block *block, const struct bench_way *way) {
  struct hand_lanes lanes;
  double at[2];
  time_hand_once(best_hand(), &lanes, 20000);
  dh_block_at(block, DH_SLOTS - 1, at);
  bool same = at[0] - lanes.x[0] < 1e-9 && lanes.x[0] - at[0] < 1e-9;
  if (strcmp(way->formula, bench_ways[0].formula) != 0) return true;
  if (!same) fprintf(stderr, "the two descents differ: %g and %g\n", at[0], lanes.x[0]);
  return same;
}

static bool bench(const struct bench_way *way, double least, const struct dh_rule *rule, struct jit *jit) {
  struct dh_error error;
  struct dh_surface *surface = bench_surface(way);
  struct dh_spec spec;
  const struct dh_spec *specs[DH_SLOTS];
  dh_spec_init(&spec, surface, rule);
  dh_spec_set(&spec, DH_MOMENTUM, 0.9);
  for (int s = 0; s < DH_SLOTS; s++) specs[s] = &spec;
  struct dh_block *block = dh_block_create(specs, DH_SLOTS, &error);
  checked(block, &error);
  bool compiled = way->jit && jit_hook(jit, dh_block_repeated(block));
  double ours = 0, theirs = time_best_hand(20000);
  for (int round = 0; round < ROUNDS; round++) ours = larger(ours, time_block(block, 20000));
  bool good = is_same_descent(block, way) && ours / theirs >= least;
  if (way->jit && !compiled)
    printf("%s: nothing to compile with here\n", way->name);
  else
    printf("%s: block %.1f, by hand %.1f million lane-steps per second, ratio %.3f, at least %.2f\n", way->name,
           ours / 1e6, theirs / 1e6, ours / theirs, least);
  dh_block_destroy(block);
  dh_surface_destroy(surface);
  return good || (way->jit && !compiled);
}

int main(void) {
  struct dh_error error;
  struct dh_rule *rule = dh_rule_create(&lab_rules[0], &error); /* sgd */
  checked(rule, &error);
  struct jit *jit = jit_create(1e12);
  bool good = true;
  for (int i = 0; i < BENCH_WAYS; i++) good = bench(&bench_ways[i], least_ratio[i], rule, jit) && good;
  jit_destroy(jit);
  dh_rule_destroy(rule);
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

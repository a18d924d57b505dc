/* SPDX-License-Identifier: MIT
 *
 * How fast a map is, one thread: Rosenbrock with momentum, learning rate against momentum, verdicts and all, as updates
 * of a cell per second and as a ratio to the loop in hand.c. Short runs spend most of their time in being judged. Fails
 * below the ratio that the project asks for. */
#include "bench/clock.h"
#include "bench/hand.h"
#include "descent/rules.h"

enum { SIDE = 64 };
static const double least_ratio = 0.3;

struct timed {
  double seconds, updates;
};

static struct timed time_map(const struct dh_map_spec *map) {
  struct dh_error error;
  struct dh_map_worker *worker = dh_map_worker_create(map, &error);
  checked(worker, &error);
  long cells[DH_SLOTS], tiles = dh_map_tiles(map);
  struct dh_map_cell result[DH_SLOTS];
  struct timed timed = {.updates = 0};
  double begin = now();
  for (long tile = 0; tile < tiles; tile++) {
    int count = dh_map_tile(map, tile, cells);
    if (!dh_map_begin(worker, cells, count, &error)) checked(NULL, &error);
    while (!dh_map_advance(worker, 100000)) continue;
    dh_map_cells(worker, result);
    timed.updates += (double)count * (double)map->steps;
  }
  timed.seconds = now() - begin;
  dh_map_worker_destroy(worker);
  return timed;
}

/* Stable corners of the map only, and all of it: cells that are NaN are done early. */
static double report(struct dh_map_spec *map, const char *what, double by_hand) {
  double best = 0;
  for (int round = 0; round < 3; round++) {
    struct timed timed = time_map(map);
    best = larger(best, timed.updates / timed.seconds);
  }
  printf("%-34s %6ld steps %8.1f million updates per second, ratio %.3f\n", what, map->steps, best / 1e6,
         best / by_hand);
  return best / by_hand;
}

int main(void) {
  struct dh_error error;
  struct dh_surface *surface = dh_surface_typed("(1-x)^2 + 100*(y-x^2)^2", NULL, &error);
  checked(surface, &error);
  struct dh_rule *rule = dh_rule_create(&lab_rules[0], &error); /* sgd */
  checked(rule, &error);
  struct dh_map_spec map = {
      .axis = {{DH_LEARNING_RATE, 0, 1e-5, 5e-4, true, SIDE}, {DH_MOMENTUM, 0, 0.01, 0.9, false, SIDE}}};
  dh_spec_init(&map.spec, surface, rule);
  map.spec.start[0] = -1.2;
  map.spec.start[1] = 1;
  double by_hand = time_best_hand(20000), ratio = 0;
  static const long steps[] = {500, 5000, 50000};
  for (int i = 0; i < 3; i++) {
    map.steps = steps[i];
    dh_spec_set(&map.spec, DH_MAX_STEPS, (double)steps[i]);
    ratio = report(&map, "rates that hold", by_hand);
  }
  map.axis[0].high = 1e-2;
  for (int i = 0; i < 3; i++) {
    map.steps = steps[i];
    dh_spec_set(&map.spec, DH_MAX_STEPS, (double)steps[i]);
    report(&map, "half of them explode", by_hand);
  }
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
  return ratio >= least_ratio ? EXIT_SUCCESS : EXIT_FAILURE;
}

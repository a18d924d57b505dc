/* SPDX-License-Identifier: MIT
 *
 * Two workers against one: the same map, its tiles shared out among threads. Fails if two are not 1.8 times as fast,
 * where there are two processors; on a machine that is busy this says nothing. */
#include "bench/clock.h"
#include "descent/rules.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { SIDE = 64, STEPS = 20000, TRIES = 7, MOST_THREADS = 2 };
static const double least_ratio = 1.8;

struct crew {
  const struct dh_map_spec *map;
  atomic_long next;
};

static void *work(void *context) {
  struct crew *crew = context;
  struct dh_error error;
  struct dh_map_worker *worker = dh_map_worker_create(crew->map, &error);
  checked(worker, &error);
  long cells[DH_SLOTS], tile;
  while ((tile = atomic_fetch_add(&crew->next, 1)) < dh_map_tiles(crew->map)) {
    int count = dh_map_tile(crew->map, tile, cells);
    if (!dh_map_begin(worker, cells, count, &error)) checked(NULL, &error);
    while (!dh_map_advance(worker, 100000)) continue;
  }
  dh_map_worker_destroy(worker);
  return NULL;
}

static double time_threads(const struct dh_map_spec *map, int threads) {
  struct crew crew = {.map = map};
  pthread_t thread[MOST_THREADS];
  atomic_init(&crew.next, 0);
  double begin = now();
  for (int i = 0; i < threads; i++)
    if (pthread_create(&thread[i], NULL, work, &crew) != 0) exit(EXIT_FAILURE);
  for (int i = 0; i < threads; i++) pthread_join(thread[i], NULL);
  return now() - begin;
}

int main(void) {
  struct dh_error error;
  struct dh_surface *surface = bench_surface(&bench_ways[0]);
  struct dh_rule *rule = dh_rule_create(&lab_rules[0], &error); /* sgd */
  checked(rule, &error);
  struct dh_map_spec map = {
      .axis = {{DH_LEARNING_RATE, 0, 1e-5, 5e-4, true, SIDE}, {DH_MOMENTUM, 0, 0.01, 0.9, false, SIDE}},
      .steps = STEPS};
  dh_spec_init(&map.spec, surface, rule);
  dh_spec_set(&map.spec, DH_MAX_STEPS, STEPS);
  map.spec.start[0] = -1.2;
  map.spec.start[1] = 1;
  double one = 1e9, two = 1e9;
  for (int i = 0; i < TRIES; i++) {
    double took[MOST_THREADS];
    for (int n = 0; n < MOST_THREADS; n++) took[n] = time_threads(&map, n + 1);
    if (took[0] < one) one = took[0];
    if (took[1] < two) two = took[1];
  }
  printf("a map by one thread %.3f s, by two %.3f s, ratio %.2f, at least %g\n", one, two, one / two, least_ratio);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
  return one / two >= least_ratio || sysconf(_SC_NPROCESSORS_ONLN) < 2 ? EXIT_SUCCESS : EXIT_FAILURE;
}

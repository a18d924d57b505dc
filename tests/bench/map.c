/* SPDX-License-Identifier: MIT
 *
 * How fast a map is, one thread: Rosenbrock with momentum, learning rate against momentum, verdicts and all, as updates
 * of a cell per second and as a ratio to the loop in hand.c; and how often as fast as the same arithmetic written with
 * NumPy, where that is installed. Short runs spend most of their time in being judged. Fails below the ratios that the
 * project asks for. */
#include "bench/clock.h"
#include "descent/rules.h"
#include "jit/jit.h"

enum { SIDE = 64, LENGTHS = 3 };
static const double least_ratio[BENCH_WAYS] = {0.3, 0.12, 0.3}, least_times = 8;
static const long lengths[LENGTHS] = {500, 5000, 50000};

static double time_map(const struct dh_map_spec *map, struct jit *jit) {
  struct dh_error error;
  struct dh_map_worker *worker = dh_map_worker_create(map, &error);
  checked(worker, &error);
  if (jit) dh_map_worker_compile(worker, jit_hook, jit);
  long cells[DH_SLOTS], tiles = dh_map_tiles(map);
  struct dh_map_cell result[DH_SLOTS];
  double updates = 0, begin = spent();
  for (long tile = 0; tile < tiles; tile++) {
    int count = dh_map_tile(map, tile, cells);
    if (!dh_map_begin(worker, cells, count, &error)) checked(NULL, &error);
    while (!dh_map_advance(worker, 100000)) continue;
    dh_map_cells(worker, result);
    updates += (double)count * (double)map->steps;
  }
  double speed = updates / (spent() - begin);
  dh_map_worker_destroy(worker);
  return speed;
}

static double report(struct dh_map_spec *map, long steps, struct jit *jit, const char *what, double by_hand) {
  double best = 0;
  map->steps = steps;
  dh_spec_set(&map->spec, DH_MAX_STEPS, (double)steps);
  for (int round = 0; round < 3; round++) best = larger(best, time_map(map, jit));
  printf("%-10s %-21s %6ld steps %8.1f million updates per second, ratio %.3f\n", what,
         map->axis[0].high > 1e-3 ? "half of them explode" : "rates that hold", steps, best / 1e6, best / by_hand);
  return best;
}

/* The longest runs' speed. */
static double bench(const struct bench_way *way, const struct dh_rule *rule, struct jit *jit, double by_hand) {
  struct dh_surface *surface = bench_surface(way);
  struct dh_map_spec map = {
      .axis = {{DH_LEARNING_RATE, 0, 1e-5, 1e-2, true, SIDE}, {DH_MOMENTUM, 0, 0.01, 0.9, false, SIDE}}};
  double last = 0;
  dh_spec_init(&map.spec, surface, rule);
  map.spec.start[0] = -1.2;
  map.spec.start[1] = 1;
  for (int i = 0; i < LENGTHS; i++) report(&map, lengths[i], way->jit ? jit : NULL, way->name, by_hand);
  map.axis[0].high = 5e-4;
  for (int i = 0; i < LENGTHS; i++) last = report(&map, lengths[i], way->jit ? jit : NULL, way->name, by_hand);
  dh_surface_destroy(surface);
  return last;
}

/* Updates per second, as natural.py prints them; 0 where there is no NumPy. */
static double natural(const char *script) {
  char command[4096];
  double speed = 0;
  if (!script) return 0;
  snprintf(command, sizeof command, "python3 '%s' 2>/dev/null || /usr/bin/python3 '%s' 2>/dev/null", script, script);
  FILE *output = popen(command, "r");
  char line[64];
  if (output && fgets(line, sizeof line, output)) speed = strtod(line, NULL);
  if (output) pclose(output);
  return speed;
}

int main(int argc, char **argv) {
  struct dh_error error;
  struct dh_rule *rule = dh_rule_create(&lab_rules[0], &error); /* sgd */
  checked(rule, &error);
  struct jit *jit = jit_create(1e12);
  double by_hand = time_best_hand(20000), fastest = 0;
  bool good = true;
  for (int i = 0; i < BENCH_WAYS; i++) {
    if (bench_ways[i].jit && !jit) continue;
    double speed = bench(&bench_ways[i], rule, jit, by_hand);
    fastest = larger(fastest, speed);
    good = good && speed / by_hand >= least_ratio[i];
  }
  double numpy = natural(argc > 1 ? argv[1] : NULL);
  if (numpy > 0)
    printf("NumPy: %.1f million updates per second, the map is %.1f times as fast, at least %g\n", numpy / 1e6,
           fastest / numpy, least_times);
  else
    printf("no NumPy here to compare with\n");
  jit_destroy(jit);
  dh_rule_destroy(rule);
  return good && (numpy == 0 || fastest / numpy >= least_times) ? EXIT_SUCCESS : EXIT_FAILURE;
}

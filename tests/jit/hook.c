/* SPDX-License-Identifier: MIT
 *
 * What is compiled when: only what pays and can be, once for all threads; and that nothing else is different, neither
 * with it nor where the compiler fails. */
#include "downhill/map.h"
#include "jit/jit.h"
#include "lab.h"

#include <dirent.h>
#include <pthread.h>
#include <unistd.h>

static const double forever = 1e15;

static const struct dh_rule *rule_named(const char *name) {
  return catalog_rule(catalog, catalog_rule_find(catalog, name));
}

static struct dh_surface *typed(const char *formula) {
  struct dh_error error;
  struct dh_surface *surface = dh_surface_typed(formula, NULL, &error);
  ck_assert_ptr_nonnull(surface);
  return surface;
}

static struct jit *created(double updates) {
  struct jit *jit = jit_create(updates);
  ck_assert_ptr_nonnull(jit);
  return jit;
}

/* --- what is compiled --- */

static bool compiles(struct jit *jit, const char *surface, const char *rule, enum dh_precision precision) {
  struct dh_block *block = lab_block(lab_surface(surface), rule_named(rule), precision, DH_WATCH_NONE);
  struct dh_program *program = dh_block_repeated(block);
  bool hooked = jit_hook(jit, program);
  ck_assert(hooked == (program->repeat != NULL));
  dh_block_destroy(block);
  return hooked;
}

START_TEST(what_pays_is_compiled) {
  struct jit *jit = created(forever), *little = created(1e6);
  ck_assert(compiles(jit, "rosenbrock", "sgd", DH_FP64));
  ck_assert(compiles(jit, "ravine", "sgd", DH_FP64));
  ck_assert(!compiles(jit, "rosenbrock", "adam", DH_FP64)); /* powers are called */
  ck_assert(!compiles(jit, "rosenbrock", "sgd", DH_FP32));
  ck_assert(!compiles(jit, "wavy", "sgd", DH_BF16));
  ck_assert(!compiles(little, "rosenbrock", "sgd", DH_FP64));
  ck_assert(!compiles(NULL, "rosenbrock", "sgd", DH_FP64));
  jit_destroy(jit);
  jit_destroy(little);
  jit_destroy(NULL);
}
END_TEST

/* What is generated while building needs no compiler. */
START_TEST(a_kernel_that_is_there_stays) {
  struct dh_block *block = lab_block(lab_surface("rosenbrock"), rule_named("sgd"), DH_FP64, DH_WATCH_ROWS);
  struct dh_program *program = dh_block_repeated(block);
  dh_repeat_run *generated = dh_repeat_find(program, dh_kernel_count() - 1);
  ck_assert_ptr_nonnull(generated);
  dh_program_attach(program, generated);
  struct jit *jit = created(forever);
  ck_assert(jit_hook(jit, program));
  ck_assert(program->repeat == generated);
  jit_destroy(jit);
  dh_block_destroy(block);
}
END_TEST

/* The more updates the better; calls are no faster than they were. */
START_TEST(paying) {
  struct dh_block *sums = lab_block(lab_surface("rosenbrock"), rule_named("sgd"), DH_FP64, DH_WATCH_NONE);
  struct dh_block *calls = lab_block(lab_surface("wavy"), rule_named("sgd"), DH_FP64, DH_WATCH_NONE);
  ck_assert(!jit_pays(dh_block_repeated(sums), 1e7));
  ck_assert(jit_pays(dh_block_repeated(sums), 1e9));
  ck_assert(!jit_pays(dh_block_repeated(calls), 1e8));
  ck_assert_int_eq(compile_calls(dh_block_repeated(sums)), 0);
  ck_assert_int_ge(compile_calls(dh_block_repeated(calls)), 1);
  dh_block_destroy(sums);
  dh_block_destroy(calls);
}
END_TEST

/* Values that are no inputs cannot be left in registers of the program. */
START_TEST(only_what_goes_into_inputs) {
  struct dh_graph *graph = dh_graph_create();
  struct dh_output output = {parsed(graph, "x*y + 1"), -1};
  struct dh_program_spec spec = {.inputs = xyz, .input_count = 3, .outputs = &output, .output_count = 1};
  struct dh_program *program = compiled(graph, &spec);
  struct jit *jit = created(forever);
  ck_assert(!jit_hook(jit, program));
  dh_program_destroy(program);
  output.into = 0;
  program = compiled(graph, &spec);
  ck_assert(jit_hook(jit, program));
  dh_program_destroy(program);
  jit_destroy(jit);
  dh_graph_destroy(graph);
}
END_TEST

/* --- once for all --- */

enum { THREADS = 4, PROGRAMS = 2 };
static const char *const formulas[PROGRAMS] = {"x^2 + 3*y^2 + x*y", "abs(x) + max(x, y)^2"};

struct worker {
  pthread_t thread;
  struct jit *jit;
  struct dh_block *block[PROGRAMS];
  bool hooked;
};

/* All are there before one begins, and stay until all are done: a process that forks while a thread begins or ends is
 * more than the sanitizers can take. */
static pthread_barrier_t together;

static void *work(void *context) {
  struct worker *worker = context;
  worker->hooked = true;
  pthread_barrier_wait(&together);
  for (int i = 0; i < PROGRAMS; i++)
    worker->hooked = jit_hook(worker->jit, dh_block_repeated(worker->block[i])) && worker->hooked;
  pthread_barrier_wait(&together);
  return NULL;
}

START_TEST(threads_share_what_is_compiled) {
  struct dh_surface *surface[PROGRAMS];
  struct worker worker[THREADS];
  struct jit *jit = created(forever);
  for (int i = 0; i < PROGRAMS; i++) surface[i] = typed(formulas[i]);
  for (int n = 0; n < THREADS; n++) {
    worker[n].jit = jit;
    for (int i = 0; i < PROGRAMS; i++)
      worker[n].block[i] = lab_block(surface[i], rule_named("sgd"), DH_FP64, DH_WATCH_ROWS);
  }
  ck_assert(pthread_barrier_init(&together, NULL, THREADS) == 0);
  for (int n = 0; n < THREADS; n++) ck_assert(pthread_create(&worker[n].thread, NULL, work, &worker[n]) == 0);
  for (int n = 0; n < THREADS; n++) ck_assert(pthread_join(worker[n].thread, NULL) == 0);
  for (int n = 0; n < THREADS; n++) {
    ck_assert(worker[n].hooked);
    for (int i = 0; i < PROGRAMS; i++)
      ck_assert(dh_block_repeated(worker[n].block[i])->repeat == dh_block_repeated(worker[0].block[i])->repeat);
  }
  ck_assert(dh_block_repeated(worker[0].block[0])->repeat != dh_block_repeated(worker[0].block[1])->repeat);
  for (int n = 0; n < THREADS; n++)
    for (int i = 0; i < PROGRAMS; i++) dh_block_destroy(worker[n].block[i]);
  for (int i = 0; i < PROGRAMS; i++) dh_surface_destroy(surface[i]);
  jit_destroy(jit);
}
END_TEST

/* --- maps --- */

struct counting {
  struct jit *jit;
  int asked, compiled;
};

static bool count_hook(void *context, struct dh_program *program) {
  struct counting *counting = context;
  bool done = jit_hook(counting->jit, program);
  counting->asked++;
  counting->compiled += done;
  return done;
}

static void compute(const struct dh_map_spec *map, struct counting *counting, struct dh_map_cell *cells) {
  struct dh_error error;
  long numbers[DH_SLOTS];
  struct dh_map_worker *worker = dh_map_worker_create(map, &error);
  ck_assert_ptr_nonnull(worker);
  if (counting) dh_map_worker_compile(worker, count_hook, counting);
  for (long tile = 0; tile < dh_map_tiles(map); tile++) {
    struct dh_map_cell result[DH_SLOTS];
    int count = dh_map_tile(map, tile, numbers);
    ck_assert(dh_map_begin(worker, numbers, count, &error));
    while (!dh_map_advance(worker, 100)) continue;
    dh_map_cells(worker, result);
    for (int i = 0; i < count; i++) cells[numbers[i]] = result[i];
  }
  dh_map_worker_destroy(worker);
}

static void check_cells(const struct dh_map_cell *with, const struct dh_map_cell *without, int count) {
  for (int i = 0; i < count; i++) {
    ck_assert(with[i].arrived == without[i].arrived && with[i].blown == without[i].blown);
    ck_assert(bits_of(with[i].ratio) == bits_of(without[i].ratio));
    ck_assert(bits_of(with[i].shade) == bits_of(without[i].shade) && with[i].verdict == without[i].verdict);
  }
}

enum { SIDE = 20 };

static struct dh_map_spec some_map(const struct dh_surface *surface, enum dh_map_rule by, double precision) {
  struct dh_map_spec map = {.axis = {{DH_LEARNING_RATE, 0, 1e-4, 1, true, SIDE}, {DH_START, 0, -2, 2, false, SIDE}},
                            .steps = 400,
                            .rule = by};
  dh_spec_init(&map.spec, surface, rule_named("sgd"));
  dh_spec_set(&map.spec, DH_MAX_STEPS, 400);
  dh_spec_set(&map.spec, DH_PRECISION, precision);
  return map;
}

/* Tiles that are full and tiles that are not, cells that become NaN and make room. */
START_TEST(a_map_is_the_same) {
  struct dh_surface *surface = typed("(x^2 - 1)^2 + abs(y)*x + y^4");
  struct dh_map_spec map = some_map(surface, (enum dh_map_rule)_i, DH_FP64);
  struct dh_map_cell with[SIDE * SIDE], without[SIDE * SIDE];
  struct counting counting = {created(forever), 0, 0};
  compute(&map, &counting, with);
  compute(&map, NULL, without);
  ck_assert_int_ge(counting.compiled, 1);
  ck_assert_int_eq(counting.compiled, counting.asked);
  check_cells(with, without, SIDE * SIDE);
  jit_destroy(counting.jit);
  dh_surface_destroy(surface);
}
END_TEST

/* Where every row is measured nothing is repeated. */
START_TEST(measured_maps_are_left_alone) {
  struct dh_surface *surface = typed("x^2 + y^2");
  struct dh_map_spec map = some_map(surface, DH_MAP_ROWS, DH_FP32);
  struct dh_map_cell cells[SIDE * SIDE];
  struct counting counting = {created(forever), 0, 0};
  compute(&map, &counting, cells);
  ck_assert_int_eq(counting.asked, 0);
  jit_destroy(counting.jit);
  dh_surface_destroy(surface);
}
END_TEST

/* --- where the compiler fails --- */

static int entries_in(const char *path) {
  DIR *folder = opendir(path);
  ck_assert_ptr_nonnull(folder);
  int count = 0;
  for (const struct dirent *entry; (entry = readdir(folder));) count += entry->d_name[0] != '.';
  closedir(folder);
  return count;
}

/* The test has a process of its own, so that the environment may be spoilt. */
START_TEST(nothing_is_left_behind) {
  char folder[] = "/tmp/downhill-jit-test-XXXXXX";
  ck_assert_ptr_nonnull(mkdtemp(folder));
  ck_assert(setenv("TMPDIR", folder, 1) == 0);
  struct jit *jit = created(forever);
  ck_assert(compiles(jit, "ravine", "sgd", DH_FP64));
  ck_assert_int_eq(entries_in(folder), 0);
  ck_assert(setenv("PATH", folder, 1) == 0);
  compiles(jit, "rosenbrock", "sgd",
           DH_FP64); /* without an assembler it fails, if one is found elsewhere it does not */
  ck_assert(compiles(jit, "ravine", "sgd", DH_FP64)); /* still there */
  ck_assert_int_eq(entries_in(folder), 0);
  ck_assert(rmdir(folder) == 0);
  ck_assert(!compiles(jit, "himmelblau", "sgd", DH_FP64)); /* no place for files */
  ck_assert(!compiles(jit, "himmelblau", "sgd", DH_FP64));
  jit_destroy(jit);
}
END_TEST

/* What was not compiled runs as before. */
START_TEST(a_failure_changes_nothing) {
  struct dh_surface *surface = typed("x^2 + x*y + 2*y^2");
  struct dh_map_spec map = some_map(surface, DH_MAP_ROWS, DH_FP64);
  struct dh_map_cell with[SIDE * SIDE], without[SIDE * SIDE];
  ck_assert(setenv("TMPDIR", "/nonexistent", 1) == 0);
  struct counting counting = {created(forever), 0, 0};
  compute(&map, &counting, with);
  compute(&map, NULL, without);
  ck_assert(counting.asked >= 1 && counting.compiled == 0);
  check_cells(with, without, SIDE * SIDE);
  jit_destroy(counting.jit);
  dh_surface_destroy(surface);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("hook");
  TCase *tests = tcase_create("hook");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, what_pays_is_compiled);
  tcase_add_test(tests, a_kernel_that_is_there_stays);
  tcase_add_test(tests, paying);
  tcase_add_test(tests, only_what_goes_into_inputs);
  tcase_add_test(tests, threads_share_what_is_compiled);
  tcase_add_loop_test(tests, a_map_is_the_same, 0, DH_MAP_RULES);
  tcase_add_test(tests, measured_maps_are_left_alone);
  tcase_add_test(tests, nothing_is_left_behind);
  tcase_add_test(tests, a_failure_changes_nothing);
  suite_add_tcase(suite, tests);
  return suite;
}

int main(void) { return lab_run(); }

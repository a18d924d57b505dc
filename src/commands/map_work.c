/* SPDX-License-Identifier: MIT
 *
 * Computing a map: tiles are taken by whichever thread is free, each with a worker of its own. Cells do not depend on
 * who computes them. The only file with threads. */
#include "app/messages.h"
#include "commands/map.h"
#include "jit/jit.h"

#include <signal.h>
#include <string.h>

#ifdef _OPENMP
#include <omp.h>
static int choose_threads(const struct arguments *arguments, int asked) {
  (void)arguments;
  return asked > 0 ? asked : omp_get_max_threads();
}
#else
#pragma GCC diagnostic ignored "-Wunknown-pragmas"
static int choose_threads(const struct arguments *arguments, int asked) {
  if (asked > 1) complain(arguments->command, _("note: this downhill was built without OpenMP and has one thread"));
  return 1;
}
#endif

/* --- signals --- */

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
enum { ENDING = sizeof ending / sizeof *ending };

static volatile sig_atomic_t caught;
static struct sigaction before[ENDING];

static void note(int signal) { caught = signal; }

/* Those that are ignored stay ignored (nohup). */
void map_catch(void) {
  struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESETHAND};
  caught = 0;
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < ENDING; i++) {
    sigaction(ending[i], NULL, &before[i]);
    if (before[i].sa_handler != SIG_IGN) sigaction(ending[i], &action, NULL);
  }
}

int map_caught(void) { return caught; }

void map_release(void) {
  for (int i = 0; i < ENDING; i++) sigaction(ending[i], &before[i], NULL);
}

/* --- threads --- */

/* What they share. Only `next` and what is in keep() changes. */
struct crew {
  const struct map_about *about;
  struct map_cells *cells;
  struct map_part *part;
  struct map_progress progress;
  int threads;
  long next; /* of the tiles that may not be done */
  long cells_done;
  struct jit *jit; /* compiles what is typed in, if there is enough to do; may be NULL */
  bool failed;     /* nothing more can be done: `error`, or the part's reason */
  struct dh_error error;
};

static bool is_over(const struct crew *crew) {
  bool failed;
#pragma omp atomic read
  failed = crew->failed;
  return failed || map_caught() != 0;
}

static void fail(struct crew *crew, const struct dh_error *error) {
#pragma omp critical(map_keep)
  {
    crew->error = *error;
#pragma omp atomic write
    crew->failed = true;
  }
}

/* The next tile that is not done yet; -1: there is none. */
static long take(struct crew *crew) {
  for (;;) {
    long own;
#pragma omp atomic capture
    own = crew->next++;
    if (own >= crew->cells->tiles) return -1;
    if (!crew->cells->done[own]) return own;
  }
}

static void keep(struct crew *crew, long own, const struct dh_map_cell *cells, int count) {
#pragma omp critical(map_keep)
  {
    map_cells_put(crew->cells, own, cells, count);
    crew->cells_done += count;
    if (crew->part && !map_part_append(crew->part, map_cells_tile(crew->cells, own), cells, count)) {
#pragma omp atomic write
      crew->failed = true;
    }
    map_progress_tell(&crew->progress, crew->cells_done);
  }
}

/* Updates of each cell between two looks at whether to stop: some milliseconds. */
enum { SLICE = 2000 };

/* False: stopped on the way. */
static bool compute(struct crew *crew, struct dh_map_worker *worker, long own) {
  long numbers[DH_SLOTS];
  struct dh_map_cell cells[DH_SLOTS];
  struct dh_error error;
  int count = dh_map_tile(&crew->about->map, map_cells_tile(crew->cells, own), numbers);
  if (!dh_map_begin(worker, numbers, count, &error)) {
    fail(crew, &error);
    return false;
  }
  while (!dh_map_advance(worker, SLICE))
    if (is_over(crew)) return false;
  dh_map_cells(worker, cells);
  keep(crew, own, cells, count);
  return true;
}

static void labour(struct crew *crew) {
  struct dh_error error;
  struct dh_map_worker *worker = dh_map_worker_create(&crew->about->map, &error);
  if (!worker) {
    fail(crew, &error);
    return;
  }
  dh_map_worker_compile(worker, jit_hook, crew->jit);
  for (long own = take(crew); own >= 0 && !is_over(crew); own = take(crew))
    if (!compute(crew, worker, own)) break;
  dh_map_worker_destroy(worker);
}

static long count_cells(const struct map_cells *cells, bool done) {
  long numbers[DH_SLOTS], count = 0;
  for (long own = 0; own < cells->tiles; own++)
    if (!done || cells->done[own]) count += dh_map_tile(cells->map, map_cells_tile(cells, own), numbers);
  return count;
}

int map_work(const struct arguments *arguments, const struct map_about *about, struct map_cells *cells,
             struct map_part *part, int threads) {
  struct crew crew = {.about = about, .cells = cells, .part = part, .threads = choose_threads(arguments, threads)};
  crew.cells_done = count_cells(cells, true);
  double to_do = (double)(count_cells(cells, false) - crew.cells_done);
  map_progress_begin(&crew.progress, crew.cells_done, count_cells(cells, false));
  crew.jit = jit_create(to_do * (double)about->map.steps / crew.threads);
#pragma omp parallel num_threads(crew.threads)
  labour(&crew);
  map_progress_end(&crew.progress);
  jit_destroy(crew.jit);
  if (!crew.failed) return STATUS_DONE;
  if (part && part->reason != 0)
    complain(arguments->command, _("cannot write %s: %s"), text_string(&part->path), strerror(part->reason));
  else
    complain_error(arguments->command, &crew.error, NULL, NULL);
  return STATUS_FAILED;
}

/* SPDX-License-Identifier: MIT
 *
 * Computing cells. All of them stand before the same row. Most rows nobody looks at: the step's program watches them
 * itself, many updates at a time; the last DH_RECENT are measured, because the verdict is read from them. Where the
 * program cannot watch (low precision rounds its counters; reduce_lr_on_plateau wants to see every loss), every row is
 * measured and watched here. Cells that have become NaN are done and make room. */
#include "downhill/map.h"

#include "descent/block.h"
#include "descent/curvature.h"
#include "descent/judge.h"
#include "descent/memory.h"
#include "descent/rule.h"
#include "descent/watch.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCKS_MAX = 16, CHUNK = 256 };

/* Limits, in start's gaps. */
static const double NEAR = 0.01, FAR = 1e6;
/* The published rule's mean is over the last 20 losses. */
enum { TAIL = 20 };

/* What is seen of a cell, wherever it is watched, in the order of DH_WATCH_ROWS and of DH_WATCH_SUMS. */
enum { LOWEST, ABOVE_LOW, WITHIN_HIGH };
enum { RATIO = 1, SUM, INVERSE, TAIL_SUM };
struct seen {
  double value[DH_SEEN_MAX];
};

struct dh_map_worker {
  const struct dh_map_spec *map;
  struct dh_watcher *watcher; /* NULL: the step's program watches */
  const struct dh_schedule_info *schedule;
  struct dh_sampler *sampler;
  double *registers;
  struct dh_block *block[BLOCKS_MAX]; /* one for each pattern of zeros met so far */
  int block_count;
  dh_compile *compile; /* NULL: programs stay as they are */
  void *compile_context;

  int count; /* cells given */
  struct dh_spec spec[DH_SLOTS];
  struct dh_map_cell cell[DH_SLOTS];
  double base[DH_SLOTS], unit[DH_SLOTS], limits[DH_SLOTS][DH_LIMITS];
  struct seen seen[DH_SLOTS];
  double lowest[DH_SLOTS]; /* loss, of the rows before the last */
  struct dh_row start[DH_SLOTS];

  struct dh_block *now;                   /* the block they run in */
  int slots;                              /* of it in use: those that live */
  int cell_of[DH_SLOTS];                  /* which cell a slot is */
  long step;                              /* the row that comes next */
  double settled;                         /* the row from which on no rate changes */
  struct dh_schedule_args args[DH_SLOTS]; /* by cell */
  struct dh_schedule_state state[DH_SLOTS];
  double rates[DH_SLOTS]; /* by slot, of the row that comes next or, where none changes any more, ... */
  bool still;             /* ... of all to come */
  double kept[DH_RECENT][DH_ROW_FIELDS][DH_SLOTS]; /* the last rows, by slot: nobody is buried any more */
  int row_count;
  long died[DH_SLOTS]; /* the row before which a cell was found to be NaN */
};

/* --- life --- */

static enum dh_precision precision_of(const struct dh_spec *spec) {
  return (enum dh_precision)dh_spec_number(spec, DH_PRECISION);
}

static enum dh_watch watch_of(const struct dh_map_worker *worker) {
  return worker->map->rule == DH_MAP_PUBLISHED ? DH_WATCH_SUMS : DH_WATCH_ROWS;
}

struct dh_map_worker *dh_map_worker_create(const struct dh_map_spec *map, struct dh_error *error) {
  struct dh_map_worker *worker = calloc(1, sizeof *worker);
  if (!worker) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    return NULL;
  }
  int registers = dh_rule_registers(map->spec.rule);
  worker->map = map;
  worker->schedule = dh_schedule_info((int)dh_spec_number(&map->spec, DH_LR_SCHEDULER_TYPE));
  worker->sampler = dh_sampler_create(map->spec.surface, DH_HESSIAN, error);
  worker->registers = dh_registers_create(registers > 0 ? registers : 1);
  if (worker->sampler && !worker->registers) dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  bool measured = precision_of(&map->spec) != DH_FP64 || worker->schedule->observe, done;
  done = worker->sampler && worker->registers;
  if (done && measured) worker->watcher = dh_watcher_create(watch_of(worker), error);
  if (done && (worker->watcher || !measured)) return worker;
  dh_map_worker_destroy(worker);
  return NULL;
}

void dh_map_worker_destroy(struct dh_map_worker *worker) {
  if (!worker) return;
  for (int i = 0; i < worker->block_count; i++) dh_block_destroy(worker->block[i]);
  dh_sampler_destroy(worker->sampler);
  dh_watcher_destroy(worker->watcher);
  free(worker->registers);
  free(worker);
}

void dh_map_worker_compile(struct dh_map_worker *worker, dh_compile *compile, void *context) {
  worker->compile = compile;
  worker->compile_context = context;
}

/* --- beginning --- */

/* A block in which all of these specs can run. */
static struct dh_block *find_block(struct dh_map_worker *worker, struct dh_error *error) {
  const struct dh_spec *specs[DH_SLOTS];
  for (int i = 0; i < worker->block_count; i++) {
    bool suits = true;
    for (int s = 0; s < worker->count && suits; s++) suits = dh_block_suits(worker->block[i], &worker->spec[s]);
    if (suits) return worker->block[i];
  }
  /* Of all slots, whatever this tile has: others may be larger. */
  for (int s = 0; s < DH_SLOTS; s++) specs[s] = &worker->spec[s < worker->count ? s : 0];
  enum dh_watch watch = worker->watcher ? DH_WATCH_NONE : watch_of(worker);
  struct dh_block *block = dh_block_create_watching(specs, DH_SLOTS, watch, error);
  if (!block) return NULL;
  if (worker->compile && !worker->watcher) worker->compile(worker->compile_context, dh_block_repeated(block));
  if (worker->block_count == BLOCKS_MAX) dh_block_destroy(worker->block[--worker->block_count]);
  worker->block[worker->block_count++] = block;
  return block;
}

/* What gaps are measured in: the start's. One at the minimum, or below what is written down for it, has none. */
static double unit_of(double start, double best) {
  double gap = isnan(best) ? fabs(start) : start - best, size = isnan(best) ? 0 : fabs(best);
  return !(gap <= 0) ? gap : size > 0 ? size : 1;
}

/* Where the start is no number, or infinite, nothing can arrive and everything is blown. */
static void set_limits(struct dh_map_worker *worker, int cell) {
  double start = worker->start[cell].loss, best = dh_surface_best(worker->map->spec.surface);
  double base = isnan(best) ? 0 : best, unit = unit_of(start, best), *limits = worker->limits[cell];
  worker->base[cell] = base;
  worker->unit[cell] = unit;
  if (worker->map->rule == DH_MAP_PUBLISHED) {
    limits[0] = start;
    limits[1] = (double)(worker->map->steps > TAIL ? worker->map->steps - TAIL : 0);
    return;
  }
  limits[0] = isnan(best) || !isfinite(unit) ? -(double)INFINITY : base + NEAR * unit;
  limits[1] = isfinite(unit) ? fmin(base + FAR * unit, DBL_MAX) : -(double)INFINITY;
}

/* The first rows, as far as they are known before the first step. */
static void look_at_starts(struct dh_map_worker *worker) {
  double x[DH_SLOTS], y[DH_SLOTS];
  struct dh_sample sample;
  for (int i = 0; i < worker->count; i++) x[i] = worker->spec[i].start[0], y[i] = worker->spec[i].start[1];
  dh_sampler_run(worker->sampler, x, y, worker->count, &sample);
  for (int i = 0; i < worker->count; i++) {
    worker->start[i] = (struct dh_row){.at = {x[i], y[i]}, .loss = sample.value[i]};
    set_limits(worker, i);
  }
}

bool dh_map_begin(struct dh_map_worker *worker, const long *cells, int count, struct dh_error *error) {
  worker->count = worker->slots = count;
  worker->step = 0;
  worker->row_count = 0;
  worker->settled = 0;
  worker->still = false;
  for (int i = 0; i < count; i++) {
    dh_map_cell_spec(worker->map, cells[i], &worker->spec[i]);
    dh_spec_schedule(&worker->spec[i], &worker->args[i]);
    dh_schedule_state_init(&worker->state[i]);
    worker->settled = fmax(worker->settled, dh_schedule_settles(worker->schedule, &worker->args[i]));
    worker->cell_of[i] = i;
  }
  worker->now = find_block(worker, error);
  if (!worker->now) return false;
  look_at_starts(worker);
  dh_block_use(worker->now, count);
  for (int i = 0; i < count; i++) {
    dh_block_configure(worker->now, i, &worker->spec[i]);
    dh_block_reset(worker->now, i, worker->spec[i].start);
    if (worker->watcher)
      dh_watcher_begin(worker->watcher, i, worker->limits[i]);
    else
      dh_block_watch(worker->now, i, worker->limits[i]);
  }
  return true;
}

/* --- going --- */

static void find_rates(struct dh_map_worker *worker) {
  for (int slot = 0; slot < worker->slots && !worker->still; slot++) {
    int cell = worker->cell_of[slot];
    worker->rates[slot] =
        dh_schedule_rate(worker->schedule, &worker->args[cell], (double)worker->step, &worker->state[cell]);
  }
  worker->still = (double)worker->step >= worker->settled && !worker->schedule->observe;
}

/* In low precision the first row is not quite the start: the run's own counts for its verdict and for its ratios. What
 * has arrived is still told by the exact one, whose loss does not overflow. */
static void keep_first(struct dh_map_worker *worker, int cell, const struct dh_row *row) {
  worker->start[cell] = *row;
  if (worker->map->rule != DH_MAP_PUBLISHED || !worker->watcher) return;
  worker->limits[cell][0] = row->loss;
  dh_watcher_begin(worker->watcher, cell, worker->limits[cell]);
}

/* The published rule counts the losses of `steps` rows, ours the last row too. */
static bool counts(const struct dh_map_worker *worker, long row) {
  return worker->map->rule != DH_MAP_PUBLISHED || row < worker->map->steps;
}

static bool is_in_tail(const struct dh_map_worker *worker) { return worker->step > worker->map->steps - DH_RECENT; }

static void keep_seen(struct dh_map_worker *worker, int slot) {
  double *seen = worker->seen[worker->cell_of[slot]].value;
  if (worker->watcher)
    dh_watcher_seen(worker->watcher, worker->cell_of[slot], seen);
  else
    dh_block_seen(worker->now, slot, seen);
}

static void keep_all_seen(struct dh_map_worker *worker) {
  for (int slot = 0; slot < worker->slots; slot++) keep_seen(worker, slot);
}

/* What the judge may look back to. */
static void keep_lowest(struct dh_map_worker *worker) {
  keep_all_seen(worker);
  for (int i = 0; i < worker->count; i++) worker->lowest[i] = worker->seen[i].value[LOWEST];
}

/* Of slots that are cells: nobody is buried before these rows. */
static void note_first(struct dh_map_worker *worker, double fields[DH_ROW_FIELDS][DH_SLOTS]) {
  struct dh_row row = {.step = 0};
  for (int slot = 0; slot < worker->slots && worker->step == 0; slot++) {
    dh_row_read(fields, slot, &row);
    keep_first(worker, slot, &row);
  }
}

static void observe(struct dh_map_worker *worker, const double *losses) {
  bool observes = worker->schedule->observe && worker->step < worker->map->steps;
  for (int slot = 0; slot < worker->slots && observes; slot++)
    dh_schedule_observe(worker->schedule, &worker->args[slot], (double)worker->step, losses[slot],
                        &worker->state[slot]);
}

static void measure_row(struct dh_map_worker *worker) {
  double passing[DH_ROW_FIELDS][DH_SLOTS];
  bool last = worker->step == worker->map->steps, stays = is_in_tail(worker);
  double(*fields)[DH_SLOTS] = stays ? worker->kept[worker->row_count++] : passing;
  if (last) keep_lowest(worker);
  find_rates(worker);
  dh_block_measure(worker->now, worker->rates, fields);
  note_first(worker, fields);
  observe(worker, fields[DH_ROW_LOSS]);
  if (worker->watcher && counts(worker, worker->step))
    dh_watcher_look(worker->watcher, fields[DH_ROW_LOSS], worker->slots, worker->step);
  if (last && counts(worker, worker->step)) keep_all_seen(worker);
  worker->step++;
}

/* NaN stays NaN: these cells are done. The slots that live close up. */
static void bury(struct dh_map_worker *worker) {
  int living = 0;
  for (int slot = 0; slot < worker->slots; slot++) {
    double at[2];
    dh_block_at(worker->now, slot, at);
    if (isnan(at[0]) || isnan(at[1])) {
      keep_seen(worker, slot);
      worker->died[worker->cell_of[slot]] = worker->step;
      continue;
    }
    if (living != slot) {
      dh_block_move(worker->now, slot, living);
      worker->cell_of[living] = worker->cell_of[slot];
      worker->rates[living] = worker->rates[slot];
    }
    living++;
  }
  worker->slots = living;
  if (living > 0) dh_block_use(worker->now, living);
}

/* Rows that nobody looks at. Burials are at rows that do not depend on the slices. */
static void go_fast(struct dh_map_worker *worker, long steps) {
  long end = worker->step + steps;
  while (worker->step < end && worker->slots > 0) {
    long next = worker->step - worker->step % CHUNK + CHUNK, to = next < end ? next : end;
    find_rates(worker);
    if (!worker->still) to = worker->step + 1;
    dh_block_advance(worker->now, worker->rates, to - worker->step);
    worker->step = to;
    if (to % CHUNK == 0) bury(worker);
  }
}

/* --- results --- */

/* The row after the latest update of another kind, if there is any. */
static long row_after(const struct dh_map_worker *worker, double t) {
  return (long)t <= worker->map->steps ? (long)t : -1;
}

/* Slower is further from 0. What neither arrived nor blew up is beyond all that did, by what is left of the gap; that
 * may be less than nothing where no minimum is known. `start` is the first row's ratio. */
static double shade_of(const struct dh_map_cell *cell, double start, long steps) {
  double whole = (double)steps + 2, above = cell->ratio - start;
  if (cell->blown >= 0) return 1 + (double)cell->blown;
  if (above >= 0) return whole * (1 + 1 / (1 + above));
  if (cell->arrived >= 0) return -(1 + (double)cell->arrived);
  return -whole * (cell->ratio >= 0 ? 1 + cell->ratio : fmax(1 / (1 - cell->ratio), DBL_MIN));
}

/* Losses that are NaN to the end count as FAR each. */
static double published_shade(const struct dh_map_worker *worker, int cell, bool lives) {
  const double *seen = worker->seen[cell].value;
  double counted = fmin(TAIL, (double)worker->map->steps), inverse = seen[INVERSE];
  if (!lives) inverse += (double)(worker->map->steps - worker->died[cell]) / FAR;
  if (lives && seen[TAIL_SUM] / counted < 1) return -seen[SUM];
  return isnan(inverse) ? HUGE_VAL : inverse; /* losses of 0 on both sides of it */
}

/* The latest `count` of the rows that were kept of a slot. */
static void read_rows(struct dh_map_worker *worker, int slot, int count, struct dh_row *rows) {
  int first = worker->row_count - count;
  for (int i = 0; i < count; i++) {
    rows[i].step = worker->step - count + i;
    dh_row_read(worker->kept[first + i], slot, &rows[i]);
  }
}

/* All that it asks of rows further back is how low they came. Few verdicts take all the rows there are. */
static enum dh_verdict judge(struct dh_map_worker *worker, int slot) {
  int cell = worker->cell_of[slot], count = worker->row_count;
  const struct dh_judge_lab lab = {worker->sampler, worker->registers};
  struct dh_row rows[DH_RECENT], history[2] = {worker->start[cell], {.step = 1, .loss = worker->lowest[cell]}};
  struct dh_judge_context context = {.spec = &worker->spec[cell],
                                     .history = history,
                                     .history_count = worker->map->steps > 0 ? 2 : 1,
                                     .schedule = &worker->state[cell],
                                     .args = &worker->args[cell],
                                     .partial = count > DH_JUDGE_ROWS};
  enum dh_verdict verdict;
  if (context.partial) count = DH_JUDGE_ROWS;
  read_rows(worker, slot, count, rows);
  dh_judge_look(rows, count, &lab, &context);
  if (dh_judge_verdict(rows, count, &context, &verdict)) return verdict;
  context.partial = false;
  read_rows(worker, slot, worker->row_count, rows);
  dh_judge_verdict(rows, worker->row_count, &context, &verdict);
  return verdict;
}

/* `slot` < 0: it is dead. */
static void finish(struct dh_map_worker *worker, int cell, int slot) {
  struct dh_map_cell *out = &worker->cell[cell];
  const double *seen = worker->seen[cell].value;
  bool rows = worker->map->rule == DH_MAP_ROWS, falls = isnan(dh_surface_best(worker->map->spec.surface));
  bool lives = slot >= 0;
  double loss = lives ? worker->kept[worker->row_count - 1][DH_ROW_LOSS][slot] : (double)NAN;
  *out = (struct dh_map_cell){.arrived = rows && lives ? row_after(worker, seen[ABOVE_LOW]) : -1,
                              .blown = rows ? row_after(worker, seen[WITHIN_HIGH]) : -1};
  out->ratio = (loss - worker->base[cell]) / worker->unit[cell];
  out->verdict = lives ? judge(worker, slot) : DH_VERDICT_NAN;
  double start = falls ? copysign(1, worker->start[cell].loss) : 1;
  out->shade = rows ? shade_of(out, start, worker->map->steps) : published_shade(worker, cell, lives);
}

static void finish_all(struct dh_map_worker *worker) {
  int slot_of[DH_SLOTS];
  for (int cell = 0; cell < worker->count; cell++) slot_of[cell] = -1;
  for (int slot = 0; slot < worker->slots; slot++) slot_of[worker->cell_of[slot]] = slot;
  for (int cell = 0; cell < worker->count; cell++) finish(worker, cell, slot_of[cell]);
}

bool dh_map_advance(struct dh_map_worker *worker, long steps) {
  long all = worker->map->steps, end = worker->step + (steps > 1 ? steps : 1), tail = all - DH_RECENT + 1;
  while (worker->step < end && worker->step <= all && worker->slots > 0) {
    if (worker->watcher || worker->step >= tail)
      measure_row(worker);
    else
      go_fast(worker, (end < tail ? end : tail) - worker->step);
  }
  if (worker->step <= all && worker->slots > 0) return false;
  finish_all(worker);
  return true;
}

void dh_map_cells(const struct dh_map_worker *worker, struct dh_map_cell *cells) {
  memcpy(cells, worker->cell, (size_t)worker->count * sizeof *cells);
}

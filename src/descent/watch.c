/* SPDX-License-Identifier: MIT */
#include "descent/watch.h"

#include "descent/bindings.h"
#include "descent/memory.h"

#include <math.h>
#include <stdlib.h>

static const struct watch {
  int inputs;
  struct {
    const char *name;    /* `loss` is that of the row, `t` one more than its number */
    const char *formula; /* what it becomes in each row; NULL: it stays */
    double first;        /* before the first row */
  } input[DH_WATCH_INPUTS];
} watches[] = {
    [DH_WATCH_NONE] = {0, {{NULL, NULL, 0}}},
    /* A NaN is not within any limit. */
    [DH_WATCH_ROWS] = {5,
                       {{"low", NULL, 0},
                        {"high", NULL, 0},
                        {"lowest", "where(loss < lowest, loss, lowest)", HUGE_VAL},
                        {"above_low", "where(loss <= low, above_low, t)", 0},
                        {"within_high", "where(loss <= high, t, within_high)", 0}}},
    /* J. Sohl-Dickstein, The boundary of neural network trainability is fractal, 2024: losses in units of the first,
     * capped at 1e6, and what is not finite counts as much. */
    [DH_WATCH_SUMS] = {7,
                       {{"first", NULL, 0},
                        {"tail", NULL, 0},
                        {"lowest", "where(loss < lowest, loss, lowest)", HUGE_VAL},
                        {"ratio", "where(abs(loss/first) <= 1e6, loss/first, 1e6)", 0},
                        {"sum", "sum + ratio", 0},
                        {"inverse", "inverse + 1/ratio", 0},
                        {"last", "where(t > tail, last + ratio, last)", 0}}},
};

int dh_watch_inputs(enum dh_watch watch) { return watches[watch].inputs; }

const char *dh_watch_name(enum dh_watch watch, int input) { return watches[watch].input[input].name; }

double dh_watch_first(enum dh_watch watch, int input) { return watches[watch].input[input].first; }

/* Each formula may use the new values of those before it. */
bool dh_watch_build(enum dh_watch watch, struct dh_graph *graph, int loss, int t, const int *symbols, int *seen,
                    struct dh_error *error) {
  const struct watch *at = &watches[watch];
  struct dh_bindings bindings = {.count = 0};
  dh_bind(&bindings, "loss", loss);
  dh_bind(&bindings, "t", t);
  for (int i = 0; i < at->inputs; i++) dh_bind(&bindings, at->input[i].name, symbols[i]);
  for (int i = 0; i < at->inputs; i++) {
    seen[i] = -1;
    if (!at->input[i].formula) continue;
    int parsed = dh_graph_parse(graph, at->input[i].formula, bindings.name, bindings.count, error);
    if (parsed < 0) return false;
    seen[i] = dh_bindings_evaluate(&bindings, graph, parsed, error);
    if (seen[i] < 0) return false;
    dh_bind(&bindings, at->input[i].name, seen[i]);
  }
  return true;
}

/* --- rows that were measured --- */

/* Inputs of the program: the row's, then the watch's. */
enum { LOSS, T, FIRST, INPUTS_MAX = FIRST + DH_WATCH_INPUTS };

struct dh_watcher {
  enum dh_watch watch;
  struct dh_program *program;
  double *registers;
};

static struct dh_program *compile(enum dh_watch watch, struct dh_graph *graph, struct dh_error *error) {
  const char *names[INPUTS_MAX] = {"loss", "t"};
  struct dh_output outputs[DH_WATCH_INPUTS];
  int symbols[INPUTS_MAX], seen[DH_WATCH_INPUTS] = {0}, count = FIRST + dh_watch_inputs(watch);
  struct dh_program_spec spec = {.inputs = names, .input_count = count, .outputs = outputs, .precision = DH_FP64};
  for (int i = 0; i < count; i++) {
    if (i >= FIRST) names[i] = dh_watch_name(watch, i - FIRST);
    symbols[i] = dh_graph_symbol(graph, names[i], error);
    if (symbols[i] < 0) return NULL;
  }
  if (!dh_watch_build(watch, graph, symbols[LOSS], symbols[T], symbols + FIRST, seen, error)) return NULL;
  for (int i = FIRST; i < count; i++)
    if (seen[i - FIRST] >= 0) outputs[spec.output_count++] = (struct dh_output){seen[i - FIRST], i};
  return dh_program_create(graph, &spec, error);
}

struct dh_watcher *dh_watcher_create(enum dh_watch watch, struct dh_error *error) {
  struct dh_watcher *watcher = calloc(1, sizeof *watcher);
  struct dh_graph *graph = dh_graph_create();
  bool done = watcher && graph;
  if (!done) dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  if (done) {
    watcher->watch = watch;
    watcher->program = compile(watch, graph, error);
    watcher->registers = watcher->program ? dh_registers_create(dh_program_registers(watcher->program)) : NULL;
    done = watcher->registers != NULL;
    if (watcher->program && !done) dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  }
  if (done) dh_program_load(watcher->program, watcher->registers);
  dh_graph_destroy(graph);
  if (done) return watcher;
  dh_watcher_destroy(watcher);
  return NULL;
}

void dh_watcher_destroy(struct dh_watcher *watcher) {
  if (!watcher) return;
  dh_program_destroy(watcher->program);
  free(watcher->registers);
  free(watcher);
}

static double *input(const struct dh_watcher *watcher, int index, int slot) {
  return &watcher->registers[(size_t)index * DH_SLOTS + (size_t)slot];
}

void dh_watcher_begin(struct dh_watcher *watcher, int slot, const double limits[DH_LIMITS]) {
  for (int i = 0; i < dh_watch_inputs(watcher->watch); i++)
    *input(watcher, FIRST + i, slot) = i < DH_LIMITS ? limits[i] : dh_watch_first(watcher->watch, i);
}

void dh_watcher_look(struct dh_watcher *watcher, const double *losses, int slots, long step) {
  memcpy(input(watcher, LOSS, 0), losses, (size_t)slots * sizeof *losses);
  for (int slot = 0; slot < slots; slot++) *input(watcher, T, slot) = (double)(step + 1);
  dh_program_run(watcher->program, watcher->registers, slots);
}

void dh_watcher_seen(const struct dh_watcher *watcher, int slot, double seen[DH_SEEN_MAX]) {
  int count = dh_watch_inputs(watcher->watch) - DH_LIMITS;
  for (int i = 0; i < count; i++) seen[i] = *input(watcher, FIRST + DH_LIMITS + i, slot);
}

/* SPDX-License-Identifier: MIT */
#include "app/map_passes.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
  COARSEST = 8,       /* cells from one to the next in the first pass, across and up */
  LOOKS = 16,         /* it is looked over each time when so many parts of it have come new */
  BATCH_ROWS = 65536, /* rows of data that one update of a batch may look at, so that no key waits for it */
  JUDGING = 80        /* what a verdict costs, in updates */
};

/* --- what is known --- */

static struct map_shown *place_of(struct map_view *view, int x, int y) {
  return &view->shown[(size_t)y * (size_t)view->w + (size_t)x];
}

/* A place between the borders of others, as the index of a cell; -1 if it is outside. */
static int cell_near(double place, int cells) {
  double cell = floor(place + 0.5);
  return cell >= 0 && cell < cells ? (int)cell : -1;
}

static double place_between(double from, double to, int cell, int cells) {
  return cells > 1 ? from + (to - from) * cell / (cells - 1) : from;
}

/* Where a picture is magnified its cells are as good as those of the pass before. */
static unsigned char worth(unsigned char known, bool closer) {
  if (known == MAP_OWN) known = MAP_OWN - 1;
  return closer && known > MAP_COARSE ? (unsigned char)(known - 1) : known;
}

static void carry(const struct map_shown *old, const int size[2], const double from[2], const double to[2], bool closer,
                  struct map_shown *out, int w, int h) {
  for (int y = 0; y < h; y++) {
    int row = cell_near(place_between(from[1], to[1], y, h), size[1]);
    for (int x = 0; x < w; x++, out++) {
      int column = cell_near(place_between(from[0], to[0], x, w), size[0]);
      *out = (struct map_shown){.known = MAP_UNKNOWN};
      if (row < 0 || column < 0) continue;
      *out = old[(size_t)row * (size_t)size[0] + (size_t)column];
      out->known = worth(out->known, closer);
    }
  }
}

void map_passes_carry(struct map_view *view, const double from[2], const double to[2], bool closer) {
  const int size[2] = {view->w, view->h};
  struct map_shown *old = view->shown;
  carry(old, size, from, to, closer, view->spare, view->w, view->h);
  view->shown = view->spare;
  view->spare = old;
  map_passes_look(view);
}

void map_passes_free(struct map_view *view) {
  free(view->shown);
  free(view->spare);
  free(view->tally.ranking.shades);
  view->shown = view->spare = NULL;
  view->tally.ranking.shades = NULL;
  view->w = view->h = 0;
}

bool map_passes_resize(struct map_view *view, int w, int h) {
  size_t count = (size_t)w * (size_t)h;
  struct map_shown *shown = calloc(count, sizeof *shown), *spare = calloc(count, sizeof *spare);
  double *shades = calloc(count, sizeof *shades);
  if (!shown || !spare || !shades) {
    free(shown);
    free(spare);
    free(shades);
    return false;
  }
  const int size[2] = {view->w, view->h};
  const double from[2] = {0, 0}, to[2] = {view->w - 1, view->h - 1};
  carry(view->shown, size, from, to, false, shown, w, h);
  map_passes_free(view);
  view->shown = shown;
  view->spare = spare;
  view->tally.ranking.shades = shades;
  view->w = w;
  view->h = h;
  return true;
}

void map_passes_age(struct map_view *view, bool forget) {
  for (int i = 0; i < view->w * view->h; i++)
    if (view->shown[i].known != MAP_UNKNOWN) view->shown[i].known = forget ? MAP_UNKNOWN : MAP_COARSE;
}

void map_passes_look(struct map_view *view) {
  struct map_tally *tally = &view->tally;
  tally->ranking.count = 0;
  for (int i = 0; i < view->w * view->h; i++)
    if (view->shown[i].known != MAP_UNKNOWN) tally->ranking.shades[tally->ranking.count++] = view->shown[i].cell.shade;
  dh_map_rank_all(&tally->ranking);
  map_tally_begin(tally, view->map.rule, view->map.steps, !isnan(dh_surface_best(view->map.spec.surface)));
  for (int i = 0; i < view->w * view->h; i++) {
    struct map_shown *shown = &view->shown[i];
    if (shown->known == MAP_UNKNOWN) continue;
    map_tally_count(tally, &shown->cell, i);
    shown->rank = map_tally_rank(tally, shown->cell.shade);
  }
  view->fresh = 0;
}

/* --- passes --- */

void map_passes_begin(struct map_view *view) {
  view->pass = 0;
  view->next = view->computed = 0;
  view->batch_count = 0;
}

static int side_of(int pass) { return COARSEST >> pass; }

/* The next cell of this pass that no pass before had; -1: there is none. */
static long next_cell(struct map_view *view) {
  int side = side_of(view->pass), across = (view->w + side - 1) / side, up = (view->h + side - 1) / side;
  while (view->next < (long)across * up) {
    long x = view->next % across, y = view->next / across;
    view->next++;
    if (view->pass > 0 && x % 2 == 0 && y % 2 == 0) continue;
    return y * side * view->w + x * side;
  }
  return -1;
}

static void end_pass(struct map_view *view) {
  if (view->fresh > 0) map_passes_look(view);
  view->pass++;
  view->next = 0;
}

/* The rows of data that one update of a ball looks at. */
static double rows_of(const struct map_view *view) {
  return dh_surface_rows(view->map.spec.surface) > 0 ? dh_spec_batch(&view->map.spec) : 1;
}

static int batch_size(const struct map_view *view) {
  double fit = BATCH_ROWS / rows_of(view);
  return fit >= DH_SLOTS ? DH_SLOTS : fit > 1 ? (int)fit : 1;
}

/* False: all is done, or it cannot go on. */
static bool begin_batch(struct map_view *view) {
  int size = batch_size(view);
  while (view->batch_count == 0 && view->pass < MAP_PASSES) {
    long cell = -1;
    while (view->batch_count < size && (cell = next_cell(view)) >= 0) view->batch[view->batch_count++] = cell;
    if (view->batch_count == 0) end_pass(view);
  }
  view->batch_step = 0;
  if (view->batch_count == 0) return false;
  if (dh_map_begin(view->worker, view->batch, view->batch_count, &view->error)) return true;
  dh_map_worker_destroy(view->worker);
  view->worker = NULL;
  return false;
}

/* The cell stands in for those around it that nothing better is known of; at the last column and row for all that are
 * left. */
static void paint(struct map_view *view, int x, int y, const struct map_shown *shown) {
  int side = side_of(view->pass), half = side / 2, level = MAP_COARSE + view->pass;
  int left = x > half ? x - half : 0, right = x + side >= view->w ? view->w : x + half;
  int bottom = y > half ? y - half : 0, top = y + side >= view->h ? view->h : y + half;
  for (int j = bottom; j < top; j++)
    for (int i = left; i < right; i++) {
      struct map_shown *place = place_of(view, i, j);
      if (place->known > level) continue;
      *place = *shown;
      place->known = (unsigned char)level;
    }
  *place_of(view, x, y) = *shown;
}

static void take_batch(struct map_view *view) {
  struct dh_map_cell cells[DH_SLOTS];
  dh_map_cells(view->worker, cells);
  for (int i = 0; i < view->batch_count; i++) {
    struct map_shown shown = {cells[i], map_tally_rank(&view->tally, cells[i].shade), MAP_OWN};
    paint(view, (int)(view->batch[i] % view->w), (int)(view->batch[i] / view->w), &shown);
  }
  view->computed += view->batch_count;
  view->fresh += view->batch_count;
  view->batch_count = 0;
  long all = (long)view->w * view->h;
  if (view->tally.ranking.count == 0 || view->fresh * LOOKS >= all) map_passes_look(view);
}

void map_passes_go(struct map_view *view, long updates) {
  double budget = (double)updates;
  while (budget > 0 && (view->batch_count > 0 || begin_batch(view))) {
    double each = view->batch_count * rows_of(view), fit = floor(budget / each) + 1;
    long left = view->map.steps + 1 - view->batch_step, some = fit < (double)left ? (long)fit : left;
    bool done = dh_map_advance(view->worker, some);
    view->batch_step += some;
    budget -= (double)some * each + (done ? JUDGING * view->batch_count : 0);
    if (done) take_batch(view);
  }
}

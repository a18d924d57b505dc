/* SPDX-License-Identifier: MIT
 *
 * What a map is: its axes, its cells and its tiles. */
#include "downhill/map.h"

#include <math.h>
#include <stdlib.h>

const char *dh_map_rule_name(int rule) {
  static const char *const names[DH_MAP_RULES] = {[DH_MAP_ROWS] = "rows", [DH_MAP_PUBLISHED] = "published"};
  return rule >= 0 && rule < DH_MAP_RULES ? names[rule] : NULL;
}

/* The ends are exact. */
static double value_between(const struct dh_map_axis *axis, long cell) {
  if (cell == 0 || axis->cells == 1) return axis->low;
  if (cell == axis->cells - 1) return axis->high;
  double share = (double)cell / (double)(axis->cells - 1);
  if (!axis->log) return axis->low + share * (axis->high - axis->low);
  return exp(log(axis->low) + share * (log(axis->high) - log(axis->low)));
}

double dh_map_value(const struct dh_map_axis *axis, long cell) {
  double value = value_between(axis, cell);
  return dh_parameter_row(axis->parameter)->type == DH_TYPE_INTEGER ? round(value) : value;
}

/* Quotients of ends may overflow where their logarithms do not. */
double dh_map_place(const struct dh_map_axis *axis, double value) {
  double from = axis->log ? log(axis->low) : axis->low, to = axis->log ? log(axis->high) : axis->high;
  if (axis->cells == 1 || from == to) return 0;
  double share = ((axis->log ? log(value) : value) - from) / (to - from);
  return fmin(fmax(share, 0), 1) * (double)(axis->cells - 1);
}

static void place(struct dh_spec *spec, const struct dh_map_axis *axis, long cell) {
  double value = dh_map_value(axis, cell);
  if (axis->parameter == DH_START) {
    spec->start[axis->coordinate] = value;
    spec->given[DH_START] = true;
  } else {
    dh_spec_set(spec, axis->parameter, value);
  }
}

void dh_map_cell_spec(const struct dh_map_spec *map, long cell, struct dh_spec *spec) {
  *spec = map->spec;
  place(spec, &map->axis[0], cell % map->axis[0].cells);
  place(spec, &map->axis[1], cell / map->axis[0].cells);
}

/* --- checking --- */

static bool fail_range(const struct dh_map_axis *axis, double low, double high, struct dh_error *error) {
  dh_fail(error, DH_ERROR_RANGE, -1, dh_parameter_row(axis->parameter)->name, NULL);
  error->number = low;
  error->number2 = high;
  return false;
}

static bool check_axis(const struct dh_map_axis *axis, const struct dh_spec *spec, struct dh_error *error) {
  const struct dh_parameter_row *row = dh_parameter_row(axis->parameter);
  bool start = axis->parameter == DH_START, number = row->type == DH_TYPE_NUMBER || row->type == DH_TYPE_INTEGER;
  const char *kind = dh_surface_info(spec->surface)->name;
  if (start ? axis->coordinate < 0 || axis->coordinate >= dh_surface_info(spec->surface)->dim : !number)
    return dh_fail(error, DH_ERROR_DOES_NOT_APPLY, -1, row->name, kind);
  double least = axis->log ? fmax(row->low, 0x1p-1022) : row->low;
  for (int end = 0; end < 2; end++) {
    double value = end == 0 ? axis->low : axis->high;
    if (!(value >= least && value <= row->high)) return fail_range(axis, least, row->high, error);
  }
  return true;
}

bool dh_map_check(const struct dh_map_spec *map, struct dh_error *error) {
  const double most_cells = 1e8, most_steps = dh_parameter_row(DH_MAX_STEPS)->high;
  const struct dh_map_axis *x = &map->axis[0], *y = &map->axis[1];
  for (int i = 0; i < 2; i++)
    if (!check_axis(&map->axis[i], &map->spec, error)) return false;
  bool same = x->parameter == y->parameter && (x->parameter != DH_START || x->coordinate == y->coordinate);
  if (same) return dh_fail(error, DH_ERROR_TWICE, -1, dh_parameter_row(x->parameter)->name, "x, y");
  double cells = (double)x->cells * (double)y->cells;
  if (x->cells < 1 || y->cells < 1 || cells > most_cells || map->steps < 1 || (double)map->steps > most_steps) {
    bool steps = x->cells >= 1 && y->cells >= 1 && cells <= most_cells;
    dh_fail(error, DH_ERROR_RANGE, -1, steps ? "steps" : "cells", NULL);
    error->number = 1;
    error->number2 = steps ? most_steps : most_cells;
    return false;
  }
  return true;
}

/* --- ranks --- */

static int by_size(const void *a, const void *b) {
  double p = *(const double *)a, q = *(const double *)b;
  return (p > q) - (p < q);
}

/* How many of the first `count` are below a shade, or, with `equals`, not above it. */
static long count_below(const double *sorted, long count, double shade, bool equals) {
  long low = 0, high = count;
  while (low < high) {
    long middle = low + (high - low) / 2;
    if (sorted[middle] < shade || (equals && sorted[middle] == shade))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

void dh_map_rank_all(struct dh_map_ranking *ranking) {
  qsort(ranking->shades, (size_t)ranking->count, sizeof *ranking->shades, by_size);
  ranking->converged = count_below(ranking->shades, ranking->count, 0, false);
}

double dh_map_rank(const struct dh_map_ranking *ranking, double shade) {
  double below = (double)count_below(ranking->shades, ranking->count, shade, false);
  double upto = (double)count_below(ranking->shades, ranking->count, shade, true);
  double middle = (below + upto) / 2, converged = (double)ranking->converged;
  if (shade < 0) return middle / converged - 1;
  return (middle - converged) / ((double)ranking->count - converged);
}

/* --- tiles --- */

static long parts(long cells, long side) { return (cells + side - 1) / side; }

/* Sides of a tile, and how many there are from left to right. */
struct tiling {
  long side[2];
  long across, tiles;
};

static struct tiling tiling_of(const struct dh_map_spec *map, long width, long height) {
  long across = parts(map->axis[0].cells, width);
  return (struct tiling){{width, height}, across, across * parts(map->axis[1].cells, height)};
}

/* Squares waste most of their slots, and of the room for them, in a map of a line or two. */
static struct tiling choose_tiling(const struct dh_map_spec *map) {
  struct tiling squares = tiling_of(map, DH_MAP_SIDE, DH_MAP_SIDE), lines = squares;
  if (map->axis[1].cells < DH_MAP_SIDE)
    lines = tiling_of(map, DH_SLOTS, 1);
  else if (map->axis[0].cells < DH_MAP_SIDE)
    lines = tiling_of(map, 1, DH_SLOTS);
  return lines.tiles < squares.tiles ? lines : squares;
}

long dh_map_tiles(const struct dh_map_spec *map) { return choose_tiling(map).tiles; }

int dh_map_tile(const struct dh_map_spec *map, long tile, long cells[DH_SLOTS]) {
  struct tiling tiling = choose_tiling(map);
  long left = tile % tiling.across * tiling.side[0], bottom = tile / tiling.across * tiling.side[1];
  int count = 0;
  for (long y = bottom; y < bottom + tiling.side[1] && y < map->axis[1].cells; y++)
    for (long x = left; x < left + tiling.side[0] && x < map->axis[0].cells; x++)
      cells[count++] = y * map->axis[0].cells + x;
  return count;
}

long dh_map_tile_of(const struct dh_map_spec *map, long x, long y, int *index) {
  struct tiling tiling = choose_tiling(map);
  long column = x % tiling.side[0], row = y % tiling.side[1], width = map->axis[0].cells - (x - column);
  if (width > tiling.side[0]) width = tiling.side[0];
  *index = (int)(row * width + column);
  return y / tiling.side[1] * tiling.across + x / tiling.side[0];
}

/* SPDX-License-Identifier: MIT
 *
 * A phase map: every cell is a run of its own, from the same spec but for two numbers. A map only describes; the work
 * is done by workers, one for each thread, on up to 64 cells at a time and in slices, so that a view can compute one
 * between two key presses. Nothing is kept of a run but its cell, however many steps it has: memory grows with cells.
 */
#ifndef DOWNHILL_MAP_H
#define DOWNHILL_MAP_H

#include "downhill/block.h"
#include "downhill/verdict.h"

/* Values of a number of a lane, or of a coordinate of the start, evenly spaced from the first cell to the last. */
struct dh_map_axis {
  enum dh_parameter parameter; /* a number; a whole number (values are rounded); or DH_START */
  int coordinate;              /* of the start: 0 or 1 */
  double low, high;            /* low > high is fine: the axis then runs the other way */
  bool log;                    /* by equal factors; both ends are above 0 */
  long cells;
};

enum dh_map_rule {
  DH_MAP_ROWS,      /* ours: when it arrived, when it blew up, either for good, how much of the gap is left */
  DH_MAP_PUBLISHED, /* J. Sohl-Dickstein, The boundary of neural network trainability is fractal, 2024 */
  DH_MAP_RULES
};
const char *dh_map_rule_name(int rule); /* "rows", "published"; NULL past the last */

struct dh_map_spec {
  struct dh_spec spec;
  struct dh_map_axis axis[2]; /* x, and y; cell number = y * x.cells + x */
  long steps;
  enum dh_map_rule rule;
};

struct dh_map_cell {
  /* Gaps are to the lowest known minimum, or else to a loss of 0. Where the start has none, 1 stands for it, or the
   * minimum's size. */
  long arrived; /* the row from which on at most 1 % of the start's gap was left; -1: none, or no minimum is known */
  long blown;   /* the row from which on it was a million start's gaps high, infinite or NaN; -1: none */
  double ratio; /* the last row's gap in start's gaps */
  /* Below 0 where it converged (by the map's rule), the slower the further from 0; above 0 where it did not, likewise.
   * Colours go by its rank. Never NaN. */
  double shade;
  enum dh_verdict verdict; /* as of the run at its last row */
};

/* The value of a cell on its axis. */
double dh_map_value(const struct dh_map_axis *axis, long cell);
/* Where a value is on its axis, in cells from the middle of the first: between 0 and cells - 1. */
double dh_map_place(const struct dh_map_axis *axis, double value);
/* The cell's own spec: the run it stands for. */
void dh_map_cell_spec(const struct dh_map_spec *map, long cell, struct dh_spec *spec);
/* Checks axes and steps: DH_OK, or what is wrong with them. */
bool dh_map_check(const struct dh_map_spec *map, struct dh_error *error);

/* Colours go by rank, each side by itself, so that both use a whole palette however their shades lie. */
struct dh_map_ranking {
  double *shades; /* the caller's: those of all cells, in any order; they get sorted */
  long count, converged;
};
void dh_map_rank_all(struct dh_map_ranking *ranking);
/* The share of the side's cells that are faster, and half of those that are equal: from just above 0 to just below 1,
 * with the sign of the shade. */
double dh_map_rank(const struct dh_map_ranking *ranking, double shade);

/* Tiles: squares of at most 8 x 8 cells, numbered row by row; neighbours often have one fate. Where a map is less than
 * 8 cells wide or high and it takes fewer of them, tiles are lines of at most 64 cells along its longer side. */
enum { DH_MAP_SIDE = 8 };
long dh_map_tiles(const struct dh_map_spec *map);
/* The numbers of the cells of a tile; returns how many. */
int dh_map_tile(const struct dh_map_spec *map, long tile, long cells[DH_SLOTS]);
/* The tile that a cell is in, and which of its cells it is. */
long dh_map_tile_of(const struct dh_map_spec *map, long x, long y, int *index);

struct dh_map_worker;
/* `map` must have passed dh_map_check() and outlive the worker. */
struct dh_map_worker *dh_map_worker_create(const struct dh_map_spec *map, struct dh_error *error);
void dh_map_worker_destroy(struct dh_map_worker *worker);
/* The step's program of every block that is made from now on is shown to `compile`, which may see to it that
 * dh_program_repeat() is faster with it (and tells whether it did). The bits are the same. */
typedef bool dh_compile(void *context, struct dh_program *program);
void dh_map_worker_compile(struct dh_map_worker *worker, dh_compile *compile, void *context);
/* Begin with these cells (1 to 64, in any order, instead of whatever it was doing). False with *error: a step that was
 * not needed before could not be compiled. */
bool dh_map_begin(struct dh_map_worker *worker, const long *cells, int count, struct dh_error *error);
/* Go on by about `steps` updates of each cell (at least one). True when the cells are done. Never allocates. */
bool dh_map_advance(struct dh_map_worker *worker, long steps);
/* The results, in the order the cells were given in. */
void dh_map_cells(const struct dh_map_worker *worker, struct dh_map_cell *cells);

#endif

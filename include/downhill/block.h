/* SPDX-License-Identifier: MIT
 *
 * Up to 64 runs advancing together through one flat program: gradient, clipping, update. Kinds (surface, rule,
 * precision) are the same for all slots; numbers differ per slot. A single run is a block with one slot in use. */
#ifndef DOWNHILL_BLOCK_H
#define DOWNHILL_BLOCK_H

#include "downhill/run.h"

struct dh_block;

/* `specs` are the slots' specs, of one kind, 1 <= slots <= DH_SLOTS; numbers that are 0 in every slot or in none
 * specialise the program (it gives the same bits). */
struct dh_block *dh_block_create(const struct dh_spec *const *specs, int slots, struct dh_error *error);
void dh_block_destroy(struct dh_block *block);

/* What a map wants to know about rows that nobody looks at. It is part of the step's program, so that rows cost no more
 * for being watched than a few operations; numbers are only right in fp64, for they are rounded like everything else.
 */
enum dh_watch {
  DH_WATCH_NONE,
  DH_WATCH_ROWS, /* limits.. low, high: losses. seen.. the lowest loss, the latest update t (row + 1) at a loss that is
                    not <= low, the latest at one <= high (0: none yet) */
  DH_WATCH_SUMS, /* limits.. the first loss, the row from which on the tail counts. seen.. the lowest loss, the latest
                    of the published ratios, their sum, the sum of their inverses, the sum over the tail */
};
enum { DH_LIMITS = 2, DH_SEEN_MAX = 5 };
struct dh_block *dh_block_create_watching(const struct dh_spec *const *specs, int slots, enum dh_watch watch,
                                          struct dh_error *error);
void dh_block_watch(struct dh_block *block, int slot, const double limits[DH_LIMITS]);
void dh_block_seen(const struct dh_block *block, int slot, double seen[DH_SEEN_MAX]);

/* Use only the first `slots` slots, at most as many as there were when it was created. */
void dh_block_use(struct dh_block *block, int slots);
/* Slot `from` takes the place of slot `to`, with everything that belongs to it. */
void dh_block_move(struct dh_block *block, int from, int to);

/* Every slot to a position, with fresh optimizer state: the next update is its first (t = 1). */
void dh_block_reset(struct dh_block *block, int slot, const double at[2]);

/* One update of every slot at rates[slot]. Measures the row it starts from if `rows` is not NULL (rows[slot], all
 * fields but step). */
void dh_block_step(struct dh_block *block, const double *rates, struct dh_row *rows);
/* The same for who keeps many rows and reads few: field by field. */
enum {
  DH_ROW_AT,
  DH_ROW_LOSS = 2,
  DH_ROW_GRADIENT,
  DH_ROW_RATE = 5,
  DH_ROW_UPDATE,
  DH_ROW_PRECONDITIONER = 8,
  DH_ROW_FIELDS = 10
};
void dh_block_measure(struct dh_block *block, const double *rates, double fields[DH_ROW_FIELDS][DH_SLOTS]);
/* All but step. */
static inline void dh_row_read(double fields[DH_ROW_FIELDS][DH_SLOTS], int slot, struct dh_row *row) {
  for (int axis = 0; axis < 2; axis++) {
    row->at[axis] = fields[DH_ROW_AT + axis][slot];
    row->gradient[axis] = fields[DH_ROW_GRADIENT + axis][slot];
    row->update[axis] = fields[DH_ROW_UPDATE + axis][slot];
    row->preconditioner[axis] = fields[DH_ROW_PRECONDITIONER + axis][slot];
  }
  row->loss = fields[DH_ROW_LOSS][slot];
  row->rate = fields[DH_ROW_RATE][slot];
}
/* `steps` updates at constant rates without measuring: the fast path, the same program. */
void dh_block_advance(struct dh_block *block, const double *rates, long steps);
void dh_block_at(const struct dh_block *block, int slot, double at[2]);

/* The state of a slot, for checkpoints: the optimizer's, and t, the updates since it began; `step`, those since the
 * start, tells what is drawn next. */
struct dh_block_state {
  double at[2];
  double state[DH_STATES_MAX][2];
  long t, step;
};
void dh_block_save(const struct dh_block *block, int slot, struct dh_block_state *state);
void dh_block_restore(struct dh_block *block, int slot, const struct dh_block_state *state);

#endif

/* SPDX-License-Identifier: MIT
 *
 * What a run needs of its block besides the public functions: new numbers for a slot, explanations, faults. */
#ifndef DESCENT_BLOCK_H
#define DESCENT_BLOCK_H

#include "downhill/block.h"

/* Could `spec` run in this block as it is compiled (same surface, rule, precision; the same numbers are 0)? */
bool dh_block_suits(const struct dh_block *block, const struct dh_spec *spec);
/* Take the numbers of a spec that suits. */
void dh_block_configure(struct dh_block *block, int slot, const struct dh_spec *spec);

/* The same update from a given state at a given rate, looked at; the block's own slots are not touched.
 * Trace: which operation made the quantity infinite or NaN (DH_QUANTITY_PARAMETER: the position after the update). */
bool dh_block_trace(const struct dh_block *block, int slot, const struct dh_block_state *state, double rate,
                    enum dh_quantity quantity, int axis, struct dh_fault *fault);
/* The value of each line of the rule; returns how many. Only after dh_block_prepare_explain(). */
int dh_block_explain(const struct dh_block *block, int slot, const struct dh_block_state *state, double rate,
                     double values[DH_LINES_MAX][2]);
/* The gradient that its rule gets: clipped. Likewise. */
void dh_block_clipped(const struct dh_block *block, int slot, const struct dh_block_state *state, double rate,
                      double gradient[2]);
bool dh_block_prepare_explain(struct dh_block *block, struct dh_error *error);

/* The program that dh_block_advance repeats once every slot is past its first update. */
struct dh_program *dh_block_repeated(const struct dh_block *block);

#endif

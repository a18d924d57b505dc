/* SPDX-License-Identifier: MIT
 *
 * The loss and the gradient of an update on a data surface, for the slots of a block. The loss is that of all rows, the
 * gradient that of the rows the update looks at.
 *
 * Which rows these are is a pure function of the seed, the update's number and the sizes of batches, as a trainer has
 * them (Transformers 4.55): in every epoch the rows stand in another order; a micro-batch is what all devices look at
 * together, and its gradient the mean over its own rows (the last of an epoch may be short); an update averages over
 * the micro-batches it has (the last of an epoch may have fewer). */
#ifndef DESCENT_DATA_H
#define DESCENT_DATA_H

#include "downhill/random.h"
#include "downhill/run.h"

struct dh_batches;
struct dh_batches *dh_batches_create(const struct dh_surface *surface, enum dh_precision precision,
                                     struct dh_error *error);
void dh_batches_destroy(struct dh_batches *batches);
/* The sizes of batches, and the seed. */
void dh_batches_configure(struct dh_batches *batches, int slot, const struct dh_spec *spec);
/* Slot `from` takes the place of slot `to`. */
void dh_batches_move(struct dh_batches *batches, int from, int to);

enum { DH_WANT_LOSS = 1, DH_WANT_GRADIENT = 2 }; /* bits */
struct dh_batch_values {
  double loss, gradient[2];
};
/* Of update `step` (0, 1, ...) from the position `at`; what is not wanted is left alone. */
void dh_batches_evaluate(const struct dh_batches *batches, int slot, const double *at, long step, int wanted,
                         struct dh_batch_values *values);
/* The operation that made the loss (`wanted`), or the gradient on this axis, infinite or NaN: in the first row where it
 * is, or in adding the rows. False if it is finite, or what was given is to blame. */
bool dh_batches_trace(const struct dh_batches *batches, int slot, const double *at, long step, int wanted, int axis,
                      struct dh_fault *fault);

#endif

/* SPDX-License-Identifier: MIT
 *
 * What a run remembers, in fixed room: a dense recent past, a thinned history and checkpoints. The spacing of the
 * tables doubles when they are full. That of the history depends on how far the run has come and on nothing else: what
 * thinning takes out is put aside, so that a run which goes back has the finer history again at once. Most of the room
 * is never touched unless a run is long: memory for a past comes as it is (not zeroed), dh_past_clear() begins it. */
#ifndef DESCENT_PAST_H
#define DESCENT_PAST_H

#include "downhill/block.h"

enum {
  DH_HISTORY_ROWS = 4096,
  DH_CHECKPOINTS = 256,
  DH_THINNINGS = 12, /* of 16 million steps all rows ever held are still there; beyond, those of the first few go */
};

/* A run as it arrives at a row, before the changes that hold from it on. */
struct dh_checkpoint {
  long step;
  struct dh_block_state state;
  struct dh_schedule_state schedule;
  double lowest; /* of the rows before */
};

struct dh_past {
  struct dh_row recent[2 * DH_RECENT]; /* the last `recent_count` of [0..recent_end); moved down when the end is met */
  int recent_count, recent_end;
  struct dh_row history[DH_HISTORY_ROWS]; /* rows 0, stride, 2 stride ... */
  int history_count;
  long stride;
  struct dh_checkpoint checkpoint[DH_CHECKPOINTS]; /* rows 0, spacing, 2 spacing ... */
  int checkpoint_count;
  long spacing;
  int thinnings;                                              /* stride is 2^thinnings */
  int kept;                                                   /* of the last so many what was taken out is here */
  struct dh_row taken_out[DH_THINNINGS][DH_HISTORY_ROWS / 2]; /* a ring; last, for most of it is not in use */
};

void dh_past_clear(struct dh_past *past);
void dh_past_copy(struct dh_past *past, const struct dh_past *from);

/* The row that the run now stands at; `dh_past_recent_replace` when it was measured again. */
void dh_past_recent_push(struct dh_past *past, const struct dh_row *row);
void dh_past_recent_replace(struct dh_past *past, const struct dh_row *row);
void dh_past_recent_clear(struct dh_past *past);

/* A row that the run leaves; kept if it is on the stride. Rows must come in order. */
void dh_past_history_push(struct dh_past *past, const struct dh_row *row);

/* Kept if the step is on the spacing and not in the table yet. */
void dh_past_checkpoint_push(struct dh_past *past, const struct dh_checkpoint *checkpoint);
/* The last one at or before `step`; there always is row 0. */
const struct dh_checkpoint *dh_past_checkpoint_before(const struct dh_past *past, long step);

/* The history that a run keeps which comes to `step`, an earlier one, for the first time; false if it was too long ago:
 * then it has to be made anew. */
bool dh_past_history_refine(struct dh_past *past, long step);
/* Forget history from row `step` on; checkpoints behind it are forgotten when the run takes another way. */
void dh_past_history_cut(struct dh_past *past, long step);
void dh_past_checkpoint_cut(struct dh_past *past, long step);

#endif

/* SPDX-License-Identifier: MIT
 *
 * What a run remembers, in fixed room: a dense recent past, a thinned history and checkpoints. The spacing of the
 * tables doubles when they are full, so that it depends on how far the run has come and on nothing else. */
#ifndef DESCENT_PAST_H
#define DESCENT_PAST_H

#include "downhill/block.h"

enum { DH_HISTORY_ROWS = 4096, DH_CHECKPOINTS = 256 };

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
};

void dh_past_clear(struct dh_past *past);

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

/* Would a run that comes to `step` for the first time keep a finer history than this one? */
bool dh_past_is_coarse(const struct dh_past *past, long step);
/* Forget history from row `step` on; checkpoints behind it are forgotten when the run takes another way. */
void dh_past_history_cut(struct dh_past *past, long step);
void dh_past_checkpoint_cut(struct dh_past *past, long step);

#endif

/* SPDX-License-Identifier: MIT */
#include "descent/past.h"

#include <stddef.h>
#include <string.h>

enum { HALF = DH_HISTORY_ROWS / 2 };

void dh_past_clear(struct dh_past *past) {
  dh_past_recent_clear(past);
  past->history_count = past->checkpoint_count = 0;
  past->stride = past->spacing = 1;
  past->thinnings = past->kept = 0;
}

void dh_past_copy(struct dh_past *past, const struct dh_past *from) {
  memcpy(past, from, offsetof(struct dh_past, taken_out));
  for (int i = 1; i <= from->kept; i++) {
    int place = (from->thinnings - i) % DH_THINNINGS;
    memcpy(past->taken_out[place], from->taken_out[place], sizeof from->taken_out[place]);
  }
}

/* --- recent rows --- */

void dh_past_recent_clear(struct dh_past *past) { past->recent_count = past->recent_end = 0; }

void dh_past_recent_push(struct dh_past *past, const struct dh_row *row) {
  if (past->recent_end == 2 * DH_RECENT) {
    memcpy(past->recent, past->recent + DH_RECENT + 1, (DH_RECENT - 1) * sizeof *past->recent);
    past->recent_end = past->recent_count = DH_RECENT - 1;
  }
  past->recent[past->recent_end++] = *row;
  if (past->recent_count < DH_RECENT) past->recent_count++;
}

void dh_past_recent_replace(struct dh_past *past, const struct dh_row *row) {
  past->recent[past->recent_end - 1] = *row;
}

/* --- history --- */

static void thin(struct dh_past *past) {
  struct dh_row *taken_out = past->taken_out[past->thinnings % DH_THINNINGS], *history = past->history;
  for (int i = 0; i < HALF; i++) {
    taken_out[i] = history[2 * i + 1];
    history[i] = history[2 * i];
  }
  past->history_count = HALF;
  past->stride *= 2;
  past->thinnings++;
  if (past->kept < DH_THINNINGS) past->kept++;
}

/* Rows that were cut off since do not return, nor those that were added behind a full history. */
static void undo_thinning(struct dh_past *past) {
  int rows = past->history_count < HALF ? past->history_count : HALF;
  past->kept--;
  past->thinnings--;
  past->stride /= 2;
  past->history_count = 2 * rows;
  const struct dh_row *taken_out = past->taken_out[past->thinnings % DH_THINNINGS];
  for (int i = rows - 1; i >= 0; i--) {
    past->history[2 * i] = past->history[i];
    past->history[2 * i + 1] = taken_out[i];
  }
}

void dh_past_history_push(struct dh_past *past, const struct dh_row *row) {
  if (row->step % past->stride != 0) return;
  if (past->history_count == DH_HISTORY_ROWS) {
    thin(past);
    if (row->step % past->stride != 0) return;
  }
  past->history[past->history_count++] = *row;
}

/* Would a run that comes to `step` for the first time keep a finer history than this one? */
static bool is_coarse(const struct dh_past *past, long step) {
  return past->stride > 1 && step <= DH_HISTORY_ROWS * (past->stride / 2);
}

bool dh_past_history_refine(struct dh_past *past, long step) {
  while (is_coarse(past, step)) {
    if (past->kept == 0) return false;
    undo_thinning(past);
  }
  return true;
}

void dh_past_history_cut(struct dh_past *past, long step) {
  while (past->history_count > 0 && past->history[past->history_count - 1].step >= step) past->history_count--;
}

/* --- checkpoints --- */

void dh_past_checkpoint_push(struct dh_past *past, const struct dh_checkpoint *checkpoint) {
  int count = past->checkpoint_count;
  if (checkpoint->step % past->spacing != 0) return;
  if (count > 0 && past->checkpoint[count - 1].step >= checkpoint->step) return;
  if (count == DH_CHECKPOINTS) {
    for (int i = 0; i < DH_CHECKPOINTS / 2; i++) past->checkpoint[i] = past->checkpoint[2 * i];
    past->checkpoint_count /= 2;
    past->spacing *= 2;
    if (checkpoint->step % past->spacing != 0) return;
  }
  past->checkpoint[past->checkpoint_count++] = *checkpoint;
}

const struct dh_checkpoint *dh_past_checkpoint_before(const struct dh_past *past, long step) {
  int i = past->checkpoint_count - 1;
  while (i > 0 && past->checkpoint[i].step > step) i--;
  return &past->checkpoint[i];
}

void dh_past_checkpoint_cut(struct dh_past *past, long step) {
  while (past->checkpoint_count > 0 && past->checkpoint[past->checkpoint_count - 1].step > step)
    past->checkpoint_count--;
}

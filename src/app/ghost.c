/* SPDX-License-Identifier: MIT
 *
 * Ghosts: the way of the run before, so that a class sees what a change made of it. A few hundred points are enough for
 * a picture. */
#include "app/scene.h"

#include <stdlib.h>

enum { GHOST_ROWS = 256 };

void ghost_take(struct lane *lane, struct ghost *ghost) {
  const struct dh_rows past = dh_run_rows(lane->run);
  *ghost = lane->ghost;
  lane->ghost = (struct ghost){0};
  if (past.count < 2) return; /* it has gone nowhere */
  ghost_free(ghost);
  int count = past.count < GHOST_ROWS ? past.count : GHOST_ROWS;
  ghost->row = malloc((size_t)count * sizeof *ghost->row);
  if (!ghost->row) return; /* the picture does without */
  ghost->count = count;
  for (int i = 0; i < count; i++) ghost->row[i] = *dh_rows_at(&past, (int)((long)i * (past.count - 1) / (count - 1)));
}

void ghost_free(struct ghost *ghost) {
  free(ghost->row);
  *ghost = (struct ghost){0};
}

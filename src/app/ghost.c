/* SPDX-License-Identifier: MIT
 *
 * Ghosts: the way of the run before, so that a class sees what a change made of it. A few hundred points are enough for
 * a picture. */
#include "app/scene.h"

#include <stdlib.h>
#include <string.h>

enum { GHOST_ROWS = 256 };

/* Row `index` of a run's past: the thinned history, then the dense recent rows that come after it. */
struct past {
  const struct dh_row *history, *recent;
  int before, dense;
};

static struct past past_of(const struct dh_run *run) {
  struct past past;
  int rows = dh_run_history(run, &past.history);
  past.dense = dh_run_recent(run, &past.recent);
  past.before = 0;
  while (past.before < rows && (past.dense == 0 || past.history[past.before].step < past.recent[0].step)) past.before++;
  return past;
}

static const struct dh_row *past_row(const struct past *past, int index) {
  return index < past->before ? &past->history[index] : &past->recent[index - past->before];
}

void ghost_take(struct lane *lane, struct ghost *ghost) {
  struct past past = past_of(lane->run);
  int rows = past.before + past.dense;
  *ghost = lane->ghost;
  lane->ghost = (struct ghost){0};
  if (rows < 2) return; /* it has gone nowhere */
  ghost_free(ghost);
  int count = rows < GHOST_ROWS ? rows : GHOST_ROWS;
  ghost->row = malloc((size_t)count * sizeof *ghost->row);
  if (!ghost->row) return; /* the picture does without */
  ghost->count = count;
  for (int i = 0; i < count; i++) ghost->row[i] = *past_row(&past, (int)((long)i * (rows - 1) / (count - 1)));
}

void ghost_free(struct ghost *ghost) {
  free(ghost->row);
  *ghost = (struct ghost){0};
}

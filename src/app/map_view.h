/* SPDX-License-Identifier: MIT
 *
 * A map of runs as it is shown for the selected lane: every cell of the plot is a run of its own, from the lane's spec
 * but for two numbers. It is computed in slices and in passes, every 64th cell first, and starts anew when the lane,
 * the window or the size changes; what was known is shown until then. The view owns its cells and its worker; panes
 * read it. Cells are counted from the left and from below. */
#ifndef APP_MAP_VIEW_H
#define APP_MAP_VIEW_H

#include "app/app.h"
#include "app/map_axes.h"
#include "app/map_tally.h"

enum { MAP_PASSES = 4 };

/* What is known of a cell. From MAP_COARSE on a value stands in for it that was computed for a cell nearby, at pass 0,
 * 1 ...; MAP_OWN is its own. */
enum { MAP_UNKNOWN, MAP_COARSE, MAP_OWN = MAP_COARSE + MAP_PASSES };

struct map_shown {
  struct dh_map_cell cell;
  double rank; /* by size how slow, by its sign on which side: what colours go by */
  unsigned char known;
};

struct map_view {
  struct dh_map_spec map; /* what is computed: w x h cells */
  int pair;               /* which pair of axes, -1 for others */
  bool log;               /* rates are met by their factors */
  bool log_axis[2];       /* the axes are logarithmic, where they are wide */
  int cursor[2];
  bool paused;

  int w, h;
  struct map_shown *shown, *spare; /* owned; w*h each, row by row */
  struct map_tally tally;          /* of what is shown */
  long fresh;                      /* cells since it was made */

  struct dh_map_worker *worker; /* NULL: it cannot be done, see `error` */
  struct dh_error error;
  int pass;      /* MAP_PASSES: done */
  long next;     /* place of this pass's grid to look at next */
  long computed; /* cells */
  long batch[DH_SLOTS];
  int batch_count; /* cells being computed, 0: none */
  long batch_step; /* how many updates they have done */
  int depth;       /* how many times it was zoomed in */
};

const struct map_shown *map_view_at(const struct map_view *view, int x, int y);
bool map_view_is_done(const struct map_view *view);
/* The place of a lane on it, if the lane differs from what is computed in nothing but the axes. */
bool map_view_place(const struct map_view *view, const struct dh_spec *spec, double cell[2]);

/* Is it of something else than the lane and the screen as they are now? Then it starts anew with the next slice. */
bool map_view_is_stale(const struct app *app);

/* For the registry of views. */
bool map_view_enter(struct app *app, struct dh_error *error);
bool map_view_is_working(const struct app *app);
unsigned map_view_work(struct app *app, long updates);
void map_view_close(struct app *app);

/* What keys do. */
void map_view_next_pair(struct app *app, int direction);
/* The pair of this number, or with axes of one's own; -1 keeps the number. False: it says nothing about this lane. */
bool map_view_choose(struct app *app, int pair);
bool map_view_axes(struct app *app, const struct dh_map_axis axis[2], struct dh_error *error);
void map_view_log(struct app *app);
void map_view_home(struct app *app); /* the whole of it again */
/* By so many cells, moving the window at its edges. */
void map_view_move(struct app *app, int x, int y);
/* In (1) or out (-1) about the cursor. False: that is as far as it goes; `axis` is why. */
bool map_view_zoom(struct app *app, int direction, int *axis);

#endif

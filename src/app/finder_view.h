/* SPDX-License-Identifier: MIT
 *
 * The search for a rate, as it is shown for the selected lane: a range test or a sweep, computed in slices and revealed
 * at a pace that can be followed. It starts anew when the lane is set to something else. The view owns what it
 * computes; panes read it. */
#ifndef APP_FINDER_VIEW_H
#define APP_FINDER_VIEW_H

#include "app/app.h"
#include "app/found.h"

struct finder_view {
  bool sweep; /* a fresh ball for each rate, instead of one for all */
  bool asked; /* for the one of the two; else the lane decides, see finder_view_search() */
  struct dh_finder_settings settings;
  struct dh_spec spec;    /* what is searched for; that of the lane when it began */
  struct dh_finder *test; /* one of them, by `sweep`; */
  struct dh_sweep *fresh; /* both NULL: it cannot be done, see `error` */
  struct dh_edge edges[DH_EDGES];
  struct dh_error error;
  bool computed;
  double shown; /* points revealed so far; a part of one is one on its way */
  bool paused;
  struct found found[FOUND_MOST]; /* as soon as it is computed */
  int found_count, chosen;        /* chosen: a row that has a rate, -1 if none has */
};

/* Points revealed, and points that there are. */
int finder_view_shown(const struct finder_view *view);
int finder_view_points(const struct finder_view *view);
/* What was found is in words: again in the language of now. For what is computed. */
void finder_view_speak(struct finder_view *view);
/* Is all of it revealed? */
bool finder_view_is_done(const struct finder_view *view);

/* For the registry of views. */
bool finder_view_enter(struct app *app, struct dh_error *error);
bool finder_view_is_moving(const struct app *app);
unsigned finder_view_tick(struct app *app, double seconds);
bool finder_view_is_working(const struct app *app);
unsigned finder_view_work(struct app *app, long updates);
void finder_view_close(struct app *app);

/* What keys do. */
/* One of the two searches from now on. As long as nobody asks, each rate has a fresh ball where there is no noise: one
 * ball for all would be at rest there before they are too large. False with *error: it is the same as before, begun
 * anew. */
bool finder_view_search(struct app *app, bool sweep, struct dh_error *error);
void finder_view_again(struct finder_view *view); /* drawn from the beginning */
void finder_view_move(struct finder_view *view, int points);
void finder_view_choose(struct finder_view *view, int direction);
/* Change a setting and begin anew with it. False with *error: it is as before. */
bool finder_view_set(struct app *app, enum dh_finder_setting setting, double value, struct dh_error *error);

#endif

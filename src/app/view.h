/* SPDX-License-Identifier: MIT
 *
 * The registry of views: what the part of the screen between the header and the message shows. A view that has work of
 * its own does it in slices, so that a key is never kept waiting. Panes are tied to the ids in panes/draw.c. */
#ifndef APP_VIEW_H
#define APP_VIEW_H

#include "app/app.h"

struct view {
  const char *name; /* "compare", for `:view`; translated for who reads it */
  const char *help; /* what it shows, in one line */
  bool surfaces;    /* lanes on their surface, which may be a relief: its keys hold there */
  /* Is there something to show? NULL: always. */
  bool (*exists)(const struct app *app);
  /* Before it is shown: make what it needs. On failure the view before stays. NULL: nothing to make. */
  bool (*enter)(struct app *app, struct dh_error *error);
  /* While it is shown: after anything changed. NULL: nothing to do. */
  void (*refresh)(struct app *app);
  /* The lanes' clock stands still while it is shown: it runs ahead of them. So it is not shown under the cover. */
  bool stands;
  /* It shows what happened elsewhere: the lanes are not seen, so their keys do nothing, and no cover has to hide it. */
  bool recorded;
  /* Does something move by itself, and so many seconds of it. Returns effects. NULL both: nothing does. */
  bool (*is_moving)(const struct app *app);
  unsigned (*tick)(struct app *app, double seconds);
  /* Is there something left to compute? NULL: never. */
  bool (*is_working)(const struct app *app);
  /* About so many updates of a ball; never much longer than they take. Returns effects. NULL with is_working. */
  unsigned (*work)(struct app *app, long updates);
  /* At the end of the program: give back what `enter` made. NULL: nothing. */
  void (*close)(struct app *app);
};

const struct view *view_row(int id); /* NULL past the last */
bool view_exists(const struct app *app, int id);
unsigned view_open(struct app *app, enum view_id id);
void view_refresh(struct app *app); /* the one that is shown */
void view_close_all(struct app *app);
/* Would it tell what the cover hides? */
bool view_tells(const struct app *app, int id);
/* Of the view that is shown. */
bool view_is_recorded(const struct app *app);
/* The lanes were changed as a whole: they are what is to be seen. */
void view_show_lanes(struct app *app);
bool view_stands(const struct app *app);
bool view_is_moving(const struct app *app);
unsigned view_tick(struct app *app, double seconds);

#endif

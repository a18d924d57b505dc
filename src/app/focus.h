/* SPDX-License-Identifier: MIT
 *
 * What the view of one lane alone keeps between frames: the lines of its update, and the stability of the rows of its
 * past, which is computed once for each row: on data that takes a look at every row of it. Its lists are owned. */
#ifndef APP_FOCUS_H
#define APP_FOCUS_H

#include "app/update.h"

struct focus_row {
  long step;
  bool known; /* is `stability` computed yet? */
  struct dh_curvature stability;
};

struct focus {
  bool big;                  /* numbers for the back row are shown */
  struct update_lines lines; /* of the selected lane */
  struct focus_row *rows;    /* of the selected lane's past, as dh_run_rows() lists it */
  int count, capacity;
  struct focus_row *spare;  /* as long: what the next list is made in */
  const struct dh_run *run; /* whose they are, of which revision; NULL: nobody's */
  long revision;
};

struct app;
/* After anything changed: the rows, and most of the stabilities at once. The lines are the layout's. */
void focus_refresh(struct app *app);
void focus_close(struct app *app);
void focus_forget(struct app *app, const struct dh_run *run); /* it is going to be destroyed */
bool focus_is_working(const struct app *app);
unsigned focus_work(struct app *app, long updates); /* effects */
/* The stability of the row of a step, NULL if that is not known. */
const struct dh_curvature *focus_stability(const struct focus *focus, long step);

#endif

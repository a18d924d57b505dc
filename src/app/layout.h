/* SPDX-License-Identifier: MIT
 *
 * Where everything stands: rectangles from the terminal's size, the number of lanes and the detail level. Pure
 * arithmetic on integers, swept by tests over sizes. When height is short, panes drop whole, in the order schedule,
 * advice, loss, formula. A rectangle with w or h of 0 is not shown. */
#ifndef APP_LAYOUT_H
#define APP_LAYOUT_H

#include "base/look.h"

#include <stdbool.h>

enum { LAYOUT_LANES = 6 };

/* What the body of the screen shows; rows of the table in view.c. */
enum view_id { VIEW_COMPARE, VIEW_COUNT };

struct lane_layout {
  struct rect box;      /* the lane's column including its border; title in the top edge */
  struct rect hill;     /* hill or heatmap */
  struct rect word;     /* one line: verdict, the number */
  struct rect gauge;    /* one line: rate against the limit; a second explains its marks */
  struct rect advice;   /* one or two lines */
  struct rect loss;     /* loss chart */
  struct rect schedule; /* learning rate over the steps */
};

struct layout {
  int cols, rows;
  bool tiny;                             /* under 40x12: only `header` is used, a plain status line */
  struct rect header;                    /* top line */
  struct rect body;                      /* all between it and the message: the view's */
  struct rect lanes;                     /* all lanes */
  struct rect equation;                  /* the worked update */
  struct rect message;                   /* one line: errors, hints, confirmations, the `:` prompt */
  struct rect keys;                      /* key line */
  int first, shown;                      /* which lanes are shown: first .. first+shown-1 */
  struct lane_layout lane[LAYOUT_LANES]; /* by place, 0 .. shown-1 */
};

enum layout_extra { LAYOUT_LOSS = 1, LAYOUT_GAUGE = 2 /* and advice */, LAYOUT_SCHEDULE = 4 };

struct layout_request {
  enum view_id view;
  int cols, rows, lanes, selected, first; /* first: the one shown now, kept if possible */
  int detail;                             /* 1..5 */
  int extra;                              /* panes brought up by touching a parameter: enum layout_extra, added up */
};
void layout_compute(const struct layout_request *request, struct layout *layout);

#endif

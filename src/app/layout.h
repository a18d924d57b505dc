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
enum view_id {
  VIEW_COMPARE,
  VIEW_FOCUS,
  VIEW_OVERLAY,
  VIEW_FINDER,
  VIEW_MAP,
  VIEW_PARAMETERS,
  VIEW_LOG,
  VIEW_LESSONS,
  VIEW_COUNT
};

struct lane_layout {
  struct rect box;      /* the lane's column including its border; title in the top edge */
  struct rect hill;     /* hill or heatmap */
  struct rect word;     /* one line: verdict, the number */
  struct rect gauge;    /* one line: rate against the limit; a second explains its marks, a third the limit */
  struct rect advice;   /* one or two lines */
  struct rect loss;     /* loss chart */
  struct rect schedule; /* learning rate over the steps */
};

/* What a lane that is alone shows over its steps, from top to bottom. */
enum focus_chart { FOCUS_LOSS, FOCUS_RATE, FOCUS_GRADIENT, FOCUS_STABILITY, FOCUS_STEP, FOCUS_CHARTS };

/* One lane alone. Its picture and what stands below it are lane[0]. */
struct focus_layout {
  struct rect box;                 /* around everything; titles in its edges */
  struct rect left;                /* picture and what belongs to it, without borders */
  struct rect right;               /* charts, without borders; w = 0: none */
  struct rect chart[FOCUS_CHARTS]; /* curve and, at the right, its numbers; the title in the line above */
  struct rect steps;               /* the numbers of the axis that the charts share */
  struct rect big;                 /* numbers for the back row, in place of charts */
  struct rect rule;                /* the update line by line; below the picture, or below all */
};

/* All balls on one surface. */
struct race_layout {
  struct rect box, picture, ranking;
  struct rect loss; /* one chart for all lanes, its title in the line above */
};

struct finder_layout {
  struct rect title; /* one line: what is done, and how far it is */
  struct rect chart;
  struct rect found; /* the table */
  struct rect words; /* what it means */
};

/* What a training log is shown as, from top to bottom. */
enum log_chart { LOG_LOSS, LOG_RATE, LOG_GRADIENT, LOG_CHARTS };

struct log_layout {
  struct rect chart[LOG_CHARTS]; /* curve and, at the right, its numbers; the title in the line above */
  struct rect marks;             /* what was found, at its steps */
  struct rect steps;             /* the numbers of the axis that the charts share */
  struct rect panel;             /* the row, what was found, and what the chosen finding says */
};

struct map_layout {
  struct rect name_up; /* one line above the plot: the upper axis' name */
  struct rect plot;
  struct rect left;  /* its numbers and the axis, right of them the plot */
  struct rect below; /* axis, numbers, and the name where there is room for it */
  struct rect panel; /* the cursor's cell and the legend */
};

struct parameters_layout {
  struct rect list; /* with its border; title in the top edge */
  struct rect help; /* what the selected row is, some lines */
};

struct layout {
  int cols, rows;
  bool tiny;              /* under 40x12: only `header` is used, a plain status line */
  struct rect header;     /* top line */
  struct rect body;       /* all between it and the message: the view's */
  struct rect lanes;      /* all lanes */
  struct rect equation;   /* the worked update */
  struct rect panel;      /* of an open lesson; its first line is a title ... */
  struct rect panel_text; /* ... and this is for what it says */
  struct rect message;    /* one line: errors, hints, confirmations, the `:` prompt */
  struct rect keys;       /* key line */
  struct {
    struct rect list, about;
  } lessons;
  int first, shown;                      /* which lanes are shown: first .. first+shown-1 */
  struct lane_layout lane[LAYOUT_LANES]; /* by place, 0 .. shown-1 */
  struct focus_layout focus;
  struct race_layout race;
  struct finder_layout finder;
  struct map_layout map;
  struct log_layout log;
  struct parameters_layout parameters;
};

enum layout_extra { LAYOUT_LOSS = 1, LAYOUT_GAUGE = 2 /* and advice */, LAYOUT_SCHEDULE = 4 };

struct layout_request {
  enum view_id view;
  int cols, rows, lanes, selected, first; /* first: the one shown now, kept if possible */
  int detail;                             /* 1..5 */
  bool panel;                             /* a lesson is open */
  int extra;                              /* panes brought up by touching a parameter: enum layout_extra, added up */
  int rule_lines;                         /* rows that the selected lane's update has line by line */
  int big;                                /* how many numbers are shown for the back row; 0: none */
  unsigned log_charts;                    /* bits 1 << enum log_chart: what the open log has */
};
/* The part of a terrain's pane that the picture takes: where there is room, the last row is for its legend. */
struct rect layout_picture(struct rect pane);
/* The list of lessons: a line each, and a few for what the chosen one is about. */
void layout_lessons(const struct layout_request *request, struct layout *layout);
/* Take the panel of a lesson out of the body: a column at the right, or below where the screen is narrow. */
void layout_panel(struct layout *layout);

void layout_compute(const struct layout_request *request, struct layout *layout);

/* Views with a file of their own. */
void layout_focus(const struct layout_request *request, struct layout *layout);
void layout_race(const struct layout_request *request, struct layout *layout);
void layout_finder(const struct layout_request *request, struct layout *layout);
void layout_map(const struct layout_request *request, struct layout *layout);
void layout_log(const struct layout_request *request, struct layout *layout);
void layout_parameters(const struct layout_request *request, struct layout *layout);

#endif

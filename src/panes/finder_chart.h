/* SPDX-License-Identifier: MIT
 *
 * A chart of losses over the learning rate, for whoever looks for one: a curve, the losses behind it as small balls,
 * letters on the curve, and the true limit as a dashed line down to an L. It reads the points where they are and owns
 * nothing. Linear in the loss, up to somewhat above the start: what lies higher is marked at the top. */
#ifndef PANES_FINDER_CHART_H
#define PANES_FINDER_CHART_H

#include "app/found.h"
#include "frame/frame.h"

/* A NaN is not drawn. */
struct chart_point {
  double rate;
  double curve, ball; /* losses */
};

struct chart_mark {
  double rate;
  char letter;
};

enum { CHART_MARKS = 8 };

struct finder_chart {
  struct chart_point (*point)(const void *from, int index);
  const void *from;
  int count, shown; /* all of them set the scale, so that it stands still; the first `shown` are drawn */
  double low, high; /* rates, from the left to the right edge */
  double limit;     /* a rate, NaN if there is none */
  double usual[2];  /* of a task: a band on the axis from one rate to the other; both 0 if there is none */
  bool ended;       /* the last point is where it went wrong: an X */
  bool leaves;      /* for who draws it to say: something is higher than the axis reaches */
  struct chart_mark mark[CHART_MARKS];
  int marks;
};

/* The chart of a range test (the smoothed loss is the curve) or of a sweep, as far as they are; they outlive it. What
 * was found, if it is known, gets its letter. */
void finder_chart_test(struct finder_chart *chart, const struct dh_finder *finder, const struct dh_edge edges[DH_EDGES],
                       const struct found *rows, int count);
void finder_chart_sweep(struct finder_chart *chart, const struct dh_sweep *sweep, const struct dh_edge edges[DH_EDGES],
                        const struct found *rows, int count);

/* Everything inside `rect`: numbers at the left, two rows for the axis. Where that leaves no room, or no loss
 * is finite, it draws nothing and returns false. */
bool finder_chart_draw(struct frame *frame, struct rect rect, struct finder_chart *chart);

#endif

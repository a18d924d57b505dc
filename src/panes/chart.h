/* SPDX-License-Identifier: MIT
 *
 * Private to panes: a quantity over the steps. Charts of the same width share their axis of steps column by column.
 * What the axis of values does not reach is marked at its edge, above it where the curve leaves and where it is last,
 * and NaN by an x at the bottom.
 *
 * A curve is drawn in two passes, because its marks stand on cells and its line on the dots of a canvas: between
 * chart_begin() and chart_end() chart_to() draws lines, afterwards, called with the same points, it puts marks. */
#ifndef PANES_CHART_H
#define PANES_CHART_H

#include "frame/canvas.h"
#include "panes/parts.h"

/* The axis of values. */
struct chart_scale {
  bool log;
  double base;      /* subtracted before the logarithm; the axis' lowest on a linear one */
  double low, high; /* of the value, or of its logarithm */
};
/* 0 at the bottom, 1 at the top; below 0 for what is nearer to the base than any logarithm; NaN for NaN. */
double chart_place(const struct chart_scale *scale, double value);

/* What is to be seen of a run: a quantity of its rows. */
struct chart_quantity {
  const struct dh_run *run;
  double (*value)(const struct dh_row *row, const void *context);
  const void *context;
};
/* Its logarithm, counted from `base`: `start` in view and eight decades below it, twelve at most. The quantities of
 * several lanes may share it. */
struct chart_scale chart_scale_log(const struct chart_quantity *quantities, int count, double base, double start);
/* From 0 to a round number: high enough for all, but not for what has grown tenfold. */
struct chart_scale chart_scale_linear(const struct chart_quantity *quantity);
/* The first value of it that there was. */
double chart_first(const struct chart_quantity *quantity);
/* The steps that charts reach over: to the horizon, or as far as the run has come. */
double chart_steps(const struct app *app);

struct chart {
  struct frame *frame;
  struct rect whole, rect; /* with the numbers of its axis at the right; the curve's part */
  struct chart_scale scale;
  double begin, steps; /* the steps at the ends of the axis */
  int fg;
  bool covered; /* no numbers, and of a rate no future */
  bool open;    /* lines are drawn, not marks */
  struct canvas canvas;
  double x, y;      /* the point before, NaN at the beginning and after a gap */
  int from, pinned; /* columns outside the axis: the first, and the last so far, -1 none, */
  double side;      /* and the place of its row */
  bool dense;       /* mark all columns above the axis: on paper nobody can look further up */
  bool hints;       /* say how to see what is above a linear axis */
  int hinted;       /* the column behind those words, -1 none */
};

/* Columns that the axis' numbers need in a rectangle; 0: they are not shown. The same however far a logarithmic axis
 * has grown. */
int chart_gutter(const struct chart_scale *scale, struct rect rect);
/* What is left for the curve. */
struct rect chart_curve(struct rect rect, int gutter);
/* Fill in frame, scale and steps first. False if there is nothing to draw lines on; marks can still be put. */
bool chart_begin(struct chart *chart, struct rect rect, int gutter);
void chart_end(struct chart *chart);

/* A new curve, and its next point. */
void chart_lift(struct chart *chart, int fg);
void chart_to(struct chart *chart, double step, double value);
/* A whole curve: of given points, of the run's past, or of the rate, past and future. */
void chart_points(struct chart *chart, const double *step, const double *value, int count, int fg);
void chart_past(struct chart *chart, const struct chart_quantity *quantity, int fg);
void chart_rates(struct chart *chart, const struct dh_run *run, int fg);
double chart_highest_rate(const struct dh_run *run, double steps, int columns);

/* Guide lines, while the canvas is open. */
void chart_upright(struct chart *chart, double step, int fg, int period);
void chart_level(struct chart *chart, double value, double from, int fg, int period); /* from a step on */
void chart_dots(struct chart *chart, const struct chart_quantity *quantity, int fg);  /* a curve, dotted */
/* The losses of the run before, dashed, so that they differ where there are no colours. */
void chart_ghost(struct chart *chart, const struct ghost *ghost);

/* The column of a step, inside the curve's part; the row of a value, on the frame. */
int chart_column(const struct chart *chart, double step);
int chart_row(const struct chart *chart, double value);
/* Where the run is now, by this glyph (0: the ball); what is above a logarithmic axis says how high. */
void chart_head(const struct chart *chart, const struct dh_row *row, double value, uint32_t glyph);
/* The axis in numbers, beside the curve; without the upper one where another number says more. */
void chart_bounds(const struct chart *chart, bool top);
/* The numbers of the steps, below charts of this width and gutter. */
void chart_steps_axis(struct frame *frame, struct rect rect, int gutter, double begin, double steps);

/* The loss of a lane, and the scale of some lanes'; a logarithmic one counts from the lowest known loss. loss.c */
struct chart_quantity loss_quantity(const struct app *app, int lane);
struct chart_scale loss_scale(const struct app *app, int first, int count);

#endif

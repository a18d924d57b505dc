/* SPDX-License-Identifier: MIT
 *
 * Private to panes: the lines of a lane's update with numbers in place of names. Nothing here knows a rule: the text
 * comes from its file, the numbers from the run. */
#ifndef PANES_WORKED_H
#define PANES_WORKED_H

#include "panes/parts.h"

enum { WORKED_DIGITS = 4, WORKED_DIGITS_LEAST = 2 };

struct worked {
  const struct dh_run *run;
  const struct dh_rule_spec *rule;
  const struct dh_surface_spec *surface;
  double value[DH_LINES_MAX][2]; /* what each line of the rule assigns, by axis */
  struct dh_update_inputs inputs;
  int lines;
  bool covered;      /* what comes out is for the class to find */
  int digits;        /* significant ones of every number */
  const char *times; /* the sign of a product */
};

/* False if there is nothing to work out. */
bool worked_begin(struct worked *worked, const struct app *app, int lane);
/* What a name stands for when line `line` of the rule reads it; false if it cannot be said. */
bool worked_value(const struct worked *worked, int line, const char *name, size_t length, int axis, double *value);
/* The right side of a line with numbers for one axis, where() decided by them. */
void worked_text(const struct worked *worked, int line, const char *text, int axis, struct text *out);

/* The worked update of an axis in a line of the rectangle, `w <- 2 - 0.1 x (-6) = 2.6`, with as many digits as fit; at
 * last only what comes out. Returns the columns used. equation.c */
int equation_update(struct frame *frame, struct rect rect, int line, struct worked *worked, int axis);
/* Both axes in the first line, if they fit with fewer digits at least. */
bool equation_both(struct frame *frame, struct rect rect, struct worked *worked);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The view of parameters: which rows of the table there are for the selected lane, in groups, and what keys do with
 * them. */
#ifndef APP_PARAMETERS_H
#define APP_PARAMETERS_H

#include "app/app.h"

struct parameter_line {
  char title[96]; /* of a group; "": a row */
  enum dh_parameter parameter;
};

enum { PARAMETER_LINES = DH_PARAMETER_COUNT + 8 };

/* Every row that does something in the selected lane, was given a value, or would do something with noise or data.
 * Returns how many lines. */
int parameters_lines(const struct app *app, struct parameter_line lines[PARAMETER_LINES]);
/* The line of the selected row. */
int parameters_selected(const struct app *app, const struct parameter_line *lines, int count);
bool parameters_enter(struct app *app, struct dh_error *error);

#endif

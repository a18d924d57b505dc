/* SPDX-License-Identifier: MIT
 *
 * The lines of an update rule that say something under the settings in force: where() whose condition hangs on
 * parameters alone is decided, and lines that then do nothing, copy, or feed nothing are left out. Which lines are
 * there depends on the spec only, not on the step, so that a list of them stands still. */
#ifndef APP_UPDATE_H
#define APP_UPDATE_H

#include "downhill/downhill.h"

enum { UPDATE_TEXT = 256 };

struct update_line {
  int line; /* of the rule */
  char target[DH_NAME_MAX];
  char text[UPDATE_TEXT]; /* the right side; "" if it is longer than that */
};

/* The last one assigns to p. */
struct update_lines {
  int count;
  struct update_line line[DH_LINES_MAX];
};
void update_lines(const struct dh_spec *spec, struct update_lines *lines);

/* A name and what it stands for. */
struct update_name {
  const char *name;
  double value;
};
/* Write `text` with the branch that is taken in place of every where() whose condition hangs on these names only. */
void update_decide(const char *text, const struct update_name *names, int count, char *out, size_t size);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Where results go: standard output, or a file that appears whole or not at all. Errors are noticed, said once, and
 * end in the exit status; a reader that went away (EPIPE) is a quiet end. */
#ifndef COMMANDS_OUTPUT_H
#define COMMANDS_OUTPUT_H

#include "base/text.h"
#include "catalog/replace.h"

struct output {
  struct text text;        /* what has not been written yet: append to it */
  const char *path;        /* NULL: standard output */
  struct replacement file; /* where it goes; standard output has no target */
  bool canceled;
  int reason; /* errno of the first failure, 0 none */
};

/* `path` NULL is standard output. One file at a time: if a signal ends the program, what is unfinished is removed. */
void output_open(struct output *output, const char *path);
/* After each row: writes when enough has gathered. False when there is no sense in going on. */
bool output_flow(struct output *output);
/* Write what there is, for those who wait for it; false likewise. */
bool output_flush(struct output *output);
/* A number, with the fewest digits that read back as exactly the same double, and what stands behind it. */
void output_number(struct text *out, double x, char after);
/* What was asked for cannot be finished: a file is left as it was, a stream keeps what it got. */
void output_cancel(struct output *output);
/* Write the rest, say what failed, if anything, and return the exit status. */
int output_close(struct output *output);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The real program as a child process: its arguments and input, what it printed, how it ended. */
#ifndef TESTS_COMMANDS_PROGRAM_H
#define TESTS_COMMANDS_PROGRAM_H

#include "base/text.h"

struct result {
  int status; /* exit status, or 128 + the signal */
  struct text out, err;
};

/* Words are separated by blanks; 'single quotes' keep them together, as in a shell. `input` may be NULL. The child's
 * standard output can be sent elsewhere: to a path ("/dev/full"), or "closed", a pipe nobody reads. */
struct result program_run(const char *words, const char *input);
struct result program_run_to(const char *words, const char *input, const char *output);
void result_free(struct result *result);

/* Line `number` (from 0) of a text, without its newline, valid until the next call; NULL past the last. */
const char *text_line(const struct text *text, int number);
int text_lines(const struct text *text);
/* All of it with one blank for each stretch of blanks and ends of lines, so that a sentence is found wherever it is
 * broken; valid until the next call. */
const char *text_flowing(const struct text *text);
/* Field `number` (from 0) of a CSV line, valid until the next call. */
const char *csv_field(const char *line, int number);
double csv_number(const char *line, int number);

/* NULL if the text is one JSON value and nothing else, else where it is not. */
const char *json_check(const char *text);
/* The raw text of a member of the outermost object ("\"slow\"", "0.2"), valid until the next call; "" if missing. */
const char *json_member(const char *text, const char *name);

/* A path in a fresh directory for this test program, the same name giving the same path. */
const char *scratch_path(const char *name);

#endif

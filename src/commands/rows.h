/* SPDX-License-Identifier: MIT
 *
 * A run as rows (CSV or JSON lines) or as one JSON object about it: what `run` and `replay` have in common. */
#ifndef COMMANDS_ROWS_H
#define COMMANDS_ROWS_H

#include "commands/arguments.h"
#include "commands/output.h"

extern const char *const row_formats[]; /* "csv", "jsonl" */

/* Do the steps, printing rows 0..steps (each `every`-th, and the last whatever `every` is) or the summary, to standard
 * output or the file asked for. Returns the exit status. */
int rows_print(const struct arguments *arguments, struct dh_run *run, long steps);

/* Append what stands above the first row (JSON lines have nothing), and the row the run stands at. */
void rows_begin(struct text *out, const struct dh_run *run, bool csv);
void rows_put(struct text *out, const struct dh_run *run, bool csv);

/* The object that --summary prints, with its newline. `run` stands at its last step. */
void summary_write(struct text *out, const struct dh_run *run);

#endif

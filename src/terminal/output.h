/* SPDX-License-Identifier: MIT
 *
 * Bytes to a terminal that may have stopped taking them: Ctrl-S, a connection that hangs, a reader that does something
 * else. Everything here may be called in a signal handler. */
#ifndef TERMINAL_OUTPUT_H
#define TERMINAL_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* The terminal takes something within so many milliseconds. */
bool output_takes(int milliseconds);
/* Let a stopped terminal go on and throw away what it has not taken: a write that waits goes on. */
void output_unstick(void);
/* A mode or a mark. Where the descriptor does not wait (another process may have said so of it) and the terminal is
 * slow, a fifth of a second in all is waited for it. */
void output_send(const char *bytes, size_t length);
/* What puts the terminal back, at the end: by force if need be, and never longer than a second or so. */
void output_last(const char *bytes, size_t length);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The terminal room inside this process: what it sends goes to a file, which never blocks, and from there to libvterm;
 * keys come out of a pipe. No clock and no second process, so nothing here depends on timing. One at a time. */
#ifndef TESTS_TERMINAL_INSIDE_H
#define TESTS_TERMINAL_INSIDE_H

#include "screen.h"
#include "terminal/terminal.h"

extern struct screen screen;
extern struct frame frame; /* as large as the terminal was when it was started */
extern struct terminal_features features;
extern const struct terminal_options inside_as_found;

int64_t inside_now(void); /* goes on by a millisecond whenever somebody looks */
bool inside_start_with(const char *term, const char *locale, int cols, int rows,
                       const struct terminal_options *options);
void inside_start(const char *term, const char *locale, int cols, int rows);
void inside_stop(void);
size_t inside_take(void);    /* read what was sent since the last time; returns how many bytes */
size_t inside_present(void); /* show the frame; returns how many bytes that took */
int inside_color(VTermColor color);
void inside_compare(void); /* fails unless the screen shows the frame, cell by cell */
void inside_type(const char *bytes);
void inside_hang_up(void); /* no more keys */

#endif

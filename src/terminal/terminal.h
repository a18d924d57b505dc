/* SPDX-License-Identifier: MIT
 *
 * The only room that knows a terminal exists. One terminal at a time. */
#ifndef TERMINAL_TERMINAL_H
#define TERMINAL_TERMINAL_H

#include "base/key.h"
#include "frame/frame.h"

#include <stdbool.h>
#include <stdint.h>

struct terminal_options {
  int glyphs;           /* the enum look_glyphs that is wanted, or -1 to find out */
  int color;            /* 1 always, 0 never (NO_COLOR is also read), -1 to find out */
  bool synchronize;     /* bracket frames with DEC 2026 */
  int64_t (*now)(void); /* microseconds by a clock that only goes forward: none is read here */
};

struct terminal_features {
  enum look_glyphs glyphs; /* the richest that can be shown; what was wanted, if that is richer and UTF-8 works */
  enum look_colors colors;
  bool utf8; /* else there is nothing but ASCII to write with */
  int cols, rows;
};

/* Takes the terminal over: locale repaired, newterm with fallbacks, fatal-signal handlers, atexit. False with a reason
 * (one line, no newline) if it cannot; the terminal is then as it was. */
bool terminal_open(const struct terminal_options *options, struct terminal_features *features, char *why, int why_size);
void terminal_close(void); /* restores everything; harmless if not open */

enum { PRESENT_LATER = -1, PRESENT_NO_MEMORY = -2 };
/* Put the frame on the screen: only what changed is sent. Returns the time the output took, in microseconds, for
 * back-pressure; or why the frame is not shown: the terminal takes nothing now (so that keys can be answered), or there
 * is no memory to remember it in. */
int64_t terminal_present(const struct frame *frame);
void terminal_redraw(void); /* the next present sends everything (Ctrl-L, after a resume) */

enum terminal_wake { WAKE_TIMEOUT, WAKE_INPUT, WAKE_RESIZE, WAKE_RESUMED, WAKE_QUIT, WAKE_GONE, WAKE_NO_MEMORY };
/* Sleep until there is input, a resize (which may find no memory), a resume after a stop, a quit signal (TERM, INT,
 * HUP), or `microseconds` have passed (< 0: wait without limit, though never longer than 250 ms inside). */
enum terminal_wake terminal_wait(int64_t microseconds);
/* The signal that WAKE_QUIT stands for, 0 if none. */
int terminal_signal(void);
/* The next key waiting, 0 if none. Unknown escape sequences are swallowed, full-width characters folded; what is pasted
 * comes as KEY_CODE_PASTED + character. */
uint32_t terminal_key(void);
/* Ask for reports of the mouse, or for none: nothing is sent where that is so already. They come as KEY_CODE_MOUSE. */
void terminal_mouse(bool on);
/* What the last KEY_CODE_MOUSE was. */
struct mouse terminal_mouse_report(void);
void terminal_size(int *cols, int *rows);
void terminal_suspend(
    void); /* restore the terminal, stop the process group member, take the terminal again when continued */

#endif

/* SPDX-License-Identifier: MIT
 *
 * Signals while the terminal is ours: requests are noted and waited for without a race; a crash puts the terminal back
 * first and then dies of the same signal. A request that is not met in a second (the terminal may take no output) is
 * carried out like a crash. SIGALRM and alarm() are ours meanwhile. */
#ifndef TERMINAL_SIGNALS_H
#define TERMINAL_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

enum { SIGNALS_RESTORE_MAX = 512 }; /* bytes that restore a screen */

/* Note TERM, INT, HUP, TSTP and CONT from now on. Call before curses starts: it leaves handlers alone that it finds. */
void signals_note(void);
/* Note WINCH too, in place of curses' handler, and guard against crashes and every other signal that ends a process:
 * `bytes` (copied, at most SIGNALS_RESTORE_MAX) restore the screen, `mode` (copied, may be NULL) the line discipline.
 * Call after curses has started.
 */
void signals_guard(const char *bytes, size_t length, const struct termios *mode);
/* Bytes are about to go to the terminal, which may take nothing for a second (Ctrl-S, a reader that hangs): if a key
 * waits by then, or if the terminal is to be given back (hurry), what it has not taken is thrown away, and
 * signals_take_freed() says so. Until calm. */
void signals_watch(void);
void signals_hurry(void);
void signals_calm(void);
bool signals_take_freed(void);
/* Put everything back as it was found. */
void signals_release(void);

int signals_quit(void);          /* the signal that asks to end, or 0 */
bool signals_take_stop(void);    /* a stop was asked for since the last call */
bool signals_take_resumed(void); /* the process was continued since the last call */
bool signals_take_resized(void); /* WINCH came since the last call */

/* Stop as Ctrl-Z would; returns when continued, or at once where job control is off. */
void signals_stop(void);

enum signals_wake { SIGNALS_TIMEOUT, SIGNALS_READABLE, SIGNALS_NOTED };
/* Sleep until `file` can be read, a signal is noted, or the time is over. */
enum signals_wake signals_wait(int file, int64_t microseconds);

#endif

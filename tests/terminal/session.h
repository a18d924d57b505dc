/* SPDX-License-Identifier: MIT
 *
 * The real program in a pseudo-terminal. Between the test and the program stands a small job-control shell: the program
 * is a foreground job, not a session leader, so that it can be stopped and continued as in life. The test waits for
 * conditions, never for a time; a limit ends it if a condition does not come. */
#ifndef TESTS_TERMINAL_SESSION_H
#define TESTS_TERMINAL_SESSION_H

#include "screen.h"

#include <stdbool.h>
#include <sys/types.h>

struct session {
  struct screen screen;
  int terminal; /* our end of the pseudo-terminal */
  int orders;   /* to the shell: one byte 'c' continues the job */
  int news;     /* from the shell */
  pid_t shell, program;
  bool stopped, ended;
  bool deaf;  /* set by a test: what the program writes is not read */
  int status; /* as of waitpid, once ended */
};

struct session_options {
  int cols, rows;
  const char *const *environment; /* NAME=value, NULL at the end; on top of TERM=xterm-256color, LC_ALL=C.UTF-8 */
  const char *const *arguments;   /* NULL at the end */
  const char *redirect;           /* standard input as a shell would: "<&-" closes it, "</dev/null"; NULL */
  const char *program;            /* NULL for downhill itself */
};

void session_start(struct session *session, const struct session_options *options);
/* Read until `condition` holds; false when the program has ended without it or the limit is over. It is asked again at
 * least every few milliseconds: what it hangs on need not be what the program writes. */
bool session_until(struct session *session, bool (*condition)(const struct session *session, const void *argument),
                   const void *argument);
/* What the program has been sent and has not read yet: none. */
bool session_is_read(const struct session *session);
/* Nothing more can be written to the terminal: it is stopped, or full because nobody reads. */
bool session_is_full(const struct session *session);
bool session_until_shows(struct session *session, const char *text);
void session_send(struct session *session, const char *bytes);
void session_resize(struct session *session, int cols, int rows);
/* The terminal is gone, as when a connection is lost: nothing can be read or asked of it any more. */
void session_hang_up(struct session *session);
/* Continue the stopped program, as `fg` does. */
void session_continue(struct session *session);
bool session_until_stopped(struct session *session);
/* Read until the program has ended and everything it wrote has been seen. */
bool session_until_end(struct session *session);
/* Echo and line mode are on, the alternate screen is off and the cursor is visible. */
bool session_restored(const struct session *session);
/* Ends whatever is left and frees everything. */
void session_close(struct session *session);

#endif

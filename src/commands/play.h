/* SPDX-License-Identifier: MIT
 *
 * The interactive loop: terminal, app and panes together, and the only place where time enters. */
#ifndef COMMANDS_PLAY_H
#define COMMANDS_PLAY_H

#include "app/app.h"

struct play_options {
  struct catalog *catalog;     /* outlives the call */
  const struct dh_spec *specs; /* one a lane, all on one surface */
  int count;                   /* 0: the scene of the first thirty seconds */
  int glyphs;                  /* enum look_glyphs, or -1 to find out what the terminal can do */
  enum look_theme theme;
};

/* Take the terminal, play until the user leaves, give it back. Returns the exit status; says on the error output why if
 * it could not. */
int play(const struct play_options *options);

#endif

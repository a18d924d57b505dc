/* SPDX-License-Identifier: MIT
 *
 * The interactive loop: terminal, app and panes together, and the only place where time enters. */
#ifndef COMMANDS_PLAY_H
#define COMMANDS_PLAY_H

#include "app/app.h"

struct play_options {
  double fps;       /* frames a second while something moves */
  long frames;      /* end after so many; 0: go on */
  int glyphs;       /* enum look_glyphs, or -1 to find out what the terminal can do */
  int theme;        /* enum look_theme, or -1: the app's */
  int color;        /* 1 always, 0 never, -1 to find out */
  bool synchronize; /* bracket frames with synchronized output */
  bool paused;      /* wait for Space before the first step */
};

void play_defaults(struct play_options *options);

/* Read one option, named without its dashes ("fps", "no_sync"); `value` may be NULL. PLAY_BAD fills `why` with one
 * line. */
enum play_read {
  PLAY_UNKNOWN, /* none of play's */
  PLAY_FLAG,    /* read, took no value */
  PLAY_VALUE,   /* read, took the value */
  PLAY_BAD
};
enum play_read play_option(struct play_options *options, const char *name, const char *value, char *why, size_t size);

/* The options as help shows them: "--fps N" (valid until the next call) and what it does; NULL past the last. */
const char *play_option_usage(int index, const char **help);

/* Take the terminal, play until the user leaves, give it back. `specs` are one a lane, all on one surface; count 0: the
 * scene of the first thirty seconds. Returns the exit status, or PLAY_NO_TERMINAL after having said why on the error
 * output. */
enum { PLAY_NO_TERMINAL = -1 };
int play(struct catalog *catalog, const struct dh_spec *specs, int count, const struct play_options *options);

#endif

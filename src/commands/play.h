/* SPDX-License-Identifier: MIT
 *
 * The interactive loop: terminal, app and panes together, and the only place where time enters. */
#ifndef COMMANDS_PLAY_H
#define COMMANDS_PLAY_H

#include "app/app.h"

struct play_options {
  double fps;       /* frames a second while something moves */
  long frames;      /* end after so many, 0: go on. Then every frame is drawn, whether something moves or not */
  int glyphs;       /* enum look_glyphs, or -1 to find out what the terminal can do */
  int theme;        /* enum look_theme, or -1: auto */
  int color;        /* 1 always, 0 never, -1 to find out */
  bool synchronize; /* bracket frames with synchronized output */
  bool paused;
};

void play_defaults(struct play_options *options);

/* The options as help shows them: "--fps N" and its help; NULL past the last. */
const char *play_option_usage(int index, const char **help);

/* Read one option: `name` without its dashes ('_' is '-'), `value` the text after '=' or the next argument, NULL if
 * there is none. UNKNOWN: not one of these; FLAG: done, it takes no value; VALUE: done, the value was used; BAD: `why`
 * says in one line what is wrong. */
enum play_read { PLAY_UNKNOWN, PLAY_FLAG, PLAY_VALUE, PLAY_BAD };
enum play_read play_option(struct play_options *options, const char *name, const char *value, char *why, size_t size);

/* Take the terminal, play until the user leaves, give it back. `specs` are one a lane, all on one surface; count 0: the
 * scene of the first thirty seconds. Returns the exit status; says on the error output why if it could not. A signal
 * that ends it ends the process by that signal. PLAY_NO_TERMINAL: this terminal cannot show a screen (TERM=dumb);
 * nothing was done and nothing said, the caller prints text instead. */
enum { PLAY_NO_TERMINAL = -1 };
int play(struct catalog *catalog, const struct dh_spec *specs, int count, const struct play_options *options);

#endif

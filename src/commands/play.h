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
  bool mouse;       /* clicks and the wheel are reported */
};

void play_defaults(struct play_options *options);

struct play_option_row {
  const char *name;                 /* without its dashes */
  const char *value;                /* what it takes, as help shows it; NULL: nothing */
  const char *wanted;               /* which values those are */
  const char *(*choice)(int index); /* likewise, one by one; NULL where they are numbers, or past the last */
  const char *help;
  bool (*read)(struct play_options *options, const char *value); /* false if it is none of them */
};
/* NULL past the last. */
const struct play_option_row *play_option_row(int index);

/* Take the terminal, play until the user leaves, give it back. The app stays the caller's. Returns the exit status, or
 * PLAY_NO_TERMINAL after having said why on the error output. */
enum { PLAY_NO_TERMINAL = -1 };
int play(struct app *app, const struct play_options *options);
/* When all is given back: if it was a signal that ended the play, it ends the program, so that the shell is told. */
void play_end(void);

#endif

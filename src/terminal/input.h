/* SPDX-License-Identifier: MIT
 *
 * Escape sequences that curses did not recognise, decoded one character at a time: modified arrows become plain ones,
 * what has no meaning here vanishes, so that no part of it is taken for a command. Pure: no terminal, no clock. */
#ifndef TERMINAL_INPUT_H
#define TERMINAL_INPUT_H

#include "base/key.h"

#include <stdbool.h>
#include <stdint.h>

enum input_state {
  INPUT_PLAIN,
  INPUT_ESCAPE,    /* after ESC */
  INPUT_CSI,       /* after ESC [ */
  INPUT_SS3,       /* after ESC O */
  INPUT_STRING,    /* after ESC ] P X ^ _: up to BEL or ESC \ */
  INPUT_STRING_ESC /* ESC inside such a string */
};

/* Zero-initialise. */
struct input {
  enum input_state state;
  uint32_t introducer; /* STRING: the character after ESC */
  int length;          /* characters since the introducer */
  int number[3];       /* CSI: its first parameters */
  int numbers;         /* index of the one being read; past the third they are only counted */
  bool foreign;        /* CSI: private marker or intermediate seen, no key looks like that */
  bool mouse;          /* CSI: the marker was <, as in SGR's mouse reports */
  bool pasting;        /* between the marks of a bracketed paste, whatever the state */
  int skip;            /* characters to swallow yet, of whatever kind */
  struct mouse report; /* what the last KEY_CODE_MOUSE was */
};

/* One character (curses' own key codes do not come here). Returns a key, or 0 if none is complete. */
uint32_t input_feed(struct input *input, uint32_t character);
/* Nothing more has come in time: what was the beginning of a sequence was a key after all, or 0. */
uint32_t input_end(struct input *input);
/* Arrows and the like with modifiers have codes that differ from terminal to terminal, but the same names ("kUP5"). 0
 * for other names and for NULL. */
uint32_t input_named(const char *name);
/* A sequence has begun and is not complete. */
bool input_pending(const struct input *input);

#endif

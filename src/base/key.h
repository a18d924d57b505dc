/* SPDX-License-Identifier: MIT
 *
 * Key events: a Unicode character below KEY_SPECIAL, or one of these. The terminal room makes them, app reads them. */
#ifndef BASE_KEY_H
#define BASE_KEY_H

#include <stdint.h>

enum key_code {
  KEY_CODE_TAB = '\t',
  KEY_CODE_ENTER = '\r',
  KEY_CODE_ESCAPE = 27,
  KEY_CODE_SPACE = ' ',
  KEY_CODE_BACKSPACE = 127,
  KEY_CODE_SPECIAL = 0x110000, /* first that is no character */
  KEY_CODE_UP = 0x110000,
  KEY_CODE_DOWN,
  KEY_CODE_LEFT,
  KEY_CODE_RIGHT,
  KEY_CODE_HOME,
  KEY_CODE_END,
  KEY_CODE_PAGE_UP,
  KEY_CODE_PAGE_DOWN,
  KEY_CODE_DELETE,
  KEY_CODE_BACK_TAB,
  KEY_CODE_F1,
  KEY_CODE_F2,
  KEY_CODE_F10,
  KEY_CODE_REDRAW,  /* Ctrl-L */
  KEY_CODE_SUSPEND, /* Ctrl-Z */
  KEY_CODE_END_OF_LIST,
  KEY_CODE_MOUSE = 0x200000, /* no key: what it was is in a struct mouse */
  KEY_CODE_PASTED = 0x400000 /* added to a character that was pasted, not typed */
};

enum mouse_kind { MOUSE_PRESS, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

struct mouse {
  int x, y; /* cells from the top left corner, which is 0, 0 */
  enum mouse_kind kind;
};

/* Name of a key as it is written in help and read by key_parse ("Space", "Left", "Shift-Tab", "a"). `out` >= 16. */
void key_label(uint32_t key, char *out);
/* Read a name ("Left", "PgDn", "Esc", "a"); 0 if it is none. */
uint32_t key_parse(const char *name);
/* Full-width characters of an input method folded to what was meant (U+FF01..FF5E, U+3000 and CJK punctuation). */
uint32_t key_fold(uint32_t key);

#endif

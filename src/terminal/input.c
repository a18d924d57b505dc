/* SPDX-License-Identifier: MIT
 *
 * The decoder of escape sequences. Forms by ECMA-48 5.4 (CSI) and xterm's ctlseqs. */
#include "terminal/input.h"

#include "base/key.h"

#include <stddef.h>
#include <string.h>

enum { ESC = 27, BELL = 7, STRING_MAX = 4096 };

/* Only what lies between its marks outlives a sequence, and what the mouse did. */
static uint32_t reset(struct input *input, uint32_t key) {
  *input = (struct input){.state = INPUT_PLAIN, .pasting = input->pasting, .report = input->report};
  return key;
}

/* Characters that stand for keys of their own. */
static uint32_t plain(uint32_t character) {
  switch (character) {
  case '\n':
  case '\r':
    return KEY_CODE_ENTER;
  case '\b':
  case 0x7F:
    return KEY_CODE_BACKSPACE;
  case 'L' - 64:
    return KEY_CODE_REDRAW;
  case 'Z' - 64:
    return KEY_CODE_SUSPEND;
  default:
    return character < KEY_CODE_SPECIAL ? character : 0;
  }
}

static uint32_t by_letter(uint32_t final) {
  switch (final) {
  case 'A':
  case 'a':
    return KEY_CODE_UP; /* lower case: rxvt with Shift or Ctrl */
  case 'B':
  case 'b':
    return KEY_CODE_DOWN;
  case 'C':
  case 'c':
    return KEY_CODE_RIGHT;
  case 'D':
  case 'd':
    return KEY_CODE_LEFT;
  case 'F':
    return KEY_CODE_END;
  case 'H':
    return KEY_CODE_HOME;
  case 'P':
    return KEY_CODE_F1;
  case 'Q':
    return KEY_CODE_F2;
  case 'Z':
    return KEY_CODE_BACK_TAB;
  default:
    return 0;
  }
}

/* ESC [ number ~ of the VT220. */
static uint32_t by_number(int number) {
  static const struct {
    int number;
    uint32_t key;
  } row[] = {{1, KEY_CODE_HOME}, {3, KEY_CODE_DELETE},    {4, KEY_CODE_END}, {5, KEY_CODE_PAGE_UP}, {7, KEY_CODE_HOME},
             {8, KEY_CODE_END},  {6, KEY_CODE_PAGE_DOWN}, {11, KEY_CODE_F1}, {12, KEY_CODE_F2},     {21, KEY_CODE_F10}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++)
    if (row[i].number == number) return row[i].key;
  return 0;
}

/* The keypad in application mode: ESC O j is '*', ... p to y are the digits. */
static uint32_t by_keypad(uint32_t final) {
  if (final >= 'p' && final <= 'y') return '0' + (final - 'p');
  if (final >= 'j' && final <= 'o') return '*' + (final - 'j');
  return final == 'M' ? (uint32_t)KEY_CODE_ENTER : final == 'X' ? '=' : final == 'I' ? '\t' : by_letter(final);
}

/* ESC [ < button ; column ; row M, and m when the button is let go. Bits of the button: 4, 8, 16 are modifiers, 32 is
 * movement, 64 the wheel. */
static uint32_t by_mouse(struct input *input, uint32_t final) {
  enum { MODIFIERS = 4 | 8 | 16, LEFT = 0, WHEEL_UP = 64, WHEEL_DOWN = 65 };
  int button = input->number[0] & ~MODIFIERS, x = input->number[1], y = input->number[2];
  if (final != 'M' || input->numbers != 2 || x < 1 || y < 1) return 0;
  if (button != LEFT && button != WHEEL_UP && button != WHEEL_DOWN) return 0;
  input->report.kind = button == LEFT ? MOUSE_PRESS : button == WHEEL_UP ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
  input->report.x = x - 1;
  input->report.y = y - 1;
  return KEY_CODE_MOUSE;
}

enum { PASTE_BEGINS = 200, PASTE_ENDS = 201 };

static uint32_t csi_end(struct input *input, uint32_t final) {
  if (final == '[' && input->length == 0) { /* the Linux console's F1..F5: ESC [ [ A */
    input->skip = 1;
    return 0;
  }
  if (final == 'M' && input->length == 0) { /* an old mouse report: three more bytes */
    input->skip = 3;
    return 0;
  }
  uint32_t key = 0;
  if (input->mouse) key = by_mouse(input, final);
  if (!input->foreign && final == '~' && (input->number[0] == PASTE_BEGINS || input->number[0] == PASTE_ENDS))
    input->pasting = input->number[0] == PASTE_BEGINS;
  else if (!input->foreign)
    key = final == '~' ? by_number(input->number[0]) : by_letter(final);
  /* Focus reports, CSI u and the like have finals that are no letters of ours. "1;2P" is Shift-F1: not F1. */
  if ((final == 'P' || final == 'Q') && input->numbers > 0) key = 0;
  return reset(input, key);
}

static uint32_t csi(struct input *input, uint32_t character) {
  if (character == ESC) {
    reset(input, 0);
    input->state = INPUT_ESCAPE;
    return 0;
  }
  if (character >= 0x40 && character <= 0x7E) return csi_end(input, character);
  if (character < 0x20 || character > 0x7E || input->length > 64) return reset(input, 0);
  input->length++;
  if (character == ';') {
    input->numbers++;
  } else if (character >= '0' && character <= '9') {
    int *number = input->numbers < 3 ? &input->number[input->numbers] : NULL;
    if (number && *number < 10000) *number = *number * 10 + (int)(character - '0');
  } else {
    input->foreign = true;
    input->mouse = character == '<' && input->length == 1;
  }
  return 0;
}

/* ESC O final; some terminals put the modifier between: ESC O 2 A. */
static uint32_t ss3(struct input *input, uint32_t character) {
  if (character >= '0' && character <= '9' && input->length++ == 0) return 0;
  return reset(input, by_keypad(character));
}

static uint32_t string(struct input *input, uint32_t character) {
  if (character == ESC)
    input->state = INPUT_STRING_ESC;
  else if (character == BELL || input->length++ > STRING_MAX)
    reset(input, 0);
  return 0;
}

static uint32_t after_escape(struct input *input, uint32_t character) {
  switch (character) {
  case '[':
    input->state = INPUT_CSI;
    return 0;
  case 'O':
    input->state = INPUT_SS3;
    return 0;
  case ']':
  case 'P':
  case 'X':
  case '^':
  case '_':
    input->state = INPUT_STRING;
    input->introducer = character;
    return 0;
  case ESC:
    return KEY_CODE_ESCAPE; /* the second one may begin a sequence */
  default:
    return reset(input, plain(character)); /* Alt with a key is that key */
  }
}

static uint32_t feed(struct input *input, uint32_t character) {
  if (input->skip > 0) {
    if (--input->skip == 0) reset(input, 0);
    return 0;
  }
  switch (input->state) {
  case INPUT_ESCAPE:
    return after_escape(input, character);
  case INPUT_CSI:
    return csi(input, character);
  case INPUT_SS3:
    return ss3(input, character);
  case INPUT_STRING:
    return string(input, character);
  case INPUT_STRING_ESC:
    if (character == '\\') return reset(input, 0);
    input->state = INPUT_ESCAPE;
    return after_escape(input, character);
  case INPUT_PLAIN:
    break;
  }
  if (character != ESC) return plain(character);
  input->state = INPUT_ESCAPE;
  return 0;
}

/* What is pasted is text: no key, whatever sequences are in it. */
uint32_t input_feed(struct input *input, uint32_t character) {
  bool literal = input->pasting && input->state == INPUT_PLAIN && input->skip == 0 && character != ESC;
  if (literal) return character < KEY_CODE_SPECIAL ? KEY_CODE_PASTED + character : 0;
  uint32_t key = feed(input, character);
  return input->pasting ? 0 : key;
}

/* Escape alone ends a paste whose own end got lost. */
uint32_t input_end(struct input *input) {
  uint32_t key = 0;
  if (input->pasting) {
    if (input->state == INPUT_ESCAPE) input->pasting = false;
    return reset(input, 0);
  }
  if (input->state == INPUT_ESCAPE) key = KEY_CODE_ESCAPE;
  if (input->state == INPUT_SS3 && input->length == 0) key = 'O'; /* Alt-O */
  if (input->state == INPUT_STRING && input->length == 0) key = input->introducer;
  return reset(input, key);
}

bool input_pending(const struct input *input) { return input->state != INPUT_PLAIN; }

uint32_t input_named(const char *name) {
  static const struct {
    const char *prefix;
    uint32_t key;
  } row[] = {{"kUP", KEY_CODE_UP},       {"kDN", KEY_CODE_DOWN},       {"kLFT", KEY_CODE_LEFT},
             {"kRIT", KEY_CODE_RIGHT},   {"kHOM", KEY_CODE_HOME},      {"kEND", KEY_CODE_END},
             {"kPRV", KEY_CODE_PAGE_UP}, {"kNXT", KEY_CODE_PAGE_DOWN}, {"kDC", KEY_CODE_DELETE}};
  for (size_t i = 0; name && i < sizeof row / sizeof *row; i++)
    if (strncmp(name, row[i].prefix, strlen(row[i].prefix)) == 0) return row[i].key;
  return 0;
}

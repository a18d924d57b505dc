/* SPDX-License-Identifier: MIT
 *
 * Names of keys, and folding of what an input method sends. The first name of a key is the one that is written; the
 * others are read too. */
#include "base/key.h"
#include "base/text.h"

#include <string.h>

static const struct {
  uint32_t key;
  const char *name;
} names[] = {
    {KEY_CODE_TAB, "Tab"},
    {KEY_CODE_ENTER, "Enter"},
    {KEY_CODE_ENTER, "Return"},
    {KEY_CODE_ESCAPE, "Esc"},
    {KEY_CODE_ESCAPE, "Escape"},
    {KEY_CODE_SPACE, "Space"},
    {KEY_CODE_BACKSPACE, "Backspace"},
    {KEY_CODE_UP, "Up"},
    {KEY_CODE_DOWN, "Down"},
    {KEY_CODE_LEFT, "Left"},
    {KEY_CODE_RIGHT, "Right"},
    {KEY_CODE_HOME, "Home"},
    {KEY_CODE_END, "End"},
    {KEY_CODE_PAGE_UP, "PgUp"},
    {KEY_CODE_PAGE_UP, "PageUp"},
    {KEY_CODE_PAGE_DOWN, "PgDn"},
    {KEY_CODE_PAGE_DOWN, "PageDown"},
    {KEY_CODE_DELETE, "Delete"},
    {KEY_CODE_DELETE, "Del"},
    {KEY_CODE_BACK_TAB, "Shift-Tab"},
    {KEY_CODE_BACK_TAB, "BackTab"},
    {KEY_CODE_F1, "F1"},
    {KEY_CODE_F2, "F2"},
    {KEY_CODE_F10, "F10"},
    {KEY_CODE_REDRAW, "Ctrl-L"},
    {KEY_CODE_SUSPEND, "Ctrl-Z"},
};
enum { NAMES = sizeof names / sizeof *names };

void key_label(uint32_t key, char *out) {
  for (int i = 0; i < NAMES; i++)
    if (names[i].key == key) {
      strcpy(out, names[i].name);
      return;
    }
  out[0] = '\0';
  if (key > 0 && key < ' ') {
    memcpy(out, "Ctrl-", 5);
    out[5] = (char)(key + '@');
    out[6] = '\0';
  } else if (key >= ' ' && key < KEY_CODE_SPECIAL) {
    out[utf8_encode(key, out)] = '\0';
  }
}

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; }

static bool same(const char *a, const char *b) {
  while (*a && lower(*a) == lower(*b)) a++, b++;
  return lower(*a) == lower(*b);
}

uint32_t key_parse(const char *name) {
  size_t size = strlen(name), length;
  uint32_t key = utf8_decode(name, size, &length);
  if (size > 0 && length == size) return key == 0xFFFD || text_codepoint_width(key) == 0 ? 0 : key;
  for (int i = 0; i < NAMES; i++)
    if (same(names[i].name, name)) return names[i].key;
  if (size == 6) {
    char prefix[6] = {name[0], name[1], name[2], name[3], name[4], '\0'};
    char letter = name[5] >= 'a' && name[5] <= 'z' ? (char)(name[5] - 'a' + 'A') : name[5];
    if (same(prefix, "Ctrl-") && letter > '@' && letter <= '_') return (uint32_t)(letter - '@');
  }
  return 0;
}

/* What a Chinese or Japanese input method puts on the keys of ASCII punctuation. */
static const struct {
  uint32_t from, to;
} punctuation[] = {
    {0x3000, ' '}, {0x3001, '/'}, {0x3002, '.'}, {0x3008, '<'}, {0x3009, '>'}, {0x300A, '<'},
    {0x300B, '>'}, {0x300C, '['}, {0x300D, ']'}, {0x3010, '['}, {0x3011, ']'}, {0x3014, '['},
    {0x3015, ']'}, {0xFFE5, '$'}, {0x00A5, '$'}, {0x00B7, '`'},
};

uint32_t key_fold(uint32_t key) {
  if (key >= 0xFF01 && key <= 0xFF5E) return key - 0xFEE0;
  for (size_t i = 0; i < sizeof punctuation / sizeof *punctuation; i++)
    if (punctuation[i].from == key) return punctuation[i].to;
  return key;
}

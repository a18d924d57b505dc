/* SPDX-License-Identifier: MIT
 *
 * Locale repair and the choice of glyphs. In a locale without UTF-8 ncurses reports success and prints blanks for
 * everything beyond ASCII, so the codeset decides, never a return value. */
#include "terminal/charset.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

static bool is_utf8(const char *codeset) {
  return strcasecmp(codeset, "UTF-8") == 0 || strcasecmp(codeset, "UTF8") == 0;
}

/* The locale the user wants for characters: the first of these variables that is set and not empty. */
static const char *wanted(void) {
  static const char *const variable[] = {"LC_ALL", "LC_CTYPE", "LANG"};
  for (size_t i = 0; i < sizeof variable / sizeof *variable; i++) {
    const char *value = getenv(variable[i]);
    if (value && *value) return value;
  }
  return "";
}

/* "zh_CN.utf8", "en_US.UTF-8", macOS' plain "UTF-8". */
static bool wants_utf8(void) {
  for (const char *at = wanted(); *at; at++)
    if (strncasecmp(at, "UTF-8", 5) == 0 || strncasecmp(at, "UTF8", 4) == 0) return true;
  return false;
}

bool charset_open(bool insist) {
  static const char *const spare[] = {"C.UTF-8", "en_US.UTF-8", "UTF-8"};
  setlocale(LC_CTYPE, "");
  if (insist || wants_utf8())
    for (size_t i = 0; i < sizeof spare / sizeof *spare && !is_utf8(nl_langinfo(CODESET)); i++)
      setlocale(LC_CTYPE, spare[i]);
  return is_utf8(nl_langinfo(CODESET));
}

enum look_glyphs charset_glyphs(const char *term, bool utf8) {
  enum { HALF_BLOCK = 0x2580, BRAILLE_FULL = 0x28FF };
  if (!utf8 || wcwidth(HALF_BLOCK) != 1) return GLYPHS_ASCII;
  /* The Linux console's fonts have the blocks of code page 437 and no braille; rxvt draws braille badly. */
  if (strncmp(term, "linux", 5) == 0 || strncmp(term, "rxvt", 4) == 0) return GLYPHS_BLOCK;
  return wcwidth(BRAILLE_FULL) == 1 ? GLYPHS_BRAILLE : GLYPHS_BLOCK;
}

wchar_t charset_safe(unsigned long codepoint, int columns, bool utf8) {
  if (codepoint >= ' ' && codepoint < 0x7F) return columns == 1 ? (wchar_t)codepoint : L'?';
  if (!utf8 || codepoint < 0xA0) return L'?';
  return wcwidth((wchar_t)codepoint) == columns ? (wchar_t)codepoint : L'?';
}

/* SPDX-License-Identifier: MIT
 *
 * What characters the terminal's locale can show. */
#ifndef TERMINAL_CHARSET_H
#define TERMINAL_CHARSET_H

#include "base/look.h"

#include <stdbool.h>
#include <stddef.h>

/* Set the character set of the locale and repair one that is not installed. `insist`: the user asked for more than
 * ASCII in so many words. True if UTF-8 is in force afterwards. */
bool charset_open(bool insist);

/* The richest glyph set that `term` is likely to show. */
enum look_glyphs charset_glyphs(const char *term, bool utf8);

/* The character as it can be printed: itself, or '?' where the C library takes another width for it than we do. */
wchar_t charset_safe(unsigned long codepoint, int columns, bool utf8);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Names of glyph sets and themes. */
#include "base/look.h"

#include <stddef.h>

const char *look_glyphs_name(int glyphs) {
  static const char *const names[] = {[GLYPHS_BRAILLE] = "braille", [GLYPHS_BLOCK] = "block", [GLYPHS_ASCII] = "ascii"};
  _Static_assert(sizeof names / sizeof *names == GLYPHS_COUNT, "a name for every glyph set");
  return glyphs >= 0 && glyphs < GLYPHS_COUNT ? names[glyphs] : NULL;
}

const char *look_theme_name(int theme) {
  static const char *const names[] = {
      [THEME_AUTO] = "auto", [THEME_DARK] = "dark", [THEME_LIGHT] = "light", [THEME_PROJECTOR] = "projector"};
  _Static_assert(sizeof names / sizeof *names == THEME_COUNT, "a name for every theme");
  return theme >= 0 && theme < THEME_COUNT ? names[theme] : NULL;
}

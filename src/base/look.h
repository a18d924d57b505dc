/* SPDX-License-Identifier: MIT
 *
 * How the screen looks, as choices: app keeps them, frame draws by them, terminal finds out what is possible. */
#ifndef BASE_LOOK_H
#define BASE_LOOK_H

enum look_glyphs { GLYPHS_BRAILLE, GLYPHS_BLOCK, GLYPHS_ASCII, GLYPHS_COUNT };
enum look_theme { THEME_AUTO, THEME_DARK, THEME_LIGHT, THEME_PROJECTOR, THEME_COUNT };
enum look_colors { COLOR_NONE, COLOR_8, COLOR_256 };

const char *look_glyphs_name(int glyphs); /* "braille"; NULL past the last */
const char *look_theme_name(int theme);   /* "auto" ... */

/* A rectangle of cells. */
struct rect {
  int x, y, w, h;
};

#endif

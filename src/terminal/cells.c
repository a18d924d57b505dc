/* SPDX-License-Identifier: MIT */
#include "terminal/cells.h"

#include "terminal/charset.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
  PALETTE = 256,         /* colours of a frame */
  PAIRS_MAX = SHRT_MAX,  /* init_pair takes a short */
  RAMP_FOREGROUND = 231, /* any constant: what a blank's foreground is set to, so that equal blanks share a pair */
  UPPER_HALF = 0x2580,
};

static struct cells {
  bool utf8;
  enum look_colors colors;
  bool has_default;                     /* colour -1 is the terminal's own */
  short pair[PALETTE + 1][PALETTE + 1]; /* by foreground + 1, background + 1; 0: none yet */
  int pairs;
} cells;

bool cells_asked_for(const char *variable) {
  const char *value = getenv(variable);
  return value && *value;
}

/* --color over NO_COLOR over CLICOLOR, the order of no-color.org and bixense.com/clicolors. */
static bool wants_color(int color) {
  const char *simple = getenv("CLICOLOR");
  if (color >= 0) return color != 0;
  return !cells_asked_for("NO_COLOR") && !(simple && strcmp(simple, "0") == 0);
}

enum look_colors cells_open(int color, bool utf8) {
  cells = (struct cells){.utf8 = utf8, .colors = COLOR_NONE};
  if (!wants_color(color) || start_color() == ERR || !has_colors()) return COLOR_NONE;
  cells.has_default = use_default_colors() == OK;
  cells.colors = COLORS >= 256 ? COLOR_256 : COLORS >= 8 ? COLOR_8 : COLOR_NONE;
  return cells.colors;
}

static int available(int color) {
  if (color < 0) return -1;
  return cells.colors == COLOR_256 ? color : frame_color8(color);
}

/* Each pair is made once and never changed: changing one makes curses look through the whole screen. */
static short pair_of(int fg, int bg) {
  if (cells.colors == COLOR_NONE || (fg < 0 && bg < 0 && cells.has_default)) return 0;
  short *slot = &cells.pair[fg + 1][bg + 1];
  if (*slot != 0) return *slot;
  int limit = COLOR_PAIRS < PAIRS_MAX ? COLOR_PAIRS : PAIRS_MAX;
  if (cells.pairs + 1 >= limit) return 0;
  short front = (short)(fg < 0 && !cells.has_default ? COLOR_WHITE : fg);
  short back = (short)(bg < 0 && !cells.has_default ? COLOR_BLACK : bg);
  if (init_pair((short)(cells.pairs + 1), front, back) == ERR) return 0;
  *slot = (short)++cells.pairs;
  return *slot;
}

static attr_t attributes(unsigned attr, int fg) {
  attr_t set = A_NORMAL;
  /* "Bold is bright": with the eight base colours bold may be another hue. */
  if ((attr & ATTR_BOLD) && (fg < 0 || fg >= 16)) set |= A_BOLD;
  if (attr & ATTR_REVERSE) set |= A_REVERSE;
  if (attr & ATTR_UNDERLINE) set |= A_UNDERLINE;
  return set;
}

static void convert(const struct cell *cell, wchar_t character, bool solid_as_blank, cchar_t *out) {
  int fg = available(cell->fg), bg = available(cell->bg);
  if (solid_as_blank && character == UPPER_HALF && fg == bg && fg >= 0) {
    character = L' '; /* half the bytes of a half block, and blanks can be erased in runs */
    fg = available(RAMP_FOREGROUND);
  }
  wchar_t text[2] = {character, L'\0'};
  setcchar(out, text, attributes(cell->attr, fg), pair_of(fg, bg), NULL);
}

/* One element of the array is one character, of whatever width. */
void cells_put_row(const struct frame *frame, int y, int cols, cchar_t *row) {
  const struct cell *cell = frame->cells + (size_t)y * (size_t)frame->cols;
  bool solid_as_blank = frame->glyphs != GLYPHS_BLOCK;
  int count = 0;
  for (int x = 0; x < cols; x++) {
    bool wide = x + 1 < cols && cell[x].glyph != 0 && cell[x + 1].glyph == 0;
    wchar_t character = charset_safe(cell[x].glyph, wide ? 2 : 1, cells.utf8);
    convert(&cell[x], cell[x].glyph ? character : L' ', solid_as_blank, &row[count++]);
    if (!wide) continue;
    if (character == L'?') convert(&cell[x], L'?', solid_as_blank, &row[count++]);
    x++;
  }
  mvadd_wchnstr(y, 0, row, count);
}

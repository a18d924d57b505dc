/* SPDX-License-Identifier: MIT
 *
 * The frame: a grid of cells that panes draw onto. It knows nothing of terminals; ncurses, plain text, ANSI and SVG
 * writers all read the same cells. Every drawing call clips to the frame, and to the clip rectangle if one is set.
 * A cell's colours are indices of the xterm 256 palette (16..255) or FRAME_DEFAULT. */
#ifndef FRAME_FRAME_H
#define FRAME_FRAME_H

#include "base/look.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
  FRAME_DEFAULT = -1, /* the terminal's own; in a drawing call: the theme's text colour or background */
  FRAME_KEEP = -2     /* as a background in a drawing call: what the cell has */
};
enum frame_attr { ATTR_BOLD = 1, ATTR_REVERSE = 2, ATTR_UNDERLINE = 4 };

struct cell {
  uint32_t glyph; /* 0: the right half of a double-width character */
  int16_t fg, bg;
  uint16_t attr;
};

/* What a colour means; the theme says which one it is. Every meaning is also said in words or letters. */
enum role {
  ROLE_TEXT,
  ROLE_DIM,    /* secondary text, borders */
  ROLE_ACCENT, /* keys in the key line, selection */
  ROLE_GOOD,   /* converged */
  ROLE_WARN,   /* slow, zigzag */
  ROLE_BAD,    /* diverging, nan */
  ROLE_CURVE,  /* the hill */
  ROLE_STAR,   /* the minimum */
  ROLE_TANGENT,
  ROLE_GHOST,
  ROLE_LANE, /* + lane index 0..5 */
  ROLE_LANE_END = ROLE_LANE + 5,
  ROLE_HEAT, /* + level 0..7, low loss first */
  ROLE_HEAT_END = ROLE_HEAT + 7,
  ROLE_COUNT
};

struct frame {
  int cols, rows;
  struct cell *cells; /* rows*cols, row by row */
  struct rect clip;
  enum look_glyphs glyphs;
  enum look_theme theme;
  enum look_colors colors;
  bool failed; /* something is missing for want of memory: a writer's text fails with it */
};

/* Owns the cells. False if out of memory (the frame is then 0x0). */
bool frame_init(struct frame *frame, int cols, int rows);
bool frame_resize(struct frame *frame, int cols, int rows);
void frame_free(struct frame *frame);
void frame_clear(
    struct frame *frame); /* blanks in the theme's background; clip reset to everything, nothing is missing */

int frame_color(const struct frame *frame, enum role role); /* index or FRAME_DEFAULT */
int frame_background(const struct frame *frame);
int frame_contrast(int color); /* 16 (black) or 231 (white), whichever is readable on it; FRAME_DEFAULT on itself */
int frame_color8(int color);   /* index to one of the eight base colours, 0..7, for small terminals */

void frame_clip(struct frame *frame, struct rect rect);
void frame_unclip(struct frame *frame);

/* One character. Controls become '?', zero-width characters are dropped, a double-width character that does not fit the
 * clip leaves a blank. Half of an overwritten double-width character is blanked, even outside the clip. */
void frame_put(struct frame *frame, int x, int y, uint32_t glyph, int fg, int bg, unsigned attr);
/* Text in a role, at most `columns` wide (cut at a character's border, "~" never added); returns the columns used. */
int frame_text(struct frame *frame, int x, int y, int columns, const char *string, enum role role, unsigned attr);
int frame_text_color(struct frame *frame, int x, int y, int columns, const char *string, int fg, int bg, unsigned attr);
int frame_printf(struct frame *frame, int x, int y, int columns, enum role role, unsigned attr, const char *format, ...)
    __attribute__((format(printf, 7, 8)));
void frame_fill(struct frame *frame, struct rect rect, uint32_t glyph, int fg, int bg, unsigned attr);
/* Borders in the frame's glyph set: box drawing or + - |. Where they meet borders that are already drawn they join them
 * (fill a popup's rectangle first). Title (may be NULL) is set into the top edge. */
void frame_box(struct frame *frame, struct rect rect, enum role role, const char *title);
void frame_hline(struct frame *frame, int x, int y, int width, enum role role);
void frame_vline(struct frame *frame, int x, int y, int height, enum role role);

/* Glyphs that differ by glyph set: the ball, star, arrows ... each exactly one column wide, never of ambiguous width.
 */
enum mark {
  MARK_BALL,
  MARK_STAR,
  MARK_UP,
  MARK_DOWN,
  MARK_LEFT,
  MARK_RIGHT,
  MARK_HBAR,
  MARK_VBAR,
  MARK_DOT,
  MARK_COUNT
};
uint32_t frame_mark(const struct frame *frame, enum mark mark);

#endif

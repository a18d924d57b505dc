/* SPDX-License-Identifier: MIT
 *
 * A frame as text (characters only, trailing blanks cut), ANSI (SGR 38;5), or SVG (selectable text in a grid, one
 * <text> per run with exact positions, backgrounds as rectangles). Each appends to `out`. */
#ifndef FRAME_WRITERS_H
#define FRAME_WRITERS_H

#include "frame/frame.h"

void frame_write_text(const struct frame *frame, struct text *out);
void frame_write_ansi(const struct frame *frame, struct text *out);
void frame_write_svg(const struct frame *frame, struct text *out);
/* The RGB of an xterm index (16..255), 0xRRGGBB. */
unsigned frame_rgb(int color);

#endif

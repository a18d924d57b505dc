/* SPDX-License-Identifier: MIT
 *
 * A frame's cells as cells of curses: characters the terminal can show, colours it has, pairs of them. For the one
 * screen that curses.c has open. */
#ifndef TERMINAL_CELLS_H
#define TERMINAL_CELLS_H

#include "frame/frame.h"

#include <curses.h>

/* Find out what colours there are; `color` is that of terminal_options. Call when curses has started. */
enum look_colors cells_open(int color, bool utf8);
/* A variable that speaks of colours is set, and not to nothing. */
bool cells_asked_for(const char *variable);
/* Put the first `cols` cells of row `y`; `row` has room for as many. */
void cells_put_row(const struct frame *frame, int y, int cols, cchar_t *row);

#endif

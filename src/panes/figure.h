/* SPDX-License-Identifier: MIT
 *
 * A plot in characters: the same description of which frame/plot.h makes vectors. Numbers stand at the left, those of
 * the steps in the last row, the names of bands at the right where there is room for them; panels share the rows.
 * Nothing is owned and nothing kept. */
#ifndef PANES_FIGURE_H
#define PANES_FIGURE_H

#include "frame/frame.h"
#include "frame/plot.h"

/* Everything inside `rect`. False, and nothing drawn, where that leaves no room: a panel takes at least FIGURE_ROWS
 * rows, and one row is for the steps. */
enum { FIGURE_ROWS = 4, FIGURE_COLS = 20 };
bool figure_draw(struct frame *frame, struct rect rect, const struct plot *plot);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Colours of a map: two palettes, blue for what converged and orange for what did not, which people who see red and
 * green alike can tell apart. In both the light end is fast and the dark end slow. Without colours it is characters:
 * shades for what converged, letters for what did not, the heavier the slower. */
#ifndef PANES_MAP_COLORS_H
#define PANES_MAP_COLORS_H

#include "app/map_tally.h"
#include "frame/frame.h"

/* 0xRRGGBB for a rank as dh_map_rank() gives it: its sign is the side, its size how slow. */
unsigned map_color(double rank);
/* The nearest that a frame has: a palette index, FRAME_DEFAULT without colours. */
int map_ink(const struct frame *frame, double rank);

/* Characters have few levels: of the two groups on a side the quick one has the first half of them, the slow one the
 * second; the published rule has one group a side. `slow` is the size of a rank. */
enum { MAP_LEVELS = 4 };
int map_level(const struct map_tally *tally, bool converged, double slow);
uint32_t map_glyph(enum look_glyphs glyphs, bool converged, int level);

#endif

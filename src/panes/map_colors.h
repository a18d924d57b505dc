/* SPDX-License-Identifier: MIT
 *
 * Colours of a map: two palettes, blue for what converged and orange for what did not, which people who see red and
 * green alike can tell apart. In both the light end is fast and the dark end slow. */
#ifndef PANES_MAP_COLORS_H
#define PANES_MAP_COLORS_H

/* 0xRRGGBB for a rank as dh_map_rank() gives it: its sign is the side, its size how slow. */
unsigned map_color(double rank);

#endif

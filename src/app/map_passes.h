/* SPDX-License-Identifier: MIT
 *
 * Private to app: the cells of a map view, from the coarsest pass to the finest, and what is known of them. */
#ifndef APP_MAP_PASSES_H
#define APP_MAP_PASSES_H

#include "app/map_view.h"

/* From the first pass; what is shown stays until something better is there. */
void map_passes_begin(struct map_view *view);
/* About so many updates of a ball. On failure the worker is gone and `error` says why. */
void map_passes_go(struct map_view *view, long updates);
/* Rank and count what is shown. */
void map_passes_look(struct map_view *view);

/* Room for w x h cells: what was shown is shown in the new size. False: out of memory, nothing is changed. */
bool map_passes_resize(struct map_view *view, int w, int h);
/* The window changes: its first cell is at `from` of the present one, its last at `to`. */
void map_passes_carry(struct map_view *view, const double from[2], const double to[2], bool closer);
/* What is shown is of another run (`forget`: and of other axes). */
void map_passes_age(struct map_view *view, bool forget);
void map_passes_free(struct map_view *view);

#endif

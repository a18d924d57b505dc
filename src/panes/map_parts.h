/* SPDX-License-Identifier: MIT
 *
 * Private to panes: what the map's plot has around it. */
#ifndef PANES_MAP_PARTS_H
#define PANES_MAP_PARTS_H

#include "app/map_view.h"
#include "panes/parts.h"

/* Lines, numbers and names at the left and below, with the cursor's place on them. */
void map_draw_axes(struct frame *frame, const struct map_layout *layout, const struct map_view *view);
/* The cursor's cell in words, how far the map is, and its legend. */
void map_draw_panel(struct frame *frame, struct rect rect, const struct app *app);

#endif

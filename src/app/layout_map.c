/* SPDX-License-Identifier: MIT
 *
 * The map: the plot with its axes at the left, about as high as wide where there is room, and a panel beside it; on a
 * narrow screen the panel lies below. */
#include "app/layout.h"

enum {
  SIDE_FROM = 60, /* columns: from here the panel stands beside the plot */
  PANEL_LEAST = 23,
  PANEL_MOST = 40,
  NUMBERS = 9,     /* columns left of the plot: a number, a blank, the axis */
  NAME_FROM = 17,  /* rows: from here the axis below has a line for its name */
  PANEL_BELOW = 3, /* rows of the panel where it lies below */
  PLOT_LEAST = 3
};

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

/* Axes and plot in what the panel leaves. */
static void place_plot(struct rect rest, struct map_layout *out) {
  int axis = rest.h >= NAME_FROM ? 3 : 2;
  int h = most(PLOT_LEAST, rest.h - 1 - axis), w = rest.w - NUMBERS;
  out->name_up = (struct rect){rest.x, rest.y, rest.w, 1};
  out->left = (struct rect){rest.x, rest.y + 1, NUMBERS, h};
  out->plot = (struct rect){rest.x + NUMBERS, rest.y + 1, w, h};
  out->below = (struct rect){rest.x, rest.y + 1 + h, rest.w, axis};
}

void layout_map(const struct layout_request *request, struct layout *layout) {
  struct rect body = layout->body;
  struct map_layout *out = &layout->map;
  if (request->cols >= SIDE_FROM) {
    int panel = most(PANEL_LEAST, least(request->cols / 3, PANEL_MOST));
    out->panel = (struct rect){body.x + body.w - panel, body.y, panel - 1, body.h};
    place_plot((struct rect){body.x, body.y, body.w - panel - 2, body.h}, out);
    return;
  }
  out->panel = (struct rect){body.x + 1, body.y + body.h - PANEL_BELOW, body.w - 2, PANEL_BELOW};
  place_plot((struct rect){body.x, body.y, body.w - 1, body.h - PANEL_BELOW}, out);
}

/* SPDX-License-Identifier: MIT
 *
 * The parameters of a lane: the list at the left, what a row means below it, and beside it, where there is room, the
 * lane itself, so that the effect of a change is seen. */
#include "app/layout.h"

enum {
  LIST_LEAST = 48, /* the longest name, a value of 14, the mark */
  LIST_MOST = 60,
  LANE_LEAST = 24,
  HELP_ROWS = 2,
  CHART_FROM = 15, /* rows of a lane from which its losses have room below the hill */
  CHART_ROWS = 4   /* with their title */
};

static void place_lane(struct lane_layout *lane, struct rect box) {
  int x = box.x + 1, w = box.w - 1 /* the last column closes it, and is no part of the box */;
  int chart = box.h >= CHART_FROM ? CHART_ROWS + (box.h - CHART_FROM) / 4 : 0, hill = box.h - 3 - chart;
  lane->box = box;
  lane->hill = (struct rect){x, box.y + 1, w, hill};
  lane->word = (struct rect){x, box.y + 1 + hill, w, 1};
  if (chart > 0) lane->loss = (struct rect){x, box.y + 3 + hill, w, chart - 1};
}

void layout_parameters(const struct layout_request *request, struct layout *layout) {
  struct rect body = layout->body;
  int height = body.h - HELP_ROWS, list = body.w;
  if (body.w >= LIST_LEAST + LANE_LEAST) {
    list = body.w / 2 < LIST_LEAST ? LIST_LEAST : body.w / 2;
    if (list > LIST_MOST) list = LIST_MOST;
  }
  layout->parameters.list = (struct rect){body.x, body.y, list, height};
  layout->parameters.help = (struct rect){body.x, body.y + height, body.w, HELP_ROWS};
  layout->first = request->selected;
  layout->shown = 0;
  if (list == body.w) return;
  /* The border between them is shared. */
  layout->lanes = (struct rect){body.x + list - 1, body.y, body.w - list + 1, height};
  layout->shown = 1;
  place_lane(&layout->lane[0], (struct rect){layout->lanes.x, body.y, layout->lanes.w - 1, height});
}

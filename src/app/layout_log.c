/* SPDX-License-Identifier: MIT
 *
 * A training log: its charts one above the other over one axis, what was found beside them; on a narrow screen below.
 */
#include "app/layout.h"

enum {
  SIDE_FROM = 72, /* columns: from here the panel stands beside the charts */
  PANEL_LEAST = 30,
  PANEL_MOST = 56,
  CHART_LEAST = 4, /* rows of a chart with its title */
  FOOT = 2         /* marks and numbers of the axis */
};

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

/* As many of them as have room, the first ones before the others. */
static void place_charts(struct rect area, unsigned charts, struct log_layout *out) {
  int count = 0, rows = area.h - FOOT;
  for (int i = 0; i < LOG_CHARTS; i++) count += (int)(charts >> i & 1);
  while (count > 1 && rows / count < CHART_LEAST) count--;
  for (int i = 0; i < LOG_CHARTS && count > 0 && rows > 1; i++) {
    if (!(charts >> i & 1)) continue;
    int height = rows - rows / count * (count - 1);
    out->chart[i] = (struct rect){area.x, area.y + 1, area.w, height - 1};
    area.y += height;
    rows -= height;
    count--;
  }
  if (area.h <= FOOT) return;
  out->marks = (struct rect){area.x, area.y, area.w, 1};
  out->steps = (struct rect){area.x, area.y + 1, area.w, 1};
}

void layout_log(const struct layout_request *request, struct layout *layout) {
  struct rect body = layout->body, area = {body.x + 1, body.y, body.w - 2, body.h};
  struct rect *panel = &layout->log.panel;
  if (body.w >= SIDE_FROM) {
    int width = most(PANEL_LEAST, least(body.w / 3, PANEL_MOST));
    area.w = body.w - width - 4;
    *panel = (struct rect){body.x + body.w - width - 1, body.y, width, body.h};
  } else {
    area.h = body.h - body.h / 2;
    *panel = (struct rect){area.x, area.y + area.h, area.w, body.h - area.h};
  }
  place_charts(area, request->log_charts, &layout->log);
}

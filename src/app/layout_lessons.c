/* SPDX-License-Identifier: MIT
 *
 * Room for lessons: their list, and the panel of an open one. */
#include "app/layout.h"

enum {
  ABOUT_ROWS = 4,
  SIDE_FROM = 112, /* columns: from here the panel stands beside the lanes */
  SIDE_LEAST = 37,
  SIDE_MOST = 64,  /* longer lines are hard to read */
  LANES_WIDE = 75, /* four lanes, and two columns for their borders */
  BELOW_LEAST = 3,
  BELOW_MOST = 16,
  BODY_USUAL = 21, /* rows of the body at 80x24 ... */
  BELOW_USUAL = 9  /* ... and those of them that are the panel's: a hill of 8 remains */
};

static int between(int least, int x, int most) { return x < least ? least : x > most ? most : x; }

void layout_lessons(const struct layout_request *request, struct layout *layout) {
  struct rect body = layout->body;
  int about = body.h > 3 * ABOUT_ROWS ? ABOUT_ROWS : 0;
  (void)request;
  layout->lessons.list = (struct rect){body.x, body.y, body.w, body.h - about};
  layout->lessons.about = (struct rect){body.x, body.y + body.h - about, body.w, about};
}

void layout_panel(struct layout *layout) {
  struct rect body = layout->body;
  if (layout->cols >= SIDE_FROM) {
    int w = between(SIDE_LEAST, layout->cols - LANES_WIDE, SIDE_MOST);
    layout->panel = (struct rect){body.x + body.w - w, body.y, w, body.h};
    layout->panel_text = (struct rect){layout->panel.x + 2, body.y + 2, w - 3, body.h - 2};
    layout->body.w -= w;
  } else {
    int h = between(BELOW_LEAST, body.h * BELOW_USUAL / BODY_USUAL, BELOW_MOST);
    layout->panel = (struct rect){body.x, body.y + body.h - h, body.w, h};
    layout->panel_text = (struct rect){body.x + 1, layout->panel.y + 1, body.w - 2, h - 1};
    layout->body.h -= h;
  }
}

/* SPDX-License-Identifier: MIT
 *
 * The finder: the chart at the left, what was found beside it, what it means below. On a narrow screen all of it is one
 * above the other. */
#include "app/layout.h"

enum {
  SIDE_FROM = 72, /* columns: from here the table stands beside the chart */
  TABLE = 35,     /* columns of the table: marker, letter, name, two numbers */
  CHART_LEAST = 7,
  STACKED = 5 /* rows of the table where it stands below */
};

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

static void side_by_side(struct rect rest, struct finder_layout *out) {
  int words = least(most(3, least(rest.h / 4, 7)), rest.h - CHART_LEAST), chart = rest.h - words;
  out->chart = (struct rect){rest.x, rest.y, rest.w - TABLE - 1, chart};
  out->found = (struct rect){rest.x + rest.w - TABLE, rest.y, TABLE - 1, chart};
  out->words = (struct rect){rest.x + 1, rest.y + chart, rest.w - 2, words};
}

/* What has no room is left out from below. */
static void stack(struct rect rest, struct finder_layout *out) {
  int chart = least(rest.h, most(CHART_LEAST, rest.h - STACKED - 2)), found = least(STACKED, rest.h - chart);
  out->chart = (struct rect){rest.x, rest.y, rest.w, chart};
  out->found = (struct rect){rest.x, rest.y + chart, least(rest.w, TABLE), found};
  out->words = (struct rect){rest.x + 1, rest.y + chart + found, rest.w - 2, rest.h - chart - found};
}

void layout_finder(const struct layout_request *request, struct layout *layout) {
  struct rect body = layout->body, rest = {body.x, body.y + 1, body.w, body.h - 1};
  layout->finder.title = (struct rect){body.x + 1, body.y, body.w - 2, 1};
  if (request->cols >= SIDE_FROM)
    side_by_side(rest, &layout->finder);
  else
    stack(rest, &layout->finder);
}

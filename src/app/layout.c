/* SPDX-License-Identifier: MIT
 *
 * Rectangles from the terminal's size. Lanes stand side by side and share their borders: a lane's box begins with its
 * left border, the next lane's border or the last column of `lanes` closes it. Heights are handed out in one table: who
 * is wanted at this detail level, the least that makes sense, and a share of what is left over. */
#include "app/layout.h"

#include <string.h>

enum {
  TINY_COLS = 40,
  TINY_ROWS = 12,
  LANE_LEAST = 18, /* columns of a lane: the longest verdict ("oscillating"), a number of five, the border */
  HILL_LEAST = 4,
  GAUGE_COLS = 120, /* from here the gauge's marks are explained in a line of their own */
  LEGEND_COLS = 40, /* eight colours with a number on each */
  LEGEND_ROWS = 12,
  ROOMY_ROWS = 36, /* from here a screen shows one detail level more than was asked for ... */
  VAST_ROWS = 50   /* ... and from here two */
};

/* What a lane can show below its hill and its word, in the order in which it appears. */
enum part { PART_FORMULA, PART_LOSS, PART_ADVICE, PART_SCHEDULE, PART_COUNT };

struct heights {
  int hill, equation, loss, gauge, advice, schedule; /* 0: dropped. Charts without the line of their title */
};

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

/* Rows a part takes at least. */
static int part_rows(enum part part) {
  static const int rows[PART_COUNT] = {
      [PART_FORMULA] = 1, [PART_LOSS] = 3, [PART_ADVICE] = 2, [PART_SCHEDULE] = 3}; /* a chart: title and two rows */
  return rows[part];
}

static void wanted(const struct layout_request *request, bool want[PART_COUNT]) {
  int detail = request->detail;
  if (detail >= 3) detail += (request->rows >= ROOMY_ROWS) + (request->rows >= VAST_ROWS);
  want[PART_FORMULA] = detail >= 2;
  want[PART_LOSS] = detail >= 3 || (request->extra & LAYOUT_LOSS);
  want[PART_ADVICE] = detail >= 4 || (request->extra & LAYOUT_GAUGE);
  want[PART_SCHEDULE] = detail >= 5 || (request->extra & LAYOUT_SCHEDULE);
}

/* Drop whole panes, the last of the table first, until the hill has its due. Returns the rows left for the hill. */
static int drop(int rows, int hill_least, bool want[PART_COUNT]) {
  int left = rows;
  for (int part = 0; part < PART_COUNT; part++)
    if (want[part]) left -= part_rows((enum part)part);
  for (int part = PART_COUNT - 1; part >= 0 && left < hill_least; part--) {
    if (!want[part]) continue;
    want[part] = false;
    left += part_rows((enum part)part);
  }
  return left;
}

/* Hand out what the hill can spare: a second line for the formula and the advice, then the charts grow with it. */
static void share(struct heights *heights, int left, int hill_least, const bool want[PART_COUNT], int rows, int cols) {
  heights->equation = want[PART_FORMULA] ? 1 : 0;
  heights->loss = want[PART_LOSS] ? 2 : 0;
  heights->gauge = heights->advice = want[PART_ADVICE] ? 1 : 0;
  heights->schedule = want[PART_SCHEDULE] ? 2 : 0;
  if (heights->equation && rows >= 30) heights->equation++, left--;
  if (heights->advice && rows >= 30) heights->advice++, left--;
  if (heights->gauge && rows >= 30 && cols >= GAUGE_COLS) heights->gauge++, left--;
  int spare = left - hill_least;
  if (spare > 0 && heights->loss) {
    int grow = spare * 2 / 5;
    heights->loss += grow;
    left -= grow;
  }
  if (spare > 0 && heights->schedule) {
    int grow = spare * 3 / 20;
    heights->schedule += grow;
    left -= grow;
  }
  heights->hill = left;
}

static struct rect row_of(const struct layout *layout, int y, int height) {
  return (struct rect){0, y, layout->cols, height};
}

/* Rows of the body; y counts from its top. */
static struct rect body_rows(const struct layout *layout, int y, int height) {
  return (struct rect){layout->body.x, layout->body.y + y, layout->body.w, height};
}

/* Which lanes are shown: as many as have room, the selected one among them, without scrolling needlessly. */
static void choose_lanes(const struct layout_request *request, struct layout *layout) {
  int lanes = most(1, least(request->lanes, LAYOUT_LANES));
  int selected = most(0, least(request->selected, lanes - 1));
  layout->shown = most(1, least(lanes, (request->cols - 1) / LANE_LEAST));
  int first = most(request->first, selected - layout->shown + 1);
  first = least(first, selected);
  layout->first = most(0, least(first, lanes - layout->shown));
}

static void place_lane(struct layout *layout, const struct heights *heights, int place) {
  struct lane_layout *lane = &layout->lane[place];
  int width = layout->lanes.w - 1; /* the last column closes the last lane */
  int x = width * place / layout->shown, right = width * (place + 1) / layout->shown;
  lane->box = (struct rect){x, layout->lanes.y, right - x, layout->lanes.h};
  int inner = x + 1, w = right - x - 1, y = layout->lanes.y + 1;
  lane->hill = (struct rect){inner, y, w, heights->hill};
  y += heights->hill;
  lane->word = (struct rect){inner, y++, w, 1};
  if (heights->gauge) lane->gauge = (struct rect){inner, y, w, heights->gauge};
  y += heights->gauge;
  if (heights->advice) lane->advice = (struct rect){inner, y, w, heights->advice};
  y += heights->advice;
  if (heights->loss) lane->loss = (struct rect){inner, y + 1, w, heights->loss};
  y += heights->loss ? heights->loss + 1 : 0;
  if (heights->schedule) lane->schedule = (struct rect){inner, y + 1, w, heights->schedule};
}

static void tiny(struct layout *layout) {
  layout->tiny = true;
  layout->header = row_of(layout, 0, layout->rows > 0 ? 1 : 0);
  /* A message has a line at every size, the last; with one row only it takes the header's place. */
  layout->message = row_of(layout, layout->rows > 1 ? layout->rows - 1 : 0, layout->rows > 0 ? 1 : 0);
}

static void compare(const struct layout_request *request, struct layout *layout) {
  bool want[PART_COUNT];
  wanted(request, want);
  int rows = layout->body.h - 3 /* two edges and the word */;
  int hill_least = most(HILL_LEAST, least(layout->rows / 3, 10));
  struct heights heights = {0};
  share(&heights, drop(rows, hill_least, want), hill_least, want, request->rows, request->cols);
  layout->lanes = body_rows(layout, 0, layout->body.h - heights.equation);
  if (heights.equation) layout->equation = body_rows(layout, layout->lanes.h, heights.equation);
  for (int place = 0; place < layout->shown; place++) place_lane(layout, &heights, place);
}

struct rect layout_picture(struct rect pane) {
  if (pane.w >= LEGEND_COLS && pane.h >= LEGEND_ROWS) pane.h--;
  return pane;
}

static void (*const views[VIEW_COUNT])(const struct layout_request *request, struct layout *layout) = {
    [VIEW_COMPARE] = compare,      [VIEW_FOCUS] = layout_focus,     [VIEW_OVERLAY] = layout_race,
    [VIEW_FINDER] = layout_finder, [VIEW_MAP] = layout_map,         [VIEW_PARAMETERS] = layout_parameters,
    [VIEW_LOG] = layout_log,       [VIEW_LESSONS] = layout_lessons,
};

void layout_compute(const struct layout_request *request, struct layout *layout) {
  memset(layout, 0, sizeof *layout);
  layout->cols = most(0, request->cols);
  layout->rows = most(0, request->rows);
  if (request->cols < TINY_COLS || request->rows < TINY_ROWS) {
    choose_lanes(request, layout);
    tiny(layout);
    return;
  }
  layout->header = row_of(layout, 0, 1);
  layout->body = row_of(layout, 1, request->rows - 3);
  layout->message = row_of(layout, request->rows - 2, 1);
  layout->keys = row_of(layout, request->rows - 1, 1);
  /* The view lives in what a lesson's panel leaves, as if the screen were no larger. */
  struct layout_request rest = *request;
  if (request->panel) layout_panel(layout);
  rest.cols -= layout->cols - layout->body.w;
  rest.rows -= request->rows - 3 - layout->body.h;
  choose_lanes(&rest, layout);
  views[request->view](&rest, layout);
}

/* SPDX-License-Identifier: MIT
 *
 * All balls on one surface: the picture at the left, at the right the ranking and below it their losses in one chart;
 * on narrow screens the ranking stands below the picture. */
#include "app/layout.h"

enum {
  ASIDE_FROM = 56, /* columns from which the ranking stands at the right */
  NARROW = 25,     /* its columns: rank, letter, loss, word ... */
  RATE_FROM = 72,
  RATE = 36, /* ... and what tells the lane apart */
  WIDE_FROM = 100,
  CHART_ROWS = 3,
  PICTURE_LEAST = 4,
  BELOW = 2,         /* rows of the ranking below the picture */
  EQUATION_FROM = 14 /* rows from which the update has a line */
};
static const double wide_share = 0.4;

static int ranking_columns(int cols) {
  return cols < RATE_FROM ? NARROW : cols < WIDE_FROM ? RATE : (int)(wide_share * cols);
}

static void place_aside(const struct layout_request *request, struct race_layout *race) {
  struct rect box = race->box;
  int right = ranking_columns(request->cols), left = box.w - 3 - right, inner = box.h - 2;
  int rows = request->lanes + 1 /* heads of the columns */;
  if (rows > inner) rows = inner;
  race->picture = (struct rect){box.x + 1, box.y + 1, left, inner};
  race->ranking = (struct rect){box.x + 2 + left, box.y + 1, right, rows};
  int chart = inner - rows - 1;
  if (chart >= CHART_ROWS) race->loss = (struct rect){box.x + 2 + left, box.y + 2 + rows, right, chart};
}

static void place_below(struct race_layout *race) {
  struct rect box = race->box;
  int inner = box.h - 2, picture = inner - 1 - BELOW;
  if (picture < PICTURE_LEAST) picture = PICTURE_LEAST;
  race->picture = (struct rect){box.x + 1, box.y + 1, box.w - 2, picture};
  race->ranking = (struct rect){box.x + 1, box.y + 2 + picture, box.w - 2, inner - 1 - picture};
}

void layout_race(const struct layout_request *request, struct layout *layout) {
  struct race_layout *race = &layout->race;
  race->box = layout->body;
  layout->first = 0;
  layout->shown = request->lanes < 1 ? 1 : request->lanes > LAYOUT_LANES ? LAYOUT_LANES : request->lanes;
  if (request->rows >= EQUATION_FROM) {
    race->box.h--;
    layout->equation = (struct rect){race->box.x, race->box.y + race->box.h, race->box.w, 1};
  }
  if (request->cols >= ASIDE_FROM)
    place_aside(request, race);
  else
    place_below(race);
}

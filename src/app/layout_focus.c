/* SPDX-License-Identifier: MIT
 *
 * One lane alone. At the left its picture, at the right charts over one axis of steps, below them the update line by
 * line; on large screens that stands below the picture alone, and the charts go down to the bottom. When room is short,
 * charts drop whole, the least telling first; then lines of the update, but never its last. Narrow screens keep the
 * picture and the update. */
#include "app/layout.h"

enum {
  CHARTS_FROM = 56,  /* columns from which there are charts */
  CHARTS_LEAST = 24, /* columns of one */
  CHART_ROWS = 3,
  BIG_LEAST = 40, /* columns: four digits of six and a point */
  BIG_NUMBER = 6, /* rows: five and a label */
  PICTURE_LEAST = 4,
  ASIDE_COLS = 150, /* the update stands below the picture alone from here ... */
  ASIDE_ROWS = 40   /* ... and here */
};
static const double charts_share = 0.42, big_share = 0.5;

static int least(int a, int b) { return a < b ? a : b; }
static int most(int a, int b) { return a > b ? a : b; }

static int right_columns(const struct layout_request *request) {
  if (request->cols < CHARTS_FROM) return 0;
  int share = (int)((request->big ? big_share : charts_share) * request->cols);
  return most(share, request->big ? BIG_LEAST : CHARTS_LEAST);
}

/* Rows of the update: all that leave the picture its due; beside numbers for the back row, what those leave. */
static int rule_rows(const struct layout_request *request, int inner) {
  int picture = most(PICTURE_LEAST, least(request->rows / 3, 10)) + 1 /* the word */;
  int due = request->big ? most(picture, request->big * BIG_NUMBER) : picture;
  int rows = least(request->rule_lines, inner - 1 - due);
  return request->big ? most(0, rows) : most(1, rows);
}

/* What stands below the picture, the more the higher it is. */
static void place_picture(struct lane_layout *lane, struct rect left) {
  int gauge = left.h >= 34 ? 3 : left.h >= 26 ? 2 : left.h >= 12 ? 1 : 0;
  int advice = left.h >= 16 ? 2 : 0, y = left.y + left.h;
  lane->box = left;
  if (advice) lane->advice = (struct rect){left.x, y - advice, left.w, advice};
  y -= advice;
  if (gauge) lane->gauge = (struct rect){left.x, y - gauge, left.w, gauge};
  y -= gauge;
  lane->word = (struct rect){left.x, y - 1, left.w, 1};
  lane->hill = (struct rect){left.x, left.y, left.w, y - 1 - left.y};
}

/* As many charts as have room, told by how much they tell. */
static void choose_charts(int count, bool wanted[FOCUS_CHARTS]) {
  static const enum focus_chart order[FOCUS_CHARTS] = {FOCUS_LOSS, FOCUS_STABILITY, FOCUS_RATE, FOCUS_GRADIENT,
                                                       FOCUS_STEP};
  for (int i = 0; i < count; i++) wanted[order[i]] = true;
}

static void place_charts(struct focus_layout *focus) {
  struct rect right = focus->right;
  int count = least(FOCUS_CHARTS, right.h / (CHART_ROWS + 1)), placed = 0, y = right.y;
  if (right.w <= 0 || count < 1) return;
  bool wanted[FOCUS_CHARTS] = {false};
  int rows = right.h - 1 /* the axis */ - (count - 1) /* titles; the first is in the edge */;
  choose_charts(count, wanted);
  for (int i = 0; i < FOCUS_CHARTS; i++) {
    if (!wanted[i]) continue;
    int height = rows / count + (placed < rows % count);
    focus->chart[i] = (struct rect){right.x, y, right.w, height};
    y += height + 1;
    placed++;
  }
  focus->steps = (struct rect){right.x, right.y + right.h - 1, right.w, 1};
}

void layout_focus(const struct layout_request *request, struct layout *layout) {
  struct focus_layout *focus = &layout->focus;
  struct rect box = layout->body;
  int inner = box.h - 2, rule = rule_rows(request, inner), above = inner - (rule > 0 ? rule + 1 : 0);
  bool aside = request->cols >= ASIDE_COLS && request->rows >= ASIDE_ROWS;
  int right = right_columns(request), left = box.w - 2 - (right > 0 ? right + 1 : 0);
  layout->first = most(0, least(request->selected, request->lanes - 1));
  layout->shown = 1;
  focus->box = box;
  focus->left = (struct rect){box.x + 1, box.y + 1, left, above};
  focus->right = (struct rect){box.x + 2 + left, box.y + 1, right, aside ? inner : above};
  focus->rule = (struct rect){box.x + 1, box.y + 2 + above, aside && right > 0 ? left : box.w - 2, rule};
  if (request->big && right == 0) { /* no room for both */
    focus->big = (struct rect){box.x + 1, box.y + 1, left, above - 1};
    layout->lane[0].box = focus->left;
    layout->lane[0].word = (struct rect){box.x + 1, box.y + above, left, 1};
    return;
  }
  place_picture(&layout->lane[0], focus->left);
  if (request->big)
    focus->big = focus->right;
  else
    place_charts(focus);
}

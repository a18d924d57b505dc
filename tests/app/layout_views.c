/* SPDX-License-Identifier: MIT
 *
 * Rectangles of the views of one lane alone and of all on one surface, swept over sizes, lanes, lengths of the update
 * and numbers for the back row. */
#include "app/layout.h"

#include <check.h>

enum { RECTS_MOST = 24 };

struct list {
  struct rect rect[RECTS_MOST];
  int count;
};

static bool shown(struct rect rect) { return rect.w > 0 && rect.h > 0; }

static void add(struct list *list, struct rect rect) {
  if (shown(rect)) list->rect[list->count++] = rect;
}

static bool within(struct rect inner, struct rect outer) {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w &&
         inner.y + inner.h <= outer.y + outer.h;
}

static bool overlap(struct rect a, struct rect b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static struct rect inside(struct rect box) { return (struct rect){box.x + 1, box.y + 1, box.w - 2, box.h - 2}; }

static void need(bool holds, const struct layout_request *at, const char *rule) {
  if (holds) return;
  ck_abort_msg("view %d at %dx%d, %d lanes, %d lines, %d big: %s", (int)at->view, at->cols, at->rows, at->lanes,
               at->rule_lines, at->big, rule);
}

static void check_list(const struct list *list, struct rect box, const struct layout_request *at) {
  for (int i = 0; i < list->count; i++) {
    need(within(list->rect[i], inside(box)), at, "a rectangle is on the border or outside");
    for (int k = 0; k < i; k++) need(!overlap(list->rect[i], list->rect[k]), at, "two overlap");
  }
}

static int area(const struct list *list) {
  int sum = 0;
  for (int i = 0; i < list->count; i++) sum += list->rect[i].w * list->rect[i].h;
  return sum;
}

static void list_focus(const struct layout *layout, struct list *list) {
  const struct lane_layout *lane = &layout->lane[0];
  const struct focus_layout *focus = &layout->focus;
  const struct rect all[] = {lane->hill, lane->word, lane->gauge, lane->advice, focus->steps, focus->rule, focus->big};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) add(list, all[i]);
  for (int i = 0; i < FOCUS_CHARTS; i++) add(list, focus->chart[i]);
}

/* A chart that tells less is there only if those that tell more are; all share their columns. */
static void check_charts(const struct focus_layout *focus, const struct layout_request *at) {
  static const enum focus_chart order[FOCUS_CHARTS] = {FOCUS_LOSS, FOCUS_STABILITY, FOCUS_RATE, FOCUS_GRADIENT,
                                                       FOCUS_STEP};
  for (int i = 1; i < FOCUS_CHARTS; i++)
    need(!shown(focus->chart[order[i]]) || shown(focus->chart[order[i - 1]]), at, "charts drop in the wrong order");
  for (int i = 0; i < FOCUS_CHARTS; i++) {
    struct rect chart = focus->chart[i];
    if (!shown(chart)) continue;
    need(chart.h >= 3 && chart.w >= 24, at, "a chart is too small");
    need(chart.x == focus->steps.x && chart.w == focus->steps.w, at, "charts do not share their axis");
    need(chart.y < focus->steps.y, at, "the axis is above a chart");
  }
}

static void check_focus(const struct layout_request *at) {
  struct layout layout;
  struct list list = {.count = 0};
  layout_compute(at, &layout);
  if (layout.tiny) return;
  const struct focus_layout *focus = &layout.focus;
  list_focus(&layout, &list);
  need(within(focus->box, layout.body), at, "the box leaves the body");
  check_list(&list, focus->box, at);
  check_charts(focus, at);
  need(layout.first == at->selected && layout.shown == 1, at, "not the selected lane");
  need(shown(layout.lane[0].word), at, "no word");
  need(shown(focus->big) == (at->big > 0), at, "big digits");
  need(at->big || shown(focus->rule), at, "no update");
  need(at->big || (layout.lane[0].hill.h >= 4 && layout.lane[0].hill.w >= 20), at, "no picture");
  need(!at->big || focus->big.h >= 5, at, "big digits have no room");
  need(focus->rule.h <= at->rule_lines, at, "more rows than lines");
}

static void check_race(const struct layout_request *at) {
  struct layout layout;
  layout_compute(at, &layout);
  if (layout.tiny) return;
  const struct race_layout *race = &layout.race;
  struct list list = {.count = 0};
  add(&list, race->picture);
  add(&list, race->ranking);
  add(&list, race->loss);
  check_list(&list, race->box, at);
  need(within(race->box, layout.body), at, "the box leaves the body");
  need(!shown(layout.equation) || (within(layout.equation, layout.body) && !overlap(layout.equation, race->box)), at,
       "the update is in the box");
  need(race->picture.h >= 4 && race->picture.w >= 20, at, "no picture");
  need(shown(race->ranking), at, "no ranking");
}

START_TEST(everything_has_its_place) {
  for (int cols = 20; cols <= 300; cols += cols < 130 ? 1 : 7)
    for (int rows = 6; rows <= 90; rows += rows < 60 ? 1 : 5)
      for (int lanes = 1; lanes <= LAYOUT_LANES; lanes++) {
        struct layout_request request = {
            .cols = cols, .rows = rows, .lanes = lanes, .selected = (cols + rows) % lanes, .detail = 3};
        request.view = VIEW_OVERLAY;
        check_race(&request);
        request.view = VIEW_FOCUS;
        request.rule_lines = 1 + (cols + 3 * lanes + rows) % 10;
        request.big = (rows + lanes) % 3 == 0 ? 2 + lanes % 2 : 0;
        check_focus(&request);
      }
}
END_TEST

/* Rows for more lines are never fewer, and more rows never show fewer charts. */
START_TEST(more_room_shows_more) {
  struct layout_request request = {.view = VIEW_FOCUS, .cols = 80, .lanes = 4, .detail = 3};
  for (request.rule_lines = 1; request.rule_lines < 10; request.rule_lines++) {
    int before = 0;
    for (request.rows = 12; request.rows < 90; request.rows++) {
      struct layout layout;
      int charts = 0;
      layout_compute(&request, &layout);
      for (int i = 0; i < FOCUS_CHARTS; i++) charts += shown(layout.focus.chart[i]);
      bool lines_grow = layout.focus.rule.h < request.rule_lines; /* the update goes first */
      need(charts >= before || lines_grow || charts > 0, &request, "fewer charts");
      if (!lines_grow) need(charts >= before, &request, "fewer charts though all lines are there");
      before = lines_grow ? 0 : charts;
    }
    need(before == FOCUS_CHARTS, &request, "not all charts on a high screen");
  }
}
END_TEST

/* Nearly every cell inside the box is something's: the rest are lines between. */
START_TEST(large_screens_waste_nothing) {
  static const int sizes[][2] = {{80, 24}, {120, 40}, {200, 60}, {300, 90}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    for (int view = VIEW_FOCUS; view <= VIEW_OVERLAY; view++) {
      struct layout_request request = {.view = (enum view_id)view,
                                       .cols = sizes[i][0],
                                       .rows = sizes[i][1],
                                       .lanes = 4,
                                       .detail = 3,
                                       .rule_lines = 4};
      struct layout layout;
      struct list list = {.count = 0};
      layout_compute(&request, &layout);
      if (view == VIEW_FOCUS) {
        list_focus(&layout, &list);
      } else {
        add(&list, layout.race.picture);
        add(&list, layout.race.ranking);
        add(&list, layout.race.loss);
      }
      struct rect box = inside(view == VIEW_FOCUS ? layout.focus.box : layout.race.box);
      need(area(&list) >= 0.88 * box.w * box.h, &request, "a tenth of the screen is nobody's");
    }
}
END_TEST

START_TEST(a_classroom_sees_what_matters) {
  struct layout layout;
  struct layout_request request = {.view = VIEW_FOCUS, .cols = 80, .rows = 24, .lanes = 4, .detail = 3};
  request.rule_lines = 4; /* adam */
  layout_compute(&request, &layout);
  ck_assert_int_eq(layout.focus.rule.h, 4);
  ck_assert_int_ge(layout.lane[0].hill.h, 10);
  ck_assert(shown(layout.focus.chart[FOCUS_LOSS]) && shown(layout.focus.chart[FOCUS_RATE]));
  ck_assert(shown(layout.focus.chart[FOCUS_STABILITY]));
  request.big = 2;
  layout_compute(&request, &layout);
  ck_assert_int_ge(layout.focus.big.h, 12);
  ck_assert_int_ge(layout.focus.big.w, 40);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("layout_views");
  TCase *tests = tcase_create("layout_views");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, everything_has_its_place);
  tcase_add_test(tests, more_room_shows_more);
  tcase_add_test(tests, large_screens_waste_nothing);
  tcase_add_test(tests, a_classroom_sees_what_matters);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

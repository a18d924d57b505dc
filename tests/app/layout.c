/* SPDX-License-Identifier: MIT
 *
 * Rectangles, swept over every size a terminal is likely to have, numbers of lanes, detail levels and panes brought up
 * by a key. */
#include "app/layout.h"

#include <check.h>

enum { RECTS_MOST = 5 + 7 * LAYOUT_LANES };

static struct layout computed(int cols, int rows, int lanes, int selected, int detail, int extra) {
  struct layout layout;
  const struct layout_request request = {
      .cols = cols, .rows = rows, .lanes = lanes, .selected = selected, .first = 0, .detail = detail, .extra = extra};
  layout_compute(&request, &layout);
  return layout;
}

/* Every rectangle that is drawn into, the lanes' boxes excepted: they contain the others. */
static int drawn(const struct layout *layout, struct rect *rects) {
  int count = 0;
  const struct rect around[] = {layout->header, layout->equation, layout->message, layout->keys};
  for (int i = 0; i < 4; i++) rects[count++] = around[i];
  for (int place = 0; !layout->tiny && place < layout->shown; place++) {
    const struct lane_layout *lane = &layout->lane[place];
    const struct rect inside[] = {lane->hill, lane->word, lane->gauge, lane->advice, lane->loss, lane->schedule};
    for (int i = 0; i < 6; i++) rects[count++] = inside[i];
  }
  return count;
}

static bool shown(struct rect rect) { return rect.w > 0 && rect.h > 0; }

static bool within(struct rect inner, struct rect outer) {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w &&
         inner.y + inner.h <= outer.y + outer.h;
}

static bool overlap(struct rect a, struct rect b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/* What is being looked at, and a check that costs nothing while it holds: Check's own record every call. */
struct looked_at {
  int cols, rows, lanes, selected, detail, extra;
};

static void need(bool holds, const struct looked_at *at, const char *rule) {
  if (holds) return;
  ck_abort_msg("%dx%d, %d lanes, selected %d, detail %d, extra %d: %s", at->cols, at->rows, at->lanes, at->selected,
               at->detail, at->extra, rule);
}

static void check_rects(const struct layout *layout, const struct looked_at *at) {
  struct rect rects[RECTS_MOST], screen = {0, 0, layout->cols, layout->rows};
  int count = drawn(layout, rects);
  for (int i = 0; i < count; i++) {
    if (!shown(rects[i])) continue;
    need(within(rects[i], screen), at, "a rectangle is not on the screen");
    for (int k = 0; k < i; k++) need(!shown(rects[k]) || !overlap(rects[i], rects[k]), at, "two overlap");
  }
}

static void check_lanes(const struct layout *layout, const struct looked_at *at) {
  need(layout->shown >= 1 && layout->first >= 0 && layout->first + layout->shown <= at->lanes, at, "which are shown");
  need(at->selected >= layout->first && at->selected < layout->first + layout->shown, at, "the selected one is unseen");
  if (layout->tiny) return;
  int width = layout->lane[0].box.w, x = layout->lanes.x;
  for (int place = 0; place < layout->shown; place++) {
    const struct lane_layout *lane = &layout->lane[place];
    need(lane->box.x == x, at, "a gap between lanes");
    need(lane->box.w - width <= 1 && width - lane->box.w <= 1, at, "unequal lanes");
    need(within(lane->hill, lane->box) && within(lane->word, lane->box), at, "hill and word are in the box");
    need(lane->hill.w > 0 && lane->hill.h >= 4 && shown(lane->word), at, "no hill or word");
    need(lane->hill.x > lane->box.x && lane->hill.y > lane->box.y, at, "the hill is on the border");
    x += lane->box.w;
  }
  need(x == layout->lanes.x + layout->lanes.w - 1, at, "the last column closes the last lane");
}

/* Panes drop in the order schedule, advice, loss, formula: one that was asked for is missing only if all that drop
 * before it are missing too. */
static void check_order(const struct layout *layout, const struct looked_at *at) {
  const struct lane_layout *lane = &layout->lane[0];
  const bool wanted[4] = {at->detail >= 2, at->detail >= 3 || (at->extra & 1), at->detail >= 4 || (at->extra & 2),
                          at->detail >= 5 || (at->extra & 4)};
  const bool seen[4] = {shown(layout->equation), shown(lane->loss), shown(lane->advice), shown(lane->schedule)};
  need(shown(lane->gauge) == shown(lane->advice), at, "the gauge goes with the advice");
  for (int part = 0; part < 4; part++)
    for (int later = part + 1; later < 4; later++)
      need(!wanted[part] || seen[part] || !seen[later], at, "dropped in the wrong order");
}

static void check_layout(struct looked_at at) {
  for (at.selected = 0; at.selected < at.lanes; at.selected++) {
    struct layout layout = computed(at.cols, at.rows, at.lanes, at.selected, at.detail, at.extra);
    need(layout.tiny == (at.cols < 40 || at.rows < 12), &at, "tiny");
    check_rects(&layout, &at);
    check_lanes(&layout, &at);
    need(shown(layout.message), &at, "no message line");
    if (layout.tiny) continue;
    check_order(&layout, &at);
    need(shown(layout.header) && shown(layout.keys), &at, "no header or keys");
  }
}

START_TEST(everything_has_its_place) {
  for (int cols = 20; cols <= 300; cols += cols < 130 ? 1 : 17)
    for (int rows = 6; rows <= 100; rows += rows < 60 ? 1 : 9)
      for (int lanes = 1; lanes <= LAYOUT_LANES; lanes++)
        check_layout((struct looked_at){cols, rows, lanes, 0, 1 + (cols + rows) % 5, (cols / 5 + lanes) % 8});
}
END_TEST

START_TEST(every_detail_and_extra) {
  static const int sizes[][2] = {{80, 24}, {120, 40}, {200, 60}, {60, 16}, {40, 12}, {400, 100}};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    for (int lanes = 1; lanes <= LAYOUT_LANES; lanes++)
      for (int detail = 1; detail <= 5; detail++)
        for (int extra = 0; extra < 8; extra++)
          check_layout((struct looked_at){sizes[i][0], sizes[i][1], lanes, 0, detail, extra});
}
END_TEST

START_TEST(a_classroom_sees_the_hill) {
  struct layout layout = computed(80, 24, 4, 1, 3, 0);
  ck_assert_int_eq(layout.shown, 4);
  ck_assert_int_ge(layout.lane[0].hill.h, 10);
  ck_assert(shown(layout.equation));
  ck_assert_int_ge(layout.lane[0].loss.h, 3);
}
END_TEST

START_TEST(more_room_shows_more) {
  for (int detail = 1; detail <= 5; detail++) {
    int before = 0;
    for (int rows = 12; rows <= 100; rows++) {
      struct layout layout = computed(120, rows, 4, 0, detail, 0);
      const struct lane_layout *lane = &layout.lane[0];
      int panes = shown(layout.equation) + shown(lane->loss) + shown(lane->advice) + shown(lane->schedule);
      ck_assert_msg(panes >= before, "detail %d: %d rows show less than %d", detail, rows, rows - 1);
      before = panes;
    }
  }
}
END_TEST

START_TEST(a_level_shows_what_it_says) {
  for (int detail = 1; detail <= 5; detail++) {
    struct layout layout = computed(80, 32, 4, 0, detail, 0);
    ck_assert_int_eq(shown(layout.equation), detail >= 2);
    ck_assert_int_eq(shown(layout.lane[0].loss), detail >= 3);
    ck_assert_int_eq(shown(layout.lane[0].advice), detail >= 4);
    ck_assert_int_eq(shown(layout.lane[0].schedule), detail >= 5);
  }
  struct layout touched = computed(80, 32, 4, 0, 1, 4);
  ck_assert(shown(touched.lane[0].schedule) && !shown(touched.lane[0].loss));
}
END_TEST

/* The lanes in view change only when the selected one would not be among them. */
START_TEST(scrolling_is_lazy) {
  struct layout_request request = {.cols = 40, .rows = 20, .lanes = 6, .detail = 3};
  struct layout layout;
  for (int first = 0; first < 6; first++) {
    request.first = first;
    for (request.selected = 0; request.selected < 6; request.selected++) {
      layout_compute(&request, &layout);
      bool in_view = request.selected >= first && request.selected < first + layout.shown;
      if (in_view && first + layout.shown <= request.lanes) ck_assert_int_eq(layout.first, first);
    }
  }
}
END_TEST

START_TEST(no_size_is_too_strange) {
  for (int cols = -1; cols < 4; cols++)
    for (int rows = -1; rows < 4; rows++) {
      struct layout layout = computed(cols, rows, 3, 2, 3, 7);
      ck_assert(layout.tiny);
      ck_assert(within(layout.header, (struct rect){0, 0, layout.cols, layout.rows}));
      ck_assert(within(layout.message, (struct rect){0, 0, layout.cols, layout.rows}));
      ck_assert_int_eq(overlap(layout.header, layout.message), rows == 1 && cols > 0); /* they take turns */
    }
}
END_TEST

/* The list has room for every name, and the lane beside it for a hill; both end above the help. */
static void check_parameters(struct looked_at at) {
  struct layout layout;
  const struct layout_request request = {.view = VIEW_PARAMETERS,
                                         .cols = at.cols,
                                         .rows = at.rows,
                                         .lanes = at.lanes,
                                         .selected = at.selected,
                                         .detail = 3};
  layout_compute(&request, &layout);
  if (layout.tiny) return;
  struct rect list = layout.parameters.list, help = layout.parameters.help;
  need(within(list, layout.body) && within(help, layout.body) && !overlap(list, help), &at, "list and help");
  need(list.w >= 40 && list.h >= 5, &at, "no room for a list");
  need(layout.shown == 0 || layout.first == at.selected, &at, "another lane");
  if (layout.shown == 0) return;
  const struct lane_layout *lane = &layout.lane[0];
  struct rect rects[] = {list, help, lane->hill, lane->word, lane->loss};
  for (int i = 2; i < 5; i++) {
    need(!shown(rects[i]) || within(rects[i], layout.lanes), &at, "outside the lane");
    for (int k = 0; k < i; k++) need(!shown(rects[i]) || !overlap(rects[i], rects[k]), &at, "two overlap");
  }
  need(lane->hill.h >= 4 && lane->hill.w >= 18 && shown(lane->word), &at, "no hill or word");
}

START_TEST(parameters_have_their_place) {
  for (int cols = 20; cols <= 300; cols += cols < 130 ? 1 : 17)
    for (int rows = 6; rows <= 100; rows += rows < 60 ? 1 : 9)
      for (int selected = 0; selected < 3; selected++)
        check_parameters((struct looked_at){cols, rows, 3, selected, 3, 0});
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("layout");
  TCase *tests = tcase_create("layout");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, everything_has_its_place);
  tcase_add_test(tests, parameters_have_their_place);
  tcase_add_test(tests, every_detail_and_extra);
  tcase_add_test(tests, a_classroom_sees_the_hill);
  tcase_add_test(tests, more_room_shows_more);
  tcase_add_test(tests, a_level_shows_what_it_says);
  tcase_add_test(tests, scrolling_is_lazy);
  tcase_add_test(tests, no_size_is_too_strange);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

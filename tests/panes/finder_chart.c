/* SPDX-License-Identifier: MIT
 *
 * The chart of losses over the rate: it stays inside its rectangle whatever the losses are, and shows what it should.
 */
#include "panes/finder_chart.h"

#include "frame/writers.h"

#include <check.h>
#include <math.h>
#include <string.h>

enum { COLS = 90, ROWS = 30, POINTS = 40 };

static struct chart_point points[POINTS];

static struct chart_point take(const void *from, int index) { return ((const struct chart_point *)from)[index]; }

static struct frame frame;
static struct finder_chart chart;

/* Rates 1e-4 to 1, losses falling from 10 to 1, and somewhat lower balls. */
static void setup(void) {
  ck_assert(frame_init(&frame, COLS, ROWS));
  frame.colors = COLOR_NONE;
  frame_clear(&frame);
  for (int i = 0; i < POINTS; i++) {
    double share = i / (POINTS - 1.0);
    points[i] = (struct chart_point){pow(10, -4 + 4 * share), 10 - 9 * share, 8 - 8 * share};
  }
  chart = (struct finder_chart){.point = take,
                                .from = points,
                                .count = POINTS,
                                .shown = POINTS,
                                .low = 1e-4,
                                .high = 1,
                                .limit = 0.1,
                                .ended = false};
}

static void teardown(void) { frame_free(&frame); }

static uint32_t glyph(int x, int y) { return frame.cells[(size_t)y * COLS + (size_t)x].glyph; }

static int count_glyph(uint32_t which) {
  int count = 0;
  for (int i = 0; i < COLS * ROWS; i++) count += frame.cells[i].glyph == which;
  return count;
}

static void find_glyph(uint32_t which, int *x, int *y) {
  for (int i = 0; i < COLS * ROWS; i++)
    if (frame.cells[i].glyph == which) {
      *x = i % COLS;
      *y = i / COLS;
      return;
    }
  ck_abort_msg("there is no '%c'", (int)which);
}

static bool blank_outside(struct rect rect) {
  for (int y = 0; y < ROWS; y++)
    for (int x = 0; x < COLS; x++) {
      bool inside = x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
      if (!inside && glyph(x, y) != ' ') return false;
    }
  return true;
}

static void spoil(int how) {
  static const double strange[] = {NAN, INFINITY, -INFINITY, 1e308, -1e308, 0, 1e-320};
  for (int i = 0; i < POINTS; i++) {
    if (how == 1) points[i].ball = points[i].curve = 7;
    if (how == 2 && i > 5) points[i].ball = points[i].curve = strange[i % 7];
    if (how == 3) points[i].ball = points[i].curve = NAN;
    if (how == 4) points[i].ball = strange[(i + 3) % 7];
    if (how == 5) points[i].curve = points[i].ball = i * i; /* it only rises */
  }
}

static void draw_at(struct rect rect, bool possible) {
  for (int glyphs = 0; glyphs < GLYPHS_COUNT; glyphs++) {
    frame.glyphs = (enum look_glyphs)glyphs;
    frame_clear(&frame);
    bool drawn = finder_chart_draw(&frame, rect, &chart);
    ck_assert_msg(blank_outside(rect), "%dx%d", rect.w, rect.h);
    if (!drawn) ck_assert(blank_outside((struct rect){0, 0, 0, 0}));
    if (rect.w > 20 && rect.h > 10) ck_assert(drawn == possible);
  }
}

/* Letters upon letters included. */
START_TEST(it_stays_inside) {
  spoil(_i);
  for (int i = 0; i < CHART_MARKS; i++)
    chart.mark[chart.marks++] = (struct chart_mark){pow(10, i < 5 ? -1.7 : -4), (char)('A' + i)};
  for (int w = 0; w <= 80; w += w < 20 ? 1 : 7)
    for (int h = 0; h <= 24; h++) {
      chart.ended = h % 2;
      draw_at((struct rect){3, 2, w, h}, _i != 3);
    }
}
END_TEST

START_TEST(one_point_and_none) {
  chart.count = chart.shown = _i;
  draw_at((struct rect){3, 2, 76, 18}, _i > 0);
}
END_TEST

/* Balls lie on the rows of their losses, letters on the curve, the limit in its column down to the axis. */
START_TEST(things_are_where_they_belong) {
  int x, y, left, top;
  frame.glyphs = GLYPHS_ASCII;
  chart.mark[chart.marks++] = (struct chart_mark){1e-4, 'V'};
  chart.mark[chart.marks++] = (struct chart_mark){1, 'M'};
  ck_assert(finder_chart_draw(&frame, (struct rect){0, 0, 80, 20}, &chart));
  find_glyph('V', &left, &top);
  ck_assert_int_eq(left, 9);
  ck_assert_int_eq(top, 0);
  find_glyph('M', &x, &y);
  ck_assert_int_eq(x, 79);
  ck_assert_int_eq(y, 16); /* 1 of 0 to 10, on 18 rows */
  find_glyph('L', &x, &y);
  ck_assert_int_eq(y, 18);
  ck_assert_int_eq(x, 9 + 71 * 3 / 4);
  ck_assert_int_eq(glyph(x, 15), ':');
  ck_assert_int_gt(count_glyph('o'), POINTS / 2);
  ck_assert_int_eq(count_glyph('^'), 0);
}
END_TEST

START_TEST(letters_on_one_place_stand_in_a_column) {
  int x[3], y[3];
  for (int i = 0; i < 3; i++) chart.mark[chart.marks++] = (struct chart_mark){0.01, (char)('A' + i)};
  ck_assert(finder_chart_draw(&frame, (struct rect){0, 0, 80, 20}, &chart));
  for (int i = 0; i < 3; i++) find_glyph((uint32_t)('A' + i), &x[i], &y[i]);
  ck_assert(x[0] == x[1] && x[1] == x[2]);
  ck_assert(y[0] != y[1] && y[1] != y[2] && y[0] != y[2]);
}
END_TEST

/* What is higher than the axis is marked, and the last point where it went wrong. */
START_TEST(explosions_are_marked_at_the_top) {
  int x, y;
  points[37].ball = 1e9;
  points[38].ball = INFINITY;
  points[39] = (struct chart_point){1, NAN, NAN};
  chart.ended = true;
  ck_assert(finder_chart_draw(&frame, (struct rect){0, 0, 80, 20}, &chart));
  ck_assert_int_eq(count_glyph('^'), 2);
  find_glyph('X', &x, &y);
  ck_assert_int_eq(x, 79);
  ck_assert_int_eq(y, 0);
}
END_TEST

START_TEST(numbers_stand_at_the_axes) {
  struct text text = {0};
  ck_assert(finder_chart_draw(&frame, (struct rect){0, 0, 80, 20}, &chart));
  frame_write_text(&frame, &text);
  static const char *const numbers[] = {"0.0001", "0.001", "0.01", "0.1", "     10 ", "      0 "};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    ck_assert_msg(strstr(text_string(&text), numbers[i]) != NULL, "%s in\n%s", numbers[i], text_string(&text));
  text_free(&text);
}
END_TEST

/* A short range has no powers of ten to speak of. */
START_TEST(a_narrow_range_has_ticks) {
  struct text text = {0};
  chart.low = 0.003;
  chart.high = 0.04;
  chart.count = chart.shown = 1;
  points[0].rate = 0.01;
  ck_assert(finder_chart_draw(&frame, (struct rect){0, 0, 80, 20}, &chart));
  frame_write_text(&frame, &text);
  ck_assert_ptr_nonnull(strstr(text_string(&text), "0.005"));
  ck_assert_ptr_nonnull(strstr(text_string(&text), "0.02"));
  text_clear(&text);
  chart.low = 0.1;
  chart.high = 0.11;
  points[0].rate = 0.1;
  frame_clear(&frame);
  ck_assert(finder_chart_draw(&frame, (struct rect){0, 0, 80, 20}, &chart));
  frame_write_text(&frame, &text);
  ck_assert_ptr_nonnull(strstr(text_string(&text), "0.105"));
  text_free(&text);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("finder_chart");
  TCase *c = tcase_create("finder_chart");
  tcase_add_checked_fixture(c, setup, teardown);
  tcase_set_timeout(c, 60);
  tcase_add_loop_test(c, it_stays_inside, 0, 6);
  tcase_add_loop_test(c, one_point_and_none, 0, 2);
  tcase_add_test(c, things_are_where_they_belong);
  tcase_add_test(c, letters_on_one_place_stand_in_a_column);
  tcase_add_test(c, explosions_are_marked_at_the_top);
  tcase_add_test(c, numbers_stand_at_the_axes);
  tcase_add_test(c, a_narrow_range_has_ticks);
  suite_add_tcase(s, c);
  return s;
}

#include "check_main.h"

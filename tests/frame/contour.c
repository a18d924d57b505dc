/* SPDX-License-Identifier: MIT
 *
 * Contour lines lie where the level is passed, without a gap, and nowhere else; NaN and infinity included. */
#include "scene.h"

#include <math.h>
#include <stdlib.h>

enum { W = 24, H = 12, ACROSS = 24, DOWN = 24 };

struct sheet {
  struct frame frame;
  struct canvas canvas;
  double value[ACROSS * DOWN];
};

static void open_sheet(struct sheet *sheet, double (*f)(double x, double y)) {
  frame_init(&sheet->frame, W, H);
  ck_assert(canvas_begin(&sheet->canvas, &sheet->frame, (struct rect){0, 0, W, H}));
  for (int y = 0; y < DOWN; y++)
    for (int x = 0; x < ACROSS; x++)
      sheet->value[y * ACROSS + x] = f((x + 0.5) * W / ACROSS - W / 2.0, 2 * ((y + 0.5) * H / DOWN - H / 2.0));
}

static void close_sheet(struct sheet *sheet) {
  canvas_end(&sheet->canvas);
  frame_free(&sheet->frame);
}

static void draw(struct sheet *sheet, double level) {
  const struct grid grid = {ACROSS, DOWN, sheet->value};
  canvas_contour(&sheet->canvas, &grid, level, 32);
}

static bool lit(const struct canvas *canvas, int x, int y) {
  return canvas->dots[y / 4 * W + x / 2] >> (y % 4 * 2 + x % 2) & 1;
}

static int count_lit(const struct canvas *canvas) {
  int count = 0;
  for (int i = 0; i < 2 * W * 4 * H; i++) count += lit(canvas, i % (2 * W), i / (2 * W));
  return count;
}

/* Columns and half rows from the middle: as the eye sees them. */
static double bowl(double x, double y) { return x * x + y * y; }
static double hole(double x, double y) { return x < 0 ? (double)NAN : bowl(x, y); }
static double nowhere(double x, double y) { return x + y > 1e9 ? 0 : (double)NAN; }
static double wall(double x, double y) { return fabs(x + y) < 6 ? 1 : HUGE_VAL; }
static double flat(double x, double y) { return 0 * x * y + 7; }

/* Can one get from the middle to the edge without crossing a dot, corners not passed? */
static bool leaks(const struct canvas *canvas, bool *seen, int x, int y) {
  if (x < 0 || y < 0 || x >= 2 * W || y >= 4 * H) return true;
  if (seen[y * 2 * W + x] || lit(canvas, x, y)) return false;
  seen[y * 2 * W + x] = true;
  return leaks(canvas, seen, x + 1, y) || leaks(canvas, seen, x - 1, y) || leaks(canvas, seen, x, y + 1) ||
         leaks(canvas, seen, x, y - 1);
}

START_TEST(a_ring_is_round_and_closed) {
  for (int radius = 3; radius < 11; radius++) {
    struct sheet sheet;
    open_sheet(&sheet, bowl);
    draw(&sheet, radius * radius);
    for (int y = 0; y < 4 * H; y++)
      for (int x = 0; x < 2 * W; x++) {
        double far = hypot((x + 0.5) / 2 - W / 2.0, (y + 0.5) / 2 - H);
        if (lit(&sheet.canvas, x, y)) ck_assert_msg(fabs(far - radius) < 0.7, "a dot %g away at %d", far, radius);
      }
    bool *seen = calloc(2 * W * 4 * H, sizeof *seen);
    ck_assert_msg(!leaks(&sheet.canvas, seen, W, 2 * H), "the ring of %d is open", radius);
    free(seen);
    close_sheet(&sheet);
  }
}
END_TEST

/* Four corners, two high and two low: the lines part the two that are further from the level, and leave the way between
 * the others free. */
START_TEST(a_saddle_has_two_lines) {
  static const double corners[] = {1, -1, -1, 1};
  const struct grid grid = {2, 2, corners};
  for (int sign = -1; sign <= 1; sign += 2) {
    struct sheet sheet;
    open_sheet(&sheet, flat);
    canvas_contour(&sheet.canvas, &grid, 0.2 * sign, 32);
    ck_assert_int_gt(count_lit(&sheet.canvas), W / 2);
    for (int i = 0; i + 1 < 2 * W; i++) { /* two dots wide: diagonals may pass through each other */
      int free = sign > 0 ? 2 * W - 1 - i : i;
      bool crossed = lit(&sheet.canvas, free, i) || lit(&sheet.canvas, free, i + 1);
      ck_assert_msg(!crossed, "%g: a dot at %d,%d", 0.2 * sign, free, i);
    }
    close_sheet(&sheet);
  }
}
END_TEST

START_TEST(nothing_where_there_is_nothing) {
  struct sheet sheet;
  open_sheet(&sheet, flat);
  draw(&sheet, 7);
  draw(&sheet, 6);
  draw(&sheet, (double)NAN);
  ck_assert_int_eq(count_lit(&sheet.canvas), 0);
  close_sheet(&sheet);
  open_sheet(&sheet, nowhere);
  draw(&sheet, 0);
  ck_assert_int_eq(count_lit(&sheet.canvas), 0);
  close_sheet(&sheet);
}
END_TEST

START_TEST(a_line_ends_where_there_is_no_number) {
  struct sheet sheet;
  open_sheet(&sheet, hole);
  draw(&sheet, 64);
  ck_assert_int_gt(count_lit(&sheet.canvas), 20);
  for (int y = 0; y < 4 * H; y++)
    for (int x = 0; x < W; x++) ck_assert(!lit(&sheet.canvas, x, y));
  int along = 0; /* the edge itself is no line */
  for (int y = 0; y < 4 * H; y++) along += lit(&sheet.canvas, W, y);
  ck_assert_int_le(along, 4);
  close_sheet(&sheet);
}
END_TEST

START_TEST(infinity_is_high) {
  struct sheet sheet;
  open_sheet(&sheet, wall);
  draw(&sheet, 5);
  int count = count_lit(&sheet.canvas);
  ck_assert_int_gt(count, 40);
  ck_assert_int_lt(count, 400);
  close_sheet(&sheet);
}
END_TEST

/* On a heatmap a line is put onto one of its cell's colours, black or white if it has none of its own. */
START_TEST(lines_on_heat_are_readable) {
  struct frame frame;
  struct canvas canvas;
  frame_init(&frame, 2, 1);
  for (int level = 0; level < 8; level++) {
    const unsigned char levels[] = {(unsigned char)(7 - level), 0, (unsigned char)level, 255};
    frame_clear(&frame);
    canvas_heat(&frame, (struct rect){0, 0, 2, 1}, levels);
    ck_assert(canvas_begin(&canvas, &frame, (struct rect){0, 0, 2, 1}));
    canvas_line(&canvas, 0, 0.5, 1, 0.5, FRAME_DEFAULT);
    canvas_end_on_heat(&canvas);
    int color = frame_color(&frame, (enum role)(ROLE_HEAT + level));
    ck_assert_int_eq(cell_at(&frame, 0, 0)->bg, color);
    ck_assert_int_eq(cell_at(&frame, 0, 0)->fg, frame_contrast(color));
    ck_assert_uint_ge(cell_at(&frame, 0, 0)->glyph, 0x2800);
  }
  frame_free(&frame);
}
END_TEST

/* The digits of a bowl: every border is there, in its cells' own level, and the inside is blank. */
START_TEST(digits_draw_the_borders) {
  static const unsigned char levels[] = {3, 3, 3, 3, 3, 1, 1, 3, 3, 0, 0, 3, 3, 0, 0, 3, 3, 3, 3, 3};
  struct frame frame;
  frame_init(&frame, 4, 3);
  frame.glyphs = GLYPHS_ASCII;
  frame.colors = COLOR_NONE;
  frame_clear(&frame);
  canvas_heat_digits(&frame, (struct rect){0, 0, 4, 2}, levels);
  static const char *const rows[] = {"3223", "3  3"};
  for (int y = 0; y < 2; y++)
    for (int x = 0; x < 4; x++) ck_assert_int_eq((int)cell_at(&frame, x, y)->glyph, rows[y][x]);
  frame_free(&frame);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("frame/contour");
  TCase *tests = tcase_create("contour");
  tcase_add_test(tests, a_ring_is_round_and_closed);
  tcase_add_test(tests, a_saddle_has_two_lines);
  tcase_add_test(tests, nothing_where_there_is_nothing);
  tcase_add_test(tests, a_line_ends_where_there_is_no_number);
  tcase_add_test(tests, infinity_is_high);
  tcase_add_test(tests, lines_on_heat_are_readable);
  tcase_add_test(tests, digits_draw_the_borders);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

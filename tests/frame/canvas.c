/* SPDX-License-Identifier: MIT
 *
 * Lines are joined and clipped, whatever their ends; each glyph set draws what it should; heat in half blocks. */
#include "scene.h"

#include <stdlib.h>
#include <string.h>

struct sheet {
  struct frame frame;
  struct canvas canvas;
};

static void open_sheet(struct sheet *sheet, int w, int h, enum look_glyphs glyphs) {
  frame_init(&sheet->frame, w, h);
  sheet->frame.glyphs = glyphs;
  frame_clear(&sheet->frame);
  ck_assert(canvas_begin(&sheet->canvas, &sheet->frame, (struct rect){0, 0, w, h}));
}

/* The frame as lines of text; the caller frees. */
static char *finish(struct sheet *sheet) {
  struct text text = {0};
  canvas_end(&sheet->canvas);
  for (int y = 0; y < sheet->frame.rows; y++) {
    for (int x = 0; x < sheet->frame.cols; x++) text_char(&text, cell_at(&sheet->frame, x, y)->glyph);
    text_add(&text, "\n");
  }
  frame_free(&sheet->frame);
  return text.data;
}

static bool lit(const struct canvas *canvas, int x, int y) {
  int cell = y / canvas->dots_y * canvas->rect.w + x / canvas->dots_x;
  return canvas->dots[cell] >> (y % canvas->dots_y * 2 + x % canvas->dots_x) & 1;
}

/* How many pieces the dots fall into, corners touching; recursion over at most 24*24*8 dots. */
static void flood(const struct canvas *canvas, bool *seen, int x, int y) {
  int w = canvas->rect.w * canvas->dots_x, h = canvas->rect.h * canvas->dots_y;
  if (x < 0 || y < 0 || x >= w || y >= h || seen[y * w + x] || !lit(canvas, x, y)) return;
  seen[y * w + x] = true;
  for (int i = 0; i < 9; i++) flood(canvas, seen, x + i % 3 - 1, y + i / 3 - 1);
}

static int pieces(const struct canvas *canvas) {
  int w = canvas->rect.w * canvas->dots_x, h = canvas->rect.h * canvas->dots_y, count = 0;
  bool *seen = calloc((size_t)(w * h), 1);
  for (int i = 0; i < w * h; i++)
    if (!seen[i] && lit(canvas, i % w, i / w)) {
      flood(canvas, seen, i % w, i / w);
      count++;
    }
  free(seen);
  return count;
}

START_TEST(lines_have_no_gap) {
  uint64_t seed = 21;
  for (int round = 0; round < 5000; round++) {
    struct sheet sheet;
    open_sheet(&sheet, 20, 10, round % 2 ? GLYPHS_BRAILLE : GLYPHS_BLOCK);
    double x0 = dice_real(&seed, -30, 50), y0 = dice_real(&seed, -20, 30);
    double x1 = dice_real(&seed, -30, 50), y1 = dice_real(&seed, -20, 30);
    canvas_line(&sheet.canvas, x0, y0, x1, y1, 32);
    if (pieces(&sheet.canvas) > 1) ck_abort_msg("(%g, %g) to (%g, %g)", x0, y0, x1, y1);
    free(finish(&sheet));
  }
}
END_TEST

START_TEST(steep_curves_have_no_gap) {
  for (int glyphs = GLYPHS_BRAILLE; glyphs <= GLYPHS_BLOCK; glyphs++)
    for (double power = 1; power < 64; power *= 2) {
      struct sheet sheet;
      double x[60], y[60];
      open_sheet(&sheet, 20, 10, (enum look_glyphs)glyphs);
      for (int i = 0; i < 60; i++) {
        x[i] = i / 59.0 * 20;
        y[i] = 10 * (1 - pow(fabs(x[i] / 10 - 1), power));
      }
      canvas_curve(&sheet.canvas, x, y, 60, 32);
      ck_assert_msg(pieces(&sheet.canvas) == 1, "power %g: %d pieces", power, pieces(&sheet.canvas));
      free(finish(&sheet));
    }
}
END_TEST

/* Cells of an ASCII curve touch at least at corners. */
START_TEST(ascii_curves_have_no_gap) {
  for (double power = 1; power < 64; power *= 2) {
    struct sheet sheet;
    double x[400], y[400];
    open_sheet(&sheet, 20, 10, GLYPHS_ASCII);
    for (int i = 0; i < 400; i++) {
      x[i] = i / 399.0 * 20;
      y[i] = 10 * (1 - pow(fabs(x[i] / 10 - 1), power));
    }
    canvas_curve(&sheet.canvas, x, y, 400, 32);
    sheet.canvas.dots_x = sheet.canvas.dots_y = 1; /* one dot a cell */
    for (int i = 0; i < 200; i++) sheet.canvas.dots[i] = sheet.canvas.dots[i] != 0;
    ck_assert_msg(pieces(&sheet.canvas) == 1, "power %g: %d pieces", power, pieces(&sheet.canvas));
    free(finish(&sheet));
  }
}
END_TEST

START_TEST(a_parabola_in_ascii) {
  struct sheet sheet;
  double x[100], y[100];
  open_sheet(&sheet, 18, 8, GLYPHS_ASCII);
  for (int i = 0; i < 100; i++) {
    double u = i / 99.0 * 2 - 1;
    x[i] = (u + 1) * 9;
    y[i] = 8 - u * u * 8;
  }
  canvas_curve(&sheet.canvas, x, y, 100, 32);
  char *art = finish(&sheet);
  ck_assert_str_eq(art, "\\                /\n"
                        "\\                /\n"
                        " \\              / \n"
                        "  \\            /  \n"
                        "   \\          /   \n"
                        "   \\\\        //   \n"
                        "     \\      /     \n"
                        "      -.__.-      \n");
  free(art);
}
END_TEST

static char *one_line(enum look_glyphs glyphs, double x0, double y0, double x1, double y1) {
  struct sheet sheet;
  open_sheet(&sheet, 8, 4, glyphs);
  canvas_line(&sheet.canvas, x0, y0, x1, y1, 32);
  return finish(&sheet);
}

static void check_same(const double a[4], const double b[4]) {
  for (int glyphs = 0; glyphs < GLYPHS_COUNT; glyphs++) {
    char *first = one_line((enum look_glyphs)glyphs, a[0], a[1], a[2], a[3]);
    char *second = one_line((enum look_glyphs)glyphs, b[0], b[1], b[2], b[3]);
    ck_assert_str_eq(first, second);
    free(first);
    free(second);
  }
}

START_TEST(far_ends_are_clipped_where_the_line_leaves) {
  check_same((const double[]){-1e300, 1.5, 1e300, 1.5}, (const double[]){0, 1.5, 8, 1.5});
  check_same((const double[]){-1e6, -0.5e6, 1e6, 0.5e6}, (const double[]){0, 0, 8, 4});
  check_same((const double[]){3.3, 2, 3.3, (double)INFINITY}, (const double[]){3.3, 2, 3.3, 4});
  check_same((const double[]){3.3, 2, 3.3, -(double)INFINITY}, (const double[]){3.3, 2, 3.3, 0});
  check_same((const double[]){(double)INFINITY, 1, 2, 1}, (const double[]){2, 1, 8, 1});
  check_same((const double[]){1, 1, 1 + 3e100, 1 + 1e100}, (const double[]){1, 1, 8, 1 + 7.0 / 3});
  check_same((const double[]){(double)NAN, 1, 2, 1}, (const double[]){9, 9, 9, 9});
  check_same((const double[]){1, 1, 2, (double)NAN}, (const double[]){9, 9, 9, 9});
}
END_TEST

START_TEST(both_ways_are_one_line) {
  uint64_t seed = 22;
  for (int i = 0; i < 2000; i++) {
    double a = dice_real(&seed, -3, 12), b = dice_real(&seed, -3, 8), c = dice_real(&seed, -3, 12);
    check_same((const double[]){a, b, c, b}, (const double[]){c, b, a, b});
    check_same((const double[]){a, b, a, c}, (const double[]){a, c, a, b});
  }
}
END_TEST

START_TEST(a_nan_breaks_a_curve) {
  struct sheet sheet;
  open_sheet(&sheet, 9, 1, GLYPHS_BRAILLE);
  canvas_curve(&sheet.canvas, (const double[]){0, 2, 4, 6, 9}, (const double[]){0.5, 0.5, (double)NAN, 0.5, 0.5}, 5,
               32);
  for (int x = 0; x < 18; x++) ck_assert_int_eq(lit(&sheet.canvas, x, 2), x <= 4 || x >= 12);
  free(finish(&sheet));
}
END_TEST

START_TEST(the_far_edges_are_the_last_dots) {
  struct sheet sheet;
  open_sheet(&sheet, 3, 2, GLYPHS_BRAILLE);
  canvas_dot(&sheet.canvas, 3, 2, 32);
  canvas_dot(&sheet.canvas, 0, 0, 32);
  canvas_dot(&sheet.canvas, 3.001, 1, 32);
  canvas_dot(&sheet.canvas, -0.001, 1, 32);
  char *art = finish(&sheet);
  ck_assert_str_eq(art, "⠁  \n  ⢀\n");
  free(art);
}
END_TEST

START_TEST(dashes_stand_still) {
  for (int end = 4; end <= 20; end++) {
    struct sheet sheet;
    open_sheet(&sheet, 20, 1, GLYPHS_BRAILLE);
    canvas_dashes(&sheet.canvas, end / 7.0, 0.5, end, 0.5, 32, 3);
    for (int x = (int)ceil(end / 3.5); x < 2 * end; x++) ck_assert_int_eq(lit(&sheet.canvas, x, 2), x % 3 == 0);
    free(finish(&sheet));
  }
}
END_TEST

START_TEST(every_glyph_is_one_column) {
  uint64_t seed = 23;
  struct frame frame;
  frame_init(&frame, 24, 12);
  for (int round = 0; round < 3000; round++) {
    choose_look(&frame, &seed);
    frame_clear(&frame);
    scribble_canvas(&frame, &seed);
    scribble_heat(&frame, &seed);
    for (int i = 0; i < 24 * 12; i++) {
      uint32_t glyph = frame.cells[i].glyph;
      if (text_codepoint_width(glyph) != 1) ck_abort_msg("U+%04X", glyph);
      if (frame.glyphs == GLYPHS_ASCII && glyph >= 0x7F) ck_abort_msg("U+%04X in ASCII", glyph);
      if (frame.glyphs == GLYPHS_BLOCK && glyph >= 0x2800 && glyph <= 0x28FF) ck_abort_msg("braille among blocks");
    }
  }
  frame_free(&frame);
}
END_TEST

START_TEST(a_canvas_without_room_draws_nothing) {
  struct frame frame;
  frame_init(&frame, 4, 4);
  static const struct rect none[] = {{0, 0, 0, 4}, {0, 0, 4, 0}, {1, 1, -3, 2}};
  for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
    struct canvas canvas;
    ck_assert(canvas_begin(&canvas, &frame, none[i]));
    canvas_line(&canvas, 0, 0, 4, 4, 32);
    canvas_dot(&canvas, 0, 0, 32);
    canvas_end(&canvas);
  }
  struct canvas canvas;
  ck_assert(!canvas_begin(&canvas, &frame, (struct rect){0, 0, 1 << 20, 1 << 20}));
  canvas_line(&canvas, 0, 0, 4, 4, 32);
  canvas_end(&canvas);
  for (int i = 0; i < 16; i++) ck_assert_uint_eq(frame.cells[i].glyph, ' ');
  frame_free(&frame);
}
END_TEST

START_TEST(curves_keep_the_background) {
  struct sheet sheet;
  open_sheet(&sheet, 4, 1, GLYPHS_BRAILLE);
  frame_fill(&sheet.frame, sheet.frame.clip, ' ', FRAME_DEFAULT, 55, 0);
  canvas_line(&sheet.canvas, 0, 0.5, 4, 0.5, 231);
  canvas_end(&sheet.canvas);
  ck_assert_int_eq(cell_at(&sheet.frame, 1, 0)->fg, 231);
  ck_assert_int_eq(cell_at(&sheet.frame, 1, 0)->bg, 55);
  frame_free(&sheet.frame);
}
END_TEST

static struct cell heat_of(unsigned char upper, unsigned char lower, enum look_glyphs glyphs, enum look_colors colors) {
  struct frame frame;
  frame_init(&frame, 1, 1);
  frame.glyphs = glyphs;
  frame.colors = colors;
  frame_clear(&frame);
  canvas_heat(&frame, (struct rect){0, 0, 1, 1}, (const unsigned char[]){upper, lower});
  struct cell cell = frame.cells[0];
  frame_free(&frame);
  return cell;
}

START_TEST(heat_has_two_exact_colours_a_cell) {
  struct frame look = {.colors = COLOR_256};
  for (int upper = 0; upper < 8; upper++)
    for (int lower = 0; lower < 8; lower++) {
      struct cell cell = heat_of((unsigned char)upper, (unsigned char)lower, GLYPHS_BRAILLE, COLOR_256);
      ck_assert_int_eq(cell.bg, frame_color(&look, (enum role)(ROLE_HEAT + lower)));
      ck_assert_uint_eq(cell.glyph, upper == lower ? ' ' : 0x2580);
      if (upper != lower) ck_assert_int_eq(cell.fg, frame_color(&look, (enum role)(ROLE_HEAT + upper)));
    }
  struct cell above = heat_of(255, 3, GLYPHS_BLOCK, COLOR_256), below = heat_of(3, 255, GLYPHS_BLOCK, COLOR_256);
  ck_assert_uint_eq(above.glyph, 0x2584);
  ck_assert_uint_eq(below.glyph, 0x2580);
  ck_assert_int_eq(above.bg, FRAME_DEFAULT);
  ck_assert_int_eq(below.bg, FRAME_DEFAULT);
  ck_assert_int_eq(above.fg, below.fg);
  ck_assert_int_eq(heat_of(255, 255, GLYPHS_BRAILLE, COLOR_256).bg, FRAME_DEFAULT);
}
END_TEST

START_TEST(heat_without_colour_is_a_ramp) {
  char ramp[9] = "";
  for (unsigned char level = 0; level < 8; level++)
    ramp[level] = (char)heat_of(level, level, GLYPHS_BRAILLE, COLOR_NONE).glyph;
  ck_assert_str_eq(ramp, " .:-+*#@");
  ck_assert_uint_eq(heat_of(255, 7, GLYPHS_ASCII, COLOR_NONE).glyph, '@');
  ck_assert_uint_eq(heat_of(255, 255, GLYPHS_ASCII, COLOR_NONE).glyph, ' ');
  ck_assert_uint_eq(heat_of(2, 4, GLYPHS_ASCII, COLOR_256).glyph, ' ');
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("frame/canvas");
  TCase *tc = tcase_create("canvas");
  tcase_add_test(tc, lines_have_no_gap);
  tcase_add_test(tc, steep_curves_have_no_gap);
  tcase_add_test(tc, ascii_curves_have_no_gap);
  tcase_add_test(tc, a_parabola_in_ascii);
  tcase_add_test(tc, far_ends_are_clipped_where_the_line_leaves);
  tcase_add_test(tc, both_ways_are_one_line);
  tcase_add_test(tc, a_nan_breaks_a_curve);
  tcase_add_test(tc, the_far_edges_are_the_last_dots);
  tcase_add_test(tc, dashes_stand_still);
  tcase_add_test(tc, every_glyph_is_one_column);
  tcase_add_test(tc, a_canvas_without_room_draws_nothing);
  tcase_add_test(tc, curves_keep_the_background);
  tcase_add_test(tc, heat_has_two_exact_colours_a_cell);
  tcase_add_test(tc, heat_without_colour_is_a_ramp);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

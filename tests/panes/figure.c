/* SPDX-License-Identifier: MIT
 *
 * Plots in characters: inside their rectangle whatever the numbers are, and with everything that was asked for. */
#include "panes/figure.h"

#include "frame/writers.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLS = 100, ROWS = 40, POINTS = 41, CURVES = 2 };

static double x[POINTS], y[CURVES][POINTS];
static struct plot_curve curves[CURVES];
static struct plot_mark marks[2];
static struct plot_band bands[3];
static struct plot_panel panels[2];
static struct plot plot;
static struct frame frame;

/* Up and down again, and a line down; in the second panel the second curve alone. */
static void setup(void) {
  ck_assert(frame_init(&frame, COLS, ROWS));
  frame.colors = COLOR_NONE;
  frame_clear(&frame);
  for (int i = 0; i < POINTS; i++) {
    x[i] = i;
    y[0][i] = i < 10 ? i / 10.0 : 1 - (i - 10) / 30.0;
    y[1][i] = 1 - i / 40.0;
  }
  curves[0] = (struct plot_curve){.label = "hat", .role = ROLE_LANE, .x = x, .y = y[0], .count = POINTS, .letter = 'A'};
  curves[1] = curves[0];
  curves[1].label = "line";
  curves[1].y = y[1];
  curves[1].letter = 'B';
  marks[0] = (struct plot_mark){.x = 10, .label = "top", .key = 'T', .upright = true};
  marks[1] = (struct plot_mark){.x = 40, .label = "end"};
  bands[0] = (struct plot_band){.low = 0.2, .high = 0.5, .label = "low range", .key = 'l'};
  bands[1] = (struct plot_band){.low = 0.4, .high = 7, .label = "high range", .key = 'h'};
  bands[2] = (struct plot_band){.low = 3, .high = 4, .label = "beyond", .key = 'b'};
  panels[0] = (struct plot_panel){
      .title = "rate", .high = 1, .curve = curves, .curves = 2, .mark = marks, .marks = 2, .band = bands, .bands = 3};
  panels[1] =
      (struct plot_panel){.title = "loss", .log = true, .low = 0.01, .high = 1, .curve = curves + 1, .curves = 1};
  plot = (struct plot){.x_title = "step", .x_high = 40, .panel = panels, .panels = 2};
}

static void teardown(void) { frame_free(&frame); }

static bool draw(int w, int h) {
  frame_clear(&frame);
  return figure_draw(&frame, (struct rect){3, 2, w, h}, &plot);
}

static uint32_t glyph(int column, int row) { return frame.cells[(size_t)row * COLS + (size_t)column].glyph; }

static bool blank_outside(int w, int h) {
  for (int row = 0; row < ROWS; row++)
    for (int column = 0; column < COLS; column++) {
      bool inside = column >= 3 && column < 3 + w && row >= 2 && row < 2 + h;
      if (!inside && glyph(column, row) != ' ') return false;
    }
  return true;
}

/* Where these characters stand on the frame, drawn in ASCII; false if they do not. */
static bool find(const char *string, int *column, int *row) {
  for (*row = 0; *row < ROWS; (*row)++)
    for (*column = 0; *column + (int)strlen(string) <= COLS; (*column)++) {
      size_t i = 0;
      while (string[i] && glyph(*column + (int)i, *row) == (unsigned char)string[i]) i++;
      if (!string[i]) return true;
    }
  return false;
}

static void expect(const char *string) {
  int column, row;
  ck_assert_msg(find(string, &column, &row), "'%s' is not there", string);
}

static void spoil(int how) {
  static const double strange[] = {NAN, INFINITY, -INFINITY, 1e308, -1e308, 0, 1e-320, -1};
  for (int i = 0; i < POINTS; i++) {
    if (how == 1) y[0][i] = strange[i % 8];
    if (how == 2) y[0][i] = y[1][i] = strange[i % 3];
    if (how == 3) y[i % 2][i] = 7;
    if (how == 4 && i > 3) y[0][i] = y[1][i] = NAN;
  }
  if (how == 5) curves[0].count = curves[1].count = 1;
  if (how == 6) curves[0].count = curves[1].count = 0;
  if (how == 7) marks[0].x = NAN, marks[1].x = 1e300, bands[0].low = NAN, bands[1].high = INFINITY;
  if (how == 8) curves[0].stairs = curves[1].stairs = true;
  if (how == 9) panels[0].low = 1e300, panels[0].high = 1.5e300;
}

START_TEST(nothing_leaves_the_rectangle) {
  spoil(_i / GLYPHS_COUNT);
  frame.glyphs = (enum look_glyphs)(_i % GLYPHS_COUNT);
  for (int h = 0; h <= ROWS - 2; h += 3)
    for (int w = 0; w <= COLS - 3; w += 7) {
      bool drawn = draw(w, h);
      ck_assert_msg(blank_outside(w, h), "%dx%d", w, h);
      ck_assert_int_eq(drawn, w >= 8 + FIGURE_COLS && h >= 1 + 2 * FIGURE_ROWS);
      struct text text = {0};
      frame_write_text(&frame, &text);
      ck_assert(utf8_is_valid(text_string(&text)));
      text_free(&text);
    }
}
END_TEST

START_TEST(everything_has_its_name) {
  static const char *const words[] = {"rate", "loss", "A hat", "B line",       "^ beyond", "l low range",
                                      "step", " 0 ",  " 40",   "h high range", "0.01",     "top"};
  frame.glyphs = GLYPHS_ASCII;
  ck_assert(draw(COLS - 3, ROWS - 2));
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) expect(words[i]);
}
END_TEST

/* Where there is little room the curves keep it: bars have letters, names go. */
START_TEST(names_give_way_to_curves) {
  int column, row;
  frame.glyphs = GLYPHS_ASCII;
  ck_assert(draw(50, 30));
  ck_assert(!find("low range", &column, &row));
  for (int i = 0; i < 2; i++) {
    int letters = 0;
    for (row = 3; row < 15; row++) letters += glyph(3 + 50 - 2 + i, row) == (uint32_t)(i == 0 ? 'l' : 'h');
    ck_assert_int_eq(letters, 1);
  }
}
END_TEST

/* The peak of the hat is in the uppermost row of the curves, above its mark. */
START_TEST(things_stand_where_they_belong) {
  int column, row, axis;
  frame.glyphs = GLYPHS_ASCII;
  panels[0].bands = 0;
  ck_assert(draw(8 + 81, 30));
  ck_assert(find("T", &column, &axis));
  ck_assert_int_eq(column, 3 + 8 + 20);
  ck_assert_int_eq(axis, 2 + 13);
  ck_assert_int_ne(glyph(column, 3), ' ');
  ck_assert(find("top", &column, &row));
  ck_assert(column == 3 + 8 + 22 || column == 3 + 8 + 16);
  ck_assert_int_le(row, 5);
  ck_assert_int_eq(glyph(3 + 8 + 80, axis), '^');
  /* A line that only falls has something in every column. */
  for (int i = 0; i < 81; i++) {
    int seen = 0;
    for (int k = 3; k < axis; k++) seen += glyph(3 + 8 + i, k) != ' ';
    ck_assert_int_ge(seen, 1);
  }
}
END_TEST

/* Each stands on its own curve, where the other one is not. */
START_TEST(letters_tell_curves_apart) {
  int column, row;
  frame.glyphs = GLYPHS_ASCII;
  panels[0].bands = 0;
  panels[0].title = panels[1].title = "";
  curves[0].label = curves[1].label =
      "a label that is much too long for the line of the title, so that it is not there";
  plot.panels = 1;
  ck_assert(draw(8 + 81, 20));
  for (int i = 0; i < CURVES; i++) {
    ck_assert(find(i == 0 ? "A" : "B", &column, &row));
    double step = (column - 11) / 80.5 * 40, line = 1 - step / 40;
    double hat = step < 10 ? step / 10 : 1 - (step - 10) / 30;
    ck_assert_double_eq_tol(row - 3, (1 - (i == 0 ? hat : line)) * 17, 1.2);
    ck_assert_double_ge(fabs(hat - line) * 17, 2);
  }
  /* What cannot be told apart still has its letters, and what cannot be seen has none. */
  for (int i = 0; i < POINTS; i++) y[1][i] = NAN;
  ck_assert(draw(8 + 81, 20));
  ck_assert(find("A", &column, &row));
  ck_assert(!find("B", &column, &row));
}
END_TEST

START_TEST(a_gap_is_a_gap) {
  frame.glyphs = GLYPHS_ASCII;
  panels[0].bands = panels[0].marks = 0;
  panels[0].curves = plot.panels = 1;
  curves[0].letter = 0;
  for (int i = 0; i < POINTS; i++) y[0][i] = i > 9 && i < 21 ? (double)INFINITY : i == 30 ? (double)NAN : 0.5;
  ck_assert(draw(8 + 81, 20));
  ck_assert_int_eq(glyph(11 + 30, 3), '^'); /* too high for the axis */
  ck_assert_int_eq(glyph(11 + 30, 11), ' ');
  ck_assert_int_eq(glyph(11 + 60, 19), 'x'); /* no number */
  ck_assert_int_ne(glyph(11 + 70, 11), ' ');
}
END_TEST

START_TEST(names_of_bands_never_share_a_line) {
  static struct plot_band many[PLOT_BANDS_MAX];
  struct plot_panel panel = {.high = 1, .band = many, .bands = PLOT_BANDS_MAX};
  int line[PLOT_BANDS_MAX];
  for (int i = 0; i < PLOT_BANDS_MAX; i++) many[i] = (struct plot_band){.low = i % 5 * 0.2, .high = i % 3 * 10};
  for (int lines = 0; lines < 20; lines++) {
    unsigned taken = 0;
    int placed = 0;
    plot_band_lines(&panel, lines, line);
    for (int i = 0; i < PLOT_BANDS_MAX; i++) {
      ck_assert_int_ge(line[i], -1);
      ck_assert_int_lt(line[i], lines > 0 ? lines : 1);
      if (line[i] < 0) continue;
      placed++;
      ck_assert_uint_eq(taken >> line[i] & 1, 0);
      taken |= 1U << line[i];
    }
    ck_assert_int_eq(placed, lines < PLOT_BANDS_MAX ? lines : PLOT_BANDS_MAX);
  }
}
END_TEST

/* Bars that leave each other alone stand in one column, each with its name beside it and without a letter. */
START_TEST(bars_share_a_column_where_they_can) {
  int column, row;
  frame.glyphs = GLYPHS_ASCII;
  bands[1].low = 0.7;
  panels[0].bands_title = "usual for";
  ck_assert(draw(COLS - 3, ROWS - 2));
  expect("| low range");
  expect("| high range");
  expect("^ beyond");
  expect("usual for");
  ck_assert(!find("l low range", &column, &row));
  /* The name of a bar that had to make way has the bar's letter. */
  bands[1].low = 0.99;
  ck_assert(draw(COLS - 3, ROWS - 2));
  expect("h ^ beyond");
  expect("h high range");
}
END_TEST

START_TEST(bars_of_a_column_never_touch) {
  static struct plot_band many[PLOT_BANDS_MAX];
  const struct plot_panel panel = {.high = 1, .band = many, .bands = PLOT_BANDS_MAX};
  int column[PLOT_BANDS_MAX];
  for (int i = 0; i < PLOT_BANDS_MAX; i++)
    many[i] = (struct plot_band){.low = i % 5 * 0.2, .high = i % 5 * 0.2 + i % 3 * 0.1};
  many[7] = (struct plot_band){.low = 3, .high = 4};
  many[8] = (struct plot_band){.low = NAN, .high = NAN};
  for (int lines = 1; lines < 40; lines++) {
    int count = plot_band_columns(&panel, lines, column);
    ck_assert_int_eq(column[7], -1);
    ck_assert_int_eq(column[8], -1);
    for (int i = 0; i < PLOT_BANDS_MAX; i++) {
      ck_assert_int_lt(column[i], count);
      for (int k = 0; k < i; k++) {
        if (column[i] < 0 || column[i] != column[k]) continue;
        bool above = many[i].low > many[k].high;
        double apart = above ? many[i].low - many[k].high : many[k].low - many[i].high;
        ck_assert_double_gt(apart * (lines - 1), 0.99); /* with a line between, up to rounding */
      }
    }
  }
  ck_assert_int_le(plot_band_columns(&panel, 39, column), 4);
}
END_TEST

/* However many marks stand at one step, each letter is there. */
START_TEST(letters_of_marks_stand_side_by_side) {
  static struct plot_mark many[9];
  for (int place = 0; place < 3; place++) {
    for (int i = 0; i < 9; i++)
      many[i] = (struct plot_mark){.x = 20 * place, .label = "", .key = (char)('p' + i), .hollow = i % 2 == 0};
    panels[1].mark = many;
    panels[1].marks = 9;
    frame.glyphs = GLYPHS_ASCII;
    ck_assert(draw(60, 20));
    for (int i = 0; i < 9; i++) {
      bool found = false;
      for (int column = 11; column < 63; column++) found = found || glyph(column, 2 + 18) == (uint32_t)many[i].key;
      ck_assert_msg(found, "%c at %d", many[i].key, place);
    }
  }
}
END_TEST

/* A strip gets half of what is left over by the least that each panel has. */
START_TEST(a_strip_is_lower) {
  int column, loss, rate;
  panels[1].strip = true;
  panels[0].bands = 0;
  for (int h = 1 + 2 * FIGURE_ROWS; h <= ROWS - 2; h++) {
    ck_assert(draw(90, h));
    ck_assert(find("loss", &column, &loss) && find("rate", &column, &rate));
    int upper = loss - rate, lower = 2 + h - 1 - loss;
    ck_assert_int_ge(lower, FIGURE_ROWS);
    ck_assert_int_le(abs(upper - FIGURE_ROWS - 2 * (lower - FIGURE_ROWS)), 2);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("panes/figure");
  TCase *t = tcase_create("figure");
  tcase_add_checked_fixture(t, setup, teardown);
  tcase_add_loop_test(t, nothing_leaves_the_rectangle, 0, 10 * GLYPHS_COUNT);
  tcase_add_test(t, everything_has_its_name);
  tcase_add_test(t, names_give_way_to_curves);
  tcase_add_test(t, things_stand_where_they_belong);
  tcase_add_test(t, letters_tell_curves_apart);
  tcase_add_test(t, a_gap_is_a_gap);
  tcase_add_test(t, letters_of_marks_stand_side_by_side);
  tcase_add_test(t, a_strip_is_lower);
  tcase_add_test(t, names_of_bands_never_share_a_line);
  tcase_add_test(t, bars_share_a_column_where_they_can);
  tcase_add_test(t, bars_of_a_column_never_touch);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * A map's two palettes: each gets darker all the way, and nobody takes one for the other. */
#include "panes/map_colors.h"

#include "frame/writers.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

static double linear(unsigned channel) {
  double v = channel / 255.0;
  return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static void linear_rgb(unsigned rgb, double out[3]) {
  for (int i = 0; i < 3; i++) out[i] = linear(rgb >> (16 - 8 * i) & 0xFF);
}

/* How it is seen without one kind of cones: G. M. Machado et al., A physiologically-based model for simulation of color
 * vision deficiency, 2009, severity 1; the first row is normal vision. */
static const double vision[][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
};
enum { VISIONS = sizeof vision / sizeof *vision };

/* CIE 1976 L* a* b*, white point D65. */
static void lab_of(unsigned rgb, const double seen[3][3], double lab[3]) {
  static const double xyz[3][3] = {{0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}};
  static const double white[3] = {0.9505, 1, 1.089};
  double in[3], is[3] = {0, 0, 0}, f[3];
  linear_rgb(rgb, in);
  for (int i = 0; i < 3; i++) {
    for (int k = 0; k < 3; k++) is[i] += seen[i][k] * in[k];
    is[i] = fmin(fmax(is[i], 0), 1);
  }
  for (int i = 0; i < 3; i++) {
    double t = (xyz[i][0] * is[0] + xyz[i][1] * is[1] + xyz[i][2] * is[2]) / white[i];
    f[i] = t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  }
  lab[0] = 116 * f[1] - 16;
  lab[1] = 500 * (f[0] - f[1]);
  lab[2] = 200 * (f[1] - f[2]);
}

static double difference(const double a[3], const double b[3]) {
  return hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
}

/* Even steps: a tenth of the cells is a tenth of the way from light to dark, within a factor of two. */
START_TEST(palettes_get_darker_evenly) {
  for (int side = -1; side <= 1; side += 2) {
    double before[3], here[3];
    lab_of(map_color(side * 1e-9), vision[_i], before);
    ck_assert_double_gt(before[0], 85);
    for (int k = 1; k <= 10; k++) {
      lab_of(map_color(side * k / 10.0), vision[_i], here);
      double step = before[0] - here[0];
      ck_assert_msg(step > 3.5 && step < 14, "side %d, step %d: %g", side, k, step);
      before[0] = here[0];
    }
    ck_assert_double_lt(before[0], 30);
  }
}
END_TEST

/* Any colour of one side from every colour of the other: a difference of 2.3 can just be noticed. */
START_TEST(the_sides_cannot_be_mixed_up) {
  for (int a = 0; a <= 20; a++)
    for (int b = 0; b <= 20; b++) {
      double blue[3], orange[3];
      lab_of(map_color(-(a + 1e-3) / 21), vision[_i], blue);
      lab_of(map_color((b + 1e-3) / 21), vision[_i], orange);
      ck_assert_msg(difference(blue, orange) > 30, "%d of 20 and %d of 20 are %g apart", a, b,
                    difference(blue, orange));
    }
}
END_TEST

START_TEST(ranks_out_of_range_have_the_last_color) {
  ck_assert_uint_eq(map_color(1), map_color(5));
  ck_assert_uint_eq(map_color(-1), map_color(-5));
  ck_assert_uint_ne(map_color(1), map_color(-1));
}
END_TEST

/* A terminal's few colours get darker too, and no side is taken for the other. */
START_TEST(inks_get_darker) {
  struct frame frame = {.colors = COLOR_256};
  int seen[2][7], count[2] = {0, 0};
  for (int side = 0; side < 2; side++) {
    double before[3] = {101, 0, 0}, here[3];
    for (int k = 0; k <= 40; k++) {
      int ink = map_ink(&frame, (side ? -1 : 1) * (k + 1e-3) / 41);
      if (count[side] > 0 && seen[side][count[side] - 1] == ink) continue;
      ck_assert_int_lt(count[side], 7);
      seen[side][count[side]++] = ink;
      lab_of(frame_rgb(ink), vision[_i], here);
      ck_assert_msg(here[0] < before[0], "side %d: %d is not darker", side, ink);
      before[0] = here[0];
    }
    ck_assert_int_eq(count[side], 7);
  }
  for (int i = 0; i < count[0]; i++)
    for (int k = 0; k < count[1]; k++) {
      double orange[3], blue[3];
      lab_of(frame_rgb(seen[0][i]), vision[_i], orange);
      lab_of(frame_rgb(seen[1][k]), vision[_i], blue);
      ck_assert_msg(difference(orange, blue) > 25, "%d and %d are %g apart", seen[0][i], seen[1][k],
                    difference(orange, blue));
    }
}
END_TEST

START_TEST(few_colors_are_two_for_each_side) {
  struct frame frame = {.colors = COLOR_8};
  int inks[] = {map_ink(&frame, 0.1), map_ink(&frame, 0.9), map_ink(&frame, -0.1), map_ink(&frame, -0.9)};
  for (int i = 0; i < 4; i++)
    for (int k = 0; k < i; k++) ck_assert_int_ne(frame_color8(inks[i]), frame_color8(inks[k]));
  frame.colors = COLOR_NONE;
  ck_assert_int_eq(map_ink(&frame, 0.5), FRAME_DEFAULT);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("map_colors");
  TCase *tc = tcase_create("colors");
  tcase_add_loop_test(tc, palettes_get_darker_evenly, 0, VISIONS);
  tcase_add_loop_test(tc, the_sides_cannot_be_mixed_up, 0, VISIONS);
  tcase_add_test(tc, ranks_out_of_range_have_the_last_color);
  tcase_add_loop_test(tc, inks_get_darker, 0, VISIONS);
  tcase_add_test(tc, few_colors_are_two_for_each_side);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

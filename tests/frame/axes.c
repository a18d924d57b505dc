/* SPDX-License-Identifier: MIT
 *
 * Ticks are round and in range; numbers never leave their field and say what they are. */
#include "frame/axes.h"
#include "base/dice.h"

#include <check.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_round_step(double step) {
  double factor = step / pow(10, floor(log10(step) + 1e-6));
  return fabs(factor - 1) < 1e-6 || fabs(factor - 2) < 1e-6 || fabs(factor - 5) < 1e-6;
}

START_TEST(ticks_are_round_and_inside) {
  uint64_t seed = 5;
  for (int round = 0; round < 20000; round++) {
    double center = dice_real(&seed, -1, 1), span = pow(10, dice_real(&seed, -6, 3));
    double scale = pow(10, dice_int(&seed, -200, 200)), ticks[12];
    double low = (center - span) * scale, high = (center + span) * scale;
    int most = dice_int(&seed, 1, 12), count = axes_ticks(low, high, most, ticks);
    ck_assert_int_le(count, most);
    if (most >= 5) ck_assert_msg(count >= 2, "%g to %g: %d of %d ticks", low, high, count, most);
    for (int i = 0; i < count; i++) {
      if (!(ticks[i] >= low && ticks[i] <= high)) ck_abort_msg("%g outside %g to %g", ticks[i], low, high);
      if (i > 0 && !(ticks[i] > ticks[i - 1])) ck_abort_msg("ticks do not rise");
    }
    if (count > 2 && !is_round_step((ticks[count - 2] - ticks[0]) / (count - 2)))
      ck_abort_msg("%g to %g in steps of %g", low, high, ticks[1] - ticks[0]);
  }
}
END_TEST

START_TEST(ticks_of_what_cannot_be_divided) {
  double ticks[8];
  ck_assert_int_eq(axes_ticks((double)NAN, 1, 8, ticks), 0);
  ck_assert_int_eq(axes_ticks(0, (double)INFINITY, 8, ticks), 0);
  ck_assert_int_eq(axes_ticks(2, 1, 8, ticks), 0);
  ck_assert_int_eq(axes_ticks(1, 2, 0, ticks), 0);
  ck_assert_int_eq(axes_ticks(3, 3, 8, ticks), 1);
  ck_assert_double_eq(ticks[0], 3);
  ck_assert_int_ge(axes_ticks(-DBL_MAX, DBL_MAX, 8, ticks), 2);
  ck_assert_int_le(axes_ticks(1, 1 + DBL_EPSILON, 8, ticks), 8);
  ck_assert_int_le(axes_ticks(0, DBL_TRUE_MIN, 8, ticks), 8);
  ck_assert_int_eq(axes_ticks(-1, 11, 8, ticks), 6);
  for (int i = 0; i < 6; i++) ck_assert_double_eq(ticks[i], 2.0 * i);
  ck_assert(!signbit(ticks[0]));
}
END_TEST

/* Powers of ten, their 1 2 5 multiples where there is room, every so many of them where there is not. */
START_TEST(log_ticks_are_round_and_inside) {
  uint64_t seed = 7;
  for (int round = 0; round < 20000; round++) {
    double from = dice_real(&seed, -300, 290), ticks[12];
    double low = pow(10, from), high = low * pow(10, dice_real(&seed, 0, round % 3 == 0 ? 1 : 15));
    int most = dice_int(&seed, 1, 12), count = axes_log_ticks(low, high, most, ticks);
    ck_assert_int_le(count, most);
    if (most >= 5) ck_assert_msg(count >= 2, "%g to %g: %d of %d ticks", low, high, count, most);
    for (int i = 0; i < count; i++) {
      if (!(ticks[i] >= low && ticks[i] <= high)) ck_abort_msg("%g outside %g to %g", ticks[i], low, high);
      if (i > 0 && !(ticks[i] > ticks[i - 1])) ck_abort_msg("ticks do not rise");
      if (high / low > 10 && !is_round_step(ticks[i])) ck_abort_msg("%g is not round", ticks[i]);
    }
  }
}
END_TEST

START_TEST(log_ticks_as_they_are_expected) {
  double ticks[12];
  ck_assert_int_eq(axes_log_ticks(1e-5, 1e-2, 6, ticks), 4);
  ck_assert_double_eq(ticks[0], 1e-5);
  ck_assert_double_eq(ticks[3], 1e-2);
  ck_assert_int_eq(axes_log_ticks(1e-5, 1e-2, 12, ticks), 10);
  ck_assert_double_eq_tol(ticks[1], 2e-5, 1e-18);
  ck_assert_int_eq(axes_log_ticks(0.3, 0.7, 6, ticks), 5); /* too short for powers: 0.3 0.4 .. 0.7 */
  ck_assert_int_eq(axes_log_ticks(1e-9, 1e9, 8, ticks), 7);
  ck_assert_double_eq(ticks[3], 1);
  ck_assert_int_eq(axes_log_ticks(0, 1, 8, ticks), 0);
  ck_assert_int_eq(axes_log_ticks(1, (double)INFINITY, 8, ticks), 0);
  ck_assert_int_eq(axes_log_ticks(2, 1, 8, ticks), 0);
}
END_TEST

/* "tiny" and "huge" stand for what no digit of fits. */
static double read(const char *text, double x) {
  while (*text == ' ') text++;
  if (strcmp(text, "tiny") == 0 && fabs(x) < 1e-9) return 0;
  if (strcmp(text, x < 0 ? "-huge" : "huge") == 0 && fabs(x) > 1e9) return x;
  return strtod(text, NULL);
}

static void check_number(double x) {
  for (int width = 5; width <= 12; width++) {
    char out[16];
    memset(out, 'x', sizeof out);
    axes_number(x, width, out);
    if (strlen(out) != (size_t)width) ck_abort_msg("%.17g in %d columns: '%s'", x, width, out);
    double y = read(out, x);
    /* 5 columns say at least the order of size; 9 hold a sign, two digits, a point and e-308; 11 hold four digits. */
    double limit = width < 9 ? 0.95 : width < 11 ? 0.05001 : 0.00050001;
    if (y == 0 && fabs(x) < 1e-9) continue; /* too small for the field, checked below */
    if (isfinite(y) && !(fabs(y - x) <= limit * fabs(x))) ck_abort_msg("%.17g in %d columns: '%s'", x, width, out);
    if (width >= 9 && x != 0 && y == 0) ck_abort_msg("%.17g vanished in %d columns", x, width);
    if (x == 0 && strcmp(out + width - 1, "0") != 0) ck_abort_msg("zero is '%s'", out);
    if (strstr(out, "e+") || strstr(out, "e0") || strstr(out, "e-0")) ck_abort_msg("'%s' has a padded exponent", out);
  }
}

START_TEST(numbers_fit_at_every_size) {
  static const double mantissas[] = {1, 1.2345678, 9.9994, 9.9995, 9.99999999, 5, 2.5, 1.05, 3.14159};
  for (int exponent = -323; exponent <= 308; exponent++)
    for (size_t i = 0; i < sizeof mantissas / sizeof *mantissas; i++) {
      double x = mantissas[i] * pow(10, exponent);
      check_number(x);
      check_number(-x);
    }
  uint64_t seed = 6;
  for (int i = 0; i < 10000; i++) {
    uint64_t bits = dice(&seed);
    double x;
    memcpy(&x, &bits, sizeof x);
    if (isfinite(x)) check_number(x);
  }
  check_number(0);
  check_number(-0.0);
  check_number(DBL_MAX);
  check_number(-DBL_MAX);
  check_number(-DBL_TRUE_MIN);
}
END_TEST

START_TEST(numbers_read_well) {
  static const struct {
    double x;
    int width;
    const char *out;
  } cases[] = {
      {2.6, 6, "   2.6"},
      {1.7e5, 6, " 1.7e5"},
      {-6, 5, "   -6"},
      {0.1, 5, "  0.1"},
      {(double)INFINITY, 5, "  inf"},
      {-(double)INFINITY, 5, " -inf"},
      {(double)NAN, 5, "  nan"},
      {-0.0, 5, "    0"},
      {123.456, 6, " 123.5"},
      {-12345, 6, "-12345"},
      {-12345, 5, " -1e4"},
      {3e-12, 6, " 3e-12"},
      {1e308, 5, "1e308"},
      {-1e308, 5, "-huge"},
      {-1e308, 6, "-1e308"},
      {-1e-308, 5, " tiny"},
      {-1e-308, 6, "  tiny"},
      {-1e-308, 7, "-1e-308"},
      {0.00012, 8, " 0.00012"},
      {99999.7, 6, "   1e5"},
      {238.4, 8, "   238.4"},
      {1e-5, 7, "   1e-5"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char out[16];
    axes_number(cases[i].x, cases[i].width, out);
    ck_assert_str_eq(out, cases[i].out);
  }
}
END_TEST

START_TEST(short_numbers_keep_the_digits_asked_for) {
  static const struct {
    double x;
    int digits;
    const char *out;
  } cases[] = {{2.6, 4, "2.6"},
               {1e5, 3, "1e5"},
               {100000, 6, "100000"},
               {0.1, 17, "0.10000000000000001"},
               {1.0 / 3, 3, "0.333"},
               {-1e-9, 4, "-1e-9"},
               {-0.0, 4, "0"},
               {(double)NAN, 4, "nan"},
               {-(double)INFINITY, 4, "-inf"},
               {1234567, 4, "1.235e6"},
               {9.9996, 4, "10"},
               {0.05, 1, "0.05"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char out[32];
    axes_short(cases[i].x, cases[i].digits, out, sizeof out);
    ck_assert_str_eq(out, cases[i].out);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("frame/axes");
  TCase *tc = tcase_create("axes");
  tcase_add_test(tc, ticks_are_round_and_inside);
  tcase_add_test(tc, ticks_of_what_cannot_be_divided);
  tcase_add_test(tc, log_ticks_are_round_and_inside);
  tcase_add_test(tc, log_ticks_as_they_are_expected);
  tcase_add_test(tc, numbers_fit_at_every_size);
  tcase_add_test(tc, numbers_read_well);
  tcase_add_test(tc, short_numbers_keep_the_digits_asked_for);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

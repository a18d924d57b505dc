/* SPDX-License-Identifier: MIT
 *
 * What the rules say of curves made by hand. */
#include "lab.h"

#include <math.h>

enum { MOST = 300 };

static struct dh_finder_point curve[MOST];
static int count;

/* Rates 1, 2, 4 ...: point k is 2^k. */
static void take(const double *smoothed, int values) {
  count = values;
  for (int i = 0; i < values; i++) curve[i] = (struct dh_finder_point){ldexp(1, i), NAN, smoothed[i]};
}

#define TAKE(...) take((const double[]){__VA_ARGS__}, (int)(sizeof(const double[]){__VA_ARGS__} / sizeof(double)))

/* With 6 points asked for none is dropped at the left; the last five always are. */
static struct dh_suggestion suggest(enum dh_finder_rule rule) {
  struct dh_suggestion suggestion;
  dh_curve_suggest(curve, count, 6, rule, &suggestion);
  return suggestion;
}

#define TAIL 90, 91, 92, 93, 94

/* --- valley --- */

START_TEST(the_valley_is_the_middle_of_the_longest_fall) {
  /* 9 8 7 6 5 4 3 2 1: length 9, end 8, begin -1; -1 + 3 + 1 = 3. */
  TAKE(9, 8, 7, 6, 5, 4, 3, 2, 1, 20, 30, TAIL);
  struct dh_suggestion valley = suggest(DH_FINDER_VALLEY);
  ck_assert_int_eq(valley.reason, DH_FINDER_SUGGESTED);
  ck_assert_int_eq(valley.point, 3);
  ck_assert(valley.rate == 8);
}
END_TEST

/* A subsequence, not a stretch: what rises in between is left out, the length is counted in points of the fall. */
START_TEST(the_longest_fall_may_have_gaps) {
  /* 9 . 8 . 7 . 6 . 5 . 4: length 6, end 10, begin 4; 4 + 2 + 1 = 7. */
  TAKE(9, 50, 8, 50, 7, 50, 6, 50, 5, 50, 4, 60, TAIL);
  ck_assert_int_eq(suggest(DH_FINDER_VALLEY).point, 7);
}
END_TEST

/* Equal values do not fall, and of two falls as long the first counts. */
START_TEST(ties_are_no_fall_and_the_first_wins) {
  /* 5 4 3 and 5 4 3 again, as long as the first: end 2, length 3, -1 + 1 + 0 = 0. */
  TAKE(5, 4, 3, 5, 4, 3, TAIL);
  ck_assert_int_eq(suggest(DH_FINDER_VALLEY).point, 0);
  /* 6 6 6 5 5 5 4 4 4 3: length 4, end 9; 5 + 1 + 0 = 6. */
  TAKE(6, 6, 6, 5, 5, 5, 4, 4, 4, 3, TAIL);
  ck_assert_int_eq(suggest(DH_FINDER_VALLEY).point, 6);
}
END_TEST

/* Python's index -1 would be the last rate of all, the largest. */
START_TEST(a_fall_of_one_step_at_the_very_left_does_not_wrap) {
  TAKE(5, 4, 6, 7, 8, 9, TAIL);
  struct dh_suggestion valley = suggest(DH_FINDER_VALLEY);
  ck_assert_int_eq(valley.point, 0);
  ck_assert_int_eq(valley.reason, DH_FINDER_SUGGESTED);
}
END_TEST

/* fastai's own loops, as they are written there (schedule.py, valley), against many curves with many ties. */
static int slow_valley(const double *losses, int n) {
  int lds[MOST], max_start = 0, max_end = 0;
  for (int i = 0; i < n; i++) lds[i] = 1;
  for (int i = 1; i < n; i++)
    for (int j = 0; j < i; j++) {
      if (losses[i] < losses[j] && lds[i] < lds[j] + 1) lds[i] = lds[j] + 1;
      if (lds[max_end] < lds[i]) {
        max_end = i;
        max_start = max_end - lds[max_end];
      }
    }
  double sections = (max_end - max_start) / 3.0;
  int index = max_start + (int)sections + (int)(sections / 2);
  return index < 0 ? 0 : index;
}

START_TEST(the_valley_is_that_of_fastai_s_loops) {
  double losses[MOST];
  for (int seed = 0; seed < 300; seed++) {
    int n = 2 + (int)(dh_random_bits((uint64_t)seed, 1, 0) % (MOST - 10)), levels = 3 + seed;
    for (int i = 0; i < n; i++)
      losses[i] = floor(levels * dh_random_uniform((uint64_t)seed, 2, (uint64_t)i)) - 0.01 * (seed % 3) * i;
    take(losses, n);
    count = n + 5; /* what is dropped */
    ck_assert_msg(suggest(DH_FINDER_VALLEY).point == slow_valley(losses, n), "seed %d", seed);
  }
}
END_TEST

/* --- the others --- */

START_TEST(steep_is_the_left_end_of_the_steepest_piece) {
  TAKE(9, 8, 5, 4, 4, 3, TAIL);
  ck_assert_int_eq(suggest(DH_FINDER_STEEP).point, 1);
  ck_assert(suggest(DH_FINDER_STEEP).rate == 2);
  TAKE(9, 8, 5, 4, 1, 3, TAIL); /* as steep twice: the first */
  ck_assert_int_eq(suggest(DH_FINDER_STEEP).point, 1);
  /* Against the logarithm of the rate: a wide piece has to fall farther. */
  TAKE(9, 6, 2, 1, TAIL);
  curve[2].rate = 2000;
  curve[3].rate = 4000;
  ck_assert_int_eq(suggest(DH_FINDER_STEEP).point, 0);
}
END_TEST

START_TEST(minimum_is_a_tenth_of_the_lowest_s_rate) {
  TAKE(9, 8, 2, 3, 2, 7, TAIL);
  struct dh_suggestion minimum = suggest(DH_FINDER_MINIMUM);
  ck_assert_int_eq(minimum.point, 2);
  ck_assert_double_eq(minimum.rate, 0.4);
}
END_TEST

START_TEST(slide_goes_left_while_the_gradients_differ) {
  /* Flat at the left, falling by 1 from point 30 on. */
  double losses[45];
  for (int i = 0; i < 45; i++) losses[i] = i < 30 ? 40 : 40 - (i - 29);
  take(losses, 45);
  /* Rows 0..39 are looked at. Pairs (39, 24), (38, 23) ... (30, 15) differ by 1, (29, 14) by the half of it; then
   * (28, 13) is flat against flat. */
  ck_assert_int_eq(suggest(DH_FINDER_SLIDE).point, 14);
  for (int i = 0; i < 45; i++) losses[i] = 40 - 0.004 * i; /* nowhere different: the first pair's left */
  take(losses, 45);
  ck_assert_int_eq(suggest(DH_FINDER_SLIDE).point, 24);
  for (int i = 0; i < 45; i++) losses[i] = 40 - 0.01 * i * i; /* everywhere: the left edge */
  take(losses, 45);
  ck_assert_int_eq(suggest(DH_FINDER_SLIDE).point, 0);
}
END_TEST

/* --- what is looked at --- */

START_TEST(the_first_tenth_and_the_last_five_are_left_out) {
  double losses[60];
  struct dh_suggestion minimum;
  for (int i = 0; i < 60; i++) losses[i] = 100 - i;
  take(losses, 60);
  dh_curve_suggest(curve, 60, 100, DH_FINDER_MINIMUM, &minimum);
  ck_assert_int_eq(minimum.point, 54);
  curve[9].smoothed = curve[55].smoothed = -1;
  dh_curve_suggest(curve, 60, 100, DH_FINDER_MINIMUM, &minimum);
  ck_assert_int_eq(minimum.point, 54);
  curve[10].smoothed = -1;
  dh_curve_suggest(curve, 60, 100, DH_FINDER_MINIMUM, &minimum);
  ck_assert_int_eq(minimum.point, 10);
  ck_assert_int_eq(minimum.reason, DH_FINDER_NO_FALL);
}
END_TEST

START_TEST(nothing_behind_a_nan_is_looked_at) {
  TAKE(9, 8, 7, NAN, 1, 0, 5, TAIL);
  ck_assert_int_eq(suggest(DH_FINDER_MINIMUM).point, 2);
  ck_assert_int_eq(suggest(DH_FINDER_STEEP).point, 0);
  TAKE(9, NAN, 7, 6, 1, 0, 5, TAIL);
  ck_assert_int_eq(suggest(DH_FINDER_MINIMUM).reason, DH_FINDER_TOO_FEW);
  TAKE(NAN, 8, 7, 6, 1, 0, 5, TAIL);
  ck_assert_int_eq(suggest(DH_FINDER_VALLEY).reason, DH_FINDER_TOO_FEW);
  ck_assert(isnan(suggest(DH_FINDER_VALLEY).rate));
  ck_assert_int_eq(suggest(DH_FINDER_VALLEY).point, -1);
}
END_TEST

START_TEST(too_few_points_suggest_nothing) {
  double losses[MOST];
  for (int i = 0; i < MOST; i++) losses[i] = 100 - i * sqrt(i);
  for (int n = 0; n < 25; n++) {
    take(losses, n);
    for (int rule = 0; rule < DH_FINDER_RULES; rule++) {
      int least = rule == DH_FINDER_SLIDE ? 16 : 2;
      struct dh_suggestion suggestion = suggest((enum dh_finder_rule)rule);
      ck_assert_int_eq(suggestion.reason, n - 5 >= least ? DH_FINDER_SUGGESTED : DH_FINDER_TOO_FEW);
      ck_assert_int_eq(isnan(suggestion.rate), n - 5 < least);
      dh_curve_suggest(curve, n, 1000, (enum dh_finder_rule)rule, &suggestion);
      ck_assert_int_eq(suggestion.reason, DH_FINDER_TOO_FEW);
    }
  }
}
END_TEST

START_TEST(a_curve_that_never_falls_suggests_nothing) {
  double losses[40];
  for (int i = 0; i < 40; i++) losses[i] = _i ? i : 7; /* rising, or flat */
  take(losses, 40);
  for (int rule = 0; rule < DH_FINDER_RULES; rule++)
    ck_assert_int_eq(suggest((enum dh_finder_rule)rule).reason, DH_FINDER_NO_FALL);
  ck_assert_int_eq(suggest(DH_FINDER_VALLEY).point, 0);
}
END_TEST

START_TEST(rules_have_names) {
  ck_assert_str_eq(dh_finder_rule_name(DH_FINDER_VALLEY), "valley");
  ck_assert_str_eq(dh_finder_rule_name(DH_FINDER_SLIDE), "slide");
  ck_assert_ptr_null(dh_finder_rule_name(DH_FINDER_RULES));
  ck_assert_ptr_null(dh_finder_rule_name(-1));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("suggestion");
  TCase *tc = tcase_create("suggestion");
  tcase_add_test(tc, the_valley_is_the_middle_of_the_longest_fall);
  tcase_add_test(tc, the_longest_fall_may_have_gaps);
  tcase_add_test(tc, ties_are_no_fall_and_the_first_wins);
  tcase_add_test(tc, a_fall_of_one_step_at_the_very_left_does_not_wrap);
  tcase_add_test(tc, the_valley_is_that_of_fastai_s_loops);
  tcase_add_test(tc, steep_is_the_left_end_of_the_steepest_piece);
  tcase_add_test(tc, minimum_is_a_tenth_of_the_lowest_s_rate);
  tcase_add_test(tc, slide_goes_left_while_the_gradients_differ);
  tcase_add_test(tc, the_first_tenth_and_the_last_five_are_left_out);
  tcase_add_test(tc, nothing_behind_a_nan_is_looked_at);
  tcase_add_test(tc, too_few_points_suggest_nothing);
  tcase_add_loop_test(tc, a_curve_that_never_falls_suggests_nothing, 0, 2);
  tcase_add_test(tc, rules_have_names);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

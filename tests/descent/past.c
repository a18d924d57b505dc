/* SPDX-License-Identifier: MIT
 *
 * The thinned history on its way back: what thinning took out returns, as long as there was room for it. Rows here are
 * nothing but their steps. */
#include "descent/past.h"

#include <check.h>
#include <stdlib.h>

static struct dh_past *past;

static void setup(void) {
  past = malloc(sizeof *past);
  ck_assert_ptr_nonnull(past);
  dh_past_clear(past);
}

static void teardown(void) { free(past); }

/* All rows below `end` that it would not turn away anyway. */
static void push_below(long end) {
  for (long step = 0; step < end; step += past->stride) dh_past_history_push(past, &(struct dh_row){.step = step});
}

static void expect_rows(long stride, int count) {
  ck_assert_int_eq(past->stride, stride);
  ck_assert_int_eq(past->history_count, count);
  for (int i = 0; i < count; i++) ck_assert_int_eq(past->history[i].step, i * stride);
}

START_TEST(what_was_taken_out_returns) {
  push_below(DH_HISTORY_ROWS * 16L + 1);
  expect_rows(32, DH_HISTORY_ROWS / 2 + 1);
  for (long stride = 16; stride >= 1; stride /= 2) {
    long first = DH_HISTORY_ROWS * stride;
    ck_assert(dh_past_history_refine(past, first + 1));
    ck_assert_int_eq(past->stride, 2 * stride); /* a run that comes there has thinned already */
    ck_assert(dh_past_history_refine(past, first));
    expect_rows(stride, DH_HISTORY_ROWS);
  }
}
END_TEST

START_TEST(several_thinnings_are_undone_at_once) {
  push_below(DH_HISTORY_ROWS * 16L + 1);
  ck_assert(dh_past_history_refine(past, 100));
  expect_rows(1, DH_HISTORY_ROWS);
}
END_TEST

START_TEST(what_is_too_long_ago_is_not_made_up) {
  const long stride = 1L << (DH_THINNINGS + 2); /* two more than there is room for */
  push_below(DH_HISTORY_ROWS * (stride / 2) + 1);
  expect_rows(stride, DH_HISTORY_ROWS / 2 + 1);
  ck_assert(dh_past_history_refine(past, DH_HISTORY_ROWS * 4 + 1));
  expect_rows(8, DH_HISTORY_ROWS);
  ck_assert(dh_past_history_refine(past, DH_HISTORY_ROWS * 4));
  expect_rows(4, DH_HISTORY_ROWS);
  ck_assert(!dh_past_history_refine(past, DH_HISTORY_ROWS * 2));
}
END_TEST

START_TEST(a_copy_has_all_of_it) {
  struct dh_past *first = past;
  push_below(DH_HISTORY_ROWS * 4L + 1);
  past = malloc(sizeof *past);
  ck_assert_ptr_nonnull(past);
  dh_past_copy(past, first);
  free(first);
  ck_assert(dh_past_history_refine(past, 1));
  expect_rows(1, DH_HISTORY_ROWS);
}
END_TEST

START_TEST(what_was_cut_off_does_not_return) {
  push_below(DH_HISTORY_ROWS * 4L + 1);
  ck_assert_int_eq(past->stride, 8);
  dh_past_history_cut(past, 8 * 5);
  ck_assert(dh_past_history_refine(past, DH_HISTORY_ROWS * 4));
  expect_rows(4, 10);
  dh_past_history_cut(past, 0);
  ck_assert(dh_past_history_refine(past, 1));
  expect_rows(1, 0);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("past");
  TCase *tc = tcase_create("thinning");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_add_test(tc, what_was_taken_out_returns);
  tcase_add_test(tc, several_thinnings_are_undone_at_once);
  tcase_add_test(tc, what_is_too_long_ago_is_not_made_up);
  tcase_add_test(tc, a_copy_has_all_of_it);
  tcase_add_test(tc, what_was_cut_off_does_not_return);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * The diagnosis of training logs where one thing meets another: a NaN that passes and what comes behind it, zeros
 * beside a NaN, what is found about a log's ends, and the names of the numbers. */
#include "diagnosis_book.h"

#include <check.h>

enum { DEAD = -1 /* a Trainer's NaN */ };

static struct book book;
static struct dh_log_summary summary;
static struct dh_finding findings[DH_FINDINGS_MAX];
static int found;

static struct dh_log_row *add(double loss, double norm) {
  ck_assert_uint_lt(book.log.count, ROWS_MOST);
  struct dh_log_row *row = &book.row[book.log.count++];
  book_put(row, DH_LOG_STEP, (double)book.log.count * 10);
  book_put(row, DH_LOG_LOSS, loss == DEAD ? 0 : loss);
  book_put(row, DH_LOG_GRAD_NORM, loss == DEAD ? (double)NAN : norm);
  book_put(row, DH_LOG_LEARNING_RATE, 1e-3);
  return row;
}

/* Rows of a loss that falls from `high` to `low`, with a little noise. */
static void fall(int count, double high, double low) {
  for (int i = 0; i < count; i++) add(high + (low - high) * i / count + 0.004 * (i * 7 % 5 - 2), 1 + 0.01 * (i % 3));
}

static void judge(void) {
  found = dh_log_diagnose(&book.log, &summary, findings, DH_FINDINGS_MAX);
  ck_assert_int_ge(found, 0);
  for (int i = 0; i < found; i++) {
    bool named = true;
    for (int k = 0; k < DH_FINDING_EVIDENCE; k++) {
      named = named && dh_finding_evidence_name(findings[i].kind, k) != NULL;
      ck_assert_msg(named || isnan(findings[i].evidence[k]), "%s has a number %d without a name",
                    dh_finding_name(findings[i].kind), k);
    }
  }
}

/* The finding of a kind, of several the one with this number; NULL. */
static const struct dh_finding *get(enum dh_finding_kind kind, int number) {
  for (int i = 0; i < found; i++)
    if (findings[i].kind == kind && number-- == 0) return &findings[i];
  return NULL;
}

/* --- NaN --- */

static const struct { double loss, norm; } none[] = {{NAN, NAN}, {HUGE_VAL, 1}, {DEAD, 0}};

START_TEST(what_is_behind_a_nan_is_judged) {
  book_begin(&book);
  fall(20, 2, 1);
  for (int i = 0; i < 2; i++) add(none[_i].loss, none[_i].norm);
  fall(10, 1, 0.8);
  for (int i = 0; i < 2; i++) add(none[_i].loss, none[_i].norm);
  fall(10, 0.8, 0.7);
  for (int i = 0; i < 20; i++) add(5 + 0.1 * i, 1);
  judge();
  const struct dh_finding *nan = get(DH_FINDING_NAN, 0), *diverged = get(DH_FINDING_DIVERGED, 0);
  ck_assert_ptr_nonnull(nan);
  ck_assert_ptr_null(get(DH_FINDING_NAN, 1));
  ck_assert_uint_eq(nan->first, 20);
  ck_assert_uint_eq(nan->last, 33);
  ck_assert_double_eq(nan->evidence[3], 350); /* a number again */
  ck_assert_double_eq(nan->evidence[4], 4);
  ck_assert_double_eq(nan->evidence[5], none[_i].loss == DEAD ? 4 : 0);
  ck_assert_ptr_nonnull(diverged);
  ck_assert_double_eq(summary.last, 6.9);
  ck_assert_uint_eq(summary.losses, 60);
  ck_assert_double_gt(summary.best, 0.6); /* no zero is a loss */
}
END_TEST

START_TEST(a_nan_that_stays_is_another_one) {
  book_begin(&book);
  fall(20, 2, 1);
  add(none[_i].loss, none[_i].norm);
  add(none[_i].loss, none[_i].norm);
  fall(20, 1, 0.9);
  for (int i = 0; i < 10; i++) add(none[_i].loss, none[_i].norm);
  add(1, 1)->has ^= 1U << DH_LOG_LOSS; /* a row without a loss: it is the end all the same */
  judge();
  const struct dh_finding *passed = get(DH_FINDING_NAN, 0), *last = get(DH_FINDING_NAN, 1);
  ck_assert_ptr_nonnull(last);
  ck_assert_double_eq(passed->evidence[3], 230);
  ck_assert_double_nan(last->evidence[3]);
  ck_assert_uint_eq(last->first, 42);
  ck_assert_uint_eq(last->last, book.log.count - 1);
  ck_assert_double_nan(summary.last);
  ck_assert(!get(DH_FINDING_DIVERGED, 0) && !get(DH_FINDING_SPIKE, 0));
}
END_TEST

/* The loss overflows first, its gradient some rows later: zeros with a norm that is a number. */
START_TEST(zeros_that_run_into_a_nan_belong_to_it) {
  book_begin(&book);
  fall(20, 2, 1);
  for (int i = 0; i < 6; i++) add(pow(4, i), pow(2, i));
  for (int i = 6; i < 12; i++) add(0, pow(2, i));
  for (int i = 0; i < 5; i++) add(DEAD, 0);
  judge();
  ck_assert_ptr_nonnull(get(DH_FINDING_NAN, 0));
  ck_assert_uint_eq(get(DH_FINDING_NAN, 0)->first, 26);
  ck_assert_ptr_null(get(DH_FINDING_SPIKE, 0));
  book_begin(&book); /* 0.2 is far enough */
  fall(20, 2, 0.2);
  for (int i = 0; i < 6; i++) add(0, 0.5);
  for (int i = 0; i < 5; i++) add(DEAD, 0);
  judge();
  ck_assert_uint_eq(get(DH_FINDING_NAN, 0)->first, 20);
  book_begin(&book); /* losses that came near 0 are losses */
  fall(20, 2, 0.1);
  for (int i = 0; i < 4; i++) add(0.01, 1);
  for (int i = 0; i < 6; i++) add(0, 0.5);
  for (int i = 0; i < 5; i++) add(DEAD, 0);
  judge();
  ck_assert_uint_eq(get(DH_FINDING_NAN, 0)->first, 30);
}
END_TEST

/* --- ends --- */

START_TEST(too_few_losses_are_not_judged) {
  for (int count = 0; count < 2 * DH_LOG_LOSSES_LEAST; count++) {
    book_begin(&book);
    fall(count, 2, 1);
    add(NAN, 1);
    judge();
    ck_assert(summary.judged == (count >= DH_LOG_LOSSES_LEAST));
  }
}
END_TEST

/* What a run gained in its first row counts: back by a tenth of that is no divergence. */
START_TEST(the_first_row_counts) {
  static const double loss[] = {3.4864, 0.9491, 0.8546, 0.9520, 0.9433, 0.9817, 1.0206, 1.0375, 1.0288, 1.0363};
  book_begin(&book);
  for (int i = 0; i < 10; i++) add(loss[i], 1);
  judge();
  ck_assert_ptr_null(get(DH_FINDING_DIVERGED, 0));
}
END_TEST

START_TEST(three_rises_of_a_size_are_overfitting) {
  static const double eval[] = {2, 1.5, 1, 1.1, 1.2, 1.29};
  book_begin(&book);
  for (int i = 0; i < 6; i++) {
    fall(10, 2 - 0.3 * i, 1.7 - 0.3 * i);
    book_put(&book.row[book.log.count - 1], DH_LOG_EVAL_LOSS, eval[i]);
  }
  judge();
  ck_assert_ptr_nonnull(get(DH_FINDING_OVERFITTING, 0));
}
END_TEST

/* Four tenths at the end may be an arrival; with a fall behind them they are noted. */
START_TEST(flat_inside_has_a_fall_behind_it) {
  for (int falls = 0; falls < 2; falls++) {
    book_begin(&book);
    fall(60, 3, 1);
    for (int i = 0; i < 40; i++) add(1 + 0.004 * (i * 7 % 5 - 2), 1);
    if (falls) fall(20, 1, 0.5);
    judge();
    ck_assert(!get(DH_FINDING_FLAT, 0) == !falls);
  }
}
END_TEST

/* Where it went is no plateau. */
START_TEST(a_divergence_is_not_called_flat) {
  book_begin(&book);
  fall(60, 3, 1);
  for (int i = 0; i < 140; i++) add(7 + 0.004 * (i * 7 % 5 - 2), 1);
  judge();
  ck_assert_ptr_nonnull(get(DH_FINDING_DIVERGED, 0));
  ck_assert_ptr_null(get(DH_FINDING_FLAT, 0));
}
END_TEST

/* --- names --- */

START_TEST(numbers_have_names) {
  for (int kind = 0; kind < DH_FINDING_COUNT; kind++) {
    ck_assert_ptr_nonnull(dh_finding_name((enum dh_finding_kind)kind));
    ck_assert_ptr_null(dh_finding_evidence_name((enum dh_finding_kind)kind, -1));
    ck_assert_ptr_null(dh_finding_evidence_name((enum dh_finding_kind)kind, DH_FINDING_EVIDENCE));
    for (int i = 0; i < DH_FINDING_EVIDENCE; i++) {
      const char *name = dh_finding_evidence_name((enum dh_finding_kind)kind, i);
      ck_assert(!name || strspn(name, "abcdefghijklmnopqrstuvwxyz_") == strlen(name));
      for (int k = 0; name && k < i; k++)
        ck_assert_str_ne(name, dh_finding_evidence_name((enum dh_finding_kind)kind, k));
    }
  }
  ck_assert_str_eq(dh_nan_cause_name(DH_NAN_UNKNOWN), "unknown");
  ck_assert_str_eq(dh_nan_cause_name(DH_NAN_RATE), "rate");
  ck_assert_str_eq(dh_nan_cause_name(DH_NAN_OTHER), "data_or_precision");
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("diagnosis_seams");
  TCase *t = tcase_create("seams");
  tcase_add_loop_test(t, what_is_behind_a_nan_is_judged, 0, sizeof none / sizeof *none);
  tcase_add_loop_test(t, a_nan_that_stays_is_another_one, 0, sizeof none / sizeof *none);
  tcase_add_test(t, zeros_that_run_into_a_nan_belong_to_it);
  tcase_add_test(t, too_few_losses_are_not_judged);
  tcase_add_test(t, the_first_row_counts);
  tcase_add_test(t, three_rises_of_a_size_are_overfitting);
  tcase_add_test(t, flat_inside_has_a_fall_behind_it);
  tcase_add_test(t, a_divergence_is_not_called_flat);
  tcase_add_test(t, numbers_have_names);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

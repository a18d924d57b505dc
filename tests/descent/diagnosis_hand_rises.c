/* SPDX-License-Identifier: MIT
 *
 * What is said of losses that rise, on logs written by hand: from where on, from what to what, and that some rises are
 * none. (When a rise is one: diagnosis_hand.c.) */
#include "diagnosis_hand.h"

/* --- to the end --- */

enum { LEVEL = 70 /* rows before it rises */ };

/* From 2 down to 1 in a row, there for LEVEL, and up to `top` over some rows, with so much noise. */
static void climb(int rows, double top, double noise) {
  begin();
  stay(3, 2, noise);
  stay(LEVEL, 1, noise);
  for (int i = 1; i <= rows; i++) line(1 + (top - 1) * i / rows + wobble((int)hand.log.count, noise), RATE, 1);
}

static const struct {
  const char *what;
  int rows;
  double top, noise;
  bool found;
  enum dh_finding_weight weight;
} climbs[] = {
    {"nearly half of the gain", 30, 1.45, 0.001, true, DH_FINDING_FAULT},
    {"more than a quarter of it, over the last third", 30, 1.32, 0.001, true, DH_FINDING_FAULT},
    {"less than a quarter", 30, 1.28, 0.001, true, DH_FINDING_NOTE},
    {"more than a tenth", 30, 1.13, 0.001, true, DH_FINDING_NOTE},
    {"less than a tenth", 30, 1.11, 0.001, false, DH_FINDING_NOTE},
    {"lost in its noise", 30, 1.4, 0.06, false, DH_FINDING_NOTE},
    {"not quite", 30, 1.4, 0.03, true, DH_FINDING_FAULT},
    {"over a tenth of the rows", 10, 1.4, 0.001, true, DH_FINDING_FAULT},
    {"it falls", 30, 0.6, 0.001, false, DH_FINDING_NOTE},
};

START_TEST(a_loss_that_rises_to_the_end_is_told) {
  climb(climbs[_i].rows, climbs[_i].top, climbs[_i].noise);
  const struct dh_finding *finding = find(DH_FINDING_RISING);
  ck_assert_msg((finding != NULL) == climbs[_i].found, "%s", climbs[_i].what);
  ck_assert(!finds(DH_FINDING_DIVERGED) && !finds(DH_FINDING_SPIKE));
  if (!(finding = find(DH_FINDING_RISING))) return;
  ck_assert_msg(finding->weight == climbs[_i].weight, "%s", climbs[_i].what);
  ck_assert_uint_ge(finding->first, LEVEL + 2);
  ck_assert_uint_le(finding->first, LEVEL + 3 + (size_t)climbs[_i].rows / 3);
  ck_assert_uint_eq(finding->last, hand.log.count - 1);
  ck_assert_double_eq_tol(finding->evidence[0], 1 - climbs[_i].noise, 1e-12);
  ck_assert_double_eq(finding->evidence[1], hand.row[hand.log.count - 1].value[DH_LOG_LOSS]);
}
END_TEST

/* Half of the gain and more is a divergence, and nothing else. */
START_TEST(what_diverges_does_not_rise_besides) {
  climb(30, 2, 0.001);
  const struct dh_finding *finding = find(DH_FINDING_DIVERGED);
  ck_assert_ptr_nonnull(finding);
  ck_assert_uint_eq(finding->first, LEVEL + 3); /* where it begins, not where it is half-way up */
  ck_assert(!finds(DH_FINDING_RISING));
}
END_TEST

/* A jump to another level that is kept, and one that comes back, do not rise to the end. */
START_TEST(it_has_to_rise_throughout) {
  for (int back = 0; back < 2; back++) {
    climb(0, 1, 0.001);
    stay(30, 1.4, 0.001);
    if (back) stay(20, 1, 0.001);
    ck_assert(!finds(DH_FINDING_RISING));
  }
}
END_TEST

/* Over eight rows of a short log. */
START_TEST(it_has_to_rise_over_eight_rows) {
  for (int rows = 7; rows <= 8; rows++) {
    begin();
    stay(3, 2, 0);
    stay(30, 1, 0);
    for (int i = 1; i <= rows; i++) line(1 + 0.49 * i / rows, RATE, 1);
    ck_assert_msg(finds(DH_FINDING_RISING) == (rows == 8), "%d", rows);
  }
}
END_TEST

/* Over more than a tenth of a long log. */
START_TEST(it_has_to_rise_over_a_tenth) {
  for (int rows = 60; rows <= 160; rows += 100) {
    climb(0, 1, 0.001);
    stay(900, 1, 0.001);
    for (int i = 1; i <= rows; i++) line(1 + 0.4 * i / rows, RATE, 1);
    ck_assert_msg(finds(DH_FINDING_RISING) == (rows > 100), "%d", rows);
  }
}
END_TEST

/* --- what is said of a rise stands in the log --- */

static bool stands_there(double value, size_t from, size_t to) {
  for (size_t i = from; i < to; i++)
    if (hand.row[i].value[DH_LOG_LOSS] == value) return true;
  return false;
}

/* A wall behind a slope: medians see it two rows before, and mix the two. */
START_TEST(a_divergence_begins_where_its_first_row_is) {
  begin();
  for (int i = 0; i < 6; i++) line(2.4 - 0.03 * i + wobble(i, 0.02), RATE, 1);
  for (int i = 0; i < 60; i++) line(7.4 + wobble(i, 0.1), RATE, 1);
  const struct dh_finding *finding = find(DH_FINDING_DIVERGED);
  ck_assert_ptr_nonnull(finding);
  ck_assert_uint_eq(finding->first, 6);
  ck_assert(stands_there(finding->evidence[0], 0, 6));
  ck_assert_double_eq_tol(finding->evidence[0], 2.4 - 0.03 * 4 - 0.02, 1e-12); /* the lowest of all rows before */
  ck_assert_double_eq(finding->evidence[1], 7.5);
}
END_TEST

/* It rises from its first row on: the second one is up. */
START_TEST(a_divergence_may_begin_at_once) {
  begin();
  for (int i = 0; i < 30; i++) line(9 * pow(1.44, i), RATE, 1);
  const struct dh_finding *finding = find(DH_FINDING_DIVERGED);
  ck_assert_ptr_nonnull(finding);
  ck_assert_uint_eq(finding->first, 1);
  ck_assert_double_eq(finding->evidence[0], 9);
}
END_TEST

/* The row before a spike is the lowest, and lower than any median; it has two rows, or four. */
START_TEST(a_spike_has_the_rows_that_are_up) {
  for (int rows = 1; rows <= 4; rows++) {
    begin();
    fall(50);
    line(0.5, RATE, 1);
    for (int i = 0; i < rows; i++) line(3 - 0.1 * i, RATE, 1);
    for (int i = 0; i < 20; i++) line(0.6 + 0.01 * (i % 3), RATE, 1);
    const struct dh_finding *finding = find(DH_FINDING_SPIKE);
    ck_assert_msg(finding != NULL, "%d", rows);
    ck_assert_uint_eq(finding->first, 51);
    ck_assert_uint_eq(finding->last, 50 + (size_t)rows);
    ck_assert_double_eq(finding->evidence[0], 0.5);
    ck_assert_double_eq(finding->evidence[1], 3);
    ck_assert_double_eq(finding->evidence[2], (52 + rows) * EACH);
    ck_assert_double_eq(finding->evidence[3], 1);
  }
}
END_TEST

/* It comes down over some rows: what it was before is the noise about 1, and a row that is half-way is not back there.
 * It begins with the first row that is up, though that one is not half as high. */
START_TEST(a_spike_is_back_where_the_level_was) {
  static const double levels[][2] = {{1.02, 56}, {1.4, NAN}}; /* behind it; and the row that is back there */
  for (int i = 0; i < 2; i++) {
    begin();
    fall(1);
    stay(49, 1, 0.02);
    line(1.5, RATE, 1);
    line(4, RATE, 1);
    line(2.6, RATE, 1);
    line(1.6, RATE, 1);
    line(1.3, RATE, 1);
    stay(1, levels[i][0] + 0.1, 0);
    stay(30, levels[i][0], 0.01);
    const struct dh_finding *finding = find(DH_FINDING_SPIKE);
    ck_assert_ptr_nonnull(finding);
    ck_assert_uint_eq(finding->first, 50);
    ck_assert_double_eq(finding->evidence[4], 54 * EACH); /* 2.6 is above the middle of 1 and 4, 1.6 below */
    if (isnan(levels[i][1]))
      ck_assert_double_nan(finding->evidence[2]);
    else
      ck_assert_double_eq(finding->evidence[2], (levels[i][1] + 1) * EACH);
  }
}
END_TEST

/* It climbs over twenty rows and stays there, or goes on. */
START_TEST(a_loss_that_comes_to_rest_up_there_is_told) {
  for (int goes_on = 0; goes_on < 2; goes_on++) {
    begin();
    fall(60);
    for (int i = 0; i < 100; i++) line(0.5 + 0.4 * (goes_on || i < 20 ? i : 20) + wobble(i, 0.05), RATE, 1);
    const struct dh_finding *finding = find(DH_FINDING_DIVERGED);
    ck_assert_ptr_nonnull(finding);
    if (goes_on)
      ck_assert_double_nan(finding->evidence[2]);
    else
      ck_assert_double_eq_tol(finding->evidence[2], 8.5, 1e-9);
  }
}
END_TEST

/* --- batches that are like that --- */

/* Rows that stand out by 3, of so many tenths of the log one each; the others by less than a third of it, or more. */
static const struct {
  const char *what;
  int tenths, rows;
  double others;
  bool found;
} jumps[] = {
    {"one", 1, 1, 3, true},
    {"three", 3, 1, 3, true},
    {"four, all along", 4, 1, 3, false},
    {"eight", 8, 1, 3, false},
    {"one that is higher by far", 4, 1, 0.9, true},
    {"not by far", 4, 1, 1.2, false},
    {"two rows each", 4, 2, 3, false},
};

START_TEST(rows_that_jump_all_along_are_no_spikes) {
  enum { TENTH = 20 };
  begin();
  for (int i = 0; i < 10 * TENTH; i++) {
    int part = i / TENTH, at = i % TENTH - 8;
    bool up = part > 0 && part <= jumps[_i].tenths && at >= 0 && at < jumps[_i].rows;
    line(1 + wobble(i, 0.05) + (!up ? 0 : part == 1 ? 3 : jumps[_i].others), RATE, 1);
  }
  ck_assert_msg(finds(DH_FINDING_SPIKE) == jumps[_i].found, "%s", jumps[_i].what);
  ck_assert(!finds(DH_FINDING_DIVERGED));
}
END_TEST

/* What is up for long is no batch, however many batches are as high. */
START_TEST(what_is_up_for_long_is_a_spike) {
  for (int rows = 3; rows <= 12; rows += 9) {
    begin();
    for (int i = 0; i < 200; i++) {
      bool up = i % 40 == 10 || (i >= 100 && i < 100 + rows);
      line(1 + wobble(i, 0.05) + (up ? 3 : 0), RATE, 1);
    }
    ck_assert_msg(finds(DH_FINDING_SPIKE) == (rows == 12), "%d", rows);
  }
}
END_TEST

/* --- how many there can be --- */

/* Each kind once, NaN twice: a log with much that is wrong has room in an array of DH_FINDINGS_MAX. */
START_TEST(kinds_are_found_once_but_for_nan) {
  struct dh_finding findings[2 * DH_FINDINGS_MAX];
  int kinds[DH_FINDING_COUNT] = {0};
  begin();
  hand.log.max_grad_norm = 0.5;
  for (int i = 0; i < 4; i++) {
    fall(40);
    line(0.6, RATE, HUGE_VAL);
    stay(3, 0.6, 0.01);
    line((double)NAN, RATE, 1);
    stay(8, 0.6, 0.01);
    stay(3, 2.2, 0.01);
  }
  stay(30, 0.6, 0.01);
  stay(30, 8, 0.01);
  for (int i = 0; i < 5; i++) line(0, RATE, (double)NAN);
  int count = dh_log_diagnose(&hand.log, &summary, findings, 2 * DH_FINDINGS_MAX);
  ck_assert_int_le(count, DH_FINDINGS_MAX);
  ck_assert_int_ge(count, 6);
  for (int i = 0; i < count; i++) kinds[findings[i].kind]++;
  for (int kind = 0; kind < DH_FINDING_COUNT; kind++)
    ck_assert_msg(kinds[kind] <= 1 + (kind == DH_FINDING_NAN), "%s", dh_finding_name((enum dh_finding_kind)kind));
  ck_assert_int_eq(kinds[DH_FINDING_NAN], 2);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("diagnosis_hand_rises");
  TCase *t = tcase_create("rules");
  LOOP(a_loss_that_rises_to_the_end_is_told, climbs);
  tcase_add_test(t, what_diverges_does_not_rise_besides);
  tcase_add_test(t, it_has_to_rise_throughout);
  tcase_add_test(t, it_has_to_rise_over_eight_rows);
  tcase_add_test(t, it_has_to_rise_over_a_tenth);
  tcase_add_test(t, a_divergence_begins_where_its_first_row_is);
  tcase_add_test(t, a_divergence_may_begin_at_once);
  tcase_add_test(t, a_spike_has_the_rows_that_are_up);
  tcase_add_test(t, a_spike_is_back_where_the_level_was);
  tcase_add_test(t, a_loss_that_comes_to_rest_up_there_is_told);
  LOOP(rows_that_jump_all_along_are_no_spikes, jumps);
  tcase_add_test(t, what_is_up_for_long_is_a_spike);
  tcase_add_test(t, kinds_are_found_once_but_for_nan);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

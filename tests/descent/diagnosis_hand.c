/* SPDX-License-Identifier: MIT
 *
 * The diagnosis's rules for losses that are no numbers or go up, on logs written by hand: each with numbers just inside
 * and just outside of what it asks for. */
#include "diagnosis_hand.h"

START_TEST(the_wobble_is_the_noise) {
  begin();
  stay(100, 1, 0.1);
  find(DH_FINDING_NAN);
  ck_assert_double_eq_tol(summary.noise, WOBBLE * 0.1, 1e-12);
}
END_TEST

/* --- not a number --- */

START_TEST(infinity_and_nan_are_found_where_they_begin) {
  static const double values[] = {(double)NAN, HUGE_VAL, -HUGE_VAL};
  for (int i = 0; i < 3; i++) {
    begin();
    fall(20);
    line(values[i], RATE, 1);
    fall(5);
    const struct dh_finding *finding = find(DH_FINDING_NAN);
    ck_assert_ptr_nonnull(finding);
    ck_assert(finding->weight == DH_FINDING_FAULT);
    ck_assert_uint_eq(finding->first, 20);
    ck_assert_uint_eq(finding->last, 20);
    ck_assert_double_eq(finding->evidence[0], 210);
    ck_assert_double_eq(finding->evidence[2], RATE);
    ck_assert_double_eq(finding->evidence[3], 220); /* a number again */
  }
}
END_TEST

/* A Trainer's zeros: behind 20 rows with this loss (their norms 1, or none), followed by some at 1. */
static const struct {
  const char *what;
  double before;
  int zeros;
  double norm;
  int behind;
  bool found;
} filtered[] = {
    /* clang-format off */
    {"two rows", 1, 2, (double)NAN, 5, true},
    {"one may be a loss", 1, 1, (double)NAN, 5, false},
    {"an infinite norm", 1, 2, HUGE_VAL, 5, true},
    {"a norm of 0, far from a loss of 0", 0.0501, 2, 0, 5, true},
    {"a norm of 0, near it", 0.0499, 2, 0, 5, false},
    {"one with a norm of 0", 1, 1, 0, 5, false},
    {"a norm that is a number", 1, 5, 0.5, 0, false},
    {"no norms, three to the end", 1, 3, -1, 0, true},
    {"no norms, two to the end", 1, 2, -1, 0, false},
    {"no norms, not to the end", 1, 3, -1, 1, false},
    {"no norms, far", 0.0501, 3, -1, 0, true},
    {"no norms, near", 0.0499, 3, -1, 0, false},
    /* clang-format on */
};

START_TEST(zeros_are_nan_if_they_cannot_be_losses) {
  begin();
  for (int i = 0; i < 20; i++) line(filtered[_i].before, RATE, filtered[_i].norm < 0 ? -1 : 1);
  for (int i = 0; i < filtered[_i].zeros; i++) line(0, RATE, filtered[_i].norm);
  for (int i = 0; i < filtered[_i].behind; i++) line(1, RATE, filtered[_i].norm < 0 ? -1 : 1);
  const struct dh_finding *finding = find(DH_FINDING_NAN);
  ck_assert_msg((finding != NULL) == filtered[_i].found, "%s", filtered[_i].what);
  if (!finding) return;
  ck_assert_uint_eq(finding->first, 20);
  ck_assert_uint_eq(finding->last, 19 + (size_t)filtered[_i].zeros);
}
END_TEST

/* A single norm in the log, and zeros without one are losses. */
START_TEST(zeros_without_norms_need_a_log_without_norms) {
  begin();
  line(1, RATE, 1);
  for (int i = 0; i < 20; i++) line(1, RATE, -1);
  for (int i = 0; i < 5; i++) line(0, RATE, -1);
  ck_assert(!finds(DH_FINDING_NAN));
}
END_TEST

START_TEST(a_loss_that_arrives_at_zero_is_no_nan) {
  begin();
  for (int i = 0; i < 30; i++) line(round(1e4 * exp(-0.4 * i)) / 1e4, RATE, -1);
  ck_assert(!finds(DH_FINDING_NAN));
  begin();
  for (int i = 0; i < 20; i++) line(1 - 0.05 * i, RATE, 1);
  line(0.02, RATE, 0.5);
  for (int i = 0; i < 5; i++) line(0, RATE, 0);
  ck_assert(!finds(DH_FINDING_NAN));
}
END_TEST

/* The five norms in front of a NaN; -1: not written. */
static const struct {
  double norm[5];
  enum dh_nan_cause cause;
  double growth;
} grown[] = {
    {{1, 1, 1.5, 2, 3.01}, DH_NAN_RATE, 3.01},
    {{1, 1, 1.5, 2, 2.99}, DH_NAN_OTHER, 2.99},
    {{1, 3.2, 3.2, 3.2, 9}, DH_NAN_OTHER, 9 / 3.2}, /* three rows before, not four */
    {{1, 1, 3.2, 3.2, 3.5}, DH_NAN_RATE, 3.5},      /* nor two */
    {{9, 9, 9, 9, 1}, DH_NAN_OTHER, 1 / 9.0},
    {{-1, -1, -1, 1, 3.01}, DH_NAN_RATE, 3.01},
    {{-1, -1, -1, -1, 9}, DH_NAN_UNKNOWN, (double)NAN}, /* grown from what? */
    {{-1, -1, -1, -1, -1}, DH_NAN_UNKNOWN, (double)NAN},
};

START_TEST(the_rate_is_blamed_if_the_gradients_had_grown) {
  bool some = grown[_i].norm[4] >= 0;
  begin();
  for (int i = 0; i < 20; i++) line(1, RATE, -1);
  for (int i = 0; i < 5; i++) line(1, RATE, grown[_i].norm[i]);
  for (int i = 0; i < 4; i++) line(0, RATE, some ? (double)NAN : -1);
  const struct dh_finding *finding = find(DH_FINDING_NAN);
  ck_assert_ptr_nonnull(finding);
  ck_assert_int_eq(finding->cause, grown[_i].cause);
  if (isnan(grown[_i].growth))
    ck_assert_double_nan(finding->evidence[1]);
  else
    ck_assert_double_eq_tol(finding->evidence[1], grown[_i].growth, 1e-12);
  ck_assert_double_nan(finding->evidence[3]); /* never a number again */
}
END_TEST

/* In the first three rows there was no time for a rate to do it, unless the loss or the norm had begun to rise. */
START_TEST(a_nan_in_the_first_rows_is_not_the_rate) {
  static const struct {
    int before;
    double rise, grow;
    enum dh_nan_cause cause;
  } cases[] = {{0, 0, 1, DH_NAN_START}, {1, 0, 1, DH_NAN_START},   {2, 0, 1, DH_NAN_START},
               {3, 0, 1, DH_NAN_OTHER}, {2, 0.5, 1, DH_NAN_OTHER}, {2, 0, 4, DH_NAN_RATE}};
  for (int i = 0; i < 6; i++) {
    begin();
    for (int k = 0; k < cases[i].before; k++) line(2 + cases[i].rise * k, RATE, pow(cases[i].grow, k));
    for (int k = 0; k < 10; k++) line(0, RATE, (double)NAN);
    const struct dh_finding *finding = find(DH_FINDING_NAN);
    ck_assert_ptr_nonnull(finding);
    ck_assert_msg(finding->cause == cases[i].cause, "%d", i);
  }
  ck_assert_str_eq(dh_nan_cause_name(DH_NAN_START), "from_the_start");
}
END_TEST

/* --- up again --- */

/* From 2 down to 0.5 in a row, there for 60; up for some rows, and then another level for some. */
static const struct {
  const char *what;
  int rows;
  double up;
  int behind;
  double then;
  int kind;
} rises[] = {
    {"more than half of the gain", 10, 1.26, 0, 0, DH_FINDING_DIVERGED},
    {"less than half of it", 10, 1.24, 0, 0, NEITHER},
    {"five rows, half-way back", 5, 1.5, 10, 1, DH_FINDING_DIVERGED},
    {"four rows, half-way back", 4, 1.5, 10, 1, DH_FINDING_SPIKE},
    {"back, but for rounding", 10, 1.5, 10, 0.5004, DH_FINDING_SPIKE},
    {"not quite back", 10, 1.5, 10, 0.5006, DH_FINDING_DIVERGED},
    {"three rows, to the end", 3, 1.5, 0, 0, DH_FINDING_DIVERGED},
    {"one row", 1, 1.26, 10, 0.5, DH_FINDING_SPIKE},
    {"one row, less than half", 1, 1.24, 10, 0.5, NEITHER},
    {"one row, the last", 1, 1.5, 0, 0, DH_FINDING_SPIKE},
};

START_TEST(a_rise_is_measured_by_the_gain) {
  begin();
  stay(3, 2, 0);
  stay(60, 0.5, 0);
  stay(rises[_i].rows, rises[_i].up, 0);
  stay(rises[_i].behind, rises[_i].then, 0);
  const struct dh_finding *finding = find(DH_FINDING_DIVERGED);
  ck_assert_msg((finding != NULL) == (rises[_i].kind == DH_FINDING_DIVERGED), "%s", rises[_i].what);
  if (finding) {
    ck_assert(finding->weight == DH_FINDING_FAULT);
    ck_assert_uint_eq(finding->first, 63);
    ck_assert_uint_eq(finding->last, hand.log.count - 1);
    ck_assert_double_eq(finding->evidence[0], 0.5);
    ck_assert_double_eq(finding->evidence[1], rises[_i].up);
  }
  finding = find(DH_FINDING_SPIKE);
  ck_assert_msg((finding != NULL) == (rises[_i].kind == DH_FINDING_SPIKE), "%s", rises[_i].what);
  if (!finding) return;
  ck_assert(finding->weight == DH_FINDING_NOTE);
  ck_assert_uint_eq(finding->first, 63);
  ck_assert_double_eq(finding->evidence[1], rises[_i].up);
  if (rises[_i].behind > 0 && rises[_i].then < 0.501)
    ck_assert_double_eq(finding->evidence[2], (63 + rises[_i].rows + 1) * EACH);
  else
    ck_assert_double_nan(finding->evidence[2]); /* never back */
  if (rises[_i].behind > 0)
    ck_assert_double_eq(finding->evidence[4], (63 + rises[_i].rows + 1) * EACH);
  else
    ck_assert_double_nan(finding->evidence[4]); /* nor half-way */
  ck_assert_double_eq(finding->evidence[3], 1);
}
END_TEST

/* How losses differ anyhow: by their noise, by their wandering between two levels for 20 rows each, or by rounding
 * alone; and then they rise, for as many rows, by so many times as much. */
static const struct {
  const char *what;
  double noise, wander, unit;
  int rows;
  double times;
  int kind;
} above[] = {
    {"above six times the noise", 0.1, 0, 0.1, 14, 6.1, DH_FINDING_DIVERGED},
    {"below it", 0.1, 0, 0.1, 14, 5.9, NEITHER},
    {"a row above eight times the noise", 0.1, 0, 0.1, 1, 8.1, DH_FINDING_SPIKE},
    {"a row below it", 0.1, 0, 0.1, 1, 7.9, NEITHER},
    {"above ten times what it wanders", 0, 0.1, 0.1, 14, 10.1, DH_FINDING_DIVERGED},
    {"below it", 0, 0.1, 0.1, 14, 9.9, NEITHER},
    {"a row above twelve times what it wanders", 0, 0.1, 0.1, 1, 12.1, DH_FINDING_SPIKE},
    {"a row below it", 0, 0.1, 0.1, 1, 11.9, NEITHER},
    {"above five units of rounding", 0, 0, 1e-4, 14, 5.1, DH_FINDING_DIVERGED},
    {"below it", 0, 0, 1e-4, 14, 4.9, NEITHER},
    {"a row above five units of rounding", 0, 0, 1e-4, 1, 5.1, DH_FINDING_SPIKE},
    {"a row below it", 0, 0, 1e-4, 1, 4.9, NEITHER},
};

/* What wanders falls first, so that what it does early on, when nothing is known of it, is less than half of the gain;
 * a row that stands out has to do so by half of it besides. The last row before the rise is the lowest of its three. */
START_TEST(a_rise_is_measured_by_what_losses_differ_anyhow) {
  enum { BEFORE = 218, SIDE = 20, BEHIND = 12 };
  double noise = above[_i].noise / WOBBLE, wander = above[_i].wander, gain = 5 * wander, low = 10 - wander;
  bool alone = above[_i].rows == 1;
  double up = low + above[_i].unit * above[_i].times + (alone ? gain / 2 : 0);
  begin();
  for (int i = 0; i < BEFORE; i++) stay(1, i < 3 ? low + gain : low + (i / SIDE % 2 ? 2 * wander : 0), noise);
  if (alone) line(up, RATE, 1);
  stay(alone ? BEHIND : above[_i].rows, alone ? low : up, noise);
  ck_assert_msg(finds(DH_FINDING_DIVERGED) == (above[_i].kind == DH_FINDING_DIVERGED), "%s", above[_i].what);
  ck_assert_msg(finds(DH_FINDING_SPIKE) == (above[_i].kind == DH_FINDING_SPIKE), "%s", above[_i].what);
}
END_TEST

/* How losses wander is known from five rows on (those that have ten on each side, in front of the tenth of the log);
 * before, it is taken for as much as their noise. Up by seven times the noise is then too little. */
START_TEST(early_rises_have_to_be_higher) {
  for (int rows = 240; rows <= 250; rows += 10) {
    begin();
    stay(30, 1, 0.1);
    stay(9, 1 + 7 * WOBBLE * 0.1, 0.1);
    stay(rows - 39, 1, 0.1);
    ck_assert_msg(finds(DH_FINDING_SPIKE) == (rows == 250), "%d", rows);
  }
}
END_TEST

START_TEST(up_and_away_is_no_spike) {
  begin();
  fall(40);
  for (int i = 0; i < 20; i++) line(2.2 + 0.1 * i, RATE, 1);
  ck_assert(finds(DH_FINDING_DIVERGED));
  ck_assert(!finds(DH_FINDING_SPIKE));
}
END_TEST

/* A jump in a short log, which is itself a good part of what the log has. */
START_TEST(a_jump_in_a_short_log_is_found) {
  static const int rows[][2] = {{40, 20}, {30, 10}, {25, 15}, {80, 20}, {200, 8}};
  for (int i = 0; i < 5; i++) {
    begin();
    fall(rows[i][0]);
    for (int k = 0; k < rows[i][1]; k++) line(50, RATE, 1);
    ck_assert_msg(finds(DH_FINDING_DIVERGED), "%d + %d", rows[i][0], rows[i][1]);
  }
}
END_TEST

START_TEST(nine_losses_are_too_few_for_a_rise) {
  for (int rows = 9; rows <= 10; rows++) {
    begin();
    stay(3, 1, 0);
    stay(rows - 3, 50, 0);
    ck_assert_msg(finds(DH_FINDING_DIVERGED) == (rows == 10), "%d", rows);
  }
}
END_TEST

START_TEST(spikes_are_one_finding) {
  begin();
  stay(3, 2, 0);
  stay(30, 0.5, 0);
  for (int i = 0; i < 3; i++) {
    stay(30, 0.5, 0);
    stay(3, 2 + i, 0);
  }
  stay(30, 0.5, 0);
  const struct dh_finding *finding = find(DH_FINDING_SPIKE);
  ck_assert_ptr_nonnull(finding);
  ck_assert_uint_eq(finding->first, 63);
  ck_assert_uint_eq(finding->last, 131);
  ck_assert_double_eq(finding->evidence[0], 0.5);
  ck_assert_double_eq(finding->evidence[1], 4);
  ck_assert_double_eq(finding->evidence[3], 3);
}
END_TEST

/* --- the whole --- */

/* Nothing can be said of nothing, and nothing goes wrong over it. */
START_TEST(small_and_odd_logs_are_let_be) {
  struct dh_finding findings[2];
  begin();
  ck_assert_int_eq(dh_log_diagnose(&hand.log, &summary, findings, 2), 0);
  ck_assert(isnan(summary.best));
  for (int i = 0; i < 3; i++) {
    line(i, (double)NAN, -1);
    ck_assert_int_eq(dh_log_diagnose(&hand.log, &summary, findings, 2), 0);
  }
  begin();
  for (int i = 0; i < 40; i++) line((double)NAN, (double)NAN, (double)NAN);
  ck_assert_int_eq(dh_log_diagnose(&hand.log, &summary, findings, 2), 1);
  ck_assert_uint_eq(summary.losses, 0);
  begin();
  for (int i = 0; i < 40; i++) line(1e300 * (i % 2 ? 1 : -1), HUGE_VAL, HUGE_VAL);
  ck_assert_int_ge(dh_log_diagnose(&hand.log, &summary, findings, 2), 0);
  ck_assert_int_eq(dh_log_diagnose(&hand.log, &summary, findings, 0), 0); /* no room is no crime */
}
END_TEST

/* In the order of their rows, whatever the order of the rules. */
START_TEST(findings_come_in_the_order_of_their_rows) {
  struct dh_finding findings[DH_FINDINGS_MAX];
  begin();
  hand.log.max_grad_norm = 0.5;
  fall(40);
  stay(3, 2.2, 0); /* a spike */
  for (int i = 0; i < 20; i++) line(0.72 + 0.01 * (i % 3), RATE, 1);
  line(0.73, RATE, (double)NAN); /* a step that was left out: its rule is asked before that of the clip */
  for (int i = 0; i < 20; i++) line(0, RATE, (double)NAN);
  int count = dh_log_diagnose(&hand.log, &summary, findings, DH_FINDINGS_MAX);
  ck_assert_int_ge(count, 4);
  for (int i = 1; i < count; i++) ck_assert_uint_ge(findings[i].first, findings[i - 1].first);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("diagnosis_hand");
  TCase *t = tcase_create("rules");
  tcase_add_test(t, the_wobble_is_the_noise);
  tcase_add_test(t, infinity_and_nan_are_found_where_they_begin);
  LOOP(zeros_are_nan_if_they_cannot_be_losses, filtered);
  tcase_add_test(t, zeros_without_norms_need_a_log_without_norms);
  tcase_add_test(t, a_loss_that_arrives_at_zero_is_no_nan);
  LOOP(the_rate_is_blamed_if_the_gradients_had_grown, grown);
  tcase_add_test(t, a_nan_in_the_first_rows_is_not_the_rate);
  LOOP(a_rise_is_measured_by_the_gain, rises);
  LOOP(a_rise_is_measured_by_what_losses_differ_anyhow, above);
  tcase_add_test(t, early_rises_have_to_be_higher);
  tcase_add_test(t, up_and_away_is_no_spike);
  tcase_add_test(t, a_jump_in_a_short_log_is_found);
  tcase_add_test(t, nine_losses_are_too_few_for_a_rise);
  tcase_add_test(t, spikes_are_one_finding);
  tcase_add_test(t, small_and_odd_logs_are_let_be);
  tcase_add_test(t, findings_come_in_the_order_of_their_rows);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * The diagnosis's rules for rates and gradient norms, and for losses beside them, on logs written by hand: each with
 * numbers just inside and just outside of what it asks for. */
#include "diagnosis_hand.h"

/* --- steps left out --- */

static const struct {
  const char *what;
  double loss;
  int run, runs; /* rows with a norm that is not finite, and how often there are so many */
  bool found;
  enum dh_finding_weight weight;
} skipped[] = {
    {"one", 0.9, 1, 1, true, DH_FINDING_NOTE},
    {"four running", 0.9, 4, 1, true, DH_FINDING_NOTE},
    {"five running are no accident", 0.9, 5, 1, true, DH_FINDING_FAULT},
    {"four, and again, and again, are most of the second half", 0.9, 4, 3, true, DH_FINDING_FAULT},
    {"once each, four times", 0.9, 1, 4, true, DH_FINDING_NOTE},
    {"five times", 0.9, 1, 5, true, DH_FINDING_FAULT},
    {"the loss is gone, too", (double)NAN, 1, 1, false, DH_FINDING_NOTE},
    {"a filtered loss is gone, too", 0, 1, 1, true, DH_FINDING_NOTE},
    {"and again", 0, 1, 3, true, DH_FINDING_NOTE},
    {"two running are a NaN", 0, 2, 1, false, DH_FINDING_NOTE},
};

START_TEST(steps_left_out_are_a_note_until_they_are_five) {
  begin();
  fall(20);
  for (int run = 0; run < skipped[_i].runs; run++) {
    for (int i = 0; i < skipped[_i].run; i++) line(skipped[_i].loss, RATE, i % 2 ? (double)NAN : HUGE_VAL);
    stay(3, 0.9, 0);
  }
  const struct dh_finding *finding = find(DH_FINDING_SKIPPED_STEP);
  ck_assert_msg((finding != NULL) == skipped[_i].found, "%s", skipped[_i].what);
  if (!finding) return;
  ck_assert_msg(finding->weight == skipped[_i].weight, "%s", skipped[_i].what);
  ck_assert_double_eq(finding->evidence[0], skipped[_i].run * skipped[_i].runs);
  ck_assert_double_eq(finding->evidence[1], 210);
  ck_assert_double_eq(finding->evidence[2], skipped[_i].loss == 0 ? skipped[_i].runs : 0);
  ck_assert_uint_eq(finding->first, 20);
  ck_assert_double_gt(summary.best, 0.5); /* a filtered loss is none */
  ck_assert(!finds(DH_FINDING_NAN));
}
END_TEST

/* The last row may be one, too; near 0 it is a loss all the same. */
START_TEST(a_single_zero_is_left_out_wherever_it_is) {
  begin();
  fall(20);
  line(0, RATE, (double)NAN);
  ck_assert(finds(DH_FINDING_SKIPPED_STEP));
  ck_assert_uint_eq(summary.losses, 20);
  ck_assert_double_gt(summary.last, 0.5);
  begin();
  stay(20, 0.04, 0);
  line(0, RATE, (double)NAN);
  stay(20, 0.04, 0);
  ck_assert(finds(DH_FINDING_SKIPPED_STEP));
  ck_assert_uint_eq(summary.losses, 41);
}
END_TEST

/* --- rates and clips --- */

START_TEST(a_rate_of_zero_in_all_rows_is_frozen) {
  static const struct {
    int zeros;
    double other; /* a rate in one row more; NaN: none */
    bool found;
  } cases[] = {{1, (double)NAN, false}, {2, (double)NAN, true}, {50, (double)NAN, true}, {50, 1e-9, false}};
  for (int i = 0; i < 4; i++) {
    begin();
    for (int k = 0; k < 20; k++) line(1, (double)NAN, 1);
    for (int k = 0; k < cases[i].zeros; k++) line(1, 0, 1);
    if (!isnan(cases[i].other)) line(1, cases[i].other, 1);
    const struct dh_finding *finding = find(DH_FINDING_FROZEN);
    ck_assert_msg((finding != NULL) == cases[i].found, "%d", i);
    if (finding) ck_assert(finding->weight == DH_FINDING_FAULT);
  }
}
END_TEST

static const struct {
  const char *what;
  double cap;
  int above, at, none; /* rows with a norm above the cap of 1, of 1, and not finite */
  bool found;
} clips[] = {
    {"half of the rows", 1, 10, 10, 0, false},
    {"a row more", 1, 11, 9, 0, true},
    {"what is not finite is no norm", 1, 11, 9, 10, true},
    {"nine norms", 1, 9, 0, 0, false},
    {"ten", 1, 10, 0, 0, true},
    {"a cap that is not known", (double)NAN, 20, 0, 0, false},
    {"no cap", 0, 20, 0, 0, false},
};

START_TEST(a_clip_in_more_than_half_of_the_rows_is_noted) {
  begin();
  hand.log.max_grad_norm = clips[_i].cap;
  for (int i = 0; i < clips[_i].above; i++) line(1, RATE, 1.01);
  for (int i = 0; i < clips[_i].at; i++) line(1, RATE, 1);
  for (int i = 0; i < clips[_i].none; i++) line(1, RATE, i % 2 ? HUGE_VAL : (double)NAN);
  const struct dh_finding *finding = find(DH_FINDING_CLIPPED);
  ck_assert_msg((finding != NULL) == clips[_i].found, "%s", clips[_i].what);
  if (!finding) return;
  ck_assert(finding->weight == DH_FINDING_NOTE);
  ck_assert_double_eq_tol(finding->evidence[0], clips[_i].above / (double)(clips[_i].above + clips[_i].at), 1e-12);
  ck_assert_double_eq(finding->evidence[1], 1);
  ck_assert_double_eq(finding->evidence[2], 1.01);
}
END_TEST

/* Who writes epochs, rates and norms is a Trainer, whose clip is at 1. It is taken for granted only where it would
 * halve gradients, and if nothing else is known. */
static const struct {
  const char *what;
  double cap, norm;
  bool epochs, rates, found;
} assumed[] = {
    {"a Trainer", (double)NAN, 2.01, true, true, true},
    {"not by half", (double)NAN, 1.99, true, true, false},
    {"no epochs", (double)NAN, 9, false, true, false},
    {"no rates", (double)NAN, 9, true, false, false},
    {"it is known that there is none", 0, 9, true, true, false},
    {"it is known to be higher", 10, 9, true, true, false},
    {"it is known", 1, 1.01, true, true, true},
};

START_TEST(a_trainers_clip_is_assumed) {
  begin();
  hand.log.max_grad_norm = assumed[_i].cap;
  for (int i = 0; i < 20; i++) {
    struct dh_log_row *row = line(1, assumed[_i].rates ? RATE : (double)NAN, assumed[_i].norm);
    if (assumed[_i].epochs) book_put(row, DH_LOG_EPOCH, 0.1 * i);
  }
  const struct dh_finding *finding = find(DH_FINDING_CLIPPED);
  ck_assert_msg((finding != NULL) == assumed[_i].found, "%s", assumed[_i].what);
  if (!finding) return;
  ck_assert_double_eq(finding->evidence[1], 1);
  ck_assert_double_eq(finding->evidence[3], isnan(assumed[_i].cap));
}
END_TEST

/* --- the end of the warmup --- */

/* A warmup of some rows with norms of `before`, some rows with `norm` at a share of the peak, then the peak and a
 * gradient norm of 1. */
static const struct {
  const char *what;
  int rise, high, later;
  double before, share, norm;
  long max_steps;
  bool found;
} warmups[] = {
    {"all of it", 8, 2, 50, 1, 1, 6, 0, true},
    {"five times what it is later", 8, 2, 50, 1, 1, 5.05, 0, true},
    {"less", 8, 2, 50, 1, 1, 4.95, 0, false},
    {"at 0.8 of the peak", 8, 2, 50, 1, 0.81, 6, 0, true},
    {"below", 8, 2, 50, 1, 0.79, 6, 0, false},
    {"twice what it was before", 8, 2, 50, 2.9, 1, 6, 0, true},
    {"it only falls", 8, 2, 50, 3.1, 1, 6, 0, false},
    {"no warmup, and the loss stays where it is", 0, 10, 50, 1, 1, 6, 0, false},
    {"a single row may be a batch", 9, 1, 50, 1, 1, 6, 0, false},
    {"in the first fifth", 10, 4, 45, 1, 1, 6, 0, true},
    {"behind it", 11, 4, 44, 1, 1, 6, 0, false},
    {"in the first fifth of what is to come", 11, 4, 44, 1, 1, 6, 600, true},
    {"five rows to compare with", 8, 2, 5, 1, 1, 6, 500, true},
    {"four", 8, 2, 4, 1, 1, 6, 500, false},
    {"ten rows in all", 3, 2, 5, 1, 1, 6, 250, true},
    {"nine", 2, 2, 5, 1, 1, 6, 200, false},
};

START_TEST(a_gradient_that_is_high_where_the_warmup_ends) {
  int high = warmups[_i].rise; /* the first row */
  begin();
  hand.log.max_steps = warmups[_i].max_steps;
  for (int i = 0; i < warmups[_i].rise; i++) line(1, RATE * 0.7 * i / warmups[_i].rise, warmups[_i].before);
  for (int i = 0; i < warmups[_i].high; i++) line(1, RATE * warmups[_i].share, warmups[_i].norm);
  for (int i = 0; i < warmups[_i].later; i++) line(1, RATE, 1);
  const struct dh_finding *finding = find(DH_FINDING_WARMUP_SPIKE);
  ck_assert_msg((finding != NULL) == warmups[_i].found, "%s", warmups[_i].what);
  if (!finding) return;
  ck_assert(finding->weight == DH_FINDING_FAULT);
  ck_assert_uint_eq(finding->first, (size_t)high);
  ck_assert_double_eq(finding->evidence[0], warmups[_i].norm);
  ck_assert_double_eq(finding->evidence[1], 1);
  ck_assert_double_eq(finding->evidence[2], (high + 1) * EACH);
  ck_assert_double_eq(finding->evidence[3], RATE * warmups[_i].share);
}
END_TEST

/* The full rate from the first row on: norms and losses of the first rows, and then norms of 1 and losses that come
 * down from `after` to 1. */
static const struct {
  const char *what;
  double norm[4], loss[4], after;
  bool found;
} cold[] = {
    {"high twice, and a way to go", {20, 6, 1, 1}, {3, 2.5, 2.4, 2.3}, 2.2, true},
    {"the loss came down with it", {20, 6, 1, 1}, {3, 2, 1.2, 1.1}, 1, false},
    {"high once: a batch", {20, 4, 3, 1}, {3, 2.5, 2.4, 2.3}, 2.2, false},
    {"high once, and the loss goes up", {1, 20, 3, 1}, {3, 5, 4, 2.3}, 2.2, true},
    {"four times, as healthy ones are", {4, 4, 3, 1}, {3, 5, 4, 2.3}, 2.2, false},
    {"infinite: steps left out", {HUGE_VAL, HUGE_VAL, 4, 4}, {3, 2.5, 2.4, 2.3}, 2.2, false},
    {"not at the beginning", {1, 1, 1, 20}, {3, 3, 3, 5}, 2.2, false},
};

START_TEST(a_beginning_at_the_full_rate_is_too_fast) {
  begin();
  for (int i = 0; i < 4; i++) line(cold[_i].loss[i], RATE, cold[_i].norm[i]);
  for (int i = 0; i < 46; i++) line(1 + (cold[_i].after - 1) * exp(-i / 10.0) + wobble(i, 0.01), RATE, 1);
  const struct dh_finding *finding = find(DH_FINDING_WARMUP_SPIKE);
  ck_assert_msg((finding != NULL) == cold[_i].found, "%s", cold[_i].what);
  if (!finding) return;
  ck_assert_double_eq(finding->evidence[4], 1);
  ck_assert_double_eq(finding->evidence[0], 20);
}
END_TEST

/* On a bowl the norm never stops to fall. */
START_TEST(a_gradient_that_falls_all_the_time_is_a_bowl) {
  begin();
  for (int i = 0; i < 50; i++) line(1 + exp(-0.02 * i), RATE, 20 * exp(-0.12 * i));
  ck_assert(!finds(DH_FINDING_WARMUP_SPIKE));
}
END_TEST

/* A gradient of 0: all rows that have one, ten of them, and no loss that falls all the same. */
START_TEST(no_gradient_is_frozen) {
  static const struct {
    int rows;
    double loss, fall, norm; /* of the last row */
    bool found, masked;
  } cases[] = {{10, 2, 0, 0, true, false}, {9, 2, 0, 0, false, false},    {40, 2, 0, 0, true, false},
               {40, 0, 0, 0, true, true},  {40, 0, 0, 0.1, false, false}, {40, 2, 0.02, 0, false, false}};
  for (int i = 0; i < 6; i++) {
    begin();
    for (int k = 0; k < cases[i].rows; k++)
      line(cases[i].loss - cases[i].fall * k, RATE, k + 1 < cases[i].rows ? 0 : cases[i].norm);
    const struct dh_finding *finding = find(DH_FINDING_FROZEN);
    ck_assert_msg((finding != NULL) == cases[i].found, "%d", i);
    if (!finding) continue;
    ck_assert(finding->weight == DH_FINDING_FAULT);
    ck_assert(isnan(finding->evidence[0]));
    ck_assert_double_eq(finding->evidence[1], 0);
    ck_assert_double_eq(finding->evidence[2], cases[i].masked);
    ck_assert(!finds(DH_FINDING_FLAT));
  }
}
END_TEST

/* It needs the end of the training, ten rates, and that each is higher than the one before. */
START_TEST(a_warmup_to_the_end_is_noted) {
  static const struct {
    int rows, high; /* rows, and of them those at the rate of the last before */
    long steps;
    bool found;
  } cases[] = {{10, 0, 100, true},  {9, 0, 90, false},   {20, 0, 200, true},
               {20, 1, 200, false}, {20, 0, 210, false}, {20, 0, 0, false}};
  for (int i = 0; i < 6; i++) {
    begin();
    hand.log.max_steps = cases[i].steps;
    for (int k = 0; k < cases[i].rows; k++) line(1, RATE * fmin(k, cases[i].rows - 1 - cases[i].high), 1);
    const struct dh_finding *finding = find(DH_FINDING_ENDLESS_WARMUP);
    ck_assert_msg((finding != NULL) == cases[i].found, "%d", i);
    if (finding) ck_assert(finding->weight == DH_FINDING_NOTE);
  }
}
END_TEST

/* Norms about the end of the warmup: is one of two neighbours on either side as high? */
START_TEST(a_gradient_that_is_high_once_may_be_a_batch) {
  static const struct {
    double norm[4];
    bool found;
  } cases[] = {
      {{6, 5.1, 1, 1}, true},  {{5.1, 6, 1, 1}, true},  {{6, 1, 5.1, 1}, true},  {{5.1, 1, 6, 1}, true},
      {{6, 4.9, 1, 1}, false}, {{6, 1, 1, 5.1}, false}, {{5.1, 1, 1, 6}, false},
  };
  for (int i = 0; i < 7; i++) {
    begin();
    for (int k = 0; k < 8; k++) line(1, RATE * 0.1 * k, 1);
    for (int k = 0; k < 4; k++) line(1, RATE, cases[i].norm[k]);
    for (int k = 0; k < 60; k++) line(1, RATE, 1);
    ck_assert_msg(finds(DH_FINDING_WARMUP_SPIKE) == cases[i].found, "%d", i);
  }
}
END_TEST

/* A loss that goes up there, too, and stays: one event, one finding. What happens behind the first fifth is another. */
START_TEST(a_divergence_has_its_warmup) {
  static const struct {
    int from;
    bool both;
  } cases[] = {{6, false}, {8, false}, {11, false}, {30, true}};
  for (int i = 0; i < 4; i++) {
    begin();
    for (int k = 0; k < 68; k++)
      line(k < cases[i].from ? 2 : 7, k < 8 ? RATE * 0.12 * k : RATE, k >= 8 && k < 10 ? 6 : 1);
    const struct dh_finding *diverged = find(DH_FINDING_DIVERGED);
    ck_assert_ptr_nonnull(diverged);
    ck_assert_uint_eq(diverged->first, (size_t)cases[i].from);
    if (cases[i].both)
      ck_assert_double_nan(diverged->evidence[3]);
    else
      ck_assert_double_eq(diverged->evidence[3], 8 * EACH); /* the first row at 0.8 of the peak */
    ck_assert_msg(finds(DH_FINDING_WARMUP_SPIKE) == cases[i].both, "%d", i);
  }
  begin(); /* below half of the peak it is not where the warmup ends */
  for (int k = 0; k < 68; k++) line(k < 12 ? 2 : 7, k < 30 ? RATE * k / 30.0 : RATE, 1);
  ck_assert_double_nan(find(DH_FINDING_DIVERGED)->evidence[3]);
}
END_TEST

/* --- noise --- */

/* Rows on the way up at a low rate, rows about the peak (the first is at it, the others at a share of it), and rows at
 * a low share, their noise `ratio` times as large. */
static const struct {
  const char *what;
  int rise, high;
  double high_share;
  int low;
  double low_share, ratio;
  int kind;
} noises[] = {
    {"quieter", 0, 40, 1, 40, 0.05, 0.3, DH_FINDING_RATE_NOISE},
    {"by half", 0, 40, 1, 40, 0.05, 0.49, DH_FINDING_RATE_NOISE},
    {"not by half", 0, 40, 1, 40, 0.05, 0.51, NEITHER},
    {"between", 0, 40, 1, 40, 0.05, 0.6, NEITHER},
    {"not the same", 0, 40, 1, 40, 0.05, 0.79, NEITHER},
    {"about the same", 0, 40, 1, 40, 0.05, 0.81, DH_FINDING_DATA_NOISE},
    {"the same", 0, 40, 1, 40, 0.05, 1, DH_FINDING_DATA_NOISE},
    {"hardly louder", 0, 40, 1, 40, 0.05, 1.24, DH_FINDING_DATA_NOISE},
    {"louder", 0, 40, 1, 40, 0.05, 1.26, NEITHER},
    {"twenty rows each", 0, 20, 1, 20, 0.05, 0.3, DH_FINDING_RATE_NOISE},
    {"nineteen at the peak", 0, 19, 1, 40, 0.05, 0.3, NEITHER},
    {"nineteen at a tenth", 0, 40, 1, 19, 0.05, 0.3, NEITHER},
    {"the way up does not count", 30, 40, 1, 19, 0.05, 0.3, NEITHER},
    {"0.9 of the peak counts", 0, 40, 0.91, 40, 0.05, 0.3, DH_FINDING_RATE_NOISE},
    {"less does not", 0, 40, 0.89, 40, 0.05, 0.3, NEITHER},
    {"a tenth counts", 0, 40, 1, 40, 0.099, 0.3, DH_FINDING_RATE_NOISE},
    {"more does not", 0, 40, 1, 40, 0.101, 0.3, NEITHER},
};

START_TEST(noise_is_compared_at_two_rates) {
  int row = 0;
  begin();
  for (int i = 0; i < noises[_i].rise; i++, row++) line(1 + wobble(row, 0.1), RATE * 0.05, 1);
  for (int i = 0; i < noises[_i].high; i++, row++)
    line(1 + wobble(row, 0.1), RATE * (i ? noises[_i].high_share : 1), 1);
  for (int i = 0; i < noises[_i].low; i++, row++)
    line(1 + wobble(row, 0.1 * noises[_i].ratio), RATE * noises[_i].low_share, 1);
  for (int kind = DH_FINDING_RATE_NOISE; kind <= DH_FINDING_DATA_NOISE; kind++)
    ck_assert_msg(finds((enum dh_finding_kind)kind) == (noises[_i].kind == kind), "%s", noises[_i].what);
  if (noises[_i].kind == NEITHER) return;
  const struct dh_finding *finding = find((enum dh_finding_kind)noises[_i].kind);
  ck_assert_ptr_nonnull(finding);
  ck_assert(finding->weight == DH_FINDING_NOTE);
  ck_assert_double_eq_tol(finding->evidence[1] / finding->evidence[0], noises[_i].ratio, 1e-9);
  ck_assert_double_eq(finding->evidence[2], noises[_i].high);
  ck_assert_double_eq(finding->evidence[3], noises[_i].low);
}
END_TEST

/* Noise that is a share of the loss falls with the loss; the rate may have nothing to do with it. */
START_TEST(noise_that_falls_with_the_loss_is_not_the_rate_s) {
  for (int follows = 0; follows < 2; follows++) {
    begin();
    for (int row = 0; row < 80; row++) {
      double level = row < 40 ? 2 : 0.4, share = row < 40 || !follows ? 0.05 : 0.02;
      line(level * (1 + wobble(row, share)), row < 40 ? RATE : RATE * 0.05, 1);
    }
    ck_assert_int_eq(finds(DH_FINDING_RATE_NOISE), follows);
    ck_assert(!finds(DH_FINDING_DATA_NOISE));
  }
}
END_TEST

/* What is told of noise can be worked out of the log: wobbling in threes, two of three rows are `size` from the next.
 */
START_TEST(noise_is_told_from_row_to_row) {
  begin();
  for (int row = 0; row < 80; row++) line(1 + wobble(row, row < 40 ? 0.1 : 0.03), row < 40 ? RATE : RATE * 0.05, 1);
  const struct dh_finding *finding = find(DH_FINDING_RATE_NOISE);
  ck_assert_ptr_nonnull(finding);
  ck_assert_double_eq_tol(finding->evidence[0], 0.1, 1e-12);
  ck_assert_double_eq_tol(finding->evidence[1], 0.03, 1e-12);
}
END_TEST

/* Where the cap is assumed, what is far above it makes the finding, and what is above it is counted. */
START_TEST(what_is_counted_is_above_the_clip) {
  begin();
  for (int i = 0; i < 20; i++) book_put(line(1, RATE, i < 12 ? 3 : i < 18 ? 1.5 : 0.5), DH_LOG_EPOCH, 0.1 * i);
  const struct dh_finding *finding = find(DH_FINDING_CLIPPED);
  ck_assert_ptr_nonnull(finding);
  ck_assert_double_eq(finding->evidence[0], 0.9);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("diagnosis_hand_rate");
  TCase *t = tcase_create("rules");
  LOOP(steps_left_out_are_a_note_until_they_are_five, skipped);
  tcase_add_test(t, a_single_zero_is_left_out_wherever_it_is);
  tcase_add_test(t, a_rate_of_zero_in_all_rows_is_frozen);
  LOOP(a_clip_in_more_than_half_of_the_rows_is_noted, clips);
  LOOP(a_trainers_clip_is_assumed, assumed);
  LOOP(a_gradient_that_is_high_where_the_warmup_ends, warmups);
  LOOP(a_beginning_at_the_full_rate_is_too_fast, cold);
  tcase_add_test(t, a_gradient_that_falls_all_the_time_is_a_bowl);
  tcase_add_test(t, no_gradient_is_frozen);
  tcase_add_test(t, a_warmup_to_the_end_is_noted);
  tcase_add_test(t, a_gradient_that_is_high_once_may_be_a_batch);
  tcase_add_test(t, a_divergence_has_its_warmup);
  LOOP(noise_is_compared_at_two_rates, noises);
  tcase_add_test(t, noise_that_falls_with_the_loss_is_not_the_rate_s);
  tcase_add_test(t, noise_is_told_from_row_to_row);
  tcase_add_test(t, what_is_counted_is_above_the_clip);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * The diagnosis's rules for where losses go, or do not go, on logs written by hand: each with numbers just inside and
 * just outside of what it asks for. */
#include "diagnosis_hand.h"

/* --- the end --- */

/* Over the last fifth the loss falls to `last`, so much of it in the second half. */
static const struct {
  const char *what;
  int rows;
  double share, fall, last, noise, late;
  bool found;
} ends[] = {
    {"falls on", 135, 1, 0.5, 1, 0.05, 0.5, true},
    {"the rate is at a tenth", 135, 0.101, 0.5, 1, 0.05, 0.5, true},
    {"the rate is down", 135, 0.099, 0.5, 1, 0.05, 0.5, false},
    {"more than three times the noise", 135, 1, 0.31, 1, 0.1, 0.5, true},
    {"less", 135, 1, 0.29, 1, 0.1, 0.5, false},
    {"it rises", 135, 1, -0.5, 1, 0.05, 0.5, false},
    {"less in the last third", 135, 1, 0.5, 1, 0, 0.27, true},
    {"hardly any in the last third", 135, 1, 0.5, 1, 0, 0.23, false},
    {"less in the first third", 135, 1, 0.5, 1, 0, 0.73, true},
    {"hardly any in the first third", 135, 1, 0.5, 1, 0, 0.77, false},
    {"a hundredth of the loss", 135, 1, 0.0102, 1, 0, 0.5, true},
    {"less than that", 135, 1, 0.0098, 1, 0, 0.5, false},
    {"five units of rounding", 135, 1, 5.2e-4, 0.01, 0, 0.5, true},
    {"less than that", 135, 1, 4.8e-4, 0.01, 0, 0.5, false},
    {"eight rows", 36, 1, 0.5, 1, 0, 0.5, true},
    {"seven", 35, 1, 0.5, 1, 0, 0.5, false},
};

START_TEST(a_loss_that_still_falls_at_a_high_rate_is_unfinished) {
  int first = ends[_i].rows * 4 / 5, count = ends[_i].rows - first;
  begin();
  for (int i = 0; i < ends[_i].rows; i++) {
    double time = fmax(i - first, 0) / (count - 1.0), late = 2 * ends[_i].late;
    double done = time < 0.5 ? time * (2 - late) : 1 - (1 - time) * late;
    line(ends[_i].last + ends[_i].fall * (1 - done) + wobble(i, ends[_i].noise),
         i + 1 < ends[_i].rows ? RATE : RATE * ends[_i].share, 1);
  }
  const struct dh_finding *finding = find(DH_FINDING_UNFINISHED);
  ck_assert_msg((finding != NULL) == ends[_i].found, "%s", ends[_i].what);
  if (!finding) return;
  ck_assert(finding->weight == DH_FINDING_FAULT);
  ck_assert_uint_eq(finding->first, (size_t)first);
  ck_assert_double_eq_tol(finding->evidence[2], ends[_i].share, 1e-12);
  if (ends[_i].late != 0.5) return;
  ck_assert_double_eq_tol(finding->evidence[0], ends[_i].fall, 0.01 * ends[_i].fall);
  ck_assert_double_eq_tol(finding->evidence[1], ends[_i].noise, 1e-9);
  ck_assert_double_eq_tol(finding->evidence[3], -ends[_i].fall / ((count - 1) * EACH), 0.01 * ends[_i].fall / EACH);
}
END_TEST

/* Where the log says how long the training is: rows every 10 steps, of which 20 make an epoch. */
static const struct {
  const char *what;
  int rows;
  long max_steps, global_step;
  double epochs;
  bool numbered, cut, falls, found, fault;
  double at, end;
} goals[] = {
    {"it falls on, and nothing is known", 40, 0, 0, 0, false, false, true, true, true, NAN, NAN},
    {"at its last step", 40, 400, 0, 0, false, false, true, true, true, NAN, NAN},
    {"at its last step, and still", 40, 400, 0, 0, false, false, false, false, false, NAN, NAN},
    {"stopped", 40, 1000, 0, 0, false, false, true, true, false, 400, 1000},
    {"stopped, and still", 40, 1000, 0, 0, false, false, false, true, false, 400, 1000},
    {"less than a row is left", 40, 409, 0, 0, false, false, true, true, true, NAN, NAN},
    {"more", 40, 411, 0, 0, false, false, true, true, false, 400, 411},
    {"it says that it came to the end", 40, 430, 430, 0, false, false, true, true, true, NAN, NAN},
    {"it says that it did not", 40, 405, 404, 0, false, false, true, true, false, 404, 405},
    {"epochs", 40, 0, 0, 3, false, false, true, true, false, 2, 3},
    {"at its last epoch", 40, 0, 0, 2.05, false, false, true, true, true, NAN, NAN},
    {"rows have numbers, no steps", 40, 1000, 0, 2, true, false, true, true, true, NAN, NAN},
    {"rows have numbers, and too few epochs", 40, 1000, 0, 4, true, false, true, true, false, 2, 4},
    {"cut off", 40, 0, 0, 0, false, true, true, true, false, NAN, NAN},
    {"cut off, and still", 40, 0, 0, 0, false, true, false, false, false, NAN, NAN},
    {"hardly begun", 2, 1000, 0, 0, false, false, false, true, false, 20, 1000},
};

START_TEST(a_log_that_ends_before_the_training_is_no_fault) {
  begin();
  for (int i = 0; i < goals[_i].rows; i++)
    book_put(line(goals[_i].falls ? 3 - 0.05 * i : 1 + wobble(i, 0.01), RATE, 1), DH_LOG_EPOCH, (i + 1) / 20.0);
  hand.log.max_steps = goals[_i].max_steps;
  hand.log.global_step = goals[_i].global_step;
  hand.log.epochs = goals[_i].epochs;
  hand.log.numbered = goals[_i].numbered;
  hand.log.cut = goals[_i].cut;
  const struct dh_finding *finding = find(DH_FINDING_UNFINISHED);
  ck_assert_msg((finding != NULL) == goals[_i].found, "%s", goals[_i].what);
  if (!finding) return;
  ck_assert_msg((finding->weight == DH_FINDING_FAULT) == goals[_i].fault, "%s", goals[_i].what);
  ck_assert_uint_eq(finding->last, hand.log.count - 1);
  ck_assert_uint_eq(finding->first, hand.log.count - (goals[_i].falls ? 8 : 1));
  ck_assert(isnan(finding->evidence[0]) == !goals[_i].falls);
  ck_assert(isnan(goals[_i].at) ? isnan(finding->evidence[4]) : finding->evidence[4] == goals[_i].at);
  ck_assert(isnan(goals[_i].end) ? isnan(finding->evidence[5]) : finding->evidence[5] == goals[_i].end);
}
END_TEST

START_TEST(a_log_of_one_evaluation_may_end_early) {
  begin();
  book_put(line(1, RATE, 1), DH_LOG_EVAL_LOSS, 2);
  hand.row[0].has &= ~(1U << DH_LOG_LOSS);
  hand.log.max_steps = 100;
  ck_assert(!finds(DH_FINDING_UNFINISHED)); /* whether another row would have come before the end nobody knows */
  hand.log.global_step = 10;
  ck_assert(finds(DH_FINDING_UNFINISHED));
}
END_TEST

/* --- evaluation --- */

enum { EVALS = 12 };

/* Evaluations, 0 for none, each at ten rows; and how far the training loss falls behind the best of them, in units of
 * its noise. */
static const struct {
  const char *what;
  double eval[EVALS], fall;
  bool found;
} evals[] = {
    {"three rises", {2, 1.5, 1, 1.02, 1.05, 1.12}, 10, true},
    {"two", {2, 1.5, 1.2, 1, 1.02, 1.09}, 10, false},
    {"two and two", {2, 1.5, 1, 1.05, 1.15, 1.13, 1.2, 1.35}, 10, false},
    {"more than a hundredth", {2, 1.5, 1, 1.002, 1.004, 1.0065, 1.0102}, 10, true},
    {"less", {2, 1.5, 1, 1.002, 1.004, 1.0065, 1.0098}, 10, false},
    {"three times what the differences differ", {1, 1.05, 1.197, 1.344, 1.297, 1.25, 1.3}, 10, true},
    {"less", {1, 1.05, 1.203, 1.356, 1.303, 1.25, 1.3}, 10, false},
    {"three equal rises", {2, 1.5, 1, 1.1, 1.2, 1.3}, 10, true},
    {"the last quarter is high", {1, 1.1, 1.2, 1.3, 1.3, 1.3, 1.3, 1.3, 1.3, 1.005}, 10, true},
    {"the last one only", {1, 1.001, 1.002, 1.003, 1.002, 1.001, 1.0005, 1.001, 1.001, 1.018}, 10, false},
    {"the last of the lowest counts", {1, 1.5, 1, 1.02, 1.05, 1.12}, 10, true},
    {"behind it there are too few", {1, 1.02, 1.05, 1.12, 1, 1.02}, 10, false},
    {"the training loss falls", {2, 1.5, 1, 1.02, 1.05, 1.12}, 2.1, true},
    {"by less than twice its noise", {2, 1.5, 1, 1.02, 1.05, 1.12}, 1.9, false},
    {"it rises, too", {2, 1.5, 1, 1.02, 1.05, 1.12}, -10, false},
    {"the best is the last", {2, 1.9, 1.8, 1.7, 1.6, 1.5}, 10, false},
};

START_TEST(an_evaluation_that_rises_while_the_loss_falls_is_overfitting) {
  static const double size = 0.01;
  int count = 0, best = 0;
  begin();
  while (count < EVALS && evals[_i].eval[count] > 0) count++;
  for (int i = 0; i < count; i++)
    if (evals[_i].eval[i] <= evals[_i].eval[best]) best = i;
  for (int i = 0; i < count; i++) {
    double level = i > best + 1 ? 1 - evals[_i].fall * WOBBLE * size : 1;
    stay(9, level, size);
    book_put(line(level + wobble((int)hand.log.count, size), RATE, 1), DH_LOG_EVAL_LOSS, evals[_i].eval[i]);
  }
  const struct dh_finding *finding = find(DH_FINDING_OVERFITTING);
  ck_assert_msg((finding != NULL) == evals[_i].found, "%s", evals[_i].what);
  if (!finding) return;
  ck_assert(finding->weight == DH_FINDING_FAULT);
  ck_assert_double_eq(finding->evidence[0], evals[_i].eval[best]);
  ck_assert_double_eq(finding->evidence[1], (best + 1) * 10 * EACH);
  ck_assert_double_eq(finding->evidence[2], evals[_i].eval[count - 1]);
  ck_assert_double_eq_tol(finding->evidence[3], evals[_i].fall * WOBBLE * size, size);
}
END_TEST

/* Evaluations that are too few for three rises: how many from the lowest on are noted, and where they go. */
static const struct {
  const char *what;
  double eval[EVALS], fall;
  int noted;
  enum dh_eval_trend trend;
} few[] = {
    {"none", {0}, 10, 0, DH_EVAL_UNKNOWN},
    {"one", {1}, 10, 0, DH_EVAL_UNKNOWN},
    {"two rises", {1.3, 1.55, 2.1}, 10, 3, DH_EVAL_RISES},
    {"by more than a hundredth", {1, 1.005, 1.0101}, 10, 3, DH_EVAL_RISES},
    {"by less", {1, 1.005, 1.0099}, 10, 0, DH_EVAL_STAYS},
    {"the loss hardly falls", {1.3, 1.55, 2.1}, 0.6, 0, DH_EVAL_RISES},
    {"one rise of more than a tenth", {1, 1.11}, 10, 2, DH_EVAL_RISES},
    {"of less", {1, 1.09}, 10, 0, DH_EVAL_RISES},
    {"one behind a fall", {2, 1, 1.11}, 10, 2, DH_EVAL_RISES},
    {"down again", {1, 1.5, 1.2}, 10, 0, DH_EVAL_RISES},
    {"two of four, by more than a tenth", {1.5, 1, 1.05, 1.11}, 10, 3, DH_EVAL_RISES},
    {"by less", {1.5, 1, 1.05, 1.09}, 10, 0, DH_EVAL_WANDERS},
    {"one of four", {2, 1.5, 1, 1.5}, 10, 0, DH_EVAL_WANDERS},
    {"tied, one rise", {1, 1, 1.05}, 10, 0, DH_EVAL_RISES},
    {"they fall", {2, 1.5}, 10, 0, DH_EVAL_FALLS},
    {"nine tenths of the fall are kept", {2, 1.5, 1, 1.09}, 10, 0, DH_EVAL_FALLS},
    {"less", {2, 1.5, 1, 1.11}, 10, 0, DH_EVAL_WANDERS},
    {"up and down", {1, 0.7, 1.2, 0.8, 1}, 10, 0, DH_EVAL_WANDERS},
    {"overfitting", {1, 1.1, 1.2, 1.3, 1.4}, 10, 0, DH_EVAL_RISES},
};

START_TEST(evaluations_that_are_few_are_noted) {
  static const double size = 0.01;
  begin();
  stay(9, 2, size);
  for (int i = 0; few[_i].eval[i] > 0; i++) {
    double level = 2 - (i > 0 ? few[_i].fall * WOBBLE * size * (i + 1) : 0);
    book_put(line(level + wobble((int)hand.log.count, size), RATE, 1), DH_LOG_EVAL_LOSS, few[_i].eval[i]);
    stay(9, level, size);
  }
  const struct dh_finding *finding = find(DH_FINDING_EVAL_RISE);
  ck_assert_msg((finding != NULL) == (few[_i].noted > 0), "%s", few[_i].what);
  ck_assert_msg(summary.eval_trend == few[_i].trend, "%s: %d", few[_i].what, (int)summary.eval_trend);
  if (!finding) return;
  ck_assert(finding->weight == DH_FINDING_NOTE);
  ck_assert_double_eq(finding->evidence[4], few[_i].noted);
  ck_assert(!finds(DH_FINDING_OVERFITTING));
}
END_TEST

START_TEST(what_fell_again_is_counted) {
  static const double eval[] = {2, 1, 1.1, 1.2, 1.3, 1.25, 1.4};
  for (int falls = 0; falls < 2; falls++) {
    begin();
    for (int i = 0; i < 7; i++) {
      stay(9, 2 - 0.1 * i, 0.01);
      book_put(line(2 - 0.1 * i, RATE, 1), DH_LOG_EVAL_LOSS, i == 5 && !falls ? 1.35 : eval[i]);
    }
    const struct dh_finding *finding = find(DH_FINDING_OVERFITTING);
    ck_assert_ptr_nonnull(finding);
    ck_assert_double_eq(finding->evidence[4], falls);
    ck_assert_uint_eq(summary.evals, 7);
  }
}
END_TEST

/* --- epochs --- */

enum { EPOCH = 20 /* rows of one */ };

/* Of so many ends of epochs the first `drops` have a drop (in units of the noise), so many rows behind where the epoch
 * begins; and so many are in the middle of an epoch. */
static const struct {
  const char *what;
  int ends, drops, between, late;
  double drop;
  bool found;
} stairs[] = {
    {"at each", 6, 6, 0, 0, 10, true},
    {"more than three times the noise", 6, 6, 0, 0, 3.1, true},
    {"less", 6, 6, 0, 0, 2.9, false},
    {"at two of three", 6, 4, 0, 0, 10, true},
    {"at half of them", 6, 3, 0, 0, 10, false},
    {"two need more than five times the noise", 2, 2, 0, 0, 5.1, true},
    {"two with less", 2, 2, 0, 0, 4.9, false},
    {"three do not", 3, 3, 0, 0, 4.9, true},
    {"one", 1, 1, 0, 0, 10, false},
    {"a row later", 6, 6, 0, 1, 10, true},
    {"two rows later", 6, 6, 0, 2, 10, true},
    {"a row sooner", 6, 6, 0, -1, 10, true},
    {"three rows later", 6, 6, 0, 3, 10, false},
    {"two rows sooner", 6, 6, 0, -2, 10, false},
    {"in the middle only", 6, 6, 0, 10, 10, false},
    {"in the middle, too, at half as many", 6, 6, 3, 0, 10, true},
    {"in the middle, too, at more", 6, 6, 4, 0, 10, false},
};

static int most(int number, int limit) { return number < limit ? number : limit; }

START_TEST(a_drop_at_whole_epochs_is_a_stair) {
  static const double size = 0.01;
  int rows = stairs[_i].ends * EPOCH + EPOCH - 1;
  begin();
  for (int i = 0; i < rows; i++) {
    int down = most((i + 1 - stairs[_i].late) / EPOCH, stairs[_i].drops) +
               most((i + 1 + EPOCH / 2) / EPOCH, stairs[_i].between);
    book_put(line(5 - down * stairs[_i].drop * WOBBLE * size + wobble(i, size), RATE, 1), DH_LOG_EPOCH,
             (i + 1.0) / EPOCH);
  }
  const struct dh_finding *finding = find(DH_FINDING_EPOCH_STAIRS);
  ck_assert_msg((finding != NULL) == stairs[_i].found, "%s", stairs[_i].what);
  if (!finding) return;
  ck_assert(finding->weight == DH_FINDING_NOTE);
  ck_assert_uint_eq(finding->first, EPOCH - 1);
  ck_assert_uint_eq(finding->last, (size_t)(stairs[_i].drops * EPOCH - 1));
  ck_assert_double_eq(finding->evidence[0], stairs[_i].drops);
  ck_assert_double_eq(finding->evidence[1], stairs[_i].ends);
  ck_assert_double_eq_tol(finding->evidence[2], stairs[_i].drop * WOBBLE * size, size);
}
END_TEST

/* Rows that are as long as an epoch, or a good part of it, begin one at every drop: four rows are needed for one. */
START_TEST(stairs_need_rows_in_their_epochs) {
  for (int epoch = 1; epoch <= 5; epoch++) {
    begin();
    for (int i = 0; i < 8 * epoch; i++)
      book_put(line(5 - i / epoch + wobble(i, 0.01), RATE, 1), DH_LOG_EPOCH, (double)i / epoch);
    ck_assert_msg(finds(DH_FINDING_EPOCH_STAIRS) == (epoch >= 4), "%d", epoch);
  }
  begin(); /* rows longer than an epoch, and few of them */
  for (int i = 0; i < 7; i++) book_put(line(2 * exp(-0.6 * i), RATE, 1), DH_LOG_EPOCH, 1.5 * (i + 1));
  ck_assert(!finds(DH_FINDING_EPOCH_STAIRS));
}
END_TEST

START_TEST(stairs_need_epochs) {
  begin();
  for (int i = 0; i < 100; i++) line(5 - i / EPOCH + wobble(i, 0.01), RATE, 1);
  ck_assert(!finds(DH_FINDING_EPOCH_STAIRS));
}
END_TEST

/* --- no trend --- */

enum { TENTH = 10 /* rows */ };

/* Levels of the tenths of a log, in units of its noise, and a fall that is spread over some of them. */
static const struct {
  const char *what;
  double level[10];
  int from, to;
  double fall;
  double share; /* of the peak, the rate from the second tenth on */
  bool found;
  enum dh_finding_weight weight;
} flats[] = {
    {"nothing is learnt", {9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, 0, 10, 0, 1, true, DH_FINDING_FAULT},
    {"a fall below 1.6 times the noise", {9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, 0, 10, 1.55, 1, true, DH_FINDING_FAULT},
    {"above it", {9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, 0, 10, 1.65, 1, false, DH_FINDING_NOTE},
    {"the rate is at a tenth", {9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, 0, 10, 0, 0.101, true, DH_FINDING_FAULT},
    {"the rate is down", {9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, 0, 10, 0, 0.01, true, DH_FINDING_FAULT},
    {"less than 2.5 times the noise was gained",
     {11.5, 9, 9, 9, 9, 9, 9, 9, 9, 9},
     0,
     10,
     0,
     1,
     true,
     DH_FINDING_FAULT},
    {"more", {11.6, 9, 9, 9, 9, 9, 9, 9, 9, 9}, 0, 10, 0, 1, true, DH_FINDING_NOTE},
    {"three tenths, and it falls on", {60, 50, 40, 30, 30, 30, 20, 10, 5, 0}, 3, 6, 0, 1, true, DH_FINDING_NOTE},
    {"two tenths", {70, 60, 50, 40, 40, 30, 20, 10, 5, 0}, 3, 5, 0, 1, false, DH_FINDING_NOTE},
    {"it falls on, by less than a tenth of the gain",
     {90, 70, 50, 40, 20, 10, 0, 0, 0, -9},
     6,
     9,
     0,
     1,
     false,
     DH_FINDING_NOTE},
    {"by more", {90, 70, 50, 40, 20, 10, 0, 0, 0, -11}, 6, 9, 0, 1, true, DH_FINDING_NOTE},
    {"four tenths to the end", {60, 50, 40, 30, 20, 10, 0, 0, 0, 0}, 6, 10, 0, 1, false, DH_FINDING_NOTE},
    {"five tenths to the end", {50, 40, 30, 20, 10, 0, 0, 0, 0, 0}, 5, 10, 0, 1, true, DH_FINDING_NOTE},
    {"and the rate is down", {50, 40, 30, 20, 10, 0, 0, 0, 0, 0}, 5, 10, 0, 0.099, false, DH_FINDING_NOTE},
    {"a fall below the noise", {99, 90, 80, 70, 70, 70, 60, 40, 20, 0}, 3, 6, 0.95, 1, true, DH_FINDING_NOTE},
    {"above it", {99, 90, 80, 70, 70, 70, 60, 40, 20, 0}, 3, 6, 1.05, 1, false, DH_FINDING_NOTE},
    {"a rise above it", {99, 90, 80, 70, 70, 70, 60, 40, 20, 0}, 3, 6, -1.05, 1, false, DH_FINDING_NOTE},
    {"below a fiftieth of the gain", {25, 24, 23, 20, 20, 20, 15, 10, 5, 0}, 3, 6, 0.49, 1, true, DH_FINDING_NOTE},
    {"above it", {25, 24, 23, 20, 20, 20, 15, 10, 5, 0}, 3, 6, 0.51, 1, false, DH_FINDING_NOTE},
    {"it falls throughout", {90, 80, 70, 60, 50, 40, 30, 20, 10, 0}, 0, 10, 0, 1, false, DH_FINDING_NOTE},
};

START_TEST(a_loss_without_a_trend_is_flat) {
  static const double size = 0.01;
  int first = flats[_i].from * TENTH, rows = flats[_i].to * TENTH - first;
  begin();
  for (int i = 0; i < 10 * TENTH; i++) {
    bool inside = i >= first && i < first + rows;
    double level = flats[_i].level[i / TENTH] + (inside ? flats[_i].fall * (1 - (i - first) / (rows - 1.0)) : 0);
    line(1 + WOBBLE * size * level + wobble(i, size), i < TENTH ? RATE : RATE * flats[_i].share, 1);
  }
  const struct dh_finding *finding = find(DH_FINDING_FLAT);
  ck_assert_msg((finding != NULL) == flats[_i].found, "%s", flats[_i].what);
  if (!finding) return;
  ck_assert_msg(finding->weight == flats[_i].weight, "%s", flats[_i].what);
  ck_assert_double_eq(finding->evidence[2], (double)(finding->first + 1) * EACH);
  ck_assert_double_eq(finding->evidence[3], (double)(finding->last + 1) * EACH);
  if (finding->weight != (flats[_i].to < 10 ? DH_FINDING_NOTE : DH_FINDING_FAULT)) return;
  ck_assert_uint_eq(finding->first, (size_t)first);
  ck_assert_uint_eq(finding->last, (size_t)(first + rows - 1));
  ck_assert_double_eq_tol(finding->evidence[0], WOBBLE * size * flats[_i].fall, 1e-9);
}
END_TEST

/* The first rows stand higher than that the first tenth shows it: something was learnt in them. */
START_TEST(a_loss_that_fell_at_once_has_learnt) {
  for (int i = 0; i < 2; i++) {
    begin();
    stay(3, 1 + (i ? 4.1 : 3.9) * WOBBLE * 0.01, 0.01);
    stay(97, 1, 0.01);
    const struct dh_finding *finding = find(DH_FINDING_FLAT);
    ck_assert((finding != NULL && finding->weight == DH_FINDING_FAULT) == (i == 0));
  }
}
END_TEST

/* A level that is kept for a while, in it some rows far above it, and a fall behind: one may be a batch. */
START_TEST(what_is_flat_holds_no_jump) {
  for (int rows = 0; rows <= 3; rows++) {
    begin();
    for (int i = 0; i < 30; i++) line(4 - 0.1 * i, RATE, 1);
    stay(20, 1, 0.01);
    stay(rows, 1.2, 0.01); /* too little for a spike */
    stay(20 - rows, 1, 0.01);
    for (int i = 0; i < 30; i++) line(1 - 0.03 * i, RATE, 1);
    const struct dh_finding *finding = find(DH_FINDING_FLAT);
    ck_assert_msg((finding != NULL) == (rows < 2), "%d", rows);
    ck_assert(!finds(DH_FINDING_SPIKE));
  }
  begin(); /* a spike */
  for (int i = 0; i < 30; i++) line(4 - 0.1 * i, RATE, 1);
  stay(20, 1, 0.01);
  line(9, RATE, 1);
  stay(19, 1, 0.01);
  for (int i = 0; i < 30; i++) line(1 - 0.03 * i, RATE, 1);
  ck_assert(finds(DH_FINDING_SPIKE) && !finds(DH_FINDING_FLAT));
}
END_TEST

/* Losses about 0, a log without its beginning, and one that goes on with another may all be flat. */
START_TEST(what_may_have_been_learnt_is_no_fault) {
  for (int i = 0; i < 4; i++) {
    begin();
    for (int row = 0; row < 100; row++)
      line((i == 1 ? 0.04 : 1) + wobble(row, 0.01), RATE, 1)->value[DH_LOG_STEP] += i == 2 ? 200 : 0;
    if (i == 3) hand.log.resumed_at = 100;
    const struct dh_finding *finding = find(DH_FINDING_FLAT);
    ck_assert_msg((finding && finding->weight == DH_FINDING_FAULT) == (i == 0), "%d", i);
  }
}
END_TEST

START_TEST(thirty_losses_with_a_rate_are_needed_to_be_flat) {
  for (int rows = 29; rows <= 30; rows++) {
    begin();
    stay(rows, 1, 0.01);
    ck_assert_msg(finds(DH_FINDING_FLAT) == (rows == 30), "%d", rows);
  }
  begin();
  for (int i = 0; i < 100; i++) line(1 + wobble(i, 0.01), (double)NAN, 1);
  ck_assert(!finds(DH_FINDING_FLAT));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("diagnosis_hand_trend");
  TCase *t = tcase_create("rules");
  LOOP(a_loss_that_still_falls_at_a_high_rate_is_unfinished, ends);
  LOOP(a_log_that_ends_before_the_training_is_no_fault, goals);
  tcase_add_test(t, a_log_of_one_evaluation_may_end_early);
  LOOP(an_evaluation_that_rises_while_the_loss_falls_is_overfitting, evals);
  LOOP(evaluations_that_are_few_are_noted, few);
  tcase_add_test(t, what_fell_again_is_counted);
  LOOP(a_drop_at_whole_epochs_is_a_stair, stairs);
  tcase_add_test(t, stairs_need_rows_in_their_epochs);
  tcase_add_test(t, stairs_need_epochs);
  LOOP(a_loss_without_a_trend_is_flat, flats);
  tcase_add_test(t, a_loss_that_fell_at_once_has_learnt);
  tcase_add_test(t, what_is_flat_holds_no_jump);
  tcase_add_test(t, what_may_have_been_learnt_is_no_fault);
  tcase_add_test(t, thirty_losses_with_a_rate_are_needed_to_be_flat);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * The diagnosis of training logs: each rule on rows written by hand, and a corpus of logs with known causes, made by
 * real runs and written down as a Trainer writes them: means over logging_steps, four decimals, NaN turned into 0. */
#include "base/text.h"
#include "descent/robust.h"
#include "lab.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* --- a Trainer's log of a run --- */

enum { ROWS_MOST = 2000 };

struct book {
  struct dh_log_row row[ROWS_MOST];
  struct dh_log log;
};

static void put(struct dh_log_row *row, enum dh_log_column column, double value) {
  row->value[column] = value;
  row->has |= 1U << column;
}

static double rounded(double x, double unit) { return isfinite(x) ? round(x / unit) * unit : x; }

/* How a run is logged. */
struct habit {
  long steps, logging_steps;
  double sample;   /* noise of one batch's loss about the true one */
  long epoch;      /* steps of an epoch; 0: epochs are not written */
  double eval_at;  /* what a held-out parabola has its lowest point at; 0: no evaluation */
  bool keeps_nan;  /* logging_nan_inf_filter is off */
  long gap[2];     /* rows of these steps are missing */
  long pulse;      /* so many steps at the beginning of an epoch have all the effect: what was seen is seen again */
  bool rates_late; /* the rate of the next update is written, as before Transformers 4.51 */
};

/* The rate is on for the first steps of an epoch only; what is logged is the one that was asked for. */
static void beat(struct dh_run *run, long step, const struct habit *habit, double rate) {
  struct dh_error error;
  long in_epoch = habit->pulse ? step % habit->epoch : -1;
  if (in_epoch != 0 && in_epoch != habit->pulse) return;
  ck_assert(
      dh_run_change(run, &(struct dh_setting){.parameter = DH_LEARNING_RATE, .value = in_epoch ? 0 : rate}, &error));
}

static void write_book(struct book *book, const struct dh_spec *spec, const struct habit *habit, uint64_t seed) {
  struct dh_run *run = lab_run(spec);
  double sum = 0;
  memset(book, 0, sizeof *book);
  book->log = (struct dh_log){.rows = book->row, .max_grad_norm = dh_spec_number(spec, DH_MAX_GRAD_NORM)};
  if (!(book->log.max_grad_norm > 0)) book->log.max_grad_norm = (double)NAN;
  for (long step = 1; step <= habit->steps; step++) {
    double asked = dh_spec_number(spec, DH_LEARNING_RATE);
    beat(run, step, habit, asked);
    const struct dh_row before = *dh_run_row(run);
    double normal[2], loss = before.loss, norm = hypot(before.gradient[0], before.gradient[1]);
    dh_random_normals(seed, 77, (uint64_t)step, normal);
    loss += habit->sample * normal[0];
    sum += !habit->keeps_nan && !isfinite(loss) ? 0 : loss;
    dh_run_step(run);
    if (step % habit->logging_steps != 0) continue;
    if (step < habit->gap[0] || step >= habit->gap[1]) {
      ck_assert_uint_lt(book->log.count, ROWS_MOST);
      struct dh_log_row *row = &book->row[book->log.count++];
      put(row, DH_LOG_STEP, (double)step);
      put(row, DH_LOG_LOSS, rounded(sum / (double)habit->logging_steps, 1e-4));
      put(row, DH_LOG_GRAD_NORM, norm);
      put(row, DH_LOG_LEARNING_RATE, habit->pulse ? asked : habit->rates_late ? dh_run_row(run)->rate : before.rate);
      if (habit->epoch) put(row, DH_LOG_EPOCH, rounded((double)step / (double)habit->epoch, 0.01));
      if (habit->eval_at != 0 && step % (10 * habit->logging_steps) == 0)
        put(row, DH_LOG_EVAL_LOSS, rounded(pow(dh_run_row(run)->at[0] - habit->eval_at, 2) + 0.5, 1e-4));
    }
    sum = 0;
  }
  dh_run_destroy(run);
}

/* --- the corpus --- */

struct setting {
  enum dh_parameter parameter;
  double value;
};

enum { SETTINGS = 8, HEALTHY = -1, ALSO = 3 };

static const struct cause {
  const char *name;
  int expected;   /* what has to be found, HEALTHY for no fault at all */
  int also[ALSO]; /* faults that are true as well; 0 is NaN, which says so itself */
  int seeds;
  const char *formula, *rule, *schedule;
  struct setting setting[SETTINGS];
  struct habit habit;
} causes[] = {
#include "diagnosis_corpus.h"
};
enum { CAUSES = sizeof causes / sizeof *causes };

static struct dh_surface *open_cause(const struct cause *cause, uint64_t seed, struct dh_spec *spec,
                                     struct dh_rule **rule) {
  struct dh_surface *surface = lab_typed(cause->formula, strchr(cause->formula, 'y') ? "x,y" : "x");
  *rule = lab_rule(cause->rule);
  ck_assert_ptr_nonnull(*rule);
  dh_spec_init(spec, surface, *rule);
  ck_assert_int_ge(dh_schedule_find(cause->schedule), 0);
  dh_spec_set(spec, DH_LR_SCHEDULER_TYPE, dh_schedule_find(cause->schedule));
  dh_spec_set(spec, DH_MAX_STEPS, (double)cause->habit.steps);
  dh_spec_set(spec, DH_SEED, (double)seed);
  spec->start[0] = spec->start[1] = 2;
  for (int i = 0; i < SETTINGS && cause->setting[i].parameter != 0; i++) {
    const struct setting *setting = &cause->setting[i];
    if (setting->parameter == DH_START)
      spec->start[0] = spec->start[1] = setting->value;
    else
      dh_spec_set(spec, setting->parameter, setting->value);
  }
  return surface;
}

struct outcome {
  int found[DH_FINDING_COUNT]; /* how often each kind was */
  bool fault, right, wrong;
};

static bool is_true(const struct cause *cause, int kind) {
  if (kind == cause->expected) return true;
  for (int i = 0; i < ALSO; i++)
    if (cause->also[i] == kind && (kind != 0 || i == 0)) return cause->also[i] != 0;
  return false;
}

static void judge(const struct cause *cause, const struct book *book, struct outcome *outcome) {
  struct dh_finding findings[DH_FINDINGS_MAX];
  struct dh_log_summary summary;
  int count = dh_log_diagnose(&book->log, &summary, findings, DH_FINDINGS_MAX);
  ck_assert_int_ge(count, 0);
  *outcome = (struct outcome){.right = cause->expected == HEALTHY};
  for (int i = 0; i < count; i++) {
    const struct dh_finding *finding = &findings[i];
    outcome->found[finding->kind]++;
    outcome->fault = outcome->fault || finding->weight == DH_FINDING_FAULT;
    outcome->right = outcome->right || (int)finding->kind == cause->expected;
    outcome->wrong = outcome->wrong || (finding->weight == DH_FINDING_FAULT && !is_true(cause, (int)finding->kind));
  }
}

/* The rows of the table are causes, its columns what was found: no fault where nothing is wrong, nine of ten causes
 * found, and no fault that is not there. CORPUS_SEED shifts the seeds, for a look at others than those that are
 * asserted. */
START_TEST(causes_are_found) {
  static struct book book;
  const char *shift = getenv("CORPUS_SEED");
  uint64_t first = shift ? strtoull(shift, NULL, 10) : 1;
  int logs = 0, sick = 0, found = 0, alarms = 0, wrong = 0, healthy = 0;
  struct text table = {0};
  for (int i = 0; i < CAUSES; i++)
    for (int seed = 0; seed < causes[i].seeds; seed++) {
      struct dh_spec spec;
      struct dh_rule *rule;
      struct outcome outcome;
      struct dh_surface *surface = open_cause(&causes[i], first + (uint64_t)seed, &spec, &rule);
      write_book(&book, &spec, &causes[i].habit, first + (uint64_t)seed);
      judge(&causes[i], &book, &outcome);
      dh_rule_destroy(rule);
      dh_surface_destroy(surface);
      logs++;
      text_printf(&table, "# %-24s %2d:", causes[i].name, seed);
      for (int kind = 0; kind < DH_FINDING_COUNT; kind++)
        if (outcome.found[kind]) text_printf(&table, " %s", dh_finding_name((enum dh_finding_kind)kind));
      text_printf(&table, "%s%s\n", outcome.right ? "" : "  NOT FOUND", outcome.wrong ? "  WRONG" : "");
      if (causes[i].expected == HEALTHY)
        healthy++, alarms += outcome.fault;
      else
        sick++, found += outcome.right, wrong += outcome.wrong;
    }
  printf("%s# %d logs: %d healthy, %d false alarms; %d with a cause, %d found, %d with something wrong besides\n",
         text_string(&table), logs, healthy, alarms, sick, found, wrong);
  fflush(stdout);
  text_free(&table);
  ck_assert_int_ge(logs, 40);
  ck_assert_int_ge(healthy, 10);
  ck_assert_int_eq(alarms, 0);
  ck_assert_int_ge(found * 10, sick * 9);
  ck_assert_int_eq(wrong, 0);
}
END_TEST

/* --- rules on rows written by hand --- */

static struct book hand;

static void begin(void) {
  memset(&hand, 0, sizeof hand);
  hand.log = (struct dh_log){.rows = hand.row, .max_grad_norm = (double)NAN};
}

/* NaN stands for "not written" of a rate; a norm may be NaN: it is left out only if it is negative. */
static void line(double loss, double rate, double norm) {
  struct dh_log_row *row = &hand.row[hand.log.count++];
  put(row, DH_LOG_STEP, (double)hand.log.count * 10);
  put(row, DH_LOG_LOSS, loss);
  if (!isnan(rate)) put(row, DH_LOG_LEARNING_RATE, rate);
  if (!(norm < 0)) put(row, DH_LOG_GRAD_NORM, norm);
}

static const struct dh_finding *find(enum dh_finding_kind kind) {
  static struct dh_finding findings[DH_FINDINGS_MAX];
  struct dh_log_summary summary;
  int count = dh_log_diagnose(&hand.log, &summary, findings, DH_FINDINGS_MAX);
  for (int i = 0; i < count; i++)
    if (findings[i].kind == kind) return &findings[i];
  return NULL;
}

/* A loss that falls, `rows` of them. */
static void fall(int rows) {
  for (int i = 0; i < rows; i++) line(2 * exp(-0.05 * i) + 0.5 + 0.01 * (i % 3), 1e-3, 1);
}

START_TEST(a_filtered_nan_is_one) {
  static const struct {
    double norms[3]; /* of the rows before */
    enum dh_nan_cause cause;
  } cases[] = {{{2, 5, 9}, DH_NAN_RATE}, {{1, 1.1, 0.9}, DH_NAN_OTHER}, {{-1, -1, -1}, DH_NAN_UNKNOWN}};
  for (int i = 0; i < 3; i++) {
    begin();
    for (int k = 0; k < 20; k++) line(1 + 0.01 * (k % 2), 1e-3, cases[i].norms[0] < 0 ? -1 : 1);
    for (int k = 0; k < 3; k++) line(1, 1e-3, cases[i].norms[k]);
    for (int k = 0; k < 4; k++) line(0, 1e-3, cases[i].norms[0] < 0 ? -1 : (double)NAN);
    const struct dh_finding *finding = find(DH_FINDING_NAN);
    ck_assert_ptr_nonnull(finding);
    ck_assert_uint_eq(finding->first, 23);
    ck_assert_uint_eq(finding->last, 26);
    ck_assert_int_eq(finding->cause, cases[i].cause);
    ck_assert(finding->weight == DH_FINDING_FAULT);
  }
}
END_TEST

/* One zero is a loss, and so are zeros of a run that came near them. */
START_TEST(a_loss_of_zero_is_a_loss) {
  begin();
  fall(30);
  line(0, 1e-3, 0);
  fall(5);
  ck_assert_ptr_null(find(DH_FINDING_NAN));
  begin();
  for (int i = 0; i < 30; i++) line(round(1e4 * exp(-0.4 * i)) / 1e4, 1e-3, -1);
  ck_assert_ptr_null(find(DH_FINDING_NAN));
}
END_TEST

START_TEST(infinity_and_nan_are_found_where_they_begin) {
  for (int i = 0; i < 2; i++) {
    begin();
    fall(20);
    line(i ? (double)NAN : HUGE_VAL, 1e-3, 1);
    fall(5);
    const struct dh_finding *finding = find(DH_FINDING_NAN);
    ck_assert_ptr_nonnull(finding);
    ck_assert_uint_eq(finding->first, 20);
    ck_assert_uint_eq(finding->last, 20);
    ck_assert_double_eq(finding->evidence[3], 220); /* a number again */
  }
}
END_TEST

START_TEST(steps_that_were_left_out_are_a_note) {
  begin();
  fall(20);
  for (int i = 0; i < 4; i++) line(0.9, 1e-3, i % 2 ? (double)NAN : HUGE_VAL);
  fall(10);
  const struct dh_finding *finding = find(DH_FINDING_SKIPPED_STEP);
  ck_assert_ptr_nonnull(finding);
  ck_assert(finding->weight == DH_FINDING_NOTE);
  ck_assert_double_eq(finding->evidence[0], 4);
  begin();
  fall(20);
  for (int i = 0; i < 5; i++) line(0.9, 1e-3, (double)NAN); /* no accident any more */
  fall(10);
  finding = find(DH_FINDING_SKIPPED_STEP);
  ck_assert_ptr_nonnull(finding);
  ck_assert(finding->weight == DH_FINDING_FAULT);
}

/* A jump in a short log, which is itself a good part of what the log has. */
START_TEST(a_jump_in_a_short_log_is_found) {
  static const int rows[][2] = {{40, 20}, {30, 10}, {25, 15}, {80, 20}, {200, 8}};
  for (int i = 0; i < 5; i++) {
    begin();
    fall(rows[i][0]);
    for (int k = 0; k < rows[i][1]; k++) line(50, 1e-3, 1);
    ck_assert_msg(find(DH_FINDING_DIVERGED) != NULL, "%d + %d", rows[i][0], rows[i][1]);
  }
}
END_TEST

/* Zero with a norm of 0 is a loss that has arrived, if it came near before. */
START_TEST(a_loss_that_arrives_at_zero_is_no_nan) {
  begin();
  for (int i = 0; i < 20; i++) line(1 - 0.05 * i, 1e-3, 1);
  line(0.02, 1e-3, 0.5);
  for (int i = 0; i < 5; i++) line(0, 1e-3, 0);
  ck_assert_ptr_null(find(DH_FINDING_NAN));
}
END_TEST

START_TEST(up_and_back_is_a_spike_up_and_away_is_not) {
  begin();
  fall(40);
  for (int i = 0; i < 3; i++) line(2.2, 1e-3, 1);
  for (int i = 0; i < 20; i++) line(0.72 + 0.01 * (i % 3), 1e-3, 1);
  const struct dh_finding *finding = find(DH_FINDING_SPIKE);
  ck_assert_ptr_nonnull(finding);
  ck_assert(finding->weight == DH_FINDING_NOTE);
  ck_assert_double_eq(finding->evidence[3], 1);
  ck_assert_ptr_null(find(DH_FINDING_DIVERGED));
  begin();
  fall(40);
  for (int i = 0; i < 20; i++) line(2.2 + 0.1 * i, 1e-3, 1);
  ck_assert_ptr_nonnull(find(DH_FINDING_DIVERGED));
  ck_assert_ptr_null(find(DH_FINDING_SPIKE));
}
END_TEST

/* Nothing can be said of nothing, and nothing goes wrong over it. */
START_TEST(small_and_odd_logs_are_let_be) {
  struct dh_finding findings[2];
  struct dh_log_summary summary;
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

START_TEST(medians_are_those_of_sorting) {
  double values[9] = {5, 1, 4, 4, 2, 9, 3, 3, 0}, two[2] = {1, 2};
  ck_assert_double_eq(robust_median(values, 9), 3);
  ck_assert_double_eq(robust_median(two, 2), 1.5);
  ck_assert_double_nan(robust_median(two, 0));
  for (uint64_t seed = 0; seed < 200; seed++) {
    double some[40], sorted[40];
    size_t count = 1 + (size_t)(dh_random_bits(seed, 1, 0) % 40);
    for (size_t i = 0; i < count; i++) some[i] = sorted[i] = floor(20 * dh_random_uniform(seed, 2, i));
    for (size_t i = 1; i < count; i++)
      for (size_t k = i; k > 0 && sorted[k - 1] > sorted[k]; k--) {
        double swapped = sorted[k];
        sorted[k] = sorted[k - 1];
        sorted[k - 1] = swapped;
      }
    ck_assert_double_eq(robust_median(some, count), (sorted[count / 2] + sorted[(count - 1) / 2]) / 2);
  }
}
END_TEST

START_TEST(a_slope_is_not_moved_by_wild_values) {
  double x[500], y[500];
  for (int i = 0; i < 500; i++) {
    x[i] = i;
    y[i] = 3 - 0.01 * i + (i % 7 == 0 ? 1000 : 0);
  }
  ck_assert_double_eq_tol(robust_slope(x, y, 500), -0.01, 2e-4);
  ck_assert_double_nan(robust_slope(x, y, 1));
  ck_assert_double_nan(robust_slope(x, y, 0));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("diagnosis");
  TCase *t = tcase_create("corpus");
  tcase_add_test(t, causes_are_found);
  tcase_add_test(t, a_filtered_nan_is_one);
  tcase_add_test(t, a_loss_of_zero_is_a_loss);
  tcase_add_test(t, infinity_and_nan_are_found_where_they_begin);
  tcase_add_test(t, steps_that_were_left_out_are_a_note);
  tcase_add_test(t, a_jump_in_a_short_log_is_found);
  tcase_add_test(t, a_loss_that_arrives_at_zero_is_no_nan);
  tcase_add_test(t, up_and_back_is_a_spike_up_and_away_is_not);
  tcase_add_test(t, small_and_odd_logs_are_let_be);
  tcase_add_test(t, medians_are_those_of_sorting);
  tcase_add_test(t, a_slope_is_not_moved_by_wild_values);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * The diagnosis of training logs on a corpus of them with known causes, made by real runs and written down as a Trainer
 * writes them: means over logging_steps, four decimals, NaN turned into 0. (The rules one by one, on rows written by
 * hand: diagnosis_hand.c.) */
#include "base/text.h"
#include "descent/robust.h"
#include "diagnosis_book.h"
#include "lab.h"

#include <stdio.h>
#include <stdlib.h>

/* --- a Trainer's log of a run --- */

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
  book_begin(book);
  double cap = dh_spec_number(spec, DH_MAX_GRAD_NORM);
  book->log.max_grad_norm = cap > 0 ? cap : 0; /* nobody has to guess */
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
      book_put(row, DH_LOG_STEP, (double)step);
      book_put(row, DH_LOG_LOSS, rounded(sum / (double)habit->logging_steps, 1e-4));
      book_put(row, DH_LOG_GRAD_NORM, norm);
      book_put(row, DH_LOG_LEARNING_RATE,
               habit->pulse        ? asked
               : habit->rates_late ? dh_run_row(run)->rate
                                   : before.rate);
      if (habit->epoch) book_put(row, DH_LOG_EPOCH, rounded((double)step / (double)habit->epoch, 0.01));
      if (habit->eval_at != 0 && step % (10 * habit->logging_steps) == 0)
        book_put(row, DH_LOG_EVAL_LOSS, rounded(pow(dh_run_row(run)->at[0] - habit->eval_at, 2) + 0.5, 1e-4));
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

enum { SETTINGS = 8, HEALTHY = -1 };

#define IS(kind) (1U << DH_FINDING_##kind)
#define NOISES   (IS(RATE_NOISE) | IS(DATA_NOISE))

static const struct cause {
  const char *name;
  int expected;         /* what has to be found, HEALTHY for no fault at all */
  unsigned also, notes; /* faults and notes that are true as well: all others are false */
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

/* What has to be found as a note; the other causes are faults. */
static const unsigned harmless = NOISES | IS(CLIPPED) | IS(EPOCH_STAIRS);

/* In how many logs: of one, of a cause, of all. */
struct outcome {
  int logs, right, faults, wrong_faults, wrong_notes;
};

static struct outcome judge(const struct cause *cause, const struct book *book, struct text *said) {
  struct dh_finding findings[DH_FINDINGS_MAX];
  struct dh_log_summary summary;
  struct outcome outcome = {.logs = 1, .right = cause->expected == HEALTHY};
  int count = dh_log_diagnose(&book->log, &summary, findings, DH_FINDINGS_MAX);
  ck_assert_int_ge(count, 0);
  for (int i = 0; i < count; i++) {
    const struct dh_finding *finding = &findings[i];
    bool fault = finding->weight == DH_FINDING_FAULT,
         right = (int)finding->kind == cause->expected && fault == !(harmless >> finding->kind & 1U),
         good = right || ((fault ? cause->also : cause->notes) >> finding->kind & 1U);
    outcome.right = outcome.right || right;
    outcome.faults |= fault;
    outcome.wrong_faults |= fault && !good;
    outcome.wrong_notes |= !fault && !good;
    text_printf(said, " %s%s", dh_finding_name(finding->kind), good ? "" : " (WRONG)");
  }
  text_add(said, outcome.right ? "\n" : "  NOT FOUND\n");
  return outcome;
}

static void add(struct outcome *sum, const struct outcome *one) {
  sum->logs += one->logs;
  sum->right += one->right;
  sum->faults += one->faults;
  sum->wrong_faults += one->wrong_faults;
  sum->wrong_notes += one->wrong_notes;
}

static struct outcome judge_cause(const struct cause *cause, uint64_t first, struct text *said) {
  static struct book book;
  struct outcome all = {0};
  for (int i = 0; i < cause->seeds; i++) {
    struct dh_spec spec;
    struct dh_rule *rule;
    struct dh_surface *surface = open_cause(cause, first + (uint64_t)i, &spec, &rule);
    write_book(&book, &spec, &cause->habit, first + (uint64_t)i);
    text_printf(said, "# %-24s %2d:", cause->name, i);
    struct outcome one = judge(cause, &book, said);
    dh_rule_destroy(rule);
    dh_surface_destroy(surface);
    add(&all, &one);
  }
  return all;
}

/* The rows of the table are causes, its columns what was found. Where nothing is wrong there is no fault; of each cause
 * four of five are found, and nine of ten of all; no fault and no note is there but those that are true. CORPUS_SEED
 * shifts the seeds, for a look at others than those that are asserted. */
START_TEST(causes_are_found) {
  const char *shift = getenv("CORPUS_SEED");
  struct outcome of[CAUSES], healthy = {0}, sick = {0};
  struct text said = {0};
  for (int i = 0; i < CAUSES; i++) {
    of[i] = judge_cause(&causes[i], shift ? strtoull(shift, NULL, 10) : 1, &said);
    add(causes[i].expected == HEALTHY ? &healthy : &sick, &of[i]);
  }
  printf("%s# %d logs: %d healthy, %d false alarms, %d with a false note; "
         "%d with a cause, %d found, %d with a false fault, %d with a false note\n",
         text_string(&said), healthy.logs + sick.logs, healthy.logs, healthy.faults, healthy.wrong_notes, sick.logs,
         sick.right, sick.wrong_faults, sick.wrong_notes);
  fflush(stdout);
  text_free(&said);
  for (int i = 0; i < CAUSES; i++) {
    ck_assert_msg(of[i].right * 5 >= of[i].logs * 4, "%s: %d found", causes[i].name, of[i].right);
    ck_assert_msg(causes[i].expected != HEALTHY || of[i].faults == 0, "%s: a fault", causes[i].name);
    ck_assert_msg(of[i].wrong_faults == 0, "%s: a false fault", causes[i].name);
    ck_assert_msg(of[i].wrong_notes == 0, "%s: a false note", causes[i].name);
  }
  ck_assert_int_ge(sick.logs, 40);
  ck_assert_int_ge(healthy.logs, 30);
  ck_assert_int_ge(sick.right * 10, sick.logs * 9);
}
END_TEST

/* --- robust statistics --- */

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
  tcase_set_timeout(t, 60);
  tcase_add_test(t, causes_are_found);
  tcase_add_test(t, medians_are_those_of_sorting);
  tcase_add_test(t, a_slope_is_not_moved_by_wild_values);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

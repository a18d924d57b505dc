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

static Suite *suite(void) {
  Suite *s = suite_create("diagnosis");
  TCase *t = tcase_create("corpus");
  tcase_add_test(t, causes_are_found);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * reduce_lr_on_plateau against PyTorch's ReduceLROnPlateau spelled out, and in runs that go back, branch and change. */
#include "lab.h"
#include "samples.h"

#include <math.h>
#include <stdlib.h>

/* --- the reference --- */

/* ReduceLROnPlateau of mode "min", one parameter group, attribute by attribute. */
struct reference {
  double factor, threshold, min_lr, lr, best;
  bool relative;
  long patience, cooldown, num_bad_epochs, cooldown_counter;
};

static bool reference_is_better(const struct reference *r, double a) {
  if (!r->relative) return a < r->best - r->threshold;
  double rel_epsilon = 1.0 - r->threshold;
  return a < r->best * rel_epsilon;
}

static void reference_reduce_lr(struct reference *r) {
  double old_lr = r->lr, new_lr = old_lr * r->factor;
  if (r->min_lr > new_lr) new_lr = r->min_lr;
  if (old_lr - new_lr > 1e-8) r->lr = new_lr;
}

static void reference_step(struct reference *r, double metric) {
  if (reference_is_better(r, metric)) {
    r->best = metric;
    r->num_bad_epochs = 0;
  } else {
    r->num_bad_epochs += 1;
  }
  if (r->cooldown_counter > 0) {
    r->cooldown_counter -= 1;
    r->num_bad_epochs = 0;
  }
  if (r->num_bad_epochs > r->patience) {
    reference_reduce_lr(r);
    r->cooldown_counter = r->cooldown;
    r->num_bad_epochs = 0;
  }
}

/* What the reference takes from a spec. */
static struct reference reference_of(const struct dh_spec *spec) {
  return (struct reference){.factor = dh_spec_number(spec, DH_FACTOR),
                            .threshold = dh_spec_number(spec, DH_THRESHOLD),
                            .min_lr = dh_spec_number(spec, DH_MIN_LR),
                            .lr = dh_spec_number(spec, DH_LEARNING_RATE),
                            .best = (double)INFINITY,
                            .relative = dh_spec_number(spec, DH_THRESHOLD_MODE) == DH_THRESHOLD_REL,
                            .patience = (long)dh_spec_number(spec, DH_PATIENCE),
                            .cooldown = (long)dh_spec_number(spec, DH_COOLDOWN)};
}

/* --- losses by hand --- */

static struct dh_surface *parabola;
static struct dh_rule *rules[2];
static struct dh_spec spec;

static void setup(void) {
  parabola = lab_typed("(w-5)^2", "w");
  rules[0] = lab_rule("sgd");
  rules[1] = lab_rule("adam");
  dh_spec_init(&spec, parabola, rules[0]);
  spec.start[0] = 2;
  dh_spec_set(&spec, DH_MAX_STEPS, 200);
  dh_spec_set(&spec, DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_REDUCE_LR_ON_PLATEAU);
}

static void teardown(void) {
  dh_rule_destroy(rules[0]);
  dh_rule_destroy(rules[1]);
  dh_surface_destroy(parabola);
}

static double draw(uint64_t *counter) { return dh_random_uniform(77, 3, (*counter)++); }

static double one_of(const double *values, size_t count, uint64_t *counter) {
  return values[(size_t)(draw(counter) * (double)count)];
}
#define ONE_OF(counter, ...)                                                                                           \
  one_of((const double[]){__VA_ARGS__}, sizeof((double[]){__VA_ARGS__}) / sizeof(double), counter)

static void make_any(uint64_t *counter) {
  double base = ONE_OF(counter, 1, 0.1, 1e-5, 3e-8, 1e-9, 0, 1e300, 0.37);
  dh_spec_set(&spec, DH_LEARNING_RATE, base);
  dh_spec_set(&spec, DH_FACTOR, ONE_OF(counter, 0, 0.1, 0.5, 0.93, 1));
  dh_spec_set(&spec, DH_PATIENCE, ONE_OF(counter, 0, 1, 3, 10));
  dh_spec_set(&spec, DH_THRESHOLD, ONE_OF(counter, 0, 1e-4, 0.1, 1, 1.5, 1e300));
  dh_spec_set(&spec, DH_THRESHOLD_MODE, ONE_OF(counter, 0, 1));
  dh_spec_set(&spec, DH_COOLDOWN, ONE_OF(counter, 0, 1, 5));
  dh_spec_set(&spec, DH_MIN_LR, fmin(1e300, ONE_OF(counter, 0, 0.02, 2) * base));
}

/* Falling, level, jumping, of either sign, now and then no number. */
static double any_loss(double *level, uint64_t *counter) {
  double kind = draw(counter), u = draw(counter);
  if (kind < 0.02) return (double)NAN;
  if (kind < 0.04) return (double)INFINITY;
  if (kind < 0.041) return -(double)INFINITY;
  if (kind < 0.5) *level *= 1 - 0.2 * u;
  if (kind > 0.97) *level = (u - 0.3) * 10;
  return kind < 0.8 ? *level : *level * (1 + 1e-5 * (u - 0.5));
}

START_TEST(cuts_come_when_pytorch_s_do) {
  const struct dh_schedule_info *info = dh_schedule_info(DH_SCHEDULE_REDUCE_LR_ON_PLATEAU);
  uint64_t counter = 0;
  int cuts = 0;
  const int trials = samples(3000);
  for (int trial = 0; trial < trials; trial++) {
    make_any(&counter);
    struct reference reference = reference_of(&spec);
    struct dh_schedule_args args;
    struct dh_schedule_state state;
    double level = ONE_OF(&counter, 9, 1e-3, 0, -2, 1e200);
    dh_spec_schedule(&spec, &args);
    dh_schedule_state_init(&state);
    for (int t = 0; t < 150; t++) {
      double ours = dh_schedule_rate(info, &args, t, &state), loss = any_loss(&level, &counter);
      ck_assert_msg(fabs(ours - reference.lr) <= 1e-12 * args.learning_rate,
                    "trial %d, step %d: %.17g, should be %.17g", trial, t, ours, reference.lr);
      dh_schedule_observe(info, &args, t, loss, &state);
      reference_step(&reference, loss);
      ck_assert(same_bits(state.best, reference.best));
    }
    cuts += (int)state.cuts;
  }
  ck_assert_int_gt(cuts, trials);
}
END_TEST

/* SequentialLR steps what follows the warmup only when it has come: row W is the first that counts. */
START_TEST(the_warmup_is_not_watched) {
  const int warmup = 20, patience = 3;
  dh_spec_set(&spec, DH_LEARNING_RATE, 1);
  dh_spec_set(&spec, DH_WARMUP_STEPS, warmup);
  dh_spec_set(&spec, DH_PATIENCE, patience);
  const struct dh_schedule_info *info = dh_schedule_info(DH_SCHEDULE_REDUCE_LR_ON_PLATEAU);
  struct dh_schedule_args args;
  struct dh_schedule_state state, none;
  dh_spec_schedule(&spec, &args);
  dh_schedule_state_init(&state);
  none = state;
  for (int t = 0; t < 40; t++) {
    double rate = dh_schedule_rate(info, &args, t, &state);
    if (t <= warmup) ck_assert(memcmp(&state, &none, sizeof state) == 0);
    if (t < warmup) ck_assert_double_eq_tol(rate, (double)t / warmup, 1e-15);
    /* The best loss is that of row W, then patience + 1 are no better. */
    else if (t <= warmup + patience + 1)
      ck_assert(rate == 1);
    else if (t < warmup + 2 * patience + 3)
      ck_assert_double_eq_tol(rate, 0.1, 1e-15);
    dh_schedule_observe(info, &args, t, 7, &state);
  }
  ck_assert(state.cuts > 2);
}
END_TEST

/* A warmup that is made longer after the cuts leads up to the rate that they left. */
START_TEST(a_later_warmup_leads_to_what_is_left) {
  const struct dh_schedule_info *info = dh_schedule_info(DH_SCHEDULE_REDUCE_LR_ON_PLATEAU);
  const struct dh_schedule_state cut = {.best = 1, .cuts = 2};
  struct dh_schedule_args args;
  dh_spec_set(&spec, DH_LEARNING_RATE, 1);
  dh_spec_set(&spec, DH_WARMUP_STEPS, 50);
  dh_spec_schedule(&spec, &args);
  ck_assert_double_eq_tol(dh_schedule_rate(info, &args, 25, &cut), 0.005, 1e-15);
  ck_assert_double_eq_tol(dh_schedule_rate(info, &args, 50, &cut), 0.01, 1e-15);
}
END_TEST

/* --- in runs --- */

enum { STEPS = 260 };

/* A rate of 1 bounces for ever, until it is cut. */
static const struct {
  long step;
  enum dh_parameter parameter;
  double value;
} deeds[] = {
    {18, DH_FACTOR, 0.5},
    {33, DH_LEARNING_RATE, 1.9},
    {41, DH_PATIENCE, 2},
    {60, DH_THRESHOLD, 0.5},
    {75, DH_MIN_LR, 0.01},
    {90, DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_COSINE},
    {97, DH_LEARNING_RATE, 1},
    {110, DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_REDUCE_LR_ON_PLATEAU},
    {125, DH_THRESHOLD_MODE, DH_THRESHOLD_ABS},
    {140, DH_COOLDOWN, 7},
    {150, DH_OPTIM, 1},
    {170, DH_WARMUP_STEPS, 190},
    {215, DH_FACTOR, 0.9},
    {215, DH_PRECISION, DH_FP32},
    {230, DH_MAX_STEPS, 90},
};
enum { DEEDS = sizeof deeds / sizeof deeds[0] };

static void change(struct dh_run *run, int deed) {
  struct dh_error error;
  struct dh_setting setting = {.parameter = deeds[deed].parameter, .value = deeds[deed].value};
  if (setting.parameter == DH_OPTIM) setting.rule = rules[1];
  ck_assert(dh_run_change(run, &setting, &error));
}

/* Walk to the end doing everything on the way; rows[0..STEPS] as they were left. */
static struct dh_run *walk(struct dh_row *rows) {
  dh_spec_set(&spec, DH_LEARNING_RATE, 1);
  dh_spec_set(&spec, DH_PATIENCE, 4);
  struct dh_run *run = lab_run(&spec);
  for (long step = 0, next = 0;; step++) {
    for (; next < DEEDS && deeds[next].step == step; next++) change(run, (int)next);
    rows[step] = *dh_run_row(run);
    if (step == STEPS) return run;
    dh_run_step(run);
  }
}

static int cuts_in(const struct dh_row *rows, int from, int to) {
  int cuts = 0;
  for (int i = from; i < to; i++) cuts += rows[i + 1].rate < rows[i].rate;
  return cuts;
}

/* The reference, told of every change, with the losses of the rows; what is cut hangs on the factor of the day. */
START_TEST(rows_have_the_rates_of_the_reference) {
  struct dh_row rows[STEPS + 1];
  struct dh_run *run = walk(rows);
  struct reference reference = reference_of(&spec);
  int cuts = 0;
  for (long step = 0, next = 0; step < 90; step++) {
    for (; deeds[next].step == step; next++) {
      struct dh_setting setting = {.parameter = deeds[next].parameter, .value = deeds[next].value};
      dh_spec_apply(&spec, &setting);
    }
    struct reference now = reference_of(&spec);
    now.best = reference.best;
    now.num_bad_epochs = reference.num_bad_epochs;
    for (int i = 0; i < cuts; i++) reference_reduce_lr(&now);
    reference = now;
    ck_assert_msg(fabs(rows[step].rate - reference.lr) < 1e-12, "row %ld: %.17g, should be %.17g", step,
                  rows[step].rate, reference.lr);
    double before = reference.lr;
    reference_step(&reference, rows[step].loss);
    cuts += reference.lr < before;
  }
  ck_assert_int_gt(cuts, 3);
  ck_assert_int_gt(cuts_in(rows, 110, 170), 1);
  dh_run_destroy(run);
}
END_TEST

static void expect_row(const struct dh_run *run, const struct dh_row *rows) {
  const struct dh_row *row = dh_run_row(run), *expected = &rows[row->step];
  ck_assert_msg(same_row(row, expected), "row %ld: rate %.17g, should be %.17g", row->step, row->rate, expected->rate);
}

static void expect_rest(struct dh_run *run, const struct dh_row *rows) {
  for (;; dh_run_step(run)) {
    expect_row(run, rows);
    if (dh_run_row(run)->step == STEPS) return;
  }
}

START_TEST(going_back_and_on_changes_nothing) {
  struct dh_row rows[STEPS + 1];
  struct dh_run *run = walk(rows);
  for (uint64_t i = 0; i < 80; i++) {
    dh_run_goto(run, (long)(dh_random_uniform(1, 2, i) * STEPS));
    expect_row(run, rows);
  }
  for (long step = STEPS; step >= 0; step--) {
    dh_run_goto(run, step);
    expect_row(run, rows);
  }
  expect_rest(run, rows);
  dh_run_destroy(run);
}
END_TEST

START_TEST(a_branch_remembers_the_losses) {
  struct dh_row rows[STEPS + 1];
  struct dh_error error;
  struct dh_run *run = walk(rows);
  for (long step = 0; step <= STEPS; step += 7) {
    dh_run_goto(run, step);
    struct dh_run *branch = dh_run_branch(run, &error);
    ck_assert_ptr_nonnull(branch);
    for (int i = 0; i < DEEDS; i++) {
      if (deeds[i].step <= step) continue;
      dh_run_goto(branch, deeds[i].step);
      change(branch, i);
      bool last = i + 1 == DEEDS || deeds[i + 1].step > deeds[i].step;
      if (last) expect_row(branch, rows);
    }
    dh_run_goto(branch, STEPS);
    expect_row(branch, rows);
    dh_run_goto(branch, step / 2);
    expect_rest(branch, rows);
    dh_run_destroy(branch);
  }
  dh_run_destroy(run);
}
END_TEST

START_TEST(a_loaded_journal_gives_the_same_rows) {
  struct dh_row rows[STEPS + 1];
  struct dh_run *run = walk(rows);
  struct dh_error error;
  int count;
  const struct dh_journal_entry *journal = dh_run_journal(run, &count);
  ck_assert_int_eq(count, DEEDS);
  struct dh_run *loaded = dh_run_load(dh_run_initial(run), journal, count, &error);
  ck_assert_ptr_nonnull(loaded);
  expect_rest(loaded, rows);
  dh_run_destroy(loaded);
  dh_run_destroy(run);
}
END_TEST

/* The same change in the past cuts the future and makes the same one again. */
START_TEST(a_change_in_the_past_is_as_if_made_then) {
  struct dh_row rows[STEPS + 1];
  struct dh_run *run = walk(rows);
  for (int first = DEEDS - 1; first >= 0; first--) {
    if (first > 0 && deeds[first].step == deeds[first - 1].step) continue;
    for (int i = first; i < DEEDS; i++) {
      dh_run_goto(run, deeds[i].step);
      change(run, i);
    }
    dh_run_goto(run, STEPS);
    expect_row(run, rows);
  }
  dh_run_destroy(run);
}
END_TEST

/* Away and back in one row is no change: nothing is forgotten. One row later it is one. */
START_TEST(coming_back_to_it_starts_afresh) {
  struct dh_row rows[STEPS + 1];
  struct dh_error error;
  struct dh_run *run = walk(rows);
  const struct dh_setting away = {.parameter = DH_LR_SCHEDULER_TYPE, .value = DH_SCHEDULE_CONSTANT},
                          back = {.parameter = DH_LR_SCHEDULER_TYPE, .value = DH_SCHEDULE_REDUCE_LR_ON_PLATEAU};
  ck_assert(rows[40].rate < 1.9);
  dh_run_goto(run, 40);
  ck_assert(dh_run_change(run, &away, &error));
  ck_assert(dh_run_row(run)->rate == 1.9);
  ck_assert(dh_run_change(run, &back, &error));
  expect_row(run, rows);
  ck_assert(dh_run_change(run, &away, &error));
  dh_run_step(run);
  ck_assert(dh_run_change(run, &back, &error));
  ck_assert(dh_run_row(run)->rate == 1.9);
  dh_run_destroy(run);
}
END_TEST

/* Longer than the tables: checkpoints lie far apart, and cuts between them. */
START_TEST(long_runs_go_back_exactly) {
  enum { LONG = 30000 };
  struct dh_row *rows = malloc((LONG + 1) * sizeof *rows);
  ck_assert_ptr_nonnull(rows);
  dh_spec_set(&spec, DH_LEARNING_RATE, 1);
  dh_spec_set(&spec, DH_FACTOR, 0.999);
  dh_spec_set(&spec, DH_PATIENCE, 300);
  dh_spec_set(&spec, DH_COOLDOWN, 100);
  struct dh_run *run = lab_run(&spec);
  for (long step = 0; step <= LONG; step++) {
    dh_run_goto(run, step);
    rows[step] = *dh_run_row(run);
  }
  ck_assert_int_gt(cuts_in(rows, 0, LONG), 20);
  for (uint64_t i = 0; i < 30; i++) {
    dh_run_goto(run, (long)(dh_random_uniform(4, 2, i) * LONG));
    expect_row(run, rows);
  }
  dh_run_destroy(run);
  free(rows);
}
END_TEST

/* --- what is drawn --- */

static void expect_rates(const struct dh_run *run, const struct dh_row *rows, int last) {
  double steps[STEPS + 1], rates[STEPS + 1];
  for (int i = 0; i <= last; i++) steps[i] = i;
  dh_run_rates(run, steps, rates, last + 1);
  for (int i = 0; i <= last; i++)
    ck_assert_msg((float)rates[i] == (float)rows[i].rate, "at row %ld, row %d: %.17g, was %.17g", dh_run_row(run)->step,
                  i, rates[i], rows[i].rate);
}

START_TEST(the_past_is_drawn_as_it_was) {
  struct dh_row rows[STEPS + 1];
  struct dh_run *run = walk(rows);
  for (int step = STEPS; step >= 0; step -= 9) {
    dh_run_goto(run, step);
    expect_rates(run, rows, step);
  }
  dh_run_destroy(run);
}
END_TEST

/* From here on no loss is known: no cuts are to come but those there were, and another schedule brings none along. */
START_TEST(the_future_is_drawn_as_planned) {
  struct dh_row rows[STEPS + 1];
  const double steps[] = {80, 85, 89, 90, 100, 109, 110, 160};
  double rates[8];
  struct dh_run *run = walk(rows);
  dh_run_goto(run, 80);
  dh_run_rates(run, steps, rates, 8);
  ck_assert(rows[80].rate < 1.9 && rates[0] == rows[80].rate && rates[1] == rates[0] && rates[2] == rates[0]);
  ck_assert(rates[3] == rows[90].rate && rates[4] == rows[100].rate && rates[5] == rows[109].rate);
  ck_assert(rates[6] == 1 && rates[7] == 1);
  dh_run_goto(run, 120);
  dh_run_rates(run, steps + 7, rates, 1);
  ck_assert(rates[0] == rows[120].rate);
  dh_run_destroy(run);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("plateau");
  TCase *tc = tcase_create("plateau");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_add_test(tc, cuts_come_when_pytorch_s_do);
  tcase_add_test(tc, the_warmup_is_not_watched);
  tcase_add_test(tc, a_later_warmup_leads_to_what_is_left);
  tcase_add_test(tc, rows_have_the_rates_of_the_reference);
  tcase_add_test(tc, going_back_and_on_changes_nothing);
  tcase_add_test(tc, a_branch_remembers_the_losses);
  tcase_add_test(tc, a_loaded_journal_gives_the_same_rows);
  tcase_add_test(tc, a_change_in_the_past_is_as_if_made_then);
  tcase_add_test(tc, coming_back_to_it_starts_afresh);
  tcase_add_test(tc, long_runs_go_back_exactly);
  tcase_add_test(tc, the_past_is_drawn_as_it_was);
  tcase_add_test(tc, the_future_is_drawn_as_planned);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * Runs on data: the batches of a trainer, the same bits whenever the same moment comes again, rounding, and what broke.
 */
#include "data_lab.h"

/* --- batches --- */

/* The gradient of w*x is x, and row i has x = 2^i: the sum over a batch says which rows it had. */
enum { BITS_MAX = 50 };

static struct dh_surface *one_bit_each(long rows) {
  struct table table = {.rows = rows};
  for (long i = 0; i < rows; i++) table.x[i] = ldexp(1, (int)i);
  return fit_to(&table, "w*x", DH_LOSS_SAMPLE, 0);
}

static void set_batch(struct dh_spec *spec, double each, double accumulation, double devices) {
  dh_spec_set(spec, DH_LEARNING_RATE, 0);
  dh_spec_set(spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE, each);
  dh_spec_set(spec, DH_GRADIENT_ACCUMULATION_STEPS, accumulation);
  dh_spec_set(spec, DH_NUM_DEVICES, devices);
}

static int bits_of(uint64_t set) {
  int count = 0;
  for (; set; set &= set - 1) count++;
  return count;
}

/* The rows of an update that is the mean over `size` rows. */
static uint64_t rows_of(const struct dh_row *row, double size) {
  double sum = row->gradient[0] * size;
  ck_assert_msg(fabs(sum - nearbyint(sum)) < 0.3, /* rounding, of numbers up to 2^50 */
                "no sum of whole rows: %.17g", sum);
  return (uint64_t)nearbyint(sum);
}

static long least(long a, long b) { return a < b ? a : b; }

/* Every epoch visits every row once, in batches of the right size, and no two epochs alike. */
START_TEST(an_epoch_visits_every_row_once) {
  static const long sizes[][3] = {{50, 8, 1}, {50, 1, 1}, {50, 49, 1}, {7, 3, 1}, {7, 2, 2}, {48, 8, 2}, {3, 2, 1}};
  const long rows = sizes[_i][0], micro = sizes[_i][1] * sizes[_i][2];
  struct dh_surface *surface = one_bit_each(rows);
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_spec spec;
  dh_spec_init(&spec, surface, rule);
  set_batch(&spec, (double)sizes[_i][1], 1, (double)sizes[_i][2]);
  ck_assert(dh_spec_is_noisy(&spec) && dh_spec_batch(&spec) == (double)micro);
  struct dh_run *run = lab_run(&spec);
  uint64_t first_batch[20];
  for (int epoch = 0; epoch < 20; epoch++) {
    uint64_t seen = 0;
    for (long at = 0; at < rows; at += micro) {
      long size = least(micro, rows - at);
      uint64_t batch = rows_of(dh_run_row(run), (double)size);
      ck_assert_int_eq(bits_of(batch), size);
      ck_assert_msg((seen & batch) == 0, "epoch %d: a row twice", epoch);
      seen |= batch;
      if (at == 0) first_batch[epoch] = batch;
      dh_run_step(run);
    }
    ck_assert_int_eq(bits_of(seen), rows);
  }
  int alike = 0;
  for (int i = 1; i < 20; i++) alike += first_batch[i] == first_batch[0];
  ck_assert_int_lt(alike, 15);
  dh_run_destroy(run);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

/* 10 rows, micro-batches of 3: sizes 3 3 3 1. Two of them make an update, the mean of their means: the second update of
 * an epoch takes the last row as seriously as three others. Three of them: the second update has the short one alone.
 */
START_TEST(accumulated_batches_are_averaged_as_a_trainer_does) {
  static const struct {
    long accumulation, updates;
    int micros[2]; /* micro-batches behind each update of an epoch */
  } rounds[] = {{2, 2, {2, 2}}, {3, 2, {3, 1}}, {4, 1, {4, 0}}, {9, 1, {4, 0}}};
  const long rows = 10, micro = 3;
  struct dh_surface *surface = one_bit_each(rows);
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_spec alone, together;
  dh_spec_init(&alone, surface, rule);
  together = alone;
  set_batch(&alone, (double)micro, 1, 1);
  set_batch(&together, (double)micro, (double)rounds[_i].accumulation, 1);
  ck_assert(dh_spec_is_noisy(&together));
  struct dh_run *single = lab_run(&alone), *sum = lab_run(&together);
  for (int epoch = 0; epoch < 10; epoch++)
    for (long update = 0; update < rounds[_i].updates; update++) {
      int micros = rounds[_i].micros[update];
      double mean = 0;
      for (int i = 0; i < micros; i++, dh_run_step(single)) mean += dh_run_row(single)->gradient[0] / micros;
      assert_near(dh_run_row(sum)->gradient[0], mean, 1e-14);
      dh_run_step(sum);
    }
  dh_run_destroy(single);
  dh_run_destroy(sum);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

/* Devices only make a micro-batch larger. */
START_TEST(devices_share_a_batch) {
  struct table table;
  fill(&table, 50, false);
  struct dh_surface *surface = fit_to(&table, "w*x + b", DH_LOSS_MSE, 0);
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_spec one, four;
  dh_spec_init(&one, surface, rule);
  four = one;
  set_batch(&one, 8, 2, 1);
  set_batch(&four, 2, 2, 4);
  dh_spec_set(&one, DH_LEARNING_RATE, 0.1);
  dh_spec_set(&four, DH_LEARNING_RATE, 0.1);
  struct dh_run *a = lab_run(&one), *b = lab_run(&four);
  for (int step = 0; step < 50; step++, dh_run_step(a), dh_run_step(b))
    ck_assert(same_row(dh_run_row(a), dh_run_row(b)));
  dh_run_destroy(a);
  dh_run_destroy(b);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

/* All rows in one update: nothing is drawn, whatever the sizes are called. */
START_TEST(a_full_batch_has_no_noise) {
  static const double sizes[][3] = {{0, 1, 1}, {50, 1, 1}, {25, 2, 1}, {5, 5, 2}, {1e9, 1, 1}, {1, 1e6, 1}, {10, 7, 1}};
  struct table table;
  fill(&table, 50, false);
  struct dh_surface *surface = fit_to(&table, "w*x + b", DH_LOSS_MSE, 0);
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_spec plain, spec;
  dh_spec_init(&plain, surface, rule);
  spec = plain;
  if (sizes[_i][0] > 0) set_batch(&spec, sizes[_i][0], sizes[_i][1], sizes[_i][2]);
  dh_spec_set(&plain, DH_LEARNING_RATE, 0.1);
  dh_spec_set(&spec, DH_LEARNING_RATE, 0.1);
  dh_spec_set(&spec, DH_SEED, 1);
  ck_assert(!dh_spec_is_noisy(&spec) && dh_spec_batch(&spec) == 50);
  struct dh_run *a = lab_run(&plain), *b = lab_run(&spec);
  for (int step = 0; step < 30; step++, dh_run_step(a), dh_run_step(b))
    ck_assert(same_row(dh_run_row(a), dh_run_row(b)));
  dh_run_destroy(a);
  dh_run_destroy(b);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

/* The loss of a row is that of all rows, whatever the update looks at. */
START_TEST(the_loss_is_that_of_all_rows) {
  struct table table;
  fill(&table, 100, false);
  struct dh_surface *surface = fit_to(&table, "w*x + b", DH_LOSS_MSE, 0);
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_error error;
  struct dh_sampler *sampler = dh_sampler_create(surface, DH_VALUE, &error);
  struct dh_spec spec;
  dh_spec_init(&spec, surface, rule);
  set_batch(&spec, 4, 1, 1);
  dh_spec_set(&spec, DH_LEARNING_RATE, 0.05);
  struct dh_run *run = lab_run(&spec);
  for (int step = 0; step < 60; step++, dh_run_step(run)) {
    struct dh_sample at;
    const struct dh_row *row = dh_run_row(run);
    dh_sampler_run(sampler, &row->at[0], &row->at[1], 1, &at);
    ck_assert(same_bits(row->loss, at.value[0]));
  }
  dh_run_destroy(run);
  dh_sampler_destroy(sampler);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

/* Which rows update k has follows from k, the seed and the sizes in force alone. */
START_TEST(a_change_of_size_is_as_if_it_had_always_been_so) {
  struct dh_surface *surface = one_bit_each(48);
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_error error;
  struct dh_spec small, large;
  dh_spec_init(&small, surface, rule);
  large = small;
  set_batch(&small, 4, 1, 1);
  set_batch(&large, 16, 1, 1);
  struct dh_run *run = lab_run(&small), *other = lab_run(&large);
  const struct dh_setting setting = {.parameter = DH_PER_DEVICE_TRAIN_BATCH_SIZE, .value = 16};
  dh_run_goto(run, 30);
  ck_assert(dh_run_change(run, &setting, &error));
  for (long step = 30; step < 90; step++, dh_run_step(run)) {
    dh_run_goto(other, step);
    ck_assert(same_bits(dh_run_row(run)->gradient[0], dh_run_row(other)->gradient[0]));
  }
  dh_run_destroy(run);
  dh_run_destroy(other);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

/* --- a run on data is a run --- */

enum { STEPS = 300 };

static void noisy_spec(struct dh_spec *spec, const struct dh_surface *surface, const struct dh_rule *rule) {
  dh_spec_init(spec, surface, rule);
  set_batch(spec, 6, 2, 1);
  dh_spec_set(spec, DH_LEARNING_RATE, 0.03);
}

START_TEST(the_same_seed_gives_the_same_bits) {
  struct table table;
  fill(&table, 50, false);
  struct dh_surface *surface = fit_to(&table, "w*x + b", DH_LOSS_MSE, 0);
  struct dh_rule *rule = lab_rule("adam");
  struct dh_error error;
  struct dh_spec spec;
  static struct dh_row rows[STEPS + 1];
  noisy_spec(&spec, surface, rule);
  struct dh_run *run = lab_run(&spec), *again = lab_run(&spec), *other;
  for (long step = 0; step <= STEPS; step++, dh_run_step(run)) rows[step] = *dh_run_row(run);
  for (uint64_t i = 0; i < 40; i++) {
    long step = (long)(dh_random_uniform(4, 0, i) * STEPS);
    dh_run_goto(i % 2 ? run : again, step);
    ck_assert(same_row(dh_run_row(i % 2 ? run : again), &rows[step]));
  }
  dh_run_goto(run, 77);
  struct dh_run *branch = dh_run_branch(run, &error);
  ck_assert_ptr_nonnull(branch);
  for (long step = 77; step <= STEPS; step++, dh_run_step(branch)) ck_assert(same_row(dh_run_row(branch), &rows[step]));
  dh_spec_set(&spec, DH_SEED, 43);
  other = lab_run(&spec);
  ck_assert(!same_row(dh_run_row(other), &rows[0]));
  dh_run_destroy(other);
  dh_run_destroy(branch);
  dh_run_destroy(again);
  dh_run_destroy(run);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

/* The fast path, slots of different sizes and seeds, and single runs: all the same bits. */
START_TEST(blocks_agree_with_runs) {
  enum { SLOTS = 5 };
  struct table table;
  fill(&table, 70, false);
  struct dh_surface *surface = fit_to(&table, "w*x + b", DH_LOSS_HUBER, 0);
  struct dh_rule *rule = lab_rule(_i == 0 ? "sgd" : "adam");
  struct dh_error error;
  struct dh_spec specs[SLOTS];
  const struct dh_spec *pointers[SLOTS];
  double rates[SLOTS];
  for (int i = 0; i < SLOTS; i++) {
    noisy_spec(&specs[i], surface, rule);
    if (i == 0) dh_spec_unset(&specs[i], DH_PER_DEVICE_TRAIN_BATCH_SIZE);
    dh_spec_set(&specs[i], DH_SEED, i);
    dh_spec_set(&specs[i], DH_NUM_DEVICES, 1 + i);
    pointers[i] = &specs[i];
    rates[i] = dh_spec_number(&specs[i], DH_LEARNING_RATE);
  }
  struct dh_block *stepping = dh_block_create(pointers, SLOTS, &error),
                  *advancing = dh_block_create(pointers, SLOTS, &error);
  ck_assert(stepping && advancing);
  struct dh_row rows[SLOTS] = {0};
  for (long step = 0; step < 100; step++) dh_block_step(stepping, rates, rows);
  dh_block_advance(advancing, rates, 100);
  for (int i = 0; i < SLOTS; i++) {
    double a[2], b[2];
    struct dh_run *run = lab_run(&specs[i]);
    dh_run_goto(run, 100);
    dh_block_at(stepping, i, a);
    dh_block_at(advancing, i, b);
    for (int axis = 0; axis < 2; axis++)
      ck_assert(same_bits(a[axis], b[axis]) && same_bits(a[axis], dh_run_row(run)->at[axis]));
    dh_run_destroy(run);
  }
  dh_block_destroy(stepping);
  dh_block_destroy(advancing);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

/* --- precision --- */

/* One update in the format, written out: every operation rounded once, a mean being one. */
START_TEST(a_mean_is_rounded_once) {
  enum dh_precision format = (enum dh_precision)_i;
#define R(x) dh_precision_round(format, x)
  struct table table;
  fill(&table, 100, false);
  struct dh_surface *surface = fit_to(&table, "w*x", DH_LOSS_MSE, 0);
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_spec spec;
  dh_spec_init(&spec, surface, rule);
  spec.start[0] = 0.3;
  dh_spec_set(&spec, DH_PRECISION, format);
  dh_spec_set(&spec, DH_LEARNING_RATE, 0.1);
  struct dh_run *run = lab_run(&spec);
  for (int step = 0; step < 20; step++, dh_run_step(run)) {
    const struct dh_row *row = dh_run_row(run);
    double w = row->at[0], loss = 0, slope = 0;
    for (long i = 0; i < table.rows; i++) {
      double x = R(table.x[i]), r = R(R(w * x) - R(table.y[i]));
      loss += R(r * r);
      slope += R(R(2 * r) * x);
    }
    ck_assert(same_bits(row->loss, R(loss / 100)));
    ck_assert(same_bits(row->gradient[0], R(slope / 100)));
  }
#undef R
  dh_run_destroy(run);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

/* --- what broke --- */

static const struct dh_event *first_event(struct dh_run *run, enum dh_quantity quantity, bool nan, long most) {
  while (dh_run_row(run)->step < most && dh_run_event(run, quantity, nan)->step < 0) dh_run_step(run);
  return dh_run_event(run, quantity, nan);
}

/* Row 70, behind the first 64, is the one whose exp() overflows. */
START_TEST(the_row_that_overflows_is_found) {
  struct table table = {.rows = 90};
  for (long i = 0; i < table.rows; i++) table.x[i] = i == 70 ? 1000 : i == 80 ? 2000 : 0.5;
  struct dh_surface *surface = fit_to(&table, "exp(w*x)", DH_LOSS_SAMPLE, 0);
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_spec spec;
  dh_spec_init(&spec, surface, rule);
  spec.start[0] = 1;
  if (_i == 1) set_batch(&spec, 90, 1, 1);
  struct dh_run *run = lab_run(&spec);
  const struct dh_event *event = first_event(run, DH_QUANTITY_LOSS, false, 0);
  ck_assert_int_eq(event->step, 0);
  ck_assert_int_eq(event->fault.op, DH_OP_EXP);
  ck_assert(event->fault.operand[0] == 1000 && isinf(event->fault.result));
  event = first_event(run, DH_QUANTITY_GRADIENT, false, 0);
  ck_assert_int_eq(event->fault.op, DH_OP_EXP);
  dh_run_destroy(run);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

/* Every row is finite and their sum is not; rows at both infinities make NaN of it. */
START_TEST(a_sum_that_overflows_is_an_addition) {
  const struct table large = {.rows = 3, .x = {1e308, 0.5e308, 1e308}}, both = {.rows = 2, .x = {1e308, -1e308}};
  struct dh_surface *surface = fit_to(_i == 0 ? &large : &both, _i == 0 ? "w*x" : "w*x*x*x", DH_LOSS_SAMPLE, 0);
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_spec spec;
  dh_spec_init(&spec, surface, rule);
  spec.start[0] = 1;
  struct dh_run *run = lab_run(&spec);
  const struct dh_event *event = dh_run_event(run, DH_QUANTITY_GRADIENT, _i == 1);
  ck_assert_int_eq(event->step, 0);
  ck_assert_int_eq(event->fault.op, DH_OP_ADD);
  ck_assert(event->fault.operand[0] == (_i == 0 ? 1.5e308 : (double)INFINITY));
  ck_assert(event->fault.operand[1] == (_i == 0 ? 1e308 : -(double)INFINITY));
  dh_run_destroy(run);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

/* A line thrown off by its rate: in the end everything is NaN, and each first time has its operation. */
START_TEST(an_explosion_on_data_is_explained) {
  struct table table;
  fill(&table, 70, false);
  struct dh_surface *surface = fit_to(&table, "w*x + b", DH_LOSS_MSE, 0);
  struct dh_rule *rule = lab_rule("sgd");
  struct dh_spec spec;
  dh_spec_init(&spec, surface, rule);
  dh_spec_set(&spec, DH_LEARNING_RATE, 3);
  dh_spec_set(&spec, DH_PRECISION, _i);
  struct dh_run *run = lab_run(&spec);
  for (int q = 0; q < DH_QUANTITY_COUNT; q++)
    for (int nan = 0; nan < 2; nan++) {
      const struct dh_event *event = first_event(run, (enum dh_quantity)q, nan, 2000);
      ck_assert_int_ge(event->step, 0);
      bool first = event == dh_run_first_event(run);
      ck_assert_msg(!first || event->fault.operands > 0, "quantity %d, nan %d: no operation", q, nan);
    }
  ck_assert(isnan(dh_run_row(run)->loss));
  dh_run_destroy(run);
  dh_rule_destroy(rule);
  dh_surface_destroy(surface);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("batches");
  TCase *tc = tcase_create("batches");
  tcase_add_loop_test(tc, an_epoch_visits_every_row_once, 0, 7);
  tcase_add_loop_test(tc, accumulated_batches_are_averaged_as_a_trainer_does, 0, 4);
  tcase_add_test(tc, devices_share_a_batch);
  tcase_add_loop_test(tc, a_full_batch_has_no_noise, 0, 7);
  tcase_add_test(tc, the_loss_is_that_of_all_rows);
  tcase_add_test(tc, a_change_of_size_is_as_if_it_had_always_been_so);
  suite_add_tcase(s, tc);
  tc = tcase_create("runs");
  tcase_add_test(tc, the_same_seed_gives_the_same_bits);
  tcase_add_loop_test(tc, blocks_agree_with_runs, 0, 2);
  tcase_add_loop_test(tc, a_mean_is_rounded_once, 0, DH_PRECISION_COUNT);
  tcase_add_loop_test(tc, the_row_that_overflows_is_found, 0, 2);
  tcase_add_loop_test(tc, a_sum_that_overflows_is_an_addition, 0, 2);
  tcase_add_loop_test(tc, an_explosion_on_data_is_explained, 0, DH_PRECISION_COUNT);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

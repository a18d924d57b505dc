/* SPDX-License-Identifier: MIT
 *
 * Gradients with noise: what is added has the distribution it should have, is the same whenever the same moment comes
 * again, and leaves the floor that theory says. Bounds are four standard errors of what is measured. */
#include "lab.h"
#include "samples.h"

#include "downhill/verdict.h"

#include <math.h>
#include <stdio.h>

static struct dh_surface *parabola;
static struct dh_rule *sgd;

static void setup(void) {
  struct dh_error error;
  parabola = dh_surface_create(&(struct dh_surface_spec){.formula = "(w-5)^2",
                                                         .parameter = {"w"},
                                                         .dim = 1,
                                                         .low = {-1},
                                                         .high = {11},
                                                         .start = {2},
                                                         .minima = {{.at = {5}, .kind = DH_MINIMUM_SMOOTH}},
                                                         .minimum_count = 1},
                               &error);
  ck_assert_ptr_nonnull(parabola);
  sgd = lab_rule("sgd");
}

static void teardown(void) {
  dh_rule_destroy(sgd);
  dh_surface_destroy(parabola);
}

static void noisy_spec(struct dh_spec *spec, const struct dh_surface *surface, double rate, double sigma) {
  dh_spec_init(spec, surface, sgd);
  dh_spec_set(spec, DH_LEARNING_RATE, rate);
  dh_spec_set(spec, DH_GRADIENT_NOISE, sigma);
}

/* 64 runs of this spec, each with a seed of its own. */
static struct dh_block *many(const struct dh_spec *spec, struct dh_spec specs[DH_SLOTS], uint64_t first_seed) {
  const struct dh_spec *pointers[DH_SLOTS];
  struct dh_error error;
  for (int i = 0; i < DH_SLOTS; i++) {
    specs[i] = *spec;
    dh_spec_set(&specs[i], DH_SEED, (double)(first_seed + (uint64_t)i));
    pointers[i] = &specs[i];
  }
  struct dh_block *block = dh_block_create(pointers, DH_SLOTS, &error);
  ck_assert_ptr_nonnull(block);
  return block;
}

static void rates_of(const struct dh_spec *spec, long step, double rates[DH_SLOTS]) {
  for (int i = 0; i < DH_SLOTS; i++) rates[i] = dh_spec_rate(spec, (double)step);
}

/* --- what is drawn --- */

static const struct size {
  double each, accumulation, devices;
} sizes[] = {{1, 1, 1}, {4, 1, 1}, {8, 4, 1}, {2, 5, 32}};

/* A million draws on each axis: no mean, the variance sigma^2/B, axes independent. */
START_TEST(noise_has_the_variance_of_its_batch) {
  const struct size *size = &sizes[_i];
  const double sigma = 3, batch = size->each * size->accumulation * size->devices;
  const long steps = 15625, draws = steps * DH_SLOTS;
  struct dh_surface *flat = lab_typed("0*x + 0*y", NULL);
  static struct dh_spec specs[DH_SLOTS];
  struct dh_row rows[DH_SLOTS] = {{0}};
  double rates[DH_SLOTS] = {0}, sum[2] = {0}, squares[2] = {0}, product = 0;
  struct dh_spec spec;
  noisy_spec(&spec, flat, 0, sigma);
  dh_spec_set(&spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE, size->each);
  dh_spec_set(&spec, DH_GRADIENT_ACCUMULATION_STEPS, size->accumulation);
  dh_spec_set(&spec, DH_NUM_DEVICES, size->devices);
  ck_assert(dh_spec_batch(&spec) == batch && dh_spec_is_noisy(&spec));
  struct dh_block *block = many(&spec, specs, 1);
  for (long step = 0; step < steps; step++) {
    dh_block_step(block, rates, rows);
    for (int i = 0; i < DH_SLOTS; i++) {
      for (int axis = 0; axis < 2; axis++) {
        sum[axis] += rows[i].gradient[axis];
        squares[axis] += rows[i].gradient[axis] * rows[i].gradient[axis];
      }
      product += rows[i].gradient[0] * rows[i].gradient[1];
    }
  }
  double variance = sigma * sigma / batch, n = (double)draws;
  for (int axis = 0; axis < 2; axis++) {
    ck_assert_double_eq_tol(sum[axis] / n, 0, 4 * sqrt(variance / n));
    ck_assert_double_eq_tol(squares[axis] / n, variance, 4 * variance * sqrt(2 / n));
  }
  ck_assert_double_eq_tol(product / n, 0, 4 * variance / sqrt(n));
  dh_block_destroy(block);
  dh_surface_destroy(flat);
}
END_TEST

/* Lanes of one seed are pushed alike at every step, whatever else differs between them: what is seen is the difference
 * that their settings make. */
START_TEST(one_seed_is_one_noise) {
  struct dh_spec a, b;
  noisy_spec(&a, parabola, 0.1, 6);
  noisy_spec(&b, parabola, 0.02, 6);
  dh_spec_set(&b, DH_MOMENTUM, 0.9);
  struct dh_run *first = lab_run(&a), *second = lab_run(&b);
  for (int step = 0; step < 50; step++, dh_run_step(first), dh_run_step(second)) {
    const struct dh_row *p = dh_run_row(first), *q = dh_run_row(second);
    ck_assert_double_eq_tol(p->gradient[0] - 2 * (p->at[0] - 5), q->gradient[0] - 2 * (q->at[0] - 5), 1e-12);
  }
  dh_run_destroy(first);
  dh_run_destroy(second);
}
END_TEST

/* Every operation of it is rounded once: sigma, what was drawn, their product, the sum. */
START_TEST(noise_is_rounded_like_the_rest) {
  enum dh_precision format = (enum dh_precision)_i;
#define R(x) dh_precision_round(format, x)
  struct dh_spec spec;
  noisy_spec(&spec, parabola, 0.1, 0.7);
  dh_spec_set(&spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE, 3);
  dh_spec_set(&spec, DH_PRECISION, format);
  struct dh_run *run = lab_run(&spec);
  for (int step = 0; step < 100; step++, dh_run_step(run)) {
    const struct dh_row *row = dh_run_row(run);
    double z[2];
    dh_random_normals((uint64_t)dh_spec_number(&spec, DH_SEED), DH_STREAM_NOISE, (uint64_t)step, z);
    double slope = R(2 * R(row->at[0] - 5)), pushed = R(R(0.7 / sqrt(3)) * R(z[0]));
    ck_assert(same_bits(row->gradient[0], R(slope + pushed)));
    ck_assert(same_bits(row->update[0], R(R(0.1) * row->gradient[0])));
  }
#undef R
  dh_run_destroy(run);
}
END_TEST

/* --- the same moment again --- */

enum { STEPS = 300 };

static void change(struct dh_run *run, enum dh_parameter parameter, double value) {
  struct dh_error error;
  ck_assert(dh_run_change(run, &(struct dh_setting){.parameter = parameter, .value = value}, &error));
}

START_TEST(the_same_moment_has_the_same_noise) {
  static struct dh_row rows[STEPS + 1];
  struct dh_surface *valley = lab_typed("(1-x)^2 + 10*(y-x^2)^2", NULL);
  struct dh_error error;
  struct dh_spec spec;
  noisy_spec(&spec, valley, 0.005, 0.5);
  struct dh_run *run = lab_run(&spec);
  for (long step = 0;; step++) {
    if (step == 40) change(run, DH_GRADIENT_NOISE, 0);
    if (step == 60) change(run, DH_GRADIENT_NOISE, 2);
    if (step == 90) change(run, DH_MOMENTUM, 0.5);
    rows[step] = *dh_run_row(run);
    if (step == STEPS) break;
    dh_run_step(run);
  }
  for (uint64_t i = 0; i < 60; i++) {
    long step = (long)(dh_random_uniform(5, 0, i) * STEPS);
    dh_run_goto(run, step);
    ck_assert(same_row(dh_run_row(run), &rows[step]));
  }
  dh_run_goto(run, 120);
  struct dh_run *branch = dh_run_branch(run, &error);
  ck_assert_ptr_nonnull(branch);
  for (long step = 120; step <= STEPS; step++, dh_run_step(branch))
    ck_assert(same_row(dh_run_row(branch), &rows[step]));
  dh_run_goto(branch, 0);
  change(branch, DH_SEED, 43);
  ck_assert(!same_row(dh_run_row(branch), &rows[0]));
  change(branch, DH_SEED, 42);
  ck_assert(same_row(dh_run_row(branch), &rows[0]));
  dh_run_destroy(branch);
  dh_run_destroy(run);
  dh_surface_destroy(valley);
}
END_TEST

/* The fast path draws what the measuring one draws, and what a run alone draws. */
START_TEST(blocks_draw_what_runs_draw) {
  static struct dh_spec specs[DH_SLOTS];
  double rates[DH_SLOTS];
  struct dh_row rows[DH_SLOTS] = {{0}};
  struct dh_spec spec;
  noisy_spec(&spec, parabola, 0.1, 6);
  rates_of(&spec, 0, rates);
  struct dh_block *stepping = many(&spec, specs, 7), *advancing = many(&spec, specs, 7);
  for (int step = 0; step < 100; step++) dh_block_step(stepping, rates, rows);
  dh_block_advance(advancing, rates, 100);
  for (int i = 0; i < DH_SLOTS; i += 9) {
    double a[2], b[2];
    struct dh_run *run = lab_run(&specs[i]);
    dh_run_goto(run, 100);
    dh_block_at(stepping, i, a);
    dh_block_at(advancing, i, b);
    ck_assert(same_bits(a[0], b[0]) && same_bits(a[0], dh_run_row(run)->at[0]));
    dh_run_destroy(run);
  }
  dh_block_destroy(stepping);
  dh_block_destroy(advancing);
}
END_TEST

/* --- floors --- */

/* E (w-5)^2 after `steps` updates: e' = (1 - 2 eta) e - eta n. */
static double expected(const struct dh_spec *spec, long steps) {
  double e2 = 9, s = dh_spec_noise(spec);
  for (long k = 0; k < steps; k++) {
    double eta = dh_spec_rate(spec, (double)k), keep = 1 - 2 * eta;
    e2 = keep * keep * e2 + eta * eta * s * s;
  }
  return e2;
}

/* The linear rule: base 0.1 for 32 samples. Noise of a quadratic is normal, so E of the square has the relative error
 * sqrt(2 / n), n being the independent ones: squares of this chain are correlated (1 - 2 eta)^2 from step to step. */
static const struct scaled {
  double batch, taught, digit;
} scaled[] = {{32, 1.00, 0.01}, {64, 1.13, 0.01}, {128, 1.51, 0.01}, {256, 4.5, 0.1}};

START_TEST(the_linear_rule_raises_the_floor) {
  enum { BURN = 100 };
  const int kept = samples(2000);
  static struct dh_spec specs[DH_SLOTS];
  double rates[DH_SLOTS], sum = 0;
  struct dh_row rows[DH_SLOTS] = {{0}};
  struct dh_spec spec;
  noisy_spec(&spec, parabola, 0.1, 34);
  dh_spec_set(&spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE, scaled[_i].batch);
  dh_spec_set(&spec, DH_SCALE_LR_WITH_BATCH, 1);
  rates_of(&spec, 0, rates);
  ck_assert_double_eq_tol(rates[0], 0.1 * scaled[_i].batch / 32, 1e-15);
  struct dh_block *block = many(&spec, specs, 1);
  dh_block_advance(block, rates, BURN);
  for (int step = 0; step < kept; step++) {
    dh_block_step(block, rates, rows);
    for (int i = 0; i < DH_SLOTS; i++) sum += rows[i].loss;
  }
  double floor = expected(&spec, BURN + kept), keep = 1 - 2 * rates[0], correlated = pow(keep, 4);
  double independent = (double)kept * DH_SLOTS * (1 - correlated) / (1 + correlated);
  ck_assert_double_eq_tol(floor, scaled[_i].taught, scaled[_i].digit / 2);
  ck_assert_double_eq_tol(sum / kept / DH_SLOTS, floor, 4 * floor * sqrt(2 / independent));
  dh_block_destroy(block);
}
END_TEST

/* The mean loss after `steps` updates over many seeds. */
static double mean_final(const struct dh_spec *spec, long steps, int blocks) {
  static struct dh_spec specs[DH_SLOTS];
  double rates[DH_SLOTS], sum = 0;
  for (int b = 0; b < blocks; b++) {
    struct dh_block *block = many(spec, specs, (uint64_t)b * DH_SLOTS + 1);
    struct dh_row rows[DH_SLOTS] = {{0}};
    for (long step = 0; step < steps; step++) {
      rates_of(spec, step, rates);
      dh_block_advance(block, rates, 1);
    }
    dh_block_step(block, rates, rows);
    for (int i = 0; i < DH_SLOTS; i++) sum += rows[i].loss;
    dh_block_destroy(block);
  }
  return sum / blocks / DH_SLOTS;
}

static void assert_mean(const struct dh_spec *spec, long steps) {
  const int blocks = samples(64);
  double theory = expected(spec, steps), mean = mean_final(spec, steps, blocks);
  ck_assert_double_eq_tol(mean, theory, 4 * theory * sqrt(2.0 / (blocks * DH_SLOTS)));
}

/* At 320 the rate is the limit itself: each step adds as much as the one before, for ever. */
START_TEST(at_the_limit_there_is_no_floor) {
  struct dh_spec spec;
  noisy_spec(&spec, parabola, 0.1, 34);
  dh_spec_set(&spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE, 320);
  dh_spec_set(&spec, DH_SCALE_LR_WITH_BATCH, 1);
  ck_assert_double_eq_tol(dh_spec_rate(&spec, 0), 1, 1e-15);
  ck_assert_double_eq_tol(expected(&spec, 100), 9 + 100 * 34.0 * 34.0 / 320, 1e-9);
  assert_mean(&spec, 100);
}
END_TEST

/* A decaying rate leaves an eighth of the loss: 0.119 is taught, and for the constant rate 1.03, a mean over some seeds
 * of what is 1 in theory. */
START_TEST(decay_lowers_the_floor) {
  struct dh_spec spec;
  noisy_spec(&spec, parabola, 0.1, 6);
  dh_spec_set(&spec, DH_MAX_STEPS, 200);
  ck_assert_double_eq_tol(expected(&spec, 200), 1.00, 1e-6);
  assert_mean(&spec, 200);
  dh_spec_set(&spec, DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_COSINE);
  ck_assert_double_eq_tol(expected(&spec, 200), 0.119, 0.0005);
  assert_mean(&spec, 200);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("noise");
  TCase *tc = tcase_create("drawing");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_add_loop_test(tc, noise_has_the_variance_of_its_batch, 0, 4);
  tcase_add_test(tc, one_seed_is_one_noise);
  tcase_add_loop_test(tc, noise_is_rounded_like_the_rest, 0, DH_PRECISION_COUNT);
  tcase_add_test(tc, the_same_moment_has_the_same_noise);
  tcase_add_test(tc, blocks_draw_what_runs_draw);
  suite_add_tcase(s, tc);
  tc = tcase_create("floors");
  tcase_add_checked_fixture(tc, setup, teardown);
  tcase_add_loop_test(tc, the_linear_rule_raises_the_floor, 0, 4);
  tcase_add_test(tc, at_the_limit_there_is_no_floor);
  tcase_add_test(tc, decay_lowers_the_floor);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

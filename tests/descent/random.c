/* SPDX-License-Identifier: MIT
 *
 * What is drawn has the distribution it should have. Bounds are four standard errors of what is measured (one test in
 * 16,000 would miss one by chance; these are the same numbers every time). */
#include "downhill/random.h"
#include "samples.h"

#include <check.h>
#include <math.h>
#include <stdbool.h>

static int draws(void) { return samples(1000000); }

/* --- normal --- */

/* The moments of a standard normal distribution: 0, 1, 0, 3; x^k has the variance m(2k) - m(k)^2. */
START_TEST(normals_are_normal) {
  const double moment[] = {1, 0, 1, 0, 3, 0, 15, 0, 105};
  double sum[2][5] = {{0}}, both = 0;
  const uint64_t count = (uint64_t)draws();
  for (uint64_t step = 0; step < count; step++) {
    double z[2];
    dh_random_normals(42, DH_STREAM_NOISE, step, z);
    for (int i = 0; i < 2; i++)
      for (int k = 1; k <= 4; k++) sum[i][k] += pow(z[i], k);
    both += z[0] * z[1];
  }
  for (int i = 0; i < 2; i++)
    for (int k = 1; k <= 4; k++) {
      double error = sqrt((moment[2 * k] - moment[k] * moment[k]) / draws());
      ck_assert_double_eq_tol(sum[i][k] / draws(), moment[k], 4 * error);
    }
  ck_assert_double_eq_tol(both / draws(), 0, 4 / sqrt(draws()));
}
END_TEST

/* Numbers of other steps, streams and seeds have nothing to do with each other. */
START_TEST(normals_are_independent) {
  double product[3] = {0};
  const uint64_t count = (uint64_t)draws();
  for (uint64_t step = 0; step < count; step++) {
    double z[2], next[2], other[2], seeded[2];
    dh_random_normals(42, DH_STREAM_NOISE, step, z);
    dh_random_normals(42, DH_STREAM_NOISE, step + 1, next);
    dh_random_normals(42, DH_STREAM_NOISE + 2, step, other);
    dh_random_normals(43, DH_STREAM_NOISE, step, seeded);
    product[0] += z[0] * next[0];
    product[1] += z[0] * other[0];
    product[2] += z[0] * seeded[0];
  }
  for (int i = 0; i < 3; i++) ck_assert_double_eq_tol(product[i] / draws(), 0, 4 / sqrt(draws()));
}
END_TEST

/* --- shuffling --- */

enum { MOST = 5000 };

START_TEST(every_epoch_is_a_permutation) {
  static const uint64_t counts[] = {1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 50, 60, 100, 1023, 1024, 1025, MOST};
  for (uint64_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
    for (uint64_t epoch = 0; epoch < (uint64_t)samples(40); epoch++) {
      struct dh_shuffle shuffle;
      bool seen[MOST] = {false};
      dh_shuffle_init(&shuffle, i, epoch, counts[i]);
      for (uint64_t place = 0; place < counts[i]; place++) {
        uint64_t at = dh_shuffle_at(&shuffle, place);
        ck_assert_msg(at < counts[i] && !seen[at], "%d of %d in epoch %d", (int)at, (int)counts[i], (int)epoch);
        seen[at] = true;
      }
    }
}
END_TEST

/* Pearson's statistic is chi squared with `cells` - 1 degrees of freedom: mean that, variance twice that. */
static void assert_uniform(const int *seen, int cells, double expected, const char *what, int count) {
  double statistic = 0, freedom = cells - 1;
  for (int i = 0; i < cells; i++) statistic += (seen[i] - expected) * (seen[i] - expected) / expected;
  ck_assert_msg(statistic < freedom + 4 * sqrt(2 * freedom) + 8, "%s of %d: chi squared %g for %g degrees of freedom",
                what, count, statistic, freedom);
}

enum { SMALL = 8 };

static int epochs(void) { return samples(60000); }

/* Everybody is at every place equally often, next to everybody else, and no longer stays than goes. */
START_TEST(permutations_are_uniform) {
  for (int count = 3; count <= SMALL; count++) {
    int place_of[SMALL][SMALL] = {{0}}, pair[SMALL * SMALL] = {0}, repeat[SMALL] = {0};
    uint64_t before = 0;
    for (uint64_t epoch = 0; epoch < (uint64_t)epochs(); epoch++) {
      struct dh_shuffle shuffle;
      dh_shuffle_init(&shuffle, 42, epoch, (uint64_t)count);
      uint64_t first = dh_shuffle_at(&shuffle, 0), second = dh_shuffle_at(&shuffle, 1);
      for (int i = 0; i < count; i++) place_of[i][dh_shuffle_at(&shuffle, (uint64_t)i)]++;
      pair[(int)first * (count - 1) + (int)second - (second > first)]++;
      repeat[((int)first + count - (int)before) % count]++;
      before = first;
    }
    for (int i = 0; i < count; i++) assert_uniform(place_of[i], count, (double)epochs() / count, "places", count);
    assert_uniform(pair, count * (count - 1), (double)epochs() / (count * (count - 1)), "pairs", count);
    assert_uniform(repeat, count, (double)epochs() / count, "followers", count);
  }
}
END_TEST

/* The six orders of three, each as often as any other. */
START_TEST(orders_are_uniform) {
  int seen[9] = {0}, orders[6];
  for (uint64_t epoch = 0; epoch < (uint64_t)epochs(); epoch++) {
    struct dh_shuffle shuffle;
    dh_shuffle_init(&shuffle, 7, epoch, 3);
    seen[3 * dh_shuffle_at(&shuffle, 0) + dh_shuffle_at(&shuffle, 1)]++;
  }
  for (int i = 0, n = 0; i < 9; i++)
    if (i % 4 != 0) orders[n++] = seen[i];
  assert_uniform(orders, 6, epochs() / 6.0, "orders", 3);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("random");
  TCase *tc = tcase_create("distributions");
  tcase_add_test(tc, normals_are_normal);
  tcase_add_test(tc, normals_are_independent);
  tcase_add_test(tc, every_epoch_is_a_permutation);
  tcase_add_test(tc, permutations_are_uniform);
  tcase_add_test(tc, orders_are_uniform);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

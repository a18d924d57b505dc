/* SPDX-License-Identifier: MIT
 *
 * Updates of a Trainer, against what its Python does with whole numbers. */
#include "downhill/training.h"

#include <check.h>
#include <math.h>

/* len(dataloader) // accumulation + int(len(dataloader) % accumulation > 0), at least 1; older: without the rest. */
static long reference(long size, long batch, long accumulation, long devices, bool drop, bool rest) {
  long whole = batch * devices, length = drop ? size / whole : (size + whole - 1) / whole;
  long updates = length / accumulation + (rest && length % accumulation > 0);
  return updates > 1 ? updates : 1;
}

static struct dh_training_steps count(double size, double epochs, double batch, double accumulation, double devices,
                                      bool drop, struct dh_release release) {
  struct dh_training_steps steps;
  const struct dh_training training = {size, epochs, batch, accumulation, devices, drop};
  dh_training_count(&training, release, &steps);
  return steps;
}

START_TEST(the_example_comes_out) {
  struct dh_training_steps now = count(52000, 3, 8, 4, 2, false, DH_RELEASE);
  ck_assert_double_eq(now.batches, 3250);
  ck_assert_double_eq(now.updates, 813);
  ck_assert_double_eq(now.max_steps, 2439);
  ck_assert_double_eq(count(52000, 3, 8, 4, 2, false, (struct dh_release){4, 51}).max_steps, 2436);
}
END_TEST

START_TEST(updates_are_those_of_whole_numbers) {
  static const long sizes[] = {1, 2, 7, 8, 9, 31, 32, 33, 100, 101, 4096, 52000}, few[] = {1, 2, 3, 7, 8, 64};
  for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
    for (int i = 0; i < 6 * 6 * 6; i++)
      for (int how = 0; how < 4; how++) {
        long batch = few[i % 6], accumulation = few[i / 6 % 6], devices = few[i / 36];
        bool drop = how % 2, rest = how / 2;
        struct dh_release release = {4, rest ? 52 : 51};
        struct dh_training_steps steps =
            count((double)sizes[s], 3, (double)batch, (double)accumulation, (double)devices, drop, release);
        long expected = reference(sizes[s], batch, accumulation, devices, drop, rest);
        ck_assert_int_eq((long)steps.updates, expected);
        ck_assert_int_eq((long)steps.max_steps, 3 * expected);
      }
}
END_TEST

START_TEST(parts_of_an_epoch_are_rounded_up) {
  ck_assert_double_eq(count(100, 0.5, 10, 1, 1, false, DH_RELEASE).max_steps, 5);
  ck_assert_double_eq(count(100, 0.51, 10, 1, 1, false, DH_RELEASE).max_steps, 6);
  ck_assert_double_eq(count(100, 2.55, 10, 1, 1, false, DH_RELEASE).max_steps, 26);
}
END_TEST

START_TEST(releases_are_read) {
  static const char *const good[] = {"4.55", "4.55.0", "4.55.0.dev0"};
  static const char *const bad[] = {"", "4", "4.", ".55", "4.x", "4,55", "4.55a", " 4.55", "-4.55", "nan"};
  struct dh_release release = {0, 0};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    release = (struct dh_release){0, 0};
    ck_assert(dh_release_read(good[i], &release));
    ck_assert_int_eq(release.major * 100 + release.minor, 455);
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) ck_assert_msg(!dh_release_read(bad[i], &release), "%s", bad[i]);
  ck_assert_int_eq(release.minor, 55); /* as it was */
  ck_assert(dh_release_read("5", &release) && release.major == 5 && release.minor == 0);
  ck_assert(dh_release_read("99999999999999999999.99999999999999999999", &release) && release.major > 4);
}
END_TEST

START_TEST(releases_differ_where_they_did) {
  static const struct {
    struct dh_release release;
    bool rest, used;
  } known[] = {{{3, 60}, false, false}, {{4, 9}, false, false}, {{4, 50}, false, false}, {{4, 51}, false, true},
               {{4, 52}, true, true},   {{4, 55}, true, true},  {{5, 0}, true, true}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    ck_assert(dh_release_counts_rest(known[i].release) == known[i].rest);
    ck_assert(dh_release_logs_used_rate(known[i].release) == known[i].used);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("descent/training");
  TCase *t = tcase_create("training");
  tcase_add_test(t, the_example_comes_out);
  tcase_add_test(t, updates_are_those_of_whole_numbers);
  tcase_add_test(t, parts_of_an_epoch_are_rounded_up);
  tcase_add_test(t, releases_are_read);
  tcase_add_test(t, releases_differ_where_they_did);
  suite_add_tcase(s, t);
  return s;
}

#include "check_main.h"

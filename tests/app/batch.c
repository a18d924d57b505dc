/* SPDX-License-Identifier: MIT
 *
 * The keys of batch, accumulation and noise: their ladders, what they say, and where they do nothing. */
#include "app/app.h"
#include "app/scene.h"

#include <check.h>
#include <math.h>
#include <string.h>

static struct catalog *catalog;
static struct app app;

static void setup(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  const struct app_options options = {
      .catalog = catalog, .cols = 80, .rows = 24, .glyphs = GLYPHS_ASCII, .paused = true};
  ck_assert(app_init(&app, &options, &error));
}

static void teardown(void) {
  app_free(&app);
  catalog_destroy(catalog);
}

static void open_surface(const char *name) {
  struct dh_error error;
  int index = catalog_surface_find(catalog, name);
  ck_assert_int_ge(index, 0);
  ck_assert(scene_set_surface(&app, catalog_surface(catalog, index), &error));
}

static double number(enum dh_parameter parameter) { return dh_spec_number(app_spec(&app, app.selected), parameter); }

/* Press a key and look at what it says: in one line that fits. */
static void press(char key, const char *said) {
  app_key(&app, (unsigned char)key);
  ck_assert_msg(strstr(app.message, said) != NULL, "%c said: %s", key, app.message);
  ck_assert_int_le(text_columns(app.message), 78);
}

START_TEST(noise_starts_at_half_of_the_gradient) {
  press('z', "gradient_noise is 0.0: that is the end of its range");
  press('Z', "gradient_noise 3.0 from step 0 on");
  press('Z', "gradient_noise 4.0");
  press('z', "gradient_noise 3.0");
  ck_assert(dh_spec_is_noisy(app_spec(&app, app.selected)));
  ck_assert(app_row(&app, app.selected)->gradient[0] != -6);
  for (int i = 0; i < 14; i++) app_key(&app, 'z');
  ck_assert(number(DH_GRADIENT_NOISE) == 0);
  ck_assert(app_row(&app, app.selected)->gradient[0] == -6);
  open_surface("fine_tuning");
  press('Z', "gradient_noise 30");
}
END_TEST

START_TEST(the_batch_doubles_and_halves) {
  press('B', "per_device_train_batch_size does nothing without noise: Z adds some");
  press('A', "gradient_accumulation_steps does nothing without noise: Z adds some");
  app_key(&app, 'Z');
  press('b', "a batch has at least 1");
  press('B', "per_device_train_batch_size 2 from step 0 on");
  press('B', "per_device_train_batch_size 4");
  press('A', "gradient_accumulation_steps 2");
  press('A', "gradient_accumulation_steps 4");
  ck_assert(dh_spec_batch(app_spec(&app, app.selected)) == 16);
  press('a', "gradient_accumulation_steps 2");
  press('b', "per_device_train_batch_size 2");
  press('b', "per_device_train_batch_size 1");
  press('b', "at least 1");
  press('a', "gradient_accumulation_steps 1");
  press('a', "gradient_accumulation_steps is 1: that is the end of its range");
}
END_TEST

START_TEST(on_data_the_batch_comes_down_from_all_rows) {
  open_surface("line_fit");
  press('Z', "no gradient_noise on data");
  press('B', "50 rows are all there are");
  ck_assert(!dh_spec_is_noisy(app_spec(&app, app.selected)));
  press('b', "per_device_train_batch_size 32");
  press('b', "per_device_train_batch_size 16");
  ck_assert(dh_spec_is_noisy(app_spec(&app, app.selected)));
  press('A', "gradient_accumulation_steps 2");
  press('B', "per_device_train_batch_size 32");
  press('B', "per_device_train_batch_size 50");
  press('B', "50 rows are all there are");
}
END_TEST

/* One lane, from this step on, and u takes it back. */
START_TEST(only_the_selected_lane_changes) {
  app_key(&app, '.');
  app_key(&app, 'Z');
  for (int i = 0; i < app.lane_count; i++)
    ck_assert((dh_spec_number(app_spec(&app, i), DH_GRADIENT_NOISE) > 0) == (i == app.selected));
  app_key(&app, ',');
  ck_assert(number(DH_GRADIENT_NOISE) == 0);
  app_key(&app, '.');
  ck_assert(number(DH_GRADIENT_NOISE) == 3);
  app_key(&app, 'u');
  ck_assert(number(DH_GRADIENT_NOISE) == 0);
}
END_TEST

START_TEST(hints_name_the_key_that_helps) {
  app_key(&app, 'o');
  press('m', "beta1");
  open_surface("parabola");
  for (int i = 0; i < catalog_rule_count(catalog); i++, app_key(&app, 'o')) {
    app_key(&app, 'M');
    ck_assert_int_le(text_columns(app.message), 78);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("app/batch");
  TCase *tcase = tcase_create("batch");
  tcase_add_checked_fixture(tcase, setup, teardown);
  tcase_add_test(tcase, noise_starts_at_half_of_the_gradient);
  tcase_add_test(tcase, the_batch_doubles_and_halves);
  tcase_add_test(tcase, on_data_the_batch_comes_down_from_all_rows);
  tcase_add_test(tcase, only_the_selected_lane_changes);
  tcase_add_test(tcase, hints_name_the_key_that_helps);
  suite_add_tcase(s, tcase);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * Cameras: places and values are each other's inverse, a ball that runs away stays in view to the largest numbers, and
 * a picture does not jump to and fro. */
#include "app/camera.h"

#include "downhill/surface.h"

#include <check.h>
#include <float.h>
#include <math.h>
#include <string.h>

static struct dh_surface *make_surface(const char *formula, double low, double high, double start, double minimum) {
  struct dh_error error;
  struct dh_surface_spec spec = {.name = "test", .formula = formula, .parameter = {"w"}, .dim = 1};
  spec.low[0] = low;
  spec.high[0] = high;
  spec.start[0] = start;
  spec.minima[0].at[0] = minimum;
  spec.minimum_count = 1;
  struct dh_surface *surface = dh_surface_create(&spec, &error);
  ck_assert_ptr_nonnull(surface);
  return surface;
}

static struct camera home_of(struct dh_surface *surface) {
  struct dh_error error;
  struct camera home;
  struct dh_sampler *sampler = dh_sampler_create(surface, DH_VALUE, &error);
  ck_assert_ptr_nonnull(sampler);
  camera_home(&home, surface, sampler);
  dh_sampler_destroy(sampler);
  dh_surface_destroy(surface);
  return home;
}

static struct camera parabola_home(void) { return home_of(make_surface("(w-5)^2", -1, 11, 2, 5)); }

static const struct axis axes[] = {
    {-1, 11, false, 5, 6},
    {-0.1, 0.1, false, 0, 0.1},
    {1e6, 1e6 + 1, false, 1e6, 1},
    {-1e6, 1e6, true, 0, 1},
    {-5995, 6005, true, 5, 6e-3},
    {-1.5, 1e12, true, 0, 1},
    {-DBL_MAX, DBL_MAX, true, 5, 1e302},
};

START_TEST(places_and_values_are_inverse) {
  const struct axis *axis = &axes[_i];
  for (int i = 0; i <= 1000; i++) {
    double place = i / 1000.0, value = axis_value(axis, place);
    ck_assert_msg(isfinite(value), "axis %d place %g", _i, place);
    ck_assert_double_eq_tol(axis_place(axis, value), place, 1e-9);
  }
  ck_assert_double_eq_tol(axis_place(axis, axis->low), 0, 1e-12);
  ck_assert_double_eq_tol(axis_place(axis, axis->high), 1, 1e-12);
}
END_TEST

START_TEST(places_rise_with_values) {
  const struct axis *axis = &axes[_i];
  double before = -HUGE_VAL;
  static const double values[] = {-HUGE_VAL, -DBL_MAX, -1e300, -1e9,  -1,      -1e-9,   0,
                                  1e-9,      1,        1e9,    1e300, DBL_MAX, HUGE_VAL};
  for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
    double place = axis_place(axis, values[i]);
    ck_assert_msg(isfinite(place), "axis %d, value %g has no place", _i, values[i]);
    ck_assert_double_ge(place, before);
    before = place;
  }
  ck_assert(isnan(axis_place(axis, (double)NAN)));
  ck_assert_double_gt(axis_place(axis, HUGE_VAL), 1);
  ck_assert_double_lt(axis_place(axis, -HUGE_VAL), 0);
}
END_TEST

START_TEST(home_is_a_bowl_with_the_start_on_its_wall) {
  struct camera home = parabola_home();
  ck_assert_double_eq(home.x.low, -1);
  ck_assert_double_eq(home.x.high, 11);
  ck_assert_double_lt(home.y.low, 0);
  double start = axis_place(&home.y, 9);
  ck_assert_msg(start > 0.25 && start < 0.6, "the start stands at %g of the hill", start);
  /* Three steps of the lane at 1.1 are in the picture, the fourth has left it. */
  double w = 2;
  for (int step = 1; step <= 4; step++) {
    w -= 1.1 * 2 * (w - 5);
    double x = axis_place(&home.x, w), y = axis_place(&home.y, (w - 5) * (w - 5));
    ck_assert_int_eq(x >= 0 && x <= 1 && y >= 0 && y <= 1, step < 4);
  }
}
END_TEST

START_TEST(home_shows_the_barrier) {
  struct camera home = home_of(make_surface("(w^2-1)^2+0.3*w", -2, 2, 0.9, -1.03));
  ck_assert_double_gt(axis_place(&home.y, 1.02), 0.2);
  ck_assert_double_lt(axis_place(&home.y, 1.02), 1);
}
END_TEST

START_TEST(home_exists_for_every_hill) {
  static const char *const formulas[] = {"0*w+3", "1/w",          "log(w)",    "exp(50*w)",
                                         "-w",    "sqrt(-1-w^2)", "1e300*w^2", "w^3"};
  for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++) {
    struct camera home = home_of(make_surface(formulas[i], -5, 5, 2, 0));
    ck_assert_msg(isfinite(home.y.low) && isfinite(home.y.high) && home.y.low < home.y.high, "%s", formulas[i]);
    ck_assert_msg(isfinite(home.y.unit) && home.y.unit > 0, "%s", formulas[i]);
  }
}
END_TEST

static bool in_view(const struct camera *camera, double w, double loss) {
  double x = axis_place(&camera->x, w), y = axis_place(&camera->y, loss);
  return x >= 0 && x <= 1 && (!isfinite(loss) || (y >= 0 && y <= 1));
}

/* Growth by 1.2 a step to the largest numbers: in view and moving in the picture as long as its loss is a number, then
 * there is still a hill to be seen; few changes of the camera. */
START_TEST(a_runaway_stays_in_view) {
  struct camera home = parabola_home(), camera = home;
  double distance = -3;
  int changes = 0, steps = 0;
  double ratio = _i == 0 ? -1.2 : 1.2;
  for (; fabs(distance) < 1e308; distance *= ratio, steps++) {
    double at[2] = {5 + distance, 0}, loss = distance * distance;
    bool changed = camera_follow(&camera, &home, at, loss, 1);
    changes += changed;
    ck_assert_msg(!camera_follow(&camera, &home, at, loss, 1), "not settled at %g", at[0]);
    double most = axis_value(&camera.x, 0.8) - 5; /* of the window is a hill, at least */
    ck_assert_msg(isfinite(loss) || isfinite(most * most), "no hill at %g", at[0]);
    if (!isfinite(loss)) continue;
    ck_assert_msg(in_view(&camera, at[0], loss), "lost at %g", at[0]);
    double next[2] = {axis_place(&camera.x, 5 + distance * 1.2), axis_place(&camera.x, at[0])};
    ck_assert_msg(fabs(next[0] - next[1]) > 0.005, "growth cannot be seen at %g", at[0]);
  }
  ck_assert_int_gt(steps, 3800);
  ck_assert_msg(changes < steps / 5, "%d changes in %d steps", changes, steps);
  ck_assert(camera.x.log && camera.y.log);
}
END_TEST

START_TEST(no_number_breaks_it) {
  static const double values[] = {HUGE_VAL, -HUGE_VAL, (double)NAN, DBL_MAX, -DBL_MAX, 0};
  struct camera home = parabola_home();
  for (size_t i = 0; i < 6; i++)
    for (size_t k = 0; k < 6; k++)
      for (int dim = 1; dim <= 2; dim++) {
        struct camera camera = home;
        double at[2] = {values[i], values[k]};
        int calm = CAMERA_CALM;
        camera_follow(&camera, &home, at, values[k], dim);
        camera_return(&camera, &home, at, values[k], dim, &calm);
        ck_assert(camera.x.low < camera.x.high && camera.y.low < camera.y.high);
        ck_assert(isfinite(camera.x.low) && isfinite(camera.x.high) && isfinite(camera.y.high));
        if (isfinite(values[i]) && (dim == 2 || isfinite(values[k])))
          ck_assert(axis_place(&camera.x, values[i]) >= 0 && axis_place(&camera.x, values[i]) <= 1);
      }
}
END_TEST

/* A ball that swings through the middle between far points: the camera goes out and then stands. */
START_TEST(hysteresis_does_not_oscillate) {
  struct camera home = parabola_home(), camera = home;
  int calm = 0, changes = 0;
  for (int step = 0; step < 400; step++) {
    double d = 100 * cos(step * 0.7), at[2] = {5 + d, 0};
    changes += camera_follow(&camera, &home, at, d * d, 1);
    changes += camera_return(&camera, &home, at, d * d, 1, &calm);
    ck_assert(in_view(&camera, at[0], d * d));
  }
  ck_assert_int_le(changes, 3);
}
END_TEST

START_TEST(it_comes_home) {
  struct camera home = parabola_home(), camera = home;
  int calm = 0, reversals = 0;
  bool returned = false;
  for (int step = 0; step < 4000; step++) {
    double d = 1e9 * pow(0.9, step), at[2] = {5 + d, 0};
    bool out = camera_follow(&camera, &home, at, d * d, 1);
    reversals += out && returned;
    returned |= camera_return(&camera, &home, at, d * d, 1, &calm);
    ck_assert(in_view(&camera, at[0], d * d));
  }
  ck_assert(camera_is_home(&camera, &home));
  ck_assert_int_eq(reversals, 0);
}
END_TEST

START_TEST(by_hand_and_back) {
  struct camera home = parabola_home(), camera = home;
  camera_zoom(&camera, 2);
  ck_assert(!camera_is_home(&camera, &home));
  ck_assert_double_eq_tol(camera.x.high - camera.x.low, 24, 1e-9);
  ck_assert_double_eq_tol(axis_place(&camera.x, 5), 0.5, 1e-12);
  camera_zoom(&camera, 0.5);
  ck_assert(camera_is_home(&camera, &home));
  /* Zoomed by hand to somewhere between the levels: following starts at home. */
  camera_zoom(&camera, 1.3);
  double at[2] = {5, 0};
  ck_assert(camera_follow(&camera, &home, at, 0, 1));
  ck_assert(camera_is_home(&camera, &home));
  for (int i = 0; i < 5000; i++) camera_zoom(&camera, i < 2500 ? 2 : 0.5);
  ck_assert(isfinite(camera.x.low) && isfinite(camera.x.high) && camera.x.low < camera.x.high);
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("camera");
  TCase *tests = tcase_create("camera");
  tcase_set_timeout(tests, 60);
  int count = sizeof axes / sizeof *axes;
  tcase_add_loop_test(tests, places_and_values_are_inverse, 0, count);
  tcase_add_loop_test(tests, places_rise_with_values, 0, count);
  tcase_add_test(tests, home_is_a_bowl_with_the_start_on_its_wall);
  tcase_add_test(tests, home_shows_the_barrier);
  tcase_add_test(tests, home_exists_for_every_hill);
  tcase_add_loop_test(tests, a_runaway_stays_in_view, 0, 2);
  tcase_add_test(tests, no_number_breaks_it);
  tcase_add_test(tests, hysteresis_does_not_oscillate);
  tcase_add_test(tests, it_comes_home);
  tcase_add_test(tests, by_hand_and_back);
  suite_add_tcase(suite, tests);
  return suite;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * Every surface there is: what its file says against what its formula does. */
#include "catalog/catalog.h"

#include <check.h>
#include <math.h>
#include <string.h>

enum { POINTS = 200, GRID = 4000, STEPS = 60 };

static struct catalog *catalog;

static void set_up(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_msg(catalog != NULL, "error %d in %s: %s", error.code, error.text, error.text2);
}

static void tear_down(void) { catalog_destroy(catalog); }

static const struct dh_surface_spec *info(int index) { return dh_surface_info(catalog_surface(catalog, index)); }

struct point {
  double at[2];
};

struct values {
  double value, gradient[2], hessian[3];
};

static struct values values_at(struct dh_sampler *sampler, struct point p) {
  struct dh_sample sample;
  dh_sampler_run(sampler, &p.at[0], &p.at[1], 1, &sample);
  return (struct values){sample.value[0],
                         {sample.gradient[0][0], sample.gradient[1][0]},
                         {sample.hessian[0][0], sample.hessian[1][0], sample.hessian[2][0]}};
}

static struct dh_sampler *sampler_of(int index) {
  struct dh_error error;
  struct dh_sampler *sampler = dh_sampler_create(catalog_surface(catalog, index), DH_HESSIAN, &error);
  ck_assert_ptr_nonnull(sampler);
  return sampler;
}

static struct point random_point(const struct dh_surface_spec *surface, uint64_t number) {
  struct point p = {{0, 0}};
  for (int i = 0; i < surface->dim; i++) {
    double u = dh_random_uniform(7, (uint64_t)i, number);
    p.at[i] = surface->low[i] + u * (surface->high[i] - surface->low[i]);
  }
  return p;
}

/* Differences mean nothing across a kink: points nearer to one than this share of the window are left out. */
static bool near_kink(const struct dh_surface_spec *surface, struct point p) {
  for (int m = 0; m < surface->minimum_count; m++) {
    bool near = surface->minima[m].kind == DH_MINIMUM_KINK;
    for (int i = 0; i < surface->dim; i++)
      near = near && fabs(p.at[i] - surface->minima[m].at[i]) < 1e-4 * (surface->high[i] - surface->low[i]);
    if (near) return true;
  }
  return false;
}

static void assert_close(const struct dh_surface_spec *surface, const char *what, double a, double b,
                         double tolerance) {
  ck_assert_msg(fabs(a - b) <= tolerance, "%s: %s is %.17g, expected %.17g", surface->name, what, a, b);
}

/* The truncation error of a central difference is h^2/6 of the third derivative, the rounding error eps*f/h. */
START_TEST(derivatives_are_those_of_the_formula) {
  const struct dh_surface_spec *surface = info(_i);
  struct dh_sampler *sampler = sampler_of(_i);
  int compared = 0;
  for (uint64_t n = 0; n < POINTS; n++) {
    struct point p = random_point(surface, n);
    if (near_kink(surface, p)) continue;
    struct values here = values_at(sampler, p);
    for (int i = 0; i < surface->dim; i++) {
      double h = 1e-5 * (surface->high[i] - surface->low[i]);
      struct point left = p, right = p;
      left.at[i] -= h;
      right.at[i] += h;
      struct values a = values_at(sampler, left), b = values_at(sampler, right);
      double width = right.at[i] - left.at[i], slope = (b.value - a.value) / width;
      assert_close(surface, "the gradient", here.gradient[i], slope, 1e-6 * fmax(1, fabs(here.gradient[i])));
      for (int k = 0; k < surface->dim; k++) {
        double second = (b.gradient[k] - a.gradient[k]) / width, exact = here.hessian[i + k];
        assert_close(surface, "the Hessian", exact, second, 1e-6 * fmax(1, fabs(exact)));
      }
    }
    compared++;
  }
  ck_assert_int_gt(compared, POINTS * 9 / 10);
  dh_sampler_destroy(sampler);
}
END_TEST

/* A thousandth of the window away on every side nothing is lower. */
static void assert_lower_than_neighbours(const struct dh_surface_spec *surface, struct dh_sampler *sampler,
                                         const struct dh_minimum *minimum) {
  for (int dx = -1; dx <= 1; dx++)
    for (int dy = -1; dy <= 1; dy++) {
      if ((dx == 0 && dy == 0) || (surface->dim == 1 && dy != 0)) continue;
      struct point p = {{minimum->at[0] + dx * 1e-3 * (surface->high[0] - surface->low[0]),
                         minimum->at[1] + dy * 1e-3 * (surface->high[1] - surface->low[1])}};
      double value = values_at(sampler, p).value;
      ck_assert_msg(value > minimum->value, "%s is %g beside its minimum of %g", surface->name, value, minimum->value);
    }
}

/* Classes that can be told apart have a loss that only falls towards 0. */
static bool has_no_minimum(const struct dh_surface_spec *surface) { return strcmp(surface->name, "two_classes") == 0; }

/* What no loss of the surface is below. */
static double bottom(int index) {
  return has_no_minimum(info(index)) ? 0 : dh_surface_best(catalog_surface(catalog, index));
}

START_TEST(minima_are_minima) {
  const struct dh_surface_spec *surface = info(_i);
  struct dh_sampler *sampler = sampler_of(_i);
  ck_assert_int_eq(surface->minimum_count == 0, has_no_minimum(surface));
  for (int m = 0; m < surface->minimum_count; m++) {
    const struct dh_minimum *minimum = &surface->minima[m];
    struct values here = values_at(sampler, (struct point){{minimum->at[0], minimum->at[1]}});
    double eigenvalues[2] = {here.hessian[0], here.hessian[0]};
    if (surface->dim == 2) dh_eigenvalues(here.hessian[0], here.hessian[1], here.hessian[2], eigenvalues);
    assert_close(surface, "the value", here.value, minimum->value, 1e-12 * fmax(1, fabs(minimum->value)));
    assert_lower_than_neighbours(surface, sampler, minimum);
    for (int i = 0; i < surface->dim; i++) {
      ck_assert(minimum->at[i] >= surface->low[i] && minimum->at[i] <= surface->high[i]);
      if (minimum->kind != DH_MINIMUM_SMOOTH) continue;
      assert_close(surface, "the gradient", here.gradient[i], 0, 1e-12 * fmax(1, eigenvalues[1]));
      ck_assert_double_ge(eigenvalues[i], 0);
    }
  }
  dh_sampler_destroy(sampler);
}
END_TEST

static bool is_listed(const struct dh_surface_spec *surface, double x, double radius) {
  for (int m = 0; m < surface->minimum_count; m++)
    if (fabs(surface->minima[m].at[0] - x) <= radius) return true;
  return false;
}

/* Every valley of a line's window is in the file, and nothing in a plane's is lower than the lowest. */
START_TEST(no_minimum_is_missing) {
  const struct dh_surface_spec *surface = info(_i);
  struct dh_sampler *sampler = sampler_of(_i);
  double best = bottom(_i);
  double spacing = (surface->high[0] - surface->low[0]) / GRID, before = 0;
  for (int i = 0; i <= GRID; i++) {
    /* Not on round numbers, where the minima are. */
    struct point p = random_point(surface, (uint64_t)i);
    if (surface->dim == 1) p.at[0] = surface->low[0] + (i - 0.3) * spacing;
    struct values here = values_at(sampler, p);
    ck_assert_double_ge(here.value, best - 1e-12 * fmax(1, fabs(best)));
    bool valley = surface->dim == 1 && before < 0 && here.gradient[0] > 0;
    ck_assert_msg(!valley || is_listed(surface, p.at[0], 1.5 * spacing), "%s: a minimum near %g is not listed",
                  surface->name, p.at[0]);
    before = here.gradient[0];
  }
  dh_sampler_destroy(sampler);
}
END_TEST

START_TEST(descriptions_are_complete) {
  const struct dh_surface_spec *surface = info(_i);
  ck_assert_int_gt((int)strlen(surface->title), 0);
  ck_assert_int_gt((int)strlen(surface->note), 0);
  ck_assert_int_gt((int)strlen(surface->source), 0);
  ck_assert_int_eq(catalog_surface_find(catalog, surface->name), _i); /* unique */
  for (int i = 0; i < surface->dim; i++)
    ck_assert(surface->start[i] > surface->low[i] && surface->start[i] < surface->high[i]);
  ck_assert_int_ge(surface->rate_count, 3);
  for (int i = 1; i < surface->rate_count; i++) ck_assert_double_gt(surface->rates[i], surface->rates[i - 1]);
}
END_TEST

static double loss_after(int surface, double rate, int steps) {
  struct dh_error error;
  struct dh_spec spec;
  dh_spec_init(&spec, catalog_surface(catalog, surface), catalog_rule(catalog, catalog_rule_find(catalog, "sgd")));
  dh_spec_set(&spec, DH_LEARNING_RATE, rate);
  struct dh_run *run = dh_run_create(&spec, &error);
  ck_assert_ptr_nonnull(run);
  dh_run_goto(run, steps);
  double loss = dh_run_row(run)->loss;
  dh_run_destroy(run);
  return loss;
}

/* The first lane is the slow one: it is on its way, has not arrived, and another does better. */
START_TEST(rates_show_something) {
  const struct dh_surface_spec *surface = info(_i);
  double best = bottom(_i);
  double start = loss_after(_i, surface->rates[0], 0), slow = loss_after(_i, surface->rates[0], STEPS),
         least = HUGE_VAL;
  for (int i = 1; i < surface->rate_count; i++) least = fmin(least, loss_after(_i, surface->rates[i], STEPS));
  ck_assert_double_lt(slow, start);
  ck_assert_double_gt(slow - best, 0.01 * (start - best));
  ck_assert_double_lt(least, slow);
}
END_TEST

/* What is taught about the rates of fine-tuning, to the digits it is taught with. */
static const struct taught {
  const char *surface;
  double rate;
  int step;
  double loss, digit;
} taught[] = {
    {"fine_tuning", 1e-3, 0, 2.25, 0.01},
    {"fine_tuning", 1e-3, 1, 1.35, 0.01},
    {"fine_tuning", 1e-3, 2, 2.11, 0.01},
    {"fine_tuning", 1e-3, 3, 1.48, 0.01},
    {"fine_tuning", 1e-3, 4, 2.02, 0.01},
    {"fine_tuning", 1e-5, 10, 1.76, 0.01},
    {"fine_tuning", 1e-5, 50, 0.23, 0.01},
    {"fine_tuning", 1e-7, 100, 2.20, 0.01},
    {"fine_tuning_explodes", 1e-3, 0, 2.25, 0.01},
    {"fine_tuning_explodes", 1e-3, 1, 36, 1},
    {"fine_tuning_explodes", 1e-3, 2, 576, 1},
    {"fine_tuning_explodes", 1e-5, 10, 0.81, 0.01},
    {"fine_tuning_explodes", 1e-5, 50, 0.013, 0.001},
    {"fine_tuning_explodes", 1e-7, 100, 2.04, 0.01},
};
enum { TAUGHT = sizeof taught / sizeof *taught };

START_TEST(fine_tuning_is_as_taught) {
  const struct taught *t = &taught[_i];
  double loss = loss_after(catalog_surface_find(catalog, t->surface), t->rate, t->step);
  ck_assert_double_eq_tol(loss, t->loss, t->digit / 2);
}
END_TEST

/* The stable form against the one that is taught, where that does not overflow. */
START_TEST(fine_tuning_is_log_cosh) {
  int index = catalog_surface_find(catalog, "fine_tuning");
  struct dh_sampler *sampler = sampler_of(index);
  for (uint64_t n = 0; n < POINTS; n++) {
    struct point p = random_point(info(index), n);
    double u = 70.71 * p.at[0];
    struct values here = values_at(sampler, p);
    ck_assert_double_eq_tol(here.value, log(cosh(u)), 1e-14);
    ck_assert_double_eq_tol(here.gradient[0], 70.71 * tanh(u), 1e-12);
  }
  ck_assert(isfinite(values_at(sampler, (struct point){{1e6, 0}}).value));
  dh_sampler_destroy(sampler);
}
END_TEST

/* Not in a test yet: without a catalog there is one round, whose set-up says what is wrong. */
static int count_all(void) {
  struct dh_error error;
  struct catalog *all = catalog_create(NULL, &error);
  int count = all ? catalog_surface_count(all) : 1;
  catalog_destroy(all);
  return count;
}

static Suite *suite(void) {
  Suite *suite = suite_create("catalog/surfaces");
  TCase *tcase = tcase_create("surfaces");
  tcase_add_checked_fixture(tcase, set_up, tear_down);
  int count = count_all();
  tcase_add_loop_test(tcase, derivatives_are_those_of_the_formula, 0, count);
  tcase_add_loop_test(tcase, minima_are_minima, 0, count);
  tcase_add_loop_test(tcase, no_minimum_is_missing, 0, count);
  tcase_add_loop_test(tcase, descriptions_are_complete, 0, count);
  tcase_add_loop_test(tcase, rates_show_something, 0, count);
  tcase_add_loop_test(tcase, fine_tuning_is_as_taught, 0, TAUGHT);
  tcase_add_test(tcase, fine_tuning_is_log_cosh);
  suite_add_tcase(suite, tcase);
  return suite;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * Surfaces: typed and described, sampled one point or 64 at a time, and their truth. */
#include "lab.h"

#include <math.h>

static const char *const formulas[] = {"x^4 - 3*x^2 + x",
                                       "log(cosh(2*x))",
                                       "abs(x) + 0.1*x^2",
                                       "(1-x)^2 + 100*(y-x^2)^2",
                                       "sin(x)*cos(y) + erf(x*y)",
                                       "max(x^2, y^2)",
                                       "atan2(y, x)*x",
                                       "softplus(x) + sigmoid(y)",
                                       "where(x < y, x^2, y^3)*x",
                                       "tanh(x) - 2^x + x^y*0 + y"};
enum { FORMULAS = sizeof formulas / sizeof formulas[0] };

static struct dh_sampler *sampler_of(const struct dh_surface *surface, enum dh_order order) {
  struct dh_error error;
  struct dh_sampler *sampler = dh_sampler_create(surface, order, &error);
  ck_assert_msg(sampler != NULL, "error %d", (int)error.code);
  return sampler;
}

static void fill(double x[DH_SLOTS], double y[DH_SLOTS], uint64_t seed) {
  for (uint64_t i = 0; i < DH_SLOTS; i++) {
    x[i] = 0.2 + 2 * dh_random_uniform(seed, 0, i);
    y[i] = 0.3 + 2 * dh_random_uniform(seed, 1, i);
  }
}

START_TEST(one_point_is_as_good_as_64) {
  struct dh_surface *surface = lab_typed(formulas[_i], NULL);
  struct dh_sampler *sampler = sampler_of(surface, DH_HESSIAN);
  struct dh_sample all, one;
  int dim = dh_surface_info(surface)->dim;
  double x[DH_SLOTS], y[DH_SLOTS];
  fill(x, y, 1);
  dh_sampler_run(sampler, x, y, DH_SLOTS, &all);
  for (int i = 0; i < DH_SLOTS; i++) {
    dh_sampler_run(sampler, &x[i], dim == 2 ? &y[i] : NULL, 1, &one);
    ck_assert(same_bits(one.value[0], all.value[i]));
    for (int k = 0; k < dim; k++) ck_assert(same_bits(one.gradient[k][0], all.gradient[k][i]));
    for (int k = 0; k < (dim == 2 ? 3 : 1); k++) ck_assert(same_bits(one.hessian[k][0], all.hessian[k][i]));
  }
  dh_sampler_destroy(sampler);
  dh_surface_destroy(surface);
}
END_TEST

/* Central differences: of the value for the gradient, of the gradient for the Hessian. */
START_TEST(derivatives_are_slopes) {
  const double h = 1e-5, tolerance = 1e-6;
  struct dh_surface *surface = lab_typed(formulas[_i], NULL);
  struct dh_sampler *sampler = sampler_of(surface, DH_HESSIAN);
  int dim = dh_surface_info(surface)->dim;
  struct dh_sample at, side[2];
  double x[DH_SLOTS], y[DH_SLOTS];
  fill(x, y, 2);
  for (int i = 0; i < DH_SLOTS; i++) {
    if (fabs(x[i] - y[i]) < 1e-3) continue; /* a kink of some of the formulas */
    dh_sampler_run(sampler, &x[i], &y[i], 1, &at);
    for (int axis = 0; axis < dim; axis++) {
      for (int s = 0; s < 2; s++) {
        double to = s == 0 ? -h : h, u = x[i] + (axis == 0 ? to : 0), v = y[i] + (axis == 1 ? to : 0);
        dh_sampler_run(sampler, &u, &v, 1, &side[s]);
      }
      double slope = (side[1].value[0] - side[0].value[0]) / (2 * h);
      ck_assert_double_eq_tol(at.gradient[axis][0], slope, tolerance * fmax(1, fabs(slope)));
      for (int k = 0; k < dim; k++) {
        double bend = (side[1].gradient[k][0] - side[0].gradient[k][0]) / (2 * h);
        ck_assert_double_eq_tol(at.hessian[axis + k][0], bend, tolerance * fmax(1, fabs(bend)) * 10);
      }
    }
  }
  dh_sampler_destroy(sampler);
  dh_surface_destroy(surface);
}
END_TEST

START_TEST(orders_leave_the_rest_alone) {
  struct dh_surface *surface = lab_typed("x^2*y", NULL);
  struct dh_sampler *sampler = sampler_of(surface, DH_VALUE);
  struct dh_sample sample = {.gradient = {{7}}, .hessian = {{8}}};
  double x = 3, y = 2;
  dh_sampler_run(sampler, &x, &y, 1, &sample);
  ck_assert(sample.value[0] == 18 && sample.gradient[0][0] == 7 && sample.hessian[0][0] == 8);
  dh_sampler_destroy(sampler);
  dh_surface_destroy(surface);
}
END_TEST

START_TEST(typed_formulas_name_their_axes) {
  struct dh_surface *one = lab_typed("x^2", NULL), *two = lab_typed("y + 1", NULL),
                    *named = lab_typed("a*b2", " a , b2 ");
  ck_assert_int_eq(dh_surface_info(one)->dim, 1);
  ck_assert_ptr_null(dh_surface_info(one)->parameter[1]);
  ck_assert_int_eq(dh_surface_info(two)->dim, 2);
  ck_assert_str_eq(dh_surface_info(named)->parameter[1], "b2");
  ck_assert_str_eq(dh_surface_info(named)->name, "a*b2");
  ck_assert(dh_surface_info(two)->start[1] == 2 && dh_surface_info(two)->high[1] == 5);
  ck_assert(isnan(dh_surface_best(one)));
  dh_surface_destroy(one);
  dh_surface_destroy(two);
  dh_surface_destroy(named);
}
END_TEST

static const struct {
  const char *formula, *parameters;
  enum dh_error_code code;
  long position;
} bad[] = {
    {"", NULL, DH_ERROR_EMPTY, 0},
    {"x +", NULL, DH_ERROR_EXPECTED, 3},
    {"x + z", NULL, DH_ERROR_UNKNOWN_NAME, 4},
    {"x", "w", DH_ERROR_UNKNOWN_NAME, 0},
    {"p", "p", DH_ERROR_RESERVED, 0},
    {"lr", "lr", DH_ERROR_RESERVED, 0},
    {"sin", "sin", DH_ERROR_RESERVED, 0},
    {"w", "w,w", DH_ERROR_EXPECTED, 2},
    {"w", "w,", DH_ERROR_EXPECTED, 2},
    {"w", "w b", DH_ERROR_EXPECTED, 2},
    {"w", "a,b,c", DH_ERROR_EXPECTED, 3},
    {"w", "w, sin", DH_ERROR_RESERVED, 3},
};
enum { BAD = sizeof bad / sizeof bad[0] };

START_TEST(words_that_are_no_functions_name_parameters) {
  static const char *const words[] = {"symbol", "constant", "sines", "x_1"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) dh_surface_destroy(lab_typed(words[i], words[i]));
}
END_TEST

START_TEST(bad_surfaces_are_refused) {
  struct dh_error error = {.code = DH_OK};
  ck_assert_ptr_null(dh_surface_typed(bad[_i].formula, bad[_i].parameters, &error));
  ck_assert_int_eq(error.code, bad[_i].code);
  ck_assert_int_eq(error.position, bad[_i].position);
}
END_TEST

START_TEST(descriptions_are_copied) {
  char formula[] = "(w-5)^2", name[] = "w";
  const struct dh_surface_spec spec = {.name = "parabola",
                                       .formula = formula,
                                       .parameter = {name},
                                       .dim = 1,
                                       .minima = {{{5}, 0.5, DH_MINIMUM_SMOOTH}, {{9}, 0.25, DH_MINIMUM_EDGE}},
                                       .minimum_count = 2};
  struct dh_error error;
  struct dh_surface *surface = dh_surface_create(&spec, &error);
  ck_assert_ptr_nonnull(surface);
  formula[0] = name[0] = '?';
  ck_assert_str_eq(dh_surface_info(surface)->formula, "(w-5)^2");
  ck_assert_str_eq(dh_surface_info(surface)->parameter[0], "w");
  ck_assert_str_eq(dh_surface_info(surface)->note, "");
  ck_assert(dh_surface_best(surface) == 0.25);
  dh_surface_destroy(surface);
}
END_TEST

START_TEST(eigenvalues_are_sorted) {
  double eig[2];
  dh_eigenvalues(2, 0, -1, eig);
  ck_assert(eig[0] == -1 && eig[1] == 2);
  dh_eigenvalues(0, 3, 0, eig);
  ck_assert(eig[0] == -3 && eig[1] == 3);
  dh_eigenvalues(1.7e308, 0, 1.7e308, eig);
  ck_assert(eig[0] == 1.7e308 && eig[1] == 1.7e308);
  dh_eigenvalues(1, (double)NAN, 1, eig);
  ck_assert(isnan(eig[0]) && isnan(eig[1]));
  dh_eigenvalues((double)INFINITY, 0, 1, eig);
  ck_assert(isnan(eig[0]) && isnan(eig[1]));
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("surface");
  TCase *tc = tcase_create("surfaces");
  tcase_add_loop_test(tc, one_point_is_as_good_as_64, 0, FORMULAS);
  tcase_add_loop_test(tc, derivatives_are_slopes, 0, FORMULAS);
  tcase_add_test(tc, orders_leave_the_rest_alone);
  tcase_add_test(tc, typed_formulas_name_their_axes);
  tcase_add_loop_test(tc, bad_surfaces_are_refused, 0, BAD);
  tcase_add_test(tc, words_that_are_no_functions_name_parameters);
  tcase_add_test(tc, descriptions_are_copied);
  tcase_add_test(tc, eigenvalues_are_sorted);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

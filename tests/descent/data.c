/* SPDX-License-Identifier: MIT
 *
 * Surfaces made of data: means of what one row says, the names in a model, and what is found out about a surface. */
#include "data_lab.h"

#include <stdio.h>

/* --- losses --- */

/* The losses as PyTorch defines them, in C, and their slope by the residual or, of cross entropy, by the logit. */
static double reference(enum dh_loss loss, double bend, double z, double y, double *slope) {
  double r = z - y, size = fabs(r), sign = r > 0 ? 1 : r < 0 ? -1 : 0;
  switch (loss) {
  case DH_LOSS_MSE:
    *slope = 2 * r;
    return r * r;
  case DH_LOSS_MAE:
    *slope = sign;
    return size;
  case DH_LOSS_HUBER:
    *slope = size <= bend ? r : bend * sign;
    return size <= bend ? 0.5 * r * r : bend * (size - 0.5 * bend);
  case DH_LOSS_SMOOTH_L1:
    *slope = size < bend ? r / bend : sign;
    return size < bend ? 0.5 * r * r / bend : size - 0.5 * bend;
  case DH_LOSS_BCE_LOGITS:
    *slope = 1 / (1 + exp(-z)) - y;
    return fmax(z, 0) - z * y + log1p(exp(-fabs(z)));
  default:
    ck_abort_msg("no reference for loss %d", (int)loss);
    return 0;
  }
}

static const long row_counts[] = {1, 2, 63, 64, 65, 128, 129, ROWS_MAX};
enum { ROW_COUNTS = sizeof row_counts / sizeof row_counts[0], LOSSES = DH_LOSS_COUNT - 1 };
static const double bends[] = {1, 0.25, 3};

START_TEST(a_surface_is_the_mean_over_its_rows) {
  enum dh_loss loss = (enum dh_loss)(1 + _i % LOSSES);
  struct table table;
  fill(&table, row_counts[_i / LOSSES], loss == DH_LOSS_BCE_LOGITS);
  for (int k = 0; k < 3; k++) {
    struct dh_surface *surface = fit_to(&table, "w*x + b", loss, bends[k]);
    struct dh_error error;
    struct dh_sampler *sampler = dh_sampler_create(surface, DH_HESSIAN, &error);
    ck_assert_ptr_nonnull(sampler);
    ck_assert_int_eq(dh_surface_rows(surface), table.rows);
    for (uint64_t n = 0; n < 20; n++) {
      double w = 6 * dh_random_uniform(2, 0, n) - 3, b = 6 * dh_random_uniform(2, 1, n) - 3;
      double sum = 0, slopes[2] = {0, 0}, slope;
      struct dh_sample at;
      for (long i = 0; i < table.rows; i++) {
        sum += reference(loss, bends[k], w * table.x[i] + b, table.y[i], &slope);
        slopes[0] += slope * table.x[i];
        slopes[1] += slope;
      }
      dh_sampler_run(sampler, &w, &b, 1, &at);
      assert_near(at.value[0], sum / (double)table.rows, 1e-14);
      for (int axis = 0; axis < 2; axis++) assert_near(at.gradient[axis][0], slopes[axis] / (double)table.rows, 1e-14);
    }
    dh_sampler_destroy(sampler);
    dh_surface_destroy(surface);
  }
}
END_TEST

/* Points in one call do not know of each other; derivatives against differences. */
START_TEST(points_are_sampled_one_by_one) {
  struct table table;
  fill(&table, 77, false);
  struct dh_surface *surface = fit_to(&table, "(a*tanh(w*x) - y)^2", DH_LOSS_SAMPLE, 0);
  struct dh_error error;
  struct dh_sampler *sampler = dh_sampler_create(surface, DH_HESSIAN, &error);
  ck_assert_ptr_nonnull(sampler);
  ck_assert_str_eq(dh_surface_info(surface)->parameter[0], "a");
  ck_assert_str_eq(dh_surface_info(surface)->parameter[1], "w");
  double x[DH_SLOTS], y[DH_SLOTS];
  for (int i = 0; i < DH_SLOTS; i++) {
    x[i] = 4 * dh_random_uniform(3, 0, (uint64_t)i) - 2;
    y[i] = 4 * dh_random_uniform(3, 1, (uint64_t)i) - 2;
  }
  struct dh_sample all, one, left, right;
  dh_sampler_run(sampler, x, y, DH_SLOTS, &all);
  for (int i = 0; i < DH_SLOTS; i++) {
    const double h = 1e-5;
    dh_sampler_run(sampler, &x[i], &y[i], 1, &one);
    ck_assert(same_bits(all.value[i], one.value[0]) && same_bits(all.gradient[1][i], one.gradient[1][0]) &&
              same_bits(all.hessian[2][i], one.hessian[2][0]));
    for (int axis = 0; axis < 2; axis++) {
      dh_sampler_run(sampler, (double[]){x[i] - (axis == 0 ? h : 0)}, (double[]){y[i] - (axis == 1 ? h : 0)}, 1, &left);
      dh_sampler_run(sampler, (double[]){x[i] + (axis == 0 ? h : 0)}, (double[]){y[i] + (axis == 1 ? h : 0)}, 1,
                     &right);
      assert_near(one.gradient[axis][0], (right.value[0] - left.value[0]) / (2 * h), 1e-8);
      for (int k = 0; k < 2; k++)
        assert_near(one.hessian[axis + k][0], (right.gradient[k][0] - left.gradient[k][0]) / (2 * h), 1e-8);
    }
  }
  dh_sampler_destroy(sampler);
  dh_surface_destroy(surface);
}
END_TEST

/* Rows 0, 3, 6 ... of 200 are 67, which is at most 70. */
START_TEST(a_thin_sampler_averages_over_some_rows) {
  struct table table;
  fill(&table, 200, false);
  struct dh_surface *surface = fit_to(&table, "w*x", DH_LOSS_SAMPLE, 0);
  struct dh_error error;
  struct dh_sampler *sampler = dh_sampler_create(surface, DH_GRADIENT, &error);
  struct dh_sample whole, thin;
  double sum = 0;
  dh_sampler_run(sampler, (double[]){2}, NULL, 1, &whole);
  dh_sampler_thin(sampler, 70);
  dh_sampler_run(sampler, (double[]){2}, NULL, 1, &thin);
  for (int i = 0; i < 200; i += 3) sum += table.x[i];
  assert_near(thin.gradient[0][0], sum / 67, 1e-14);
  assert_near(thin.value[0], 2 * sum / 67, 1e-14);
  ck_assert(thin.value[0] != whole.value[0]);
  dh_sampler_thin(sampler, 200);
  dh_sampler_run(sampler, (double[]){2}, NULL, 1, &thin);
  ck_assert(same_bits(thin.value[0], whole.value[0]));
  dh_sampler_destroy(sampler);
  dh_surface_destroy(surface);
}
END_TEST

/* Where exp() of the logit overflows, and where 1 minus the sigmoid has no digits left. */
START_TEST(cross_entropy_is_stable) {
  const struct table table = {.rows = 1, .x = {1}, .y = {1}}, wrong = {.rows = 1, .x = {1}, .y = {0}};
  struct dh_surface *right = fit_to(&table, "w*x", DH_LOSS_BCE_LOGITS, 0),
                    *off = fit_to(&wrong, "w*x", DH_LOSS_BCE_LOGITS, 0);
  struct dh_error error;
  struct dh_sampler *sampler[2] = {dh_sampler_create(right, DH_GRADIENT, &error),
                                   dh_sampler_create(off, DH_GRADIENT, &error)};
  struct dh_sample at;
  dh_sampler_run(sampler[0], (double[]){50}, NULL, 1, &at);
  assert_near(at.value[0] / exp(-50), 1, 1e-14);
  assert_near(at.gradient[0][0] / -exp(-50), 1, 1e-14);
  dh_sampler_run(sampler[1], (double[]){1000}, NULL, 1, &at);
  ck_assert(at.value[0] == 1000 && at.gradient[0][0] == 1);
  dh_sampler_run(sampler[0], (double[]){-1000}, NULL, 1, &at);
  ck_assert(at.value[0] == 1000 && at.gradient[0][0] == -1);
  for (int i = 0; i < 2; i++) dh_sampler_destroy(sampler[i]);
  dh_surface_destroy(right);
  dh_surface_destroy(off);
}
END_TEST

START_TEST(losses_are_found_by_name) {
  for (int i = 1; i < DH_LOSS_COUNT; i++) ck_assert_int_eq(dh_loss_find(dh_loss_name((enum dh_loss)i)), i);
  ck_assert_int_eq(dh_loss_find("l1"), DH_LOSS_MAE);
  ck_assert_int_eq(dh_loss_find("smooth-l1"), DH_LOSS_SMOOTH_L1);
  ck_assert_int_eq(dh_loss_find("sample"), -1);
  ck_assert_int_eq(dh_loss_find(""), -1);
  ck_assert_int_eq(dh_loss_find("bce"), -1);
}
END_TEST

/* --- names --- */

static const struct naming {
  const char *model;
  enum dh_loss loss;
  const char *target, *parameters;
  enum dh_error_code code; /* DH_OK: the parameters are w and b, or w alone, as `wanted` says */
  const char *wanted;      /* or the error's first text */
} namings[] = {
    {"w*x + b", DH_LOSS_MSE, NULL, NULL, DH_OK, "w,b"},
    {"b + x*w", DH_LOSS_MSE, NULL, NULL, DH_OK, "b,w"},
    {"b + x*w", DH_LOSS_MSE, NULL, "w,b", DH_OK, "w,b"},
    {"w*x^2", DH_LOSS_MSE, NULL, NULL, DH_OK, "w,"},
    {"exp(w*x) + pi*e", DH_LOSS_MSE, NULL, NULL, DH_OK, "w,"},
    {"w*y", DH_LOSS_MSE, "x", NULL, DH_OK, "w,"},
    {"(w - y)^2", DH_LOSS_SAMPLE, "no_such_column", NULL, DH_OK, "w,"},
    {"w*x + b", DH_LOSS_MSE, "z", NULL, DH_ERROR_NO_COLUMN, "z"},
    {"x + 1", DH_LOSS_MSE, NULL, NULL, DH_ERROR_NO_PARAMETER, "x + 1"},
    {"a*x^2 + b*x + c", DH_LOSS_MSE, NULL, NULL, DH_ERROR_PARAMETERS, "a, b, c"},
    {"w*x + t", DH_LOSS_MSE, NULL, NULL, DH_ERROR_RESERVED, "t"},
    {"w*x + sin", DH_LOSS_MSE, NULL, NULL, DH_ERROR_RESERVED, "sin"},
    {"w*x + b", DH_LOSS_MSE, NULL, "w", DH_ERROR_UNKNOWN_NAME, "b"},
    {"w*x + b", DH_LOSS_MSE, NULL, "w,x", DH_ERROR_RESERVED, "x"},
    {"w*x +", DH_LOSS_MSE, NULL, NULL, DH_ERROR_EXPECTED, "a value"},
    {"foo(w)*x", DH_LOSS_MSE, NULL, "w", DH_ERROR_UNKNOWN_FUNCTION, "foo"},
    {"", DH_LOSS_MSE, NULL, NULL, DH_ERROR_EMPTY, ""},
    {"w*x", DH_LOSS_BCE_LOGITS, NULL, NULL, DH_ERROR_LABEL, "y"},
};
enum { NAMINGS = sizeof namings / sizeof namings[0] };

START_TEST(names_that_are_no_columns_are_parameters) {
  const struct naming *n = &namings[_i];
  static const double value[] = {0, 1, 2};
  const struct dh_fit fit = {
      .data = {.name = "table", .rows = 3, .columns = 2, .column = {"x", "y"}, .value = {value, value}},
      .model = n->model,
      .loss = n->loss,
      .target = n->target};
  struct dh_error error = {.code = DH_OK};
  struct dh_surface *surface = dh_surface_fitted(&fit, n->parameters, &error);
  ck_assert_msg(error.code == n->code, "%s: error %d: %s", n->model, (int)error.code, error.text);
  if (surface) {
    const struct dh_surface_spec *info = dh_surface_info(surface);
    char names[2 * DH_NAME_MAX + 2];
    (void)snprintf(names, sizeof names, "%s,%s", info->parameter[0], info->dim == 2 ? info->parameter[1] : "");
    ck_assert_str_eq(names, n->wanted);
  } else {
    ck_assert_str_eq(error.text, n->wanted);
  }
  ck_assert_int_eq(surface == NULL, n->code != DH_OK);
  dh_surface_destroy(surface);
}
END_TEST

START_TEST(a_reader_learns_which_columns_are_read) {
  const struct dh_fit fit = {.model = "w*x + sin(z)", .loss = DH_LOSS_MSE}, own = {.model = "(w-x)^2", .target = "t"};
  ck_assert(dh_fit_reads(&fit, "x") && dh_fit_reads(&fit, "z") && dh_fit_reads(&fit, "y"));
  ck_assert(!dh_fit_reads(&fit, "sin") && !dh_fit_reads(&fit, "xx"));
  ck_assert(dh_fit_reads(&own, "x") && !dh_fit_reads(&own, "t") && !dh_fit_reads(&own, "y"));
}
END_TEST

/* Columns may be called as a loss's own formula calls its parts. */
START_TEST(nothing_collides_with_a_loss) {
  static const double r[] = {1, 2}, z[] = {5, 3}, bend[] = {0.5, 0.25};
  const struct dh_fit fit = {
      .data = {.name = "table", .rows = 2, .columns = 3, .column = {"r", "z", "bend"}, .value = {r, z, bend}},
      .model = "w*r + 0*bend",
      .loss = DH_LOSS_HUBER,
      .bend = 0.5,
      .target = "z"};
  struct dh_error error;
  struct dh_surface *surface = dh_surface_fitted(&fit, NULL, &error);
  ck_assert_ptr_nonnull(surface);
  struct dh_sampler *sampler = dh_sampler_create(surface, DH_VALUE, &error);
  struct dh_sample at;
  dh_sampler_run(sampler, (double[]){2}, NULL, 1, &at); /* residuals -3 and 1 */
  assert_near(at.value[0], (0.5 * (3 - 0.25) + 0.5 * (1 - 0.25)) / 2, 1e-15);
  ck_assert_str_eq(dh_surface_info(surface)->formula, "huber(w*r + 0*bend, z, delta=0.5)");
  dh_sampler_destroy(sampler);
  dh_surface_destroy(surface);
}
END_TEST

/* --- what is found out about a surface --- */

/* x symmetric about 0: the slope is sum(xy)/sum(x^2), the intercept the mean of y. */
START_TEST(the_minimum_of_a_line_is_known) {
  const struct table table = {.rows = 5, .x = {-2, -1, 0, 1, 2}, .y = {-3, 0, 2, 3, 6}};
  struct dh_surface *surface = fit_to(&table, "w*x + b", DH_LOSS_MSE, 0);
  const struct dh_surface_spec *info = dh_surface_info(surface);
  ck_assert_int_eq(info->minimum_count, 1);
  assert_near(info->minima[0].at[0], 2.1, 1e-15);
  assert_near(info->minima[0].at[1], 1.6, 1e-15);
  assert_near(info->minima[0].value, (0.16 + 0.25 + 0.16 + 0.49 + 0.04) / 5, 1e-14);
  for (int axis = 0; axis < 2; axis++) {
    ck_assert(info->start[axis] == 0 && info->low[axis] < 0 && info->high[axis] > 0);
    ck_assert(info->low[axis] < info->minima[0].at[axis] && info->minima[0].at[axis] < info->high[axis]);
  }
  dh_surface_destroy(surface);
}
END_TEST

/* Taking the same from every loss moves no minimum, and one below 0 is found as well. */
START_TEST(a_minimum_below_0_is_known) {
  double x[] = {2, 4};
  const struct dh_fit fit = {.data = {.name = "table", .rows = 2, .columns = 1, .column = {"x"}, .value = {x}},
                             .model = "cosh(w - x) - 100",
                             .loss = DH_LOSS_SAMPLE};
  struct dh_error error;
  struct dh_surface *surface = dh_surface_fitted(&fit, NULL, &error);
  ck_assert_ptr_nonnull(surface);
  ck_assert_int_eq(dh_surface_info(surface)->minimum_count, 1);
  assert_near(dh_surface_info(surface)->minima[0].at[0], 3, 1e-9);
  assert_near(dh_surface_info(surface)->minima[0].value, cosh(1) - 100, 1e-12);
  dh_surface_destroy(surface);
}
END_TEST

/* Classes that a line separates have no best weight, kinks no curvature, one point no best line. */
START_TEST(where_there_is_no_minimum_none_is_claimed) {
  const struct table apart = {.rows = 4, .x = {-2, -1, 1, 2}, .y = {0, 0, 1, 1}},
                     point = {.rows = 1, .x = {1}, .y = {1}};
  struct dh_surface *surface[] = {fit_to(&apart, "w*x", DH_LOSS_BCE_LOGITS, 0),
                                  fit_to(&apart, "w*x + b", DH_LOSS_MAE, 0), fit_to(&point, "w*x + b", DH_LOSS_MSE, 0)};
  for (int i = 0; i < 3; i++) {
    ck_assert_int_eq(dh_surface_info(surface[i])->minimum_count, 0);
    ck_assert(dh_surface_info(surface[i])->low[0] == -5 && dh_surface_info(surface[i])->high[0] == 5);
    dh_surface_destroy(surface[i]);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("data");
  TCase *tc = tcase_create("surfaces");
  tcase_add_loop_test(tc, a_surface_is_the_mean_over_its_rows, 0, ROW_COUNTS * LOSSES);
  tcase_add_test(tc, points_are_sampled_one_by_one);
  tcase_add_test(tc, a_thin_sampler_averages_over_some_rows);
  tcase_add_test(tc, cross_entropy_is_stable);
  tcase_add_test(tc, losses_are_found_by_name);
  tcase_add_loop_test(tc, names_that_are_no_columns_are_parameters, 0, NAMINGS);
  tcase_add_test(tc, a_reader_learns_which_columns_are_read);
  tcase_add_test(tc, nothing_collides_with_a_loss);
  tcase_add_test(tc, the_minimum_of_a_line_is_known);
  tcase_add_test(tc, a_minimum_below_0_is_known);
  tcase_add_test(tc, where_there_is_no_minimum_none_is_claimed);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

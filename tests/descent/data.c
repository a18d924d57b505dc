/* SPDX-License-Identifier: MIT
 *
 * Surfaces made of data: means of what one row says, and the batches of a trainer. */
#include "lab.h"

#include <math.h>
#include <stdio.h>

enum { ROWS_MAX = 200 };

/* Two columns x and y of the same length. */
struct table {
  long rows;
  double x[ROWS_MAX], y[ROWS_MAX];
};

static struct dh_surface *fit_to(const struct table *table, const char *model, enum dh_loss loss, double bend) {
  struct dh_error error;
  const struct dh_fit fit = {
      .data = {.name = "table", .rows = table->rows, .columns = 2, .column = {"x", "y"}, .value = {table->x, table->y}},
      .model = model,
      .loss = loss,
      .bend = bend};
  struct dh_surface *surface = dh_surface_fitted(&fit, NULL, &error);
  ck_assert_msg(surface != NULL, "%s: error %d at %ld: %s", model, (int)error.code, error.position, error.text);
  return surface;
}

/* Something like a line; labels between 0 and 1 where they are wanted. */
static void fill(struct table *table, long rows, bool labels) {
  table->rows = rows;
  for (long i = 0; i < rows; i++) {
    table->x[i] = 4 * dh_random_uniform(1, 0, (uint64_t)i) - 2;
    double noise = dh_random_uniform(1, 1, (uint64_t)i);
    table->y[i] = labels ? (table->x[i] > noise - 0.5 ? 1 : 0) : 1.5 * table->x[i] - 0.5 + noise;
  }
}

static void assert_near(double a, double b, double tolerance) {
  ck_assert_msg(fabs(a - b) <= tolerance * fmax(1, fabs(b)), "%.17g, should be %.17g", a, b);
}

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
  tcase_add_test(tc, where_there_is_no_minimum_none_is_claimed);
  suite_add_tcase(s, tc);
  tc = tcase_create("batches");
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

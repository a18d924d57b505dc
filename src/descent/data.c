/* SPDX-License-Identifier: MIT */
#include "descent/data.h"

#include "descent/mean.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sizes in rows, as they are in force in a slot. */
struct sizes {
  uint64_t seed;
  long micro;        /* rows that all devices look at together */
  long accumulation; /* micro-batches behind one update */
};

/* Programs for the loss, for the gradient and for both: index is what is wanted. */
enum { PROGRAMS = 4, BOTH = DH_WANT_LOSS | DH_WANT_GRADIENT };

struct dh_batches {
  struct dh_mean *mean[PROGRAMS];       /* 0: none */
  const double *column[DH_COLUMNS_MAX]; /* the surface's, or in ... */
  double *rounded;                      /* ... their copy in the format, NULL in double */
  double *scratch;                      /* for tracing: inputs, then the program's scratch */
  enum dh_precision precision;
  int dim, columns;
  long rows;
  struct sizes slot[DH_SLOTS];
};

/* --- creation --- */

static struct dh_mean *create_mean(struct dh_batches *batches, const struct dh_surface *surface, int wanted,
                                   struct dh_error *error) {
  struct dh_surface_nodes at;
  int nodes[3], count = 0;
  dh_surface_graph(surface, &at);
  if (wanted & DH_WANT_LOSS) nodes[count++] = at.value;
  for (int axis = 0; wanted & DH_WANT_GRADIENT && axis < batches->dim; axis++) nodes[count++] = at.gradient[axis];
  struct dh_mean *mean = calloc(1, sizeof *mean);
  if (!mean) dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  if (!mean || dh_mean_init(mean, surface, batches->column, batches->precision, nodes, count, error)) return mean;
  dh_mean_free(mean);
  free(mean);
  return NULL;
}

static bool place_columns(struct dh_batches *batches, const struct dh_data *data, struct dh_error *error) {
  size_t rows = (size_t)data->rows;
  memcpy(batches->column, data->value, sizeof batches->column);
  if (batches->precision == DH_FP64) return true;
  batches->rounded = malloc((rows * (size_t)data->columns + 1) * sizeof *batches->rounded);
  if (!batches->rounded) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  for (int i = 0; i < data->columns; i++) {
    double *column = batches->rounded + rows * (size_t)i;
    for (size_t row = 0; row < rows; row++) column[row] = dh_precision_round(batches->precision, data->value[i][row]);
    batches->column[i] = column;
  }
  return true;
}

static bool create_parts(struct dh_batches *batches, const struct dh_surface *surface, struct dh_error *error) {
  if (!place_columns(batches, &dh_surface_info(surface)->fit->data, error)) return false;
  for (int wanted = 1; wanted < PROGRAMS; wanted++) {
    batches->mean[wanted] = create_mean(batches, surface, wanted, error);
    if (!batches->mean[wanted]) return false;
  }
  int scratch = batches->dim + batches->columns + dh_program_scratch(batches->mean[BOTH]->program);
  batches->scratch = malloc((size_t)scratch * sizeof *batches->scratch);
  return batches->scratch || dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
}

struct dh_batches *dh_batches_create(const struct dh_surface *surface, enum dh_precision precision,
                                     struct dh_error *error) {
  const struct dh_surface_spec *info = dh_surface_info(surface);
  struct dh_batches *batches = calloc(1, sizeof *batches);
  if (!batches) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    return NULL;
  }
  batches->precision = precision;
  batches->dim = info->dim;
  batches->columns = info->fit->data.columns;
  batches->rows = info->fit->data.rows;
  if (create_parts(batches, surface, error)) return batches;
  dh_batches_destroy(batches);
  return NULL;
}

void dh_batches_destroy(struct dh_batches *batches) {
  if (!batches) return;
  for (int i = 0; i < PROGRAMS; i++) {
    if (batches->mean[i]) dh_mean_free(batches->mean[i]);
    free(batches->mean[i]);
  }
  free(batches->rounded);
  free(batches->scratch);
  free(batches);
}

/* --- who is looked at --- */

static long pieces(long whole, long size) { return (whole + size - 1) / size; }

void dh_batches_configure(struct dh_batches *batches, int slot, const struct dh_spec *spec) {
  double rows = (double)batches->rows, one = dh_spec_number(spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE);
  double micro = isnan(one) ? rows : fmin(rows, one * dh_spec_number(spec, DH_NUM_DEVICES));
  double most = (double)pieces(batches->rows, (long)micro); /* micro-batches of an epoch */
  batches->slot[slot] = (struct sizes){
      .seed = (uint64_t)dh_spec_number(spec, DH_SEED),
      .micro = (long)micro,
      .accumulation = (long)fmin(most, dh_spec_number(spec, DH_GRADIENT_ACCUMULATION_STEPS)),
  };
}

void dh_batches_move(struct dh_batches *batches, int from, int to) { batches->slot[to] = batches->slot[from]; }

/* The rows behind one update, in the order of its epoch. */
struct batch {
  struct dh_shuffle order;
  long first, end; /* places in the order */
  long micro;      /* the first is at the beginning of a micro-batch */
  bool all;        /* every row, each counting as much as any other: in their own order */
};

static struct batch batch_of(const struct dh_batches *batches, const struct sizes *sizes, long step) {
  long rows = batches->rows, update = sizes->micro * sizes->accumulation;
  struct batch batch = {.end = rows, .micro = rows, .all = true};
  if (update >= rows && rows % sizes->micro == 0) return batch;
  long updates = pieces(pieces(rows, sizes->micro), sizes->accumulation);
  batch.all = false;
  batch.micro = sizes->micro;
  batch.first = step % updates * update;
  batch.end = batch.first + update < rows ? batch.first + update : rows;
  dh_shuffle_init(&batch.order, sizes->seed, (uint64_t)(step / updates), (uint64_t)rows);
  return batch;
}

/* The rows at up to DH_SLOTS places from `place` on, as far as `end`; returns how many. */
static int list_rows(const struct batch *batch, long place, long end, long rows[DH_SLOTS]) {
  int count = 0;
  for (; place < end && count < DH_SLOTS; place++, count++)
    rows[count] = batch->all ? place : (long)dh_shuffle_at(&batch->order, (uint64_t)place);
  return count;
}

/* --- means --- */

static double rounded(const struct dh_batches *batches, double x) { return dh_precision_round(batches->precision, x); }

static void evaluate_all(const struct dh_batches *batches, int wanted, struct dh_batch_values *values) {
  double mean[3];
  int output = 0;
  dh_mean_all(batches->mean[wanted], mean);
  if (wanted & DH_WANT_LOSS) values->loss = rounded(batches, mean[output++]);
  for (int axis = 0; wanted & DH_WANT_GRADIENT && axis < batches->dim; axis++)
    values->gradient[axis] = rounded(batches, mean[output++]);
}

/* In one dimension the second axis stays 0. */
enum { AXES = 2 };

/* The mean gradient over the places first..end of an epoch: one micro-batch. */
static void average_rows(const struct dh_batches *batches, const struct batch *batch, long first, long end,
                         double mean[AXES]) {
  long rows[DH_SLOTS];
  double sum[AXES] = {0, 0};
  for (long place = first; place < end; place += DH_SLOTS) {
    int count = list_rows(batch, place, end, rows);
    dh_mean_add(batches->mean[DH_WANT_GRADIENT], rows, 0, count, sum);
  }
  for (int axis = 0; axis < AXES; axis++) mean[axis] = rounded(batches, sum[axis] / (double)(end - first));
}

static long least(long a, long b) { return a < b ? a : b; }

static void evaluate_batch(const struct dh_batches *batches, const struct batch *batch, double gradient[AXES]) {
  double sum[AXES] = {0, 0}, mean[AXES];
  for (long first = batch->first; first < batch->end; first += batch->micro) {
    average_rows(batches, batch, first, least(first + batch->micro, batch->end), mean);
    for (int axis = 0; axis < AXES; axis++) sum[axis] += mean[axis];
  }
  double count = (double)pieces(batch->end - batch->first, batch->micro);
  for (int axis = 0; axis < AXES; axis++) gradient[axis] = rounded(batches, sum[axis] / count);
}

void dh_batches_evaluate(const struct dh_batches *batches, int slot, const double *at, long step, int wanted,
                         struct dh_batch_values *values) {
  struct batch batch = batch_of(batches, &batches->slot[slot], step);
  if (batch.all) {
    dh_mean_at(batches->mean[wanted], at);
    evaluate_all(batches, wanted, values);
    return;
  }
  if (wanted & DH_WANT_LOSS) {
    dh_mean_at(batches->mean[DH_WANT_LOSS], at);
    evaluate_all(batches, DH_WANT_LOSS, values);
  }
  if (!(wanted & DH_WANT_GRADIENT)) return;
  dh_mean_at(batches->mean[DH_WANT_GRADIENT], at);
  evaluate_batch(batches, &batch, values->gradient);
}

/* --- what broke --- */

/* A sum that is being followed to where it goes wrong. */
struct search {
  const struct dh_batches *batches;
  const double *at;
  int output; /* of the program for both */
  bool nan;   /* what it is that is looked for */
  struct dh_fault *fault;
};

static bool is_wrong(const struct search *search, double x) { return search->nan ? isnan(x) : !isfinite(x); }

/* The operation in one row's own program. */
static bool trace_row(const struct search *search, long row) {
  const struct dh_mean *mean = search->batches->mean[BOTH];
  double *inputs = search->batches->scratch, *scratch = inputs + mean->dim + mean->columns;
  for (int axis = 0; axis < mean->dim; axis++) inputs[axis] = search->at[axis];
  for (int i = 0; i < mean->columns; i++) inputs[mean->dim + i] = mean->column[i][row];
  return dh_program_trace(mean->program, inputs, search->output, scratch, search->fault);
}

static void blame_addition(const struct search *search, double a, double b) {
  *search->fault = (struct dh_fault){.op = DH_OP_ADD, .operand = {a, b}, .operands = 2, .result = a + b, .node = -1};
}

/* Along the rows of one micro-batch; *mean is theirs. True as soon as something was found, *found says what. */
static bool search_rows(const struct search *search, const struct batch *batch, long first, long end, double *mean,
                        bool *found) {
  long rows[DH_SLOTS];
  double sum = 0;
  for (long place = first; place < end; place += DH_SLOTS) {
    int count = list_rows(batch, place, end, rows);
    dh_mean_run(search->batches->mean[BOTH], rows, 0, count);
    const double *values = dh_mean_output(search->batches->mean[BOTH], search->output);
    for (int i = 0; i < count; i++) {
      if (is_wrong(search, values[i])) return *found = trace_row(search, rows[i]), true;
      if (is_wrong(search, sum + values[i])) return blame_addition(search, sum, values[i]), *found = true;
      sum += values[i];
    }
  }
  *mean = rounded(search->batches, sum / (double)(end - first));
  return false;
}

static bool search_batch(const struct search *search, const struct batch *batch) {
  double sum = 0, mean;
  bool found = false;
  for (long first = batch->first; first < batch->end; first += batch->micro) {
    if (search_rows(search, batch, first, least(first + batch->micro, batch->end), &mean, &found)) return found;
    if (is_wrong(search, sum + mean)) return blame_addition(search, sum, mean), true;
    sum += mean;
  }
  return false;
}

bool dh_batches_trace(const struct dh_batches *batches, int slot, const double *at, long step, int wanted, int axis,
                      struct dh_fault *fault) {
  struct dh_batch_values values = {0};
  dh_batches_evaluate(batches, slot, at, step, wanted, &values);
  double value = wanted == DH_WANT_LOSS ? values.loss : values.gradient[axis];
  struct batch batch = batch_of(batches, &batches->slot[slot], step);
  if (wanted == DH_WANT_LOSS) batch = (struct batch){.end = batches->rows, .micro = batches->rows, .all = true};
  const struct search search = {.batches = batches,
                                .at = at,
                                .output = wanted == DH_WANT_LOSS ? 0 : 1 + axis,
                                .nan = isnan(value),
                                .fault = fault};
  dh_mean_at(batches->mean[BOTH], at);
  return !isfinite(value) && search_batch(&search, &batch);
}

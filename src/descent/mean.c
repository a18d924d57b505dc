/* SPDX-License-Identifier: MIT */
#include "descent/mean.h"

#include "descent/memory.h"

#include <stdlib.h>
#include <string.h>

static double *input(const struct dh_mean *mean, int index) { return mean->registers + (size_t)index * DH_SLOTS; }

static bool compile(struct dh_mean *mean, const struct dh_surface *surface, enum dh_precision precision,
                    const int *nodes, struct dh_error *error) {
  const struct dh_surface_spec *info = dh_surface_info(surface);
  struct dh_surface_nodes ignored;
  const char *inputs[2 + DH_COLUMNS_MAX];
  struct dh_output outputs[DH_MEAN_OUTPUTS];
  for (int axis = 0; axis < mean->dim; axis++) inputs[axis] = info->parameter[axis];
  for (int i = 0; i < mean->columns; i++) inputs[mean->dim + i] = info->fit->data.column[i];
  for (int i = 0; i < mean->outputs; i++) outputs[i] = (struct dh_output){nodes[i], -1};
  const struct dh_program_spec spec = {.inputs = inputs,
                                       .input_count = mean->dim + mean->columns,
                                       .outputs = outputs,
                                       .output_count = mean->outputs,
                                       .precision = precision};
  mean->program = dh_program_create(dh_surface_graph(surface, &ignored), &spec, error);
  return mean->program != NULL;
}

bool dh_mean_init(struct dh_mean *mean, const struct dh_surface *surface, const double *const *columns,
                  enum dh_precision precision, const int *nodes, int count, struct dh_error *error) {
  const struct dh_surface_spec *info = dh_surface_info(surface);
  const struct dh_data *data = &info->fit->data;
  *mean = (struct dh_mean){
      .rows = data->rows, .stride = 1, .columns = data->columns, .dim = info->dim, .outputs = count, .placed = -1};
  for (int i = 0; i < data->columns; i++) mean->column[i] = columns[i];
  if (!compile(mean, surface, precision, nodes, error)) return false;
  mean->registers = dh_registers_create(dh_program_registers(mean->program));
  if (!mean->registers) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  dh_program_load(mean->program, mean->registers);
  return true;
}

void dh_mean_free(struct dh_mean *mean) {
  dh_program_destroy(mean->program);
  free(mean->registers);
  *mean = (struct dh_mean){0};
}

void dh_mean_at(struct dh_mean *mean, const double *at) {
  for (int axis = 0; axis < mean->dim; axis++)
    for (int slot = 0; slot < DH_SLOTS; slot++) input(mean, axis)[slot] = at[axis];
}

static void place(struct dh_mean *mean, const long *from, long first, int count) {
  for (int i = 0; i < mean->columns; i++) {
    double *to = input(mean, mean->dim + i);
    if (from)
      for (int slot = 0; slot < count; slot++) to[slot] = mean->column[i][from[slot]];
    else
      memcpy(to, mean->column[i] + first, (size_t)count * sizeof *to);
  }
  mean->placed = from ? -1 : first;
  mean->slots = count;
}

/* Few rows stay where they are from step to step. */
void dh_mean_run(struct dh_mean *mean, const long *from, long first, int count) {
  if (from || mean->placed != first || mean->slots != count) place(mean, from, first, count);
  dh_program_run(mean->program, mean->registers, count);
}

const double *dh_mean_output(const struct dh_mean *mean, int output) {
  return input(mean, dh_program_output(mean->program, output));
}

void dh_mean_add(struct dh_mean *mean, const long *from, long first, int count, double *sum) {
  dh_mean_run(mean, from, first, count);
  for (int i = 0; i < mean->outputs; i++) {
    const double *values = dh_mean_output(mean, i);
    double total = sum[i];
    for (int slot = 0; slot < count; slot++) total += values[slot];
    sum[i] = total;
  }
}

void dh_mean_all(struct dh_mean *mean, double *result) {
  long count = (mean->rows + mean->stride - 1) / mean->stride, spaced[DH_SLOTS];
  for (int i = 0; i < mean->outputs; i++) result[i] = 0;
  for (long first = 0; first < count; first += DH_SLOTS) {
    int slots = (int)(count - first < DH_SLOTS ? count - first : DH_SLOTS);
    for (int slot = 0; slot < slots; slot++) spaced[slot] = (first + slot) * mean->stride;
    dh_mean_add(mean, mean->stride > 1 ? spaced : NULL, first, slots, result);
  }
  for (int i = 0; i < mean->outputs; i++) result[i] /= (double)count;
}

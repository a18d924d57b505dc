/* SPDX-License-Identifier: MIT
 *
 * Values, gradients and Hessians of a surface at many points, in double. */
#include "downhill/surface.h"

#include "descent/mean.h"
#include "descent/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OUTPUTS_MAX = 6 };

/* A formula has its points in the slots of one program; data has its rows there, for one point after the other. */
struct dh_sampler {
  struct dh_program *program;
  double *registers;
  struct dh_mean mean;
  bool averages; /* it is data */
  int dim;
  enum dh_order order;
};

static int list_nodes(const struct dh_surface_nodes *nodes, int dim, enum dh_order order, int *list) {
  int count = 0;
  list[count++] = nodes->value;
  for (int k = 0; order >= DH_GRADIENT && k < dim; k++) list[count++] = nodes->gradient[k];
  for (int k = 0; order >= DH_HESSIAN && k < (dim == 1 ? 1 : 3); k++) list[count++] = nodes->hessian[k];
  return count;
}

static bool compile(struct dh_sampler *sampler, const struct dh_surface *surface, struct dh_error *error) {
  struct dh_surface_nodes nodes;
  const struct dh_graph *graph = dh_surface_graph(surface, &nodes);
  const struct dh_surface_spec *info = dh_surface_info(surface);
  struct dh_output outputs[OUTPUTS_MAX];
  int list[OUTPUTS_MAX], count = list_nodes(&nodes, info->dim, sampler->order, list);
  sampler->averages = info->fit != NULL;
  if (info->fit) return dh_mean_init(&sampler->mean, surface, info->fit->data.value, DH_FP64, list, count, error);
  for (int i = 0; i < count; i++) outputs[i] = (struct dh_output){list[i], -1};
  struct dh_program_spec spec = {.inputs = info->parameter,
                                 .input_count = info->dim,
                                 .outputs = outputs,
                                 .output_count = count,
                                 .precision = DH_FP64};
  sampler->program = dh_program_create(graph, &spec, error);
  if (!sampler->program) return false;
  sampler->registers = dh_registers_create(dh_program_registers(sampler->program));
  if (!sampler->registers) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  dh_program_load(sampler->program, sampler->registers);
  return true;
}

struct dh_sampler *dh_sampler_create(const struct dh_surface *surface, enum dh_order order, struct dh_error *error) {
  struct dh_sampler *sampler = calloc(1, sizeof *sampler);
  if (!sampler) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    return NULL;
  }
  sampler->dim = dh_surface_info(surface)->dim;
  sampler->order = order;
  if (compile(sampler, surface, error)) return sampler;
  dh_sampler_destroy(sampler);
  return NULL;
}

void dh_sampler_destroy(struct dh_sampler *sampler) {
  if (!sampler) return;
  dh_mean_free(&sampler->mean);
  dh_program_destroy(sampler->program);
  free(sampler->registers);
  free(sampler);
}

static void take(const struct dh_sampler *sampler, int output, int slots, double *values) {
  const double *from = sampler->registers + (size_t)dh_program_output(sampler->program, output) * DH_SLOTS;
  memcpy(values, from, (size_t)slots * sizeof *values);
}

static void average(struct dh_sampler *sampler, const double at[2], int slot, struct dh_sample *sample) {
  double mean[OUTPUTS_MAX];
  int output = 0, dim = sampler->dim;
  dh_mean_at(&sampler->mean, at);
  dh_mean_all(&sampler->mean, mean);
  sample->value[slot] = mean[output++];
  for (int k = 0; sampler->order >= DH_GRADIENT && k < dim; k++) sample->gradient[k][slot] = mean[output++];
  for (int k = 0; sampler->order >= DH_HESSIAN && k < (dim == 1 ? 1 : 3); k++)
    sample->hessian[k][slot] = mean[output++];
}

void dh_sampler_run(struct dh_sampler *sampler, const double *x, const double *y, int slots, struct dh_sample *sample) {
  const double *from[2] = {x, y};
  int output = 0;
  for (int slot = 0; sampler->averages && slot < slots; slot++)
    average(sampler, (double[]){x[slot], sampler->dim == 2 ? y[slot] : 0}, slot, sample);
  if (sampler->averages) return;
  for (int axis = 0; axis < sampler->dim; axis++)
    memcpy(sampler->registers + (size_t)axis * DH_SLOTS, from[axis], (size_t)slots * sizeof *x);
  dh_program_run(sampler->program, sampler->registers, slots);
  take(sampler, output++, slots, sample->value);
  for (int k = 0; sampler->order >= DH_GRADIENT && k < sampler->dim; k++)
    take(sampler, output++, slots, sample->gradient[k]);
  for (int k = 0; sampler->order >= DH_HESSIAN && k < (sampler->dim == 1 ? 1 : 3); k++)
    take(sampler, output++, slots, sample->hessian[k]);
}

void dh_sampler_thin(struct dh_sampler *sampler, long rows) {
  if (sampler->averages) sampler->mean.stride = (sampler->mean.rows + rows - 1) / rows;
}

void dh_eigenvalues(double xx, double xy, double yy, double eig[2]) {
  eig[0] = eig[1] = (double)NAN;
  if (!isfinite(xx) || !isfinite(xy) || !isfinite(yy)) return;
  double middle = 0.5 * xx + 0.5 * yy;
  double radius = hypot(0.5 * xx - 0.5 * yy, xy);
  eig[0] = middle - radius;
  eig[1] = middle + radius;
}

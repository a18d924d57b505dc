/* SPDX-License-Identifier: MIT
 *
 * Values, gradients and Hessians of a surface at many points, in double. */
#include "downhill/surface.h"

#include "descent/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { OUTPUTS_MAX = 6 };

struct dh_sampler {
  struct dh_program *program;
  double *registers;
  int dim;
  enum dh_order order;
};

static int list_outputs(const struct dh_surface_nodes *nodes, int dim, enum dh_order order, struct dh_output *outputs) {
  int count = 0;
  outputs[count++] = (struct dh_output){nodes->value, -1};
  for (int k = 0; order >= DH_GRADIENT && k < dim; k++) outputs[count++] = (struct dh_output){nodes->gradient[k], -1};
  for (int k = 0; order >= DH_HESSIAN && k < (dim == 1 ? 1 : 3); k++)
    outputs[count++] = (struct dh_output){nodes->hessian[k], -1};
  return count;
}

struct dh_sampler *dh_sampler_create(const struct dh_surface *surface, enum dh_order order, struct dh_error *error) {
  struct dh_surface_nodes nodes;
  const struct dh_graph *graph = dh_surface_graph(surface, &nodes);
  const struct dh_surface_spec *info = dh_surface_info(surface);
  struct dh_output outputs[OUTPUTS_MAX];
  struct dh_program_spec spec = {.inputs = info->parameter,
                                 .input_count = info->dim,
                                 .outputs = outputs,
                                 .output_count = list_outputs(&nodes, info->dim, order, outputs),
                                 .precision = DH_FP64};
  struct dh_sampler *sampler = calloc(1, sizeof *sampler);
  if (!sampler) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    return NULL;
  }
  sampler->dim = info->dim;
  sampler->order = order;
  sampler->program = dh_program_create(graph, &spec, error);
  if (sampler->program) {
    sampler->registers = dh_registers_create(dh_program_registers(sampler->program));
    if (sampler->registers) {
      dh_program_load(sampler->program, sampler->registers);
      return sampler;
    }
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  }
  dh_sampler_destroy(sampler);
  return NULL;
}

void dh_sampler_destroy(struct dh_sampler *sampler) {
  if (!sampler) return;
  dh_program_destroy(sampler->program);
  free(sampler->registers);
  free(sampler);
}

static void take(const struct dh_sampler *sampler, int output, int slots, double *values) {
  const double *from = sampler->registers + (size_t)dh_program_output(sampler->program, output) * DH_SLOTS;
  memcpy(values, from, (size_t)slots * sizeof *values);
}

void dh_sampler_run(struct dh_sampler *sampler, const double *x, const double *y, int slots, struct dh_sample *sample) {
  const double *from[2] = {x, y};
  int output = 0;
  for (int axis = 0; axis < sampler->dim; axis++)
    memcpy(sampler->registers + (size_t)axis * DH_SLOTS, from[axis], (size_t)slots * sizeof *x);
  dh_program_run(sampler->program, sampler->registers, slots);
  take(sampler, output++, slots, sample->value);
  for (int k = 0; sampler->order >= DH_GRADIENT && k < sampler->dim; k++)
    take(sampler, output++, slots, sample->gradient[k]);
  for (int k = 0; sampler->order >= DH_HESSIAN && k < (sampler->dim == 1 ? 1 : 3); k++)
    take(sampler, output++, slots, sample->hessian[k]);
}

void dh_eigenvalues(double xx, double xy, double yy, double eig[2]) {
  eig[0] = eig[1] = (double)NAN;
  if (!isfinite(xx) || !isfinite(xy) || !isfinite(yy)) return;
  double middle = 0.5 * xx + 0.5 * yy;
  double radius = hypot(0.5 * xx - 0.5 * yy, xy);
  eig[0] = middle - radius;
  eig[1] = middle + radius;
}

/* SPDX-License-Identifier: MIT
 *
 * The largest stable rate at a point: the rule's limit over the exact curvature. */
#include "descent/curvature.h"
#include "descent/memory.h"
#include "descent/rule.h"
#include "downhill/finder.h"

#include <math.h>
#include <stdlib.h>

static const struct dh_minimum *lowest_minimum(const struct dh_surface_spec *info) {
  const struct dh_minimum *lowest = NULL;
  for (int i = 0; i < info->minimum_count; i++)
    if (!lowest || info->minima[i].value < lowest->value) lowest = &info->minima[i];
  return lowest && lowest->kind == DH_MINIMUM_SMOOTH ? lowest : NULL;
}

static void measure(const struct dh_spec *spec, struct dh_sampler *sampler, const double at[2], double *registers,
                    struct dh_edge *edge) {
  double sharpness = dh_sharpness(spec, sampler, at, NULL);
  edge->at[0] = at[0];
  edge->at[1] = at[1];
  edge->curvature = dh_rule_curvature(spec->rule, spec, sharpness, registers);
  edge->rate = edge->curvature > 0 ? edge->limit / edge->curvature : (double)NAN;
}

bool dh_edge_find(const struct dh_spec *spec, struct dh_edge edges[DH_EDGES], struct dh_error *error) {
  const struct dh_minimum *lowest = lowest_minimum(dh_surface_info(spec->surface));
  double *registers = dh_registers_create(dh_rule_registers(spec->rule));
  if (!registers) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  struct dh_sampler *sampler = dh_sampler_create(spec->surface, DH_HESSIAN, error);
  double limit = dh_rule_limit(spec->rule, spec, registers);
  for (int i = 0; i < DH_EDGES; i++)
    edges[i] = (struct dh_edge){(enum dh_edge_place)i, {(double)NAN, (double)NAN}, (double)NAN, limit, (double)NAN};
  if (sampler) measure(spec, sampler, spec->start, registers, &edges[DH_EDGE_START]);
  if (sampler && lowest) measure(spec, sampler, lowest->at, registers, &edges[DH_EDGE_MINIMUM]);
  dh_sampler_destroy(sampler);
  free(registers);
  return sampler != NULL;
}

const struct dh_edge *dh_edge_choose(const struct dh_edge edges[DH_EDGES]) {
  const struct dh_edge *minimum = &edges[DH_EDGE_MINIMUM], *start = &edges[DH_EDGE_START];
  if (!isnan(minimum->rate)) return minimum;
  return isnan(start->rate) && !isnan(minimum->curvature) ? minimum : start;
}

/* SPDX-License-Identifier: MIT
 *
 * How sharply the surface bends where a run stands, against what its optimizer can stand. */
#include "descent/curvature.h"

#include "descent/rule.h"
#include "descent/run.h"

#include <math.h>

double dh_sharpness(const struct dh_spec *spec, struct dh_sampler *sampler, const double at[2], double *smallest) {
  struct dh_sample sample;
  double eig[2];
  dh_sampler_run(sampler, &at[0], &at[1], 1, &sample);
  if (dh_surface_info(spec->surface)->dim == 2)
    dh_eigenvalues(sample.hessian[0][0], sample.hessian[1][0], sample.hessian[2][0], eig);
  else
    eig[0] = eig[1] = isfinite(sample.hessian[0][0]) ? sample.hessian[0][0] : (double)NAN;
  if (smallest) *smallest = eig[0];
  return eig[1];
}

/* Clipping shortens long steps only: it does not move the limit near a minimum. */
void dh_curvature_at(const struct dh_spec *spec, struct dh_sampler *sampler, double *registers,
                     const struct dh_row *row, struct dh_curvature *curvature) {
  curvature->largest = dh_sharpness(spec, sampler, row->at, &curvature->smallest);
  curvature->eta_lambda = row->rate * dh_rule_curvature(spec->rule, spec, curvature->largest, registers);
  curvature->limit = dh_rule_limit(spec->rule, spec, registers);
}

void dh_run_curvature(const struct dh_run *run, struct dh_curvature *curvature) {
  dh_curvature_at(&run->spec, run->sampler, run->rule_registers, &run->row, curvature);
}

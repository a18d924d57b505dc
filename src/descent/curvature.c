/* SPDX-License-Identifier: MIT
 *
 * How sharply the surface bends where a run stands, against what its optimizer can stand. */
#include "descent/rule.h"
#include "descent/run.h"

#include <math.h>

static void bends(const struct dh_run *run, double eig[2]) {
  struct dh_sample sample;
  const struct dh_row *row = &run->row;
  dh_sampler_run(run->sampler, &row->at[0], &row->at[1], 1, &sample);
  if (dh_surface_info(run->spec.surface)->dim == 2)
    dh_eigenvalues(sample.hessian[0][0], sample.hessian[1][0], sample.hessian[2][0], eig);
  else
    eig[0] = eig[1] = isfinite(sample.hessian[0][0]) ? sample.hessian[0][0] : (double)NAN;
}

/* Clipping shortens long steps only: it does not move the limit near a minimum. */
void dh_run_curvature(const struct dh_run *run, struct dh_curvature *curvature) {
  double eig[2];
  bends(run, eig);
  curvature->smallest = eig[0];
  curvature->largest = eig[1];
  curvature->eta_lambda = run->row.rate * dh_rule_curvature(run->spec.rule, &run->spec, eig[1], run->rule_registers);
  curvature->limit = dh_rule_limit(run->spec.rule, &run->spec, run->rule_registers);
}

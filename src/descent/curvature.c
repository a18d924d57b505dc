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

/* The second derivatives as an update meets them: what the rule adds to the curvature (weight decay) on the diagonal,
 * and divided by the preconditioner from both sides, which has the eigenvalues of P^-1 H and is symmetric. */
static void precondition(const struct dh_run *run, const struct dh_spec *spec, const struct dh_row *row,
                         struct dh_curvature *curvature) {
  struct dh_sample sample;
  const double *by = row->preconditioner;
  double eig[2], sharpness = dh_sharpness(spec, run->sampler, row->at, NULL);
  double added = dh_rule_curvature(spec->rule, spec, sharpness, run->rule_registers) - sharpness;
  dh_sampler_run(run->sampler, &row->at[0], &row->at[1], 1, &sample);
  if (dh_surface_info(spec->surface)->dim == 2) {
    dh_eigenvalues((sample.hessian[0][0] + added) / by[0], sample.hessian[1][0] / sqrt(by[0]) / sqrt(by[1]),
                   (sample.hessian[2][0] + added) / by[1], eig);
  } else {
    double only = (sample.hessian[0][0] + added) / by[0];
    eig[0] = eig[1] = isfinite(only) ? only : (double)NAN;
  }
  curvature->smallest = eig[0];
  curvature->largest = eig[1];
  curvature->eta_lambda = row->rate * eig[1];
  curvature->limit = dh_rule_preconditioned_limit(spec->rule, spec, run->rule_registers);
}

void dh_run_stability(const struct dh_run *run, const struct dh_row *rows, int count, struct dh_curvature *curvatures) {
  struct dh_spec spec = run->initial;
  for (int i = 0, next = 0; i < count; i++) {
    for (; next < run->journal_count && run->journal[next].step <= rows[i].step; next++)
      dh_spec_apply(&spec, &run->journal[next].setting);
    if (dh_rule_info(spec.rule)->preconditioner)
      precondition(run, &spec, &rows[i], &curvatures[i]);
    else
      dh_curvature_at(&spec, run->sampler, run->rule_registers, &rows[i], &curvatures[i]);
  }
}

void dh_run_curvature(const struct dh_run *run, struct dh_curvature *curvature) {
  dh_curvature_at(&run->spec, run->sampler, run->rule_registers, &run->row, curvature);
}

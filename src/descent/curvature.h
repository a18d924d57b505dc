/* SPDX-License-Identifier: MIT
 *
 * Curvature for whoever has a sampler (with Hessians) and registers for the rule's formulas (dh_rule_registers). */
#ifndef DESCENT_CURVATURE_H
#define DESCENT_CURVATURE_H

#include "downhill/run.h"

/* The largest eigenvalue of the Hessian there, the smallest in *smallest (may be NULL); NaN where not finite. */
double dh_sharpness(const struct dh_spec *spec, struct dh_sampler *sampler, const double at[2], double *smallest);

void dh_curvature_at(const struct dh_spec *spec, struct dh_sampler *sampler, double *registers,
                     const struct dh_row *row, struct dh_curvature *curvature);

#endif

/* SPDX-License-Identifier: MIT
 *
 * What a surface makes of a fit. */
#ifndef DESCENT_FIT_H
#define DESCENT_FIT_H

#include "base/text.h"
#include "downhill/surface.h"

/* The loss of one row as a node over parameters and columns; -1 with *error. */
int dh_fit_build(const struct dh_fit *fit, const char *const *parameters, int dim, struct dh_graph *graph,
                 struct dh_error *error);
/* As it is shown: "mse(w*x + b, y)", "mean((w*x + b - y)^2)". */
void dh_fit_describe(const struct dh_fit *fit, struct text *out);
/* A window and a minimum for a surface of which nothing is known, by Newton's method from its start; left alone where
 * that does not converge. */
void dh_fit_explore(const struct dh_surface *surface, struct dh_surface_spec *info);

#endif

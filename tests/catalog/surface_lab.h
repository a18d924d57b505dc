/* SPDX-License-Identifier: MIT
 *
 * The catalog as it is compiled in, and what its surfaces do at a point and after some steps. */
#ifndef TESTS_CATALOG_SURFACE_LAB_H
#define TESTS_CATALOG_SURFACE_LAB_H

#include "catalog/catalog.h"

#include <check.h>
#include <math.h>

static struct catalog *catalog;

static inline void lab_set_up(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_msg(catalog != NULL, "error %d in %s: %s", error.code, error.text, error.text2);
}

static inline void lab_tear_down(void) { catalog_destroy(catalog); }

static inline int lab_find(const char *name) {
  int index = catalog_surface_find(catalog, name);
  ck_assert_msg(index >= 0, "there is no surface %s", name);
  return index;
}

static inline const struct dh_surface_spec *lab_info(int index) {
  return dh_surface_info(catalog_surface(catalog, index));
}

struct point {
  double at[2];
};

struct values {
  double value, gradient[2], hessian[3], eigenvalues[2]; /* in one dimension, those across are 0 */
};

static inline struct dh_sampler *lab_sampler(int index) {
  struct dh_error error;
  struct dh_sampler *sampler = dh_sampler_create(catalog_surface(catalog, index), DH_HESSIAN, &error);
  ck_assert_ptr_nonnull(sampler);
  return sampler;
}

static inline struct values lab_values(struct dh_sampler *sampler, const struct dh_surface_spec *surface,
                                       struct point p) {
  struct dh_sample sample = {.value = {0}};
  dh_sampler_run(sampler, &p.at[0], &p.at[1], 1, &sample);
  struct values v = {.value = sample.value[0]};
  for (int i = 0; i < surface->dim; i++) v.gradient[i] = sample.gradient[i][0];
  for (int k = 0; k < (surface->dim == 2 ? 3 : 1); k++) v.hessian[k] = sample.hessian[k][0];
  v.eigenvalues[0] = v.eigenvalues[1] = v.hessian[0];
  if (surface->dim == 2) dh_eigenvalues(v.hessian[0], v.hessian[1], v.hessian[2], v.eigenvalues);
  return v;
}

/* Plain descent from the surface's own start. */
static inline struct dh_run *lab_run(int surface, double rate, int steps) {
  struct dh_error error;
  struct dh_spec spec;
  dh_spec_init(&spec, catalog_surface(catalog, surface), catalog_rule(catalog, catalog_rule_find(catalog, "sgd")));
  dh_spec_set(&spec, DH_LEARNING_RATE, rate);
  struct dh_run *run = dh_run_create(&spec, &error);
  ck_assert_ptr_nonnull(run);
  dh_run_goto(run, steps);
  return run;
}

static inline double lab_loss_after(int surface, double rate, int steps) {
  struct dh_run *run = lab_run(surface, rate, steps);
  double loss = dh_run_row(run)->loss;
  dh_run_destroy(run);
  return loss;
}

#endif

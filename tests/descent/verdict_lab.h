/* SPDX-License-Identifier: MIT
 *
 * What the tests of verdicts share: rules and surfaces made on the spot, and a run of them judged after some steps. */
#ifndef TESTS_VERDICT_LAB_H
#define TESTS_VERDICT_LAB_H

#include "downhill/verdict.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static inline struct dh_rule *lab_sgd(void) {
  struct dh_rule_spec spec = {
      .name = "sgd",
      .title = "Stochastic gradient descent",
      .state = {"b"},
      .state_count = 1,
      .parameter = {{"momentum", 0}, {"dampening", 0}, {"nesterov", 0}, {"weight_decay", 0}},
      .parameter_count = 4,
      .update = {"g = where(weight_decay == 0, g, g + weight_decay*p)",
                 "b = where(momentum == 0, g, where(t == 1, g, momentum*b + (1 - dampening)*g))",
                 "d = where(nesterov, g + momentum*b, b)", "p = p - lr*d"},
      .update_count = 4,
      .limit = "where(nesterov, 2*(1+momentum)/(1+momentum+momentum*(1-dampening)), where(momentum == 0, 2, "
               "2*(1+momentum)/(1-dampening)))",
      .curvature = "sharpness + weight_decay",
  };
  struct dh_error error;
  struct dh_rule *rule = dh_rule_create(&spec, &error);
  ck_assert_msg(rule != NULL, "sgd: error %d at %ld: %s", (int)error.code, error.position, error.text);
  return rule;
}

static inline struct dh_rule *lab_adam(void) {
  struct dh_rule_spec spec = {
      .name = "adam",
      .title = "Adam",
      .state = {"m", "v"},
      .state_count = 2,
      .parameter = {{"beta1", 0.9}, {"beta2", 0.999}, {"eps", 1e-8}},
      .parameter_count = 3,
      .update = {"m = beta1*m + (1 - beta1)*g", "v = beta2*v + (1 - beta2)*g*g",
                 "d = m/(1 - beta1^t)/(sqrt(v)/sqrt(1 - beta2^t) + eps)", "p = p - lr*d"},
      .update_count = 4,
      .limit_note = "the step is rescaled by past gradients",
  };
  struct dh_error error;
  struct dh_rule *rule = dh_rule_create(&spec, &error);
  ck_assert_msg(rule != NULL, "adam: error %d at %ld: %s", (int)error.code, error.position, error.text);
  return rule;
}

static inline struct dh_surface *lab_surface(const struct dh_surface_spec *spec) {
  struct dh_error error;
  struct dh_surface *surface = dh_surface_create(spec, &error);
  ck_assert_msg(surface != NULL, "%s: error %d at %ld: %s", spec->formula, (int)error.code, error.position, error.text);
  return surface;
}

static inline struct dh_run *lab_run(const struct dh_spec *spec) {
  struct dh_error error;
  struct dh_run *run = dh_run_create(spec, &error);
  ck_assert_msg(run != NULL, "error %d: %s", (int)error.code, error.text);
  return run;
}

static inline enum dh_verdict lab_judge(const struct dh_run *run) {
  struct dh_reading reading;
  dh_run_judge(run, &reading);
  return reading.verdict;
}

/* splitmix64 (Steele, Lea and Flood 2014): the tests' own generator. */
static inline double lab_uniform(uint64_t *state, double low, double high) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z ^= z >> 31;
  return low + (high - low) * (double)(z >> 11) * 0x1p-53;
}

#endif

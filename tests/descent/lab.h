/* SPDX-License-Identifier: MIT
 *
 * Surfaces and update rules to experiment with. The rules are those of assets/optimizers, spelled out here because the
 * core is tested without the files. */
#ifndef TESTS_DESCENT_LAB_H
#define TESTS_DESCENT_LAB_H

#include "downhill/downhill.h"

#include <check.h>
#include <stdint.h>
#include <string.h>

static const struct dh_rule_spec lab_rules[] = {
    {.name = "sgd",
     .state = {"b"},
     .state_count = 1,
     .parameter = {{"momentum", 0}, {"dampening", 0}, {"nesterov", 0}, {"weight_decay", 0}},
     .parameter_count = 4,
     .update = {"g = where(weight_decay == 0, g, g + weight_decay*p)",
                "b = where(momentum == 0, g, where(t == 1, g, momentum*b + (1 - dampening)*g))",
                "d = where(nesterov, g + momentum*b, b)", "p = p - lr*d"},
     .update_count = 4,
     .curvature = "sharpness + weight_decay",
     .limit = "where(nesterov, 2*(1+momentum)/(1+momentum+momentum*(1-dampening)), "
              "where(momentum == 0, 2, 2*(1+momentum)/(1-dampening)))"},
    {.name = "adam",
     .state = {"m", "v", "u"},
     .state_count = 3,
     .parameter = {{"beta1", 0.9}, {"beta2", 0.999}, {"eps", 1e-8}, {"weight_decay", 0}, {"amsgrad", 0}},
     .parameter_count = 5,
     .update = {"g = where(weight_decay == 0, g, g + weight_decay*p)", "m = beta1*m + (1 - beta1)*g",
                "v = beta2*v + (1 - beta2)*g*g", "u = max(u, v)", "s = where(amsgrad, u, v)",
                "d = m/(1 - beta1^t)/(sqrt(s)/sqrt(1 - beta2^t) + eps)", "p = p - lr*d"},
     .update_count = 7,
     .limit_note = "the step is rescaled by past gradients"},
    {.name = "adamw",
     .state = {"m", "v", "u"},
     .state_count = 3,
     .parameter = {{"beta1", 0.9}, {"beta2", 0.999}, {"eps", 1e-8}, {"weight_decay", 0.01}, {"amsgrad", 0}},
     .parameter_count = 5,
     .update = {"p = p*(1 - lr*weight_decay)", "m = beta1*m + (1 - beta1)*g", "v = beta2*v + (1 - beta2)*g*g",
                "u = max(u, v)", "s = where(amsgrad, u, v)", "d = m/(1 - beta1^t)/(sqrt(s)/sqrt(1 - beta2^t) + eps)",
                "p = p - lr*d"},
     .update_count = 7,
     .limit_note = "the step is rescaled by past gradients"},
};
enum { LAB_RULES = sizeof lab_rules / sizeof lab_rules[0] };

/* The rule with this name; NULL if it is none of ours. */
static inline struct dh_rule *lab_rule(const char *name) {
  struct dh_error error;
  for (int i = 0; i < LAB_RULES; i++)
    if (strcmp(lab_rules[i].name, name) == 0) {
      struct dh_rule *rule = dh_rule_create(&lab_rules[i], &error);
      ck_assert_msg(rule != NULL, "%s: error %d at %ld: %s", name, (int)error.code, error.position, error.text);
      return rule;
    }
  return NULL;
}

static inline struct dh_surface *lab_surface(const char *formula, const char *parameters) {
  struct dh_error error;
  struct dh_surface *surface = dh_surface_typed(formula, parameters, &error);
  ck_assert_msg(surface != NULL, "%s: error %d at %ld: %s", formula, (int)error.code, error.position, error.text);
  return surface;
}

static inline struct dh_run *lab_run(const struct dh_spec *spec) {
  struct dh_error error;
  struct dh_run *run = dh_run_create(spec, &error);
  ck_assert_msg(run != NULL, "error %d: %s", (int)error.code, error.text);
  return run;
}

/* Equal bit for bit, any NaN equal to any other. */
static inline bool same_bits(double a, double b) {
  uint64_t p, q;
  memcpy(&p, &a, sizeof p);
  memcpy(&q, &b, sizeof q);
  return p == q || (a != a && b != b);
}

static inline bool same_row(const struct dh_row *a, const struct dh_row *b) {
  bool same = a->step == b->step && same_bits(a->loss, b->loss) && same_bits(a->rate, b->rate);
  for (int axis = 0; axis < 2; axis++)
    same = same && same_bits(a->at[axis], b->at[axis]) && same_bits(a->gradient[axis], b->gradient[axis]) &&
           same_bits(a->update[axis], b->update[axis]);
  return same;
}

#endif

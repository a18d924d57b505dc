/* SPDX-License-Identifier: MIT
 *
 * The update rules that the core is tested and timed with, without the files: plain and with momentum, and two that
 * rescale. tests/catalog/rules.c sees to it that they are those of assets/optimizers. */
#ifndef TESTS_DESCENT_RULES_H
#define TESTS_DESCENT_RULES_H

#include "downhill/rule.h"

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

#endif

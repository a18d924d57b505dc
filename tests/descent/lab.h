/* SPDX-License-Identifier: MIT
 *
 * Surfaces, update rules and runs to experiment with. */
#ifndef TESTS_DESCENT_LAB_H
#define TESTS_DESCENT_LAB_H

#include "downhill/downhill.h"
#include "rules.h"

#include <check.h>
#include <stdint.h>
#include <string.h>

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

static inline struct dh_surface *lab_typed(const char *formula, const char *parameters) {
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

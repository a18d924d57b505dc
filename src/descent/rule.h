/* SPDX-License-Identifier: MIT
 *
 * What the rest of the room needs of a rule: its lines taken apart, and its limit as a number. */
#ifndef DESCENT_RULE_H
#define DESCENT_RULE_H

#include "downhill/run.h"

/* One line `name = formula`. */
struct dh_rule_line {
  char name[DH_NAME_MAX];
  const char *formula; /* the text behind the `=` */
};

const struct dh_rule_line *dh_rule_lines(const struct dh_rule *rule, int *count);

/* How many registers the two functions below need at least. */
int dh_rule_registers(const struct dh_rule *rule);
/* The limit for rate x curvature under the parameters of `spec`; NaN if the rule has no simple one. */
double dh_rule_limit(const struct dh_rule *rule, const struct dh_spec *spec, double *registers);
/* The curvature that counts, from the largest eigenvalue. */
double dh_rule_curvature(const struct dh_rule *rule, const struct dh_spec *spec, double sharpness, double *registers);

#endif

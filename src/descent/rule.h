/* SPDX-License-Identifier: MIT
 *
 * What the rest of the room needs of a rule: its lines taken apart, its limit as a number, and whether it has momentum.
 */
#ifndef DESCENT_RULE_H
#define DESCENT_RULE_H

#include "downhill/run.h"

/* One line `name = formula`. */
struct dh_rule_line {
  char name[DH_NAME_MAX];
  const char *formula; /* the text behind the `=` */
};

/* Take `name = formula` apart. False with *error, its position in the text. */
bool dh_rule_split(const char *text, struct dh_rule_line *line, struct dh_error *error);

const struct dh_rule_line *dh_rule_lines(const struct dh_rule *rule, int *count);

/* How many registers the functions below need at least. */
int dh_rule_registers(const struct dh_rule *rule);
/* The limit for rate x curvature under the parameters of `spec`; NaN if the rule has no simple one, or one for the
 * preconditioned curvature only. */
double dh_rule_limit(const struct dh_rule *rule, const struct dh_spec *spec, double *registers);
/* The limit as it is declared: for the curvature after dividing by the preconditioner, if there is one. */
double dh_rule_preconditioned_limit(const struct dh_rule *rule, const struct dh_spec *spec, double *registers);
/* The curvature that counts, from the largest eigenvalue. */
double dh_rule_curvature(const struct dh_rule *rule, const struct dh_spec *spec, double sharpness, double *registers);
/* Does the ball go on where the gradient is 0, carried by a state, under the parameters of `spec`? Momentum does that;
 * states that only rescale the gradient do not. */
bool dh_rule_coasts(const struct dh_rule *rule, const struct dh_spec *spec, double *registers);

#endif

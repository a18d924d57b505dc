/* SPDX-License-Identifier: MIT
 *
 * An update rule (an optimizer): assignments over
 *   p     the parameter, g its gradient, lr the rate of this update, t its number (1, 2, ...), loss
 *   state one number per parameter, starting at 0, kept from update to update (declared)
 *   parameters (momentum, beta1 ...), declared with their defaults, under PyTorch's own names
 * carried out in order, element by element. Each line is `name = formula`; a name that is not declared is a local.
 * The last line assigns to p. Immutable after creation. */
#ifndef DOWNHILL_RULE_H
#define DOWNHILL_RULE_H

#include "downhill/formula.h"
#include "downhill/parameter.h"

enum { DH_STATES_MAX = 8, DH_LINES_MAX = 24, DH_RULE_PARAMETERS_MAX = 12, DH_RULE_ALIASES_MAX = 4 };

struct dh_rule_parameter {
  const char *name; /* a row of the parameter table */
  double initial;
};

struct dh_rule_spec {
  const char *name;                       /* "sgd" */
  const char *alias[DH_RULE_ALIASES_MAX]; /* other names it goes by */
  int alias_count;
  const char *title; /* "Stochastic gradient descent" */
  const char *state[DH_STATES_MAX];
  int state_count;
  struct dh_rule_parameter parameter[DH_RULE_PARAMETERS_MAX];
  int parameter_count;
  const char *update[DH_LINES_MAX];
  int update_count;
  /* The stability limit for rate x curvature on a quadratic, a formula over the parameters; NULL if there is no simple
   * one, and then `limit_note` says why. `curvature` is the curvature that counts, over `sharpness` and the
   * parameters; NULL means `sharpness`. */
  const char *limit, *limit_note, *curvature;
  /* What an update divides the gradient by, a formula over all names as they are after the last line; NULL: nothing.
   * If there is one, the limit is for the curvature that is left after dividing by it as well, as long as it stays what
   * it is; for the surface's own curvature there is none, as `limit_note` says. */
  const char *preconditioner;
  const char *limit_source; /* where the limit comes from; may be NULL */
  const char *paper;        /* where the rule comes from */
  bool typed;               /* made by dh_rule_typed() */
};

struct dh_rule;
struct dh_rule *dh_rule_create(const struct dh_rule_spec *spec, struct dh_error *error);
void dh_rule_destroy(struct dh_rule *rule);

/* A rule from a typed text, lines separated by ';' or line breaks: `b = 0.9*b + g; p = p - lr*b`. A name that is read
 * before it is assigned is a parameter if it is a row of the parameter table for optimizers (momentum, beta1 ...), with
 * the default that most of PyTorch's optimizers have (momentum: 0.9), and else a state. Its name is the text, in one
 * line. NULL with *error; positions are those in the text. */
struct dh_rule *dh_rule_typed(const char *text, struct dh_error *error);

const struct dh_rule_spec *dh_rule_info(const struct dh_rule *rule);
/* Does it declare this parameter? Its default in *initial (may be NULL). */
bool dh_rule_has(const struct dh_rule *rule, enum dh_parameter parameter, double *initial);

#endif

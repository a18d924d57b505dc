/* SPDX-License-Identifier: MIT
 *
 * One update of a run as a graph: the surface's value and gradient, clipping, and the rule's lines for each axis.
 *
 * Inputs are called `p.0 p.1` (position), `m.0 m.1` (the state m) and so on; no formula can contain a name with a dot,
 * so that nothing a surface or a rule declares can collide. The rule's parameters, `lr` and `max_grad_norm` keep their
 * names; `noise` is the standard deviation of the gradient's noise and `z.0 z.1` what was drawn of it. On a data
 * surface loss and gradient are means that were made before: `loss.0` and `grad.0 grad.1` come in as numbers. */
#ifndef DESCENT_STEP_H
#define DESCENT_STEP_H

#include "descent/watch.h"
#include "downhill/rule.h"
#include "downhill/surface.h"

enum { DH_INPUTS_MAX = 2 + 2 * DH_STATES_MAX + DH_RULE_PARAMETERS_MAX + 9 + DH_WATCH_INPUTS };

/* Which input is what. A state s on axis a is input state + s*dim + a. */
struct dh_step_layout {
  int dim, states, parameters;
  int state, rate, parameter, clip, noise, t, z; /* positions come first */
  int loss, gradient;                            /* of a data surface, behind z; else -1 */
  int watch, watched; /* what is watched for, then what was seen: the first input and how many */
  int count;
};

struct dh_step {
  struct dh_graph *graph;
  struct dh_step_layout at;
  char name[DH_INPUTS_MAX][DH_NAME_MAX + 2];
  const char *input[DH_INPUTS_MAX];
  bool scalar[DH_INPUTS_MAX]; /* the same number for every axis, kept in double */
  int symbol[DH_INPUTS_MAX];
  int lines;
  /* Nodes. */
  int loss;
  int gradient[2]; /* raw, before clipping, with the noise */
  int clipped[2];  /* what the rule gets */
  int update[2];   /* what the last line subtracts from p; the constant 0 if it has another form */
  int position[2]; /* after the update */
  int state[DH_STATES_MAX][2];
  int line[DH_LINES_MAX][2];
  int preconditioner[2]; /* -1: the rule declares none */
  int next_t;
  int seen[DH_WATCH_INPUTS]; /* what the watch's inputs become, -1 for those that stay */
};

/* False with *error filled; free it in either case. */
bool dh_step_build(struct dh_step *step, const struct dh_surface *surface, const struct dh_rule *rule,
                   enum dh_watch watch, struct dh_error *error);
void dh_step_free(struct dh_step *step);

#endif

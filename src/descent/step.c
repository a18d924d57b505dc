/* SPDX-License-Identifier: MIT */
#include "descent/step.h"

#include "descent/bindings.h"
#include "descent/rule.h"

#include <assert.h>
#include <string.h>

/* --- inputs --- */

/* `axis` < 0: a scalar, the same for every axis. */
static bool add_input(struct dh_step *step, const char *name, int axis, struct dh_error *error) {
  int index = step->at.count++;
  char *text = step->name[index];
  size_t length = strlen(name);
  assert(index < DH_INPUTS_MAX && length < DH_NAME_MAX);
  memcpy(text, name, length + 1);
  if (axis >= 0) {
    text[length] = '.';
    text[length + 1] = (char)('0' + axis);
    text[length + 2] = '\0';
  }
  step->input[index] = text;
  step->scalar[index] = axis < 0;
  step->symbol[index] = dh_graph_symbol(step->graph, text, error);
  return step->symbol[index] >= 0;
}

/* What comes from the data. Numbers like any other of the step: rounded, not scalars. */
static bool add_data(struct dh_step *step, struct dh_error *error) {
  struct dh_step_layout *at = &step->at;
  at->loss = at->count;
  bool done = add_input(step, "loss", 0, error);
  at->gradient = at->count;
  for (int axis = 0; axis < at->dim && done; axis++) done = add_input(step, "grad", axis, error);
  step->loss = step->symbol[at->loss];
  for (int axis = 0; axis < at->dim && done; axis++) step->gradient[axis] = step->symbol[at->gradient + axis];
  return done;
}

static bool add_inputs(struct dh_step *step, const struct dh_rule_spec *rule, enum dh_watch watch,
                       struct dh_error *error) {
  struct dh_step_layout *at = &step->at;
  bool done = true;
  for (int axis = 0; axis < at->dim && done; axis++) done = add_input(step, "p", axis, error);
  at->state = at->count;
  for (int s = 0; s < at->states && done; s++)
    for (int axis = 0; axis < at->dim && done; axis++) done = add_input(step, rule->state[s], axis, error);
  at->rate = at->count;
  done = done && add_input(step, "lr", -1, error);
  at->parameter = at->count;
  for (int i = 0; i < at->parameters && done; i++) done = add_input(step, rule->parameter[i].name, -1, error);
  at->clip = at->count;
  done = done && add_input(step, "max_grad_norm", -1, error);
  at->noise = at->count;
  done = done && add_input(step, "noise", -1, error);
  at->t = at->count;
  done = done && add_input(step, "t", -1, error);
  at->z = at->count;
  for (int axis = 0; axis < at->dim && done; axis++) done = add_input(step, "z", axis, error);
  at->watch = at->count;
  at->watched = dh_watch_inputs(watch);
  for (int i = 0; i < at->watched && done; i++) done = add_input(step, dh_watch_name(watch, i), 0, error);
  return done;
}

/* --- the surface --- */

/* It is parsed and differentiated anew over its own names; then positions take their place. */
static bool add_surface(struct dh_step *step, const struct dh_surface_spec *info, struct dh_error *error) {
  struct dh_graph *graph = step->graph;
  if (info->fit) return add_data(step, error);
  int value = dh_graph_parse(graph, info->formula, info->parameter, info->dim, error);
  if (value < 0) return false;
  step->loss = dh_graph_substitute(graph, value, info->parameter, step->symbol, info->dim, error);
  for (int axis = 0; axis < info->dim && step->loss >= 0; axis++) {
    int slope = dh_graph_derivative(graph, value, info->parameter[axis], error);
    if (slope < 0) return false;
    step->gradient[axis] = dh_graph_substitute(graph, slope, info->parameter, step->symbol, info->dim, error);
    if (step->gradient[axis] < 0) return false;
  }
  return step->loss >= 0;
}

/* --- noise and clipping --- */

struct maker {
  struct dh_graph *graph;
  struct dh_error *error;
};

/* An operation on nodes; a failed operand (-1) fails the result. */
static int make(struct maker maker, enum dh_op op, int a, int b, int c) {
  int arguments = dh_op_arguments(op);
  if (a < 0 || (arguments > 1 && b < 0) || (arguments > 2 && c < 0)) return -1;
  return dh_graph_apply(maker.graph, op, a, b, c, maker.error);
}

static int number(struct maker maker, double value) { return dh_graph_constant(maker.graph, value, maker.error); }

/* The gradient of a sample: noise*z is added, unless there is none. */
static bool add_noise(struct dh_step *step, struct dh_error *error) {
  struct maker maker = {step->graph, error};
  int noise = step->symbol[step->at.noise], off = make(maker, DH_OP_EQ, noise, number(maker, 0), -1);
  for (int axis = 0; axis < step->at.dim; axis++) {
    int drawn = make(maker, DH_OP_MUL, noise, step->symbol[step->at.z + axis], -1);
    int sampled = make(maker, DH_OP_ADD, step->gradient[axis], drawn, -1);
    step->gradient[axis] = make(maker, DH_OP_WHERE, off, step->gradient[axis], sampled);
    if (step->gradient[axis] < 0) return false;
  }
  return true;
}

/* torch.nn.utils.clip_grad_norm_: g * min(1, max_norm / (norm + 1e-6)). */
static bool clip(struct dh_step *step, struct dh_error *error) {
  struct maker maker = {step->graph, error};
  int limit = step->symbol[step->at.clip], squares = -1;
  for (int axis = 0; axis < step->at.dim; axis++) {
    int square = make(maker, DH_OP_MUL, step->gradient[axis], step->gradient[axis], -1);
    squares = axis == 0 ? square : make(maker, DH_OP_ADD, squares, square, -1);
  }
  int norm = make(maker, DH_OP_ADD, make(maker, DH_OP_SQRT, squares, -1, -1), number(maker, 1e-6), -1);
  int factor = make(maker, DH_OP_MIN, number(maker, 1), make(maker, DH_OP_DIV, limit, norm, -1), -1);
  int off = make(maker, DH_OP_EQ, limit, number(maker, 0), -1);
  for (int axis = 0; axis < step->at.dim; axis++) {
    int shorter = make(maker, DH_OP_MUL, step->gradient[axis], factor, -1);
    step->clipped[axis] = make(maker, DH_OP_WHERE, off, step->gradient[axis], shorter);
    if (step->clipped[axis] < 0) return false;
  }
  return true;
}

/* --- the rule --- */

static void bind_inputs(const struct dh_step *step, const struct dh_rule_spec *rule, int axis, int gradient,
                        struct dh_bindings *bindings) {
  const struct dh_step_layout *at = &step->at;
  dh_bind(bindings, "p", step->symbol[axis]);
  dh_bind(bindings, "g", gradient);
  dh_bind(bindings, "lr", step->symbol[at->rate]);
  dh_bind(bindings, "t", step->symbol[at->t]);
  dh_bind(bindings, "loss", step->loss);
  for (int s = 0; s < at->states; s++) dh_bind(bindings, rule->state[s], step->symbol[at->state + s * at->dim + axis]);
  for (int i = 0; i < at->parameters; i++) dh_bind(bindings, rule->parameter[i].name, step->symbol[at->parameter + i]);
}

/* X of `p = p - X`, or 0. */
static int subtrahend(struct dh_step *step, int node, const struct dh_bindings *bindings, struct dh_error *error) {
  struct dh_node line = dh_graph_node(step->graph, node);
  if (line.op == DH_OP_SUB) {
    struct dh_node from = dh_graph_node(step->graph, line.a);
    if (from.op == DH_OP_SYMBOL && strcmp(from.name, "p") == 0)
      return dh_bindings_evaluate(bindings, step->graph, line.b, error);
  }
  return dh_graph_constant(step->graph, 0, error);
}

static bool add_axis(struct dh_step *step, const struct dh_rule *rule, int axis, struct dh_error *error) {
  const struct dh_rule_spec *info = dh_rule_info(rule);
  const struct dh_rule_line *lines = dh_rule_lines(rule, &step->lines);
  struct dh_bindings bindings = {.count = 0};
  bind_inputs(step, info, axis, step->clipped[axis], &bindings);
  for (int i = 0; i < step->lines; i++) {
    int parsed = dh_graph_parse(step->graph, lines[i].formula, bindings.name, bindings.count, error);
    if (parsed < 0) return false;
    if (i == step->lines - 1) step->update[axis] = subtrahend(step, parsed, &bindings, error);
    step->line[i][axis] = dh_bindings_evaluate(&bindings, step->graph, parsed, error);
    if (step->line[i][axis] < 0) return false;
    dh_bind(&bindings, lines[i].name, step->line[i][axis]);
  }
  step->preconditioner[axis] = -1;
  if (info->preconditioner) {
    int parsed = dh_graph_parse(step->graph, info->preconditioner, bindings.name, bindings.count, error);
    if (parsed < 0) return false;
    step->preconditioner[axis] = dh_bindings_evaluate(&bindings, step->graph, parsed, error);
    if (step->preconditioner[axis] < 0) return false;
  }
  step->position[axis] = dh_bound(&bindings, "p");
  for (int s = 0; s < step->at.states; s++) step->state[s][axis] = dh_bound(&bindings, info->state[s]);
  return step->update[axis] >= 0;
}

static bool add_watch(struct dh_step *step, enum dh_watch watch, struct dh_error *error) {
  const struct dh_step_layout *at = &step->at;
  struct maker maker = {step->graph, error};
  step->next_t = make(maker, DH_OP_ADD, step->symbol[at->t], number(maker, 1), -1);
  return step->next_t >= 0 && dh_watch_build(watch, step->graph, step->loss, step->symbol[at->t],
                                             &step->symbol[at->watch], step->seen, error);
}

bool dh_step_build(struct dh_step *step, const struct dh_surface *surface, const struct dh_rule *rule,
                   enum dh_watch watch, struct dh_error *error) {
  const struct dh_surface_spec *info = dh_surface_info(surface);
  const struct dh_rule_spec *declared = dh_rule_info(rule);
  *step = (struct dh_step){.graph = dh_graph_create(),
                           .at = {.dim = info->dim,
                                  .states = declared->state_count,
                                  .parameters = declared->parameter_count,
                                  .loss = -1,
                                  .gradient = -1}};
  if (!step->graph) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  bool done = add_inputs(step, declared, watch, error) && add_surface(step, info, error) && add_noise(step, error) &&
              clip(step, error);
  for (int axis = 0; axis < info->dim && done; axis++) done = add_axis(step, rule, axis, error);
  return done && add_watch(step, watch, error);
}

void dh_step_free(struct dh_step *step) {
  dh_graph_destroy(step->graph);
  step->graph = NULL;
}

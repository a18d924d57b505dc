/* SPDX-License-Identifier: MIT
 *
 * What the names of a rule stand for while its lines are carried out one after the other on a graph: each assignment
 * binds its name anew. The names belong to the caller. */
#ifndef DESCENT_BINDINGS_H
#define DESCENT_BINDINGS_H

#include "downhill/rule.h"

#include <assert.h>
#include <string.h>

enum { DH_GIVEN_NAMES = 5 }; /* p g lr t loss */
enum { DH_BINDINGS_MAX = DH_GIVEN_NAMES + DH_STATES_MAX + DH_RULE_PARAMETERS_MAX + DH_LINES_MAX };

struct dh_bindings {
  const char *name[DH_BINDINGS_MAX];
  int node[DH_BINDINGS_MAX];
  int count;
};

static inline void dh_bind(struct dh_bindings *bindings, const char *name, int node) {
  int i = 0;
  while (i < bindings->count && strcmp(bindings->name[i], name) != 0) i++;
  assert(i < DH_BINDINGS_MAX);
  bindings->name[i] = name;
  bindings->node[i] = node;
  if (i == bindings->count) bindings->count++;
}

static inline int dh_bound(const struct dh_bindings *bindings, const char *name) {
  int i = 0;
  while (i < bindings->count && strcmp(bindings->name[i], name) != 0) i++;
  assert(i < bindings->count);
  return bindings->node[i];
}

/* A formula over these names, with what they stand for in their places. -1 with *error. */
static inline int dh_bindings_evaluate(const struct dh_bindings *bindings, struct dh_graph *graph, int node,
                                       struct dh_error *error) {
  return dh_graph_substitute(graph, node, bindings->name, bindings->node, bindings->count, error);
}

#endif

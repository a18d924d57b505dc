/* SPDX-License-Identifier: MIT
 *
 * Graph to list: the nodes that the outputs need, in order, after where() has been decided wherever the facts decide
 * it. Integer powers become products here, and equal products are made once. */
#include "formula/arithmetic.h"
#include "formula/graph.h"
#include "formula/program.h"

#include <stdlib.h>

struct builder {
  struct dh_list *list;
  const struct dh_graph *graph;
  const struct dh_program_spec *spec;
  int size;    /* nodes looked at: up to the largest output */
  char *need;  /* one per node */
  int *branch; /* the operand that a decided where() is, or -1 */
  int *value;  /* one per node */
  int *table;  /* operation + 1 by hash, 0 where free */
  unsigned places;
  int one; /* the value of the constant 1, for negative powers */
};

/* --- facts --- */

enum decision { UNDECIDED, ALWAYS, NEVER };

static enum decision decided(bool condition) { return condition ? ALWAYS : NEVER; }

/* What one fact says about `symbol op constant` (or `constant op symbol` if swapped). */
static enum decision by_fact(const struct dh_fact *fact, enum dh_op op, double constant, bool swapped) {
  if (fact->equal) {
    double left = swapped ? constant : fact->value, right = swapped ? fact->value : constant;
    return decided(dh_evaluate(op, left, right, 0) != 0);
  }
  if (constant != fact->value) return UNDECIDED;
  return op == DH_OP_EQ ? NEVER : op == DH_OP_NE ? ALWAYS : UNDECIDED;
}

static enum decision by_facts(const struct builder *builder, const char *symbol, enum dh_op op, double constant,
                              bool swapped) {
  enum decision decision = UNDECIDED;
  for (int i = 0; i < builder->spec->fact_count && decision == UNDECIDED; i++)
    if (strcmp(builder->spec->facts[i].symbol, symbol) == 0)
      decision = by_fact(&builder->spec->facts[i], op, constant, swapped);
  return decision;
}

static bool is_comparison(enum dh_op op) {
  return op == DH_OP_LT || op == DH_OP_LE || op == DH_OP_EQ || op == DH_OP_NE;
}

static enum decision condition_of(const struct builder *builder, int node) {
  const struct dh_node *at = dh_graph_at(builder->graph, node);
  if (at->op == DH_OP_CONSTANT) return decided(at->value != 0);
  if (at->op == DH_OP_SYMBOL) return by_facts(builder, at->name, DH_OP_NE, 0, false);
  if (!is_comparison(at->op)) return UNDECIDED;
  const struct dh_node *a = dh_graph_at(builder->graph, at->a), *b = dh_graph_at(builder->graph, at->b);
  enum dh_precision precision = builder->spec->precision;
  if (a->op == DH_OP_SYMBOL && b->op == DH_OP_CONSTANT)
    return by_facts(builder, a->name, at->op, dh_precision_round(precision, b->value), false);
  if (a->op == DH_OP_CONSTANT && b->op == DH_OP_SYMBOL)
    return by_facts(builder, b->name, at->op, dh_precision_round(precision, a->value), true);
  return UNDECIDED;
}

/* --- what is needed --- */

static void need_operands(struct builder *builder, const struct dh_node *at) {
  int operands = dh_node_operands(at);
  if (operands > 0) builder->need[at->a] = 1;
  if (operands > 1) builder->need[at->b] = 1;
  if (operands > 2) builder->need[at->c] = 1;
}

/* Marks the nodes needed; returns how many operations they will become at most. */
static long mark(struct builder *builder) {
  long operations = 0;
  for (int i = builder->size - 1; i >= 0; i--) {
    builder->branch[i] = -1;
    if (!builder->need[i]) continue;
    const struct dh_node *at = dh_graph_at(builder->graph, i);
    enum decision decision = at->op == DH_OP_WHERE ? condition_of(builder, at->a) : UNDECIDED;
    if (decision != UNDECIDED) {
      builder->branch[i] = decision == ALWAYS ? at->b : at->c;
      builder->need[builder->branch[i]] = 1;
      continue;
    }
    need_operands(builder, at);
    operations++;
    if (at->op != DH_OP_POWI) continue;
    for (unsigned n = (unsigned)abs(at->b); n > 0; n >>= 1) operations += 2;
  }
  return operations;
}

/* --- values --- */

static int add_constant(struct builder *builder, double value) {
  struct dh_list *list = builder->list;
  double rounded = dh_precision_round(builder->spec->precision, value);
  list->constant[list->constants] = rounded;
  return list->inputs + list->constants++;
}

static unsigned hash_of(enum dh_op op, int a, int b, int c) {
  uint32_t hash = (uint32_t)op * 2654435761u;
  hash = (hash ^ (uint32_t)a) * 2654435761u;
  hash = (hash ^ (hash >> 15) ^ (uint32_t)b) * 2654435761u;
  hash = (hash ^ (hash >> 15) ^ (uint32_t)c) * 2654435761u;
  return hash ^ (hash >> 15);
}

static int add_operation(struct builder *builder, enum dh_op op, int a, int b, int c, int node) {
  struct dh_list *list = builder->list;
  int first = list->inputs + list->constants;
  unsigned at = hash_of(op, a, b, c) & (builder->places - 1);
  for (; builder->table[at] != 0; at = (at + 1) & (builder->places - 1)) {
    const struct dh_operation *old = &list->operations[builder->table[at] - 1];
    if (old->op == op && old->a == a && old->b == b && old->c == c) return first + builder->table[at] - 1;
  }
  list->operations[list->count] = (struct dh_operation){op, a, b, c, node};
  builder->table[at] = list->count + 1;
  return first + list->count++;
}

static int add_power(struct builder *builder, int base, int exponent, int node) {
  int result = -1;
  for (unsigned n = (unsigned)abs(exponent); n > 0; n >>= 1) {
    if (n & 1) result = result < 0 ? base : add_operation(builder, DH_OP_MUL, result, base, -1, node);
    if (n > 1) base = add_operation(builder, DH_OP_MUL, base, base, -1, node);
  }
  return exponent < 0 ? add_operation(builder, DH_OP_DIV, builder->one, result, -1, node) : result;
}

static int input_named(struct builder *builder, const char *name, struct dh_error *error) {
  for (int i = 0; i < builder->spec->input_count; i++)
    if (strcmp(builder->spec->inputs[i], name) == 0) return i;
  dh_fail(error, DH_ERROR_UNKNOWN_NAME, -1, name, NULL);
  return -1;
}

/* Constants come before operations, so that values count on without gaps. */
static bool add_leaves(struct builder *builder, struct dh_error *error) {
  bool negative = false;
  for (int i = 0; i < builder->size; i++) {
    if (!builder->need[i] || builder->branch[i] >= 0) continue;
    const struct dh_node *at = dh_graph_at(builder->graph, i);
    negative = negative || (at->op == DH_OP_POWI && at->b < 0);
    if (at->op == DH_OP_CONSTANT) builder->value[i] = add_constant(builder, at->value);
    if (at->op != DH_OP_SYMBOL) continue;
    builder->value[i] = input_named(builder, at->name, error);
    if (builder->value[i] < 0) return false;
  }
  if (negative) builder->one = add_constant(builder, 1);
  return true;
}

static void add_node(struct builder *builder, int node) {
  const struct dh_node *at = dh_graph_at(builder->graph, node);
  const int *value = builder->value;
  int operands = dh_node_operands(at);
  if (builder->branch[node] >= 0) {
    builder->value[node] = value[builder->branch[node]];
  } else if (at->op == DH_OP_POWI) {
    builder->value[node] = add_power(builder, value[at->a], at->b, node);
  } else if (operands > 0) {
    int b = operands > 1 ? value[at->b] : -1, c = operands > 2 ? value[at->c] : -1;
    builder->value[node] = add_operation(builder, at->op, value[at->a], b, c, node);
  }
}

static bool reserve(struct builder *builder, long operations) {
  struct dh_list *list = builder->list;
  builder->places = 16;
  while (builder->places < 2 * (unsigned long)operations) builder->places *= 2;
  builder->table = calloc(builder->places, sizeof *builder->table);
  list->operations = malloc(((size_t)operations + 1) * sizeof *list->operations);
  list->constant = malloc(((size_t)builder->size + 1) * sizeof *list->constant);
  return builder->table && list->operations && list->constant;
}

static bool build(struct builder *builder, struct dh_program *program, struct dh_error *error) {
  size_t size = (size_t)builder->size;
  builder->need = calloc(size + 1, sizeof *builder->need);
  builder->branch = calloc(size + 1, sizeof *builder->branch);
  builder->value = calloc(size + 1, sizeof *builder->value);
  if (!builder->need || !builder->branch || !builder->value) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  for (int i = 0; i < program->output_count; i++) builder->need[program->outputs[i].node] = 1;
  if (!reserve(builder, mark(builder))) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  if (!add_leaves(builder, error)) return false;
  for (int i = 0; i < builder->size; i++)
    if (builder->need[i]) add_node(builder, i);
  for (int i = 0; i < program->output_count; i++) program->outputs[i].node = builder->value[program->outputs[i].node];
  return true;
}

bool dh_list_build(struct dh_program *program, const struct dh_graph *graph, const struct dh_program_spec *spec,
                   struct dh_error *error) {
  struct builder builder = {.list = &program->list, .graph = graph, .spec = spec};
  program->list.inputs = spec->input_count;
  for (int i = 0; i < program->output_count; i++)
    if (program->outputs[i].node >= builder.size) builder.size = program->outputs[i].node + 1;
  bool done = build(&builder, program, error);
  free(builder.need);
  free(builder.branch);
  free(builder.value);
  free(builder.table);
  return done;
}

/* SPDX-License-Identifier: MIT
 *
 * Graph to list: the nodes that the outputs need, in order, after where() has been decided wherever the facts decide
 * it. Integer powers become products here, and equal products are made once.
 *
 * A node made of scalars and constants alone is a scalar. Its operations are exact (in double) and come first; where
 * it meets anything else, or is an output, it is rounded to the format, once. Whether a node is a scalar does not
 * depend on the facts, so that a specialised program gives the same bits. In fp64 there is nothing to tell apart. */
#include "formula/arithmetic.h"
#include "formula/graph.h"
#include "formula/program.h"

#include <stdlib.h>

struct builder {
  struct dh_list *list;
  const struct dh_graph *graph;
  const struct dh_program_spec *spec;
  int size;     /* nodes looked at: up to the largest output */
  bool *scalar; /* one per node */
  char *need;   /* one per node: a sum of enum need */
  int *branch;  /* the operand that a decided where() is, or -1 */
  int *value;   /* one per node; a scalar's in double */
  int *rounded; /* one per node: a scalar as it meets other values; the same as `value` for what is none */
  int *table;   /* operation + 1 by hash, 0 where free */
  unsigned places;
  int one; /* the value of the constant 1, for negative powers */
};

enum need { NEED_EXACT = 1, NEED_ROUNDED = 2 }; /* of what is no scalar there is only one value: either will do */

/* --- scalars --- */

static int input_named(const struct builder *builder, const char *name) {
  for (int i = 0; i < builder->spec->input_count; i++)
    if (strcmp(builder->spec->inputs[i], name) == 0) return i;
  return -1;
}

static bool is_scalar(const struct builder *builder, const struct dh_node *at) {
  int operands = dh_node_operands(at);
  if (at->op == DH_OP_CONSTANT) return true;
  if (at->op == DH_OP_SYMBOL) {
    int input = builder->spec->scalar ? input_named(builder, at->name) : -1;
    return input >= 0 && builder->spec->scalar[input];
  }
  return builder->scalar[at->a] && (operands < 2 || builder->scalar[at->b]) && (operands < 3 || builder->scalar[at->c]);
}

static void find_scalars(struct builder *builder) {
  if (builder->spec->precision == DH_FP64) return;
  for (int i = 0; i < builder->size; i++) builder->scalar[i] = is_scalar(builder, dh_graph_at(builder->graph, i));
}

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
  /* The constant as the comparison meets it. */
  enum dh_precision precision = builder->scalar[node] ? DH_FP64 : builder->spec->precision;
  if (a->op == DH_OP_SYMBOL && b->op == DH_OP_CONSTANT)
    return by_facts(builder, a->name, at->op, dh_precision_round(precision, b->value), false);
  if (a->op == DH_OP_CONSTANT && b->op == DH_OP_SYMBOL)
    return by_facts(builder, b->name, at->op, dh_precision_round(precision, a->value), true);
  return UNDECIDED;
}

/* --- what is needed --- */

/* A condition is not rounded: a small number would become 0, which is false. */
static void need_operands(struct builder *builder, int node) {
  const struct dh_node *at = dh_graph_at(builder->graph, node);
  int operands = dh_node_operands(at);
  char need = builder->scalar[node] ? NEED_EXACT : NEED_ROUNDED;
  if (operands > 0) builder->need[at->a] |= at->op == DH_OP_WHERE ? NEED_EXACT : need;
  if (operands > 1) builder->need[at->b] |= need;
  if (operands > 2) builder->need[at->c] |= need;
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
      builder->need[builder->branch[i]] |= builder->scalar[i] ? builder->need[i] : NEED_ROUNDED;
      continue;
    }
    need_operands(builder, i);
    operations += builder->scalar[i] ? 2 : 1; /* itself, and rounding it */
    if (at->op != DH_OP_POWI) continue;
    for (unsigned n = (unsigned)abs(at->b); n > 0; n >>= 1) operations += 2;
  }
  return operations;
}

/* --- values --- */

static int add_constant(struct builder *builder, double value) {
  struct dh_list *list = builder->list;
  list->constant[list->constants] = value;
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

static void add_constant_node(struct builder *builder, int node) {
  double value = dh_graph_at(builder->graph, node)->value;
  double rounded = dh_precision_round(builder->spec->precision, value);
  bool exact = builder->need[node] & NEED_EXACT, both = exact && builder->need[node] & NEED_ROUNDED;
  builder->value[node] = builder->rounded[node] = add_constant(builder, exact ? value : rounded);
  if (both && value != rounded) builder->rounded[node] = add_constant(builder, rounded);
}

/* Constants come before operations, so that values count on without gaps. */
static bool add_leaves(struct builder *builder, struct dh_error *error) {
  bool negative = false;
  for (int i = 0; i < builder->size; i++) {
    if (!builder->need[i] || builder->branch[i] >= 0) continue;
    const struct dh_node *at = dh_graph_at(builder->graph, i);
    negative = negative || (at->op == DH_OP_POWI && at->b < 0);
    if (at->op == DH_OP_CONSTANT) add_constant_node(builder, i);
    if (at->op != DH_OP_SYMBOL) continue;
    builder->value[i] = builder->rounded[i] = input_named(builder, at->name);
    if (builder->value[i] < 0) return dh_fail(error, DH_ERROR_UNKNOWN_NAME, -1, at->name, NULL);
  }
  if (negative) builder->one = add_constant(builder, 1);
  return true;
}

/* The value of an operation. */
static int add_operator(struct builder *builder, int node) {
  const struct dh_node *at = dh_graph_at(builder->graph, node);
  const int *value = builder->scalar[node] ? builder->value : builder->rounded;
  int operands = dh_node_operands(at);
  int a = at->op == DH_OP_WHERE ? builder->value[at->a] : value[at->a];
  if (at->op == DH_OP_POWI) return add_power(builder, a, at->b, node);
  return add_operation(builder, at->op, a, operands > 1 ? value[at->b] : -1, operands > 2 ? value[at->c] : -1, node);
}

/* The scalars, in double. */
static void add_exact(struct builder *builder) {
  for (int i = 0; i < builder->size; i++) {
    if (!builder->need[i] || !builder->scalar[i]) continue;
    if (builder->branch[i] >= 0)
      builder->value[i] = builder->value[builder->branch[i]];
    else if (dh_node_operands(dh_graph_at(builder->graph, i)) > 0)
      builder->value[i] = add_operator(builder, i);
  }
}

/* Everything else, and the scalars rounded where that is needed. */
static void add_rounded(struct builder *builder) {
  for (int i = 0; i < builder->size; i++) {
    if (!builder->need[i]) continue;
    enum dh_op op = dh_graph_at(builder->graph, i)->op;
    if (builder->branch[i] >= 0) {
      builder->rounded[i] = builder->rounded[builder->branch[i]];
      if (!builder->scalar[i]) builder->value[i] = builder->rounded[i];
    } else if (builder->scalar[i]) {
      if (op != DH_OP_CONSTANT && builder->need[i] & NEED_ROUNDED)
        builder->rounded[i] = add_operation(builder, DH_OP_ROUND, builder->value[i], -1, -1, i);
    } else if (dh_op_arguments(op) > 0) {
      builder->value[i] = builder->rounded[i] = add_operator(builder, i);
    }
  }
}

static bool reserve(struct builder *builder, long operations) {
  struct dh_list *list = builder->list;
  builder->places = 16;
  while (builder->places < 2 * (unsigned long)operations) builder->places *= 2;
  builder->table = calloc(builder->places, sizeof *builder->table);
  list->operations = malloc(((size_t)operations + 1) * sizeof *list->operations);
  list->constant = malloc((2 * (size_t)builder->size + 1) * sizeof *list->constant); /* exact and rounded, and `one` */
  return builder->table && list->operations && list->constant;
}

static bool build(struct builder *builder, struct dh_program *program, struct dh_error *error) {
  size_t size = (size_t)builder->size;
  builder->scalar = calloc(size + 1, sizeof *builder->scalar);
  builder->need = calloc(size + 1, sizeof *builder->need);
  builder->branch = calloc(size + 1, sizeof *builder->branch);
  builder->value = calloc(size + 1, sizeof *builder->value);
  builder->rounded = calloc(size + 1, sizeof *builder->rounded);
  if (!builder->scalar || !builder->need || !builder->branch || !builder->value || !builder->rounded)
    return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  for (int i = 0; i < program->output_count; i++) builder->need[program->outputs[i].node] = NEED_ROUNDED;
  find_scalars(builder);
  if (!reserve(builder, mark(builder))) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  if (!add_leaves(builder, error)) return false;
  add_exact(builder);
  program->list.exact = program->list.count;
  add_rounded(builder);
  for (int i = 0; i < program->output_count; i++) program->outputs[i].node = builder->rounded[program->outputs[i].node];
  return true;
}

bool dh_list_build(struct dh_program *program, const struct dh_graph *graph, const struct dh_program_spec *spec,
                   struct dh_error *error) {
  struct builder builder = {.list = &program->list, .graph = graph, .spec = spec};
  program->list.inputs = spec->input_count;
  for (int i = 0; i < program->output_count; i++)
    if (program->outputs[i].node >= builder.size) builder.size = program->outputs[i].node + 1;
  bool done = build(&builder, program, error);
  free(builder.scalar);
  free(builder.need);
  free(builder.branch);
  free(builder.value);
  free(builder.rounded);
  free(builder.table);
  return done;
}

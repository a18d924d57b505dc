/* SPDX-License-Identifier: MIT
 *
 * Nodes in one growing array, found again through an open hash table, so that the same node is never built twice.
 * Names of symbols are kept in blocks of their own because callers keep pointers to them. */
#include "formula/graph.h"
#include "formula/arithmetic.h"

#include <stdlib.h>

struct name {
  struct name *next;
  char text[]; /* ends with 0 */
};

struct dh_graph {
  struct dh_node *nodes;
  int count, capacity;
  int *table; /* index + 1, 0 where free; a power of two of places, at most half of them used */
  int places;
  struct name *names;
  long position;
};

struct dh_graph *dh_graph_create(void) {
  struct dh_graph *graph = calloc(1, sizeof *graph);
  if (graph) graph->position = -1;
  return graph;
}

void dh_graph_destroy(struct dh_graph *graph) {
  if (!graph) return;
  for (struct name *name = graph->names, *next; name; name = next) {
    next = name->next;
    free(name);
  }
  free(graph->nodes);
  free(graph->table);
  free(graph);
}

const struct dh_node *dh_graph_at(const struct dh_graph *graph, int node) { return &graph->nodes[node]; }

struct dh_node dh_graph_node(const struct dh_graph *graph, int node) {
  return graph->nodes[node];
}

void dh_graph_locate(struct dh_graph *graph, long position) { graph->position = position; }

int dh_node_operands(const struct dh_node *node) { return dh_op_arguments(node->op); }

static uint64_t bits_of(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static bool same(const struct dh_node *a, const struct dh_node *b) {
  return a->op == b->op && a->a == b->a && a->b == b->b && a->c == b->c && a->name == b->name &&
         bits_of(a->value) == bits_of(b->value);
}

/* Multiplication by an odd constant and folding the high half down: the steps of splitmix64. */
static uint64_t mix(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
  return hash ^ (hash >> 29);
}

static uint64_t hash_of(const struct dh_node *node) {
  uint64_t hash = mix(UINT64_C(0xBF58476D1CE4E5B9), (uint64_t)node->op);
  hash = mix(hash, (uint64_t)(uint32_t)node->a);
  hash = mix(hash, (uint64_t)(uint32_t)node->b);
  hash = mix(hash, (uint64_t)(uint32_t)node->c);
  hash = mix(hash, (uint64_t)(uintptr_t)node->name);
  return mix(hash, bits_of(node->value));
}

/* The place where the node is, or the free place where it belongs. */
static int *place_of(const struct dh_graph *graph, const struct dh_node *node) {
  uint64_t mask = (uint64_t)graph->places - 1;
  uint64_t at = hash_of(node) & mask;
  while (graph->table[at] != 0 && !same(&graph->nodes[graph->table[at] - 1], node)) at = (at + 1) & mask;
  return &graph->table[at];
}

static bool grow(struct dh_graph *graph) {
  int capacity = graph->capacity ? 2 * graph->capacity : 64;
  struct dh_node *nodes = realloc(graph->nodes, (size_t)capacity * sizeof *nodes);
  if (!nodes) return false;
  graph->nodes = nodes;
  int *table = calloc((size_t)capacity * 2, sizeof *table);
  if (!table) return false;
  free(graph->table);
  graph->table = table;
  graph->places = capacity * 2;
  graph->capacity = capacity;
  for (int i = 0; i < graph->count; i++) *place_of(graph, &graph->nodes[i]) = i + 1;
  return true;
}

static int add(struct dh_graph *graph, struct dh_node node, struct dh_error *error) {
  if (graph->count > 0) {
    const int *place = place_of(graph, &node);
    if (*place != 0) return *place - 1;
  }
  if (graph->count >= DH_NODES_MAX) {
    dh_fail(error, DH_ERROR_TOO_LARGE, graph->position, NULL, NULL);
    error->number = DH_NODES_MAX;
    return -1;
  }
  if (graph->count == graph->capacity && !grow(graph)) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    return -1;
  }
  node.position = graph->position;
  graph->nodes[graph->count] = node;
  *place_of(graph, &node) = graph->count + 1;
  return graph->count++;
}

int dh_graph_constant(struct dh_graph *graph, double value, struct dh_error *error) {
  return add(graph, (struct dh_node){.op = DH_OP_CONSTANT, .a = -1, .b = -1, .c = -1, .value = value}, error);
}

static const char *name_in(struct dh_graph *graph, const char *text) {
  for (struct name *name = graph->names; name; name = name->next)
    if (strcmp(name->text, text) == 0) return name->text;
  size_t size = strlen(text) + 1;
  struct name *name = malloc(sizeof *name + size);
  if (!name) return NULL;
  memcpy(name->text, text, size);
  name->next = graph->names;
  graph->names = name;
  return name->text;
}

int dh_graph_symbol(struct dh_graph *graph, const char *name, struct dh_error *error) {
  const char *text = name_in(graph, name);
  if (!text) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    return -1;
  }
  return add(graph, (struct dh_node){.op = DH_OP_SYMBOL, .a = -1, .b = -1, .c = -1, .name = text}, error);
}

static bool is_constant(const struct dh_graph *graph, int node) { return graph->nodes[node].op == DH_OP_CONSTANT; }

/* The value of an operation among constants, in *value. One that is not finite is not folded: it stays an operation,
 * so that it can be named when it spoils a result. */
static bool fold(const struct dh_graph *graph, const struct dh_node *node, double *value) {
  double operand[3] = {0, 0, 0};
  const int at[3] = {node->a, node->b, node->c};
  for (int i = 0; i < dh_node_operands(node); i++) {
    if (!is_constant(graph, at[i])) return false;
    operand[i] = graph->nodes[at[i]].value;
  }
  *value = dh_evaluate(node->op, operand[0], operand[1], operand[2]);
  return isfinite(*value);
}

static double power(double base, int exponent) {
  double result = 1;
  bool first = true;
  for (unsigned n = (unsigned)abs(exponent); n > 0; n >>= 1) {
    if (n & 1) {
      result = first ? base : result * base;
      first = false;
    }
    base *= base;
  }
  return exponent < 0 ? 1 / result : result;
}

static int integer_power(struct dh_graph *graph, int base, int exponent, struct dh_error *error) {
  if (exponent == 0) return dh_graph_constant(graph, 1, error);
  if (exponent == 1) return base;
  if (is_constant(graph, base)) {
    double value = power(graph->nodes[base].value, exponent);
    if (isfinite(value)) return dh_graph_constant(graph, value, error);
  }
  return add(graph, (struct dh_node){.op = DH_OP_POWI, .a = base, .b = exponent, .c = -1}, error);
}

int dh_graph_apply(struct dh_graph *graph, enum dh_op op, int a, int b, int c, struct dh_error *error) {
  if (op == DH_OP_POWI) return integer_power(graph, a, b, error);
  if (op == DH_OP_POW && is_constant(graph, b)) {
    double exponent = graph->nodes[b].value;
    if (fabs(exponent) <= DH_POWER_MAX && exponent == floor(exponent))
      return integer_power(graph, a, (int)exponent, error);
  }
  struct dh_node node = {.op = op, .a = a, .b = b, .c = c};
  if (dh_op_arguments(op) < 3) node.c = -1;
  if (dh_op_arguments(op) < 2) node.b = -1;
  double value;
  if (fold(graph, &node, &value)) return dh_graph_constant(graph, value, error);
  return add(graph, node, error);
}

unsigned char *dh_graph_reach(const struct dh_graph *graph, int node) {
  unsigned char *reached = calloc((size_t)node + 1, 1);
  if (!reached) return NULL;
  reached[node] = 1;
  for (int i = node; i >= 0; i--) {
    if (!reached[i]) continue;
    const struct dh_node *at = &graph->nodes[i];
    int operands = dh_node_operands(at);
    if (operands > 0) reached[at->a] = 1;
    if (operands > 1) reached[at->b] = 1;
    if (operands > 2) reached[at->c] = 1;
  }
  return reached;
}

bool dh_graph_uses(const struct dh_graph *graph, int node, const char *symbol) {
  unsigned char *reached = dh_graph_reach(graph, node);
  bool uses = false;
  for (int i = 0; reached && i <= node && !uses; i++)
    uses = reached[i] && graph->nodes[i].op == DH_OP_SYMBOL && strcmp(graph->nodes[i].name, symbol) == 0;
  free(reached);
  return uses;
}

int dh_graph_substitute(struct dh_graph *graph, int node, const char *const *from, const int *to, int count,
                        struct dh_error *error) {
  unsigned char *reached = dh_graph_reach(graph, node);
  int *image = calloc((size_t)node + 1, sizeof *image);
  int result = -1;
  if (!reached || !image) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    goto done;
  }
  for (int i = 0; i <= node; i++) {
    if (!reached[i]) continue;
    struct dh_node at = graph->nodes[i];
    int operands = dh_node_operands(&at);
    image[i] = i;
    for (int k = 0; k < count && at.op == DH_OP_SYMBOL; k++)
      if (strcmp(at.name, from[k]) == 0) image[i] = to[k];
    if (operands == 0) continue;
    graph->position = at.position;
    int b = operands > 1 ? image[at.b] : at.b; /* POWI's exponent is no node */
    int c = operands > 2 ? image[at.c] : -1;
    image[i] = dh_graph_apply(graph, at.op, image[at.a], b, c, error);
    if (image[i] < 0) goto done;
  }
  result = image[node];
done:
  graph->position = -1;
  free(reached);
  free(image);
  return result;
}

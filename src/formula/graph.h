/* SPDX-License-Identifier: MIT
 *
 * The graph as its builders see it. Operands always have smaller indices than the node that uses them, so a loop over
 * indices visits them in order and nothing needs to recurse, however deep a formula is. */
#ifndef FORMULA_GRAPH_H
#define FORMULA_GRAPH_H

#include "downhill/formula.h"

/* Exponents up to here are integer powers; beyond, pow() is more accurate than thirty squarings. */
enum { DH_POWER_MAX = 1 << 20 };

bool dh_op_is_function(enum dh_op op);
/* The function with this name, or -1. */
int dh_op_named(const char *name);

/* How many operands of the node are nodes (POWI has one). */
int dh_node_operands(const struct dh_node *node);
const struct dh_node *dh_graph_at(const struct dh_graph *graph, int node);
/* Nodes made from now on carry this byte offset; -1 for derived ones. */
void dh_graph_locate(struct dh_graph *graph, long position);
/* An array of bytes, one per node up to `node`, 1 for those it is made of; NULL if out of memory. The caller frees. */
unsigned char *dh_graph_reach(const struct dh_graph *graph, int node);

#endif

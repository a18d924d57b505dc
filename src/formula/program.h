/* SPDX-License-Identifier: MIT
 *
 * A compiled program, as the compiler leaves it and as the kernels see it.
 *
 * It is kept in two forms. The *list* names every value once (inputs, constants, then one value per operation, in
 * order): tracing reads it. The *code* is the same list with products and sums joined and values assigned to
 * registers: kernels run it. */
#ifndef FORMULA_PROGRAM_H
#define FORMULA_PROGRAM_H

#include "downhill/formula.h"

/* One operation of the list; a, b, c are values, -1 where there is none. */
struct dh_operation {
  enum dh_op op;
  int a, b, c;
  int node; /* of the graph it was compiled from */
};

/* One instruction; all of them are registers. Unused operands repeat `a`. */
struct dh_instruction {
  enum dh_op op;
  int out, a, b, c;
};

struct dh_list {
  int inputs, constants, count; /* values: inputs, then constants, then the results of operations[0..count) */
  double *constant;
  struct dh_operation *operations;
};

typedef void dh_kernel_run(const struct dh_instruction *code, int length, double *registers, int slots,
                           enum dh_precision precision);

struct dh_program {
  struct dh_list list;
  struct dh_output *outputs; /* .node is a value of the list here */
  int *output_register;
  int output_count;
  struct dh_instruction *code;
  int length;
  int registers;
  enum dh_precision precision;
  dh_kernel_run *run;
};

/* list.c: graph to list. outputs[i].node become values. */
bool dh_list_build(struct dh_program *program, const struct dh_graph *graph, const struct dh_program_spec *spec,
                   struct dh_error *error);
/* code.c: list to code. */
bool dh_code_build(struct dh_program *program, struct dh_error *error);
/* kernels.c */
dh_kernel_run *dh_kernel(int kernel);

#endif

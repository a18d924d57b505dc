/* SPDX-License-Identifier: MIT
 *
 * A compiled program, as the compiler leaves it and as the kernels see it.
 *
 * It is kept in two forms. The *list* names every value once (inputs, constants, then one value per operation, in
 * order): tracing reads it. The *code* is the same list with pairs of operations joined and values assigned to
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

/* Instructions that no formula has: two or three operations whose values between nobody else needs, so that these
 * never go through memory. Every operation in them is rounded as it would be alone. */
enum dh_joined {
  DH_ADD_ADD = DH_OP_COUNT,  /* (a + b) + c */
  DH_SUB_ADD,                /* (a - b) + c */
  DH_ADD_SUB,                /* (a + b) - c */
  DH_SUB_SUB,                /* (a - b) - c */
  DH_ADD_SUB_FROM,           /* c - (a + b) */
  DH_SUB_SUB_FROM,           /* c - (a - b) */
  DH_ADD_MUL,                /* (a + b) * c */
  DH_SUB_MUL,                /* (a - b) * c */
  DH_MUL_MUL,                /* (a * b) * c */
  DH_MUL_ADD,                /* (a * b) + c; two roundings, never an FMA */
  DH_MUL_SUB,                /* (a * b) - c */
  DH_MUL_SUB_FROM,           /* c - (a * b) */
  DH_SUM_OF_PRODUCTS,        /* a*b + c*d */
  DH_DIFFERENCE_OF_PRODUCTS, /* a*b - c*d */
  DH_WHERE_LT,               /* where(a < b, c, d) */
  DH_WHERE_LE,               /* where(a <= b, c, d) */
  DH_WHERE_EQ,               /* where(a == b, c, d) */
  DH_WHERE_NE,               /* where(a != b, c, d) */
  DH_JOINED_END
};

/* One instruction: a dh_op or a dh_joined, and registers. Unused operands repeat `a`. */
struct dh_instruction {
  int op, out, a, b, c, d;
};

struct dh_list {
  int inputs, constants, count; /* values: inputs, then constants, then the results of operations[0..count) */
  int exact;                    /* operations[0..exact) are of scalars and done in double */
  double *constant;
  struct dh_operation *operations;
};

typedef void dh_kernel_run(const struct dh_instruction *code, int length, double *registers, int slots,
                           enum dh_precision precision);

/* The whole program `times` over, for slots 0..slots-1 rounded up to whole groups; what is in the other slots of these
 * groups is changed too. */
typedef void dh_repeat_run(double *registers, int slots, long times);

struct dh_program {
  struct dh_list list;
  struct dh_output *outputs; /* .node is a value of the list here */
  int *output_register;
  int output_count;
  struct dh_instruction *code;
  int length;
  int exact; /* code[0..exact) is done in double */
  int registers;
  enum dh_precision precision;
  dh_kernel_run *run;
  dh_repeat_run *repeat; /* NULL if there is none for it */
};

/* list.c: graph to list. outputs[i].node become values. */
bool dh_list_build(struct dh_program *program, const struct dh_graph *graph, const struct dh_program_spec *spec,
                   struct dh_error *error);
/* code.c: list to code. */
bool dh_code_build(struct dh_program *program, struct dh_error *error);
/* src/fused: the kernel that was generated for this very program, for the given instruction set; or NULL. */
dh_repeat_run *dh_repeat_find(const struct dh_program *program, int kernel);
/* How many vectors such a kernel best takes through the steps side by side: each operation waits for the one before it,
 * and there are only so many registers. */
int dh_program_together(const struct dh_program *program);
/* program.c */
void dh_program_attach(struct dh_program *program, dh_repeat_run *repeat); /* compiled elsewhere; same bits, please */
bool dh_program_writes(const struct dh_program *program, int input);       /* does any output go into it? */
bool dh_program_is_same(const struct dh_program *a, const struct dh_program *b);
/* kernels.c */
dh_kernel_run *dh_kernel(int kernel);

#endif

/* SPDX-License-Identifier: MIT
 *
 * A compiled program, as the compiler leaves it and as the kernels see it.
 *
 * It is kept in two forms. The *list* names every value once (inputs, constants, then one value per operation, in
 * order): tracing reads it. The *code* is the same list with operations joined, rounding spelled out, everything in the
 * order in which results are best handed on, and values assigned to registers: kernels run it. */
#ifndef FORMULA_PROGRAM_H
#define FORMULA_PROGRAM_H

#include "downhill/formula.h"

/* One operation of the list; a, b, c are values, -1 where there is none. */
struct dh_operation {
  enum dh_op op;
  int a, b, c;
  int node; /* of the graph it was compiled from */
};

/* Instructions that no formula has. First two or three operations whose values between nobody else needs; each is
 * rounded to double as it would be alone, and to no other format: there they stay apart. */
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
  DH_JOINED_END,
  DH_ROUND_FP32 = DH_JOINED_END, /* a, rounded to a format */
  DH_ROUND_FP16,
  DH_ROUND_BF16,
  DH_PAUSE, /* where kernels take breath, and at the end; nothing is at hand after it */
  DH_INSTRUCTIONS
};

/* An instruction as it is carried out: which operand (1..4) is the result of the one before it, which is at hand; 0:
 * none. The others are read from registers. And whether the result is kept in a register too, for others. */
enum { DH_OPERANDS = 4 };
#define DH_CODE(op, from, kept) (((op) * (DH_OPERANDS + 1) + (from)) * 2 + (kept))
enum { DH_CODES = DH_CODE(DH_INSTRUCTIONS, 0, 0) };

/* Registers are 0 where they do not matter. */
struct dh_instruction {
  int code, out, a, b, c, d;
};

/* An instruction before it is placed: a dh_op or one of those above, and values. Behind the last operand: -1. */
struct dh_draft {
  int op, out, operand[DH_OPERANDS];
};

struct dh_list {
  int inputs, constants, count; /* values: inputs, then constants, then the results of operations[0..count) */
  int exact;                    /* operations[0..exact) are of scalars and done in double */
  double *constant;
  struct dh_operation *operations;
};

/* The whole program `times` over, for slots 0..slots-1 rounded up to whole groups; what is in the other slots of these
 * groups is changed too. The code ends in a pause. */
typedef void dh_kernel_run(const struct dh_instruction *code, int length, double *registers, int slots, long times);
/* The same for one program. */
typedef void dh_repeat_run(double *registers, int slots, long times);

struct dh_program {
  struct dh_list list;
  struct dh_output *outputs; /* .node is a value of the list here */
  int *output_register;
  int output_count;
  struct dh_instruction *code;
  int length; /* with its pauses */
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
/* order.c: puts drafts, which stand in an order that works, into one in which as many as possible take the result of
 * the one before. `values` is how many there are. */
bool dh_drafts_order(struct dh_draft *drafts, int count, int values, const struct dh_output *outputs, int output_count,
                     struct dh_error *error);
/* op.c: does it take the mathematical library? */
bool dh_op_is_called(enum dh_op op);
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

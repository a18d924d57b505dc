/* SPDX-License-Identifier: MIT
 *
 * Formulas: text -> graph of shared nodes -> derivatives -> flat program -> evaluation of a block of slots.
 *
 * A `dh_graph` owns nodes; a node is an index into it (>= 0), and building the same node twice gives the same index.
 * A `dh_program` is a compiled list of operations over registers; it owns its code and no data. Registers are
 * structure-of-arrays: register r of slot s is registers[r*DH_SLOTS + s], and belong to the caller, so a program can be
 * run by several threads. Evaluation never allocates.
 *
 * The language: + - * / ^ (right associative, binds tighter than unary minus: -x^2 is -(x^2), 2^-1 is allowed),
 * parentheses, numbers, `pi`, `e`, comparisons < <= > >= == != (1 or 0; they do not chain), `not`, `and`, `or`
 * (loosest; what is not 0 counts as true, NaN too), where(c,a,b), and the functions sin cos tan asin acos atan atan2
 * sinh cosh tanh exp log log10 sqrt abs sign min max erf sigmoid softplus pow. There is no implicit product. Names are
 * ASCII letters, digits and _, beginning with a letter.
 *
 * Simplification never hides a NaN or changes a rounding: 0*f and f-f stay, only structurally zero derivatives
 * vanish, x*1 and x+0 of *derivative construction* vanish, constants fold only among themselves, integer powers are
 * evaluated by square-and-multiply (x^2 is x*x, x^-2 is 1/(x*x)). Derivatives at kinks are PyTorch's: sign(0) = 0,
 * ties of min and max are split in halves. */
#ifndef DOWNHILL_FORMULA_H
#define DOWNHILL_FORMULA_H

#include "downhill/error.h"
#include "downhill/precision.h"

#include <stdbool.h>
#include <stddef.h>

enum { DH_SLOTS = 64, DH_TEXT_MAX = 65536, DH_DEPTH_MAX = 1000, DH_NODES_MAX = 100000, DH_NAME_MAX = 32 };

enum dh_op {
  DH_OP_CONSTANT,
  DH_OP_SYMBOL,
  DH_OP_ADD,
  DH_OP_SUB,
  DH_OP_MUL,
  DH_OP_DIV,
  DH_OP_NEG,
  DH_OP_POWI, /* a to a constant integer power; lowered to products when compiled */
  DH_OP_POW,
  DH_OP_LT,
  DH_OP_LE,
  DH_OP_EQ,
  DH_OP_NE, /* a > b is stored as b < a */
  DH_OP_WHERE,
  DH_OP_MIN,
  DH_OP_MAX,
  DH_OP_ATAN2,
  DH_OP_SIN,
  DH_OP_COS,
  DH_OP_TAN,
  DH_OP_ASIN,
  DH_OP_ACOS,
  DH_OP_ATAN,
  DH_OP_SINH,
  DH_OP_COSH,
  DH_OP_TANH,
  DH_OP_EXP,
  DH_OP_LOG,
  DH_OP_LOG10,
  DH_OP_SQRT,
  DH_OP_ABS,
  DH_OP_SIGN,
  DH_OP_ERF,
  DH_OP_SIGMOID,
  DH_OP_SOFTPLUS,
  /* Only in programs. */
  DH_OP_ROUND, /* a scalar, rounded to the format where it meets other values */
  DH_OP_MOVE,
  DH_OP_COUNT
};

/* The function's or operator's name as it is written in a formula ("*", "sqrt"). */
const char *dh_op_name(enum dh_op op);
int dh_op_arguments(enum dh_op op);
/* What it gives in double; of fewer operands than three the rest is ignored. Not for POWI, which is products. */
double dh_op_evaluate(enum dh_op op, const double operand[3]);

/* True for e pi t lr p g loss step and or not: names that no surface may declare. */
bool dh_name_is_reserved(const char *name);

/* --- graph --- */

struct dh_graph;
struct dh_graph *dh_graph_create(void); /* NULL if out of memory */
void dh_graph_destroy(struct dh_graph *graph);

/* Constructors simplify as said above and return the node, or -1 with *error filled (memory, too large). */
int dh_graph_constant(struct dh_graph *graph, double value, struct dh_error *error);
int dh_graph_symbol(struct dh_graph *graph, const char *name, struct dh_error *error);
int dh_graph_apply(struct dh_graph *graph, enum dh_op op, int a, int b, int c, struct dh_error *error);

/* Parse `text`; only names among names[0..count) may occur besides pi and e. -1 with the column in error->position. */
int dh_graph_parse(struct dh_graph *graph, const char *text, const char *const *names, int count,
                   struct dh_error *error);

/* d node / d symbol, by the rules above; the constant 0 where it vanishes structurally. */
int dh_graph_derivative(struct dh_graph *graph, int node, const char *symbol, struct dh_error *error);

/* The same expression with symbols replaced: from[i] (a name) by the node to[i]. */
int dh_graph_substitute(struct dh_graph *graph, int node, const char *const *from, const int *to, int count,
                        struct dh_error *error);

struct dh_node {
  enum dh_op op;
  int a, b, c;      /* operands, -1 where there is none; POWI: b is the integer exponent itself */
  double value;     /* CONSTANT */
  const char *name; /* SYMBOL; owned by the graph */
  long position;    /* byte offset of the text it came from, -1 for derived nodes */
};
struct dh_node dh_graph_node(const struct dh_graph *graph, int node);
bool dh_graph_uses(const struct dh_graph *graph, int node, const char *symbol);

/* --- program --- */

/* Something known when compiling, so that where() with a known condition keeps one branch only: the symbol is this
 * value in every slot (equal), or is this value in none (not equal). Folding concerns conditions only (comparisons of
 * the symbol with a constant, the symbol itself as a condition); arithmetic is left as it is, so that a specialised
 * program gives the same bits. */
struct dh_fact {
  const char *symbol;
  bool equal;
  double value;
};

struct dh_output {
  int node; /* what to compute */
  int into; /* the input whose register takes the result when the step is done, or -1 for a register of its own */
};

struct dh_program_spec {
  const char *const *inputs; /* names; input i lives in register i */
  int input_count;
  const bool *scalar; /* scalar[i]: input i is a plain number, see precision; NULL: none is */
  const struct dh_output *outputs;
  int output_count;
  const struct dh_fact *facts;
  int fact_count;
  /* Every operation is rounded to it, once. Scalars are what Python's numbers are to PyTorch's tensors: an expression
   * of scalar inputs and constants alone (`1 - beta1^t`) is computed in double, and rounded once where it meets another
   * value or is an output; as a condition it is not rounded at all. */
  enum dh_precision precision;
};

struct dh_program;

/* All outputs are computed from the inputs as they stood at the start. NULL with *error filled. The graph may be
 * destroyed afterwards. */
struct dh_program *dh_program_create(const struct dh_graph *graph, const struct dh_program_spec *spec,
                                     struct dh_error *error);
void dh_program_destroy(struct dh_program *program);

int dh_program_registers(const struct dh_program *program);                /* how many the caller must provide */
int dh_program_length(const struct dh_program *program);                   /* operations per evaluation */
bool dh_program_reads(const struct dh_program *program, int input);        /* does any output depend on it? */
int dh_program_output(const struct dh_program *program, int output);       /* the register an output ends in */
void dh_program_load(const struct dh_program *program, double *registers); /* write the constants, once */
/* For slots 0..slots-1 only. */
void dh_program_load_some(const struct dh_program *program, double *registers, int slots);

/* Evaluate for slots 0..slots-1 (1 <= slots <= DH_SLOTS); what is in the slots behind these may change too. `registers`
 * is aligned to 64 bytes. */
void dh_program_run(const struct dh_program *program, double *registers, int slots);

/* The same `times` over (0 is fine), each time from what the time before left in the inputs. Where a kernel was
 * generated for this very program, values stay in the processor's registers in between; the bits are the same. */
void dh_program_repeat(const struct dh_program *program, double *registers, int slots, long times);

/* Which operation made it: the first operation, in the order of the program, that turned finite operands into an
 * infinity, or operands without NaN into NaN, on the way to `output`, following only the branch a where() took. */
struct dh_fault {
  enum dh_op op;
  double operand[3];
  int operands;
  double result;
  int node; /* node of the graph it was compiled from */
};

/* `inputs` holds the inputs of one slot, `scratch` at least dh_program_scratch() doubles. False if the output is finite
 * or an input was to blame. */
int dh_program_scratch(const struct dh_program *program);
bool dh_program_trace(const struct dh_program *program, const double *inputs, int output, double *scratch,
                      struct dh_fault *fault);

/* --- kernels: the same loops compiled once per instruction set --- */

int dh_kernel_count(void);              /* how many this machine can run, at least 1 */
const char *dh_kernel_name(int kernel); /* "baseline", "avx2", "avx512" */
/* Run with a given kernel; results are the same bits whatever the kernel. dh_program_run uses the last one. */
void dh_program_run_with(const struct dh_program *program, int kernel, double *registers, int slots);

#endif

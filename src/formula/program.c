/* SPDX-License-Identifier: MIT
 *
 * Programs: made once, then run for blocks of slots or traced for one. */
#include "formula/program.h"
#include "formula/arithmetic.h"

#include <assert.h>
#include <stdlib.h>

struct dh_program *dh_program_create(const struct dh_graph *graph, const struct dh_program_spec *spec,
                                     struct dh_error *error) {
  struct dh_program *program = calloc(1, sizeof *program);
  if (!program) {
    dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
    return NULL;
  }
  size_t count = (size_t)spec->output_count;
  program->precision = spec->precision;
  program->output_count = spec->output_count;
  program->outputs = malloc((count + 1) * sizeof *program->outputs);
  program->output_register = malloc((count + 1) * sizeof *program->output_register);
  bool done = program->outputs && program->output_register;
  if (!done) dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  for (size_t i = 0; i < count && done; i++) program->outputs[i] = spec->outputs[i];
  done = done && dh_list_build(program, graph, spec, error) && dh_code_build(program, error);
  program->run = dh_kernel(dh_kernel_count() - 1);
  if (done) program->repeat = dh_repeat_find(program, dh_kernel_count() - 1);
  if (done) return program;
  dh_program_destroy(program);
  return NULL;
}

void dh_program_attach(struct dh_program *program, dh_repeat_run *repeat) { program->repeat = repeat; }

void dh_program_destroy(struct dh_program *program) {
  if (!program) return;
  free(program->list.constant);
  free(program->list.operations);
  free(program->outputs);
  free(program->output_register);
  free(program->code);
  free(program);
}

int dh_program_registers(const struct dh_program *program) { return program->registers; }

int dh_program_length(const struct dh_program *program) {
  int length = 0;
  for (int i = 0; i < program->length; i++) length += program->code[i].code != DH_CODE(DH_PAUSE, 0, 0);
  return length;
}

int dh_program_output(const struct dh_program *program, int output) { return program->output_register[output]; }

bool dh_program_reads(const struct dh_program *program, int input) {
  const struct dh_list *list = &program->list;
  bool reads = false;
  for (int i = 0; i < list->count; i++) {
    const struct dh_operation *at = &list->operations[i];
    reads = reads || at->a == input || at->b == input || at->c == input;
  }
  for (int i = 0; i < program->output_count; i++) reads = reads || program->outputs[i].node == input;
  return reads;
}

bool dh_program_writes(const struct dh_program *program, int input) {
  for (int i = 0; i < program->output_count; i++)
    if (program->outputs[i].into == input) return true;
  return false;
}

void dh_program_load_some(const struct dh_program *program, double *registers, int slots) {
  const struct dh_list *list = &program->list;
  for (int i = 0; i < list->constants; i++)
    for (int s = 0; s < slots; s++) registers[(list->inputs + i) * DH_SLOTS + s] = list->constant[i];
}

void dh_program_load(const struct dh_program *program, double *registers) {
  dh_program_load_some(program, registers, DH_SLOTS);
}

void dh_program_run(const struct dh_program *program, double *registers, int slots) {
  assert(slots >= 1 && slots <= DH_SLOTS);
  program->run(program->code, program->length, registers, slots, 1);
}

void dh_program_repeat(const struct dh_program *program, double *registers, int slots, long times) {
  assert(slots >= 1 && slots <= DH_SLOTS);
  if (times <= 0) return;
  if (program->repeat)
    program->repeat(registers, slots, times);
  else
    program->run(program->code, program->length, registers, slots, times);
}

void dh_program_run_with(const struct dh_program *program, int kernel, double *registers, int slots) {
  assert(slots >= 1 && slots <= DH_SLOTS && kernel >= 0 && kernel < dh_kernel_count());
  dh_kernel(kernel)(program->code, program->length, registers, slots, 1);
}

/* --- as a whole --- */

/* Million updates a second of 64 slots, Rosenbrock with momentum, by vectors side by side (Zen 5):
 *              7 vectors of inputs: nothing watched    13: rows watched
 *                 1     2     4     8    16               1     2     4     8    16
 *   baseline    292   563   861  1230  1201             270   451   463   448   436
 *   avx2        565  1085  1930  2518  2248             554   958  1285  1257   980
 *   avx512     1115  2176  4068  5173                  1094  1948  2880  2829
 * A single slot costs as much as a group: 137, 136, 127 and 81 million updates a second (avx512, nothing watched). */
int dh_program_together(const struct dh_program *program) {
  int vectors = 0;
  for (int i = 0; i < program->list.inputs; i++)
    vectors += dh_program_reads(program, i) || dh_program_writes(program, i);
  return vectors <= 7 ? 8 : 4;
}

static bool same_operations(const struct dh_list *a, const struct dh_list *b) {
  for (int i = 0; i < a->count; i++) {
    const struct dh_operation *p = &a->operations[i], *q = &b->operations[i];
    if (p->op != q->op || p->a != q->a || p->b != q->b || p->c != q->c) return false;
  }
  return true;
}

static bool same_outputs(const struct dh_program *a, const struct dh_program *b) {
  for (int i = 0; i < a->output_count; i++)
    if (a->outputs[i].node != b->outputs[i].node || a->outputs[i].into != b->outputs[i].into) return false;
  return true;
}

/* Constants are compared as bits: 0 and -0 are two. */
bool dh_program_is_same(const struct dh_program *a, const struct dh_program *b) {
  const struct dh_list *p = &a->list, *q = &b->list;
  return a->precision == b->precision && a->output_count == b->output_count && p->inputs == q->inputs &&
         p->constants == q->constants && p->count == q->count && p->exact == q->exact &&
         memcmp(p->constant, q->constant, (size_t)p->constants * sizeof *p->constant) == 0 && same_operations(p, q) &&
         same_outputs(a, b);
}

/* --- trace --- */

int dh_program_scratch(const struct dh_program *program) {
  const struct dh_list *list = &program->list;
  return 2 * (list->inputs + list->constants + list->count);
}

static void evaluate_list(const struct dh_program *program, const double *inputs, double *value) {
  const struct dh_list *list = &program->list;
  int first = list->inputs + list->constants;
  for (int i = 0; i < list->inputs; i++) value[i] = inputs[i];
  for (int i = 0; i < list->constants; i++) value[list->inputs + i] = list->constant[i];
  for (int i = 0; i < list->count; i++) {
    const struct dh_operation *at = &list->operations[i];
    double b = at->b >= 0 ? value[at->b] : 0, c = at->c >= 0 ? value[at->c] : 0;
    enum dh_precision precision = i < list->exact ? DH_FP64 : program->precision;
    value[first + i] = dh_operate(precision, at->op, value[at->a], b, c);
  }
}

/* The operands that a result came from: of where(), the branch taken. */
static int sources_of(const struct dh_operation *at, const double *value, int from[3]) {
  if (at->op == DH_OP_WHERE) {
    from[0] = value[at->a] != 0 ? at->b : at->c;
    return 1;
  }
  from[0] = at->a;
  from[1] = at->b;
  from[2] = at->c;
  return dh_op_arguments(at->op);
}

static bool is_culprit(const struct dh_operation *at, const double *value, double result) {
  int from[3];
  bool finite = true, without_nan = true;
  for (int i = 0, n = sources_of(at, value, from); i < n; i++) {
    finite = finite && isfinite(value[from[i]]);
    without_nan = without_nan && !isnan(value[from[i]]);
  }
  return isnan(result) ? without_nan : finite;
}

static void describe(const struct dh_operation *at, const double *value, double result, struct dh_fault *fault) {
  const int operand[3] = {at->a, at->b, at->c};
  *fault = (struct dh_fault){.op = at->op, .operands = dh_op_arguments(at->op), .result = result, .node = at->node};
  for (int i = 0; i < fault->operands; i++) fault->operand[i] = value[operand[i]];
}

/* Backwards from the output through what is not finite; the last culprit met is the first in the program's order. */
bool dh_program_trace(const struct dh_program *program, const double *inputs, int output, double *scratch,
                      struct dh_fault *fault) {
  const struct dh_list *list = &program->list;
  int first = list->inputs + list->constants, values = first + list->count;
  double *value = scratch, *blamed = scratch + values;
  evaluate_list(program, inputs, value);
  for (int i = 0; i < values; i++) blamed[i] = 0;
  blamed[program->outputs[output].node] = 1;
  const struct dh_operation *culprit = NULL;
  for (int i = list->count - 1; i >= 0; i--) {
    const struct dh_operation *at = &list->operations[i];
    if (blamed[first + i] == 0 || isfinite(value[first + i])) continue;
    if (is_culprit(at, value, value[first + i])) culprit = at;
    int from[3];
    for (int k = 0, n = sources_of(at, value, from); k < n; k++) blamed[from[k]] = 1;
  }
  if (culprit) describe(culprit, value, value[first + (culprit - list->operations)], fault);
  return culprit != NULL;
}

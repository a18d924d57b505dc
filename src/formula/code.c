/* SPDX-License-Identifier: MIT
 *
 * List to code. Sums, differences and products that only one other of them uses are joined with it, and comparisons
 * with the where() that they are for, which saves writing and reading what is between; every rounding stays. Values
 * then get registers by a linear scan: inputs and constants keep theirs, the rest share few, the last one freed first,
 * so that what is worked on stays in the nearest cache. A result that goes `into` an input is written there at once if
 * nobody needs the old value any more, and moved there at the end if somebody does. */
#include "formula/program.h"

#include <limits.h>
#include <stdlib.h>

struct coder {
  struct dh_program *program;
  int first;     /* the value of operation 0 */
  int values;    /* how many there are */
  int *uses;     /* of each value */
  int *last;     /* the last instruction that reads it; INT_MAX for what must stay to the end */
  int *home;     /* its register */
  bool *joined;  /* those that went into another's instruction */
  int *released; /* free registers, a stack */
  int free_count;
};

static bool has_input(const struct coder *coder, int value) { return value < coder->program->list.inputs; }

/* --- joining operations --- */

static void count_uses(struct coder *coder) {
  const struct dh_list *list = &coder->program->list;
  for (int i = 0; i < list->count; i++) {
    const struct dh_operation *at = &list->operations[i];
    coder->uses[at->a]++;
    if (at->b >= 0) coder->uses[at->b]++;
    if (at->c >= 0) coder->uses[at->c]++;
  }
  for (int i = 0; i < coder->program->output_count; i++) coder->uses[coder->program->outputs[i].node]++;
}

static const struct dh_operation *operation_of(const struct coder *coder, int value) {
  return &coder->program->list.operations[value - coder->first];
}

static bool is_arithmetic(int op) { return op == DH_OP_ADD || op == DH_OP_SUB || op == DH_OP_MUL; }

static bool is_comparison(int op) { return op >= DH_OP_LT && op <= DH_OP_NE; }

static bool is_used_once(const struct coder *coder, int value) {
  return value >= coder->first && coder->uses[value] == 1;
}

/* Can the instruction that makes this value be taken into the only one that uses it? */
static bool joinable(const struct coder *coder, int value) {
  return is_used_once(coder, value) && is_arithmetic(coder->program->code[value - coder->first].op);
}

static bool is_product(const struct coder *coder, int value) {
  return joinable(coder, value) && operation_of(coder, value)->op == DH_OP_MUL;
}

static struct dh_instruction plain(const struct dh_operation *at, int out) {
  return (struct dh_instruction){(int)at->op, out, at->a, at->b >= 0 ? at->b : at->a, at->c >= 0 ? at->c : at->a,
                                 at->a};
}

/* What `inner` (+ - *) followed by `outer` is called, the inner one standing on the left or on the right. */
static int joined_op(enum dh_op inner, enum dh_op outer, bool right) {
  int row = inner == DH_OP_ADD ? 0 : inner == DH_OP_SUB ? 1 : 2;
  static const int added[] = {DH_ADD_ADD, DH_SUB_ADD, DH_MUL_ADD};
  static const int multiplied[] = {DH_ADD_MUL, DH_SUB_MUL, DH_MUL_MUL};
  static const int minus[] = {DH_ADD_SUB, DH_SUB_SUB, DH_MUL_SUB};
  static const int subtracted[] = {DH_ADD_SUB_FROM, DH_SUB_SUB_FROM, DH_MUL_SUB_FROM};
  if (outer == DH_OP_ADD) return added[row];
  if (outer == DH_OP_MUL) return multiplied[row];
  return right ? subtracted[row] : minus[row];
}

static struct dh_instruction join_condition(struct coder *coder, const struct dh_operation *at, int out) {
  if (!is_used_once(coder, at->a) || !is_comparison((int)operation_of(coder, at->a)->op)) return plain(at, out);
  const struct dh_operation *condition = operation_of(coder, at->a);
  int op = DH_WHERE_LT + (int)(condition->op - DH_OP_LT);
  coder->joined[at->a] = true;
  return (struct dh_instruction){op, out, condition->a, condition->b, at->b, at->c};
}

/* The instruction for one operation, its operands still values. */
static struct dh_instruction join(struct coder *coder, const struct dh_operation *at, int out) {
  if (at->op == DH_OP_WHERE) return join_condition(coder, at, out);
  if (!is_arithmetic((int)at->op)) return plain(at, out);
  if (at->op != DH_OP_MUL && is_product(coder, at->a) && is_product(coder, at->b)) {
    const struct dh_operation *left = operation_of(coder, at->a), *right = operation_of(coder, at->b);
    int op = at->op == DH_OP_ADD ? DH_SUM_OF_PRODUCTS : DH_DIFFERENCE_OF_PRODUCTS;
    coder->joined[at->a] = coder->joined[at->b] = true;
    return (struct dh_instruction){op, out, left->a, left->b, right->a, right->b};
  }
  bool right = joinable(coder, at->b);
  if (!right && !joinable(coder, at->a)) return plain(at, out);
  int inner = right ? at->b : at->a, other = right ? at->a : at->b;
  const struct dh_operation *first = operation_of(coder, inner);
  coder->joined[inner] = true;
  return (struct dh_instruction){joined_op(first->op, at->op, right), out, first->a, first->b, other, first->a};
}

static void select_instructions(struct coder *coder) {
  struct dh_program *program = coder->program;
  const struct dh_list *list = &program->list;
  for (int i = 0; i < list->count; i++) program->code[i] = join(coder, &list->operations[i], coder->first + i);
  program->length = 0;
  for (int i = 0; i < list->count; i++) {
    if (!coder->joined[coder->first + i]) program->code[program->length++] = program->code[i];
    if (i + 1 == list->exact) program->exact = program->length;
  }
}

/* --- registers --- */

static void find_last_uses(struct coder *coder) {
  const struct dh_program *program = coder->program;
  for (int i = 0; i < coder->values; i++) coder->last[i] = -1;
  for (int i = 0; i < program->length; i++) {
    coder->last[program->code[i].a] = i;
    coder->last[program->code[i].b] = i;
    coder->last[program->code[i].c] = i;
    coder->last[program->code[i].d] = i;
  }
  for (int i = 0; i < program->output_count; i++) {
    const struct dh_output *output = &program->outputs[i];
    if (output->into != output->node) coder->last[output->node] = INT_MAX;
  }
}

/* The input whose register this value may take at once, or -1. */
static int target_of(const struct coder *coder, int value, int position) {
  for (int i = 0; i < coder->program->output_count; i++) {
    const struct dh_output *output = &coder->program->outputs[i];
    if (output->node == value && output->into >= 0 && coder->last[output->into] <= position) return output->into;
  }
  return -1;
}

static int take_register(struct coder *coder) {
  return coder->free_count > 0 ? coder->released[--coder->free_count] : coder->program->registers++;
}

/* Frees the register of an operand that is read here for the last time; `last` then says so only once. */
static void release(struct coder *coder, int value, int position) {
  if (value < coder->first || coder->last[value] != position) return;
  coder->last[value] = -1;
  coder->released[coder->free_count++] = coder->home[value];
}

static void assign_registers(struct coder *coder) {
  struct dh_program *program = coder->program;
  for (int i = 0; i < coder->first; i++) coder->home[i] = i;
  program->registers = coder->first;
  for (int i = 0; i < program->length; i++) {
    struct dh_instruction *at = &program->code[i];
    const int operand[4] = {at->a, at->b, at->c, at->d};
    for (int k = 0; k < 4; k++) release(coder, operand[k], i);
    int target = target_of(coder, at->out, i);
    coder->home[at->out] = target >= 0 ? target : take_register(coder);
    *at = (struct dh_instruction){at->op,
                                  coder->home[at->out],
                                  coder->home[operand[0]],
                                  coder->home[operand[1]],
                                  coder->home[operand[2]],
                                  coder->home[operand[3]]};
  }
}

/* --- moves at the end --- */

static void move(struct dh_program *program, int out, int from) {
  program->code[program->length++] = (struct dh_instruction){DH_OP_MOVE, out, from, from, from, from};
}

static bool is_read(const struct dh_program *program, const int *from, int reg) {
  for (int i = 0; i < program->output_count; i++)
    if (from[i] == reg && program->outputs[i].into != reg) return true;
  return false;
}

/* Carries out all moves at once: first those whose target nobody reads; what is then left are cycles, opened by
 * saving one of their registers. from[i] is -1 once output i is in place. */
static void move_outputs(struct coder *coder, int *from) {
  struct dh_program *program = coder->program;
  int left = 0;
  for (int i = 0; i < program->output_count; i++) {
    if (program->outputs[i].into < 0 || from[i] == program->outputs[i].into) from[i] = -1;
    left += from[i] >= 0;
  }
  while (left > 0) {
    int before = left, waiting = -1;
    for (int i = 0; i < program->output_count; i++) {
      if (from[i] < 0) continue;
      waiting = i;
      if (is_read(program, from, program->outputs[i].into)) continue;
      move(program, program->outputs[i].into, from[i]);
      from[i] = -1;
      left--;
    }
    if (left == before) {
      int saved = program->registers++, old = program->outputs[waiting].into;
      move(program, saved, old);
      for (int i = 0; i < program->output_count; i++)
        if (from[i] == old) from[i] = saved;
    }
  }
}

static bool is_overwritten(const struct dh_program *program, int input) {
  for (int i = 0; i < program->output_count; i++)
    if (program->outputs[i].into == input && program->outputs[i].node != input) return true;
  return false;
}

/* Where each output ends. One that is an input which is overwritten needs a copy of its own first. */
static bool place_outputs(struct coder *coder, struct dh_error *error) {
  struct dh_program *program = coder->program;
  int *from = malloc(((size_t)program->output_count + 1) * sizeof *from);
  if (!from) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  for (int i = 0; i < program->output_count; i++) {
    const struct dh_output *output = &program->outputs[i];
    from[i] = coder->home[output->node];
    program->output_register[i] = output->into >= 0 ? output->into : from[i];
    if (output->into >= 0 || !has_input(coder, output->node) || !is_overwritten(program, output->node)) continue;
    program->output_register[i] = program->registers++;
    move(program, program->output_register[i], from[i]);
  }
  move_outputs(coder, from);
  free(from);
  return true;
}

bool dh_code_build(struct dh_program *program, struct dh_error *error) {
  const struct dh_list *list = &program->list;
  struct coder coder = {.program = program, .first = list->inputs + list->constants};
  coder.values = coder.first + list->count;
  size_t size = (size_t)coder.values + 1;
  coder.uses = calloc(size, sizeof *coder.uses);
  coder.last = calloc(size, sizeof *coder.last);
  coder.home = calloc(size, sizeof *coder.home);
  coder.joined = calloc(size, sizeof *coder.joined);
  coder.released = calloc(size, sizeof *coder.released);
  /* A move for each output, and for each cycle of at least two outputs, or copy, one more. */
  program->code = malloc(((size_t)list->count + 2 * (size_t)program->output_count + 1) * sizeof *program->code);
  bool done = coder.uses && coder.last && coder.home && coder.joined && coder.released && program->code;
  if (!done) dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  if (done) {
    count_uses(&coder);
    select_instructions(&coder);
    find_last_uses(&coder);
    assign_registers(&coder);
    done = place_outputs(&coder, error);
  }
  free(coder.uses);
  free(coder.last);
  free(coder.home);
  free(coder.joined);
  free(coder.released);
  return done;
}

/* SPDX-License-Identifier: MIT
 *
 * List to code. Sums, differences and products that only one other of them uses are joined with it, and comparisons
 * with the where() that they are for; what is not computed in double is rounded by an instruction of its own. All are
 * put into the order in which most take the result of the one before, at hand, and only what is read otherwise is kept
 * in a register: inputs and constants have their own, the rest share few by a linear scan, the last one freed first, so
 * that what is worked on stays in the nearest cache. A result that goes `into` an input is written there at once if
 * nobody needs the old value any more, and moved there at the end if somebody does. */
#include "formula/arithmetic.h"
#include "formula/program.h"

#include <limits.h>
#include <stdlib.h>

/* Kernels take breath after so many: theirs may be calls that nest. */
enum { BREATH = 256 };

struct coder {
  struct dh_program *program;
  int first;     /* the value of operation 0 */
  int values;    /* how many there are */
  int *uses;     /* of each value: operations and outputs that use it; then those that read its register */
  int *last;     /* the last draft that reads its register; INT_MAX for what must stay to the end */
  int *home;     /* its register */
  bool *joined;  /* those that went into another's draft */
  int *released; /* free registers, a stack */
  int free_count;
  struct dh_draft *drafts;
  int draft_count;
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

/* Is it computed in double? */
static bool is_exact(const struct coder *coder, int value) {
  const struct dh_program *program = coder->program;
  return program->precision == DH_FP64 || value - coder->first < program->list.exact;
}

static bool is_used_once(const struct coder *coder, int value) {
  return value >= coder->first && coder->uses[value] == 1;
}

/* Can the draft that makes this value be taken into the only one that uses it? What it makes must not be another's
 * already, or there would be three operations in it. */
static bool joinable(const struct coder *coder, int value) {
  return is_used_once(coder, value) && is_arithmetic(coder->drafts[value - coder->first].op);
}

static bool is_product(const struct coder *coder, int value) {
  return joinable(coder, value) && operation_of(coder, value)->op == DH_OP_MUL;
}

static struct dh_draft plain(const struct coder *coder, const struct dh_operation *at, int out) {
  int op = at->op == DH_OP_ROUND ? DH_ROUND_FP32 + (int)(coder->program->precision - DH_FP32) : (int)at->op;
  return (struct dh_draft){op, out, {at->a, at->b, at->c, -1}};
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

static struct dh_draft join_condition(struct coder *coder, const struct dh_operation *at, int out) {
  if (!is_used_once(coder, at->a) || !is_comparison((int)operation_of(coder, at->a)->op)) return plain(coder, at, out);
  const struct dh_operation *condition = operation_of(coder, at->a);
  int op = DH_WHERE_LT + (int)(condition->op - DH_OP_LT);
  coder->joined[at->a] = true;
  return (struct dh_draft){op, out, {condition->a, condition->b, at->b, at->c}};
}

/* The draft for one operation. */
static struct dh_draft join(struct coder *coder, const struct dh_operation *at, int out) {
  if (at->op == DH_OP_WHERE) return join_condition(coder, at, out);
  if (!is_arithmetic((int)at->op) || !is_exact(coder, out)) return plain(coder, at, out);
  if (at->op != DH_OP_MUL && is_product(coder, at->a) && is_product(coder, at->b)) {
    const struct dh_operation *left = operation_of(coder, at->a), *right = operation_of(coder, at->b);
    int op = at->op == DH_OP_ADD ? DH_SUM_OF_PRODUCTS : DH_DIFFERENCE_OF_PRODUCTS;
    coder->joined[at->a] = coder->joined[at->b] = true;
    return (struct dh_draft){op, out, {left->a, left->b, right->a, right->b}};
  }
  bool right = joinable(coder, at->b);
  if (!right && !joinable(coder, at->a)) return plain(coder, at, out);
  int inner = right ? at->b : at->a, other = right ? at->a : at->b;
  const struct dh_operation *first = operation_of(coder, inner);
  coder->joined[inner] = true;
  return (struct dh_draft){joined_op(first->op, at->op, right), out, {first->a, first->b, other, -1}};
}

static void make_drafts(struct coder *coder) {
  const struct dh_list *list = &coder->program->list;
  for (int i = 0; i < list->count; i++) coder->drafts[i] = join(coder, &list->operations[i], coder->first + i);
  for (int i = 0; i < list->count; i++)
    if (!coder->joined[coder->first + i]) coder->drafts[coder->draft_count++] = coder->drafts[i];
}

/* --- what is at hand --- */

static bool is_call(const struct dh_draft *draft) {
  return draft->op < DH_OP_COUNT && dh_op_is_called((enum dh_op)draft->op);
}

/* Which operand of draft i (1..4) is the result of the one before; 0: none, or it has to be read nevertheless. */
static int at_hand(const struct coder *coder, int i) {
  const struct dh_draft *draft = &coder->drafts[i];
  if (i % BREATH == 0 || is_call(draft)) return 0;
  for (int k = 0; k < DH_OPERANDS; k++)
    if (draft->operand[k] == draft[-1].out) return k + 1;
  return 0;
}

/* Who reads registers, and when for the last time. */
static void find_reads(struct coder *coder) {
  const struct dh_program *program = coder->program;
  for (int i = 0; i < coder->values; i++) coder->uses[i] = 0, coder->last[i] = -1;
  for (int i = 0; i < coder->draft_count; i++) {
    int from = at_hand(coder, i);
    for (int k = 0; k < DH_OPERANDS && coder->drafts[i].operand[k] >= 0; k++) {
      if (k + 1 == from) continue;
      coder->uses[coder->drafts[i].operand[k]]++;
      coder->last[coder->drafts[i].operand[k]] = i;
    }
  }
  for (int i = 0; i < program->output_count; i++) {
    const struct dh_output *output = &program->outputs[i];
    coder->uses[output->node]++;
    if (output->into != output->node) coder->last[output->node] = INT_MAX;
  }
}

/* --- registers --- */

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

static void put(struct dh_program *program, int code, int out, const int from[DH_OPERANDS]) {
  program->code[program->length++] = (struct dh_instruction){code, out, from[0], from[1], from[2], from[3]};
}

/* Where the operands are; behind the last the first again. */
static void find_operands(struct coder *coder, int i, int from[DH_OPERANDS]) {
  const struct dh_draft *draft = &coder->drafts[i];
  for (int k = 0; k < DH_OPERANDS; k++) from[k] = draft->operand[k] < 0 ? from[0] : coder->home[draft->operand[k]];
  int hand = at_hand(coder, i);
  for (int k = 0; k < DH_OPERANDS && draft->operand[k] >= 0; k++)
    if (k + 1 != hand) release(coder, draft->operand[k], i);
}

/* A register for the result, if it is read there. */
static int find_place(struct coder *coder, int i, bool kept) {
  int value = coder->drafts[i].out, target = kept ? target_of(coder, value, i) : 0;
  coder->home[value] = target >= 0 ? target : take_register(coder);
  if (kept && coder->uses[value] == 0) coder->released[coder->free_count++] = coder->home[value];
  return coder->home[value];
}

static void put_draft(struct coder *coder, int i) {
  struct dh_program *program = coder->program;
  const struct dh_draft *draft = &coder->drafts[i];
  static const int none[DH_OPERANDS] = {0};
  bool rounds = draft->op < DH_OP_COUNT && !is_exact(coder, draft->out) && !dh_is_exact((enum dh_op)draft->op);
  bool call = is_call(draft), read = coder->uses[draft->out] > 0;
  int from[DH_OPERANDS] = {0}, hand = at_hand(coder, i);
  if (i > 0 && i % BREATH == 0) put(program, DH_CODE(DH_PAUSE, 0, 0), 0, none);
  find_operands(coder, i, from);
  int out = find_place(coder, i, call || read);
  put(program, DH_CODE(draft->op, hand, call || (read && !rounds)), out, from);
  if (rounds) put(program, DH_CODE(DH_ROUND_FP32 + (int)(program->precision - DH_FP32), 1, read), out, none);
}

static void put_drafts(struct coder *coder) {
  for (int i = 0; i < coder->first; i++) coder->home[i] = i;
  coder->program->registers = coder->first;
  for (int i = 0; i < coder->draft_count; i++) put_draft(coder, i);
}

/* --- moves at the end --- */

static void move(struct dh_program *program, int out, int from) {
  put(program, DH_CODE(DH_OP_MOVE, 0, true), out, (const int[DH_OPERANDS]){from});
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

static bool build(struct coder *coder, struct dh_error *error) {
  struct dh_program *program = coder->program;
  count_uses(coder);
  make_drafts(coder);
  if (!dh_drafts_order(coder->drafts, coder->draft_count, coder->values, program->outputs, program->output_count,
                       error))
    return false;
  find_reads(coder);
  put_drafts(coder);
  if (!place_outputs(coder, error)) return false;
  put(program, DH_CODE(DH_PAUSE, 0, 0), 0, (const int[DH_OPERANDS]){0});
  return true;
}

bool dh_code_build(struct dh_program *program, struct dh_error *error) {
  const struct dh_list *list = &program->list;
  struct coder coder = {.program = program, .first = list->inputs + list->constants};
  coder.values = coder.first + list->count;
  size_t size = (size_t)coder.values + 1, count = (size_t)list->count, moves = 2 * (size_t)program->output_count;
  coder.uses = calloc(size, sizeof *coder.uses);
  coder.last = calloc(size, sizeof *coder.last);
  coder.home = calloc(size, sizeof *coder.home);
  coder.joined = calloc(size, sizeof *coder.joined);
  coder.released = calloc(size, sizeof *coder.released);
  coder.drafts = calloc(count + 1, sizeof *coder.drafts);
  /* Each may be rounded. A move for each output, and for each cycle of at least two outputs, or copy, one more. */
  program->code = malloc((2 * count + count / BREATH + moves + 1) * sizeof *program->code);
  bool done = coder.uses && coder.last && coder.home && coder.joined && coder.released && coder.drafts && program->code;
  if (!done) dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  done = done && build(&coder, error);
  free(coder.uses);
  free(coder.last);
  free(coder.home);
  free(coder.joined);
  free(coder.released);
  free(coder.drafts);
  return done;
}

/* SPDX-License-Identifier: MIT
 *
 * The same loop that src/fused generates while building: for each group of slots, the inputs into registers, the step
 * many times, the inputs back. Sums and products are left to the compiler. For comparisons and selections of vectors
 * libgccjit (12) has no words, so that these are single instructions: this is one of the files that know instruction
 * sets. What no instruction does is called, for all vectors side by side at once; between two calls, and where there is
 * none, one vector goes through the operations after the other (all of them operation by operation was a third slower:
 * there are not enough registers). */
#include "jit/compile.h"
#include "jit/lanes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* 50 operations take 0.05 s to compile, 250 take 0.2 s, 500 half a second; and the more there are, the less is gained.
 */
enum { MOST_OPERATIONS = 250, WIDEST = 8 };

static const struct instruction_set {
  const char *name; /* as dh_kernel_name() has it */
  int width;
  enum gcc_jit_types mask; /* what a comparison makes; VOID: a vector */
  const char *option[3];
  const char *masks, *masked; /* how a mask is constrained as a result and as an operand */
  const char *select;         /* %1 ? %3 : %2 */
} sets[] = {
    {"avx2", 4, GCC_JIT_TYPE_VOID, {"-mavx2"}, "=x", "x", "vblendvpd %1, %3, %2, %0"},
    {"avx512",
     8,
     GCC_JIT_TYPE_UNSIGNED_CHAR,
     {"-mavx512f", "-mavx512dq", "-mavx512vl"},
     "=Yk",
     "Yk",
     "vblendmpd %3, %2, %0%{%1%}"},
};

struct compiler {
  const struct library *gcc;
  gcc_jit_context *context;
  const struct instruction_set *set;
  const struct dh_program *program;
  int together;                                   /* vectors side by side */
  gcc_jit_type *real, *whole, *integer, *nothing; /* double, long, int, void */
  gcc_jit_type *vector, *mask, *reals, *vectors;  /* the last two: pointers */
  gcc_jit_function *function;
  gcc_jit_lvalue *argument[2]; /* what is called works on these: `together` vectors each */
  gcc_jit_block *block;        /* what is made is put at its end */
  gcc_jit_lvalue **input;      /* [input * together + vector]; NULL: neither read nor written */
  gcc_jit_rvalue **value;      /* [value * together + vector] */
  gcc_jit_rvalue **result;     /* [output * together + vector] */
};

static const struct instruction_set *find_set(const char *name) {
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
    if (strcmp(sets[i].name, name) == 0) return &sets[i];
  return NULL;
}

static int first_result(const struct dh_list *list) { return list->inputs + list->constants; }

/* --- making values --- */

static gcc_jit_rvalue *integer(const struct compiler *to, long x) {
  return to->gcc->context_new_rvalue_from_long(to->context, to->whole, x);
}

static gcc_jit_rvalue *spread(const struct compiler *to, double x) {
  gcc_jit_rvalue *element[WIDEST];
  for (int i = 0; i < to->set->width; i++)
    element[i] = to->gcc->context_new_rvalue_from_double(to->context, to->real, x);
  return to->gcc->context_new_rvalue_from_vector(to->context, NULL, to->vector, (size_t)to->set->width, element);
}

static gcc_jit_lvalue *local(const struct compiler *to, gcc_jit_type *type, const char *name) {
  return to->gcc->function_new_local(to->function, NULL, type, name);
}

/* An expression is computed wherever it is used: this computes it once. */
static gcc_jit_rvalue *keep(const struct compiler *to, gcc_jit_rvalue *value) {
  gcc_jit_lvalue *kept = local(to, to->vector, "value");
  to->gcc->block_add_assignment(to->block, NULL, kept, value);
  return to->gcc->lvalue_as_rvalue(kept);
}

static gcc_jit_rvalue *arithmetic(const struct compiler *to, enum gcc_jit_binary_op op, gcc_jit_rvalue *a,
                                  gcc_jit_rvalue *b) {
  return keep(to, to->gcc->context_new_binary_op(to->context, NULL, op, to->vector, a, b));
}

/* One instruction, AT&T: %0 is the result, %1 %2 are a, b. */
static gcc_jit_rvalue *instruction(const struct compiler *to, const char *text, gcc_jit_type *type, const char *result,
                                   gcc_jit_rvalue *a, gcc_jit_rvalue *b) {
  gcc_jit_lvalue *out = local(to, type, "value");
  gcc_jit_extended_asm *made = to->gcc->block_add_extended_asm(to->block, NULL, text);
  to->gcc->extended_asm_add_output_operand(made, NULL, result, out);
  to->gcc->extended_asm_add_input_operand(made, NULL, "v", a);
  to->gcc->extended_asm_add_input_operand(made, NULL, "vm", b);
  return to->gcc->lvalue_as_rvalue(out);
}

static gcc_jit_rvalue *vector_of(const struct compiler *to, const char *text, gcc_jit_rvalue *a, gcc_jit_rvalue *b) {
  return instruction(to, text, to->vector, "=v", a, b);
}

/* Comparisons with NaN are false, but != is true. */
static gcc_jit_rvalue *compare(const struct compiler *to, enum dh_op op, gcc_jit_rvalue *a, gcc_jit_rvalue *b) {
  const char *text = op == DH_OP_LT   ? "vcmppd $17, %2, %1, %0"
                     : op == DH_OP_LE ? "vcmppd $18, %2, %1, %0"
                     : op == DH_OP_EQ ? "vcmppd $0, %2, %1, %0"
                                      : "vcmppd $4, %2, %1, %0";
  return instruction(to, text, to->mask, to->set->masks, a, b);
}

static gcc_jit_rvalue *choose(const struct compiler *to, gcc_jit_rvalue *mask, gcc_jit_rvalue *yes,
                              gcc_jit_rvalue *no) {
  gcc_jit_lvalue *out = local(to, to->vector, "value");
  gcc_jit_extended_asm *made = to->gcc->block_add_extended_asm(to->block, NULL, to->set->select);
  to->gcc->extended_asm_add_output_operand(made, NULL, "=v", out);
  to->gcc->extended_asm_add_input_operand(made, NULL, to->set->masked, mask);
  to->gcc->extended_asm_add_input_operand(made, NULL, "v", no);
  to->gcc->extended_asm_add_input_operand(made, NULL, "vm", yes);
  return to->gcc->lvalue_as_rvalue(out);
}

static gcc_jit_rvalue *a_unless_number(const struct compiler *to, gcc_jit_rvalue *a, gcc_jit_rvalue *otherwise) {
  return choose(to, compare(to, DH_OP_NE, a, a), a, otherwise);
}

/* --- operations, each as dh_evaluate() has it --- */

static bool is_comparison(enum dh_op op) { return op >= DH_OP_LT && op <= DH_OP_NE; }

static gcc_jit_rvalue *value_of(const struct compiler *to, int value, int vector) {
  return value < 0 ? NULL : to->value[value * to->together + vector];
}

static gcc_jit_rvalue *condition(const struct compiler *to, int value, int vector) {
  const struct dh_list *list = &to->program->list;
  const struct dh_operation *at = value < first_result(list) ? NULL : &list->operations[value - first_result(list)];
  if (at && is_comparison(at->op)) return compare(to, at->op, value_of(to, at->a, vector), value_of(to, at->b, vector));
  return compare(to, DH_OP_NE, value_of(to, value, vector), spread(to, 0));
}

static gcc_jit_rvalue *sign(const struct compiler *to, gcc_jit_rvalue *a) {
  gcc_jit_rvalue *zero = spread(to, 0);
  gcc_jit_rvalue *negative = choose(to, compare(to, DH_OP_LT, a, zero), spread(to, -1), a_unless_number(to, a, zero));
  return choose(to, compare(to, DH_OP_LT, zero, a), spread(to, 1), negative);
}

static gcc_jit_rvalue *operation(const struct compiler *to, const struct dh_operation *at, int vector) {
  gcc_jit_rvalue *a = value_of(to, at->a, vector), *b = value_of(to, at->b, vector), *c = value_of(to, at->c, vector);
  switch (at->op) {
  case DH_OP_ADD:
    return arithmetic(to, GCC_JIT_BINARY_OP_PLUS, a, b);
  case DH_OP_SUB:
    return arithmetic(to, GCC_JIT_BINARY_OP_MINUS, a, b);
  case DH_OP_MUL:
    return arithmetic(to, GCC_JIT_BINARY_OP_MULT, a, b);
  case DH_OP_DIV:
    return arithmetic(to, GCC_JIT_BINARY_OP_DIVIDE, a, b);
  case DH_OP_NEG:
    return vector_of(to, "vxorpd %2, %1, %0", a, spread(to, -0.0));
  case DH_OP_WHERE:
    return choose(to, condition(to, at->a, vector), b, c);
  case DH_OP_MIN: /* the instruction's second operand wins where one is NaN, or both are 0 */
    return a_unless_number(to, a, vector_of(to, "vminpd %2, %1, %0", a, b));
  case DH_OP_MAX:
    return a_unless_number(to, a, vector_of(to, "vmaxpd %2, %1, %0", a, b));
  case DH_OP_SQRT:
    return vector_of(to, "vsqrtpd %1, %0", a, a);
  case DH_OP_ABS:
    return vector_of(to, "vandnpd %2, %1, %0", spread(to, -0.0), a);
  case DH_OP_SIGN:
    return sign(to, a);
  default: /* comparisons; where only conditions use it, this number is dropped by the compiler */
    return choose(to, compare(to, at->op, a, b), spread(to, 1), spread(to, 0));
  }
}

/* --- calls --- */

static gcc_jit_lvalue *element(const struct compiler *to, gcc_jit_rvalue *array, int index) {
  return to->gcc->context_new_array_access(to->context, NULL, array, integer(to, index));
}

static gcc_jit_lvalue *argument_at(const struct compiler *to, int which, int vector) {
  return element(to, to->gcc->lvalue_as_rvalue(to->argument[which]), vector);
}

static gcc_jit_rvalue *as_reals(const struct compiler *to, gcc_jit_lvalue *array) {
  return to->gcc->context_new_cast(to->context, NULL, to->gcc->lvalue_get_address(array, NULL), to->reals);
}

static void call(const struct compiler *to, const struct dh_operation *at, int result) {
  const struct library *gcc = to->gcc;
  gcc_jit_type *parameter[] = {to->integer, to->reals, to->reals, to->integer};
  gcc_jit_type *type = gcc->context_new_function_ptr_type(to->context, NULL, to->nothing, 4, parameter, 0);
  gcc_jit_rvalue *function = gcc->context_new_rvalue_from_ptr(to->context, type, (void *)(uintptr_t)lanes_evaluate);
  for (int i = 0; i < to->together; i++) {
    gcc->block_add_assignment(to->block, NULL, argument_at(to, 0, i), value_of(to, at->a, i));
    gcc->block_add_assignment(to->block, NULL, argument_at(to, 1, i), value_of(to, at->b >= 0 ? at->b : at->a, i));
  }
  gcc_jit_rvalue *arguments[] = {
      gcc->context_new_rvalue_from_long(to->context, to->integer, (long)at->op), as_reals(to, to->argument[0]),
      as_reals(to, to->argument[1]),
      gcc->context_new_rvalue_from_long(to->context, to->integer, (long)to->together * to->set->width)};
  gcc->block_add_eval(to->block, NULL, gcc->context_new_call_through_ptr(to->context, NULL, function, 4, arguments));
  for (int i = 0; i < to->together; i++)
    to->value[result * to->together + i] = keep(to, gcc->lvalue_as_rvalue(argument_at(to, 0, i)));
}

/* --- the step --- */

static void put_operations(const struct compiler *to, int from, int end) {
  const struct dh_list *list = &to->program->list;
  for (int i = 0; i < to->together; i++)
    for (int k = from; k < end; k++)
      to->value[(first_result(list) + k) * to->together + i] = operation(to, &list->operations[k], i);
}

/* All results first: one that is itself an input is what it was before others take its place. */
static void put_outputs(const struct compiler *to) {
  const struct dh_program *program = to->program;
  for (int i = 0; i < to->together; i++)
    for (int k = 0; k < program->output_count; k++)
      to->result[k * to->together + i] = keep(to, value_of(to, program->outputs[k].node, i));
  for (int i = 0; i < to->together; i++)
    for (int k = 0; k < program->output_count; k++)
      to->gcc->block_add_assignment(to->block, NULL, to->input[program->outputs[k].into * to->together + i],
                                    to->result[k * to->together + i]);
}

static void put_step(const struct compiler *to) {
  const struct dh_list *list = &to->program->list;
  int done = 0;
  for (int k = 0; k < list->count; k++) {
    if (!dh_op_is_called(list->operations[k].op)) continue;
    put_operations(to, done, k);
    call(to, &list->operations[k], first_result(list) + k);
    done = k + 1;
  }
  put_operations(to, done, list->count);
  put_outputs(to);
}

/* --- around it --- */

static void set_up_types(struct compiler *to) {
  const struct library *gcc = to->gcc;
  to->real = gcc->context_get_type(to->context, GCC_JIT_TYPE_DOUBLE);
  to->whole = gcc->context_get_type(to->context, GCC_JIT_TYPE_LONG);
  to->integer = gcc->context_get_type(to->context, GCC_JIT_TYPE_INT);
  to->nothing = gcc->context_get_type(to->context, GCC_JIT_TYPE_VOID);
  to->vector = gcc->type_get_vector(to->real, (size_t)to->set->width);
  bool vectors = to->set->mask == GCC_JIT_TYPE_VOID;
  to->mask = vectors ? to->vector : gcc->context_get_type(to->context, to->set->mask);
  to->reals = gcc->type_get_pointer(to->real);
  to->vectors = gcc->type_get_pointer(to->vector);
}

/* The inputs of the group that begins at *base, there and back. */
static void put_transfers(struct compiler *to, gcc_jit_block *load, gcc_jit_block *store, gcc_jit_lvalue *base) {
  const struct dh_program *program = to->program;
  gcc_jit_rvalue *from = to->gcc->lvalue_as_rvalue(base);
  for (int n = 0; n < program->list.inputs * to->together; n++) {
    int input = n / to->together, vector = n % to->together;
    bool written = dh_program_writes(program, input);
    if (!written && !dh_program_reads(program, input)) continue;
    gcc_jit_lvalue *here = local(to, to->vector, "input");
    gcc_jit_lvalue *there = element(to, from, input * (DH_SLOTS / to->set->width) + vector);
    to->gcc->block_add_assignment(load, NULL, here, to->gcc->lvalue_as_rvalue(there));
    if (written) to->gcc->block_add_assignment(store, NULL, there, to->gcc->lvalue_as_rvalue(here));
    to->input[n] = here;
    to->value[n] = to->gcc->lvalue_as_rvalue(here);
  }
}

static void put_constants(const struct compiler *to) {
  const struct dh_list *list = &to->program->list;
  for (int n = 0; n < list->constants * to->together; n++)
    to->value[list->inputs * to->together + n] = spread(to, list->constant[n / to->together]);
}

static void put_jump_if(const struct compiler *to, gcc_jit_block *block, enum gcc_jit_comparison comparison,
                        gcc_jit_rvalue *a, gcc_jit_rvalue *b, gcc_jit_block *yes, gcc_jit_block *no) {
  gcc_jit_rvalue *test = to->gcc->context_new_comparison(to->context, NULL, comparison, a, b);
  to->gcc->block_end_with_conditional(block, NULL, test, yes, no);
}

enum { BEGIN, GROUP, LOAD, AGAIN, STEP, STORE, END, BLOCKS };

/* for (first = 0; first < slots; first += group) { load; step loop; store } */
static void put_group_loop(struct compiler *to, gcc_jit_rvalue *registers, gcc_jit_rvalue *slots,
                           gcc_jit_block *const block[BLOCKS]) {
  const struct library *gcc = to->gcc;
  gcc_jit_lvalue *first = local(to, to->whole, "first"), *base = local(to, to->vectors, "base");
  gcc_jit_rvalue *at = gcc->lvalue_as_rvalue(first);
  gcc->block_add_assignment(block[BEGIN], NULL, first, integer(to, 0));
  gcc->block_end_with_jump(block[BEGIN], NULL, block[GROUP]);
  put_jump_if(to, block[GROUP], GCC_JIT_COMPARISON_LT, at, slots, block[LOAD], block[END]);
  gcc_jit_lvalue *begin = gcc->context_new_array_access(to->context, NULL, registers, at);
  gcc_jit_rvalue *address = gcc->lvalue_get_address(begin, NULL);
  gcc->block_add_assignment(block[LOAD], NULL, base, gcc->context_new_cast(to->context, NULL, address, to->vectors));
  put_transfers(to, block[LOAD], block[STORE], base);
  long group = (long)to->together * to->set->width;
  gcc->block_add_assignment_op(block[STORE], NULL, first, GCC_JIT_BINARY_OP_PLUS, integer(to, group));
  gcc->block_end_with_jump(block[STORE], NULL, block[GROUP]);
  gcc->block_end_with_void_return(block[END], NULL);
}

/* for (left = times; left > 0; left--) step */
static void put_step_loop(struct compiler *to, gcc_jit_rvalue *times, gcc_jit_block *const block[BLOCKS]) {
  const struct library *gcc = to->gcc;
  gcc_jit_lvalue *left = local(to, to->whole, "left");
  gcc->block_add_assignment(block[LOAD], NULL, left, times);
  gcc->block_end_with_jump(block[LOAD], NULL, block[AGAIN]);
  put_jump_if(to, block[AGAIN], GCC_JIT_COMPARISON_GT, gcc->lvalue_as_rvalue(left), integer(to, 0), block[STEP],
              block[STORE]);
  to->block = block[STEP];
  put_step(to);
  gcc->block_add_assignment_op(block[STEP], NULL, left, GCC_JIT_BINARY_OP_MINUS, integer(to, 1));
  gcc->block_end_with_jump(block[STEP], NULL, block[AGAIN]);
}

/* void repeat(double *registers, int slots, long times) */
static void put_function(struct compiler *to) {
  const struct library *gcc = to->gcc;
  gcc_jit_param *parameter[3] = {gcc->context_new_param(to->context, NULL, to->reals, "registers"),
                                 gcc->context_new_param(to->context, NULL, to->integer, "slots"),
                                 gcc->context_new_param(to->context, NULL, to->whole, "times")};
  to->function = gcc->context_new_function(to->context, NULL, GCC_JIT_FUNCTION_EXPORTED, to->nothing, COMPILED_NAME, 3,
                                           parameter, 0);
  gcc_jit_type *array = gcc->context_new_array_type(to->context, NULL, to->vector, to->together);
  for (int i = 0; i < 2; i++) to->argument[i] = local(to, array, "argument");
  gcc_jit_block *block[BLOCKS];
  for (int i = 0; i < BLOCKS; i++) block[i] = gcc->function_new_block(to->function, NULL);
  gcc_jit_rvalue *slots = gcc->context_new_cast(to->context, NULL, gcc->param_as_rvalue(parameter[1]), to->whole);
  put_constants(to);
  put_group_loop(to, gcc->param_as_rvalue(parameter[0]), slots, block);
  put_step_loop(to, gcc->param_as_rvalue(parameter[2]), block);
}

/* Two roundings where two operations are: no fused multiply-add. */
static void set_options(const struct compiler *to) {
  to->gcc->context_set_bool_print_errors_to_stderr(to->context, 0);
  to->gcc->context_set_int_option(to->context, GCC_JIT_INT_OPTION_OPTIMIZATION_LEVEL, 2);
  to->gcc->context_add_command_line_option(to->context, "-ffp-contract=off");
  to->gcc->context_add_driver_option(to->context, "-nostdlib");
  for (size_t i = 0; i < sizeof to->set->option / sizeof *to->set->option && to->set->option[i]; i++)
    to->gcc->context_add_command_line_option(to->context, to->set->option[i]);
}

static bool put_program(struct compiler *to) {
  const struct dh_program *program = to->program;
  size_t vectors = (size_t)to->together, values = (size_t)first_result(&program->list) + (size_t)program->list.count;
  to->input = calloc((size_t)program->list.inputs * vectors + 1, sizeof *to->input);
  to->value = calloc(values * vectors + 1, sizeof *to->value);
  to->result = calloc((size_t)program->output_count * vectors + 1, sizeof *to->result);
  bool memory = to->input && to->value && to->result;
  if (memory) {
    set_options(to);
    set_up_types(to);
    put_function(to);
  }
  free(to->input);
  free(to->value);
  free(to->result);
  return memory;
}

bool compile_to_file(const struct library *library, const struct dh_program *program, const char *instruction_set,
                     const char *path) {
  struct compiler to = {
      .gcc = library, .set = find_set(instruction_set), .program = program, .together = dh_program_together(program)};
  to.context = library->context_acquire();
  if (!to.context) return false;
  bool done = put_program(&to);
  if (done) library->context_compile_to_file(to.context, GCC_JIT_OUTPUT_KIND_DYNAMIC_LIBRARY, path);
  done = done && !library->context_get_first_error(to.context);
  library->context_release(to.context);
  return done;
}

int compile_calls(const struct dh_program *program) {
  int calls = 0;
  for (int i = 0; i < program->list.count; i++) calls += dh_op_is_called(program->list.operations[i].op);
  return calls;
}

bool compile_can(const struct dh_program *program, const char *instruction_set) {
  const struct dh_list *list = &program->list;
  bool can = find_set(instruction_set) && program->precision == DH_FP64 && list->count <= MOST_OPERATIONS;
  for (int i = 0; i < program->output_count; i++) can = can && program->outputs[i].into >= 0;
  return can;
}

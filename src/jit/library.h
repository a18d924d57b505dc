/* SPDX-License-Identifier: MIT
 *
 * libgccjit, opened when it is first needed: linked with it, every start of the program would take 2 ms and 10 MB more,
 * and where it is missing the program would not start. */
#ifndef JIT_LIBRARY_H
#define JIT_LIBRARY_H

#include <libgccjit.h>
#include <stdbool.h>

/* What is used of it, without the prefix. */
// clang-format off
#define LIBRARY_FUNCTIONS(each)                 \
  each(context_acquire)                         \
  each(context_release)                         \
  each(context_add_command_line_option)         \
  each(context_add_driver_option)               \
  each(context_set_bool_print_errors_to_stderr) \
  each(context_set_int_option)                  \
  each(context_compile_to_file)                 \
  each(context_get_first_error)                 \
  each(context_get_type)                        \
  each(type_get_pointer)                        \
  each(type_get_vector)                         \
  each(context_new_array_type)                  \
  each(context_new_function_ptr_type)           \
  each(context_new_param)                       \
  each(param_as_rvalue)                         \
  each(context_new_function)                    \
  each(function_new_block)                      \
  each(function_new_local)                      \
  each(context_new_rvalue_from_double)          \
  each(context_new_rvalue_from_long)            \
  each(context_new_rvalue_from_ptr)             \
  each(context_new_rvalue_from_vector)          \
  each(context_new_cast)                        \
  each(context_new_binary_op)                   \
  each(context_new_comparison)                  \
  each(context_new_array_access)                \
  each(context_new_call_through_ptr)            \
  each(lvalue_as_rvalue)                        \
  each(lvalue_get_address)                      \
  each(block_add_assignment)                    \
  each(block_add_assignment_op)                 \
  each(block_add_eval)                          \
  each(block_add_extended_asm)                  \
  each(block_end_with_conditional)              \
  each(block_end_with_jump)                     \
  each(block_end_with_void_return)              \
  each(extended_asm_add_input_operand)          \
  each(extended_asm_add_output_operand)
// clang-format on

struct library {
#define LIBRARY_FIELD(name) __typeof__(gcc_jit_##name) *(name);
  LIBRARY_FUNCTIONS(LIBRARY_FIELD)
#undef LIBRARY_FIELD
};

/* False if it is not installed, or has not all of these. It stays open: it is not made for being closed. */
bool library_open(struct library *library);

#endif

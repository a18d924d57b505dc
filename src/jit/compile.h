/* SPDX-License-Identifier: MIT
 *
 * One program to machine code in a shared object. */
#ifndef JIT_COMPILE_H
#define JIT_COMPILE_H

#include "formula/program.h"
#include "jit/library.h"

/* The function in it, a dh_repeat_run. */
#define COMPILED_NAME "repeat"

/* Is this (of dh_kernel_name) an instruction set to compile for, and a program that can be compiled? */
bool compile_can(const struct dh_program *program, const char *instruction_set);
/* How many operations are calls of functions, which are no faster than before. */
int compile_calls(const struct dh_program *program);
/* Not by two threads at a time. False if it failed; may end the process instead, see machine.c. */
bool compile_to_file(const struct library *library, const struct dh_program *program, const char *instruction_set,
                     const char *path);

#endif

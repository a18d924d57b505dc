/* SPDX-License-Identifier: MIT
 *
 * Programs compiled to machine code while the program runs, by libgccjit where it is installed: what generated kernels
 * are to built-in surfaces, for whatever has been typed in. Compiling takes a tenth of a second, so that only long work
 * is worth it: a large map. The bits are the same with and without; nothing depends on its being there.
 *
 * May be used by several threads: each program is compiled once, whoever comes first. */
#ifndef JIT_JIT_H
#define JIT_JIT_H

#include "downhill/formula.h"

struct jit;

/* For work of that many updates of a slot in each thread. NULL if this machine cannot compile; everything here takes
 * NULL. It owns the code: destroy it after the programs that were compiled. */
struct jit *jit_create(double updates);
void jit_destroy(struct jit *jit);

/* A dh_compile: dh_program_repeat() of this program will run machine code, if that pays and can be done. */
bool jit_hook(void *jit, struct dh_program *program);

/* Does it save more than it costs? */
bool jit_pays(const struct dh_program *program, double updates);

#endif

/* SPDX-License-Identifier: MIT
 *
 * A program's machine code, in memory. */
#ifndef JIT_MACHINE_H
#define JIT_MACHINE_H

#include "jit/compile.h"

struct machine {
  void *handle;
  dh_repeat_run *run; /* NULL: it could not be made */
};

bool machine_make(const struct library *library, const struct dh_program *program, const char *instruction_set,
                  struct machine *machine);
void machine_free(struct machine *machine);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Where the program was built without libgccjit. */
#include "jit/jit.h"

#include <stddef.h>

struct jit *jit_create(double updates) {
  (void)updates;
  return NULL;
}

void jit_destroy(struct jit *jit) { (void)jit; }

bool jit_hook(void *jit, struct dh_program *program) {
  (void)jit;
  (void)program;
  return false;
}

bool jit_pays(const struct dh_program *program, double updates) {
  (void)program;
  (void)updates;
  return false;
}

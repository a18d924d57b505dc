/* SPDX-License-Identifier: MIT */
#include "descent/memory.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

double *dh_registers_create(int count) {
  size_t size = (size_t)(count > 0 ? count : 1) * DH_SLOTS * sizeof(double); /* a multiple of the alignment */
  double *registers = aligned_alloc(ALIGNMENT, size);
  if (registers) memset(registers, 0, size);
  return registers;
}

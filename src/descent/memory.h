/* SPDX-License-Identifier: MIT
 *
 * Register files: zeroed, aligned as programs want them. Freed with free(). */
#ifndef DESCENT_MEMORY_H
#define DESCENT_MEMORY_H

#include "downhill/formula.h"

/* Room for `count` registers of DH_SLOTS slots (at least one); NULL if memory ran out. */
double *dh_registers_create(int count);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Whole steps as generated kernels. While building, generate.c compiles pairs of built-in surfaces and update rules
 * into programs, exactly as a run would, and writes each program out as C whose values stay in the processor's
 * registers over many steps. A program that is compiled later finds its kernel by being the same, operation for
 * operation; nothing here knows surfaces or rules. */
#ifndef FUSED_FUSED_H
#define FUSED_FUSED_H

#include "formula/program.h"

/* The programs there are kernels for, without code and registers. */
extern const struct dh_program fused[];
extern const int fused_count;

#endif

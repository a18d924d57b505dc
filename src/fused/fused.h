/* SPDX-License-Identifier: MIT
 *
 * Whole steps as generated kernels. While building, generate.c compiles pairs of built-in surfaces and update rules
 * into programs, exactly as a run would, and writes each program out as C whose values stay in the processor's
 * registers over many steps. A program that is compiled later finds its kernel by being the same, operation for
 * operation; nothing here knows surfaces or rules. */
#ifndef FUSED_FUSED_H
#define FUSED_FUSED_H

#include "formula/program.h"

/* A program as it is compared: fp64, every output goes into an input. */
struct fused {
  int inputs, constants, operations, outputs;
  const double *constant;
  const int (*operation)[4]; /* op, a, b, c */
  const int (*output)[2];    /* value, input */
};

extern const struct fused fused[];
extern const int fused_count;

#endif

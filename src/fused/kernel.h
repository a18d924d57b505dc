/* SPDX-License-Identifier: MIT
 *
 * What generated kernels have around them. Several vectors go through a step side by side, because each operation waits
 * for the one before it; more than these and they no longer fit into the registers. */
#ifndef FUSED_KERNEL_H
#define FUSED_KERNEL_H

#include "formula/program.h"
#include "fused/vector.h"

enum { TOGETHER = 32 / WIDTH < 4 ? 32 / WIDTH : 4 };
#if defined(__clang__)
#define EACH_VECTOR _Pragma("unroll") for (int i = 0; i < TOGETHER; i++)
#else
#define EACH_VECTOR _Pragma("GCC unroll 8") for (int i = 0; i < TOGETHER; i++)
#endif

extern dh_repeat_run *const FUSED_NAME[];

#endif

/* SPDX-License-Identifier: MIT
 *
 * What generated kernels have around them. Of the vectors that go through a step side by side the kernel says how many
 * there are: TOGETHER. */
#ifndef FUSED_KERNEL_H
#define FUSED_KERNEL_H

#include "formula/program.h"
#include "formula/vector.h"

#if defined(__clang__)
#define EACH_VECTOR _Pragma("unroll") for (int i = 0; i < TOGETHER; i++)
#else
#define EACH_VECTOR _Pragma("GCC unroll 8") for (int i = 0; i < TOGETHER; i++)
#endif

extern dh_repeat_run *const FUSED_NAME[];

#endif

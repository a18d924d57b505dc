/* SPDX-License-Identifier: MIT */
#include "fused/fused.h"

/* In the order of dh_kernel_name(). */
extern dh_repeat_run *const fused_baseline[];
#ifdef DH_KERNELS_X86
extern dh_repeat_run *const fused_avx2[], *const fused_avx512[];
static dh_repeat_run *const *const runs[] = {fused_baseline, fused_avx2, fused_avx512};
#else
static dh_repeat_run *const *const runs[] = {fused_baseline};
#endif

dh_repeat_run *dh_repeat_find(const struct dh_program *program, int kernel) {
  for (int i = 0; i < fused_count; i++)
    if (dh_program_is_same(&fused[i], program)) return runs[kernel][i];
  return NULL;
}

/* SPDX-License-Identifier: MIT
 *
 * Which kernels there are, and which of them this machine can run. */
#include "formula/program.h"

dh_kernel_run dh_kernel_baseline;
#ifdef DH_KERNELS_ALIKE
#define dh_kernel_avx2   dh_kernel_baseline
#define dh_kernel_avx512 dh_kernel_baseline
#endif
#ifdef DH_KERNELS_X86
dh_kernel_run dh_kernel_avx2, dh_kernel_avx512;
#endif

static const struct {
  const char *name;
  dh_kernel_run *run;
} kernels[] = {
    {"baseline", dh_kernel_baseline},
#ifdef DH_KERNELS_X86
    {"avx2", dh_kernel_avx2},
    {"avx512", dh_kernel_avx512},
#endif
};

int dh_kernel_count(void) {
#ifdef DH_KERNELS_X86
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return 3;
  if (__builtin_cpu_supports("avx2")) return 2;
#endif
  return 1;
}

const char *dh_kernel_name(int kernel) { return kernels[kernel].name; }

/* What limits a kernel is storing. Vectors of 512 bits take a third less time than of 256 (Zen 5), but where they are
 * stored in halves, on Zen 4, a fifth more. */
dh_kernel_run *dh_kernel(int kernel) {
#ifdef DH_KERNELS_X86
  if (kernel == 2 && __builtin_cpu_is("amdfam19h")) return dh_kernel_avx2;
#endif
  return kernels[kernel].run;
}

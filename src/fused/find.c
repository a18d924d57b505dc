/* SPDX-License-Identifier: MIT */
#include "fused/fused.h"

#include <string.h>

static bool same_operations(const struct fused *known, const struct dh_list *list) {
  for (int i = 0; i < list->count; i++) {
    const struct dh_operation *at = &list->operations[i];
    const int *other = known->operation[i];
    if ((int)at->op != other[0] || at->a != other[1] || at->b != other[2] || at->c != other[3]) return false;
  }
  return true;
}

static bool same_outputs(const struct fused *known, const struct dh_program *program) {
  for (int i = 0; i < program->output_count; i++)
    if (program->outputs[i].node != known->output[i][0] || program->outputs[i].into != known->output[i][1])
      return false;
  return true;
}

/* Constants are compared as bits: 0 and -0 are two. */
static bool is_same(const struct fused *known, const struct dh_program *program) {
  const struct dh_list *list = &program->list;
  return known->inputs == list->inputs && known->constants == list->constants && known->operations == list->count &&
         known->outputs == program->output_count &&
         memcmp(known->constant, list->constant, (size_t)list->constants * sizeof *list->constant) == 0 &&
         same_operations(known, list) && same_outputs(known, program);
}

/* In the order of dh_kernel_name(). */
extern dh_repeat_run *const fused_baseline[];
#ifdef DH_KERNELS_X86
extern dh_repeat_run *const fused_avx2[], *const fused_avx512[];
static dh_repeat_run *const *const runs[] = {fused_baseline, fused_avx2, fused_avx512};
#else
static dh_repeat_run *const *const runs[] = {fused_baseline};
#endif

dh_repeat_run *dh_repeat_find(const struct dh_program *program, int kernel) {
  for (int i = 0; i < fused_count && program->precision == DH_FP64; i++)
    if (is_same(&fused[i], program)) return runs[kernel][i];
  return NULL;
}

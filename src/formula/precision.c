/* SPDX-License-Identifier: MIT
 *
 * The number formats and their names. */
#include "downhill/precision.h"
#include "formula/arithmetic.h"

#include <float.h>

static const struct dh_precision_info formats[] = {
    [DH_FP64] = {"fp64", 53, -1022, DBL_MAX, "double: 53 bits, what the golden data is computed in"},
    [DH_FP32] = {"fp32", 24, -126, 0x1.fffffep127, "single: 24 bits, up to 3.4e38"},
    [DH_FP16] = {"fp16", 11, -14, 65504, "half: 11 bits, up to 65504"},
    [DH_BF16] = {"bf16", 8, -126, 0x1.fep127, "bfloat16: 8 bits, the range of fp32"},
};
_Static_assert(sizeof formats / sizeof *formats == DH_PRECISION_COUNT, "one row per format");

const struct dh_precision_info *dh_precision_info(enum dh_precision precision) { return &formats[precision]; }

int dh_precision_find(const char *name) {
  static const struct {
    const char *name;
    enum dh_precision precision;
  } others[] = {
      {"float64", DH_FP64}, {"double", DH_FP64},  {"float32", DH_FP32}, {"float", DH_FP32},
      {"single", DH_FP32},  {"float16", DH_FP16}, {"half", DH_FP16},    {"bfloat16", DH_BF16},
  };
  for (int i = 0; i < DH_PRECISION_COUNT; i++)
    if (strcmp(name, formats[i].name) == 0) return i;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++)
    if (strcmp(name, others[i].name) == 0) return (int)others[i].precision;
  return -1;
}

double dh_precision_round(enum dh_precision precision, double x) {
  switch (precision) {
  case DH_FP32:
    return dh_round(DH_FP32, x);
  case DH_FP16:
    return dh_round(DH_FP16, x);
  case DH_BF16:
    return dh_round(DH_BF16, x);
  default:
    return x;
  }
}

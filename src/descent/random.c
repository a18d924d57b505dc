/* SPDX-License-Identifier: MIT */
#include "downhill/random.h"

#include <math.h>

static uint64_t mix(uint64_t z) {
  z += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

uint64_t dh_random_bits(uint64_t seed, uint64_t stream, uint64_t step) { return mix(mix(mix(seed) ^ stream) ^ step); }

double dh_random_uniform(uint64_t seed, uint64_t stream, uint64_t step) {
  return (double)(dh_random_bits(seed, stream, step) >> 11) * 0x1p-53;
}

/* 1 - u is in (0, 1]: its logarithm is finite. */
void dh_random_normals(uint64_t seed, uint64_t stream, uint64_t step, double normal[2]) {
  const double pi = 3.14159265358979323846;
  double radius = sqrt(-2 * log(1 - dh_random_uniform(seed, stream, step)));
  double angle = 2 * pi * dh_random_uniform(seed, stream + 1, step);
  normal[0] = radius * cos(angle);
  normal[1] = radius * sin(angle);
}

/* SPDX-License-Identifier: MIT */
#include "downhill/random.h"

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

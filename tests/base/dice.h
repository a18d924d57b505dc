/* SPDX-License-Identifier: MIT
 *
 * Repeatable random numbers for sweeps: a Weyl sequence through splitmix64's finaliser. */
#ifndef TESTS_DICE_H
#define TESTS_DICE_H

#include <stdint.h>

static inline uint64_t dice(uint64_t *state) {
  uint64_t z = (*state += 0x9E3779B97F4A7C15u);
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  return z ^ z >> 31;
}

/* low .. high, both included */
static inline int dice_int(uint64_t *state, int low, int high) {
  return low + (int)(dice(state) % (uint64_t)(high - low + 1));
}

static inline double dice_real(uint64_t *state, double low, double high) {
  return low + (high - low) * ((double)(dice(state) >> 11) * 0x1p-53);
}

#endif

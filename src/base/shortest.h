/* SPDX-License-Identifier: MIT
 *
 * The fewest decimal digits that read back as the same double, and of these the nearest to it. */
#ifndef BASE_SHORTEST_H
#define BASE_SHORTEST_H

#include <stdint.h>

/* x is finite and above 0: x is (nearly) digits * 10^exponent; the digits have no trailing zeros. */
struct shortest {
  uint64_t digits;
  int exponent;
};
struct shortest shortest_of(double x);

/* 10^k for k = -292 ... 324, see powers.py. */
extern const uint64_t shortest_powers[][2];

#endif

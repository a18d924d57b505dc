/* SPDX-License-Identifier: MIT
 *
 * R. Giulietti, The Schubfach way to render doubles, 2020. Among the decimals of one length between the halfway points
 * to the neighbouring doubles there are at most two candidates, and 126 bits of a power of ten are enough to tell which
 * of them lie inside. */
#include "base/shortest.h"

#include <stdbool.h>
#include <string.h>

enum { FRACTION_BITS = 52, BIAS = 1075, POWERS_FIRST = -292 };

/* The product of two 64-bit numbers, high and low half. */
static uint64_t multiply(uint64_t a, uint64_t b, uint64_t *low) {
#ifdef __SIZEOF_INT128__
  __extension__ unsigned __int128 product = (unsigned __int128)a * b;
  *low = (uint64_t)product;
  return (uint64_t)(product >> 64);
#else
  uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
  uint64_t middle = a1 * b0 + (a0 * b0 >> 32), other = a0 * b1 + (uint32_t)middle;
  *low = a * b;
  return a1 * b1 + (middle >> 32) + (other >> 32);
#endif
}

/* The product with a power of ten without its 128 lowest bits; the last bit left is set if one of them was. */
static uint64_t scale(const uint64_t power[2], uint64_t x) {
  uint64_t low, middle;
  uint64_t carried = multiply(power[1], x, &low);
  uint64_t high = multiply(power[0], x, &middle);
  middle += carried;
  high += middle < carried;
  return high | (middle > 1);
}

/* floor(log10(2^q)), of three quarters of it if the interval is narrower below; floor(log2(10^e)). For all exponents of
 * doubles. */
static int log10_of_power(int q, bool narrow) { return (q * 1262611 - (narrow ? 524031 : 0)) >> 22; }
static int log2_of_power(int e) { return (e * 1741647) >> 19; }

static struct shortest without_zeros(uint64_t digits, int exponent) {
  while (digits % 100 == 0) digits /= 100, exponent += 2;
  if (digits % 10 == 0) digits /= 10, exponent++;
  return (struct shortest){digits, exponent};
}

/* Four times the number and its halfway points, in units of 10^k. */
static struct shortest choose(uint64_t low, uint64_t at, uint64_t high, int k) {
  uint64_t s = at / 4;
  if (s >= 10) {
    uint64_t tens = s / 10;
    bool down = low <= 40 * tens, up = 40 * tens + 40 <= high;
    if (down != up) return without_zeros(tens + up, k + 1);
  }
  bool down = low <= 4 * s, up = 4 * s + 4 <= high;
  if (down != up) return without_zeros(s + up, k);
  uint64_t half = 4 * s + 2;
  return without_zeros(s + (at > half || (at == half && s % 2 == 1)), k);
}

struct shortest shortest_of(double x) {
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  uint64_t fraction = bits & ((UINT64_C(1) << FRACTION_BITS) - 1);
  int exponent = (int)(bits >> FRACTION_BITS);
  uint64_t c = exponent != 0 ? fraction | UINT64_C(1) << FRACTION_BITS : fraction;
  int q = (exponent != 0 ? exponent : 1) - BIAS;
  bool narrow = fraction == 0 && exponent > 1, odd = c % 2 == 1;
  int k = log10_of_power(q, narrow);
  int shift = q + log2_of_power(-k) + 1;
  const uint64_t *power = shortest_powers[-k - POWERS_FIRST];
  uint64_t low = scale(power, (4 * c - (narrow ? 1 : 2)) << shift), at = scale(power, 4 * c << shift);
  uint64_t high = scale(power, (4 * c + 2) << shift);
  /* The halfway points themselves read back as the even neighbour. */
  return choose(low + odd, at, high - odd, k);
}

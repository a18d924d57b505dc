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

/* --- shuffling --- */

/* Halves of a bit or two have too few functions to be permuted by: among five, some places would be 3 % more frequent
 * than others. */
enum { BITS_LEAST = 8 };

void dh_shuffle_init(struct dh_shuffle *shuffle, uint64_t seed, uint64_t epoch, uint64_t count) {
  int bits = BITS_LEAST;
  while (bits < 63 && UINT64_C(1) << bits < count) bits++;
  *shuffle = (struct dh_shuffle){.count = count, .left = bits / 2, .right = bits - bits / 2};
  for (uint64_t i = 0; i < DH_SHUFFLE_ROUNDS; i++) shuffle->key[i] = dh_random_bits(seed, DH_STREAM_SHUFFLE + i, epoch);
}

static uint64_t lowest(uint64_t x, int bits) { return x & ((UINT64_C(1) << bits) - 1); }

/* The halves may differ by a bit. What one is xored with hangs on the other alone, so every round can be undone. */
static uint64_t encipher(const struct dh_shuffle *shuffle, uint64_t x) {
  uint64_t left = x >> shuffle->right, right = lowest(x, shuffle->right);
  for (int i = 0; i < DH_SHUFFLE_ROUNDS; i += 2) {
    left ^= lowest(mix(shuffle->key[i] ^ right), shuffle->left);
    right ^= lowest(mix(shuffle->key[i + 1] ^ left), shuffle->right);
  }
  return left << shuffle->right | right;
}

uint64_t dh_shuffle_at(const struct dh_shuffle *shuffle, uint64_t place) {
  do place = encipher(shuffle, place);
  while (place >= shuffle->count);
  return place;
}

/* SPDX-License-Identifier: MIT
 *
 * Counter-based random numbers: a pure function of (seed, stream, step), so that going back needs no memory. The mixer
 * is splitmix64's finaliser (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014), applied
 * once per word. */
#ifndef DOWNHILL_RANDOM_H
#define DOWNHILL_RANDOM_H

#include <stdint.h>

uint64_t dh_random_bits(uint64_t seed, uint64_t stream, uint64_t step);
/* Uniform in [0, 1), 53 bits. */
double dh_random_uniform(uint64_t seed, uint64_t stream, uint64_t step);
/* Two independent numbers of the standard normal distribution (Box and Muller, 1958), from the streams `stream` and
 * `stream` + 1. */
void dh_random_normals(uint64_t seed, uint64_t stream, uint64_t step, double normal[2]);

/* A permutation of 0..count-1 that is computed place by place: nothing is kept but eight keys, so that an epoch of any
 * length can be entered anywhere. A Feistel network (Luby and Rackoff, 1988) permutes the least power of two that is
 * not below `count` (and at least 256); what lands outside is sent through again until it is inside (cycle walking:
 * Black and Rogaway, "Ciphers with arbitrary finite domains", 2002), less than twice on average for larger counts. */
enum { DH_SHUFFLE_ROUNDS = 8 };
struct dh_shuffle {
  uint64_t key[DH_SHUFFLE_ROUNDS];
  uint64_t count;
  int left, right; /* bits of the two halves */
};
void dh_shuffle_init(struct dh_shuffle *shuffle, uint64_t seed, uint64_t epoch, uint64_t count);
/* Who is at this place, place < count. */
uint64_t dh_shuffle_at(const struct dh_shuffle *shuffle, uint64_t place);

/* Who draws from which streams; each has eight. */
enum dh_stream { DH_STREAM_START = 0, DH_STREAM_NOISE = 8, DH_STREAM_SHUFFLE = 16 };

#endif

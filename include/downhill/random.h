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

/* Who draws from which streams; each has eight. */
enum dh_stream { DH_STREAM_START = 0, DH_STREAM_NOISE = 8, DH_STREAM_SHUFFLE = 16 };

#endif

/* SPDX-License-Identifier: MIT
 *
 * How many random inputs a test tries. Where every instruction is dear (valgrind) the environment asks for fewer,
 * DOWNHILL_FEWER=10 for a tenth: what is looked for there is wrong with the first ones as well. */
#ifndef TESTS_SAMPLES_H
#define TESTS_SAMPLES_H

#include <stdlib.h>

static inline int samples(int usual) {
  const char *fewer = getenv("DOWNHILL_FEWER");
  int divisor = fewer ? atoi(fewer) : 1;
  return divisor > 1 ? usual / divisor : usual;
}

#endif

/* SPDX-License-Identifier: MIT */
#include "catalog/nearest.h"

#include "base/text.h"

#include <string.h>

struct nearest nearest_begin(const char *written) {
  /* One slip in a short word, two in a longer one: more would be another word. */
  return (struct nearest){written, NULL, strlen(written) < 5 ? 2 : 3};
}

void nearest_offer(struct nearest *nearest, const char *candidate) {
  int distance = text_distance(nearest->written, candidate);
  if (distance >= nearest->distance) return;
  nearest->distance = distance;
  nearest->best = candidate;
}

/* SPDX-License-Identifier: MIT */
#include "catalog/nearest.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

enum { LONGEST = 64 };

static bool same(char a, char b) { return a == b || (strchr("-_", a) && strchr("-_", b) && a && b); }

static int lesser(int a, int b) { return a < b ? a : b; }

int nearest_distance(const char *a, const char *b) {
  int row[LONGEST + 1];
  size_t length = strlen(b);
  if (length > LONGEST || strlen(a) > LONGEST) return INT_MAX;
  for (size_t j = 0; j <= length; j++) row[j] = (int)j;
  for (size_t i = 0; a[i]; i++) {
    int diagonal = row[0];
    row[0] = (int)i + 1;
    for (size_t j = 0; j < length; j++) {
      int above = row[j + 1];
      row[j + 1] = lesser(lesser(above, row[j]) + 1, diagonal + !same(a[i], b[j]));
      diagonal = above;
    }
  }
  return row[length];
}

struct nearest nearest_begin(const char *written) {
  /* One slip in a short word, two in a longer one: more would be another word. */
  return (struct nearest){written, NULL, strlen(written) < 5 ? 2 : 3};
}

void nearest_offer(struct nearest *nearest, const char *candidate) {
  int distance = nearest_distance(nearest->written, candidate);
  if (distance >= nearest->distance) return;
  nearest->distance = distance;
  nearest->best = candidate;
}

/* SPDX-License-Identifier: MIT
 *
 * "Did you mean": the Levenshtein distance, with '-' and '_' taken as the same. */
#include "commands/commands.h"

#include <stddef.h>
#include <string.h>

enum { LONGEST = 48 };

static bool same(char a, char b) { return a == b || ((a == '-' || a == '_') && (b == '-' || b == '_')); }

static int least(int a, int b, int c) {
  int m = a < b ? a : b;
  return m < c ? m : c;
}

static int distance(const char *a, const char *b) {
  int row[LONGEST + 1];
  size_t length = strlen(b);
  if (length > LONGEST || strlen(a) > LONGEST) return LONGEST;
  for (size_t j = 0; j <= length; j++) row[j] = (int)j;
  for (size_t i = 0; a[i]; i++) {
    int diagonal = row[0];
    row[0] = (int)i + 1;
    for (size_t j = 0; j < length; j++) {
      int above = row[j + 1];
      row[j + 1] = least(above + 1, row[j] + 1, diagonal + (same(a[i], b[j]) ? 0 : 1));
      diagonal = above;
    }
  }
  return row[length];
}

const char *nearest_name(const char *written, const char *const *candidates, int count) {
  const char *best = NULL;
  int near = (int)strlen(written) < 4 ? 2 : 4; /* one slip in a short word, up to three in a long one */
  for (int i = 0; i < count; i++) {
    int d = distance(written, candidates[i]);
    if (d >= near) continue;
    near = d;
    best = candidates[i];
  }
  return best;
}

/* SPDX-License-Identifier: MIT
 *
 * The name that was probably meant: the Levenshtein distance, with '-' and '_' taken as the same. */
#ifndef CATALOG_NEAREST_H
#define CATALOG_NEAREST_H

/* Edits from a to b, 0 if they are the same name; large for texts that are too long for names. */
int nearest_distance(const char *a, const char *b);

/* Offer candidates one by one; `best` stays NULL while none is near enough. It points to what was offered. */
struct nearest {
  const char *written, *best;
  int distance;
};
struct nearest nearest_begin(const char *written);
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif

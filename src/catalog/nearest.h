/* SPDX-License-Identifier: MIT
 *
 * The name that was probably meant. */
#ifndef CATALOG_NEAREST_H
#define CATALOG_NEAREST_H

/* Offer candidates one by one; `best` stays NULL while none is near enough. It points to what was offered. */
struct nearest {
  const char *written, *best;
  int distance;
};
struct nearest nearest_begin(const char *written);
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif

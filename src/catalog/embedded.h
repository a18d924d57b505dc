/* SPDX-License-Identifier: MIT
 *
 * The files of assets/ as they were when the program was built, in the order of assets/meson.build (see embed.c). */
#ifndef CATALOG_EMBEDDED_H
#define CATALOG_EMBEDDED_H

#include <stddef.h>

struct embedded {
  const char *name; /* "surfaces/parabola" */
  const unsigned char *bytes;
  size_t length;
};

extern const struct embedded embedded[];
extern const int embedded_count;

#endif

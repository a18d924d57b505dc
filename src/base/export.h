/* SPDX-License-Identifier: MIT
 *
 * Included before everything else in the core, whose names are hidden in the shared library but for those that its
 * public headers declare: what is declared here first keeps the visibility it has here. */
#ifndef BASE_EXPORT_H
#define BASE_EXPORT_H

#pragma GCC visibility push(default)
#include "downhill/downhill.h"
#pragma GCC visibility pop

#endif

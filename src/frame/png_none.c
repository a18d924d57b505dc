/* SPDX-License-Identifier: MIT
 *
 * Where the program was built without libpng. */
#include "frame/png.h"

#include <stddef.h>

bool png_is_built(void) { return false; }

bool png_write(const struct pixels *pixels, const struct png_note *notes, int count, struct text *out) {
  (void)pixels;
  (void)notes;
  (void)count;
  out->failed = true;
  return false;
}

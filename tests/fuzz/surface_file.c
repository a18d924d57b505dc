/* SPDX-License-Identifier: MIT
 *
 * A surface's YAML file, of a formula or of data. */
#include "fuzz.h"

#include "catalog/kinds.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct dh_error error;
  char *text = fuzz_text(data, size);
  const struct document document = {"fuzz.yaml", text, strlen(text)};
  struct dh_surface *surface = surface_from_yaml(&document, NULL, &error);
  if (surface) {
    fuzz_harmless(dh_surface_info(surface)->title);
    fuzz_taken++;
  } else {
    fuzz_refused(&error);
  }
  dh_surface_destroy(surface);
  free(text);
  return 0;
}

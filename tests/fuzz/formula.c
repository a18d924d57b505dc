/* SPDX-License-Identifier: MIT
 *
 * A loss that was typed in, with its derivatives: evaluated too, so that a program that was made badly is seen. */
#include "fuzz.h"

#include "downhill/downhill.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct dh_error error;
  char *text = fuzz_text(data, size);
  const struct dh_surface_spec spec = {
      .name = text, .title = text, .formula = text, .parameter = {"x", "y"}, .dim = 2, .low = {-1, -1}, .high = {1, 1}};
  struct dh_surface *surface = dh_surface_create(&spec, &error);
  if (surface) {
    struct dh_spec start;
    dh_spec_init(&start, surface, catalog_rule(fuzz_catalog(), 0));
    struct dh_run *run = dh_run_create(&start, &error);
    if (!run) fuzz_refused(&error);
    for (int i = 0; run && i < 3; i++) dh_run_step(run);
    dh_run_destroy(run);
    fuzz_taken++;
  } else {
    fuzz_refused(&error);
    fuzz_must(error.position <= (long)strlen(text));
  }
  dh_surface_destroy(surface);
  free(text);
  return 0;
}

/* SPDX-License-Identifier: MIT
 *
 * A table of numbers (CSV): all of its columns, and those that a fit reads. */
#include "fuzz.h"

#include "catalog/columns.h"
#include "downhill/surface.h"

#include <stdlib.h>
#include <string.h>

static bool fit(const char *text) {
  const struct dh_fit wanted = {.model = "w*x + b", .loss = DH_LOSS_MSE};
  struct dh_error error;
  struct columns columns;
  if (!columns_read_bytes(&columns, "fuzz.csv", text, strlen(text), &wanted, false, &error)) {
    fuzz_refused(&error);
    return false;
  }
  struct dh_fit read = wanted;
  read.data = columns.data;
  struct dh_surface *surface = dh_surface_fitted(&read, NULL, &error);
  if (!surface) fuzz_refused(&error);
  bool good = surface;
  dh_surface_destroy(surface);
  columns_free(&columns);
  return good;
}

static bool read_all(const char *text) {
  struct dh_error error;
  struct columns columns;
  if (!columns_read_bytes(&columns, "fuzz.csv", text, strlen(text), NULL, false, &error)) {
    fuzz_refused(&error);
    return false;
  }
  for (int i = 0; i < columns.data.columns; i++) fuzz_harmless(columns.data.column[i]);
  fuzz_harmless(columns.about);
  columns_free(&columns);
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = fuzz_text(data, size);
  bool all = read_all(text), fits = fit(text);
  fuzz_taken += all || fits;
  free(text);
  return 0;
}

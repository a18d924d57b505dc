/* SPDX-License-Identifier: MIT
 *
 * A condition or a claim of a lesson, asked of a run. */
#include "fuzz.h"

#include "app/claim.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS = 1000 };

static void ask(struct claim *claim) {
  struct dh_error error;
  struct dh_spec spec;
  struct witnesses witnesses;
  dh_spec_init(&spec, catalog_surface(fuzz_catalog(), 0), catalog_rule(fuzz_catalog(), 0));
  struct dh_run *run = dh_run_create(&spec, &error);
  fuzz_must(run);
  const struct lanes_now lanes = {.run = {run}, .letter = {'A'}, .count = 1};
  fuzz_must(witnesses_call(&witnesses, &lanes, &error));
  if (claim->step > STEPS) claim->step = STEPS;
  if (!claim_ask(claim, &witnesses, &error)) fuzz_refused(&error);
  witnesses_dismiss(&witnesses);
  dh_run_destroy(run);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct dh_error error;
  struct claim claim;
  char *text = fuzz_text(data, size);
  if (claim_read(&claim, fuzz_catalog(), text, &error)) {
    ask(&claim);
    claim_free(&claim);
    fuzz_taken++;
  } else {
    fuzz_refused(&error);
    fuzz_must(error.position <= (long)strlen(text));
  }
  free(text);
  return 0;
}

/* SPDX-License-Identifier: MIT
 *
 * An update rule that was typed in: what its name reads as is the same rule, and a run can be made of it. */
#include "fuzz.h"

#include "downhill/downhill.h"

#include <stdlib.h>
#include <string.h>

static void run_it(const struct dh_rule *rule) {
  struct dh_error error;
  struct dh_spec spec;
  dh_spec_init(&spec, catalog_surface(fuzz_catalog(), 0), rule);
  struct dh_run *run = dh_run_create(&spec, &error);
  if (!run) fuzz_refused(&error);
  for (int i = 0; run && i < 3; i++) dh_run_step(run);
  dh_run_destroy(run);
}

static void read_again(const struct dh_rule *rule) {
  struct dh_error error;
  const char *name = dh_rule_info(rule)->name;
  struct dh_rule *again = dh_rule_typed(name, &error);
  fuzz_must(again);
  fuzz_must(strcmp(dh_rule_info(again)->name, name) == 0);
  dh_rule_destroy(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct dh_error error;
  char *text = fuzz_text(data, size);
  struct dh_rule *rule = dh_rule_typed(text, &error);
  if (rule) {
    read_again(rule);
    run_it(rule);
    dh_rule_destroy(rule);
    fuzz_taken++;
  } else {
    fuzz_refused(&error);
    fuzz_must(error.position <= (long)strlen(text));
  }
  free(text);
  return 0;
}

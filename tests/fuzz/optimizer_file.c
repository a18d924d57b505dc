/* SPDX-License-Identifier: MIT
 *
 * An optimizer's YAML file. */
#include "fuzz.h"

#include "catalog/kinds.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct dh_error error;
  char *text = fuzz_text(data, size);
  const struct document document = {"fuzz.yaml", text, strlen(text)};
  struct dh_rule *rule = rule_from_yaml(&document, &error);
  if (rule) {
    fuzz_harmless(dh_rule_info(rule)->title);
    fuzz_taken++;
  } else {
    fuzz_refused(&error);
  }
  dh_rule_destroy(rule);
  free(text);
  return 0;
}

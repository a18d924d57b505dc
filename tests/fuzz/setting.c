/* SPDX-License-Identifier: MIT
 *
 * A parameter as `name=value`: what is refused changes nothing, and what is taken is printed as it would be read. */
#include "fuzz.h"

#include "app/options.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void print_again(struct dh_spec *spec, enum dh_parameter parameter) {
  char first[1024], second[1024];
  struct dh_error error;
  option_print(spec, parameter, first, sizeof first);
  fuzz_must(utf8_is_valid(first));
  if (parameter == DH_SURFACE || parameter == DH_OPTIM || strlen(first) + 1 == sizeof first || !first[0]) return;
  if (!option_set(spec, fuzz_catalog(), parameter, first, NULL, &error)) return; /* "unset" is said, not read */
  option_print(spec, parameter, second, sizeof second);
  fuzz_must(strcmp(first, second) == 0);
}

static void read_setting(char *text) {
  struct dh_error error;
  struct dh_spec spec;
  char *value = strchr(text, '=');
  if (!value) return;
  *value++ = '\0';
  int parameter = dh_parameter_find(text);
  if (parameter < 0) return;
  struct catalog *catalog = fuzz_catalog();
  dh_spec_init(&spec, catalog_surface(catalog, catalog_surface_find(catalog, "rosenbrock")), catalog_rule(catalog, 0));
  struct dh_spec before = spec;
  if (!option_set(&spec, catalog, (enum dh_parameter)parameter, value, NULL, &error)) {
    fuzz_refused(&error);
    fuzz_must(memcmp(&spec, &before, sizeof spec) == 0);
    return;
  }
  fuzz_must(isfinite(spec.start[0]) && isfinite(spec.start[1]));
  print_again(&spec, (enum dh_parameter)parameter);
  fuzz_taken++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = fuzz_text(data, size);
  read_setting(text);
  free(text);
  return 0;
}

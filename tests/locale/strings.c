/* SPDX-License-Identifier: MIT
 *
 * Prints what the core's tables and the built-in YAML files say to people, as C that xgettext reads. Loops over the
 * registries, so that a new surface is translated or found missing the day it is added. */
#include "catalog/catalog.h"
#include "downhill/downhill.h"

#include <stdio.h>

static void put(const char *file, const char *string) {
  if (!string || !*string) return;
  printf("/* %s */\nN_(\"", file);
  for (; *string; string++) {
    if (*string == '\n') {
      fputs("\\n", stdout);
    } else {
      if (*string == '"' || *string == '\\') putchar('\\');
      putchar(*string);
    }
  }
  puts("\")");
}

/* The core says these in English; app translates them where they are shown. */
static void put_core(void) {
  for (int i = 0; i < DH_PARAMETER_COUNT; i++)
    put("parameters", dh_parameter_row((enum dh_parameter)i)->help),
        put("units", dh_parameter_row((enum dh_parameter)i)->unit);
  for (int i = 0; i < DH_VERDICT_COUNT; i++)
    put("verdicts", dh_verdict_name((enum dh_verdict)i)), put("verdicts", dh_verdict_words((enum dh_verdict)i));
  for (int i = 0; i < dh_schedule_count(); i++) put("schedules", dh_schedule_info(i)->title);
}

int main(void) {
  struct dh_error error;
  struct catalog *catalog = catalog_create(NULL, &error);
  if (!catalog) return 1;
  put_core();
  for (int i = 0; i < catalog_surface_count(catalog); i++) {
    const struct dh_surface_spec *info = dh_surface_info(catalog_surface(catalog, i));
    put(info->name, info->title);
    put(info->name, info->note);
  }
  for (int i = 0; i < catalog_rule_count(catalog); i++) {
    const struct dh_rule_spec *info = dh_rule_info(catalog_rule(catalog, i));
    put(info->name, info->title);
    put(info->name, info->limit_note);
  }
  catalog_destroy(catalog);
  return 0;
}

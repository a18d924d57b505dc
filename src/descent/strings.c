/* SPDX-License-Identifier: MIT */
#include "descent/strings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

const char *dh_strings_keep(struct dh_strings *strings, const char *text) {
  assert(strings->count < DH_STRINGS_MAX);
  char *copy = strdup(text ? text : "");
  if (copy) strings->text[strings->count++] = copy;
  return copy;
}

void dh_strings_free(struct dh_strings *strings) {
  for (int i = 0; i < strings->count; i++) free(strings->text[i]);
  strings->count = 0;
}

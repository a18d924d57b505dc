/* SPDX-License-Identifier: MIT */
#include "app/language.h"

#include "base/text.h"

#include <stddef.h>
#include <string.h>

static const char *const names[] = {"en", "zh_CN"};

const char *language_name(int index) {
  return index >= 0 && index < (int)(sizeof names / sizeof *names) ? names[index] : NULL;
}

int language_find(const char *name) {
  for (int i = 0; language_name(i); i++) {
    size_t length = strlen(name);
    if ((length == strlen(names[i]) || length == 2) && text_name_begins(names[i], name)) return i;
  }
  return -1;
}

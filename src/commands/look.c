/* SPDX-License-Identifier: MIT
 *
 * Options that say how things look. */
#include "app/messages.h"
#include "commands/arguments.h"

#include <string.h>

int read_look(const struct arguments *arguments, enum own_option option, const char *(*name)(int), int initial) {
  const char *text = arguments->own[option];
  struct text names = {0};
  int found = text ? -1 : initial;
  for (int i = 0; text && name(i); i++) {
    if (strcmp(name(i), text) == 0) found = i;
    text_printf(&names, "%s%s", i == 0 ? "" : ", ", name(i));
  }
  if (found < 0)
    complain(arguments->command, _("%s: there is no '%s': choose %s"), own_row(option)->name, text,
             text_string(&names));
  text_free(&names);
  return found;
}

/* SPDX-License-Identifier: MIT
 *
 * Options that say how things look. */
#include "app/messages.h"
#include "commands/arguments.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

bool path_ends_in(const char *path, const char *ending) {
  size_t length = strlen(path), size = strlen(ending);
  return length > size && strcmp(path + length - size, ending) == 0;
}

/* The order of no-color.org. */
enum look_colors read_colors(const struct arguments *arguments) {
  const char *refused = getenv("NO_COLOR"), *term = getenv("TERM");
  bool plain = (refused && *refused) || !term || strcmp(term, "dumb") == 0;
  return plain || arguments->own[OWN_OUTPUT] || !isatty(STDOUT_FILENO) ? COLOR_NONE : COLOR_256;
}

enum { COLS_MAX = 1000, ROWS_MAX = 500 };

bool read_size(const struct arguments *arguments, int *cols, int *rows) {
  const char *text = arguments->own[OWN_SIZE];
  struct dh_error error;
  char width[16];
  long columns, lines;
  *cols = 80;
  *rows = 24;
  if (!text) return true;
  size_t length = strcspn(text, "xX");
  bool good = length < sizeof width && text[length] != '\0';
  if (good) {
    text_copy(width, length + 1, text);
    good = read_count("size", width, 1, COLS_MAX, &columns, &error) &&
           read_count("size", text + length + 1, 1, ROWS_MAX, &lines, &error);
  }
  if (good) {
    *cols = (int)columns;
    *rows = (int)lines;
    return true;
  }
  complain(arguments->command, _("size: '%s' is none: give columns and rows, from 1x1 to %dx%d, such as 80x24"), text,
           COLS_MAX, ROWS_MAX);
  return false;
}

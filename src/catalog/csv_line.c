/* SPDX-License-Identifier: MIT */
#include "catalog/csv_line.h"

#include <string.h>

size_t csv_line_length(const char *bytes, size_t length) {
  size_t i = 0;
  while (i < length && bytes[i] != '\n' && bytes[i] != '\r') i++;
  if (i + 1 < length && bytes[i] == '\r' && bytes[i + 1] == '\n') i++;
  return i < length ? i + 1 : length;
}

bool csv_line_is_blank(const char *line, size_t length) {
  size_t blanks = 0;
  while (blanks < length && line[blanks] != '\0' && strchr(" \t\r\n", line[blanks])) blanks++;
  return blanks == length;
}

char csv_line_separator(const char *line, size_t length, bool *quoted) {
  static const char separators[] = ",;\t";
  size_t best = sizeof separators - 1;
  for (size_t i = 0; i < length; i++) {
    const char *found = memchr(separators, line[i], best);
    if (line[i] == '"') *quoted = !*quoted;
    if (found && !*quoted) best = (size_t)(found - separators);
  }
  return separators[best];
}

/* SPDX-License-Identifier: MIT */
#include "descent/names.h"

#include "downhill/formula.h"

#include <string.h>

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

size_t dh_name_length(const char *text) {
  size_t length = 0;
  if (!is_letter(text[0])) return 0;
  while (is_letter(text[length]) || is_digit(text[length]) || text[length] == '_') length++;
  return length;
}

bool dh_name_is_valid(const char *text) {
  size_t length = dh_name_length(text);
  return length > 0 && length < DH_NAME_MAX && text[length] == '\0';
}

bool dh_name_is_taken(const char *text) {
  if (dh_name_is_reserved(text)) return true;
  for (int op = 0; op < DH_OP_COUNT; op++) {
    const char *name = dh_op_name((enum dh_op)op);
    if (name && strcmp(text, name) == 0) return true;
  }
  return strcmp(text, "pow") == 0;
}

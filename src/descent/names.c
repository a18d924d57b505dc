/* SPDX-License-Identifier: MIT */
#include "descent/names.h"

#include "base/number.h"
#include "downhill/formula.h"
#include "formula/graph.h"

#include <string.h>

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

bool dh_name_is_taken(const char *text) { return dh_name_is_reserved(text) || dh_op_named(text) >= 0; }

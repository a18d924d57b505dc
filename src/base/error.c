/* SPDX-License-Identifier: MIT */
#include "downhill/error.h"

#include "base/text.h"

#include <string.h>

static void copy(char *out, size_t size, const char *text) {
  size_t length = text ? strlen(text) : 0;
  if (length >= size) { length = utf8_floor(text, size - 1); }
  if (length > 0) memcpy(out, text, length);
  out[length] = '\0';
}

bool dh_fail(struct dh_error *error, enum dh_error_code code, long position, const char *text, const char *text2) {
  error->code = code;
  error->position = position;
  copy(error->text, sizeof error->text, text);
  copy(error->text2, sizeof error->text2, text2);
  error->number = 0;
  error->number2 = 0;
  error->line = 0;
  error->column = 0;
  return false;
}

/* SPDX-License-Identifier: MIT
 *
 * JSON written by hand (RFC 8259): strings, numbers, and the commas between members. */
#include "commands/json.h"

#include "downhill/parameter.h"

#include <math.h>
#include <string.h>

/* As a pair of surrogates where four digits are too few. What reads it gets the character; who looks at it sees it. */
static void put_escaped(struct text *out, uint32_t codepoint) {
  unsigned beyond = codepoint - 0x10000;
  if (codepoint < 0x10000)
    text_printf(out, "\\u%04x", (unsigned)codepoint);
  else
    text_printf(out, "\\u%04x\\u%04x", 0xD800 + (beyond >> 10), 0xDC00 + (beyond & 0x3FF));
}

void json_string(struct text *out, const char *string) {
  text_add(out, "\"");
  size_t left = strlen(string);
  while (left > 0) {
    size_t length;
    uint32_t codepoint = utf8_decode(string, left, &length);
    if (codepoint == '"' || codepoint == '\\')
      text_printf(out, "\\%c", (char)codepoint);
    else if (text_is_harmful(codepoint))
      put_escaped(out, codepoint);
    else
      text_char(out, codepoint);
    string += length;
    left -= length;
  }
  text_add(out, "\"");
}

void json_number(struct text *out, double x) {
  char text[32];
  dh_number_print(x, text, sizeof text);
  if (isfinite(x))
    text_add(out, text);
  else
    json_string(out, text);
}

void json_name(struct text *out, const char *name) {
  char last = out->length > 0 ? out->data[out->length - 1] : '{';
  if (last != '{' && last != '[') text_add(out, ",");
  json_string(out, name);
  text_add(out, ":");
}

void json_member(struct text *out, const char *name, double x) {
  json_name(out, name);
  json_number(out, x);
}

void json_known(struct text *out, const char *name, double x) {
  json_name(out, name);
  if (isnan(x))
    text_add(out, "null");
  else
    json_number(out, x);
}

void json_numbers(struct text *out, const double *x, int count) {
  text_add(out, "[");
  for (int i = 0; i < count; i++) {
    if (i > 0) text_add(out, ",");
    json_number(out, x[i]);
  }
  text_add(out, "]");
}

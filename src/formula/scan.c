/* SPDX-License-Identifier: MIT */
#include "downhill/scan.h"

#include "base/number.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static bool is_word(char c) { return is_letter(c) || is_digit(c) || c == '_'; }
static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static void copy_part(char *out, size_t size, const char *text, long length) {
  size_t n = (size_t)length < size ? (size_t)length : size - 1;
  memcpy(out, text, n);
  out[n] = '\0';
}

static struct dh_token failed(struct dh_error *error, enum dh_error_code code, const char *text, long start,
                              long length) {
  char part[128];
  copy_part(part, sizeof part, text + start, length);
  dh_fail(error, code, start, part, NULL);
  return (struct dh_token){.kind = DH_TOKEN_ERROR, .start = start, .length = length};
}

static struct dh_token scan_number(const char *text, long start, struct dh_error *error) {
  double value;
  long length = (long)number_scan(text + start, &value);
  if (!isfinite(value)) return failed(error, DH_ERROR_NUMBER, text, start, length);
  return (struct dh_token){DH_TOKEN_NUMBER, start, length, value};
}

/* What somebody may have meant by a character that is not ASCII. */
static const char *instead_of(const char *character) {
  static const struct {
    const char *character, *ascii;
  } pairs[] = {{"−", "-"},  {"–", "-"},  {"×", "*"},    {"·", "*"},  {"⋅", "*"},  {"÷", "/"}, {"²", "^2"},
               {"³", "^3"}, {"π", "pi"}, {"√", "sqrt"}, {"≤", "<="}, {"≥", ">="}, {"≠", "!="}};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (strcmp(character, pairs[i].character) == 0) return pairs[i].ascii;
  return NULL;
}

/* Full-width forms U+FF01..U+FF5E stand for ASCII 0x21..0x7E, as input methods write them. */
static bool full_width(const char *character, char ascii[2]) {
  const unsigned char *c = (const unsigned char *)character;
  if (c[0] != 0xEF || (c[1] != 0xBC && c[1] != 0xBD)) return false;
  int code = (c[1] - 0xBC) * 64 + (c[2] & 0x3F) + 0x20;
  if (code < 0x21 || code > 0x7E) return false;
  ascii[0] = (char)code;
  ascii[1] = '\0';
  return true;
}

static struct dh_token scan_stranger(const char *text, long start, struct dh_error *error) {
  long length = 1;
  if ((text[start] & 0xC0) == 0xC0)
    while ((text[start + length] & 0xC0) == 0x80 && length < 4) length++;
  struct dh_token token = failed(error, DH_ERROR_CHARACTER, text, start, length);
  char ascii[2];
  const char *instead = full_width(error->text, ascii) ? ascii : instead_of(error->text);
  if (instead) copy_part(error->text2, sizeof error->text2, instead, (long)strlen(instead));
  return token;
}

struct dh_token dh_scan(const char *text, long from, struct dh_error *error) {
  long at = from;
  while (is_space(text[at])) at++;
  char c = text[at];
  if (c == '\0') return (struct dh_token){.kind = DH_TOKEN_END, .start = at};
  if (is_digit(c) || c == '.') return scan_number(text, at, error);
  if (is_letter(c)) {
    long end = at;
    while (is_word(text[end])) end++;
    return (struct dh_token){.kind = DH_TOKEN_NAME, .start = at, .length = end - at};
  }
  static const char *const pairs[] = {"**", "<=", ">=", "==", "!="};
  for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
    if (strncmp(text + at, pairs[i], 2) == 0) return (struct dh_token){.kind = DH_TOKEN_SIGN, .start = at, .length = 2};
  if (strchr("+-*/^()<>,=", c)) return (struct dh_token){.kind = DH_TOKEN_SIGN, .start = at, .length = 1};
  return scan_stranger(text, at, error);
}

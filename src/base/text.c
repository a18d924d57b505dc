/* SPDX-License-Identifier: MIT
 *
 * Growable text and UTF-8. Decoding is strict (Unicode 15, table 3-7): overlong forms, surrogates, values past U+10FFFF
 * and cut sequences each give U+FFFD for their longest valid beginning, so that a bad byte never hides the good one
 * after it. */
#include "base/text.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPLACEMENT = 0xFFFD };

void text_free(struct text *text) {
  free(text->data);
  *text = (struct text){0};
}

void text_clear(struct text *text) {
  text->length = 0;
  if (text->data) text->data[0] = '\0';
}

/* Room for `more` bytes and the NUL. */
static bool reserve(struct text *text, size_t more) {
  if (text->failed) return false;
  if (more < text->capacity - text->length) return true;
  size_t capacity = text->capacity ? text->capacity : 64;
  while (capacity - text->length <= more) {
    if (capacity > SIZE_MAX / 2) {
      text->failed = true;
      return false;
    }
    capacity *= 2;
  }
  char *data = realloc(text->data, capacity);
  if (!data) {
    text->failed = true;
    return false;
  }
  text->data = data;
  text->capacity = capacity;
  return true;
}

void text_append(struct text *text, const char *bytes, size_t length) {
  if (!reserve(text, length)) return;
  if (length > 0) memcpy(text->data + text->length, bytes, length);
  text->length += length;
  text->data[text->length] = '\0';
}

void text_add(struct text *text, const char *string) { text_append(text, string, strlen(string)); }

void text_char(struct text *text, uint32_t codepoint) {
  char bytes[4];
  text_append(text, bytes, (size_t)utf8_encode(codepoint, bytes));
}

void text_printf(struct text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length < 0) {
    text->failed = true;
    return;
  }
  if (!reserve(text, (size_t)length)) return;
  va_start(arguments, format);
  vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
  va_end(arguments);
  text->length += (size_t)length;
}

void text_pad(struct text *text, const char *string, int columns) {
  text_add(text, string);
  for (int at = text_columns(string); at < columns; at++) text_add(text, " ");
}

const char *text_string(const struct text *text) { return text->data ? text->data : ""; }

/* Bytes of the sequence a lead byte opens, and the range of its second byte; 0 for a byte that opens none. */
static int sequence(unsigned char lead, unsigned char *low, unsigned char *high) {
  *low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  *high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

uint32_t utf8_decode(const char *string, size_t available, size_t *length) {
  *length = available > 0;
  if (available == 0) return 0;
  unsigned char lead = (unsigned char)string[0], low, high;
  if (lead < 0x80) return lead;
  int bytes = sequence(lead, &low, &high);
  if (bytes == 0) return REPLACEMENT;
  uint32_t codepoint = lead & (0x7Fu >> bytes);
  for (int i = 1; i < bytes; i++, low = 0x80, high = 0xBF) {
    if ((size_t)i >= available) return REPLACEMENT;
    unsigned char byte = (unsigned char)string[i];
    if (byte < low || byte > high) return REPLACEMENT;
    codepoint = codepoint << 6 | (byte & 0x3Fu);
    *length = (size_t)i + 1;
  }
  return codepoint;
}

int utf8_encode(uint32_t codepoint, char out[4]) {
  if (codepoint > 0x10FFFF || (codepoint >= 0xD800 && codepoint <= 0xDFFF)) codepoint = REPLACEMENT;
  if (codepoint < 0x80) {
    out[0] = (char)codepoint;
    return 1;
  }
  int bytes = codepoint < 0x800 ? 2 : codepoint < 0x10000 ? 3 : 4;
  for (int i = bytes - 1; i > 0; i--, codepoint >>= 6) out[i] = (char)(0x80 | (codepoint & 0x3F));
  out[0] = (char)((0xF00 >> bytes & 0xFF) | codepoint);
  return bytes;
}

size_t utf8_floor(const char *string, size_t at) {
  while (at > 0 && ((unsigned char)string[at] & 0xC0) == 0x80) at--;
  return at;
}

bool utf8_is_valid(const char *string) {
  char again[4];
  for (size_t left = strlen(string), length; left > 0; string += length, left -= length) {
    uint32_t codepoint = utf8_decode(string, left, &length);
    if ((size_t)utf8_encode(codepoint, again) != length || memcmp(string, again, length) != 0) return false;
  }
  return true;
}

int text_columns(const char *string) {
  int columns = 0;
  for (size_t left = strlen(string), length; left > 0; string += length, left -= length)
    columns += text_codepoint_width(utf8_decode(string, left, &length));
  return columns;
}

size_t text_fit(const char *string, int columns) {
  size_t size = strlen(string), used = 0, length;
  for (; used < size; used += length) {
    columns -= text_codepoint_width(utf8_decode(string + used, size - used, &length));
    if (columns < 0) break;
  }
  return used;
}

/* Marks that stay with what is before them, and with what is after them. */
static bool in(uint32_t c, const uint32_t *marks) {
  while (*marks != 0 && *marks != c) marks++;
  return *marks != 0;
}

static bool closes(uint32_t c) {
  static const uint32_t marks[] = {',',    '.',    ';',    ':',    '!',    '?',    ')',    ']',
                                   '}',    '%',    0x2019, 0x201D, 0x2026, 0x3001, 0x3002, 0x3009,
                                   0x300B, 0x300D, 0x300F, 0x3011, 0x3015, 0xFF01, 0xFF05, 0xFF09,
                                   0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F, 0xFF5D, 0};
  return in(c, marks);
}

static bool opens(uint32_t c) {
  static const uint32_t marks[] = {'(',    '[',    '{',    0x2018, 0x201C, 0x3008, 0x300A,
                                   0x300C, 0x300E, 0x3010, 0x3014, 0xFF08, 0xFF5B, 0};
  return in(c, marks);
}

static bool may_break(uint32_t before, uint32_t after) {
  if (before == ' ') return false; /* where the blanks begin, not in them */
  if (after == ' ' || after == 0) return true;
  bool wide = text_codepoint_width(before) == 2 || text_codepoint_width(after) == 2;
  return wide && !opens(before) && !closes(after);
}

size_t text_wrap(const char *string, int columns) {
  size_t size = strlen(string), whole = 0, length;
  uint32_t before = ' ';
  for (size_t at = 0; at <= size; at += length) {
    uint32_t after = utf8_decode(string + at, size - at, &length);
    if (may_break(before, after)) whole = at;
    columns -= text_codepoint_width(after);
    if (at == size || (columns < 0 && after != ' ')) break;
    before = after;
  }
  return whole;
}

size_t text_sentence(const char *string) {
  size_t size = strlen(string), at = 0, length;
  for (; at < size; at += length) {
    uint32_t c = utf8_decode(string + at, size - at, &length);
    const char *next = string + at + length;
    if (c == 0x3002 || (c == '.' && (*next == ' ' || *next == '\0'))) return at + length;
  }
  return size;
}

/* Characters that move the cursor, hide, or turn the reading order: a terminal or a reader could be misled. Of the
 * format characters (Cf) only those stay that are seen. */
bool text_is_harmful(uint32_t c) {
  static const uint32_t intervals[][2] = {{0x00, 0x1F},       {0x7F, 0x9F},
                                          {0xAD, 0xAD},       {0x61C, 0x61C},
                                          {0x180E, 0x180E},   {0x200B, 0x200F},
                                          {0x2028, 0x202E},   {0x2060, 0x206F},
                                          {0xFEFF, 0xFEFF},   {0xFFF9, 0xFFFB},
                                          {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
                                          {0xE0000, 0xE0FFF}, {REPLACEMENT, REPLACEMENT}};
  for (size_t i = 0; i < sizeof intervals / sizeof *intervals; i++)
    if (c >= intervals[i][0] && c <= intervals[i][1]) return true;
  return false;
}

/* No more of the string is looked at than can be taken, so that the beginning of a long one costs what is short. */
void text_clean(char *out, size_t size, const char *string) {
  size_t left = size <= SIZE_MAX / 4 ? strnlen(string, 4 * size) : strlen(string), used = 0, length;
  for (; size > 0 && left > 0; string += length, left -= length) {
    uint32_t c = utf8_decode(string, left, &length);
    char bytes[4];
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    size_t more = (size_t)utf8_encode(text_is_harmful(c) ? '?' : c, bytes);
    if (used + more >= size) break;
    memcpy(out + used, bytes, more);
    used += more;
  }
  if (size > 0) out[used] = '\0';
}

void text_copy(char *out, size_t size, const char *string) {
  if (size == 0) return;
  size_t left = strnlen(string, size), used = 0, length = 0;
  for (; used < left; used += length) {
    utf8_decode(string + used, left - used, &length);
    if (used + length >= size) break;
  }
  memcpy(out, string, used);
  out[used] = '\0';
}

/* --- names --- */

enum { LONGEST_NAME = 64 };

static char folded(char c) { return c == '-' ? '_' : c; }

static char folded_case(char c) { return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : folded(c); }

bool text_same_name(const char *a, const char *b) {
  while (*a != '\0' && folded(*a) == folded(*b)) a++, b++;
  return *a == '\0' && *b == '\0';
}

bool text_name_begins(const char *name, const char *beginning) {
  while (*beginning != '\0' && folded_case(*name) == folded_case(*beginning)) name++, beginning++;
  return *beginning == '\0';
}

/* Levenshtein's distance, row by row. */
int text_distance(const char *a, const char *b) {
  size_t length = strlen(b);
  if (length > LONGEST_NAME || strlen(a) > LONGEST_NAME) return INT_MAX;
  int row[LONGEST_NAME + 1];
  for (size_t j = 0; j <= length; j++) row[j] = (int)j;
  for (int i = 1; a[i - 1] != '\0'; i++) {
    int diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= length; j++) {
      int change = diagonal + (folded_case(a[i - 1]) != folded_case(b[j - 1]));
      diagonal = row[j];
      int gap = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
      row[j] = change < gap ? change : gap;
    }
  }
  return row[length];
}

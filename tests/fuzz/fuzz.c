/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include "app/messages.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CATALOG_USES = 512 };

long fuzz_taken;

void fuzz_fail(const char *file, int line, const char *condition) {
  fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
  abort();
}

static struct catalog *catalog;

/* Only between two inputs: what was made of the last one may point into it. */
static void renew_catalog(void) {
  static int uses;
  struct dh_error error;
  if (catalog && ++uses < CATALOG_USES) return;
  catalog_destroy(catalog);
  uses = 0;
  catalog = catalog_create(NULL, &error);
  fuzz_must(catalog);
}

struct catalog *fuzz_catalog(void) {
  return catalog;
}

char *fuzz_text(const uint8_t *data, size_t size) {
  size_t length = size < FUZZ_SIZE ? size : FUZZ_SIZE;
  char *text = malloc(length + 1);
  fuzz_must(text);
  if (length > 0) memcpy(text, data, length);
  text[length] = '\0';
  renew_catalog();
  return text;
}

/* What no text may bring to a terminal, said here a second time on purpose: text_clean() is what is tested. */
static bool is_harmful(uint32_t c) {
  static const uint32_t intervals[][2] = {{0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},      {0x61C, 0x61C},
                                          {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},  {0x2060, 0x206F},
                                          {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE0FFF}};
  for (size_t i = 0; i < sizeof intervals / sizeof *intervals; i++)
    if (c >= intervals[i][0] && c <= intervals[i][1]) return true;
  return false;
}

void fuzz_harmless(const char *text) {
  fuzz_must(utf8_is_valid(text));
  for (size_t left = strlen(text), length; left > 0; text += length, left -= length)
    fuzz_must(!is_harmful(utf8_decode(text, left, &length)));
}

void fuzz_refused(const struct dh_error *error) {
  char line[2048];
  fuzz_must(error->code != DH_OK);
  message_error(error, line, sizeof line);
  fuzz_must(line[0] != '\0');
  fuzz_harmless(line);
}

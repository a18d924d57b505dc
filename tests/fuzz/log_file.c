/* SPDX-License-Identifier: MIT
 *
 * A training log, in whatever of its forms: whole, and in two pieces, which gives the same rows. */
#include "fuzz.h"

#include "catalog/log.h"

#include <stdlib.h>
#include <string.h>

/* How many rows, or -1. */
static long read_in_pieces(const char *text, size_t length, size_t first) {
  struct dh_error error;
  struct log_reader *reader = log_reader_create("fuzz.log", &error);
  fuzz_must(reader);
  bool good = log_reader_feed(reader, text, first, &error) &&
              log_reader_feed(reader, text + first, length - first, &error) && log_reader_end(reader, &error);
  const struct dh_log *log = good ? log_reader_log(reader, &error) : NULL;
  if (!log) fuzz_refused(&error);
  long rows = log ? (long)log->count : -1;
  log_reader_destroy(reader);
  return rows;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = fuzz_text(data, size);
  size_t length = strlen(text);
  long whole = read_in_pieces(text, length, length);
  fuzz_must(read_in_pieces(text, length, length / 2) == whole);
  fuzz_taken += whole >= 0;
  free(text);
  return 0;
}

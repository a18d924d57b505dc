/* SPDX-License-Identifier: MIT
 *
 * Reading the files of tests/golden: comment lines, one header line, rows. Columns are found by their names. */
#ifndef TESTS_DESCENT_CSV_H
#define TESTS_DESCENT_CSV_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Not ck_assert: the cases are read before any test runs. */
static inline void csv_must(bool good, const char *what, const char *which) {
  if (good) return;
  (void)fprintf(stderr, "%s: %s\n", what, which);
  abort();
}

enum { CSV_COLUMNS = 24, CSV_LINE = 1024 };

struct csv {
  FILE *file;
  char header_text[CSV_LINE], text[CSV_LINE];
  char *header[CSV_COLUMNS], *field[CSV_COLUMNS];
  int columns;
};

/* Cut at commas, at most `most` pieces (the last keeps its commas). */
static inline int csv_split(char *text, char **piece, int most) {
  int count = 0;
  text[strcspn(text, "\r\n")] = '\0';
  for (char *next = text; next && count < most; count++) {
    piece[count] = next;
    next = count + 1 < most ? strchr(next, ',') : NULL;
    if (next) *next++ = '\0';
  }
  return count;
}

static inline bool csv_next_line(struct csv *csv, char *text) {
  do
    if (!fgets(text, CSV_LINE, csv->file)) return false;
  while (text[0] == '#' || text[0] == '\n');
  return true;
}

/* `path` is relative to tests/golden. */
static inline void csv_open(struct csv *csv, const char *path) {
  char name[CSV_LINE];
  const char *source = getenv("DOWNHILL_SOURCE");
  csv_must(source != NULL, "not set", "DOWNHILL_SOURCE");
  (void)snprintf(name, sizeof name, "%s/tests/golden/%s", source, path);
  csv->file = fopen(name, "r");
  csv_must(csv->file != NULL, "cannot open", name);
  csv_must(csv_next_line(csv, csv->header_text), "empty", name);
  csv->columns = csv_split(csv->header_text, csv->header, CSV_COLUMNS);
}

static inline bool csv_next(struct csv *csv) {
  if (!csv_next_line(csv, csv->text)) return false;
  int fields = csv_split(csv->text, csv->field, csv->columns);
  csv_must(fields == csv->columns, "fields are missing", csv->text);
  return true;
}

static inline void csv_close(struct csv *csv) { (void)fclose(csv->file); }

/* "" where there is no such column. */
static inline const char *csv_text(const struct csv *csv, const char *column) {
  for (int i = 0; i < csv->columns; i++)
    if (strcmp(csv->header[i], column) == 0) return csv->field[i];
  return "";
}

/* 0 where there is none: one-variable files leave y out. */
static inline double csv_number(const struct csv *csv, const char *column) {
  const char *text = csv_text(csv, column);
  if (*text == '\0') return 0;
  char *end;
  double value = strtod(text, &end);
  csv_must(end != text && *end == '\0', "not a number", text);
  return value;
}

#endif

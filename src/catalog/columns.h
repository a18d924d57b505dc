/* SPDX-License-Identifier: MIT
 *
 * Columns of numbers from comma-separated text (RFC 4180): one header line with their names, then a row in each line.
 * Also taken: semicolons or tabs if the header has no comma, quotes, CRLF, a byte order mark, empty lines, and lines in
 * front of the header or between rows that begin with #. What is not read is not looked at, so other columns may hold
 * anything. */
#ifndef CATALOG_COLUMNS_H
#define CATALOG_COLUMNS_H

#include "base/text.h"
#include "downhill/fit.h"

enum { COLUMNS_BYTES_MAX = 64 << 20, COLUMNS_FILE_MAX = 1000 /* columns of a file, read or not */ };

struct columns {
  struct dh_data data; /* points into the rest: it must stay where it is */
  char name[DH_COLUMNS_MAX][DH_NAME_MAX];
  double *value[DH_COLUMNS_MAX]; /* owned */
  long room;                     /* rows there is room for */
  char about[128];               /* the first comment, cleaned; "" */
};

/* Read the columns that the fit reads, all of them if it is NULL. Every column of the file can be looked for: if the
 * fit has no use for this file (its target is missing; it has too many parameters, which is looked at only if
 * `parameters` are not given), the error says what columns there are. What is called `path` in errors need not be one.
 * False with *error, there is then nothing to free. */
bool columns_read_file(struct columns *columns, const char *path, const struct dh_fit *fit, bool parameters_given,
                       struct dh_error *error);
bool columns_read_bytes(struct columns *columns, const char *path, const char *bytes, size_t length,
                        const struct dh_fit *fit, bool parameters_given, struct dh_error *error);
void columns_free(struct columns *columns);

#endif

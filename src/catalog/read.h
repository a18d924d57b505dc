/* SPDX-License-Identifier: MIT
 *
 * Opening files that are files, and reading one into memory, however large it says it is: never more than a limit. */
#ifndef CATALOG_READ_H
#define CATALOG_READ_H

#include "base/text.h"
#include "downhill/error.h"

#include <stdio.h>

/* A regular file, open for reading; NULL with *error (FILE, FILE_KIND). */
FILE *file_open(const char *path, struct dh_error *error);

/* A regular file of at most `most` bytes, appended to `out`. False with *error (FILE, FILE_KIND, FILE_SIZE, MEMORY);
 * of a file that is larger the first `most` bytes are there all the same. */
bool file_read(const char *path, size_t most, struct text *out, struct dh_error *error);

#endif

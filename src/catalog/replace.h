/* SPDX-License-Identifier: MIT
 *
 * Writing a whole file by way of a temporary name beside it and a rename, so that there is always the old one or the
 * new one. The file keeps its mode; behind a symbolic link it is the file itself that is replaced, or made. Pipes and
 * devices are written to as they are. */
#ifndef CATALOG_REPLACE_H
#define CATALOG_REPLACE_H

#include "downhill/error.h"

#include <stddef.h>

/* All of it to an open file, however many pieces that takes. 0 or an errno. */
int file_write(int file, const char *data, size_t length);

/* A file being written. The functions return 0 or an errno. */
struct replacement {
  int file;        /* to be written to */
  char *target;    /* owned: the file behind all links */
  char *temporary; /* owned; NULL for what is written to as it is */
};

int replacement_open(struct replacement *replacement, const char *path);
/* `keep` puts the new file in the place of the old one; otherwise, and after any failure, the old one stays. A
 * replacement that could not be opened may be closed. */
int replacement_close(struct replacement *replacement, bool keep);

/* All of it at once. False with *error (FILE). */
bool file_replace(const char *path, const char *data, size_t length, struct dh_error *error);

#endif

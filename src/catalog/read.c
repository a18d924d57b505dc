/* SPDX-License-Identifier: MIT */
#include "catalog/read.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool fail(const char *path, int reason, struct dh_error *error) {
  return dh_fail(error, DH_ERROR_FILE, -1, path, strerror(reason));
}

static bool fail_size(const char *path, size_t most, struct dh_error *error) {
  dh_fail(error, DH_ERROR_FILE_SIZE, -1, path, NULL);
  error->number = (double)most;
  return false;
}

/* One byte more than may be there shows that the file goes on. 0 or an errno. */
static int append(FILE *file, size_t most, struct text *out) {
  char block[65536];
  size_t left = most + 1, got = 1;
  while (left > 0 && got > 0) {
    got = fread(block, 1, left < sizeof block ? left : sizeof block, file);
    text_append(out, block, got < left ? got : left - 1);
    left -= got;
  }
  return ferror(file) ? errno : out->failed ? ENOMEM : left == 0 ? EFBIG : 0;
}

FILE *file_open(const char *path, struct dh_error *error) {
  struct stat status;
  FILE *file = NULL;
  if (stat(path, &status) != 0)
    fail(path, errno, error);
  else if (!S_ISREG(status.st_mode))
    dh_fail(error, DH_ERROR_FILE_KIND, -1, path, NULL);
  else if (!(file = fopen(path, "rb")))
    fail(path, errno, error);
  return file;
}

bool file_read(const char *path, size_t most, struct text *out, struct dh_error *error) {
  FILE *file = file_open(path, error);
  if (!file) return false;
  int failed = append(file, most, out);
  fclose(file);
  if (failed == EFBIG) return fail_size(path, most, error);
  if (failed == ENOMEM) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  return failed == 0 || fail(path, failed, error);
}

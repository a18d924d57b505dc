/* SPDX-License-Identifier: MIT
 *
 * Files are written whole or not at all. The helpers return 0 or an errno. */
#include "catalog/record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int file, const char *data, size_t length) {
  while (length > 0) {
    ssize_t written = write(file, data, length);
    if (written < 0 && errno != EINTR) return errno;
    if (written < 0) continue;
    data += written;
    length -= (size_t)written;
  }
  return 0;
}

/* A full disk may be noticed only when syncing or closing. */
static int fill(int file, mode_t mode, const char *data, size_t length) {
  int failed = fchmod(file, mode) != 0 ? errno : write_all(file, data, length);
  if (!failed && fsync(file) != 0) failed = errno;
  if (close(file) != 0 && !failed) failed = errno;
  return failed;
}

/* The mode a new file would get from open(). */
static mode_t usual_mode(void) {
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

/* By way of a temporary file in the same directory, which is gone if anything fails. */
static int write_beside(const char *path, mode_t mode, const char *data, size_t length) {
  struct text name = {0};
  text_printf(&name, "%s.XXXXXX", path);
  if (name.failed) {
    text_free(&name);
    return ENOMEM;
  }
  int file = mkstemp(name.data);
  int failed = file < 0 ? errno : fill(file, mode, data, length);
  if (!failed && rename(name.data, path) != 0) failed = errno;
  if (failed && file >= 0) unlink(name.data);
  text_free(&name);
  return failed;
}

/* What is no regular file cannot be replaced: it is written to. */
static int write_through(const char *path, const char *data, size_t length) {
  int file = open(path, O_WRONLY | O_NOCTTY);
  if (file < 0) return errno;
  int failed = write_all(file, data, length);
  if (close(file) != 0 && !failed) failed = errno;
  return failed;
}

/* Behind a symbolic link it is the file itself that is replaced; a file that may not be written to stays. */
static int write_file(const char *path, const char *data, size_t length) {
  struct stat status;
  if (stat(path, &status) != 0) return errno == ENOENT ? write_beside(path, usual_mode(), data, length) : errno;
  if (!S_ISREG(status.st_mode)) return write_through(path, data, length);
  if (access(path, W_OK) != 0) return errno;
  char *real = realpath(path, NULL);
  int failed = real ? write_beside(real, status.st_mode & 07777, data, length) : errno;
  free(real);
  return failed;
}

bool file_replace(const char *path, const char *data, size_t length, struct dh_error *error) {
  int failed = write_file(path, data, length);
  return failed == 0 || dh_fail(error, DH_ERROR_FILE, -1, path, strerror(failed));
}

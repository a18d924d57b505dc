/* SPDX-License-Identifier: MIT
 *
 * Files are written whole or not at all. */
#include "catalog/replace.h"

#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MAX = 40, PATH_SIZE = 4096 }; /* as many links as Linux follows (path_resolution(7)) */

int file_write(int file, const char *data, size_t length) {
  while (length > 0) {
    ssize_t written = write(file, data, length);
    if (written < 0 && errno != EINTR) return errno;
    if (written < 0) continue;
    data += written;
    length -= (size_t)written;
  }
  return 0;
}

/* What a link says, as seen from the folder it is in. 0 or an errno; EINVAL if it is no link. */
static int read_link(const char *path, struct text *out) {
  char to[PATH_SIZE];
  ssize_t length = readlink(path, to, sizeof to);
  if (length < 0) return errno;
  if ((size_t)length == sizeof to) return ENAMETOOLONG;
  const char *slash = strrchr(path, '/');
  text_clear(out);
  if (to[0] != '/' && slash) text_append(out, path, (size_t)(slash - path) + 1);
  text_append(out, to, (size_t)length);
  return out->failed ? ENOMEM : 0;
}

/* The file behind a path, which need not exist; realpath() would want it to. */
static int find_target(const char *path, char **out) {
  struct text next = {0};
  char *target = strdup(path);
  int failed = target ? 0 : ENOMEM;
  for (int links = 0; !failed; links++) {
    failed = links < LINKS_MAX ? read_link(target, &next) : ELOOP;
    if (failed) break;
    free(target);
    target = strdup(text_string(&next));
    if (!target) failed = ENOMEM;
  }
  text_free(&next);
  *out = target;
  return failed == EINVAL || failed == ENOENT ? 0 : failed;
}

/* The mode a new file would get from open(). */
static mode_t usual_mode(void) {
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

static int open_beside(struct replacement *replacement, mode_t mode) {
  struct text name = {0};
  text_printf(&name, "%s.XXXXXX", replacement->target);
  replacement->temporary = name.failed ? NULL : strdup(text_string(&name));
  text_free(&name);
  if (!replacement->temporary) return ENOMEM;
  replacement->file = mkstemp(replacement->temporary);
  if (replacement->file >= 0) return fchmod(replacement->file, mode) == 0 ? 0 : errno;
  int failed = errno;
  free(replacement->temporary); /* nothing of this name is ours */
  replacement->temporary = NULL;
  return failed;
}

static int open_target(struct replacement *replacement) {
  struct stat status;
  const char *target = replacement->target;
  if (stat(target, &status) != 0) return errno == ENOENT ? open_beside(replacement, usual_mode()) : errno;
  if (S_ISREG(status.st_mode)) /* one that may not be written to stays */
    return access(target, W_OK) == 0 ? open_beside(replacement, status.st_mode & 07777) : errno;
  replacement->file = open(target, O_WRONLY | O_NOCTTY | O_CLOEXEC);
  return replacement->file >= 0 ? 0 : errno;
}

int replacement_open(struct replacement *replacement, const char *path) {
  *replacement = (struct replacement){.file = -1};
  int failed = find_target(path, &replacement->target);
  if (!failed) failed = open_target(replacement);
  if (failed) replacement_close(replacement, false);
  return failed;
}

/* A full disk may be noticed only when syncing or closing. Without the sync a file system may put the name on disk
 * before the data: after a loss of power there would be an empty file in the place of the old one. The folder is not
 * synced: after such a loss it may be the old file that is there, but it is whole. */
int replacement_close(struct replacement *replacement, bool keep) {
  int failed = 0, file = replacement->file;
  if (keep && replacement->temporary && fsync(file) != 0) failed = errno;
  if (file >= 0 && close(file) != 0 && !failed) failed = errno;
  bool rename_it = keep && !failed && replacement->temporary;
  if (rename_it && rename(replacement->temporary, replacement->target) != 0) failed = errno;
  if (replacement->temporary && (!keep || failed)) unlink(replacement->temporary);
  free(replacement->temporary);
  free(replacement->target);
  *replacement = (struct replacement){.file = -1};
  return failed;
}

bool file_replace(const char *path, const char *data, size_t length, struct dh_error *error) {
  struct replacement replacement;
  int failed = replacement_open(&replacement, path);
  if (!failed) {
    failed = file_write(replacement.file, data, length);
    int closed = replacement_close(&replacement, !failed);
    if (!failed) failed = closed;
  }
  return failed == 0 || dh_fail(error, DH_ERROR_FILE, -1, path, strerror(failed));
}

/* SPDX-License-Identifier: MIT */
#include "base/number.h"
#include "catalog/log.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char state[] = "trainer_state.json", word[] = "checkpoint-";

static bool is_folder(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool is_file(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* The N of checkpoint-N; -1. */
static double checkpoint_of(const char *name) {
  double number;
  if (strncmp(name, word, sizeof word - 1) != 0 || !is_digit(name[sizeof word - 1])) return -1;
  size_t scanned = number_scan(name + sizeof word - 1, &number);
  return name[sizeof word - 1 + scanned] == '\0' ? number : -1;
}

/* The highest checkpoint with a state. One that is just being written has none yet. */
static bool find_checkpoint(const char *path, int length, char *out, size_t size) {
  char file[LOG_PATH_MAX];
  double highest = -1;
  DIR *folder = opendir(path);
  if (!folder) return false;
  for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    double number = checkpoint_of(entry->d_name);
    int used = snprintf(file, sizeof file, "%.*s/%s/%s", length, path, entry->d_name, state);
    if (!(number > highest) || used < 0 || (size_t)used >= size || !is_file(file)) continue;
    highest = number;
    memcpy(out, file, (size_t)used + 1);
  }
  closedir(folder);
  return highest >= 0;
}

bool log_locate(const char *path, char out[LOG_PATH_MAX], struct dh_error *error) {
  bool folder = strcmp(path, "-") != 0 && is_folder(path);
  int length = (int)strlen(path);
  while (folder && length > 1 && path[length - 1] == '/') length--;
  int used = snprintf(out, LOG_PATH_MAX, folder ? "%.*s/%s" : "%.*s", length, path, state);
  if (used < 0 || used >= LOG_PATH_MAX) return dh_fail(error, DH_ERROR_FILE, -1, path, strerror(ENAMETOOLONG));
  if (!folder || is_file(out) || find_checkpoint(path, length, out, LOG_PATH_MAX)) return true;
  return dh_fail(error, DH_ERROR_LOG_FOLDER, -1, path, NULL);
}

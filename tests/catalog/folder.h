/* SPDX-License-Identifier: MIT
 *
 * A folder of a test's own that vanishes when the test is over. */
#ifndef TESTS_CATALOG_FOLDER_H
#define TESTS_CATALOG_FOLDER_H

#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[256];

static int folder_remove(const char *path, const struct stat *status, int type, struct FTW *walk) {
  (void)status, (void)type, (void)walk;
  return remove(path);
}

static void folder_set_up(void) {
  const char *temporary = getenv("TMPDIR");
  snprintf(folder, sizeof folder, "%s/downhill-test-XXXXXX", temporary ? temporary : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void folder_tear_down(void) { nftw(folder, folder_remove, 8, FTW_DEPTH | FTW_PHYS); }

/* The path of a file in it; good until the next call but one. */
static const char *folder_path(const char *name) {
  static char path[2][512];
  static int next;
  next = !next;
  snprintf(path[next], sizeof path[next], "%s/%s", folder, name);
  return path[next];
}

static void folder_write(const char *name, const char *data, size_t length) {
  FILE *file = fopen(folder_path(name), "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(data, 1, length, file), length);
  ck_assert_int_eq(fclose(file), 0);
}

#endif

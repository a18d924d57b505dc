/* SPDX-License-Identifier: MIT */
#include "commands/memo.h"

#include "app/messages.h"
#include "catalog/read.h"
#include "catalog/replace.h"
#include "commands/arguments.h"
#include "commands/places.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };
static const char put_aside[] = ".damaged";

static bool find_path(const struct memo *memo, char *out, size_t size) {
  return place_path(PLACE_STATE, memo->name, out, size);
}

/* A run of zeros, which a file has where a machine lost power before its blocks were written, is one end of line. */
static void add_lines(struct memo *memo, const char *bytes, size_t count, struct text *out) {
  for (size_t i = 0; i < count; i++) {
    bool zero = bytes[i] == '\0', again = zero && out->length > 0 && out->data[out->length - 1] == '\n';
    memo->damaged |= zero;
    if (!again) text_append(out, zero ? "\n" : &bytes[i], 1);
  }
}

static bool read_end(struct memo *memo, FILE *file, size_t most, struct text *out) {
  char block[4096];
  size_t left = most;
  if (fseek(file, 0, SEEK_END) != 0) return false;
  long size = ftell(file);
  if (size < 0 || fseek(file, (size_t)size > most ? size - (long)most : 0, SEEK_SET) != 0) return false;
  for (size_t got = 1; left > 0 && got > 0; left -= got) {
    got = fread(block, 1, left < sizeof block ? left : sizeof block, file);
    add_lines(memo, block, got, out);
  }
  return !ferror(file);
}

void memo_read(struct memo *memo, size_t most, struct text *out) {
  char path[PATH_SIZE];
  if (!find_path(memo, path, sizeof path) || access(path, F_OK) != 0) return;
  FILE *file = file_open(path, &memo->error);
  bool good =
      file && (read_end(memo, file, most, out) || dh_fail(&memo->error, DH_ERROR_FILE, -1, path, strerror(errno)));
  if (good && out->failed) good = dh_fail(&memo->error, DH_ERROR_MEMORY, -1, NULL, NULL);
  if (file) fclose(file);
  if (!good) memo->failed = memo->unreadable = true;
}

static bool put_it_aside(struct memo *memo, const char *path) {
  struct text name = {0};
  text_printf(&name, "%s%s", path, put_aside);
  bool good = !name.failed && rename(path, text_string(&name)) == 0;
  if (!good) dh_fail(&memo->error, DH_ERROR_FILE, -1, path, strerror(name.failed ? ENOMEM : errno));
  text_free(&name);
  return good;
}

static bool write_it(struct memo *memo, const struct text *text) {
  char path[PATH_SIZE];
  if (text->failed) return dh_fail(&memo->error, DH_ERROR_MEMORY, -1, NULL, NULL);
  if (!find_path(memo, path, sizeof path))
    return dh_fail(&memo->error, DH_ERROR_FILE, -1, memo->name, _("there is no home directory"));
  place_make(path);
  if (memo->damaged && !memo->aside) memo->aside = put_it_aside(memo, path);
  if (memo->damaged && !memo->aside) return false;
  return file_replace(path, text_string(text), text->length, &memo->error);
}

void memo_write(struct memo *memo, const struct text *text) {
  if (!memo->unreadable) memo->failed = !write_it(memo, text);
}

void memo_tell(const struct memo *memo) {
  char path[PATH_SIZE];
  if (memo->aside && find_path(memo, path, sizeof path))
    complain(NULL, _("note: %s was damaged, it is now %s%s"), path, memo->name, put_aside);
  if (memo->failed) complain_error(NULL, &memo->error, _("not kept"), NULL);
}

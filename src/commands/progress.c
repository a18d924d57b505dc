/* SPDX-License-Identifier: MIT */
#include "commands/progress.h"

#include "app/lesson.h"
#include "catalog/read.h"
#include "catalog/replace.h"
#include "commands/places.h"

enum { PATH_SIZE = 4096, PROGRESS_MAX = 1 << 16 /* bytes */ };

void progress_load(struct app *app) {
  char path[PATH_SIZE];
  struct dh_error ignored;
  struct text content = {0};
  if (place_path(PLACE_STATE, "progress", path, sizeof path) && file_read(path, PROGRESS_MAX, &content, &ignored))
    lesson_progress_read(app, text_string(&content));
  text_free(&content);
}

void progress_save(const struct app *app) {
  char path[PATH_SIZE];
  struct dh_error ignored;
  struct text content = {0};
  lesson_progress_write(app, &content);
  if (!content.failed && place_path(PLACE_STATE, "progress", path, sizeof path)) {
    place_make(path);
    file_replace(path, text_string(&content), content.length, &ignored);
  }
  text_free(&content);
}

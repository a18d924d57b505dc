/* SPDX-License-Identifier: MIT */
#include "commands/progress.h"

#include "app/lesson.h"

enum { PROGRESS_MAX = 1 << 16 /* bytes */ };

void progress_load(struct app *app, struct memo *memo) {
  struct text content = {0};
  *memo = (struct memo){.name = "progress"};
  memo_read(memo, PROGRESS_MAX, &content);
  if (!lesson_progress_read(app, text_string(&content))) memo->damaged = true;
  text_free(&content);
}

void progress_save(const struct app *app, struct memo *memo) {
  struct text content = {0};
  lesson_progress_write(app, &content);
  memo_write(memo, &content);
  text_free(&content);
}

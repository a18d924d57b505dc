/* SPDX-License-Identifier: MIT
 *
 * Which beats of which lessons are done. */
#include "app/lesson.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct lesson_progress *find(const struct app *app, const char *name) {
  if (!app->lessons) return NULL;
  for (int i = 0; i < app->lessons->progress_count; i++)
    if (strcmp(app->lessons->progress[i].name, name) == 0) return &app->lessons->progress[i];
  return NULL;
}

static struct lesson_progress *find_or_add(struct app *app, const char *name) {
  struct app_lessons *lessons = app->lessons;
  struct lesson_progress *progress = find(app, name);
  if (progress || lessons->progress_count == LESSON_PROGRESS_MAX) return progress;
  progress = &lessons->progress[lessons->progress_count++];
  text_copy(progress->name, sizeof progress->name, name);
  return progress;
}

const struct lesson_progress *lesson_progress(const struct app *app, const char *name) { return find(app, name); }

int lesson_done(const struct app *app, const struct lesson *lesson) {
  const struct lesson_progress *progress = find(app, lesson->file->name);
  int count = 0;
  for (unsigned i = 0; progress && i < lesson->file->beats_count; i++) count += (int)(progress->done >> i & 1);
  return count;
}

void lesson_progress_note(struct app *app, bool done) {
  struct app_lessons *lessons = app->lessons;
  struct lesson_progress *progress = find_or_add(app, lessons->lesson->file->name);
  if (!progress) return;
  const struct lesson_progress before = *progress;
  progress->at = lessons->beat;
  if (done) progress->done |= UINT32_C(1) << lessons->beat;
  if (before.at != progress->at || before.done != progress->done) lessons->progress_changed = true;
}

unsigned lesson_effects(struct app *app) {
  if (!app->lessons || !app->lessons->progress_changed) return 0;
  app->lessons->progress_changed = false;
  return EFFECT_PROGRESS;
}

/* "the_step 3 1110" */
static bool read_line(struct app *app, const char *line, size_t length) {
  char copy[128], name[DH_NAME_MAX], bits[LESSON_BEATS_MAX + 1];
  unsigned at;
  text_copy(copy, length + 1 < sizeof copy ? length + 1 : sizeof copy, line);
  static_assert(DH_NAME_MAX == 32 && LESSON_BEATS_MAX == 32, "the widths in the format below");
  if (sscanf(copy, "%31s %9u %32[01]", name, &at, bits) != 3) return false;
  if (!lesson_name_is_good(name) || at >= LESSON_BEATS_MAX) return false;
  struct lesson_progress *progress = find_or_add(app, name);
  if (!progress) return true; /* more lessons than there is room for */
  progress->at = at;
  progress->done = 0;
  for (unsigned i = 0; bits[i]; i++) progress->done |= (uint32_t)(bits[i] == '1') << i;
  return true;
}

bool lesson_progress_read(struct app *app, const char *text) {
  bool good = true;
  if (!lessons_create(app)) return true;
  while (*text) {
    size_t length = strcspn(text, "\n");
    if (length > 0 && !read_line(app, text, length)) good = false;
    text += length + (text[length] == '\n');
  }
  return good;
}

void lesson_progress_write(const struct app *app, struct text *out) {
  for (int i = 0; app->lessons && i < app->lessons->progress_count; i++) {
    const struct lesson_progress *progress = &app->lessons->progress[i];
    text_printf(out, "%s %u ", progress->name, progress->at);
    unsigned last = LESSON_BEATS_MAX - 1;
    while (last > 0 && !(progress->done >> last & 1)) last--;
    for (unsigned k = 0; k <= last; k++) text_add(out, progress->done >> k & 1 ? "1" : "0");
    text_add(out, "\n");
  }
}

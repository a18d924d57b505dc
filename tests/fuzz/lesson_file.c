/* SPDX-License-Identifier: MIT
 *
 * A lesson: what can be read is opened, beat by beat, answered, and laid out as lines. */
#include "fuzz.h"

#include "app/app.h"
#include "app/lesson.h"
#include "catalog/document.h"

#include <stdlib.h>
#include <string.h>

static void play_beat(struct app *app, const struct lesson *lesson, unsigned beat) {
  static struct lesson_line lines[LESSON_LINES_MAX];
  struct lesson_trouble trouble;
  if (!lesson_open(app, lesson, beat, &trouble) || !lesson_check(app, &trouble)) {
    fuzz_must(trouble.words[0] != '\0');
    fuzz_harmless(trouble.words);
    fuzz_must(lesson_line(lesson, trouble.beat, trouble.entry) >= 0);
    return;
  }
  lesson_reveal(app);
  lesson_skip(app);
  for (int i = lesson_lines(app, lines) - 1; i >= 0; i--) fuzz_harmless(lines[i].words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct dh_error error;
  struct app app;
  char *text = fuzz_text(data, size);
  const struct app_options options = {.catalog = fuzz_catalog(), .cols = 80, .rows = 24};
  const struct document document = {"fuzz.yaml", text, strlen(text)};
  struct lesson *lesson = lesson_from_yaml(&document, &error);
  if (lesson) {
    fuzz_must(app_init(&app, &options, &error));
    for (unsigned i = 0; i < lesson->file->beats_count; i++) play_beat(&app, lesson, i);
    app_free(&app);
    fuzz_taken++;
  } else {
    fuzz_refused(&error);
  }
  lesson_destroy(lesson);
  free(text);
  return 0;
}

/* SPDX-License-Identifier: MIT
 *
 * Which lessons are done, and the settings of the screen: files that nobody writes by hand, but everybody could. */
#include "fuzz.h"

#include "app/app.h"
#include "app/lesson.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct app app;
  struct dh_error error;
  struct text first = {0}, second = {0};
  char *text = fuzz_text(data, size);
  const struct app_options options = {.catalog = fuzz_catalog(), .cols = 80, .rows = 24};
  fuzz_must(app_init(&app, &options, &error));
  lesson_progress_read(&app, text);
  lesson_progress_write(&app, &first);
  lesson_progress_read(&app, text_string(&first));
  lesson_progress_write(&app, &second);
  fuzz_must(strcmp(text_string(&first), text_string(&second)) == 0);
  fuzz_taken += first.length > 0;
  text_free(&first);
  text_free(&second);
  app_free(&app);
  free(text);
  return 0;
}

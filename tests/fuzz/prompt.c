/* SPDX-License-Identifier: MIT
 *
 * Lines typed after `:`, each ended by Enter; a tab completes. What the app wants done to files is not done. */
#include "fuzz.h"

#include "app/app.h"

#include <stdlib.h>
#include <string.h>

enum { KEYS_MOST = 400, LINES_MOST = 6 };

static uint32_t key_of(uint32_t c) { return c == '\n' ? KEY_CODE_ENTER : c == '\t' ? KEY_CODE_TAB : c; }

static void type(struct app *app, const char *text) {
  size_t left = strlen(text), length;
  int lines = 0;
  app_key(app, ':');
  for (int i = 0; left > 0 && i < KEYS_MOST && lines < LINES_MOST; i++, text += length, left -= length) {
    uint32_t key = key_of(utf8_decode(text, left, &length));
    app_key(app, key);
    fuzz_must(utf8_is_valid(app->prompt.text));
    fuzz_harmless(app->message);
    if (key != KEY_CODE_ENTER) continue;
    app_tick(app, 33333);
    app_key(app, ':');
    lines++;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct app app;
  struct dh_error error;
  char *text = fuzz_text(data, size);
  const struct app_options options = {.catalog = fuzz_catalog(), .cols = 80, .rows = 24};
  fuzz_must(app_init(&app, &options, &error));
  type(&app, text);
  fuzz_taken += app.message_tone != TONE_ERROR;
  app_free(&app);
  free(text);
  return 0;
}

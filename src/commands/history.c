/* SPDX-License-Identifier: MIT
 *
 * The history of the `:` line, in the folder for what a program remembers by itself: one line each, the newest last.
 * Two programs that run at once both add to it. */
#include "commands/files.h"

#include <string.h>

enum { SIZE_MOST = APP_HISTORY * APP_PROMPT };

void history_read(struct app *app, struct memo *memo) {
  char line[APP_PROMPT];
  struct text all = {0};
  *memo = (struct memo){.name = "history"};
  memo_read(memo, SIZE_MOST, &all);
  for (const char *at = text_string(&all); *at;) {
    size_t length = strcspn(at, "\n");
    text_copy(line, length + 1 < sizeof line ? length + 1 : sizeof line, at);
    if (length < sizeof line) app_remember_line(app, line);
    at += length + (at[length] == '\n');
  }
  text_free(&all);
}

/* Cut off all but the last lines. */
static void keep_last(struct text *text, int count) {
  struct text kept = {0};
  const char *start = text_string(text), *at = start + text->length;
  while (at > start && (at[-1] != '\n' || count-- > 0)) at--;
  text_add(&kept, at);
  kept.failed |= text->failed;
  text_free(text);
  *text = kept;
}

void history_write(const struct app *app, struct memo *memo) {
  struct text all = {0};
  const struct app_prompt *prompt = &app->prompt;
  if (prompt->history_old == prompt->history_count) return;
  memo_read(memo, SIZE_MOST, &all);
  if (all.length > 0 && all.data[all.length - 1] != '\n') text_add(&all, "\n");
  for (int i = prompt->history_old; i < prompt->history_count; i++) text_printf(&all, "%s\n", prompt->history[i]);
  keep_last(&all, APP_HISTORY);
  memo_write(memo, &all);
  text_free(&all);
}

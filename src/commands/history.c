/* SPDX-License-Identifier: MIT
 *
 * The history of the `:` line, in the folder for what a program remembers by itself: one line each, the newest last.
 * Two programs that run at once both add to it. */
#include "commands/files.h"
#include "commands/places.h"

#include "catalog/replace.h"

#include <stdio.h>
#include <string.h>

enum { PATH_SIZE = 4096, SIZE_MOST = APP_HISTORY * APP_PROMPT };

static bool history_path(char *out, size_t size) { return place_path(PLACE_STATE, "history", out, size); }

/* The end of the file, as much as a history can be long. */
static void read_end(const char *path, struct text *out) {
  char block[4096];
  FILE *file = fopen(path, "rb");
  if (!file) return;
  if (fseek(file, 0, SEEK_END) == 0) {
    long size = ftell(file), from = size > SIZE_MOST ? size - SIZE_MOST : 0;
    if (size >= 0 && fseek(file, from, SEEK_SET) == 0)
      for (size_t got; out->length < SIZE_MOST && (got = fread(block, 1, sizeof block, file)) > 0;)
        text_append(out, block, got);
  }
  fclose(file);
}

void history_read(struct app *app) {
  char path[PATH_SIZE], line[APP_PROMPT];
  struct text all = {0};
  if (!history_path(path, sizeof path)) return;
  read_end(path, &all);
  for (const char *at = text_string(&all); *at;) {
    size_t length = strcspn(at, "\n");
    text_copy(line, length + 1 < sizeof line ? length + 1 : sizeof line, at);
    if (length < sizeof line) app_remember_line(app, line);
    at += length + (at[length] == '\n');
  }
  text_free(&all);
}

/* The last lines of a text, from the start of one. */
static const char *last_lines(const struct text *text, int count) {
  const char *start = text_string(text), *at = start + text->length;
  while (at > start && (at[-1] != '\n' || count-- > 0)) at--;
  return at;
}

void history_write(const struct app *app) {
  char path[PATH_SIZE];
  struct text all = {0};
  struct dh_error ignored;
  const struct app_prompt *prompt = &app->prompt;
  if (prompt->history_old == prompt->history_count || !history_path(path, sizeof path)) return;
  place_make(path);
  read_end(path, &all);
  if (all.length > 0 && all.data[all.length - 1] != '\n') text_add(&all, "\n");
  for (int i = prompt->history_old; i < prompt->history_count; i++) text_printf(&all, "%s\n", prompt->history[i]);
  const char *kept = last_lines(&all, APP_HISTORY);
  if (!all.failed) file_replace(path, kept, strlen(kept), &ignored);
  text_free(&all);
}

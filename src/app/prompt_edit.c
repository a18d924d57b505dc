/* SPDX-License-Identifier: MIT
 *
 * Editing the `:` line, with the keys that a shell has, and going through what was typed before: Up finds the lines
 * that begin like the one that is there. */
#include "app/prompt.h"

#include <string.h>

static void insert(struct app_prompt *prompt, uint32_t key) {
  char bytes[4];
  int length = utf8_encode(key, bytes);
  if (prompt->length + length >= APP_PROMPT) return;
  memmove(prompt->text + prompt->cursor + length, prompt->text + prompt->cursor,
          (size_t)(prompt->length - prompt->cursor) + 1);
  memcpy(prompt->text + prompt->cursor, bytes, (size_t)length);
  prompt->cursor += length;
  prompt->length += length;
}

/* Where the character before the cursor begins. */
static int before(const struct app_prompt *prompt, int cursor) {
  return cursor > 0 ? (int)utf8_floor(prompt->text, (size_t)cursor - 1) : 0;
}

static int after(const struct app_prompt *prompt, int cursor) {
  size_t length;
  utf8_decode(prompt->text + cursor, (size_t)(prompt->length - cursor), &length);
  return cursor + (int)length;
}

static void erase(struct app_prompt *prompt, int from, int to) {
  memmove(prompt->text + from, prompt->text + to, (size_t)(prompt->length - to) + 1);
  prompt->length -= to - from;
  prompt->cursor = from;
}

/* Back over the blanks before the cursor and the word before them. */
static int word_before(const struct app_prompt *prompt) {
  int at = prompt->cursor;
  while (at > 0 && prompt->text[at - 1] == ' ') at--;
  while (at > 0 && prompt->text[at - 1] != ' ') at--;
  return at;
}

/* --- history --- */

static void show(struct app_prompt *prompt, const char *line) {
  text_copy(prompt->text, sizeof prompt->text, line);
  prompt->length = prompt->cursor = (int)strlen(prompt->text);
}

void prompt_set(struct app_prompt *prompt, const char *line) {
  if (!utf8_is_valid(line)) return;
  show(prompt, line);
  prompt->history_at = prompt->history_count;
}

void prompt_remember(struct app_prompt *prompt, const char *line) {
  if (prompt->history_count > 0 && strcmp(prompt->history[prompt->history_count - 1], line) == 0) return;
  if (prompt->history_count == APP_HISTORY) {
    memmove(prompt->history[0], prompt->history[1], sizeof prompt->history[0] * (APP_HISTORY - 1));
    prompt->history_count--;
    if (prompt->history_old > 0) prompt->history_old--;
  }
  text_copy(prompt->history[prompt->history_count++], sizeof prompt->history[0], line);
}

void app_remember_line(struct app *app, const char *line) {
  char clean[APP_PROMPT];
  text_clean(clean, sizeof clean, line);
  if (clean[0] != '\0') prompt_remember(&app->prompt, clean);
  app->prompt.history_old = app->prompt.history_count;
}

/* The nearest line before (-1) or after (1) that begins like what was typed; behind the last, that itself. */
static void recall(struct app_prompt *prompt, int by) {
  if (prompt->history_at == prompt->history_count) text_copy(prompt->typed, sizeof prompt->typed, prompt->text);
  size_t length = strlen(prompt->typed);
  int at = prompt->history_at + by;
  while (at >= 0 && at < prompt->history_count && strncmp(prompt->history[at], prompt->typed, length) != 0) at += by;
  if (at < 0 || at > prompt->history_count) return;
  prompt->history_at = at;
  show(prompt, at == prompt->history_count ? prompt->typed : prompt->history[at]);
}

/* --- keys --- */

enum { CTRL_A = 'A' - '@', CTRL_E = 'E' - '@', CTRL_K = 'K' - '@', CTRL_U = 'U' - '@', CTRL_W = 'W' - '@' };

/* True if the key only moves the cursor. */
static bool move(struct app_prompt *prompt, uint32_t key) {
  switch (key) {
  case KEY_CODE_LEFT:
    prompt->cursor = before(prompt, prompt->cursor);
    return true;
  case KEY_CODE_RIGHT:
    prompt->cursor = after(prompt, prompt->cursor);
    return true;
  case KEY_CODE_HOME:
  case CTRL_A:
    prompt->cursor = 0;
    return true;
  case KEY_CODE_END:
  case CTRL_E:
    prompt->cursor = prompt->length;
    return true;
  case KEY_CODE_UP:
    recall(prompt, -1);
    return true;
  case KEY_CODE_DOWN:
    recall(prompt, 1);
    return true;
  default:
    return false;
  }
}

static void change(struct app_prompt *prompt, uint32_t key) {
  int cursor = prompt->cursor;
  switch (key) {
  case KEY_CODE_BACKSPACE:
    erase(prompt, before(prompt, cursor), cursor);
    break;
  case KEY_CODE_DELETE:
    erase(prompt, cursor, after(prompt, cursor));
    break;
  case CTRL_W:
    erase(prompt, word_before(prompt), cursor);
    break;
  case CTRL_U:
    erase(prompt, 0, cursor);
    break;
  case CTRL_K:
    erase(prompt, cursor, prompt->length);
    break;
  default:
    if (key < KEY_CODE_SPECIAL && !text_is_harmful(key)) insert(prompt, key);
  }
}

void prompt_edit(struct app_prompt *prompt, uint32_t key) {
  if (move(prompt, key)) return;
  change(prompt, key);
  prompt->history_at = prompt->history_count; /* a line of its own from here on */
}

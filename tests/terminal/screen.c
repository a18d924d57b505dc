/* SPDX-License-Identifier: MIT */
#include "screen.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static int set_property(VTermProp property, VTermValue *value, void *user) {
  struct screen *screen = user;
  if (property == VTERM_PROP_ALTSCREEN) screen->alternate = value->boolean != 0;
  if (property == VTERM_PROP_CURSORVISIBLE) screen->cursor = value->boolean != 0;
  return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = set_property};

void screen_open(struct screen *screen, int cols, int rows) {
  *screen = (struct screen){.cols = cols, .rows = rows, .cursor = true};
  screen->vterm = vterm_new(rows, cols);
  vterm_set_utf8(screen->vterm, 1);
  screen->cells = vterm_obtain_screen(screen->vterm);
  vterm_screen_set_callbacks(screen->cells, &callbacks, screen);
  vterm_screen_enable_altscreen(screen->cells, 1);
  vterm_screen_reset(screen->cells, 1);
}

void screen_close(struct screen *screen) {
  if (screen->vterm) vterm_free(screen->vterm);
  free(screen->log);
  *screen = (struct screen){0};
}

void screen_resize(struct screen *screen, int cols, int rows) {
  vterm_set_size(screen->vterm, rows, cols);
  screen->cols = cols;
  screen->rows = rows;
}

void screen_feed(struct screen *screen, const char *bytes, size_t length) {
  if (screen->length + length + 1 > screen->capacity) {
    screen->capacity = 2 * (screen->length + length + 1);
    screen->log = realloc(screen->log, screen->capacity);
    if (!screen->log) abort();
  }
  memcpy(screen->log + screen->length, bytes, length);
  screen->length += length;
  screen->log[screen->length] = '\0';
  vterm_input_write(screen->vterm, bytes, length);
}

VTermScreenCell screen_cell(const struct screen *screen, int x, int y) {
  VTermScreenCell cell;
  memset(&cell, 0, sizeof cell);
  vterm_screen_get_cell(screen->cells, (VTermPos){.row = y, .col = x}, &cell);
  return cell;
}

uint32_t screen_glyph(const struct screen *screen, int x, int y) {
  uint32_t glyph = screen_cell(screen, x, y).chars[0];
  return glyph == (uint32_t)-1 ? 0 : glyph == 0 ? ' ' : glyph;
}

const char *screen_row(const struct screen *screen, int y) {
  static char row[4096];
  size_t length = 0, end = 0;
  for (int x = 0; x < screen->cols && length + 4 < sizeof row; x++) {
    uint32_t glyph = screen_glyph(screen, x, y);
    if (glyph == 0) continue;
    length += (size_t)utf8_encode(glyph, row + length);
    if (glyph != ' ') end = length;
  }
  row[end] = '\0';
  return row;
}

static void squeeze(char *text) {
  char *to = text;
  for (const char *from = text; *from; from++)
    if (*from != ' ' || to == text || to[-1] != ' ') *to++ = *from;
  *to = '\0';
}

bool screen_shows(const struct screen *screen, const char *text) {
  char row[4096];
  for (int y = 0; y < screen->rows; y++) {
    text_copy(row, sizeof row, screen_row(screen, y));
    squeeze(row);
    if (strstr(row, text)) return true;
  }
  return false;
}

const char *screen_dump(const struct screen *screen) {
  static char dump[64 * 1024];
  size_t length = 0;
  dump[0] = '\0';
  for (int y = 0; y < screen->rows; y++) {
    const char *row = screen_row(screen, y);
    size_t more = strlen(row);
    if (length + more + 2 > sizeof dump) break;
    memcpy(dump + length, row, more);
    length += more;
    dump[length++] = '\n';
    dump[length] = '\0';
  }
  return dump;
}

int screen_sent(const struct screen *screen, size_t from, const char *sequence) {
  int count = 0;
  if (!screen->log) return 0;
  for (const char *at = screen->log + from; (at = strstr(at, sequence)); at++) count++;
  return count;
}

static bool sets_color(const char *parameters, const char *end) {
  while (parameters < end) {
    char *next;
    long number = strtol(parameters, &next, 10);
    if ((number >= 30 && number <= 49) || (number >= 90 && number <= 107)) return true;
    parameters = next > parameters ? next + 1 : parameters + 1;
  }
  return false;
}

bool screen_sent_color(const struct screen *screen, size_t from) {
  if (!screen->log) return false;
  for (const char *at = screen->log + from; (at = strstr(at, "\033[")); at++) {
    const char *end = at + 2 + strspn(at + 2, "0123456789;:");
    if (*end == 'm' && sets_color(at + 2, end)) return true;
  }
  return false;
}

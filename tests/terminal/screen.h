/* SPDX-License-Identifier: MIT
 *
 * A screen for tests: libvterm, fed with the bytes that a program sends to its terminal, and a log of them. */
#ifndef TESTS_TERMINAL_SCREEN_H
#define TESTS_TERMINAL_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vterm.h>

struct screen {
  VTerm *vterm;
  VTermScreen *cells;
  int cols, rows;
  bool alternate, cursor; /* in the alternate screen; cursor visible */
  char *log;              /* everything ever fed, NUL-terminated */
  size_t length, capacity;
};

void screen_open(struct screen *screen, int cols, int rows);
void screen_close(struct screen *screen);
void screen_resize(struct screen *screen, int cols, int rows);
void screen_feed(struct screen *screen, const char *bytes, size_t length);

/* The character at a place: ' ' for empty cells, 0 for the right half of a wide one. */
uint32_t screen_glyph(const struct screen *screen, int x, int y);
VTermScreenCell screen_cell(const struct screen *screen, int x, int y);
/* A row as UTF-8 without blanks at its end; the buffer is static. */
const char *screen_row(const struct screen *screen, int y);
/* Is this text somewhere on the screen, in one row? Several blanks count as one. */
bool screen_shows(const struct screen *screen, const char *text);
/* Everything as text, for messages; the buffer is static. */
const char *screen_dump(const struct screen *screen);

/* How often `sequence` is in the log from `from` on. */
int screen_sent(const struct screen *screen, size_t from, const char *sequence);
/* Has a colour been set (SGR 30 to 49, 90 to 107) in the log from `from` on? */
bool screen_sent_color(const struct screen *screen, size_t from);

#endif

/* SPDX-License-Identifier: MIT */
#include "inside.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct screen screen;
struct frame frame;
struct terminal_features features;
static int saved_in = -1, saved_out = -1, log_file = -1, keyboard = -1;
static off_t seen;

/* Read what was sent since the last time; returns how many bytes. */
size_t inside_take(void) {
  static char bytes[65536];
  size_t total = 0;
  ssize_t got;
  while ((got = pread(log_file, bytes, sizeof bytes, seen)) > 0) {
    screen_feed(&screen, bytes, (size_t)got);
    seen += got;
    total += (size_t)got;
  }
  return total;
}

static void set_number(const char *name, int value) {
  char text[16];
  snprintf(text, sizeof text, "%d", value);
  setenv(name, text, 1);
}

static void redirect(void) {
  char name[] = "/tmp/downhill-screen-XXXXXX";
  int ends[2];
  ck_assert_int_eq(pipe(ends), 0);
  log_file = mkstemp(name);
  ck_assert_int_ge(log_file, 0);
  unlink(name);
  saved_in = fcntl(STDIN_FILENO, F_DUPFD, 10);
  saved_out = fcntl(STDOUT_FILENO, F_DUPFD, 10);
  fflush(stdout);
  dup2(ends[0], STDIN_FILENO);
  dup2(log_file, STDOUT_FILENO);
  close(ends[0]);
  keyboard = ends[1];
  seen = 0;
}

static void give_back(void) {
  fflush(stdout);
  dup2(saved_in, STDIN_FILENO);
  dup2(saved_out, STDOUT_FILENO);
  close(saved_in);
  close(saved_out);
  close(log_file);
  if (keyboard >= 0) close(keyboard);
}

bool inside_start_with(const char *term, const char *locale, int cols, int rows,
                       const struct terminal_options *options) {
  char why[256] = "";
  setenv("TERM", term, 1);
  setenv("LC_ALL", locale, 1);
  set_number("COLUMNS", cols);
  set_number("LINES", rows);
  unsetenv("COLORTERM");
  redirect();
  screen_open(&screen, cols, rows);
  if (!terminal_open(options, &features, why, sizeof why)) {
    give_back();
    ck_assert_msg(strlen(why) > 0, "no reason given");
    return false;
  }
  inside_take();
  ck_assert(frame_init(&frame, features.cols, features.rows));
  frame.glyphs = features.glyphs;
  frame.colors = features.colors;
  frame_clear(&frame);
  return true;
}

/* A clock that goes on by a millisecond whenever somebody looks. */
int64_t inside_now(void) {
  static int64_t moment;
  return moment += 1000;
}

const struct terminal_options inside_as_found = {.glyphs = -1, .color = -1, .synchronize = true, .now = inside_now};

void inside_start(const char *term, const char *locale, int cols, int rows) {
  ck_assert(inside_start_with(term, locale, cols, rows, &inside_as_found));
}

void inside_stop(void) {
  terminal_close();
  inside_take();
  give_back();
  ck_assert_msg(!screen.alternate, "the alternate screen is still on");
  ck_assert_msg(screen.cursor, "the cursor is still hidden");
  frame_free(&frame);
  screen_close(&screen);
}

size_t inside_present(void) {
  ck_assert_int_eq(terminal_present(&frame), 1000); /* by the clock it was given */
  return inside_take();
}

int inside_color(VTermColor color) {
  if (VTERM_COLOR_IS_DEFAULT_FG(&color) || VTERM_COLOR_IS_DEFAULT_BG(&color)) return FRAME_DEFAULT;
  return VTERM_COLOR_IS_INDEXED(&color) ? color.indexed.idx : -2;
}

void inside_compare(void) {
  for (int y = 0; y < frame.rows; y++) {
    for (int x = 0; x < frame.cols; x++) {
      const struct cell *cell = &frame.cells[y * frame.cols + x];
      VTermScreenCell there = screen_cell(&screen, x, y);
      ck_assert_msg(screen_glyph(&screen, x, y) == cell->glyph, "%d,%d: U+%X instead of U+%X", x, y,
                    screen_glyph(&screen, x, y), cell->glyph);
      if (cell->glyph == 0) continue;
      ck_assert_int_eq(inside_color(there.bg), cell->bg);
      ck_assert_int_eq(there.attrs.reverse, (cell->attr & ATTR_REVERSE) != 0);
      ck_assert_int_eq(there.attrs.underline, (cell->attr & ATTR_UNDERLINE) != 0);
      if (cell->glyph == ' ') continue;
      ck_assert_int_eq(inside_color(there.fg), cell->fg);
      ck_assert_int_eq(there.attrs.bold, (cell->attr & ATTR_BOLD) != 0);
    }
  }
}

void inside_type(const char *bytes) {
  size_t length = strlen(bytes);
  ck_assert_int_eq(write(keyboard, bytes, length), (ssize_t)length);
}

void inside_hang_up(void) {
  close(keyboard);
  keyboard = -1;
}

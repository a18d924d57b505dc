/* SPDX-License-Identifier: MIT
 *
 * The terminal room inside this process: what it sends goes to a file, which never blocks, and from there to libvterm;
 * keys come out of a pipe. No clock and no second process, so nothing here depends on timing. */
#include "base/key.h"
#include "screen.h"
#include "terminal/terminal.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct screen screen;
static struct frame frame;
static struct terminal_features features;
static int saved_in = -1, saved_out = -1, log_file = -1, keyboard = -1;
static off_t seen;

/* Read what was sent since the last time; returns how many bytes. */
static size_t take(void) {
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

static bool start_with(const char *term, const char *locale, int cols, int rows,
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
  take();
  ck_assert(frame_init(&frame, features.cols, features.rows));
  frame.glyphs = features.glyphs;
  frame.colors = features.colors;
  frame_clear(&frame);
  return true;
}

/* A clock that goes on by a millisecond whenever somebody looks. */
static int64_t now(void) {
  static int64_t moment;
  return moment += 1000;
}

static const struct terminal_options as_found = {.glyphs = -1, .color = -1, .synchronize = true, .now = now};

static void start(const char *term, const char *locale, int cols, int rows) {
  ck_assert(start_with(term, locale, cols, rows, &as_found));
}

static void stop(void) {
  terminal_close();
  take();
  give_back();
  ck_assert_msg(!screen.alternate, "the alternate screen is still on");
  ck_assert_msg(screen.cursor, "the cursor is still hidden");
  frame_free(&frame);
  screen_close(&screen);
}

static size_t present(void) {
  ck_assert_int_eq(terminal_present(&frame), 1000); /* by the clock it was given */
  return take();
}

static uint32_t lcg(uint32_t *state) { return (*state = *state * 1664525u + 1013904223u) >> 8; }

/* --- cells --- */

static const uint32_t glyph_row[] = {' ', 'a', '~', 0x2800, 0x28FF, 0x2580, 0x2588, 0x2500, 0x3B7, 0x4E2D};
enum { GLYPHS = sizeof glyph_row / sizeof *glyph_row };

static void scribble(uint32_t seed) {
  for (int y = 0; y < frame.rows; y++) {
    for (int x = 0; x < frame.cols; x++) {
      uint32_t glyph = glyph_row[lcg(&seed) % GLYPHS];
      bool wide = glyph == 0x4E2D;
      if (wide && x + 1 >= frame.cols) glyph = 'z', wide = false;
      struct cell *cell = &frame.cells[y * frame.cols + x];
      *cell = (struct cell){.glyph = glyph,
                            .fg = (int16_t)(16 + lcg(&seed) % 16),
                            .bg = (int16_t)(lcg(&seed) % 4 ? 32 + (int)(lcg(&seed) % 8) : FRAME_DEFAULT),
                            .attr = (uint16_t)(lcg(&seed) % 8)};
      if (wide) cell[1] = (struct cell){.glyph = 0, .fg = cell->fg, .bg = cell->bg, .attr = cell->attr}, x++;
    }
  }
}

static int color_index(VTermColor color) {
  if (VTERM_COLOR_IS_DEFAULT_FG(&color) || VTERM_COLOR_IS_DEFAULT_BG(&color)) return FRAME_DEFAULT;
  return VTERM_COLOR_IS_INDEXED(&color) ? color.indexed.idx : -2;
}

static void compare_cells(void) {
  for (int y = 0; y < frame.rows; y++) {
    for (int x = 0; x < frame.cols; x++) {
      const struct cell *cell = &frame.cells[y * frame.cols + x];
      VTermScreenCell there = screen_cell(&screen, x, y);
      ck_assert_msg(screen_glyph(&screen, x, y) == cell->glyph, "%d,%d: U+%X instead of U+%X", x, y,
                    screen_glyph(&screen, x, y), cell->glyph);
      if (cell->glyph == 0) continue;
      ck_assert_int_eq(color_index(there.bg), cell->bg);
      ck_assert_int_eq(there.attrs.reverse, (cell->attr & ATTR_REVERSE) != 0);
      ck_assert_int_eq(there.attrs.underline, (cell->attr & ATTR_UNDERLINE) != 0);
      if (cell->glyph == ' ') continue;
      ck_assert_int_eq(color_index(there.fg), cell->fg);
      ck_assert_int_eq(there.attrs.bold, (cell->attr & ATTR_BOLD) != 0);
    }
  }
}

START_TEST(test_every_cell_arrives) {
  start("xterm-256color", "C.UTF-8", 80, 24);
  ck_assert_int_eq(features.colors, COLOR_256);
  ck_assert_int_eq(features.glyphs, GLYPHS_BRAILLE);
  for (uint32_t seed = 1; seed < 20; seed++) {
    scribble(seed);
    present();
    compare_cells();
  }
  stop();
}
END_TEST

START_TEST(test_bytes) {
  start("xterm-256color", "C.UTF-8", 200, 60);
  scribble(1);
  present();
  ck_assert_uint_eq(present(), 0); /* a frame that shows the same costs nothing at all */
  frame_put(&frame, 100, 30, 'o', 200, 20, 0);
  size_t one = present();
  ck_assert_uint_gt(one, 0);
  ck_assert_uint_lt(one, 80);
  terminal_redraw();
  size_t from = screen.length, all = present();
  ck_assert_uint_gt(all, 12000);
  ck_assert_int_ge(screen_sent(&screen, from, "\033[H\033[2J"), 1);
  compare_cells();
  stop();
}
END_TEST

/* The dearest picture there is: each half cell one of eight levels, all of them new. */
START_TEST(test_heatmap_budget) {
  static const int16_t ramp[8] = {53, 55, 25, 30, 36, 42, 149, 226};
  start("xterm-256color", "C.UTF-8", 200, 60);
  size_t worst = 0;
  for (int shift = 0; shift < 8; shift++) {
    for (int y = 0; y < frame.rows; y++)
      for (int x = 0; x < frame.cols; x++) {
        int upper = ((x - 100) * (x - 100) / 4 + (2 * y - 60) * (2 * y - 60)) / 400 + shift;
        int lower = ((x - 100) * (x - 100) / 4 + (2 * y - 59) * (2 * y - 59)) / 400 + shift;
        frame_put(&frame, x, y, 0x2580, ramp[upper & 7], ramp[lower & 7], 0);
      }
    size_t bytes = present();
    worst = bytes > worst ? bytes : worst;
  }
  ck_assert_uint_lt(worst, 60000);
  for (int x = 0; x < frame.cols; x++) { /* halves of one colour are sent as a blank of that colour */
    const struct cell *cell = &frame.cells[30 * frame.cols + x];
    VTermScreenCell there = screen_cell(&screen, x, 30);
    ck_assert_int_eq(color_index(there.bg), cell->bg);
    ck_assert_uint_eq(screen_glyph(&screen, x, 30), cell->fg == cell->bg ? ' ' : 0x2580);
  }
  stop();
}
END_TEST

START_TEST(test_frames_are_bracketed) {
  static const struct {
    const char *term;
    bool wanted, sent;
  } row[] = {{"xterm-256color", true, true},
             {"tmux-256color", true, true},
             {"xterm-256color", false, false},
             {"linux", true, false},
             {"vt100", true, false}};
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    const struct terminal_options options = {.glyphs = -1, .color = -1, .synchronize = row[i].wanted, .now = now};
    ck_assert(start_with(row[i].term, "C.UTF-8", 80, 24, &options));
    size_t from = screen.length;
    scribble(3);
    present();
    ck_assert_int_eq(screen_sent(&screen, from, "\033[?2026h"), row[i].sent);
    ck_assert_int_eq(screen_sent(&screen, from, "\033[?2026l"), row[i].sent);
    if (row[i].sent) ck_assert_mem_eq(screen.log + screen.length - 8, "\033[?2026l", 8);
    stop();
  }
}
END_TEST

/* --- terminals, locales, sizes --- */

static const char *const terms[] = {"xterm-256color", "tmux-256color", "screen-256color",          "linux",
                                    "vt100",          "xterm",         "xterm-kitty-of-the-future"};
static const char *const locales[] = {"C", "C.UTF-8", "zh_CN.UTF-8", "not_INSTALLED.UTF-8"};
static const struct { int cols, rows; } sizes[] = {{80, 24}, {200, 60}, {40, 12}, {20, 5}, {4, 2}};

#define COUNT(array) ((int)(sizeof array / sizeof *array))

static bool ascii_only(size_t from) {
  for (size_t i = from; i < screen.length; i++)
    if ((unsigned char)screen.log[i] >= 0x80) return false;
  return true;
}

START_TEST(test_everywhere) {
  const char *term = terms[_i % COUNT(terms)], *locale = locales[_i / COUNT(terms) % COUNT(locales)];
  int size = _i / COUNT(terms) / COUNT(locales), cols = sizes[size].cols, rows = sizes[size].rows;
  start(term, locale, cols, rows);
  ck_assert_int_eq(features.cols, cols);
  ck_assert_int_eq(features.rows, rows);
  bool ascii = strcmp(locale, "C") == 0;
  ck_assert_int_eq(features.glyphs == GLYPHS_ASCII, ascii);
  scribble(7);
  /* Where a terminal cannot fill its last cell directly, curses puts the character beside it and pushes it there, which
   * works between narrow ones only. */
  for (int x = cols - 3; x < cols; x++) frame_put(&frame, x, rows - 1, 'Z', 231, 16, 0);
  frame_put(&frame, 0, 0, 'A', 231, 16, 0);
  present();
  ck_assert_uint_eq(screen_glyph(&screen, cols - 1, rows - 1), 'Z');
  ck_assert_uint_eq(screen_glyph(&screen, 0, 0), 'A');
  if (ascii)
    ck_assert(ascii_only(0));
  else
    ck_assert(!ascii_only(0));
  for (int y = 0; y < rows; y++)
    for (int x = 0; x < cols; x++) {
      uint32_t glyph = frame.cells[y * cols + x].glyph;
      if (glyph > ' ' && glyph < 0x7F) ck_assert_uint_eq(screen_glyph(&screen, x, y), glyph);
    }
  ck_assert_uint_eq(present(), 0);
  stop();
}
END_TEST

START_TEST(test_glyphs) {
  const struct terminal_options braille = {.glyphs = GLYPHS_BRAILLE, .color = -1, .synchronize = true, .now = now};
  start("linux", "C.UTF-8", 80, 24);
  ck_assert_int_eq(features.glyphs, GLYPHS_BLOCK);
  ck_assert_int_eq(features.colors, COLOR_8);
  stop();
  start("rxvt", "C.UTF-8", 80, 24);
  ck_assert_int_eq(features.glyphs, GLYPHS_BLOCK);
  stop();
  ck_assert(start_with("linux", "C", 80, 24, &braille)); /* asked for: the locale is brought up to it */
  ck_assert_int_eq(features.glyphs, GLYPHS_BRAILLE);
  frame_put(&frame, 3, 3, 0x28FF, FRAME_DEFAULT, FRAME_DEFAULT, 0);
  present();
  ck_assert_uint_eq(screen_glyph(&screen, 3, 3), 0x28FF);
  stop();
}
END_TEST

START_TEST(test_no_color) {
  const struct terminal_options always = {.glyphs = -1, .color = 1, .synchronize = true, .now = now};
  const struct terminal_options never = {.glyphs = -1, .color = 0, .synchronize = true, .now = now};
  setenv("NO_COLOR", "1", 1);
  for (int i = 0; i < 3; i++) {
    ck_assert(start_with("xterm-256color", "C.UTF-8", 80, 24, i == 0 ? &as_found : i == 1 ? &never : &always));
    ck_assert_int_eq(features.colors, i == 2 ? COLOR_256 : COLOR_NONE);
    scribble(5);
    present();
    terminal_close();
    take();
    ck_assert_int_eq(screen_sent_color(&screen, 0), i == 2);
    stop();
    if (i == 0) setenv("NO_COLOR", "", 1); /* empty counts as not set */
  }
  start("xterm-256color", "C.UTF-8", 80, 24);
  ck_assert_int_eq(features.colors, COLOR_256);
  stop();
}
END_TEST

START_TEST(test_dumb) {
  ck_assert(!start_with("dumb", "C.UTF-8", 80, 24, &as_found));
  ck_assert_int_eq(terminal_wait(0), WAKE_GONE);
  ck_assert_uint_eq(terminal_key(), 0);
  terminal_close();
  screen_close(&screen);
}
END_TEST

/* More pairs of colours than the terminal has: cells lose their colour, never their character. */
START_TEST(test_pairs_run_out) {
  start("linux", "C.UTF-8", 80, 24);
  for (int i = 0; i < 80 * 24; i++)
    frame.cells[i] = (struct cell){
        .glyph = 'a' + (uint32_t)(i % 26), .fg = (int16_t)(16 + i % 216), .bg = (int16_t)(16 + i / 9 % 216)};
  present();
  for (int i = 0; i < 80 * 24; i++) ck_assert_uint_eq(screen_glyph(&screen, i % 80, i / 80), 'a' + (uint32_t)(i % 26));
  stop();
}
END_TEST

/* A frame of another size than the screen: what fits is shown, nothing is written outside. */
START_TEST(test_other_size) {
  start("xterm-256color", "C.UTF-8", 80, 24);
  ck_assert(frame_resize(&frame, 120, 40));
  frame_clear(&frame);
  frame_put(&frame, 79, 23, 'Z', FRAME_DEFAULT, FRAME_DEFAULT, 0);
  frame_put(&frame, 80, 10, 'X', FRAME_DEFAULT, FRAME_DEFAULT, 0);
  present();
  ck_assert_uint_eq(screen_glyph(&screen, 79, 23), 'Z');
  ck_assert(!screen_shows(&screen, "X"));
  ck_assert(frame_resize(&frame, 10, 3));
  frame_clear(&frame);
  frame_put(&frame, 9, 2, 'Y', FRAME_DEFAULT, FRAME_DEFAULT, 0);
  present();
  ck_assert_uint_eq(screen_glyph(&screen, 9, 2), 'Y');
  ck_assert(!screen_shows(&screen, "Z"));
  stop();
}
END_TEST

/* Marks around pastes are asked for while the screen is ours; the mouse when it is wanted, and once. */
START_TEST(test_modes) {
  start("xterm-256color", "C.UTF-8", 80, 24);
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?2004h"), 1);
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?1000h"), 0);
  terminal_mouse(false);
  take();
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?1000l"), 0);
  terminal_mouse(true);
  terminal_mouse(true);
  take();
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?1000h\033[?1006h"), 1);
  terminal_mouse(false);
  take();
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?1006l\033[?1000l"), 1);
  terminal_mouse(true);
  size_t from = screen.length;
  terminal_close();
  take();
  ck_assert_int_eq(screen_sent(&screen, from, "\033[?1006l\033[?1000l"), 1);
  ck_assert_int_eq(screen_sent(&screen, from, "\033[?2004l"), 1);
  stop();
}
END_TEST

/* Terminals from before these modes are not bothered. */
START_TEST(test_modes_of_old_terminals) {
  start("vt100", "C.UTF-8", 80, 24);
  terminal_mouse(true);
  present();
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?2004"), 0);
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?100"), 0);
  stop();
}
END_TEST

/* --- keys --- */

static void type(const char *bytes) {
  size_t length = strlen(bytes);
  ck_assert_int_eq(write(keyboard, bytes, length), (ssize_t)length);
}

START_TEST(test_keys) {
  static const struct {
    const char *bytes;
    uint32_t key[4];
  } row[] = {{"a", {'a'}},
             {"\033OA", {KEY_CODE_UP}},
             {"\033[A", {KEY_CODE_UP}},
             {"\033[1;2D", {KEY_CODE_LEFT}},
             {"\033[1;5C", {KEY_CODE_RIGHT}},
             {"\033[1;2A", {KEY_CODE_UP}},
             {"\033[5~", {KEY_CODE_PAGE_UP}},
             {"\033[Z", {KEY_CODE_BACK_TAB}},
             {"\033OP", {KEY_CODE_F1}},
             {"\033", {KEY_CODE_ESCAPE}},
             {"\r", {KEY_CODE_ENTER}},
             {"\t", {KEY_CODE_TAB}},
             {"\177", {KEY_CODE_BACKSPACE}},
             {"\033[200~x\033OA\033[201~y", {KEY_CODE_PASTED + 'x', 'y'}},
             {"\033[<64;7;3M", {KEY_CODE_MOUSE}},
             {"\033[13;5uq", {'q'}},
             {"\xEF\xBC\x8B", {'+'}},    /* U+FF0B, full-width plus */
             {"\xE4\xB8\xAD", {0x4E2D}}, /* the app gives the hint */
             {"r 1", {'r', ' ', '1'}}};
  start("xterm-256color", "C.UTF-8", 80, 24);
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    type(row[i].bytes);
    ck_assert_int_eq(terminal_wait(5000000), WAKE_INPUT);
    for (int k = 0; k < 4; k++) ck_assert_msg(terminal_key() == row[i].key[k], "sequence %zu, key %d", i, k);
    ck_assert_int_eq(terminal_wait(0), WAKE_TIMEOUT);
  }
  stop();
}
END_TEST

/* Under TERM=screen the same key arrives as six characters of their own. */
START_TEST(test_keys_unknown_to_terminfo) {
  start("screen-256color", "C.UTF-8", 80, 24);
  type("\033[1;2D\033[1;2A\033[1;5Bx");
  ck_assert_int_eq(terminal_wait(5000000), WAKE_INPUT);
  ck_assert_uint_eq(terminal_key(), KEY_CODE_LEFT);
  ck_assert_uint_eq(terminal_key(), KEY_CODE_UP);
  ck_assert_uint_eq(terminal_key(), KEY_CODE_DOWN);
  ck_assert_uint_eq(terminal_key(), 'x');
  ck_assert_uint_eq(terminal_key(), 0);
  stop();
}
END_TEST

START_TEST(test_input_ends) {
  start("xterm-256color", "C.UTF-8", 80, 24);
  type("a");
  close(keyboard);
  keyboard = -1;
  ck_assert_int_eq(terminal_wait(-1), WAKE_INPUT);
  ck_assert_uint_eq(terminal_key(), 'a');
  ck_assert_int_eq(terminal_wait(-1), WAKE_GONE);
  stop();
}
END_TEST

START_TEST(test_open_again) {
  for (int i = 0; i < 3; i++) {
    start("xterm-256color", "C.UTF-8", 80, 24);
    scribble(11);
    present();
    compare_cells();
    stop();
  }
}
END_TEST

static Suite *suite(void) {
  Suite *suite = suite_create("terminal/present");
  TCase *tcase = tcase_create("present");
  tcase_set_timeout(tcase, 60);
  tcase_add_test(tcase, test_every_cell_arrives);
  tcase_add_test(tcase, test_bytes);
  tcase_add_test(tcase, test_heatmap_budget);
  tcase_add_test(tcase, test_frames_are_bracketed);
  tcase_add_loop_test(tcase, test_everywhere, 0, COUNT(terms) * COUNT(locales) * COUNT(sizes));
  tcase_add_test(tcase, test_glyphs);
  tcase_add_test(tcase, test_no_color);
  tcase_add_test(tcase, test_dumb);
  tcase_add_test(tcase, test_pairs_run_out);
  tcase_add_test(tcase, test_other_size);
  tcase_add_test(tcase, test_modes);
  tcase_add_test(tcase, test_modes_of_old_terminals);
  tcase_add_test(tcase, test_keys);
  tcase_add_test(tcase, test_keys_unknown_to_terminfo);
  tcase_add_test(tcase, test_input_ends);
  tcase_add_test(tcase, test_open_again);
  suite_add_tcase(suite, tcase);
  return suite;
}

#include "check_main.h"

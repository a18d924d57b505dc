/* SPDX-License-Identifier: MIT
 *
 * The terminal room inside this process, its output read by libvterm: see inside.h. */
#include "base/key.h"
#include "inside.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define SANITIZED /* its shadow is larger than any limit of memory */
#endif

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

START_TEST(test_every_cell_arrives) {
  inside_start("xterm-256color", "C.UTF-8", 80, 24);
  ck_assert_int_eq(features.colors, COLOR_256);
  ck_assert_int_eq(features.glyphs, GLYPHS_BRAILLE);
  for (uint32_t seed = 1; seed < 20; seed++) {
    scribble(seed);
    inside_present();
    inside_compare();
  }
  inside_stop();
}
END_TEST

START_TEST(test_bytes) {
  inside_start("xterm-256color", "C.UTF-8", 200, 60);
  scribble(1);
  inside_present();
  ck_assert_uint_eq(inside_present(), 0); /* a frame that shows the same costs nothing at all */
  frame_put(&frame, 100, 30, 'o', 200, 20, 0);
  size_t one = inside_present();
  ck_assert_uint_gt(one, 0);
  ck_assert_uint_lt(one, 80);
  terminal_redraw();
  size_t from = screen.length, all = inside_present();
  ck_assert_uint_gt(all, 12000);
  ck_assert_int_ge(screen_sent(&screen, from, "\033[H\033[2J"), 1);
  inside_compare();
  inside_stop();
}
END_TEST

/* The dearest picture there is: each half cell one of eight levels, all of them new. */
START_TEST(test_heatmap_budget) {
  static const int16_t ramp[8] = {53, 55, 25, 30, 36, 42, 149, 226};
  inside_start("xterm-256color", "C.UTF-8", 200, 60);
  size_t worst = 0;
  for (int shift = 0; shift < 8; shift++) {
    for (int y = 0; y < frame.rows; y++)
      for (int x = 0; x < frame.cols; x++) {
        int upper = ((x - 100) * (x - 100) / 4 + (2 * y - 60) * (2 * y - 60)) / 400 + shift;
        int lower = ((x - 100) * (x - 100) / 4 + (2 * y - 59) * (2 * y - 59)) / 400 + shift;
        frame_put(&frame, x, y, 0x2580, ramp[upper & 7], ramp[lower & 7], 0);
      }
    size_t bytes = inside_present();
    worst = bytes > worst ? bytes : worst;
  }
  ck_assert_uint_lt(worst, 60000);
  for (int x = 0; x < frame.cols; x++) { /* halves of one colour are sent as a blank of that colour */
    const struct cell *cell = &frame.cells[30 * frame.cols + x];
    VTermScreenCell there = screen_cell(&screen, x, 30);
    ck_assert_int_eq(inside_color(there.bg), cell->bg);
    ck_assert_uint_eq(screen_glyph(&screen, x, 30), cell->fg == cell->bg ? ' ' : 0x2580);
  }
  inside_stop();
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
    const struct terminal_options options = {
        .glyphs = -1, .color = -1, .synchronize = row[i].wanted, .now = inside_now};
    ck_assert(inside_start_with(row[i].term, "C.UTF-8", 80, 24, &options));
    size_t from = screen.length;
    scribble(3);
    inside_present();
    ck_assert_int_eq(screen_sent(&screen, from, "\033[?2026h"), row[i].sent);
    ck_assert_int_eq(screen_sent(&screen, from, "\033[?2026l"), row[i].sent);
    if (row[i].sent) ck_assert_mem_eq(screen.log + screen.length - 8, "\033[?2026l", 8);
    inside_stop();
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
  inside_start(term, locale, cols, rows);
  ck_assert_int_eq(features.cols, cols);
  ck_assert_int_eq(features.rows, rows);
  bool ascii = strcmp(locale, "C") == 0;
  ck_assert_int_eq(features.glyphs == GLYPHS_ASCII, ascii);
  scribble(7);
  /* Where a terminal cannot fill its last cell directly, curses puts the character beside it and pushes it there, which
   * works between narrow ones only. */
  for (int x = cols - 3; x < cols; x++) frame_put(&frame, x, rows - 1, 'Z', 231, 16, 0);
  frame_put(&frame, 0, 0, 'A', 231, 16, 0);
  inside_present();
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
  ck_assert_uint_eq(inside_present(), 0);
  inside_stop();
}
END_TEST

START_TEST(test_glyphs) {
  const struct terminal_options braille = {
      .glyphs = GLYPHS_BRAILLE, .color = -1, .synchronize = true, .now = inside_now};
  inside_start("linux", "C.UTF-8", 80, 24);
  ck_assert_int_eq(features.glyphs, GLYPHS_BLOCK);
  ck_assert_int_eq(features.colors, COLOR_8);
  inside_stop();
  inside_start("rxvt", "C.UTF-8", 80, 24);
  ck_assert_int_eq(features.glyphs, GLYPHS_BLOCK);
  inside_stop();
  ck_assert(inside_start_with("linux", "C", 80, 24, &braille)); /* asked for: the locale is brought up to it */
  ck_assert_int_eq(features.glyphs, GLYPHS_BRAILLE);
  frame_put(&frame, 3, 3, 0x28FF, FRAME_DEFAULT, FRAME_DEFAULT, 0);
  inside_present();
  ck_assert_uint_eq(screen_glyph(&screen, 3, 3), 0x28FF);
  inside_stop();
}
END_TEST

START_TEST(test_no_color) {
  const struct terminal_options always = {.glyphs = -1, .color = 1, .synchronize = true, .now = inside_now};
  const struct terminal_options never = {.glyphs = -1, .color = 0, .synchronize = true, .now = inside_now};
  setenv("NO_COLOR", "1", 1);
  for (int i = 0; i < 3; i++) {
    ck_assert(inside_start_with("xterm-256color", "C.UTF-8", 80, 24,
                                i == 0   ? &inside_as_found
                                : i == 1 ? &never
                                         : &always));
    ck_assert_int_eq(features.colors, i == 2 ? COLOR_256 : COLOR_NONE);
    scribble(5);
    inside_present();
    terminal_close();
    inside_take();
    ck_assert_int_eq(screen_sent_color(&screen, 0), i == 2);
    inside_stop();
    if (i == 0) setenv("NO_COLOR", "", 1); /* empty counts as not set */
  }
  inside_start("xterm-256color", "C.UTF-8", 80, 24);
  ck_assert_int_eq(features.colors, COLOR_256);
  inside_stop();
}
END_TEST

START_TEST(test_dumb) {
  ck_assert(!inside_start_with("dumb", "C.UTF-8", 80, 24, &inside_as_found));
  ck_assert_int_eq(terminal_wait(0), WAKE_GONE);
  ck_assert_uint_eq(terminal_key(), 0);
  terminal_close();
  screen_close(&screen);
}
END_TEST

/* More pairs of colours than the terminal has: cells lose their colour, never their character. */
START_TEST(test_pairs_run_out) {
  inside_start("linux", "C.UTF-8", 80, 24);
  for (int i = 0; i < 80 * 24; i++)
    frame.cells[i] = (struct cell){
        .glyph = 'a' + (uint32_t)(i % 26), .fg = (int16_t)(16 + i % 216), .bg = (int16_t)(16 + i / 9 % 216)};
  inside_present();
  for (int i = 0; i < 80 * 24; i++) ck_assert_uint_eq(screen_glyph(&screen, i % 80, i / 80), 'a' + (uint32_t)(i % 26));
  inside_stop();
}
END_TEST

/* A frame of another size than the screen: what fits is shown, nothing is written outside. */
START_TEST(test_other_size) {
  inside_start("xterm-256color", "C.UTF-8", 80, 24);
  ck_assert(frame_resize(&frame, 120, 40));
  frame_clear(&frame);
  frame_put(&frame, 79, 23, 'Z', FRAME_DEFAULT, FRAME_DEFAULT, 0);
  frame_put(&frame, 80, 10, 'X', FRAME_DEFAULT, FRAME_DEFAULT, 0);
  inside_present();
  ck_assert_uint_eq(screen_glyph(&screen, 79, 23), 'Z');
  ck_assert(!screen_shows(&screen, "X"));
  ck_assert(frame_resize(&frame, 10, 3));
  frame_clear(&frame);
  frame_put(&frame, 9, 2, 'Y', FRAME_DEFAULT, FRAME_DEFAULT, 0);
  inside_present();
  ck_assert_uint_eq(screen_glyph(&screen, 9, 2), 'Y');
  ck_assert(!screen_shows(&screen, "Z"));
  inside_stop();
}
END_TEST

#if defined(__linux__) && !defined(SANITIZED)
/* A frame for which there is no memory does not count as shown: it is shown when there is. */
START_TEST(test_no_memory) {
  struct rlimit limit, none;
  ck_assert_int_eq(getrlimit(RLIMIT_AS, &limit), 0);
  inside_start("xterm-256color", "C.UTF-8", 80, 24);
  inside_present();
  ck_assert(frame_resize(&frame, 2000, 1000));
  frame_put(&frame, 79, 23, 'Z', FRAME_DEFAULT, FRAME_DEFAULT, 0);
  none = (struct rlimit){.rlim_cur = 1024 * 1024, .rlim_max = limit.rlim_max};
  ck_assert_int_eq(setrlimit(RLIMIT_AS, &none), 0);
  for (int i = 0; i < 3; i++) ck_assert_int_eq(terminal_present(&frame), PRESENT_NO_MEMORY);
  ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
  inside_present();
  ck_assert_uint_eq(screen_glyph(&screen, 79, 23), 'Z');
  inside_stop();
}
END_TEST
#endif

/* Marks around pastes are asked for while the screen is ours; the mouse when it is wanted, and once. */
START_TEST(test_modes) {
  inside_start("xterm-256color", "C.UTF-8", 80, 24);
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?2004h"), 1);
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?1000h"), 0);
  terminal_mouse(false);
  inside_take();
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?1000l"), 0);
  terminal_mouse(true);
  terminal_mouse(true);
  inside_take();
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?1000h\033[?1006h"), 1);
  terminal_mouse(false);
  inside_take();
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?1006l\033[?1000l"), 1);
  terminal_mouse(true);
  size_t from = screen.length;
  terminal_close();
  inside_take();
  ck_assert_int_eq(screen_sent(&screen, from, "\033[?1006l\033[?1000l"), 1);
  ck_assert_int_eq(screen_sent(&screen, from, "\033[?2004l"), 1);
  inside_stop();
}
END_TEST

/* Terminals from before these modes are not bothered. */
START_TEST(test_modes_of_old_terminals) {
  inside_start("vt100", "C.UTF-8", 80, 24);
  terminal_mouse(true);
  inside_present();
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?2004"), 0);
  ck_assert_int_eq(screen_sent(&screen, 0, "\033[?100"), 0);
  inside_stop();
}
END_TEST

/* --- keys --- */

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
  inside_start("xterm-256color", "C.UTF-8", 80, 24);
  for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
    inside_type(row[i].bytes);
    ck_assert_int_eq(terminal_wait(5000000), WAKE_INPUT);
    for (int k = 0; k < 4; k++) ck_assert_msg(terminal_key() == row[i].key[k], "sequence %zu, key %d", i, k);
    ck_assert_int_eq(terminal_wait(0), WAKE_TIMEOUT);
  }
  inside_stop();
}
END_TEST

/* Under TERM=screen the same key arrives as six characters of their own. */
START_TEST(test_keys_unknown_to_terminfo) {
  inside_start("screen-256color", "C.UTF-8", 80, 24);
  inside_type("\033[1;2D\033[1;2A\033[1;5Bx");
  ck_assert_int_eq(terminal_wait(5000000), WAKE_INPUT);
  ck_assert_uint_eq(terminal_key(), KEY_CODE_LEFT);
  ck_assert_uint_eq(terminal_key(), KEY_CODE_UP);
  ck_assert_uint_eq(terminal_key(), KEY_CODE_DOWN);
  ck_assert_uint_eq(terminal_key(), 'x');
  ck_assert_uint_eq(terminal_key(), 0);
  inside_stop();
}
END_TEST

START_TEST(test_input_ends) {
  inside_start("xterm-256color", "C.UTF-8", 80, 24);
  inside_type("a");
  inside_hang_up();
  ck_assert_int_eq(terminal_wait(-1), WAKE_INPUT);
  ck_assert_uint_eq(terminal_key(), 'a');
  ck_assert_int_eq(terminal_wait(-1), WAKE_GONE);
  inside_stop();
}
END_TEST

START_TEST(test_open_again) {
  for (int i = 0; i < 3; i++) {
    inside_start("xterm-256color", "C.UTF-8", 80, 24);
    scribble(11);
    inside_present();
    inside_compare();
    inside_stop();
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
#if defined(__linux__) && !defined(SANITIZED)
  tcase_add_test(tcase, test_no_memory);
#endif
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

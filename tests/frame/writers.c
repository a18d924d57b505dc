/* SPDX-License-Identifier: MIT
 *
 * What is written is what is in the cells: plain text read back, ANSI through a terminal emulator, SVG as well-formed
 * text. */
#include "frame/writers.h"
#include "scene.h"

#include <stdlib.h>
#include <string.h>
#include <vterm.h>

enum { COLS = 32, ROWS = 12 };

static void open_frame(struct frame *frame, uint64_t *seed) {
  frame_init(frame, COLS, ROWS);
  choose_look(frame, seed);
  frame_clear(frame);
  for (int i = 0; i < 6; i++) {
    frame_clip(frame, some_rect(seed));
    scribble(frame, seed);
  }
}

START_TEST(text_is_the_cells_without_trailing_blanks) {
  uint64_t seed = 31;
  for (int round = 0; round < 500; round++) {
    struct frame frame;
    struct text out = {0};
    open_frame(&frame, &seed);
    frame_write_text(&frame, &out);
    const char *at = text_string(&out);
    for (int y = 0; y < ROWS; y++) {
      const char *end = strchr(at, '\n');
      ck_assert_ptr_nonnull(end);
      if (end > at && end[-1] == ' ') ck_abort_msg("round %d: a trailing blank", round);
      for (int x = 0; x < COLS; x++) {
        uint32_t glyph = cell_at(&frame, x, y)->glyph;
        size_t length = 0;
        if (glyph == 0) continue;
        if ((at < end ? utf8_decode(at, (size_t)(end - at), &length) : ' ') != glyph)
          ck_abort_msg("round %d: cell %d,%d", round, x, y);
        at += length;
      }
      ck_assert_ptr_eq(at, end);
      at = end + 1;
    }
    ck_assert_int_eq(*at, '\0');
    text_free(&out);
    frame_free(&frame);
  }
}
END_TEST

static void feed(VTerm *term, const char *bytes) {
  for (; *bytes; bytes++) {
    if (*bytes == '\n') vterm_input_write(term, "\r", 1);
    vterm_input_write(term, bytes, 1);
  }
}

static bool same_color(const VTermColor *shown, int wanted, bool ink, enum look_colors colors) {
  if (wanted == FRAME_DEFAULT) return ink ? VTERM_COLOR_IS_DEFAULT_FG(shown) : VTERM_COLOR_IS_DEFAULT_BG(shown);
  int index = colors == COLOR_8 ? frame_color8(wanted) : wanted;
  return VTERM_COLOR_IS_INDEXED(shown) && shown->indexed.idx == index;
}

static void check_cell(const struct frame *frame, VTermScreen *screen, int x, int y) {
  const struct cell *cell = cell_at(frame, x, y);
  VTermScreenCell shown;
  if (cell->glyph == 0) return;
  vterm_screen_get_cell(screen, (VTermPos){.row = y, .col = x}, &shown);
  uint32_t glyph = shown.chars[0] ? shown.chars[0] : ' ';
  if (glyph != cell->glyph) ck_abort_msg("%d,%d: U+%04X, not U+%04X", x, y, glyph, cell->glyph);
  if (!same_color(&shown.bg, cell->bg, false, frame->colors)) ck_abort_msg("%d,%d: background", x, y);
  if (shown.attrs.reverse != ((cell->attr & ATTR_REVERSE) != 0)) ck_abort_msg("%d,%d: reverse", x, y);
  if (shown.attrs.underline != ((cell->attr & ATTR_UNDERLINE) != 0)) ck_abort_msg("%d,%d: underline", x, y);
  if (cell->glyph == ' ' && !(cell->attr & (ATTR_REVERSE | ATTR_UNDERLINE))) return;
  if (!same_color(&shown.fg, cell->fg, true, frame->colors)) ck_abort_msg("%d,%d: ink", x, y);
  if (shown.attrs.bold != ((cell->attr & ATTR_BOLD) != 0)) ck_abort_msg("%d,%d: bold", x, y);
}

START_TEST(a_terminal_shows_the_same_cells) {
  uint64_t seed = 32;
  for (int round = 0; round < 300; round++) {
    struct frame frame;
    struct text out = {0};
    open_frame(&frame, &seed);
    frame_write_ansi(&frame, &out);
    VTerm *term = vterm_new(ROWS + 1, COLS);
    vterm_set_utf8(term, 1);
    VTermScreen *screen = vterm_obtain_screen(term);
    vterm_screen_reset(screen, 1);
    feed(term, text_string(&out));
    for (int i = 0; i < COLS * ROWS; i++) check_cell(&frame, screen, i % COLS, i / COLS);
    vterm_free(term);
    text_free(&out);
    frame_free(&frame);
  }
}
END_TEST

START_TEST(ansi_says_nothing_twice) {
  struct frame frame;
  struct text out = {0};
  frame_init(&frame, 8, 3);
  frame_text_color(&frame, 0, 0, 8, "ab c", 32, FRAME_DEFAULT, 0);
  frame_text_color(&frame, 4, 0, 8, "de", 32, 55, ATTR_BOLD);
  frame_text(&frame, 2, 1, 8, "x", ROLE_TEXT, 0);
  frame_write_ansi(&frame, &out);
  ck_assert_str_eq(text_string(&out), "\033[38;5;32mab c\033[1;48;5;55mde\033[0m\n  x\n\n");
  text_free(&out);
  frame_free(&frame);
}
END_TEST

/* Tags close in order, attributes are quoted, and nothing is left that a parser would stumble over. */
static void check_markup(const char *svg) {
  const char *open[8];
  int depth = 0;
  for (const char *p = svg; *p; p++) {
    if ((unsigned char)*p < ' ' && *p != '\n') ck_abort_msg("a control character");
    if (*p == '&' && strncmp(p, "&lt;", 4) != 0 && strncmp(p, "&gt;", 4) != 0 && strncmp(p, "&amp;", 5) != 0)
      ck_abort_msg("a bare &");
    if (*p != '<') continue;
    const char *end = strchr(p, '>');
    ck_assert_ptr_nonnull(end);
    if (p[1] == '/') {
      ck_assert_int_gt(depth, 0);
      depth--;
      ck_assert_int_eq(strncmp(p + 2, open[depth], (size_t)(end - p - 2)), 0);
    } else if (end[-1] != '/') {
      ck_assert_int_lt(depth, 8);
      open[depth++] = p + 1;
    }
    int quotes = 0;
    for (const char *q = p; q < end; q++) quotes += *q == '"';
    ck_assert_int_eq(quotes % 2, 0);
    p = end;
  }
  ck_assert_int_eq(depth, 0);
}

START_TEST(svg_is_well_formed) {
  uint64_t seed = 33;
  for (int round = 0; round < 300; round++) {
    struct frame frame;
    struct text out = {0};
    open_frame(&frame, &seed);
    frame_write_svg(&frame, &out);
    check_markup(text_string(&out));
    ck_assert_int_eq(strncmp(out.data, "<svg ", 5), 0);
    text_free(&out);
    frame_free(&frame);
  }
}
END_TEST

START_TEST(svg_text_can_be_selected_and_shapes_are_drawn) {
  struct frame frame;
  struct text out = {0};
  frame_init(&frame, 12, 2);
  frame_text(&frame, 1, 0, 12, "a<b & c", ROLE_TEXT, 0);
  frame_text_color(&frame, 0, 1, 12, "⣿█▀▀│", 32, 55, 0);
  frame_write_svg(&frame, &out);
  const char *svg = text_string(&out);
  ck_assert_ptr_nonnull(strstr(svg, ">a&lt;b &amp; c</text>"));
  ck_assert_ptr_nonnull(strstr(svg, "textLength=\"70\""));
  ck_assert_ptr_null(strstr(svg, "⣿"));
  ck_assert_ptr_null(strstr(svg, "█"));
  ck_assert_ptr_null(strstr(svg, "│"));
  ck_assert_ptr_nonnull(strstr(svg, "<rect x=\"30\" y=\"30\" width=\"20\" height=\"10\" fill=\"#0087d7\"/>"));
  ck_assert_ptr_nonnull(strstr(svg, "<rect x=\"10\" y=\"30\" width=\"50\" height=\"20\" fill=\"#5f00af\"/>"));
  text_free(&out);
  frame_free(&frame);
}
END_TEST

START_TEST(an_empty_frame_is_written_as_nothing) {
  struct frame frame;
  struct text out = {0};
  frame_init(&frame, 0, 0);
  frame_write_text(&frame, &out);
  frame_write_ansi(&frame, &out);
  ck_assert_str_eq(text_string(&out), "");
  frame_write_svg(&frame, &out);
  check_markup(text_string(&out));
  text_free(&out);
  frame_free(&frame);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("frame/writers");
  TCase *tc = tcase_create("writers");
  tcase_add_test(tc, text_is_the_cells_without_trailing_blanks);
  tcase_add_test(tc, a_terminal_shows_the_same_cells);
  tcase_add_test(tc, ansi_says_nothing_twice);
  tcase_add_test(tc, svg_is_well_formed);
  tcase_add_test(tc, svg_text_can_be_selected_and_shapes_are_drawn);
  tcase_add_test(tc, an_empty_frame_is_written_as_nothing);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * The grid: clipping, double-width characters, borders, marks. */
#include "scene.h"

#include <stdlib.h>
#include <string.h>

START_TEST(sizes_without_cells) {
  struct frame frame;
  ck_assert(frame_init(&frame, 0, 5));
  frame_text(&frame, 0, 0, 5, "abc", ROLE_TEXT, 0);
  ck_assert(frame_resize(&frame, 3, 2));
  frame_text(&frame, 0, 1, 5, "abc", ROLE_TEXT, 0);
  ck_assert_uint_eq(cell_at(&frame, 2, 1)->glyph, 'c');
  ck_assert(frame_resize(&frame, -1, 7));
  ck_assert_int_eq(frame.cols * frame.rows, 0);
  frame_free(&frame);
  frame_free(&frame);
}
END_TEST

static bool same_cell(const struct cell *a, const struct cell *b) {
  return a->glyph == b->glyph && a->fg == b->fg && a->bg == b->bg && a->attr == b->attr;
}

static bool in_rect(struct rect r, int x, int y) { return x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h; }

START_TEST(nothing_is_drawn_outside_the_clip) {
  uint64_t seed = 11;
  struct frame frame, before;
  frame_init(&frame, 32, 12);
  frame_init(&before, 32, 12);
  for (int round = 0; round < 20000; round++) {
    choose_look(&frame, &seed);
    frame_clear(&frame);
    frame_fill(&frame, frame.clip, 'x', 40, 50, 0);
    memcpy(before.cells, frame.cells, sizeof *frame.cells * 32 * 12);
    frame_clip(&frame, some_rect(&seed));
    struct rect clip = frame.clip;
    scribble(&frame, &seed);
    for (int i = 0; i < 32 * 12; i++)
      if (!in_rect(clip, i % 32, i / 32) && !same_cell(&frame.cells[i], &before.cells[i]))
        ck_abort_msg("round %d: cell %d,%d", round, i % 32, i / 32);
  }
  frame_free(&frame);
  frame_free(&before);
}
END_TEST

/* Every double-width character has its other half, and nothing else claims to be one. */
static void check_whole(const struct frame *frame, int round) {
  for (int i = 0; i < frame->cols * frame->rows; i++) {
    const struct cell *cell = &frame->cells[i];
    int x = i % frame->cols, width = text_codepoint_width(cell->glyph);
    if (cell->glyph == 0 && (x == 0 || text_codepoint_width(cell[-1].glyph) != 2))
      ck_abort_msg("round %d: a right half alone at %d", round, x);
    if (cell->glyph != 0 && width == 0) ck_abort_msg("round %d: U+%04X in a cell", round, cell->glyph);
    if (width == 2 && (x + 1 == frame->cols || cell[1].glyph != 0 || cell[1].fg != cell->fg || cell[1].bg != cell->bg))
      ck_abort_msg("round %d: a left half alone at %d", round, x);
  }
}

static void check_colors(const struct frame *frame) {
  for (int i = 0; i < frame->cols * frame->rows; i++) {
    const struct cell *c = &frame->cells[i];
    bool own = c->fg == FRAME_DEFAULT && c->bg == FRAME_DEFAULT;
    if (frame->colors == COLOR_NONE && !own) ck_abort_msg("colour in a frame without");
    if (c->fg < FRAME_DEFAULT || (c->fg >= 0 && c->fg < 16) || c->fg > 255) ck_abort_msg("ink %d", c->fg);
    if (c->bg < FRAME_DEFAULT || (c->bg >= 0 && c->bg < 16) || c->bg > 255) ck_abort_msg("paper %d", c->bg);
  }
}

START_TEST(wide_characters_stay_whole) {
  uint64_t seed = 12;
  struct frame frame;
  frame_init(&frame, 32, 12);
  for (int round = 0; round < 20000; round++) {
    if (round % 50 == 0) choose_look(&frame, &seed), frame_clear(&frame);
    frame_clip(&frame, some_rect(&seed));
    scribble(&frame, &seed);
    check_whole(&frame, round);
    check_colors(&frame);
  }
  frame_free(&frame);
}
END_TEST

/* One row of a frame as ASCII, wide characters as "W>". */
static const char *row_text(const struct frame *frame, int y) {
  static char text[64];
  for (int x = 0; x < frame->cols; x++) {
    uint32_t glyph = cell_at(frame, x, y)->glyph;
    text[x] = (char)(glyph == 0 ? '>' : glyph < 0x80 ? glyph : 'W');
  }
  text[frame->cols] = '\0';
  return text;
}

START_TEST(half_a_wide_character_becomes_a_blank) {
  struct frame frame;
  frame_init(&frame, 6, 1);
  frame_text(&frame, 0, 0, 6, "中文中", ROLE_TEXT, 0);
  ck_assert_str_eq(row_text(&frame, 0), "W>W>W>");
  frame_put(&frame, 1, 0, 'a', -1, -1, 0);
  ck_assert_str_eq(row_text(&frame, 0), " aW>W>");
  frame_put(&frame, 2, 0, 'b', -1, -1, 0);
  ck_assert_str_eq(row_text(&frame, 0), " ab W>");
  frame_put(&frame, 3, 0, 0x4E2D, -1, -1, 0);
  ck_assert_str_eq(row_text(&frame, 0), " abW> ");
  frame_put(&frame, 5, 0, 0x4E2D, -1, -1, 0);
  frame_put(&frame, -1, 0, 0x4E2D, -1, -1, 0);
  ck_assert_str_eq(row_text(&frame, 0), " abW> ");
  frame_clip(&frame, (struct rect){0, 0, 3, 1});
  frame_put(&frame, 2, 0, 0x4E2D, -1, -1, 0);
  ck_assert_str_eq(row_text(&frame, 0), " a W> ");
  frame_free(&frame);
}
END_TEST

/* Nothing that hides or turns the reading order stands in a cell: what has a width is shown as '?', the rest is not. */
START_TEST(cells_hold_nothing_harmful) {
  struct frame frame;
  frame_init(&frame, 8, 1);
  frame_text(&frame, 0, 0, 8,
             "a\xC2\xAD"
             "b\xE2\x80\xAE"
             "c\033\xFF",
             ROLE_TEXT, 0);
  ck_assert_str_eq(row_text(&frame, 0), "a?bc??  ");
  for (uint32_t c = 0; c <= 0x110000; c++) {
    frame_put(&frame, 0, 0, c, -1, -1, 0);
    ck_assert(!text_is_harmful(frame.cells[0].glyph));
  }
  frame_free(&frame);
}
END_TEST

START_TEST(text_uses_the_columns_it_is_given) {
  struct frame frame;
  frame_init(&frame, 20, 1);
  const char *string = "ab中e\xCC\x81z";
  static const int used[] = {0, 1, 2, 2, 4, 5, 6, 6};
  for (int columns = 0; columns < 8; columns++) {
    frame_clear(&frame);
    ck_assert_int_eq(frame_text(&frame, 3, 0, columns, string, ROLE_TEXT, 0), used[columns]);
    for (int x = 3 + used[columns]; x < 20; x++) ck_assert_uint_eq(cell_at(&frame, x, 0)->glyph, ' ');
  }
  ck_assert_int_eq(frame_printf(&frame, 0, 0, 20, ROLE_TEXT, 0, "%05d", 42), 5);
  frame_free(&frame);
}
END_TEST

START_TEST(defaults_are_the_theme_s) {
  struct frame frame;
  frame_init(&frame, 2, 1);
  frame.theme = THEME_LIGHT;
  frame_clear(&frame);
  frame_put(&frame, 0, 0, 'a', FRAME_DEFAULT, 32, 0);
  frame_put(&frame, 0, 0, 'b', FRAME_DEFAULT, FRAME_KEEP, 0);
  frame_put(&frame, 1, 0, 'c', 29, FRAME_DEFAULT, 0);
  ck_assert_int_eq(cell_at(&frame, 0, 0)->fg, frame_color(&frame, ROLE_TEXT));
  ck_assert_int_eq(cell_at(&frame, 0, 0)->bg, 32);
  ck_assert_int_eq(cell_at(&frame, 1, 0)->bg, frame_background(&frame));
  frame_free(&frame);
}
END_TEST

static void check_boxes(enum look_glyphs glyphs, const char *const *rows) {
  struct frame frame;
  struct text text = {0};
  frame_init(&frame, 9, 5);
  frame.glyphs = glyphs;
  frame_box(&frame, (struct rect){0, 0, 5, 5}, ROLE_DIM, "A");
  frame_box(&frame, (struct rect){4, 0, 5, 5}, ROLE_DIM, NULL);
  frame_hline(&frame, 0, 2, 9, ROLE_DIM);
  for (int y = 0; y < 5; y++) {
    text_clear(&text);
    for (int x = 0; x < 9; x++) text_char(&text, cell_at(&frame, x, y)->glyph);
    ck_assert_str_eq(text_string(&text), rows[y]);
  }
  text_free(&text);
  frame_free(&frame);
}

START_TEST(borders_join) {
  check_boxes(GLYPHS_ASCII, (const char *const[]){"+A--+---+", "|   |   |", "+---+---+", "|   |   |", "+---+---+"});
  check_boxes(GLYPHS_BRAILLE, (const char *const[]){"┌A──┬───┐", "│   │   │", "├───┼───┤", "│   │   │", "└───┴───┘"});
}
END_TEST

START_TEST(marks_are_one_column_in_every_terminal) {
  struct frame frame = {0};
  for (int glyphs = 0; glyphs < GLYPHS_COUNT; glyphs++)
    for (int mark = 0; mark < MARK_COUNT; mark++) {
      frame.glyphs = (enum look_glyphs)glyphs;
      uint32_t glyph = frame_mark(&frame, (enum mark)mark);
      bool braille = glyphs == GLYPHS_BRAILLE && glyph > 0x2800 && glyph <= 0x28FF;
      ck_assert_int_eq(text_codepoint_width(glyph), 1);
      ck_assert_msg((glyph > ' ' && glyph < 0x7F) || braille, "U+%04X may be wide", glyph);
    }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("frame/frame");
  TCase *tc = tcase_create("frame");
  tcase_add_test(tc, sizes_without_cells);
  tcase_add_test(tc, nothing_is_drawn_outside_the_clip);
  tcase_add_test(tc, wide_characters_stay_whole);
  tcase_add_test(tc, half_a_wide_character_becomes_a_blank);
  tcase_add_test(tc, cells_hold_nothing_harmful);
  tcase_add_test(tc, text_uses_the_columns_it_is_given);
  tcase_add_test(tc, defaults_are_the_theme_s);
  tcase_add_test(tc, borders_join);
  tcase_add_test(tc, marks_are_one_column_in_every_terminal);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * Pixels stay inside, letters can be told apart, and a PNG says what was drawn. */
#include "frame/pixels.h"
#include "base/dice.h"
#include "frame/png.h"

#include <check.h>
#ifdef DOWNHILL_PNG
#include <png.h>
#endif
#include <stdlib.h>
#include <string.h>

static int at(const struct pixels *pixels, int x, int y) { return pixels->at[y * pixels->w + x]; }

static int lit(const struct pixels *pixels, int color) {
  int count = 0;
  for (int i = 0; i < pixels->w * pixels->h; i++) count += pixels->at[i] == color;
  return count;
}

static void open_pixels(struct pixels *pixels, int w, int h) { ck_assert(pixels_init(pixels, w, h, 0xFFFFFF)); }

START_TEST(rectangles_are_clipped) {
  struct pixels pixels;
  uint64_t seed = 1;
  open_pixels(&pixels, 20, 10);
  int ink = pixels_color(&pixels, 0x102030);
  for (int round = 0; round < 5000; round++) {
    struct rect r = {dice_int(&seed, -30, 30), dice_int(&seed, -30, 30), dice_int(&seed, -2, 40),
                     dice_int(&seed, -2, 40)};
    memset(pixels.at, 0, 200);
    pixels_fill(&pixels, r, ink);
    for (int y = 0; y < 10; y++)
      for (int x = 0; x < 20; x++) {
        bool inside = x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h;
        ck_assert_int_eq(at(&pixels, x, y), inside ? ink : 0);
      }
  }
  memset(pixels.at, 0, 200);
  pixels_border(&pixels, (struct rect){2, 1, 10, 8}, 2, ink);
  ck_assert_int_eq(lit(&pixels, ink), 10 * 8 - 6 * 4);
  ck_assert_int_eq(at(&pixels, 4, 3), 0);
  ck_assert_int_eq(at(&pixels, 3, 2), ink);
  pixels_free(&pixels);
}
END_TEST

START_TEST(colors_are_found_again_and_run_out_softly) {
  struct pixels pixels;
  open_pixels(&pixels, 1, 1);
  ck_assert_int_eq(pixels_color(&pixels, 0xFFFFFF), 0);
  for (unsigned i = 0; i < 255; i++) ck_assert_int_eq(pixels_color(&pixels, i << 8), (int)i + 1);
  ck_assert_int_eq(pixels_color(&pixels, 0x001000), 0x10 + 1);
  ck_assert_int_eq(pixels_color(&pixels, 0x001001), 0x10 + 1); /* the nearest */
  ck_assert_int_eq(pixels.colors, PIXELS_COLORS);
  pixels_free(&pixels);
}
END_TEST

START_TEST(sizes_that_cannot_be_are_refused) {
  struct pixels pixels;
  ck_assert(!pixels_init(&pixels, 0, 5, 0));
  ck_assert(!pixels_init(&pixels, 5, -1, 0));
  ck_assert(!pixels_init(&pixels, PIXELS_SIDE_MAX + 1, 1, 0));
  pixels_fill(&pixels, (struct rect){0, 0, 9, 9}, 1); /* draws on nothing */
  pixels_free(&pixels);
}
END_TEST

static void draw_letter(struct pixels *pixels, int letter, int ink) {
  char text[2] = {(char)letter, '\0'};
  memset(pixels->at, 0, (size_t)pixels->w * (size_t)pixels->h);
  ck_assert_int_eq(pixels_text(pixels, PIXELS_CHAR_W, PIXELS_CHAR_H, 1, text, ink), PIXELS_CHAR_W);
}

/* Every letter is its own, and lies in its cell with the last column and row free, so that neighbours do not touch. */
START_TEST(letters_can_be_told_apart) {
  struct pixels pixels;
  unsigned char seen['~' + 1][PIXELS_CHAR_W * PIXELS_CHAR_H];
  open_pixels(&pixels, 3 * PIXELS_CHAR_W, 3 * PIXELS_CHAR_H);
  int ink = pixels_color(&pixels, 0);
  for (int letter = ' '; letter <= '~'; letter++) {
    draw_letter(&pixels, letter, ink);
    int inside = 0;
    for (int y = 0; y < PIXELS_CHAR_H; y++)
      for (int x = 0; x < PIXELS_CHAR_W; x++) {
        int color = at(&pixels, PIXELS_CHAR_W + x, PIXELS_CHAR_H + y);
        seen[letter][y * PIXELS_CHAR_W + x] = (unsigned char)color;
        inside += color == ink;
        if (x == PIXELS_CHAR_W - 1 || y == PIXELS_CHAR_H - 1) ck_assert_int_eq(color, 0);
      }
    ck_assert_int_eq(inside, lit(&pixels, ink));
    ck_assert_msg((inside == 0) == (letter == ' '), "'%c' has %d pixels", letter, inside);
    for (int other = ' '; other < letter; other++)
      ck_assert_msg(memcmp(seen[letter], seen[other], sizeof seen[0]) != 0, "'%c' looks like '%c'", letter, other);
  }
  pixels_free(&pixels);
}
END_TEST

START_TEST(texts_grow_turn_and_are_cut_at_the_border) {
  static const char text[] = "Rate, {7}";
  struct pixels small, large, turned;
  open_pixels(&small, 100, 20);
  open_pixels(&large, 300, 60);
  open_pixels(&turned, 20, 100);
  int ink = pixels_color(&small, 0);
  pixels_color(&large, 0);
  pixels_color(&turned, 0);
  int width = pixels_text(&small, 0, 0, 1, text, ink);
  ck_assert_int_eq(width, pixels_text_width(1, text));
  ck_assert_int_eq(pixels_text(&large, 0, 0, 3, text, ink), 3 * width);
  ck_assert_int_eq(pixels_text_upwards(&turned, 0, 0, 1, text, ink), width);
  for (int y = 0; y < 20; y++)
    for (int x = 0; x < width; x++) {
      for (int k = 0; k < 9; k++) ck_assert_int_eq(at(&large, 3 * x + k % 3, 3 * y + k / 3), at(&small, x, y));
      ck_assert_int_eq(at(&turned, y, width - 1 - x), at(&small, x, y));
    }
  pixels_text(&small, -20, -3, 2, text, ink);
  pixels_text(&small, 95, 15, 2, text, ink);
  pixels_text_upwards(&small, 95, -30, 2, text, ink);
  ck_assert_int_eq(pixels_text_width(1, "\xC3\xA9\xE4\xB8\xAD"), 2 * PIXELS_CHAR_W);
  pixels_free(&small);
  pixels_free(&large);
  pixels_free(&turned);
}
END_TEST

/* --- PNG --- */

#ifdef DOWNHILL_PNG
START_TEST(a_png_says_what_was_drawn) {
  struct pixels pixels;
  uint64_t seed = 3;
  struct text out = {0};
  open_pixels(&pixels, 61, 37);
  for (int i = 0; i < 200; i++)
    pixels_fill(&pixels, (struct rect){dice_int(&seed, 0, 60), dice_int(&seed, 0, 36), 9, 9},
                pixels_color(&pixels, (unsigned)dice_int(&seed, 0, 0xFFFFFF)));
  const struct png_note notes[] = {{"Title", "a picture"}, {"Comment", "downhill map --x lr:0.1:1"}};
  ck_assert(png_write(&pixels, notes, 2, &out));
  png_image image = {.version = PNG_IMAGE_VERSION};
  ck_assert(png_image_begin_read_from_memory(&image, out.data, out.length));
  image.format = PNG_FORMAT_RGB;
  ck_assert_int_eq(image.width, 61);
  ck_assert_int_eq(image.height, 37);
  unsigned char *rgb = malloc(PNG_IMAGE_SIZE(image));
  ck_assert(png_image_finish_read(&image, NULL, rgb, 0, NULL));
  for (int i = 0; i < 61 * 37; i++) {
    unsigned is = (unsigned)rgb[3 * i] << 16 | (unsigned)rgb[3 * i + 1] << 8 | rgb[3 * i + 2];
    ck_assert_uint_eq(is, pixels.color[pixels.at[i]]);
  }
  bool title = false, comment = false;
  for (size_t i = 0; i + 40 < out.length; i++) {
    title |= memcmp(out.data + i, "tEXtTitle\0a picture", 19) == 0;
    comment |= memcmp(out.data + i, "tEXtComment\0downhill map --x lr:0.1:1", 37) == 0;
  }
  ck_assert(title && comment);
  free(rgb);
  text_free(&out);
  pixels_free(&pixels);
}
END_TEST
#endif

/* A text that has failed takes nothing more, and that is said. */
START_TEST(a_png_without_memory_fails) {
  struct pixels pixels;
  struct text out = {.failed = true};
  open_pixels(&pixels, 5, 5);
  ck_assert(!png_write(&pixels, NULL, 0, &out));
  text_free(&out);
  pixels_free(&pixels);
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("frame/pixels");
  TCase *tc = tcase_create("pixels");
  tcase_add_test(tc, rectangles_are_clipped);
  tcase_add_test(tc, colors_are_found_again_and_run_out_softly);
  tcase_add_test(tc, sizes_that_cannot_be_are_refused);
  tcase_add_test(tc, letters_can_be_told_apart);
  tcase_add_test(tc, texts_grow_turn_and_are_cut_at_the_border);
#ifdef DOWNHILL_PNG
  tcase_add_test(tc, a_png_says_what_was_drawn);
#endif
  tcase_add_test(tc, a_png_without_memory_fails);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

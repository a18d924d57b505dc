/* SPDX-License-Identifier: MIT
 *
 * Colours: only entries with a fixed meaning, readable on the theme's background, ramps that rise. */
#include "frame/frame.h"
#include "frame/writers.h"

#include <check.h>
#include <math.h>

/* WCAG 2.2 relative luminance and contrast, written down again to check the palette's. */
static double channel(unsigned value) {
  double v = value / 255.0;
  return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double luminance(int color) {
  unsigned rgb = frame_rgb(color);
  return 0.2126 * channel(rgb >> 16) + 0.7152 * channel(rgb >> 8 & 255) + 0.0722 * channel(rgb & 255);
}

static double contrast(int a, int b) {
  double high = fmax(luminance(a), luminance(b)), low = fmin(luminance(a), luminance(b));
  return (high + 0.05) / (low + 0.05);
}

static struct frame look(int theme, enum look_colors colors) {
  return (struct frame){.theme = (enum look_theme)theme, .colors = colors};
}

START_TEST(the_palette_is_xterm_s) {
  ck_assert_uint_eq(frame_rgb(16), 0x000000);
  ck_assert_uint_eq(frame_rgb(231), 0xFFFFFF);
  ck_assert_uint_eq(frame_rgb(32), 0x0087D7);
  ck_assert_uint_eq(frame_rgb(166), 0xD75F00);
  ck_assert_uint_eq(frame_rgb(232), 0x080808);
  ck_assert_uint_eq(frame_rgb(255), 0xEEEEEE);
}
END_TEST

START_TEST(only_fixed_entries_are_used) {
  for (int theme = 0; theme < THEME_COUNT; theme++)
    for (int role = 0; role < ROLE_COUNT; role++) {
      struct frame frame = look(theme, COLOR_256);
      int color = frame_color(&frame, (enum role)role);
      ck_assert((color >= 16 && color <= 255) || (theme == THEME_AUTO && color == FRAME_DEFAULT));
      frame.colors = COLOR_NONE;
      ck_assert_int_eq(frame_color(&frame, (enum role)role), FRAME_DEFAULT);
      ck_assert_int_eq(frame_background(&frame), FRAME_DEFAULT);
    }
}
END_TEST

/* Where the background is the terminal's own, a colour must do on black and on white. 3:1 for graphics, 4.5:1 for words
 * and for everything on a projector; ghosts are meant to be faint. */
START_TEST(everything_can_be_read) {
  for (int theme = 0; theme < THEME_COUNT; theme++)
    for (int role = 0; role < ROLE_HEAT; role++) {
      struct frame frame = look(theme, COLOR_256);
      int color = frame_color(&frame, (enum role)role), paper = frame_background(&frame);
      if (color == FRAME_DEFAULT) continue;
      double ratio = paper == FRAME_DEFAULT ? fmin(contrast(color, 16), contrast(color, 231)) : contrast(color, paper);
      bool words = paper != FRAME_DEFAULT && role <= ROLE_BAD;
      double least = theme == THEME_PROJECTOR ? 4.5 : words ? 4.5 : 3;
      ck_assert_msg(ratio >= least, "theme %d role %d: %.2f", theme, role, ratio);
    }
}
END_TEST

START_TEST(lanes_and_verdicts_differ) {
  for (int theme = 0; theme < THEME_COUNT; theme++)
    for (int colors = COLOR_8; colors <= COLOR_256; colors++) {
      struct frame frame = look(theme, (enum look_colors)colors);
      for (int a = ROLE_LANE; a <= ROLE_LANE_END; a++)
        for (int b = ROLE_LANE; b < a; b++)
          ck_assert_int_ne(frame_color(&frame, (enum role)a), frame_color(&frame, (enum role)b));
      ck_assert_int_ne(frame_color(&frame, ROLE_GOOD), frame_color(&frame, ROLE_BAD));
      ck_assert_int_ne(frame_color(&frame, ROLE_WARN), frame_color(&frame, ROLE_BAD));
    }
}
END_TEST

START_TEST(heat_rises_one_way) {
  for (int theme = 0; theme < THEME_COUNT; theme++) {
    struct frame frame = look(theme, COLOR_256);
    bool light_paper = frame_background(&frame) == 231;
    int steps = 0;
    for (int level = ROLE_HEAT; level < ROLE_HEAT_END; level++) {
      double here = luminance(frame_color(&frame, (enum role)level));
      double next = luminance(frame_color(&frame, (enum role)(level + 1)));
      ck_assert_msg(light_paper ? next <= here : next >= here, "theme %d level %d", theme, level - ROLE_HEAT);
      steps += here < next || here > next;
    }
    ck_assert_int_ge(steps, theme == THEME_PROJECTOR ? 5 : 7);
  }
}
END_TEST

START_TEST(black_or_white_can_be_read_on_every_colour) {
  for (int color = 16; color <= 255; color++) {
    int ink = frame_contrast(color);
    ck_assert(ink == 16 || ink == 231);
    ck_assert_msg(contrast(ink, color) >= 4.5, "%d on %d", ink, color);
  }
  ck_assert_int_eq(frame_contrast(FRAME_DEFAULT), FRAME_DEFAULT);
}
END_TEST

START_TEST(eight_colours_keep_their_names) {
  static const int corners[8] = {16, 196, 46, 226, 21, 201, 51, 231};
  for (int i = 0; i < 8; i++) ck_assert_int_eq(frame_color8(corners[i]), i);
  for (int color = 16; color <= 255; color++) ck_assert(frame_color8(color) >= 0 && frame_color8(color) <= 7);
  ck_assert_int_eq(frame_color8(32), 4 | 2); /* a sky blue */
  ck_assert_int_eq(frame_color8(252), 7);
  ck_assert_int_eq(frame_color8(234), 0);
}
END_TEST

/* Black, red, yellow, white: the order that is light in every terminal, up on dark paper and down on light. */
START_TEST(eight_colours_have_a_ramp) {
  static const int up[] = {0, 0, 1, 1, 3, 3, 7, 7};
  for (int theme = 0; theme < THEME_COUNT; theme++) {
    struct frame frame = look(theme, COLOR_8);
    bool light_paper = frame_background(&frame) == 231;
    for (int level = 0; level < 8; level++)
      ck_assert_int_eq(frame_color8(frame_color(&frame, (enum role)(ROLE_HEAT + level))),
                       up[light_paper ? 7 - level : level]);
  }
}
END_TEST

START_TEST(eight_colours_can_be_told_from_the_paper) {
  for (int theme = 0; theme < THEME_COUNT; theme++)
    for (int role = 0; role < ROLE_HEAT; role++) {
      struct frame frame = look(theme, COLOR_8);
      int color = frame_color(&frame, (enum role)role), paper = frame_background(&frame);
      if (paper != FRAME_DEFAULT) ck_assert_int_ne(frame_color8(color), frame_color8(paper));
      if (paper == FRAME_DEFAULT && color != FRAME_DEFAULT)
        ck_assert(frame_color8(color) != 0 && frame_color8(color) != 7);
    }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("frame/palette");
  TCase *tc = tcase_create("palette");
  tcase_add_test(tc, the_palette_is_xterm_s);
  tcase_add_test(tc, only_fixed_entries_are_used);
  tcase_add_test(tc, everything_can_be_read);
  tcase_add_test(tc, lanes_and_verdicts_differ);
  tcase_add_test(tc, heat_rises_one_way);
  tcase_add_test(tc, black_or_white_can_be_read_on_every_colour);
  tcase_add_test(tc, eight_colours_keep_their_names);
  tcase_add_test(tc, eight_colours_have_a_ramp);
  tcase_add_test(tc, eight_colours_can_be_told_from_the_paper);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

/* SPDX-License-Identifier: MIT
 *
 * What colour a meaning has in each theme. Only palette entries 16..255 are named: the first sixteen are the user's to
 * redefine. The lanes' first four (blue, orange, green, magenta) keep 3:1 on black and on white and stay apart under
 * the common colour-vision deficiencies; violet and olive are the two next furthest from them. Letters tell lanes apart
 * where colours do not. */
#include "frame/frame.h"
#include "frame/writers.h"

#include <math.h>

enum { LANES = ROLE_LANE_END - ROLE_LANE + 1, LEVELS = ROLE_HEAT_END - ROLE_HEAT + 1, NOTHING = FRAME_DEFAULT };

struct palette {
  int16_t background;
  int16_t plain[ROLE_LANE];
  int16_t lane[LANES];
  int16_t heat[LEVELS];
};

/* Lightness rises strictly along a ramp, for every kind of colour vision; where the paper is white the ramp is turned
 * over, because there dark reads as "much" (Schloss et al. 2019, doi:10.1109/TVCG.2018.2865147). */
#define VIRIDIS                                                                                                        \
  { 53, 55, 25, 30, 36, 42, 149, 226 }
#define VIRIDIS_REVERSED                                                                                               \
  { 226, 149, 42, 36, 30, 25, 55, 53 }
#define LANES_ANYWHERE                                                                                                 \
  { 32, 166, 29, 132, 99, 100 }

static const struct palette palettes[THEME_COUNT] = {
    [THEME_AUTO] = {NOTHING,
                    {[ROLE_TEXT] = NOTHING,
                     [ROLE_DIM] = 244,
                     [ROLE_ACCENT] = 33,
                     [ROLE_GOOD] = 28,
                     [ROLE_WARN] = 136,
                     [ROLE_BAD] = 196,
                     [ROLE_CURVE] = NOTHING,
                     [ROLE_STAR] = 136,
                     [ROLE_TANGENT] = 244,
                     [ROLE_GHOST] = 244},
                    LANES_ANYWHERE,
                    VIRIDIS},
    [THEME_DARK] = {16,
                    {[ROLE_TEXT] = 252,
                     [ROLE_DIM] = 245,
                     [ROLE_ACCENT] = 81,
                     [ROLE_GOOD] = 77,
                     [ROLE_WARN] = 214,
                     [ROLE_BAD] = 203,
                     [ROLE_CURVE] = 250,
                     [ROLE_STAR] = 220,
                     [ROLE_TANGENT] = 248,
                     [ROLE_GHOST] = 241},
                    LANES_ANYWHERE,
                    VIRIDIS},
    [THEME_LIGHT] = {231,
                     {[ROLE_TEXT] = 16,
                      [ROLE_DIM] = 242,
                      [ROLE_ACCENT] = 25,
                      [ROLE_GOOD] = 28,
                      [ROLE_WARN] = 130,
                      [ROLE_BAD] = 160,
                      [ROLE_CURVE] = 238,
                      [ROLE_STAR] = 130,
                      [ROLE_TANGENT] = 240,
                      [ROLE_GHOST] = 245},
                     LANES_ANYWHERE,
                     VIRIDIS_REVERSED},
    /* White paper for a room that is not dark, nothing under 4.5:1, six steps of cividis. */
    [THEME_PROJECTOR] = {231,
                         {[ROLE_TEXT] = 16,
                          [ROLE_DIM] = 239,
                          [ROLE_ACCENT] = 19,
                          [ROLE_GOOD] = 22,
                          [ROLE_WARN] = 94,
                          [ROLE_BAD] = 124,
                          [ROLE_CURVE] = 16,
                          [ROLE_STAR] = 94,
                          [ROLE_TANGENT] = 238,
                          [ROLE_GHOST] = 242},
                         {25, 130, 22, 90, 88, 23},
                         {226, 226, 179, 246, 242, 242, 24, 18}},
};

/* Eight colours: the corners of the cube, which frame_color8 turns into the base colours, on dark and on white paper.
 * Black, red, yellow, white is the only order of four that is light in every terminal's idea of these colours. */
static const struct palette eight[] = {
    {16,
     {[ROLE_TEXT] = 231,
      [ROLE_DIM] = 231,
      [ROLE_ACCENT] = 51,
      [ROLE_GOOD] = 46,
      [ROLE_WARN] = 226,
      [ROLE_BAD] = 196,
      [ROLE_CURVE] = 231,
      [ROLE_STAR] = 226,
      [ROLE_TANGENT] = 231,
      [ROLE_GHOST] = 231},
     {51, 226, 46, 201, 196, 231},
     {16, 16, 196, 196, 226, 226, 231, 231}},
    {231,
     {[ROLE_TEXT] = 16,
      [ROLE_DIM] = 16,
      [ROLE_ACCENT] = 21,
      [ROLE_GOOD] = 21,
      [ROLE_WARN] = 201,
      [ROLE_BAD] = 196,
      [ROLE_CURVE] = 16,
      [ROLE_STAR] = 201,
      [ROLE_TANGENT] = 16,
      [ROLE_GHOST] = 16},
     {21, 196, 46, 201, 51, 16},
     {231, 231, 226, 226, 196, 196, 16, 16}},
};

static const struct palette *palette_of(const struct frame *frame) {
  unsigned theme = frame->theme < THEME_COUNT ? frame->theme : THEME_AUTO;
  if (frame->colors == COLOR_8) return &eight[palettes[theme].background == 231];
  return &palettes[theme];
}

/* With the terminal's own background, text is the terminal's own colour too: it is what can be read on it. */
static bool is_own(const struct frame *frame, int16_t color) {
  return frame->theme == THEME_AUTO && frame->colors == COLOR_8 && (color == 231 || color == 16);
}

int frame_background(const struct frame *frame) {
  if (frame->colors == COLOR_NONE || frame->theme == THEME_AUTO) return FRAME_DEFAULT;
  return palette_of(frame)->background;
}

int frame_color(const struct frame *frame, enum role role) {
  if (frame->colors == COLOR_NONE || role >= ROLE_COUNT) return FRAME_DEFAULT;
  const struct palette *palette = palette_of(frame);
  if (role >= ROLE_HEAT) return palette->heat[role - ROLE_HEAT];
  int16_t color = role >= ROLE_LANE ? palette->lane[role - ROLE_LANE] : palette->plain[role];
  return is_own(frame, color) ? FRAME_DEFAULT : color;
}

unsigned frame_rgb(int color) {
  static const unsigned char cube[] = {0, 95, 135, 175, 215, 255};
  if (color < 16 || color > 255) return 0;
  if (color >= 232) return (unsigned)(8 + 10 * (color - 232)) * 0x10101u;
  color -= 16;
  return (unsigned)cube[color / 36] << 16 | (unsigned)cube[color / 6 % 6] << 8 | cube[color % 6];
}

/* Relative luminance, WCAG 2.2. */
static double luminance(unsigned rgb) {
  static const double weight[] = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (int i = 0; i < 3; i++) {
    double v = (rgb >> (16 - 8 * i) & 0xFF) / 255.0;
    sum += weight[i] * (v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4));
  }
  return sum;
}

int frame_contrast(int color) {
  if (color < 16 || color > 255) return FRAME_DEFAULT;
  double y = luminance(frame_rgb(color)) + 0.05;
  return y / 0.05 >= 1.05 / y ? 16 : 231;
}

int frame_color8(int color) {
  unsigned rgb = frame_rgb(color);
  unsigned r = rgb >> 16 & 0xFF, g = rgb >> 8 & 0xFF, b = rgb & 0xFF;
  unsigned high = r > g ? r : g, low = r < g ? r : g;
  if (b > high) high = b;
  if (b < low) low = b;
  if (high - low < 48) return high + low >= 256 ? 7 : 0;
  unsigned half = (high + low) / 2; /* which channels are on, seen from the middle of this colour's own range */
  return (r >= half) | (g >= half) << 1 | (b >= half) << 2;
}

/* SPDX-License-Identifier: MIT */
#include "panes/map_colors.h"

#include <math.h>

/* Even steps of lightness (CIE L* from 92 down to 20 on both sides). */
enum { STOPS = 6 };
static const unsigned blues[STOPS] = {0xD3EBF8, 0x9BCDEB, 0x5BA9D8, 0x2B81BD, 0x155892, 0x0B2F5E};
static const unsigned oranges[STOPS] = {0xFFE7AE, 0xFDC05A, 0xF3912A, 0xD0650F, 0x96420C, 0x5A240A};

static unsigned mix(unsigned a, unsigned b, double share) {
  unsigned rgb = 0;
  for (int shift = 0; shift < 24; shift += 8) {
    double from = a >> shift & 0xFF, to = b >> shift & 0xFF;
    rgb |= (unsigned)lround(from + share * (to - from)) << shift;
  }
  return rgb;
}

unsigned map_color(double rank) {
  const unsigned *stops = rank < 0 ? blues : oranges;
  double place = fmin(fabs(rank), 1) * (STOPS - 1);
  int stop = (int)fmin(place, STOPS - 2);
  return mix(stops[stop], stops[stop + 1], place - stop);
}

/* Palette entries along the same two ways; a terminal of eight colours has two of each. */
enum { INKS = 7 };

int map_ink(const struct frame *frame, double rank) {
  static const unsigned char inks[2][INKS] = {{229, 222, 215, 208, 166, 130, 52}, {195, 153, 117, 74, 31, 24, 18}};
  static const unsigned char few[2][2] = {{226, 196}, {51, 21}};
  double slow = fmin(fabs(rank), 1);
  if (frame->colors == COLOR_NONE) return FRAME_DEFAULT;
  if (frame->colors == COLOR_8) return few[rank < 0][slow > 0.5];
  return inks[rank < 0][(int)fmin(slow * INKS, INKS - 1)];
}

int map_level(const struct map_tally *tally, bool converged, double slow) {
  enum map_group quick = converged ? MAP_ARRIVED : MAP_BLOWN, late = converged ? MAP_ON_THE_WAY : MAP_HIGHER;
  bool two = tally->group[quick].cells + tally->group[late].cells > 0;
  double border = !two ? 1 : tally->group[quick].cells > 0 ? tally->group[quick].rank[1] : 0;
  int half = two ? MAP_LEVELS / 2 : MAP_LEVELS, from = 0;
  double share = border > 0 ? slow / border : 0;
  if (slow > border) {
    share = (slow - border) / (1 - border);
    from = half;
  }
  int level = (int)(share * half);
  level = from + (level < half ? level : half - 1);
  return level < 0 ? 0 : level < MAP_LEVELS ? level : MAP_LEVELS - 1;
}

uint32_t map_glyph(enum look_glyphs glyphs, bool converged, int level) {
  static const uint16_t shades[2][MAP_LEVELS] = {{0x2591, 0x2592, 0x2593, 0x2588}, {'.', ':', '+', '#'}};
  static const char letters[MAP_LEVELS + 1] = "vxXW";
  return converged ? shades[glyphs == GLYPHS_ASCII][level] : (uint32_t)letters[level];
}

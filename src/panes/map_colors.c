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

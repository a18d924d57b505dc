/* SPDX-License-Identifier: MIT
 *
 * Curves as vectors: an SVG with axes, ticks and a legend, for slides and papers. Panels stand one above the other and
 * share their horizontal axis. Nothing is owned; lengths in the picture are pixels. */
#ifndef FRAME_PLOT_H
#define FRAME_PLOT_H

#include "base/text.h"

struct plot_curve {
  const char *label;
  unsigned rgb;        /* 0xRRGGBB */
  const double *x, *y; /* a y that is not finite, or has no place on a logarithmic axis, leaves a gap */
  int count;
  bool stairs; /* a value holds until the next */
};

struct plot_mark {
  double x;
  unsigned rgb;
  const char *label; /* shown where a pointer rests on it */
};

struct plot_panel {
  const char *title;
  bool log;
  double low, high; /* of the vertical axis; what lies beyond is cut off */
  const struct plot_curve *curve;
  int curves;
  const struct plot_mark *mark; /* triangles on the horizontal axis */
  int marks;
};

struct plot {
  const char *title;
  const char *x_title;
  double x_high; /* the horizontal axis begins at 0 */
  const struct plot_panel *panel;
  int panels;
};

void plot_write_svg(const struct plot *plot, struct text *out);

#endif

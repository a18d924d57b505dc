/* SPDX-License-Identifier: MIT
 *
 * Curves over a horizontal axis: what there is to draw, whatever it is drawn with. Panels stand one
 * above the other and share their horizontal axis. plot_write_svg() makes vectors of it, for slides and papers;
 * panes/figure.h draws the same in characters. Nothing is owned; lengths in the picture are pixels. */
#ifndef FRAME_PLOT_H
#define FRAME_PLOT_H

#include "frame/frame.h"

struct plot_curve {
  const char *label; /* "": what its letter means is said elsewhere */
  enum role role;
  const double *x, *y; /* x rises; a y that is not finite, or has no place on a logarithmic axis, leaves a gap; NaN an
                          x at the bottom, infinity an arrow at the edge */
  int count;
  bool stairs; /* a value holds until the next */
  char letter; /* tells it from the others where there are no colours; 0: none */
};

struct plot_mark {
  double x;
  enum role role;
  const char *label; /* shown where a pointer rests on it; of an upright one beside it, where there is room */
  char key;          /* stands for it below the axis; 0: a triangle */
  bool upright;      /* a dashed line through the panel */
  bool hollow;       /* its triangle: it is there, and no more */
};

/* A range of the vertical axis that has a name. */
struct plot_band {
  double low, high;
  enum role role;
  const char *label;
  char key; /* stands for it where there is no room for the name */
};
enum { PLOT_BANDS_MAX = 12 };

struct plot_panel {
  const char *title;
  bool strip; /* half as high as others */
  bool log;
  double low, high; /* of the vertical axis, low < high; what lies beyond is cut off */
  const struct plot_curve *curve;
  int curves;
  const struct plot_mark *mark;
  int marks;
  const struct plot_band *band;
  int bands;               /* at most PLOT_BANDS_MAX */
  const char *bands_title; /* what they are, above their names where there is room; NULL: nothing */
};

/* A line below the picture, where no curve runs through it. */
struct plot_note {
  char letter;
  enum role role; /* the letter's */
  const char *words;
};

struct plot {
  const char *title; /* NULL: none */
  const char *x_title;
  double x_low, x_high; /* of the horizontal axis, low < high */
  const struct plot_panel *panel;
  int panels;
  const struct plot_note *note; /* in vectors; below characters whoever prints them writes their own */
  int notes;
};

void plot_write_svg(const struct plot *plot, struct text *out);

/* Is there room for the curves' names beside the title of a panel? Else they stand inside it, one below the other. */
bool plot_legend_is_above(const struct plot_panel *panel);

/* The line, counted from the top, on which each band's name stands beside the panel: near its band, and one to a line.
 * A band beyond the axis has its name at that end. -1 for what `lines` lines have no room for. */
void plot_band_lines(const struct plot_panel *panel, int lines, int line[PLOT_BANDS_MAX]);
/* The column beside the panel in which each band's bar stands, 0 the next, such that bars of one column have at
 * least one of so many lines between them; -1 for a band that is beyond the axis, or none. Returns how many columns
 * there are. */
int plot_band_columns(const struct plot_panel *panel, int lines, int column[PLOT_BANDS_MAX]);
/* Do names not tell by where they stand whose bar is whose: bars side by side, or a name that had to make way? */
bool plot_bands_need_keys(const struct plot_panel *panel, int lines);
/* Where a value stands on the vertical axis: 0 at the bottom, 1 at the top; NaN for what has no place. */
double plot_place(const struct plot_panel *panel, double value);

#endif

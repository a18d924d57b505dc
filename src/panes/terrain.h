/* SPDX-License-Identifier: MIT
 *
 * Private to the pictures of surfaces of two parameters: what lies on the ground is drawn alike whether it is seen from
 * above or in perspective. A spot is a place on the ground, 0..1 along both axes from the lower left; a point is in
 * cells of the picture, from its upper left. */
#ifndef PANES_TERRAIN_H
#define PANES_TERRAIN_H

#include "panes/parts.h"

struct spot {
  double x, y;
};

struct relief;

struct terrain {
  struct frame *frame;
  struct rect rect; /* the picture */
  const struct ground *ground;
  const struct relief *relief; /* NULL: seen from above */
  bool letters;                /* several lanes */
  bool covered;                /* no numbers, no future */
  int lost;                    /* balls that are nowhere, so far */
  const struct lane *lane;     /* whose trail is drawn */
  const struct dh_row *before; /* the row drawn last */
};

/* Seen from above: colours, contour lines, the window in numbers. */
void heat_draw(const struct terrain *terrain);
/* The window in numbers, at its corners, each of them where nothing that matters stands. */
void heat_window(const struct terrain *terrain);
/* Columns that these take of the top row, at the side where they take more. */
int heat_window_taken(const struct camera *camera, struct rect rect);
/* What the colours or the lines' digits stand for, in one row. */
void heat_legend(struct frame *frame, struct rect row, const struct samples *samples);

/* In perspective. The buffers are made and freed with each picture. */
struct relief {
  struct rect rect;
  const struct samples *samples;
  int dots_x, dots_y;   /* per cell: two half blocks, or braille */
  double *depth;        /* by dot: how far away what is seen there is, infinite where nothing is; owned */
  unsigned char *level; /* by dot: its level, 255 where nothing is; in the same block of memory */
  double turn_cos, turn_sin, tilt_cos, tilt_sin;
  double scale_x, scale_y, middle_x, middle_y;
};
bool relief_begin(struct relief *relief, const struct frame *frame, struct rect rect, const struct samples *samples,
                  const struct relief_view *view); /* false: out of memory */
void relief_draw(const struct terrain *terrain);
void relief_end(struct relief *relief);

/* Where a spot is on the picture. */
enum sight { SIGHT_NONE /* outside, or no number there */, SIGHT_HIDDEN, SIGHT_CLEAR };
enum sight relief_point(const struct relief *relief, struct spot spot, double *x, double *y);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Marching squares (Lorensen and Cline 1987 in the plane, doi:10.1145/37402.37422): between four neighbours a line goes
 * in and out where the level is passed, by linear interpolation. */
#include "frame/canvas.h"

#include <math.h>

/* The corners of a square, clockwise from the upper left, and where the level is passed on the side that starts at
 * each of them. */
struct square {
  double value[4];
  double x, y; /* of the upper left corner, in patches */
};

static void passage(const struct square *square, int side, double level, double *x, double *y) {
  static const int dx[] = {0, 1, 1, 0}, dy[] = {0, 0, 1, 1};
  int next = (side + 1) % 4;
  double a = square->value[side], b = square->value[next], t = (level - a) / (b - a);
  if (!(t >= 0 && t <= 1)) t = 0.5; /* one of them is infinite */
  *x = square->x + dx[side] + t * (dx[next] - dx[side]);
  *y = square->y + dy[side] + t * (dy[next] - dy[side]);
}

static void draw_piece(struct canvas *canvas, const struct grid *grid, const struct square *square, double level,
                       int from, int to, int fg) {
  double x[2], y[2], wide = (double)canvas->rect.w / grid->width, high = (double)canvas->rect.h / grid->height;
  passage(square, from, level, &x[0], &y[0]);
  passage(square, to, level, &x[1], &y[1]);
  canvas_line(canvas, x[0] * wide, y[0] * high, x[1] * wide, y[1] * high, fg);
}

static void draw_square(struct canvas *canvas, const struct grid *grid, const struct square *square, double level,
                        int fg) {
  int side[4], sides = 0;
  for (int i = 0; i < 4; i++)
    if ((square->value[i] > level) != (square->value[(i + 1) % 4] > level)) side[sides++] = i;
  if (sides == 2) draw_piece(canvas, grid, square, level, side[0], side[1], fg);
  if (sides < 4) return;
  /* A saddle: the middle decides which corners belong together. */
  const double *v = square->value;
  bool joined = ((v[0] + v[1] + v[2] + v[3]) / 4 > level) == (v[0] > level);
  draw_piece(canvas, grid, square, level, joined ? 0 : 3, joined ? 1 : 0, fg);
  draw_piece(canvas, grid, square, level, joined ? 2 : 1, joined ? 3 : 2, fg);
}

void canvas_contour(struct canvas *canvas, const struct grid *grid, double level, int fg) {
  for (int y = 0; y + 1 < grid->height; y++) {
    const double *upper = grid->value + (size_t)y * (size_t)grid->width, *lower = upper + grid->width;
    for (int x = 0; x + 1 < grid->width; x++) {
      int above = (upper[x] > level) + (upper[x + 1] > level) + (lower[x] > level) + (lower[x + 1] > level);
      if (above == 0 || above == 4) continue;
      const struct square square = {{upper[x], upper[x + 1], lower[x + 1], lower[x]}, x + 0.5, y + 0.5};
      if (isnan(upper[x]) || isnan(upper[x + 1]) || isnan(lower[x]) || isnan(lower[x + 1])) continue;
      draw_square(canvas, grid, &square, level, fg);
    }
  }
}

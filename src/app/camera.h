/* SPDX-License-Identifier: MIT
 *
 * Cameras: what part of the world a pane shows, world <-> place on the pane. Pure arithmetic. */
#ifndef APP_CAMERA_H
#define APP_CAMERA_H

#include <stdbool.h>

/* One axis. Linear: low..high. Logarithmic about `center`: sign(v-c)*log10(1+|v-c|/unit), so that growth by a factor
 * stays visible on both sides up to 1e308; low and high are then world values too. Zooming is about `center`, whether
 * logarithmic or not: the middle of a parameter's window, the lowest loss. */
struct axis {
  double low, high;
  bool log;
  double center, unit;
};

/* 0 at low, 1 at high, beyond outside; NaN for NaN; infinities are far outside, never NaN. */
double axis_place(const struct axis *axis, double value);
double axis_value(const struct axis *axis, double place);

/* 1D: x is the parameter, y the loss. 2D: x and y are the two parameters. */
struct camera {
  struct axis x, y;
};

/* The surface's own window (1D: y from a little below the lowest to the highest loss wanted, see camera.c). */
struct dh_surface;
struct dh_sampler;
void camera_home(struct camera *camera, const struct dh_surface *surface, struct dh_sampler *sampler);
bool camera_is_home(const struct camera *camera, const struct camera *home);
/* Follow a ball that left: zooms out so that there is as much room again; over 1000 times the home window the axes
 * become logarithmic. Never zooms in. A camera that was zoomed by hand starts at home. Returns true if it changed. */
bool camera_follow(struct camera *camera, const struct camera *home, const double at[2], double loss, int dim);
/* In again, one level, when the ball has been well inside for CAMERA_CALM calls in a row (one a step; *calm counts
 * them): a ball that only passes through the middle does not make the picture jump. True if it changed. */
enum { CAMERA_CALM = 8 };
bool camera_return(struct camera *camera, const struct camera *home, const double at[2], double loss, int dim,
                   int *calm);
/* By hand: factor 2 out, 0.5 in, about the center. */
void camera_zoom(struct camera *camera, double factor);
/* The same on a plane: a point that is in the picture stays where it is there. */
void camera_zoom_about(struct camera *camera, double factor, const double at[2]);

#endif

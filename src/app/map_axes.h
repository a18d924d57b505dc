/* SPDX-License-Identifier: MIT
 *
 * Axes of maps: how they are called, how they are written (NAME:LOW:HIGH[:log|lin][:CELLS]), and the pairs of them that
 * say something about a lane. Nothing here owns memory. */
#ifndef APP_MAP_AXES_H
#define APP_MAP_AXES_H

#include "base/text.h"
#include "downhill/downhill.h"

enum { MAP_NAME_MAX = 48, MAP_CELLS_MAX = 24 };

/* "learning_rate", "start.x" */
void map_axis_name(const struct dh_map_axis *axis, const struct dh_surface_spec *surface, char out[MAP_NAME_MAX]);
/* A coordinate of the start over the surface's window. */
void map_axis_start(const struct dh_surface_spec *surface, int coordinate, struct dh_map_axis *axis);
/* The optimizer's memory of gradients: momentum or beta1. False if it has none. */
bool map_axis_memory(const struct dh_rule *rule, struct dh_map_axis *axis);
bool map_axis_same(const struct dh_map_axis *a, const struct dh_map_axis *b);

/* Read all but the number of cells, whose text is copied to `cells` (empty if there is none). False with a sentence in
 * `complaint` that begins with `option`, the name of the axis. */
bool map_axis_read(const struct dh_spec *spec, const char *option, const char *text, struct dh_map_axis *axis,
                   char cells[MAP_CELLS_MAX], struct text *complaint);

/* Pairs by number: rate x momentum, x warmup, x batch, x start, and start x start. */
const char *map_pair_name(int pair); /* "momentum"; NULL past the last */
/* Its axes for a lane, without their numbers of cells: `log` is how rates are spaced. False if it says nothing about
 * it. */
bool map_pair_axes(int pair, const struct dh_spec *spec, bool log, struct dh_map_axis axis[2]);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Loss samples for what is on the screen: a curve for a hill, a grid of levels for a heatmap. They are made when the
 * camera, the size or the surface changes, never per frame. */
#include "app/scene.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void samples_free(struct samples *samples) {
  free(samples->value);
  free(samples->level);
  free(samples->rise);
  memset(samples, 0, sizeof *samples);
}

static bool samples_resize(struct samples *samples, int width, int height) {
  if (samples->width == width && samples->height == height) return true;
  size_t count = (size_t)width * (size_t)height;
  double *value = malloc(count * sizeof *value);
  unsigned char *level = malloc(count);
  double *rises = malloc(count * sizeof *rises);
  samples_free(samples);
  if (!value || !level || !rises) {
    free(value);
    free(level);
    free(rises);
    return false;
  }
  samples->value = value;
  samples->level = level;
  samples->rise = rises;
  samples->width = width;
  samples->height = height;
  return true;
}

/* Fill one row of the grid: `width` points from the left to the right edge at the height y. */
static void sample_row(struct dh_sampler *sampler, const struct camera *camera, double y, double *value, int width) {
  double xs[DH_SLOTS], ys[DH_SLOTS];
  struct dh_sample sample;
  for (int x = 0; x < width; x += DH_SLOTS) {
    int slots = width - x < DH_SLOTS ? width - x : DH_SLOTS;
    for (int i = 0; i < slots; i++) {
      xs[i] = axis_value(&camera->x, (x + i + 0.5) / width);
      ys[i] = y;
    }
    dh_sampler_run(sampler, xs, ys, slots, &sample);
    memcpy(value + x, sample.value, (size_t)slots * sizeof *value);
  }
}

static void find_range(struct samples *samples) {
  samples->low = INFINITY;
  samples->high = -INFINITY;
  for (int i = 0; i < samples->width * samples->height; i++) {
    if (!isfinite(samples->value[i])) continue;
    samples->low = fmin(samples->low, samples->value[i]);
    samples->high = fmax(samples->high, samples->value[i]);
  }
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* How many of the sorted numbers are less than x. */
static int count_below(const double *sorted, int count, double x) {
  int low = 0;
  for (int high = count; low < high;) {
    int middle = low + (high - low) / 2;
    if (sorted[middle] < x)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The share of the sorted numbers that is less than x; between two of them it rises evenly. */
static double share_below(const double *sorted, int count, double x) {
  int below = count_below(sorted, count, x);
  if (below == 0 || below == count) return count > 0 ? (double)below / count : 0;
  double low = sorted[below - 1], high = sorted[below];
  int from = count_below(sorted, count, low);
  return (from + (x - low) / (high - low) * (below - from)) / count;
}

/* A number with as many digits as it takes to stand well apart from its neighbours, for the legend. */
static double rounded(double x, double gap) {
  if (!(gap > 0) || !isfinite(gap)) return x;
  double unit = pow(10, floor(log10(gap / 2))), round_x = nearbyint(x / unit) * unit;
  return isfinite(round_x) ? round_x : x;
}

enum { LEVELS = SAMPLES_BORDERS + 1, NOT_A_LEVEL = 255, GRID = 48 };

/* Borders are quantiles, so that every surface uses every level; the lower k of 8 levels have (k/8)^2 of the picture,
 * so that a bowl has rings of equal width and the narrow valley of a ravine several levels. */
static void find_borders(struct samples *samples, const double *sorted, int count) {
  double plain[LEVELS + 1];
  for (int k = 0; k <= LEVELS; k++) {
    long at = (long)count * k * k / (LEVELS * LEVELS);
    plain[k] = count > 0 ? sorted[at < count ? at : count - 1] : 0;
  }
  for (int k = 0; k < SAMPLES_BORDERS; k++) {
    double gap = fmin(plain[k + 1] - plain[k], plain[k + 2] - plain[k + 1]);
    samples->border[k] = rounded(plain[k + 1], gap);
    samples->border_rise[k] = share_below(sorted, count, samples->border[k]);
  }
}

/* The window's losses on a grid that does not hang on the picture's size, sorted: lanes with the same window have the
 * same colours. Returns how many are finite. */
static int sort_window(struct dh_sampler *sampler, const struct camera *camera, double sorted[GRID * GRID]) {
  int finite = 0;
  for (int row = 0; row < GRID; row++) {
    double line[GRID];
    sample_row(sampler, camera, axis_value(&camera->y, (row + 0.5) / GRID), line, GRID);
    for (int i = 0; i < GRID; i++)
      if (isfinite(line[i])) sorted[finite++] = line[i];
  }
  if (finite > 0) qsort(sorted, (size_t)finite, sizeof *sorted, ascending);
  return finite;
}

static void find_levels(struct dh_sampler *sampler, struct samples *samples) {
  double sorted[GRID * GRID];
  int count = sort_window(sampler, &samples->camera, sorted);
  find_borders(samples, sorted, count);
  for (int i = 0; i < samples->width * samples->height; i++) {
    double v = samples->value[i];
    unsigned char level = 0;
    while (level < LEVELS - 1 && v > samples->border[level]) level++;
    samples->level[i] = isnan(v) ? (unsigned char)NOT_A_LEVEL : level;
    samples->rise[i] = isnan(v) ? (double)NAN : share_below(sorted, count, v);
  }
}

void samples_take(struct app *app, struct samples *samples, const struct dh_surface *surface,
                  const struct camera *camera, struct rect rect) {
  int dim = dh_surface_info(surface)->dim;
  if (dim == 2) rect = layout_picture(rect);
  int width = dim == 1 ? 2 * rect.w : rect.w, height = dim == 1 ? 1 : 2 * rect.h;
  if (width <= 0 || height <= 0) return;
  if (samples->surface == surface && samples->width == width && samples->height == height &&
      memcmp(&samples->camera, camera, sizeof *camera) == 0)
    return;
  if (!samples_resize(samples, width, height)) return;
  memcpy(&samples->camera, camera, sizeof *camera);
  samples->surface = surface;
  for (int row = 0; row < height; row++) {
    double y = dim == 1 ? 0 : axis_value(&camera->y, 1 - (row + 0.5) / height);
    sample_row(app->sampler, camera, y, samples->value + (size_t)row * (size_t)width, width);
  }
  find_range(samples);
  if (dim == 2) find_levels(app->sampler, samples);
}

void samples_refresh(struct app *app) {
  const struct layout *layout = &app->layout;
  for (int place = 0; place < layout->shown; place++) {
    int index = layout->first + place;
    struct lane *lane = &app->lane[index];
    samples_take(app, &lane->samples, dh_run_initial(lane->run)->surface, app_camera(app, index),
                 layout->lane[place].hill);
  }
}

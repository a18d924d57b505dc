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
  memset(samples, 0, sizeof *samples);
}

static bool samples_resize(struct samples *samples, int width, int height) {
  if (samples->width == width && samples->height == height) return true;
  size_t count = (size_t)width * (size_t)height;
  double *value = malloc(count * sizeof *value);
  unsigned char *level = malloc(count);
  samples_free(samples);
  if (!value || !level) {
    free(value);
    free(level);
    return false;
  }
  samples->value = value;
  samples->level = level;
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

/* Levels are quantiles: an eighth of the picture each, so that a narrow valley shows as well as a steep wall. */
enum { LEVELS = 8, NOT_A_LEVEL = 255 };

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void find_levels(struct samples *samples) {
  int count = samples->width * samples->height, finite = 0;
  double *sorted = malloc((size_t)count * sizeof *sorted);
  for (int i = 0; sorted && i < count; i++)
    if (isfinite(samples->value[i])) sorted[finite++] = samples->value[i];
  double border[LEVELS - 1];
  if (sorted) qsort(sorted, (size_t)finite, sizeof *sorted, ascending);
  for (int k = 0; k < LEVELS - 1; k++)
    border[k] = sorted && finite > 0 ? sorted[(long)finite * (k + 1) / LEVELS] : (double)(k + 1);
  free(sorted);
  for (int i = 0; i < count; i++) {
    double v = samples->value[i];
    unsigned char level = 0;
    while (level < LEVELS - 1 && v >= border[level]) level++;
    samples->level[i] = isnan(v) ? (unsigned char)NOT_A_LEVEL : level;
  }
}

void samples_take(struct app *app, struct samples *samples, const struct dh_surface *surface,
                  const struct camera *camera, struct rect rect) {
  int dim = dh_surface_info(surface)->dim;
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
  if (dim == 2) find_levels(samples);
}

void samples_refresh(struct app *app) {
  const struct layout *layout = &app->layout;
  for (int place = 0; place < layout->shown; place++) {
    struct lane *lane = &app->lane[layout->first + place];
    samples_take(app, &lane->samples, dh_run_initial(lane->run)->surface, &lane->camera, layout->lane[place].hill);
  }
}

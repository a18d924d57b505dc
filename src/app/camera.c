/* SPDX-License-Identifier: MIT
 *
 * Cameras follow in levels, so that a picture stands still between two changes. Level 0 is the home window, levels up
 * to LINEAR_LEVELS double it, and from there the axis is logarithmic and slides outwards with the ball by two decades a
 * level: the last six decades before its edge are in view, twelve for a loss, because a loss grows with the square of
 * the distance. Every axis is scaled about its `center`: the middle of the window, or the lowest loss. */
#include "app/camera.h"

#include "downhill/surface.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { LINEAR_LEVELS = 10, LAST_LEVEL = 400, HOME_SAMPLES = 4 * DH_SLOTS };

/* As far outside as anything needs to be; far enough from DBL_MAX that arithmetic on it stays finite. */
static const double far_outside = 1e9;

/* sign(x) log10(1+|x|), without losing what is far below 1 or far above. */
static double symlog(double x) { return copysign(fabs(x) < 1e15 ? log1p(fabs(x)) / log(10) : log10(fabs(x)), x); }
static double symexp(double t) { return copysign(expm1(fabs(t) * log(10)), t); }

static double within(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

/* (v - center)/unit; the difference of two huge numbers must not overflow. */
static double scaled(const struct axis *axis, double value) { return value / axis->unit - axis->center / axis->unit; }

double axis_place(const struct axis *axis, double value) {
  if (isnan(value)) return (double)NAN;
  if (isinf(value)) return value > 0 ? far_outside : -far_outside;
  double place;
  if (axis->log) {
    double low = symlog(scaled(axis, axis->low)), high = symlog(scaled(axis, axis->high));
    place = (symlog(scaled(axis, value)) - low) / (high - low);
  } else {
    place = (value - axis->low) / (axis->high - axis->low);
  }
  return within(place, -far_outside, far_outside);
}

double axis_value(const struct axis *axis, double place) {
  if (!axis->log) return axis->low + place * (axis->high - axis->low);
  double low = symlog(scaled(axis, axis->low)), high = symlog(scaled(axis, axis->high));
  double value = axis->center + axis->unit * symexp(low + place * (high - low));
  return within(value, -DBL_MAX, DBL_MAX);
}

/* --- home --- */

struct profile {
  double value[HOME_SAMPLES];
  double low, high, start;
  double barrier; /* the highest loss between the start and a minimum that is known */
  double middle;  /* median: half of the window is not above it */
};

/* The k-th smallest by counting: a few hundred values, once per surface. */
static double median(const double *values, int count) {
  for (int i = 0; i < count; i++) {
    int below = 0, equal = 0;
    for (int j = 0; j < count; j++) {
      below += values[j] < values[i];
      equal += values[j] == values[i];
    }
    if (below <= count / 2 && count / 2 < below + equal) return values[i];
  }
  return (double)NAN;
}

static void measure(struct profile *profile, const struct dh_surface_spec *info, struct dh_sampler *sampler) {
  struct dh_sample sample;
  double x[DH_SLOTS], width = info->high[0] - info->low[0];
  profile->low = HUGE_VAL;
  profile->high = profile->barrier = -HUGE_VAL;
  for (int i = 0; i < HOME_SAMPLES; i += DH_SLOTS) {
    for (int k = 0; k < DH_SLOTS; k++) x[k] = info->low[0] + width * (i + k) / (HOME_SAMPLES - 1);
    dh_sampler_run(sampler, x, NULL, DH_SLOTS, &sample);
    for (int k = 0; k < DH_SLOTS; k++) {
      double value = profile->value[i + k] = sample.value[k];
      if (!isfinite(value)) continue;
      profile->low = fmin(profile->low, value);
      profile->high = fmax(profile->high, value);
      for (int m = 0; m < info->minimum_count; m++)
        if ((x[k] - info->start[0]) * (x[k] - info->minima[m].at[0]) <= 0)
          profile->barrier = fmax(profile->barrier, value);
    }
  }
  dh_sampler_run(sampler, info->start, NULL, 1, &sample);
  profile->start = sample.value[0];
  profile->middle = median(profile->value, HOME_SAMPLES);
}

/* The hill's axis reaches a bit over three times as high as the start, so that the ball starts well up on the wall and
 * a few steps of growth stay in the picture; further if a barrier or half of the hill would be cut off, but never
 * beyond the window's own highest. */
static void home_loss(struct axis *axis, const struct profile *profile) {
  double low = profile->low, high = profile->high;
  if (!(low < high)) {
    low = isfinite(low) ? low : 0;
    high = low + 1;
  } else if (isfinite(profile->start) && profile->start > low) {
    double top = fmax(3.1 * (profile->start - low), fmax(1.25 * (profile->barrier - low), profile->middle - low));
    high = fmin(high, low + top);
  }
  axis->center = low;
  axis->low = low - 0.04 * (high - low);
  axis->high = high;
}

void camera_home(struct camera *camera, const struct dh_surface *surface, struct dh_sampler *sampler) {
  const struct dh_surface_spec *info = dh_surface_info(surface);
  memset(camera, 0, sizeof *camera);
  struct axis *axes[2] = {&camera->x, &camera->y};
  for (int i = 0; i < info->dim; i++) {
    axes[i]->low = info->low[i];
    axes[i]->high = info->high[i];
    axes[i]->center = info->low[i] + 0.5 * (info->high[i] - info->low[i]);
  }
  if (info->dim == 1) {
    struct profile profile;
    measure(&profile, info, sampler);
    home_loss(&camera->y, &profile);
  }
  for (int i = 0; i < 2; i++) axes[i]->unit = axes[i]->high - axes[i]->center;
}

static bool same_axis(const struct axis *a, const struct axis *b) {
  return a->low == b->low && a->high == b->high && a->log == b->log;
}

bool camera_is_home(const struct camera *camera, const struct camera *home) {
  return same_axis(&camera->x, &home->x) && same_axis(&camera->y, &home->y);
}

/* --- following --- */

/* What an axis is about: a parameter moves to both sides, a loss grows upwards and as the square. */
struct kind {
  double decades;     /* shown on a logarithmic axis, on one side */
  double step;        /* one logarithmic level, as a factor */
  double room;        /* how far beyond the ball a new window reaches */
  int linear_doubles; /* doublings before the axis becomes logarithmic */
  bool upwards;
};
static const struct kind parameter_kind = {6, 1e2, 2, LINEAR_LEVELS, false};
static const struct kind loss_kind = {12, 1e4, 3.1, 2 * LINEAR_LEVELS, true};

/* The distance from the center to the edge at a level; never beyond the largest number. */
static double reach(const struct axis *home, const struct kind *kind, int level) {
  double linear = ldexp(home->high - home->center, level < kind->linear_doubles ? level : kind->linear_doubles);
  int beyond = level > kind->linear_doubles ? level - kind->linear_doubles : 0;
  return fmin(linear * pow(kind->step, beyond), DBL_MAX);
}

static void set_level(struct axis *axis, const struct axis *home, const struct kind *kind, int level) {
  double far = reach(home, kind, level);
  if (level <= kind->linear_doubles) {
    double grown = far / (home->high - home->center);
    axis->log = false;
    axis->unit = home->unit;
    axis->high = level == 0 ? home->high : home->center + far;
    axis->low = level == 0 ? home->low : home->center - grown * (home->center - home->low);
    return;
  }
  axis->log = true;
  axis->unit = far / pow(10, kind->decades);
  axis->high = fmin(home->center + far, DBL_MAX);
  /* A loss has a little room below its lowest, as at home. */
  axis->low = fmax(home->center - (kind->upwards ? axis->unit * symexp(0.04 * kind->decades) : far), -DBL_MAX);
}

static bool last_level(const struct axis *home, const struct kind *kind, int level) {
  return level >= LAST_LEVEL || reach(home, kind, level) >= DBL_MAX;
}

/* The level an axis is at; 0 if it was zoomed by hand and is at none. */
static int find_level(const struct axis *axis, const struct axis *home, const struct kind *kind) {
  struct axis trial = *home;
  for (int level = 0;; level++) {
    set_level(&trial, home, kind, level);
    if (same_axis(&trial, axis)) return level;
    if (last_level(home, kind, level)) return 0;
  }
}

/* The first level whose window reaches `far` from the center. */
static int level_reaching(const struct axis *home, const struct kind *kind, double far) {
  int level = 0;
  while (reach(home, kind, level) < far && !last_level(home, kind, level)) level++;
  return level;
}

/* How far from the center an axis has to reach to show a value; what lies below the lowest loss that the window knew
 * counts as much as what lies above, because there the room below grows with the window. */
static double distance(const struct axis *home, double value) {
  double far = value - home->center;
  if (value < home->low) far *= (home->high - home->center) / (home->center - home->low);
  return fabs(far);
}

static bool follow_axis(struct axis *axis, const struct axis *home, const struct kind *kind, double value) {
  if (!isfinite(value)) return false;
  int now = find_level(axis, home, kind), level = now;
  double far = distance(home, value);
  /* At home the whole window counts: a start at its edge is no reason to move. */
  if (far > reach(home, kind, now) * (now == 0 ? 1 : 0.95)) level = level_reaching(home, kind, kind->room * far);
  if (level < now) level = now;
  struct axis before = *axis;
  set_level(axis, home, kind, level);
  return !same_axis(&before, axis);
}

/* How the loss grows with the distance, as a power, seen from home: 2 for a parabola. */
static double growth(const struct camera *home, double far, double rise) {
  double power = log(rise / (home->y.high - home->y.center)) / log(far / (home->x.high - home->x.center));
  return isnan(power) ? 2 : within(power, 1, 4);
}

/* When a window of one dimension grew, the loss at its new edges is guessed from that power, so that a hill keeps its
 * shape. */
static void follow_shape(struct camera *camera, const struct camera *home, double at, double loss) {
  double far = distance(&home->x, at), rise = distance(&home->y, loss);
  if (!(far > 0)) return;
  if (!isfinite(rise)) { /* overflowed: as if it were a parabola */
    far = home->x.high - home->x.center;
    rise = home->y.high - home->y.center;
  }
  double edge = rise * pow((camera->x.high - camera->x.center) / far, growth(home, far, rise));
  int level = level_reaching(&home->y, &loss_kind, 0.55 * edge);
  if (level > find_level(&camera->y, &home->y, &loss_kind)) set_level(&camera->y, &home->y, &loss_kind, level);
}

static void step_in(struct axis *axis, const struct axis *home, const struct kind *kind) {
  int now = find_level(axis, home, kind);
  if (now > 0) set_level(axis, home, kind, now - 1);
}

/* Beyond this the hill itself overflows everywhere in view: there is nothing left to draw. */
static const double drawable = 1e300;

/* Would a parabola of home's shape still have a loss at the window's edge? */
static bool has_a_hill(const struct camera *camera, const struct camera *home) {
  double wide = (camera->x.high - camera->x.center) / (home->x.high - home->x.center);
  return (home->y.high - home->y.center) * wide * wide < drawable;
}

bool camera_follow(struct camera *camera, const struct camera *home, const double at[2], double loss, int dim) {
  struct camera before = *camera;
  bool x = follow_axis(&camera->x, &home->x, &parameter_kind, at[0]);
  follow_axis(&camera->y, &home->y, dim == 1 ? &loss_kind : &parameter_kind, dim == 1 ? loss : at[1]);
  if (x && dim == 1) {
    /* Where the loss has overflowed, the last hill that there is; the ball is an arrow at its edge. */
    while (!isfinite(loss) && camera->x.log && !has_a_hill(camera, home))
      step_in(&camera->x, &home->x, &parameter_kind);
    follow_shape(camera, home, at[0], loss);
  }
  return !camera_is_home(camera, &before);
}

/* A level in is worth it when the ball would have room there too. */
static bool small_in(const struct axis *axis, const struct axis *home, const struct kind *kind, double value) {
  int now = find_level(axis, home, kind);
  if (!isfinite(value)) return false;
  return now == 0 || 2 * kind->room * distance(home, value) < reach(home, kind, now - 1);
}

bool camera_return(struct camera *camera, const struct camera *home, const double at[2], double loss, int dim,
                   int *calm) {
  const struct kind *second = dim == 1 ? &loss_kind : &parameter_kind;
  double value = dim == 1 ? loss : at[1];
  bool small = small_in(&camera->x, &home->x, &parameter_kind, at[0]) && small_in(&camera->y, &home->y, second, value);
  *calm = small && !camera_is_home(camera, home) ? *calm + 1 : 0;
  if (*calm < CAMERA_CALM) return false;
  step_in(&camera->x, &home->x, &parameter_kind);
  step_in(&camera->y, &home->y, second);
  return true;
}

/* --- by hand --- */

static void zoom_axis(struct axis *axis, double factor) {
  double high = axis->center + factor * (axis->high - axis->center);
  double low = axis->center - factor * (axis->center - axis->low);
  double least = 1e-9 * fmax(fabs(axis->center), axis->log ? 0 : 1e-290);
  if (!(high - low > least) || !(high < 0.25 * DBL_MAX) || !(low > -0.25 * DBL_MAX)) return;
  axis->high = high;
  axis->low = low;
  if (axis->log) axis->unit *= factor;
}

void camera_zoom(struct camera *camera, double factor) {
  zoom_axis(&camera->x, factor);
  zoom_axis(&camera->y, factor);
}

/* Move a linear axis so that the value is at this place. */
static void hold_axis(struct axis *axis, double value, double place) {
  double by = value - axis_value(axis, place);
  if (axis->log || !isfinite(by)) return;
  axis->low += by;
  axis->high += by;
  axis->center += by;
}

void camera_zoom_about(struct camera *camera, double factor, const double at[2]) {
  double x = axis_place(&camera->x, at[0]), y = axis_place(&camera->y, at[1]);
  camera_zoom(camera, factor);
  if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return;
  hold_axis(&camera->x, at[0], x);
  hold_axis(&camera->y, at[1], y);
}

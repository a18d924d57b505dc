/* SPDX-License-Identifier: MIT
 *
 * Where a run ends that is pushed about by sampled gradients: in the stationary state of a bowl the pushes put back
 * what the slope takes away. For plain descent with noise of variance s^2 along a direction of curvature lambda, e' =
 * (1 - eta lambda) e - eta n   has   E e^2 = eta s^2 / (lambda (2 - eta lambda)), a loss of eta s^2 / (4 (1 - x)), x
 * being eta lambda / 2, the rate as a share of its limit; with heavy-ball momentum eta becomes eta / (1 - beta) (a
 * second-order autoregression; Mandt, Hoffman and Blei 2017). */
#include "descent/judge.h"

/* The noise of batches is what gradients say beyond the parabola through the present row; from as many of the latest
 * rows, and fewer are not enough to tell. */
enum { NOISE_ROWS = 64, NOISE_LEAST = 4 };

/* The loss of the latest rows is compared with the floor, at their mean rate over a longer time: a rate that has come
 * down to 0 has no more time to bring the loss down with it. */
enum { LEVEL_ROWS = 16, RATE_ROWS = 64 };

/* So near to the limit the floor is out of sight. */
static const double EDGE = 0.99;

/* Principal directions of the second derivatives: curvature[i] along (cos, sin) of angle + i * pi/2. */
struct axes {
  double curvature[2], cosine, sine;
};

static struct axes principal_axes(const double bend[3], int dim) {
  struct axes axes = {.curvature = {bend[0]}, .cosine = 1};
  if (dim == 1) return axes;
  double angle = atan2(2 * bend[1], bend[0] - bend[2]) / 2, radius = hypot((bend[0] - bend[2]) / 2, bend[1]);
  axes.cosine = cos(angle);
  axes.sine = sin(angle);
  axes.curvature[0] = (bend[0] + bend[2]) / 2 + radius;
  axes.curvature[1] = (bend[0] + bend[2]) / 2 - radius;
  return axes;
}

static double along(const struct axes *axes, const double v[2], int i) {
  return i == 0 ? axes->cosine * v[0] + axes->sine * v[1] : axes->cosine * v[1] - axes->sine * v[0];
}

double dh_judge_below(const struct dh_judge_context *context, int dim) {
  struct axes axes = principal_axes(context->bend, dim);
  double below = 0;
  for (int i = 0; i < dim; i++) {
    double slope = along(&axes, context->slope, i);
    if (!(axes.curvature[i] > 0)) return UNKNOWN;
    below += slope / axes.curvature[i] * slope / 2;
  }
  return below;
}

static int rows_since(const struct dh_row *rows, int count, long since, int most) {
  int n = 0;
  while (n < count && n < most && rows[count - 1 - n].step >= since) n++;
  return n;
}

/* In one dimension the second is 0. */
enum { AXES = 2 };

/* Variance of a gradient's noise along each principal direction. */
static bool find_variance(const struct dh_row *rows, int count, const struct dh_judge_context *context,
                          const struct axes *axes, double variance[AXES]) {
  double known = dh_spec_noise(context->spec), sum[AXES] = {0, 0};
  variance[0] = variance[1] = known * known;
  if (known > 0) return true;
  int n = rows_since(rows, count, context->since, NOISE_ROWS);
  const struct dh_row *now = &rows[count - 1];
  for (const struct dh_row *row = now - (n - 1); row <= now; row++) {
    double d[2] = {row->at[0] - now->at[0], row->at[1] - now->at[1]};
    double noise[2] = {row->gradient[0] - context->slope[0] - context->bend[0] * d[0] - context->bend[1] * d[1],
                       row->gradient[1] - context->slope[1] - context->bend[1] * d[0] - context->bend[2] * d[1]};
    for (int i = 0; i < AXES; i++) sum[i] += along(axes, noise, i) * along(axes, noise, i);
  }
  for (int i = 0; i < AXES; i++) variance[i] = sum[i] / n;
  return n >= NOISE_LEAST;
}

/* The rate over some time, of momentum the sum of what one gradient does. */
static double mean_rate(const struct dh_row *rows, int count, const struct dh_judge_context *context) {
  int n = rows_since(rows, count, context->since, RATE_ROWS);
  const struct dh_spec *spec = context->spec;
  double sum = 0, momentum = dh_rule_has(spec->rule, DH_MOMENTUM, NULL) ? dh_spec_number(spec, DH_MOMENTUM) : 0;
  for (int i = 0; i < n; i++) sum += rows[count - 1 - i].rate;
  double kept = momentum != 0 ? 1 - dh_spec_number(spec, DH_DAMPENING) : 1;
  return sum / n * kept / (1 - momentum);
}

/* What the rule makes of a gradient in the end, as a rate: how far a stretch of steps goes, against the sum of its
 * gradients. For plain descent this is the rate. */
static double response(const struct dh_row *rows, int count, const struct dh_judge_context *context, int dim) {
  int n = rows_since(rows, count, context->since, NOISE_ROWS), stretch = n / 2;
  double gone = 0, pushed = 0;
  for (const struct dh_row *from = &rows[count - n]; stretch >= NOISE_LEAST && from + stretch < &rows[count]; from++)
    for (int axis = 0; axis < dim; axis++) {
      double sum = 0;
      for (int i = 0; i < stretch; i++) sum += from[i].gradient[axis];
      gone += (from->at[axis] - from[stretch].at[axis]) * sum;
      pushed += sum * sum;
    }
  return gone / pushed;
}

/* Where a rule has no limit for its rate (Adam), it is assumed to be far away. */
static double floor_of(const struct dh_row *rows, int count, const struct dh_judge_context *context, int dim) {
  struct axes axes = principal_axes(context->bend, dim);
  double variance[AXES] = {0, 0}, floor = 0, limit = context->curvature.limit, present = rows[count - 1].rate;
  double rate = isnan(limit) ? response(rows, count, context, dim) : mean_rate(rows, count, context);
  if (!find_variance(rows, count, context, &axes, variance)) return UNKNOWN;
  /* Momentum of 1 or more, or a rule that goes uphill: there is no floor. */
  if (!(rate >= 0) || isinf(rate)) return UNKNOWN;
  for (int i = 0; i < dim && i < AXES; i++) {
    double share = isnan(limit) ? 0 : present * axes.curvature[i] / limit;
    if (!(axes.curvature[i] > 0) || !(share < EDGE)) return UNKNOWN;
    floor += rate * variance[i] / 4 / (1 - share);
  }
  return floor;
}

void dh_judge_noise(const struct dh_row *rows, int count, const struct dh_judge_context *context, double bottom,
                    struct dh_judge_noise *noise) {
  int dim = dh_surface_info(context->spec->surface)->dim;
  *noise = (struct dh_judge_noise){UNKNOWN, UNKNOWN};
  if (!context->noise) return;
  noise->floor = floor_of(rows, count, context, dim);
  int n = rows_since(rows, count, context->since, LEVEL_ROWS);
  double sum = 0;
  for (int i = 0; i < n; i++) sum += rows[count - 1 - i].loss - bottom;
  noise->level = sum / n / noise->floor;
}

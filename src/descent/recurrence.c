/* SPDX-License-Identifier: MIT
 *
 * Least squares for two unknowns, by orthogonalisation rather than normal equations, so that nearly parallel columns
 * cost no more digits than they must. Every equation is divided by the largest step in it: steps that grow or shrink by
 * large factors, or that are 1e-300 long, then weigh the same. */
#include "descent/recurrence.h"

#include <math.h>

/* An older equation counts 0.8 times the next: about five steps decide, so a changing curvature is followed. The powers
 * of 0.8. */
static const double fade[DH_RECURRENCE_STEPS] = {1,
                                                 0.80000000000000004,
                                                 0.64000000000000012,
                                                 0.51200000000000012,
                                                 0.40960000000000008,
                                                 0.32768000000000008,
                                                 0.2621440000000001,
                                                 0.20971520000000007,
                                                 0.16777216000000009,
                                                 0.13421772800000006,
                                                 0.10737418240000006,
                                                 0.08589934592000005,
                                                 0.06871947673600004,
                                                 0.054975581388800036,
                                                 0.043980465111040035,
                                                 0.03518437208883203};

/* The second term is kept only where one term leaves more than this (relative) unexplained, ... */
static const double ONE_TERM_IS_EXACT = 1e-7;

/* ... or twice what rounding explains, and only if it then removes at least half of the misfit. */
static const double GRAINS = 2, WORTHWHILE = 0.5;

/* Two equations determine two coefficients exactly, whatever they are worth. That is right for momentum, whose steps
 * obey two terms; plain descent, which should obey one, has to show it. */
enum { WITH_MEMORY = 2, WITHOUT_MEMORY = 5 };

/* The least share of the latest step that counts as containing a root. */
static const double PRESENT = 0.01;

/* Columns closer to parallel than this determine one coefficient, not two. */
static const double PARALLEL = 1e-9;

/* d_t - d_(t-1) = -x d_(t-1) + beta (d_(t-1) - d_(t-2)), with x = eta lambda and eta that of step t-1: in this form
 * both unknowns stay what they are while the rate varies. a = 1 + beta - x, b = -beta. */
struct equation {
  double y, u, v; /* y = -x u + beta v */
  double weight;
};

static int equations(const double *steps, const double *rates, int count, int terms, struct equation *out) {
  int n = 0;
  for (int t = terms; t < count; t++) {
    double x1 = steps[t - 1], x2 = terms == 2 ? steps[t - 2] : x1;
    double scale = fmax(fmax(fabs(steps[t]), fabs(x1)), fabs(x2));
    if (!(scale > 0) || !isfinite(scale)) continue;
    double rate = rates ? rates[t - 1] : 1;
    out[n++] = (struct equation){steps[t] / scale - x1 / scale, rate * (x1 / scale), x1 / scale - x2 / scale,
                                 fade[count - 1 - t]};
  }
  return n;
}

static double misfit(const struct equation *eq, int n, double x, double beta) {
  double sum = 0, weights = 0;
  for (int i = 0; i < n; i++) {
    double r = eq[i].y + x * eq[i].u - beta * eq[i].v;
    sum += eq[i].weight * r * r;
    weights += eq[i].weight;
  }
  return sqrt(sum / weights);
}

static bool fit_one(const struct equation *eq, int n, double *x) {
  double uu = 0, uy = 0;
  for (int i = 0; i < n; i++) {
    uu += eq[i].weight * eq[i].u * eq[i].u;
    uy += eq[i].weight * eq[i].u * eq[i].y;
  }
  *x = -uy / uu;
  return uu > 0 && isfinite(*x);
}

static bool fit_two(const struct equation *eq, int n, double *x, double *beta) {
  double uu = 0, uv = 0, vv = 0, uy = 0;
  for (int i = 0; i < n; i++) {
    uu += eq[i].weight * eq[i].u * eq[i].u;
    uv += eq[i].weight * eq[i].u * eq[i].v;
    vv += eq[i].weight * eq[i].v * eq[i].v;
    uy += eq[i].weight * eq[i].u * eq[i].y;
  }
  if (!(uu > 0)) return false;
  double slope = uv / uu, rest = 0, resty = 0;
  for (int i = 0; i < n; i++) {
    double v = eq[i].v - slope * eq[i].u;
    rest += eq[i].weight * v * v;
    resty += eq[i].weight * v * (eq[i].y - uy / uu * eq[i].u);
  }
  if (!(rest > PARALLEL * PARALLEL * vv)) return false;
  *beta = resty / rest;
  *x = slope * *beta - uy / uu;
  return isfinite(*x) && isfinite(*beta);
}

/* The roots of z^2 = a z + b. The smaller real root comes from the product, which does not cancel. */
static void find_roots(struct dh_recurrence *fit) {
  double half = fit->a / 2, inside = half * half + fit->b;
  if (inside < 0) {
    fit->lead = fit->other = UNKNOWN;
    fit->modulus = sqrt(-fit->b);
    fit->phase = atan2(sqrt(-inside), half);
    return;
  }
  fit->lead = half + copysign(sqrt(inside), half);
  fit->other = fit->lead == 0 ? 0 : -fit->b / fit->lead;
  fit->modulus = fabs(fit->lead);
  fit->phase = fit->lead < 0 ? PI : 0;
}

/* A root may lead only if the latest steps contain it: nearly parallel columns make up large roots from rounding or
 * noise. With d_t = A + B and d_(t-1) = A / lead + B / other, the share of the leading one is A / d_t. */
static void demand_presence(const double *steps, int count, struct dh_recurrence *fit) {
  if (isnan(fit->lead) || fit->lead == 0) return;
  double last = steps[count - 1], share = (last - fit->other * steps[count - 2]) / (1 - fit->other / fit->lead);
  if (!(fabs(share) < PRESENT * fabs(last))) return;
  fit->terms = 1;
  fit->a = fit->other;
  fit->b = 0;
  find_roots(fit);
}

static const struct dh_recurrence unfitted = {0, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN};

void dh_recurrence_fit(const double *steps, const double *rates, int count, double grain, bool memory,
                       struct dh_recurrence *fit) {
  *fit = unfitted;
  int skip = count > DH_RECURRENCE_STEPS ? count - DH_RECURRENCE_STEPS : 0;
  steps += skip;
  count -= skip;
  if (rates) rates += skip;
  struct equation eq[DH_RECURRENCE_STEPS];
  int n = equations(steps, rates, count, 1, eq);
  double x, beta;
  if (n < 1 || !fit_one(eq, n, &x)) return;
  *fit = (struct dh_recurrence){.terms = 1, .a = 1 - x, .residual = misfit(eq, n, x, 0)};
  find_roots(fit);
  if (fit->residual <= fmax(ONE_TERM_IS_EXACT, GRAINS * grain)) return;

  n = equations(steps, rates, count, 2, eq);
  if (n < (memory ? WITH_MEMORY : WITHOUT_MEMORY) || !fit_two(eq, n, &x, &beta)) return;
  struct dh_recurrence two = {.terms = 2, .a = 1 + beta - x, .b = -beta, .residual = misfit(eq, n, x, beta)};
  find_roots(&two);
  if (two.residual > WORTHWHILE * fit->residual || (isnan(two.lead) && !memory)) return;
  demand_presence(steps, count, &two);
  *fit = two;
}

void dh_recurrence_of(double momentum, bool nesterov, double x, struct dh_recurrence *fit) {
  *fit = (struct dh_recurrence){.terms = momentum == 0 ? 1 : 2};
  fit->a = nesterov ? (1 + momentum) * (1 - x) : 1 + momentum - x;
  fit->b = nesterov ? -momentum * (1 - x) : -momentum;
  find_roots(fit);
}

double dh_recurrence_left(const struct dh_recurrence *fit, double last, double before, double ahead) {
  if (fit->terms < 1 || isnan(fit->lead)) return UNKNOWN;
  double first = fit->lead, second = fit->other > 0 ? fit->other : 0;
  double simple = pow(first, ahead);
  /* Nearly equal roots, or one: the leading power alone. */
  if (fit->terms == 1 || !(fabs(first - second) > 1e-9)) return simple;
  /* Summing the recurrence to infinity: sum_(k>=0) d_(t+k) = (d_t + b d_(t-1)) / (1 - a - b). */
  double was = (last + fit->b * before) / (1 - fit->a - fit->b), now = was - last;
  double alpha = (now - second * was) / (first - second), gamma = was - alpha;
  double left = (alpha * pow(first, ahead + 1) + gamma * pow(second, ahead + 1)) / now;
  return isfinite(left) ? left : simple;
}

/* SPDX-License-Identifier: MIT
 *
 * What a range test's curve suggests, by the rules of fastai (fastai/callback/schedule.py: valley, steep, minimum,
 * slide; version 2.5.4). Of equal values the first wins, as in its argmin. */
#include "downhill/finder.h"

#include <math.h>

enum { FIRST_SHARE = 10 /* num_it/10 points are left out */, LAST_POINTS = 5, APART = 15 };
static const double THRESHOLD = 0.005;

/* The part of a curve that is looked at. */
struct window {
  const struct dh_finder_point *at;
  int count;
};

static struct window look(const struct dh_finder_point *points, int count, long num_it) {
  long first = num_it / FIRST_SHARE;
  struct window window = {points, 0};
  if (first > count) return window;
  window.at = points + first;
  while (first + window.count < count - LAST_POINTS && !isnan(window.at[window.count].smoothed)) window.count++;
  return window;
}

static int lowest(const struct window *window) {
  int best = 0;
  for (int i = 1; i < window->count; i++)
    if (window->at[i].smoothed < window->at[best].smoothed) best = i;
  return best;
}

/* The longest strictly falling subsequence, the first that ends if several are as long (M. L. Fredman, On computing the
 * length of longest increasing subsequences, 1975): highest[n] is the largest value in which one of n + 1 values can
 * end, and these fall as n grows. Returns its last row. */
static int longest_fall(const struct window *window, int *length) {
  double highest[DH_FINDER_POINTS_MAX];
  int end = 0;
  *length = 0;
  for (int i = 0; i < window->count; i++) {
    double value = window->at[i].smoothed;
    int above = 0, beyond = *length;
    while (above < beyond) {
      int middle = above + (beyond - above) / 2;
      if (highest[middle] > value)
        above = middle + 1;
      else
        beyond = middle;
    }
    highest[above] = value;
    if (above < *length) continue;
    *length = above + 1;
    end = i;
  }
  return end;
}

/* A third of the length and half a third behind the row that lies the length before the end: fastai's arithmetic. */
static int valley(const struct window *window) {
  int length, end = longest_fall(window, &length);
  if (length < 2) return 0;
  double third = length / 3.0;
  int index = end - length + (int)third + (int)(third / 2);
  return index < 0 ? 0 : index;
}

static double slope(const struct window *window, int i) {
  const struct dh_finder_point *p = &window->at[i];
  return (p[1].smoothed - p[0].smoothed) / (log(p[1].rate) - log(p[0].rate));
}

static int steep(const struct window *window) {
  int best = 0;
  for (int i = 1; i + 1 < window->count; i++)
    if (slope(window, i) < slope(window, best)) best = i;
  return best;
}

/* Central differences over the index, one-sided at both ends, as numpy.gradient. */
static double gradient(const struct window *window, int i) {
  const struct dh_finder_point *p = window->at;
  if (i == 0) return p[1].smoothed - p[0].smoothed;
  if (i == window->count - 1) return p[i].smoothed - p[i - 1].smoothed;
  return (p[i + 1].smoothed - p[i - 1].smoothed) / 2;
}

static int slide(const struct window *window) {
  int right = window->count - 1, found = right - APART;
  for (int left = found; left >= 0 && fabs(gradient(window, right) - gradient(window, left)) > THRESHOLD; left--) {
    found = left;
    right--;
  }
  return found;
}

struct rule {
  const char *name;
  int (*find)(const struct window *window); /* a row of the window */
  int least;                                /* rows it needs */
  double divisor;                           /* of the rate found */
};

static const struct rule rules[] = {
    [DH_FINDER_VALLEY] = {"valley", valley, 2, 1},
    [DH_FINDER_STEEP] = {"steep", steep, 2, 1},
    [DH_FINDER_MINIMUM] = {"minimum", lowest, 2, 10},
    [DH_FINDER_SLIDE] = {"slide", slide, APART + 1, 1},
};
_Static_assert(sizeof rules / sizeof *rules == DH_FINDER_RULES, "every rule has its row");

const char *dh_finder_rule_name(int rule) { return rule >= 0 && rule < DH_FINDER_RULES ? rules[rule].name : NULL; }

void dh_curve_suggest(const struct dh_finder_point *points, int count, long num_it, enum dh_finder_rule rule,
                      struct dh_suggestion *suggestion) {
  struct window window = look(points, count, num_it);
  *suggestion = (struct dh_suggestion){(double)NAN, DH_FINDER_TOO_FEW, -1};
  if (window.count < rules[rule].least) return;
  int found = rules[rule].find(&window);
  suggestion->rate = window.at[found].rate / rules[rule].divisor;
  suggestion->point = (int)(window.at - points) + found;
  suggestion->reason = lowest(&window) > 0 ? DH_FINDER_SUGGESTED : DH_FINDER_NO_FALL;
}

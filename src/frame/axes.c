/* SPDX-License-Identifier: MIT
 *
 * Ticks at round numbers (Heckbert 1990, "Nice numbers for graph labels"), and numbers that keep their place. */
#include "frame/axes.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The least 1, 2 or 5 times a power of ten that is at least `step`. */
static double nice_step(double step) {
  double power = pow(10, floor(log10(step)));
  static const double factor[] = {1, 2, 5};
  for (int i = 0; i < 3; i++)
    if (factor[i] * power >= step * (1 - 1e-9)) return factor[i] * power;
  return 10 * power;
}

int axes_ticks(double low, double high, int most, double *ticks) {
  if (most < 1 || !isfinite(low) || !isfinite(high) || !(low <= high)) return 0;
  if (low == high) {
    ticks[0] = low;
    return 1;
  }
  double span = high / 2 - low / 2;                 /* half of it: the whole may overflow */
  double step = nice_step(span / (most + 1.0) * 2); /* finer cannot fit; coarser until it does */
  for (int tries = 0; tries < 4; tries++) {
    double first = ceil(low / step - 1e-9), last = floor(high / step + 1e-9);
    if (!(step > 0) || !isfinite(step) || !isfinite(first) || !isfinite(last) || fabs(first) > 1e15 ||
        fabs(last) > 1e15)
      return 0; /* finer than a double can count */
    if (last - first < most) {
      int count = 0;
      for (double k = first; k <= last; k++) ticks[count++] = fmin(fmax(k * step + 0.0, low), high);
      return count;
    }
    step = nice_step(step * 1.5);
  }
  return 0;
}

/* Powers of ten times 1, 2 and 5 (`dense`) or every `stride`-th power; counts on when there is room for no more. */
static int power_ticks(double low, double high, bool dense, int stride, int most, double *ticks) {
  static const double factor[] = {1, 2, 5};
  int count = 0, first = (int)floor(log10(low)), last = (int)ceil(log10(high));
  for (int k = first; k <= last; k++)
    for (int i = 0; i < (dense ? 3 : 1); i++) {
      double tick = factor[i] * pow(10, k);
      if ((!dense && k % stride != 0) || tick < low * (1 - 1e-9) || tick > high * (1 + 1e-9)) continue;
      if (count < most) ticks[count] = fmin(fmax(tick, low), high);
      count++;
    }
  return count;
}

int axes_log_ticks(double low, double high, int most, double *ticks) {
  if (most < 1 || !(low > 0) || !isfinite(high) || !(low <= high)) return 0;
  int count = power_ticks(low, high, true, 1, most, ticks);
  if (count < 2) return axes_ticks(low, high, most, ticks);
  for (int stride = 1; count > most; stride++) count = power_ticks(low, high, false, stride, most, ticks);
  return count;
}

static void drop_zeros(char *mantissa) {
  if (!strchr(mantissa, '.')) return;
  size_t length = strlen(mantissa);
  while (mantissa[length - 1] == '0') length--;
  if (mantissa[length - 1] == '.') length--;
  mantissa[length] = '\0';
}

static bool not_a_number(double x, char *out, size_t size) {
  if (isfinite(x)) return false;
  snprintf(out, size, "%s", isnan(x) ? "nan" : x < 0 ? "-inf" : "inf");
  return true;
}

/* Decimal mantissa and exponent after rounding to `digits`. */
struct decimal {
  char mantissa[32];
  int exponent;
};

static struct decimal decimal_of(double x, int digits) {
  struct decimal decimal;
  snprintf(decimal.mantissa, sizeof decimal.mantissa, "%.*e", digits - 1, x == 0 ? 0.0 : x);
  char *e = strchr(decimal.mantissa, 'e');
  decimal.exponent = (int)strtol(e + 1, NULL, 10);
  *e = '\0';
  drop_zeros(decimal.mantissa);
  return decimal;
}

static void scientific(double x, int digits, char *out, size_t size) {
  struct decimal decimal = decimal_of(x, digits);
  snprintf(out, size, "%se%d", decimal.mantissa, decimal.exponent);
}

/* Without an exponent, while that is readable: 0.0001 to 99999, or as far as the digits go. */
static bool positional(double x, int digits, char *out, size_t size) {
  int exponent = decimal_of(x, digits).exponent;
  if (exponent < -4 || exponent >= (digits > 5 ? digits : 5)) return false;
  char text[64];
  int decimals = digits - 1 - exponent;
  snprintf(text, sizeof text, "%.*f", decimals > 0 ? decimals : 0, x == 0 ? 0.0 : x);
  drop_zeros(text);
  snprintf(out, size, "%s", text);
  return true;
}

void axes_short(double x, int digits, char *out, size_t size) {
  digits = digits < 1 ? 1 : digits > 17 ? 17 : digits;
  if (not_a_number(x, out, size) || positional(x, digits, out, size)) return;
  scientific(x, digits, out, size);
}

/* What is left in five or six columns, where not even one digit and its exponent fit: a word. */
static void word_only(double x, char *out, size_t size) {
  snprintf(out, size, "%s", fabs(x) < 1 ? "tiny" : x < 0 ? "-huge" : "huge");
}

static void fit(double x, int width, char *out, size_t size) {
  if (not_a_number(x, out, size)) return;
  for (int digits = 4; digits > 0; digits--) {
    if (positional(x, digits, out, size) && (int)strlen(out) <= width) return;
    scientific(x, digits, out, size);
    if ((int)strlen(out) <= width) return;
  }
  word_only(x, out, size);
}

void axes_number(double x, int width, char *out) {
  char text[64];
  fit(x, width, text, sizeof text);
  snprintf(out, (size_t)width + 1, "%*s", width, text);
}

/* SPDX-License-Identifier: MIT
 *
 * Numbers as text: the shortest that reads back as the same double, written as Python's repr writes it. It is declared
 * in downhill/parameter.h and lives here because it formats with snprintf. */
#include "downhill/parameter.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS_MAX = 17, FIXED_LOW = -4, FIXED_HIGH = 16 }; /* repr leaves fixed notation outside 1e-4 .. 1e16 */

/* The fewest digits of |x| that read back, without trailing zeros; the decimal exponent of the first goes to *exponent.
 * A normal double survives 15 digits if any fewer do, so only 15, 16 and 17 need trying. */
static int shortest_digits(double x, char digits[DIGITS_MAX + 1], int *exponent) {
  char text[40];
  for (int count = x < DBL_MIN ? 1 : DBL_DIG; count <= DIGITS_MAX; count++) {
    (void)snprintf(text, sizeof text, "%.*e", count - 1, x);
    if (strtod(text, NULL) == x) break;
  }
  const char *mark = strchr(text, 'e');
  *exponent = (int)strtol(mark + 1, NULL, 10);
  int length = 0;
  for (const char *c = text; c < mark; c++)
    if (*c >= '0' && *c <= '9') digits[length++] = *c; /* whatever the locale's decimal point is */
  while (length > 1 && digits[length - 1] == '0') length--;
  digits[length] = '\0';
  return length;
}

static int print_fixed(const char *sign, const char *digits, int length, int exponent, char *text, size_t size) {
  if (exponent < 0) return snprintf(text, size, "%s0.%.*s%s", sign, -exponent - 1, "000000", digits);
  if (length > exponent + 1)
    return snprintf(text, size, "%s%.*s.%s", sign, exponent + 1, digits, digits + exponent + 1);
  return snprintf(text, size, "%s%s%.*s.0", sign, digits, exponent + 1 - length, "0000000000000000");
}

int dh_number_print(double x, char *text, size_t size) {
  const char *sign = signbit(x) ? "-" : "";
  if (isnan(x)) return snprintf(text, size, "nan");
  if (isinf(x)) return snprintf(text, size, "%sinf", sign);
  if (x == 0) return snprintf(text, size, "%s0.0", sign);
  char digits[DIGITS_MAX + 1];
  int exponent;
  int length = shortest_digits(fabs(x), digits, &exponent);
  if (exponent >= FIXED_LOW && exponent < FIXED_HIGH) return print_fixed(sign, digits, length, exponent, text, size);
  return snprintf(text, size, "%s%c%s%se%c%02d", sign, digits[0], length > 1 ? "." : "", digits + 1,
                  exponent < 0 ? '-' : '+', abs(exponent));
}

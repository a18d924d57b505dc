/* SPDX-License-Identifier: MIT
 *
 * Numbers as text: the shortest that reads back as the same double, written as Python's repr writes it, and back.
 * Both are declared in downhill/parameter.h; writing lives here because it formats with snprintf. */
#include "base/number.h"

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

/* --- reading --- */

/* Longer ones are no numbers that anybody means. */
enum { DIGITS_READ = 400 };

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* The exponent at the beginning of `text`, an e; *length is 0 if it is none (`2e` is 2 times e, wrongly written). */
static int scan_exponent(const char *text, size_t *length) {
  size_t i = 1;
  bool negative = text[i] == '-';
  if (text[i] == '-' || text[i] == '+') i++;
  *length = 0;
  if (!is_digit(text[i])) return 0;
  int value = 0;
  for (; is_digit(text[i]); i++)
    if (value < 100000) value = 10 * value + (text[i] - '0');
  *length = i;
  return negative ? -value : value;
}

/* strtod gets whole digits with an exponent, without a decimal point: what separates decimals is the only thing about
 * it that a locale changes. */
size_t number_scan(const char *text, double *value) {
  char digits[DIGITS_READ + 16];
  int count = 0, fraction = 0, points = 0, exponent = 0;
  size_t i = 0;
  for (; is_digit(text[i]) || text[i] == '.'; i++) {
    if (text[i] == '.') {
      points++;
    } else {
      if (count < DIGITS_READ) digits[count] = text[i];
      count++;
      fraction += points;
    }
  }
  if (i > 0 && (text[i] == 'e' || text[i] == 'E')) {
    size_t length;
    exponent = scan_exponent(text + i, &length);
    i += length;
  }
  *value = (double)NAN;
  if (points > 1 || count == 0 || count > DIGITS_READ) return i;
  (void)snprintf(digits + count, sizeof digits - (size_t)count, "e%d", exponent - fraction);
  *value = strtod(digits, NULL);
  return i;
}

bool dh_number_parse(const char *text, double *value) {
  bool negative = *text == '-';
  const char *body = text + (*text == '-' || *text == '+');
  double size;
  size_t length = number_scan(body, &size);
  if (length == 0 || body[length] != '\0' || isnan(size)) return false;
  *value = negative ? -size : size;
  return isfinite(size);
}

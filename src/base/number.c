/* SPDX-License-Identifier: MIT
 *
 * Numbers as text: the shortest that reads back as the same double, written as Python's repr writes it, and back.
 * Both are declared in downhill/parameter.h; both live here because reading takes strtod. */
#include "base/number.h"

#include "base/shortest.h"

#include "downhill/parameter.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIXED_LOW = -4, FIXED_HIGH = 16 }; /* repr leaves fixed notation outside 1e-4 .. 1e16 */

int number_digits(uint64_t number, char *digits) {
  static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
                              "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
                              "8081828384858687888990919293949596979899";
  char reversed[NUMBER_DIGITS], *first = reversed + NUMBER_DIGITS;
  for (; number >= 10; number /= 100) memcpy(first -= 2, pairs + 2 * (number % 100), 2);
  if (number > 0 || first == reversed + NUMBER_DIGITS) *--first = (char)('0' + number);
  int count = (int)(reversed + NUMBER_DIGITS - first);
  memcpy(digits, first, (size_t)count);
  return count;
}

static char *put(char *to, const char *from, int length) {
  memcpy(to, from, (size_t)length);
  return to + length;
}

static char *put_zeros(char *to, int count) {
  if (count > 0) memset(to, '0', (size_t)count);
  return to + (count > 0 ? count : 0);
}

/* `exponent` is that of the first digit. */
static char *put_fixed(char *to, const char *digits, int length, int exponent) {
  int whole = exponent + 1;
  if (whole <= 0) {
    to = put_zeros(put(to, "0.", 2), -whole);
    return put(to, digits, length);
  }
  if (length <= whole) return put(put_zeros(put(to, digits, length), whole - length), ".0", 2);
  to = put(to, digits, whole);
  *to++ = '.';
  return put(to, digits + whole, length - whole);
}

static char *put_scientific(char *to, const char *digits, int length, int exponent) {
  *to++ = digits[0];
  if (length > 1) *to++ = '.';
  to = put(to, digits + 1, length - 1);
  *to++ = 'e';
  *to++ = exponent < 0 ? '-' : '+';
  if (abs(exponent) < 10) *to++ = '0';
  return to + number_digits((uint64_t)abs(exponent), to);
}

static char *put_finite(char *to, double x) {
  char digits[NUMBER_DIGITS];
  if (x == 0) return put(to, "0.0", 3);
  struct shortest shortest = shortest_of(x);
  int length = number_digits(shortest.digits, digits), exponent = shortest.exponent + length - 1;
  bool fixed = exponent >= FIXED_LOW && exponent < FIXED_HIGH;
  return fixed ? put_fixed(to, digits, length, exponent) : put_scientific(to, digits, length, exponent);
}

int dh_number_print(double x, char *text, size_t size) {
  char all[40], *end = all;
  if (signbit(x) && !isnan(x)) *end++ = '-';
  end = isnan(x) ? put(end, "nan", 3) : isinf(x) ? put(end, "inf", 3) : put_finite(end, fabs(x));
  size_t length = (size_t)(end - all), fits = length < size ? length : size - 1;
  if (size > 0) {
    memcpy(text, all, fits);
    text[fits] = '\0';
  }
  return (int)length;
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

/* Up to here every whole number, and every power of ten up to 10^22, is a double: then one operation rounds once, as
 * strtod does, where double is what is computed in. */
enum { EXACT_DIGITS = 15, EXACT_POWER = 22 };

static bool scan_exact(const char *digits, int count, int exponent, double *value) {
  static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  static_assert(sizeof powers / sizeof *powers == EXACT_POWER + 1, "every power");
  if (FLT_EVAL_METHOD != 0 || count > EXACT_DIGITS || abs(exponent) > EXACT_POWER) return false;
  uint64_t whole = 0;
  for (int i = 0; i < count; i++) whole = 10 * whole + (uint64_t)(digits[i] - '0');
  *value = exponent < 0 ? (double)whole / powers[-exponent] : (double)whole * powers[exponent];
  return true;
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
  if (scan_exact(digits, count, exponent - fraction, value)) return i;
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

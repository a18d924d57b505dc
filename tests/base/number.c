/* SPDX-License-Identifier: MIT
 *
 * Numbers as text: the fewest digits that read back, against trying one digit after the other. */
#include "base/number.h"
#include "dice.h"
#include "downhill/parameter.h"
#include "samples.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The digits alone, without point, exponent and zeros at either end. */
static void digits_of(const char *text, char digits[40]) {
  int count = 0;
  for (const char *c = text; *c != '\0' && *c != 'e'; c++)
    if (*c >= '0' && *c <= '9' && (count > 0 || *c != '0')) digits[count++] = *c;
  while (count > 0 && digits[count - 1] == '0') count--;
  digits[count] = '\0';
}

/* Is some decimal of fewer digits nearer than half the way to the neighbours? Rounding up and down are both tried,
 * because at a power of two the interval is not even. */
static bool has_shorter(double x, int digits) {
  char text[48];
  (void)snprintf(text, sizeof text, "%.*e", digits - 2, x);
  double near = strtod(text, NULL), unit = fabs(x) * pow(10, 2 - digits);
  for (double nudge = -1; nudge <= 1; nudge++) {
    (void)snprintf(text, sizeof text, "%.*e", digits - 2, near + nudge * unit);
    if (strtod(text, NULL) == x) return true;
  }
  return false;
}

static void check_number(double x) {
  char text[40], digits[40];
  int length = dh_number_print(x, text, sizeof text);
  ck_assert_int_eq(length, strlen(text));
  ck_assert_msg(strtod(text, NULL) == x, "%a is printed as %s", x, text);
  double back;
  ck_assert(dh_number_parse(text, &back) && back == x);
  digits_of(text, digits);
  int count = (int)strlen(digits);
  ck_assert_int_le(count, 17);
  if (count > 1) ck_assert_msg(!has_shorter(x, count), "%a is printed as %s, longer than needed", x, text);
}

START_TEST(random_bits) {
  uint64_t state = 17;
  for (int i = 0; i < samples(200000); i++) {
    uint64_t bits = dice(&state);
    double x;
    memcpy(&x, &bits, sizeof x);
    if (isfinite(x)) check_number(x);
  }
}
END_TEST

START_TEST(decimals_of_few_digits) {
  uint64_t state = 4;
  for (int i = 0; i < samples(100000); i++) {
    char text[48];
    double x, power = (double)(dice(&state) % 600) - 300;
    (void)snprintf(text, sizeof text, "%ue%.0f", (unsigned)(dice(&state) % 1000000) + 1, power);
    x = strtod(text, NULL);
    check_number(x);
    char shown[40], ours[40], theirs[40];
    dh_number_print(x, shown, sizeof shown);
    digits_of(shown, ours);
    digits_of(text, theirs);
    ck_assert_str_eq(ours, theirs);
  }
}
END_TEST

/* As strtod reads it, however few or many digits there are. */
START_TEST(decimals_are_read_as_strtod_reads_them) {
  uint64_t state = 5;
  for (int i = 0; i < samples(100000); i++) {
    char text[64];
    double value;
    uint64_t digits = dice(&state) >> dice(&state) % 64;
    int places = dice_int(&state, 0, 25), power = dice_int(&state, -30, 30);
    int length = snprintf(text, sizeof text, "%llu", (unsigned long long)digits);
    if (places < length) memmove(text + places + 1, text + places, (size_t)(length - places) + 1);
    if (places < length) text[places] = '.';
    if (power != 0) (void)snprintf(text + strlen(text), 8, "e%d", power);
    if (number_scan(text, &value) != strlen(text) || value != strtod(text, NULL)) ck_abort_msg("%s: %a", text, value);
  }
}
END_TEST

/* Below a power of two the doubles lie twice as dense. */
START_TEST(powers_of_two) {
  for (int e = -1074; e <= 1023; e++) {
    double x = ldexp(1, e);
    check_number(x);
    check_number(nextafter(x, 0) > 0 ? nextafter(x, 0) : x);
    check_number(nextafter(x, HUGE_VAL));
  }
}
END_TEST

/* As Python's repr prints them. */
static const struct {
  double x;
  const char *text;
} known[] = {
    {0.1, "0.1"},
    {-0.0, "-0.0"},
    {1, "1.0"},
    {100, "100.0"},
    {1e15, "1000000000000000.0"},
    {1e16, "1e+16"},
    {9007199254740993.0, "9007199254740992.0"},
    {0.0001, "0.0001"},
    {0.00001, "1e-05"},
    {123456.789, "123456.789"},
    {0x1p-44, "5.684341886080802e-14"},
    {5e-324, "5e-324"},
    {0x1.fffffffffffffp1023, "1.7976931348623157e+308"},
    {2.2250738585072014e-308, "2.2250738585072014e-308"},
    {1e23, "1e+23"},
    {9.5367431640625e-07, "9.5367431640625e-07"},
    {299792458, "299792458.0"},
    {(double)INFINITY, "inf"},
    {-(double)INFINITY, "-inf"},
    {(double)NAN, "nan"},
};

START_TEST(known_numbers) {
  char text[40];
  dh_number_print(known[_i].x, text, sizeof text);
  ck_assert_str_eq(text, known[_i].text);
}
END_TEST

START_TEST(short_rooms_are_not_overrun) {
  char text[8] = "-------";
  ck_assert_int_eq(dh_number_print(0.123456, text, 4), 8);
  ck_assert_str_eq(text, "0.1");
  ck_assert_str_eq(text + 4, "---");
}
END_TEST

START_TEST(whole_numbers) {
  static const uint64_t numbers[] = {0, 1, 9, 10, 99, 100, 101, 12345, 1000000, UINT64_MAX};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    char digits[NUMBER_DIGITS + 1], expected[32];
    digits[number_digits(numbers[i], digits)] = '\0';
    (void)snprintf(expected, sizeof expected, "%llu", (unsigned long long)numbers[i]);
    ck_assert_str_eq(digits, expected);
  }
}
END_TEST

static Suite *suite(void) {
  Suite *s = suite_create("number");
  TCase *tc = tcase_create("printing");
  tcase_add_test(tc, random_bits);
  tcase_add_test(tc, decimals_of_few_digits);
  tcase_add_test(tc, decimals_are_read_as_strtod_reads_them);
  tcase_add_test(tc, powers_of_two);
  tcase_add_loop_test(tc, known_numbers, 0, sizeof known / sizeof *known);
  tcase_add_test(tc, short_rooms_are_not_overrun);
  tcase_add_test(tc, whole_numbers);
  suite_add_tcase(s, tc);
  return s;
}

#include "check_main.h"

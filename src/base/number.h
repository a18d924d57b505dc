/* SPDX-License-Identifier: MIT
 *
 * Decimal numbers at the beginning of a text, for formulas and for values alike;
 * and whole numbers as digits. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool is_digit(char c);
bool is_letter(char c); /* of ASCII */

/* Digits with at most one point, then perhaps an exponent, no sign. Returns the bytes that look like a number, which
 * is 0 only if `text` begins with neither a digit nor a point. *value is the nearest double (infinity above the
 * largest), or NaN if these bytes are no number after all: a second point, no digit, hundreds of digits. Independent
 * of the locale. */
size_t number_scan(const char *text, double *value);

/* Decimal digits, the most significant first, without a NUL; returns how many, at most NUMBER_DIGITS. */
enum { NUMBER_DIGITS = 20 };
int number_digits(uint64_t number, char *digits);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Values of parameters as text, and the ladders that keys move them along. */
#include "downhill/parameter.h"

#include "base/text.h"
#include "downhill/precision.h"
#include "downhill/schedule.h"

#include <math.h>
#include <string.h>

/* --- reading --- */

/* Other names of choices: the libraries' own, and how people call the formats. */
static int choice_synonym(enum dh_parameter parameter, const char *text) {
  if (parameter == DH_PRECISION) return dh_precision_find(text);
  return parameter == DH_LR_SCHEDULER_TYPE ? dh_schedule_find(text) : -1;
}

static int find_choice(enum dh_parameter parameter, const char *text) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  for (int i = 0; row->choice(i); i++)
    if (text_same_name(row->choice(i), text)) return i;
  return choice_synonym(parameter, text);
}

/* Letters are those of ASCII, whatever the locale. */
static bool same_word(const char *text, const char *small) {
  for (; *text && *small; text++, small++)
    if ((*text >= 'A' && *text <= 'Z' ? *text + ('a' - 'A') : *text) != *small) return false;
  return *text == *small;
}

bool dh_flag_parse(const char *text, bool *value) {
  static const char *const words[][2] = {{"false", "true"}, {"no", "yes"}, {"off", "on"}, {"0", "1"}};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    for (int side = 0; side < 2; side++)
      if (same_word(text, words[i][side])) {
        *value = side;
        return true;
      }
  return false;
}

static bool read_flag(const char *text, double *value) {
  bool flag = false;
  if (!dh_flag_parse(text, &flag)) return false;
  *value = flag;
  return true;
}

/* Infinity is a number out of range, whether it is written as a word or with too many digits. */
static bool read_number(const char *text, double *value) {
  const char *body = text + (*text == '-' || *text == '+');
  if (strcmp(body, "inf") == 0) *value = *text == '-' ? -(double)INFINITY : (double)INFINITY;
  return dh_number_parse(text, value) || isinf(*value);
}

static bool fail_value(enum dh_error_code code, const struct dh_parameter_row *row, const char *text,
                       struct dh_error *error) {
  dh_fail(error, code, -1, row->name, text);
  error->number = row->low;
  error->number2 = row->high;
  return false;
}

bool dh_parameter_parse(enum dh_parameter parameter, const char *text, double *value, struct dh_error *error) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  double number = (double)NAN;
  bool understood = false;
  if (row->type == DH_TYPE_CHOICE) {
    int choice = find_choice(parameter, text);
    if (choice < 0) return fail_value(DH_ERROR_CHOICE, row, text, error);
    *value = choice;
    return true;
  }
  if (row->type == DH_TYPE_FLAG) understood = read_flag(text, &number);
  if (row->type == DH_TYPE_NUMBER || row->type == DH_TYPE_INTEGER) understood = read_number(text, &number);
  if (!understood) return fail_value(DH_ERROR_NOT_A_VALUE, row, text, error);
  if (!(number >= row->low && number <= row->high)) return fail_value(DH_ERROR_RANGE, row, text, error);
  if (row->type == DH_TYPE_INTEGER && number != floor(number))
    return fail_value(DH_ERROR_NOT_A_VALUE, row, text, error);
  *value = number;
  return true;
}

static void put_sorted(struct dh_numbers *list, double number) {
  int i = list->count++;
  for (; i > 0 && list->at[i - 1] > number; i--) list->at[i] = list->at[i - 1];
  list->at[i] = number;
}

bool dh_parameter_parse_list(enum dh_parameter parameter, const char *text, struct dh_numbers *list,
                             struct dh_error *error) {
  static const char between[] = ",;| \t[]()";
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  struct dh_numbers read = {0};
  for (const char *c = text + strspn(text, between); *c != '\0'; c += strspn(c, between)) {
    char word[32];
    double number = (double)NAN;
    size_t length = strcspn(c, between);
    if (length >= sizeof word || read.count == DH_NUMBERS_MAX)
      return fail_value(DH_ERROR_NOT_A_VALUE, row, text, error);
    text_copy(word, length + 1, c);
    if (!read_number(word, &number) || number != floor(number))
      return fail_value(DH_ERROR_NOT_A_VALUE, row, text, error);
    if (!(number >= row->low && number <= row->high)) return fail_value(DH_ERROR_RANGE, row, text, error);
    put_sorted(&read, number);
    c += length;
  }
  if (read.count == 0) return fail_value(DH_ERROR_NOT_A_VALUE, row, text, error);
  *list = read;
  return true;
}

/* --- writing --- */

static int write_text(const char *word, char *text, size_t size) {
  size_t length = strlen(word);
  if (size > 0) {
    size_t fits = length < size ? length : size - 1;
    memcpy(text, word, fits);
    text[fits] = '\0';
  }
  return (int)length;
}

int dh_parameter_print(enum dh_parameter parameter, double value, char *text, size_t size) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  if (isnan(value)) return write_text("unset", text, size);
  if (row->type == DH_TYPE_CHOICE) return write_text(row->choice((int)value), text, size);
  if (row->type == DH_TYPE_FLAG) return write_text(value != 0 ? "true" : "false", text, size);
  int length = dh_number_print(value, text, size);
  size_t point = strlen(text);
  if (row->type != DH_TYPE_INTEGER || point < 2 || strcmp(text + point - 2, ".0") != 0) return length;
  text[point - 2] = '\0';
  return length - 2;
}

int dh_parameter_print_list(const struct dh_numbers *list, char *text, size_t size) {
  int length = 0;
  if (size > 0) *text = '\0';
  for (int i = 0; i < list->count; i++) {
    char number[40];
    int digits = dh_number_print(list->at[i], number, sizeof number);
    if (digits > 2 && strcmp(number + digits - 2, ".0") == 0) number[digits -= 2] = '\0';
    if ((size_t)length + (size_t)digits + 2 > size) break;
    if (i > 0) text[length++] = ' ';
    memcpy(text + length, number, (size_t)digits + 1);
    length += digits;
  }
  return length;
}

/* --- ladders --- */

enum { RUNGS_IN_DECADE = 10 };

/* 1 1.2 1.5 ... 8 of a decade, as tenths: dividing by an exact power of ten gives the double nearest to the decimal. */
static double rate_rung(int index) {
  static const double tenths[RUNGS_IN_DECADE] = {10, 12, 15, 20, 25, 30, 40, 50, 60, 80};
  int decade = (int)floor((double)index / RUNGS_IN_DECADE);
  double mantissa = tenths[index - decade * RUNGS_IN_DECADE];
  return decade <= 0 ? mantissa / pow(10, 1 - decade) : mantissa * pow(10, decade - 1);
}

/* Where the ladder meets 0. Rates are worth tuning over many decades; a decay or a clipping norm under 1e-3 is off. */
static double bottom_of(enum dh_ladder ladder) { return ladder == DH_LADDER_DECADES ? 1e-12 : 1e-3; }

/* The first step from 0 is not to be the smallest there is, but one that can be seen. */
static double first_rung(enum dh_parameter parameter) {
  bool small = dh_parameter_row(parameter)->ladder == DH_LADDER_DECADES && parameter != DH_LEARNING_RATE;
  if (parameter == DH_GRADIENT_NOISE) return 1;
  return small ? 1e-6 : 1e-3;
}

static double nudge_rate(enum dh_parameter parameter, double value, int direction) {
  const double slack = 1e-9; /* a value this near to a rung stands on it */
  if (value <= 0) return direction < 0 ? 0 : first_rung(parameter);
  if (direction < 0 && value <= bottom_of(dh_parameter_row(parameter)->ladder) * (1 + slack)) return 0;
  int index = (int)floor(log10(value)) * RUNGS_IN_DECADE;
  if (direction > 0) {
    while (rate_rung(index) <= value * (1 + slack)) index++;
  } else {
    index += RUNGS_IN_DECADE;
    while (rate_rung(index) >= value * (1 - slack)) index--;
  }
  return rate_rung(index);
}

/* So many rungs from one whole number to the next. */
static double nudge_fraction(double rungs, double value, int direction) {
  const double slack = 1e-9;
  double rung = direction > 0 ? floor(value * rungs + slack) + 1 : ceil(value * rungs - slack) - 1;
  return rung / rungs;
}

static double nudge_momentum(double value, int direction) {
  static const double rungs[] = {0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999};
  const int count = sizeof rungs / sizeof rungs[0];
  for (int i = 0; i < count; i++) {
    int k = direction > 0 ? i : count - 1 - i;
    if (direction > 0 ? rungs[k] > value : rungs[k] < value) return rungs[k];
  }
  return value;
}

static double nudge_count(double value, int direction) {
  static const double digits[] = {1, 2, 5};
  double below = 0;
  for (double decade = 1; decade <= 1e15; decade *= 10)
    for (int i = 0; i < 3; i++) {
      double rung = decade * digits[i];
      if (direction > 0 && rung > value) return rung;
      if (direction < 0 && rung >= value) return below;
      below = rung;
    }
  return value;
}

static double nudge_power(double value, int direction) {
  double rung = 1;
  while (direction > 0 ? rung <= value : rung * 2 < value) rung *= 2;
  return rung;
}

static double nudge_choice(const struct dh_parameter_row *row, double value, int direction) {
  if (row->type == DH_TYPE_FLAG) return value != 0 ? 0 : 1;
  if (!row->choice) return value;
  int count = 0;
  while (row->choice(count)) count++;
  return ((int)value + (direction > 0 ? 1 : count - 1)) % count;
}

static double nudged(enum dh_parameter parameter, double value, int direction) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  switch (row->ladder) {
  case DH_LADDER_RATE:
  case DH_LADDER_DECADES:
    return nudge_rate(parameter, value, direction);
  case DH_LADDER_FRACTION:
    return nudge_fraction(20, value, direction);
  case DH_LADDER_HALVES:
    return nudge_fraction(2, value, direction);
  case DH_LADDER_MOMENTUM:
    return nudge_momentum(value, direction);
  case DH_LADDER_COUNT:
    return nudge_count(value, direction);
  case DH_LADDER_POWER:
    return nudge_power(value, direction);
  case DH_LADDER_CHOICE:
    return nudge_choice(row, value, direction);
  case DH_LADDER_NONE:
    break;
  }
  return row->type == DH_TYPE_INTEGER ? value + (direction > 0 ? 1 : -1) : value;
}

double dh_parameter_nudge(enum dh_parameter parameter, double value, int direction) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  if (isnan(value)) value = row->low;
  double next = nudged(parameter, value, direction);
  return next < row->low ? row->low : next > row->high ? row->high : next;
}

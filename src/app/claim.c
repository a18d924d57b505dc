/* SPDX-License-Identifier: MIT */
#include "app/claim.h"

#include "base/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- reading --- */

/* The last `=` that is no part of a comparison, or NULL. */
static const char *lone_equals(const char *source) {
  const char *found = NULL;
  for (const char *at = source; *at; at++) {
    bool before = at > source && strchr("<>=!", at[-1]);
    if (*at == '=' && !before && at[1] != '=') found = at;
  }
  return found;
}

static void trim(const char *from, const char *end, char *out, size_t size) {
  while (from < end && *from == ' ') from++;
  while (end > from && end[-1] == ' ') end--;
  size_t length = (size_t)(end - from);
  text_copy(out, length + 1 < size ? length + 1 : size, from);
}

static bool is_said(const char *text) {
  double value;
  bool odd = strcmp(text, "inf") == 0 || strcmp(text, "-inf") == 0 || strcmp(text, "nan") == 0;
  return odd || dh_number_parse(text, &value);
}

static bool read_step(const char *source, const char *at, const char *end, long *step, struct dh_error *error) {
  char text[32];
  double value;
  trim(at + 1, end, text, sizeof text);
  if (dh_number_parse(text, &value) && value >= 0 && value <= CLAIM_STEPS_MAX && value == floor(value)) {
    *step = (long)value;
    return true;
  }
  return dh_fail(error, DH_ERROR_EXPECTED, (at - source) + 1, "a step from 0 to 100000 behind @", text);
}

bool claim_read(struct claim *claim, const struct catalog *catalog, const char *source, struct dh_error *error) {
  *claim = (struct claim){.source = strdup(source), .step = -1};
  if (!claim->source) return dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  const char *end = source + strlen(source), *said = lone_equals(source), *at = strchr(source, '@');
  bool good = true;
  if (said) {
    trim(said + 1, end, claim->said, sizeof claim->said);
    if (!is_said(claim->said))
      good = dh_fail(error, DH_ERROR_EXPECTED, (said - source) + 1, "a number behind =", claim->said);
    end = said;
  } else { /* a bare number is shown as it is written: 0.000099 */
    trim(source, end, claim->said, sizeof claim->said);
    if (!is_said(claim->said)) claim->said[0] = '\0';
  }
  if (good && at && at < end) {
    good = read_step(source, at, end, &claim->step, error);
    end = at;
  }
  char *expression = good ? strndup(source, (size_t)(end - source)) : NULL;
  if (expression) claim->condition = condition_create(catalog, expression, error);
  if (good && !expression) dh_fail(error, DH_ERROR_MEMORY, -1, NULL, NULL);
  free(expression);
  if (claim->condition) return true;
  claim_free(claim);
  return false;
}

void claim_free(struct claim *claim) {
  free(claim->source);
  condition_destroy(claim->condition);
  *claim = (struct claim){0};
}

/* --- asking --- */

bool witnesses_call(struct witnesses *witnesses, const struct lanes_now *lanes, struct dh_error *error) {
  *witnesses = (struct witnesses){.now = *lanes};
  for (int i = 0; i < lanes->count; i++) {
    int count;
    const struct dh_journal_entry *journal = dh_run_journal(lanes->run[i], &count);
    witnesses->run[i] = dh_run_load(dh_run_initial(lanes->run[i]), journal, count, error);
    witnesses->now.run[i] = witnesses->run[i];
    if (!witnesses->run[i]) {
      witnesses_dismiss(witnesses);
      return false;
    }
  }
  witnesses_go(witnesses, lanes->step);
  return true;
}

void witnesses_dismiss(struct witnesses *witnesses) {
  for (int i = 0; i < witnesses->now.count; i++) dh_run_destroy(witnesses->run[i]);
  *witnesses = (struct witnesses){0};
}

void witnesses_go(struct witnesses *witnesses, long step) {
  for (int i = 0; i < witnesses->now.count; i++) dh_run_goto(witnesses->run[i], step);
  witnesses->now.step = step;
}

/* Digits behind the point, of the mantissa where there is an exponent. */
static int decimals(const char *said) {
  const char *point = strchr(said, '.');
  return point ? (int)strspn(point + 1, "0123456789") : 0;
}

/* The number with as many digits as it was said with, its exponent without a plus and zeros: 1.7e5. */
static void print_like(double value, const char *said, char *out, size_t size) {
  if (isnan(value)) {
    snprintf(out, size, "nan");
    return;
  }
  char *e;
  bool power = strpbrk(said, "eE") != NULL;
  if (said[0] == '\0' || (!power && fabs(value) >= 1e15)) {
    snprintf(out, size, "%.6g", value);
  } else {
    snprintf(out, size, power ? "%.*e" : "%.*f", decimals(said), value);
    if (strtod(out, NULL) == 0 && out[0] == '-') memmove(out, out + 1, strlen(out)); /* no -0.00 */
  }
  if (!(e = strchr(out, 'e'))) return;
  const char *digits = e + 1 + (e[1] == '+' || e[1] == '-');
  digits += strspn(digits, "0");
  memmove(e + 1 + (e[1] == '-'), digits, strlen(digits) + 1);
}

bool claim_ask(struct claim *claim, struct witnesses *witnesses, struct dh_error *error) {
  long stands = witnesses->now.step, step = claim->step < 0 ? stands : claim->step;
  if (!condition_knows(claim->condition, &witnesses->now, error)) return false;
  condition_forget(claim->condition);
  if (condition_remembers(claim->condition))
    for (long each = 0; each < step; each++) {
      witnesses_go(witnesses, each);
      condition_value(claim->condition, &witnesses->now);
    }
  witnesses_go(witnesses, step);
  claim->value = condition_value(claim->condition, &witnesses->now);
  witnesses_go(witnesses, stands);
  print_like(claim->value, claim->said, claim->shown, sizeof claim->shown);
  return true;
}

bool claim_holds(const struct claim *claim) {
  if (claim->said[0] == '\0') return !condition_is_truth(claim->condition) || claim->value == 1;
  return strcmp(claim->shown, claim->said) == 0;
}

/* --- texts --- */

bool claim_next(const char *text, size_t *from, size_t *length) {
  const char *open = strchr(text, '{'), *close = open ? strchr(open, '}') : NULL;
  if (!close) return false;
  *from = (size_t)(open + 1 - text);
  *length = (size_t)(close - open - 1);
  return true;
}

long claim_stray(const char *text) {
  bool inside = false;
  for (const char *at = text; *at; at++) {
    inside = (inside || *at == '{') && *at != '}';
    bool word = at > text && (is_letter(at[-1]) || is_digit(at[-1]) || at[-1] == '_');
    if (!inside && is_digit(*at) && !word) return at - text;
  }
  return -1;
}

static const struct claim *find_claim(const struct claim *claims, int count, const char *source, size_t length) {
  for (int i = 0; i < count; i++)
    if (strlen(claims[i].source) == length && strncmp(claims[i].source, source, length) == 0) return &claims[i];
  return NULL;
}

void claim_expand(const char *text, const struct claim *claims, int count, struct text *out) {
  size_t from, length;
  while (claim_next(text, &from, &length)) {
    const struct claim *claim = find_claim(claims, count, text + from, length);
    text_append(out, text, from - 1);
    if (claim)
      text_add(out, claim->shown);
    else
      text_append(out, text + from - 1, length + 2);
    text += from + length + 1;
  }
  text_add(out, text);
}

/* SPDX-License-Identifier: MIT
 *
 * Parameters read from text and printed as text. What is read here is checked here: the rest of the program can rely
 * on a spec whose values are in range and whose start has as many numbers as its surface has parameters. */
#include "app/options.h"

#include "base/text.h"
#include "catalog/setting.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static void take_start(struct dh_spec *spec, const double start[2]) {
  spec->start[0] = start[0];
  spec->start[1] = start[1];
}

/* A start that was given is kept as long as it fits the new surface's dimension. */
static bool set_surface(struct dh_spec *spec, struct catalog *catalog, const char *text, const char *parameters,
                        struct dh_error *error) {
  const struct dh_surface *surface = catalog_open(catalog, text, parameters, error);
  if (!surface) return false;
  const struct dh_surface_spec *info = dh_surface_info(surface);
  bool fits = spec->surface && dh_surface_info(spec->surface)->dim == info->dim;
  if (!fits || !dh_spec_given(spec, DH_START)) {
    take_start(spec, info->start);
    dh_spec_unset(spec, DH_START);
  }
  spec->surface = surface;
  return true;
}

static bool set_optim(struct dh_spec *spec, struct catalog *catalog, const char *text, struct dh_error *error) {
  const struct dh_rule *rule = catalog_open_rule(catalog, text, error);
  if (rule) spec->rule = rule;
  return rule;
}

/* One coordinate without the blanks around it; *text is moved to the comma or the end behind it. */
static enum dh_error_code read_coordinate(const char **text, double *value) {
  char number[64];
  const char *from = *text + strspn(*text, " \t");
  size_t length = strcspn(from, ",");
  *text = from + length;
  while (length > 0 && (from[length - 1] == ' ' || from[length - 1] == '\t')) length--;
  if (length >= sizeof number) return DH_ERROR_NOT_A_VALUE;
  text_copy(number, length + 1, from);
  *value = (double)NAN;
  if (!dh_number_parse(number, value) && !isinf(*value)) return DH_ERROR_NOT_A_VALUE;
  return start_in_range(*value) ? DH_OK : DH_ERROR_RANGE;
}

static bool fail_start(enum dh_error_code code, const char *given, struct dh_error *error) {
  const struct dh_parameter_row *row = dh_parameter_row(DH_START);
  dh_fail(error, code, -1, row->name, given);
  error->number = row->low;
  error->number2 = row->high;
  return false;
}

static bool set_start(struct dh_spec *spec, const char *text, struct dh_error *error) {
  int need = spec->surface ? dh_surface_info(spec->surface)->dim : 1;
  double start[2] = {0, 0};
  const char *rest = text;
  int count = 0;
  for (;; rest++) {
    double value;
    enum dh_error_code wrong = read_coordinate(&rest, &value);
    if (wrong != DH_OK) return fail_start(wrong, text, error);
    if (count < 2) start[count] = value;
    count++;
    if (*rest == '\0') break;
  }
  if (count != need) {
    dh_fail(error, DH_ERROR_DIMENSION, -1, text, NULL);
    error->number = need;
    error->number2 = count;
    return false;
  }
  take_start(spec, start);
  spec->given[DH_START] = true;
  return true;
}

bool option_set(struct dh_spec *spec, struct catalog *catalog, enum dh_parameter parameter, const char *text,
                const char *parameters, struct dh_error *error) {
  double value;
  struct dh_numbers list;
  switch (dh_parameter_row(parameter)->type) {
  case DH_TYPE_SURFACE:
    return set_surface(spec, catalog, text, parameters, error);
  case DH_TYPE_OPTIM:
    return set_optim(spec, catalog, text, error);
  case DH_TYPE_POINT:
    return set_start(spec, text, error);
  case DH_TYPE_NUMBER:
  case DH_TYPE_INTEGER:
  case DH_TYPE_FLAG:
  case DH_TYPE_CHOICE:
    if (!dh_parameter_parse(parameter, text, &value, error)) return false;
    dh_spec_set(spec, parameter, value);
    return true;
  case DH_TYPE_LIST:
    if (!dh_parameter_parse_list(parameter, text, &list, error)) return false;
    dh_spec_set_list(spec, parameter, &list);
    return true;
  }
  return dh_fail(error, DH_ERROR_UNKNOWN_PARAMETER, -1, text, NULL);
}

static void print_start(const struct dh_spec *spec, char *out, size_t size) {
  int dim = dh_surface_info(spec->surface)->dim;
  char text[80];
  int length = dh_number_print(spec->start[0], text, 32);
  if (dim == 2) {
    text[length++] = ',';
    dh_number_print(spec->start[1], text + length, 32);
  }
  text_copy(out, size, text);
}

void option_print(const struct dh_spec *spec, enum dh_parameter parameter, char *out, size_t size) {
  enum dh_type type = dh_parameter_row(parameter)->type;
  if (type == DH_TYPE_SURFACE) {
    text_copy(out, size, dh_surface_info(spec->surface)->name);
  } else if (type == DH_TYPE_OPTIM) {
    text_copy(out, size, dh_rule_info(spec->rule)->name);
  } else if (type == DH_TYPE_POINT) {
    print_start(spec, out, size);
  } else if (type == DH_TYPE_LIST) {
    dh_parameter_print_list(&spec->milestones, out, size); /* "" where it is not given */
  } else {
    double value = dh_spec_number(spec, parameter);
    if (isnan(value))
      text_copy(out, size, "");
    else
      dh_parameter_print(parameter, value, out, size);
  }
}

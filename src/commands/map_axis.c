/* SPDX-License-Identifier: MIT
 *
 * The axes of a map as they are written, NAME:LOW:HIGH[:log|lin][:CELLS], and those it has when none is. */
#include "commands/map.h"

#include "app/app.h"
#include "app/messages.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { CELLS_MAX = 100000000 };

static const char *const axis_names[2] = {"x", "y"};

static bool read_axis(const struct arguments *arguments, int i, struct dh_map_axis *axis) {
  struct dh_error error;
  struct text complaint = {0};
  char cells[MAP_CELLS_MAX];
  bool good =
      map_axis_read(&arguments->spec, axis_names[i], arguments->own[i == 0 ? OWN_X : OWN_Y], axis, cells, &complaint);
  if (!good) complain(arguments->command, "%s", text_string(&complaint));
  text_free(&complaint);
  if (!good || cells[0] == '\0' || read_count("cells", cells, 1, CELLS_MAX, &axis->cells, &error)) return good;
  complain_error(arguments->command, &error, axis_names[i], NULL);
  return false;
}

/* --- when none is given --- */

static double two_digits(double x) {
  char text[32];
  double rounded = x;
  snprintf(text, sizeof text, "%.2g", x);
  dh_number_parse(text, &rounded);
  return rounded;
}

/* Three decades up to twice the largest rate worth trying, or two either way of the one that was given. */
static void default_rates(const struct arguments *arguments, struct dh_map_axis *axis) {
  double rates[DH_RATES_MAX], largest = 0;
  int count = app_rates(arguments->spec.surface, rates);
  for (int i = 0; i < count; i++) largest = fmax(largest, rates[i]);
  double given = dh_spec_number(&arguments->spec, DH_LEARNING_RATE);
  bool around = arguments->given[DH_LEARNING_RATE] && given > 0;
  axis->parameter = DH_LEARNING_RATE;
  axis->log = true;
  if (largest <= 0) largest = 1;
  axis->low = two_digits(around ? given / 100 : largest / 1000);
  axis->high = two_digits(around ? given * 100 : largest * 2);
}

/* The first of these that the other axis does not have: the rate, the optimizer's memory, the start. */
static void default_axis(const struct arguments *arguments, const struct dh_map_axis *other, struct dh_map_axis *axis) {
  if (!other || other->parameter != DH_LEARNING_RATE)
    default_rates(arguments, axis);
  else if (!map_axis_memory(arguments->spec.rule, axis))
    map_axis_start(dh_surface_info(arguments->spec.surface), 0, axis);
}

/* One cell that changes nothing: the seed as it is. */
static void no_axis(const struct dh_spec *spec, const struct dh_map_axis *other, struct dh_map_axis *axis) {
  axis->parameter = other->parameter == DH_SEED ? DH_LEARNING_RATE : DH_SEED;
  axis->low = axis->high = dh_spec_number(spec, axis->parameter);
  axis->cells = 1;
}

/* --- do they make a map? --- */

/* A parameter may do something only together with the other axis: all corners are tried. */
static bool does_something(const struct dh_map_spec *map, enum dh_parameter parameter) {
  const long x = map->axis[0].cells, last = x * map->axis[1].cells - 1, corners[] = {0, x - 1, last - x + 1, last};
  for (int i = 0; i < 4; i++) {
    struct dh_spec spec;
    dh_map_cell_spec(map, corners[i], &spec);
    if (parameter == DH_SEED ? dh_spec_is_noisy(&spec) : dh_spec_applies(&spec, parameter)) return true;
  }
  return false;
}

static bool check_axis(const struct arguments *arguments, const struct map_about *about, int i) {
  enum dh_parameter parameter = about->map.axis[i].parameter;
  if (i == 1 && about->line) return true;
  if (!does_something(&about->map, parameter)) {
    complain(arguments->command, _("%s: %s changes nothing here: all cells would be the same"), axis_names[i],
             about->name[i]);
    return false;
  }
  bool ignored = arguments->given[parameter] && parameter != DH_START && arguments->own[i == 0 ? OWN_X : OWN_Y];
  if (ignored)
    complain(arguments->command, _("note: %s is what the %s axis says, not --%s %s"), about->name[i], axis_names[i],
             about->name[i], arguments->given[parameter]);
  return true;
}

static bool check(const struct arguments *arguments, const struct map_about *about) {
  const struct dh_map_spec *map = &about->map;
  struct dh_error error;
  if (map_axis_same(&map->axis[0], &map->axis[1])) {
    complain(arguments->command, _("x and y are both %s: take something else for one of them"), about->name[0]);
    return false;
  }
  if (!dh_map_check(map, &error)) {
    double cells = (double)map->axis[0].cells * (double)map->axis[1].cells;
    bool steps = strcmp(error.text, "steps") == 0;
    snprintf(error.text2, sizeof error.text2, "%.10g", steps ? (double)map->steps : cells);
    complain_error(arguments->command, &error, NULL, NULL);
    return false;
  }
  return check_axis(arguments, about, 0) && check_axis(arguments, about, 1);
}

bool map_read_axes(const struct arguments *arguments, const long cells[2], struct map_about *about) {
  struct dh_map_axis *x = &about->map.axis[0], *y = &about->map.axis[1];
  bool has_x = arguments->own[OWN_X] != NULL, has_y = arguments->own[OWN_Y] != NULL;
  *x = (struct dh_map_axis){.cells = cells[0]};
  *y = (struct dh_map_axis){.cells = cells[1]};
  about->line = has_x && !has_y;
  if (has_x && !read_axis(arguments, 0, x)) return false;
  if (has_y && !read_axis(arguments, 1, y)) return false;
  if (!has_x) default_axis(arguments, has_y ? y : NULL, x);
  if (about->line)
    no_axis(&about->map.spec, x, y);
  else if (!has_y)
    default_axis(arguments, x, y);
  for (int i = 0; i < 2; i++)
    map_axis_name(&about->map.axis[i], dh_surface_info(about->map.spec.surface), about->name[i]);
  return check(arguments, about);
}

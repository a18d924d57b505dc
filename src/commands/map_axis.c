/* SPDX-License-Identifier: MIT
 *
 * The axes of a map as they are written, NAME:LOW:HIGH[:log|lin][:CELLS], and those it has when none is. */
#include "commands/map.h"

#include "app/app.h"
#include "app/messages.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FIELDS_MAX = 5, CELLS_MAX = 100000000 };

static const char *const axis_names[2] = {"x", "y"};

/* --- names --- */

/* "start.x", or the surface's own name of a parameter; -1 if it is neither. */
static int find_coordinate(const struct dh_surface_spec *surface, const char *name) {
  static const char start[] = "start.";
  const char *bare = strncmp(name, start, strlen(start)) == 0 ? name + strlen(start) : name;
  for (int axis = 0; axis < surface->dim; axis++)
    if (strcmp(bare, surface->parameter[axis]) == 0) return axis;
  return -1;
}

static void name_axis(struct map_about *about, int i) {
  const struct dh_map_axis *axis = &about->map.axis[i];
  const char *name = dh_parameter_row(axis->parameter)->name;
  if (axis->parameter == DH_START)
    snprintf(about->name[i], MAP_NAME_MAX, "%s.%s", name,
             dh_surface_info(about->map.spec.surface)->parameter[axis->coordinate]);
  else
    text_copy(about->name[i], MAP_NAME_MAX, name);
}

/* Short names are near to too many. */
static bool complain_name(const struct arguments *arguments, const char *option, const char *name) {
  const char *nearest = strlen(name) > 3 && !strchr(name, '.') ? dh_parameter_nearest(name) : NULL;
  const struct dh_surface_spec *surface = dh_surface_info(arguments->spec.surface);
  if (nearest)
    complain(arguments->command, _("%s: there is no '%s': did you mean %s?"), option, name, nearest);
  else
    complain(arguments->command, _("%s: there is no '%s': take start.%s, or a number of 'downhill list parameters'"),
             option, name, surface->parameter[surface->dim - 1]);
  return false;
}

static bool read_name(const struct arguments *arguments, const char *option, const char *name,
                      struct dh_map_axis *axis) {
  int parameter = dh_parameter_find(name), coordinate = -1;
  if (parameter < 0) coordinate = find_coordinate(dh_surface_info(arguments->spec.surface), name);
  if (parameter < 0 && coordinate < 0) return complain_name(arguments, option, name);
  axis->parameter = coordinate >= 0 ? DH_START : (enum dh_parameter)parameter;
  axis->coordinate = coordinate >= 0 ? coordinate : 0;
  enum dh_type type = dh_parameter_row(axis->parameter)->type;
  if (type == DH_TYPE_NUMBER || type == DH_TYPE_INTEGER || axis->parameter == DH_START) return true;
  complain(arguments->command, _("%s: %s is no number: take one of those that are"), option, name);
  return false;
}

/* --- values --- */

static bool read_end(const struct arguments *arguments, const char *option, const struct dh_map_axis *axis,
                     const char *text, double *value) {
  struct dh_error error;
  const struct dh_parameter_row *row = dh_parameter_row(axis->parameter);
  if (axis->parameter == DH_START) {
    if (dh_number_parse(text, value) && *value >= row->low && *value <= row->high) return true;
    complain(arguments->command, _("%s: '%s' is no place to start: give a number from %g to %g"), option, text,
             row->low, row->high);
    return false;
  }
  if (dh_parameter_parse(axis->parameter, text, value, &error)) return true;
  complain_error(arguments->command, &error, NULL, NULL);
  return false;
}

static bool read_cells(const struct arguments *arguments, const char *option, const char *text, long *cells) {
  struct dh_error error;
  double value;
  if (!dh_number_parse(text, &value)) {
    complain(arguments->command, _("%s: '%s' is neither log, nor lin, nor a number of cells"), option, text);
    return false;
  }
  if (read_count("cells", text, 1, CELLS_MAX, cells, &error)) return true;
  complain_error(arguments->command, &error, option, NULL);
  return false;
}

/* What follows the ends: a scale and a number of cells, in either order. */
static bool read_rest(const struct arguments *arguments, const char *option, char *const *field, int count,
                      struct dh_map_axis *axis) {
  bool scale = false, cells = false;
  for (int i = 0; i < count; i++) {
    bool is_scale = strcmp(field[i], "log") == 0 || strcmp(field[i], "lin") == 0;
    if (is_scale ? scale : cells) {
      complain(arguments->command, _("%s: '%s' is one too many: give one scale and one number of cells"), option,
               field[i]);
      return false;
    }
    if (is_scale)
      scale = true, axis->log = strcmp(field[i], "log") == 0;
    else if (!read_cells(arguments, option, field[i], &axis->cells))
      return false;
    else
      cells = true;
  }
  if (!axis->log || (axis->low > 0 && axis->high > 0)) return true;
  complain(arguments->command, _("%s: a logarithmic axis cannot reach %g: give ends above 0, or lin"), option,
           fmin(axis->low, axis->high));
  return false;
}

/* Rates are met by their factors. */
static bool is_rate(const struct dh_map_axis *axis) {
  enum dh_ladder ladder = dh_parameter_row(axis->parameter)->ladder;
  return (ladder == DH_LADDER_RATE || ladder == DH_LADDER_DECADES) && axis->low > 0 && axis->high > 0;
}

/* Split in place at the colons; more than `most` fields count but are not kept. */
static int split(char *text, char **field, int most) {
  int count = 0;
  for (char *next = text; next;) {
    char *colon = strchr(next, ':');
    if (colon) *colon = '\0';
    if (count < most) field[count] = next;
    count++;
    next = colon ? colon + 1 : NULL;
  }
  return count;
}

static bool read_axis(const struct arguments *arguments, int i, struct dh_map_axis *axis) {
  const char *option = axis_names[i], *text = arguments->own[i == 0 ? OWN_X : OWN_Y];
  char copy[256], *field[FIELDS_MAX];
  text_copy(copy, sizeof copy, text);
  int count = split(copy, field, FIELDS_MAX);
  if (count < 3 || count > FIELDS_MAX) {
    complain(arguments->command, _("%s: '%s' is no axis: write NAME:LOW:HIGH, such as learning_rate:1e-4:1:log:400"),
             option, text);
    return false;
  }
  if (!read_name(arguments, option, field[0], axis)) return false;
  if (!read_end(arguments, option, axis, field[1], &axis->low)) return false;
  if (!read_end(arguments, option, axis, field[2], &axis->high)) return false;
  axis->log = is_rate(axis);
  return read_rest(arguments, option, field + 3, count - 3, axis);
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

static void default_start(const struct arguments *arguments, int coordinate, struct dh_map_axis *axis) {
  const struct dh_surface_spec *surface = dh_surface_info(arguments->spec.surface);
  axis->parameter = DH_START;
  axis->coordinate = coordinate;
  axis->low = surface->low[coordinate];
  axis->high = surface->high[coordinate];
}

/* The first of these that the other axis does not have: the rate, the optimizer's memory, the start. */
static void default_axis(const struct arguments *arguments, const struct dh_map_axis *other, struct dh_map_axis *axis) {
  const struct dh_rule *rule = arguments->spec.rule;
  static const enum dh_parameter memory[] = {DH_MOMENTUM, DH_BETA1};
  if (!other || other->parameter != DH_LEARNING_RATE) {
    default_rates(arguments, axis);
    return;
  }
  for (int i = 0; i < 2; i++) {
    if (!dh_rule_has(rule, memory[i], NULL)) continue;
    axis->parameter = memory[i];
    axis->high = 0.99;
    return;
  }
  default_start(arguments, 0, axis);
}

/* One cell that changes nothing: the seed as it is. */
static void no_axis(const struct dh_spec *spec, const struct dh_map_axis *other, struct dh_map_axis *axis) {
  axis->parameter = other->parameter == DH_SEED ? DH_LEARNING_RATE : DH_SEED;
  axis->low = axis->high = dh_spec_number(spec, axis->parameter);
  axis->cells = 1;
}

/* --- do they make a map? --- */

static bool same_axis(const struct dh_map_axis *a, const struct dh_map_axis *b) {
  return a->parameter == b->parameter && (a->parameter != DH_START || a->coordinate == b->coordinate);
}

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
  if (same_axis(&map->axis[0], &map->axis[1])) {
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
  name_axis(about, 0);
  name_axis(about, 1);
  return check(arguments, about);
}

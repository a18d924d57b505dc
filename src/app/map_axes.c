/* SPDX-License-Identifier: MIT */
#include "app/map_axes.h"

#include "app/app.h"
#include "app/messages.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- what they are --- */

void map_axis_name(const struct dh_map_axis *axis, const struct dh_surface_spec *surface, char out[MAP_NAME_MAX]) {
  const char *name = dh_parameter_row(axis->parameter)->name;
  if (axis->parameter == DH_START)
    snprintf(out, MAP_NAME_MAX, "%s.%s", name, surface->parameter[axis->coordinate]);
  else
    text_copy(out, MAP_NAME_MAX, name);
}

void map_axis_start(const struct dh_surface_spec *surface, int coordinate, struct dh_map_axis *axis) {
  axis->parameter = DH_START;
  axis->coordinate = coordinate;
  axis->low = surface->low[coordinate];
  axis->high = surface->high[coordinate];
}

bool map_axis_memory(const struct dh_rule *rule, struct dh_map_axis *axis) {
  static const enum dh_parameter memory[] = {DH_MOMENTUM, DH_BETA1};
  for (int i = 0; i < 2; i++) {
    if (!dh_rule_has(rule, memory[i], NULL)) continue;
    axis->parameter = memory[i];
    axis->high = 0.99;
    return true;
  }
  return false;
}

bool map_axis_same(const struct dh_map_axis *a, const struct dh_map_axis *b) {
  return a->parameter == b->parameter && (a->parameter != DH_START || a->coordinate == b->coordinate);
}

/* --- as they are written --- */

enum { FIELDS_MAX = 5 };

/* "start.x", or the surface's own name of a parameter; -1 if it is neither. */
static int find_coordinate(const struct dh_surface_spec *surface, const char *name) {
  static const char start[] = "start.";
  const char *bare = strncmp(name, start, strlen(start)) == 0 ? name + strlen(start) : name;
  for (int axis = 0; axis < surface->dim; axis++)
    if (strcmp(bare, surface->parameter[axis]) == 0) return axis;
  return -1;
}

/* Short names are near to too many. */
static bool complain_name(const struct dh_surface_spec *surface, const char *option, const char *name,
                          struct text *complaint) {
  const char *nearest = strlen(name) > 3 && !strchr(name, '.') ? dh_parameter_nearest(name) : NULL;
  if (nearest)
    text_printf(complaint, _("%s: there is no '%s': did you mean %s?"), option, name, nearest);
  else
    text_printf(complaint, _("%s: there is no '%s': take start.%s, or a number of 'downhill list parameters'"), option,
                name, surface->parameter[surface->dim - 1]);
  return false;
}

static bool read_name(const struct dh_surface_spec *surface, const char *option, const char *name,
                      struct dh_map_axis *axis, struct text *complaint) {
  int parameter = dh_parameter_find(name), coordinate = -1;
  if (parameter < 0) coordinate = find_coordinate(surface, name);
  if (parameter < 0 && coordinate < 0) return complain_name(surface, option, name, complaint);
  axis->parameter = coordinate >= 0 ? DH_START : (enum dh_parameter)parameter;
  axis->coordinate = coordinate >= 0 ? coordinate : 0;
  enum dh_type type = dh_parameter_row(axis->parameter)->type;
  if (type == DH_TYPE_NUMBER || type == DH_TYPE_INTEGER || axis->parameter == DH_START) return true;
  text_printf(complaint, _("%s: %s is no number: take one of those that are"), option, name);
  return false;
}

static bool read_end(const char *option, const struct dh_map_axis *axis, const char *text, double *value,
                     struct text *complaint) {
  struct dh_error error;
  const struct dh_parameter_row *row = dh_parameter_row(axis->parameter);
  if (axis->parameter == DH_START) {
    if (dh_number_parse(text, value) && *value >= row->low && *value <= row->high) return true;
    text_printf(complaint, _("%s: '%s' is no place to start: give a number from %g to %g"), option, text, row->low,
                row->high);
    return false;
  }
  if (dh_parameter_parse(axis->parameter, text, value, &error)) return true;
  char reason[256];
  message_error(&error, reason, sizeof reason);
  text_add(complaint, reason);
  return false;
}

/* What follows the ends: a scale and a number of cells, in either order. */
static bool read_rest(const char *option, char *const *field, int count, struct dh_map_axis *axis,
                      char cells[MAP_CELLS_MAX], struct text *complaint) {
  bool scale = false;
  for (int i = 0; i < count; i++) {
    double number;
    bool is_scale = strcmp(field[i], "log") == 0 || strcmp(field[i], "lin") == 0;
    if (is_scale ? scale : cells[0] != '\0') {
      text_printf(complaint, _("%s: '%s' is one too many: give one scale and one number of cells"), option, field[i]);
      return false;
    }
    if (!is_scale && (!dh_number_parse(field[i], &number) || strlen(field[i]) >= MAP_CELLS_MAX)) {
      text_printf(complaint, _("%s: '%s' is neither log, nor lin, nor a number of cells"), option, field[i]);
      return false;
    }
    if (is_scale)
      scale = true, axis->log = strcmp(field[i], "log") == 0;
    else
      text_copy(cells, MAP_CELLS_MAX, field[i]);
  }
  if (!axis->log || (axis->low > 0 && axis->high > 0)) return true;
  text_printf(complaint, _("%s: a logarithmic axis cannot reach %g: give ends above 0, or lin"), option,
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

bool map_axis_read(const struct dh_spec *spec, const char *option, const char *text, struct dh_map_axis *axis,
                   char cells[MAP_CELLS_MAX], struct text *complaint) {
  char copy[256], *field[FIELDS_MAX];
  text_copy(copy, sizeof copy, text);
  cells[0] = '\0';
  int count = split(copy, field, FIELDS_MAX);
  if (count < 3 || count > FIELDS_MAX || strlen(text) >= sizeof copy) {
    text_printf(complaint, _("%s: '%s' is no axis: write NAME:LOW:HIGH, such as learning_rate:1e-4:1:log:400"), option,
                text);
    return false;
  }
  if (!read_name(dh_surface_info(spec->surface), option, field[0], axis, complaint)) return false;
  if (!read_end(option, axis, field[1], &axis->low, complaint)) return false;
  if (!read_end(option, axis, field[2], &axis->high, complaint)) return false;
  axis->log = is_rate(axis);
  return read_rest(option, field + 3, count - 3, axis, cells, complaint);
}

/* --- pairs --- */

/* Two digits are enough for the end of an axis. */
static double rounded(double x) {
  char text[32];
  double value = x;
  snprintf(text, sizeof text, "%.2g", x);
  dh_number_parse(text, &value);
  return value;
}

/* The largest stable rate of plain steps at the minimum, or else the largest worth trying, or 1. */
static double reference_rate(const struct dh_spec *spec) {
  struct dh_spec plain = *spec;
  struct dh_edge edges[DH_EDGES];
  struct dh_error error;
  double rates[DH_RATES_MAX], largest = 0;
  if (dh_rule_has(spec->rule, DH_MOMENTUM, NULL)) dh_spec_set(&plain, DH_MOMENTUM, 0);
  if (dh_edge_find(&plain, edges, &error)) {
    double rate = dh_edge_choose(edges)->rate;
    if (isfinite(rate) && rate > 0) return rate;
  }
  int count = app_rates(spec->surface, rates);
  for (int i = 0; i < count; i++) largest = fmax(largest, rates[i]);
  return largest > 0 ? largest : 1;
}

/* Beyond the edge, as far as momentum moves it (to twice as much) and a bit; down to where nothing much happens. */
static void rate_axis(const struct dh_spec *spec, bool log, struct dh_map_axis *axis) {
  const double beyond = 2.5, least = 250, log_least = 1000;
  axis->parameter = DH_LEARNING_RATE;
  axis->log = log;
  axis->high = rounded(beyond * reference_rate(spec));
  axis->low = axis->high / (log ? log_least : least);
}

static bool add_memory(const struct dh_spec *spec, struct dh_map_axis *axis) {
  return map_axis_memory(spec->rule, axis);
}

static bool add_warmup(const struct dh_spec *spec, struct dh_map_axis *axis) {
  bool counted = dh_spec_number(spec, DH_WARMUP_STEPS) > 0; /* it overrides the ratio */
  axis->parameter = counted ? DH_WARMUP_STEPS : DH_WARMUP_RATIO;
  axis->high = counted ? dh_spec_number(spec, DH_MAX_STEPS) : 1;
  return true;
}

static bool add_batch(const struct dh_spec *spec, struct dh_map_axis *axis) {
  const double largest = 1024;
  double rows = (double)dh_surface_rows(spec->surface);
  if (!dh_spec_applies(spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE) || (rows == 0 && !dh_spec_is_noisy(spec))) return false;
  axis->parameter = DH_PER_DEVICE_TRAIN_BATCH_SIZE;
  axis->log = true;
  axis->low = 1;
  axis->high = rows > 0 ? rows : largest;
  return axis->high > axis->low;
}

static bool add_start(const struct dh_spec *spec, struct dh_map_axis *axis) {
  map_axis_start(dh_surface_info(spec->surface), 0, axis);
  return true;
}

static bool add_plane(const struct dh_spec *spec, struct dh_map_axis *axis) {
  if (dh_surface_info(spec->surface)->dim < 2) return false;
  map_axis_start(dh_surface_info(spec->surface), 1, axis);
  return true;
}

static const struct {
  const char *name;
  bool start; /* x is the start's first coordinate instead of the rate */
  bool (*add)(const struct dh_spec *spec, struct dh_map_axis *axis);
} pairs[] = {
    {"momentum", false, add_memory}, {"warmup", false, add_warmup}, {"batch", false, add_batch},
    {"start", false, add_start},     {"plane", true, add_plane},
};
enum { PAIRS = sizeof pairs / sizeof *pairs };

const char *map_pair_name(int pair) { return pair >= 0 && pair < PAIRS ? pairs[pair].name : NULL; }

bool map_pair_axes(int pair, const struct dh_spec *spec, bool log, struct dh_map_axis axis[2]) {
  axis[0] = axis[1] = (struct dh_map_axis){.cells = 1};
  if (pair < 0 || pair >= PAIRS || !pairs[pair].add(spec, &axis[1])) return false;
  if (pairs[pair].start)
    (void)add_start(spec, &axis[0]);
  else
    rate_axis(spec, log, &axis[0]);
  return true;
}

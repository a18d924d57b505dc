/* SPDX-License-Identifier: MIT
 *
 * What a map says about itself: to people (title, settings), to a shell (the command that makes it), and to a program
 * that has to know whether two files are of one map (the header). */
#include "commands/map.h"

#include "app/messages.h"
#include "app/options.h"
#include "app/shell.h"
#include "commands/version.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void map_about_free(struct map_about *about) {
  text_free(&about->title);
  text_free(&about->settings);
  text_free(&about->command);
  text_free(&about->header);
}

static void put_number(struct text *out, double x) {
  char text[32];
  dh_number_print(x, text, sizeof text);
  text_add(out, text);
}

/* One line, whatever a formula looks like in its file. */
static void put_flat(struct text *out, const char *string) {
  for (const char *c = string; *c; c++) text_append(out, (unsigned char)*c < ' ' || *c == 127 ? " " : c, 1);
}

/* --- for people --- */

static bool is_on_an_axis(const struct map_about *about, enum dh_parameter parameter) {
  return about->map.axis[0].parameter == parameter || (!about->line && about->map.axis[1].parameter == parameter);
}

/* Set by the user and not said by an axis, nor by the surface, the optimizer and the steps. */
static bool is_a_setting(const struct map_about *about, enum dh_parameter parameter) {
  const struct dh_spec *spec = &about->map.spec;
  if (parameter == DH_SURFACE || parameter == DH_OPTIM || !dh_spec_given(spec, parameter)) return false;
  if (parameter == DH_START) return true; /* an axis has one coordinate of it */
  bool horizon = parameter == DH_MAX_STEPS && dh_spec_number(spec, DH_MAX_STEPS) == (double)about->map.steps;
  return !horizon && !is_on_an_axis(about, parameter);
}

static void put_value(struct text *out, const struct dh_spec *spec, enum dh_parameter parameter) {
  char value[256];
  option_print(spec, parameter, value, sizeof value);
  text_add(out, value);
}

static void describe_surface(struct map_about *about) {
  const struct dh_surface_spec *surface = dh_surface_info(about->map.spec.surface);
  put_flat(&about->title, surface->name);
  if (strcmp(surface->title, surface->name) == 0) return;
  text_add(&about->title, ": ");
  put_flat(&about->title, surface->title);
}

/* In English whoever speaks: parts from several machines are compared by it, and a picture has no other letters. */
static void describe_settings(struct map_about *about) {
  const struct dh_spec *spec = &about->map.spec;
  struct text *out = &about->settings;
  put_flat(out, dh_rule_info(spec->rule)->name);
  text_printf(out, ", %ld steps", about->map.steps);
  if (!is_on_an_axis(about, DH_START)) {
    text_add(out, " from ");
    put_value(out, spec, DH_START);
  }
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    if (!is_a_setting(about, parameter) || parameter == DH_START) continue;
    text_printf(out, ", %s ", dh_parameter_row(parameter)->name);
    put_value(out, spec, parameter);
  }
  if (about->map.rule == DH_MAP_PUBLISHED) text_add(out, ", the published rule");
}

/* --- for a shell --- */

static void put_axis(struct text *out, const struct map_about *about, int i, const char *separator) {
  const struct dh_map_axis *axis = &about->map.axis[i];
  text_printf(out, "%s%s", about->name[i], separator);
  put_number(out, axis->low);
  text_add(out, separator);
  put_number(out, axis->high);
  text_printf(out, "%s%s%s%ld", separator, axis->log ? "log" : "lin", separator, axis->cells);
}

static void describe_command(struct map_about *about, const char *params) {
  const struct dh_spec *spec = &about->map.spec;
  struct text *out = &about->command;
  text_add(out, "downhill map");
  shell_surface(out, dh_surface_info(spec->surface));
  if (params) shell_option(out, "params", params);
  shell_option(out, "optim", dh_rule_info(spec->rule)->name);
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    char value[256];
    enum dh_parameter parameter = (enum dh_parameter)i;
    if (!is_a_setting(about, parameter)) continue;
    option_print(spec, parameter, value, sizeof value);
    shell_option(out, dh_parameter_row(parameter)->name, value);
  }
  text_add(out, " --x ");
  put_axis(out, about, 0, ":");
  if (!about->line) text_add(out, " --y ");
  if (!about->line) put_axis(out, about, 1, ":");
  text_printf(out, " --steps %ld", about->map.steps);
  if (about->map.rule != DH_MAP_ROWS) text_printf(out, " --rule %s", dh_map_rule_name(about->map.rule));
}

/* --- for a program --- */

static const char magic[] = "downhill map part 2\n";

static void put_axis_line(struct text *out, const struct map_about *about, int i) {
  text_printf(out, "%s: ", i == 0 ? "x" : "y");
  if (i == 1 && about->line)
    text_add(out, "-");
  else
    put_axis(out, about, i, " ");
  text_add(out, "\n");
}

/* Every other value that counts, given or not: defaults may differ elsewhere. */
static void put_values(struct text *out, const struct map_about *about) {
  const struct dh_spec *spec = &about->map.spec;
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    bool kind = parameter == DH_SURFACE || parameter == DH_OPTIM;
    bool said = parameter != DH_START && is_on_an_axis(about, parameter);
    if (kind || said || !dh_spec_applies(spec, parameter)) continue;
    text_printf(out, " %s=", dh_parameter_row(parameter)->name);
    put_value(out, spec, parameter);
  }
}

static void put_kinds(struct text *out, const struct map_about *about) {
  const struct dh_surface_spec *surface = dh_surface_info(about->map.spec.surface);
  const struct dh_rule_spec *rule = dh_rule_info(about->map.spec.rule);
  text_printf(out, "surface: %s%s%s ", surface->parameter[0], surface->dim > 1 ? "," : "",
              surface->dim > 1 ? surface->parameter[1] : "");
  put_flat(out, surface->formula);
  text_add(out, "\nminimum: ");
  put_number(out, dh_surface_best(about->map.spec.surface));
  text_add(out, "\nupdate:");
  for (int i = 0; i < rule->update_count; i++) {
    text_add(out, i == 0 ? " " : "; ");
    put_flat(out, rule->update[i]);
  }
}

uint64_t map_hash(uint64_t hash, const unsigned char *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) hash = (hash ^ bytes[i]) * 0x100000001B3u;
  return hash;
}

/* The least byte first, on every machine. */
static uint64_t hash_number(uint64_t hash, double x) {
  unsigned char bytes[8];
  uint64_t bits;
  memcpy(&bits, &x, sizeof bits);
  for (int i = 0; i < 8; i++) bytes[i] = (unsigned char)(bits >> 8 * i);
  return map_hash(hash, bytes, sizeof bytes);
}

/* The columns that count, with their names. */
static uint64_t hash_data(const struct dh_fit *fit) {
  const struct dh_data *data = &fit->data;
  uint64_t hash = MAP_HASH_BEGIN;
  for (int i = 0; i < data->columns; i++) {
    if (!dh_fit_reads(fit, data->column[i])) continue;
    hash = map_hash(hash, (const unsigned char *)data->column[i], strlen(data->column[i]) + 1);
    for (long row = 0; row < data->rows; row++) hash = hash_number(hash, data->value[i][row]);
  }
  return hash;
}

/* The formula does not say what is in the file. */
static void put_data(struct text *out, const struct dh_fit *fit) {
  text_add(out, "data: ");
  put_flat(out, fit->data.name);
  text_printf(out, " %ld %016" PRIx64 "\n", fit->data.rows, hash_data(fit));
}

/* What differs is looked for from above: what says most comes first. */
static void describe_header(struct map_about *about) {
  const struct dh_surface_spec *surface = dh_surface_info(about->map.spec.surface);
  struct text *out = &about->header;
  text_printf(out, "%sprogram: " DOWNHILL_VERSION "\nsteps: %ld\nrule: %s\n", magic, about->map.steps,
              dh_map_rule_name(about->map.rule));
  put_axis_line(out, about, 0);
  put_axis_line(out, about, 1);
  text_printf(out, "title: %s\nsettings: %s\n", text_string(&about->title), text_string(&about->settings));
  if (surface->fit) put_data(out, surface->fit);
  put_kinds(out, about);
  text_add(out, "\nvalues:");
  put_values(out, about);
  text_printf(out, "\ncommand: %s\n", text_string(&about->command));
}

bool map_about_describe(struct map_about *about, const char *params) {
  about->known = !isnan(dh_surface_best(about->map.spec.surface));
  describe_surface(about);
  describe_settings(about);
  describe_command(about, params);
  describe_header(about);
  return !(about->title.failed || about->settings.failed || about->command.failed || about->header.failed);
}

/* --- read back --- */

static const double most_cells = 1e8;

/* What follows "\nname: ", and how long it is; NULL if there is no such line. */
static const char *find_line(const char *header, const char *name, size_t *length) {
  size_t size = strlen(name);
  for (const char *at = strchr(header, '\n'); at; at = strchr(at + 1, '\n')) {
    if (strncmp(at + 1, name, size) != 0 || at[1 + size] != ':' || at[2 + size] != ' ') continue;
    const char *value = at + 3 + size;
    *length = strcspn(value, "\n");
    return value;
  }
  return NULL;
}

static bool read_line(const char *header, const char *name, char *out, size_t size) {
  size_t length;
  const char *value = find_line(header, name, &length);
  if (!value || length >= size) return false;
  memcpy(out, value, length);
  out[length] = '\0';
  return true;
}

static bool read_text(const char *header, const char *name, struct text *out) {
  size_t length;
  const char *value = find_line(header, name, &length);
  if (value) text_append(out, value, length);
  return value && !out->failed;
}

/* A number of the optimizer or the schedule by its own name, or "start." and a name as formulas have them. */
static bool read_name(struct dh_map_axis *axis, const char *name) {
  static const char start[] = "start.", letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  const char *bare = name + strlen(start);
  if (strncmp(name, start, strlen(start)) == 0) {
    axis->parameter = DH_START;
    return *bare && bare[strspn(bare, letters)] == '\0' && strlen(name) < MAP_NAME_MAX;
  }
  int parameter = dh_parameter_find(name);
  if (parameter < 0) return false;
  const struct dh_parameter_row *row = dh_parameter_row((enum dh_parameter)parameter);
  axis->parameter = (enum dh_parameter)parameter;
  return strcmp(name, row->name) == 0 && (row->type == DH_TYPE_NUMBER || row->type == DH_TYPE_INTEGER);
}

static bool read_end(const struct dh_map_axis *axis, const char *text, double *value) {
  const struct dh_parameter_row *row = dh_parameter_row(axis->parameter);
  double least = axis->log ? fmax(row->low, DBL_MIN) : row->low;
  return dh_number_parse(text, value) && *value >= least && *value <= row->high;
}

static bool read_whole(const char *text, double most, long *out) {
  double value;
  if (!dh_number_parse(text, &value) || !(value >= 1 && value <= most) || value != floor(value)) return false;
  *out = (long)value;
  return true;
}

/* "learning_rate 1e-05 0.01 log 400" */
static bool read_axis(struct map_about *about, int i, char *line) {
  struct dh_map_axis *axis = &about->map.axis[i];
  char *word[5];
  for (int k = 0; k < 5; k++) {
    word[k] = line;
    line += strcspn(line, " ");
    if (k < 4 && !*line) return false;
    if (*line) *line++ = '\0';
  }
  axis->log = strcmp(word[3], "log") == 0;
  if ((!axis->log && strcmp(word[3], "lin") != 0) || !read_name(axis, word[0])) return false;
  text_copy(about->name[i], MAP_NAME_MAX, word[0]);
  return read_end(axis, word[1], &axis->low) && read_end(axis, word[2], &axis->high) &&
         read_whole(word[4], most_cells, &axis->cells);
}

static bool read_axes(struct map_about *about, const char *header) {
  char line[256];
  if (!read_line(header, "x", line, sizeof line) || !read_axis(about, 0, line)) return false;
  if (!read_line(header, "y", line, sizeof line)) return false;
  about->line = strcmp(line, "-") == 0;
  about->map.axis[1] = (struct dh_map_axis){.parameter = DH_SEED, .cells = 1};
  return (about->line || read_axis(about, 1, line)) &&
         (double)about->map.axis[0].cells * (double)about->map.axis[1].cells <= most_cells;
}

static bool read_rule(struct map_about *about, const char *header) {
  char word[64];
  if (!read_line(header, "rule", word, sizeof word)) return false;
  for (int i = 0; dh_map_rule_name(i); i++) {
    if (strcmp(word, dh_map_rule_name(i)) != 0) continue;
    about->map.rule = (enum dh_map_rule)i;
    return true;
  }
  return false;
}

bool map_about_read(struct map_about *about, const char *header) {
  char word[64];
  *about = (struct map_about){.line = false};
  if (strncmp(header, magic, strlen(magic)) != 0 || !read_axes(about, header)) return false;
  if (!read_line(header, "steps", word, sizeof word)) return false;
  if (!read_whole(word, dh_parameter_row(DH_MAX_STEPS)->high, &about->map.steps)) return false;
  if (!read_rule(about, header) || !read_line(header, "minimum", word, sizeof word)) return false;
  about->known = strcmp(word, "nan") != 0;
  text_add(&about->header, header);
  return read_text(header, "title", &about->title) && read_text(header, "settings", &about->settings) &&
         read_text(header, "command", &about->command) && !about->header.failed;
}

/* --- differences --- */

enum { SHOWN = 60 };

/* At most so much of a line that begins at `from`, from where it differs if that is further in. */
static void put_cut(struct text *out, const char *from, size_t differs) {
  size_t length = strcspn(from, "\n"), skip = differs > SHOWN / 2 ? differs - SHOWN / 2 : 0;
  if (skip > length) skip = length;
  text_add(out, skip > 0 ? "..." : "");
  text_append(out, from + skip, length - skip < SHOWN ? length - skip : SHOWN);
  text_add(out, length - skip > SHOWN ? "..." : "");
}

void map_about_difference(const char *here, const char *there, struct text *out) {
  while (*here && *there) {
    size_t length = strcspn(here, "\n"), name = strcspn(here, ":");
    if (length != strcspn(there, "\n") || strncmp(here, there, length) != 0) {
      size_t at = 0, value = name < length ? name + 2 : 0;
      bool named = value > 0 && strncmp(here, there, value) == 0;
      if (named) text_append(out, here, value);
      if (!named) value = 0;
      while (here[value + at] == there[value + at]) at++;
      put_cut(out, there + value, at);
      text_add(out, _(" there, "));
      put_cut(out, here + value, at);
      text_add(out, _(" here"));
      return;
    }
    here += length + (here[length] != '\0');
    there += length + (there[length] != '\0');
  }
  text_add(out, _("it is written differently"));
}

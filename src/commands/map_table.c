/* SPDX-License-Identifier: MIT
 *
 * A map in its format: which one, and those that are plain text. */
#include "commands/map.h"

#include "app/messages.h"
#include "commands/json.h"
#include "frame/pixels.h"
#include "frame/png.h"

#include <string.h>
#include <unistd.h>

const char *const map_formats[] = {"text", "csv", "png", NULL};

/* What names of files end in. */
static const struct { const char *ending, *format; } endings[] = {{".txt", "text"}, {".csv", "csv"}, {".png", "png"}};
enum { ENDINGS = sizeof endings / sizeof *endings };

static bool ends_in(const char *path, const char *ending) {
  size_t length = strlen(path), size = strlen(ending);
  return length > size && strcmp(path + length - size, ending) == 0;
}

const char *map_ending(const char *path) {
  for (int i = 0; i < ENDINGS; i++)
    if (ends_in(path, endings[i].ending)) return endings[i].format;
  return NULL;
}

static bool can_paint(const struct arguments *arguments) {
  if (!png_is_built())
    complain(arguments->command, _("this downhill was built without libpng: write .csv or .txt instead of PNG"));
  else if (!arguments->own[OWN_OUTPUT] && isatty(STDOUT_FILENO))
    complain(arguments->command, _("a terminal cannot show a PNG: add -o map.png"));
  else
    return true;
  return false;
}

const char *map_format(const struct arguments *arguments) {
  const char *path = arguments->own[OWN_OUTPUT], *format = path ? map_ending(path) : NULL;
  if (arguments->own[OWN_FORMAT] || arguments->own[OWN_SUMMARY] || !path) format = arguments->format;
  if (!format) complain(arguments->command, _("'%s' ends in neither .png nor .csv nor .txt: add --format"), path);
  bool painted = format && strcmp(format, "png") == 0 && !arguments->own[OWN_SUMMARY];
  return painted && !can_paint(arguments) ? NULL : format;
}

bool map_default_cells(const struct arguments *arguments, const char *format, long cells[2]) {
  int cols, rows;
  cells[0] = 400;
  cells[1] = 300;
  if (!read_size(arguments, &cols, &rows)) return false;
  if (strcmp(format, "text") == 0) map_text_plot(cols, rows, cells);
  return true;
}

bool map_fits(const struct arguments *arguments, const char *format, const struct map_about *about) {
  const int most = PIXELS_SIDE_MAX - 1000; /* room for the words */
  bool picture = strcmp(format, "png") == 0 && !arguments->own[OWN_SUMMARY];
  if (!picture || (about->map.axis[0].cells <= most && about->map.axis[1].cells <= most)) return true;
  complain(arguments->command, _("a picture has at most %d cells on a side: take fewer, or write csv"), most);
  return false;
}

/* --- CSV --- */

static void put_value(struct text *out, const struct dh_map_axis *axis, long cell) {
  double value = dh_map_value(axis, cell);
  char text[48];
  if (axis->parameter == DH_START)
    dh_number_print(value, text, sizeof text);
  else
    dh_parameter_print(axis->parameter, value, text, sizeof text);
  text_printf(out, "%s,", text);
}

bool map_write_csv(struct output *output, const struct map_about *about, const struct map_cells *cells) {
  const struct dh_map_axis *x = &about->map.axis[0], *y = &about->map.axis[1];
  struct text *out = &output->text;
  text_printf(out, "%s,", about->name[0]);
  if (!about->line) text_printf(out, "%s,", about->name[1]);
  text_add(out, "arrived,blown,ratio,shade,verdict\n");
  for (long i = 0; i < x->cells * y->cells && output_flow(output); i++) {
    const struct dh_map_cell *cell = map_cells_at(cells, i % x->cells, i / x->cells);
    put_value(out, x, i % x->cells);
    if (!about->line) put_value(out, y, i / x->cells);
    text_printf(out, "%ld,%ld,", cell->arrived, cell->blown);
    output_number(out, cell->ratio, ',');
    output_number(out, cell->shade, ',');
    text_printf(out, "%s\n", dh_verdict_name(cell->verdict));
  }
  return output_flow(output);
}

/* --- summary --- */

static void write_axis(struct text *out, const struct map_about *about, int i) {
  const struct dh_map_axis *axis = &about->map.axis[i];
  json_name(out, i == 0 ? "x" : "y");
  text_add(out, "{");
  json_name(out, "name");
  json_string(out, about->name[i]);
  json_member(out, "low", axis->low);
  json_member(out, "high", axis->high);
  json_name(out, "scale");
  json_string(out, axis->log ? "log" : "lin");
  json_name(out, "cells");
  text_printf(out, "%ld}", axis->cells);
}

static void write_groups(struct text *out, const struct map_survey *survey) {
  static const char *const names[MAP_GROUPS] = {"arrived", "on_the_way", "blown",
                                                "higher",  "converged",  "not_converged"};
  bool published = survey->about->map.rule == DH_MAP_PUBLISHED;
  json_name(out, "cells");
  text_printf(out, "%ld", survey->tally.ranking.count);
  for (int i = published ? MAP_CONVERGED : 0; i < (published ? MAP_GROUPS : MAP_CONVERGED); i++) {
    json_name(out, names[i]);
    text_printf(out, "%ld", survey->tally.group[i].cells);
  }
}

static void write_fastest(struct text *out, const struct map_survey *survey) {
  const struct map_about *about = survey->about;
  long across = about->map.axis[0].cells, x = survey->tally.fastest % across, y = survey->tally.fastest / across;
  json_name(out, "fastest");
  if (survey->tally.fastest < 0) {
    text_add(out, "null");
    return;
  }
  text_add(out, "{");
  json_name(out, about->name[0]);
  json_number(out, dh_map_value(&about->map.axis[0], x));
  if (!about->line) json_name(out, about->name[1]);
  if (!about->line) json_number(out, dh_map_value(&about->map.axis[1], y));
  json_name(out, "arrived");
  text_printf(out, "%ld}", map_cells_at(survey->cells, x, y)->arrived);
}

void map_write_summary(struct text *out, const struct map_survey *survey) {
  const struct map_about *about = survey->about;
  const char *separator = "";
  text_add(out, "{");
  json_name(out, "command");
  json_string(out, text_string(&about->command));
  write_axis(out, about, 0);
  if (!about->line) write_axis(out, about, 1);
  json_name(out, "steps");
  text_printf(out, "%ld", about->map.steps);
  json_name(out, "rule");
  json_string(out, dh_map_rule_name(about->map.rule));
  write_groups(out, survey);
  write_fastest(out, survey);
  json_name(out, "verdicts");
  text_add(out, "{");
  for (int i = 0; i < DH_VERDICT_COUNT; i++) {
    if (survey->tally.verdict[i] == 0) continue;
    text_printf(out, "%s\"%s\":%ld", separator, dh_verdict_name((enum dh_verdict)i), survey->tally.verdict[i]);
    separator = ",";
  }
  text_add(out, "}}\n");
}

/* --- any of them --- */

static bool write_survey(const struct arguments *arguments, const char *format, const struct map_survey *survey,
                         struct text *out, int glyphs) {
  int cols, rows;
  if (arguments->own[OWN_SUMMARY])
    map_write_summary(out, survey);
  else if (strcmp(format, "png") == 0)
    return map_write_picture(out, survey);
  else if (read_size(arguments, &cols, &rows))
    map_write_text(out, survey, cols, rows, (enum look_glyphs)glyphs);
  return !out->failed;
}

/* Only CSV can do without the ranks, and is not kept in memory. */
int map_print(const struct arguments *arguments, const char *format, const struct map_about *about,
              const struct map_cells *cells) {
  struct output output;
  struct map_survey survey;
  bool csv = strcmp(format, "csv") == 0 && !arguments->own[OWN_SUMMARY];
  int glyphs = read_look(arguments, OWN_GLYPHS, look_glyphs_name, GLYPHS_BLOCK);
  if (glyphs < 0) return STATUS_USAGE;
  output_open(&output, arguments->own[OWN_OUTPUT]);
  if (csv) {
    map_write_csv(&output, about, cells);
  } else if (map_survey_init(&survey, about, cells)) {
    output.text.failed |= !write_survey(arguments, format, &survey, &output.text, glyphs);
    map_survey_free(&survey);
  } else {
    output.text.failed = true;
  }
  return output_close(&output);
}

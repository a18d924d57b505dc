/* SPDX-License-Identifier: MIT
 *
 * downhill find: looking for a learning rate. */
#include "commands/find.h"

#include "app/messages.h"
#include "commands/arguments.h"
#include "commands/json.h"
#include "commands/output.h"

#include <limits.h>
#include <math.h>
#include <string.h>

static const char *const formats[] = {"text", "csv", NULL};

/* --- options --- */

_Static_assert(OWN_SWEEP_STEPS - OWN_START_LR + 1 == DH_FINDER_SETTINGS, "every setting is an option");

static bool fail_value(enum dh_finder_setting setting, enum dh_error_code code, const char *text,
                       struct dh_error *error) {
  const struct dh_finder_row *row = dh_finder_row(setting);
  dh_fail(error, code, -1, row->name, text);
  error->number = row->low;
  error->number2 = row->high;
  return false;
}

static bool read_setting(struct dh_finder_settings *settings, enum dh_finder_setting setting, const char *text,
                         struct dh_error *error) {
  double value = (double)NAN;
  bool number = dh_number_parse(text, &value);
  if (!number && !isinf(value)) return fail_value(setting, DH_ERROR_NOT_A_VALUE, text, error);
  if (number && dh_finder_row(setting)->whole && value != floor(value))
    return fail_value(setting, DH_ERROR_NOT_A_VALUE, text, error);
  settings->value[setting] = value;
  return true;
}

/* What does not fit is said in the words it was given in. */
static bool read_settings(const struct arguments *arguments, struct dh_finder_settings *settings) {
  struct dh_error error;
  const char *const *text = &arguments->own[OWN_START_LR];
  bool good = true;
  dh_finder_defaults(settings);
  for (int i = 0; i < DH_FINDER_SETTINGS && good; i++)
    if (text[i]) good = read_setting(settings, (enum dh_finder_setting)i, text[i], &error);
  if (good && !dh_finder_check(settings, &error)) {
    const char *given = text[dh_finder_find(error.text)];
    if (given) text_copy(error.text2, sizeof error.text2, given);
    good = false;
  }
  if (!good) complain_error(arguments->command, &error, NULL, NULL);
  return good;
}

bool find_ignores(enum dh_parameter parameter) {
  static const enum dh_parameter makers[] = {DH_LEARNING_RATE, DH_MAX_STEPS,    DH_LR_SCHEDULER_TYPE,
                                             DH_WARMUP_RATIO,  DH_WARMUP_STEPS, DH_SCALE_LR_WITH_BATCH};
  for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
    if (makers[i] == parameter) return true;
  return dh_parameter_row(parameter)->applies == DH_APPLIES_SCHEDULE;
}

/* Those that do nothing anyway were said already. */
static void mention_ignored(const struct arguments *arguments) {
  struct text names = {0};
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter p = (enum dh_parameter)i;
    if (!arguments->given[i] || !find_ignores(p) || !dh_spec_applies(&arguments->spec, p)) continue;
    text_printf(&names, "%s%s", names.length > 0 ? ", " : "", dh_parameter_row(p)->name);
  }
  if (names.length > 0)
    complain(arguments->command, _("note: the rates are start_lr to end_lr: without effect are %s"),
             text_string(&names));
  text_free(&names);
}

/* --- CSV --- */

static void write_range_csv(struct text *out, const struct dh_finder *finder) {
  int count;
  const struct dh_finder_point *points = dh_finder_points(finder, &count);
  text_add(out, "step,lr,loss,smoothed\n");
  for (int i = 0; i < count; i++) {
    text_printf(out, "%d,", i);
    output_number(out, points[i].rate, ',');
    output_number(out, points[i].loss, ',');
    output_number(out, points[i].smoothed, '\n');
  }
}

static void write_sweep_csv(struct text *out, const struct dh_sweep *sweep) {
  int count;
  const struct dh_sweep_point *points = dh_sweep_points(sweep, &count);
  text_add(out, "run,lr,loss,lowest,lowest_step,first_nonfinite_step\n");
  for (int i = 0; i < count; i++) {
    text_printf(out, "%d,", i);
    output_number(out, points[i].rate, ',');
    output_number(out, points[i].loss, ',');
    output_number(out, points[i].lowest, ',');
    text_printf(out, "%ld,%ld\n", points[i].arrival, points[i].not_finite);
  }
}

/* --- JSON --- */

static void write_begin(struct text *out, const char *method, const struct dh_spec *spec,
                        const struct dh_finder_settings *settings) {
  const struct dh_surface_spec *info = dh_surface_info(spec->surface);
  text_add(out, "{");
  json_name(out, "method");
  json_string(out, method);
  json_name(out, "surface");
  json_string(out, info->name);
  json_name(out, "formula");
  json_string(out, info->formula);
  json_name(out, "start");
  json_numbers(out, spec->start, info->dim);
  json_name(out, "optim");
  json_string(out, dh_rule_info(spec->rule)->name);
  for (int i = 0; i < DH_FINDER_SETTINGS; i++) {
    const struct dh_finder_row *row = dh_finder_row((enum dh_finder_setting)i);
    json_name(out, row->name);
    if (row->whole)
      text_printf(out, "%.0f", settings->value[i]);
    else
      json_number(out, settings->value[i]);
  }
}

static void write_end(struct text *out, const struct dh_edge *edges) {
  json_known(out, "limit_at_start", edges[DH_EDGE_START].rate);
  json_known(out, "limit_at_minimum", edges[DH_EDGE_MINIMUM].rate);
  json_known(out, "eta_lambda_limit", edges[DH_EDGE_START].limit);
  text_add(out, "}\n");
}

static const char *const ends[] = {
    [DH_FINDER_RUNNING] = "running",
    [DH_FINDER_ROSE] = "rose",
    [DH_FINDER_NOT_FINITE] = "not_finite",
    [DH_FINDER_LAST_RATE] = "last_rate",
};
_Static_assert(sizeof ends / sizeof *ends == DH_FINDER_ENDS, "every end has its name");

/* Suggestions that should not be used are null. */
static void write_range_summary(struct text *out, const struct dh_finder *finder, const struct dh_edge *edges) {
  int count;
  const struct dh_finder_point *points = dh_finder_points(finder, &count);
  write_begin(out, "range_test", dh_finder_spec(finder), dh_finder_settings(finder));
  json_name(out, "points");
  text_printf(out, "%d", count);
  json_member(out, "last_lr", points[count - 1].rate);
  json_name(out, "end");
  json_string(out, ends[dh_finder_end(finder)]);
  json_name(out, "diverged");
  text_add(out, dh_finder_diverged(finder) ? "true" : "false");
  json_name(out, "suggestions");
  text_add(out, "{");
  for (int i = 0; i < DH_FINDER_RULES; i++) {
    struct dh_suggestion suggestion;
    dh_finder_suggest(finder, (enum dh_finder_rule)i, &suggestion);
    bool good = suggestion.reason == DH_FINDER_SUGGESTED;
    json_known(out, dh_finder_rule_name(i), good ? suggestion.rate : (double)NAN);
  }
  text_add(out, "}");
  write_end(out, edges);
}

static void write_sweep_summary(struct text *out, const struct dh_sweep *sweep, const struct dh_edge *edges) {
  struct dh_sweep_result result;
  int count;
  const struct dh_sweep_point *points = dh_sweep_points(sweep, &count);
  dh_sweep_judge(sweep, &result);
  write_begin(out, "sweep", dh_sweep_spec(sweep), dh_sweep_settings(sweep));
  json_member(out, "start_loss", result.start);
  json_known(out, "best_lr", result.best < 0 ? (double)NAN : points[result.best].rate);
  json_known(out, "best_loss", result.best < 0 ? (double)NAN : points[result.best].loss);
  json_known(out, "worse_lr", result.worse < 0 ? (double)NAN : points[result.worse].rate);
  write_end(out, edges);
}

/* --- the command --- */

static int run_range(const struct arguments *arguments, const struct dh_finder_settings *settings,
                     const struct dh_edge *edges, const struct find_page *page) {
  struct dh_error error;
  struct output output;
  struct dh_finder *finder = dh_finder_create(&arguments->spec, settings, &error);
  if (!finder) return complain_error(arguments->command, &error, NULL, NULL);
  (void)dh_finder_advance(finder, DH_FINDER_POINTS_MAX);
  output_open(&output, arguments->own[OWN_OUTPUT]);
  if (arguments->own[OWN_SUMMARY])
    write_range_summary(&output.text, finder, edges);
  else if (strcmp(arguments->format, "csv") == 0)
    write_range_csv(&output.text, finder);
  else
    find_text_range(&output.text, finder, edges, page);
  dh_finder_destroy(finder);
  return output_close(&output);
}

static int run_sweep(const struct arguments *arguments, const struct dh_finder_settings *settings,
                     const struct dh_edge *edges, const struct find_page *page) {
  struct dh_error error;
  struct output output;
  struct dh_sweep *sweep = dh_sweep_create(&arguments->spec, settings, &error);
  if (!sweep) return complain_error(arguments->command, &error, NULL, NULL);
  (void)dh_sweep_advance(sweep, LONG_MAX);
  output_open(&output, arguments->own[OWN_OUTPUT]);
  if (arguments->own[OWN_SUMMARY])
    write_sweep_summary(&output.text, sweep, edges);
  else if (strcmp(arguments->format, "csv") == 0)
    write_sweep_csv(&output.text, sweep);
  else
    find_text_sweep(&output.text, sweep, edges, page);
  dh_sweep_destroy(sweep);
  return output_close(&output);
}

static int run(const struct arguments *arguments) {
  struct dh_finder_settings settings;
  struct dh_edge edges[DH_EDGES];
  struct dh_error error;
  struct find_page page;
  int glyphs = read_look(arguments, OWN_GLYPHS, look_glyphs_name, GLYPHS_BRAILLE);
  if (glyphs < 0 || !read_size(arguments, &page.cols, &page.rows) || !read_settings(arguments, &settings))
    return STATUS_USAGE;
  page.glyphs = (enum look_glyphs)glyphs;
  mention_ignored(arguments);
  if (!dh_edge_find(&arguments->spec, edges, &error)) return complain_error(arguments->command, &error, NULL, NULL);
  return arguments->own[OWN_SWEEP] ? run_sweep(arguments, &settings, edges, &page)
                                   : run_range(arguments, &settings, edges, &page);
}

const struct command command_find = {
    .name = "find",
    .summary = N_("the range test and its suggestions, or a sweep over the rates"),
    .operands = "",
    .notes = N_(
        "The range test is fastai's: one ball, one update at each rate start_lr*(end_lr/start_lr)^(k/num_it). It is\n"
        "judged by the smoothed loss, and four rules suggest a rate if it diverged. The sweep starts a fresh ball at\n"
        "each rate and looks where it is after sweep_steps updates. Beside both stands the true limit, from the exact\n"
        "curvature. learning_rate, schedule and warmup have no effect here. In CSV a step that does not exist is "
        "-1.\n"),
    .own = TAKES(OWN_PARAMS) | TAKES(OWN_SIZE) | TAKES(OWN_GLYPHS) | TAKES(OWN_START_LR) | TAKES(OWN_END_LR) |
           TAKES(OWN_NUM_IT) | TAKES(OWN_SMOOTHING) | TAKES(OWN_STOP_FACTOR) | TAKES(OWN_SWEEP_STEPS) |
           TAKES(OWN_SWEEP) | TAKES(OWN_SUMMARY) | TAKES(OWN_OUTPUT),
    .parameters = true,
    .formats = formats,
    .run = run,
};

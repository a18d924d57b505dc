/* SPDX-License-Identifier: MIT
 *
 * downhill compare: several values of one parameter, one table. */
#include "app/messages.h"
#include "commands/arguments.h"
#include "commands/output.h"
#include "commands/table.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RULE_WIDTH = 40 }; /* a typed rule is as long as its lines */

static void begin(struct table *table, const struct arguments *arguments, enum dh_parameter parameter) {
  const struct dh_surface_spec *surface = dh_surface_info(arguments->spec.surface);
  struct text heading = {0};
  text_printf(&heading, "%s>,%s>,%s,%s>", dh_parameter_row(parameter)->name, _("eta*lambda"), _("verdict"), _("steps"));
  for (int i = 0; i < surface->dim; i++) text_printf(&heading, ",%s>", surface->parameter[i]);
  text_printf(&heading, ",%s>", _("loss"));
  table_begin(table, text_string(&heading));
  table->cells.failed |= heading.failed;
  text_free(&heading);
}

/* Rate times curvature where the run starts, with the rate that is set: a warmup's first rate is 0 and says nothing.
 * NaN where the rule has no limit to compare it with. False if out of memory. */
static bool eta_lambda(const struct dh_spec *spec, double *product) {
  struct dh_spec plain = *spec;
  struct dh_error error;
  struct dh_curvature curvature;
  dh_spec_unset(&plain, DH_LR_SCHEDULER_TYPE);
  dh_spec_unset(&plain, DH_WARMUP_RATIO);
  dh_spec_unset(&plain, DH_WARMUP_STEPS);
  struct dh_run *run = dh_run_create(&plain, &error);
  if (!run) return false;
  dh_run_curvature(run, &curvature);
  dh_run_destroy(run);
  *product = isnan(curvature.limit) ? (double)NAN : curvature.eta_lambda;
  return true;
}

static void add_lane(struct table *table, const struct dh_run *run, enum dh_parameter parameter) {
  const struct dh_spec *spec = dh_run_initial(run);
  const struct dh_surface_spec *surface = dh_surface_info(spec->surface);
  const struct dh_row *row = dh_run_row(run);
  struct dh_reading reading;
  char text[48];
  dh_run_judge(run, &reading);
  const char *name = dh_rule_info(spec->rule)->name;
  if (parameter == DH_OPTIM)
    snprintf(text, sizeof text, "%.*s%s", (int)text_fit(name, RULE_WIDTH), name,
             text_columns(name) > RULE_WIDTH ? "..." : "");
  else
    dh_parameter_print(parameter, dh_spec_number(spec, parameter), text, sizeof text);
  table_cell(table, text);
  double product = (double)NAN;
  if (!eta_lambda(spec, &product)) table->cells.failed = true;
  if (isnan(product))
    table_cell(table, "-");
  else
    table_number(table, product, 4);
  table_cell(table, message_verdict(reading.verdict));
  snprintf(text, sizeof text, "%ld", row->step);
  table_cell(table, text);
  for (int i = 0; i < surface->dim; i++) table_number(table, row->at[i], 6);
  table_number(table, row->loss, 6);
}

static int run_lanes(const struct arguments *arguments, const struct dh_spec *specs, int count, struct table *table,
                     enum dh_parameter parameter) {
  for (int i = 0; i < count; i++) {
    struct dh_error error;
    struct dh_run *run = dh_run_create(&specs[i], &error);
    if (!run) return complain_error(arguments->command, &error, NULL, NULL);
    dh_run_goto(run, arguments->own[OWN_STEPS] ? arguments->steps : (long)dh_spec_number(&specs[i], DH_MAX_STEPS));
    add_lane(table, run, parameter);
    dh_run_destroy(run);
  }
  return STATUS_DONE;
}

static int run(const struct arguments *arguments) {
  struct dh_spec specs[LANES_MAX];
  struct table table;
  struct output output;
  int count = arguments_lanes(arguments, specs, LANES_MAX);
  if (count < 0) return STATUS_USAGE;
  enum dh_parameter parameter = arguments->list < 0 ? DH_LEARNING_RATE : (enum dh_parameter)arguments->list;
  output_open(&output, arguments->own[OWN_OUTPUT]);
  begin(&table, arguments, parameter);
  int status = run_lanes(arguments, specs, count, &table, parameter);
  table_end(&table, &output.text);
  if (status != STATUS_DONE) {
    text_clear(&output.text);
    output_cancel(&output);
  }
  int written = output_close(&output);
  return status != STATUS_DONE ? status : written;
}

const struct command command_compare = {
    .name = "compare",
    .summary = N_("several rates (or values of another parameter), one table"),
    .operands = "",
    .notes =
        N_("One parameter may have several values, separated by commas: --learning_rate 0.01,0.1,1.0,1.1 or\n"
           "--optim 'sgd,adam,p = p - lr*sign(g)' or --seed 1,2,3. Without any, the surface's own rates are "
           "compared.\n"
           "eta*lambda is the rate times the curvature at the start; - where the rule has no simple limit for it.\n"),
    .own = TAKES(OWN_PARAMS) | TAKES(OWN_STEPS) | TAKES(OWN_OUTPUT),
    .parameters = true,
    .lists = LISTS_ALL,
    .run = run,
};

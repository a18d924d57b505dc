/* SPDX-License-Identifier: MIT
 *
 * One JSON object about a run: what was asked for, how it ended, and what broke first. */
#include "app/options.h"
#include "catalog/record.h"
#include "commands/json.h"
#include "commands/rows.h"

#include <math.h>

static void write_names(struct text *out, const struct dh_surface_spec *surface) {
  json_name(out, "parameters");
  text_add(out, "[");
  for (int i = 0; i < surface->dim; i++) {
    if (i > 0) text_add(out, ",");
    json_string(out, surface->parameter[i]);
  }
  text_add(out, "]");
}

static void write_list(struct text *out, const struct dh_spec *spec, enum dh_parameter parameter) {
  if (dh_spec_given(spec, parameter))
    json_numbers(out, spec->milestones.at, spec->milestones.count);
  else
    text_add(out, "null");
}

/* Numbers as numbers, flags as true and false, choices and kinds by name, what is left to the program as null. */
static void write_value(struct text *out, const struct dh_spec *spec, enum dh_parameter parameter) {
  char text[64];
  double value;
  switch (dh_parameter_row(parameter)->type) {
  case DH_TYPE_NUMBER:
  case DH_TYPE_INTEGER:
    value = dh_spec_number(spec, parameter);
    if (isnan(value)) {
      text_add(out, "null");
    } else {
      dh_parameter_print(parameter, value, text, sizeof text);
      text_add(out, text);
    }
    break;
  case DH_TYPE_FLAG:
    text_add(out, dh_spec_number(spec, parameter) != 0 ? "true" : "false");
    break;
  case DH_TYPE_LIST:
    write_list(out, spec, parameter);
    break;
  case DH_TYPE_POINT:
    json_numbers(out, spec->start, dh_surface_info(spec->surface)->dim);
    break;
  case DH_TYPE_SURFACE:
    json_string(out, dh_surface_info(spec->surface)->name);
    break;
  case DH_TYPE_OPTIM:
    json_string(out, dh_rule_info(spec->rule)->name);
    break;
  case DH_TYPE_CHOICE:
    option_print(spec, parameter, text, sizeof text);
    json_string(out, text);
    break;
  }
}

static void write_fit(struct text *out, const struct dh_fit *fit) {
  struct dh_fit_word words[DH_FIT_WORDS];
  json_name(out, "rows");
  text_printf(out, "%ld", fit->data.rows);
  for (int i = 0, count = dh_fit_words(fit, words); i < count; i++) {
    if (!words[i].value) {
      json_member(out, words[i].name, words[i].number);
      continue;
    }
    json_name(out, words[i].name);
    json_string(out, words[i].value);
  }
}

/* Every parameter in force: those that do something in this spec. */
static void write_spec(struct text *out, const struct dh_spec *spec) {
  const struct dh_surface_spec *surface = dh_surface_info(spec->surface);
  json_name(out, "spec");
  text_add(out, "{");
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    if (!dh_spec_applies(spec, parameter)) continue;
    json_name(out, dh_parameter_row(parameter)->name);
    write_value(out, spec, parameter);
    if (parameter != DH_SURFACE) continue;
    json_name(out, "formula");
    json_string(out, surface->formula);
    if (surface->fit) write_fit(out, surface->fit);
    write_names(out, surface);
  }
  text_add(out, "}");
}

/* What was changed on the way here, if anything was; `spec` is how it ended up. */
static void write_journal(struct text *out, const struct dh_run *run) {
  int count;
  const struct dh_journal_entry *journal = dh_run_journal(run, &count);
  if (count == 0 || journal[0].step > dh_run_row(run)->step) return;
  json_name(out, "journal");
  text_add(out, "[");
  for (int i = 0; i < count && journal[i].step <= dh_run_row(run)->step; i++) {
    struct text setting = {0};
    text_printf(out, "%s{\"step\":%ld", i > 0 ? "," : "", journal[i].step);
    record_write_setting(&setting, &journal[i].setting);
    json_name(out, "set");
    json_string(out, text_string(&setting));
    text_add(out, "}");
    out->failed |= setting.failed;
    text_free(&setting);
  }
  text_add(out, "]");
}

static void write_final(struct text *out, const struct dh_surface_spec *surface, const struct dh_row *row) {
  json_name(out, "final");
  text_add(out, "{");
  for (int i = 0; i < surface->dim; i++) json_member(out, surface->parameter[i], row->at[i]);
  text_add(out, "}");
  json_member(out, "loss", row->loss);
}

static const char *quantity_name(enum dh_quantity quantity) {
  static const char *const names[] = {
      [DH_QUANTITY_LOSS] = "loss",
      [DH_QUANTITY_GRADIENT] = "gradient",
      [DH_QUANTITY_UPDATE] = "update",
      [DH_QUANTITY_PARAMETER] = "parameter",
  };
  _Static_assert(sizeof names / sizeof *names == DH_QUANTITY_COUNT, "every quantity has its name");
  return names[quantity];
}

/* The operation that made it and what it was given; null if it only passed on what was there before. */
static void write_fault(struct text *out, const struct dh_fault *fault) {
  json_name(out, "first_nonfinite_operation");
  if (fault)
    json_string(out, dh_op_name(fault->op));
  else
    text_add(out, "null");
  json_name(out, "first_nonfinite_operands");
  json_numbers(out, fault ? fault->operand : NULL, fault ? fault->operands : 0);
}

static void write_event(struct text *out, const struct dh_event *event) {
  bool happened = event && event->step >= 0;
  json_name(out, "first_nonfinite_step");
  if (happened)
    text_printf(out, "%ld", event->step);
  else
    text_add(out, "null");
  json_name(out, "first_nonfinite_quantity");
  if (happened)
    json_string(out, quantity_name(event->quantity));
  else
    text_add(out, "null");
  write_fault(out, happened && event->fault.operands > 0 ? &event->fault : NULL);
}

void summary_write(struct text *out, const struct dh_run *run) {
  const struct dh_spec *spec = dh_run_spec(run); /* the one the verdict is about */
  struct dh_reading reading;
  dh_run_judge(run, &reading);
  text_add(out, "{");
  write_spec(out, spec);
  write_journal(out, run);
  json_name(out, "verdict");
  json_string(out, dh_verdict_name(reading.verdict));
  json_name(out, "steps_done");
  text_printf(out, "%ld", dh_run_row(run)->step);
  write_final(out, dh_surface_info(spec->surface), dh_run_row(run));
  write_event(out, dh_run_first_event(run));
  json_member(out, "eta_lambda", reading.curvature.eta_lambda);
  json_known(out, "eta_lambda_limit", reading.curvature.limit);
  text_add(out, "}\n");
}

/* SPDX-License-Identifier: MIT
 *
 * Rows: a million are printed as fast as they are computed. */
#include "commands/rows.h"

#include "base/number.h"
#include "commands/json.h"

#include <string.h>

const char *const row_formats[] = {"csv", "jsonl", NULL};

static void put_step(struct text *out, long step) {
  char digits[NUMBER_DIGITS];
  int length = number_digits((uint64_t)step, digits);
  text_append(out, digits, (size_t)length);
  text_add(out, ",");
}

static void write_header(struct text *out, const struct dh_surface_spec *surface) {
  text_add(out, "step");
  for (int i = 0; i < surface->dim; i++) text_printf(out, ",%s", surface->parameter[i]);
  text_add(out, ",loss");
  for (int i = 0; i < surface->dim; i++) text_printf(out, ",grad_%s", surface->parameter[i]);
  text_add(out, ",lr\n");
}

static void write_csv(struct text *out, const struct dh_surface_spec *surface, const struct dh_row *row) {
  put_step(out, row->step);
  for (int i = 0; i < surface->dim; i++) output_number(out, row->at[i], ',');
  output_number(out, row->loss, ',');
  for (int i = 0; i < surface->dim; i++) output_number(out, row->gradient[i], ',');
  output_number(out, row->rate, '\n');
}

static void write_jsonl(struct text *out, const struct dh_surface_spec *surface, const struct dh_row *row) {
  text_printf(out, "{\"step\":%ld", row->step);
  for (int i = 0; i < surface->dim; i++) json_member(out, surface->parameter[i], row->at[i]);
  json_member(out, "loss", row->loss);
  for (int i = 0; i < surface->dim; i++) {
    char name[DH_NAME_MAX + 8] = "grad_";
    text_copy(name + 5, sizeof name - 5, surface->parameter[i]);
    json_member(out, name, row->gradient[i]);
  }
  json_member(out, "lr", row->rate);
  text_add(out, "}\n");
}

void rows_begin(struct text *out, const struct dh_run *run, bool csv) {
  if (csv) write_header(out, dh_surface_info(dh_run_initial(run)->surface));
}

void rows_put(struct text *out, const struct dh_run *run, bool csv) {
  (csv ? write_csv : write_jsonl)(out, dh_surface_info(dh_run_initial(run)->surface), dh_run_row(run));
}

static void print_rows(const struct arguments *arguments, struct dh_run *run, long steps, struct output *output) {
  bool csv = strcmp(arguments->format, "csv") == 0;
  rows_begin(&output->text, run, csv);
  for (long step = 0; output_flow(output); step++) {
    if (step % arguments->every == 0 || step == steps) rows_put(&output->text, run, csv);
    if (step == steps) break;
    dh_run_step(run);
  }
}

int rows_print(const struct arguments *arguments, struct dh_run *run, long steps) {
  struct output output;
  output_open(&output, arguments->own[OWN_OUTPUT]);
  if (arguments->own[OWN_SUMMARY]) {
    dh_run_goto(run, steps);
    summary_write(&output.text, run);
  } else {
    print_rows(arguments, run, steps, &output);
  }
  return output_close(&output);
}

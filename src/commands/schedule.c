/* SPDX-License-Identifier: MIT
 *
 * downhill schedule: the learning rate of every update, without running anything. */
#include "app/messages.h"
#include "commands/arguments.h"
#include "commands/output.h"

#include <string.h>

static const char *const formats[] = {"text", "csv", NULL};

static void write_rate(struct text *out, bool csv, long step, double rate) {
  char text[32];
  dh_number_print(rate, text, sizeof text);
  if (csv)
    text_printf(out, "%ld,%s\n", step, text);
  else
    text_printf(out, "Step %ld: lr = %.6f\n", step, rate);
}

static int run(const struct arguments *arguments) {
  struct output output;
  const struct dh_schedule_info *schedule =
      dh_schedule_info((int)dh_spec_number(&arguments->spec, DH_LR_SCHEDULER_TYPE));
  if (schedule->observe)
    complain(arguments->command, _("note: %s goes by losses, and here are none: downhill run shows what it does"),
             schedule->name);
  bool csv = strcmp(arguments->format, "csv") == 0;
  output_open(&output, arguments->own[OWN_OUTPUT]);
  if (csv) text_add(&output.text, "step,lr\n");
  for (long step = 0; step < arguments->steps && output_flow(&output); step++)
    if (step % arguments->every == 0 || step == arguments->steps - 1)
      write_rate(&output.text, csv, step, dh_spec_rate(&arguments->spec, (double)step));
  return output_close(&output);
}

const struct command command_schedule = {
    .name = "schedule",
    .summary = N_("the learning rate of every update"),
    .operands = "",
    .notes = N_("Line k is the rate that update k uses. The text has six decimals; CSV has the exact numbers.\n"),
    .own = TAKES(OWN_STEPS) | TAKES(OWN_EVERY) | TAKES(OWN_OUTPUT) | TAKES(OWN_PARAMS),
    .parameters = true,
    .formats = formats,
    .run = run,
};

/* SPDX-License-Identifier: MIT
 *
 * downhill run: one run to CSV or JSON lines. */
#include "app/messages.h"
#include "commands/arguments.h"
#include "commands/rows.h"

static int run(const struct arguments *arguments) {
  struct dh_error error;
  struct dh_run *run = dh_run_create(&arguments->spec, &error);
  if (!run) return complain_error(arguments->command, &error, NULL, NULL);
  int status = rows_print(arguments, run, arguments->steps);
  dh_run_destroy(run);
  return status;
}

const struct command command_run = {
    .name = "run",
    .summary = N_("one run to CSV or JSON lines"),
    .operands = "",
    .notes =
        N_("Row k holds the parameters, the loss, the gradient and the learning rate before update k; row 0 is the\n"
           "start. A run that explodes is a result: its rows say inf, -inf and nan (strings in JSON).\n"
           "--update takes lines `name = formula` over p, g, lr, t and loss, separated by ';'; the last assigns to\n"
           "p. A name that is read before it is assigned is a state, 0 at the start, or one of the optimizers'\n"
           "parameters, which options set: momentum (0.9 if not given), beta1 (0.9), beta2 (0.999), eps (1e-8) ...\n"),
    .own = TAKES(OWN_PARAMS) | TAKES(OWN_STEPS) | TAKES(OWN_EVERY) | TAKES(OWN_SUMMARY) | TAKES(OWN_OUTPUT),
    .parameters = true,
    .formats = row_formats,
    .run = run,
};

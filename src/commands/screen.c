/* SPDX-License-Identifier: MIT
 *
 * `downhill` without a subcommand: the screen; where there is no terminal, the same lanes as text. */
#include "commands/play.h"
#include "commands/scene_options.h"

#include <unistd.h>

static int run(const struct arguments *arguments) {
  if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
    struct dh_spec specs[APP_LANES];
    int count = scene_specs(arguments, specs);
    if (count < 0) return STATUS_USAGE;
    int status = play(arguments->catalog, specs, count, &arguments->play);
    if (status != PLAY_NO_TERMINAL) return status;
  }
  return lanes_print(arguments);
}

const struct command command_screen = {
    .name = NULL,
    .summary = "the screen",
    .operands = "",
    .notes = "The learning rate (or another parameter) may have up to six values, separated by commas: one lane each.\n"
             "When output is no terminal, the lanes are run and printed as text.\n"
             "Exit status: 0 done, 1 it could not be done, 2 bad usage.\n",
    .own = TAKES(OWN_PARAMS) | TAKES(OWN_STEPS) | TAKES(OWN_VERSION),
    .parameters = true,
    .lists = LISTS_LANE,
    .plays = true,
    .run = run,
};

/* SPDX-License-Identifier: MIT
 *
 * `downhill` without a subcommand: the screen; where there is no terminal, the same lanes as text. */
#include "app/messages.h"
#include "commands/files.h"
#include "commands/play.h"
#include "commands/scene_options.h"

#include <unistd.h>

static int run_screen(const struct arguments *arguments) {
  struct app app;
  int theme = arguments->play.theme;
  /* The size and the glyphs are those of the smallest terminal until the real one is known. */
  const struct app_options options = {.catalog = arguments->catalog,
                                      .cols = 80,
                                      .rows = 24,
                                      .glyphs = GLYPHS_ASCII,
                                      .theme = theme < 0 ? THEME_AUTO : (enum look_theme)theme,
                                      .paused = arguments->own[OWN_PAUSED],
                                      .list_files = files_list};
  const char *log = scene_log_operand(arguments);
  int status = scene_app(arguments, &options, &app);
  if (status != STATUS_DONE) return status;
  if (log) status = scene_log(arguments, log, &app);
  if (status == STATUS_DONE) {
    status = play(&app, &arguments->play);
    app_free(&app);
    play_end();
  } else {
    app_free(&app);
  }
  return status;
}

/* In words, as `diagnose` has them. */
static int log_print(const struct arguments *arguments) {
  struct arguments log = *arguments;
  log.format = command_diagnose.formats[0];
  return command_diagnose.run(&log);
}

static int run(const struct arguments *arguments) {
  if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
    int status = run_screen(arguments);
    if (status != PLAY_NO_TERMINAL) return status;
  }
  return scene_log_operand(arguments) ? log_print(arguments) : lanes_print(arguments);
}

const struct command command_screen = {
    .name = NULL,
    .summary = N_("the screen"),
    .operands = "[FILE]",
    .operands_max = 1,
    .excess = N_("one file is shown at a time; 'downhill diagnose FILE FILE' compares logs"),
    .values = {.file = true},
    .notes = N_(
        "The learning rate (or another parameter) may have up to six values, separated by commas: one lane each.\n"
        "FILE is a scene that was saved (NAME.yaml), or a training log to look at, as 'downhill diagnose' reads it.\n"
        "When output is no terminal, the lanes are run, or what is wrong in the log is said, as text.\n"
        "Exit status: 0 done, 1 it could not be done, 2 bad usage, 3 something is wrong in the log.\n"),
    .own = TAKES(OWN_SCENE) | TAKES(OWN_TASK) | TAKES(OWN_PARAMS) | TAKES(OWN_STEPS) | TAKES(OWN_PAUSED) |
           TAKES(OWN_VERSION),
    .parameters = true,
    .lists = LISTS_LANE,
    .plays = true,
    .run = run,
};

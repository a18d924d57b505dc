/* SPDX-License-Identifier: MIT
 *
 * Dispatch: which subcommand, with which catalog. */
#include "app/messages.h"
#include "catalog/nearest.h"
#include "commands/arguments.h"
#include "commands/language.h"
#include "commands/places.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct command *const commands[] = {
    &command_run,      &command_compare,     &command_find,   &command_schedule,
    &command_eval,     &command_show,        &command_map,    &command_map_merge,
    &command_list,     &command_lessons,     &command_replay, &command_talk,
    &command_diagnose, &command_completions, &command_manual, NULL};

const struct command *command_row(int index) { return commands[index]; }

const struct command *command_named(const char *name) {
  for (int i = 0; commands[i]; i++)
    if (strcmp(commands[i]->name, name) == 0) return commands[i];
  return NULL;
}

/* The user's files that could not be used; the rest works without them. */
static void mention_problems(const struct catalog *catalog) {
  for (int i = 0; i < catalog_problem_count(catalog); i++) {
    char line[512];
    message_error(catalog_problem(catalog, i), line, sizeof line);
    complain(NULL, _("note: skipped %s"), line);
  }
}

static int run_command(const struct command *command, int argc, char **argv) {
  char directory[4096];
  struct dh_error error;
  struct arguments arguments;
  struct catalog *catalog =
      catalog_create(place_path(PLACE_CONFIG, NULL, directory, sizeof directory) ? directory : NULL, &error);
  if (!catalog) {
    complain_error(NULL, &error, NULL, NULL);
    return STATUS_FAILED;
  }
  mention_problems(catalog);
  int status = arguments_read(&arguments, command, catalog, argc, argv) ? command->run(&arguments) : arguments.status;
  arguments_free(&arguments);
  catalog_destroy(catalog);
  return status;
}

static int unknown_command(const char *word) {
  struct nearest nearest = nearest_begin(word);
  for (int i = 0; commands[i]; i++) nearest_offer(&nearest, commands[i]->name);
  if (nearest.best) return complain(NULL, _("there is no command '%s': did you mean %s?"), word, nearest.best);
  return complain(NULL, _("there is no command '%s': downhill --help lists them"), word);
}

/* What is there, and what can be nothing but a path, which is then said to be missing. */
static bool is_file(const char *word) { return access(word, F_OK) == 0 || strpbrk(word, "./"); }

/* "downhill --lang zh_CN show": the language may stand before the command too; it moves behind it. */
static void language_behind(int argc, char **argv) {
  int words = argc < 2 ? 0 : strcmp(argv[1], "--lang") == 0 ? 2 : strncmp(argv[1], "--lang=", 7) == 0 ? 1 : 0;
  if (words == 0 || argc < words + 2 || argv[words + 1][0] == '-') return;
  char *command = argv[words + 1];
  memmove(argv + 2, argv + 1, (size_t)words * sizeof *argv);
  argv[1] = command;
}

/* Standard files that are closed would be opened by the next that asks for a file, and a complaint end in it. They are
 * opened the wrong way round, so that using them still fails. */
static void occupy_standard_files(void) {
  for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
    if (fcntl(file, F_GETFD) < 0 && open("/dev/null", file == STDIN_FILENO ? O_WRONLY : O_RDONLY) != file) return;
}

/* In a folder that was removed "No such file or directory" is true of every name, and puzzling. */
static void mention_lost_folder(int status) {
  char path[4096];
  bool failed = status == STATUS_FAILED || status == STATUS_USAGE;
  if (failed && !getcwd(path, sizeof path) && errno == ENOENT)
    complain(NULL, _("note: the folder you are in was removed: only whole paths lead anywhere"));
}

static int dispatch(int argc, char **argv) {
  if (argc < 2 || argv[1][0] == '-') return run_command(&command_screen, argc, argv);
  const struct command *command = command_named(argv[1]);
  if (!command && is_file(argv[1])) return run_command(&command_screen, argc, argv);
  return command ? run_command(command, argc - 1, argv + 1) : unknown_command(argv[1]);
}

int main(int argc, char **argv) {
  occupy_standard_files();
  language_open(language_option(argc, argv));
  language_behind(argc, argv);
  signal(SIGPIPE, SIG_IGN); /* a reader that went away is seen as EPIPE, a quiet end */
  signal(SIGXFSZ, SIG_IGN); /* and a file that may not grow as EFBIG */
  int status = dispatch(argc, argv);
  mention_lost_folder(status);
  return status;
}

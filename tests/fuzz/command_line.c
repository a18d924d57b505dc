/* SPDX-License-Identifier: MIT
 *
 * A command line, a word in each line of the input, the first being the subcommand. It is read, as far as lanes, and
 * not carried out: that would write files. */
#include "fuzz.h"

#include "commands/arguments.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MOST = 24 };

/* getopt keeps its place inside a word when a reading was broken off, and the word is gone. */
static void forget_the_last(void) {
  char name[] = "downhill", *const nothing[] = {name, NULL};
  optind = 0;
  getopt(1, nothing, "");
}

/* Help and complaints go nowhere, while there is no report to be lost. */
static void be_quiet(bool quiet) {
  static int nowhere = -1, before = -1;
  if (nowhere < 0) {
    nowhere = open("/dev/null", O_WRONLY);
    before = dup(STDERR_FILENO);
    fuzz_must(nowhere >= 0 && before >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0);
  }
  fuzz_must(dup2(quiet ? nowhere : before, STDERR_FILENO) >= 0);
}

static void read_line(int argc, char **argv) {
  const struct command *command = command_named(argv[0]);
  struct arguments arguments;
  static struct dh_spec specs[LANES_MAX];
  if (!command) command = &command_screen;
  forget_the_last();
  be_quiet(true);
  bool read = arguments_read(&arguments, command, fuzz_catalog(), argc, argv);
  int lanes = read ? arguments_lanes(&arguments, specs, LANES_MAX) : 0;
  be_quiet(false);
  fuzz_must(lanes <= LANES_MAX && arguments.status >= STATUS_DONE && arguments.status <= STATUS_USAGE);
  fuzz_taken += read;
  arguments_free(&arguments);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = fuzz_text(data, size), *argv[WORDS_MOST + 1], *rest = text;
  int argc = 0;
  for (char *word; argc < WORDS_MOST && (word = strtok_r(rest, "\n", &rest));) argv[argc++] = word;
  argv[argc] = NULL;
  if (argc > 0) read_line(argc, argv);
  free(text);
  return 0;
}

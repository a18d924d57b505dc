/* SPDX-License-Identifier: MIT
 *
 * The options of a command, whichever table they come from: its own, the interactive loop's, the parameters. Help, the
 * manual page and the completions of shells are made from them. Everything here points into constant tables. */
#ifndef COMMANDS_OPTION_H
#define COMMANDS_OPTION_H

#include "commands/arguments.h"

struct command_option {
  const char *name;  /* without dashes */
  const char *alias; /* NULL: none */
  char letter;       /* short option, 0: none */
  const char *value; /* what it takes, as help shows it; NULL: nothing */
  bool optional;     /* the value may be left out */
  const char *help;  /* to be translated */
  int parameter;     /* enum dh_parameter, or -1 */
  struct command_values values;
  const char *const *formats; /* of --format */
};

/* Option `index` of a command in the order of the tables; false past the last. */
bool command_option(const struct command *command, int index, struct command_option *option);
/* The screen, which has no name, then every command; NULL past the last. */
const struct command *command_any(int index);
/* Is there an option of this name? */
bool command_has(const struct command *command, const char *option);
/* A value that it may have, NULL past the last; none are known of numbers, names that are listed, and files. */
const char *command_option_choice(const struct command_option *option, int index);
/* What it means, in the language that is spoken: help, choices, default; appended. */
void command_option_words(const struct command_option *option, struct text *out);

/* So many parameters need an order: what every run has, then what only some optimizers, schedules or surfaces read. The
 * title of a group, NULL past the last, and whether an option is in it. */
const char *command_group(int index);
bool command_group_has(int index, const struct command_option *option);

#endif

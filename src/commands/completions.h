/* SPDX-License-Identifier: MIT
 *
 * Completions for shells, written from the tables of commands and options. What a user's files can add to (surfaces,
 * scenes, lessons) is asked of the program when it is completed, everything else stands in the script. */
#ifndef COMMANDS_COMPLETIONS_H
#define COMMANDS_COMPLETIONS_H

#include "commands/option.h"

/* Append the script of a shell. */
void completions_bash(struct text *out);
void completions_zsh(struct text *out);
void completions_fish(struct text *out);

/* What the screen, which has no name, is called in the scripts. */
#define COMPLETIONS_SCREEN "-"
const char *completions_name(const struct command *command);
/* Option `index` of a command, without those that an earlier command has; false past the last. */
bool completions_fresh(int command, int index, struct command_option *option, bool *fresh);
/* The choices of an option, with a blank between them. */
void completions_choices(const struct command_values *values, const char *const *formats, struct text *out);
/* Text with a backslash before each of `special`, and for each single quote what stands for one. */
void completions_quote(struct text *out, const char *string, const char *special, const char *quote);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The language of what is said: translations are gettext's, found beside the program or where it was installed. */
#ifndef COMMANDS_LANGUAGE_H
#define COMMANDS_LANGUAGE_H

#include <stdbool.h>

/* Before anything is said. `wanted`: from the command line, NULL for the environment's (LANGUAGE, LC_ALL, LC_MESSAGES,
 * LANG). A program without its translations speaks English and says nothing about it. */
void language_open(const char *wanted);
/* Another one from now on; false if there is no translation into it, or it was never opened. */
bool language_set(const char *name);
/* English for a while, and back to what was spoken before. Not while threads run. */
struct language {
  char name[64];
};
void language_english(struct language *before);
void language_back(const struct language *before);
/* What --lang says in a command line, NULL if it does not. */
const char *language_option(int argc, char *const *argv);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Where the user's files are, by the XDG Base Directory Specification (0.8): what is configured, and what the program
 * remembers by itself. */
#ifndef COMMANDS_PLACES_H
#define COMMANDS_PLACES_H

#include <stdbool.h>
#include <stddef.h>

enum place { PLACE_CONFIG, PLACE_STATE };

/* Our folder there, with "/name" behind it unless `name` is NULL. False if the environment names none. */
bool place_path(enum place place, const char *name, char *out, size_t size);
/* Make the folders that a file of ours needs; what fails is noticed when the file is opened. */
void place_make(const char *path);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Which names may be declared: by a surface for its parameters, by a rule for states and locals. */
#ifndef DESCENT_NAMES_H
#define DESCENT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* How many bytes of `text` are a name (a letter, then letters, digits and _); 0 if none. */
size_t dh_name_length(const char *text);
/* The whole text is a name, and not too long. */
bool dh_name_is_valid(const char *text);
/* Reserved, or the name of a function. */
bool dh_name_is_taken(const char *text);

#endif

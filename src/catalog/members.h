/* SPDX-License-Identifier: MIT
 *
 * The members of one JSON object that stands in a word of a command line, as texts that what reads options can read. */
#ifndef CATALOG_MEMBERS_H
#define CATALOG_MEMBERS_H

#include <stdbool.h>

enum members { MEMBERS_TAKEN, MEMBERS_REFUSED /* by take() */, MEMBERS_NO_OBJECT };

/* `value` is NULL for null, a string without its quotes, and anything else as it is written in JSON; both texts are
 * good during the call. False ends the reading. */
typedef bool members_take(void *context, const char *name, const char *value);

enum members members_read(const char *json, members_take *take, void *context);
/* Was the program built with json-c? Without it nothing is an object. */
bool members_are_built(void);

#endif

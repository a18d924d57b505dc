/* SPDX-License-Identifier: MIT
 *
 * What the keys do, for lists: keys that share a row in help share one here. */
#ifndef COMMANDS_KEYS_H
#define COMMANDS_KEYS_H

#include "app/actions.h"

/* Calls `row` for each row of a group, both texts in the language that is spoken and only lent. */
void keys_each(enum action_group group, void (*row)(void *context, const char *keys, const char *help), void *context);

#endif

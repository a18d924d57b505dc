/* SPDX-License-Identifier: MIT
 *
 * Which beats of the lessons are done, kept from one time to the next in the file `progress` of the state directory.
 * Where it cannot be read or written the lessons work all the same. */
#ifndef COMMANDS_PROGRESS_H
#define COMMANDS_PROGRESS_H

#include "app/app.h"
#include "commands/memo.h"

void progress_load(struct app *app, struct memo *memo);
void progress_save(const struct app *app, struct memo *memo); /* EFFECT_PROGRESS */

#endif

/* SPDX-License-Identifier: MIT
 *
 * Private to app: what a lesson forbids while its question is open. */
#ifndef APP_ACTIONS_LESSON_H
#define APP_ACTIONS_LESSON_H

#include "app/actions.h"

/* May this not be done now, because it would give the answer away or make it another one? */
bool lesson_freezes(const struct app *app, const struct action *action);
void lesson_say_frozen(struct app *app);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Settings of the screen: what is not part of a scene and outlives it. One table, from which `:set`, completion and the
 * file that keeps them are made. Each is a choice between a few words. */
#ifndef APP_SETTINGS_H
#define APP_SETTINGS_H

#include "app/app.h"

struct settings_row {
  const char *name;
  const char *help;
  const char *(*choice)(int index); /* NULL past the last */
  int (*get)(const struct app *app);
  void (*set)(struct app *app, int choice);
  int (*usual)(const struct app *app); /* what it is when nobody has set it */
};
const struct settings_row *settings_row(int index); /* NULL past the last */
int settings_find(const char *name);                /* '-' and '_' are the same; -1 if there is none */
const char *settings_value(const struct app *app, int index);

/* Set one by its words, as the settings file has them. False, and nothing changed, if there is no such name or value.
 */
bool settings_set(struct app *app, const char *name, const char *value);
/* All of them, to come back to. */
enum { SETTINGS_MOST = 16 };
void settings_take(const struct app *app, int choices[SETTINGS_MOST]);
void settings_put(struct app *app, const int choices[SETTINGS_MOST]);
/* Those that are not as usual, appended as lines "name=value". */
void settings_write(const struct app *app, struct text *out);

#endif

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
  bool of_scene;                       /* a scene may have its own: the user's is only what was said in words */
};
const struct settings_row *settings_row(int index); /* NULL past the last */
int settings_find(const char *name);                /* '-' and '_' are the same; -1 if there is none */
const char *settings_value(const struct app *app, int index);

/* What the user says in words. */
void settings_say(struct app *app, int index, int choice);
/* The same by its word, as the settings file has it; what the scene has of its own goes before. False, and nothing
 * changed, if there is no such name or value. */
bool settings_set(struct app *app, const char *name, const char *value);
/* A scene was opened: where it has nothing of its own, what the user has said. */
void settings_fill_scene(struct app *app);
/* All of them, to come back to. */
struct settings_kept {
  int choice[APP_SETTINGS], said[APP_SETTINGS];
};
void settings_take(const struct app *app, struct settings_kept *kept);
void settings_put(struct app *app, const struct settings_kept *kept);
/* The user's own that are not as usual, appended as lines "name=value". */
void settings_write(const struct app *app, struct text *out);

#endif

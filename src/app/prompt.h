/* SPDX-License-Identifier: MIT
 *
 * Private to app: the parts of the `:` line. prompt.c has the table of commands and carries a line out; beside it are
 * parameters by their names, what is asked of files, completion, and editing with its history. What carries a line out
 * returns effects and closes the line if all went well. */
#ifndef APP_PROMPT_H
#define APP_PROMPT_H

#include "app/app.h"

struct prompt_command {
  const char *name;
  unsigned (*run)(struct app *app, const char *value);
  const char *(*choice)(int index);                       /* what it can be given, NULL past the last; NULL: anything */
  bool takes_file;                                        /* the word behind it is completed to the name of a file, */
  void (*names)(const struct app *app, struct text *out); /* or to one of these, one a line */
};
const struct prompt_command *prompt_command(int index); /* NULL past the last */
const struct prompt_command *prompt_command_find(const char *name);

/* Split "name value", "name=value", "name"; what is returned is the value in its place in `line`. */
const char *prompt_split(const char *line, char *name, size_t size);
/* Say what is wrong and point at it: `value` is the place in the line that the error's position counts from, or NULL.
 */
unsigned prompt_complain(struct app *app, const struct dh_error *error, const char *value);
/* The choice of this name, or -1 after a complaint that lists them. */
int prompt_choice(struct app *app, const char *command, const char *value, const char *(*name)(int index));

/* Show a setting of the screen or a parameter ("" as value), or change it. */
unsigned prompt_setting(struct app *app, int setting, const char *value);
unsigned prompt_parameter(struct app *app, enum dh_parameter parameter, const char *value);
/* A rule of one's own, in the place of an optimizer. */
unsigned prompt_update(struct app *app, const char *value);

/* What the finder looks for, and how; what the map has on its axes. */
unsigned prompt_find(struct app *app, const char *value);
const char *prompt_find_word(int index); /* what it can be given; NULL past the last */
unsigned prompt_map(struct app *app, const char *value);

/* What is asked of files: each fills app->file and returns EFFECT_FILE. */
unsigned prompt_save(struct app *app, const char *value);
unsigned prompt_save_over(struct app *app, const char *value);
unsigned prompt_save_settings(struct app *app, const char *value);
unsigned prompt_load(struct app *app, const char *value);
unsigned prompt_log(struct app *app, const char *value);
unsigned prompt_data(struct app *app, const char *value);
unsigned prompt_export(struct app *app, const char *value);
unsigned prompt_export_over(struct app *app, const char *value);
const char *prompt_export_word(int index); /* what can be exported; NULL past the last */

/* Tab: the last word as far as all candidates agree; several are listed, from Tab to Tab a line of them. */
unsigned prompt_complete(struct app *app);

/* A key that edits the line or goes through the history. */
void prompt_edit(struct app_prompt *prompt, uint32_t key);
/* Another line in the place of this one, the cursor behind it. What is no UTF-8 is not taken. */
void prompt_set(struct app_prompt *prompt, const char *line);
void prompt_remember(struct app_prompt *prompt, const char *line);

#endif

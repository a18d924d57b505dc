/* SPDX-License-Identifier: MIT
 *
 * Files for the screen: what the app asks for is read and written here, and the app is told how it went. */
#ifndef COMMANDS_FILES_H
#define COMMANDS_FILES_H

#include "app/app.h"
#include "commands/memo.h"

/* Carry out EFFECT_FILE. */
void files_serve(struct app *app);
/* What begins like this, for completion; see app_options. */
void files_list(const char *beginning, struct text *out);
/* The user's settings of the screen. If the file cannot be used none is changed, and the app says why. */
void files_read_settings(struct app *app);

/* Append what app->file asks to be exported. False with *error. */
bool export_write(const struct app *app, struct text *out, struct dh_error *error);

/* What was typed in earlier sessions; and what was typed in this one, appended to it. */
void history_read(struct app *app, struct memo *memo);
void history_write(const struct app *app, struct memo *memo);

#endif

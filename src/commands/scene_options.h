/* SPDX-License-Identifier: MIT
 *
 * What `show`, and `downhill` itself, have in common: the scene that a command line asks for. */
#ifndef COMMANDS_SCENE_OPTIONS_H
#define COMMANDS_SCENE_OPTIONS_H

#include "app/app.h"
#include "commands/arguments.h"

/* An app with the scene asked for: one that is on file, lanes made from parameters, or if nothing was asked for that of
 * the first thirty seconds. The caller frees it. False after a complaint. */
bool scene_app(const struct arguments *arguments, const struct app_options *options, struct app *app);

/* Open a training log on it. STATUS_DONE, or another exit status after a complaint. */
int scene_log(const struct arguments *arguments, const char *path, struct app *app);
/* The exit status for an error in a log. */
int log_status(const struct dh_error *error);

/* Speak the language that the app asks for (EFFECT_LANGUAGE). */
void scene_speak(struct app *app);
/* English, and why, if another language is spoken: where a terminal can show nothing but ASCII. */
void scene_speak_ascii(struct app *app);

/* The lanes run to their horizon as text: a table over the steps and a line for each lane. Returns the exit status. */
int lanes_print(const struct arguments *arguments);

#endif

/* SPDX-License-Identifier: MIT
 *
 * What `show`, and `downhill` itself, have in common: the scene that a command line asks for, and saving it. */
#ifndef COMMANDS_SCENE_OPTIONS_H
#define COMMANDS_SCENE_OPTIONS_H

#include "app/app.h"
#include "commands/arguments.h"

/* The lanes asked for, at most APP_LANES; 0: nothing was asked for, so it is the scene of the first thirty seconds; -1
 * after a complaint. */
int scene_specs(const struct arguments *arguments, struct dh_spec *specs);
/* An app with that scene; the caller frees it. False after a complaint. */
bool scene_app(const struct arguments *arguments, const struct app_options *options, struct app *app);

/* Write the file that the app asks for (EFFECT_SAVE), and let the app say how that went. */
void scene_save(struct app *app);

/* Speak the language that the app asks for (EFFECT_LANGUAGE). */
void scene_speak(struct app *app);

/* The lanes run to their horizon as text: a table over the steps and a line for each lane. Returns the exit status. */
int lanes_print(const struct arguments *arguments);

#endif

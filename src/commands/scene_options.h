/* SPDX-License-Identifier: MIT
 *
 * What `show`, and `downhill` itself, have in common: the scene that a command line asks for. */
#ifndef COMMANDS_SCENE_OPTIONS_H
#define COMMANDS_SCENE_OPTIONS_H

#include "app/app.h"
#include "commands/arguments.h"

/* An app with the scene asked for: one that is on file, lanes made from parameters, or if nothing was asked for that of
 * the first thirty seconds. The caller frees it. STATUS_DONE, or another exit status after a complaint; then there is
 * no app. */
int scene_app(const struct arguments *arguments, const struct app_options *options, struct app *app);

/* The operand that is a training log: whatever ends in .yaml is a scene, and scene_app() opens it. NULL: none is. */
const char *scene_log_operand(const struct arguments *arguments);
/* Open a training log on it. STATUS_DONE, or another exit status after a complaint. */
int scene_log(const struct arguments *arguments, const char *path, struct app *app);

/* Speak the language that the app asks for (EFFECT_LANGUAGE). */
void scene_speak(struct app *app);
/* English, and why, if another language is spoken: where a terminal can show nothing but ASCII. */
void scene_speak_ascii(struct app *app);

/* The lanes run to their horizon as text: a table over the steps and a line for each lane. Returns the exit status. */
int lanes_print(const struct arguments *arguments);

#endif

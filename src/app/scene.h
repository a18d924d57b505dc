/* SPDX-License-Identifier: MIT
 *
 * Private to app: the lanes as a whole. Everything that changes what the lanes compute goes through here, so that undo,
 * restart and the journal see it. */
#ifndef APP_SCENE_H
#define APP_SCENE_H

#include "app/app.h"

/* The scene of the first thirty seconds, as it was at the start. */
bool scene_first(struct app *app, struct dh_error *error);
/* Build lanes from specs at step 0, all on the surface of specs[0]. On failure the app is as it was. */
bool scene_open(struct app *app, const struct dh_spec *specs, int count, struct dh_error *error);
void scene_close(struct app *app);
/* Put runs of one surface on the screen in place of those that are there, at step 0. Takes the runs in any case. */
bool scene_install(struct app *app, struct dh_run *const *runs, const char *letters, int count, struct dh_error *error);

/* Remember the present as what `u` goes back to. What a held key changes in one parameter of one lane at one step
 * counts as one change; pass parameter < 0 for changes that never merge. False if out of memory: then nothing may be
 * changed. */
bool scene_remember(struct app *app, int lane, int parameter);
/* The last moment remembered, forgotten: the change did not come about. */
void scene_forget(struct app *app);
void scene_forget_all(struct app *app); /* everything `u` could go back to */
/* False with DH_OK: nothing to undo. *parameter: what was changed back, -1 if it was more than one parameter. */
bool scene_undo(struct app *app, int *parameter, struct dh_error *error);
/* What moments are kept in; memory_create may be called again. */
bool memory_create(struct app *app);
void memory_free(struct app *app);
/* The scene exactly as it was opened. */
void scene_mark_opening(struct app *app);
bool scene_reopen(struct app *app, struct dh_error *error);

/* Change a parameter of one lane (or of all, by its scope) from the present step on. */
bool scene_change(struct app *app, int lane, const struct dh_setting *setting, struct dh_error *error);
/* Replace the scene by the same lanes with `surface` or `start` changed; starts anew. */
bool scene_set_surface(struct app *app, const struct dh_surface *surface, struct dh_error *error);
/* `setting`, one of the scene's, holds for all lanes; may be NULL. */
bool scene_set_start(struct app *app, const double start[2], const struct dh_setting *setting, struct dh_error *error);
/* For who starts again from step 0: does the clock go on there? Ask before, and say afterwards. Those above do. */
bool scene_is_going(const struct app *app);
void scene_set_off(struct app *app, bool going);
/* From step 0 with what is in force now, and `setting` (may be NULL) in one lane: one change for undo. */
bool scene_restart(struct app *app, int lane, const struct dh_setting *setting, struct dh_error *error);
/* The same with `spec` in one lane, whose start and whatever else is the scene's then hold for all. */
bool scene_restart_as(struct app *app, int lane, const struct dh_spec *spec, struct dh_error *error);
bool scene_branch(struct app *app, struct dh_error *error);
void scene_remove(struct app *app, int lane);
/* Open a scene of the catalog by key: one change for undo; what to watch is said. */
bool scene_choose(struct app *app, int scene, struct dh_error *error);
/* The NaN demonstration: one lane a format, in the order of their largest numbers. */
bool scene_demonstrate(struct app *app, struct dh_error *error);
/* Set the pace; in the demonstration lanes are formats, and every first infinity stops the clock. */
void scene_pace(struct app *app, bool demonstration);
/* What was there before it; false with DH_OK if that is no longer known. */
bool scene_leave_demonstration(struct app *app, struct dh_error *error);

/* Every lane is there in a fraction of a second as far as SCENE_GOTO_MAX; the keyboard must not wait longer. */
enum { SCENE_GOTO_MAX = 1000000 };
void scene_goto(struct app *app, long step);
/* One step of every lane. Returns true if something happened for the first time that stops the clock. */
bool scene_step(struct app *app);

/* What the lane's reading makes of a word that is shown and of what waits to be: it lags until readings agree. */
void scene_follow_word(const struct lane *lane, bool jump, enum dh_verdict *word, struct lane_wait *wait);
/* After anything moved or changed: readings, words (at once, without lag, if `jump`), cameras. */
void scene_refresh(struct app *app, bool jump);
/* Sample the surfaces for what is shown now, where the camera, the size or the surface changed. */
void samples_refresh(struct app *app);
/* What a pane of this rectangle needs to draw the scene's surface through a camera; nothing if it has it already. The
 * samples start zeroed. */
void samples_take(struct app *app, struct samples *samples, const struct dh_surface *surface,
                  const struct camera *camera, struct rect rect);
void samples_free(struct samples *samples);
/* The window all lanes share, and its samples. */
void race_refresh(struct app *app);
void race_close(struct app *app);
void app_layout(struct app *app); /* after a change of size, lanes, detail, selection */

/* Where a lane stands at the end, or what the demonstration showed: fills app->card. */
void card_horizon(struct app *app);
/* Say what stopped the clock, and how it goes on. False: nothing happened at this step. */
bool app_announce(struct app *app);

/* What a lane's run leaves behind when it starts again: the run's way, or if it has gone nowhere, what it had. */
void ghost_take(struct lane *lane, struct ghost *ghost);
void ghost_free(struct ghost *ghost);

/* --- for a class --- */

/* What is to be seen in the scene, until a key that has to do with something else; false if nothing was said about it.
 * Is that on the message line now? */
bool scene_tell(struct app *app);
bool scene_is_told(const struct app *app);
/* The horizon is reached: the card. */
void tempo_arrive(struct app *app);
unsigned scenes_command(struct app *app, const char *name);      /* `:scene NAME` */
unsigned scenes_task_command(struct app *app, const char *name); /* `:task NAME` */
void scenes_names(const struct app *app, struct text *out);      /* one a line, appended */
void scenes_tasks(const struct app *app, struct text *out);      /* the same of those that are tasks */
unsigned scenes_key(struct app *app, uint32_t key);              /* while the list is open */
/* The key that opens a scene of the list, 0: none is left for it. */
char scenes_key_of(int scene);
unsigned place_begin(struct app *app);
void place_end(struct app *app);
unsigned place_zoom(struct app *app, int direction); /* 1 out, -1 in, 0 home; about the cursor */
/* The command line that reproduces a lane up to the present step, for a shell; what has to be said about it before,
 * "" for nothing. */
void reproduce(const struct app *app, int lane, struct text *command, struct text *before);

unsigned prompt_open(struct app *app);
/* Do what a line typed after `:` would do. False if it cannot be done: app->message says why. */
bool prompt_execute(struct app *app, const char *line, unsigned *effects);
unsigned prompt_key(struct app *app, uint32_t key);
/* A character of a paste: text for the line if that is open, else nothing. */
unsigned prompt_paste(struct app *app, uint32_t character);
/* Note a key, so that app->held says how often it came in a row, quickly. */
void keys_count_held(struct app *app, uint32_t key);
void tempo_reset(struct app *app, double wait);
void tempo_begin(struct app *app); /* with what was opened */

#endif

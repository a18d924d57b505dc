/* SPDX-License-Identifier: MIT
 *
 * What keys have in common that change a parameter of the selected lane, and those whose steps are
 * no ladder of the table. Each returns effects. */
#ifndef APP_CHANGE_H
#define APP_CHANGE_H

#include "app/app.h"

/* Say what went wrong. */
unsigned change_complain(struct app *app, const struct dh_error *error);
/* Set a parameter of the selected lane from the present step on and say so. */
unsigned change_setting(struct app *app, const struct dh_setting *setting);
/* From step 0 with what is in force now, and `setting` (may be NULL) in the selected lane. */
unsigned change_restart(struct app *app, const struct dh_setting *setting);
/* Next or previous of `count`, round and round. */
int change_around(int index, int direction, int count);
/* Set a number from the present step on and say so; `show` are panes to bring up (enum layout_extra). */
unsigned change_number(struct app *app, enum dh_parameter parameter, double value, int show);
/* Under the cover nothing moves on: every step would show what the class is to guess. Says so, if so. */
bool change_is_covered(struct app *app);
/* The selected lane's rates from the present step to the horizon, evenly spaced: asked for before a change and again
 * behind it. A warmup that leaves them as they were is one of steps that are over: says so in the place of what was
 * said. */
enum { CHANGE_RATES = 64 };
void change_foresee(const struct app *app, double rates[CHANGE_RATES]);
void change_say_late(struct app *app, enum dh_parameter parameter, const double before[CHANGE_RATES]);
/* Say why a parameter does nothing here, if so. */
bool change_is_idle(struct app *app, enum dh_parameter parameter);

/* direction: 1 or -1 */
unsigned act_batch(struct app *app, int direction);
unsigned act_accumulation(struct app *app, int direction);
unsigned act_noise(struct app *app, int direction);
unsigned act_nudge_rate(struct app *app, int direction);
unsigned act_optimizer(struct app *app, int direction);
unsigned act_surface(struct app *app, int direction);

#endif

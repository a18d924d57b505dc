/* SPDX-License-Identifier: MIT
 *
 * What keys have in common that change a parameter of the selected lane, and those of the batch, whose ladders depend
 * on the surface. Each returns effects. */
#ifndef APP_CHANGE_H
#define APP_CHANGE_H

#include "app/app.h"

/* Set a number from the present step on and say so; `show` are panes to bring up (enum layout_extra). */
unsigned change_number(struct app *app, enum dh_parameter parameter, double value, int show);
/* Say why a parameter does nothing here, if so. */
bool change_is_idle(struct app *app, enum dh_parameter parameter);

/* direction: 1 or -1 */
unsigned act_batch(struct app *app, int direction);
unsigned act_accumulation(struct app *app, int direction);
unsigned act_noise(struct app *app, int direction);

#endif

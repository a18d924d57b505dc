/* SPDX-License-Identifier: MIT
 *
 * Commands about lanes: `:lane C` selects one, `:lanes 0.1 0.5 1` opens one for each value of a parameter, as
 * `--learning_rate 0.1,0.5,1` does on a command line. */
#ifndef APP_LANES_H
#define APP_LANES_H

#include "app/app.h"

/* Effects; what is wrong is said. */
unsigned command_lane(struct app *app, const char *value);
unsigned command_lanes(struct app *app, const char *value);

#endif

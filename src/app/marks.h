/* SPDX-License-Identifier: MIT
 *
 * Private to app: what happened when. The journal of a run knows what was changed; the marks of a lane are what was
 * seen of it besides, the first infinities and NaNs and other verdicts. They outlive going back, so that one can jump
 * to and fro between them, until a change makes the future another one. */
#ifndef APP_MARKS_H
#define APP_MARKS_H

#include "app/app.h"

void marks_events(struct lane *lane);  /* note what the run knows of infinities and NaNs */
void marks_verdict(struct lane *lane); /* note that the word has changed at the run's present step */
/* Forget what lies at `step` or behind it: something is changed there. */
void marks_cut(struct lane *lane, long step);
/* Those of another lane up to `step`. */
void marks_copy(struct lane *lane, const struct lane *from, long step);

/* To the nearest step behind (1) or before (-1) the present one at which something happened in any lane. Returns
 * effects. */
unsigned marks_go(struct app *app, int direction);

#endif

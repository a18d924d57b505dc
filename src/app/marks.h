/* SPDX-License-Identifier: MIT
 *
 * Private to app: what happened when. The journal of a run knows what was changed; the marks of a lane are what was
 * seen of it besides, the first infinities and NaNs and other verdicts. They outlive going back, so that one can jump
 * to and fro between them, until a change makes the future another one. */
#ifndef APP_MARKS_H
#define APP_MARKS_H

#include "app/app.h"

/* Where the run stands and has been judged: note what it knows of infinities and NaNs, and if it never was so far, the
 * word where that has changed. */
void marks_look(struct lane *lane);
/* Let the run go to a step, looking on the way where it has not been yet: a jump finds what steps would have found. Of
 * a long way it looks at a few hundred places, for that takes longer than going. */
void marks_goto(struct lane *lane, long step);
/* Something is changed at the present step: forget what lies there or behind it. */
void marks_cut(struct lane *lane, long step);
/* Those of another lane up to `step`. */
void marks_copy(struct lane *lane, const struct lane *from, long step);

/* To the nearest step behind (1) or before (-1) the present one at which something happened in any lane. Returns
 * effects. */
unsigned marks_go(struct app *app, int direction);

#endif

/* SPDX-License-Identifier: MIT
 *
 * Private to app: the lines that set a scene up, one by one; what they are is said in lesson.h. */
#ifndef APP_SETUP_H
#define APP_SETUP_H

#include "app/lesson.h"

/* Does this beat begin anew, whatever was before? */
bool setup_begins(const struct lesson_beat *beat);
/* The first scene, standing. */
bool setup_begin(struct app *app);
/* The clock stands, nothing is being said, and this is what `0` goes back to and `u` does not go behind. */
void setup_end(struct app *app);

#endif

/* SPDX-License-Identifier: MIT
 *
 * The usual rates of a training task, while a scene of one is open: where a lane's rate stands, and what is to be said
 * when it leaves them. They are AdamW's rates; about other rules they say nothing. */
#ifndef APP_TASK_H
#define APP_TASK_H

#include "app/app.h"

/* The task of the open scene, or NULL. */
const struct record_task *app_task(const struct app *app);
/* The same if the lane's optimizer is AdamW. */
const struct record_task *task_of_lane(const struct app *app, int lane);
/* Where a rate stands: -1 below, 0 among the usual ones, 1 above. NaN is above. */
int task_side(const struct record_task *task, double rate);
/* Of a lane, TASK_OTHER_RULE where they are not the rates of its optimizer; 0 where no task is open. */
enum { TASK_OTHER_RULE = 2 };
int task_side_of_lane(const struct app *app, int lane);
/* Something was changed and said while the lane stood on side `before`: where it stands elsewhere now, that is said
 * too, as far as the message's line has room; first its lane and its rate. */
void task_remark(struct app *app, int lane, int before);
/* While a task is open the advice for a lane is the nearer end of its usual rates, and none among them: a lane that
 * does what the task is for needs no cure. What has exploded keeps its own. */
void task_advise(const struct app *app, int lane, struct dh_reading *reading);
/* What a lane is called, translated. While a task is open noise keeps every lane up that had time to arrive: there the
 * word says how high, for that is what their rates differ in. */
const char *task_word(const struct app *app, int lane);
/* Does noise keep it far from the minimum? Asked of a lane that is noisy. */
bool task_is_high(const struct app *app, int lane);

#endif

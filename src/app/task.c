/* SPDX-License-Identifier: MIT */
#include "app/task.h"

#include "app/messages.h"

#include <string.h>

/* A scene is known by its title, which every moment to come back to has kept. */
const struct record_task *app_task(const struct app *app) {
  const struct scenes *scenes = catalog_scenes(app->catalog);
  for (int i = 0; app->scene_title[0] && i < scenes->count; i++)
    if (strcmp(scenes->file[i].title, app->scene_title) == 0)
      return scenes->file[i].task.given ? &scenes->file[i].task : NULL;
  return NULL;
}

const struct record_task *task_of_lane(const struct app *app, int lane) {
  return dh_rule_info(app_spec(app, lane)->rule)->preconditioner ? app_task(app) : NULL;
}

int task_side(const struct record_task *task, double rate) {
  return rate >= task->low && rate <= task->high ? 0 : rate < task->low ? -1 : 1;
}

int task_side_of_lane(const struct app *app, int lane) {
  const struct record_task *task = task_of_lane(app, lane);
  return task ? task_side(task, dh_spec_number(app_spec(app, lane), DH_LEARNING_RATE)) : 0;
}

const char *task_remark(const struct app *app, int lane, int before) {
  const struct record_task *task = task_of_lane(app, lane);
  int side = task_side_of_lane(app, lane);
  if (!task || side == before) return NULL;
  return side < 0 ? _(task->below) : side > 0 ? _(task->above) : _("back among the usual rates");
}

void task_advise(const struct app *app, int lane, struct dh_reading *reading) {
  const struct record_task *task = task_of_lane(app, lane);
  if (!task || reading->verdict == DH_VERDICT_OVERFLOW || reading->verdict == DH_VERDICT_NAN) return;
  int side = task_side_of_lane(app, lane);
  reading->advice = (struct dh_advice){.kind = DH_ADVICE_NONE};
  if (side == 0) return;
  reading->advice.kind = side < 0 ? DH_ADVICE_RAISE_RATE : DH_ADVICE_LOWER_RATE;
  reading->advice.setting =
      (struct dh_setting){.parameter = DH_LEARNING_RATE, .value = side < 0 ? task->low : task->high};
}

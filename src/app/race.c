/* SPDX-License-Identifier: MIT
 *
 * One window for all balls. A lane that runs away must not shrink the race of the others to a dot, so it is the middle
 * one of the lanes' own: at least half of the balls are inside, whatever the rest does. A window that was zoomed by
 * hand goes before, if it is the selected lane's. */
#include "app/scene.h"

static double width_of(const struct camera *camera) { return camera->x.high / 2 - camera->x.low / 2; }

static const struct camera *middle_camera(const struct app *app) {
  const struct camera *sorted[APP_LANES] = {NULL};
  for (int i = 0; i < app->lane_count; i++) {
    int k = i;
    for (; k > 0 && width_of(sorted[k - 1]) > width_of(&app->lane[i].camera); k--) sorted[k] = sorted[k - 1];
    sorted[k] = &app->lane[i].camera;
  }
  return sorted[(app->lane_count - 1) / 2];
}

void race_refresh(struct app *app) {
  const struct lane *selected = &app->lane[app->selected];
  app->race.camera =
      selected->camera_by_hand || app->placing.on ? *app_camera(app, app->selected) : *middle_camera(app);
  samples_take(app, &app->race.samples, dh_run_initial(selected->run)->surface, &app->race.camera,
               app->layout.race.picture);
}

void race_close(struct app *app) { samples_free(&app->race.samples); }

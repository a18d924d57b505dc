/* SPDX-License-Identifier: MIT
 *
 * The mouse, for those who switched it on: a click chooses a lane and places the start where it falls on the hill, the
 * wheel changes the rate of the lane under it. */
#include "app/actions_lesson.h"
#include "app/change.h"
#include "app/lesson.h"
#include "app/messages.h"
#include "app/scene.h"

#include <math.h>
#include <stdio.h>

static bool within(struct rect rect, int x, int y) {
  return x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
}

/* The place in the layout whose lane is under the pointer, or -1. */
static int place_at(const struct layout *layout, int x, int y) {
  for (int place = 0; !layout->tiny && place < layout->shown; place++)
    if (within(layout->lane[place].box, x, y)) return place;
  return -1;
}

/* The value in the middle of cell `at` of `cells`, with no more digits than a cell can tell apart. */
static double value_at(const struct axis *axis, double at, int cells) {
  double value = axis_value(axis, (at + 0.5) / cells);
  double width = fabs(axis_value(axis, (at + 1) / cells) - axis_value(axis, at / cells));
  double unit = pow(10, floor(log10(width)));
  double rounded = round(value / unit) * unit;
  char digits[32];
  double read;
  if (!isfinite(rounded)) return value;
  snprintf(digits, sizeof digits, "%.12g", rounded); /* 0.30000000000000004 is 0.3 */
  return dh_number_parse(digits, &read) ? read : value;
}

static unsigned place_start(struct app *app, int lane, struct rect hill, const struct mouse *mouse) {
  const struct dh_surface_spec *info = dh_surface_info(app_spec(app, lane)->surface);
  const struct camera *camera = app_camera(app, lane);
  double start[2] = {value_at(&camera->x, mouse->x - hill.x, hill.w), 0};
  char second[48] = "";
  if (info->dim == 2) {
    start[1] = value_at(&camera->y, hill.h - 1 - (mouse->y - hill.y), hill.h);
    snprintf(second, sizeof second, _(", %s = %.6g"), info->parameter[1], start[1]);
  }
  struct dh_error error;
  if (!scene_set_start(app, start, NULL, &error)) return change_complain(app, &error);
  app_say(app, TONE_DONE, _("start %s = %.6g%s"), info->parameter[0], start[0], second);
  return EFFECT_REDRAW;
}

static unsigned click(struct app *app, const struct mouse *mouse) {
  int place = place_at(&app->layout, mouse->x, mouse->y), lane = app->layout.first + place;
  if (place < 0) return 0;
  struct rect hill = app->layout.lane[place].hill;
  if (dh_surface_info(app_spec(app, lane)->surface)->dim == 2) hill = layout_picture(hill);
  app->selected = lane;
  app_layout(app);
  if (!within(hill, mouse->x, mouse->y)) return EFFECT_REDRAW;
  if (!app_in_relief(app)) return place_start(app, lane, hill, mouse);
  app_say(app, TONE_HINT, _("a click places the start from above: T ends the relief"));
  return EFFECT_REDRAW;
}

/* Like Up and Down, in the lane under the pointer. */
static unsigned wheel(struct app *app, const struct mouse *mouse) {
  int place = place_at(&app->layout, mouse->x, mouse->y);
  if (place < 0) return 0;
  app->selected = app->layout.first + place;
  app_layout(app);
  return act_nudge_rate(app, mouse->kind == MOUSE_WHEEL_UP ? 1 : -1);
}

unsigned app_mouse(struct app *app, const struct mouse *mouse) {
  bool turns = mouse->kind != MOUSE_PRESS;
  if (!app->mouse || app->prompt.open) return 0;
  /* A list scrolls, a card goes away. */
  if (app->overlay != OVERLAY_NONE && app->overlay != OVERLAY_CARD)
    return turns ? app_key(app, mouse->kind == MOUSE_WHEEL_UP ? KEY_CODE_UP : KEY_CODE_DOWN) : 0;
  app->message[0] = '\0';
  if (lesson_covers(app) || lesson_is_at(app, LESSON_RUNNING)) {
    lesson_say_frozen(app);
    return EFFECT_REDRAW;
  }
  keys_count_held(app, KEY_CODE_MOUSE + (uint32_t)mouse->kind);
  return turns ? wheel(app, mouse) : click(app, mouse);
}

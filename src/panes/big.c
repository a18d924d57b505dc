/* SPDX-License-Identifier: MIT
 *
 * The rate and the parameter of the selected lane for the back row of a class: one below the other, or beside each
 * other where that has no room. */
#include "app/messages.h"
#include "panes/digits.h"
#include "panes/parts.h"

#include "frame/axes.h"

#include <math.h>
#include <stdio.h>

enum { NUMBERS_MOST = 3, SCALE_MOST = 6 };
/* So many digits are there always: the size must not change with every step. */
static const char usual[] = "0.000";

struct number {
  const char *label;
  double value;
  enum role role;
};

static int list_numbers(const struct app *app, struct number *numbers) {
  const struct dh_row *row = app_row(app, app->selected);
  const struct dh_surface_spec *info = dh_surface_info(app_spec(app, app->selected)->surface);
  enum role role = part_lane_role(&app->lane[app->selected]);
  int count = 0;
  numbers[count++] = (struct number){_("learning rate"), row->rate, ROLE_TEXT};
  for (int axis = 0; axis < info->dim && !app_covered(app); axis++)
    numbers[count++] = (struct number){info->parameter[axis], row->at[axis], role};
  return count;
}

/* As large as the usual number fits with its label; scale 0 has columns of half the width. */
static int choose_scale(struct rect place) {
  int scale = SCALE_MOST;
  while (scale > 0 &&
         (digits_width(usual, scale) > place.w || digits_height(scale) + (place.h > DIGITS_ROWS) > place.h))
    scale--;
  return scale;
}

static void draw_number(struct frame *frame, struct rect place, const struct number *number) {
  char digits[32];
  int scale = choose_scale(place), height = digits_height(scale), label = place.h > height;
  enum role role = isfinite(number->value) ? number->role : ROLE_BAD;
  int y = place.y + (place.h - height - label) / 2;
  if (place.h < height || !digits_fit(number->value, place.w, scale, digits, sizeof digits)) {
    char line[96];
    axes_short(number->value, 4, digits, sizeof digits);
    snprintf(line, sizeof line, "%.40s %s", number->label, digits);
    part_whole(frame, place.x, place.y, place.w, line, role, ATTR_BOLD);
    return;
  }
  if (label) part_whole(frame, place.x, y, place.w, number->label, ROLE_TEXT, ATTR_BOLD);
  digits_draw(frame, place.x, y + label, digits, scale, role);
}

void pane_big(struct frame *frame, struct rect rect, const struct app *app) {
  struct number numbers[NUMBERS_MOST];
  int count = list_numbers(app, numbers);
  if (rect.w < 4 || rect.h < 1) return;
  struct rect inside = {rect.x + 1, rect.y, rect.w - 2, rect.h};
  bool stacked = inside.h >= count * (DIGITS_ROWS + 1);
  for (int i = 0; i < count; i++) {
    int left = inside.w * i / count, right = inside.w * (i + 1) / count - (i + 1 < count);
    int top = inside.h * i / count, bottom = inside.h * (i + 1) / count;
    struct rect below = {inside.x, inside.y + top, inside.w, bottom - top};
    struct rect beside = {inside.x + left, inside.y, right - left, inside.h};
    draw_number(frame, stacked ? below : beside, &numbers[i]);
  }
}

/* SPDX-License-Identifier: MIT
 *
 * Where the start is being placed: a line down the hill, or cross hairs on a terrain, above what is drawn there. */
#include "panes/parts.h"

#include <math.h>
#include <stdlib.h>

/* Around the point the ground can be seen. */
enum { CLEAR_ROWS = 2, CLEAR_COLUMNS = 4 };

/* A mark that leaves what is there readable: on blanks only, unless it is the point itself. */
static void put_hair(struct frame *frame, int x, int y, uint32_t glyph, bool over) {
  if (!over && !part_blank(frame, x, y, 1)) return;
  frame_put(frame, x, y, glyph, frame_color(frame, ROLE_ACCENT), FRAME_KEEP, ATTR_BOLD);
}

void pane_cursor(struct frame *frame, struct rect rect, const struct app *app, const struct camera *camera) {
  if (!app->placing.on || rect.w < 1 || rect.h < 1) return;
  bool plane = dh_surface_info(app_spec(app, 0)->surface)->dim == 2;
  if (plane) rect = layout_picture(rect);
  double x = axis_place(&camera->x, app->placing.at[0]), y = axis_place(&camera->y, app->placing.at[1]);
  if (!(x >= 0 && x <= 1) || (plane && !(y >= 0 && y <= 1))) return;
  int column = rect.x + part_cell(part_x(rect, x), rect.w), row = rect.y + part_cell(part_y(rect, y), rect.h);
  uint32_t bar = frame_mark(frame, MARK_VBAR), dash = frame_mark(frame, MARK_HBAR);
  for (int i = 0; i < rect.h; i++)
    if (!plane || abs(rect.y + i - row) > CLEAR_ROWS) put_hair(frame, column, rect.y + i, bar, plane);
  for (int i = 0; plane && i < rect.w; i++)
    if (abs(rect.x + i - column) > CLEAR_COLUMNS) put_hair(frame, rect.x + i, row, dash, true);
  if (plane)
    frame_put(frame, column, row, '+', frame_color(frame, ROLE_TEXT), FRAME_DEFAULT, ATTR_BOLD | ATTR_REVERSE);
  else
    frame_put(frame, column, rect.y, frame_mark(frame, MARK_DOWN), frame_color(frame, ROLE_ACCENT), FRAME_DEFAULT,
              ATTR_BOLD | ATTR_REVERSE);
}

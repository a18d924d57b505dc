/* SPDX-License-Identifier: MIT
 *
 * The whole screen: the view between the lines at its edges, boxes above. */
#include "app/messages.h"
#include "panes/parts.h"

#include <assert.h>
#include <stdio.h>

static void (*const views[])(struct frame *frame, const struct app *app) = {
    [VIEW_COMPARE] = pane_compare, [VIEW_FOCUS] = pane_focus,     [VIEW_OVERLAY] = pane_race,
    [VIEW_FINDER] = pane_finder,   [VIEW_MAP] = pane_map,         [VIEW_PARAMETERS] = pane_parameters,
    [VIEW_LOG] = pane_log,         [VIEW_LESSONS] = pane_lessons,
};
static_assert(sizeof views / sizeof *views == VIEW_COUNT, "every view is drawn");

/* Step, lane, rate and verdict in one line, or as much of it as fits. */
static void draw_status(struct frame *frame, const struct app *app, int lane, int y) {
  char line[160], title[96];
  const char *word = part_word(app, lane);
  app_lane_title(app, lane, title, sizeof title);
  snprintf(line, sizeof line, _("step %ld of %ld  %s  %s"), app->step, app_horizon(app), title, word);
  if (part_whole(frame, 0, y, frame->cols, line, ROLE_TEXT, ATTR_BOLD)) return;
  snprintf(line, sizeof line, "%ld %s %s", app->step, title, word);
  if (part_whole(frame, 0, y, frame->cols, line, ROLE_TEXT, ATTR_BOLD)) return;
  snprintf(line, sizeof line, "%ld %c %s", app->step, app->lane[lane].letter, word);
  frame_text(frame, 0, y, frame->cols, line, ROLE_TEXT, ATTR_BOLD);
}

/* The step once, and why there are no pictures. */
static void draw_too_small(struct frame *frame, const struct app *app, int y) {
  char line[128];
  long step = app->step, horizon = app_horizon(app);
  snprintf(line, sizeof line, _("step %ld of %ld: the window is too small for pictures"), step, horizon);
  if (part_whole(frame, 0, y, frame->cols, line, ROLE_TEXT, 0)) return;
  snprintf(line, sizeof line, _("step %ld: window too small"), step);
  if (part_whole(frame, 0, y, frame->cols, line, ROLE_TEXT, 0)) return;
  snprintf(line, sizeof line, _("step %ld"), step);
  part_whole(frame, 0, y, frame->cols, line, ROLE_TEXT, 0);
}

/* All lanes in their order, where there are rows for them; the selected one is marked. */
static void draw_list(struct frame *frame, const struct app *app, int y) {
  draw_too_small(frame, app, y++);
  for (int lane = 0; lane < app->lane_count; lane++, y++) {
    char title[96], line[200];
    app_lane_title(app, lane, title, sizeof title);
    snprintf(line, sizeof line, "%c%s  %s", lane == app->selected ? '>' : ' ', title, part_word(app, lane));
    if (part_whole(frame, 0, y, frame->cols, line, ROLE_TEXT, ATTR_BOLD)) continue;
    snprintf(line, sizeof line, "%c%c %s", lane == app->selected ? '>' : ' ', app->lane[lane].letter,
             part_word(app, lane));
    frame_text(frame, 0, y, frame->cols, line, ROLE_TEXT, ATTR_BOLD);
  }
}

/* Too small for pictures: the selected lane in one line, the others below it where there is room, a message last. */
static void draw_tiny(struct frame *frame, const struct app *app) {
  struct rect message = app->layout.message;
  bool speaks = app->message[0] || app->prompt.open;
  bool complains = app->message[0] && app->prompt.open && frame->rows > 2;
  struct rect last = message;
  if (complains) message.y--;
  int y = app->layout.header.y, rows = speaks && frame->rows > 1 ? message.y : frame->rows;
  if (rows - y > app->lane_count) {
    draw_list(frame, app, y);
  } else {
    draw_status(frame, app, app->selected, y++);
    for (int lane = 0; lane < app->lane_count && y < rows; lane++)
      if (lane != app->selected) draw_status(frame, app, lane, y++);
  }
  if (speaks) pane_message(frame, message, app);
  if (complains) pane_keys(frame, last, app);
}

static void draw_overlay(struct frame *frame, const struct app *app) {
  switch (app->overlay) {
  case OVERLAY_HELP:
    pane_help(frame, app);
    break;
  case OVERLAY_MENU:
    pane_menu(frame, app);
    break;
  case OVERLAY_CARD:
    pane_card(frame, app);
    break;
  case OVERLAY_SCENES:
    pane_scenes(frame, app);
    break;
  case OVERLAY_COMMAND:
    pane_command(frame, app);
    break;
  case OVERLAY_NONE:
    break;
  }
}

void panes_draw(struct frame *frame, const struct app *app) {
  const struct layout *layout = &app->layout;
  frame_clear(frame);
  if (app->lane_count < 1) return;
  if (layout->tiny) {
    draw_tiny(frame, app);
  } else {
    pane_header(frame, layout->header, app);
    views[app->view](frame, app);
    pane_lesson(frame, layout->panel, app);
    pane_message(frame, layout->message, app);
    pane_keys(frame, layout->keys, app);
  }
  draw_overlay(frame, app);
}

/* SPDX-License-Identifier: MIT
 *
 * Lanes side by side with shared borders, and the worked update of the selected one. */
#include "app/messages.h"
#include "frame/axes.h"
#include "panes/parts.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static_assert((int)LAYOUT_LANES == (int)APP_LANES, "every lane has a place");
static_assert(ROLE_LANE_END - ROLE_LANE + 1 == (int)APP_LANES, "every lane has a colour");

/* --- borders --- */

/* Where a border meets others: the directions it goes on in. */
enum { GOES_UP = 1, GOES_DOWN = 2, GOES_LEFT = 4, GOES_RIGHT = 8 };

static void put_joint(struct frame *frame, int x, int y, int goes) {
  static const uint16_t joints[16] = {
      [GOES_DOWN | GOES_RIGHT] = 0x250C,
      [GOES_DOWN | GOES_LEFT] = 0x2510,
      [GOES_UP | GOES_RIGHT] = 0x2514,
      [GOES_UP | GOES_LEFT] = 0x2518,
      [GOES_UP | GOES_DOWN | GOES_RIGHT] = 0x251C,
      [GOES_UP | GOES_DOWN | GOES_LEFT] = 0x2524,
      [GOES_DOWN | GOES_LEFT | GOES_RIGHT] = 0x252C,
      [GOES_UP | GOES_LEFT | GOES_RIGHT] = 0x2534,
      [GOES_UP | GOES_DOWN | GOES_LEFT | GOES_RIGHT] = 0x253C,
  };
  uint32_t glyph = frame->glyphs == GLYPHS_ASCII ? '+' : joints[goes];
  frame_put(frame, x, y, glyph, frame_color(frame, ROLE_DIM), FRAME_DEFAULT, 0);
}

/* A line across all lanes at row y with joints where the columns' borders are. */
static void draw_across(struct frame *frame, const struct layout *layout, int y, int vertical) {
  struct rect lanes = layout->lanes;
  frame_hline(frame, lanes.x, y, lanes.w, ROLE_DIM);
  for (int place = 0; place <= layout->shown; place++) {
    int x = place < layout->shown ? layout->lane[place].box.x : lanes.x + lanes.w - 1;
    int goes = vertical | (place > 0 ? GOES_LEFT : 0) | (place < layout->shown ? GOES_RIGHT : 0);
    put_joint(frame, x, y, goes);
  }
}

static void draw_borders(struct frame *frame, const struct layout *layout) {
  struct rect lanes = layout->lanes;
  const struct lane_layout *first = &layout->lane[0];
  for (int place = 0; place < layout->shown; place++)
    frame_vline(frame, layout->lane[place].box.x, lanes.y, lanes.h, ROLE_DIM);
  frame_vline(frame, lanes.x + lanes.w - 1, lanes.y, lanes.h, ROLE_DIM);
  draw_across(frame, layout, lanes.y, GOES_DOWN);
  draw_across(frame, layout, lanes.y + lanes.h - 1, GOES_UP);
  if (first->loss.h > 0) draw_across(frame, layout, first->loss.y - 1, GOES_UP | GOES_DOWN);
  if (first->schedule.h > 0) draw_across(frame, layout, first->schedule.y - 1, GOES_UP | GOES_DOWN);
}

/* Lanes that lie beyond the edge for want of room: an arrow in the corner on their side. */
static void draw_more(struct frame *frame, const struct app *app) {
  const struct layout *layout = &app->layout;
  int fg = frame_color(frame, ROLE_ACCENT), right = layout->lanes.x + layout->lanes.w - 1;
  if (layout->first > 0)
    frame_put(frame, layout->lanes.x, layout->lanes.y, frame_mark(frame, MARK_LEFT), fg, FRAME_DEFAULT, ATTR_BOLD);
  if (layout->first + layout->shown < app->lane_count)
    frame_put(frame, right, layout->lanes.y, frame_mark(frame, MARK_RIGHT), fg, FRAME_DEFAULT, ATTR_BOLD);
}

/* --- titles in the borders --- */

static void draw_loss_title(struct frame *frame, const struct app *app, int lane, struct rect chart) {
  char field[PART_NUMBER + 1], title[48];
  const char *number = app_covered(app) ? "?" : part_number(app_row(app, lane)->loss, field);
  snprintf(title, sizeof title, app->log_loss ? _(" loss %s  log ") : _(" loss %s "), number);
  part_whole(frame, chart.x, chart.y - 1, chart.w, title, ROLE_DIM, 0);
}

/* " rate 0.1  cosine  warmup 6 ", shorter from level to level. */
enum { SCHEDULE_WARMUP, SCHEDULE_NAME, SCHEDULE_BRIEF, SCHEDULE_RATE };

static void schedule_words(const struct app *app, int lane, int level, char *out, size_t size) {
  const struct dh_spec *spec = app_spec(app, lane);
  struct dh_schedule_args arguments;
  char field[PART_NUMBER + 1];
  dh_spec_schedule(spec, &arguments);
  const char *rate = part_number(app_row(app, lane)->rate, field);
  const struct dh_schedule_info *schedule = dh_schedule_info((int)dh_spec_number(spec, DH_LR_SCHEDULER_TYPE));
  if (level == SCHEDULE_WARMUP && arguments.warmup_steps > 0)
    snprintf(out, size, _(" rate %s  %s  warmup %g "), rate, schedule->name, arguments.warmup_steps);
  else if (level <= SCHEDULE_NAME)
    snprintf(out, size, _(" rate %s  %s "), rate, schedule->name);
  else if (level == SCHEDULE_BRIEF)
    snprintf(out, size, _(" rate %s %s "), rate, schedule->brief);
  else
    snprintf(out, size, _(" rate %s "), rate);
}

/* The longest wording that fits in every lane that is shown, so that all say the same. */
static int schedule_level(const struct app *app) {
  int level = SCHEDULE_WARMUP;
  for (int place = 0; place < app->layout.shown; place++) {
    char title[112];
    for (; level < SCHEDULE_RATE; level++) {
      schedule_words(app, app->layout.first + place, level, title, sizeof title);
      if (text_columns(title) - 1 <= app->layout.lane[place].schedule.w) break; /* the last blank may go */
    }
  }
  return level;
}

static void draw_schedule_title(struct frame *frame, const struct app *app, int lane, struct rect chart) {
  char title[112];
  schedule_words(app, lane, schedule_level(app), title, sizeof title);
  frame_text(frame, chart.x, chart.y - 1, chart.w, title, ROLE_DIM, 0);
}

/* --- all of it --- */

static void draw_lane(struct frame *frame, const struct app *app, int lane, const struct lane_layout *place) {
  bool flat = dh_surface_info(dh_run_initial(app->lane[lane].run)->surface)->dim == 1;
  part_title(frame, app, lane, place->box);
  frame_clip(frame, place->box);
  (flat ? pane_hill : pane_terrain)(frame, place->hill, app, lane);
  pane_cursor(frame, place->hill, app, pane_ground(app, lane).camera);
  pane_word(frame, place->word, app, lane);
  pane_gauge(frame, place->gauge, app, lane);
  pane_advice(frame, place->advice, app, lane);
  if (place->loss.h > 0) draw_loss_title(frame, app, lane, place->loss);
  pane_loss(frame, place->loss, app, lane);
  if (place->schedule.h > 0) draw_schedule_title(frame, app, lane, place->schedule);
  pane_schedule(frame, place->schedule, app, lane);
  pane_time(frame, place, app, lane);
  frame_unclip(frame);
}

void pane_lanes(struct frame *frame, const struct app *app) {
  const struct layout *layout = &app->layout;
  draw_borders(frame, layout);
  draw_more(frame, app);
  for (int place = 0; place < layout->shown; place++)
    draw_lane(frame, app, layout->first + place, &layout->lane[place]);
}

void pane_compare(struct frame *frame, const struct app *app) {
  pane_lanes(frame, app);
  pane_equation(frame, app->layout.equation, app);
}

/* SPDX-License-Identifier: MIT
 *
 * The lower border of a lane is its time line, in step with the chart above it: as far as the run has come it is in the
 * lane's colour, a bar stands at the present step, a ^ where something was changed, an x where something became
 * infinite or NaN, a dot where the verdict changed, a ] at the horizon when the run is beyond it. */
#include "panes/chart.h"

static void put(const struct chart *line, long step, uint32_t glyph, enum role role) {
  frame_put(line->frame, line->rect.x + chart_column(line, (double)step), line->rect.y, glyph,
            frame_color(line->frame, role), FRAME_DEFAULT, ATTR_BOLD);
}

static void put_marks(const struct chart *line, const struct lane *lane, bool events) {
  const struct lane_marks *marks = &lane->marks;
  for (int i = 0; i < marks->count; i++)
    if (marks->at[i].event == events)
      put(line, marks->at[i].step, events ? 'x' : frame_mark(line->frame, MARK_DOT), events ? ROLE_BAD : ROLE_TEXT);
}

static void put_changes(const struct chart *line, const struct lane *lane) {
  int entries;
  const struct dh_journal_entry *journal = dh_run_journal(lane->run, &entries);
  for (int i = 0; i < entries; i++) put(line, journal[i].step, frame_mark(line->frame, MARK_UP), ROLE_ACCENT);
}

/* The columns of the chart that stands lowest in the lane. */
static struct rect axis_of(const struct lane_layout *place, const struct app *app) {
  if (place->schedule.h > 0) return place->schedule;
  if (place->loss.h == 0) return place->hill;
  const struct chart_scale scale = loss_scale(app, 0, app->lane_count);
  return chart_curve(place->loss, chart_gutter(&scale, place->loss));
}

void pane_time(struct frame *frame, const struct lane_layout *place, const struct app *app, int index) {
  const struct lane *lane = &app->lane[index];
  struct rect axis = axis_of(place, app);
  const struct chart line = {
      .frame = frame, .rect = {axis.x, place->box.y + place->box.h - 1, axis.w, 1}, .steps = chart_steps(app)};
  if (axis.w < 1 || place->box.h < 1) return;
  frame_hline(frame, line.rect.x, line.rect.y, chart_column(&line, (double)app->step), part_lane_role(lane));
  if (app->step > app_horizon(app)) put(&line, app_horizon(app), ']', ROLE_TEXT);
  if (app->step > 0) put(&line, app->step, frame_mark(frame, MARK_VBAR), part_lane_role(lane));
  if (!app_covered(app)) put_marks(&line, lane, false);
  put_changes(&line, lane);
  if (!app_covered(app)) put_marks(&line, lane, true);
}

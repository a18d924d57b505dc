/* SPDX-License-Identifier: MIT */
#include "app/marks.h"

#include "app/change.h"
#include "app/messages.h"
#include "app/scene.h"

#include "catalog/record.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* --- keeping --- */

/* When there is no room the oldest verdict goes: there are fewer events than places. */
static void make_room(struct lane_marks *marks) {
  int oldest = 0;
  if (marks->count < LANE_MARKS) return;
  while (marks->at[oldest].event) oldest++;
  marks->count--;
  memmove(&marks->at[oldest], &marks->at[oldest + 1], (size_t)(marks->count - oldest) * sizeof marks->at[0]);
}

/* In the order of the steps; nothing twice. */
static void put(struct lane_marks *marks, const struct lane_mark *mark) {
  for (int i = 0; i < marks->count; i++) {
    const struct lane_mark *there = &marks->at[i];
    if (there->step == mark->step && there->event == mark->event && there->what == mark->what) return;
  }
  make_room(marks);
  int at = marks->count++;
  for (; at > 0 && marks->at[at - 1].step > mark->step; at--) marks->at[at] = marks->at[at - 1];
  marks->at[at] = *mark;
}

static void put_events(struct lane *lane) {
  for (int quantity = 0; quantity < DH_QUANTITY_COUNT; quantity++)
    for (int nan = 0; nan < 2; nan++) {
      const struct dh_event *event = dh_run_event(lane->run, (enum dh_quantity)quantity, nan);
      if (event->step >= 0) put(&lane->marks, &(struct lane_mark){event->step, true, 2 * quantity + nan});
    }
}

void marks_look(struct lane *lane) {
  struct lane_marks *marks = &lane->marks;
  enum dh_verdict before = marks->word;
  long step = dh_run_row(lane->run)->step;
  put_events(lane);
  if (step <= marks->seen) return;
  marks->seen = step;
  scene_follow_word(lane, false, &marks->word, &marks->wait);
  if (marks->word != before && before != DH_VERDICT_READY)
    put(marks, &(struct lane_mark){step, false, (int)marks->word});
}

/* To where to look next: at the beginning, where most happens, at every step, later at every hundredth part of the way
 * so far, but no fewer than a few hundred places in all. */
static long next_look(long seen, long left) {
  enum { PARTS = 128, LOOKS = 512 };
  long early = seen / PARTS, evenly = left / LOOKS;
  return seen + 1 + (early < evenly ? early : evenly);
}

void marks_goto(struct lane *lane, long step) {
  long left = step - lane->marks.seen;
  for (long next; (next = next_look(lane->marks.seen, left)) < step;) {
    dh_run_goto(lane->run, next);
    dh_run_judge(lane->run, &lane->reading);
    marks_look(lane);
  }
  dh_run_goto(lane->run, step);
}

/* Nothing behind `step` has been seen. */
static void unsee(struct lane *lane, long step) {
  if (lane->marks.seen <= step) return;
  lane->marks.seen = step;
  lane->marks.word = lane->word;
  lane->marks.wait = lane->wait;
}

static void cut(struct lane_marks *marks, long step) {
  while (marks->count > 0 && marks->at[marks->count - 1].step >= step) marks->count--;
}

void marks_cut(struct lane *lane, long step) {
  cut(&lane->marks, step);
  unsee(lane, step);
}

void marks_copy(struct lane *lane, const struct lane *from, long step) {
  lane->marks = from->marks;
  cut(&lane->marks, step + 1);
  unsee(lane, step);
}

/* --- going --- */

/* The nearest of the steps that are offered to it. */
struct search {
  long from, found; /* < 0: none yet */
  int direction;
};

static void offer(struct search *search, long step) {
  bool ahead = search->direction > 0 ? step > search->from : step < search->from;
  bool nearer = search->direction > 0 ? step < search->found : step > search->found;
  if (ahead && (search->found < 0 || nearer)) search->found = step;
}

/* Under a cover only what was changed is to be found. */
static void search_lane(struct search *search, const struct lane *lane, bool covered) {
  int entries;
  const struct dh_journal_entry *journal = dh_run_journal(lane->run, &entries);
  for (int i = 0; i < entries; i++) offer(search, journal[i].step);
  for (int i = 0; i < lane->marks.count && !covered; i++) offer(search, lane->marks.at[i].step);
}

/* What happened in this lane at the present step: the operation that went wrong, else what was changed, else the
 * verdict. False if nothing did. */
static bool tell(const struct app *app, int index, struct text *out) {
  const struct lane *lane = &app->lane[index];
  int entries;
  const struct dh_journal_entry *journal = dh_run_journal(lane->run, &entries);
  const struct lane_mark *mark = NULL;
  for (int i = 0; i < lane->marks.count && !app_covered(app); i++)
    if (lane->marks.at[i].step == app->step && (!mark || lane->marks.at[i].event)) mark = &lane->marks.at[i];
  text_printf(out, _("%c: "), lane->letter);
  if (mark && mark->event) {
    const struct dh_event *event = dh_run_event(lane->run, (enum dh_quantity)(mark->what / 2), mark->what % 2);
    message_event_what(event, app_spec(app, index), out); /* which step it is stands in the header */
    return true;
  }
  for (int i = entries - 1; i >= 0; i--) {
    if (journal[i].step != app->step) continue;
    record_write_setting(out, &journal[i].setting);
    return true;
  }
  if (mark) text_add(out, message_verdict((enum dh_verdict)mark->what));
  return mark != NULL;
}

/* The selected lane speaks first. */
static void tell_lanes(struct app *app) {
  for (int i = 0; i < app->lane_count; i++) {
    struct text words = {0};
    bool told = tell(app, (app->selected + i) % app->lane_count, &words);
    if (told) app_say(app, TONE_HINT, "%s", text_string(&words));
    text_free(&words);
    if (told) return;
  }
}

/* What a demonstration comes to is known, only the waiting is long: on to what stops its clock. */
static unsigned run_to_stop(struct app *app) {
  bool stopped = false;
  while (!stopped && app->step < app_horizon(app)) stopped = scene_step(app);
  app->running = false;
  app->flight = 1;
  scene_refresh(app, true);
  if (!app_announce(app)) tempo_arrive(app);
  return EFFECT_REDRAW;
}

unsigned marks_go(struct app *app, int direction) {
  if (direction > 0 && change_is_covered(app)) return EFFECT_REDRAW;
  struct search search = {.from = app->step, .found = -1, .direction = direction};
  offer(&search, 0); /* the start is something, too */
  for (int i = 0; i < app->lane_count; i++) search_lane(&search, &app->lane[i], app_covered(app));
  if (search.found < 0 && direction > 0 && app->demo && app->step < app_horizon(app)) return run_to_stop(app);
  if (search.found < 0) {
    app_say(app, TONE_HINT,
            direction > 0 ? _("nothing ahead has been run yet: Space goes on to it") : _("this is the start"));
    return EFFECT_REDRAW;
  }
  app->running = false;
  if (search.found > app_horizon(app)) app->past_horizon = true;
  scene_goto(app, search.found);
  tell_lanes(app);
  return EFFECT_REDRAW;
}

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

/* In the order of the steps; nothing twice. When there is no room the oldest goes. */
static void put(struct lane *lane, const struct lane_mark *mark) {
  int at = lane->mark_count;
  for (int i = 0; i < lane->mark_count; i++) {
    const struct lane_mark *there = &lane->mark[i];
    if (there->step == mark->step && there->event == mark->event && there->what == mark->what) return;
    if (there->step > mark->step && i < at) at = i;
  }
  if (lane->mark_count == LANE_MARKS) {
    memmove(&lane->mark[0], &lane->mark[1], (LANE_MARKS - 1) * sizeof lane->mark[0]);
    lane->mark_count--;
    if (at > 0) at--;
  }
  memmove(&lane->mark[at + 1], &lane->mark[at], (size_t)(lane->mark_count - at) * sizeof lane->mark[0]);
  lane->mark[at] = *mark;
  lane->mark_count++;
}

void marks_events(struct lane *lane) {
  for (int quantity = 0; quantity < DH_QUANTITY_COUNT; quantity++)
    for (int nan = 0; nan < 2; nan++) {
      const struct dh_event *event = dh_run_event(lane->run, (enum dh_quantity)quantity, nan);
      if (event->step >= 0) put(lane, &(struct lane_mark){event->step, true, 2 * quantity + nan});
    }
}

void marks_verdict(struct lane *lane) {
  put(lane, &(struct lane_mark){dh_run_row(lane->run)->step, false, (int)lane->word});
}

void marks_cut(struct lane *lane, long step) {
  while (lane->mark_count > 0 && lane->mark[lane->mark_count - 1].step >= step) lane->mark_count--;
}

void marks_copy(struct lane *lane, const struct lane *from, long step) {
  memcpy(lane->mark, from->mark, sizeof lane->mark);
  lane->mark_count = from->mark_count;
  marks_cut(lane, step + 1);
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
  for (int i = 0; i < lane->mark_count && !covered; i++) offer(search, lane->mark[i].step);
}

/* What happened in this lane at the present step: the operation that went wrong, else what was changed, else the
 * verdict. False if nothing did. */
static bool tell(const struct app *app, int index, struct text *out) {
  const struct lane *lane = &app->lane[index];
  int entries;
  const struct dh_journal_entry *journal = dh_run_journal(lane->run, &entries);
  const struct lane_mark *mark = NULL;
  for (int i = 0; i < lane->mark_count && !app_covered(app); i++)
    if (lane->mark[i].step == app->step && (!mark || lane->mark[i].event)) mark = &lane->mark[i];
  text_printf(out, "%c: ", lane->letter);
  if (mark && mark->event) {
    char line[200];
    const struct dh_event *event = dh_run_event(lane->run, (enum dh_quantity)(mark->what / 2), mark->what % 2);
    message_event(event, app_spec(app, index), line, sizeof line);
    const char *what = strstr(line, ": "); /* which step it is stands in the header */
    text_add(out, what ? what + 2 : line);
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

unsigned marks_go(struct app *app, int direction) {
  if (direction > 0 && change_is_covered(app)) return EFFECT_REDRAW;
  struct search search = {.from = app->step, .found = -1, .direction = direction};
  offer(&search, 0); /* the start is something, too */
  for (int i = 0; i < app->lane_count; i++) search_lane(&search, &app->lane[i], app_covered(app));
  if (search.found < 0) {
    app_say(app, TONE_HINT,
            direction > 0 ? _("nothing is known of what comes: Space runs on") : _("this is the start"));
    return EFFECT_REDRAW;
  }
  app->running = false;
  if (search.found > app_horizon(app)) app->past_horizon = true;
  scene_goto(app, search.found);
  tell_lanes(app);
  return EFFECT_REDRAW;
}

/* SPDX-License-Identifier: MIT
 *
 * Time. It comes in as elapsed microseconds and nowhere else; it moves the ball along its arc, takes steps at the pace
 * of the scene's plan times the user's factor, and lets messages go. */
#include "app/lesson.h"
#include "app/messages.h"
#include "app/scene.h"
#include "app/view.h"

#include <math.h>
#include <stdio.h>

/* A flight is over well before the next step, so that the class sees the ball stand; above this pace there is none. */
static const double flight_seconds = 0.55, flight_share = 0.7, fastest_flight = 12;
/* After a pause of the program (suspended, a slow terminal) the animation goes on, it does not leap. */
static const int64_t longest_tick = 250000;
/* Steps one tick may take, so that a key is never kept waiting. */
enum { STEPS_PER_TICK = 512 };

double app_speed(const struct app *app) {
  const struct tempo *tempo = app->tempo;
  while (tempo->until != 0 && app->step >= tempo->until) tempo++;
  return tempo->rate * app->speed;
}

void tempo_reset(struct app *app, double wait) {
  app->wait = wait;
  app->until_step = 0;
  app->flight = 1;
}

void tempo_begin(struct app *app) {
  const double reading = 2; /* the class looks at the picture before the first step */
  tempo_reset(app, reading);
}

static bool clock_stands(const struct app *app) {
  return !app->running || view_stands(app) || app->overlay != OVERLAY_NONE || app->placing.on;
}

static double flight_time(const struct app *app) {
  double share = flight_share / app_speed(app);
  return app->running && share < flight_seconds ? share : flight_seconds;
}

void tempo_arrive(struct app *app) {
  app->running = false;
  if (lesson_at_horizon(app)) return;
  card_horizon(app);
  app->overlay = OVERLAY_CARD;
  app->arrived = true;
  app->overlay_line = 0;
}

static bool at_horizon(const struct app *app) { return !app->past_horizon && app->step >= app_horizon(app); }

/* Take the steps that are due. */
static void run_steps(struct app *app, double seconds) {
  app->until_step -= seconds;
  bool moved = false, stopped = false;
  for (int i = 0; i < STEPS_PER_TICK && app->until_step <= 0 && app->running && !stopped && !at_horizon(app); i++) {
    app->until_step += 1 / app_speed(app);
    stopped = scene_step(app) && !lesson_is_at(app, LESSON_RUNNING);
    moved = true;
  }
  if (app->until_step < 0) app->until_step = 0;
  if (!moved) return;
  app->flight = app_speed(app) > fastest_flight ? 1 : 0;
  scene_refresh(app, false);
  if (!stopped) return;
  app->running = false;
  app_announce(app);
}

/* The time that has really gone by: between two frames in which nothing moves there may be seconds. */
static bool tick_message(struct app *app, int64_t microseconds) {
  if (app->message[0] == '\0' || app->message_left < 0) return false;
  app->message_left -= microseconds;
  if (app->message_left > 0) return false;
  app->message[0] = '\0';
  return true;
}

static unsigned tick(struct app *app, int64_t microseconds) {
  if (microseconds < 0) microseconds = 0;
  bool changed = tick_message(app, microseconds);
  if (microseconds > longest_tick) microseconds = longest_tick;
  double seconds = (double)microseconds * 1e-6;
  if (app->since_key < INT64_MAX / 2) app->since_key += microseconds;
  changed |= view_tick(app, seconds) != 0;
  lesson_tick(app, microseconds);
  if (app->flight < 1) {
    app->flight = fmin(1, app->flight + seconds / flight_time(app));
    changed = true;
  }
  if (clock_stands(app)) return changed ? EFFECT_REDRAW : 0;
  if (app->wait > 0) {
    app->wait -= seconds;
    if (app->wait > 0) return changed ? EFFECT_REDRAW : 0;
    seconds = -app->wait;
    app->wait = 0;
  }
  if (at_horizon(app)) {
    if (app->flight < 1) return EFFECT_REDRAW;
    tempo_arrive(app);
    return EFFECT_REDRAW;
  }
  long before = app->step;
  run_steps(app, seconds);
  return changed || app->step != before ? EFFECT_REDRAW : 0;
}

void app_step(struct app *app) {
  scene_step(app);
  app->flight = 1;
  scene_refresh(app, false);
}

unsigned app_tick(struct app *app, int64_t microseconds) {
  unsigned effects = tick(app, microseconds);
  return effects | lesson_effects(app);
}

int64_t app_idle(const struct app *app) {
  double due = -1;
  if (app->flight < 1 || view_is_moving(app)) return 0;
  if (!clock_stands(app)) due = app->wait > 0 ? app->wait : app->until_step;
  if (!clock_stands(app) && at_horizon(app)) due = 0;
  int64_t idle = due < 0 ? -1 : (int64_t)ceil(due * 1e6);
  if (app->message[0] != '\0' && app->message_left >= 0 && (idle < 0 || app->message_left < idle))
    idle = app->message_left;
  return idle;
}

/* Starts fast, lands softly: what an eye expects of a thing that is thrown. */
static double ease(double x) { return x * x * (3 - 2 * x); }

void app_ball(const struct app *app, int lane, double at[2], double *loss, double *arc) {
  const struct dh_row *from = &app->lane[lane].from, *to = app_row(app, lane);
  double x = app->flight >= 1 ? 1 : ease(app->flight);
  for (int i = 0; i < 2; i++) at[i] = x >= 1 ? to->at[i] : from->at[i] + x * (to->at[i] - from->at[i]);
  *loss = x >= 1 ? to->loss : from->loss + x * (to->loss - from->loss);
  *arc = x >= 1 ? 0 : 4 * x * (1 - x);
}

/* SPDX-License-Identifier: MIT
 *
 * The loop. Frames have absolute deadlines and are drawn only while something moves; a key is drawn at once. The clock
 * is read here, and the app is told how much time went by. */
#include "commands/play.h"

#include "app/messages.h"
#include "commands/files.h"
#include "commands/progress.h"
#include "commands/scene_options.h"
#include "frame/frame.h"
#include "panes/panes.h"
#include "terminal/terminal.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
  TICK_MAX = 100000,   /* microseconds: the app takes a longer gap for a stop and does not count it */
  KEYS_MAX = 256,      /* keys handled between two frames, so that a flood of input does not stop the picture */
  SLOW_FRAMES = 5,     /* so many frames in a row over budget halve the rate */
  FAST_TIME = 2000000, /* microseconds of frames well below it double it again */
  SLICE = 16384,       /* updates of a ball between two looks at the keyboard: a millisecond or so */
  SLOWEST = 64         /* times the period asked for: from 30 frames a second down to one in two seconds */
};

/* When the next frame is due, and how fast the terminal takes them. */
struct pace {
  int64_t base, period; /* microseconds */
  int64_t next;         /* no frame before this moment, unless a key asks for it */
  int64_t key_frame;    /* when a key last asked */
  int slow;             /* frames in a row */
  int64_t fast;         /* microseconds of such in a row */
};

struct player {
  struct app *app;
  struct frame frame;
  struct terminal_features features;
  struct pace pace;
  struct memo history, progress;
  int64_t last; /* the moment the app has been told of */
  long frames, frames_wanted;
  bool dirty; /* something to draw */
  bool quit;
  bool starved; /* there is no memory for a frame */
  int status;
};

/* Microseconds that never go back: a deadline would be hours away if a clock was set back by them, as that of a virtual
 * machine can be though it is called monotonic. One that jumps ahead harms nothing, gaps are not counted. */
static int64_t now(void) {
  static int64_t before, lost;
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  int64_t moment = (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
  if (moment < before) lost += before - moment;
  before = moment;
  return moment + lost;
}

/* --- pace --- */

/* A terminal that takes most of a period to swallow a frame gets fewer, one that takes nothing at all (`took` < 0)
 * fewer at once: what piles up on the way would come late, and the answer to a key behind it. */
static void pace_note(struct pace *pace, int64_t took) {
  bool full = took < 0;
  pace->slow = full ? SLOW_FRAMES : took * 10 > pace->period * 6 ? pace->slow + 1 : 0;
  pace->fast = !full && took * 10 < pace->period * 2 ? pace->fast + pace->period : 0;
  if (pace->slow >= SLOW_FRAMES && pace->period < pace->base * SLOWEST) {
    pace->period *= 2;
    pace->slow = 0;
  }
  if (pace->fast >= FAST_TIME && pace->period > pace->base) {
    pace->period /= 2;
    pace->fast = 0;
  }
}

/* The deadline after that of the frame begun at `begun` and done now; late ones are dropped, they never pile up. */
static void pace_advance(struct pace *pace, int64_t begun, int64_t moment) {
  if (begun - pace->next > pace->period) pace->next = begun; /* nothing moved for a while */
  pace->next += pace->period;
  if (pace->next < moment) pace->next = moment;
}

/* Nothing to draw though something is said to move: look again a period later, not at once. */
static void pace_skip(struct pace *pace, int64_t moment) {
  if (pace->next < moment) pace->next = moment + pace->period;
}

/* A key's frame comes at once, though not more often than others: a key held down repeats at 30 Hz and more. */
static void pace_key(struct pace *pace, int64_t moment) {
  if (moment - pace->key_frame < pace->period) return;
  pace->key_frame = moment;
  pace->next = moment;
}

/* --- what the app asks for --- */

static void carry_out(struct player *player, unsigned effects) {
  if (effects & EFFECT_LANGUAGE) {
    scene_speak(player->app);
    if (!player->features.utf8) scene_speak_ascii(player->app);
  }
  if (effects & EFFECT_FILE) files_serve(player->app);
  terminal_mouse(player->app->mouse);
  if (effects & EFFECT_PROGRESS) progress_save(player->app, &player->progress);
  if (effects & EFFECT_REPAINT) terminal_redraw();
  if (effects & EFFECT_SUSPEND) {
    terminal_suspend();
    player->last = now();
  }
  if (effects & EFFECT_QUIT) player->quit = true;
  if (effects) player->dirty = true;
}

static void tick(struct player *player) {
  int64_t moment = now();
  unsigned effects = app_tick(player->app, moment - player->last);
  player->last = moment;
  carry_out(player, effects);
}

static void draw(struct player *player) {
  int64_t begun = now();
  struct frame *frame = &player->frame;
  frame->glyphs = player->app->glyphs;
  frame->theme = player->app->theme;
  frame->colors = player->features.colors;
  panes_draw(frame, player->app);
  int64_t took = terminal_present(frame);
  if (took == PRESENT_NO_MEMORY) {
    player->quit = player->starved = true;
    return;
  }
  pace_note(&player->pace, took);
  pace_advance(&player->pace, begun, now());
  if (took < 0) return; /* it is still to be shown */
  player->dirty = false;
  player->frames++;
  if (player->frames_wanted > 0 && player->frames >= player->frames_wanted) player->quit = true;
}

/* --- what happens --- */

static void take_keys(struct player *player) {
  tick(player);
  for (int i = 0; i < KEYS_MAX && !player->quit; i++) {
    uint32_t key = terminal_key();
    if (!key) break;
    const struct mouse report = terminal_mouse_report();
    carry_out(player, key == KEY_CODE_MOUSE ? app_mouse(player->app, &report) : app_key(player->app, key));
  }
  if (player->dirty) pace_key(&player->pace, now());
}

static void take_size(struct player *player) {
  int cols, rows;
  terminal_size(&cols, &rows);
  if (!frame_resize(&player->frame, cols, rows)) {
    player->quit = player->starved = true;
    return;
  }
  app_resize(player->app, cols, rows);
  player->dirty = true;
  player->pace.next = now();
}

/* How long to sleep: until a frame is due or something will move; < 0 as long as nothing happens. */
static int64_t nap(const struct player *player) {
  int64_t until_frame = player->pace.next - now(), idle = app_idle(player->app);
  if (until_frame < 0) until_frame = 0;
  if (app_is_working(player->app)) return 0; /* a look at the keyboard between two slices */
  if (player->dirty || player->frames_wanted > 0) return until_frame;
  if (idle < 0) return -1;
  if (idle < until_frame) return until_frame;
  return idle < TICK_MAX ? idle : TICK_MAX;
}

static void wait_and_take(struct player *player) {
  switch (terminal_wait(nap(player))) {
  case WAKE_INPUT:
    take_keys(player);
    break;
  case WAKE_RESIZE:
    take_size(player);
    break;
  case WAKE_RESUMED:
    player->last = now(); /* the animation goes on where it stood */
    player->dirty = true;
    player->pace.next = player->last;
    break;
  case WAKE_QUIT:
    player->quit = true;
    break;
  case WAKE_GONE:
    player->quit = true;
    player->status = 1;
    break;
  case WAKE_NO_MEMORY:
    player->quit = player->starved = true;
    break;
  case WAKE_TIMEOUT:
    tick(player);
    carry_out(player, app_work(player->app, SLICE));
    if (!player->dirty && player->frames_wanted == 0 && app_idle(player->app) == 0)
      pace_skip(&player->pace, player->last);
    break;
  }
}

static void loop(struct player *player) {
  draw(player);
  while (!player->quit) {
    wait_and_take(player);
    bool due = now() >= player->pace.next;
    if (!player->quit && due && (player->dirty || player->frames_wanted > 0)) draw(player);
  }
}

/* --- start and end --- */

/* What the command line says goes before the user's settings, these before what the terminal can do. */
static void set_looks(struct player *player, const struct play_options *options) {
  struct app *app = player->app;
  enum look_glyphs best = player->features.glyphs;
  app->glyphs = app->glyphs_best = best;
  files_read_settings(app);
  if (options->glyphs >= 0) app->glyphs = (enum look_glyphs)options->glyphs;
  if (app->glyphs < best) app->glyphs = best;
  if (options->theme >= 0) app->theme = (enum look_theme)options->theme;
  if (options->mouse) app->mouse = true;
}

static void set_up(struct player *player, const struct play_options *options) {
  struct app *app = player->app;
  set_looks(player, options);
  history_read(app, &player->history);
  progress_load(app, &player->progress);
  if (!player->features.utf8) scene_speak_ascii(app);
  terminal_mouse(app->mouse);
  app_resize(app, player->features.cols, player->features.rows);
  player->frames_wanted = options->frames;
  player->pace.base = player->pace.period = (int64_t)(1e6 / options->fps);
  player->last = player->pace.next = now();
}

int play(struct app *app, const struct play_options *options) {
  struct player player = {.app = app};
  char why[256];
  const struct terminal_options wanted = {
      .glyphs = options->glyphs, .color = options->color, .synchronize = options->synchronize, .now = now};
  if (!terminal_open(&wanted, &player.features, why, sizeof why)) {
    complain(NULL, "%s", why);
    return PLAY_NO_TERMINAL;
  }
  if (frame_init(&player.frame, player.features.cols, player.features.rows)) {
    set_up(&player, options);
    loop(&player);
    history_write(app, &player.history);
  } else {
    player.starved = true;
  }
  terminal_close();
  memo_tell(&player.history);
  memo_tell(&player.progress);
  frame_free(&player.frame);
  if (player.starved) complain(NULL, "%s", _("out of memory"));
  return player.starved ? 1 : player.status;
}

void play_end(void) {
  int signal = terminal_signal();
  if (signal) raise(signal);
}

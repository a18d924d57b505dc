/* SPDX-License-Identifier: MIT
 *
 * The program as data: lanes, tempo, views, keys, what is on the message line. No terminal, no clock, no drawing:
 * app_key() and app_tick() change the state and say what has to be carried out; panes read it as const. The app owns
 * its lanes' runs; the catalog belongs to the caller and outlives the app. */
#ifndef APP_APP_H
#define APP_APP_H

#include "app/camera.h"
#include "app/focus.h"
#include "app/layout.h"
#include "base/key.h"
#include "base/look.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "catalog/record.h"
#include "downhill/downhill.h"

enum {
  APP_LANES = LAYOUT_LANES,
  APP_UNDO = 64,
  APP_PROMPT = 256,
  APP_HISTORY = 100,
  APP_DETAIL = 3,
  APP_SETTINGS = 16,
  LANE_MARKS = 32
};

/* The user's factor on the speed, as small as it gets and as large. */
#define APP_SPEED_LEAST 0.125
#define APP_SPEED_MOST  64.0

/* What the caller has to carry out after a key or a tick. */
enum app_effect {
  EFFECT_REDRAW = 1,
  EFFECT_QUIT = 2,
  EFFECT_SUSPEND = 4,
  EFFECT_REPAINT = 8,   /* send everything again */
  EFFECT_FILE = 16,     /* read or write what app->file says */
  EFFECT_LANGUAGE = 32, /* speak app->language from now on */
  EFFECT_PROGRESS = 64  /* keep what lesson_progress_write() says */
};

enum app_overlay { OVERLAY_NONE, OVERLAY_HELP, OVERLAY_MENU, OVERLAY_CARD, OVERLAY_SCENES, OVERLAY_COMMAND };
enum app_tone { TONE_HINT, TONE_DONE, TONE_ERROR };

/* Loss samples that frames share: refreshed by app when the camera, the size or the surface changes. */
enum { SAMPLES_BORDERS = 7 };
struct samples {
  struct camera camera;             /* what it was made for */
  const struct dh_surface *surface; /* likewise; NULL: nothing sampled yet */
  int width, height;                /* 1D: width points, height 1. 2D: width x height, upper row first */
  double *value;                    /* owned */
  double low, high;                 /* least and largest finite value */
  /* 2D only: */
  double border[SAMPLES_BORDERS]; /* between the levels, ascending; equal ones have nothing between them */
  double border_rise[SAMPLES_BORDERS];
  unsigned char *level; /* how many borders are lower, 0..7; 255 not a number; owned */
  double *rise;         /* 0..1: the share of the window that is lower; NaN; owned */
};

/* The surface in perspective instead of from above. Degrees: how far it is turned, and from how high it is seen. */
struct relief_view {
  bool on;
  int turn, tilt;
};

/* All balls on one surface: the window they share. */
struct race {
  struct camera camera;
  struct samples samples;
};

/* The way of the run before the last restart, thinned; oldest first. */
struct ghost {
  struct dh_row *row; /* owned, NULL: there is none */
  int count;
};

/* What happened in a lane for the first time, as far as it has been seen: an infinity or NaN, another verdict. */
struct lane_mark {
  long step;
  bool event; /* else a verdict */
  int what;   /* 2*quantity + nan, or the verdict */
};

/* The verdict of the last readings, which may come to be shown, and the step from which on they agreed. */
struct lane_wait {
  enum dh_verdict verdict;
  long since;
};

/* As far as a lane has been looked at with the journal that it has. */
struct lane_marks {
  struct lane_mark at[LANE_MARKS]; /* in the order of their steps */
  int count;
  long seen;             /* the furthest step */
  enum dh_verdict word;  /* what it was called there, as `word` ... */
  struct lane_wait wait; /* ... and `wait` of the lane are for the present step */
};

struct lane {
  char letter; /* 'A'..: stays with the lane */
  struct dh_run *run;
  struct dh_reading reading;
  struct dh_curvature stability; /* rate x curvature where the optimizer's limit has its meaning: dh_run_stability() */
  enum dh_verdict word;          /* shown: lags until some readings agree, so that it does not flicker */
  struct lane_wait wait;
  struct dh_advice advice; /* the last that belonged to the word, ... */
  long advised;            /* ... and the step it was given at */
  struct camera home, camera;
  bool camera_by_hand; /* zoomed by key: does not follow any more */
  bool camera_held;    /* the camera does not follow yet: an arrow at the edge and the number instead */
  struct samples samples;
  struct ghost ghost;
  struct dh_row from; /* where the ball is flying from; to dh_run_row(run) */
  int calm;           /* steps it has been well inside the window, for zooming in again */
  unsigned announced; /* events that have stopped the clock once: bit 2*quantity + nan */
  struct lane_marks marks;
};

/* Speed as a plan: until step `until`, `rate` steps a second. The last row holds for ever. */
struct tempo {
  long until;
  double rate;
};

struct app_prompt {
  bool open;
  char text[APP_PROMPT];
  int length, cursor; /* bytes */
  char history[APP_HISTORY][APP_PROMPT];
  int history_count, history_at;
  int history_old;        /* so many of them were typed in an earlier session */
  char typed[APP_PROMPT]; /* what stood here before Up was pressed */
  int listed;             /* candidates that Tab has shown already */
  int error_column;       /* caret below this column, -1 none */
};

/* What the caller is asked to do with a file, see EFFECT_FILE; it says how that went. */
enum file_task {
  FILE_SAVE,     /* write `text` */
  FILE_SETTINGS, /* write `text`, lines "name=value", to where settings are kept */
  FILE_LOAD,     /* read a saved scene and hand it to app_load() */
  FILE_DATA,     /* fit `words`, a model ("": the usual one), to data and hand the surface to app_show() */
  FILE_LOG,      /* read a training log and hand it to log_view_open() */
  FILE_EXPORT    /* write `what` in `format` */
};
enum export_what { EXPORT_SCREEN, EXPORT_CHART, EXPORT_LANE, EXPORT_ROWS };
enum export_format { FORMAT_SVG, FORMAT_TEXT, FORMAT_ANSI, FORMAT_CSV, FORMAT_JSONL };

struct app_file {
  enum file_task task;
  char path[APP_PROMPT];
  char words[APP_PROMPT];
  bool replaces; /* a file that is there already may go */
  enum export_what what;
  enum export_format format;
  struct text text;
};

struct parameters_view {
  int selected; /* enum dh_parameter */
};

/* The start is being placed: a cursor that all lanes share, seen through a camera of its own. */
struct placing {
  bool on;
  double at[2];
  struct camera camera;
};

/* A moment to come back to: everything `u` restores. */
struct app_memory;
/* The open lesson and which are done, see lesson.h; NULL until needed. */
struct app_lessons;

/* What was opened, for as long as its surface is on the screen; all zero where nothing is known about it. */
struct scene_origin {
  int number; /* in the catalog's list of scenes, from 1; 0: it is not from there */
  char watch[RECORD_WATCH];
  struct record_task task;
};

struct app {
  struct catalog *catalog;
  int cols, rows;
  struct layout layout;
  int first_lane;

  struct lane lane[APP_LANES];
  int lane_count, selected;
  long step;   /* the step all lanes are at */
  bool demo;   /* the NaN demonstration is on: lanes are formats */
  int surface; /* catalog index, or -1 for a typed one */
  char scene_title[96];
  struct scene_origin origin;

  bool running;
  bool starts_paused; /* a scene that is opened waits for Space */
  bool covered;       /* ask app_covered() */
  bool resumes;       /* the clock goes on when the cover is taken away */
  struct placing placing;
  bool arrived;      /* the clock ran to the horizon and the card said so: who starts again wants to see it run */
  bool past_horizon; /* the user chose to go on after the card */
  double wait;       /* seconds still to stand before the first step */
  double flight;     /* 0..1: how far the ball has flown to the present row; 1 = there */
  double until_step; /* seconds until the next step */
  double speed;      /* the user's factor, 1/8 .. 64 */
  const struct tempo *tempo;
  int64_t since_key; /* microseconds since the last key, for telling a held key from a pressed one */
  uint32_t last_key;
  int held;             /* how many times the last key has come in a row, quickly */
  int64_t message_left; /* microseconds until the message goes; < 0 stays */

  int language;                   /* the one asked for last, see language.h */
  enum view_id view, view_before; /* the one shown now; the last that showed the lanes on their surface */
  struct finder_view *finder;     /* NULL before it was first shown, as the next */
  struct map_view *map;
  struct log_view *log; /* NULL: no training log is open */
  int detail;           /* 1..5 */
  int touched;          /* panes brought up by touching a parameter, see layout_request.extra */
  bool log_loss;
  struct relief_view relief;
  int said[APP_SETTINGS]; /* settings the user gave in words, see settings.h: choice + 1, 0 for none */
  bool mouse;             /* the terminal reports clicks and the wheel */
  enum look_theme theme;
  enum look_glyphs glyphs;
  enum look_glyphs glyphs_best; /* the best this terminal can do */

  enum app_overlay overlay;
  int overlay_line; /* cursor or scroll */
  struct app_prompt prompt;
  char message[256];
  enum app_tone message_tone;
  char card_title[96];
  struct text card; /* lines of the end card, or the command */

  struct focus focus; /* one lane alone */
  struct race race;   /* all on one surface */

  struct app_lessons *lessons;
  struct app_memory *memory;  /* undo */
  struct dh_sampler *sampler; /* of the scene's surface */
  struct parameters_view parameters;
  struct app_file file;
  void (*list_files)(const char *beginning, struct text *out);
};

struct app_options {
  struct catalog *catalog;
  int cols, rows;
  enum look_glyphs glyphs;
  enum look_theme theme;
  bool paused;
  /* Append the files whose path begins so, one a line, folders with a slash behind them; for completion. May be NULL.
   */
  void (*list_files)(const char *beginning, struct text *out);
};

/* The scene of the first thirty seconds: parabola, four rates. False with *error. */
bool app_init(struct app *app, const struct app_options *options, struct dh_error *error);
/* The same with one surface and its own rates, or with lanes given by specs. */
bool app_open(struct app *app, const struct dh_spec *specs, int count, const char *title, struct dh_error *error);
/* The same with what is on file. Whatever else is on the screen stays if it cannot be opened. */
bool app_open_record(struct app *app, const struct record *record, struct dh_error *error);
bool app_open_scene(struct app *app, int scene, struct dh_error *error); /* one of the catalog's */
void app_free(struct app *app);

/* The rates to open a surface with: its own, or shares of the limit at its start. Returns how many, 0 if that says
 * nothing (no curvature there). */
int app_rates(const struct dh_surface *surface, double rates[DH_RATES_MAX]);

unsigned app_key(struct app *app, uint32_t key); /* effects */
unsigned app_mouse(struct app *app, const struct mouse *mouse);
unsigned app_tick(struct app *app, int64_t microseconds); /* effects */
unsigned app_resize(struct app *app, int cols, int rows);
/* Is there something to compute between frames, and about so many updates of a ball of it. No key waits longer than
 * those take; how much fits is the caller's to measure. */
bool app_is_working(const struct app *app);
unsigned app_work(struct app *app, long updates); /* effects */
/* Microseconds until something will change by itself: 0 = a frame is due at once (something moves), < 0 = never. */
int64_t app_idle(const struct app *app);

/* One step of every lane without a clock, for whoever tells it in words. */
void app_step(struct app *app);

/* For a prediction: verdicts, results and what is to come are hidden. Every pane asks. */
bool app_covered(const struct app *app);
/* A saved scene in the place of what is on the screen; that stays if it fails. */
bool app_load(struct app *app, const struct record *record, struct dh_error *error);
/* A surface of the catalog, with its own rates. */
bool app_show(struct app *app, const struct dh_surface *surface, struct dh_error *error);
/* app->file could not be done, or is there already: says so and brings the `:` line back, for another try. */
void app_file_failed(struct app *app, const struct dh_error *error);
void app_file_exists(struct app *app);
/* A line that was typed in an earlier session. */
void app_remember_line(struct app *app, const char *line);

void app_say(struct app *app, enum app_tone tone, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Where the ball of a lane is drawn now: between `from` and the present row, with the height of the arc, 0..1. */
void app_ball(const struct app *app, int lane, double at[2], double *loss, double *arc);
/* The row that lane is at, its spec in force: shorthands for panes. */
const struct dh_row *app_row(const struct app *app, int lane);
const struct dh_spec *app_spec(const struct app *app, int lane);
/* The window a lane's surface is seen through now: its own, or while the start is placed the one for that. */
const struct camera *app_camera(const struct app *app, int lane);
/* Are surfaces shown as reliefs now? */
bool app_in_relief(const struct app *app);
/* What is to be seen in the scene that was opened, untranslated; "" if nothing was said about it. */
const char *app_watch(const struct app *app);
/* The shared horizon. */
long app_horizon(const struct app *app);
/* The speed in force, steps a second. */
double app_speed(const struct app *app);
/* The lane's title: its letter and the number that tells it apart ("0.1"; in the demonstration the format). */
void app_lane_title(const struct app *app, int lane, char *out, size_t size);

#endif

/* SPDX-License-Identifier: MIT */
#include "app/settings.h"

#include "app/messages.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const char *switch_name(int index) {
  static const char *const names[] = {"off", "on"};
  return index >= 0 && index < 2 ? names[index] : NULL;
}

static int off(const struct app *app) {
  (void)app;
  return 0;
}

static int get_theme(const struct app *app) { return (int)app->theme; }
static void set_theme(struct app *app, int choice) { app->theme = (enum look_theme)choice; }

static int get_glyphs(const struct app *app) { return (int)app->glyphs; }
static void set_glyphs(struct app *app, int choice) { app->glyphs = (enum look_glyphs)choice; }
static int best_glyphs(const struct app *app) { return (int)app->glyphs_best; }

static const char *detail_name(int index) {
  static const char *const names[] = {"1", "2", "3", "4", "5"};
  return index >= 0 && index < 5 ? names[index] : NULL;
}

static int get_detail(const struct app *app) { return app->detail - 1; }
static void set_detail(struct app *app, int choice) {
  app->detail = choice + 1;
  app->touched = 0;
}
static int usual_detail(const struct app *app) {
  (void)app;
  return APP_DETAIL - 1;
}

static int get_log_loss(const struct app *app) { return app->log_loss; }
static void set_log_loss(struct app *app, int choice) { app->log_loss = choice != 0; }

/* Powers of two from APP_SPEED_LEAST on, as the keys double and halve it. */
static const char *speed_name(int index) {
  static const char *const names[] = {"1/8", "1/4", "1/2", "1", "2", "4", "8", "16", "32", "64"};
  return index >= 0 && index < (int)(sizeof names / sizeof *names) ? names[index] : NULL;
}

/* A scene may have any speed: the nearest there is a word for. */
static int get_speed(const struct app *app) {
  return (int)lround(log2(fmin(APP_SPEED_MOST, fmax(APP_SPEED_LEAST, app->speed)) / APP_SPEED_LEAST));
}
static void set_speed(struct app *app, int choice) { app->speed = ldexp(APP_SPEED_LEAST, choice); }
static int usual_speed(const struct app *app) {
  (void)app;
  return (int)lround(-log2(APP_SPEED_LEAST));
}

static int get_mouse(const struct app *app) { return app->mouse; }
static void set_mouse(struct app *app, int choice) { app->mouse = choice != 0; }

static const struct settings_row rows[] = {
    {"theme", N_("colours"), look_theme_name, get_theme, set_theme, off, false},
    {"glyphs", N_("what curves are drawn with"), look_glyphs_name, get_glyphs, set_glyphs, best_glyphs, false},
    {"detail", N_("how much is on the screen"), detail_name, get_detail, set_detail, usual_detail, false},
    {"log_loss", N_("a logarithmic axis for the loss"), switch_name, get_log_loss, set_log_loss, off, true},
    {"speed", N_("times the speed of the scene"), speed_name, get_speed, set_speed, usual_speed, true},
    {"mouse", N_("a click places the start, the wheel changes the rate"), switch_name, get_mouse, set_mouse, off,
     false},
};

enum { ROWS = sizeof rows / sizeof *rows };
static_assert((int)ROWS <= (int)APP_SETTINGS, "there is room for all settings");

const struct settings_row *settings_row(int index) { return index >= 0 && index < ROWS ? &rows[index] : NULL; }

int settings_find(const char *name) {
  for (int i = 0; i < ROWS; i++)
    if (text_same_name(rows[i].name, name)) return i;
  return -1;
}

const char *settings_value(const struct app *app, int index) { return rows[index].choice(rows[index].get(app)); }

void settings_say(struct app *app, int index, int choice) {
  rows[index].set(app, choice);
  app->said[index] = choice + 1;
}

/* Where the scene has nothing of its own. */
static void fill(struct app *app, int index) {
  const struct settings_row *row = &rows[index];
  if (app->said[index] == 0 || (row->of_scene && row->get(app) != row->usual(app))) return;
  row->set(app, app->said[index] - 1);
}

bool settings_set(struct app *app, const char *name, const char *value) {
  int row = settings_find(name);
  for (int i = 0; row >= 0 && rows[row].choice(i); i++) {
    if (strcmp(rows[row].choice(i), value) != 0) continue;
    app->said[row] = i + 1;
    fill(app, row);
    return true;
  }
  return false;
}

void settings_fill_scene(struct app *app) {
  for (int i = 0; i < ROWS; i++)
    if (rows[i].of_scene) fill(app, i);
}

void settings_take(const struct app *app, struct settings_kept *kept) {
  for (int i = 0; i < ROWS; i++) kept->choice[i] = rows[i].get(app);
  memcpy(kept->said, app->said, sizeof kept->said);
}

void settings_put(struct app *app, const struct settings_kept *kept) {
  for (int i = 0; i < ROWS; i++) rows[i].set(app, kept->choice[i]);
  memcpy(app->said, kept->said, sizeof app->said);
}

/* What of a setting is the user's own. */
static int own_choice(const struct app *app, int index) {
  const struct settings_row *row = &rows[index];
  if (!row->of_scene) return row->get(app);
  return app->said[index] > 0 ? app->said[index] - 1 : row->usual(app);
}

void settings_write(const struct app *app, struct text *out) {
  for (int i = 0; i < ROWS; i++) {
    int choice = own_choice(app, i);
    if (choice != rows[i].usual(app)) text_printf(out, "%s=%s\n", rows[i].name, rows[i].choice(choice));
  }
}

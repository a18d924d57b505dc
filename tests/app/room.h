/* SPDX-License-Identifier: MIT
 *
 * For tests of views: an app with its catalog, lines typed, and time as `show` lets it pass. */
#ifndef TESTS_APP_ROOM_H
#define TESTS_APP_ROOM_H

#include "app/app.h"

#include <check.h>

enum { FRAME_TIME = 33333, FRAME_WORK = 1000000 };

static struct catalog *catalog;
static struct app app;

static inline void room_start(void) {
  struct dh_error error;
  const struct app_options options = {.catalog = catalog, .cols = 80, .rows = 24, .glyphs = GLYPHS_ASCII};
  ck_assert(app_init(&app, &options, &error));
}

static inline void room_open(void) {
  struct dh_error error;
  catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(catalog);
  room_start();
}

/* The program just started, with the same catalog. */
static inline void room_anew(void) {
  app_free(&app);
  room_start();
}

static inline void room_close(void) {
  app_free(&app);
  catalog_destroy(catalog);
}

static inline void type(const char *line) {
  app_key(&app, ':');
  while (*line) app_key(&app, (unsigned char)*line++);
  app_key(&app, KEY_CODE_ENTER);
}

static inline void press(uint32_t key, int times) {
  for (; times > 0; times--) {
    app.held = 0;
    app.since_key = INT64_MAX / 4;
    app_key(&app, key);
  }
}

static inline void pass(int frames) {
  for (; frames > 0; frames--) {
    app_tick(&app, FRAME_TIME);
    app_work(&app, FRAME_WORK);
  }
}

#endif

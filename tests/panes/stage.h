/* SPDX-License-Identifier: MIT
 *
 * For tests of panes: an app with its catalog, keys and time by name, and a frame to draw on. */
#ifndef TESTS_PANES_STAGE_H
#define TESTS_PANES_STAGE_H

#include "../made_log.h"
#include "app/log_view.h"
#include "panes/panes.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct stage {
  struct catalog *catalog;
  struct app app;
  struct frame frame;
};

static inline void stage_open(struct stage *stage, int cols, int rows, enum look_glyphs glyphs) {
  struct dh_error error;
  memset(stage, 0, sizeof *stage);
  stage->catalog = catalog_create(NULL, &error);
  ck_assert_ptr_nonnull(stage->catalog);
  const struct app_options options = {.catalog = stage->catalog, .cols = cols, .rows = rows, .glyphs = glyphs};
  ck_assert(app_init(&stage->app, &options, &error));
  ck_assert(frame_init(&stage->frame, cols, rows));
}

static inline void stage_close(struct stage *stage) {
  app_free(&stage->app);
  catalog_destroy(stage->catalog);
  frame_free(&stage->frame);
}

static inline void stage_resize(struct stage *stage, int cols, int rows) {
  ck_assert(frame_resize(&stage->frame, cols, rows));
  app_resize(&stage->app, cols, rows);
}

/* Time as a screen sees it, 30 frames a second. */
static inline void stage_pass(struct stage *stage, double seconds) {
  for (long frames = (long)(seconds * 30); frames > 0; frames--) {
    app_tick(&stage->app, 33334);
    app_work(&stage->app, 1000000);
  }
}

/* A number of steps by key, each with its flight, then standing. */
static inline void stage_step(struct stage *stage, int steps) {
  for (; steps > 0; steps--) {
    stage->app.held = 0;
    app_key(&stage->app, KEY_CODE_RIGHT);
    stage_pass(stage, 1);
  }
}

static inline void stage_log(struct stage *stage) {
  struct dh_error error;
  struct dh_log log = made_log(200);
  ck_assert(log_view_open(&stage->app, "made.json", &log, &error));
}

/* Words separated by blanks: a key's name, `log` for a training log that is opened, `@N` for N steps, `+N` for N
 * seconds, and `:` with all that follows up to the next `|` for a command. */
static inline void stage_play(struct stage *stage, const char *script) {
  char words[256];
  text_copy(words, sizeof words, script);
  for (char *rest = words, *word; (word = strtok_r(rest, " ", &rest));) {
    if (word[0] == '@') {
      stage_step(stage, atoi(word + 1));
    } else if (word[0] == '+' && word[1]) {
      stage_pass(stage, atof(word + 1));
    } else if (word[0] == ':') {
      char *end = strchr(rest, '|');
      char line[256];
      if (end) *end = '\0';
      snprintf(line, sizeof line, "%s %s", word, rest);
      for (size_t last = strlen(line); last > 0 && line[last - 1] == ' ';) line[--last] = '\0';
      for (const char *key = line; *key; key++) app_key(&stage->app, (unsigned char)*key);
      app_key(&stage->app, KEY_CODE_ENTER);
      rest = end ? end + 1 : rest + strlen(rest);
    } else if (strcmp(word, "log") == 0) {
      stage_log(stage);
    } else {
      uint32_t key = key_parse(word);
      ck_assert_msg(key != 0, "there is no key %s", word);
      app_key(&stage->app, key);
    }
  }
}

static inline void stage_draw(struct stage *stage) {
  stage->frame.glyphs = stage->app.glyphs;
  stage->frame.theme = stage->app.theme;
  panes_draw(&stage->frame, &stage->app);
}

#endif

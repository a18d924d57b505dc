/* SPDX-License-Identifier: MIT */
#include "app/setup.h"

#include "app/actions.h"
#include "app/messages.h"
#include "app/scene.h"
#include "app/view.h"

#include <stdlib.h>
#include <string.h>

/* Does the line begin with this word? Then what follows it, else NULL. */
static const char *after_word(const char *line, const char *word) {
  size_t length = strlen(word);
  if (strncmp(line, word, length) != 0 || (line[length] != ' ' && line[length] != '\0')) return NULL;
  return line + length + strspn(line + length, " ");
}

bool setup_begins(const struct lesson_beat *beat) {
  const char *first = beat->set_up_count > 0 ? beat->set_up[0] : "";
  return strcmp(first, "fresh") == 0 || after_word(first, "scene");
}

bool setup_begin(struct app *app) {
  struct dh_error error;
  if (!scene_first(app, &error)) return false;
  app->running = app->resumes = app->covered = false;
  app->placing.on = false;
  app->touched = 0;
  app->view = VIEW_COMPARE;
  return true;
}

void setup_end(struct app *app) {
  app->running = false;
  app->overlay = OVERLAY_NONE;
  app->prompt.open = false;
  app->message[0] = '\0';
  tempo_reset(app, 0);
  scene_forget_all(app);
  scene_mark_opening(app);
  scene_refresh(app, true);
}

/* A lesson may come from anywhere: it does not quit and does not touch files. */
static bool is_harmless(struct app *app, unsigned effects) {
  if ((effects & (EFFECT_QUIT | EFFECT_SUSPEND | EFFECT_FILE)) == 0) return true;
  app_say(app, TONE_ERROR, "%s", _("a lesson may not do that"));
  return false;
}

static bool line_key(struct app *app, const char *name) {
  uint32_t key = key_parse(name);
  for (int i = 0; !key && i < action_count(); i++)
    if (strcmp(action_row(i)->name, name) == 0) key = action_row(i)->keys[0];
  if (!key) {
    app_say(app, TONE_ERROR, _("there is no key '%s'"), name);
    return false;
  }
  app->held = 0;
  app->last_key = 0;
  return is_harmless(app, app_key(app, key));
}

static bool line_run(struct app *app, const char *count) {
  char *end;
  long steps = strtol(count, &end, 10);
  if (end == count || *end != '\0' || steps < 0 || steps > CLAIM_STEPS_MAX) {
    app_say(app, TONE_ERROR, _("run takes a number of steps, such as run 24"));
    return false;
  }
  if (app->step + steps > app_horizon(app)) app->past_horizon = true;
  while (steps-- > 0) scene_step(app);
  app->flight = 1;
  scene_refresh(app, true);
  return true;
}

static bool play_line(struct app *app, const char *line) {
  const char *rest;
  unsigned effects;
  app->message[0] = '\0';
  if (strcmp(line, "fresh") == 0) return setup_begin(app);
  if ((rest = after_word(line, "key"))) return line_key(app, rest);
  if ((rest = after_word(line, "run"))) return line_run(app, rest);
  return prompt_execute(app, line, &effects) && is_harmless(app, effects);
}

bool lesson_play(struct app *app, char *const *lines, unsigned count, struct lesson_trouble *trouble) {
  for (unsigned i = 0; i < count; i++) {
    if (play_line(app, lines[i])) continue;
    trouble->beat = app->lessons->beat;
    text_copy(trouble->entry, sizeof trouble->entry, lines[i]);
    text_copy(trouble->words, sizeof trouble->words, app->message[0] ? app->message : _("that cannot be done"));
    app->message[0] = '\0';
    return false;
  }
  return true;
}

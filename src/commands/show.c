/* SPDX-License-Identifier: MIT
 *
 * downhill show: a frame as text, ANSI or SVG, after pressing keys. No terminal is needed. */
#include "app/actions.h"
#include "app/messages.h"
#include "commands/files.h"
#include "commands/output.h"
#include "commands/picture.h"
#include "commands/scene_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A frame at 30/s in microseconds, and what a view computes in one: in updates, so that no picture depends on a clock.
 */
enum { FRAME_TIME = 33333, FRAME_WORK = 1000000, TICKS_MAX = 1000000 };

/* --- keys --- */

/* False when the program would have ended. */
static bool press(struct app *app, uint32_t key) {
  unsigned effects = app_key(app, key);
  if (effects & EFFECT_FILE) files_serve(app);
  if (effects & EFFECT_LANGUAGE) scene_speak(app);
  return !(effects & EFFECT_QUIT);
}

/* The word "Enter" that ends the text, or the end of the script. */
static const char *find_enter(const char *text) {
  for (const char *at = strstr(text, "Enter"); at; at = strstr(at + 1, "Enter"))
    if (at[-1] == ' ' && (at[5] == ' ' || at[5] == '\0')) return at;
  return text + strlen(text);
}

/* After ':' everything up to Enter is typed. Returns what follows. */
static const char *type_text(struct app *app, const char *text) {
  const char *end = find_enter(text), *last = end;
  text += strspn(text, " ");
  while (last > text && last[-1] == ' ') last--;
  while (text < last) {
    size_t length;
    press(app, utf8_decode(text, (size_t)(last - text), &length));
    text += length;
  }
  return end;
}

static bool tick(const struct arguments *arguments, struct app *app, const char *count) {
  struct dh_error error;
  long ticks;
  if (!read_count("Tick", count, 1, TICKS_MAX, &ticks, &error)) {
    complain_error(arguments->command, &error, NULL, NULL);
    return false;
  }
  while (ticks-- > 0) {
    app_tick(app, FRAME_TIME);
    app_work(app, FRAME_WORK);
  }
  return true;
}

/* A key by its name or character, or an action by its name. */
static uint32_t find_key(const char *word) {
  uint32_t key = key_parse(word);
  for (int i = 0; !key && i < action_count(); i++)
    if (strcmp(action_row(i)->name, word) == 0) key = action_row(i)->keys[0];
  return key;
}

static bool press_keys(const struct arguments *arguments, struct app *app, const char *script) {
  for (script += strspn(script, " "); *script; script += strspn(script, " ")) {
    char word[64];
    size_t length = script[0] == ':' ? 1 : strcspn(script, " ");
    text_copy(word, length + 1 < sizeof word ? length + 1 : sizeof word, script);
    script += length;
    if (strncmp(word, "Tick:", 5) == 0) {
      if (!tick(arguments, app, word + 5)) return false;
      continue;
    }
    uint32_t key = find_key(word);
    if (!key) {
      complain(arguments->command, _("keys: there is no key '%s': use characters, Space, Enter, Left, Tab, Tick:30"),
               word);
      return false;
    }
    if (!press(app, key)) break;
    if (key == ':') script = type_text(app, script);
  }
  return true;
}

/* --- the frame --- */

static int draw(const struct arguments *arguments, const struct app *app) {
  struct output output;
  struct text picture = {0};
  if (!picture_write(app, arguments->format, &picture)) return complain(arguments->command, _("out of memory"));
  output_open(&output, arguments->own[OWN_OUTPUT]);
  output.text = picture;
  return output_close(&output);
}

static int run(const struct arguments *arguments) {
  struct app app;
  struct app_options options = {.catalog = arguments->catalog, .paused = arguments->own[OWN_PAUSED]};
  int glyphs = read_look(arguments, OWN_GLYPHS, look_glyphs_name, GLYPHS_BRAILLE);
  int theme = read_look(arguments, OWN_THEME, look_theme_name, THEME_DARK);
  if (glyphs < 0 || theme < 0 || !read_size(arguments, &options.cols, &options.rows)) return STATUS_USAGE;
  options.glyphs = (enum look_glyphs)glyphs;
  options.theme = (enum look_theme)theme;
  int status = scene_app(arguments, &options, &app);
  if (status != STATUS_DONE) return status;
  const char *keys = arguments->own[OWN_KEYS], *log = arguments->own[OWN_LOG];
  if (log) status = scene_log(arguments, log, &app);
  if (status == STATUS_DONE && keys && !press_keys(arguments, &app, keys)) status = STATUS_USAGE;
  if (status == STATUS_DONE) status = draw(arguments, &app);
  app_free(&app);
  return status;
}

const struct command command_show = {
    .name = "show",
    .summary = N_("a frame as text, ANSI or SVG"),
    .operands = "",
    .notes = N_(
        "KEYS are names and characters, separated by blanks: Space, Left, Right, Tab, Esc, w, +. After ':' everything\n"
        "up to Enter is typed, and Tick:30 lets thirty frames of 1/30 s pass:\n"
        "  downhill show --size 80x24 --keys ': lr 0.3 Enter Right Right Tick:30'\n"),
    .own = TAKES(OWN_SCENE) | TAKES(OWN_TASK) | TAKES(OWN_PARAMS) | TAKES(OWN_STEPS) | TAKES(OWN_SIZE) |
           TAKES(OWN_KEYS) | TAKES(OWN_LOG) | TAKES(OWN_PAUSED) | TAKES(OWN_GLYPHS) | TAKES(OWN_THEME) |
           TAKES(OWN_OUTPUT),
    .parameters = true,
    .lists = LISTS_LANE,
    .formats = picture_formats,
    .run = run,
};

/* SPDX-License-Identifier: MIT
 *
 * The `:` line: a few commands, the settings of the screen, and every parameter of the table, each by its name or alias
 * (`:goto 40`, `:theme light`, `:lr 3e-4`, `:surface x^4-3*x^2+x`). Errors keep the text and point at the place. */
#include "app/prompt.h"

#include "app/change.h"
#include "app/lanes.h"
#include "app/language.h"
#include "app/lesson.h"
#include "app/map_axes.h"
#include "app/marks.h"
#include "app/messages.h"
#include "app/scene.h"
#include "app/settings.h"
#include "app/view.h"

#include "catalog/nearest.h"

#include <stdlib.h>
#include <string.h>

unsigned prompt_complain(struct app *app, const struct dh_error *error, const char *value) {
  const int margin = 4;
  char line[512];
  message_error(error, line, sizeof line);
  if (error->code == DH_ERROR_CHOICE && text_columns(line) > app->cols - margin)
    app_say(app, TONE_ERROR, _("%s: not one of those there are: Tab shows them"), error->text);
  else
    app_say(app, TONE_ERROR, "%s", line);
  if (error->position >= 0 && value) {
    size_t column = (size_t)(value - app->prompt.text) + (size_t)error->position;
    size_t length = strlen(app->prompt.text);
    app->prompt.error_column = (int)(column < length ? column : length);
  }
  return EFFECT_REDRAW;
}

/* --- commands --- */

static unsigned command_goto(struct app *app, const char *value) {
  char *end;
  long step = strtol(value, &end, 10);
  if (end == value || *end != '\0' || step < 0 || step > SCENE_GOTO_MAX) {
    app_say(app, TONE_ERROR, _("goto takes a step from 0 to %d, such as :goto 40"), SCENE_GOTO_MAX);
    return EFFECT_REDRAW;
  }
  if (step > app->step && change_is_covered(app)) return EFFECT_REDRAW;
  app->running = false;
  if (step > app_horizon(app)) app->past_horizon = true;
  scene_goto(app, step);
  app->prompt.open = false;
  return EFFECT_REDRAW;
}

static unsigned command_quit(struct app *app, const char *value) {
  (void)app, (void)value;
  return EFFECT_QUIT;
}

/* What can stand behind a command: ":export screen|chart|lane|rows FILE". */
static unsigned say_command(struct app *app, const struct prompt_command *command) {
  struct text line = {0};
  text_printf(&line, ":%s", command->name);
  for (int i = 0; command->choice && command->choice(i); i++)
    text_printf(&line, "%s%s", i == 0 ? " " : "|", command->choice(i));
  if (command->takes_file) text_printf(&line, " %s", _("FILE"));
  app_say(app, TONE_HINT, _("%s is a command"), text_string(&line));
  text_free(&line);
  return EFFECT_REDRAW;
}

static const char *nearest_word(const char *word) {
  struct nearest nearest = nearest_begin(word);
  for (int i = 0; settings_row(i); i++) nearest_offer(&nearest, settings_row(i)->name);
  for (int i = 0; prompt_command(i); i++) nearest_offer(&nearest, prompt_command(i)->name);
  return nearest.best ? nearest.best : dh_parameter_nearest(word);
}

/* As a name that is none: what was probably meant. */
static unsigned complain_unknown(struct app *app, const char *word, const char *place) {
  struct dh_error error;
  const char *nearest = nearest_word(word);
  dh_fail(&error, DH_ERROR_UNKNOWN_PARAMETER, 0, word, nearest ? nearest : "");
  return prompt_complain(app, &error, place);
}

/* Without a word the keys, with one what that setting, command or parameter is. */
static unsigned command_help(struct app *app, const char *value) {
  int setting = settings_find(value), parameter = dh_parameter_find(value);
  const struct prompt_command *command = prompt_command_find(value);
  if (setting >= 0) return prompt_setting(app, setting, "");
  if (command) return say_command(app, command);
  if (parameter >= 0) return prompt_parameter(app, (enum dh_parameter)parameter, "");
  if (*value != '\0') return complain_unknown(app, value, value);
  app->prompt.open = false;
  app->overlay = OVERLAY_HELP;
  app->overlay_line = 0;
  return EFFECT_REDRAW;
}

/* Names are said in their own languages, whichever is in force. */
static unsigned command_lang(struct app *app, const char *value) {
  int language = language_find(value);
  if (language < 0) return prompt_choice(app, "lang", value, language_name), EFFECT_REDRAW;
  app->language = language;
  app->prompt.open = false;
  return EFFECT_REDRAW | EFFECT_LANGUAGE;
}

static const char *view_name(int id) { return view_row(id) ? view_row(id)->name : NULL; }

static unsigned command_view(struct app *app, const char *value) {
  int view = prompt_choice(app, "view", value, view_name);
  if (view < 0) return EFFECT_REDRAW;
  app->prompt.open = false;
  return view_open(app, (enum view_id)view);
}

static const char *event_name(int index) {
  static const char *const names[] = {"next", "previous"};
  return index >= 0 && index < 2 ? names[index] : NULL;
}

static unsigned command_event(struct app *app, const char *value) {
  int which = *value ? prompt_choice(app, "event", value, event_name) : 0;
  if (which < 0) return EFFECT_REDRAW;
  app->prompt.open = false;
  return marks_go(app, which == 0 ? 1 : -1);
}

/* Without a word all settings, with a name that one; what is no setting may be a parameter. */
static unsigned command_set(struct app *app, const char *value) {
  char name[DH_NAME_MAX];
  const char *rest = prompt_split(value, name, sizeof name);
  int setting = settings_find(name), parameter = dh_parameter_find(name);
  if (setting >= 0) return prompt_setting(app, setting, rest);
  if (parameter >= 0) return prompt_parameter(app, (enum dh_parameter)parameter, rest);
  struct text all = {0};
  for (int i = 0; settings_row(i); i++) text_printf(&all, "  %s %s", settings_row(i)->name, settings_value(app, i));
  if (*value == '\0')
    app_say(app, TONE_HINT, "%s", text_string(&all) + 2);
  else
    app_say(app, TONE_ERROR, _("there is no setting '%s': Tab shows them"), name);
  text_free(&all);
  return EFFECT_REDRAW;
}

static const struct prompt_command commands[] = {
    {.name = "goto", .run = command_goto},
    {.name = "event", .run = command_event, .choice = event_name},
    {.name = "load", .run = prompt_load, .takes_file = true},
    {.name = "log", .run = prompt_log, .takes_file = true},
    {.name = "save", .run = prompt_save, .takes_file = true},
    {.name = "save!", .run = prompt_save_over, .takes_file = true},
    {.name = "data", .run = prompt_data, .takes_file = true},
    {.name = "export", .run = prompt_export, .choice = prompt_export_word, .takes_file = true},
    {.name = "export!", .run = prompt_export_over, .choice = prompt_export_word, .takes_file = true},
    {.name = "update", .run = prompt_update},
    {.name = "lang", .run = command_lang, .choice = language_name},
    {.name = "view", .run = command_view, .choice = view_name},
    {.name = "scene", .run = scenes_command, .names = scenes_names},
    {.name = "task", .run = scenes_task_command, .names = scenes_tasks},
    {.name = "lesson", .run = lessons_command, .names = lessons_names},
    {.name = "lane", .run = command_lane},
    {.name = "lanes", .run = command_lanes},
    {.name = "find", .run = prompt_find, .choice = prompt_find_word},
    {.name = "map", .run = prompt_map, .choice = map_pair_name},
    {.name = "set", .run = command_set},
    {.name = "save_settings", .run = prompt_save_settings},
    {.name = "help", .run = command_help},
    {.name = "quit", .run = command_quit},
    {.name = "q", .run = command_quit},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

const struct prompt_command *prompt_command(int index) {
  return index >= 0 && index < COMMANDS ? &commands[index] : NULL;
}

const struct prompt_command *prompt_command_find(const char *name) {
  for (int i = 0; i < COMMANDS; i++)
    if (text_same_name(commands[i].name, name)) return &commands[i];
  return NULL;
}

int prompt_choice(struct app *app, const char *command, const char *value, const char *(*name)(int index)) {
  struct text list = {0};
  int found = -1;
  for (int i = 0; name(i); i++) {
    if (strcmp(name(i), value) == 0) found = i;
    text_printf(&list, " %s", name(i));
  }
  if (found < 0) app_say(app, TONE_ERROR, _("%s takes one of:%s"), command, text_string(&list));
  text_free(&list);
  return found;
}

unsigned prompt_setting(struct app *app, int setting, const char *value) {
  const struct settings_row *row = settings_row(setting);
  if (*value == '\0') {
    app_say(app, TONE_HINT, _("%s is %s: %s"), row->name, settings_value(app, setting), _(row->help));
    return EFFECT_REDRAW;
  }
  int choice = prompt_choice(app, row->name, value, row->choice);
  if (choice < 0) return EFFECT_REDRAW;
  app->prompt.open = false;
  settings_say(app, setting, choice);
  app_layout(app);
  app_say(app, TONE_DONE, "%s %s", row->name, settings_value(app, setting));
  return EFFECT_REDRAW | EFFECT_REPAINT;
}

/* --- the line --- */

const char *prompt_split(const char *line, char *name, size_t size) {
  size_t length = strcspn(line, " =");
  text_copy(name, length + 1 < size ? length + 1 : size, line);
  return line + length + strspn(line + length, " =");
}

/* `line` stands in the prompt, so that errors can point at a place. */
static unsigned run_line(struct app *app, const char *line) {
  char name[64];
  const char *value = prompt_split(line, name, sizeof name);
  const struct prompt_command *command = prompt_command_find(name);
  if (command) return command->run(app, value);
  int setting = settings_find(name), parameter = dh_parameter_find(name);
  if (setting >= 0) return prompt_setting(app, setting, value);
  if (parameter >= 0) return prompt_parameter(app, (enum dh_parameter)parameter, value);
  return complain_unknown(app, name, line);
}

bool prompt_execute(struct app *app, const char *line, unsigned *effects) {
  struct app_prompt *prompt = &app->prompt;
  prompt_open(app);
  prompt_set(prompt, line);
  *effects = run_line(app, prompt->text + strspn(prompt->text, " :"));
  prompt->open = false;
  prompt->error_column = -1;
  return !(app->message[0] && app->message_tone == TONE_ERROR);
}

static unsigned execute(struct app *app) {
  struct app_prompt *prompt = &app->prompt;
  while (prompt->length > 0 && prompt->text[prompt->length - 1] == ' ') prompt->text[--prompt->length] = '\0';
  if (prompt->cursor > prompt->length) prompt->cursor = prompt->length;
  const char *line = prompt->text + strspn(prompt->text, " :");
  app->message[0] = '\0';
  prompt->error_column = -1;
  if (*line == '\0') {
    prompt->open = false;
    return EFFECT_REDRAW;
  }
  prompt_remember(prompt, line);
  return run_line(app, line);
}

unsigned prompt_open(struct app *app) {
  struct app_prompt *prompt = &app->prompt;
  prompt->open = true;
  prompt_set(prompt, "");
  prompt->error_column = -1;
  app->message[0] = '\0';
  return EFFECT_REDRAW;
}

unsigned prompt_key(struct app *app, uint32_t key) {
  struct app_prompt *prompt = &app->prompt;
  if (key == KEY_CODE_ENTER) return execute(app);
  if (key == KEY_CODE_TAB) return prompt_complete(app);
  prompt->listed = 0;
  if (key == KEY_CODE_SUSPEND) return EFFECT_SUSPEND;
  if (key == KEY_CODE_ESCAPE || (key == KEY_CODE_BACKSPACE && prompt->length == 0)) {
    prompt->open = false;
    app->message[0] = '\0';
    return EFFECT_REDRAW;
  }
  /* A new colon after an answer is a new line: no command has one inside. */
  if (key == ':' && app->message[0] != '\0') return prompt_open(app);
  prompt->error_column = -1;
  app->message[0] = '\0';
  prompt_edit(prompt, key);
  return EFFECT_REDRAW;
}

/* A line that ends is a blank here: nothing is carried out that was not looked at. */
unsigned prompt_paste(struct app *app, uint32_t character) {
  if (!app->prompt.open) return 0;
  app->prompt.error_column = -1;
  app->message[0] = '\0';
  prompt_edit(&app->prompt, character < ' ' ? ' ' : character);
  return EFFECT_REDRAW;
}

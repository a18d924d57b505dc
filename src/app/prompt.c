/* SPDX-License-Identifier: MIT
 *
 * The `:` line: every parameter of the table by name or alias (`:lr 3e-4`, `:surface x^4-3*x^2+x`), and a few commands.
 * Tab completes, Up and Down go through what was typed before, errors keep the text and point at the place. */
#include "app/actions.h"
#include "app/language.h"
#include "app/map_axes.h"
#include "app/messages.h"
#include "app/options.h"
#include "app/scene.h"
#include "app/view.h"

#include "catalog/record.h"
#include "catalog/setting.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- commands --- */

static unsigned say_error(struct app *app, const struct dh_error *error, const char *value) {
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

/* Every lane is there in a fraction of a second; the keyboard must not wait longer. */
enum { GOTO_MAX = 1000000 };

static unsigned command_goto(struct app *app, const char *value) {
  char *end;
  long step = strtol(value, &end, 10);
  if (end == value || *end != '\0' || step < 0 || step > GOTO_MAX) {
    app_say(app, TONE_ERROR, _("goto takes a step from 0 to %d, such as :goto 40"), GOTO_MAX);
    return EFFECT_REDRAW;
  }
  app->running = false;
  if (step > app_horizon(app)) app->past_horizon = true;
  scene_goto(app, step);
  app->prompt.open = false;
  return EFFECT_REDRAW;
}

static bool fill_record(const struct app *app, struct record *record) {
  memset(record, 0, sizeof *record);
  record->step = app->step;
  record->selected = app->selected;
  record->speed = app->speed;
  record->log_loss = app->log_loss;
  record->demonstration = app->demo;
  text_copy(record->title, sizeof record->title, app->scene_title);
  for (int i = 0; i < app->lane_count; i++) {
    struct record_lane *lane = &record->lane[i];
    const struct dh_journal_entry *journal = dh_run_journal(app->lane[i].run, &lane->journal_count);
    lane->name[0] = app->lane[i].letter;
    lane->spec = *dh_run_initial(app->lane[i].run);
    lane->journal = calloc((size_t)lane->journal_count + 1, sizeof *journal);
    record->lane_count = i + 1;
    if (!lane->journal) return false;
    for (int k = 0; k < lane->journal_count; k++) lane->journal[k] = journal[k];
  }
  return true;
}

static unsigned save(struct app *app, const char *value, bool replaces) {
  struct record record;
  if (*value == '\0') {
    app_say(app, TONE_ERROR, _("save takes a file, such as :save lesson.yaml"));
    return EFFECT_REDRAW;
  }
  text_clear(&app->save_text);
  if (fill_record(app, &record)) record_write(&record, &app->save_text);
  bool failed = app->save_text.failed || app->save_text.length == 0;
  record_free(&record);
  if (failed) {
    app_say(app, TONE_ERROR, _("not saved: out of memory"));
    return EFFECT_REDRAW;
  }
  app->save_replaces = replaces;
  text_copy(app->save_path, sizeof app->save_path, value);
  app->prompt.open = false;
  return EFFECT_REDRAW | EFFECT_SAVE;
}

static unsigned command_save(struct app *app, const char *value) { return save(app, value, false); }
static unsigned command_save_over(struct app *app, const char *value) { return save(app, value, true); }

static unsigned command_quit(struct app *app, const char *value) {
  (void)app, (void)value;
  return EFFECT_QUIT;
}

static unsigned set_parameter(struct app *app, enum dh_parameter parameter, const char *value);
static unsigned command_update(struct app *app, const char *value);

/* Without a word the keys, with one what that parameter is. */
static unsigned command_help(struct app *app, const char *value) {
  int parameter = dh_parameter_find(value);
  if (parameter >= 0) return set_parameter(app, (enum dh_parameter)parameter, "");
  app->prompt.open = false;
  app->overlay = OVERLAY_HELP;
  app->overlay_line = 0;
  return EFFECT_REDRAW;
}

/* The choice of this name, or -1 after a complaint that lists them. */
static int look_choice(struct app *app, const char *command, const char *value, const char *(*name)(int)) {
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

static unsigned command_theme(struct app *app, const char *value) {
  int theme = look_choice(app, "theme", value, look_theme_name);
  if (theme < 0) return EFFECT_REDRAW;
  app->theme = (enum look_theme)theme;
  app->prompt.open = false;
  return EFFECT_REDRAW | EFFECT_REPAINT;
}

static unsigned command_glyphs(struct app *app, const char *value) {
  int glyphs = look_choice(app, "glyphs", value, look_glyphs_name);
  if (glyphs < 0) return EFFECT_REDRAW;
  app->glyphs = (enum look_glyphs)glyphs;
  app->prompt.open = false;
  return EFFECT_REDRAW;
}

static const char *detail_name(int index) {
  static const char *const names[] = {"1", "2", "3", "4", "5"};
  return index >= 0 && index < 5 ? names[index] : NULL;
}

static unsigned command_detail(struct app *app, const char *value) {
  int detail = look_choice(app, "detail", value, detail_name);
  if (detail < 0) return EFFECT_REDRAW;
  app->detail = detail + 1;
  app->touched = 0;
  app->prompt.open = false;
  app_layout(app);
  return EFFECT_REDRAW;
}

/* Names are said in their own languages, whichever is in force. */
static unsigned command_lang(struct app *app, const char *value) {
  int language = language_find(value);
  if (language < 0) return look_choice(app, "lang", value, language_name), EFFECT_REDRAW;
  app->language = language;
  app->prompt.open = false;
  return EFFECT_REDRAW | EFFECT_LANGUAGE;
}

static const char *view_name(int id) { return view_row(id) ? view_row(id)->name : NULL; }

static unsigned command_view(struct app *app, const char *value) {
  int view = look_choice(app, "view", value, view_name);
  if (view < 0) return EFFECT_REDRAW;
  app->prompt.open = false;
  return view_open(app, (enum view_id)view);
}

static const char *finder_setting(int index) {
  return index < DH_FINDER_SETTINGS ? dh_finder_row((enum dh_finder_setting)index)->name : NULL;
}

static const struct command {
  const char *name;
  unsigned (*run)(struct app *app, const char *value);
  const char *(*choice)(int index); /* what it can be given, for completion; NULL: anything */
} commands[] = {
    {"goto", command_goto, NULL},
    {"save", command_save, NULL},
    {"save!", command_save_over, NULL},
    {"update", command_update, NULL},
    {"lang", command_lang, language_name},
    {"view", command_view, view_name},
    {"scene", scenes_command, NULL},
    {"find", prompt_find, finder_setting},
    {"map", prompt_map, map_pair_name},
    {"theme", command_theme, look_theme_name},
    {"glyphs", command_glyphs, look_glyphs_name},
    {"detail", command_detail, detail_name},
    {"help", command_help, NULL},
    {"quit", command_quit, NULL},
    {"q", command_quit, NULL},
};

enum { COMMANDS = sizeof commands / sizeof commands[0] };

/* --- parameters --- */

static unsigned set_surface(struct app *app, const struct dh_spec *wanted, const char *value) {
  struct dh_error error;
  if (!scene_set_surface(app, wanted->surface, &error)) return say_error(app, &error, value);
  app->prompt.open = false;
  tempo_reset(app, 1);
  return EFFECT_REDRAW;
}

static unsigned set_start(struct app *app, const struct dh_spec *wanted, const char *value) {
  struct dh_error error;
  if (!scene_set_start(app, wanted->start, &error)) return say_error(app, &error, value);
  app->prompt.open = false;
  tempo_reset(app, 0.7);
  return EFFECT_REDRAW;
}

static const char *shown_value(const struct app *app, enum dh_parameter parameter, char *out, size_t size) {
  option_print(app_spec(app, app->selected), parameter, out, size);
  return out[0] != '\0' ? out : RECORD_UNSET;
}

static unsigned change(struct app *app, const struct dh_setting *setting, const char *value) {
  struct dh_error error;
  char shown[96];
  enum dh_parameter parameter = setting->parameter;
  const char *name = dh_parameter_row(parameter)->name;
  if (!scene_change(app, app->selected, setting, &error)) return say_error(app, &error, value);
  app->prompt.open = false;
  app_say(app, TONE_DONE, _("%s %s from step %ld on"), name, shown_value(app, parameter, shown, sizeof shown),
          app->step);
  if (!dh_spec_applies(app_spec(app, app->selected), parameter))
    app_say(app, TONE_HINT, _("%s is kept, but nothing here uses it"), name);
  return EFFECT_REDRAW;
}

/* The value is read into a copy of the selected lane's spec; what came out different is the setting. As in a journal
 * `unset` takes a value back. */
static unsigned set_parameter(struct app *app, enum dh_parameter parameter, const char *value) {
  struct dh_error error;
  struct dh_spec spec = *app_spec(app, app->selected);
  const char *name = dh_parameter_row(parameter)->name;
  char shown[96];
  if (*value == '\0') {
    app_say(app, TONE_HINT, _("%s is %s: %s"), name, shown_value(app, parameter, shown, sizeof shown),
            _(dh_parameter_row(parameter)->help));
    return EFFECT_REDRAW;
  }
  bool unset = record_can_set(parameter) && parameter != DH_OPTIM && strcmp(value, RECORD_UNSET) == 0;
  if (!unset && !option_set(&spec, app->catalog, parameter, value, NULL, &error)) return say_error(app, &error, value);
  if (parameter == DH_SURFACE) return set_surface(app, &spec, value);
  if (parameter == DH_START) return set_start(app, &spec, value);
  const struct dh_setting setting = {.parameter = parameter,
                                     .unset = unset,
                                     .value = spec.value[parameter],
                                     .rule = spec.rule,
                                     .list = spec.milestones};
  return change(app, &setting, value);
}

/* A rule of one's own, in the place of an optimizer. */
static unsigned command_update(struct app *app, const char *value) {
  struct dh_error error;
  const struct dh_setting setting = {.parameter = DH_OPTIM, .rule = catalog_typed_rule(app->catalog, value, &error)};
  return setting.rule ? change(app, &setting, value) : say_error(app, &error, value);
}

/* --- the line --- */

/* Split "name value", "name=value", "name" in place; the value keeps its place in `line`. */
static const char *split(const char *line, char *name, size_t size) {
  size_t length = strcspn(line, " =");
  text_copy(name, length + 1 < size ? length + 1 : size, line);
  return line + length + strspn(line + length, " =");
}

static void remember_line(struct app_prompt *prompt) {
  if (prompt->history_count > 0 && strcmp(prompt->history[prompt->history_count - 1], prompt->text) == 0) return;
  if (prompt->history_count == APP_HISTORY) {
    memmove(prompt->history[0], prompt->history[1], sizeof prompt->history[0] * (APP_HISTORY - 1));
    prompt->history_count--;
  }
  memcpy(prompt->history[prompt->history_count++], prompt->text, sizeof prompt->text);
}

static unsigned execute(struct app *app) {
  struct app_prompt *prompt = &app->prompt;
  char name[64];
  while (prompt->length > 0 && prompt->text[prompt->length - 1] == ' ') prompt->text[--prompt->length] = '\0';
  if (prompt->cursor > prompt->length) prompt->cursor = prompt->length;
  const char *line = prompt->text + strspn(prompt->text, " :");
  app->message[0] = '\0';
  prompt->error_column = -1;
  if (*line == '\0') {
    prompt->open = false;
    return EFFECT_REDRAW;
  }
  remember_line(prompt);
  const char *value = split(line, name, sizeof name);
  for (int i = 0; i < COMMANDS; i++)
    if (strcmp(commands[i].name, name) == 0) return commands[i].run(app, value);
  int parameter = dh_parameter_find(name);
  if (parameter >= 0) return set_parameter(app, (enum dh_parameter)parameter, value);
  struct dh_error error;
  const char *nearest = dh_parameter_nearest(name);
  dh_fail(&error, DH_ERROR_UNKNOWN_PARAMETER, 0, name, nearest ? nearest : "");
  return say_error(app, &error, line);
}

/* --- completion --- */

/* The n-th candidate for the word being typed: commands and parameters, then what the parameter can be. */
static const char *name_candidate(int n) {
  if (n < COMMANDS) return commands[n].name;
  n -= COMMANDS;
  return n < DH_PARAMETER_COUNT ? dh_parameter_row((enum dh_parameter)n)->name : NULL;
}

static const char *value_candidate(const struct app *app, int parameter, int n) {
  const struct dh_parameter_row *row = dh_parameter_row((enum dh_parameter)parameter);
  switch (row->type) {
  case DH_TYPE_CHOICE:
    return row->choice(n);
  case DH_TYPE_FLAG:
    return n == 0 ? "true" : n == 1 ? "false" : NULL;
  case DH_TYPE_SURFACE:
    return n < catalog_surface_count(app->catalog) ? dh_surface_info(catalog_surface(app->catalog, n))->name : NULL;
  case DH_TYPE_OPTIM:
    return n < catalog_rule_count(app->catalog) ? dh_rule_info(catalog_rule(app->catalog, n))->name : NULL;
  default:
    return NULL;
  }
}

static const char *candidate(const struct app *app, const char *name, bool value, int n) {
  if (!value) return name_candidate(n);
  for (int i = 0; i < COMMANDS; i++)
    if (strcmp(commands[i].name, name) == 0) return commands[i].choice ? commands[i].choice(n) : NULL;
  int parameter = dh_parameter_find(name);
  return parameter < 0 ? NULL : value_candidate(app, parameter, n);
}

/* How much of their beginning two names have in common, as text_name_begins() compares. */
static size_t shared(const char *a, const char *b) {
  char beginning[DH_NAME_MAX * 2];
  text_copy(beginning, sizeof beginning, a);
  size_t length = strlen(beginning);
  while (!text_name_begins(b, beginning)) beginning[--length] = '\0';
  return length;
}

/* Complete the last word as far as all candidates agree, and list them if there are several. */
static unsigned complete(struct app *app) {
  struct app_prompt *prompt = &app->prompt;
  char name[64], best[DH_NAME_MAX * 2] = "";
  const char *line = prompt->text + strspn(prompt->text, " :"), *value = split(line, name, sizeof name);
  bool in_value = strcspn(line, " =") < strlen(line);
  const char *word = in_value ? value : line;
  int found = 0;
  struct text list = {0};
  for (int n = 0; candidate(app, name, in_value, n); n++) {
    const char *each = candidate(app, name, in_value, n);
    if (!text_name_begins(each, word)) continue;
    if (found++ == 0) {
      text_copy(best, sizeof best, each);
    } else {
      best[shared(best, each)] = '\0';
    }
    text_printf(&list, " %s", each);
  }
  if (found > 0) {
    size_t at = (size_t)(word - prompt->text);
    text_copy(prompt->text + at, sizeof prompt->text - at, best);
    if (found == 1 && !in_value && strlen(prompt->text) + 1 < sizeof prompt->text) strcat(prompt->text, " ");
    prompt->length = prompt->cursor = (int)strlen(prompt->text);
  }
  if (found > 1) {
    size_t fits = text_fit(text_string(&list) + 1, app->cols - 8);
    bool all = fits == strlen(text_string(&list) + 1);
    app_say(app, TONE_HINT, "%.*s%s", (int)fits, text_string(&list) + 1, all ? "" : " ...");
  }
  text_free(&list);
  return EFFECT_REDRAW;
}

/* --- editing --- */

static void insert(struct app_prompt *prompt, uint32_t key) {
  char bytes[4];
  int length = utf8_encode(key, bytes);
  if (prompt->length + length >= APP_PROMPT) return;
  memmove(prompt->text + prompt->cursor + length, prompt->text + prompt->cursor,
          (size_t)(prompt->length - prompt->cursor) + 1);
  memcpy(prompt->text + prompt->cursor, bytes, (size_t)length);
  prompt->cursor += length;
  prompt->length += length;
}

/* Where the character before the cursor begins. */
static int before(const struct app_prompt *prompt, int cursor) {
  const char *at = prompt->text + cursor;
  if (cursor == 0) return 0;
  do at--;
  while (at > prompt->text && ((unsigned char)*at & 0xC0) == 0x80);
  return (int)(at - prompt->text);
}

static int after(const struct app_prompt *prompt, int cursor) {
  do {
    if (cursor < prompt->length) cursor++;
  } while (cursor < prompt->length && ((unsigned char)prompt->text[cursor] & 0xC0) == 0x80);
  return cursor;
}

static void erase(struct app_prompt *prompt, int from, int to) {
  memmove(prompt->text + from, prompt->text + to, (size_t)(prompt->length - to) + 1);
  prompt->length -= to - from;
  prompt->cursor = from;
}

static void recall(struct app_prompt *prompt, int by) {
  int at = prompt->history_at + by;
  if (at < 0 || at > prompt->history_count) return;
  prompt->history_at = at;
  text_copy(prompt->text, sizeof prompt->text, at == prompt->history_count ? "" : prompt->history[at]);
  prompt->length = prompt->cursor = (int)strlen(prompt->text);
}

unsigned prompt_open(struct app *app) {
  struct app_prompt *prompt = &app->prompt;
  prompt->open = true;
  prompt->text[0] = '\0';
  prompt->length = prompt->cursor = 0;
  prompt->history_at = prompt->history_count;
  prompt->error_column = -1;
  app->message[0] = '\0';
  return EFFECT_REDRAW;
}

static void edit(struct app_prompt *prompt, uint32_t key) {
  switch (key) {
  case KEY_CODE_LEFT:
    prompt->cursor = before(prompt, prompt->cursor);
    break;
  case KEY_CODE_RIGHT:
    prompt->cursor = after(prompt, prompt->cursor);
    break;
  case KEY_CODE_HOME:
    prompt->cursor = 0;
    break;
  case KEY_CODE_END:
    prompt->cursor = prompt->length;
    break;
  case KEY_CODE_BACKSPACE:
    erase(prompt, before(prompt, prompt->cursor), prompt->cursor);
    break;
  case KEY_CODE_DELETE: {
    int cursor = prompt->cursor;
    erase(prompt, cursor, after(prompt, cursor));
    break;
  }
  case KEY_CODE_UP:
    recall(prompt, -1);
    break;
  case KEY_CODE_DOWN:
    recall(prompt, 1);
    break;
  default:
    if (key >= ' ' && key < KEY_CODE_SPECIAL && key != 127) insert(prompt, key);
  }
}

unsigned prompt_key(struct app *app, uint32_t key) {
  struct app_prompt *prompt = &app->prompt;
  if (key == KEY_CODE_ENTER) return execute(app);
  if (key == KEY_CODE_TAB) return complete(app);
  if (key == KEY_CODE_SUSPEND) return EFFECT_SUSPEND;
  if (key == KEY_CODE_ESCAPE || (key == KEY_CODE_BACKSPACE && prompt->length == 0)) {
    prompt->open = false;
    app->message[0] = '\0';
    return EFFECT_REDRAW;
  }
  /* A new colon after an answer is a new line: no command has one inside. Ctrl-U is every shell's. */
  if ((key == ':' && app->message[0] != '\0') || key == 'U' - '@') return prompt_open(app);
  prompt->error_column = -1;
  app->message[0] = '\0';
  edit(prompt, key);
  return EFFECT_REDRAW;
}

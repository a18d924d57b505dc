/* SPDX-License-Identifier: MIT
 *
 * Tab in the `:` line. Commands, settings and parameters are completed by their names, what they take by the tables
 * they come from, files by the list that the caller of the app gives. */
#include "app/messages.h"
#include "app/prompt.h"
#include "app/scene.h"
#include "app/settings.h"

#include <string.h>

/* What can stand at the end of the line: counted through by candidate(). */
struct place {
  const struct app *app;
  const char *word;                 /* what is there of it, in the line */
  bool names;                       /* a name is being typed: of a setting or a parameter, */
  bool commands;                    /* or of a command */
  const char *(*choice)(int index); /* else one of these, NULL: none */
  int parameter;                    /* or a value of it, -1: none */
  struct text files;                /* and files or scenes, one a line */
};

static const char *name_candidate(const struct place *place, int n) {
  for (int i = 0; place->commands && prompt_command(i); i++)
    if (n-- == 0) return prompt_command(i)->name;
  for (int i = 0; settings_row(i); i++)
    if (n-- == 0) return settings_row(i)->name;
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

/* Line n of a text, into `out`. */
static const char *file_candidate(const struct text *files, int n, char *out, size_t size) {
  const char *line = text_string(files);
  for (; n > 0 && line; n--) {
    line = strchr(line, '\n');
    if (line) line++;
  }
  if (!line || *line == '\0') return NULL;
  size_t length = strcspn(line, "\n") + 1;
  text_copy(out, length < size ? length : size, line);
  return out;
}

static const char *candidate(const struct place *place, int n, char *out, size_t size) {
  if (place->names) return name_candidate(place, n);
  if (place->parameter >= 0) return value_candidate(place->app, place->parameter, n);
  int choices = 0;
  while (place->choice && place->choice(choices)) choices++;
  return n < choices ? place->choice(n) : file_candidate(&place->files, n - choices, out, size);
}

/* --- where the line ends --- */

/* Is one of the choices already there, with a blank behind it? Then what follows. */
static const char *after_choice(const struct prompt_command *command, const char *value) {
  char first[DH_NAME_MAX];
  const char *rest = prompt_split(value, first, sizeof first);
  for (int i = 0; command->choice && command->choice(i); i++)
    if (rest > value + strlen(first) && strcmp(command->choice(i), first) == 0) return rest;
  return value;
}

static void find_command_place(struct place *place, const struct prompt_command *command, const char *value) {
  place->word = after_choice(command, value);
  if (place->word == value) place->choice = command->choice;
  if (command->takes_file && place->app->list_files) place->app->list_files(place->word, &place->files);
  if (command->names) command->names(place->app, &place->files);
}

/* `:set` is followed by what may stand without it, but for commands. */
static void find_place(struct place *place, const char *line) {
  char name[DH_NAME_MAX];
  const char *value = prompt_split(line, name, sizeof name);
  const struct prompt_command *command = place->commands ? prompt_command_find(name) : NULL;
  int setting = settings_find(name);
  place->word = line;
  place->names = value == line + strlen(name);
  if (place->names) return;
  place->word = value;
  if (place->commands && strcmp(name, "set") == 0) {
    place->commands = false;
    find_place(place, value);
  } else if (command) {
    find_command_place(place, command, value);
  } else if (setting >= 0) {
    place->choice = settings_row(setting)->choice;
  } else {
    place->parameter = dh_parameter_find(name);
  }
}

/* --- completing --- */

/* How much of their beginning two names have in common, as text_name_begins() compares. */
static size_t shared(const char *a, const char *b) {
  char beginning[APP_PROMPT];
  text_copy(beginning, sizeof beginning, a);
  size_t length = strlen(beginning);
  while (!text_name_begins(b, beginning)) beginning[--length] = '\0';
  return utf8_floor(a, length); /* bytes that two characters begin with are none */
}

/* As many whole candidates as fit, from the one where the last list ended; of files without the folder they are in,
 * which is in the line. */
static void list_candidates(struct app *app, const struct place *place, int found) {
  struct text list = {0};
  char each[APP_PROMPT];
  const char *slash = place->files.length > 0 ? strrchr(place->word, '/') : NULL;
  size_t folder = slash ? (size_t)(slash + 1 - place->word) : 0;
  int skip = app->prompt.listed < found ? app->prompt.listed : 0, number = 0, shown = 0;
  for (int n = 0; candidate(place, n, each, sizeof each); n++) {
    const char *name = candidate(place, n, each, sizeof each);
    if (!text_name_begins(name, place->word) || number++ < skip) continue;
    if (shown > 0 && text_columns(text_string(&list)) + text_columns(name + folder) > app->cols - 8) break;
    text_printf(&list, "%s%s", shown++ > 0 ? " " : "", name + folder);
  }
  app->prompt.listed = skip + shown;
  app_say(app, TONE_HINT, "%s%s", text_string(&list), app->prompt.listed < found ? " ..." : "");
  text_free(&list);
}

/* Replace the word by what is known of it. A name that is complete gets the blank that its value wants. */
static void put_word(struct app_prompt *prompt, const struct place *place, const char *best, bool alone) {
  size_t at = (size_t)(place->word - prompt->text);
  char line[APP_PROMPT + 1];
  text_copy(line, sizeof line, prompt->text);
  text_copy(line + at, sizeof line - at, best);
  if (alone && place->names && strlen(line) + 1 < APP_PROMPT) strcat(line, " ");
  prompt_set(prompt, line);
}

unsigned prompt_complete(struct app *app) {
  struct app_prompt *prompt = &app->prompt;
  struct place place = {.app = app, .commands = true, .parameter = -1};
  char each[APP_PROMPT], best[APP_PROMPT] = "";
  int found = 0;
  find_place(&place, prompt->text + strspn(prompt->text, " :"));
  for (int n = 0; candidate(&place, n, each, sizeof each); n++) {
    const char *name = candidate(&place, n, each, sizeof each);
    if (!text_name_begins(name, place.word)) continue;
    if (found++ == 0)
      text_copy(best, sizeof best, name);
    else
      best[shared(best, name)] = '\0';
  }
  if (found > 1) list_candidates(app, &place, found);
  if (found > 0) put_word(prompt, &place, best, found == 1);
  text_free(&place.files);
  return EFFECT_REDRAW;
}

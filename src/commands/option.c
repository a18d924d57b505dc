/* SPDX-License-Identifier: MIT */
#include "commands/option.h"

#include "app/language.h"
#include "app/messages.h"

#include <math.h>
#include <string.h>

/* --- values --- */

/* "sample", the first, is no name to be given. */
static const char *loss_choice(int index) {
  return index + 1 < DH_LOSS_COUNT ? dh_loss_name((enum dh_loss)(index + 1)) : NULL;
}

static const char *flag_choice(int index) {
  static const char *const names[] = {"true", "false", NULL};
  return names[index];
}

/* Where names can be offered. */
static const struct command_values own_values[OWN_COUNT] = {
    [OWN_SCENE] = {.listed = "list scenes", .file = true},
    [OWN_TASK] = {.listed = "list tasks"},
    [OWN_DATA] = {.listed = "list data", .file = true},
    [OWN_LOSS] = {.choice = loss_choice},
    [OWN_DATALOADER_DROP_LAST] = {.choice = flag_choice},
    [OWN_GLYPHS] = {.choice = look_glyphs_name},
    [OWN_THEME] = {.choice = look_theme_name},
    [OWN_RULE] = {.choice = dh_map_rule_name},
    [OWN_OUTPUT] = {.file = true},
    [OWN_LOG] = {.file = true},
    [OWN_LANG] = {.choice = language_name},
};

static const struct type {
  const char *value;
  struct command_values values;
} types[] = {
    [DH_TYPE_NUMBER] = {.value = "NUMBER"},
    [DH_TYPE_INTEGER] = {.value = "N"},
    [DH_TYPE_FLAG] = {"[true|false]", {.choice = flag_choice}},
    [DH_TYPE_CHOICE] = {.value = "NAME"}, /* the row has the choices */
    [DH_TYPE_LIST] = {.value = "N,N,..."},
    [DH_TYPE_SURFACE] = {"NAME|FORMULA", {.listed = "list surfaces"}},
    [DH_TYPE_OPTIM] = {"NAME|UPDATE", {.listed = "list optimizers"}},
    [DH_TYPE_POINT] = {.value = "X[,Y]"},
};

const char *command_option_choice(const struct command_option *option, int index) {
  if (option->formats) return option->formats[index];
  return option->values.choice ? option->values.choice(index) : NULL;
}

/* --- options --- */

static void fill_own(const struct command *command, enum own_option own, struct command_option *option) {
  const struct own_row *row = own_row(own);
  *option = (struct command_option){.name = row->name,
                                    .letter = row->letter,
                                    .value = row->value,
                                    .help = row->help,
                                    .optional = own_is_flag(own),
                                    .parameter = -1,
                                    .values = own_values[own],
                                    .formats = own == OWN_FORMAT ? command->formats : NULL};
}

static void fill_play(const struct play_option_row *row, struct command_option *option) {
  *option = (struct command_option){
      .name = row->name, .value = row->value, .help = row->help, .parameter = -1, .values = {.choice = row->choice}};
}

static void fill_parameter(enum dh_parameter parameter, struct command_option *option) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  *option = (struct command_option){.name = row->name,
                                    .alias = row->alias,
                                    .value = types[row->type].value,
                                    .optional = row->type == DH_TYPE_FLAG,
                                    .help = row->help,
                                    .parameter = (int)parameter,
                                    .values = types[row->type].values};
  if (row->choice) option->values.choice = row->choice;
}

bool command_option(const struct command *command, int index, struct command_option *option) {
  for (int i = 0; i < OWN_COUNT; i++) {
    if (!command_takes(command, (enum own_option)i) || index-- > 0) continue;
    fill_own(command, (enum own_option)i, option);
    return true;
  }
  for (int i = 0; command->plays && play_option_row(i); i++) {
    if (index-- > 0) continue;
    fill_play(play_option_row(i), option);
    return true;
  }
  if (!command->parameters || index >= DH_PARAMETER_COUNT) return false;
  fill_parameter((enum dh_parameter)index, option);
  return true;
}

const struct command *command_any(int index) { return index == 0 ? &command_screen : command_row(index - 1); }

bool command_has(const struct command *command, const char *name) {
  struct command_option option;
  for (int i = 0; command_option(command, i, &option); i++)
    if (strcmp(option.name, name) == 0) return true;
  return false;
}

/* --- words --- */

static void put_default(enum dh_parameter parameter, struct text *out) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  char initial[48];
  bool number = row->type != DH_TYPE_SURFACE && row->type != DH_TYPE_OPTIM && row->type != DH_TYPE_POINT &&
                row->type != DH_TYPE_LIST;
  if (!number || isnan(row->initial)) return;
  dh_parameter_print(parameter, row->initial, initial, sizeof initial);
  text_printf(out, _(" (default %s)"), initial);
}

/* Of other options the help names the choices itself. */
void command_option_words(const struct command_option *option, struct text *out) {
  bool named = option->formats || (option->parameter >= 0 && !option->optional);
  const char *choice;
  text_add(out, _(option->help));
  for (int i = 0; named && (choice = command_option_choice(option, i)); i++)
    text_printf(out, "%s%s", i == 0 ? _(": ") : _(", "), choice);
  if (option->parameter >= 0) put_default((enum dh_parameter)option->parameter, out);
}

/* --- groups --- */

static const struct group {
  const char *title;
  unsigned applies; /* bits 1 << enum dh_applies */
} groups[] = {
    {N_("Parameters ('-' may stand for '_', a small letter for a capital)"), 1U << DH_APPLIES_ALWAYS},
    {N_("Batches and noise"), 1U << DH_APPLIES_FORMULA | 1U << DH_APPLIES_BATCH},
    {N_("Of optimizers (downhill list optimizers shows whose, with defaults)"), 1U << DH_APPLIES_OPTIM},
    {N_("Of schedules (downhill list schedules shows whose)"), 1U << DH_APPLIES_SCHEDULE},
};

const char *command_group(int index) {
  return index < (int)(sizeof groups / sizeof *groups) ? groups[index].title : NULL;
}

bool command_group_has(int index, const struct command_option *option) {
  return option->parameter >= 0 &&
         (groups[index].applies >> dh_parameter_row((enum dh_parameter)option->parameter)->applies & 1) != 0;
}

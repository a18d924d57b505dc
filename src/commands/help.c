/* SPDX-License-Identifier: MIT
 *
 * --help and --version, made from the descriptors and the parameter table. */
#include "app/messages.h"
#include "commands/arguments.h"
#include "commands/output.h"
#include "commands/version.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { HELP_WIDTH = 80, OPTION_WIDTH = 30 };

/* Words behind the option, in as many lines as they need. */
static void put_words(struct text *out, const char *words) {
  const int indent = OPTION_WIDTH + 3;
  while (*words) {
    size_t whole = text_wrap(words, HELP_WIDTH - indent), length = whole > 0 ? whole : strcspn(words, " ");
    text_append(out, words, length);
    words += length;
    words += strspn(words, " ");
    if (*words) text_printf(out, "\n%*s", indent, "");
  }
  text_add(out, "\n");
}

static void put_line(struct text *out, const char *left, const char *right) {
  int columns = text_columns(left);
  text_printf(out, "  %s", left);
  if (columns > OPTION_WIDTH)
    text_printf(out, "\n%*s", OPTION_WIDTH + 3, "");
  else
    text_printf(out, "%*s", OPTION_WIDTH - columns + 1, "");
  put_words(out, right);
}

static void put_option(struct text *out, char letter, const char *name, const char *value, const char *help) {
  struct text left = {0};
  if (letter) text_printf(&left, "-%c, ", letter);
  text_printf(&left, "--%s%s%s", name, value ? " " : "", value ? value : "");
  put_line(out, text_string(&left), help);
  out->failed |= left.failed;
  text_free(&left);
}

static void put_own(struct text *out, const struct command *command, enum own_option option) {
  const struct own_row *row = own_row(option);
  struct text right = {0};
  text_add(&right, _(row->help));
  for (int i = 0; option == OWN_FORMAT && command->formats[i]; i++)
    text_printf(&right, "%s%s", i == 0 ? ": " : ", ", command->formats[i]);
  put_option(out, row->letter, row->name, row->value, text_string(&right));
  out->failed |= right.failed;
  text_free(&right);
}

static const char *value_name(enum dh_type type) {
  switch (type) {
  case DH_TYPE_NUMBER:
    return "NUMBER";
  case DH_TYPE_INTEGER:
    return "N";
  case DH_TYPE_FLAG:
    return "[true|false]";
  case DH_TYPE_CHOICE:
    return "NAME";
  case DH_TYPE_LIST:
    return "N,N,...";
  case DH_TYPE_SURFACE:
    return "NAME|FORMULA";
  case DH_TYPE_OPTIM:
    return "NAME|UPDATE";
  case DH_TYPE_POINT:
    return "X[,Y]";
  }
  return "";
}

static void put_default(struct text *out, enum dh_parameter parameter) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  char initial[48];
  bool number = row->type != DH_TYPE_SURFACE && row->type != DH_TYPE_OPTIM && row->type != DH_TYPE_POINT &&
                row->type != DH_TYPE_LIST;
  for (int i = 0; row->type == DH_TYPE_CHOICE && row->choice(i); i++)
    text_printf(out, "%s%s", i == 0 ? ": " : ", ", row->choice(i));
  if (!number || isnan(row->initial)) return;
  dh_parameter_print(parameter, row->initial, initial, sizeof initial);
  text_printf(out, _(" (default %s)"), initial);
}

static void put_parameter(struct text *out, enum dh_parameter parameter) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  struct text left = {0}, right = {0};
  text_printf(&left, "--%s", row->name);
  if (row->alias) text_printf(&left, ", --%s", row->alias);
  text_printf(&left, " %s", value_name(row->type));
  text_add(&right, _(row->help));
  put_default(&right, parameter);
  put_line(out, text_string(&left), text_string(&right));
  out->failed |= left.failed || right.failed;
  text_free(&left);
  text_free(&right);
}

/* So many parameters need an order: what every run has, then what only some optimizers, schedules or surfaces read. */
static const struct group {
  const char *title;
  unsigned applies; /* bits 1 << enum dh_applies */
} groups[] = {
    {N_("Parameters ('-' may stand for '_', a small letter for a capital)"), 1U << DH_APPLIES_ALWAYS},
    {N_("Batches and noise"), 1U << DH_APPLIES_FORMULA | 1U << DH_APPLIES_BATCH},
    {N_("Of optimizers (downhill list optimizers shows whose, with defaults)"), 1U << DH_APPLIES_OPTIM},
    {N_("Of schedules (downhill list schedules shows whose)"), 1U << DH_APPLIES_SCHEDULE},
};

static void put_parameters(struct text *out, const struct group *group) {
  text_printf(out, "\n%s:\n", _(group->title));
  for (int i = 0; i < DH_PARAMETER_COUNT; i++)
    if (group->applies >> dh_parameter_row((enum dh_parameter)i)->applies & 1) put_parameter(out, (enum dh_parameter)i);
}

static void put_options(struct text *out, const struct command *command) {
  const struct play_option_row *row;
  text_add(out, _("\nOptions:\n"));
  for (int i = 0; i < OWN_COUNT; i++)
    if (command_takes(command, (enum own_option)i)) put_own(out, command, (enum own_option)i);
  for (int i = 0; command->plays && (row = play_option_row(i)); i++)
    put_option(out, 0, row->name, row->value, _(row->help));
  if (command->notes) text_printf(out, "\n%s", _(command->notes));
  for (size_t i = 0; command->parameters && i < sizeof groups / sizeof *groups; i++) put_parameters(out, &groups[i]);
}

int help_command(const struct command *command) {
  struct output output;
  output_open(&output, NULL);
  struct text *out = &output.text;
  text_printf(out, _("Usage: downhill %s [options]%s%s\n%s\n"), command->name, command->operands[0] ? " " : "",
              command->operands, _(command->summary));
  put_options(out, command);
  return output_close(&output);
}

int help_program(void) {
  struct output output;
  output_open(&output, NULL);
  struct text *out = &output.text;
  text_add(out,
           _("Usage: downhill [options]\n"
             "       downhill COMMAND [options]\n"
             "An explorer of gradient descent. Without a command it opens the screen; press ? there for the keys.\n"
             "\nCommands (downhill COMMAND --help says more):\n"));
  for (int i = 0; command_row(i); i++) put_line(out, command_row(i)->name, _(command_row(i)->summary));
  put_options(out, &command_screen);
  return output_close(&output);
}

int help_version(void) {
  struct output output;
  output_open(&output, NULL);
  text_add(&output.text, "downhill " DOWNHILL_VERSION "\n");
  return output_close(&output);
}

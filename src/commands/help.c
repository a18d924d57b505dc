/* SPDX-License-Identifier: MIT
 *
 * --help, made from the descriptors and the parameter table. */
#include "app/messages.h"
#include "commands/option.h"
#include "commands/output.h"

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

static void put_option(struct text *out, const struct command_option *option) {
  struct text left = {0}, right = {0};
  if (option->letter) text_printf(&left, "-%c, ", option->letter);
  text_printf(&left, "--%s", option->name);
  if (option->alias) text_printf(&left, ", --%s", option->alias);
  if (option->value) text_printf(&left, " %s", option->value);
  command_option_words(option, &right);
  put_line(out, text_string(&left), text_string(&right));
  out->failed |= left.failed || right.failed;
  text_free(&left);
  text_free(&right);
}

static void put_parameters(struct text *out, const struct command *command, int group) {
  struct command_option option;
  text_printf(out, "\n%s:\n", _(command_group(group)));
  for (int i = 0; command_option(command, i, &option); i++)
    if (command_group_has(group, &option)) put_option(out, &option);
}

static void put_options(struct text *out, const struct command *command) {
  struct command_option option;
  text_add(out, _("\nOptions:\n"));
  for (int i = 0; command_option(command, i, &option) && option.parameter < 0; i++) put_option(out, &option);
  if (command->notes) text_printf(out, "\n%s", _(command->notes));
  for (int i = 0; command->parameters && command_group(i); i++) put_parameters(out, command, i);
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

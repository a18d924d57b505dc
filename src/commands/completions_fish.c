/* SPDX-License-Identifier: MIT
 *
 * Completion for fish: one line for each option, with the commands that take it. */
#include "commands/completions.h"

#include "app/messages.h"

#include <string.h>

static const char begin[] =
    "# Completion of downhill for fish, written by `downhill completions fish`.\n"
    "\n"
    "function __downhill_names # COLUMN WORD...: a column of one of the program's tables\n"
    "    set -l typed (commandline -opc)\n"
    "    $typed[1] $argv[2..-1] --lang en 2>/dev/null | awk -v column=$argv[1] 'NR > 1 { print $column }'\n"
    "end\n"
    "\n"
    "function __downhill_in # COMMAND...: which is typed; '-': none, '.': nothing at all\n"
    "    set -l typed (commandline -opc)\n"
    "    set -e typed[1]\n"
    "    switch \"$typed[1]\"\n"
    "        case --lang\n"
    "            set -e typed[1..2]\n"
    "        case '--lang=*'\n"
    "            set -e typed[1]\n"
    "    end\n"
    "    switch \"$typed[1]\"\n"
    "        case ''\n"
    "            contains -- . $argv\n"
    "        case '-*'\n"
    "            contains -- - $argv\n"
    "        case '*'\n"
    "            contains -- $typed[1] $argv\n"
    "    end\n"
    "end\n"
    "\n"
    "complete -c downhill -f\n";

static void put_quoted(struct text *out, const char *string) { completions_quote(out, string, "\\", "\\'"); }

static void put_condition(struct text *out, const char *commands) {
  text_printf(out, "complete -c downhill -n '__downhill_in%s'", commands);
}

/* What is behind -a, and whether files will do as well. */
static void put_values(struct text *out, const struct command_values *values, const char *const *formats) {
  bool choices = values->choice || formats;
  if (choices || values->listed) {
    text_add(out, " -a '");
    completions_choices(values, formats, out);
    if (values->listed)
      text_printf(out, "%s(__downhill_names %d %s)", choices ? " " : "", values->column + 1, values->listed);
    text_add(out, "'");
  }
  if (values->file) text_add(out, " -F");
}

static void put_option(struct text *out, const char *commands, const struct command_option *option) {
  struct text words = {0};
  command_option_words(option, &words);
  for (int alias = 0; alias < (option->alias ? 2 : 1); alias++) {
    put_condition(out, commands);
    if (option->letter) text_printf(out, " -s %c", option->letter);
    text_printf(out, " -l %s", alias ? option->alias : option->name);
    if (option->value && !option->optional) text_add(out, option->values.file ? " -r" : " -x");
    put_values(out, &option->values, option->formats);
    text_add(out, " -d '");
    put_quoted(out, text_string(&words));
    text_add(out, "'\n");
  }
  text_free(&words);
}

static void put_name(struct text *out, const struct command *command) {
  text_printf(out, " %s", command->name ? command->name : ". " COMPLETIONS_SCREEN);
}

/* --format has other values in each command; other options are the same in all. */
static void put_options(struct text *out) {
  struct command_option option;
  const struct command *command, *other;
  struct text commands = {0};
  bool fresh;
  for (int i = 0; (command = command_any(i)); i++)
    for (int k = 0; completions_fresh(i, k, &option, &fresh); k++) {
      if (!fresh && !option.formats) continue;
      text_clear(&commands);
      put_name(&commands, command);
      for (int j = i + 1; !option.formats && (other = command_any(j)); j++)
        if (command_has(other, option.name)) put_name(&commands, other);
      put_option(out, text_string(&commands), &option);
    }
  text_free(&commands);
}

void completions_fish(struct text *out) {
  const struct command *command;
  text_add(out, begin);
  for (int i = 0; (command = command_row(i)); i++) {
    put_condition(out, " .");
    text_printf(out, " -a %s -d '", command->name);
    put_quoted(out, _(command->summary));
    text_add(out, "'\n");
  }
  put_condition(out, " .");
  put_values(out, &command_screen.values, NULL);
  text_add(out, "\n");
  for (int i = 0; (command = command_row(i)); i++) {
    if (!command->operands[0]) continue;
    text_printf(out, "complete -c downhill -n '__downhill_in %s'", command->name);
    put_values(out, &command->values, NULL);
    text_add(out, "\n");
  }
  put_options(out);
}

/* SPDX-License-Identifier: MIT
 *
 * Completion for zsh, by specifications for its _arguments. */
#include "commands/completions.h"

#include "app/messages.h"

static const char begin[] =
    "#compdef downhill\n"
    "# Completion of downhill for zsh, written by `downhill completions zsh`.\n"
    "\n"
    "_downhill_names() { # COLUMN WORD...: a column of one of the program's tables\n"
    "  local -a names\n"
    "  names=(${(f)\"$($program ${@:2} --lang en 2>/dev/null | awk -v column=$1 'NR > 1 { print $column }')\"})\n"
    "  compadd -a names\n"
    "}\n"
    "\n"
    "_downhill() {\n"
    "  local program=$words[1] command=- first=2 curcontext=$curcontext\n"
    "  local -a parameters commands\n"
    "  typeset -A opt_args\n";

static const char choose[] = "  case $words[2] in\n"
                             "    (--lang) first=4 ;;\n"
                             "    (--lang=*) first=3 ;;\n"
                             "  esac\n"
                             "  if ((CURRENT > first)) && [[ $words[first] != -* ]]; then\n"
                             "    command=$words[first]\n"
                             "    words=(\"${(@)words[1,1]}\" \"${(@)words[first+1,-1]}\")\n"
                             "    ((CURRENT -= first - 1))\n"
                             "  fi\n";

static const char end[] =
    "    (*) return 1 ;;\n"
    "  esac\n"
    "  _arguments -M 'r:|[_-]=* r:|=* m:{_-}={-_}' $parameters\n"
    "}\n"
    "\n"
    "if [[ $funcstack[1] == _downhill ]]; then _downhill \"$@\"; else compdef _downhill downhill; fi\n";

static void put_quoted(struct text *out, const char *string) { completions_quote(out, string, "\\[]:", "'\\''"); }

/* An action of _arguments: how values are found. */
static void put_action(struct text *out, const struct command_values *values, const char *const *formats) {
  bool choices = values->choice || formats, several = values->listed || (choices && values->file);
  text_add(out, several ? "{" : choices ? "(" : "");
  if (several && choices) text_add(out, "compadd ");
  if (choices) completions_choices(values, formats, out);
  if (several && choices) text_add(out, "; ");
  if (values->listed) text_printf(out, "_downhill_names %d %s", values->column + 1, values->listed);
  if (values->file) text_add(out, several ? "; _files" : "_files");
  text_add(out, several ? "}" : choices ? ")" : "");
}

static void put_spelling(struct text *out, const char *dashes, const char *name, const struct command_option *option) {
  struct text words = {0};
  bool letter = dashes[1] == '\0';
  command_option_words(option, &words);
  text_printf(out, "    '%s%s%s[", dashes, name, !option->value || letter ? "" : option->optional ? "=-" : "=");
  put_quoted(out, text_string(&words));
  text_add(out, "]");
  if (option->value) {
    text_add(out, option->optional ? "::" : ":");
    put_quoted(out, option->name);
    text_add(out, ":");
    put_action(out, &option->values, option->formats);
  }
  text_add(out, "'\n");
  text_free(&words);
}

static void put_options(struct text *out, const struct command *command, bool parameters) {
  struct command_option option;
  for (int i = 0; command_option(command, i, &option); i++) {
    if ((option.parameter >= 0) != parameters) continue;
    if (option.letter) put_spelling(out, "-", (const char[]){option.letter, '\0'}, &option);
    put_spelling(out, "--", option.name, &option);
    if (option.alias) put_spelling(out, "--", option.alias, &option);
  }
}

/* The first word behind the program is a command or what the screen takes: zsh allows one specification for a place. */
static void put_first(struct text *out, const struct command *screen) {
  text_printf(out, "    '1:command:{_describe command commands%s}'\n", screen->values.file ? "; _files" : "");
}

static void put_command(struct text *out, const struct command *command) {
  text_printf(out, "    (%s)\n    parameters=($parameters\n", completions_name(command));
  put_options(out, command, false);
  if (!command->name) {
    put_first(out, command);
  } else if (command->operands[0]) {
    text_printf(out, "    '%s:", command->operands_max == 1 ? "1" : "*");
    put_quoted(out, command->operands);
    text_add(out, ":");
    put_action(out, &command->values, NULL);
    text_add(out, "'\n");
  }
  text_add(out, "    )\n    ;;\n");
}

static void put_commands(struct text *out) {
  const struct command *command;
  text_add(out, "  commands=(\n");
  for (int i = 0; (command = command_row(i)); i++) {
    text_printf(out, "    '%s:", command->name);
    completions_quote(out, _(command->summary), "", "'\\''");
    text_add(out, "'\n");
  }
  text_add(out, "  )\n");
}

/* For the commands that take them. */
static void put_parameters(struct text *out) {
  const struct command *command;
  const char *between = "";
  text_add(out, "  case $command in\n    (");
  for (int i = 0; (command = command_any(i)); i++) {
    if (!command->parameters) continue;
    text_printf(out, "%s%s", between, completions_name(command));
    between = "|";
  }
  text_add(out, ") parameters=(\n");
  put_options(out, &command_screen, true);
  text_add(out, "    ) ;;\n  esac\n  case $command in\n");
}

void completions_zsh(struct text *out) {
  const struct command *command;
  text_add(out, begin);
  put_commands(out);
  text_add(out, choose);
  put_parameters(out);
  for (int i = 0; (command = command_any(i)); i++) put_command(out, command);
  text_add(out, end);
}

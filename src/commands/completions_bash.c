/* SPDX-License-Identifier: MIT
 *
 * Completion for bash. Names that the program lists never go through an evaluation by the shell. */
#include "commands/completions.h"

static const char begin[] =
    "# Completion of downhill for bash, written by `downhill completions bash`.\n"
    "\n"
    "_downhill_names() { # PROGRAM COLUMN WORD...: a column of one of its tables\n"
    "  \"$1\" \"${@:3}\" --lang en 2>/dev/null | awk -v column=\"$2\" 'NR > 1 { print $column }'\n"
    "}\n"
    "\n"
    "_downhill() {\n"
    "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "  local program=$1 command=- name='' assigned='' valued=1 files='' first=1 prefix='' word\n"
    "  local -a words=() parameters\n"
    "  if [[ $current == '=' ]]; then\n"
    "    current='' assigned=1\n"
    "  elif [[ $previous == '=' ]]; then\n"
    "    previous=${COMP_WORDS[COMP_CWORD - 2]} assigned=1\n"
    "  fi\n"
    "  if [[ ${COMP_WORDS[1]} == --lang ]]; then\n"
    "    first=3\n"
    "    if [[ ${COMP_WORDS[2]} == '=' ]]; then first=4; fi\n"
    "  fi\n"
    "  if ((COMP_CWORD > first)) && [[ ${COMP_WORDS[first]} != -* ]]; then command=${COMP_WORDS[first]}; fi\n"
    "  if [[ $previous == --?* ]]; then\n"
    "    name=${previous#--}\n"
    "    name=${name//-/_}\n"
    "  fi\n";

static const char filter[] =
    "  if [[ -n $valued && $current == *,* ]]; then prefix=${current%,*},; fi # several values\n"
    "  COMPREPLY=()\n"
    "  for word in \"${words[@]}\"; do\n"
    "    if [[ $word == \"${current#\"$prefix\"}\"* ]]; then COMPREPLY+=(\"$prefix$word\"); fi\n"
    "  done\n"
    "  if [[ -n $files ]]; then\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    mapfile -t words < <(compgen -f -- \"$current\")\n"
    "    COMPREPLY+=(\"${words[@]}\")\n"
    "  fi\n"
    "}\n"
    "\n"
    "complete -F _downhill downhill\n";

/* Statements that set `words` and `files`, in one line. */
static void put_values(struct text *out, const struct command_values *values, const char *const *formats) {
  const char *between = " ";
  if (values->listed) {
    text_printf(out, " mapfile -t words < <(_downhill_names \"$program\" %d %s)", values->column + 1, values->listed);
    between = "; ";
  }
  if (values->choice || formats) {
    text_printf(out, "%swords+=(", between);
    completions_choices(values, formats, out);
    text_add(out, ")");
    between = "; ";
  }
  if (values->file) text_printf(out, "%sfiles=1", between);
}

static void put_formats(struct text *out) {
  const struct command *command;
  text_add(out, "  format)\n    case $command in\n");
  for (int i = 0; (command = command_any(i)); i++) {
    if (!command->formats) continue;
    text_printf(out, "    %s)", completions_name(command));
    put_values(out, &(struct command_values){0}, command->formats);
    text_add(out, " ;;\n");
  }
  text_add(out, "    esac\n    ;;\n");
}

static void put_case(struct text *out, const struct command_option *option) {
  text_printf(out, "  %s", option->name);
  if (option->alias) text_printf(out, " | %s", option->alias);
  text_add(out, ")");
  put_values(out, &option->values, NULL);
  if (option->optional) text_add(out, "; valued=$assigned");
  text_add(out, " ;;\n");
}

/* Which values there are does not hang on the command, but for formats. */
static void put_cases(struct text *out) {
  struct command_option option;
  bool fresh, formats = false;
  for (int i = 0; command_any(i); i++)
    for (int k = 0; completions_fresh(i, k, &option, &fresh); k++) {
      if (!fresh || !option.value) continue;
      if (!option.formats)
        put_case(out, &option);
      else if (!formats)
        put_formats(out);
      formats |= option.formats != NULL;
    }
}

/* "-o" is "output". */
static void put_letters(struct text *out) {
  struct command_option option;
  bool fresh;
  for (int i = 0; command_any(i); i++)
    for (int k = 0; completions_fresh(i, k, &option, &fresh); k++)
      if (fresh && option.letter && option.value)
        text_printf(out, "  if [[ $previous == -%c ]]; then name=%s; fi\n", option.letter, option.name);
}

static void put_names(struct text *out, const struct command *command, bool parameters) {
  struct command_option option;
  for (int i = 0; command_option(command, i, &option); i++) {
    if ((option.parameter >= 0) != parameters) continue;
    text_printf(out, " --%s", option.name);
    if (option.alias) text_printf(out, " --%s", option.alias);
  }
}

static void put_options(struct text *out) {
  const struct command *command;
  text_add(out, "    case $command in\n");
  for (int i = 0; (command = command_any(i)); i++) {
    text_printf(out, "    %s) words=(", completions_name(command));
    put_names(out, command, false);
    text_printf(out, "%s) ;;\n", command->parameters ? " \"${parameters[@]}\"" : "");
  }
  text_add(out, "    esac\n    # Whoever has begun with dashes gets dashes.\n"
                "    if [[ ${current#--} == *-* ]]; then words=(\"${words[@]//_/-}\"); fi\n");
}

static void put_operands(struct text *out) {
  const struct command *command;
  text_add(out, "  elif ((COMP_CWORD == first)); then\n    words=(");
  for (int i = 0; (command = command_row(i)); i++) text_printf(out, "%s%s", i > 0 ? " " : "", command->name);
  text_add(out, ")\n   ");
  put_values(out, &command_screen.values, NULL);
  text_add(out, "\n  else\n    case $command in\n");
  for (int i = 0; (command = command_row(i)); i++) {
    if (!command->operands[0]) continue;
    text_printf(out, "    %s)", command->name);
    put_values(out, &command->values, NULL);
    text_add(out, " ;;\n");
  }
  text_add(out, "    esac\n  fi\n");
}

void completions_bash(struct text *out) {
  text_add(out, begin);
  put_letters(out);
  text_add(out, "  parameters=(");
  put_names(out, &command_screen, true);
  text_add(out, ")\n  case $name in\n");
  put_cases(out);
  text_add(out, "  *) valued='' ;;\n  esac\n  if [[ -n $valued ]]; then\n    :\n"
                "  elif words=() files=''; [[ $current == -* ]]; then\n");
  put_options(out);
  put_operands(out);
  text_add(out, filter);
}

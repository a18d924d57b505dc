/* SPDX-License-Identifier: MIT
 *
 * downhill completions: which shell, and what the scripts have in common. */
#include "commands/completions.h"

#include "app/messages.h"
#include "commands/output.h"

#include <string.h>

const char *completions_name(const struct command *command) {
  return command->name ? command->name : COMPLETIONS_SCREEN;
}

bool completions_fresh(int command, int index, struct command_option *option, bool *fresh) {
  if (!command_option(command_any(command), index, option)) return false;
  *fresh = true;
  for (int i = 0; i < command && *fresh; i++) *fresh = !command_has(command_any(i), option->name);
  return true;
}

void completions_choices(const struct command_values *values, const char *const *formats, struct text *out) {
  const struct command_option option = {.values = *values, .formats = formats};
  const char *choice;
  for (int i = 0; (choice = command_option_choice(&option, i)); i++) text_printf(out, "%s%s", i > 0 ? " " : "", choice);
}

void completions_quote(struct text *out, const char *string, const char *special, const char *quote) {
  for (const char *c = string; *c; c++) {
    if (*c == '\'') {
      text_add(out, quote);
      continue;
    }
    if (strchr(special, *c)) text_add(out, "\\");
    text_append(out, c, 1);
  }
}

/* --- the command --- */

static const struct shell {
  const char *name;
  void (*write)(struct text *out);
} shells[] = {{"bash", completions_bash}, {"zsh", completions_zsh}, {"fish", completions_fish}};
enum { SHELLS = sizeof shells / sizeof *shells };

static const char *shell_name(int index) { return index < SHELLS ? shells[index].name : NULL; }

static int run(const struct arguments *arguments) {
  const char *name = arguments->operand_count > 0 ? arguments->operand[0] : "";
  struct output output;
  for (int i = 0; i < SHELLS; i++) {
    if (strcmp(shells[i].name, name) != 0) continue;
    output_open(&output, arguments->own[OWN_OUTPUT]);
    shells[i].write(&output.text);
    return output_close(&output);
  }
  if (name[0] == '\0')
    return complain(arguments->command, _("for which shell? Write it as: downhill %s"), "completions bash|zsh|fish");
  return complain(arguments->command, _("there is no '%s': choose %s"), name, "bash, zsh, fish");
}

const struct command command_completions = {
    .name = "completions",
    .summary = N_("what a shell completes: a script for bash, zsh or fish"),
    .operands = "bash | zsh | fish",
    .operands_max = 1,
    .values = {.choice = shell_name},
    .notes = N_("An installed program has them. For one that is not, in bash: source <(downhill completions bash)\n"),
    .own = TAKES(OWN_OUTPUT),
    .run = run,
};

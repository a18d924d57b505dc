/* SPDX-License-Identifier: MIT
 *
 * downhill manual: the manual page, in the language that is spoken, for man(1) (roff with the man macros). Commands,
 * options and keys come from their tables. */
#include "app/messages.h"
#include "commands/keys.h"
#include "commands/option.h"
#include "commands/output.h"
#include "commands/version.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* --- roff --- */

/* Characters that roff would take for something else: as they are meant to be typed and copied. */
static const struct {
  char character;
  const char *written;
} escapes[] = {{'\\', "\\e"},  {'-', "\\-"},   {'\'', "\\(aq"}, {'`', "\\(ga"},
               {'^', "\\(ha"}, {'~', "\\(ti"}, {'"', "\\(dq"}};

static void put_plain(struct text *out, const char *string, size_t length) {
  for (size_t i = 0; i < length; i++) {
    const char *written = NULL;
    for (size_t k = 0; k < sizeof escapes / sizeof *escapes; k++)
      if (escapes[k].character == string[i]) written = escapes[k].written;
    if (written)
      text_add(out, written);
    else
      text_append(out, string + i, 1);
  }
}

/* Bytes up to where the next line may begin at the earliest. */
static size_t next_break(const char *string) {
  size_t length = 0;
  for (int columns = 1; length == 0; columns++) length = text_wrap(string, columns);
  return length;
}

/* A text in one line. roff breaks lines at blanks; in scripts without them it is told where else it may. */
static void put(struct text *out, const char *string) {
  if (string[0] == '.') text_add(out, "\\&"); /* no request */
  while (*string) {
    size_t blanks = strspn(string, " "), length = blanks > 0 ? blanks : next_break(string);
    put_plain(out, string, length);
    string += length;
    if (blanks == 0 && *string && *string != ' ') text_add(out, "\\:");
  }
}

static void put_section(struct text *out, const char *title) {
  text_add(out, ".SH \"");
  put(out, title);
  text_add(out, "\"\n");
}

static void put_subsection(struct text *out, const char *title) {
  text_add(out, ".SS \"");
  put(out, title);
  text_add(out, "\"\n");
}

static void put_paragraph(struct text *out, const char *words) {
  text_add(out, ".PP\n");
  put(out, words);
  text_add(out, "\n");
}

/* A term in bold and what it means, which begins at this column; 0: where it usually does. */
static void put_item(struct text *out, int column, const char *term, const char *words) {
  text_add(out, ".TP");
  if (column > 0) text_printf(out, " %d", column);
  text_add(out, "\n\\fB");
  put(out, term);
  text_add(out, "\\fR\n");
  put(out, words);
  text_add(out, "\n");
}

/* Without a blank between scripts that have none. */
static void join(struct text *paragraph, const char *line, size_t length) {
  const char *before = text_string(paragraph);
  bool blank = paragraph->length > 0 && !(before[paragraph->length - 1] & 0x80) && !(line[0] & 0x80);
  if (blank) text_add(paragraph, " ");
  text_append(paragraph, line, length);
}

static void flush(struct text *out, struct text *paragraph) {
  if (paragraph->length > 0) put_paragraph(out, text_string(paragraph));
  text_clear(paragraph);
}

/* Lines that are indented are commands and stay as they are. */
static void put_notes(struct text *out, const char *notes) {
  struct text paragraph = {0};
  for (const char *line = notes; *line;) {
    size_t length = strcspn(line, "\n"), blanks = strspn(line, " ");
    if (blanks == 0) {
      join(&paragraph, line, length);
    } else {
      flush(out, &paragraph);
      text_add(out, ".PP\n.RS 4\n.nf\n");
      put_plain(out, line + blanks, length - blanks);
      text_add(out, "\n.fi\n.RE\n");
    }
    line += length + (line[length] == '\n');
  }
  flush(out, &paragraph);
  text_free(&paragraph);
}

/* --- options --- */

static void put_option(struct text *out, const struct command_option *option) {
  struct text words = {0};
  text_add(out, ".TP\n");
  if (option->letter) text_printf(out, "\\fB\\-%c\\fR, ", option->letter);
  text_add(out, "\\fB\\-\\-");
  put(out, option->name);
  if (option->alias) {
    text_add(out, "\\fR, \\fB\\-\\-");
    put(out, option->alias);
  }
  text_add(out, "\\fR");
  if (option->value) {
    text_add(out, " \\fI");
    put(out, option->value);
    text_add(out, "\\fR");
  }
  text_add(out, "\n");
  command_option_words(option, &words);
  put(out, text_string(&words));
  text_add(out, "\n");
  text_free(&words);
}

/* Who has it: described once is enough. */
enum owner { OWNER_ALL, OWNER_PARAMETERS /* all that take parameters */, OWNER_SOME };

static enum owner owner_of(const struct command_option *option) {
  const struct command *command;
  enum owner owner = OWNER_ALL;
  for (int i = 0; (command = command_any(i)) && owner != OWNER_SOME; i++) {
    if (command_has(command, option->name)) continue;
    owner = command->parameters ? OWNER_SOME : OWNER_PARAMETERS;
  }
  return owner;
}

static void put_options(struct text *out, const struct command *command, enum owner owner) {
  struct command_option option;
  for (int i = 0; command_option(command, i, &option); i++)
    if (option.parameter < 0 && owner_of(&option) == owner) put_option(out, &option);
}

static void put_command(struct text *out, const struct command *command) {
  text_add(out, ".SS \"downhill ");
  put(out, command->name);
  text_printf(out, " %s%s", _("[options]"), command->operands[0] ? " " : "");
  put(out, command->operands);
  text_add(out, "\"\n");
  put(out, _(command->summary));
  text_add(out, "\n");
  if (command->notes) put_notes(out, _(command->notes));
  put_options(out, command, OWNER_SOME);
  if (command->parameters) put_paragraph(out, _("It takes parameters, too, and what comes with them: see below."));
}

static void put_parameters(struct text *out) {
  struct command_option option;
  for (int group = 0; command_group(group); group++) {
    put_subsection(out, _(command_group(group)));
    for (int i = 0; command_option(&command_screen, i, &option); i++)
      if (command_group_has(group, &option)) put_option(out, &option);
  }
}

/* --- keys --- */

static void put_key(void *context, const char *keys, const char *help) { put_item(context, 12, keys, help); }

static void put_keys(struct text *out) {
  for (int group = 0; group < GROUP_COUNT; group++) {
    put_subsection(out, action_group_title((enum action_group)group));
    text_add(out, ".PD 0\n");
    keys_each((enum action_group)group, put_key, out);
    text_add(out, ".PD\n");
  }
}

/* --- what is in no table --- */

struct item {
  const char *term, *words;
};

static const struct item files[] = {
    {"~/.config/downhill/",
     N_("What is yours: surfaces, optimizers, scenes, tasks and lessons as YAML files and data as "
        "CSV files, in a folder of that name each; settings.yaml, which :save_settings writes. "
        "With XDG_CONFIG_HOME set, in downhill/ there.")},
    {"~/.local/state/downhill/",
     N_("What is remembered: history, the lines typed behind ':', and progress, the lessons "
        "that are done. With XDG_STATE_HOME set, in downhill/ there.")},
    {NULL, NULL}};

static const struct item environment[] = {
    {"LANGUAGE, LC_ALL, LC_MESSAGES, LANG", N_("The language that is spoken, in this order; --lang goes before them.")},
    {"TERM, COLORTERM", N_("What the terminal can do.")},
    {"NO_COLOR, CLICOLOR", N_("No colours if NO_COLOR is not empty or CLICOLOR is 0; --color goes before them.")},
    {"OMP_NUM_THREADS", N_("How many threads compute a map, unless --threads says it.")},
    {"XDG_CONFIG_HOME, XDG_STATE_HOME, HOME", N_("Where the files above are.")},
    {NULL, NULL}};

static const char *const statuses[] = {
    [STATUS_DONE] = N_("Done; also if whoever reads the output went away."),
    [STATUS_FAILED] = N_("It could not be done."),
    [STATUS_USAGE] =
        N_("It was asked for in a way that cannot be understood; one line says what, where and what to try."),
    [STATUS_FINDINGS] = N_("Of diagnose: something is wrong with a training."),
};
static_assert(sizeof statuses / sizeof *statuses == STATUS_COUNT, "every exit status is explained");

static const struct item examples[] = {
    {"downhill", N_("Four learning rates on one parabola: too small, right, at the edge, too large.")},
    {"downhill --surface 'x^4 - 3*x^2 + x' --lr 0.01,0.1", N_("A surface that is typed in, a lane for each rate.")},
    {"downhill run --optim adam --learning_rate 0.1 --steps 50 -o run.csv", N_("One run, row by row, in a file.")},
    {"downhill compare --learning_rate 0.01,0.1,1.0,1.1 --max_steps 60", N_("Several rates, one table.")},
    {"downhill find --surface rosenbrock", N_("Looks for a rate, and shows the true limit beside it.")},
    {"downhill map --x lr:0.01:1.2:120 --y momentum:0:0.95:80 -o map.csv", N_("A map on which every cell is a run.")},
    {NULL, NULL}};

static void put_items(struct text *out, const struct item *items) {
  for (; items->term; items++) put_item(out, 0, items->term, _(items->words));
}

static void put_statuses(struct text *out) {
  for (int i = 0; i < STATUS_COUNT; i++) {
    char number[16];
    snprintf(number, sizeof number, "%d", i);
    put_item(out, 0, number, _(statuses[i]));
  }
}

static void put_heading(struct text *out) {
  text_add(out, ".\\\" Written by `downhill manual`.\n.TH DOWNHILL 1 \"\" \"downhill " DOWNHILL_VERSION "\" \"");
  put(out, _("User Commands"));
  text_add(out, "\"\n.nh\n.ad l\n"); /* names and commands are to be copied as they are */
  put_section(out, _("NAME"));
  text_add(out, "downhill \\- ");
  put(out, _("an explorer of gradient descent"));
  text_add(out, "\n");
}

static void put_synopsis(struct text *out) {
  put_section(out, _("SYNOPSIS"));
  text_printf(out, "\\fBdownhill\\fR %s\n.br\n", _("[options]"));
  text_printf(out, "\\fBdownhill\\fR %s\n", _("COMMAND [options] [operands]"));
}

static void put_description(struct text *out) {
  put_section(out, _("DESCRIPTION"));
  put(out,
      _("downhill is a laboratory for gradient descent. Balls descend a loss surface side by side while you change "
        "the learning rate, its warmup and its decay by key; slow convergence, a good rate, oscillation and "
        "divergence can be seen, and an explosion can be followed step by step to inf and NaN."));
  text_add(out, "\n");
  put_paragraph(out,
                _("Without a command it opens the screen; press ? there for the keys. Where there is no terminal it "
                  "prints the same lanes as text. The commands do the same work for scripts. Update rules, "
                  "schedules and names are those of PyTorch and Hugging Face Transformers."));
}

static void put_references(struct text *out) {
  put_section(out, _("SEE ALSO"));
  put(out,
      _("downhill COMMAND --help says what a command takes, downhill list what there is to choose from. Programs in C "
        "have the same engine as a library, libdownhill: its headers in downhill/ explain it."));
  text_add(out, "\n.PP\n.BR man (1),\n.BR pkg\\-config (1)\n");
}

static void put_page(struct text *out) {
  put_heading(out);
  put_synopsis(out);
  put_description(out);
  put_section(out, _("COMMANDS"));
  for (int i = 0; command_row(i); i++) put_command(out, command_row(i));
  put_section(out, _("OPTIONS"));
  put_subsection(out, _("With every command and without one"));
  put_options(out, &command_screen, OWNER_ALL);
  put_subsection(out, _("Without a command"));
  put_options(out, &command_screen, OWNER_SOME);
  put_subsection(out, _("With parameters"));
  put_options(out, &command_screen, OWNER_PARAMETERS);
  put_section(out, _("PARAMETERS"));
  put_parameters(out);
  put_section(out, _("KEYS"));
  put_keys(out);
  put_section(out, _("FILES"));
  put_items(out, files);
  put_section(out, _("ENVIRONMENT"));
  put_items(out, environment);
  put_section(out, _("EXIT STATUS"));
  put_statuses(out);
  put_section(out, _("EXAMPLES"));
  put_items(out, examples);
  put_references(out);
}

static int run(const struct arguments *arguments) {
  struct output output;
  output_open(&output, arguments->own[OWN_OUTPUT]);
  put_page(&output.text);
  return output_close(&output);
}

const struct command command_manual = {
    .name = "manual",
    .summary = N_("the manual page, for man"),
    .operands = "",
    .notes = N_("An installed program has it: man downhill. For one that is not: downhill manual | man -l -\n"),
    .own = TAKES(OWN_OUTPUT),
    .run = run,
};

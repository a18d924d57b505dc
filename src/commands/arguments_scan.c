/* SPDX-License-Identifier: MIT
 *
 * What stands on a command line: getopt_long notes the texts, with long options made from the table of parameters. */
#include "commands/arguments.h"

#include "app/messages.h"
#include "catalog/nearest.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  LONG_MAX_COUNT = 256, /* long options of one command, spellings counted */
  POOL = 4096,          /* bytes for the spellings that stand nowhere else */
  VALUE_PARAMETER = 1000,
  VALUE_OWN = 2000,
  VALUE_PLAY = 3000
};

/* --- long options --- */

struct spellings {
  struct option option[LONG_MAX_COUNT + 1];
  const char *name[LONG_MAX_COUNT];
  int count;
  char pool[POOL];
  size_t used;
};

static void add_spelling(struct spellings *all, const char *name, int has_argument, int value) {
  for (int i = 0; i < all->count; i++)
    if (strcmp(all->name[i], name) == 0) return;
  if (all->count == LONG_MAX_COUNT) abort(); /* a table grew past its room: seen at once, by every test */
  all->name[all->count] = name;
  all->option[all->count++] = (struct option){.name = name, .has_arg = has_argument, .val = value};
}

static int other_dash(int c) { return c == '_' ? '-' : c == '-' ? '_' : c; }
static int small(int c) { return tolower(c); }

/* The name as `spell` writes every letter of it. */
static const char *add_respelled(struct spellings *all, const char *name, int (*spell)(int c), int has_argument,
                                 int value) {
  size_t size = strlen(name) + 1;
  if (all->used + size > POOL) abort(); /* likewise */
  char *other = all->pool + all->used;
  for (size_t i = 0; i < size; i++) other[i] = (char)spell((unsigned char)name[i]);
  if (strcmp(other, name) == 0) return name;
  all->used += size;
  add_spelling(all, other, has_argument, value);
  return other;
}

/* The name, with the other of '-' and '_', and both in small letters. */
static void add_name(struct spellings *all, const char *name, int has_argument, int value) {
  add_spelling(all, name, has_argument, value);
  const char *dashed = add_respelled(all, name, other_dash, has_argument, value);
  add_respelled(all, name, small, has_argument, value);
  add_respelled(all, dashed, small, has_argument, value);
}

static int own_argument(enum own_option option) {
  if (own_is_flag(option)) return optional_argument;
  return own_row(option)->value ? required_argument : no_argument;
}

static void gather(struct spellings *all, const struct command *command) {
  for (int i = 0; i < OWN_COUNT; i++) {
    if (!command_takes(command, (enum own_option)i)) continue;
    add_name(all, own_row((enum own_option)i)->name, own_argument((enum own_option)i), VALUE_OWN + i);
  }
  const struct play_option_row *play;
  for (int i = 0; command->plays && (play = play_option_row(i)); i++)
    add_name(all, play->name, play->value ? required_argument : no_argument, VALUE_PLAY + i);
  for (int i = 0; command->parameters && i < DH_PARAMETER_COUNT; i++) {
    const struct dh_parameter_row *row = dh_parameter_row((enum dh_parameter)i);
    int has_argument = row->type == DH_TYPE_FLAG ? optional_argument : required_argument;
    add_name(all, row->name, has_argument, VALUE_PARAMETER + i);
    if (row->alias) add_name(all, row->alias, has_argument, VALUE_PARAMETER + i);
  }
}

static void short_options(const struct command *command, char *out) {
  *out++ = ':'; /* a missing value is told from an unknown option */
  for (int i = 0; i < OWN_COUNT; i++) {
    if (!own_row((enum own_option)i)->letter || !command_takes(command, (enum own_option)i)) continue;
    *out++ = own_row((enum own_option)i)->letter;
    if (own_row((enum own_option)i)->value) *out++ = ':';
  }
  *out = '\0';
}

/* --- the command line --- */

/* A negative number is an operand or a value, never an option: a blank in front hides it from getopt. */
static bool is_negative_number(const char *text) {
  return text[0] == '-' && (text[1] == '.' || (text[1] >= '0' && text[1] <= '9'));
}

struct line {
  int argc;
  char **argv; /* for getopt to reorder */
};

/* The hidden ones are kept by `arguments`, which hands out pointers into them. */
static bool line_init(struct line *line, struct arguments *arguments, int argc, char *const *argv) {
  size_t room = 1;
  for (int i = 0; i < argc; i++) room += strlen(argv[i]) + 2;
  *line = (struct line){argc, calloc((size_t)argc + 1, sizeof *line->argv)};
  arguments->shielded = malloc(room);
  if (!line->argv || !arguments->shielded) return false;
  char *next = arguments->shielded;
  for (int i = 0; i < argc; i++) {
    line->argv[i] = argv[i];
    if (i == 0 || !is_negative_number(argv[i])) continue;
    line->argv[i] = next;
    next += sprintf(next, " %s", argv[i]) + 1;
  }
  return true;
}

static const char *unshield(const char *text) {
  return text[0] == ' ' && is_negative_number(text + 1) ? text + 1 : text;
}

/* A flag's value may be the next word: `--nesterov`, `--nesterov=false`, `--nesterov false`. A word that is none is one
 * that is wrong, where it can be nothing else. */
static const char *flag_value(const struct arguments *arguments, const struct line *line) {
  bool value;
  if (optarg) return optarg;
  const char *next = optind < line->argc ? line->argv[optind] : "-";
  bool lonely = next[0] != '-' && arguments->command->operands_max == 0;
  if (!lonely && !dh_flag_parse(next, &value)) return "true";
  optind++;
  return unshield(next);
}

static bool note_play(struct arguments *arguments, int index) {
  const struct play_option_row *row = play_option_row(index);
  if (row->read(&arguments->play, optarg)) return true;
  complain(arguments->command, _("--%s %s: expected %s"), row->name, optarg, _(row->wanted));
  return false;
}

/* What is false is as if it was not given. */
static bool note_flag(struct arguments *arguments, enum own_option option, const struct line *line) {
  const char *text = flag_value(arguments, line);
  bool value = false, good = dh_flag_parse(text, &value);
  if (!good)
    complain(arguments->command, _("%s: '%s' is not a value: give true or false"), own_row(option)->name, text);
  arguments->own[option] = value ? "" : NULL;
  return good;
}

static bool note(struct arguments *arguments, int value, const struct line *line) {
  if (value >= VALUE_PLAY) return note_play(arguments, value - VALUE_PLAY);
  if (value >= VALUE_OWN && own_is_flag((enum own_option)(value - VALUE_OWN)))
    return note_flag(arguments, (enum own_option)(value - VALUE_OWN), line);
  if (value >= VALUE_OWN) {
    arguments->own[value - VALUE_OWN] = optarg ? unshield(optarg) : "";
    return true;
  }
  enum dh_parameter parameter = (enum dh_parameter)(value - VALUE_PARAMETER);
  bool flag = dh_parameter_row(parameter)->type == DH_TYPE_FLAG;
  arguments->given[parameter] = flag ? flag_value(arguments, line) : unshield(optarg);
  return true;
}

static int own_letter(int letter) {
  for (int i = 0; i < OWN_COUNT; i++)
    if (own_row((enum own_option)i)->letter == letter) return VALUE_OWN + i;
  return -1;
}

/* "--name" or "--name=value": the name. */
static void name_of(const char *written, char *name, size_t size) {
  size_t length = strcspn(written + 2, "=") + 1;
  text_copy(name, length < size ? length : size, written + 2);
}

static bool is_begun(const struct spellings *all, const char *name) {
  for (int i = 0; i < all->count; i++)
    if (strncmp(all->name[i], name, strlen(name)) == 0) return true;
  return false;
}

static const char *nearest_option(const struct spellings *all, const char *name) {
  struct nearest nearest = nearest_begin(name);
  for (int i = 0; i < all->count; i++) nearest_offer(&nearest, all->name[i]);
  return nearest.best;
}

/* A whole command line of a training is pasted: what is not about rates is left out with its values, and named. What
 * is nearly an option of ours was meant to be one. */
static bool leave_out(const struct command *command, const struct spellings *all, const struct line *line,
                      struct text *others) {
  enum { NAMED = 900 };
  const char *written = line->argv[optind - 1];
  char name[64];
  if (!command->others || optopt != 0 || strncmp(written, "--", 2) != 0) return false;
  name_of(written, name, sizeof name);
  if (is_begun(all, name) || nearest_option(all, name)) return false;
  if (others->length < NAMED) text_printf(others, "%s%s", others->length > 0 ? ", " : "", name);
  if (!strchr(written, '='))
    while (optind < line->argc && line->argv[optind][0] != '-') optind++;
  return true;
}

static void complain_unknown(const struct command *command, const struct spellings *all, const char *written) {
  if (optopt > 0 && optopt < VALUE_PARAMETER) {
    complain(command, _("unknown option -%c: --help shows those there are"), optopt);
    return;
  }
  if (optopt >= VALUE_PARAMETER) {
    complain(command, _("%s takes no value: leave it out"), written);
    return;
  }
  char name[64];
  name_of(written, name, sizeof name);
  for (int i = 0; i < all->count; i++) {
    if (strncmp(all->name[i], name, strlen(name)) != 0) continue;
    complain(command, _("--%s could mean several options, --%s for one: write it out"), name, all->name[i]);
    return;
  }
  const char *nearest = nearest_option(all, name);
  if (nearest)
    complain(command, _("unknown option --%s: did you mean --%s?"), name, nearest);
  else
    complain(command, _("unknown option --%s: --help shows those there are"), name);
}

static bool scan(struct arguments *arguments, const struct spellings *all, struct line *line, struct text *others) {
  char letters[2 * OWN_COUNT + 2];
  short_options(arguments->command, letters);
  opterr = 0;
  optind = 1;
  for (;;) {
    int value = getopt_long(line->argc, line->argv, letters, all->option, NULL);
    if (value == -1) break;
    if (value == ':') {
      complain(arguments->command, _("%s needs a value: --help says which"), line->argv[optind - 1]);
      return false;
    }
    if (value == '?') {
      if (leave_out(arguments->command, all, line, others)) continue;
      complain_unknown(arguments->command, all, line->argv[optind - 1]);
      return false;
    }
    if (!note(arguments, value < VALUE_PARAMETER ? own_letter(value) : value, line)) return false;
  }
  for (int i = optind; i < line->argc; i++) arguments->operand[arguments->operand_count++] = unshield(line->argv[i]);
  return true;
}

bool arguments_scan(struct arguments *arguments, int argc, char *const *argv) {
  arguments->operand = calloc((size_t)argc + 1, sizeof *arguments->operand);
  struct spellings *all = calloc(1, sizeof *all);
  struct line line = {0};
  bool scanned = false;
  if (!all || !arguments->operand || !line_init(&line, arguments, argc, argv)) {
    complain(arguments->command, _("out of memory"));
  } else {
    gather(all, arguments->command);
    struct text others = {0};
    scanned = scan(arguments, all, &line, &others);
    arguments->others = others.length > 0;
    if (scanned && arguments->others)
      complain(arguments->command, _("note: left out, for they are not about rates: %s"), text_string(&others));
    text_free(&others);
  }
  free(line.argv);
  free(all);
  return scanned;
}

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
  VALUE_PLAY = 3000,
  VALUE_FOREIGN = 4000
};

/* --- what other programs call it --- */

/* Names in lines that are pasted (struct command's `others`): of diffusers and of scripts without a Trainer, of
 * launchers, and those that look like a slip or the beginning of one of ours. They go before our own. */
static const struct foreign {
  const char *name;
  int value;           /* what it is here; 0: nothing */
  const char *instead; /* what says it here, where leaving it out would change the rates */
} foreign[] = {
    {"lr_scheduler", VALUE_PARAMETER + DH_LR_SCHEDULER_TYPE, NULL},
    {"lr_warmup_steps", VALUE_PARAMETER + DH_WARMUP_STEPS, NULL},
    {"lr_power", VALUE_PARAMETER + DH_POWER, NULL},
    {"max_train_steps", VALUE_PARAMETER + DH_MAX_STEPS, NULL},
    {"train_batch_size", VALUE_PARAMETER + DH_PER_DEVICE_TRAIN_BATCH_SIZE, NULL},
    {"per_gpu_train_batch_size", VALUE_PARAMETER + DH_PER_DEVICE_TRAIN_BATCH_SIZE, NULL},
    {"num_epochs", VALUE_OWN + OWN_NUM_TRAIN_EPOCHS, NULL},
    {"epochs", VALUE_OWN + OWN_NUM_TRAIN_EPOCHS, NULL},
    {"num_machines", VALUE_OWN + OWN_NNODES, NULL},
    {"num_nodes", VALUE_OWN + OWN_NNODES, NULL},
    {"include", 0, "--num_gpus N"}, /* deepspeed: which devices */
    {"exclude", 0, "--num_gpus N"},
    {"scale_lr", 0, "--learning_rate"},   /* diffusers: times all that stands behind an update */
    {"lr_num_cycles", 0, "--num_cycles"}, /* diffusers: of cosine_with_restarts alone */
    {"beta", 0, NULL},
    {"data", 0, NULL},
    {"dataset", 0, NULL},
    {"delta", 0, NULL},
    {"dtype", 0, NULL},
    {"revision", 0, NULL},
    {"stage", 0, NULL},
};
enum { FOREIGN = sizeof foreign / sizeof *foreign };

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
  for (int i = 0; command->others && i < FOREIGN; i++)
    add_name(all, foreign[i].name, foreign[i].value > 0 ? required_argument : optional_argument, VALUE_FOREIGN + i);
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
  char **argv;        /* for getopt to reorder */
  bool launched;      /* it is a shell's: words in front of the options start another program */
  bool begun;         /* its script or module has come: from there on options are the training's */
  struct text others; /* names of what was left out */
};

/* As many as there is room for in a line. */
static void name_other(struct line *line, const char *name) {
  enum { NAMED = 900 };
  if (line->others.length < NAMED) text_printf(&line->others, "%s%s", line->others.length > 0 ? ", " : "", name);
}

/* The hidden ones are kept by `arguments`, which hands out pointers into them. */
static bool line_init(struct line *line, struct arguments *arguments, int argc, char *const *argv) {
  size_t room = 1;
  for (int i = 0; i < argc; i++) room += strlen(argv[i]) + 2;
  *line = (struct line){.argc = argc, .argv = calloc((size_t)argc + 1, sizeof *line->argv)};
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

static bool is_script(const char *text) { return text[0] != '-' && path_ends_in(text, ".py"); }

/* "-m" of python is none of our letters. */
static bool is_strange_letter(const struct command *command, const char *text) {
  for (int i = 0; i < OWN_COUNT; i++)
    if (own_row((enum own_option)i)->letter == text[1] && command_takes(command, (enum own_option)i)) return false;
  return text[0] == '-' && text[1] != '-' && text[1] != '\0';
}

/* Is this word what is started? A launcher may be a module itself: "python -m torch.distributed.run train.py". */
static bool is_started(const struct line *line, int i) {
  const char *word = line->argv[i];
  if (strcmp(line->argv[i - 1], "-m") == 0) return !path_ends_in(word, ".run") && !path_ends_in(word, ".launch");
  return is_script(word);
}

/* "CUDA_VISIBLE_DEVICES=0 torchrun", "python -m torch.distributed.run": the words before the first option, as one; how
 * many. */
static int skip_launcher(struct line *line) {
  int end = 1;
  for (; end < line->argc && strncmp(line->argv[end], "--", 2) != 0; end++) {
    if (line->begun && line->argv[end][0] == '-') break;
    line->begun = line->begun || is_started(line, end);
  }
  /* "cosine --max_steps 9" starts nothing: it is a slip. */
  line->launched = end > 1 && end < line->argc && line->argv[1][0] != '-' && line->argv[1][0] != ' ' &&
                   dh_schedule_find(line->argv[1]) < 0;
  if (!line->launched) return 0;
  struct text words = {0};
  for (int i = 1; i < end; i++) text_printf(&words, "%s%s", i > 1 ? " " : "", line->argv[i]);
  name_other(line, text_string(&words));
  text_free(&words);
  return end - 1;
}

/* Of a line that is pasted: what starts the training, and the script. */
static void drop_launcher(const struct command *command, struct line *line) {
  int kept = 1;
  for (int i = 1 + skip_launcher(line); i < line->argc; i++) {
    char *word = line->argv[i];
    bool strange = line->launched && !line->begun && is_strange_letter(command, word);
    if (strange || is_script(word)) name_other(line, word);
    if (is_script(word)) line->launched = line->begun = true;
    while (strange && i + 1 < line->argc && line->argv[i + 1][0] != '-') {
      i++;
      line->begun = line->begun || is_started(line, i);
    }
    if (!strange && !is_script(word) && !(line->launched && strcmp(word, "--") == 0)) line->argv[kept++] = word;
  }
  line->argc = kept;
  line->argv[kept] = NULL;
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

static void skip_values(struct line *line) {
  while (optind < line->argc && line->argv[optind][0] != '-') optind++;
}

/* False after a complaint. */
static bool note_nothing(const struct arguments *arguments, const struct foreign *other, struct line *line) {
  if (other->instead)
    complain(arguments->command, _("--%s is not read here, and the rates depend on it: say it with %s"), other->name,
             other->instead);
  name_other(line, other->name);
  if (!optarg) skip_values(line);
  return !other->instead;
}

static bool note(struct arguments *arguments, int value, struct line *line) {
  const struct foreign *other = value >= VALUE_FOREIGN ? &foreign[value - VALUE_FOREIGN] : NULL;
  if (other) arguments->others = true;
  if (other && other->value == 0) return note_nothing(arguments, other, line);
  if (other) value = other->value;
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

/* "trainer.max_steps" was meant to be what it ends with. */
static const char *nearest_option(const struct spellings *all, const char *name) {
  struct nearest nearest = nearest_begin(name);
  const char *dot = strrchr(name, '.');
  for (int i = 0; dot && i < all->count; i++)
    if (strcmp(all->name[i], dot + 1) == 0) return all->name[i];
  for (int i = 0; i < all->count; i++) nearest_offer(&nearest, all->name[i]);
  return nearest.best;
}

/* A whole command line of a training is pasted: what is not about rates is left out with its values, and named. What
 * is nearly an option of ours was meant to be one. */
static bool leave_out(const struct command *command, const struct spellings *all, struct line *line) {
  const char *written = line->argv[optind - 1];
  char name[64];
  if (!command->others || optopt != 0 || strncmp(written, "--", 2) != 0) return false;
  name_of(written, name, sizeof name);
  if (is_begun(all, name) || nearest_option(all, name)) return false;
  name_other(line, name);
  if (!strchr(written, '=')) skip_values(line);
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

/* A whole line in one pair of quotes: not one that is another option's value. */
static const char *quoted_line(const struct command *command, const struct line *line) {
  for (int i = 1; command->others && i < line->argc; i++)
    if (strstr(line->argv[i], " --") && !strchr(line->argv[i], '{') && (i == 1 || line->argv[i - 1][0] != '-'))
      return line->argv[i];
  return NULL;
}

static bool scan(struct arguments *arguments, const struct spellings *all, struct line *line) {
  char letters[2 * OWN_COUNT + 2];
  const char *quoted = quoted_line(arguments->command, line);
  if (quoted) {
    complain(arguments->command, _("'%.20s...' is quoted as one word: leave the quotes out"), quoted);
    return false;
  }
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
      if (leave_out(arguments->command, all, line)) continue;
      complain_unknown(arguments->command, all, line->argv[optind - 1]);
      return false;
    }
    if (!note(arguments, value < VALUE_PARAMETER ? own_letter(value) : value, line)) return false;
  }
  for (int i = optind; i < line->argc; i++) {
    if (line->launched)
      name_other(line, line->argv[i]);
    else
      arguments->operand[arguments->operand_count++] = unshield(line->argv[i]);
  }
  return true;
}

bool arguments_scan(struct arguments *arguments, int argc, char *const *argv) {
  arguments->operand = calloc((size_t)argc + 1, sizeof *arguments->operand);
  struct spellings *all = calloc(1, sizeof *all);
  struct line line = {0};
  bool scanned = false;
  if (!all || !arguments->operand || !line_init(&line, arguments, argc, argv)) {
    complain(arguments->command, _("out of memory"));
    arguments->status = STATUS_FAILED;
  } else {
    gather(all, arguments->command);
    if (arguments->command->others) drop_launcher(arguments->command, &line);
    scanned = scan(arguments, all, &line);
    if (line.others.length > 0) arguments->others = true;
    if (scanned && line.others.length > 0)
      complain(arguments->command, _("note: left out, for they are not about rates: %s"), text_string(&line.others));
  }
  text_free(&line.others);
  free(line.argv);
  free(all);
  return scanned;
}

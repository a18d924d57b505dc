/* SPDX-License-Identifier: MIT
 *
 * Reading a command line: when its texts are noted (arguments_scan.c), they are read in the order of the table of
 * parameters, so that it does not matter in which order they were written. */
#include "commands/arguments.h"

#include "app/app.h"

#include "app/language.h"
#include "app/messages.h"
#include "app/options.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct own_row own_rows[] = {
    [OWN_SCENE] = {"scene", 0, "NAME|FILE",
                   N_("a scene that is on file ('downhill list scenes'), or a .yaml file with one")},
    [OWN_TASK] = {"task", 0, "NAME", N_("a training task with its usual rates ('downhill list tasks')")},
    [OWN_PARAMS] = {"params", 0, "NAMES", N_("the parameters' names in a formula, such as w or w,b")},
    [OWN_UPDATE] = {"update", 0, "LINES",
                    N_("a rule of your own in place of an optimizer: 'b = 0.9*b + g; p = p - lr*b'")},
    [OWN_DATA] = {"data", 0, "FILE|NAME",
                  N_("fit a model: a .csv file with a header, or a set ('downhill list data')")},
    [OWN_MODEL] = {"model", 0, "FORMULA",
                   N_("over columns and parameters (default w*x + b): what is no column is learnt")},
    [OWN_SAMPLE] = {"sample", 0, "FORMULA", N_("the loss of one row, instead of --model and --loss")},
    [OWN_LOSS] = {"loss", 0, "NAME", N_("mse, mae, huber, smooth_l1 or bce_logits (default mse)")},
    [OWN_TARGET] = {"target", 0, "COLUMN", N_("what the model is to hit (default y)")},
    [OWN_DELTA] = {"delta", 0, "NUMBER", N_("of huber: where it turns into a straight line (default 1)")},
    [OWN_BETA] = {"beta", 0, "NUMBER", N_("of smooth_l1: where it turns into a straight line (default 1)")},
    [OWN_STEPS] = {"steps", 0, "N", N_("updates to do; max_steps and steps default to each other, both to 200")},
    [OWN_EVERY] = {"every", 0, "N", N_("print each N-th row, and the last")},
    [OWN_DATASET_SIZE] = {"dataset_size", 0, "N",
                          N_("examples of the data set: max_steps follows, as a Trainer counts")},
    [OWN_NUM_TRAIN_EPOCHS] = {"num_train_epochs", 0, "NUMBER", N_("how often all of them are seen (default 3.0)")},
    [OWN_DATALOADER_DROP_LAST] = {"dataloader_drop_last", 0, "[true|false]",
                                  N_("leave out an epoch's last batch if it is short")},
    [OWN_TRAINER_VERSION] = {"trainer_version", 0, "X.Y", N_("the release of Transformers that counts (default 4.55)")},
    [OWN_LR_SCHEDULER_KWARGS] = {"lr_scheduler_kwargs", 0, "JSON",
                                 N_("the schedule's own arguments, as a Trainer takes them: '{\"min_lr\": 1e-6}'")},
    [OWN_NPROC_PER_NODE] = {"nproc_per_node", 0, "N", N_("devices of a machine, as torchrun is told")},
    [OWN_NNODES] = {"nnodes", 0, "N", N_("machines (also num_nodes, num_machines)")},
    [OWN_NUM_PROCESSES] = {"num_processes", 0, "N", N_("devices of all machines, as accelerate is told")},
    [OWN_AFTER_STEP] = {"after_step", 0, NULL, N_("print as a loop does that prints after the scheduler's step")},
    [OWN_CLIP] = {"max_grad_norm", 0, "NUMBER", N_("where gradients were clipped, if the log does not say so")},
    [OWN_PLOT] = {"plot", 0, NULL, N_("draw the curves below the page")},
    [OWN_WATCH] = {"watch", 0, NULL, N_("follow a log that is still being written")},
    [OWN_LANE] = {"lane", 0, "NAME", N_("the lane, by its letter; the first if not given")},
    [OWN_SIZE] = {"size", 0, "COLSxROWS", N_("size of the frame (default 80x24)")},
    [OWN_KEYS] = {"keys", 0, "KEYS", N_("keys to press first, separated by blanks")},
    [OWN_LOG] = {"log", 0, "FILE", N_("a training log to look at")},
    [OWN_PAUSED] = {"paused", 0, NULL, N_("wait for Space before the first step")},
    [OWN_ANSWERS] = {"answers", 0, "1,2,...", N_("guesses for a lesson's questions, one after the other")},
    [OWN_GLYPHS] = {"glyphs", 0, "SET", N_("braille, block or ascii (default braille)")},
    [OWN_THEME] = {"theme", 0, "NAME", N_("auto, dark, light or projector (default dark)")},
    [OWN_START_LR] = {"start_lr", 0, "NUMBER", N_("the first rate (default 1e-07)")},
    [OWN_END_LR] = {"end_lr", 0, "NUMBER", N_("the rate it grows to (default 10.0)")},
    [OWN_NUM_IT] = {"num_it", 0, "N", N_("how many rates (default 100)")},
    [OWN_SMOOTHING] = {"smoothing", 0, "NUMBER", N_("how slowly the smoothed loss forgets (default 0.98)")},
    [OWN_STOP_FACTOR] = {"stop_factor", 0, "NUMBER",
                         N_("stop when the smoothed loss is so many times its lowest (default 4.0)")},
    [OWN_SWEEP_STEPS] = {"sweep_steps", 0, "N", N_("updates of each ball of the sweep (default 50)")},
    [OWN_SWEEP] = {"sweep", 0, NULL, N_("a fresh ball at each rate, instead of one while the rate grows")},
    [OWN_X] = {"x", 0, "AXIS", N_("from left to right: NAME:LOW:HIGH[:log|lin][:CELLS]")},
    [OWN_Y] = {"y", 0, "AXIS", N_("from bottom to top, written the same way")},
    [OWN_RULE] = {"rule", 0, "NAME", N_("what counts as converged: rows or published (default rows)")},
    [OWN_THREADS] = {"threads", 0, "N", N_("how many threads compute (default: one for each processor)")},
    [OWN_SHARD] = {"shard", 0, "K/N", N_("compute only the K-th of N parts, for map-merge to join")},
    [OWN_FORMAT] = {"format", 0, "FORMAT", N_("how to print")},
    [OWN_SUMMARY] = {"summary", 0, NULL, N_("print one JSON object about the run instead of its rows")},
    [OWN_OUTPUT] = {"output", 'o', "FILE", N_("write to FILE, which appears when it is complete")},
    [OWN_LANG] = {"lang", 0, "NAME", N_("speak this language: en or zh_CN (default: the environment's)")},
    [OWN_HELP] = {"help", 'h', NULL, N_("show this help")},
    [OWN_VERSION] = {"version", 'V', NULL, N_("show the version")},
};

const struct own_row *own_row(enum own_option option) { return &own_rows[option]; }

bool own_is_flag(enum own_option option) { return own_rows[option].value && own_rows[option].value[0] == '['; }

bool command_takes(const struct command *command, enum own_option option) {
  if (option == OWN_HELP || option == OWN_LANG) return true;
  if (option == OWN_UPDATE) return command->parameters;
  if (option == OWN_FORMAT) return command->formats != NULL;
  if (option >= OWN_DATA && option <= OWN_FIT_LAST) option = OWN_PARAMS;
  return (command->own >> option & 1) != 0;
}

/* --- complaints --- */

static void say_name(const struct command *command) {
  fprintf(stderr, command && command->name ? "downhill %s: " : "downhill: ", command ? command->name : "");
}

int complain(const struct command *command, const char *format, ...) {
  char line[1024], clean[1024];
  va_list list;
  va_start(list, format);
  vsnprintf(line, sizeof line, format, list);
  va_end(list);
  text_clean(clean, sizeof clean, line);
  say_name(command);
  fprintf(stderr, "%s\n", clean);
  return STATUS_USAGE;
}

/* Messages that begin with the parameter's name already. */
static bool names_itself(enum dh_error_code code) {
  return code == DH_ERROR_NOT_A_VALUE || code == DH_ERROR_RANGE || code == DH_ERROR_CHOICE;
}

int complain_error(const struct command *command, const struct dh_error *error, const char *what, const char *source) {
  struct text message = {0};
  message_error_caret(error, source, &message);
  say_name(command);
  if (what && !names_itself(error->code)) fprintf(stderr, "%s: ", what);
  fputs(text_string(&message), stderr);
  text_free(&message);
  return STATUS_USAGE;
}

int file_status(const struct dh_error *error) {
  bool file = error->code >= DH_ERROR_FILE && error->code <= DH_ERROR_FILE_SIZE;
  return file || error->code == DH_ERROR_MEMORY ? STATUS_FAILED : STATUS_USAGE;
}

/* --- reading the texts --- */

bool read_count(const char *name, const char *text, double low, double high, long *out, struct dh_error *error) {
  double value = (double)NAN;
  bool number = dh_number_parse(text, &value);
  if (number && value >= low && value <= high && value == floor(value)) {
    *out = (long)value;
    return true;
  }
  bool outside = isinf(value) || (number && (value < low || value > high));
  dh_fail(error, outside ? DH_ERROR_RANGE : DH_ERROR_NOT_A_VALUE, -1, name, text);
  error->number = low;
  error->number2 = high;
  return false;
}

/* Counts of steps: no run is longer than the table allows. */
static bool read_own_count(const struct arguments *arguments, enum own_option option, double low, long *out) {
  struct dh_error error;
  const char *text = arguments->own[option];
  double high = dh_parameter_row(DH_MAX_STEPS)->high;
  if (!text || read_count(own_rows[option].name, text, low, high, out, &error)) return true;
  complain_error(arguments->command, &error, NULL, NULL);
  return false;
}

/* Bytes up to a comma; those between brackets belong to a function in an update rule. */
static size_t item_length(const char *text) {
  size_t length = 0;
  for (int depth = 0; text[length] != '\0' && (text[length] != ',' || depth > 0); length++)
    depth += (text[length] == '(') - (text[length] == ')');
  return length;
}

static bool can_be_list(const struct arguments *arguments, enum dh_parameter parameter) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  bool allowed = arguments->command->lists == LISTS_ALL ||
                 (arguments->command->lists == LISTS_LANE && row->scope == DH_SCOPE_LANE);
  return allowed && row->type != DH_TYPE_POINT && row->type != DH_TYPE_LIST && row->type != DH_TYPE_SURFACE &&
         arguments->given[parameter][item_length(arguments->given[parameter])] == ',';
}

/* A training may have an optimizer that is not known here; rates do not depend on it. */
static bool does_without(const struct arguments *arguments, const struct dh_error *error) {
  if (!arguments->command->others || error->code != DH_ERROR_UNKNOWN_OPTIMIZER) return false;
  complain(arguments->command, _("note: the optimizer '%s' is not known here; the schedule is the same with any"),
           error->text);
  return true;
}

static bool set(const struct arguments *arguments, struct dh_spec *spec, enum dh_parameter parameter,
                const char *text) {
  struct dh_error error;
  const char *params = arguments->own[OWN_PARAMS];
  if (option_set(spec, arguments->catalog, parameter, text, params, &error)) return true;
  if (does_without(arguments, &error)) return true;
  bool formula = parameter == DH_SURFACE || parameter == DH_OPTIM;
  if (parameter == DH_SURFACE && !params && error.code == DH_ERROR_UNKNOWN_NAME) {
    char names[sizeof error.text2];
    snprintf(names, sizeof names, _("%.40s, or --params %.40s"), error.text2, error.text);
    text_copy(error.text2, sizeof error.text2, names);
  }
  complain_error(arguments->command, &error, dh_parameter_row(parameter)->name, formula ? text : NULL);
  return false;
}

/* Here, so that what is wrong is shown in this text and not in the formula. */
static bool check_params(const struct arguments *arguments) {
  struct dh_error error;
  char names[2][DH_NAME_MAX];
  const char *text = arguments->own[OWN_PARAMS];
  if (!text || dh_surface_names(text, names, &error) > 0) return true;
  complain_error(arguments->command, &error, own_rows[OWN_PARAMS].name, text);
  return false;
}

/* What was asked for by --update is then an optimizer like any other. */
static bool read_update(struct arguments *arguments) {
  struct dh_error error;
  const char *text = arguments->own[OWN_UPDATE];
  if (!text) return true;
  if (arguments->given[DH_OPTIM]) {
    complain(arguments->command, _("optim and update both say what the rule is: give one of them"));
    return false;
  }
  arguments->given[DH_OPTIM] = text;
  arguments->spec.rule = catalog_typed_rule(arguments->catalog, text, &error);
  if (!arguments->spec.rule) complain_error(arguments->command, &error, own_rows[OWN_UPDATE].name, text);
  return arguments->spec.rule;
}

static bool read_parameters(struct arguments *arguments) {
  arguments->list = -1;
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    enum dh_parameter parameter = (enum dh_parameter)i;
    if (!arguments->given[i]) continue;
    if (can_be_list(arguments, parameter)) {
      if (arguments->list >= 0) {
        complain(arguments->command, _("%s and %s both have several values: give several to one of them"),
                 dh_parameter_row((enum dh_parameter)arguments->list)->name, dh_parameter_row(parameter)->name);
        return false;
      }
      arguments->list = i;
    } else if (!set(arguments, &arguments->spec, parameter, arguments->given[i])) {
      return false;
    }
  }
  return true;
}

/* max_steps and steps default to each other, and both to the table's default. */
static bool read_steps(struct arguments *arguments) {
  arguments->steps = (long)dh_spec_number(&arguments->spec, DH_MAX_STEPS);
  arguments->every = 1;
  if (!read_own_count(arguments, OWN_STEPS, 0, &arguments->steps)) return false;
  if (!read_own_count(arguments, OWN_EVERY, 1, &arguments->every)) return false;
  double steps = (double)arguments->steps;
  /* A run of no steps is printed, not planned. */
  if (arguments->own[OWN_STEPS] && !dh_spec_given(&arguments->spec, DH_MAX_STEPS) &&
      steps >= dh_parameter_row(DH_MAX_STEPS)->low)
    dh_spec_set(&arguments->spec, DH_MAX_STEPS, steps);
  return true;
}

static bool read_format(struct arguments *arguments) {
  const char *const *formats = arguments->command->formats, *text = arguments->own[OWN_FORMAT];
  if (!formats) return true;
  arguments->format = formats[0];
  struct text names = {0};
  for (int i = 0; text && formats[i]; i++) {
    if (strcmp(text, formats[i]) == 0) {
      arguments->format = formats[i];
      text_free(&names);
      return true;
    }
    text_printf(&names, "%s%s", i == 0 ? "" : formats[i + 1] ? ", " : _(" or "), formats[i]);
  }
  if (text) complain(arguments->command, _("format: there is no '%s': choose %s"), text, text_string(&names));
  text_free(&names);
  return !text;
}

static bool check_operands(const struct arguments *arguments) {
  int most = arguments->command->operands_max;
  if (most < 0 || arguments->operand_count <= most) return true;
  const char *excess = arguments->command->excess, *first = arguments->operand[most];
  if (excess)
    complain(arguments->command, _("'%s' is too much: %s"), first, _(excess));
  else
    complain(arguments->command, _("'%s' is too much: options begin with --, and --help shows them"), first);
  return false;
}

/* Without a word: the scene's parabola and plain descent, else whatever comes first. */
static void first_kinds(struct arguments *arguments) {
  const struct catalog *catalog = arguments->catalog;
  int surface = catalog_surface_find(catalog, "parabola"), rule = catalog_rule_find(catalog, "sgd");
  dh_spec_init(&arguments->spec, catalog_surface(catalog, surface < 0 ? 0 : surface),
               catalog_rule(catalog, rule < 0 ? 0 : rule));
}

/* It was spoken from the start, where it is known. */
static bool check_language(const struct arguments *arguments) {
  const char *name = arguments->own[OWN_LANG];
  if (!name) return true;
  if (language_find(name) > 0 && !GETTEXT_IS_BUILT)
    complain(arguments->command, "note: this downhill was built without translations and speaks English");
  if (language_find(name) >= 0) return true;
  struct text names = {0};
  for (int i = 0; language_name(i); i++) text_printf(&names, "%s%s", i == 0 ? "" : ", ", language_name(i));
  complain(arguments->command, _("lang: there is no '%s': choose one of %s"), name, text_string(&names));
  text_free(&names);
  return false;
}

static bool translate(struct arguments *arguments) {
  return !arguments->command->translate || arguments->command->translate(arguments);
}

static bool prepare(struct arguments *arguments) {
  return !arguments->command->prepare || arguments->command->prepare(arguments);
}

static bool read_texts(struct arguments *arguments) {
  first_kinds(arguments);
  if (!check_language(arguments) || !check_params(arguments) || !arguments_fit(arguments) || !translate(arguments) ||
      !read_parameters(arguments) || !read_update(arguments) || !prepare(arguments) || !read_steps(arguments) ||
      !read_format(arguments) || !check_operands(arguments))
    return false;
  if (arguments->command->parameters) mention_idle(arguments);
  return true;
}

/* True if it was help that was wanted. */
static bool helped(struct arguments *arguments) {
  if (arguments->own[OWN_VERSION])
    arguments->status = help_version();
  else if (!arguments->own[OWN_HELP])
    return false;
  else if (arguments->command->name)
    arguments->status = help_command(arguments->command);
  else
    arguments->status = help_program();
  return true;
}

bool arguments_read(struct arguments *arguments, const struct command *command, struct catalog *catalog, int argc,
                    char *const *argv) {
  *arguments = (struct arguments){.command = command, .catalog = catalog, .status = STATUS_USAGE};
  play_defaults(&arguments->play);
  return arguments_scan(arguments, argc, argv) && !helped(arguments) && read_texts(arguments);
}

void arguments_free(struct arguments *arguments) {
  free(arguments->operand);
  free(arguments->shielded);
  arguments->operand = NULL;
  arguments->shielded = NULL;
}

/* --- lanes --- */

static int lanes_of_list(const struct arguments *arguments, struct dh_spec *specs, int most) {
  enum dh_parameter parameter = (enum dh_parameter)arguments->list;
  const char *rest = arguments->given[parameter];
  int count = 0;
  for (;;) {
    size_t length = item_length(rest);
    if (count == most) {
      complain(arguments->command, _("%s has more than %d values: leave some out"), dh_parameter_row(parameter)->name,
               most);
      return -1;
    }
    specs[count] = arguments->spec;
    char *value = strndup(rest, length);
    if (!value) complain(arguments->command, _("out of memory"));
    bool good = value && set(arguments, &specs[count++], parameter, value);
    free(value);
    if (!good) return -1;
    if (rest[length] == '\0') return count;
    rest += length + 1;
  }
}

int arguments_lanes(const struct arguments *arguments, struct dh_spec *specs, int most) {
  if (arguments->list >= 0) return lanes_of_list(arguments, specs, most);
  specs[0] = arguments->spec;
  double rates[DH_RATES_MAX];
  int own = app_rates(arguments->spec.surface, rates);
  if (arguments->given[DH_LEARNING_RATE] || own == 0) return 1;
  int count = own < most ? own : most;
  for (int i = 0; i < count; i++) {
    specs[i] = arguments->spec;
    dh_spec_set(&specs[i], DH_LEARNING_RATE, rates[i]);
  }
  return count;
}

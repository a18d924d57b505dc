/* SPDX-License-Identifier: MIT
 *
 * downhill schedule: the learning rate of every update, without running anything. */
#include "commands/schedule.h"

#include "app/messages.h"
#include "commands/output.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *const formats[] = {"text", "csv", "plot", "svg", NULL};

/* --- what a Trainer counts --- */

/* TrainingArguments of Transformers 4.55, where they differ from what a parameter is here. */
static const struct {
  enum dh_parameter parameter;
  double initial;
} trainer_defaults[] = {
    {DH_LEARNING_RATE, 5e-5},
    {DH_LR_SCHEDULER_TYPE, DH_SCHEDULE_LINEAR},
    {DH_PER_DEVICE_TRAIN_BATCH_SIZE, 8},
};
enum { DEFAULTS = sizeof trainer_defaults / sizeof *trainer_defaults };
static const double default_epochs = 3, most_epochs = 1e6, most_examples = 1e15;

static bool is_trainer(const struct arguments *arguments) {
  return arguments->own[OWN_DATASET_SIZE] || arguments->own[OWN_TRAINER_VERSION] || arguments->others;
}

bool schedule_trainer_default(const struct arguments *arguments, enum dh_parameter parameter) {
  bool has = false;
  for (int i = 0; i < DEFAULTS; i++) has |= trainer_defaults[i].parameter == parameter;
  return has && is_trainer(arguments) && !arguments->given[parameter];
}

static bool read_release(const struct arguments *arguments, struct dh_release *release) {
  const char *text = arguments->own[OWN_TRAINER_VERSION];
  *release = DH_RELEASE;
  if (!text || dh_release_read(text, release)) return true;
  complain(arguments->command, _("trainer_version: '%s' is none: write it as 4.55"), text);
  return false;
}

static bool read_epochs(const struct arguments *arguments, double *epochs) {
  struct dh_error error;
  const char *text = arguments->own[OWN_NUM_TRAIN_EPOCHS];
  *epochs = default_epochs;
  if (!text || (dh_number_parse(text, epochs) && *epochs > 0 && *epochs <= most_epochs)) return true;
  dh_fail(&error, DH_ERROR_POSITIVE, -1, own_row(OWN_NUM_TRAIN_EPOCHS)->name, text);
  complain_error(arguments->command, &error, NULL, NULL);
  return false;
}

/* Counts that differ from line to line would be different trainings. */
static bool check_batch_list(const struct arguments *arguments) {
  if (arguments->list < 0) return true;
  const struct dh_parameter_row *row = dh_parameter_row((enum dh_parameter)arguments->list);
  if (row->applies != DH_APPLIES_BATCH) return true;
  complain(arguments->command, _("%s: one value only, for the number of steps follows from it"), row->name);
  return false;
}

static bool needs_size(const struct arguments *arguments) {
  static const enum own_option needy[] = {OWN_NUM_TRAIN_EPOCHS, OWN_DATALOADER_DROP_LAST};
  for (size_t i = 0; i < sizeof needy / sizeof *needy; i++) {
    if (!arguments->own[needy[i]]) continue;
    complain(arguments->command, _("%s: of how many examples? Add --dataset_size N"), own_row(needy[i])->name);
    return true;
  }
  return false;
}

/* dataset_size is 0 if none was given. False after a complaint. */
static bool read_training(const struct arguments *arguments, struct dh_training *training) {
  struct dh_error error;
  long size;
  const char *text = arguments->own[OWN_DATASET_SIZE];
  *training = (struct dh_training){0};
  if (!text) return !needs_size(arguments);
  if (!read_count(own_row(OWN_DATASET_SIZE)->name, text, 1, most_examples, &size, &error)) {
    complain_error(arguments->command, &error, NULL, NULL);
    return false;
  }
  const struct dh_spec *spec = &arguments->spec;
  training->dataset_size = (double)size;
  training->per_device_train_batch_size = dh_spec_number(spec, DH_PER_DEVICE_TRAIN_BATCH_SIZE);
  training->gradient_accumulation_steps = dh_spec_number(spec, DH_GRADIENT_ACCUMULATION_STEPS);
  training->num_devices = dh_spec_number(spec, DH_NUM_DEVICES);
  training->dataloader_drop_last = arguments->own[OWN_DATALOADER_DROP_LAST];
  return check_batch_list(arguments) && read_epochs(arguments, &training->num_train_epochs);
}

/* False after a complaint about a number of steps that nobody can take. */
static bool count_steps(const struct arguments *arguments, const struct dh_training *training,
                        struct dh_release release, struct dh_training_steps *steps) {
  const double most = dh_parameter_row(DH_MAX_STEPS)->high;
  dh_training_count(training, release, steps);
  if (steps->batches < 1) {
    complain(arguments->command, _("dataset_size: there is no full batch, and dataloader_drop_last drops the rest"));
    return false;
  }
  if (steps->max_steps <= most) return true;
  complain(arguments->command, _("dataset_size: that makes %.0f steps, and the most are %.0f"), steps->max_steps, most);
  return false;
}

static bool prepare(struct arguments *arguments) {
  struct dh_training training;
  struct dh_training_steps steps;
  struct dh_release release;
  for (int i = 0; i < DEFAULTS; i++)
    if (schedule_trainer_default(arguments, trainer_defaults[i].parameter))
      dh_spec_set(&arguments->spec, trainer_defaults[i].parameter, trainer_defaults[i].initial);
  if (!read_release(arguments, &release) || !read_training(arguments, &training)) return false;
  if (training.dataset_size == 0) return true;
  if (!count_steps(arguments, &training, release, &steps)) return false;
  if (!arguments->given[DH_MAX_STEPS]) dh_spec_set(&arguments->spec, DH_MAX_STEPS, steps.max_steps);
  return true;
}

/* --- curves --- */

double schedule_rate(const struct schedule_curve *curve, double step) {
  return dh_schedule_rate(curve->info, &curve->args, step, NULL);
}

static void name_curve(const struct arguments *arguments, const struct dh_spec *spec, struct schedule_curve *curve) {
  if (arguments->list < 0 || arguments->list == DH_LR_SCHEDULER_TYPE || arguments->list == DH_OPTIM)
    text_copy(curve->name, sizeof curve->name, curve->info->name);
  else
    dh_parameter_print((enum dh_parameter)arguments->list, dh_spec_number(spec, (enum dh_parameter)arguments->list),
                       curve->name, sizeof curve->name);
}

/* Step by step: the curve's own numbers, not those of a formula for them. */
static void look_at(struct schedule_curve *curve, long steps) {
  curve->peak = curve->peak_step = curve->fall_step = curve->last = (double)NAN;
  for (long step = 0; step < steps; step++) {
    double rate = curve->last = schedule_rate(curve, (double)step);
    if (isnan(curve->peak) || rate > curve->peak) {
      curve->peak = rate;
      curve->peak_step = (double)step;
      curve->fall_step = (double)NAN;
    } else if (isnan(curve->fall_step) && rate < curve->peak) {
      curve->fall_step = (double)step;
    }
  }
}

static bool is_batch_known(const struct arguments *arguments) {
  return arguments->own[OWN_DATASET_SIZE] || arguments->given[DH_PER_DEVICE_TRAIN_BATCH_SIZE] ||
         arguments->given[DH_GRADIENT_ACCUMULATION_STEPS] || arguments->given[DH_NUM_DEVICES];
}

/* False after a complaint. `looks`: what there is to say about the curves is wanted too. */
static bool make_plan(const struct arguments *arguments, bool looks, struct schedule_plan *plan) {
  struct dh_spec specs[SCHEDULES_MAX];
  *plan = (struct schedule_plan){.arguments = arguments, .count = 1, .batch = (double)NAN};
  specs[0] = arguments->spec;
  if (arguments->list >= 0) plan->count = arguments_lanes(arguments, specs, SCHEDULES_MAX);
  if (plan->count < 0 || !read_release(arguments, &plan->release) || !read_training(arguments, &plan->training))
    return false;
  if (plan->training.dataset_size > 0 && !count_steps(arguments, &plan->training, plan->release, &plan->steps))
    return false;
  if (is_batch_known(arguments)) plan->batch = dh_spec_batch(&arguments->spec);
  for (int i = 0; i < plan->count; i++) {
    struct schedule_curve *curve = &plan->curve[i];
    curve->info = dh_schedule_info((int)dh_spec_number(&specs[i], DH_LR_SCHEDULER_TYPE));
    dh_spec_schedule(&specs[i], &curve->args);
    name_curve(arguments, &specs[i], curve);
    if (looks) look_at(curve, arguments->steps);
    if (curve->info->observe)
      complain(arguments->command, _("note: %s goes by losses, and here are none: downhill run shows what it does"),
               curve->info->name);
  }
  return true;
}

/* --- rates --- */

static void write_rates(struct text *out, const struct schedule_plan *plan, bool csv, long step) {
  text_printf(out, csv ? "%ld" : "Step %ld: lr =", step);
  double update = (double)step + (plan->arguments->own[OWN_AFTER_STEP] ? 1 : 0);
  for (int i = 0; i < plan->count; i++) {
    double rate = schedule_rate(&plan->curve[i], update);
    char exact[32];
    dh_number_print(rate, exact, sizeof exact);
    if (csv)
      text_printf(out, ",%s", exact);
    else
      text_printf(out, i == 0 ? " %.6f" : ", %.6f", rate);
  }
  text_add(out, "\n");
}

static void write_heading(struct text *out, const struct schedule_plan *plan) {
  text_add(out, "step");
  for (int i = 0; i < plan->count; i++) text_printf(out, ",%s", plan->count == 1 ? "lr" : plan->curve[i].name);
  text_add(out, "\n");
}

static void write_steps(struct output *output, const struct schedule_plan *plan, bool csv) {
  const struct arguments *arguments = plan->arguments;
  if (csv) write_heading(&output->text, plan);
  for (long step = 0; step < arguments->steps && output_flow(output); step++)
    if (step % arguments->every == 0 || step == arguments->steps - 1) write_rates(&output->text, plan, csv, step);
}

/* --- the command --- */

/* Lines are for programs, and a plot is for people; a file's name says what it is. */
static const char *format_of(const struct arguments *arguments) {
  const char *path = arguments->own[OWN_OUTPUT];
  if (arguments->own[OWN_FORMAT]) return arguments->format;
  if (path) return path_ends_in(path, ".svg") ? "svg" : path_ends_in(path, ".csv") ? "csv" : "text";
  return isatty(STDOUT_FILENO) ? "plot" : "text";
}

enum { PLOT_STEPS_MAX = 100000000 /* each is looked at: some seconds */ };

static int run(const struct arguments *arguments) {
  struct schedule_plan plan;
  struct output output;
  int cols, rows, glyphs = read_look(arguments, OWN_GLYPHS, look_glyphs_name, GLYPHS_BRAILLE);
  const char *format = format_of(arguments);
  bool csv = strcmp(format, "csv") == 0, summary = arguments->own[OWN_SUMMARY];
  bool lines = !summary && (csv || strcmp(format, "text") == 0);
  if (glyphs < 0 || !read_size(arguments, &cols, &rows)) return STATUS_USAGE;
  if (!lines && arguments->steps > PLOT_STEPS_MAX)
    return complain(arguments->command, _("%ld steps are too many to look at: at most %d"), arguments->steps,
                    PLOT_STEPS_MAX);
  if (!make_plan(arguments, !lines, &plan)) return STATUS_USAGE;
  output_open(&output, arguments->own[OWN_OUTPUT]);
  if (lines)
    write_steps(&output, &plan, csv);
  else if (summary)
    schedule_write_summary(&plan, &output.text);
  else if (strcmp(format, "svg") == 0)
    output.text.failed |= !schedule_write_svg(&plan, &output.text);
  else
    output.text.failed |=
        !schedule_write_page(&plan, cols, rows, (enum look_glyphs)glyphs, read_colors(arguments), &output.text);
  return output_close(&output);
}

const struct command command_schedule = {
    .name = "schedule",
    .summary = N_("the learning rate of every update, and what a Trainer would make of it"),
    .operands = "",
    .notes = N_(
        "Line k is the rate that update k uses. The text has six decimals; CSV has the exact numbers. The plot stands\n"
        "below what there is to say; on a terminal it is what comes without --format, and -o NAME.svg writes one of\n"
        "vectors. One parameter may have several values: --lr_scheduler_type cosine,linear,wsd. A whole command\n"
        "line of a Trainer may be pasted: what is not about rates is left out. With such a line, dataset_size or\n"
        "trainer_version, what is not given is what TrainingArguments have: learning_rate 5e-05, linear, 8 examples a\n"
        "device, 3 epochs.\n"),
    .own = TAKES(OWN_STEPS) | TAKES(OWN_EVERY) | TAKES(OWN_OUTPUT) | TAKES(OWN_PARAMS) | TAKES(OWN_DATASET_SIZE) |
           TAKES(OWN_NUM_TRAIN_EPOCHS) | TAKES(OWN_DATALOADER_DROP_LAST) | TAKES(OWN_TRAINER_VERSION) |
           TAKES(OWN_AFTER_STEP) | TAKES(OWN_SIZE) | TAKES(OWN_GLYPHS) | TAKES(OWN_SUMMARY),
    .parameters = true,
    .lists = LISTS_LANE,
    .others = true,
    .formats = formats,
    .prepare = prepare,
    .run = run,
};

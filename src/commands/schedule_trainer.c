/* SPDX-License-Identifier: MIT
 *
 * What a Trainer of Transformers makes of its command line before there is a schedule: defaults of its own, devices,
 * and steps that are counted. */
#include "commands/schedule.h"

#include "app/messages.h"

#include <math.h>
#include <string.h>

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

bool schedule_is_trainer(const struct arguments *arguments) {
  static const enum own_option spoken[] = {OWN_DATASET_SIZE,    OWN_NUM_TRAIN_EPOCHS,    OWN_DATALOADER_DROP_LAST,
                                           OWN_TRAINER_VERSION, OWN_LR_SCHEDULER_KWARGS, OWN_NPROC_PER_NODE,
                                           OWN_NNODES,          OWN_NUM_PROCESSES};
  bool is = arguments->others;
  for (size_t i = 0; i < sizeof spoken / sizeof *spoken; i++) is = is || arguments->own[spoken[i]];
  return is;
}

bool schedule_trainer_default(const struct arguments *arguments, enum dh_parameter parameter) {
  bool has = false;
  for (int i = 0; i < DEFAULTS; i++) has |= trainer_defaults[i].parameter == parameter;
  return has && schedule_is_trainer(arguments) && !arguments->given[parameter];
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

/* max_steps goes before what they would say. */
static bool needs_size(const struct arguments *arguments) {
  static const enum own_option needy[] = {OWN_NUM_TRAIN_EPOCHS, OWN_DATALOADER_DROP_LAST};
  static const enum own_option launched[] = {OWN_NPROC_PER_NODE, OWN_NNODES, OWN_NUM_PROCESSES};
  bool whole = arguments->others;
  if (arguments->given[DH_MAX_STEPS]) return false;
  for (size_t i = 0; i < sizeof needy / sizeof *needy; i++) {
    if (!arguments->own[needy[i]]) continue;
    complain(arguments->command, _("%s: of how many examples? Add --dataset_size N"), own_row(needy[i])->name);
    return true;
  }
  for (size_t i = 0; i < sizeof launched / sizeof *launched; i++) whole = whole || arguments->own[launched[i]];
  if (whole)
    complain(arguments->command, _("a Trainer's line without max_steps: of how many examples? Add --dataset_size N, or "
                                   "--max_steps N"));
  return whole;
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

bool schedule_read_training(struct schedule_plan *plan) {
  const struct arguments *arguments = plan->arguments;
  if (!read_release(arguments, &plan->release) || !read_training(arguments, &plan->training)) return false;
  return plan->training.dataset_size == 0 || count_steps(arguments, &plan->training, plan->release, &plan->steps);
}

/* --- devices --- */

/* 1 if it was not given. False after a complaint. */
static bool read_devices(const struct arguments *arguments, enum own_option option, long *count) {
  struct dh_error error;
  const char *text = arguments->own[option];
  *count = 1;
  if (!text || read_count(own_row(option)->name, text, 1, dh_parameter_row(DH_NUM_DEVICES)->high, count, &error))
    return true;
  complain_error(arguments->command, &error, NULL, NULL);
  return false;
}

static bool complain_devices(const struct arguments *arguments, const char *one, const char *other) {
  complain(arguments->command, _("%s and %s both say how many devices there are: give one of them"), one, other);
  return false;
}

/* What says how many devices a machine has; NULL: nothing does. */
static const char *devices_given(const struct arguments *arguments) {
  if (arguments->own[OWN_NPROC_PER_NODE]) return own_row(OWN_NPROC_PER_NODE)->name;
  return arguments->given[DH_NUM_DEVICES] ? dh_parameter_row(DH_NUM_DEVICES)->name : NULL;
}

/* torchrun and deepspeed count the devices of a machine, accelerate counts all of them. */
static bool set_devices(struct arguments *arguments) {
  const char *const *own = arguments->own;
  const char *one = devices_given(arguments);
  long local, nodes, all;
  if (!read_devices(arguments, OWN_NPROC_PER_NODE, &local) || !read_devices(arguments, OWN_NNODES, &nodes) ||
      !read_devices(arguments, OWN_NUM_PROCESSES, &all))
    return false;
  if (own[OWN_NUM_PROCESSES] && one) return complain_devices(arguments, own_row(OWN_NUM_PROCESSES)->name, one);
  if (own[OWN_NPROC_PER_NODE] && arguments->given[DH_NUM_DEVICES])
    return complain_devices(arguments, one, dh_parameter_row(DH_NUM_DEVICES)->name);
  if (!own[OWN_NPROC_PER_NODE] && !own[OWN_NNODES] && !own[OWN_NUM_PROCESSES]) return true;
  double each = own[OWN_NPROC_PER_NODE] ? (double)local : dh_spec_number(&arguments->spec, DH_NUM_DEVICES);
  double total = own[OWN_NUM_PROCESSES] ? (double)all : each * (double)nodes;
  const double most = dh_parameter_row(DH_NUM_DEVICES)->high;
  if (total > most) {
    complain(arguments->command, _("%.0f devices are too many: at most %.0f"), total, most);
    return false;
  }
  dh_spec_set(&arguments->spec, DH_NUM_DEVICES, total);
  return true;
}

/* --- warmup --- */

/* Transformers 4 has whole warmup_steps; 5 takes less than one for the share that warmup_ratio was. */
static bool translate_warmup(struct arguments *arguments, struct dh_release release) {
  const int takes_shares = 5;
  double value;
  const char *text = arguments->given[DH_WARMUP_STEPS];
  if (!text || !dh_number_parse(text, &value) || !(value > 0 && value < 1)) return true;
  if (release.major < takes_shares) {
    complain(arguments->command,
             _("warmup_steps: %s is a share only since Transformers 5 (--trainer_version 5.0): give --warmup_ratio %s"),
             text, text);
    return false;
  }
  arguments->given[DH_WARMUP_RATIO] = text;
  arguments->given[DH_WARMUP_STEPS] = NULL;
  return true;
}

/* A Trainer's max_steps is -1 where it is to count: nobody else writes that, so that the line is a Trainer's. */
static void translate_max_steps(struct arguments *arguments) {
  const char *text = arguments->given[DH_MAX_STEPS];
  if (!text || strcmp(text, "-1") != 0) return;
  arguments->given[DH_MAX_STEPS] = NULL;
  arguments->others = true;
}

bool schedule_translate(struct arguments *arguments) {
  struct dh_release release;
  translate_max_steps(arguments);
  return read_release(arguments, &release) && translate_warmup(arguments, release);
}

/* Of several kinds, divided by commas, is this one the name? */
static bool is_kind(const char *kinds, int index, const char *name) {
  for (; index > 0 && kinds; index--) kinds = strchr(kinds, ',') ? strchr(kinds, ',') + 1 : NULL;
  return kinds && strcspn(kinds, ",") == strlen(name) && strncmp(kinds, name, strlen(name)) == 0;
}

/* get_scheduler() has no warmup for "constant"; here that is another name of constant_with_warmup. */
void schedule_drop_warmup(const struct arguments *arguments, struct dh_spec *specs, int count) {
  const char *kinds = arguments->given[DH_LR_SCHEDULER_TYPE];
  bool trainer = schedule_is_trainer(arguments), said = false;
  for (int i = 0; i < count; i++) {
    bool warm = dh_spec_number(&specs[i], DH_WARMUP_STEPS) > 0 || dh_spec_number(&specs[i], DH_WARMUP_RATIO) > 0;
    int place = arguments->list == DH_LR_SCHEDULER_TYPE ? i : 0;
    if (!warm || !kinds || !is_kind(kinds, place, dh_schedule_name(DH_SCHEDULE_CONSTANT))) continue;
    if (!said)
      complain(
          arguments->command,
          trainer
              ? _("note: a Trainer's constant leaves the warmup out: it is constant_with_warmup that has one")
              : _("note: the warmup is kept here, but Transformers' constant has none: constant_with_warmup has one"));
    said = true;
    if (!trainer) continue;
    dh_spec_unset(&specs[i], DH_WARMUP_STEPS);
    dh_spec_unset(&specs[i], DH_WARMUP_RATIO);
  }
}

/* --- all of it --- */

bool schedule_prepare(struct arguments *arguments) {
  struct schedule_plan counted = {.arguments = arguments};
  for (int i = 0; i < DEFAULTS; i++)
    if (schedule_trainer_default(arguments, trainer_defaults[i].parameter))
      dh_spec_set(&arguments->spec, trainer_defaults[i].parameter, trainer_defaults[i].initial);
  if (!set_devices(arguments) || !schedule_read_training(&counted)) return false;
  if (counted.training.dataset_size > 0 && !arguments->given[DH_MAX_STEPS])
    dh_spec_set(&arguments->spec, DH_MAX_STEPS, counted.steps.max_steps);
  return true;
}

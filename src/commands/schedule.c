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
         arguments->given[DH_GRADIENT_ACCUMULATION_STEPS] || dh_spec_given(&arguments->spec, DH_NUM_DEVICES);
}

/* Of the curves, each of which may have a warmup of its own, the first is told of. */
static void mention_endless_warmup(const struct schedule_plan *plan) {
  for (int i = 0; i < plan->count; i++) {
    const struct dh_schedule_args *args = &plan->curve[i].args;
    if (args->warmup_steps < args->max_steps) continue;
    complain(plan->arguments->command,
             _("note: a warmup of %.0f steps is not over when the training of %.0f is: the peak is never reached"),
             args->warmup_steps, args->max_steps);
    return;
  }
}

/* False after a complaint. `looks`: what there is to say about the curves is wanted too. */
static bool make_plan(const struct arguments *arguments, bool looks, struct schedule_plan *plan) {
  struct dh_spec specs[SCHEDULES_MAX];
  *plan = (struct schedule_plan){.arguments = arguments, .count = 1, .batch = (double)NAN};
  specs[0] = arguments->spec;
  if (arguments->list >= 0) plan->count = arguments_lanes(arguments, specs, SCHEDULES_MAX);
  if (plan->count < 0 || !schedule_read_training(plan)) return false;
  schedule_drop_warmup(arguments, specs, plan->count);
  if (!schedule_take_kwargs(arguments, specs, plan->count)) return false;
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
  mention_endless_warmup(plan);
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
  if (path && path_ends_in(path, ".svg")) return "svg";
  if (arguments->own[OWN_PLOT]) return "plot";
  if (path) return path_ends_in(path, ".csv") ? "csv" : "text";
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
  if (arguments->own[OWN_PLOT] && (lines || summary))
    return complain(arguments->command, _("plot: lines for programs have none; leave one of them out"));
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
        "below what there is to say; on a terminal it is what comes without --format, --plot asks for it elsewhere, "
        "and\n"
        "-o NAME.svg writes one of vectors. One parameter may have several values: --lr_scheduler_type\n"
        "cosine,linear,wsd. A whole command line of a Trainer may be pasted, with torchrun, accelerate, deepspeed or\n"
        "python in front: what is not about rates is left out. With such a line, dataset_size or trainer_version, "
        "what\n"
        "is not given is what TrainingArguments have: learning_rate 5e-05, linear, 8 examples a device, 3 epochs.\n"),
    .own = TAKES(OWN_STEPS) | TAKES(OWN_EVERY) | TAKES(OWN_OUTPUT) | TAKES(OWN_DATASET_SIZE) |
           TAKES(OWN_NUM_TRAIN_EPOCHS) | TAKES(OWN_DATALOADER_DROP_LAST) | TAKES(OWN_TRAINER_VERSION) |
           TAKES(OWN_LR_SCHEDULER_KWARGS) | TAKES(OWN_NPROC_PER_NODE) | TAKES(OWN_NNODES) | TAKES(OWN_NUM_PROCESSES) |
           TAKES(OWN_AFTER_STEP) | TAKES(OWN_PLOT) | TAKES(OWN_SIZE) | TAKES(OWN_GLYPHS) | TAKES(OWN_SUMMARY),
    .parameters = true,
    .lists = LISTS_LANE,
    .others = true,
    .formats = formats,
    .translate = schedule_translate,
    .prepare = schedule_prepare,
    .run = run,
};

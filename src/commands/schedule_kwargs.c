/* SPDX-License-Identifier: MIT
 *
 * lr_scheduler_kwargs: what get_scheduler() of Transformers 4.55 (src/transformers/optimization.py) passes on to the
 * function of the schedule, and what that function refuses. */
#include "commands/schedule.h"

#include "app/messages.h"
#include "app/options.h"
#include "catalog/members.h"

#include <string.h>

static const struct dh_schedule_info *info_of(const struct dh_spec *spec) {
  return dh_schedule_info((int)dh_spec_number(spec, DH_LR_SCHEDULER_TYPE));
}

static bool is(const struct dh_spec *spec, enum dh_schedule schedule) {
  return info_of(spec) == dh_schedule_info((int)schedule);
}

/* get_scheduler() keeps them to itself where the function takes none, or, of inverse_sqrt, has others. */
static bool passes_on(const struct dh_spec *spec) {
  return !is(spec, DH_SCHEDULE_CONSTANT) && !is(spec, DH_SCHEDULE_INVERSE_SQRT);
}

/* The share of the least rate has two names there, and each function knows one of them. */
static const char *name_of(const struct dh_spec *spec, enum dh_parameter parameter) {
  const struct dh_parameter_row *row = dh_parameter_row(parameter);
  return parameter == DH_MIN_LR_RATIO && is(spec, DH_SCHEDULE_COSINE_WITH_MIN_LR) ? row->alias : row->name;
}

/* enum dh_parameter, or -1. */
static int parameter_named(const struct dh_spec *spec, const char *name) {
  const struct dh_schedule_info *info = info_of(spec);
  for (int i = 0; i < info->use_count; i++)
    if (strcmp(name, name_of(spec, info->uses[i].parameter)) == 0) return (int)info->uses[i].parameter;
  return -1;
}

/* --- one member --- */

struct kwargs {
  const struct arguments *arguments;
  struct dh_spec *specs; /* one for each schedule that is shown */
  int count;
};

static void complain_stranger(const struct kwargs *kwargs, const struct dh_spec *spec, const char *name) {
  const struct dh_schedule_info *info = info_of(spec);
  const struct command *command = kwargs->arguments->command;
  struct text names = {0};
  for (int i = 0; i < info->use_count; i++)
    text_printf(&names, "%s%s", i > 0 ? _(", ") : "", name_of(spec, info->uses[i].parameter));
  if (names.length > 0)
    complain(command, _("lr_scheduler_kwargs: %s takes no %s: it takes %s"), info->name, name, text_string(&names));
  else
    complain(command, _("lr_scheduler_kwargs: %s takes no %s: it takes nothing"), info->name, name);
  text_free(&names);
}

static bool set_member(const struct kwargs *kwargs, struct dh_spec *spec, enum dh_parameter parameter,
                       const char *value) {
  struct dh_error error;
  const struct arguments *arguments = kwargs->arguments;
  if (!value) return true; /* None is what a function has where nothing is given */
  if (arguments->given[parameter]) {
    complain(arguments->command, _("%s is given twice: as an option and in lr_scheduler_kwargs"),
             dh_parameter_row(parameter)->name);
    return false;
  }
  if (option_set(spec, arguments->catalog, parameter, value, NULL, &error)) return true;
  complain_error(arguments->command, &error, NULL, NULL);
  return false;
}

/* Of several schedules it is for those that take it. */
static bool take(void *context, const char *name, const char *value) {
  const struct kwargs *kwargs = context;
  const struct dh_spec *stranger = NULL;
  bool taken = false;
  for (int i = 0; i < kwargs->count; i++) {
    struct dh_spec *spec = &kwargs->specs[i];
    int parameter = parameter_named(spec, name);
    if (!passes_on(spec)) continue;
    if (parameter < 0)
      stranger = spec;
    else if (!set_member(kwargs, spec, (enum dh_parameter)parameter, value))
      return false;
    else
      taken = true;
  }
  if (taken || !stranger) return true;
  complain_stranger(kwargs, stranger, name);
  return false;
}

/* --- all of them --- */

static void mention_idle_kwargs(const struct kwargs *kwargs) {
  for (int i = 0; i < kwargs->count; i++) {
    if (passes_on(&kwargs->specs[i])) continue;
    complain(kwargs->arguments->command,
             _("note: lr_scheduler_kwargs changes nothing with %s: Transformers does not pass it on"),
             info_of(&kwargs->specs[i])->name);
    return;
  }
}

static bool read_kwargs(struct kwargs *kwargs) {
  const struct command *command = kwargs->arguments->command;
  const char *text = kwargs->arguments->own[OWN_LR_SCHEDULER_KWARGS];
  if (!text) return true;
  if (!members_are_built()) {
    complain(command,
             _("lr_scheduler_kwargs: built without json-c, which reads JSON: give its members as options, such "
               "as --min_lr 1e-6"));
    return false;
  }
  enum members members = members_read(text, take, kwargs);
  if (members == MEMBERS_NO_OBJECT)
    complain(command, _("lr_scheduler_kwargs: '%s' is no JSON object: write it as '{\"min_lr\": 1e-6}'"), text);
  if (members == MEMBERS_TAKEN) mention_idle_kwargs(kwargs);
  return members == MEMBERS_TAKEN;
}

/* ValueErrors and TypeErrors of the functions. What is no Trainer's line may leave open what downhill has a default
 * for; but a cosine with a least rate and without one is none. */
static bool is_complete(const struct arguments *arguments, const struct dh_spec *spec) {
  const struct command *command = arguments->command;
  const char *name = info_of(spec)->name;
  bool trainer = schedule_is_trainer(arguments), least = dh_spec_given(spec, DH_MIN_LR),
       share = dh_spec_given(spec, DH_MIN_LR_RATIO);
  if (is(spec, DH_SCHEDULE_COSINE_WITH_MIN_LR) && !least && !share)
    complain(command, _("%s needs a least rate: --lr_scheduler_kwargs '{\"min_lr\": 1e-6}', or --min_lr 1e-6"), name);
  else if (is(spec, DH_SCHEDULE_COSINE_WITH_MIN_LR) && least && share)
    complain(command, _("%s: min_lr and min_lr_rate both say what the least rate is: give one of them"), name);
  else if (trainer && is(spec, DH_SCHEDULE_WARMUP_STABLE_DECAY) && !dh_spec_given(spec, DH_NUM_DECAY_STEPS))
    complain(command, _("%s needs num_decay_steps: --lr_scheduler_kwargs '{\"num_decay_steps\": 100}'"), name);
  else if (trainer && is(spec, DH_SCHEDULE_POLYNOMIAL) &&
           dh_spec_number(spec, DH_LR_END) >= dh_spec_number(spec, DH_LEARNING_RATE))
    complain(command, _("%s: lr_end has to be smaller than learning_rate"), name);
  else
    return true;
  return false;
}

bool schedule_take_kwargs(const struct arguments *arguments, struct dh_spec *specs, int count) {
  struct kwargs kwargs = {arguments, specs, count};
  bool good = read_kwargs(&kwargs);
  for (int i = 0; i < count && good; i++) good = is_complete(arguments, &specs[i]);
  return good;
}

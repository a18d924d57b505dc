/* SPDX-License-Identifier: MIT
 *
 * What was asked for and changes nothing. */
#include "app/messages.h"
#include "commands/arguments.h"

/* What a parameter of this kind has nothing to do with here; NULL: gradients are not sampled. */
static const char *idle_with(const struct dh_spec *spec, enum dh_applies applies) {
  switch (applies) {
  case DH_APPLIES_OPTIM:
    return message_rule(spec->rule);
  case DH_APPLIES_SCHEDULE:
    return dh_schedule_name((int)dh_spec_number(spec, DH_LR_SCHEDULER_TYPE));
  case DH_APPLIES_FORMULA:
    return dh_surface_info(spec->surface)->name;
  case DH_APPLIES_BATCH:
  case DH_APPLIES_ALWAYS:
    break;
  }
  return NULL;
}

/* Does a list make the kind that decides about it another one in every lane? */
static bool kind_is_listed(const struct arguments *arguments, enum dh_applies applies) {
  return (applies == DH_APPLIES_OPTIM && arguments->list == DH_OPTIM) ||
         (applies == DH_APPLIES_SCHEDULE && arguments->list == DH_LR_SCHEDULER_TYPE) ||
         (applies == DH_APPLIES_BATCH &&
          (arguments->list == DH_GRADIENT_NOISE || arguments->list == DH_SCALE_LR_WITH_BATCH));
}

/* It is said so that nobody waits for an effect; the run is done all the same. */
void mention_idle(const struct arguments *arguments) {
  const struct dh_spec *spec = &arguments->spec;
  for (int i = 0; i < DH_PARAMETER_COUNT; i++) {
    const struct dh_parameter_row *row = dh_parameter_row((enum dh_parameter)i);
    if (!arguments->given[i] || dh_spec_applies(spec, (enum dh_parameter)i) || kind_is_listed(arguments, row->applies))
      continue;
    const char *with = idle_with(spec, row->applies);
    if (with)
      complain(arguments->command, _("note: %s changes nothing with %s"), row->name, with);
    else
      complain(arguments->command, _("note: %s changes nothing without gradient_noise, data or scale_lr_with_batch"),
               row->name);
  }
}
